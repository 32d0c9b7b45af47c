//! The one thread that writes. It takes what waits in a bounded queue, runs it in one transaction, each closure in a
//! savepoint of its own, and answers after the commit: ten orders that come together cost one sync of the disk.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, SyncSender, TrySendError};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use rusqlite::Connection;
use tokio::sync::oneshot;

use super::{StoreError, Tx, Vault};

/// The most closures that share one commit: more would make the first of them wait too long.
const BATCH: usize = 256;

/// The way to the writer thread.
pub(super) struct Writer {
    queue: Mutex<Option<SyncSender<Box<dyn Work>>>>,
    waiting: Arc<AtomicUsize>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

/// A closure in the queue with the place its answer goes to.
trait Work: Send {
    /// Runs it; whether its changes are to be kept.
    fn run(&mut self, tx: &Tx<'_>) -> bool;
    /// Replaces its result by a failure of the store.
    fn fail(&mut self, error: StoreError);
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
    pub(super) fn start(connection: Connection, queue: usize, vault: Arc<Vault>) -> Result<Self, String> {
        let (sender, receiver) = mpsc::sync_channel(queue);
        let waiting = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&waiting);
        let thread = std::thread::Builder::new()
            .name("writer".to_owned())
            .spawn(move || write_until_closed(&connection, &vault, &receiver, &counted))
            .map_err(|error| format!("The writer thread cannot be started: {error}."))?;
        Ok(Self { queue: Mutex::new(Some(sender)), waiting, thread: Mutex::new(Some(thread)) })
    }

    pub(super) fn submit<T, E, F>(&self, work: F) -> Result<oneshot::Receiver<Result<T, E>>, StoreError>
    where
        F: FnMut(&Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let task: Box<dyn Work> = Box::new(Task { work, result: None, reply });
        let queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        let sender = queue.as_ref().ok_or(StoreError::Closed)?;
        self.waiting.fetch_add(1, Ordering::Relaxed);
        sender.try_send(task).map(|()| answer).map_err(|error| {
            self.waiting.fetch_sub(1, Ordering::Relaxed);
            match error {
                TrySendError::Full(_) => StoreError::Busy,
                TrySendError::Disconnected(_) => StoreError::Closed,
            }
        })
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

fn write_until_closed(connection: &Connection, vault: &Vault, queue: &Receiver<Box<dyn Work>>, waiting: &AtomicUsize) {
    while let Ok(first) = queue.recv() {
        let mut batch = vec![first];
        batch.extend(queue.try_iter().take(BATCH - 1));
        let taken = batch.len();
        write(connection, vault, batch);
        waiting.fetch_sub(taken, Ordering::Relaxed);
    }
    if let Err(error) = connection.execute_batch("pragma wal_checkpoint(truncate)") {
        tracing::warn!(%error, "the last checkpoint failed; the next start will make it up");
    }
}

/// Commits a batch; where that fails as a whole, each closure gets a transaction of its own, so that the one that cannot be
/// written fails alone.
fn write(connection: &Connection, vault: &Vault, mut batch: Vec<Box<dyn Work>>) {
    let outcome = commit(connection, vault, &mut batch);
    match outcome {
        Ok(()) => {}
        Err(error) if batch.len() == 1 => fail(&mut batch[0], &error),
        Err(_) => {
            for work in &mut batch {
                if let Err(error) = commit(connection, vault, std::slice::from_mut(work)) {
                    fail(work, &error);
                }
            }
        }
    }
    for work in batch {
        work.answer();
    }
}

fn fail(work: &mut Box<dyn Work>, error: &StoreError) {
    tracing::error!(%error, "a write failed");
    work.fail(error.clone());
}

fn commit(connection: &Connection, vault: &Vault, batch: &mut [Box<dyn Work>]) -> Result<(), StoreError> {
    let outcome = run_all(connection, vault, batch);
    if outcome.is_err() && !connection.is_autocommit() {
        // Best effort: a connection that cannot roll back fails the next begin as well, and says so there.
        let _ = connection.execute_batch("rollback");
    }
    outcome
}

fn run_all(connection: &Connection, vault: &Vault, batch: &mut [Box<dyn Work>]) -> Result<(), StoreError> {
    control(connection, "begin immediate")?;
    let tx = Tx::new(connection, vault);
    for work in batch.iter_mut() {
        control(connection, "savepoint work")?;
        if !work.run(&tx) {
            // A full disk may have ended the whole transaction: then this fails, and the batch with it.
            control(connection, "rollback to work")?;
        }
        control(connection, "release work")?;
    }
    control(connection, "commit")
}

fn control(connection: &Connection, sql: &str) -> Result<(), StoreError> {
    connection.prepare_cached(sql)?.execute([])?;
    Ok(())
}
