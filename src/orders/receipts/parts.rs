//! What of a receipt's money belongs to each line and to the delivery, and the tax in each.
//!
//! The gross of a line is what it cost after its share of the vouchers; the tax is in that gross, line by line, half a fen rounded up.
//! Money that goes back takes of each part what is left of it: the tax that stays is always the tax of the gross that stays, so that all
//! that went back is, to the fen, all that was sold.

use super::paper::tax_in;
use super::{Part, ReceiptKind};
use crate::ids::{LineId, OrderId};
use crate::money::Fen;
use crate::orders::refund_allocation::voucher_shares;
use crate::orders::sql::receipts as sql;
use crate::orders::sql::refunds as rows;
use crate::orders::{Line, Order, OrderError, Origin, RefundStatus, Terms, lines_of};
use crate::store::{Db, StoreError};

/// The parts of what was paid for an order; none where nothing of it is taxed.
pub(super) fn sold(db: &Db<'_>, terms: &Terms, order: &Order, paid: Fen) -> Result<Vec<Part>, OrderError> {
    let lines = lines_of(db, order.id)?;
    if lines.iter().all(|line| line.tax_rate.is_none()) && order.fee_rate.is_none() {
        return Ok(Vec::new());
    }
    let own = terms.fulfilments.of(order)?.vouchers_of_lines(db, order)?;
    Ok(parts_of(order, &lines, &own, paid))
}

fn parts_of(order: &Order, lines: &[Line], own: &[(LineId, Fen)], paid: Fen) -> Vec<Part> {
    let costs: Vec<(LineId, Fen)> = lines.iter().map(|line| (line.id, line.cost())).collect();
    let all: Fen = costs.iter().map(|(_, cost)| *cost).sum();
    // What vouchers take off beyond the lines they take off the delivery.
    let shares = voucher_shares(order.voucher_amount.min(all), &costs, own);
    let mut parts: Vec<Part> = lines
        .iter()
        .zip(shares)
        .map(|(line, share)| Part::new(Some(line.id), line.tax_rate, line.cost() - share))
        .collect();
    let delivery = paid - parts.iter().map(|part| part.gross).sum();
    if delivery != Fen::ZERO {
        parts.push(Part::new(None, order.fee_rate, delivery));
    }
    parts
}

/// What is left of each part of a paid order, taxed or not, after what went back.
///
/// # Errors
/// A [`StoreError`], or [`OrderError::WrongState`] for an order that was never paid.
pub fn left(db: &Db<'_>, terms: &Terms, order: &Order) -> Result<Vec<Part>, OrderError> {
    let known = sql::parts_of_order(db, order.id)?;
    if !known.is_empty() {
        return Ok(left_of(&known));
    }
    let paid = order.paid.ok_or(OrderError::WrongState)?;
    let own = terms.fulfilments.of(order)?.vouchers_of_lines(db, order)?;
    let sold = parts_of(order, &lines_of(db, order.id)?, &own, paid);
    let mut all: Vec<_> = sold.into_iter().map(|part| (ReceiptKind::Sale, part)).collect();
    let refunds = rows::of_order(db, order.id)?;
    for it in refunds.iter().filter(|it| it.origin == Origin::Request && it.status == RefundStatus::Refunded) {
        let back = taken_of(&left_of(&all), it.line_id, it.money);
        all.extend(back.into_iter().map(|part| (ReceiptKind::Refund, part)));
    }
    Ok(left_of(&all))
}

/// The parts of money of an order that goes back (`amount` is negative), of one line or of all that is left.
pub(super) fn given_back(
    db: &Db<'_>,
    order: OrderId,
    line: Option<LineId>,
    amount: Fen,
) -> Result<Vec<Part>, StoreError> {
    Ok(taken_of(&left_of(&sql::parts_of_order(db, order)?), line, -amount))
}

/// Money that goes back for a line is taken of its own part, if that is enough; else of all.
fn taken_of(left: &[Part], line: Option<LineId>, money: Fen) -> Vec<Part> {
    let own: Vec<Part> = left.iter().filter(|part| line.is_some() && part.line == line).copied().collect();
    let is_enough = !own.is_empty() && money <= own.iter().map(|part| part.gross).sum();
    taken(if is_enough { &own } else { left }, money)
}

/// What is left of each part of an order after what went back. An order whose payment was taken back as a mistake is sold twice: what is
/// left of a part is what all of its receipts come to.
pub(in crate::orders) fn left_of(all: &[(ReceiptKind, Part)]) -> Vec<Part> {
    let mut left: Vec<Part> = Vec::new();
    for (kind, part) in all {
        let known = left.iter_mut().find(|it| it.line == part.line);
        match (kind, known) {
            (ReceiptKind::Sale | ReceiptKind::Refund, Some(known)) => {
                (known.gross, known.tax) = (known.gross + part.gross, known.tax + part.tax);
            }
            (ReceiptKind::Sale, None) => left.push(*part),
            _ => {}
        }
    }
    left.retain(|part| part.gross != Fen::ZERO || part.tax != Fen::ZERO);
    left
}

/// So much of these parts, each in the measure of what is left of it, as parts that go back.
fn taken(left: &[Part], money: Fen) -> Vec<Part> {
    let all: Fen = left.iter().map(|part| part.gross).sum();
    let up_to = |count: usize| {
        let some: Fen = left[..count].iter().map(|part| part.gross).sum();
        let share = i128::from(money.0) * i128::from(some.0) / i128::from(all.0.max(1));
        Fen(i64::try_from(share).unwrap_or(i64::MAX))
    };
    let take = |(at, part): (usize, &Part)| {
        let gross = up_to(at + 1) - up_to(at);
        let tax = part.tax - tax_in(part.rate, part.gross - gross);
        Part { gross: -gross, tax: -tax, ..*part }
    };
    left.iter().enumerate().map(take).filter(|part| part.gross != Fen::ZERO).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tax::Rate;

    fn part(place: i64, rate: i64, gross: i64) -> Part {
        Part::new(Some(LineId(place)), Rate::from_number(rate), Fen(gross))
    }

    fn sums(parts: &[Part]) -> (i64, i64) {
        (parts.iter().map(|it| it.gross.0).sum(), parts.iter().map(|it| it.tax.0).sum())
    }

    /// Whatever goes back in whatever steps, at the end all of it has: gross and tax of each rate.
    #[test]
    fn what_goes_back_in_parts_is_at_the_end_what_was_sold() {
        for steps in [vec![10_007], vec![1, 10_006], vec![3_335, 3_336, 3_336], vec![5_000, 7, 5_000], vec![1; 10_007]]
        {
            let mut all: Vec<(ReceiptKind, Part)> = [(1, 1300, 3_333), (2, 600, 6_667), (3, 0, 7)]
                .map(|(place, rate, gross)| (ReceiptKind::Sale, part(place, rate, gross)))
                .into();
            let sold = sums(&all.iter().map(|(_, part)| *part).collect::<Vec<_>>());
            let mut back = (0, 0);
            for step in &steps {
                let parts = taken(&left_of(&all), Fen(*step));
                assert_eq!(sums(&parts).0, -step, "each step is what went back");
                for left in left_of(&all) {
                    assert_eq!(left.tax, tax_in(left.rate, left.gross), "what stays has the tax of what stays");
                }
                back = (back.0 + sums(&parts).0, back.1 + sums(&parts).1);
                all.extend(parts.into_iter().map(|part| (ReceiptKind::Refund, part)));
            }
            assert_eq!((-back.0, -back.1), sold, "{} steps", steps.len());
            assert_eq!(left_of(&all), []);
        }
    }
}
