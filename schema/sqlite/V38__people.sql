-- What people of the staff are called, what each may do besides the role, and PINs for a fast change of clerk at the counter.

-- On receipts, in lists and in the trail, in the place of the user name; null for the user name itself.
alter table accounts add column display_name text;

-- Whether a session was opened with a PIN: it works at the counter alone, with a clerk's rights, whoever it is.
alter table sessions add column by_pin integer not null default 0;

-- Where somebody may do another thing than the role says; no row is what the role says.
create table staff_permissions (
    account_id integer not null,
    permission text not null,           -- discount, refund, price, till
    allowed integer not null,
    constraint staff_permissions_pk primary key (account_id, permission),
    constraint staff_permissions_account_fk foreign key (account_id) references accounts (id) on delete cascade,
    constraint staff_permissions_known check (permission in ('discount', 'refund', 'price', 'till')),
    constraint staff_permissions_allowed_is_bool check (allowed in (0, 1))
) strict, without rowid;

create table counter_pins (
    account_id integer not null,
    pin_hash text not null,             -- argon2id in PHC form; never the PIN
    set_at integer not null,
    constraint counter_pins_pk primary key (account_id),
    constraint counter_pins_account_fk foreign key (account_id) references accounts (id) on delete cascade
) strict;
