//! Backups that a serving outlet makes by itself.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::backup_folder::{BackupFolder, modified_at};
use super::{Manifest, make};
use crate::clock::{Clock, Instant, MINUTE_MS};
use crate::store::DATABASE_FILE;
use crate::store::files::with_ending;

/// Time after a failure until the next try: a full disk is not filled any faster by asking it every few seconds.
const PAUSE_MS: i64 = 10 * MINUTE_MS;

/// When backups are made, and how many are kept.
#[derive(Debug)]
pub struct Schedule {
    data: PathBuf,
    backup_folder: BackupFolder,
    every_ms: i64,
    keep: usize,
    state: Mutex<State>,
}

/// How the backups are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// The newest moment whose state of the outlet is known to lie in a sound backup.
    pub good_at: Option<Instant>,
    /// Bytes of the last backup.
    pub bytes: u64,
    /// What went wrong since, for the log and the admin's page.
    pub failure: Option<String>,
    /// When the next try may be, after a failure.
    not_before: Option<Instant>,
}

impl Schedule {
    /// The schedule of the data folder `data`: a backup in `folder` every `every_ms` milliseconds (0: never), the newest `keep`
    /// are kept.
    #[must_use]
    pub fn new(data: &Path, folder: PathBuf, every_ms: i64, keep: usize) -> Self {
        let backup_folder = BackupFolder::new(folder);
        let last = backup_folder.backups().into_iter().next().map(|(_, manifest)| manifest);
        let state = last.map_or_else(State::default, |manifest| State::good(&manifest));
        Self { data: data.to_owned(), backup_folder, every_ms, keep, state: Mutex::new(state) }
    }

    /// How the backups are now.
    #[must_use]
    pub fn state(&self) -> State {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Seconds since the last good backup, by the machine's clock; nothing when there is none.
    #[must_use]
    pub fn age_seconds(&self) -> Option<i64> {
        self.state().good_at.map(|at| Clock::machine().now().since(at).max(0) / 1000)
    }

    /// Whether backups are made and the last good one is older than twice the time between two. Where there is none yet, the first
    /// comes with the next round of the regular work: it is late only once that has failed.
    #[must_use]
    pub fn is_late(&self) -> bool {
        let late_after = self.every_ms.saturating_mul(2) / 1000;
        let is_late = self.age_seconds().map_or_else(|| self.state().failure.is_some(), |age| age > late_after);
        self.every_ms > 0 && is_late
    }

    /// Makes a backup if one is due; whether it did. It takes as long as the copy takes: not for a thread that serves.
    ///
    /// # Errors
    /// The sentence of [`make()`]; the next try is in ten minutes.
    pub fn run_if_due(&self) -> Result<bool, String> {
        let now = Clock::machine().now();
        let state = self.state();
        // Never longer than the pause, even when the clock was set back meanwhile.
        let waits = state.not_before.is_some_and(|until| (1..=PAUSE_MS).contains(&until.since(now)));
        let fresh = state.good_at.is_some_and(|at| (0..self.every_ms).contains(&now.since(at)));
        if self.every_ms == 0 || waits || fresh {
            return Ok(false);
        }
        if state.good_at.is_some_and(|at| self.unchanged_since(at)) {
            // The last backup is as good as one made now, and an idle outlet spares its disk.
            self.set(State { good_at: Some(now), failure: None, not_before: None, ..state });
            return Ok(false);
        }
        let made = self.make(now);
        match &made {
            Ok(manifest) => self.set(State::good(manifest)),
            Err(sentence) => {
                self.set(State { failure: Some(sentence.clone()), not_before: Some(now.plus_ms(PAUSE_MS)), ..state });
            }
        }
        made.map(|_| true)
    }

    fn make(&self, now: Instant) -> Result<Manifest, String> {
        let folder =
            self.backup_folder.folder().map_err(|error| format!("The backup folder cannot be made: {error}."))?;
        let (_, manifest) = make(&self.data, folder, now)?;
        self.backup_folder.prune(self.keep, now).map_err(|error| format!("Old backups cannot be removed: {error}."))?;
        Ok(manifest)
    }

    /// Whether neither the database nor its log was written since an instant, as far as the disk knows. A second of doubt counts
    /// as written: file times are coarser than commits.
    fn unchanged_since(&self, at: Instant) -> bool {
        let file = self.data.join(DATABASE_FILE);
        let written_before = |written: Instant| written < at.plus_ms(-1000);
        modified_at(&file).is_some_and(written_before)
            && modified_at(&with_ending(&file, "-wal")).is_none_or(written_before)
    }

    fn set(&self, state: State) {
        *self.state.lock().unwrap_or_else(PoisonError::into_inner) = state;
    }
}

impl State {
    fn good(manifest: &Manifest) -> Self {
        Self { good_at: Some(Instant(manifest.made_at)), bytes: manifest.bytes, failure: None, not_before: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::DAY_MS;

    #[test]
    fn a_new_outlet_is_not_late_and_one_that_cannot_make_its_first_backup_is() {
        let home = std::env::temp_dir().join(format!("outpost-schedule-{}", crate::random::Ids::fresh().uuid()));
        std::fs::create_dir_all(&home).unwrap();
        let schedule = |every_ms| Schedule::new(&home, home.join("backups"), every_ms, 3);
        let (daily, never) = (schedule(DAY_MS), schedule(0));
        assert!(!daily.is_late() && !never.is_late());
        // There is no database in the folder, so nothing can be copied.
        assert!(daily.run_if_due().is_err() && never.run_if_due() == Ok(false));
        assert!(daily.is_late() && !never.is_late());
        std::fs::remove_dir_all(&home).unwrap();
    }
}
