-- Pictures that the owner gave. They lie in the database, so that backups, copies and moves carry them.

create table pictures (
    path text not null,                 -- as rows of other tables name it and as it is served: images/own/<hash>.png
    bytes blob not null,                -- a PNG that the program has made; at most 45 kilobytes
    width integer not null,
    height integer not null,
    alt text not null default '',       -- what it shows, for people who do not see it
    created_at integer not null,
    constraint pictures_pk primary key (path)
) strict;
