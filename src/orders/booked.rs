//! What was sold and what went back in a span of business days, and which part of the money belongs to which line.
//!
//! Reports are added up from this, each by what it looks at, so that all of them come to what the till report says of the same days: a
//! payment and a refund count on the day on which the money moved. Money of a line is what it cost after its discount and its share of
//! the vouchers, as [`super::refund_allocation`] has it; the fee of a delivery is a part of its own; and so is money that came for an order that
//! had ended, because it pays for no goods.

use std::collections::HashSet;

use super::refund::Origin;
use super::refund_allocation::{spread, voucher_shares};
use super::sql::booked as sql;
use super::{ChannelName, Terms};
use crate::clock::Instant;
use crate::ids::{AccountId, ItemId, LineId, OrderId, PayWayId, RefundId};
use crate::money::Fen;
use crate::store::{Db, StoreError};

pub use sql::{pieces_gone, titles};

/// Orders whose lines are in memory at a time.
const AT_ONCE: usize = 2000;
/// Ids between two orders that are rather read over than looked for.
const NEAR: i64 = 12;

/// A move of an order's money, or an order that was paid without any.
pub(super) struct Moved {
    pub(super) order: OrderId,
    pub(super) id: i64,
    pub(super) at: Instant,
    pub(super) date: String,
    pub(super) channel: ChannelName,
    /// Nothing for an order that was paid without money.
    pub(super) way: Option<PayWayId>,
    pub(super) clerk: AccountId,
    /// In positive, out negative.
    pub(super) amount: Fen,
    /// The number that a refund was booked under.
    pub(super) refund_no: Option<String>,
}

/// A line as far as reports count it.
pub(super) struct SoldLine {
    pub(super) order: OrderId,
    pub(super) id: LineId,
    pub(super) item: ItemId,
    pub(super) pieces: i64,
    /// What it cost after its discount, with the tax that was charged on top.
    pub(super) net: Fen,
    pub(super) area: Option<String>,
}

/// A refund as far as reports count it.
pub(super) struct Counted {
    pub(super) order: OrderId,
    pub(super) id: RefundId,
    pub(super) line: Option<LineId>,
    pub(super) origin: Origin,
    pub(super) reason: String,
    pub(super) money: Fen,
    pub(super) went_back: bool,
}

/// What was booked once: a sale, or money that went back.
#[derive(Clone, Copy, Debug)]
pub struct Booked<'b> {
    /// The order.
    pub order: OrderId,
    /// When.
    pub at: Instant,
    /// On which business date, `yyyy-mm-dd`.
    pub date: &'b str,
    /// The order's channel.
    pub channel: ChannelName,
    /// The payment way; nothing for an order that was paid without money, because vouchers covered it or it cost nothing.
    pub way: Option<PayWayId>,
    /// Who of the staff took or gave the money, [`AccountId::NOBODY`] for a provider.
    pub clerk: AccountId,
    /// Whether it is a sale, and of which goods.
    pub what: What<'b>,
    /// How much came in, or went back; never negative.
    pub amount: Fen,
}

/// What sort of booking it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What<'b> {
    /// An order was paid.
    Sale,
    /// A payment that was a mistake was taken back: its sale was none.
    Void,
    /// Money came for an order that had ended or was paid otherwise: no goods were sold for it.
    Late,
    /// Money went back, for a reason in words; it may be empty.
    Refund(&'b str),
    /// Money that had come late went back.
    LateRefund,
}

impl What<'_> {
    /// Whether money went back.
    #[must_use]
    pub const fn is_refund(self) -> bool {
        matches!(self, Self::Refund(_) | Self::LateRefund)
    }
}

/// What a part of a booking's money is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Share<'b> {
    /// A line's goods.
    Line {
        /// The line.
        id: LineId,
        /// The channel's product, offer or package.
        item: ItemId,
        /// Pieces that were sold; of a refund none, as money may go back for goods that stay.
        pieces: i64,
        /// Where the line goes, if it says so.
        area: Option<&'b str>,
    },
    /// The delivery.
    Delivery,
    /// No goods.
    Nothing,
}

/// Hands over everything that was booked from one business day to another, both counted, with its parts, which add up to its amount.
pub fn booked(
    db: &Db<'_>,
    terms: &Terms,
    (from, to): (&str, &str),
    mut visit: impl FnMut(&Booked<'_>, &[(Share<'_>, Fen)]),
) -> Result<(), StoreError> {
    let mut moves = sql::moves(db, from, to)?;
    moves.sort_unstable_by_key(|it| (it.order, it.id));
    let (late, refunds) = (sql::late(db)?, sql::refunds(db, from, to)?);
    let (mut rest, mut lines) = (moves.as_slice(), Vec::new());
    while !rest.is_empty() {
        let (some, after) = rest.split_at(end_of_batch(rest));
        rest = after;
        read_lines(db, some, &mut lines)?;
        for of_order in some.chunk_by(|one, other| one.order == other.order) {
            let id = of_order[0].order;
            let own = &lines[lines.partition_point(|it| it.order < id)..lines.partition_point(|it| it.order <= id)];
            let back =
                &refunds[refunds.partition_point(|it| it.order < id)..refunds.partition_point(|it| it.order <= id)];
            let mut book = OrderBook { db, terms, id, lines: own, refunds: back, weights: None };
            let mut parts = Vec::with_capacity(own.len());
            for it in of_order {
                book.parts_of(it, &late, &mut parts, &mut visit)?;
            }
        }
    }
    Ok(())
}

/// How many of the moves, which lie by order, are looked at together: whole orders.
fn end_of_batch(moves: &[Moved]) -> usize {
    let Some(last) = moves.get(AT_ONCE) else { return moves.len() };
    moves.partition_point(|it| it.order <= last.order)
}

/// Reads the lines of the orders of some moves, which lie by order. Orders of some days have ids one after the other, so most are read
/// in one run through the table.
fn read_lines(db: &Db<'_>, moves: &[Moved], lines: &mut Vec<SoldLine>) -> Result<(), StoreError> {
    lines.clear();
    for run in moves.chunk_by(|one, other| other.order.0 - one.order.0 <= NEAR) {
        if let (Some(first), Some(last)) = (run.first(), run.last()) {
            sql::lines(db, (first.order, last.order), lines)?;
        }
    }
    Ok(())
}

/// An order while its bookings are looked at.
struct OrderBook<'b> {
    db: &'b Db<'b>,
    terms: &'b Terms,
    id: OrderId,
    lines: &'b [SoldLine],
    refunds: &'b [Counted],
    /// What was to be paid for each line, and last for the delivery; looked up when it is needed.
    weights: Option<Vec<Fen>>,
}

impl<'b> OrderBook<'b> {
    fn parts_of(
        &mut self,
        it: &Moved,
        late: &HashSet<(OrderId, Instant, Fen)>,
        parts: &mut Vec<(Share<'b>, Fen)>,
        visit: &mut impl FnMut(&Booked<'_>, &[(Share<'_>, Fen)]),
    ) -> Result<(), StoreError> {
        parts.clear();
        let refund = it.refund_no.as_deref().map(|number| self.refund_of(number));
        let what = match refund {
            None if it.amount > Fen::ZERO && late.contains(&(it.order, it.at, it.amount)) => What::Late,
            None if it.amount < Fen::ZERO => What::Void,
            None => What::Sale,
            Some(Some(refund)) if refund.origin == Origin::LatePayment => What::LateRefund,
            Some(refund) => What::Refund(refund.map_or("", |refund| refund.reason.as_str())),
        };
        let amount = Fen(it.amount.0.abs());
        match what {
            What::Late | What::LateRefund => parts.push((Share::Nothing, amount)),
            What::Sale | What::Void => self.sale(amount, parts)?,
            What::Refund(_) => self.went_back(amount, refund.flatten(), parts)?,
        }
        let Moved { order, at, channel, way, clerk, .. } = *it;
        visit(&Booked { order, at, date: &it.date, channel, way, clerk, what, amount }, parts);
        Ok(())
    }

    /// The refund that a move was booked under: its number ends in `-R` and the refund's id, and for one of several parts a number more.
    fn refund_of(&self, number: &str) -> Option<&'b Counted> {
        let (_, end) = number.rsplit_once("-R")?;
        let id = end.split('-').next()?.parse().ok().map(RefundId)?;
        self.refunds.iter().find(|refund| refund.id == id)
    }

    fn sale(&mut self, amount: Fen, parts: &mut Vec<(Share<'b>, Fen)>) -> Result<(), StoreError> {
        // Most orders have no vouchers and no delivery, and their lines cost what came in.
        let nets: Fen = self.lines.iter().map(|line| line.net).sum();
        if nets == amount {
            parts.extend(self.lines.iter().map(|line| (sold(line, line.pieces), line.net)));
            return Ok(());
        }
        let shares = spread(amount, self.weights()?);
        self.put(amount, &shares, |line| line.pieces, parts);
        Ok(())
    }

    fn went_back(
        &mut self,
        amount: Fen,
        refund: Option<&Counted>,
        parts: &mut Vec<(Share<'b>, Fen)>,
    ) -> Result<(), StoreError> {
        let at = refund.and_then(|refund| refund.line);
        if let Some(line) = at.and_then(|id| self.lines.iter().find(|line| line.id == id)) {
            parts.push((sold(line, 0), amount));
            return Ok(());
        }
        let mut weights = self.weights()?.clone();
        // What went back line by line before is not in what goes back as a whole.
        for other in self.refunds.iter().filter(|other| other.went_back) {
            let place = other.line.and_then(|id| self.lines.iter().position(|line| line.id == id));
            if let Some(place) = place {
                weights[place] = (weights[place] - other.money).max(Fen::ZERO);
            }
        }
        let shares = spread(amount, &weights);
        self.put(amount, &shares, |_| 0, parts);
        Ok(())
    }

    /// Puts shares, the delivery's last, to what they are of; what no line and no delivery weighs is for no goods.
    fn put(&self, amount: Fen, shares: &[Fen], pieces: impl Fn(&SoldLine) -> i64, parts: &mut Vec<(Share<'b>, Fen)>) {
        parts.extend(self.lines.iter().zip(shares).map(|(line, share)| (sold(line, pieces(line)), *share)));
        let delivery = shares.last().copied().unwrap_or_default();
        if delivery != Fen::ZERO {
            parts.push((Share::Delivery, delivery));
        }
        let left = amount - shares.iter().copied().sum();
        if left != Fen::ZERO {
            parts.push((Share::Nothing, left));
        }
    }

    fn weights(&mut self) -> Result<&Vec<Fen>, StoreError> {
        let weights = match self.weights.take() {
            Some(known) => known,
            None => self.read_weights()?,
        };
        Ok(self.weights.insert(weights))
    }

    fn read_weights(&self) -> Result<Vec<Fen>, StoreError> {
        let nets: Vec<(LineId, Fen)> = self.lines.iter().map(|line| (line.id, line.net)).collect();
        let all: Fen = nets.iter().map(|(_, net)| *net).sum();
        let Some(order) = super::by_id(self.db, self.id)? else { return Ok(vec![Fen::ZERO; nets.len() + 1]) };
        let vouchers = order.voucher_amount.min(all);
        let own = if vouchers > Fen::ZERO {
            self.terms.fulfilments.of(&order)?.vouchers_of_lines(self.db, &order)?
        } else {
            Vec::new()
        };
        let off = voucher_shares(vouchers, &nets, &own);
        let mut weights: Vec<Fen> = nets.iter().zip(off).map(|((_, net), off)| *net - off).collect();
        weights.push((order.shipping_fee.unwrap_or_default() - (order.voucher_amount - vouchers)).max(Fen::ZERO));
        Ok(weights)
    }
}

fn sold(line: &SoldLine, pieces: i64) -> Share<'_> {
    Share::Line { id: line.id, item: line.item, pieces, area: line.area.as_deref() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moved(number: i64) -> Moved {
        Moved {
            order: OrderId(number),
            id: number,
            at: Instant(0),
            date: "2016-07-06".to_owned(),
            channel: ChannelName::new("roaming"),
            way: None,
            clerk: AccountId::NOBODY,
            amount: Fen(100),
            refund_no: None,
        }
    }

    #[test]
    fn a_batch_ends_with_a_whole_order() {
        let last = i64::try_from(AT_ONCE).unwrap();
        let mut moves: Vec<Moved> = (0..last).map(moved).collect();
        assert_eq!(end_of_batch(&moves), AT_ONCE, "all there are");
        moves.extend([last, last, last, last + 1].map(moved));
        assert_eq!(end_of_batch(&moves), AT_ONCE + 3, "the three moves of one order stay together");
    }

    #[test]
    fn an_amount_is_spread_to_the_last_fen_and_over_what_weighs_something() {
        let shares = |amount, weights: &[i64]| {
            let weights: Vec<Fen> = weights.iter().copied().map(Fen).collect();
            spread(Fen(amount), &weights).iter().map(|share| share.0).collect::<Vec<_>>()
        };
        assert_eq!(shares(100, &[1, 1, 1]), [33, 33, 34]);
        assert_eq!(shares(7, &[0, 5, 0, 9]), [0, 2, 0, 5]);
        assert_eq!(shares(100, &[0, 0]), [0, 0], "nothing weighs anything: it is for no goods");
        assert_eq!(shares(i64::MAX, &[1, 1]).iter().sum::<i64>(), i64::MAX);
    }
}
