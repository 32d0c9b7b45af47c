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

use tokio::sync::oneshot;

use super::checkpoint::Checkpoints;
use super::desk::{Desk, Parts};
use super::{Figures, StoreError, Tx};
use crate::clock::Stopwatch;

/// The most closures that share one commit: more would make the first of them wait too long.
const BATCH: usize = 256;

/// A commit that takes longer keeps a thread of the runtime too long from its other work: on a slow disk nobody writes at the desk
/// himself.
const QUICK: Duration = Duration::from_millis(2);

/// The way to the desk.
pub(super) struct Writer {
    desk: Arc<Mutex<Desk>>,
    queue: Mutex<Option<SyncSender<Message>>>,
    /// The most writes that may wait for one that is under way.
    most: usize,
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

impl Message {
    fn work(self) -> Option<Box<dyn Work>> {
        match self {
            Self::Work(work) => Some(work),
            Self::Marked => None,
        }
    }
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
pub(super) trait Work: Send {
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
    /// `queue` is how many writes may wait; one that takes longer than `slow` is told in the log.
    pub(super) fn start(
        parts: Parts,
        checkpoints: Arc<Checkpoints>,
        queue: usize,
        slow: Duration,
    ) -> Result<Self, String> {
        // One is at the desk, and there is always room for a word about the mark.
        let (sender, receiver) = mpsc::sync_channel(queue + 2);
        let crowd = Arc::new(Crowd { waiting: AtomicUsize::new(0), is_thin: AtomicBool::new(true) });
        let figures = Arc::new(Figures::default());
        let desk = Arc::new(Mutex::new(Desk::new(parts, Arc::clone(&figures), slow)));
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
        Ok(Self {
            desk,
            queue: Mutex::new(Some(sender)),
            most: queue,
            crowd,
            figures,
            thread: Mutex::new(Some(thread)),
        })
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
        let (watch, was_on_disk) = (Stopwatch::start(), desk.patience().is_none());
        let done = desk.write(vec![task]);
        let is_ahead = desk.patience().is_some();
        drop(desk);
        self.crowd.leave(1, watch.elapsed());
        done.into_iter().for_each(Work::answer);
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
        let busy = || {
            self.figures.count_refused();
            StoreError::Busy
        };
        if self.crowd.waiting.load(Ordering::Relaxed) > self.most {
            return Err(busy());
        }
        self.crowd.enter();
        sender.try_send(Message::Work(task)).map_err(|error| {
            self.crowd.waiting.fetch_sub(1, Ordering::Relaxed);
            match error {
                TrySendError::Full(_) => busy(),
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
        let Message::Work(first) = first else { continue };
        // Whoever comes while the desk is taken shares this commit.
        let desk = lock(desk);
        let mut batch = vec![first];
        batch.extend(queue.try_iter().take(BATCH - 1).filter_map(Message::work));
        let (watch, taken) = (Stopwatch::start(), batch.len());
        let done = desk.write(batch);
        drop(desk);
        crowd.leave(taken, watch.elapsed());
        done.into_iter().for_each(Work::answer);
    }
}

/// Waits for a message; while none comes, the mark is brought to the disk. Nothing when the queue is closed.
fn next(desk: &Mutex<Desk>, queue: &Receiver<Message>) -> Option<Message> {
    let patience = lock(desk).patience();
    match patience.map(|patience| queue.recv_timeout(patience)) {
        Some(Err(RecvTimeoutError::Timeout)) => {
            lock(desk).bring_mark_to_disk();
            Some(Message::Marked)
        }
        Some(message) => message.ok(),
        None => queue.recv().ok(),
    }
}
