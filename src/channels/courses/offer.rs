//! Offers: pay `value`, and the school takes the voucher for `rebate_value` of its fee
//! (docs/spec/courses.md section 3).
//!
//! Rules without a store; orders, lists and payment ask them.

use crate::channels::courses::ids::OfferId;
use crate::clock::Instant;
use crate::money::Fen;

/// An offer as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Its id, `rebate_id` on the wire.
    pub id: OfferId,
    /// What it says.
    pub terms: OfferTerms,
}

/// What an offer costs and gives, and when. All ends are the last second, which counts to its end (docs/spec/demo.md:
/// "until 23:59:59").
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfferTerms {
    /// Its name.
    pub name: String,
    /// What a voucher costs.
    pub value: Fen,
    /// What it pays for.
    pub rebate_value: Fen,
    /// First instant at which it is sold.
    pub buy_from: Instant,
    /// Last second in which it is sold.
    pub buy_until: Instant,
    /// First instant at which its vouchers are taken.
    pub use_from: Instant,
    /// Last second in which its vouchers are taken.
    pub use_until: Instant,
    /// Whether the house sells it at all.
    pub active: bool,
}

/// Whether an offer can be bought at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sale {
    /// Yes.
    Open,
    /// It was taken off sale, or its sale has not begun.
    Closed,
    /// Its time to buy or to use is over.
    Over,
}

impl OfferTerms {
    /// Whether it can be bought now.
    #[must_use]
    pub fn sale(&self, now: Instant) -> Sale {
        if now.second() > self.buy_until.min(self.use_until) {
            Sale::Over
        } else if !self.active || now < self.buy_from {
            Sale::Closed
        } else {
            Sale::Open
        }
    }
}

/// Whole yuan: this API's money has no decimals.
#[must_use]
pub fn yuan(money: Fen) -> i64 {
    money.0 / 100
}

/// What an offer gives, in words: price paid and fee it covers.
#[must_use]
pub fn rebate_text(value: Fen, rebate_value: Fen) -> String {
    format!("{}元抵扣券抵{}元学费", yuan(value), yuan(rebate_value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offer() -> OfferTerms {
        OfferTerms {
            name: "手绘".to_owned(),
            value: Fen(10_000),
            rebate_value: Fen(100_000),
            buy_from: Instant(10_000),
            buy_until: Instant(20_000),
            use_from: Instant(15_000),
            use_until: Instant(30_000),
            active: true,
        }
    }

    #[test]
    fn an_offer_is_sold_from_its_first_instant_to_the_end_of_its_last_second() {
        let sale = |at| offer().sale(Instant(at));
        let sold = [9_999, 10_000, 20_000, 20_999, 21_000].map(sale);
        assert_eq!(sold, [Sale::Closed, Sale::Open, Sale::Open, Sale::Open, Sale::Over]);
        assert_eq!(OfferTerms { active: false, ..offer() }.sale(Instant(15_000)), Sale::Closed);
        let used_until = OfferTerms { use_until: Instant(14_000), ..offer() };
        assert_eq!([14_999, 15_000].map(|at| used_until.sale(Instant(at))), [Sale::Open, Sale::Over]);
    }

    #[test]
    fn the_text_says_price_and_fee() {
        assert_eq!(rebate_text(Fen(10_000), Fen(100_000)), "100元抵扣券抵1000元学费");
    }
}
