//! Guesses at what is named by a number that can be counted: whoever tries them one after the other would find those of others.
//!
//! A guess counts as a wrong one before it is looked at, for the account and for the address that it comes from, and is given back when
//! it was right. So many at once are not all tried, and a new account does not begin anew.

use std::net::IpAddr;
use std::sync::Arc;

use super::allowance::{Allowance, Quota};
use crate::clock::Instant;
use crate::ids::AccountId;

/// What is guessed at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Named {
    /// A data card, by its id or its printed number.
    Card,
    /// A traveller's box, by its id or its name.
    Box,
    /// A redeem code, a gift or a coupon on paper, by its serial.
    Code,
    /// The picture of a voucher, by its serial.
    Picture,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Guesser {
    Account(AccountId),
    Address(IpAddr),
}

/// Who guesses: the address as limits count it, and the account of the session where there is one.
#[derive(Clone, Copy, Debug)]
pub struct NameCaller {
    /// The account.
    pub account: Option<AccountId>,
    /// The address.
    pub address: IpAddr,
    /// The outlet's present.
    pub now: Instant,
}

/// Wrong guesses that are allowed.
#[derive(Clone, Copy, Debug)]
pub struct NameQuota {
    /// Of one account.
    pub of_account: u32,
    /// Of one address.
    pub of_address: u32,
    /// Milliseconds since the first of them.
    pub span_ms: i64,
}

/// What callers guessed lately.
#[derive(Default)]
pub struct NameGuesses {
    used: Allowance<(Named, Guesser)>,
}

impl NameGuesses {
    /// Counts a wrong guess before it is looked at; nothing for one too many.
    pub fn begin(self: &Arc<Self>, what: Named, caller: NameCaller, quota: NameQuota) -> Option<NameGuess> {
        let each = |most| Quota { most, span_ms: quota.span_ms };
        let mut wanted = vec![((what, Guesser::Address(caller.address)), each(quota.of_address))];
        wanted.extend(caller.account.map(|id| ((what, Guesser::Account(id)), each(quota.of_account))));
        let counted = self.used.take_each(wanted, caller.now)?;
        Some(NameGuess { guesses: Arc::clone(self), counted })
    }
}

/// A guess that counts as a wrong one.
pub struct NameGuess {
    guesses: Arc<NameGuesses>,
    counted: Vec<(Named, Guesser)>,
}

impl NameGuess {
    /// It was right: it does not count.
    pub fn was_right(self) {
        self.guesses.used.give_each_back(&self.counted);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUOTA: NameQuota = NameQuota { of_account: 2, of_address: 3, span_ms: 1000 };

    fn caller(account: AccountId, last: u8) -> NameCaller {
        NameCaller { account: Some(account), address: IpAddr::from([192, 0, 2, last]), now: Instant(0) }
    }

    #[test]
    fn guesses_of_an_account_count_wherever_they_come_from_and_those_of_an_address_whoever_makes_them() {
        let guesses = Arc::<NameGuesses>::default();
        let tried = |id, last| guesses.begin(Named::Card, caller(AccountId(id), last), QUOTA).is_some();
        assert_eq!([tried(1, 1), tried(1, 2), tried(1, 3)], [true, true, false]);
        assert_eq!([tried(2, 1), tried(3, 1), tried(4, 1)], [true, true, false], "what was refused is given back");
        assert!(
            guesses.begin(Named::Code, caller(AccountId(1), 1), QUOTA).is_some(),
            "of other things they are others"
        );
    }

    #[test]
    fn right_ones_are_no_guesses() {
        let guesses = Arc::<NameGuesses>::default();
        for _ in 0..9 {
            guesses.begin(Named::Box, caller(AccountId(1), 1), QUOTA).unwrap().was_right();
        }
    }
}
