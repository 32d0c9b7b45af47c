//! What opening and renewing share: an order of the common order book, made once for a client's key, paid from the wallet at
//! once. The lease API has no payment step, so that everything happens in one transaction or not at all.

use crate::channels::leases::name::NAME;
use crate::ids::{AccountId, OrderId};
use sha2::{Digest, Sha256};

use super::number;
use super::product::{Duration, Kind};
use super::sql::{orders as lease_orders, wallets};
use crate::money::Fen;
use crate::orders::{self, COUNTER, NewLine, NewOrder, Order, OrderError, Settled, Settlement, Terms, WALLET};
use crate::random::Ids;
use crate::store::{StoreError, Tx};

/// What an order does with its addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Action {
    Open,
    Renew,
}

impl Action {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Renew => "renew",
        }
    }
}

/// What every order of addresses says, whether it opens or renews.
#[derive(Clone, Debug)]
pub(super) struct LeaseRequest {
    pub(super) account_id: AccountId,
    pub(super) kind: Kind,
    /// None for a word that is no duration.
    pub(super) duration: Option<Duration>,
    pub(super) remark: String,
    pub(super) idempotency_key: Option<String>,
}

/// What an order of addresses keeps besides the order book's part.
pub(super) struct LeaseOrder {
    pub(super) account_id: AccountId,
    pub(super) order_id: OrderId,
    pub(super) kind: Kind,
    pub(super) action: Action,
    pub(super) region: String,
    pub(super) duration: Duration,
    pub(super) addresses: i64,
    pub(super) pool_tag: &'static str,
    pub(super) remark: String,
    pub(super) content: [u8; 32],
}

/// What an order opens, as it is kept with it.
pub(super) struct Opening {
    pub(super) kind: Kind,
    pub(super) region: String,
    pub(super) duration: Duration,
    pub(super) count: i64,
    pub(super) pool_tag: Option<&'static str>,
}

/// Addresses of one region and price.
pub(super) struct Position<'p> {
    pub(super) kind: Kind,
    pub(super) region: &'p str,
    pub(super) duration: Duration,
    pub(super) count: i64,
    pub(super) price: Fen,
}

/// Why an order cannot be made or paid.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SaleError {
    /// The client's key was used for another request.
    #[error("the key was used for another request")]
    OtherRequest,
    /// The wallet has not so much.
    #[error("the wallet has not so much")]
    ShortBalance,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// An order, new or made before for the same key.
pub(super) enum Begun {
    New(Order),
    Before(Order),
}

/// A fingerprint of what was asked for, to tell a repeat from another request with the same key.
pub(super) fn content(parts: &[&str]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize().into()
}

/// What an order is found again by when a partner's program sends it twice; staff has other names for theirs.
pub(super) fn api_ref(key: Option<&String>) -> Option<String> {
    key.map(|key| format!("api {key}"))
}

/// Begins an order, or finds the one that the same key made.
///
/// # Errors
/// [`SaleError::OtherRequest`] when the key's order was made for something else.
pub(super) fn begin(
    tx: &Tx<'_>,
    terms: &Terms,
    ids: &mut Ids,
    account: AccountId,
    client_ref: Option<String>,
    content: &[u8; 32],
) -> Result<Begun, SaleError> {
    let new = NewOrder { account_id: account, channel: NAME, number: Some(number::fresh(tx, terms, ids)?), client_ref };
    let (order, is_new) = orders::open(tx, terms, &new)?;
    if is_new {
        return Ok(Begun::New(order));
    }
    if lease_orders::content(tx, order.id())?.as_ref() == Some(content) {
        return Ok(Begun::Before(order));
    }
    Err(SaleError::OtherRequest)
}

/// Adds addresses to an order and its totals; an amount that no wallet can hold is a short balance.
pub(super) fn add(tx: &Tx<'_>, terms: &Terms, order: &mut Order, position: &Position<'_>) -> Result<(), SaleError> {
    let Position { kind, region, duration, count, price } = *position;
    let amount = price.times(count).ok_or(SaleError::ShortBalance)?;
    let title = format!("{}-{region}-{}天-{count}个-{amount}元", kind.title(), duration.days());
    let line = NewLine {
        starts_at: Some(terms.now),
        area: Some(region.to_owned()),
        ..NewLine::plain(kind.item(), title, count, duration.days(), price)
    };
    orders::add_line(tx, terms, order, &line)?;
    Ok(orders::save(tx, order)?)
}

/// Writes down what an order does with its addresses, and pays it from the wallet; its number.
///
/// # Errors
/// [`SaleError::ShortBalance`].
pub(super) fn conclude(tx: &Tx<'_>, terms: &Terms, order: Order, lease: &LeaseOrder) -> Result<String, SaleError> {
    lease_orders::insert(tx, lease)?;
    pay(tx, terms, &order)?;
    Ok(order.number().to_owned())
}

/// Pays a new order with money that the counter took.
pub(super) fn take_at_the_counter(
    tx: &Tx<'_>,
    terms: &Terms,
    order: &Order,
    slip: &str,
    actor: AccountId,
) -> Result<Order, StoreError> {
    let money = Settlement {
        order_id: order.id(),
        way: COUNTER,
        trade_no: slip.to_owned(),
        amount: order.due(),
        actor,
        tendered: None,
    };
    match orders::settle(tx, terms, &money) {
        Ok(Settled::Paid(order) | Settled::Before(order)) => Ok(order),
        Err(OrderError::Store(error)) => Err(error),
        other => Err(StoreError::Other(format!("a new order could not be paid: {other:?}"))),
    }
}

/// Pays an order from its account's wallet.
pub(super) fn pay(tx: &Tx<'_>, terms: &Terms, order: &Order) -> Result<(), SaleError> {
    let due = order.due();
    if due > Fen::ZERO && !wallets::take(tx, order.account_id(), due)? {
        return Err(SaleError::ShortBalance);
    }
    let money = Settlement {
        order_id: order.id(),
        way: WALLET,
        trade_no: order.number().to_owned(),
        amount: due,
        actor: AccountId::NOBODY,
        tendered: None,
    };
    match orders::settle(tx, terms, &money) {
        Ok(Settled::Paid(_)) => {
            debug_assert!(
                wallets::is_balanced(tx, order.account_id())?,
                "account {} has what it paid in",
                order.account_id()
            );
            Ok(())
        }
        Err(OrderError::Store(error)) => Err(error.into()),
        other => Err(StoreError::Other(format!("a wallet could not pay its order: {other:?}")).into()),
    }
}
