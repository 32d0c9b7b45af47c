-- Who outside the house is told of what happens in it, and what has happened that nobody was told of yet. While no target is switched on
-- nothing of it is written down, and nothing is sent.

-- Targets that the owner named.
create table webhooks (
    id integer not null,
    url blob not null,                  -- sealed, see store::seal: an address may hold a password
    host text not null,                 -- of the address, for lists and the audit trail
    events text not null,               -- what it is told of: names with commas between
    secret blob not null,               -- sealed; signs what is sent
    old_secret blob,                    -- sealed; signs as well until old_until
    old_until integer,
    is_private integer not null default 0,  -- whether it may lie in a private network
    enabled integer not null default 1,
    created_at integer not null,
    constraint webhooks_pk primary key (id),
    constraint webhooks_private_is_bool check (is_private in (0, 1)),
    constraint webhooks_enabled_is_bool check (enabled in (0, 1)),
    constraint webhooks_old_secret_ends check ((old_secret is null) = (old_until is null))
) strict;

-- What has happened, from the transaction of the fact on until its messages stand in the outbox. The triggers write it, whoever changes
-- the order: no way of being paid can be forgotten. The engine numbers the rows.
create table webhook_news (
    id integer not null,
    event text not null,                -- order.paid, order.refunded, order.handed_over, or stock for a move
    order_id integer,
    refund_id integer,
    product_id integer,
    change integer,                     -- of the stock
    constraint webhook_news_pk primary key (id)
) strict;

create trigger webhook_news_of_orders after update of pay_status, shipping_status on orders
when ((new.pay_status = 2 and old.pay_status <> 2) or (new.shipping_status = 2 and old.shipping_status <> 2))
    and exists (select 1 from webhooks where enabled = 1)
begin
    insert into webhook_news (event, order_id)
    select 'order.paid', new.id where new.pay_status = 2 and old.pay_status <> 2;
    insert into webhook_news (event, order_id)
    select 'order.handed_over', new.id where new.shipping_status = 2 and old.shipping_status <> 2;
end;

create trigger webhook_news_of_refunds after update of status, money on refunds
when new.status = 4 and (old.status <> 4 or new.money <> old.money) and exists (select 1 from webhooks where enabled = 1)
begin
    insert into webhook_news (event, order_id, refund_id) values ('order.refunded', new.order_id, new.id);
end;

create trigger webhook_news_of_new_refunds after insert on refunds
when new.status = 4 and exists (select 1 from webhooks where enabled = 1)
begin
    insert into webhook_news (event, order_id, refund_id) values ('order.refunded', new.order_id, new.id);
end;

create trigger webhook_news_of_stock after insert on stock_moves
when new.item_kind = 'product' and exists (select 1 from webhooks where enabled = 1)
begin
    insert into webhook_news (event, product_id, change) values ('stock', new.item, new.change);
end;

-- What is done with in the outbox and can go.
create index outbox_done on outbox (topic, tried_at) where next_at is null;
-- The messages of a topic, the newest first.
create index outbox_by_topic on outbox (topic, id);
