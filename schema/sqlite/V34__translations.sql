-- What rows say to customers in other languages. A text belongs to a cell of any table; where there is none, the row's own is shown.

create table translations (
    kind text not null,                 -- the table, by its name in files
    row_key text not null,              -- the row's key there; of several columns with a comma between
    field text not null,                -- the column, by its name in files
    language text not null,             -- en, zh
    text text not null,
    constraint translations_pk primary key (kind, row_key, field, language)
) strict, without rowid;
