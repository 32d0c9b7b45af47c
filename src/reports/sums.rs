//! What a report counts of each of its rows.

use std::ops::AddAssign;

use crate::money::Fen;

/// Sums of one row and one span.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// Orders that were paid.
    pub orders: i64,
    /// Pieces that were sold with them.
    pub pieces: i64,
    /// What came in.
    pub sales: Fen,
    /// How often something went back.
    pub returns: i64,
    /// What went back.
    pub refunds: Fen,
}

impl Sums {
    /// What came in and stayed.
    #[must_use]
    pub fn net(&self) -> Fen {
        self.sales - self.refunds
    }

    /// What came in for an order on average, half a fen rounded up; nothing without an order.
    #[must_use]
    pub fn average(&self) -> Option<Fen> {
        (self.orders > 0).then(|| Fen((self.sales.0 * 2 + self.orders).div_euclid(self.orders * 2)))
    }

    /// Whether nothing was counted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl AddAssign for Sums {
    fn add_assign(&mut self, other: Self) {
        self.orders += other.orders;
        self.pieces += other.pieces;
        self.sales = self.sales + other.sales;
        self.returns += other.returns;
        self.refunds = self.refunds + other.refunds;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_average_is_rounded_half_up_and_there_is_none_without_orders() {
        let of = |orders, fen| Sums { orders, sales: Fen(fen), ..Sums::default() }.average();
        assert_eq!([of(3, 100), of(3, 101), of(2, 101)], [Some(Fen(33)), Some(Fen(34)), Some(Fen(51))]);
        assert_eq!(of(0, 100), None);
    }
}
