-- Instalment accounts that customers opened at Credtrip.

create table credit_accounts (
    account_id integer not null,        -- ours
    id integer not null,
    account_no text not null,           -- the provider's
    mobile text not null,
    opened_at integer not null,
    constraint credit_accounts_pk primary key (account_id),
    constraint credit_accounts_id_unique unique (id),
    constraint credit_accounts_no_unique unique (account_no),
    constraint credit_accounts_account_fk foreign key (account_id) references accounts (id) on delete cascade
) strict, without rowid;
