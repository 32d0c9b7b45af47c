-- Log-in: where an account was logged in before, the second factor of the staff, which browsers are counters, and what people see of
-- their sessions. Times are epoch milliseconds UTC.

alter table sessions add column address text not null default '';   -- where it was opened
alter table sessions add column agent text not null default '';     -- with which program, as it calls itself

create table account_addresses (
    account_id integer not null,
    address text not null,              -- of IPv6 the network of 64 bits
    used_at integer not null,           -- the latest log-in, to the day
    with_code integer not null default 0,   -- whether the second factor was right there, too
    constraint account_addresses_pk primary key (account_id, address),
    constraint account_addresses_with_code_is_bool check (with_code in (0, 1)),
    constraint account_addresses_account_fk foreign key (account_id) references accounts (id) on delete cascade
) strict, without rowid;

create table second_factors (
    account_id integer not null,
    secret_sealed blob not null,        -- sealed for second_factors/<account_id>
    enabled_at integer,                 -- none before the first code was right
    last_step integer not null default 0,   -- of thirty seconds; a code of it or of an earlier one was used
    constraint second_factors_pk primary key (account_id),
    constraint second_factors_account_fk foreign key (account_id) references accounts (id) on delete cascade
) strict;

create table recovery_codes (
    code_hash blob not null,            -- sha-256 of account and code; a used one is deleted
    account_id integer not null,
    constraint recovery_codes_pk primary key (code_hash),
    constraint recovery_codes_account_fk foreign key (account_id) references accounts (id) on delete cascade
) strict, without rowid;

create index recovery_codes_by_account on recovery_codes (account_id);

create table counter_devices (
    token_hash blob not null,           -- sha-256 of the token that the browser keeps
    name text not null,
    enrolled_at integer not null,
    enrolled_by integer not null,
    constraint counter_devices_pk primary key (token_hash),
    constraint counter_devices_name_unique unique (name),
    constraint counter_devices_account_fk foreign key (enrolled_by) references accounts (id)
) strict, without rowid;
