//! Books what a provider's verified notice says: the one place where any channel's notices reach the order book.

use super::{Notice, Way};
use crate::orders::{self, OrderError, Terms};
use crate::store::{Store, StoreError};

/// What became of a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Booked {
    /// It is booked, now or when it came for the first time, or it changes nothing here.
    Fits,
    /// No order of that name, or the amount or the order's state does not fit: sending it again would not help.
    FitsNone,
    /// The store failed: the provider must send it again.
    Failed,
}

/// Books a notice of a way of paying. The same notice again changes nothing.
pub async fn book_notice(store: &Store, terms: Terms, way: Way, notice: Notice) -> Booked {
    let (number, amount, booked) = match notice {
        Notice::Paid { out_trade_no: number, trade_no, amount } => {
            let booked = orders::settle_notice(store, terms, way.number(), number.clone(), trade_no, amount).await;
            (number, amount, booked)
        }
        Notice::Refunded { out_trade_no: number, trade_no, amount } => {
            let booked = book_refund(store, terms, way, (&number, &trade_no), amount).await;
            (number, amount, booked)
        }
        Notice::Nothing => return Booked::Fits,
    };
    match booked {
        Ok(true) => Booked::Fits,
        Ok(false) => {
            tracing::warn!(way = way.number(), number, %amount, "a payment notice fits no order");
            Booked::FitsNone
        }
        Err(error) => {
            tracing::error!(way = way.number(), number, %error, "a payment notice could not be booked");
            Booked::Failed
        }
    }
}

/// Books money that a provider has paid back; whether it fits the order of that name. A state that forbids it is no failure, the
/// notice just does not fit.
///
/// # Errors
/// A store failure: the provider must send it again.
pub async fn book_refund(
    store: &Store,
    terms: Terms,
    way: Way,
    (number, trade_no): (&str, &str),
    amount: crate::money::Fen,
) -> Result<bool, StoreError> {
    let (number, trade_no) = (number.to_owned(), trade_no.to_owned());
    let booked = store
        .write(move |tx| {
            let Some(order) = orders::by_out_trade_no(tx, &number)? else { return Ok(false) };
            orders::book_refund_notice(tx, &terms, &order, (way.number(), &trade_no), amount)
        })
        .await;
    match booked {
        Ok(fits) => Ok(fits),
        Err(OrderError::Store(error)) => Err(error),
        Err(_) => Ok(false),
    }
}
