//! The lease room: prices, addresses, wallets, traffic packages.

use super::intake;
use super::product::{DURATION_WORDS, POOL_TAGS};
use crate::accounts;
use crate::channels::leases::ids::SubId;
use crate::clock::{Instant, Zone};
use crate::ids::AccountId;
use crate::store::{Db, Tx};
use crate::tables::Type::{Address, Boolean, Day, Id, Money, Number, OneOf, Reference, Row, Synonym, Text, Time, Word};
use crate::tables::cell::Value;
use crate::tables::kind::{LARGEST_ID, MANY, Taker, nullable, or_now, or_number, or_text, required};
use crate::tables::{Column, ExportError, Kind, RowRefused};

pub static KINDS: &[Kind] = &[
    accounts::APP_KEYS,
    LEASE_PRICES,
    LEASE_ADDRESSES,
    LEASE_WALLET,
    FLOW_ORDERS,
    LEASE_ACCOUNTS,
    LEASE_USAGE,
    LEASE_WHITE_LIST,
];

/// Of which kind addresses are, and where: prices and addresses say it alike.
const KIND: Column = required("kind", OneOf(&["isp", "datacenter"]));
const REGION: Column = required("region", Word);

const LEASE_PRICES: Kind = Kind::numbered(
    "lease-prices",
    "lease_prices",
    &[KIND, REGION, required("duration", Synonym(&DURATION_WORDS)), required("price", Money)],
)
.keyed_by(&["kind", "region", "duration"])
.without_counter();

const LEASE_ADDRESSES: Kind = Kind::numbered(
    "lease-addresses",
    "lease_addresses",
    &[required("ip", Address).stored_as("address"), KIND, REGION, or_text("pool_tag", OneOf(POOL_TAGS), "")],
)
.keyed_by(&["address", "kind"])
.without_counter()
.with_rule(intake::address);

/// Top-ups: the wallet's balance follows.
const LEASE_WALLET: Kind = Kind::numbered(
    "lease-wallet",
    "wallet_top_ups",
    &[
        required("reference", Reference),
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
        required("number", Reference),
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

/// Authentication accounts, whose passwords are the forwarding side's.
const LEASE_ACCOUNTS: Kind = Kind::numbered(
    "lease-accounts",
    "lease_accounts",
    &[
        required("id", Id),
        required("uid", Row("accounts")).stored_as("account_id"),
        required("account", Word).stored_as("name"),
        or_text("region", Text, ""),
        or_number("flow_limit", Number(0, LARGEST_ID), 0),
        or_number("status", Boolean, 1),
        or_text("remark", Text, ""),
        or_now("created_at"),
    ],
)
.with_rule(intake::authentication_account);

/// What was used, as the forwarding side counts it. A day's figure replaces the former one, in the same file too: such files are
/// written by appending.
const LEASE_USAGE: Kind = Kind::numbered(
    "lease-usage",
    "lease_usage",
    &[
        required("uid", Row("accounts")).stored_as("account_id"),
        nullable("sub_id", Row("lease_accounts")),
        required("day", Day),
        required("mb", Number(0, LARGEST_MEGABYTES)).stored_as("megabytes"),
    ],
)
.keyed_by(&["account_id", "day", "sub_id"])
.without_counter()
.where_the_last_counts()
.taken_by(take_usage)
.given_by(give_usage);

/// So many megabytes in bytes, and a century of such days, are still numbers of the machine.
const LARGEST_MEGABYTES: i64 = 100_000_000;

/// White lists, each in the order of its places.
const LEASE_WHITE_LIST: Kind = Kind::numbered(
    "lease-white-list",
    "lease_white_list",
    &[
        required("uid", Row("accounts")).stored_as("account_id"),
        required("place", Id),
        required("ip", Address).stored_as("address"),
    ],
)
.keyed_by(&["account_id", "place"])
.without_counter()
.with_rule(intake::white_address);

fn take_usage(tx: &Tx<'_>, _: Zone, _: Instant, values: &[Value]) -> Result<(), RowRefused> {
    let [Value::Number(account), sub, Value::Text(day), Value::Number(megabytes)] = values else {
        return Err(RowRefused::Because("the row has not the columns of its kind".to_owned()));
    };
    let sub = if let Value::Number(id) = sub { Some(SubId(*id)) } else { None };
    intake::take_usage(tx, AccountId(*account), sub, day, *megabytes)
}

fn give_usage(db: &Db<'_>, taker: &mut Taker<'_>) -> Result<(), ExportError> {
    intake::each_usage(db, |account, sub, day, megabytes| {
        let sub = sub.map_or(Value::Nothing, |sub| Value::Number(sub.number()));
        taker(&[Value::Number(account.0), sub, Value::Text(day), Value::Number(megabytes)])
    })
}
