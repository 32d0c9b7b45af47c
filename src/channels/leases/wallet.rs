//! Wallets: what an account paid in before it orders. A wallet is its top-ups minus its paid orders, always.

use super::sql::wallets;
use crate::clock::Instant;
use crate::ids::AccountId;
use crate::money::Fen;
use crate::store::{Db, StoreError, Tx};

/// Money for a wallet.
#[derive(Clone, Debug)]
pub struct TopUp {
    /// Whose wallet.
    pub account_id: AccountId,
    /// How much, more than nothing.
    pub amount: Fen,
    /// The number of the receipt or bank transfer.
    pub reference: String,
    /// For people.
    pub note: String,
}

/// Whether a top-up was booked now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ToppedUp {
    /// The wallet has more now.
    Now,
    /// This very top-up was booked before; nothing changed.
    Before,
}

/// Why a wallet cannot be topped up.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TopUpError {
    /// The amount is nothing.
    #[error("a top-up is more than nothing")]
    NoAmount,
    /// The reference is that of another top-up.
    #[error("another top-up has this reference already")]
    OtherTopUp,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Books a top-up once: the same reference again changes nothing.
///
/// # Errors
/// [`TopUpError::NoAmount`]; [`TopUpError::OtherTopUp`] for a known reference with another account or amount.
pub fn top_up(tx: &Tx<'_>, now: Instant, new: &TopUp) -> Result<ToppedUp, TopUpError> {
    let is_new = credit(tx, new)?;
    if is_new == ToppedUp::Now {
        wallets::insert_top_up(tx, now, new)?;
        debug_assert!(wallets::is_balanced(tx, new.account_id)?, "account {} has what it paid in", new.account_id);
    }
    Ok(is_new)
}

/// Adds a top-up that is not booked yet to its wallet; the caller writes the top-up itself.
///
/// # Errors
/// As [`top_up`].
pub(super) fn credit(tx: &Tx<'_>, new: &TopUp) -> Result<ToppedUp, TopUpError> {
    if new.amount <= Fen::ZERO {
        return Err(TopUpError::NoAmount);
    }
    match wallets::top_up(tx, &new.reference)? {
        Some(known) if known == (new.account_id, new.amount) => Ok(ToppedUp::Before),
        Some(_) => Err(TopUpError::OtherTopUp),
        None => {
            wallets::add(tx, new.account_id, new.amount)?;
            Ok(ToppedUp::Now)
        }
    }
}

/// The accounts whose wallets are not their top-ups minus their paid orders; a sound database has none.
pub fn unbalanced(db: &Db<'_>) -> Result<Vec<String>, StoreError> {
    wallets::unbalanced(db)
}
