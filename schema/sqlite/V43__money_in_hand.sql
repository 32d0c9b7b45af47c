-- What lay on the counter when money was taken, and payments that were taken back because they were a mistake.

-- What the customer handed over for a payment in cash; null where nobody said it. The change is what is over.
alter table money_moves add column tendered integer
    constraint money_moves_tendered_covers check (tendered is null or (kind = 'payment' and amount > 0 and tendered >= amount));

-- The payment that this one takes back, whole: a payment of less than nothing.
alter table money_moves add column voids integer
    constraint money_moves_voids_fk references money_moves (id)
    constraint money_moves_voids_less check (voids is null or (kind = 'payment' and amount < 0));

-- A payment is taken back once, however often it is asked for.
create unique index money_moves_voided_once on money_moves (voids) where voids is not null;

-- The first receipt of a payment that was printed at the counter: each further one is a copy.
create table receipt_prints (
    order_id integer not null,
    slip text not null,                 -- the number of the payment; empty for an order that vouchers covered
    at integer not null,
    actor_id integer not null,          -- the staff account
    client_ref text not null,           -- made by the page: the same one twice is the same print
    constraint receipt_prints_pk primary key (order_id, slip),
    constraint receipt_prints_order_fk foreign key (order_id) references orders (id),
    constraint receipt_prints_actor_fk foreign key (actor_id) references accounts (id)
) strict, without rowid;
