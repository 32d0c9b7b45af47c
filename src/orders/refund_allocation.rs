//! What goes back for a line: what it cost, less what vouchers took off it.

use super::refund::Refund;
use super::{Line, Order, OrderError, Terms};
use super::{LineStatus, RefundStatus};
use crate::ids::LineId;
use crate::money::Fen;
use crate::store::Db;

/// What goes back for a line, or for all that is left of an order.
///
/// # Errors
/// As [`super::request_refund`].
pub(super) fn money_of(
    db: &Db<'_>,
    terms: &Terms,
    order: &Order,
    (lines, live): (&[Line], &[Refund]),
    line_id: Option<LineId>,
) -> Result<Fen, OrderError> {
    match line_id {
        Some(id) => {
            let own = terms.fulfilments.of(order)?.vouchers_of_lines(db, order)?;
            money_of_line(order, lines, &own, live, id)
        }
        None => money_of_rest(order, live),
    }
}

/// What a line cost after its discount and its share of the vouchers, but no more than is left of what came in.
fn money_of_line(
    order: &Order,
    lines: &[Line],
    own: &[(LineId, Fen)],
    live: &[Refund],
    id: LineId,
) -> Result<Fen, OrderError> {
    let at = lines.iter().position(|line| line.id == id).ok_or(OrderError::Unknown)?;
    let whole_is_wanted = live.iter().any(|it| it.line_id.is_none());
    if whole_is_wanted || lines[at].status != LineStatus::Done {
        return Err(OrderError::WrongState);
    }
    let left = order.paid.unwrap_or_default() - live.iter().map(|it| it.money).sum();
    let costs: Vec<(LineId, Fen)> = lines.iter().map(|line| (line.id, line.cost())).collect();
    let net = costs[at].1 - voucher_shares(order.voucher_amount, &costs, own)[at];
    Ok(net.min(left).max(Fen::ZERO))
}

/// All that came in and has not gone back line by line.
fn money_of_rest(order: &Order, live: &[Refund]) -> Result<Fen, OrderError> {
    if live.iter().any(|it| it.status != RefundStatus::Refunded) {
        return Err(OrderError::WrongState);
    }
    Ok((order.paid.unwrap_or_default() - live.iter().map(|it| it.money).sum()).max(Fen::ZERO))
}

/// What vouchers took off each of an order's lines, which cost so much. One that is for a line alone (`own`, with the line's id) took all
/// that the line cost at most; the rest is shared by what the lines still cost. All shares together are the whole amount.
pub(super) fn voucher_shares(amount: Fen, lines: &[(LineId, Fen)], own: &[(LineId, Fen)]) -> Vec<Fen> {
    let mut rest = amount;
    let mut shares = Vec::with_capacity(lines.len());
    for (line, net) in lines {
        let meant: Fen = own.iter().filter(|(id, _)| id == line).map(|(_, value)| *value).sum();
        let share = meant.min(*net).min(rest).max(Fen::ZERO);
        rest = rest - share;
        shares.push(share);
    }
    let costs: Vec<Fen> = lines.iter().zip(&shares).map(|((_, net), share)| *net - *share).collect();
    shares.iter().zip(spread(rest, &costs)).map(|(share, more)| *share + more).collect()
}

/// An amount shared out by weights that are not negative, rounded so that the shares together are the whole amount; nothing is shared
/// out where nothing weighs anything.
pub(super) fn spread(amount: Fen, weights: &[Fen]) -> Vec<Fen> {
    let all: i128 = weights.iter().map(|weight| i128::from(weight.0)).sum::<i128>().max(1);
    let (mut weighed, mut given) = (0_i128, Fen::ZERO);
    let mut share = |weight: &Fen| {
        weighed += i128::from(weight.0);
        let up_to = Fen(i64::try_from(i128::from(amount.0) * weighed / all).unwrap_or(i64::MAX));
        let part = up_to - given;
        given = up_to;
        part
    };
    weights.iter().map(&mut share).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Instant;
    use crate::ids::{AccountId, ItemId, OrderId};
    use crate::orders::{ChannelName, NewLine, NewOrder};

    /// An order of lines at these prices, with vouchers.
    fn order_of(prices: &[i64], vouchers: i64) -> (Order, Vec<Line>) {
        let line = |(id, fen): (i64, &i64)| {
            let new = NewLine::plain(ItemId(1), "", 1, 1, Fen(*fen));
            Line { status: LineStatus::Done, ..Line::begun(OrderId(1), LineId(id), &new, (None, Fen::ZERO)) }
        };
        let lines: Vec<Line> = (1..).zip(prices).map(line).collect();
        let new =
            NewOrder { account_id: AccountId(7), channel: ChannelName::new("roaming"), number: None, client_ref: None };
        let mut order = Order::begun(OrderId(1), &new, Instant(0));
        for line in &lines {
            order.count_in(line);
        }
        order.use_vouchers(Fen(vouchers));
        (order, lines)
    }

    fn shares(prices: &[i64], vouchers: i64, own: &[(i64, i64)]) -> Vec<i64> {
        let (order, lines) = order_of(prices, vouchers);
        let own: Vec<_> = own.iter().map(|(line, fen)| (LineId(*line), Fen(*fen))).collect();
        let nets: Vec<_> = lines.iter().map(|line| (line.id, line.cost())).collect();
        voucher_shares(order.voucher_amount, &nets, &own).iter().map(|share| share.0).collect()
    }

    #[test]
    fn the_shares_of_the_vouchers_add_up_to_the_vouchers() {
        for (prices, vouchers) in [(vec![3333, 3333, 3334], 1000), (vec![1, 1, 1], 2), (vec![5000, 0, 700], 999)] {
            for own in [vec![], vec![(1, 1)], vec![(3, 500), (1, 400)], vec![(2, 5000)]] {
                let shares = shares(&prices, vouchers, &own);
                assert_eq!(shares.iter().sum::<i64>(), vouchers, "{prices:?} {own:?}");
                assert!(shares.iter().zip(&prices).all(|(share, price)| (0..=*price).contains(share)), "{shares:?}");
            }
        }
    }

    #[test]
    fn a_voucher_for_one_line_is_taken_off_it_alone_as_far_as_it_goes() {
        assert_eq!(shares(&[5000, 3000], 1000, &[]), [625, 375], "for all of them");
        assert_eq!(shares(&[5000, 3000], 1000, &[(2, 1000)]), [0, 1000]);
        assert_eq!(shares(&[5000, 3000], 1800, &[(2, 1000)]), [571, 1229], "800 by 5000 to 2000");
        assert_eq!(shares(&[5000, 3000], 4000, &[(2, 4000)]), [1000, 3000], "no line is below nothing");
        assert_eq!(shares(&[5000, 3000], 500, &[(1, 1000)]), [500, 0], "no more than was taken off");
    }

    #[test]
    fn no_line_is_worth_less_than_nothing() {
        let (order, lines) = order_of(&[400], 1000);
        assert_eq!(money_of_line(&order, &lines, &[], &[], LineId(1)), Ok(Fen::ZERO));
        assert_eq!(money_of_line(&order, &lines, &[], &[], LineId(2)), Err(OrderError::Unknown));
    }
}
