//! Minutes and exclusive numbers that an account got without an order: by a redeem code, by opening an instalment account.
//!
//! Whoever gives something calls [`give_minutes`] or [`give_number`]; the packages' lists count what was given beside what was
//! bought.

use super::sql::grants as sql;
use super::sql::numbers;
use crate::channels::roaming::ids::{GrantId, VoucherId};
use crate::clock::{DAY_MS, Instant};
use crate::ids::AccountId;
use crate::store::{StoreError, Tx};

/// Days that given minutes last (docs/spec/roaming.md section 9).
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
    pub id: GrantId,
    /// Whose it is.
    pub account_id: AccountId,
    /// The code that gave it.
    pub voucher_id: Option<VoucherId>,
    /// Where it comes from, for its owner.
    pub source: String,
    /// What it is.
    pub service: Service,
    /// First valid instant.
    pub starts_at: Instant,
    /// Last valid instant.
    pub ends_at: Instant,
}

/// Why something is given.
#[derive(Clone, Copy, Debug)]
pub struct GrantOrigin<'s> {
    /// The code that gives it.
    pub voucher: Option<VoucherId>,
    /// Where it comes from, for its owner.
    pub source: &'s str,
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
    account: AccountId,
    minutes: i64,
    origin: GrantOrigin<'_>,
) -> Result<Grant, StoreError> {
    let ends_at = now.plus_ms(MINUTES_LAST_DAYS * DAY_MS);
    give(tx, account, Service::Minutes(minutes), (now, ends_at), origin)
}

/// Gives a number of the pool that nobody holds in the next so many days.
///
/// # Errors
/// [`GrantError::NoNumber`].
pub fn give_number(
    tx: &Tx<'_>,
    now: Instant,
    account: AccountId,
    days: i64,
    origin: GrantOrigin<'_>,
) -> Result<Grant, GrantError> {
    let ends_at = now.plus_ms(days.saturating_mul(DAY_MS));
    let free = numbers::free_numbers(tx, account, (now, ends_at), 1)?;
    let phone = free.into_iter().next().ok_or(GrantError::NoNumber)?;
    Ok(give(tx, account, Service::Number(phone), (now, ends_at), origin)?)
}

fn give(
    tx: &Tx<'_>,
    account_id: AccountId,
    service: Service,
    (starts_at, ends_at): (Instant, Instant),
    origin: GrantOrigin<'_>,
) -> Result<Grant, StoreError> {
    let id = GrantId::next(tx)?;
    let (voucher_id, source) = (origin.voucher, origin.source.to_owned());
    let grant = Grant { id, account_id, voucher_id, source, service, starts_at, ends_at };
    sql::insert(tx, &grant)?;
    Ok(grant)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::TestStore;

    const NOW: Instant = Instant(1_467_787_474_000);

    #[test]
    fn given_minutes_count_for_a_year_and_the_pool_s_numbers_run_out() {
        let test = TestStore::with_demo();
        let granted = test.write(|tx| {
            let origin = GrantOrigin { voucher: None, source: "活动" };
            give_minutes(tx, NOW, AccountId(7), 500, GrantOrigin { source: "信程", ..origin })?;
            give_minutes(tx, NOW, AccountId(7), 40, origin)?;
            for _ in 0..5 {
                give_number(tx, NOW, AccountId(7), 10, origin).unwrap();
            }
            assert_eq!(give_number(tx, NOW, AccountId(8), 1, origin), Err(GrantError::NoNumber), "all five are given");
            assert!(give_number(tx, NOW.plus_ms(11 * DAY_MS), AccountId(8), 1, origin).is_ok(), "they are free again");
            Ok(())
        });
        granted.unwrap();
        let year = 365 * DAY_MS;
        let count = |account, at| test.store.read(|db| sql::minutes(db, account, at)).unwrap();
        let found = [
            count(AccountId(7), NOW),
            count(AccountId(7), NOW.plus_ms(year)),
            count(AccountId(7), NOW.plus_ms(year + 1)),
            count(AccountId(8), NOW),
        ];
        assert_eq!(found, [540, 540, 0, 0]);
        let mine = test.store.read(|db| sql::numbers(db, AccountId(7), NOW, NOW)).unwrap();
        assert_eq!(mine.len(), 5);
    }
}
