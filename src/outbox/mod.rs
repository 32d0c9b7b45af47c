//! The outbox: what partners are owed to be told, kept until they have taken it.
//!
//! A message is written in the transaction of its fact, so no crash can part the two, and leaves afterwards: [`keep_sending`] is
//! regular work of a serving outlet. Messages of one queue leave one after the other in the order of their facts; a partner that is down
//! delays nobody else's. What a message says is fixed when it is written; where it goes, how it is signed and what counts as taken
//! is its [`Topic`]'s business. Receivers must not count twice: a call that was cut off is made again with the same reference.

mod schedule;
mod sender;
mod sql;

pub use sender::{Errand, Topic, keep_sending};

use crate::clock::Instant;
use crate::ids::MessageId;
use crate::store::{Db, Page, StoreError, Tx, states};

/// A message to be written.
#[derive(Clone, Copy, Debug)]
pub struct Owed<'o> {
    /// Whose message it is: a [`Topic`]'s name.
    pub topic: &'static str,
    /// Who is told.
    pub owner: i64,
    /// Messages of one queue leave one after the other.
    pub queue: i64,
    /// The number that the receiver knows the message by.
    pub reference: i64,
    /// What is told, as JSON text.
    pub payload: &'o str,
    /// When the fact happened.
    pub at: Instant,
}

states! {
    /// How a message stands.
    pub enum State {
        /// It was not tried yet.
        Waiting = 0,
        /// The receiver has taken it.
        Taken = 1,
        /// It failed so far, and is tried again.
        Failed = 2,
        /// It is not tried again by itself.
        GivenUp = 3,
    }
}

/// A message as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its row.
    pub id: MessageId,
    /// See [`Owed`].
    pub topic: String,
    /// See [`Owed`].
    pub owner: i64,
    /// See [`Owed`].
    pub queue: i64,
    /// See [`Owed`].
    pub reference: i64,
    /// See [`Owed`].
    pub payload: String,
    /// See [`Owed`].
    pub owed_at: Instant,
    /// After this it is not tried again.
    pub until: Instant,
    /// When it is tried next; none once it was taken or given up.
    pub next_at: Option<Instant>,
    /// How it stands.
    pub state: State,
    /// How often it was tried.
    pub tries: i64,
    /// The latest try.
    pub tried_at: Option<Instant>,
    /// What was answered then, or why nothing was.
    pub result: Option<String>,
}

/// Writes a message down; it leaves once this transaction is on the disk.
pub fn owe(tx: &Tx<'_>, owed: &Owed<'_>) -> Result<(), StoreError> {
    let id = MessageId::next(tx)?;
    sql::insert(tx, id, owed, schedule::until(owed.at))
}

/// The messages of a queue, in their order.
pub fn of_queue(db: &Db<'_>, topic: &str, queue: i64) -> Result<Vec<Message>, StoreError> {
    sql::of_queue(db, topic, queue)
}

/// A page of a topic's messages in a state, the newest first, and how many there are.
pub fn page(db: &Db<'_>, topic: &str, state: State, page: Page) -> Result<(i64, Vec<Message>), StoreError> {
    Ok((sql::count(db, topic, state)?, sql::page(db, topic, state, page)?))
}

/// A number that no message of a topic has: for topics whose receivers know a message by something else.
pub fn next_reference(tx: &Tx<'_>, topic: &str) -> Result<i64, StoreError> {
    sql::next_reference(tx, topic)
}

/// A page of a topic's messages in a state, or in any, the newest first.
pub fn latest(db: &Db<'_>, topic: &str, state: Option<State>, page: Page) -> Result<Vec<Message>, StoreError> {
    sql::latest(db, topic, state, page)
}

/// How many messages of a topic are in each state.
pub fn counts(db: &Db<'_>, topic: &str) -> Result<Vec<(State, i64)>, StoreError> {
    sql::counts(db, topic)
}

/// Messages that one transaction deletes.
const PRUNED_AT_ONCE: i64 = 500;

/// Whether a topic has messages that are done with longer than it keeps them.
pub fn has_old(db: &Db<'_>, topic: &dyn Topic, now: Instant) -> Result<bool, StoreError> {
    sql::has_done(db, topic.name(), now.plus_ms(-topic.keeps_ms()))
}

/// Deletes some messages that are done with longer than their topic keeps them.
pub fn prune(tx: &Tx<'_>, topic: &dyn Topic, now: Instant) -> Result<(), StoreError> {
    sql::delete_done(tx, topic.name(), now.plus_ms(-topic.keeps_ms()), PRUNED_AT_ONCE)
}

/// What still is to leave, by topic and state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backlog {
    /// The topic.
    pub topic: String,
    /// [`State::Waiting`] or [`State::Failed`].
    pub state: State,
    /// How many messages.
    pub count: i64,
    /// When the oldest fact among them happened.
    pub oldest: Instant,
}

/// What still is to leave.
pub fn backlog(db: &Db<'_>) -> Result<Vec<Backlog>, StoreError> {
    sql::backlog(db)
}

/// Sends a message once more, whatever became of it, from now on as if it were new; whether there is one of this reference.
pub fn send_again(tx: &Tx<'_>, now: Instant, topic: &str, reference: i64) -> Result<bool, StoreError> {
    sql::begin_anew(tx, topic, reference, now, schedule::until(now))
}

/// Takes messages of a queue back that were never tried and whose facts are not younger than `before`: facts that came in by a
/// file are no news.
pub fn forget_untried(tx: &Tx<'_>, topic: &str, queue: i64, before: Instant) -> Result<(), StoreError> {
    sql::forget_untried(tx, topic, queue, before)
}
