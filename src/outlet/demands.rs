//! Of whom a second factor is demanded: remembered, so that a call of the staff need not ask the database.

use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Mutex, PoisonError};

use super::{Outlet, demanded_roles};
use crate::accounts::{self, Account, Role};
use crate::store::StoreError;

#[derive(Default)]
struct Demands {
    /// One bit for each role.
    bits: AtomicU8,
    /// Held while they are read: of two who read, the later one has the last word.
    reading: Mutex<()>,
}

impl Outlet {
    /// Reads of which roles a second factor is demanded: at the start, and when that has changed.
    ///
    /// # Errors
    /// A [`StoreError`].
    pub fn recall_demands(&self) -> Result<(), StoreError> {
        let demands = self.memory::<Demands>();
        let _reading = demands.reading.lock().unwrap_or_else(PoisonError::into_inner);
        let text = self.store.read(demanded_roles)?;
        let roles = text.split(',').filter_map(|number| Role::from_number(number.parse().ok()?));
        demands.bits.store(roles.fold(0, |bits, role| bits | bit(role)), Ordering::Relaxed);
        Ok(())
    }

    /// Whether a second factor is demanded of a role.
    #[must_use]
    pub fn demands_second_factor(&self, role: Role) -> bool {
        self.memory::<Demands>().bits.load(Ordering::Relaxed) & bit(role) != 0
    }

    /// Whether somebody may not work before a second factor is set up.
    ///
    /// # Errors
    /// A [`StoreError`].
    pub fn lacks_second_factor(&self, account: &Account) -> Result<bool, StoreError> {
        if !self.demands_second_factor(account.role) {
            return Ok(false);
        }
        Ok(!self.store.read(|db| accounts::has_second_factor(db, account.id))?)
    }
}

fn bit(role: Role) -> u8 {
    1 << role.number()
}
