//! How much one customer may leave unpaid at once: whoever orders without paying takes goods from those who would
//! ([`super::within_caps`]).
//!
//! Counted is what still holds its goods. An order whose goods went back is in nobody's way, and is counted again when it takes them to
//! be paid. Somebody who walked in has an account for each visit, which nobody knows anything of, and may leave less than a registered
//! customer; and since such an account costs nothing, all those that one address opened are counted together, too. Those of the
//! house's own kiosk have no address. The staff orders for others and is not counted.

/// What one customer may leave unpaid at once; 0 for no limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cap {
    /// Orders.
    pub orders: i64,
    /// Pieces of one product, over all of these.
    pub pieces: i64,
}

/// What customers may leave unpaid at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caps {
    /// Somebody who walked in.
    pub walk_in: Cap,
    /// A registered customer.
    pub customer: Cap,
    /// All who walked in from one address, together.
    pub address: Cap,
}

impl Cap {
    pub(super) const NONE: Self = Self { orders: 0, pieces: 0 };

    /// Whether so many orders, with so many pieces of what each of them buys, are more than may be.
    pub(super) fn is_passed_by(self, orders: usize, pieces: &[i64]) -> bool {
        let orders = i64::try_from(orders).unwrap_or(i64::MAX);
        let passes = |limit: i64, count: i64| limit > 0 && count > limit;
        passes(self.orders, orders) || pieces.iter().any(|count| passes(self.pieces, *count))
    }
}

impl Caps {
    /// No limits.
    pub const NONE: Self = Self { walk_in: Cap::NONE, customer: Cap::NONE, address: Cap::NONE };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_passed_by_one_more_and_none_is_never() {
        let cap = Cap { orders: 5, pieces: 20 };
        let passed = [(5, 20), (6, 1), (1, 21)].map(|(orders, pieces)| cap.is_passed_by(orders, &[1, pieces]));
        assert_eq!(passed, [false, true, true]);
        assert!(!Cap::NONE.is_passed_by(1_000_000, &[1_000_000]));
        assert!(!Cap { orders: 5, pieces: 0 }.is_passed_by(5, &[1_000]), "each limit stands for itself");
    }
}
