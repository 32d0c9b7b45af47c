//! Of whom a second factor is demanded: remembered, so that a call of the staff need not ask the database.

use std::sync::atomic::{AtomicU8, Ordering};

use super::{Outlet, demanded_roles};
use crate::accounts::{self, Account, Role};
use crate::store::StoreError;

/// One bit for each role.
#[derive(Default)]
struct Demands(AtomicU8);

impl Outlet {
    /// Reads what was demanded before this start.
    ///
    /// # Errors
    /// A [`StoreError`].
    pub fn recall_demands(&self) -> Result<(), StoreError> {
        let text = self.store.read(demanded_roles)?;
        let roles: Vec<Role> = text.split(',').filter_map(|number| Role::from_number(number.parse().ok()?)).collect();
        self.remember_demands(&roles);
        Ok(())
    }

    /// Remembers of which roles a second factor is demanded from now on.
    pub fn remember_demands(&self, roles: &[Role]) {
        let bits = roles.iter().fold(0, |bits, role| bits | bit(*role));
        self.memory::<Demands>().0.store(bits, Ordering::Relaxed);
    }

    /// Whether a second factor is demanded of a role.
    #[must_use]
    pub fn demands_second_factor(&self, role: Role) -> bool {
        self.memory::<Demands>().0.load(Ordering::Relaxed) & bit(role) != 0
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
