//! The lease room: app keys, prices, addresses, wallets, traffic packages.

use super::catalogue::MANY;
use crate::channels::leases::{intake, product::POOL_TAGS};
use crate::transfer::Kind;
use crate::transfer::Type::{Address, Boolean, Id, KeyHash, Lease, Money, Number, OneOf, Row, Text, Time, Word};
use crate::transfer::kind::{LARGEST_ID, nullable, or_now, or_number, or_text, required};

pub(super) static KINDS: &[Kind] = &[APP_KEYS, LEASE_PRICES, LEASE_ADDRESSES, LEASE_WALLET, FLOW_ORDERS];

const ADDRESS_KINDS: &[&str] = &["isp", "datacenter"];

/// The keys themselves are not among the columns: files that are passed around are no place for them.
const APP_KEYS: Kind = Kind::numbered(
    "app-keys",
    "app_keys",
    &[
        required("key_hash", KeyHash),
        required("account", Row("accounts")).stored_as("account_id"),
        or_now("created_at"),
    ],
)
.keyed_by(&["key_hash"])
.without_counter();

const LEASE_PRICES: Kind = Kind::numbered(
    "lease-prices",
    "lease_prices",
    &[
        required("kind", OneOf(ADDRESS_KINDS)),
        required("region", Word),
        required("duration", Lease),
        required("price", Money),
    ],
)
.keyed_by(&["kind", "region", "duration"])
.without_counter();

const LEASE_ADDRESSES: Kind = Kind::numbered(
    "lease-addresses",
    "lease_addresses",
    &[
        required("ip", Address).stored_as("address"),
        required("kind", OneOf(ADDRESS_KINDS)),
        required("region", Word),
        required("pool_tag", OneOf(POOL_TAGS)),
    ],
)
.keyed_by(&["address"])
.without_counter()
.with_rule(intake::address);

/// Top-ups: the wallet's balance follows.
const LEASE_WALLET: Kind = Kind::numbered(
    "lease-wallet",
    "wallet_top_ups",
    &[
        required("reference", Word),
        required("account", Row("accounts")).stored_as("account_id"),
        required("amount", Money),
        or_text("note", Text, ""),
        or_now("created_at"),
    ],
)
.keyed_by(&["reference"])
.without_counter()
.with_rule(intake::top_up);

/// Traffic packages of an earlier system; balances are bytes.
const FLOW_ORDERS: Kind = Kind::numbered(
    "flow-orders",
    "flow_orders",
    &[
        required("recharge_id", Id).stored_as("id"),
        required("account", Row("accounts")).stored_as("account_id"),
        required("number", Word),
        required("shown_in", OneOf(&["flow", "mobile", "both"])),
        required("money", Money),
        required("megabytes", Number(1, MANY)),
        or_number("days", Number(1, 3650), 30),
        or_number("package_id", Number(0, LARGEST_ID), 0),
        or_text("description", Text, ""),
        or_text("exec_data", Text, ""),
        nullable("mark", Text),
        required("created_at", Time),
        required("updated_at", Time),
        required("close_at", Time),
        nullable("paid_at", Time),
        or_number("closed", Boolean, 0),
        or_text("pay_type", Text, ""),
        or_text("pay_sn", Text, ""),
        nullable("expires_at", Time),
        or_number("old_balance", Number(0, LARGEST_ID), 0),
        or_number("new_balance", Number(0, LARGEST_ID), 0),
        or_number("old_bought", Number(0, LARGEST_ID), 0),
        or_number("new_bought", Number(0, LARGEST_ID), 0),
        or_number("first_order", Boolean, 0),
    ],
)
.keyed_by(&["account_id", "id"])
.with_rule(intake::package);
