-- IP leases and traffic packages: app keys, wallets, prices, addresses, and what an order of this channel adds to the order
-- book. Money is fen, times are epoch milliseconds UTC.

create table app_keys (
    key_hash text not null,             -- sha-256 of the app key, lower-case hex; the key itself is kept nowhere
    account_id integer not null,
    created_at integer not null,
    constraint app_keys_pk primary key (key_hash),
    constraint app_keys_account_fk foreign key (account_id) references accounts (id) on delete cascade,
    constraint app_keys_hash_is_sha256 check (length(key_hash) = 64)
) strict, without rowid;

create index app_keys_by_account on app_keys (account_id);

-- What an account can still spend: its top-ups minus its paid orders, kept up to date by guarded statements.
create table wallets (
    account_id integer not null,
    balance integer not null,
    constraint wallets_pk primary key (account_id),
    constraint wallets_account_fk foreign key (account_id) references accounts (id),
    constraint wallets_balance_not_negative check (balance >= 0)
) strict, without rowid;

-- Append-only. The other half of a wallet's story are the payments by wallet in money_moves.
create table wallet_top_ups (
    reference text not null,            -- of the receipt or bank transfer: the same one twice is one top-up
    account_id integer not null,
    amount integer not null,
    note text not null default '',
    created_at integer not null,
    constraint wallet_top_ups_pk primary key (reference),
    constraint wallet_top_ups_account_fk foreign key (account_id) references accounts (id),
    constraint wallet_top_ups_amount_positive check (amount > 0)
) strict, without rowid;

create index wallet_top_ups_by_account on wallet_top_ups (account_id, created_at);

create table lease_prices (
    kind text not null,                 -- isp: static residential, datacenter
    region text not null,               -- hk, us, ...
    duration text not null,             -- week 7, month 30, quarter 90 days
    price integer not null,             -- of one address for the whole duration
    constraint lease_prices_pk primary key (kind, region, duration),
    constraint lease_prices_kind_known check (kind in ('isp', 'datacenter')),
    constraint lease_prices_duration_known check (duration in ('week', 'month', 'quarter')),
    constraint lease_prices_price_not_negative check (price >= 0)
) strict, without rowid;

-- Nothing here says free, leased or cooling: leased_until and the time decide, so that no timer needs to be punctual.
create table lease_addresses (
    address text not null,              -- in its canonical text form
    kind text not null,
    region text not null,
    pool_tag text not null,
    leased_until integer not null default 0, -- 0 never leased or back in stock; then it cools before it is leased again
    account_id integer,                 -- who holds it, or held it last and may still renew
    order_id integer,                   -- the order that opened it
    added_at integer,                   -- when it was opened
    retired_at integer,                 -- not leased or renewed any more; a holder keeps it until it expires
    constraint lease_addresses_pk primary key (address),
    constraint lease_addresses_account_fk foreign key (account_id) references accounts (id),
    constraint lease_addresses_order_fk foreign key (order_id) references orders (id),
    constraint lease_addresses_kind_known check (kind in ('isp', 'datacenter')),
    constraint lease_addresses_tag_known check (pool_tag in ('渠道一', '渠道二', '渠道三', '渠道四', '渠道五')),
    constraint lease_addresses_leased_to_somebody check (account_id is null or leased_until > 0)
) strict, without rowid;

create index lease_addresses_in_stock on lease_addresses (kind, region, retired_at, leased_until);
create index lease_addresses_by_account on lease_addresses (account_id, kind, leased_until) where account_id is not null;
create index lease_addresses_by_end on lease_addresses (leased_until) where leased_until > 0;

-- What an order of addresses is besides an order of the order book.
create table lease_orders (
    account_id integer not null,
    kind text not null,
    order_id integer not null,
    action text not null,
    region text not null,               -- of a renewal over several regions all of them, with commas
    duration text not null,
    addresses integer not null,         -- num on the wire
    pool_tag text not null default '',  -- as asked for, empty for any
    remark text not null default '',
    content_hash blob not null,         -- sha-256 of what was asked for, to tell a repeat from another request
    released_at integer,                -- the money went back and the addresses too
    constraint lease_orders_pk primary key (account_id, kind, order_id),
    constraint lease_orders_order_unique unique (order_id),
    constraint lease_orders_order_fk foreign key (order_id) references orders (id),
    constraint lease_orders_kind_known check (kind in ('isp', 'datacenter')),
    constraint lease_orders_action_known check (action in ('open', 'renew')),
    constraint lease_orders_addresses_positive check (addresses > 0)
) strict, without rowid;

-- Append-only: who had which address when, order by order.
create table lease_periods (
    order_id integer not null,
    address text not null,
    starts_at integer not null,
    ends_at integer not null,
    constraint lease_periods_pk primary key (order_id, address),
    constraint lease_periods_order_fk foreign key (order_id) references orders (id),
    constraint lease_periods_address_fk foreign key (address) references lease_addresses (address),
    constraint lease_periods_in_order check (starts_at < ends_at)
) strict, without rowid;

create index lease_periods_by_address on lease_periods (address, ends_at);

-- Traffic packages, sold here (order_id is set) or taken over from an earlier system.
create table flow_orders (
    id integer not null,                -- recharge_id on the wire
    account_id integer not null,
    number text not null,               -- order_id on the wire
    order_id integer,                   -- the order of the order book
    shown_in text not null,             -- the list that shows it
    money integer not null,
    megabytes integer not null,         -- decimal ones; coin on the wire
    days integer not null default 30,   -- how long it is valid
    package_id integer not null default 0,
    description text not null default '',
    exec_data text not null default '', -- a JSON document, passed on as it is
    mark text,
    created_at integer not null,
    updated_at integer not null,
    close_at integer not null,          -- end of the time to pay
    paid_at integer,                    -- null: not paid
    closed integer not null default 0,  -- it was not paid in time, or its money went back
    pay_type text not null default '',
    pay_sn text not null default '',    -- the payment's number
    expires_at integer,                 -- sub_expire_time on the wire
    old_balance integer not null default 0, -- bytes before and after, and bytes ever bought before and after
    new_balance integer not null default 0,
    old_bought integer not null default 0,
    new_bought integer not null default 0,
    first_order integer not null default 0,
    constraint flow_orders_pk primary key (account_id, id),
    constraint flow_orders_id_unique unique (id),
    constraint flow_orders_number_unique unique (number),
    constraint flow_orders_order_unique unique (order_id),
    constraint flow_orders_account_fk foreign key (account_id) references accounts (id),
    constraint flow_orders_order_fk foreign key (order_id) references orders (id),
    constraint flow_orders_list_known check (shown_in in ('flow', 'mobile', 'both')),
    constraint flow_orders_money_not_negative check (money >= 0),
    constraint flow_orders_megabytes_positive check (megabytes > 0),
    constraint flow_orders_days_positive check (days > 0),
    constraint flow_orders_closed_is_bool check (closed in (0, 1)),
    constraint flow_orders_first_is_bool check (first_order in (0, 1))
) strict, without rowid;
