//! Money of single pieces that goes back, for channels that know which pieces their orders have.

use super::receipts;
use super::refund::Refund;
use super::refunds::{entry, live_requests, new_refund};
use super::sql;
use super::sql::money as ledger;
use super::sql::refunds as rows;
use super::transitions::Event;
use super::{LineStatus, RefundStatus};
use super::{Order, OrderError, RefundRequest, Terms};
use crate::ids::{AccountId, RefundId};
use crate::money::Fen;
use crate::store::Tx;

/// Pieces that go back.
#[derive(Clone, Copy, Debug)]
pub struct Pieces {
    /// What they cost together, without tax that was charged on top.
    pub prices: Fen,
    /// Whether the order has no others.
    pub are_last: bool,
}

impl Pieces {
    /// The money of theirs: with the tax on top in the measure of the prices, and with the last ones all that is left.
    fn money(self, tx: &Tx<'_>, order: &Order) -> Result<Fen, OrderError> {
        if order.added_tax() == Fen::ZERO {
            return Ok(self.prices);
        }
        if self.are_last {
            return Ok(rows::balance(tx, order.id)?);
        }
        let (prices, cost, all) = (i128::from(self.prices.0), i128::from(order.cost().0), i128::from(order.payable.0));
        Ok(Fen(i64::try_from(prices * cost / all.max(1)).unwrap_or(i64::MAX)))
    }
}

/// Books money of a paid order that has gone back for some of its pieces. The order stays as it is; which pieces are meant is
/// known to its channel, which must not call this twice for one. An order has one refund for all its pieces, which grows.
///
/// # Errors
/// [`OrderError::WrongState`] for an order that is not paid or has ended, or whose money is asked back as a whole, and where more
/// would go back than came in.
pub fn give_part_back(
    tx: &Tx<'_>,
    terms: &Terms,
    order: &Order,
    pieces: Pieces,
    reason: &str,
    actor: AccountId,
) -> Result<(), OrderError> {
    let money = pieces.money(tx, order)?;
    if !order.is_paid() || money > rows::balance(tx, order.id)? {
        return Err(OrderError::WrongState);
    }
    let known = live_requests(tx, order.id)?;
    if known.iter().any(|refund| refund.line_id.is_some() || refund.status != RefundStatus::Refunded) {
        return Err(OrderError::WrongState);
    }
    debug_assert!(known.len() <= 1, "an order has one refund for all its pieces");
    let refund = if let Some(known) = known.into_iter().next() {
        known
    } else {
        let wanted = RefundRequest { line_id: None, reason_id: None, reason: reason.to_owned() };
        let new = new_refund(RefundId::next(tx)?, terms, order, &wanted, Fen::ZERO);
        rows::insert(tx, &new)?;
        rows::finish(tx, new.id, terms.now)?;
        new
    };
    rows::grow(tx, refund.id, money, terms.now)?;
    if money > Fen::ZERO {
        let before = refund.money.0;
        let trade_no = format!("{}-R{}-{before}", refund.trade_no, refund.id);
        let part = Refund { money, ..refund };
        let booked = ledger::insert_move(tx, &entry(terms, &part, order, &trade_no, actor))?;
        receipts::of_refund(tx, terms, &part, booked)?;
        debug_assert!(rows::balance(tx, order.id)? >= Fen::ZERO, "order {} gave back what came in at most", order.id);
    }
    Ok(())
}

/// Closes an order all of whose pieces have come back, and their money, if any had come in. What it held is the channel's
/// business.
pub fn close_given_back(tx: &Tx<'_>, order: &mut Order) -> Result<(), OrderError> {
    order.apply(Event::GiveBackPieces)?;
    order.stop_clock();
    sql::set_line_status(tx, order.id, LineStatus::Refunded)?;
    Ok(sql::save(tx, order)?)
}
