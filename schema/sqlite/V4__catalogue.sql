-- What the roaming shop sells, and for how much. Money is fen, times epoch milliseconds UTC.

create table stores (
    id integer not null,
    name text not null,
    description text not null default '',
    intro text not null default '',
    location text not null default '',
    logo text not null default '',
    created_at integer not null,
    modified_at integer not null,
    constraint stores_pk primary key (id)
) strict;

create table brands (
    id integer not null,
    name text not null,
    description text not null default '',
    logo text not null default '',
    sort integer not null default 0,
    created_at integer not null,
    modified_at integer not null,
    constraint brands_pk primary key (id)
) strict;

create table categories (
    id integer not null,
    parent_id integer not null default 0,
    name text not null,
    description text not null default '',
    logo text not null default '',
    path text not null default '',
    sort integer not null default 0,
    created_at integer not null,
    modified_at integer not null,
    constraint categories_pk primary key (id)
) strict;

create table products (
    id integer not null,
    name text not null,
    subname text not null,
    description text not null default '',
    image text not null,
    kind integer not null,              -- 1 data card, 2 data traffic, 3 voice minutes, 4 data and voice, 5 exclusive number
    category_id integer not null,
    brand_id integer not null,
    store_id integer not null,
    group_id integer not null default 0,
    units integer not null,             -- days of one period: quantity_per_unit
    display_price integer not null,     -- unit_price on the wire; what is charged stands in prices
    is_real integer not null,
    sale_state integer not null,        -- 1 on sale
    stock integer not null,             -- pieces left; counts for kind 1
    sell_count integer not null default 0,
    validity integer not null default -1, -- days that bought minutes last, -1 for 365
    deleted integer not null default 0,
    created_at integer not null,
    modified_at integer not null,
    constraint products_pk primary key (id),
    constraint products_category_fk foreign key (category_id) references categories (id),
    constraint products_brand_fk foreign key (brand_id) references brands (id),
    constraint products_store_fk foreign key (store_id) references stores (id),
    constraint products_kind_known check (kind between 1 and 5),
    constraint products_units_positive check (units > 0),
    constraint products_stock_not_negative check (stock >= 0),
    constraint products_real_is_bool check (is_real in (0, 1)),
    constraint products_deleted_is_bool check (deleted in (0, 1))
) strict;

create table product_parts (
    id integer not null,
    package_id integer not null,
    product_id integer not null,
    constraint product_parts_pk primary key (id),
    constraint product_parts_once unique (package_id, product_id),
    constraint product_parts_package_fk foreign key (package_id) references products (id),
    constraint product_parts_product_fk foreign key (product_id) references products (id)
) strict;

create table attributes (
    id integer not null,
    name text not null,
    varname text not null,              -- its parameter's name on the wire
    kind text not null,                 -- checkbox, datetime, number, boolean
    presets text not null default '',   -- comma list, shown as values
    constraint attributes_pk primary key (id),
    constraint attributes_varname_unique unique (varname)
) strict;

create table product_attributes (
    id integer not null,
    product_id integer not null,
    attribute_id integer not null,
    value text not null default '',     -- a preset; empty for free input
    surcharge text not null default '', -- as shown, "+5.0"
    listed integer not null default 1,  -- 0: accepted on a line, not shown by product_gets
    sort integer not null,
    constraint product_attributes_pk primary key (id),
    constraint product_attributes_product_fk foreign key (product_id) references products (id),
    constraint product_attributes_attribute_fk foreign key (attribute_id) references attributes (id),
    constraint product_attributes_listed_is_bool check (listed in (0, 1))
) strict;

create index product_attributes_by_product on product_attributes (product_id, sort);

create table prices (
    id integer not null,
    product_id integer not null,
    price integer not null,
    effect_at integer not null,
    failure_at integer,                 -- last valid instant; null without end
    constraint prices_pk primary key (id),
    constraint prices_product_fk foreign key (product_id) references products (id),
    constraint prices_not_negative check (price >= 0)
) strict;

create index prices_by_product on prices (product_id, effect_at);

create table tier_discounts (
    id integer not null,
    product_id integer not null,
    threshold integer not null,         -- in the product's own unit: pieces, days or periods, minutes
    percent integer not null,           -- what is left to pay
    effect_at integer not null,
    failure_at integer,
    constraint tier_discounts_pk primary key (id),
    constraint tier_discounts_product_fk foreign key (product_id) references products (id),
    constraint tier_discounts_percent_known check (percent between 0 and 100),
    constraint tier_discounts_threshold_positive check (threshold > 0)
) strict;

create index tier_discounts_by_product on tier_discounts (product_id, threshold);

create table carriers (
    id integer not null,
    code text not null,
    name text not null,
    description text not null default '',
    insure text not null default '0',
    support_cod integer not null default 0,
    enabled integer not null default 1,
    constraint carriers_pk primary key (id)
) strict;

create table shipping_fees (
    id integer not null,
    carrier_id integer not null,
    places text not null,               -- names joined by the enumeration comma; the row with 其它 is for the rest
    fee integer not null,
    constraint shipping_fees_pk primary key (id),
    constraint shipping_fees_carrier_fk foreign key (carrier_id) references carriers (id),
    constraint shipping_fees_not_negative check (fee >= 0)
) strict;

create index shipping_fees_by_carrier on shipping_fees (carrier_id, id);

create table payment_ways (
    id integer not null,                -- payid on the wire
    code text not null,
    name text not null,
    description text not null default '',
    terminal integer not null,          -- 1 mobile, 2 computer, 0 not offered by payment_gets
    fee integer not null default 0,
    sort integer not null,
    enabled integer not null,
    constraint payment_ways_pk primary key (id),
    constraint payment_ways_code_unique unique (code)
) strict;

create table homepages (
    id integer not null,
    name text not null,
    kind integer not null,              -- 1 app, 2 mall
    location text not null,             -- headlines, hotactivities, banners, products
    content text not null default '',
    description text not null default '',
    logo text not null default '',
    url text not null default '',
    url_title text not null default '',
    sort integer not null default 0,
    disabled integer not null default 0,
    constraint homepages_pk primary key (id)
) strict;

create table refund_reasons (
    id integer not null,
    reason text not null,
    constraint refund_reasons_pk primary key (id)
) strict;

create table area_groups (
    id integer not null,
    name text not null,
    constraint area_groups_pk primary key (id)
) strict;

create table area_codes (
    id integer not null,
    group_id integer not null,
    name text not null,
    area_code text not null,            -- telephone prefix
    national_code text not null default '',
    money_code text not null default '',
    time_difference text not null default '',
    constraint area_codes_pk primary key (id),
    constraint area_codes_group_fk foreign key (group_id) references area_groups (id)
) strict;
