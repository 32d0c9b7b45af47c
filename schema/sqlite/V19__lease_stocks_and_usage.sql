-- The two kinds of addresses are two stocks: the same address may stand in both (the recorded renewals name the same two in
-- either), so that an address is told apart by its kind too. A primary key cannot be changed in place: the tables are made anew.

create table lease_stock (
    address text not null,              -- in its canonical text form
    kind text not null,
    region text not null,
    pool_tag text not null default '',  -- empty for an address of no pool; only orders without a pool tag find it
    leased_until integer not null default 0, -- 0 never leased or back in stock; then it cools before it is leased again
    account_id integer,                 -- who holds it, or held it last and may still renew
    order_id integer,                   -- the order that opened it
    added_at integer,                   -- when it was opened
    retired_at integer,                 -- not leased or renewed any more; a holder keeps it until it expires
    constraint lease_addresses_pk primary key (address, kind),
    constraint lease_addresses_account_fk foreign key (account_id) references accounts (id),
    constraint lease_addresses_order_fk foreign key (order_id) references orders (id),
    constraint lease_addresses_kind_known check (kind in ('isp', 'datacenter')),
    constraint lease_addresses_tag_known check (pool_tag in ('', '渠道一', '渠道二', '渠道三', '渠道四', '渠道五')),
    constraint lease_addresses_leased_to_somebody check (account_id is null or leased_until > 0)
) strict, without rowid;

insert into lease_stock (address, kind, region, pool_tag, leased_until, account_id, order_id, added_at, retired_at)
select address, kind, region, pool_tag, leased_until, account_id, order_id, added_at, retired_at from lease_addresses;

create table lease_terms (
    order_id integer not null,
    address text not null,
    kind text not null,
    starts_at integer not null,
    ends_at integer not null,
    constraint lease_periods_pk primary key (order_id, address),
    constraint lease_periods_order_fk foreign key (order_id) references orders (id),
    constraint lease_periods_address_fk foreign key (address, kind) references lease_stock (address, kind),
    constraint lease_periods_in_order check (starts_at < ends_at)
) strict, without rowid;

insert into lease_terms (order_id, address, kind, starts_at, ends_at)
select p.order_id, p.address, a.kind, p.starts_at, p.ends_at
from lease_periods p
join lease_addresses a on a.address = p.address;

drop table lease_periods;
drop table lease_addresses;
alter table lease_stock rename to lease_addresses;
alter table lease_terms rename to lease_periods;

create index lease_addresses_in_stock on lease_addresses (kind, region, retired_at, leased_until);
create index lease_addresses_by_account on lease_addresses (account_id, kind, leased_until) where account_id is not null;
create index lease_addresses_by_end on lease_addresses (leased_until) where leased_until > 0;
create index lease_periods_by_address on lease_periods (address, kind, ends_at);

-- The addresses that a partner uses its traffic from. The outlet keeps the list; it forwards nothing.
create table lease_white_list (
    account_id integer not null,
    place integer not null,             -- in the order in which they were added
    address text not null,              -- IPv4, in its canonical form
    constraint lease_white_list_pk primary key (account_id, place),
    constraint lease_white_list_address_unique unique (account_id, address),
    constraint lease_white_list_account_fk foreign key (account_id) references accounts (id) on delete cascade
) strict, without rowid;

-- Authentication accounts of a partner: names under which its traffic is counted. Their passwords are kept elsewhere.
create table lease_accounts (
    id integer not null,                -- sub_id on the wire
    account_id integer not null,
    name text not null,                 -- account on the wire
    region text not null default '',
    flow_limit integer not null default 0, -- MB, 0 for none
    status integer not null default 1,  -- 1 in use, 0 off
    remark text not null default '',
    created_at integer not null,
    constraint lease_accounts_pk primary key (id),
    constraint lease_accounts_name_unique unique (account_id, name),
    constraint lease_accounts_account_fk foreign key (account_id) references accounts (id),
    constraint lease_accounts_limit_not_negative check (flow_limit >= 0),
    constraint lease_accounts_status_is_bool check (status in (0, 1))
) strict;

-- What was used, as the forwarding side told it: one figure for an account and a day.
create table lease_usage (
    account_id integer not null,
    day text not null,                  -- yyyy-mm-dd, the outlet's local day
    sub_id integer not null default 0,  -- the authentication account; 0 for the main account itself
    megabytes integer not null,         -- decimal ones
    constraint lease_usage_pk primary key (account_id, day, sub_id),
    constraint lease_usage_account_fk foreign key (account_id) references accounts (id),
    constraint lease_usage_day_is_iso check (day like '____-__-__'),
    constraint lease_usage_not_negative check (megabytes >= 0)
) strict, without rowid;

-- From how little a partner wants to hear that its traffic runs out.
create table lease_warnings (
    account_id integer not null,
    megabytes integer not null,         -- warn when less is left
    phone text not null default '',     -- whom to call, empty for nobody
    status integer not null default 1,  -- 1 on, 0 off
    changed_at integer not null,
    constraint lease_warnings_pk primary key (account_id),
    constraint lease_warnings_account_fk foreign key (account_id) references accounts (id) on delete cascade,
    constraint lease_warnings_not_negative check (megabytes >= 0),
    constraint lease_warnings_status_is_bool check (status in (0, 1))
) strict, without rowid;
