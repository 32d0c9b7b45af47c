//! Money that a provider tells of and no order explains: written down once, and seen by the staff until somebody says what became of
//! it. `check` and the till report find it.

use super::refunds::{PaidBack, book_refund_notice};
use super::sql::ledger::audit;
use super::sql::unmatched as sql;
use super::{Change, Deed, OrderError, Settled, Settlement, Terms, settle};
use crate::clock::Instant;
use crate::ids::{AccountId, OrderId, PayWayId, UnmatchedId};
use crate::money::Fen;
use crate::store::{Db, StoreError, Tx};

/// What a provider's verified notice says: so much came in, or went back, for an order that it knows by a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderMoney {
    /// Whether it went back.
    pub went_back: bool,
    /// The payment way.
    pub way: PayWayId,
    /// The order's number as the provider knows it.
    pub number: String,
    /// The provider's number of the payment.
    pub trade_no: String,
    /// How much, more than nothing.
    pub amount: Fen,
}

/// Such money that fits no order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnmatchedMoney {
    /// Its id.
    pub id: UnmatchedId,
    /// When the notice came first.
    pub at: Instant,
    /// What the notice said.
    pub money: ProviderMoney,
    /// Why it fits nothing.
    pub reason: String,
}

/// Why money fits nothing, as staff reads it.
pub(super) mod reason {
    pub(in crate::orders) const NO_ORDER: &str = "no order has this number";
    pub(in crate::orders) const OTHER_AMOUNT: &str = "another amount was booked under this trade number";
    pub(in crate::orders) const OTHER_ORDER: &str = "this trade number has paid another order";
    pub(in crate::orders) const STATE: &str = "the order's state does not allow it";
    pub(in crate::orders) const NO_REFUND: &str = "no refund of the order has this amount";
}

/// Writes it down; the same notice again is the same money.
pub(super) fn note(tx: &Tx<'_>, terms: &Terms, money: &ProviderMoney, reason: &str) -> Result<(), StoreError> {
    if sql::insert(tx, terms, money, reason)? {
        tracing::warn!(way = %money.way, number = money.number, amount = %money.amount, reason, "money fits no order");
    }
    Ok(())
}

/// What nobody has settled yet, the oldest first.
pub fn unmatched_money(db: &Db<'_>, most: i64) -> Result<Vec<UnmatchedMoney>, StoreError> {
    sql::open(db, most)
}

/// What became of such money.
#[derive(Clone, Copy, Debug)]
pub struct Became<'n> {
    /// The order that it belongs to, if it does.
    pub order: Option<OrderId>,
    /// What somebody says of it.
    pub note: &'n str,
}

/// Says what became of such money. With an order it is booked there, as if the notice had named it: it pays the order, is a
/// refund that is due, or was a refund that waited for it. Without one somebody has dealt with it elsewhere and says how.
/// What was settled before stays as it is.
///
/// # Errors
/// [`OrderError::Unknown`] for money or an order that is not there, [`OrderError::WrongState`] for an order that it fits no more
/// than the notice did.
pub fn settle_unmatched(
    tx: &Tx<'_>,
    terms: &Terms,
    actor: AccountId,
    id: UnmatchedId,
    became: &Became<'_>,
) -> Result<(), OrderError> {
    let Became { order, note } = *became;
    let Some(known) = sql::by_id(tx, id)? else { return Err(OrderError::Unknown) };
    if !sql::settle(tx, id, (terms.now, actor), note)? {
        return Ok(());
    }
    if let Some(order) = order {
        book_for(tx, terms, order, &known.money)?;
    }
    let object = order.map_or_else(|| format!("unmatched money {id}"), |order| format!("order {order}"));
    let before = format!("unmatched money {id}: {} of trade {}", known.money.amount, known.money.trade_no);
    Ok(audit(tx, terms.by(actor), Deed("money_settled"), &object, Change::between(&before, note))?)
}

fn book_for(tx: &Tx<'_>, terms: &Terms, id: OrderId, money: &ProviderMoney) -> Result<(), OrderError> {
    let order = super::by_id(tx, id)?.ok_or(OrderError::Unknown)?;
    let fits = if money.went_back {
        let told = PaidBack { way: money.way, trade_no: &money.trade_no, amount: money.amount };
        book_refund_notice(tx, terms, &order, told)?
    } else {
        let (way, trade_no, amount) = (money.way, money.trade_no.clone(), money.amount);
        let arrived =
            Settlement { order_id: order.id, way, trade_no, amount, actor: AccountId::NOBODY, tendered: None };
        matches!(settle(tx, terms, &arrived)?, Settled::Paid(_) | Settled::MustGoBack(_))
    };
    if fits { Ok(()) } else { Err(OrderError::WrongState) }
}
