//! Settings that change while the outlet serves.
//!
//! Whoever reads a setting reads the newest; whoever holds what was in effect a moment ago may go on holding it, because what was once
//! in effect stays in memory until the end. That is some kilobytes for each change that an admin makes, and it lets every room read
//! settings as plain fields, without a lock.

use std::ops::Deref;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use super::Config;

/// Lists of later settings, each twice as long as the one before: more changes than anybody makes between two starts.
const LISTS: usize = 24;

/// The settings in effect, which the manager's page may change.
#[derive(Debug)]
pub struct LiveConfig {
    /// Without what the page gave.
    base: Config,
    /// With what the page had given when the outlet started.
    first: Config,
    /// Those that came later: the n-th change, counted from 1, stands in the list of its highest bit.
    later: [OnceLock<Box<[OnceLock<Config>]>>; LISTS],
    /// How many changes there were.
    changes: AtomicUsize,
    turn: Mutex<()>,
    /// Why the outlet started without what the page had given, if it did.
    left_out: Option<String>,
}

impl LiveConfig {
    /// Settings as they are without the manager's page, and as they are with it.
    #[must_use]
    pub fn new(base: Config, first: Config) -> Self {
        let later = [const { OnceLock::new() }; LISTS];
        Self { base, first, later, changes: AtomicUsize::new(0), turn: Mutex::new(()), left_out: None }
    }

    /// Settings without those of the manager's page, because of what a sentence says.
    #[must_use]
    pub fn without_page(base: Config, sentence: String) -> Self {
        Self { left_out: Some(sentence), ..Self::from(base) }
    }

    /// Why what the page had given is not in effect; nothing where it is, as after the first change since that start.
    #[must_use]
    pub fn left_out(&self) -> Option<&str> {
        self.left_out.as_deref().filter(|_| self.version() == 0)
    }

    /// What flags, the environment and the file say.
    #[must_use]
    pub fn base(&self) -> &Config {
        &self.base
    }

    /// What was in effect when the outlet started.
    #[must_use]
    pub fn at_start(&self) -> &Config {
        &self.first
    }

    /// How often the settings have changed since the start: what was made of them is as good as new while this is the same.
    #[must_use]
    pub fn version(&self) -> usize {
        self.changes.load(Ordering::Acquire)
    }

    /// Puts what is read now into effect, one change after the other.
    ///
    /// # Errors
    /// Those of `read`; nothing has changed then.
    pub fn renew<E>(&self, read: impl FnOnce(&Config) -> Result<Config, E>) -> Result<(), E> {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let config = read(&self.base)?;
        let change = self.version() + 1;
        if let Some(slot) = self.slot(change) {
            // It is empty: changes come one after the other.
            let _ = slot.set(config);
            self.changes.store(change, Ordering::Release);
        }
        Ok(())
    }

    /// Where the settings of a change stand.
    fn slot(&self, change: usize) -> Option<&OnceLock<Config>> {
        let list = change.checked_ilog2()?;
        let slots = self.later.get(usize::try_from(list).ok()?)?;
        let slots = slots.get_or_init(|| (0..1_usize << list).map(|_| OnceLock::new()).collect());
        slots.get(change - (1 << list))
    }
}

impl Deref for LiveConfig {
    type Target = Config;

    fn deref(&self) -> &Config {
        self.slot(self.version()).and_then(OnceLock::get).unwrap_or(&self.first)
    }
}

impl From<Config> for LiveConfig {
    fn from(config: Config) -> Self {
        Self::new(config.clone(), config)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn each_change_is_in_effect_at_once_and_what_was_in_effect_stays_readable() {
        let live = LiveConfig::from(Config::load(None, &[]).unwrap());
        let before: &Config = &live;
        for change in 1..=40 {
            let name = format!("Gate {change}");
            let given = BTreeMap::from([("outlet.name", name.clone())]);
            live.renew(|base| base.with_page(&given)).unwrap();
            assert_eq!((live.outlet_name.clone(), live.version()), (name, change));
        }
        assert_eq!((before.outlet_name.as_str(), live.at_start().outlet_name.as_str()), ("Outpost", "Outpost"));
        assert!(live.renew(|_| Err("no")).is_err());
        assert_eq!(live.outlet_name, "Gate 40");
    }
}
