-- What partners are owed to be told, and what the tickets need for it: refunds of single tickets, and where an agency wants its
-- callbacks.

-- A message stands here from the transaction of the fact on until it was taken or given up; then as long as the fact.
create table outbox (
    id integer not null,
    topic text not null,                -- whose message it is: ticket_event
    owner integer not null,             -- who is told; each has its share of the calls that run at once
    queue integer not null,             -- messages of one queue leave one after the other, by id
    reference integer not null,         -- the number that the receiver knows it by, the same at each try
    payload text not null,              -- what is told, as JSON text; address and signature are looked up when it leaves
    owed_at integer not null,
    until integer not null,             -- after this instant it is not tried again
    next_at integer,                    -- when it is tried next; null once it was taken or given up
    state integer not null default 0,   -- 0 waiting, 1 taken, 2 failed so far, 3 given up
    tries integer not null default 0,
    tried_at integer,                   -- the latest try
    result text,                        -- what was answered then, or why nothing was
    constraint outbox_pk primary key (id),
    constraint outbox_reference_unique unique (topic, reference),
    constraint outbox_state_known check (state between 0 and 3),
    constraint outbox_open_has_a_time check ((next_at is null) = (state in (1, 3)))
) strict;

create index outbox_due on outbox (next_at, id) where next_at is not null;
create index outbox_by_queue on outbox (topic, queue, id);

-- Where an agency wants to be told of its orders (tickets.md section 9).
alter table ticket_customers add column replay_url blob;            -- sealed; null: it is told nothing
alter table ticket_customers add column replay_format text not null default 'JSON'
    constraint ticket_customers_replay_format_known check (replay_format in ('JSON', 'XML'));
alter table ticket_customers add column replay_method text not null default 'POST'
    constraint ticket_customers_replay_method_known check (replay_method in ('POST', 'GET'));
alter table ticket_customers add column replay_notify text not null default '';   -- sendofficiallysnotify, as it was sent

-- The letter that an order had before its refund was asked for; it stays when the refund has closed the order.
alter table ticket_orders add column refund_from text
    constraint ticket_orders_refund_from_known check (refund_from in ('3', '5', 'X', 'D'));
update ticket_orders set refund_from = '5' where status in ('7', 'B');

-- Append-only: how many tickets of a line were handed over in all, and when. Each ticket has the day of its own handing.
create table ticket_handings (
    order_id integer not null,
    line_id integer not null,
    quantity integer not null,          -- in all, with those before
    dealt_at integer not null,
    constraint ticket_handings_pk primary key (order_id, line_id, quantity),
    constraint ticket_handings_order_fk foreign key (order_id) references ticket_orders (order_id),
    constraint ticket_handings_quantity_positive check (quantity > 0)
) strict, without rowid;

insert into ticket_handings (order_id, line_id, quantity, dealt_at)
select order_id, line_id, quantity, dealt_at from ticket_deals;

-- Tickets that are to go back or went back. A refusal takes its tickets out again; the order's events remember it.
create table ticket_refunds (
    order_id integer not null,
    place integer not null,             -- the ticket's running number in its order, from 1
    state integer not null default 0,   -- 0 waits for the staff, 1 granted, 2 its money is back
    asked_at integer not null,
    decided_at integer,
    constraint ticket_refunds_pk primary key (order_id, place),
    constraint ticket_refunds_order_fk foreign key (order_id) references ticket_orders (order_id),
    constraint ticket_refunds_place_positive check (place > 0),
    constraint ticket_refunds_state_known check (state between 0 and 2)
) strict, without rowid;
