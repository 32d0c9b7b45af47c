//! Single tickets: one for each piece that was handed over (tickets.md section 9).
//!
//! A ticket's number is its place among all pieces of its order, line by line, whether those before it were handed over or not: it
//! stays what it is when the rest follows.

use serde_json::Value;

use super::products::Product;
use super::refunds::RefundState;
use super::sql::{self, orders::Handing};
use super::visitors;
use crate::clock::Instant;
use crate::ids::OrderId;
use crate::money::Fen;
use crate::orders::{self, Line};
use crate::store::{Db, StoreError};

/// Tickets that are told or asked for at once; an order of more is looked at ticket by ticket.
pub const MAX_AT_ONCE: i64 = 20_000;

/// A ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticket {
    /// Its running number in its order, from 1.
    pub place: i64,
    /// What it is called on the wire: the order's number and its own.
    pub code: String,
    /// The product's id among partners.
    pub product_code: String,
    /// Its name when it was ordered.
    pub product_name: String,
    /// What it cost.
    pub price: Fen,
    /// When it was handed over.
    pub dealt_at: Instant,
    /// Whether it is to go back, or went back.
    pub refund: Option<RefundState>,
    /// Who comes with it, and their document, where the order said so.
    pub visitor: Option<(Option<String>, Option<String>)>,
}

impl Ticket {
    /// Whether its refund was granted (status 2 on the wire).
    #[must_use]
    pub fn is_refunded(&self) -> bool {
        matches!(self.refund, Some(RefundState::Granted | RefundState::Back))
    }
}

/// What a ticket is called: its running number has three digits, and more where the order is larger.
#[must_use]
pub fn code(order: &str, place: i64) -> String {
    format!("{order}{place:03}")
}

/// The numbers of orders that a ticket's code may begin with: how long its own number is, the code does not say.
#[must_use]
pub fn orders_in(code: &str) -> Vec<&str> {
    let own = (DIGITS..=MAX_DIGITS).filter_map(|digits| code.len().checked_sub(digits));
    own.filter(|end| *end > 0).filter_map(|end| code.get(..end)).collect()
}

/// Digits of a ticket's own number, and of the last one that is told.
const DIGITS: usize = 3;
const MAX_DIGITS: usize = 5;

/// The tickets of an order that were handed over, in the order of their numbers.
pub fn of_order(db: &Db<'_>, order: OrderId) -> Result<Vec<Ticket>, StoreError> {
    let Some(number) = orders::by_id(db, order)?.map(|order| order.number().to_owned()) else { return Ok(Vec::new()) };
    let known = Known {
        number,
        handings: sql::orders::handings(db, order)?,
        refunds: sql::refunds::of_order(db, order)?,
        products: sql::products(db)?,
        visitors: visitors_of(db, order)?,
    };
    let (mut tickets, mut before) = (Vec::new(), 0);
    for line in orders::lines_of(db, order)? {
        known.add_tickets_of(&line, before, &mut tickets);
        before += line.quantity();
    }
    Ok(tickets)
}

/// How many tickets of an order were handed over.
pub fn count(db: &Db<'_>, order: OrderId) -> Result<i64, StoreError> {
    Ok(sql::orders::dealt(db, order)?.iter().map(|(_, quantity)| quantity).sum())
}

/// What tickets are made of.
struct Known {
    number: String,
    handings: Vec<Handing>,
    refunds: Vec<(i64, RefundState)>,
    products: Vec<Product>,
    visitors: Vec<Visitor>,
}

impl Known {
    /// Adds the handed over tickets of a line, whose numbers follow `before`.
    fn add_tickets_of(&self, line: &Line, before: i64, tickets: &mut Vec<Ticket>) {
        let product = self.products.iter().find(|product| product.id.item() == line.item());
        let product_code = product.map(|product| product.code.as_str()).unwrap_or_default();
        // Whoever orders several pieces comes with all of them.
        let of_line = self.visitors.iter().filter(|visitor| visitor.product == product_code);
        let mut people = of_line.flat_map(|visitor| std::iter::repeat_n(visitor, visitor.amount));
        let mut piece = 0;
        for handing in self.handings.iter().filter(|handing| handing.line_id == line.id()) {
            while piece < handing.quantity {
                piece += 1;
                let place = before + piece;
                let refund = self.refunds.binary_search_by_key(&place, |(place, _)| *place).ok();
                tickets.push(Ticket {
                    place,
                    code: code(&self.number, place),
                    product_code: product_code.to_owned(),
                    product_name: line.title().to_owned(),
                    price: line.unit_price(),
                    dealt_at: handing.dealt_at,
                    refund: refund.map(|at| self.refunds[at].1),
                    visitor: people.next().map(|visitor| (visitor.name.clone(), visitor.document.clone())),
                });
            }
        }
    }
}

/// Somebody who comes with an order.
struct Visitor {
    product: String,
    amount: usize,
    name: Option<String>,
    document: Option<String>,
}

/// Who comes with an order, entry by entry as it was ordered.
fn visitors_of(db: &Db<'_>, order: OrderId) -> Result<Vec<Visitor>, StoreError> {
    let sent = visitors::read(db, order)?.and_then(|text| serde_json::from_str::<Value>(&text).ok());
    let text = |entry: &Value, name: &str| match &entry[name] {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let visitor = |entry: &Value| Visitor {
        product: text(entry, "productid").unwrap_or_default(),
        amount: text(entry, "amount").and_then(|amount| amount.parse().ok()).unwrap_or(1),
        name: text(entry, "fullname"),
        document: text(entry, "identificationnumber"),
    };
    Ok(sent.iter().filter_map(Value::as_array).flatten().map(visitor).collect())
}
