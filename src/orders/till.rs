//! The till report: what was ordered and what came in and went back, by business day, of all channels.
//!
//! Two statements read the sums of each day, channel and way; everything that the report shows is added up from these, so that
//! its numbers agree with one another. Called by the staff's pages.

use std::collections::BTreeMap;

use super::sql::till as sql;
use super::{COUNTER, ChannelName};
use crate::ids::PayWayId;
use crate::money::Fen;
use crate::store::{Db, StoreError};

/// Orders of one day and channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderSum {
    /// Business date, `yyyy-mm-dd`.
    pub date: String,
    /// The channel's name.
    pub channel: String,
    /// How many were made.
    pub count: i64,
    /// How many of them have ended without goods.
    pub ended: i64,
    /// What the others are worth, before delivery and vouchers.
    pub worth: Fen,
}

/// Moves of money of one day, channel, kind and way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MoveSum {
    /// Business date.
    pub date: String,
    /// The channel's name; empty for money that belongs to no order.
    pub channel: String,
    /// payment, void, refund, top-up or wallet.
    pub kind: String,
    /// Payment way.
    pub way: PayWayId,
    /// How many.
    pub count: i64,
    /// In positive, out negative.
    pub amount: Fen,
}

/// The report of a span of business days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Till {
    channels: Vec<ChannelName>,
    /// Orders by day and channel.
    pub orders: Vec<OrderSum>,
    /// Money by day, channel, kind and way.
    pub moves: Vec<MoveSum>,
}

/// Count and amount.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// How many.
    pub count: i64,
    /// How much, never negative for a refund or a void: what went back.
    pub amount: Fen,
}

/// One line of the report by channel or by day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Turnover {
    /// Orders made that have not ended without goods.
    pub orders: i64,
    /// Orders that have.
    pub ended: i64,
    /// What the first are worth.
    pub worth: Fen,
    /// Payments that came in for orders, but for those that were taken back.
    pub payments: i64,
    /// What they were.
    pub paid: Fen,
    /// Payments that were taken back as mistakes.
    pub voids: i64,
    /// What they were.
    pub voided: Fen,
    /// What went back.
    pub refunded: Fen,
}

/// The kinds of money moves that the report tells apart.
pub mod kind {
    /// For an order.
    pub const PAYMENT: &str = "payment";
    /// A payment that was a mistake and was taken back.
    pub const VOID: &str = "void";
    /// Back to the customer.
    pub const REFUND: &str = "refund";
    /// Into a wallet.
    pub const TOP_UP: &str = "top-up";
}

/// The report of the business days `from` to `to`, both counted.
pub fn till(db: &Db<'_>, from: &str, to: &str) -> Result<Till, StoreError> {
    Ok(Till { channels: super::channels(db)?, orders: sql::orders(db, from, to)?, moves: sql::moves(db, from, to)? })
}

impl Till {
    /// The moves of a kind by way.
    #[must_use]
    pub fn by_way(&self, kind: &str) -> BTreeMap<PayWayId, Sum> {
        let mut ways: BTreeMap<PayWayId, Sum> = BTreeMap::new();
        for entry in self.moves.iter().filter(|entry| entry.kind == kind) {
            let sum = ways.entry(entry.way).or_default();
            sum.count += entry.count;
            sum.amount = sum.amount + outward(entry);
        }
        ways
    }

    /// What must lie in the till: payments at the counter less what was taken back and paid back there.
    #[must_use]
    pub fn cash_expected(&self) -> Fen {
        let at_the_counter = |kind| self.by_way(kind).get(&COUNTER).map_or(Fen::ZERO, |sum| sum.amount);
        at_the_counter(kind::PAYMENT) - at_the_counter(kind::VOID) - at_the_counter(kind::REFUND)
    }

    /// The whole span.
    #[must_use]
    pub fn total(&self) -> Turnover {
        self.turnovers(|_, _| ()).remove(&()).unwrap_or_default()
    }

    /// By channel: all of them, in their order, and what belongs to none if there is any.
    #[must_use]
    pub fn by_channel(&self) -> Vec<(String, Turnover)> {
        let mut found = self.turnovers(|_, channel| channel.to_owned());
        let known = self.channels.iter().map(ChannelName::as_str);
        let mut all: Vec<_> = known.map(|name| (name.to_owned(), found.remove(name).unwrap_or_default())).collect();
        all.extend(found);
        all
    }

    /// By business day; days on which nothing happened are left out.
    #[must_use]
    pub fn by_day(&self) -> BTreeMap<String, Turnover> {
        self.turnovers(|date, _| date.to_owned())
    }

    fn turnovers<K: Ord>(&self, key: impl Fn(&str, &str) -> K) -> BTreeMap<K, Turnover> {
        let mut all: BTreeMap<K, Turnover> = BTreeMap::new();
        for orders in &self.orders {
            let sum = all.entry(key(&orders.date, &orders.channel)).or_default();
            sum.orders += orders.count - orders.ended;
            sum.ended += orders.ended;
            sum.worth = sum.worth + orders.worth;
        }
        for entry in &self.moves {
            let sum = all.entry(key(&entry.date, &entry.channel)).or_default();
            match entry.kind.as_str() {
                kind::PAYMENT => {
                    sum.payments += entry.count;
                    sum.paid = sum.paid + entry.amount;
                }
                kind::VOID => {
                    sum.payments -= entry.count;
                    sum.paid = sum.paid + entry.amount;
                    sum.voids += entry.count;
                    sum.voided = sum.voided + outward(entry);
                }
                kind::REFUND => sum.refunded = sum.refunded + outward(entry),
                _ => {}
            }
        }
        all
    }
}

/// The amount of a move as the report shows it: what left the till without its sign.
fn outward(entry: &MoveSum) -> Fen {
    if matches!(entry.kind.as_str(), kind::REFUND | kind::VOID) { -entry.amount } else { entry.amount }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(date: &str, channel: &str, kind: &str, number: i64, count: i64, fen: i64) -> MoveSum {
        let (date, channel, kind) = (date.to_owned(), channel.to_owned(), kind.to_owned());
        MoveSum { date, channel, kind, way: PayWayId(number), count, amount: Fen(fen) }
    }

    fn orders(date: &str, count: i64, ended: i64, fen: i64) -> OrderSum {
        OrderSum { date: date.to_owned(), channel: "roaming".to_owned(), count, ended, worth: Fen(fen) }
    }

    fn two_days() -> Till {
        Till {
            channels: vec![ChannelName::new("roaming"), ChannelName::new("lease")],
            orders: vec![orders("2016-07-06", 3, 1, 15_000), orders("2016-07-07", 1, 0, 5000)],
            moves: vec![
                entry("2016-07-06", "roaming", "payment", 1, 2, 10_000),
                entry("2016-07-06", "roaming", "payment", 2, 1, 5000),
                entry("2016-07-06", "roaming", "payment", 1, 1, 900),
                entry("2016-07-06", "roaming", "void", 1, 1, -900),
                entry("2016-07-06", "roaming", "refund", 1, 1, -3000),
                entry("2016-07-07", "roaming", "refund", 2, 1, -5000),
                entry("2016-07-07", "", "top-up", 1, 1, 700),
            ],
        }
    }

    #[test]
    fn the_cash_in_the_till_is_what_was_paid_there_less_what_was_paid_back_there() {
        assert_eq!(two_days().cash_expected(), Fen(7000));
        assert_eq!(Till::default().cash_expected(), Fen::ZERO);
    }

    #[test]
    fn ways_channels_and_days_add_up_to_the_same_total() {
        let till = two_days();
        let total = till.total();
        assert_eq!((total.paid, total.refunded, total.payments), (Fen(15_000), Fen(8000), 3));
        assert_eq!(
            (total.orders, total.ended, total.worth),
            (3, 1, Fen(20_000)),
            "the cancelled one is in neither figure"
        );
        let ways = |kind| till.by_way(kind).values().map(|sum| sum.amount).sum::<Fen>();
        assert_eq!((ways(kind::PAYMENT) - ways(kind::VOID), ways(kind::REFUND)), (total.paid, total.refunded));
        assert_eq!((total.voids, total.voided, ways(kind::VOID)), (1, Fen(900), Fen(900)), "a mistake is told of");
        let days: Fen = till.by_day().values().map(|day| day.paid).sum();
        let channels: Fen = till.by_channel().iter().map(|(_, sum)| sum.paid).sum();
        assert_eq!((days, channels), (total.paid, total.paid));
        assert_eq!(till.by_day().values().map(|day| day.worth).sum::<Fen>(), total.worth);
    }
}
