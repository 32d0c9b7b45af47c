-- Money that a provider tells of and no order explains, and what a customer may leave unpaid.

-- What a verified notice said that fitted no order: it came in, or went back, and somebody must look where it belongs. A row is
-- settled once and never deleted.
create table unmatched_money (
    id integer not null,
    at integer not null,
    business_date text not null,
    kind text not null,                 -- payment, or refund for money that went back
    way integer not null,
    number text not null,               -- the order's number as the provider knows it
    trade_no text not null,
    amount integer not null,            -- fen, more than nothing whichever way it went
    reason text not null,               -- why it fits nothing
    settled_at integer,
    settled_by integer,                 -- the staff account
    note text,                          -- what became of it
    constraint unmatched_money_pk primary key (id),
    constraint unmatched_money_notice_unique unique (kind, way, trade_no, number, amount),
    constraint unmatched_money_kind_known check (kind in ('payment', 'refund')),
    constraint unmatched_money_amount_positive check (amount > 0),
    constraint unmatched_money_settled_by_somebody
        check ((settled_at is null) = (settled_by is null) and (settled_at is null) = (note is null))
) strict;

create index unmatched_money_open on unmatched_money (id) where settled_at is null;

-- What a customer leaves unpaid is counted at each of his orders; an order that he made years ago must not be read for it.
create index orders_open_by_account on orders (account_id, id) where pay_status in (0, 1) and order_status in (0, 1);

-- A fingerprint of what was asked for under a client's reference, to tell a repeat from another order.
alter table orders add column content_hash blob;
