-- The channels that the order book knows. A new channel's migration adds its name here; its tables are its own.
--
-- They were listed in a check of the table of orders. SQLite can change a check only by writing the whole table anew, or, as
-- its documentation says of changes that do not touch the rows, in the text that it keeps of the table: in an outlet with a million
-- orders that is a moment instead of a minute. Whoever opened the file before reads that text again, because the new table
-- changes the schema's version; this connection does so at the reset.

create table channels (
    name text not null,
    place integer not null,             -- reports name them in this order
    constraint channels_pk primary key (name),
    constraint channels_place_unique unique (place)
) strict, without rowid;

insert into channels (name, place)
values ('roaming', 1), ('lease', 2), ('tour', 3), ('ticket', 4), ('course', 5);

pragma writable_schema = on;
update sqlite_schema
set sql = replace(
    sql,
    'constraint orders_channel_known check (channel in (''roaming'', ''lease'', ''tour'', ''ticket'', ''course''))',
    'constraint orders_channel_fk foreign key (channel) references channels (name)'
)
where type = 'table' and name = 'orders';
pragma writable_schema = reset;
