-- E-ticket orders of agents and official channels, and what became of them. Money is fen, instants are epoch milliseconds
-- UTC. The orders themselves and their lines stand in the order book; here is what only tickets have.

create table ticket_customers (
    id integer not null,
    kind integer not null,              -- dwlx on the wire: 1 local agency, 2 organising agency, 3 contract unit, 4 to 6 their
                                        -- departments, 7 guide, 8 official website
    code text not null,                 -- dwid on the wire
    name text not null,
    username text not null,             -- the Hawk id
    enabled integer not null default 1, -- 0: its requests are answered as those of an unknown one
    algorithm text not null default 'sha256',
    session_key blob,                   -- sealed; the first half of the Hawk key, null until one was issued
    password_digest blob,               -- sealed; the second half: equal to a password, kept nowhere in the clear
    day_limit integer,                  -- tickets that it may order a business day; null for no limit
    ordered_on text,                    -- the business date that ordered_today counts
    ordered_today integer not null default 0,
    account_id integer,                 -- whose its orders are in the order book; null before the first
    constraint ticket_customers_pk primary key (id),
    constraint ticket_customers_code_unique unique (kind, code),
    constraint ticket_customers_username_unique unique (username),
    constraint ticket_customers_account_unique unique (account_id),
    constraint ticket_customers_account_fk foreign key (account_id) references accounts (id),
    constraint ticket_customers_kind_known check (kind between 1 and 8),
    constraint ticket_customers_enabled_is_bool check (enabled in (0, 1)),
    constraint ticket_customers_algorithm_known check (algorithm in ('sha256', 'sha1')),
    constraint ticket_customers_day_limit_not_negative check (day_limit >= 0),
    constraint ticket_customers_ordered_not_negative check (ordered_today >= 0)
) strict;

create table ticket_products (
    id integer not null,
    code text not null,                 -- productid on the wire
    name text not null,
    unit text not null,
    price integer not null,
    valid_from integer,                 -- first instant of its first day; null for no limit
    valid_until integer,                -- first instant of its last day; null for no limit
    on_sale integer not null default 1,
    constraint ticket_products_pk primary key (id),
    constraint ticket_products_code_unique unique (code),
    constraint ticket_products_price_not_negative check (price >= 0),
    constraint ticket_products_on_sale_is_bool check (on_sale in (0, 1)),
    constraint ticket_products_valid_in_order check (valid_from <= valid_until)
) strict;

create table ticket_orders (
    order_id integer not null,          -- the order in the order book
    customer_id integer not null,
    personal_id integer not null default 0,     -- the member who ordered at the official website, 0 for none
    guide_number text not null default '',
    status text not null default '0',   -- the letter on the wire, see src/tickets/states.rs
    visitors blob,                      -- sealed; names and documents as they were sent, as JSON text
    constraint ticket_orders_pk primary key (order_id),
    constraint ticket_orders_order_fk foreign key (order_id) references orders (id),
    constraint ticket_orders_customer_fk foreign key (customer_id) references ticket_customers (id),
    constraint ticket_orders_status_known check (status in ('0', '3', '4', '5', '7', 'B', 'X', 'D'))
) strict;

create index ticket_orders_by_customer on ticket_orders (customer_id, order_id);
create index ticket_orders_by_status on ticket_orders (status, order_id);

-- What was handed over of an order line, at most once for each line.
create table ticket_deals (
    order_id integer not null,
    line_id integer not null,
    dealt_at integer not null,
    quantity integer not null,          -- dealnum on the wire
    constraint ticket_deals_pk primary key (order_id, line_id),
    constraint ticket_deals_order_fk foreign key (order_id) references ticket_orders (order_id),
    constraint ticket_deals_quantity_positive check (quantity > 0)
) strict, without rowid;

-- Append-only: what happened to an order, as Order/Query/Logs tells it.
create table ticket_events (
    order_id integer not null,
    id integer not null,                -- serialid on the wire
    at integer not null,
    kind integer not null,              -- eventtypecode on the wire, see src/tickets/events.rs
    content text not null,
    constraint ticket_events_pk primary key (order_id, id),
    constraint ticket_events_order_fk foreign key (order_id) references ticket_orders (order_id)
) strict, without rowid;
