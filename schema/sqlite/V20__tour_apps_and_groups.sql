-- Partner apps that sign their calls, group packages, trips, and what an order's form asks for besides.

-- Group packages sell seats of a day; children and the single room have prices of their own. The kinds were listed in a check, whose
-- text is changed as V23 changes that of the orders: no row is touched.
pragma writable_schema = on;
update sqlite_schema
set sql = replace(
    sql,
    'check (kind in (''hotel'', ''flight'', ''scenery'', ''insurance'', ''car'', ''other''))',
    'check (kind in (''hotel'', ''flight'', ''scenery'', ''insurance'', ''car'', ''other'', ''seat'', ''child'', ''single''))'
)
where type = 'table' and name = 'tour_offers';
pragma writable_schema = reset;

-- An app of a partner: it signs with a key that must stay readable, so it is sealed.
create table tour_apps (
    id integer not null,
    appid text not null,                -- appid on the wire
    name text not null,
    key_sealed blob not null,           -- the app key
    enabled integer not null default 1,
    created_at integer not null,
    constraint tour_apps_pk primary key (id),
    constraint tour_apps_appid_unique unique (appid),
    constraint tour_apps_enabled_is_bool check (enabled in (0, 1))
) strict;

-- Whoever logs in through an app lets it ask for him for a while.
create table tour_app_users (
    app_id integer not null,
    account_id integer not null,
    until_at integer not null,
    constraint tour_app_users_pk primary key (app_id, account_id),
    constraint tour_app_users_app_fk foreign key (app_id) references tour_apps (id),
    constraint tour_app_users_account_fk foreign key (account_id) references accounts (id)
) strict, without rowid;

-- What happens on each day of a package.
create table tour_trips (
    id integer not null,                -- trip_id on the wire
    package_id integer not null,
    constraint tour_trips_pk primary key (id),
    constraint tour_trips_package_unique unique (package_id),
    constraint tour_trips_package_fk foreign key (package_id) references tour_packages (id)
) strict;

create table tour_trip_days (
    trip_id integer not null,
    day integer not null,               -- day_of_trip on the wire, from 1 on
    title text not null,
    url text not null default '',       -- schedule_data_url on the wire
    constraint tour_trip_days_pk primary key (trip_id, day),
    constraint tour_trip_days_trip_fk foreign key (trip_id) references tour_trips (id),
    constraint tour_trip_days_day_positive check (day between 1 and 366)
) strict, without rowid;

create table tour_trip_events (
    id integer not null,                -- info_id on the wire; the order of a day's events
    trip_id integer not null,
    day integer not null,
    event_type integer not null,        -- 1 transport, 2 stay, 3 sight, 4 meal, 5 free time, 6 shopping, 9 other
    product_id integer not null default 0,
    traffic_info integer not null default 0, -- 1 to 8, the kind of transport; 0 for none
    vehicles_name text not null default '',
    time_cost text not null default '',
    title text not null,
    direction text not null default 'left',
    images text not null default '',    -- paths, separated by commas
    constraint tour_trip_events_pk primary key (id),
    constraint tour_trip_events_day_fk foreign key (trip_id, day) references tour_trip_days (trip_id, day),
    constraint tour_trip_events_type_known check (event_type in (1, 2, 3, 4, 5, 6, 9)),
    constraint tour_trip_events_traffic_known check (traffic_info between 0 and 8),
    constraint tour_trip_events_direction_known check (direction in ('left', 'right'))
) strict;

create index tour_trip_events_by_day on tour_trip_events (trip_id, day, id);

-- What the form of an order asks for besides.
alter table tour_orders add column inv_type integer not null default 0
    constraint tour_orders_invoice_known check (inv_type between 0 and 2);
alter table tour_orders add column inv_content text not null default '';
alter table tour_orders add column postscript text not null default '';
alter table tour_orders add column bed_require text not null default '';
alter table tour_orders add column play_time text not null default '';
alter table tour_orders add column shipping_method integer not null default 0;
