-- Where people live and where the outlets stand.

create table cities (
    id integer not null,
    parent_id integer not null,         -- 0 above the country
    name text not null,
    kind integer not null,              -- 0 country, 1 province, 2 city, 3 district
    code text not null,                 -- GB/T 2260, empty where the row has none
    constraint cities_pk primary key (id),
    constraint cities_kind_known check (kind between 0 and 3)
) strict;

create index cities_by_parent on cities (parent_id, id);

create table outlets (
    id integer not null,
    name text not null,
    address text not null,
    mobile text not null,
    province integer not null,
    city integer not null,
    district integer not null,
    kind integer not null,              -- 0 partner counter, 1 own office
    constraint outlets_pk primary key (id),
    constraint outlets_province_fk foreign key (province) references cities (id),
    constraint outlets_city_fk foreign key (city) references cities (id),
    constraint outlets_district_fk foreign key (district) references cities (id)
) strict;

create table addresses (
    account_id integer not null,
    id integer not null,
    consignee text not null,
    email text,
    mobile text not null,
    country integer not null,
    province integer not null,
    city integer not null,
    district integer not null default 0, -- 0 where none was chosen
    address text not null,
    zipcode text,
    is_default integer not null default 0,
    deleted integer not null default 0,
    constraint addresses_pk primary key (account_id, id),
    constraint addresses_account_fk foreign key (account_id) references accounts (id) on delete cascade,
    constraint addresses_default_is_bool check (is_default in (0, 1)),
    constraint addresses_deleted_is_bool check (deleted in (0, 1))
) strict, without rowid;

create unique index addresses_by_id on addresses (id);
create unique index addresses_one_default on addresses (account_id) where is_default = 1 and deleted = 0;
