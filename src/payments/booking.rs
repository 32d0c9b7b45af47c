//! Books what a provider's verified notice says: the one place where any channel's notices reach the order book.

use super::{Notice, Way};
use crate::orders::{self, OrderError, ProviderMoney, Terms};
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

/// Books a notice of a way of paying. The same notice again changes nothing; what fits no order stands among the unmatched money.
pub async fn book_notice(store: &Store, terms: Terms, way: Way, notice: Notice) -> Booked {
    let (went_back, number, trade_no, amount) = match notice {
        Notice::Paid { out_trade_no, trade_no, amount } => (false, out_trade_no, trade_no, amount),
        Notice::Refunded { out_trade_no, trade_no, amount } => (true, out_trade_no, trade_no, amount),
        Notice::Nothing => return Booked::Fits,
    };
    let money = ProviderMoney { went_back, way: way.id(), number: number.clone(), trade_no, amount };
    match orders::settle_notice(store, terms, money).await {
        Ok(true) => Booked::Fits,
        Ok(false) => Booked::FitsNone,
        Err(error) => {
            tracing::error!(way = %way.id(), number, %error, "a payment notice could not be booked");
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
            let told = orders::PaidBack { way: way.id(), trade_no: &trade_no, amount };
            orders::book_refund_notice(tx, &terms, &order, told)
        })
        .await;
    match booked {
        Ok(fits) => Ok(fits),
        Err(OrderError::Store(error)) => Err(error),
        Err(_) => Ok(false),
    }
}
