-- Plain goods: an adapter or a map is counted in pieces and handed over as it is, without a data card.
--
-- One more kind needs the table made anew, as SQLite cannot change a constraint. The columns stay in their order; new are the code that is
-- printed on a thing, and its place on the shelf.

create table products_anew (
    id integer not null,
    name text not null,
    subname text not null,
    description text not null default '',
    image text not null,
    kind integer not null,              -- 1 data card, 2 data traffic, 3 voice minutes, 4 data and voice, 5 exclusive number, 6 plain goods
    category_id integer not null,
    brand_id integer not null,
    store_id integer not null,
    group_id integer not null default 0,
    units integer not null,             -- days of one period: quantity_per_unit
    display_price integer not null,     -- unit_price on the wire; what is charged stands in prices
    is_real integer not null,
    sale_state integer not null,        -- 1 on sale
    stock integer not null,             -- pieces left; counts for kinds 1 and 6
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
    constraint products_kind_known check (kind between 1 and 6),
    constraint products_units_positive check (units > 0),
    constraint products_stock_not_negative check (stock >= 0),
    constraint products_real_is_bool check (is_real in (0, 1)),
    constraint products_deleted_is_bool check (deleted in (0, 1)),
    constraint products_barcode_unique unique (barcode)
) strict;

insert into products_anew (id, name, subname, description, image, kind, category_id, brand_id, store_id, group_id, units,
    display_price, is_real, sale_state, stock, sell_count, validity, deleted, created_at, modified_at)
select id, name, subname, description, image, kind, category_id, brand_id, store_id, group_id, units,
    display_price, is_real, sale_state, stock, sell_count, validity, deleted, created_at, modified_at
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
