//! Ticket customers, their keys, products, and orders with what became of them.

use super::catalogue::MANY;
use crate::clock::{Instant, Zone};
use crate::store::Tx;
use crate::tickets::intake::{self, DealRow, KeyRow, OrderRow};
use crate::transfer::Kind;
use crate::transfer::Type::{Boolean, Id, Money, Number, OneOf, Text, Time, Word};
use crate::transfer::cell::Value;
use crate::transfer::kind::{RowError, nullable, or_number, or_text, required};

pub(super) static KINDS: &[Kind] = &[CUSTOMERS, KEYS, PRODUCTS, ORDERS, DEALS];

const CUSTOMERS: Kind = Kind::numbered(
    "ticket-customers",
    "ticket_customers",
    &[
        required("id", Id),
        required("kind", Number(1, 8)),
        required("code", Word),
        required("name", Word),
        required("username", Word),
        or_number("enabled", Boolean, 1),
        or_text("algorithm", OneOf(&["sha256", "sha1"]), "sha256"),
        nullable("day_limit", Number(0, MANY)),
    ],
);

/// Both halves of the customers' keys, which are sealed on their way in. A file of them is as secret as passwords are.
const KEYS: Kind = Kind::numbered(
    "ticket-keys",
    "ticket_customers",
    &[
        required("kind", Number(1, 8)),
        required("code", Word),
        required("session_key", Word),
        required("password_digest", Word),
    ],
)
.keyed_by(&["kind", "code"])
.taken_by(take_key);

const PRODUCTS: Kind = Kind::numbered(
    "ticket-products",
    "ticket_products",
    &[
        required("id", Id),
        required("code", Word),
        required("name", Word),
        required("unit", Word),
        required("price", Money),
        nullable("valid_from", Time),
        nullable("valid_until", Time),
        or_number("on_sale", Boolean, 1),
    ],
);

/// A row for each line; an order's own columns repeat. Lines are priced as the products are when the file is taken in.
const ORDERS: Kind = Kind::numbered(
    "ticket-orders",
    "ticket_orders",
    &[
        required("number", Word),
        required("kind", Number(1, 8)),
        required("code", Word),
        nullable("sender_id", Word),
        required("ordered_at", Time),
        or_number("personal_id", Number(0, i32::MAX as i64), 0),
        or_text("guide_number", Text, ""),
        required("product", Word),
        required("quantity", Number(1, MANY)),
    ],
)
.keyed_by(&["number", "product"])
.taken_by(take_order);

/// What was handed over of an order's product; with it the order is dealt, or dealt with rebate.
const DEALS: Kind = Kind::numbered(
    "ticket-deals",
    "ticket_deals",
    &[
        required("number", Word),
        required("product", Word),
        required("dealt_at", Time),
        required("quantity", Number(1, MANY)),
        or_number("rebate", Boolean, 0),
    ],
)
.keyed_by(&["number", "product"])
.taken_by(take_deal);

fn take_key(tx: &Tx<'_>, _: Zone, _: Instant, values: &[Value]) -> Result<(), RowError> {
    let [Value::Number(kind), Value::Text(code), Value::Text(session_key), Value::Text(password_digest)] = values
    else {
        return unreadable();
    };
    let is_digest = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'A'..=b'F');
    if password_digest.len() != 32 || !password_digest.bytes().all(is_digest) {
        let wanted =
            "password_digest must be the MD5 of the password as 32 digits, A to F upper-case; never a password itself";
        return Err(RowError::Refused(wanted.to_owned()));
    }
    Ok(intake::take_key(tx, &KeyRow { kind: *kind, code, session_key, password_digest })?)
}

fn take_order(tx: &Tx<'_>, zone: Zone, _: Instant, values: &[Value]) -> Result<(), RowError> {
    let [
        Value::Text(number),
        Value::Number(kind),
        Value::Text(code),
        sender_id,
        Value::Number(ordered_at),
        Value::Number(personal_id),
        Value::Text(guide_number),
        Value::Text(product),
        Value::Number(quantity),
    ] = values
    else {
        return unreadable();
    };
    let sender_id = match sender_id {
        Value::Text(sender_id) => Some(sender_id.as_str()),
        _ => None,
    };
    let row = OrderRow {
        number,
        kind: *kind,
        code,
        sender_id,
        ordered_at: Instant(*ordered_at),
        personal_id: *personal_id,
        guide_number,
        product,
        quantity: *quantity,
    };
    Ok(intake::take_order(tx, zone, &row)?)
}

fn take_deal(tx: &Tx<'_>, zone: Zone, _: Instant, values: &[Value]) -> Result<(), RowError> {
    let [
        Value::Text(number),
        Value::Text(product),
        Value::Number(dealt_at),
        Value::Number(quantity),
        Value::Number(rebate),
    ] = values
    else {
        return unreadable();
    };
    let by = DealRow::move_of(*rebate);
    let row = DealRow { number, product, dealt_at: Instant(*dealt_at), quantity: *quantity, by };
    Ok(intake::take_deal(tx, zone, &row)?)
}

/// The columns above and the patterns here belong together; a test imports every kind.
fn unreadable() -> Result<(), RowError> {
    Err(RowError::Refused("the row has not the columns of its kind".to_owned()))
}

impl From<intake::RowError> for RowError {
    fn from(error: intake::RowError) -> Self {
        match error {
            intake::RowError::Refused(sentence) => Self::Refused(sentence),
            intake::RowError::Store(error) => Self::Store(error),
        }
    }
}
