//! What payment providers tell: money that came in or went back, booked for the order that they name. Whatever has become of the order,
//! each notice leaves a row: a payment, a refund, or money that no order explains ([`super::unmatched`]).

use super::refunds::{PaidBack, book_refund_notice};
use super::sql::money as ledger;
use super::unmatched::{ProviderMoney, note, reason};
use super::{Order, OrderError, Settled, Settlement, Terms, settle};
use crate::ids::AccountId;
use crate::store::{Store, StoreError, Tx};

/// Books what a provider's verified notice says of an order of any channel; whether it fitted one. Where it did not it is unmatched
/// money now, once however often the notice comes.
///
/// # Errors
/// A [`StoreError`]: the provider must send it again.
pub async fn settle_notice(store: &Store, terms: Terms, money: ProviderMoney) -> Result<bool, StoreError> {
    store.write(move |tx| book(tx, &terms, &money)).await
}

fn book(tx: &Tx<'_>, terms: &Terms, money: &ProviderMoney) -> Result<bool, StoreError> {
    let unfit = match super::by_out_trade_no(tx, &money.number)? {
        None => Some(reason::NO_ORDER),
        Some(order) => match tx.in_part(|| book_for(tx, terms, &order, money)) {
            Ok(unfit) => unfit,
            Err(OrderError::Store(error)) => return Err(error),
            Err(_) => Some(reason::STATE),
        },
    };
    if let Some(reason) = unfit {
        note(tx, terms, money, reason)?;
    }
    Ok(unfit.is_none())
}

/// Why the money does not fit the order, if it does not.
fn book_for(
    tx: &Tx<'_>,
    terms: &Terms,
    order: &Order,
    money: &ProviderMoney,
) -> Result<Option<&'static str>, OrderError> {
    let ProviderMoney { way, trade_no, amount, .. } = money;
    if money.went_back {
        let fits = book_refund_notice(tx, terms, order, PaidBack { way: *way, trade_no, amount: *amount })?;
        return Ok(if fits { None } else { Some(reason::NO_REFUND) });
    }
    let arrived = Settlement {
        order_id: order.id,
        way: *way,
        trade_no: trade_no.clone(),
        amount: *amount,
        actor: AccountId::NOBODY,
        tendered: None,
    };
    if !matches!(settle(tx, terms, &arrived)?, Settled::Refused) {
        return Ok(None);
    }
    let paid = ledger::paid_by_trade(tx, *way, trade_no, order.id)?;
    let is_this_order = paid.is_some_and(|(paid, _)| paid == order.id);
    Ok(Some(if is_this_order { reason::OTHER_AMOUNT } else { reason::OTHER_ORDER }))
}
