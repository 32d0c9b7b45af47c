//! Ticket customers, their keys, products, and orders with what became of them.

use super::customers::CustomerKind;
use super::intake::{self, CallbackRow, DealRow, KeyRow, Move, OrderRow};
use crate::clock::{Instant, Zone};
use crate::money::Fen;
use crate::store::{Db, Tx};
use crate::tables::Type::{Boolean, Id, Money, Number, OneOf, Reference, Text, Time, Username, Word};
use crate::tables::cell::Value;
use crate::tables::kind::{MANY, Taker, nullable, or_number, or_text, required};
use crate::tables::{ExportError, Kind, RowRefused};

pub static KINDS: &[Kind] = &[CUSTOMERS, KEYS, CALLBACKS, PRODUCTS, ORDERS, DEALS];

const CUSTOMERS: Kind = Kind::numbered(
    "ticket-customers",
    "ticket_customers",
    &[
        required("id", Id),
        required("kind", Number(1, 8)),
        required("code", Reference),
        required("name", Word),
        required("username", Username),
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
        required("code", Reference),
        required("session_key", Word),
        required("password_digest", Word),
    ],
)
.keyed_by(&["kind", "code"])
.without_counter()
.taken_by(take_key)
.given_by(give_keys)
.with_secrets_alone();

/// Where customers are told of their orders, sealed on its way in: an address may hold a password.
const CALLBACKS: Kind = Kind::numbered(
    "ticket-callbacks",
    "ticket_customers",
    &[
        required("kind", Number(1, 8)),
        required("code", Reference),
        required("url", Word),
        or_text("format", OneOf(&["JSON", "XML"]), "JSON"),
        or_text("method", OneOf(&["POST", "GET"]), "POST"),
        or_text("notify", Text, ""),
    ],
)
.keyed_by(&["kind", "code"])
.without_counter()
.taken_by(take_callback)
.given_by(give_callbacks)
.with_secrets_alone();

const PRODUCTS: Kind = Kind::numbered(
    "ticket-products",
    "ticket_products",
    &[
        required("id", Id),
        required("code", Reference),
        required("name", Word).told(),
        required("unit", Word),
        required("price", Money),
        nullable("valid_from", Time),
        nullable("valid_until", Time),
        or_number("on_sale", Boolean, 1),
    ],
);

/// A row for each line; an order's own columns repeat. A line without a price is priced as the product is when the file is taken
/// in. Money is in no CSV file: an order that a third party was paid for comes back as booked, one that was paid in cash as dealt.
const ORDERS: Kind = Kind::numbered(
    "ticket-orders",
    "ticket_orders",
    &[
        required("number", Reference),
        required("kind", Number(1, 8)),
        required("code", Word),
        nullable("sender_id", Reference),
        required("ordered_at", Time),
        or_number("personal_id", Number(0, i32::MAX as i64), 0),
        or_text("guide_number", Text, ""),
        required("product", Word),
        required("quantity", Number(1, MANY)),
        nullable("price", Money),
        or_number("closed", Boolean, 0),
    ],
)
.keyed_by(&["number", "product"])
.without_counter()
.taken_by(take_order)
.given_by(give_orders);

/// What was handed over of an order's product; with it the order is dealt, or dealt with rebate.
const DEALS: Kind = Kind::numbered(
    "ticket-deals",
    "ticket_deals",
    &[
        required("number", Reference),
        required("product", Word),
        required("dealt_at", Time),
        required("quantity", Number(1, MANY)),
        or_number("rebate", Boolean, 0),
    ],
)
.keyed_by(&["number", "product"])
.without_counter()
.taken_by(take_deal)
.given_by(give_deals);

fn take_key(tx: &Tx<'_>, _: Zone, _: Instant, values: &[Value]) -> Result<(), RowRefused> {
    let [Value::Number(kind), Value::Text(code), Value::Text(session_key), Value::Text(password_digest)] = values
    else {
        return unreadable();
    };
    let is_digest = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'A'..=b'F');
    if password_digest.len() != 32 || !password_digest.bytes().all(is_digest) {
        let wanted =
            "password_digest must be the MD5 of the password as 32 digits, A to F upper-case; never a password itself";
        return Err(RowRefused::Because(wanted.to_owned()));
    }
    Ok(intake::take_key(tx, &KeyRow { kind: customer_kind(*kind)?, code, session_key, password_digest })?)
}

fn take_callback(tx: &Tx<'_>, _: Zone, now: Instant, values: &[Value]) -> Result<(), RowRefused> {
    let [
        Value::Number(kind),
        Value::Text(code),
        Value::Text(url),
        Value::Text(format),
        Value::Text(method),
        Value::Text(notify),
    ] = values
    else {
        return unreadable();
    };
    Ok(intake::take_callback(tx, now, &CallbackRow { kind: customer_kind(*kind)?, code, url, format, method, notify })?)
}

fn take_order(tx: &Tx<'_>, zone: Zone, _: Instant, values: &[Value]) -> Result<(), RowRefused> {
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
        price,
        Value::Number(closed),
    ] = values
    else {
        return unreadable();
    };
    let price = match price {
        Value::Number(price) => Some(Fen(*price)),
        _ => None,
    };
    let sender_id = match sender_id {
        Value::Text(sender_id) => Some(sender_id.as_str()),
        _ => None,
    };
    let row = OrderRow {
        number,
        kind: customer_kind(*kind)?,
        code,
        sender_id,
        ordered_at: Instant(*ordered_at),
        personal_id: *personal_id,
        guide_number,
        product,
        quantity: *quantity,
        price,
        closed: *closed == 1,
    };
    Ok(intake::take_order(tx, zone, &row)?)
}

fn take_deal(tx: &Tx<'_>, zone: Zone, now: Instant, values: &[Value]) -> Result<(), RowRefused> {
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
    Ok(intake::take_deal(tx, zone, now, &row)?)
}

fn give_keys(db: &Db<'_>, taker: &mut Taker<'_>) -> Result<(), ExportError> {
    intake::each_key(db, |kind, code, halves| {
        let (session_key, password_digest) = halves.ok_or(ExportError::Sealed("a customer's key"))?;
        taker(&[kind.number().into(), code.into(), session_key.into(), password_digest.into()])
    })
}

fn give_callbacks(db: &Db<'_>, taker: &mut Taker<'_>) -> Result<(), ExportError> {
    intake::each_callback(db, |kind, code, replay| {
        let replay = replay.ok_or(ExportError::Sealed("a customer's address for callbacks"))?;
        let (format, method) = (replay.format.name(), replay.method.name());
        taker(&[
            kind.number().into(),
            code.into(),
            replay.url.as_str().into(),
            format.into(),
            method.into(),
            replay.notify.as_str().into(),
        ])
    })
}

fn give_orders(db: &Db<'_>, taker: &mut Taker<'_>) -> Result<(), ExportError> {
    intake::each_order_line(db, |row| {
        taker(&[
            row.number.into(),
            row.kind.number().into(),
            row.code.into(),
            row.sender_id.map_or(Value::Nothing, Value::from),
            row.ordered_at.0.into(),
            row.personal_id.into(),
            row.guide_number.into(),
            row.product.into(),
            row.quantity.into(),
            row.price.map_or(Value::Nothing, |price| price.0.into()),
            i64::from(row.closed).into(),
        ])
    })
}

fn give_deals(db: &Db<'_>, taker: &mut Taker<'_>) -> Result<(), ExportError> {
    intake::each_deal(db, |row| {
        let rebate = i64::from(row.by == Move::DealWithRebate);
        taker(&[row.number.into(), row.product.into(), row.dealt_at.0.into(), row.quantity.into(), rebate.into()])
    })
}

/// A customer's kind by its number.
fn customer_kind(number: i64) -> Result<CustomerKind, RowRefused> {
    let unknown = || RowRefused::Because(format!("there are no customers of the kind {number}"));
    CustomerKind::from_number(number).ok_or_else(unknown)
}

/// The columns above and the patterns here belong together; a test imports every kind.
fn unreadable() -> Result<(), RowRefused> {
    Err(RowRefused::Because("the row has not the columns of its kind".to_owned()))
}

impl From<intake::RowError> for RowRefused {
    fn from(error: intake::RowError) -> Self {
        match error {
            intake::RowError::Refused(sentence) => Self::Because(sentence),
            intake::RowError::Store(error) => Self::Store(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::clock::Zone;
    use crate::store::testing::TestStore;
    use crate::transfer::{export, kind};

    fn exported(test: &TestStore, name: &str) -> String {
        let mut file = Vec::new();
        test.store.read(|db| export(db, Zone::china(), kind(name).unwrap(), &mut file)).unwrap();
        String::from_utf8(file).unwrap()
    }

    const STATUS: &str = "select status from ticket_orders t join orders o on o.id = t.order_id order by o.number";

    fn letters(test: &TestStore) -> String {
        test.texts(STATUS).into_iter().flatten().collect()
    }

    #[test]
    fn the_demonstration_has_the_tickets_of_its_document() {
        let test = TestStore::with_demo();
        assert_eq!(letters(&test), "303");
        assert_eq!(test.number("select payable from orders where number = '20261101000001'"), 40_500);
        assert_eq!(test.number("select count(*) from ticket_deals"), 3);
        assert_eq!(test.number("select count(*) from orders where channel = 'ticket' and expires_at is not null"), 0);
        assert_eq!(test.number("select next from counters where name = 'ticket_orders'"), 4);
        assert_eq!(test.number("select count(*) from ticket_customers where length(session_key) = 50"), 2, "sealed");
    }

    #[test]
    fn a_deal_moves_its_order_once_and_a_rebate_moves_it_on() {
        let test = TestStore::with_demo();
        let deal = "number,product,dealt_at,quantity,rebate\n20261101000002,T001,2026-11-03 09:00:00,1,";
        for (rebate, wanted) in [(0, "333"), (0, "333"), (1, "3D3"), (1, "3D3")] {
            test.import("ticket-deals", format!("{deal}{rebate}\n")).unwrap();
            assert_eq!(letters(&test), wanted);
        }
        assert_eq!(test.number("select count(*) from ticket_deals"), 4);
        assert_eq!(test.number("select count(*) from ticket_events"), 7, "a repeat is no event");
        let back = test.mistakes("ticket-deals", format!("{deal}0\n"));
        assert_eq!(back, ["line 2: the status of order 20261101000002 does not allow a deal"]);
    }

    #[test]
    fn rows_that_fit_nothing_are_told_with_their_lines_and_nothing_is_taken() {
        let test = TestStore::with_demo();
        let before = test.number("select count(*) from orders");
        let orders = "number,kind,code,ordered_at,product,quantity\n\
            A1,2,AGENT01,2026-11-03,T001,1\n\
            A2,2,NOBODY,2026-11-03,T001,1\n\
            A3,2,AGENT01,2026-11-03,T009,1\n\
            20261101000003,2,AGENT01,2026-11-03,T001,1\n\
            20261101000001,2,AGENT01,2026-11-03,T001,1\n\
            A4,2,AGENT01,2026-11-03,T001,1000000\n";
        assert_eq!(
            test.mistakes("ticket-orders", orders),
            [
                "line 3: there is no ticket customer 2/NOBODY",
                "line 4: there is no ticket product T009",
                "line 5: order 20261101000003 is another customer's",
                "line 7: so many tickets are more than an order may have",
            ]
        );
        let deals = "number,product,dealt_at,quantity\n\
            A9,T001,2026-11-03,1\n\
            20261101000002,T002,2026-11-03,1\n\
            20261101000002,T001,2026-11-03,2\n";
        assert_eq!(
            test.mistakes("ticket-deals", deals),
            [
                "line 2: there is no ticket order A9",
                "line 3: order 20261101000002 has not so many tickets of T002",
                "line 4: order 20261101000002 has not so many tickets of T001",
            ]
        );
        assert_eq!((test.number("select count(*) from orders"), letters(&test).as_str()), (before, "303"));
    }

    /// A closed order, a price that has changed since, a part that was handed over, a rebate.
    #[test]
    fn orders_and_deals_come_back_as_they_went() {
        let (from, to) = (TestStore::with_demo(), TestStore::new());
        let orders = "number,kind,code,sender_id,ordered_at,product,quantity,price,closed\n\
            B1,2,AGENT01,s-1,2026-11-03,T002,2,49.50,1\n\
            B1,2,AGENT01,s-1,2026-11-03,T001,1,99,1\n\
            B2,2,AGENT02,,2026-11-03 08:30:00.250,T001,3,,0\n\
            B2,2,AGENT02,,2026-11-03 08:30:00.250,T002,3,0.01,0\n";
        from.import("ticket-orders", orders).unwrap();
        let deals = "number,product,dealt_at,quantity,rebate\nB2,T001,2026-11-04 10:00:00,2,1\n";
        from.import("ticket-deals", deals).unwrap();
        assert_eq!(letters(&from), "3034D");
        let closed = "select count(*) from orders where number = 'B1' and order_status = 2 and payable = 19800";
        assert_eq!(from.number(closed), 1);
        for kind in ["ticket-customers", "ticket-products", "ticket-orders", "ticket-deals"] {
            let file = exported(&from, kind);
            to.import(kind, file.clone()).unwrap();
            assert_eq!(exported(&to, kind), file, "{kind}");
            to.import(kind, file.clone()).unwrap();
            assert_eq!(exported(&to, kind), file, "{kind} a second time");
        }
        assert_eq!(letters(&to), "3034D");
        assert_eq!(to.number(closed), 1);
        let late = "number,kind,code,ordered_at,product,quantity\nB2,2,AGENT02,2026-11-03,T009,1\n";
        assert_eq!(to.mistakes("ticket-orders", late), ["line 2: there is no ticket product T009"]);
    }

    #[test]
    fn a_closed_order_gets_lines_from_closed_rows_alone() {
        let test = TestStore::with_demo();
        let header = "number,kind,code,ordered_at,product,quantity,closed\n";
        test.import("ticket-orders", format!("{header}B1,2,AGENT01,2026-11-03,T001,1,1\n")).unwrap();
        let open = test.mistakes("ticket-orders", format!("{header}B1,2,AGENT01,2026-11-03,T002,1,0\n"));
        assert_eq!(open, ["line 2: order B1 has been dealt or closed: it gets no more lines"]);
        test.import("ticket-orders", format!("{header}B1,2,AGENT01,2026-11-03,T002,1,1\n")).unwrap();
        let events = "select count(*) from ticket_events e join orders o on o.id = e.order_id where o.number = 'B1'";
        assert_eq!(test.number(events), 2, "booked and closed, once each");
    }

    #[test]
    fn a_password_is_not_taken_for_its_digest_and_not_repeated() {
        let test = TestStore::with_demo();
        let header = "kind,code,session_key,password_digest\n";
        for digest in ["demo-agent", "a7b7beadf83b48031fb9e025ea805361"] {
            let mistakes = test.mistakes("ticket-keys", format!("{header}2,AGENT01,S3cret,{digest}\n"));
            assert!(mistakes[0].starts_with("line 2: password_digest must be the MD5"), "{mistakes:?}");
            assert!(!mistakes[0].contains(digest) && !mistakes[0].contains("S3cret"), "{mistakes:?}");
        }
        let nobody = test.mistakes("ticket-keys", format!("{header}1,AGENT01,S,A7B7BEADF83B48031FB9E025EA805361\n"));
        assert_eq!(nobody, ["line 2: there is no ticket customer 1/AGENT01"]);
    }
}
