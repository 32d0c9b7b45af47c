//! One desk that writes, and a thread for when several want to. The thread takes what waits in a bounded queue, runs it in one
//! transaction, each closure in a savepoint of its own, and answers after the commit: ten orders that come together cost one sync of
//! the disk. Somebody who comes alone, while commits are quick, writes at the desk himself: handing the work over and the answer back
//! would take as long as the work.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, SyncSender, TrySendError};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};
use std::thread::JoinHandle;
use std::time::Duration;

use rusqlite::Connection;
use tokio::sync::oneshot;

use super::basis::{Stamps, View};
use super::checkpoint::Checkpoints;
use super::counters::Counters;
use super::mark::Mark;
use super::{Figures, StoreError, Tx, Vault, digests};
use crate::clock::Stopwatch;

/// The most closures that share one commit: more would make the first of them wait too long.
const BATCH: usize = 256;
/// How long a stop may take for digests.
const LAST_DIGESTS: Duration = Duration::from_secs(2);

/// A commit that takes longer keeps a thread of the runtime too long from its other work: on a slow disk nobody writes at the desk
/// himself.
const QUICK: Duration = Duration::from_millis(2);

/// The way to the desk.
pub(super) struct Writer {
    desk: Arc<Mutex<Desk>>,
    queue: Mutex<Option<SyncSender<Message>>>,
    crowd: Arc<Crowd>,
    figures: Arc<Figures>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

/// What the writer thread is told.
enum Message {
    Work(Box<dyn Work>),
    /// Somebody wrote at the desk himself, so the mark is to be brought to the disk in a while.
    Marked,
}

/// How many want to write.
struct Crowd {
    /// Writes that wait or are under way.
    waiting: AtomicUsize,
    /// Whether the last commit was of one write, quick, and left nobody waiting.
    is_thin: AtomicBool,
}

impl Crowd {
    fn enter(&self) {
        self.waiting.fetch_add(1, Ordering::Relaxed);
    }

    fn leave(&self, count: usize, took: Duration) {
        let left = self.waiting.fetch_sub(count, Ordering::Relaxed) - count;
        self.is_thin.store(count == 1 && left == 0 && took < QUICK, Ordering::Relaxed);
    }

    fn is_absent(&self) -> bool {
        self.is_thin.load(Ordering::Relaxed) && self.waiting.load(Ordering::Relaxed) == 0
    }
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

/// What a store's desk is made of.
pub(super) struct Parts {
    pub connection: Connection,
    pub vault: Arc<Vault>,
    pub mark: Mark,
    pub stamps: Arc<Stamps>,
    pub checkpoints: Arc<Checkpoints>,
}

impl Writer {
    /// `queue` is how many writes may wait; one that takes longer than `slow` is told in the log.
    pub(super) fn start(parts: Parts, queue: usize, slow: Duration) -> Result<Self, String> {
        let (sender, receiver) = mpsc::sync_channel(queue);
        let crowd = Arc::new(Crowd { waiting: AtomicUsize::new(0), is_thin: AtomicBool::new(true) });
        let figures = Arc::new(Figures::default());
        let checkpoints = Arc::clone(&parts.checkpoints);
        let desk = Desk { parts, counters: Counters::default(), figures: Arc::clone(&figures), slow };
        let desk = Arc::new(Mutex::new(desk));
        checkpoints.start(Arc::clone(&desk))?;
        let (writing, crowded) = (Arc::clone(&desk), Arc::clone(&crowd));
        let thread = std::thread::Builder::new()
            .name("writer".to_owned())
            .spawn(move || {
                write_until_closed(&writing, &crowded, &receiver);
                // Before the desk is taken for good: the thread that makes them may wait for it.
                checkpoints.stop();
                lock(&writing).finish();
            })
            .map_err(|error| format!("The writer thread cannot be started: {error}."))?;
        Ok(Self { desk, queue: Mutex::new(Some(sender)), crowd, figures, thread: Mutex::new(Some(thread)) })
    }

    pub(super) fn submit<T, E, F>(&self, work: F) -> Result<oneshot::Receiver<Result<T, E>>, StoreError>
    where
        F: FnMut(&Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        self.take(Box::new(Task { work, result: None, reply }))?;
        Ok(answer)
    }

    /// Apart from [`Writer::submit`], so that it is compiled once and not for each of the program's writes.
    fn take(&self, task: Box<dyn Work>) -> Result<(), StoreError> {
        match self.write_here(task) {
            Some(task) => self.enqueue(task),
            None => Ok(()),
        }
    }

    /// Writes where nobody else wants to; else the work comes back.
    fn write_here(&self, task: Box<dyn Work>) -> Option<Box<dyn Work>> {
        if !self.crowd.is_absent() {
            return Some(task);
        }
        let desk = match self.desk.try_lock() {
            Ok(desk) => desk,
            Err(TryLockError::Poisoned(desk)) => desk.into_inner(),
            Err(TryLockError::WouldBlock) => return Some(task),
        };
        self.crowd.enter();
        let (watch, was_on_disk) = (Stopwatch::start(), desk.parts.mark.patience().is_none());
        let done = desk.write(vec![task]);
        let is_ahead = desk.parts.mark.patience().is_some();
        drop(desk);
        self.crowd.leave(1, watch.elapsed());
        done.into_iter().for_each(|work| work.answer());
        if was_on_disk
            && is_ahead
            && let Some(queue) = &*lock(&self.queue)
        {
            // A full queue wakes the thread as well.
            let _ = queue.try_send(Message::Marked);
        }
        None
    }

    fn enqueue(&self, task: Box<dyn Work>) -> Result<(), StoreError> {
        let queue = lock(&self.queue);
        let sender = queue.as_ref().ok_or(StoreError::Closed)?;
        self.crowd.enter();
        sender.try_send(Message::Work(task)).map_err(|error| {
            self.crowd.waiting.fetch_sub(1, Ordering::Relaxed);
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
        self.crowd.waiting.load(Ordering::Relaxed)
    }
}

impl Drop for Writer {
    /// Closes the queue and waits until what was accepted is written and the file is checkpointed.
    fn drop(&mut self) {
        lock(&self.queue).take();
        let thread = lock(&self.thread).take();
        if thread.is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("the writer thread ended with a panic");
        }
    }
}

/// A desk at which somebody panicked is as good as before: the next transaction begins by undoing what was left open.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn write_until_closed(desk: &Mutex<Desk>, crowd: &Crowd, queue: &Receiver<Message>) {
    while let Some(first) = next(desk, queue) {
        // Whoever comes while the desk is taken shares this commit.
        let desk = lock(desk);
        let mut batch: Vec<Box<dyn Work>> = first.into_iter().collect();
        while batch.len() < BATCH {
            match queue.try_recv() {
                Ok(Message::Work(work)) => batch.push(work),
                Ok(Message::Marked) => {}
                Err(_) => break,
            }
        }
        let (watch, taken) = (Stopwatch::start(), batch.len());
        if taken == 0 {
            continue;
        }
        let done = desk.write(batch);
        drop(desk);
        crowd.leave(taken, watch.elapsed());
        done.into_iter().for_each(|work| work.answer());
    }
}

/// Waits for a message, which may be no work; while nothing comes, the mark is brought to the disk. Nothing when the queue is closed.
fn next(desk: &Mutex<Desk>, queue: &Receiver<Message>) -> Option<Option<Box<dyn Work>>> {
    let patience = lock(desk).parts.mark.patience();
    let message = match patience.map(|patience| queue.recv_timeout(patience)) {
        Some(Err(RecvTimeoutError::Timeout)) => {
            lock(desk).parts.mark.sync_if_due();
            return Some(None);
        }
        Some(message) => message.ok(),
        None => queue.recv().ok(),
    };
    message.map(|message| match message {
        Message::Work(work) => Some(work),
        Message::Marked => None,
    })
}

/// What is written with. Whoever has it is the only one that writes.
pub(super) struct Desk {
    parts: Parts,
    counters: Counters,
    figures: Arc<Figures>,
    slow: Duration,
}

impl Desk {
    /// The last things before the store is closed.
    fn finish(&self) {
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
    fn write(&self, mut batch: Vec<Box<dyn Work>>) -> Vec<Box<dyn Work>> {
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
        // One alone needs no savepoint: the transaction itself is what is undone.
        let is_alone = batch.len() == 1;
        let (mut changed, mut undone) = (false, false);
        for work in batch.iter_mut() {
            let (watch, before) = (Stopwatch::start(), connection.total_changes());
            let point = self.counters.point();
            if !is_alone {
                control(connection, "savepoint work")?;
            }
            let kept = work.run(&tx);
            let hurt = tx.take_hurt();
            changed |= kept && (connection.total_changes() > before || self.counters.point() != point);
            if !kept {
                self.counters.go_back_to(point);
                // A full disk may have ended the whole transaction: then this fails, and the batch with it.
                control(connection, if is_alone { "rollback" } else { "rollback to work" })?;
                undone = is_alone;
                if hurt {
                    // The rule was told in its own words, so nobody else would notice.
                    tracing::debug!(holder = work.name(), "a write failed because of the disk");
                    self.figures.count_failed();
                    self.figures.note_hurt();
                }
            }
            if !is_alone {
                control(connection, "release work")?;
            }
            if watch.elapsed() > self.slow {
                tracing::warn!(holder = work.name(), elapsed = watch.elapsed().as_millis(), "a write was slow");
            }
        }
        if undone {
            stamps.raise();
            return Ok(None);
        }
        self.counters.write(connection)?;
        let commits = if changed { Some(self.count()?) } else { None };
        control(connection, "commit")?;
        stamps.raise();
        Ok(commits)
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

fn control(connection: &Connection, sql: &str) -> Result<(), StoreError> {
    connection.prepare_cached(sql)?.execute([])?;
    Ok(())
}
