-- Vouchers that payments give, minutes and numbers that codes give, refunds that are asked for once.

alter table voucher_templates add column created_at integer;    -- null for those of the seeds

alter table vouchers add column money integer;      -- fen, where it differs from the template's: recharge vouchers
alter table vouchers add column from_line integer;  -- the paid order line that it was given for: member and recharge vouchers

create index vouchers_by_line on vouchers (from_line) where from_line is not null;

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

-- As before, but the money may be nothing: an order that vouchers covered whole gives back its goods and its vouchers.
create table refunds_new (
    id integer not null,
    order_id integer not null,
    line_id integer,                    -- null for the whole order
    account_id integer not null,
    origin text not null,
    reason_id integer,
    reason text not null default '',
    money integer not null,             -- fen that go back
    way integer not null,               -- the payment way that they came by
    trade_no text not null default '',  -- the payment's number
    status integer not null default 0,  -- 0 unconfirmed, 1 confirmed, 2 rejected, 3 refunding, 4 refunded
    shipping_status integer not null default 0, -- of the goods: 0 not received, 1 sent back, 2 received
    carrier text,
    waybill text,
    created_at integer not null,
    shipped_at integer,
    received_at integer,
    confirmed_at integer,
    refunding_at integer,
    refunded_at integer,
    constraint refunds_pk primary key (id),
    constraint refunds_order_fk foreign key (order_id) references orders (id),
    constraint refunds_origin_known check (origin in ('request', 'late payment')),
    constraint refunds_money_not_negative check (money >= 0),
    constraint refunds_status_known check (status between 0 and 4),
    constraint refunds_shipping_status_known check (shipping_status between 0 and 2)
) strict;

insert into refunds_new (
    id, order_id, line_id, account_id, origin, reason_id, reason, money, way, trade_no, status,
    shipping_status, carrier, waybill, created_at, shipped_at, received_at, confirmed_at,
    refunding_at, refunded_at
)
select
    id, order_id, line_id, account_id, origin, reason_id, reason, money, way, trade_no, status,
    shipping_status, carrier, waybill, created_at, shipped_at, received_at, confirmed_at,
    refunding_at, refunded_at
from refunds;

drop table refunds;
alter table refunds_new rename to refunds;

create index refunds_by_order on refunds (order_id, id);
create index refunds_by_account on refunds (account_id, id);
create index refunds_by_status on refunds (status, id);

-- One live request for each thing that money is wanted back for; a rejected one (2) makes room for another.
create unique index refunds_one_live on refunds (order_id, coalesce(line_id, 0))
    where origin = 'request' and status <> 2;
create unique index refunds_one_late on refunds (order_id, way, trade_no) where origin = 'late payment';
