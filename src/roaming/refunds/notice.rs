//! Money that a provider has paid back: its notices, and the sandbox that stands in for it.

use std::sync::Arc;

use crate::app::App;
use crate::gateways::Way;
use crate::money::Fen;
use crate::orders::{self, OrderError, Refund};

/// Books a provider's verified notice of a refund; whether it fits an order. The same notice again changes nothing.
///
/// # Errors
/// A store failure: the provider must send it again. A state that forbids it is no failure, the notice just does not fit.
pub async fn settle_refund(
    app: &App,
    way: i64,
    number: &str,
    trade_no: &str,
    amount: Fen,
) -> Result<bool, crate::store::StoreError> {
    let terms = app.terms();
    let (number, trade_no) = (number.to_owned(), trade_no.to_owned());
    let booked = app
        .store
        .write(move |tx| {
            let Some(order) = orders::by_out_trade_no(tx, &number)? else { return Ok(false) };
            orders::book_refund_notice(tx, &terms, &order, (way, &trade_no), amount)
        })
        .await;
    match booked {
        Ok(fits) => Ok(fits),
        Err(OrderError::Store(error)) => Err(error),
        Err(_) => Ok(false),
    }
}

/// Lets the sandbox pay a refund back, where it stands in for the provider: Alipay's tells us by its notice, through the same
/// door as a real one; the others are told and answer at once. A real provider's refund waits for its notice.
///
/// # Errors
/// A store failure; deciding once more then tries again.
pub async fn have_sandbox_pay_back(app: &Arc<App>, refund: &Refund) -> Result<(), crate::store::StoreError> {
    let Some(way) = Way::from_number(refund.way).filter(|way| app.gateways.in_sandbox(*way)) else { return Ok(()) };
    let Some(order) = app.store.read(|db| orders::by_id(db, refund.order_id))? else { return Ok(()) };
    let notice = app.gateways.refund_notice(way, &order.number, refund.money, &refund.trade_no, app.now());
    if let Some(notice) = notice {
        let answer = app.deliver(&notice.path, notice.content_type, notice.body).await;
        if answer.body.trim_ascii() != b"success" {
            tracing::warn!(refund = refund.id, "the sandbox's refund notice was not accepted");
        }
        return Ok(());
    }
    settle_refund(app, refund.way, &order.number, &refund.trade_no, refund.money).await.map(|_| ())
}
