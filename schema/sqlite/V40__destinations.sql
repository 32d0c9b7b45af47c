-- Where travellers go: countries, and regions of several, with what is sold for each; and what a plan brings.
--
-- The areas that lines of a product may choose stay what they are, rows of product_attributes: an area that is called like a destination
-- leads there by its name. What these tables say besides stands in no answer of the services.

create table destinations (
    id integer not null,
    code text not null,                     -- a country's two letters of ISO 3166-1; a region's own, longer one
    kind integer not null,                  -- 0 a country, 1 a region
    name text not null,
    pinyin text not null default '',        -- syllables with blanks between; empty for what the program finds itself
    other_names text not null default '',   -- what areas or people call it besides, with commas between
    image text not null default '',         -- the owner's picture; without one a country's flag is shown
    sort integer not null default 0,        -- its place at the kiosk; the lowest stands first
    archived integer not null default 0,
    constraint destinations_pk primary key (id),
    constraint destinations_code_unique unique (code),
    constraint destinations_kind_known check (kind in (0, 1)),
    constraint destinations_archived_is_bool check (archived in (0, 1))
) strict;

-- Which countries a region has: what is sold for it is good in each of them.
create table destination_countries (
    id integer not null,
    region_id integer not null,
    country_id integer not null,
    constraint destination_countries_pk primary key (id),
    constraint destination_countries_region_fk foreign key (region_id) references destinations (id),
    constraint destination_countries_country_fk foreign key (country_id) references destinations (id),
    constraint destination_countries_unique unique (region_id, country_id)
) strict;
create index destination_countries_by_country on destination_countries (country_id);

-- Where a product goes besides the places that its areas name.
create table product_destinations (
    id integer not null,
    product_id integer not null,
    destination_id integer not null,
    constraint product_destinations_pk primary key (id),
    constraint product_destinations_product_fk foreign key (product_id) references products (id),
    constraint product_destinations_destination_fk foreign key (destination_id) references destinations (id),
    constraint product_destinations_unique unique (product_id, destination_id)
) strict;
create index product_destinations_by_destination on product_destinations (destination_id);

-- What a product brings a traveller. What is not known is null or empty, and not shown.
create table plans (
    id integer not null,
    product_id integer not null,
    days integer,                           -- days that it runs; null where the customer chooses them
    amount integer,                         -- of data, in unit
    unit integer not null default 1,        -- 0 MB, 1 GB
    per integer not null default 0,         -- 0 in all, 1 a day, 2 without a limit
    speed text not null default '',         -- such as 4G/5G
    network text not null default '',       -- whose network it is
    start_within integer,                   -- days from the purchase within which it must be started
    constraint plans_pk primary key (id),
    constraint plans_product_fk foreign key (product_id) references products (id),
    constraint plans_product_unique unique (product_id),
    constraint plans_days_positive check (days > 0),
    constraint plans_amount_positive check (amount > 0),
    constraint plans_unit_known check (unit in (0, 1)),
    constraint plans_per_known check (per in (0, 1, 2)),
    constraint plans_start_positive check (start_within > 0)
) strict;
