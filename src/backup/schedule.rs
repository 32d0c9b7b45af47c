//! Backups that a serving outlet makes by itself.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::backup_folder::{BackupFolder, PREFIX, modified_at};
use super::make::make_marked;
use super::{Manifest, Sealing, partial, second};
use crate::clock::{Clock, Instant, MINUTE_MS};
use crate::store::DATABASE_FILE;
use crate::store::files::with_ending;

/// Time after a failure until the next try: a full disk is not filled any faster by asking it every few seconds.
const PAUSE_MS: i64 = 10 * MINUTE_MS;

/// How a serving outlet makes backups.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Where they are kept.
    pub folder: PathBuf,
    /// Where each lies once more, if anywhere.
    pub second: Option<PathBuf>,
    /// Milliseconds between two; 0: none are made.
    pub every_ms: i64,
    /// So many of the newest are kept, in each place: of those that are made by themselves, and of those made by hand.
    pub keep: usize,
    /// Whether they are sealed.
    pub sealing: Sealing,
}

/// When backups are made, and how many are kept.
#[derive(Debug)]
pub struct Schedule {
    data: PathBuf,
    plan: Plan,
    backup_folder: BackupFolder,
    state: Mutex<State>,
    second: Mutex<State>,
    /// Whoever makes one: two at a time would copy the same.
    turn: Mutex<()>,
}

/// How the backups in one place are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// The newest moment whose state of the outlet is known to lie in a sound backup.
    pub good_at: Option<Instant>,
    /// Bytes of the last backup.
    pub bytes: u64,
    /// What went wrong since, for the log and the admin's page.
    pub failure: Option<String>,
    /// When the newest backup there was made.
    made_at: Option<i64>,
    /// When the next try may be, after a failure.
    not_before: Option<Instant>,
}

impl Schedule {
    /// The schedule of the data folder `data`. What killed backups have left in its places is removed.
    #[must_use]
    pub fn new(data: &Path, plan: Plan) -> Self {
        let known = |folder: &BackupFolder| second::newest(folder).map_or_else(State::default, |it| State::good(&it));
        let backup_folder = BackupFolder::new(plan.folder.clone());
        let second = plan.second.clone().map(|folder| known(&BackupFolder::new(folder))).unwrap_or_default();
        for folder in [Some(data), Some(&*plan.folder), plan.second.as_deref()].into_iter().flatten() {
            // A folder that is not there yet has nothing in it; what cannot be removed now is removed by the next backup.
            let _ = partial::sweep(folder, PREFIX);
        }
        let state = Mutex::new(known(&backup_folder));
        Self { data: data.to_owned(), plan, backup_folder, state, second: Mutex::new(second), turn: Mutex::new(()) }
    }

    /// How the backups are now.
    #[must_use]
    pub fn state(&self) -> State {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How those in the second place are; nothing where there is none.
    #[must_use]
    pub fn second_state(&self) -> Option<State> {
        self.plan.second.as_ref()?;
        let mut second = self.second.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let first = self.state();
        if second.made_at.is_some() && second.made_at == first.made_at {
            // The same backup counts as long there as here, where nothing has changed meanwhile.
            second.good_at = first.good_at;
        }
        Some(second)
    }

    /// Seconds since the last good backup, by the machine's clock; nothing when there is none.
    #[must_use]
    pub fn age_seconds(&self) -> Option<i64> {
        self.state().age_seconds()
    }

    /// What `/readyz` tells of the second place: the age of its newest backup, and whether it is late.
    #[must_use]
    pub fn second_age(&self) -> Option<(Option<i64>, bool)> {
        self.second_state().map(|state| (state.age_seconds(), self.plan.every_ms > 0 && self.is_late_in(&state)))
    }

    /// Whether backups are made and the last good one is older than twice the time between two. Where there is none yet, the first
    /// comes with the next round of the regular work: it is late only once that has failed.
    #[must_use]
    pub fn is_late(&self) -> bool {
        self.plan.every_ms > 0 && self.is_late_in(&self.state())
    }

    fn is_late_in(&self, state: &State) -> bool {
        let late_after = self.plan.every_ms.saturating_mul(2) / 1000;
        state.age_seconds().map_or_else(|| state.failure.is_some(), |age| age > late_after)
    }

    /// Makes a backup if one is due; whether it did. It takes as long as the copy takes: not for a thread that serves.
    ///
    /// # Errors
    /// The sentence of [`super::make()`]; the next try is in ten minutes.
    pub fn run_if_due(&self) -> Result<bool, String> {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let made = self.make_if_due();
        // A first place that fails keeps nobody from copying what lies there.
        self.copy_if_due().and(made)
    }

    /// Makes a backup now by hand, whatever is due; its file. How the second place is [`Schedule::second_state`] says.
    ///
    /// # Errors
    /// The sentence of [`super::make()`].
    pub fn make_now(&self) -> Result<PathBuf, String> {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let (now, state) = (Clock::machine().now(), self.state());
        match self.make(now, true) {
            Ok((file, manifest)) => {
                self.set(State::good(&manifest));
                let _ = self.copy_if_due();
                Ok(file)
            }
            Err(sentence) => {
                self.set(state.failed(&sentence, now));
                Err(sentence)
            }
        }
    }

    fn make_if_due(&self) -> Result<bool, String> {
        let now = Clock::machine().now();
        let state = self.state();
        let fresh = state.good_at.is_some_and(|at| (0..self.plan.every_ms).contains(&now.since(at)));
        if self.plan.every_ms == 0 || state.waits(now) || fresh {
            return Ok(false);
        }
        if state.good_at.is_some_and(|at| self.unchanged_since(at)) {
            // The last backup is as good as one made now, and an idle outlet spares its disk.
            self.set(State { good_at: Some(now), failure: None, not_before: None, ..state });
            return Ok(false);
        }
        let made = self.make(now, false);
        match &made {
            Ok((_, manifest)) => self.set(State::good(manifest)),
            Err(sentence) => self.set(state.failed(sentence, now)),
        }
        made.map(|_| true)
    }

    fn make(&self, now: Instant, by_hand: bool) -> Result<(PathBuf, Manifest), String> {
        let lock = self.plan.sealing.lock()?;
        let folder =
            self.backup_folder.folder().map_err(|error| format!("The backup folder cannot be made: {error}."))?;
        let (file, manifest) = make_marked(&self.data, folder, now, lock.as_ref(), by_hand)?;
        // A copy of a loss must not push a whole one out.
        if manifest.missing_commits.is_none() {
            self.prune(&self.backup_folder)?;
        }
        Ok((file, manifest))
    }

    fn prune(&self, folder: &BackupFolder) -> Result<(), String> {
        folder.prune_each(self.plan.keep).map(drop).map_err(|error| format!("Old backups cannot be removed: {error}."))
    }

    /// Copies the newest backup to the second place, if it is not there yet.
    fn copy_if_due(&self) -> Result<(), String> {
        let Some(folder) = self.plan.second.as_deref().filter(|_| self.plan.every_ms > 0) else { return Ok(()) };
        let now = Clock::machine().now();
        let state = self.second.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let newest = self.state().made_at;
        if newest.is_none() || state.made_at >= newest || state.waits(now) {
            return Ok(());
        }
        let Some((file, manifest)) = self.backup_folder.backups().into_iter().next() else { return Ok(()) };
        let copied =
            second::copy_to(folder, &file, &manifest).and_then(|_| self.prune(&BackupFolder::new(folder.to_owned())));
        let (state, told) = match copied {
            Ok(()) => (State::good(&manifest), Ok(())),
            Err(sentence) => (state.failed(&sentence, now), Err(sentence)),
        };
        *self.second.lock().unwrap_or_else(PoisonError::into_inner) = state;
        told
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
        Self {
            good_at: Some(Instant(manifest.made_at)),
            bytes: manifest.bytes,
            made_at: Some(manifest.made_at),
            ..Self::default()
        }
    }

    fn failed(self, sentence: &str, now: Instant) -> Self {
        Self { failure: Some(sentence.to_owned()), not_before: Some(now.plus_ms(PAUSE_MS)), ..self }
    }

    /// Whether a failure was a moment ago; never longer than the pause, even when the clock was set back meanwhile.
    fn waits(&self, now: Instant) -> bool {
        self.not_before.is_some_and(|until| (1..=PAUSE_MS).contains(&until.since(now)))
    }

    fn age_seconds(&self) -> Option<i64> {
        self.good_at.map(|at| Clock::machine().now().since(at).max(0) / 1000)
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
        let plan = |every_ms| Plan {
            folder: home.join("backups"),
            second: Some(home.join("second")),
            every_ms,
            keep: 3,
            sealing: Sealing::Open,
        };
        let schedule = |every_ms| Schedule::new(&home, plan(every_ms));
        let (daily, never) = (schedule(DAY_MS), schedule(0));
        assert!(!daily.is_late() && !never.is_late());
        // There is no database in the folder, so nothing can be copied.
        assert!(daily.run_if_due().is_err() && never.run_if_due() == Ok(false));
        assert!(daily.is_late() && !never.is_late());
        std::fs::remove_dir_all(&home).unwrap();
    }
}
