//! Rows that `transfer` brings: keys, orders and deals of an earlier system, and those of the demonstration.
//!
//! Each function takes one row that has been read and checked cell by cell, and says in a sentence what is wrong with it as a
//! whole. A row that comes again changes nothing, or what it names anew.

use super::booking::{MAX_TICKETS, book, line};
use super::callbacks::{self, Replay};
use super::customers::{self, CustomerKind};
use super::events;
use super::orders::{MoveError, end, hand_over};
use super::sql::{self, lists, orders::NewTicketOrder};
pub use super::states::Move;
use super::states::{self, Moved, Status};
use crate::channels::tickets::name::NAME;
use crate::clock::{DAY_MS, Instant, Zone};
use crate::ids::AccountId;
use crate::money::Fen;
use crate::orders::{self, Caps, ChannelName, Fulfilment, Fulfilments, Order, OrderError, Terms};
use crate::store::{Db, StoreError, Tx};
use crate::tax::TaxTerms;

/// An order here is of this channel alone.
const OWN: Fulfilments = Fulfilments::new(LIST);
static LIST: &[(ChannelName, &dyn Fulfilment)] = &[(NAME, &super::FULFILMENT)];

/// Why a row is not taken in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RowError {
    /// What is wrong with it, without a full stop.
    #[error("{0}")]
    Refused(String),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn refused<T>(sentence: impl Into<String>) -> Result<T, RowError> {
    Err(RowError::Refused(sentence.into()))
}

/// Both halves of a customer's key. It has no `Debug`, so that no log can show them.
#[derive(Clone)]
pub struct KeyRow<'r> {
    /// The customer's type.
    pub kind: CustomerKind,
    /// Its id among partners.
    pub code: &'r str,
    /// The session key.
    pub session_key: &'r str,
    /// UPPER(MD5(password)).
    pub password_digest: &'r str,
}

/// Where a customer is told of its orders. It has no `Debug`, because an address may hold a password.
#[derive(Clone)]
pub struct CallbackRow<'r> {
    /// The customer's type.
    pub kind: CustomerKind,
    /// Its id among partners.
    pub code: &'r str,
    /// The address.
    pub url: &'r str,
    /// `JSON` or `XML`.
    pub format: &'r str,
    /// `POST` or `GET`.
    pub method: &'r str,
    /// `sendofficiallysnotify` as it was sent.
    pub notify: &'r str,
}

/// A line of an order; the order's own columns repeat on each of its lines.
#[derive(Clone, Debug)]
pub struct OrderRow<'r> {
    /// The order's number.
    pub number: &'r str,
    /// The customer's type.
    pub kind: CustomerKind,
    /// Its id among partners.
    pub code: &'r str,
    /// The sender's own id.
    pub sender_id: Option<&'r str>,
    /// When it was ordered.
    pub ordered_at: Instant,
    /// The member who ordered; 0 for none.
    pub personal_id: i64,
    /// The guide's number; empty for none.
    pub guide_number: &'r str,
    /// The product's id among partners.
    pub product: &'r str,
    /// How many.
    pub quantity: i64,
    /// The price of one; none for what the product costs now.
    pub price: Option<Fen>,
    /// Whether the order has ended: nobody will come for it.
    pub closed: bool,
}

/// What was handed over of an order's product.
#[derive(Clone, Debug)]
pub struct DealRow<'r> {
    /// The order's number.
    pub number: &'r str,
    /// The product's id among partners.
    pub product: &'r str,
    /// When.
    pub dealt_at: Instant,
    /// How many.
    pub quantity: i64,
    /// What the deal makes of the order.
    pub by: Move,
}

impl DealRow<'_> {
    /// The move of a deal with or without rebate.
    #[must_use]
    pub fn move_of(rebate: i64) -> Move {
        if rebate == 0 { Move::Deal } else { Move::DealWithRebate }
    }
}

/// Rules of the outlet at the moment of a row; imported orders lie in the past and do not expire.
pub(super) fn terms(zone: Zone, now: Instant) -> Terms {
    Terms {
        now,
        zone,
        cutoff_minutes: 0,
        unpaid_ms: 0,
        paying_ms: 0,
        open_ms: 0,
        caps: Caps::NONE,
        fulfilments: OWN,
        tax: TaxTerms::USUAL,
    }
}

/// Seals a customer's key.
pub fn take_key(tx: &Tx<'_>, row: &KeyRow<'_>) -> Result<(), RowError> {
    let Some(customer) = sql::customer_by_code(tx, row.kind, row.code)? else {
        return refused(format!("there is no ticket customer {}/{}", row.kind, row.code));
    };
    customers::set_session_key(tx, customer.id, row.session_key)?;
    Ok(customers::set_password_digest(tx, customer.id, row.password_digest)?)
}

/// Seals where a customer is told of its orders. Whether an address may be called is asked again when it is.
pub fn take_callback(tx: &Tx<'_>, now: Instant, row: &CallbackRow<'_>) -> Result<(), RowError> {
    let Some(customer) = sql::customer_by_code(tx, row.kind, row.code)? else {
        return refused(format!("there is no ticket customer {}/{}", row.kind, row.code));
    };
    let replay = Replay::of_import(row.url, row.format, row.method, row.notify);
    let replay = replay.or_else(|why| refused(why.to_owned()))?;
    Ok(customers::set_replay(tx, now, AccountId::NOBODY, &customer, replay.as_ref())?)
}

/// Takes an order's line in, and the order with its first line.
pub fn take_order(tx: &Tx<'_>, zone: Zone, row: &OrderRow<'_>) -> Result<(), RowError> {
    let Some(product) = sql::product_by_code(tx, row.product)? else {
        return refused(format!("there is no ticket product {}", row.product));
    };
    let price = row.price.unwrap_or(product.price);
    if !(1..=MAX_TICKETS).contains(&row.quantity) || price.times(row.quantity).is_none() {
        return refused("so many tickets are more than an order may have");
    }
    let mut order = order_of(tx, zone, row)?;
    if orders::lines_of(tx, order.id())?.iter().any(|known| known.item() == product.id.item()) {
        return Ok(());
    }
    let status = sql::orders::status(tx, order.id())?;
    if status != Some(Status::Booked) && !(row.closed && status == Some(Status::Closed)) {
        return refused(format!("order {} has been dealt or closed: it gets no more lines", row.number));
    }
    orders::add_line(
        tx,
        &terms(zone, row.ordered_at),
        &mut order,
        &line(product.id, &product.name, row.quantity, price),
    )?;
    orders::save(tx, &order)?;
    events::tell_sum(tx, &order)?;
    if !row.closed {
        return Ok(());
    }
    let id = order.id();
    close(tx, &terms(zone, row.ordered_at), order)?;
    Ok(callbacks::no_news(tx, id, row.ordered_at)?)
}

/// Closes an order that came as a closed one.
fn close(tx: &Tx<'_>, terms: &Terms, order: Order) -> Result<(), RowError> {
    match end(tx, terms, order, Move::Close) {
        Ok(_) => Ok(()),
        Err(MoveError::Store(error)) => Err(error.into()),
        Err(error) => refused(error.to_string()),
    }
}

/// The order of a row, made if it is not there.
fn order_of(tx: &Tx<'_>, zone: Zone, row: &OrderRow<'_>) -> Result<Order, RowError> {
    let Some(customer) = sql::customer_by_code(tx, row.kind, row.code)? else {
        return refused(format!("there is no ticket customer {}/{}", row.kind, row.code));
    };
    if let Some(known) = orders::by_number(tx, NAME, row.number)? {
        let owner = sql::orders::by_id(tx, known.id())?.map(|ticket_order| ticket_order.customer_id);
        let own = owner == Some(customer.id);
        return if own { Ok(known) } else { refused(format!("order {} is another customer's", row.number)) };
    }
    let terms = terms(zone, row.ordered_at);
    let opening = orders::NewOrder {
        account_id: customers::account(tx, terms.now, &customer)?,
        channel: NAME,
        number: Some(row.number.to_owned()),
        client_ref: row.sender_id.map(str::to_owned),
    };
    let (mut order, is_new) = orders::open(tx, &terms, &opening)?;
    if !is_new {
        return refused(format!("order {} has the same sender's id", order.number()));
    }
    keep_numbers_above(tx, row.number)?;
    let ticket_order = NewTicketOrder {
        order_id: order.id(),
        customer_id: customer.id,
        personal_id: row.personal_id,
        guide_number: row.guide_number,
        visitors: None,
    };
    book(tx, &terms, &mut order, &ticket_order)?;
    // Whoever made the order elsewhere knows of it.
    callbacks::no_news(tx, order.id(), row.ordered_at)?;
    Ok(order)
}

/// New orders must not get a number that was imported: of one with a day in front, the rest counts.
fn keep_numbers_above(tx: &Tx<'_>, number: &str) -> Result<(), StoreError> {
    let counted = number.get(8..).and_then(|rest| rest.parse::<u32>().ok());
    counted.map_or(Ok(()), |taken| tx.keep_above("ticket_orders", i64::from(taken)))
}

/// Takes a deal in and moves the order, if it was not moved by an earlier row. The customer is told of a deal of the last day; an older
/// one is no news.
pub fn take_deal(tx: &Tx<'_>, zone: Zone, now: Instant, row: &DealRow<'_>) -> Result<(), RowError> {
    let Some(mut order) = orders::by_number(tx, NAME, row.number)? else {
        return refused(format!("there is no ticket order {}", row.number));
    };
    let terms = terms(zone, row.dealt_at);
    if states::advance(tx, &terms, order.id(), row.by, "")? == Moved::Refused {
        return refused(format!("the status of order {} does not allow a deal", row.number));
    }
    match hand_over(tx, &terms, order.id(), row.product, row.quantity) {
        Ok(()) => {}
        Err(MoveError::Store(error)) => return Err(error.into()),
        Err(_) => return refused(format!("order {} has not so many tickets of {}", row.number, row.product)),
    }
    match orders::hand_over_on_account(tx, &mut order) {
        Ok(()) => {}
        Err(OrderError::Store(error)) => return Err(error.into()),
        Err(_) => return refused(format!("order {} has ended", row.number)),
    }
    Ok(callbacks::no_news(tx, order.id(), now.plus_ms(-DAY_MS))?)
}

/// Both halves of a key, opened.
pub type Halves<'k> = (&'k str, &'k str);

/// Gives the keys of all customers that have one, by type and id: no halves where the key file does not open them.
///
/// # Errors
/// Those of `give`, or a [`StoreError`].
pub fn each_key<E: From<StoreError>>(
    db: &Db<'_>,
    mut give: impl FnMut(CustomerKind, &str, Option<Halves<'_>>) -> Result<(), E>,
) -> Result<(), E> {
    for customer in sql::customers(db)?.iter().filter(|customer| customer.has_key) {
        let halves = customers::opened_key(db, customer.id)?;
        let halves = halves.as_ref().map(|(first, second)| (first.as_str(), second.as_str()));
        give(customer.kind, &customer.code, halves)?;
    }
    Ok(())
}

/// Gives where customers are told of their orders, by type and id: nothing where the key file does not open it.
///
/// # Errors
/// Those of `give`, or a [`StoreError`].
pub fn each_callback<E: From<StoreError>>(
    db: &Db<'_>,
    mut give: impl FnMut(CustomerKind, &str, Option<&Replay>) -> Result<(), E>,
) -> Result<(), E> {
    for customer in sql::customers(db)?.iter().filter(|customer| customer.has_replay) {
        give(customer.kind, &customer.code, customers::replay(db, customer.id)?.as_ref())?;
    }
    Ok(())
}

/// Gives the lines of all orders, by the orders' numbers.
///
/// # Errors
/// Those of `give`, or a [`StoreError`].
pub fn each_order_line<E: From<StoreError>>(
    db: &Db<'_>,
    give: impl FnMut(&OrderRow<'_>) -> Result<(), E>,
) -> Result<(), E> {
    lists::each_order_line(db, give)
}

/// Gives all that was handed over, by the orders' numbers.
///
/// # Errors
/// Those of `give`, or a [`StoreError`].
pub fn each_deal<E: From<StoreError>>(db: &Db<'_>, give: impl FnMut(&DealRow<'_>) -> Result<(), E>) -> Result<(), E> {
    lists::each_deal(db, give)
}
