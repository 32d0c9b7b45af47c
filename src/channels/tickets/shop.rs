//! Tickets for people without an agency, who have an account at the outlet: what is on sale, ordering, paying, cancelling.
//!
//! The order is its buyer's in the order book, and the [`own_outlet`]'s as a ticket order, with the buyer as the member
//! (docs/spec/tickets.md section 1, type 8). It expires like every order of the shop, and its tickets are handed over
//! once it is paid. `pages` calls this for the kiosk.

use crate::channels::tickets::ids::CustomerId;
use crate::channels::tickets::name::NAME;
use crate::ids::{AccountId, OrderId, PayWayId};
use serde_json::json;

use super::booking::{self, AddError};
use super::orders::{self as moves, MoveError};
use super::own_outlet;
use super::products::{self, Product};
use super::sql::{self, orders::NewTicketOrder};
use super::states::{Move, Status};
use super::visitors;
use crate::money::Fen;
use crate::orders::{self, Order, OrderError, PayStatus, RefundStatus, Terms};
use crate::payments::Way;
use crate::store::{Db, StoreError, Tx};

/// Tickets of one product that an order of the shop may have.
pub const MAX_TICKETS: i64 = 99;

/// Expired orders that a buyer who finds nothing left clears away at most.
const CLEAR_AT_MOST: i64 = 100;

/// What somebody wants to buy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TicketRequest {
    /// Whose order it will be.
    pub account: AccountId,
    /// Made by the page: the same one twice is the same order.
    pub client_ref: String,
    /// Product codes with how many of each, every code once.
    pub tickets: Vec<(String, i64)>,
    /// Who comes; none where nobody asked.
    pub name: Option<String>,
    /// The visitor's phone.
    pub phone: Option<String>,
}

impl TicketRequest {
    /// The visitors in the form of the agencies' orders (docs/spec/tickets.md section 5), an entry for each product in
    /// the order of their codes: what is ordered has one text, in whatever order it was sent.
    fn visitors(&self) -> String {
        let mut tickets: Vec<_> = self.tickets.iter().collect();
        tickets.sort();
        let entry = |(code, quantity): &(String, i64)| json!({"amount": quantity, "fullname": self.name, "mobile": self.phone, "productid": code});
        serde_json::Value::from(tickets.into_iter().map(entry).collect::<Vec<_>>()).to_string()
    }
}

/// Why tickets cannot be ordered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlaceError {
    /// The client's reference stands for an order of another content.
    #[error("the client reference was used for another order")]
    OtherContent,
    /// More or fewer tickets than an order may have.
    #[error("an order has 1 to 99 tickets of each product")]
    Amount,
    /// There is no such product, or it cannot be ordered today.
    #[error("there is no such product to order today")]
    NotOnSale,
    /// All that may be sold today is sold.
    #[error("the limit of this day is reached")]
    SoldOut,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<AddError> for PlaceError {
    fn from(error: AddError) -> Self {
        match error {
            AddError::MemberMissing | AddError::Amount => Self::Amount,
            AddError::UnknownProduct(_) => Self::NotOnSale,
            AddError::DayLimit => Self::SoldOut,
            AddError::Store(error) => Self::Store(error),
        }
    }
}

/// What can be bought now, and how many tickets in all may still be sold today; none for no limit.
pub fn on_sale(db: &Db<'_>, terms: &Terms) -> Result<(Vec<Product>, Option<i64>), StoreError> {
    let own_outlet = own_outlet::find(db)?;
    if own_outlet.as_ref().is_some_and(|own_outlet| !own_outlet.enabled) {
        return Ok((Vec::new(), None));
    }
    let today = terms.zone.start_of(terms.zone.date(terms.now)).unwrap_or(terms.now);
    let left = match own_outlet {
        Some(own_outlet) => sql::left_of_day(db, own_outlet.id, &terms.business_date())?,
        None => None,
    };
    Ok((products::between(db, today, today)?, left))
}

/// Orders tickets, or finds the order that the same reference made before.
pub fn place(tx: &Tx<'_>, terms: &Terms, wish: &TicketRequest) -> Result<Order, PlaceError> {
    if let Some(known) = orders::by_client_ref(tx, wish.account, NAME, &wish.client_ref)? {
        let same = visitors::read(tx, known.id())?.is_some_and(|text| text == wish.visitors());
        return if same { Ok(known) } else { Err(PlaceError::OtherContent) };
    }
    if wish.tickets.is_empty() || wish.tickets.iter().any(|(_, quantity)| !(1..=MAX_TICKETS).contains(quantity)) {
        return Err(PlaceError::Amount);
    }
    let own_outlet = own_outlet::customer(tx)?;
    if !own_outlet.enabled {
        return Err(PlaceError::NotOnSale);
    }
    let mut order = booking::open(tx, terms, wish.account, Some(&wish.client_ref))?;
    let tickets = booking::add_lines(tx, terms, &mut order, &wish.tickets)?;
    if !take_of_day(tx, terms, own_outlet.id, tickets)? {
        return Err(PlaceError::SoldOut);
    }
    let ticket_order = NewTicketOrder {
        order_id: order.id(),
        customer_id: own_outlet.id,
        personal_id: wish.account.0,
        guide_number: "",
        visitors: Some(visitors::seal(tx, order.id(), &wish.visitors())?),
    };
    booking::write_down(tx, terms, &order, &ticket_order)?;
    match orders::within_caps(tx, terms, &order) {
        Ok(()) => Ok(order),
        Err(OrderError::Store(error)) => Err(error.into()),
        Err(_) => Err(PlaceError::SoldOut),
    }
}

/// Takes tickets of the day; where none are left, orders whose time is over are cleared away first.
fn take_of_day(tx: &Tx<'_>, terms: &Terms, house: CustomerId, tickets: i64) -> Result<bool, StoreError> {
    let day = terms.business_date();
    if sql::take_of_day(tx, house, &day, tickets)? {
        return Ok(true);
    }
    Ok(orders::clear_overdue(tx, terms, CLEAR_AT_MOST)? > 0 && sql::take_of_day(tx, house, &day, tickets)?)
}

/// A ticket of an order as its buyer sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bought {
    /// The product's id among partners; empty for one that has gone.
    pub code: String,
    /// Its name when it was ordered.
    pub name: String,
    /// What it is counted in.
    pub unit: String,
    /// How many.
    pub quantity: i64,
    /// The price of one.
    pub price: Fen,
}

/// An order of the shop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purchase {
    /// Money and states.
    pub order: Order,
    /// Where it stands for partners.
    pub status: Status,
    /// What was bought.
    pub lines: Vec<Bought>,
}

/// An order of the account's own that the outlet sold; anybody else's is as if it were not there.
///
/// # Errors
/// [`OrderError::Unknown`].
pub fn own(db: &Db<'_>, account: AccountId, id: OrderId) -> Result<Purchase, OrderError> {
    let order = own_order(db, account, id)?;
    let status = sql::orders::status(db, id)?.ok_or(OrderError::Unknown)?;
    let known = products::all(db)?;
    let bought = |line: orders::Line| {
        let product = known.iter().find(|product| product.id.item() == line.item());
        Bought {
            code: product.map(|product| product.code.clone()).unwrap_or_default(),
            name: line.title().to_owned(),
            unit: product.map(|product| product.unit.clone()).unwrap_or_default(),
            quantity: line.quantity(),
            price: line.unit_price(),
        }
    };
    let lines = orders::lines_of(db, id)?.into_iter().map(bought).collect();
    Ok(Purchase { order, status, lines })
}

fn own_order(db: &Db<'_>, account: AccountId, id: OrderId) -> Result<Order, OrderError> {
    let order = orders::by_id(db, id)?.filter(|order| order.account_id() == account);
    let order = order.filter(|order| order.channel() == NAME).ok_or(OrderError::Unknown)?;
    if own_outlet::has_sold(db, id)? { Ok(order) } else { Err(OrderError::Unknown) }
}

/// Records that the buyer pays, by code or at the counter; an order that is paid stays as it is, and so does one that is being
/// paid this way. One that costs nothing is paid by this.
///
/// # Errors
/// [`OrderError::Unknown`], [`OrderError::WrongState`].
pub fn begin_paying(
    tx: &Tx<'_>,
    terms: &Terms,
    account: AccountId,
    id: OrderId,
    way: PayWayId,
) -> Result<Order, OrderError> {
    let mut order = own_order(tx, account, id)?;
    if order.pay_status() == PayStatus::Paid && !order.has_ended() {
        return Ok(order);
    }
    orders::editable(&order, terms.now)?;
    if order.due() == Fen::ZERO {
        // Not the counter's way, which would hand the tickets over.
        order.prefer_way(Way::WeChat.id());
        orders::settle_if_nothing_is_due(tx, terms, &mut order, "")?;
    } else if order.pay_status() != PayStatus::Paying || order.pay_way() != Some(way) {
        orders::begin_paying(tx, terms, &mut order, way, None)?;
    }
    Ok(order)
}

/// The buyer cancels, which is possible while nothing is paid; twice changes nothing.
///
/// # Errors
/// [`OrderError::Unknown`], [`OrderError::WrongState`].
pub fn cancel(tx: &Tx<'_>, terms: &Terms, account: AccountId, id: OrderId) -> Result<Order, OrderError> {
    let order = own_order(tx, account, id)?;
    match moves::end(tx, terms, order, Move::Cancel) {
        Ok((order, _)) => Ok(order),
        Err(MoveError::Store(error)) => Err(error.into()),
        Err(_) => Err(OrderError::WrongState),
    }
}

/// Whether a buyer may want the money back: the outlet sold the tickets itself, they are paid, and they are still here.
pub fn may_go_back(db: &Db<'_>, order: &Order) -> Result<bool, StoreError> {
    let is_here = sql::orders::status(db, order.id())? == Some(Status::Booked);
    Ok(is_here && order.pay_status() == PayStatus::Paid && !order.has_ended() && own_outlet::has_sold(db, order.id())?)
}

/// Asks in a buyer's name for the money of all tickets of an order; the office decides. Asking again changes nothing.
///
/// # Errors
/// [`MoveError::Status`] where it may not go back.
pub fn ask_refund(tx: &Tx<'_>, terms: &Terms, actor: AccountId, order: &Order, reason: &str) -> Result<(), MoveError> {
    if !may_go_back(tx, order)? {
        return Err(MoveError::Status);
    }
    Ok(orders::desk::ask_refund(tx, terms, actor, order, (None, reason))?)
}

/// Refuses to hand over what is not paid, or whose money may go back: people at the kiosk have no account with the outlet that
/// could be settled later, as agencies have.
///
/// # Errors
/// [`MoveError::Status`].
pub fn may_hand_over(db: &Db<'_>, order: &Order) -> Result<(), MoveError> {
    let runs =
        |state: RefundStatus| matches!(state, RefundStatus::Open | RefundStatus::Confirmed | RefundStatus::Refunding);
    let goes_back = orders::desk::refunds_of(db, order.id())?.iter().any(|refund| runs(refund.status()));
    if order.pay_status() == PayStatus::Paid && !order.has_ended() && !goes_back {
        Ok(())
    } else {
        Err(MoveError::Status)
    }
}
