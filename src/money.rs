//! Money: whole fen (hundredths of a yuan) in the program and the store, two decimals on the wire, never a float.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Neg, Sub};

use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

/// An amount of money in fen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fen(pub i64);

/// The largest amount that is accepted from outside: ten thousand million yuan, far from where sums could overflow.
pub const MOST: Fen = Fen(1_000_000_000_000);

impl Fen {
    /// No money.
    pub const ZERO: Self = Self(0);

    /// Reads a decimal number of yuan (`60.5`, `28.50`, `-3`); `None` when it is none, has more than two decimals that
    /// count, or is beyond [`MOST`].
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let yuan = Decimal::from_str_exact(text).or_else(|_| Decimal::from_scientific(text)).ok()?;
        let fen = yuan.checked_mul(Decimal::ONE_HUNDRED)?;
        let whole = fen.trunc();
        let fen = Self(whole.to_i64()?);
        (whole == yuan * Decimal::ONE_HUNDRED && fen.0.abs() <= MOST.0).then_some(fen)
    }

    /// Reads a decimal number of yuan, not negative, that a client computed in floating point: what is within a millionth of a
    /// whole fen is that fen, anything else is cut off, so that an amount never counts for more than it is. `None` when it is
    /// none, negative before anything is cut off, or beyond [`MOST`].
    #[must_use]
    pub fn parse_computed(text: &str) -> Option<Self> {
        let text = text.trim();
        let yuan = Decimal::from_str_exact(text).or_else(|_| Decimal::from_scientific(text)).ok()?;
        if yuan < Decimal::ZERO {
            return None;
        }
        let nearest = yuan.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
        let is_noise = (yuan - nearest).abs() <= Decimal::new(1, 6);
        let whole = if is_noise { nearest } else { yuan.trunc_with_scale(2) };
        Self::parse(&whole.to_string())
    }

    /// `quantity` times this amount; `None` on overflow or beyond [`MOST`].
    #[must_use]
    pub fn times(self, quantity: i64) -> Option<Self> {
        let product = self.0.checked_mul(quantity)?;
        (product.abs() <= MOST.0).then_some(Self(product))
    }

    /// So many per cent of a price, half a fen rounded up (docs/spec/roaming.md section 0.6).
    #[must_use]
    pub fn percent(self, percent: i64) -> Self {
        Self((self.0 * percent + 50).div_euclid(100))
    }

    /// The amount as a number of yuan with its scale of two.
    #[must_use]
    pub fn decimal(self) -> Decimal {
        Decimal::new(self.0, 2)
    }
}

impl fmt::Display for Fen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let fen = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", fen / 100, fen % 100)
    }
}

impl Add for Fen {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Fen {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Neg for Fen {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl Sum for Fen {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, |sum, amount| sum + amount)
    }
}

/// On the wire money is a JSON number with exactly two decimals: `390.64`, `10.00`.
impl Serialize for Fen {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize_number(self.to_string(), serializer)
    }
}

/// Writes a text that is a JSON number as that very number.
fn serialize_number<S: Serializer>(text: String, serializer: S) -> Result<S::Ok, S::Error> {
    RawValue::from_string(text).map_err(serde::ser::Error::custom)?.serialize(serializer)
}

/// Hundredths of anything that the wire writes with two decimals, the remaining days of a package for one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hundredths(pub i64);

impl Hundredths {
    /// A span of milliseconds as days, half a hundredth rounded up; nothing is left of a span that has passed.
    #[must_use]
    pub fn days(ms: i64) -> Self {
        let day = crate::clock::DAY_MS;
        Self((i128::from(ms.max(0)) * 100 + i128::from(day / 2)).div_euclid(i128::from(day)) as i64)
    }
}

impl Serialize for Hundredths {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Fen(self.0).serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yuan_are_read_exactly() {
        for (text, fen) in [("60.5", 6050), ("28.50", 2850), ("0.1", 10), ("-3", -300), ("1e2", 10_000), (" 7 ", 700)] {
            assert_eq!(Fen::parse(text), Some(Fen(fen)), "{text}");
        }
        for text in ["", "x", "1.005", "0x10", "1e30", "NaN", "10000000000.01", "99999999999999999999999999999999"] {
            assert_eq!(Fen::parse(text), None, "{text}");
        }
    }

    #[test]
    fn amounts_out_of_floating_point_lose_their_noise_and_nothing_else() {
        for (text, fen) in [
            ("1.0099999999999998", 101),
            ("1.0100000000000002", 101),
            ("1500.0", 150_000),
            ("1.005", 100),
            ("1.009", 100),
            ("549.995", 54_999),
            ("1.00999", 100),
            ("0.001", 0),
            ("-0.0", 0),
            ("2e1", 2000),
        ] {
            assert_eq!(Fen::parse_computed(text), Some(Fen(fen)), "{text}");
        }
        for text in ["", "much", "1e30", "NaN", "inf", "-0.001", "-0.0000000001", "-5"] {
            assert_eq!(Fen::parse_computed(text), None, "{text}");
        }
    }

    #[test]
    fn the_wire_has_two_decimals() {
        let text = |fen| serde_json::to_string(&Fen(fen)).unwrap();
        assert_eq!([text(39064), text(1000), text(1), text(0), text(-5)], ["390.64", "10.00", "0.01", "0.00", "-0.05"]);
    }

    /// The golden numbers of docs/spec/roaming.md section 7: price, percent, payable.
    #[test]
    fn discounts_round_half_up() {
        for (price, percent, payable) in [
            (41120, 95, 39064),
            (186_621, 95, 177_290),
            (3000, 95, 2850),
            (9000, 95, 8550),
            (3190, 95, 3031),
            (4190, 95, 3981),
            (200, 95, 190),
            (30100, 95, 28595),
            (3100, 95, 2945),
        ] {
            assert_eq!(Fen(price).percent(percent), Fen(payable));
        }
    }

    #[test]
    fn days_round_half_up() {
        assert_eq!(Hundredths::days(34 * 86_400_000 + 19_298_000), Hundredths(3422));
        assert_eq!(Hundredths::days(432_000), Hundredths(1));
        assert_eq!(Hundredths::days(431_999), Hundredths(0));
        assert_eq!(Hundredths::days(-5), Hundredths(0));
    }
}
