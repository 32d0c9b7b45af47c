-- Pieces that one customer paid and another one redeemed, and accounts of one person.

create table redeemed_gifts (
    voucher_id integer not null,        -- the voucher of the piece
    order_id integer not null,
    line_id integer not null,
    account_id integer not null,        -- who has the piece now
    trip_id integer,                    -- its days; null for minutes alone
    redeemed_at integer not null,
    constraint redeemed_gifts_pk primary key (voucher_id),
    constraint redeemed_gifts_voucher_fk foreign key (voucher_id) references vouchers (id),
    constraint redeemed_gifts_order_fk foreign key (order_id) references orders (id),
    constraint redeemed_gifts_account_fk foreign key (account_id) references accounts (id)
) strict;

create index redeemed_gifts_by_line on redeemed_gifts (line_id);
create index redeemed_gifts_by_account on redeemed_gifts (account_id);

-- Both ways of each link, so that an account has one at most whichever way it was made.
create table account_links (
    account_id integer not null,
    other_id integer not null,
    linked_at integer not null,
    constraint account_links_pk primary key (account_id),
    constraint account_links_other_unique unique (other_id),
    constraint account_links_account_fk foreign key (account_id) references accounts (id),
    constraint account_links_other_fk foreign key (other_id) references accounts (id),
    constraint account_links_are_two check (account_id <> other_id)
) strict, without rowid;
