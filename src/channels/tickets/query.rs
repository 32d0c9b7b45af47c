//! What a customer may read: the deals and the events of its own orders, nothing of anybody else's
//! (docs/spec/tickets.md section 6).

use super::callbacks;
use super::customers::{Customer, CustomerKind};
use super::events::Event;
use super::sql;
use super::states::Status;
use crate::channels::tickets::ids::{CustomerId, EventId};
use crate::channels::tickets::name::NAME;
use crate::clock::Instant;
use crate::ids::OrderId;
use crate::money::Fen;
use crate::orders;
use crate::outbox::{self, Message};
use crate::store::{Db, StoreError};

/// What a request asks for, as it was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// `dwlx`: a customer type, which must be the caller's.
    pub kind: String,
    /// `dwid`: a customer, which must be the caller.
    pub code: String,
    /// The order's number.
    pub number: String,
    /// The member who ordered; 0 for any.
    pub personal_id: i32,
    /// The guide's number; empty for any.
    pub guide_number: String,
}

/// The orders that may be looked at; made out of a [`Question`] by [`wanted`] alone.
pub struct OrderQuery<'q> {
    /// The caller.
    pub customer: CustomerId,
    /// The order's number.
    pub number: &'q str,
    /// The member who ordered; 0 for any.
    pub personal_id: i64,
    /// The guide's number; empty for any.
    pub guide_number: &'q str,
}

/// An order of the caller's by its number or its sender's id; empty texts and 0 fit every order.
#[derive(Clone, Copy)]
pub struct Named<'q> {
    /// The caller.
    pub customer: CustomerId,
    /// The order's number.
    pub number: &'q str,
    /// The sender's own id.
    pub sender_id: &'q str,
    /// The member who ordered.
    pub personal_id: i64,
    /// The guide's number.
    pub guide_number: &'q str,
}

/// A line of an order with what was handed over of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deal {
    /// The order's number.
    pub number: String,
    /// When it was made.
    pub ordered_at: Instant,
    /// Where it stands.
    pub status: Status,
    /// When the tickets were handed over.
    pub dealt_at: Instant,
    /// The customer's type.
    pub customer_kind: CustomerKind,
    /// The customer's id among partners.
    pub customer_code: String,
    /// The customer's name.
    pub customer_name: String,
    /// What the whole order costs.
    pub summary: Fen,
    /// What the tickets are counted in.
    pub unit: String,
    /// How many were ordered.
    pub quantity: i64,
    /// The price of one.
    pub price: Fen,
    /// The product's id among partners.
    pub product_code: String,
    /// Its name when it was ordered.
    pub product_name: String,
    /// How many were handed over.
    pub dealt: i64,
}

/// An event of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogEntry {
    /// Its number.
    pub id: EventId,
    /// Its code in the table of events.
    pub kind: Event,
    /// The order's number.
    pub number: String,
    /// When it happened.
    pub at: Instant,
    /// What happened.
    pub content: String,
    /// The call that is or was owed for it.
    pub callback: Option<Message>,
}

/// Why a question cannot be answered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QueryError {
    /// The official website did not say which of its members asks.
    #[error("personalid is required for customers of type 8")]
    MemberMissing,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Whether a request that names a customer names the caller; what does not is written to the log.
#[must_use]
pub fn is_caller(customer: &Customer, kind: &str, code: &str) -> bool {
    let own = customer.kind.to_string() == kind && customer.code == code;
    if !own {
        tracing::warn!(
            target: "outpost::audit",
            caller = customer.id.number(),
            asked_kind = ?kind.chars().take(40).collect::<String>(),
            asked_code = ?code.chars().take(40).collect::<String>(),
            "a ticket customer asked for another customer's data"
        );
    }
    own
}

/// What of a question the caller may look at; none where it names another customer.
fn wanted<'q>(customer: &Customer, question: &'q Question) -> Result<Option<OrderQuery<'q>>, QueryError> {
    if !is_caller(customer, &question.kind, &question.code) {
        return Ok(None);
    }
    if customer.kind == CustomerKind::OfficialWebsite && question.personal_id == 0 {
        return Err(QueryError::MemberMissing);
    }
    Ok(Some(OrderQuery {
        customer: customer.id,
        number: &question.number,
        personal_id: i64::from(question.personal_id),
        guide_number: &question.guide_number,
    }))
}

/// The deals of the caller's order; none for an order that is unknown, somebody else's, or has no deal.
///
/// # Errors
/// [`QueryError::MemberMissing`].
pub fn deals(db: &Db<'_>, customer: &Customer, question: &Question) -> Result<Vec<Deal>, QueryError> {
    match wanted(customer, question)? {
        Some(wanted) => Ok(sql::orders::deals(db, &wanted)?),
        None => Ok(Vec::new()),
    }
}

/// The events of the caller's order; none for an order that is unknown or somebody else's.
///
/// # Errors
/// [`QueryError::MemberMissing`].
pub fn log(db: &Db<'_>, customer: &Customer, question: &Question) -> Result<Vec<LogEntry>, QueryError> {
    match wanted(customer, question)? {
        Some(wanted) => Ok(with_callbacks(db, sql::orders::log(db, &wanted)?, &wanted)?),
        None => Ok(Vec::new()),
    }
}

/// The same events with the calls that are or were owed for them.
fn with_callbacks(db: &Db<'_>, mut log: Vec<LogEntry>, wanted: &OrderQuery<'_>) -> Result<Vec<LogEntry>, StoreError> {
    let Some(order) = orders::by_number(db, NAME, wanted.number)? else { return Ok(log) };
    for message in outbox::of_queue(db, callbacks::TOPIC, order.id().0)? {
        if let Some(entry) = log.iter_mut().find(|entry| entry.id.number() == message.reference) {
            entry.callback = Some(message);
        }
    }
    Ok(log)
}

/// The order of the caller that a question for tickets names, by number or by the sender's own id; none where it names another
/// customer or no order of the caller's.
///
/// # Errors
/// [`QueryError::MemberMissing`].
pub fn order_of_tickets(
    db: &Db<'_>,
    customer: &Customer,
    username: &str,
    named: &Named<'_>,
) -> Result<Option<OrderId>, QueryError> {
    if !is_user(customer, username) {
        return Ok(None);
    }
    if customer.kind == CustomerKind::OfficialWebsite && named.personal_id == 0 {
        return Err(QueryError::MemberMissing);
    }
    Ok(sql::orders::named(db, named)?)
}

/// Whether a user name is the caller's; what is not is written to the log.
#[must_use]
pub fn is_user(customer: &Customer, username: &str) -> bool {
    let own = customer.username == username;
    if !own {
        let asked = username.chars().take(40).collect::<String>();
        tracing::warn!(target: "outpost::audit", caller = customer.id.number(), ?asked, "a ticket customer named another one's user");
    }
    own
}
