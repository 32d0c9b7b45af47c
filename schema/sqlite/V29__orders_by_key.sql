-- What an order costs to write, and lists that stay quick however many orders there are.
--
-- A new order was written into ten trees. Two of them lie by account, so each order changed a page of its own in them, and so did the log:
-- the order in which a customer's orders are shown, and the clients' references, which most orders have none of. A customer's
-- orders lie by account and id already, and ids rise with time: `order_gets` reads that tree backwards. Accounts where they do not
-- are noted: the clock was put back, or the orders came out of a file. The table is made anew because a constraint cannot be dropped; its columns
-- stay in their order, so that the rows keep their digests.

create table orders_anew (
    account_id integer not null,
    id integer not null,
    channel text not null,
    number text not null,               -- what people and partners call the order; the id's digits in the roaming shop
    client_ref text,                    -- made by the client: the same one twice is the same order
    created_at integer not null,
    business_date text not null,        -- yyyy-mm-dd in the outlet's zone, by its day cut-off
    expires_at integer,                 -- an unpaid order is cancelled then; null while nothing waits for its money
    order_status integer not null default 0,    -- 0 unconfirmed, 1 confirmed, 2 cancelled, 3 returning, 4 refunding, 5 closed
    pay_status integer not null default 0,      -- 0 unpaid, 1 paying, 2 paid, 3 refunded
    shipping_status integer not null default 0, -- 0 not shipped, 1 shipped, 2 received, 3 preparing
    price integer not null,             -- sum of the lines before discount
    discount integer not null,
    payable integer not null,           -- price - discount
    shipping_fee integer,               -- null until a way of delivery was chosen
    voucher_amount integer not null default 0,
    pay_way integer,                    -- payid on the wire
    pay_ref text,                       -- payvoucher on the wire: the provider's trade number or the counter's slip
    pay_time integer,
    paid integer,                       -- what came in
    obtain_voucher integer,             -- 1 pick-up at an outlet, 0 courier, null not chosen
    outlet_id integer,
    obtain_at integer,
    address_id integer,
    carrier_id integer,
    shipped_at integer,
    waybill text,                       -- invoice_no on the wire
    receipt integer,
    receipt_payee text,
    receipt_content text,
    holds_until integer,                -- the scarce goods of an unpaid order go back then; null when they did, or never will
    released_at integer,                -- when they went back; null while the order holds them
    content_hash blob,                  -- sha-256 of what was asked for under client_ref
    constraint orders_pk primary key (account_id, id),
    constraint orders_id_unique unique (id),
    constraint orders_number_unique unique (channel, number),
    constraint orders_account_fk foreign key (account_id) references accounts (id),
    constraint orders_channel_fk foreign key (channel) references channels (name),
    constraint orders_order_status_known check (order_status between 0 and 5),
    constraint orders_pay_status_known check (pay_status between 0 and 3),
    constraint orders_shipping_status_known check (shipping_status between 0 and 3),
    constraint orders_payable_adds_up check (payable = price - discount and payable >= 0),
    constraint orders_fee_not_negative check (shipping_fee >= 0),
    constraint orders_voucher_not_negative check (voucher_amount >= 0)
) strict, without rowid;

insert into orders_anew (account_id, id, channel, number, client_ref, created_at, business_date, expires_at, order_status, pay_status,
    shipping_status, price, discount, payable, shipping_fee, voucher_amount, pay_way, pay_ref, pay_time, paid, obtain_voucher,
    outlet_id, obtain_at, address_id, carrier_id, shipped_at, waybill, receipt, receipt_payee, receipt_content, holds_until,
    released_at, content_hash)
select account_id, id, channel, number, client_ref, created_at, business_date, expires_at, order_status, pay_status,
    shipping_status, price, discount, payable, shipping_fee, voucher_amount, pay_way, pay_ref, pay_time, paid, obtain_voucher,
    outlet_id, obtain_at, address_id, carrier_id, shipped_at, waybill, receipt, receipt_payee, receipt_content, holds_until,
    released_at, content_hash
from orders
order by account_id, id;

drop table orders;
alter table orders_anew rename to orders;

create unique index orders_by_client_ref on orders (account_id, channel, client_ref) where client_ref is not null;
-- With all that the caps on unpaid orders count.
create index orders_open_by_account on orders (account_id, channel)
where pay_status in (0, 1) and order_status in (0, 1) and released_at is null;
create index orders_by_hold on orders (holds_until) where holds_until is not null;
-- With all that the counter's list of orders that nobody has begun to pay asks for.
create index orders_by_expiry on orders (expires_at, channel, pay_status, order_status) where expires_at is not null;
-- What waits at the counter, and nothing that is done.
create index orders_to_hand_out on orders (id)
where pay_status = 2 and shipping_status in (0, 3) and order_status not in (2, 5);
create index orders_paid_at_the_counter on orders (id)
where pay_status = 1 and pay_way = 1 and order_status not in (2, 5);
-- With all that the till report adds up.
create index orders_by_business_date on orders (business_date, channel, order_status, pay_status, payable);

create trigger orders_insert_digest after insert on orders
when new.id <= (select upto from digests_made where of = 1)
begin
    insert into digests_due (of, a, b) values (1, new.id, 0) on conflict do nothing;
end;

create trigger orders_update_digest after update on orders
when new.id <= (select upto from digests_made where of = 1)
begin
    insert into digests_due (of, a, b) values (1, new.id, 0) on conflict do nothing;
end;

create trigger orders_delete_digest after delete on orders
when old.id <= (select upto from digests_made where of = 1)
begin
    insert into digests_due (of, a, b) values (1, old.id, 0) on conflict do nothing;
end;

-- order_search by an exclusive number; few lines have one.
create index order_lines_by_phone on order_lines (phone) where phone is not null;

-- Accounts with an order whose id is higher and whose second is lower than another one's. The triggers note them, whoever writes the
-- order; a copy of the tables notes them anew.
create table orders_out_of_time (
    account_id integer not null,
    constraint orders_out_of_time_pk primary key (account_id)
) strict;

insert into orders_out_of_time (account_id)
select distinct account_id
from (
    select account_id, created_at / 1000 as second,
        lag(created_at / 1000) over (partition by account_id order by id) as second_before
    from orders
)
where second < second_before;

create trigger orders_insert_out_of_time after insert on orders
when new.created_at / 1000 < (
        select created_at / 1000 from orders where account_id = new.account_id and id < new.id order by id desc limit 1
    )
    or new.created_at / 1000 > (
        select created_at / 1000 from orders where account_id = new.account_id and id > new.id order by id limit 1
    )
begin
    insert into orders_out_of_time (account_id) values (new.account_id) on conflict do nothing;
end;

create trigger orders_update_out_of_time after update of account_id, id, created_at on orders
begin
    insert into orders_out_of_time (account_id) values (new.account_id) on conflict do nothing;
end;

-- The till report adds money up by channel: with the channel beside it no order is read for it.
alter table money_moves add column channel text;    -- null for money that belongs to no order

update money_moves set channel = (select o.channel from orders o where o.id = money_moves.order_id) where order_id is not null;

drop index money_moves_by_date;
create index money_moves_by_date on money_moves (business_date, channel, kind, way, amount);
