//! The one thread that writes. It takes what waits in a bounded queue, runs it in one transaction, each closure in a
//! savepoint of its own, and answers after the commit: ten orders that come together cost one sync of the disk.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, SyncSender, TrySendError};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use rusqlite::Connection;
use tokio::sync::oneshot;

use super::counters::Counters;
use super::mark::Mark;
use super::{Figures, StoreError, Tx, Vault, digests};
use crate::clock::Stopwatch;

/// The most closures that share one commit: more would make the first of them wait too long.
const BATCH: usize = 256;
/// How long a stop may take for digests.
const LAST_DIGESTS: Duration = Duration::from_secs(2);

/// The way to the writer thread.
pub(super) struct Writer {
    queue: Mutex<Option<SyncSender<Box<dyn Work>>>>,
    waiting: Arc<AtomicUsize>,
    figures: Arc<Figures>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

/// A closure in the queue with the place its answer goes to.
trait Work: Send {
    /// Runs it; whether its changes are to be kept.
    fn run(&mut self, tx: &Tx<'_>) -> bool;
    /// Replaces its result by a failure of the store.
    fn fail(&mut self, error: StoreError);
    /// What it is, for the log: the path of the function that wrote it.
    fn name(&self) -> &'static str;
    /// Hands the result over; nobody may be waiting any more, which is fine.
    fn answer(self: Box<Self>);
}

struct Task<F, T, E> {
    work: F,
    result: Option<Result<T, E>>,
    reply: oneshot::Sender<Result<T, E>>,
}

impl<F, T, E> Work for Task<F, T, E>
where
    F: FnMut(&Tx<'_>) -> Result<T, E> + Send,
    T: Send,
    E: From<StoreError> + Send,
{
    fn run(&mut self, tx: &Tx<'_>) -> bool {
        let result = catch_unwind(AssertUnwindSafe(|| (self.work)(tx)))
            .unwrap_or_else(|_| Err(StoreError::Other("a write panicked".to_owned()).into()));
        let keep = result.is_ok();
        self.result = Some(result);
        keep
    }

    fn name(&self) -> &'static str {
        std::any::type_name::<F>()
    }

    fn fail(&mut self, error: StoreError) {
        self.result = Some(Err(error.into()));
    }

    fn answer(self: Box<Self>) {
        let task = *self;
        if let Some(result) = task.result {
            // The caller may have hung up; its order is kept all the same.
            let _ = task.reply.send(result);
        }
    }
}

impl Writer {
    pub(super) fn start(
        connection: Connection,
        queue: usize,
        slow: Duration,
        vault: Arc<Vault>,
        mark: Mark,
    ) -> Result<Self, String> {
        let (sender, receiver) = mpsc::sync_channel(queue);
        let waiting = Arc::new(AtomicUsize::new(0));
        let figures = Arc::new(Figures::default());
        let (counted, measured) = (Arc::clone(&waiting), Arc::clone(&figures));
        let counters = Counters::default();
        let desk = Desk { connection, vault, counters, waiting: counted, figures: measured, slow, mark };
        let thread = std::thread::Builder::new()
            .name("writer".to_owned())
            .spawn(move || desk.write_until_closed(&receiver))
            .map_err(|error| format!("The writer thread cannot be started: {error}."))?;
        Ok(Self { queue: Mutex::new(Some(sender)), waiting, figures, thread: Mutex::new(Some(thread)) })
    }

    pub(super) fn submit<T, E, F>(&self, work: F) -> Result<oneshot::Receiver<Result<T, E>>, StoreError>
    where
        F: FnMut(&Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        self.enqueue(Box::new(Task { work, result: None, reply }))?;
        Ok(answer)
    }

    /// Apart from [`Writer::submit`], so that it is compiled once and not for each of the program's writes.
    fn enqueue(&self, task: Box<dyn Work>) -> Result<(), StoreError> {
        let queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        let sender = queue.as_ref().ok_or(StoreError::Closed)?;
        self.waiting.fetch_add(1, Ordering::Relaxed);
        sender.try_send(task).map_err(|error| {
            self.waiting.fetch_sub(1, Ordering::Relaxed);
            match error {
                TrySendError::Full(_) => {
                    self.figures.count_refused();
                    StoreError::Busy
                }
                TrySendError::Disconnected(_) => StoreError::Closed,
            }
        })
    }

    pub(super) fn figures(&self) -> &Figures {
        &self.figures
    }

    pub(super) fn queue_length(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }
}

impl Drop for Writer {
    /// Closes the queue and waits until what was accepted is written and the file is checkpointed.
    fn drop(&mut self) {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner).take();
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if thread.is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("the writer thread ended with a panic");
        }
    }
}

/// What the writer thread works with.
struct Desk {
    connection: Connection,
    vault: Arc<Vault>,
    counters: Counters,
    waiting: Arc<AtomicUsize>,
    figures: Arc<Figures>,
    slow: Duration,
    mark: Mark,
}

impl Desk {
    fn write_until_closed(&self, queue: &Receiver<Box<dyn Work>>) {
        while let Some(first) = self.next(queue) {
            let mut batch = vec![first];
            batch.extend(queue.try_iter().take(BATCH - 1));
            let taken = batch.len();
            self.write(batch);
            self.waiting.fetch_sub(taken, Ordering::Relaxed);
        }
        self.finish_digests();
        if let Err(error) = self.connection.execute_batch("pragma wal_checkpoint(truncate)") {
            let is_told = StoreError::from(&error).is_of_the_disk(); // by every write that failed
            if !is_told {
                tracing::warn!(%error, "the last checkpoint failed; the next start will make it up");
            }
        }
    }

    fn transaction(&self) -> Tx<'_> {
        Tx::new(&self.connection, &self.vault, &self.counters)
    }

    /// Makes the digests that are still due; what would take longer than a stop may is left to the next start.
    fn finish_digests(&self) {
        let (watch, tx) = (Stopwatch::start(), self.transaction());
        while watch.elapsed() < LAST_DIGESTS && matches!(digests::are_due(&tx), Ok(true)) {
            let made = control(&self.connection, "begin immediate")
                .and_then(|()| digests::make_some(&tx))
                .and_then(|()| control(&self.connection, "commit"));
            if let Err(error) = made {
                tracing::debug!(%error, "the last digests could not be made; they are due");
                // Best effort, as after any other write.
                let _ = self.connection.execute_batch("rollback");
                break;
            }
        }
    }

    /// Waits for work; while nothing comes, the mark is brought to the disk.
    fn next(&self, queue: &Receiver<Box<dyn Work>>) -> Option<Box<dyn Work>> {
        if let Some(patience) = self.mark.patience() {
            match queue.recv_timeout(patience) {
                Err(RecvTimeoutError::Timeout) => self.mark.sync(),
                outcome => return outcome.ok(),
            }
        }
        queue.recv().ok()
    }

    /// Commits a batch; where that fails as a whole, each closure gets a transaction of its own, so that the one that cannot be
    /// written fails alone.
    fn write(&self, mut batch: Vec<Box<dyn Work>>) {
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
        for work in batch {
            work.answer();
        }
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
        let (watch, before) = (Stopwatch::start(), self.connection.total_changes());
        let failed_before = self.figures.failed();
        let outcome = self.run_all(batch);
        let all_kept = outcome.is_ok() && self.figures.failed() == failed_before;
        if all_kept && self.connection.total_changes() > before {
            self.figures.note_kept();
        }
        if let Ok(Some(commits)) = &outcome {
            // Before anybody is answered: what was answered is marked.
            self.mark.note(*commits);
        }
        if outcome.is_ok() {
            self.counters.begin_anew();
        } else {
            self.counters.forget();
        }
        if outcome.is_err() && !self.connection.is_autocommit() {
            // Best effort: a connection that cannot roll back fails the next begin as well, and says so there.
            let _ = self.connection.execute_batch("rollback");
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
        control(&self.connection, "begin immediate")?;
        let tx = self.transaction();
        let mut changed = false;
        for work in batch.iter_mut() {
            let (watch, before) = (Stopwatch::start(), self.connection.total_changes());
            let point = self.counters.point();
            control(&self.connection, "savepoint work")?;
            let kept = work.run(&tx);
            let hurt = tx.take_hurt();
            changed |= kept && (self.connection.total_changes() > before || self.counters.point() != point);
            if !kept {
                self.counters.go_back_to(point);
                // A full disk may have ended the whole transaction: then this fails, and the batch with it.
                control(&self.connection, "rollback to work")?;
                if hurt {
                    // The rule was told in its own words, so nobody else would notice.
                    tracing::debug!(holder = work.name(), "a write failed because of the disk");
                    self.figures.count_failed();
                    self.figures.note_hurt();
                }
            }
            control(&self.connection, "release work")?;
            if watch.elapsed() > self.slow {
                tracing::warn!(holder = work.name(), elapsed = watch.elapsed().as_millis(), "a write was slow");
            }
        }
        self.counters.write(&self.connection)?;
        let commits = if changed { Some(self.count()?) } else { None };
        control(&self.connection, "commit")?;
        Ok(commits)
    }

    /// Counts the commit.
    fn count(&self) -> Result<u64, StoreError> {
        let sql = "insert into counters (name, next) values ('commits', 2)
            on conflict (name) do update set next = next + 1
            returning next - 1";
        let commits: i64 = self.connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?;
        Ok(commits.unsigned_abs())
    }
}

fn control(connection: &Connection, sql: &str) -> Result<(), StoreError> {
    connection.prepare_cached(sql)?.execute([])?;
    Ok(())
}
