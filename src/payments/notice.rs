//! What a provider's notice says once its signature was checked, and why a notice is turned away.

use crate::ids::AccountId;
use crate::money::Fen;

/// What a notice that can be trusted says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// Money came in.
    Paid {
        /// Which order, by the name that it was given when the payment began.
        out_trade_no: String,
        /// The provider's number of the payment; the same one again is the same payment.
        trade_no: String,
        /// How much.
        amount: Fen,
    },
    /// Money went back to the customer.
    Refunded {
        /// Which order.
        out_trade_no: String,
        /// The provider's number of the payment that was refunded.
        trade_no: String,
        /// How much went back.
        amount: Fen,
    },
    /// The provider tells of something that changes nothing here; it only wants to hear that it was heard.
    Nothing,
}

/// A customer's instalment account that was opened at Credtrip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreditAccount {
    /// The provider's number of the account.
    pub account_no: String,
    /// The customer's account here.
    pub user_id: AccountId,
    /// The phone that the account was opened with.
    pub mobile: String,
}

/// Why a notice is turned away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadNotice {
    /// A field that every such notice has is missing: a wrong parameter rather than a forged notice.
    #[error("the notice has no {0}")]
    Incomplete(&'static str),
    /// The signature is not the provider's, or this way of paying is not set up.
    #[error("the notice is not signed by the provider")]
    BadSign,
    /// Signed, but for another seller, or with a value that makes no sense.
    #[error("the notice has no usable {0}")]
    Unusable(&'static str),
    /// The provider was asked whether it sent the notice, and did not say yes. It sends it again if it did.
    #[error("the provider did not confirm the notice")]
    NotConfirmed,
}

/// The fields of a notice as they were received, all of which its signature covers.
#[derive(Clone, Copy)]
pub(super) struct Received<'n>(&'n [(String, String)]);

impl<'n> Received<'n> {
    /// A name that stands twice could be signed with one value and read with the other, so it is refused.
    pub(super) fn new(fields: &'n [(String, String)]) -> Result<Self, BadNotice> {
        let mut names: Vec<_> = fields.iter().map(|(name, _)| name).collect();
        names.sort_unstable();
        if names.windows(2).any(|two| two[0] == two[1]) { Err(BadNotice::BadSign) } else { Ok(Self(fields)) }
    }

    pub(super) fn fields(self) -> &'n [(String, String)] {
        self.0
    }

    /// A value, empty where there is none.
    pub(super) fn text(self, name: &str) -> &'n str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    pub(super) fn required(self, name: &'static str) -> Result<&'n str, BadNotice> {
        let value = self.text(name);
        if value.trim().is_empty() { Err(BadNotice::Incomplete(name)) } else { Ok(value) }
    }

    /// Whom a message says that it is for: where it does, that must be this merchant. One key may sign for several.
    pub(super) fn is_for(self, name: &'static str, ours: &str) -> Result<(), BadNotice> {
        let named = self.text(name);
        if named.is_empty() || named == ours { Ok(()) } else { Err(BadNotice::Unusable(name)) }
    }

    /// An amount of money in yuan, more than nothing.
    pub(super) fn yuan(self, name: &'static str) -> Result<Fen, BadNotice> {
        Fen::parse(self.text(name)).filter(|amount| *amount > Fen::ZERO).ok_or(BadNotice::Unusable(name))
    }

    /// An amount of money in whole fen, more than nothing.
    pub(super) fn fen(self, name: &'static str) -> Result<Fen, BadNotice> {
        let amount = self.required(name)?.parse().map(Fen).map_err(|_| BadNotice::Unusable(name))?;
        if amount > Fen::ZERO && amount <= crate::money::MOST { Ok(amount) } else { Err(BadNotice::Unusable(name)) }
    }
}
