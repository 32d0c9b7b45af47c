//! Minutes and exclusive numbers that an account got without an order: by a redeem code, by opening an instalment account.
//!
//! Whoever gives something calls [`give`]; whoever counts a user's minutes and numbers adds those of [`of_account`] to the
//! ones that were bought.

use super::sql::grants as sql;
use super::sql::numbers;
use crate::clock::{DAY_MS, Instant};
use crate::store::{Db, StoreError, Tx};

/// Days that given minutes last (roaming.md section 9).
const MINUTES_LAST_DAYS: i64 = 365;

/// What is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Service {
    /// Call minutes.
    Minutes(i64),
    /// An exclusive number of the pool.
    Number(String),
}

/// Something that was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// Its id.
    pub id: i64,
    /// Whose it is.
    pub account_id: i64,
    /// The code that gave it.
    pub voucher_id: Option<i64>,
    /// Where it comes from, for its owner.
    pub source: String,
    /// What it is.
    pub service: Service,
    /// First valid instant.
    pub starts_at: Instant,
    /// Last valid instant.
    pub ends_at: Instant,
}

/// Why a number cannot be given.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GrantError {
    /// No number is free for the whole period.
    #[error("no number is free for the whole period")]
    NoNumber,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Gives call minutes for a year from now.
///
/// # Errors
/// A [`StoreError`], of a constraint when the code has given something before.
pub fn give_minutes(
    tx: &Tx<'_>,
    now: Instant,
    account: i64,
    minutes: i64,
    (voucher, source): (Option<i64>, &str),
) -> Result<Grant, StoreError> {
    let ends_at = now.plus_ms(MINUTES_LAST_DAYS * DAY_MS);
    give(tx, account, Service::Minutes(minutes), (now, ends_at), (voucher, source))
}

/// Gives a number of the pool that nobody holds in the next so many days.
///
/// # Errors
/// [`GrantError::NoNumber`].
pub fn give_number(
    tx: &Tx<'_>,
    now: Instant,
    account: i64,
    days: i64,
    (voucher, source): (Option<i64>, &str),
) -> Result<Grant, GrantError> {
    let ends_at = now.plus_ms(days.saturating_mul(DAY_MS));
    let free = numbers::free_numbers(tx, account, "", (now, ends_at), 1)?;
    let phone = free.into_iter().next().ok_or(GrantError::NoNumber)?;
    Ok(give(tx, account, Service::Number(phone), (now, ends_at), (voucher, source))?)
}

fn give(
    tx: &Tx<'_>,
    account_id: i64,
    service: Service,
    (starts_at, ends_at): (Instant, Instant),
    (voucher_id, source): (Option<i64>, &str),
) -> Result<Grant, StoreError> {
    let id = tx.next_id("service_grants")?;
    let grant = Grant { id, account_id, voucher_id, source: source.to_owned(), service, starts_at, ends_at };
    sql::insert(tx, &grant)?;
    Ok(grant)
}

/// All that an account was given, ended or not, by id.
///
/// # Errors
/// A [`StoreError`].
#[allow(dead_code, reason = "the packages' lists read it; they come in from a branch of their own")]
pub fn of_account(db: &Db<'_>, account: i64) -> Result<Vec<Grant>, StoreError> {
    sql::of_account(db, account)
}
