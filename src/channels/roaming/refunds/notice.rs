//! Money that a provider has paid back: its notices, and the sandbox that stands in for it.

use std::sync::Arc;

use crate::app::App;
use crate::channels::courses;
use crate::money::Fen;
use crate::orders::{self, Channel, OrderError, Refund};
use crate::payments::Way;

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
    let path = notify_path(order.channel, way);
    let notice = app.gateways.refund_notice((way, path), &order.number, refund.money, &refund.trade_no, app.now());
    if let Some(notice) = notice {
        let answer = app.deliver(&notice.path, notice.content_type, notice.body).await;
        if answer.body.trim_ascii() != b"success" {
            tracing::warn!(refund = refund.id, "the sandbox's refund notice was not accepted");
        }
        return Ok(());
    }
    settle_refund(app, refund.way, &order.number, &refund.trade_no, refund.money).await.map(|_| ())
}

/// Where a provider tells of an order's money: the path that its payment was begun with.
fn notify_path(channel: Channel, way: Way) -> &'static str {
    if channel == Channel::Course { courses::notify_path(way) } else { way.notify_path() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refund_is_told_where_the_payment_was() {
        assert_eq!(notify_path(Channel::Course, Way::AlipayWeb), "/pay/alipay/notify");
        assert_eq!(notify_path(Channel::Course, Way::WeChat), "/pay/wxpay/notify");
        for channel in Channel::ALL.into_iter().filter(|channel| *channel != Channel::Course) {
            assert_eq!(notify_path(channel, Way::AlipayWeb), "/uc/services/alipay/notify", "{channel:?}");
        }
        assert_eq!(notify_path(Channel::Course, Way::Credtrip), Way::Credtrip.notify_path());
    }
}
