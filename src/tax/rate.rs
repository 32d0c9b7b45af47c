//! A rate, and what it is of an amount.

use crate::money::Fen;
use crate::store::typed::kept_as_number;

/// Hundredths of a per cent in a whole.
const WHOLE: i128 = 10_000;

/// A rate of tax in hundredths of a per cent: 1300 is 13 %.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rate(i64);

impl Rate {
    /// The largest rate: as much as the price itself.
    pub const MOST: i64 = 10_000;

    /// The rate of so many hundredths of a per cent, if there is such a one.
    #[must_use]
    pub fn from_number(number: i64) -> Option<Self> {
        (0..=Self::MOST).contains(&number).then_some(Self(number))
    }

    /// Its hundredths of a per cent.
    #[must_use]
    pub const fn number(self) -> i64 {
        self.0
    }

    /// As people write it: `13`, `6.5`, `0.25`.
    #[must_use]
    pub fn percent(self) -> String {
        let text = Fen(self.0).to_string();
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    }

    /// The tax on top of a net amount, half a fen rounded up.
    #[must_use]
    pub fn on(self, net: Fen) -> Fen {
        half_up(i128::from(net.0) * i128::from(self.0), WHOLE)
    }

    /// The tax that is in a gross amount, half a fen rounded up. What [`Rate::on`] puts on a net amount is in their sum.
    #[must_use]
    pub fn within(self, gross: Fen) -> Fen {
        half_up(i128::from(gross.0) * i128::from(self.0), WHOLE + i128::from(self.0))
    }
}

fn half_up(part: i128, whole: i128) -> Fen {
    Fen(i64::try_from((2 * part + whole).div_euclid(2 * whole)).unwrap_or(i64::MAX))
}

kept_as_number!(Rate);

#[cfg(test)]
mod tests {
    use super::*;

    fn rate(number: i64) -> Rate {
        Rate::from_number(number).unwrap()
    }

    #[test]
    fn half_a_fen_of_tax_counts_up() {
        assert_eq!(rate(1300).on(Fen(10_000)), Fen(1300));
        assert_eq!(rate(500).on(Fen(10)), Fen(1), "half a fen");
        assert_eq!(rate(499).on(Fen(10)), Fen(0), "a little less");
        assert_eq!(rate(1300).within(Fen(11_300)), Fen(1300));
        assert_eq!(rate(600).within(Fen(100)), Fen(6), "5.66 fen");
        assert_eq!(rate(0).within(Fen(100)), Fen::ZERO);
    }

    #[test]
    fn the_tax_that_was_put_on_an_amount_is_found_in_the_sum_again() {
        for number in [1, 33, 100, 300, 600, 825, 900, 1300, 1700, 2500, 9_999, 10_000] {
            for net in (0..2_000).chain([99_999, 1_234_567, 1_000_000_000_000]) {
                let tax = rate(number).on(Fen(net));
                assert_eq!(rate(number).within(Fen(net) + tax), tax, "{number} of {net}");
            }
        }
    }

    #[test]
    fn rates_are_written_as_people_write_them() {
        let percents = [0, 25, 650, 1300, 10_000].map(|number| rate(number).percent());
        assert_eq!(percents, ["0", "0.25", "6.5", "13", "100"]);
        assert_eq!((Rate::from_number(-1), Rate::from_number(10_001)), (None, None));
    }
}
