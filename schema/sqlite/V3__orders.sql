-- The one order book of all channels, its ledgers and the audit trail. Money is fen.

create table orders (
    account_id integer not null,
    id integer not null,
    channel text not null,
    number text not null,               -- what people and partners call the order; the id's digits in the roaming shop
    client_ref text,                    -- made by the client: the same one twice is the same order
    created_at integer not null,
    business_date text not null,        -- yyyy-mm-dd in the outlet's zone, by its day cut-off
    expires_at integer,                 -- an unpaid order is cancelled then; null once paying began
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
    constraint orders_pk primary key (account_id, id),
    constraint orders_id_unique unique (id),
    constraint orders_number_unique unique (channel, number),
    constraint orders_client_ref_unique unique (account_id, channel, client_ref),
    constraint orders_account_fk foreign key (account_id) references accounts (id),
    constraint orders_channel_known check (channel in ('roaming', 'lease', 'tour', 'ticket', 'course')),
    constraint orders_order_status_known check (order_status between 0 and 5),
    constraint orders_pay_status_known check (pay_status between 0 and 3),
    constraint orders_shipping_status_known check (shipping_status between 0 and 3),
    constraint orders_payable_adds_up check (payable = price - discount and payable >= 0),
    constraint orders_fee_not_negative check (shipping_fee >= 0),
    constraint orders_voucher_not_negative check (voucher_amount >= 0)
) strict, without rowid;

create index orders_by_expiry on orders (expires_at) where expires_at is not null;
-- order_gets: newest second first, within a second the lower id; the index saves sorting all orders of a customer.
create index orders_newest_first on orders (account_id, (created_at / 1000) desc, id);
create index orders_by_business_date on orders (business_date, id);
create index orders_to_hand_out on orders (pay_status, shipping_status, id);

create table order_lines (
    order_id integer not null,
    id integer not null,
    item integer not null,              -- the channel's product, offer or package
    title text not null,                -- its name when it was sold
    quantity integer not null,
    units integer not null default 1,   -- days or periods: quantity_per_unit on the wire
    unit_price integer not null,
    discount integer not null default 0,
    starts_at integer,
    ends_at integer,
    area text,
    minutes integer,                    -- call minutes bought
    phone text,                         -- the first exclusive number it holds or held
    source text,                        -- where a service comes from, shown to its owner
    status integer not null default 0,  -- as order_status, and 6 returned, 7 refunded
    attrs text not null default '[]',   -- the chosen attributes as JSON text, in the product's order
    constraint order_lines_pk primary key (order_id, id),
    constraint order_lines_id_unique unique (id),
    constraint order_lines_order_fk foreign key (order_id) references orders (id) on delete cascade,
    constraint order_lines_quantity_positive check (quantity > 0),
    constraint order_lines_discount_fits check (discount between 0 and unit_price * quantity),
    constraint order_lines_status_known check (status between 0 and 7)
) strict, without rowid;

-- Append-only: what came in and what went back. An order's paid money is the sum of its moves.
create table money_moves (
    id integer not null,
    at integer not null,
    business_date text not null,
    kind text not null,
    order_id integer,
    account_id integer not null,        -- whose money it is
    way integer not null,               -- payment way
    amount integer not null,            -- fen, in positive, out negative
    trade_no text not null,             -- the provider's number, or the counter's slip
    actor_id integer not null default 0, -- the staff account that booked it, 0 for a provider's notice
    constraint money_moves_pk primary key (id),
    constraint money_moves_trade_unique unique (kind, way, trade_no, order_id),
    constraint money_moves_kind_known check (kind in ('payment', 'refund', 'top-up', 'wallet')),
    constraint money_moves_order_fk foreign key (order_id) references orders (id),
    constraint money_moves_account_fk foreign key (account_id) references accounts (id)
) strict;

create index money_moves_by_order on money_moves (order_id);
create index money_moves_by_date on money_moves (business_date, id);

-- Append-only: a product's stock is the sum of its moves.
create table stock_moves (
    id integer not null,
    at integer not null,
    item_kind text not null,            -- product, ...
    item integer not null,
    change integer not null,
    order_id integer,
    reason text not null,               -- opening, sold, given back, adjusted
    constraint stock_moves_pk primary key (id),
    constraint stock_moves_change_not_zero check (change <> 0)
) strict;

create index stock_moves_by_item on stock_moves (item_kind, item, id);

create table audit_trail (
    id integer not null,
    at integer not null,
    actor_id integer not null,          -- the staff account
    action text not null,
    object text not null,
    before text,
    after text,
    constraint audit_trail_pk primary key (id)
) strict;

-- Money that a customer wants back, or that must go back because it came for an order that had ended.
create table refunds (
    id integer not null,
    order_id integer not null,
    line_id integer,                    -- null for the whole order
    account_id integer not null,
    origin text not null,
    reason_id integer,
    reason text not null default '',
    money integer not null,             -- fen that go back; nothing where vouchers had covered the whole order
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

create index refunds_by_order on refunds (order_id, id);
create index refunds_by_account on refunds (account_id, id);
create index refunds_by_status on refunds (status, id);
