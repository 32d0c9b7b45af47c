-- The travel-SIM shop's own state: carts, exclusive numbers, data cards, trips, vouchers, minutes.

create table cart_lines (
    account_id integer not null,
    id integer not null,
    product_id integer not null,
    quantity integer not null,
    units integer not null,
    unit_price integer not null,        -- as it was when the line was set
    percent integer not null,           -- tier discount, 100 for none
    choice text not null,               -- the chosen attributes by varname, as JSON text
    attrs text not null,                -- the same as shown on the wire
    constraint cart_lines_pk primary key (account_id, id),
    constraint cart_lines_id_unique unique (id),
    constraint cart_lines_account_fk foreign key (account_id) references accounts (id) on delete cascade,
    constraint cart_lines_product_fk foreign key (product_id) references products (id),
    constraint cart_lines_quantity_positive check (quantity > 0)
) strict, without rowid;

create table pool_devices (
    id integer not null,
    hostname text not null,             -- devid on the wire
    host text not null,
    domain text,
    phone text,
    kind integer not null default 1,    -- 1 fixed numbers, 2 random numbers, 3 personal box
    account_id integer not null default 0,
    verified integer not null default 0,
    details text not null default '{}', -- network settings as sent, JSON text
    constraint pool_devices_pk primary key (id),
    constraint pool_devices_hostname_unique unique (hostname)
) strict;

create table pool_channels (
    id integer not null,
    device_id integer not null,
    sub_id integer not null,
    phone text not null,                -- the exclusive number that is let
    domain text,
    account_id integer not null default 0,
    constraint pool_channels_pk primary key (id),
    constraint pool_channels_place_unique unique (device_id, sub_id),
    constraint pool_channels_device_fk foreign key (device_id) references pool_devices (id)
) strict;

create index pool_channels_by_phone on pool_channels (phone);

-- One row per number that a line holds; cancelling or expiry deletes it.
create table number_holds (
    line_id integer not null,
    phone text not null,
    order_id integer not null,
    account_id integer not null,
    starts_at integer not null,
    ends_at integer not null,
    constraint number_holds_pk primary key (line_id, phone),
    constraint number_holds_order_fk foreign key (order_id) references orders (id) on delete cascade,
    constraint number_holds_period check (starts_at <= ends_at)
) strict, without rowid;

create index number_holds_by_phone on number_holds (phone, starts_at, ends_at);
create index number_holds_by_account on number_holds (account_id, line_id);

create table data_cards (
    id integer not null,
    iccid text not null,
    kind integer not null default 1,    -- 1 Europe, 2 Hong Kong, 3 dual IMSI
    imsi text,
    ki text,                            -- sealed, see store::seal
    imsi_hk text,
    ki_hk text,                         -- sealed
    state text not null default 'in stock',
    account_id integer,                 -- who owns it or got it
    line_id integer,                    -- the order line that it was handed over with
    constraint data_cards_pk primary key (id),
    constraint data_cards_iccid_unique unique (iccid),
    constraint data_cards_state_known
        check (state in ('in stock', 'reserved', 'handed over', 'owned', 'returned', 'blocked'))
) strict;

create index data_cards_by_account on data_cards (account_id, id);
create index data_cards_by_line on data_cards (line_id);

-- One row per piece of a data line: the days that one card may be used in.
create table trips (
    id integer not null,
    order_id integer not null,
    line_id integer not null,
    account_id integer not null,
    area text,
    starts_at integer,
    ends_at integer,
    card_id integer,                    -- the card that it is tied to, if any
    paid integer not null default 0,
    constraint trips_pk primary key (id),
    constraint trips_order_fk foreign key (order_id) references orders (id) on delete cascade,
    constraint trips_card_fk foreign key (card_id) references data_cards (id),
    constraint trips_paid_is_bool check (paid in (0, 1))
) strict;

create index trips_by_line on trips (line_id, id);
create index trips_by_order on trips (order_id);
create index trips_by_card on trips (card_id, starts_at) where card_id is not null;
create index trips_by_account on trips (account_id, id);

create table voucher_templates (
    id integer not null,
    name text not null,
    kind integer not null,              -- 1 pick-up, 2 recharge, 3 discount, 4 member, 5 days off
    money integer not null,             -- fen
    min_amount integer,                 -- fen, inclusive
    max_amount integer,
    effect_at integer,
    failure_at integer,
    valid_days integer,                 -- a pick-up voucher's life from its making
    background text not null default '',
    image text not null default '',
    logo text not null default '',
    description text not null default '',
    repeatable integer not null default 0,
    location text not null,             -- offlinecoupon, onlinecoupon, evoucher, member
    created_at integer,                 -- null for those of the seeds
    constraint voucher_templates_pk primary key (id),
    constraint voucher_templates_kind_known check (kind between 1 and 5),
    constraint voucher_templates_repeatable_is_bool check (repeatable in (0, 1))
) strict;

create table voucher_products (
    id integer not null,
    template_id integer not null,
    product_id integer not null,
    constraint voucher_products_pk primary key (id),
    constraint voucher_products_template_fk foreign key (template_id) references voucher_templates (id),
    constraint voucher_products_product_fk foreign key (product_id) references products (id)
) strict;

create index voucher_products_by_template on voucher_products (template_id, id);

create table vouchers (
    id integer not null,
    serial integer not null,            -- evoucher_sn on the wire
    template_id integer not null,
    account_id integer not null,        -- -1 until redeemed, 0 for everybody
    order_id integer,                   -- the order it is used on, or picks up
    effect_at integer,
    failure_at integer,
    used_at integer,
    name text,
    image text not null default '',
    background text,
    description text,
    money integer,                      -- fen, where it differs from the template's: recharge vouchers
    from_line integer,                  -- the paid order line that it was given for: member and recharge vouchers
    constraint vouchers_pk primary key (id),
    constraint vouchers_template_fk foreign key (template_id) references voucher_templates (id),
    constraint vouchers_order_fk foreign key (order_id) references orders (id)
) strict;

create index vouchers_by_serial on vouchers (serial);
create index vouchers_by_account on vouchers (account_id, id);
create index vouchers_by_order on vouchers (order_id) where order_id is not null;
create index vouchers_by_line on vouchers (from_line) where from_line is not null;

create table voice_usage (
    id integer not null,
    account_id integer not null,
    at integer not null,
    seconds integer not null,
    reference text,                     -- the exchange's number of the call record; null for imported rows
    constraint voice_usage_pk primary key (id),
    constraint voice_usage_account_fk foreign key (account_id) references accounts (id) on delete cascade,
    constraint voice_usage_not_negative check (seconds >= 0)
) strict;

create index voice_usage_by_account on voice_usage (account_id);
