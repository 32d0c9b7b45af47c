-- What staff calls that make something have answered, so that the same wish sent twice is done once. Times are epoch
-- milliseconds UTC.

create table staff_repeats (
    account_id integer not null,        -- who asked
    service text not null,              -- the call's name
    client_ref text not null,           -- made by the client, one for each wish
    answer blob not null,               -- sealed: a hash of what was asked for, and the answer, which may hold a secret
    created_at integer not null,        -- rows of more than seven days are deleted
    constraint staff_repeats_pk primary key (account_id, service, client_ref),
    constraint staff_repeats_account_fk foreign key (account_id) references accounts (id) on delete cascade
) strict, without rowid;

create index staff_repeats_by_age on staff_repeats (created_at);
