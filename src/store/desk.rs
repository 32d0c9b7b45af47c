//! The desk: the one connection that writes, and how several writes share a commit.

use std::sync::Arc;
use std::time::Duration;

use rusqlite::Connection;

use super::basis::{Stamps, View};
use super::connection::control;
use super::counters::Counters;
use super::mark::Mark;
use super::writer::Work;
use super::{Figures, StoreError, Tx, Vault, digests};
use crate::clock::Stopwatch;

/// How long a stop may take for digests.
const LAST_DIGESTS: Duration = Duration::from_secs(2);

/// What a store's desk is made of.
pub(super) struct Parts {
    pub(super) connection: Connection,
    pub(super) vault: Arc<Vault>,
    pub(super) mark: Mark,
    pub(super) stamps: Arc<Stamps>,
}

/// What is written with. Whoever has it is the only one that writes.
pub(super) struct Desk {
    parts: Parts,
    counters: Counters,
    figures: Arc<Figures>,
    slow: Duration,
}

/// How a write went.
struct Ran {
    kept: bool,
    changed: bool,
}

impl Desk {
    /// A write that takes longer than `slow` is told in the log.
    pub(super) fn new(parts: Parts, figures: Arc<Figures>, slow: Duration) -> Self {
        Self { parts, counters: Counters::default(), figures, slow }
    }

    /// How long it may take until the mark must be brought to the disk; nothing when it is there.
    pub(super) fn patience(&self) -> Option<Duration> {
        self.parts.mark.patience()
    }

    /// Brings the mark to the disk if it is time.
    pub(super) fn bring_mark_to_disk(&self) {
        self.parts.mark.sync_if_due();
    }

    /// The last things before the store is closed.
    pub(super) fn finish(&self) {
        self.finish_digests();
        if let Err(error) = self.parts.connection.execute_batch("pragma wal_checkpoint(truncate)") {
            let is_told = StoreError::from(&error).is_of_the_disk(); // by every write that failed
            if !is_told {
                tracing::warn!(%error, "the last checkpoint failed; the next start will make it up");
            }
        }
    }

    fn transaction(&self) -> Tx<'_> {
        Tx::new(&self.parts.connection, &self.parts.vault, &self.counters)
    }

    /// Makes the digests that are still due; what would take longer than a stop may is left to the next start.
    fn finish_digests(&self) {
        let (watch, tx, connection) = (Stopwatch::start(), self.transaction(), &self.parts.connection);
        while watch.elapsed() < LAST_DIGESTS && matches!(digests::are_due(&tx), Ok(true)) {
            let made = control(connection, "begin immediate")
                .and_then(|()| digests::make_some(&tx))
                .and_then(|()| control(connection, "commit"));
            if let Err(error) = made {
                tracing::debug!(%error, "the last digests could not be made; they are due");
                // Best effort, as after any other write.
                let _ = connection.execute_batch("rollback");
                break;
            }
        }
    }

    /// Commits a batch; where that fails as a whole, each closure gets a transaction of its own, so that the one that cannot be
    /// written fails alone.
    #[must_use = "who waits is to be answered when the desk is free"]
    pub(super) fn write(&self, mut batch: Vec<Box<dyn Work>>) -> Vec<Box<dyn Work>> {
        let outcome = self.commit(&mut batch);
        match outcome {
            Ok(()) => {}
            Err(error) if batch.len() == 1 => self.fail(&mut batch[0], &error),
            Err(_) => {
                for work in &mut batch {
                    if let Err(error) = self.commit(std::slice::from_mut(work)) {
                        self.fail(work, &error);
                    }
                }
            }
        }
        batch
    }

    fn fail(&self, work: &mut Box<dyn Work>, error: &StoreError) {
        // Whoever waits for the answer logs it once, with what it was for.
        tracing::debug!(%error, holder = work.name(), "a write failed");
        self.figures.count_failed();
        if error.is_of_the_disk() {
            self.figures.note_hurt();
        }
        work.fail(error.clone());
    }

    fn commit(&self, batch: &mut [Box<dyn Work>]) -> Result<(), StoreError> {
        let connection = &self.parts.connection;
        let (watch, before) = (Stopwatch::start(), connection.total_changes());
        let failed_before = self.figures.failed();
        let outcome = self.run_all(batch);
        let all_kept = outcome.is_ok() && self.figures.failed() == failed_before;
        if all_kept && connection.total_changes() > before {
            self.figures.note_kept();
        }
        if let Ok(Some(commits)) = &outcome {
            // Before anybody is answered: what was answered is marked.
            self.parts.mark.note(*commits);
        }
        if outcome.is_ok() {
            self.counters.begin_anew();
        } else {
            self.counters.forget();
        }
        if outcome.is_err() && !connection.is_autocommit() {
            // Best effort: a connection that cannot roll back fails the next begin as well, and says so there.
            let _ = connection.execute_batch("rollback");
        }
        let took = watch.elapsed();
        self.figures.commit_time.count(u64::try_from(took.as_micros()).unwrap_or(u64::MAX));
        self.figures.commit_size.count(batch.len() as u64);
        if took > self.slow {
            let holder = batch.first().map_or("", |work| work.name());
            tracing::warn!(holder, writes = batch.len(), elapsed = took.as_millis(), "a transaction was slow");
        }
        outcome.map(|_| ())
    }

    /// Runs a batch; the number of the commit, nothing where there was nothing to keep.
    fn run_all(&self, batch: &mut [Box<dyn Work>]) -> Result<Option<u64>, StoreError> {
        let (connection, stamps) = (&self.parts.connection, &self.parts.stamps);
        control(connection, "begin immediate")?;
        stamps.look_for_strangers();
        let tx = self.transaction().with_view(View::Write(stamps));
        let changed = if let [work] = batch {
            let ran = self.run(&tx, work);
            if !ran.kept {
                // One alone needs no savepoint: the transaction itself is what is undone.
                control(connection, "rollback")?;
                stamps.raise();
                return Ok(None);
            }
            if connection.is_autocommit() {
                // What is written now would be kept by itself. With a savepoint its release would have told.
                return Err(StoreError::Other("the transaction was undone as a whole".to_owned()));
            }
            ran.changed
        } else {
            let mut changed = false;
            for work in batch.iter_mut() {
                changed |= self.run_in_part(&tx, work)?.changed;
            }
            changed
        };
        self.counters.write(connection)?;
        let commits = if changed { Some(self.count()?) } else { None };
        control(connection, "commit")?;
        stamps.raise();
        Ok(commits)
    }

    /// Runs one of several, in a savepoint of its own.
    fn run_in_part(&self, tx: &Tx<'_>, work: &mut Box<dyn Work>) -> Result<Ran, StoreError> {
        let connection = &self.parts.connection;
        control(connection, "savepoint work")?;
        let ran = self.run(tx, work);
        if !ran.kept {
            // A full disk may have ended the whole transaction: then this fails, and the batch with it.
            control(connection, "rollback to work")?;
        }
        control(connection, "release work")?;
        Ok(ran)
    }

    fn run(&self, tx: &Tx<'_>, work: &mut Box<dyn Work>) -> Ran {
        let connection = &self.parts.connection;
        let (watch, before) = (Stopwatch::start(), connection.total_changes());
        let point = self.counters.point();
        let kept = work.run(tx);
        let hurt = tx.take_hurt();
        let changed = kept && (connection.total_changes() > before || self.counters.point() != point);
        if !kept {
            self.counters.go_back_to(point);
            if hurt {
                // The rule was told in its own words, so nobody else would notice.
                tracing::debug!(holder = work.name(), "a write failed because of the disk");
                self.figures.count_failed();
                self.figures.note_hurt();
            }
        }
        if watch.elapsed() > self.slow {
            tracing::warn!(holder = work.name(), elapsed = watch.elapsed().as_millis(), "a write was slow");
        }
        Ran { kept, changed }
    }

    /// Counts the commit.
    fn count(&self) -> Result<u64, StoreError> {
        let sql = "insert into counters (name, next) values ('commits', 2)
            on conflict (name) do update set next = next + 1
            returning next - 1";
        let commits: i64 = self.parts.connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?;
        Ok(commits.unsigned_abs())
    }
}
