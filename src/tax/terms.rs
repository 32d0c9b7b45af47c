//! What the outlet's settings say of tax, and at which till something happens.

use std::fmt;

/// What the order book needs to know of tax at the moment of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaxTerms {
    /// Whether tax is charged on top of prices; else it is in them.
    pub added: bool,
    /// Whether receipts wait for a fiscal number from outside.
    pub fiscal: bool,
    /// Where somebody of the staff takes and gives money.
    pub till: Till,
}

impl TaxTerms {
    /// Tax is in the prices, receipts wait for nothing, and the counter is not one of the enrolled ones.
    pub const USUAL: Self = Self { added: false, fiscal: false, till: Till::COUNTER };
}

/// A till, by the name of its series of receipts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Till {
    // Copied with every request.
    bytes: [u8; MOST],
    length: usize,
}

/// Bytes of a name; of a longer one the rest is left out.
const MOST: usize = 120;

impl Till {
    /// Every counter that is not an enrolled one.
    pub const COUNTER: Self = Self::fixed("counter");
    /// What nobody of the staff took: money that providers tell of, and wallets.
    pub const ONLINE: Self = Self::fixed("online");

    const fn fixed(name: &str) -> Self {
        let (from, mut bytes, mut length) = (name.as_bytes(), [0; MOST], 0);
        while length < from.len() && length < MOST {
            bytes[length] = from[length];
            length += 1;
        }
        Self { bytes, length }
    }

    /// The enrolled counter of a name. One that is called like a till of the house is that till.
    #[must_use]
    pub fn of_device(name: &str) -> Self {
        let end = (0..=name.len().min(MOST)).rev().find(|end| name.is_char_boundary(*end)).unwrap_or_default();
        Self::fixed(&name[..end])
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        std::str::from_utf8(&self.bytes[..self.length]).unwrap_or_default()
    }
}

impl fmt::Debug for Till {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.name().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_too_long_is_cut_off_between_letters() {
        let long = "柜".repeat(60);
        assert_eq!(Till::of_device(&long).name(), "柜".repeat(40));
        assert_eq!(Till::of_device("Gate 7").name(), "Gate 7");
        assert_eq!(Till::of_device("counter"), Till::COUNTER);
    }
}
