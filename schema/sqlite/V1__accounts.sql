-- People and what proves who they are. Times are epoch milliseconds UTC, booleans 0 or 1.

create table counters (
    name text not null,                 -- what is numbered: orders, accounts, ...
    next integer not null,              -- the number that the next row gets
    constraint counters_pk primary key (name),
    constraint counters_next_positive check (next > 0)
) strict, without rowid;

create table facts (
    name text not null,                 -- demo: this is a demonstration, sandbox_key: see gateways
    value text not null,
    constraint facts_pk primary key (name)
) strict, without rowid;

create table accounts (
    id integer not null,
    username text not null,
    phone text,                         -- verified phone, one account each
    email text,
    password_hash text not null,        -- argon2id in PHC form; never the password
    must_change_password integer not null default 0,
    kind integer not null,              -- 0 customer, 1 clerk, 2 employee, 3 operator, 4 admin
    status integer not null default 1,  -- 0 inactive, 1 active, 2 frozen
    created_at integer not null,
    constraint accounts_pk primary key (id),
    constraint accounts_username_unique unique (username),
    constraint accounts_phone_unique unique (phone),
    constraint accounts_email_unique unique (email),
    constraint accounts_must_change_is_bool check (must_change_password in (0, 1)),
    constraint accounts_kind_known check (kind between 0 and 4),
    constraint accounts_status_known check (status between 0 and 2)
) strict;

create table sessions (
    token_hash blob not null,           -- sha-256 of the session id; the id itself is kept nowhere
    account_id integer not null,
    created_at integer not null,
    used_at integer not null,           -- written back in batches; the newest value is in memory
    constraint sessions_pk primary key (token_hash),
    constraint sessions_account_fk foreign key (account_id) references accounts (id) on delete cascade
) strict, without rowid;

create index sessions_by_account on sessions (account_id);
create index sessions_by_use on sessions (used_at);

create table account_phones (
    account_id integer not null,
    phone text not null,
    kind integer not null default 0,    -- phone_type on the wire
    verified integer not null,
    constraint account_phones_pk primary key (account_id, phone),
    constraint account_phones_account_fk foreign key (account_id) references accounts (id) on delete cascade,
    constraint account_phones_verified_is_bool check (verified in (0, 1))
) strict, without rowid;

create index account_phones_by_phone on account_phones (phone, account_id);

create table check_codes (
    id integer not null,                -- checkid on the wire
    target text not null,               -- the phone or e-mail address that the code was sent to
    code_hash blob not null,            -- sha-256 of id and code
    expires_at integer not null,
    tries_left integer not null,
    used integer not null default 0,
    constraint check_codes_pk primary key (id),
    constraint check_codes_used_is_bool check (used in (0, 1)),
    constraint check_codes_tries_not_negative check (tries_left >= 0)
) strict;

create index check_codes_by_expiry on check_codes (expires_at);
create index check_codes_by_target on check_codes (target, expires_at);
