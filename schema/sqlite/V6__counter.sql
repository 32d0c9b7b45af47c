-- Minutes and numbers that codes give, refunds that are asked for once.

-- Minutes and exclusive numbers that an account got without an order: by a redeem code, by opening an instalment account.
create table service_grants (
    id integer not null,
    account_id integer not null,
    voucher_id integer,                 -- the code that gave it
    source text not null,               -- where it comes from, shown to its owner
    minutes integer,                    -- call minutes
    phone text,                         -- an exclusive number of the pool
    starts_at integer not null,
    ends_at integer not null,           -- last valid instant
    constraint service_grants_pk primary key (id),
    constraint service_grants_account_fk foreign key (account_id) references accounts (id) on delete cascade,
    constraint service_grants_voucher_once unique (voucher_id),
    constraint service_grants_voucher_fk foreign key (voucher_id) references vouchers (id),
    constraint service_grants_one_kind check ((minutes is null) <> (phone is null)),
    constraint service_grants_minutes_positive check (minutes > 0),
    constraint service_grants_period check (starts_at <= ends_at)
) strict;

create index service_grants_by_account on service_grants (account_id, id);
create index service_grants_by_phone on service_grants (phone, starts_at, ends_at) where phone is not null;

-- One live request for each thing that money is wanted back for; a rejected one (2) makes room for another.
create unique index refunds_one_live on refunds (order_id, coalesce(line_id, 0))
    where origin = 'request' and status <> 2;
create unique index refunds_one_late on refunds (order_id, way, trade_no) where origin = 'late payment';
