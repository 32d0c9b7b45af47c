-- eSIMs: goods that are activation codes (GSMA SGP.22), counted like pieces and held by one order line each.
--
-- One more kind needs the table of products made anew, as SQLite cannot change a constraint. Columns and digests stay as they are.

create table products_anew (
    id integer not null,
    name text not null,
    subname text not null,
    description text not null default '',
    image text not null,
    kind integer not null,              -- 1 data card, 2 data traffic, 3 voice minutes, 4 data and voice, 5 exclusive number, 6 plain goods, 7 eSIM
    category_id integer not null,
    brand_id integer not null,
    store_id integer not null,
    group_id integer not null default 0,
    units integer not null,             -- days of one period: quantity_per_unit
    display_price integer not null,     -- unit_price on the wire; what is charged stands in prices
    is_real integer not null,
    sale_state integer not null,        -- 1 on sale
    stock integer not null,             -- pieces left; counts for kinds 1, 6 and 7
    sell_count integer not null default 0,
    validity integer not null default -1, -- days that bought minutes last, -1 for 365
    deleted integer not null default 0,
    created_at integer not null,
    modified_at integer not null,
    barcode text,                       -- as it is printed on the thing
    sort integer not null default 0,    -- its place among those of its category; the lowest stands first
    constraint products_pk primary key (id),
    constraint products_category_fk foreign key (category_id) references categories (id),
    constraint products_brand_fk foreign key (brand_id) references brands (id),
    constraint products_store_fk foreign key (store_id) references stores (id),
    constraint products_kind_known check (kind between 1 and 7),
    constraint products_units_positive check (units > 0),
    constraint products_stock_not_negative check (stock >= 0),
    constraint products_real_is_bool check (is_real in (0, 1)),
    constraint products_deleted_is_bool check (deleted in (0, 1)),
    constraint products_barcode_unique unique (barcode)
) strict;

insert into products_anew (id, name, subname, description, image, kind, category_id, brand_id, store_id, group_id, units,
    display_price, is_real, sale_state, stock, sell_count, validity, deleted, created_at, modified_at, barcode, sort)
select id, name, subname, description, image, kind, category_id, brand_id, store_id, group_id, units,
    display_price, is_real, sale_state, stock, sell_count, validity, deleted, created_at, modified_at, barcode, sort
from products
order by id;

drop table products;
alter table products_anew rename to products;

create trigger products_insert_digest after insert on products
when new.id <= (select upto from digests_made where of = 8)
begin
    insert into digests_due (of, a, b) values (8, new.id, 0) on conflict do nothing;
end;

create trigger products_update_digest after update of id, name, subname, description, image, kind, category_id, brand_id, store_id, group_id, units, display_price, is_real, sale_state, sell_count, validity, deleted, created_at, modified_at, barcode, sort on products
when new.id <= (select upto from digests_made where of = 8)
begin
    insert into digests_due (of, a, b) values (8, new.id, 0) on conflict do nothing;
end;

create trigger products_delete_digest after delete on products
when old.id <= (select upto from digests_made where of = 8)
begin
    insert into digests_due (of, a, b) values (8, old.id, 0) on conflict do nothing;
end;

create table esims (
    id integer not null,
    product_id integer not null,
    code blob,                          -- the activation code, sealed, see store::seal; null where an outlet came without its secrets
    confirmation blob,                  -- the confirmation code that goes with it, sealed; null for none
    digest blob not null,               -- keyed, of server and matching id: the same code a second time is seen without opening any
    state text not null default 'in stock',
    line_id integer,                    -- the order line that it is with
    shown_at integer,                   -- when it was shown first: whoever saw it may have used it
    shown_by integer,                   -- the account that it was shown to
    excuse text,                        -- why its money may go back although it was shown
    created_at integer not null,
    constraint esims_pk primary key (id),
    constraint esims_digest_unique unique (digest),
    constraint esims_product_fk foreign key (product_id) references products (id),
    constraint esims_state_known check (state in ('in stock', 'sold', 'spent', 'blocked')),
    constraint esims_with_a_line check ((line_id is not null) = (state in ('sold', 'spent'))),
    constraint esims_shown_to_somebody check ((shown_at is null) = (shown_by is null)),
    constraint esims_in_stock_unseen check (shown_at is null or state in ('sold', 'spent'))
) strict;

create index esims_by_product on esims (product_id, state, id);
create index esims_by_line on esims (line_id) where line_id is not null;
