//! The sending: what is due leaves, a few calls at a time, and each outcome is written down.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use hyper::StatusCode;
use tokio::task::JoinSet;

use super::{Message, State, schedule, sql};
use crate::clock::Instant;
use crate::ids::MessageId;
use crate::outgoing::{Answer, Outgoing, Question, Reach};
use crate::outlet::Outlet;
use crate::store::{Db, StoreError};

/// Time between two looks; one reads a single row of an index where nothing is due.
const LOOK: Duration = Duration::from_secs(1);
/// Time for a receiver's answer.
const CALL_TIME: Duration = Duration::from_secs(10);
/// Calls that run at once, and those of one owner: whoever does not answer holds no more than these up. There are far more than
/// partners that are down on one day, and each call holds an answer's 64 KiB at most.
const AT_ONCE: u16 = 64;
const AT_ONCE_OF_OWNER: i64 = 2;
/// Characters of an answer that are kept.
const KEPT: usize = 200;
/// Pause after an outcome that could not be written down: else the same call would be made at once again.
const PAUSE: Duration = Duration::from_secs(15);

/// What a message comes to when it is to leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Errand {
    /// A call.
    Call {
        /// Where it goes.
        url: String,
        /// How and with what.
        question: Question,
        /// How far it may go.
        reach: Reach,
    },
    /// Nobody wants to hear it any more, and why.
    Nothing(&'static str),
}

/// What a kind of messages knows of its receivers.
pub trait Topic: Sync {
    /// Its name in the store.
    fn name(&self) -> &'static str;

    /// Where a message goes now, and with which words.
    ///
    /// # Errors
    /// A [`StoreError`]: the message is tried at the next look.
    fn errand(&self, outlet: &Outlet, db: &Db<'_>, message: &Message) -> Result<Errand, StoreError>;

    /// Milliseconds for which a message is kept once it was taken or given up.
    fn keeps_ms(&self) -> i64;

    /// Whether an answer says that the message was taken.
    fn is_taken(&self, answer: &Answer) -> bool;
}

/// Sends what is due, for as long as the outlet serves. A call that is cut off by the end is made again after the next start.
pub async fn keep_sending(outlet: Arc<Outlet>, topics: Vec<&'static dyn Topic>) {
    let outgoing = Arc::new(Outgoing::to_partners(&outlet.config, CALL_TIME, AT_ONCE.into()));
    let mut under_way: HashSet<MessageId> = HashSet::new();
    let mut calls: JoinSet<MessageId> = JoinSet::new();
    loop {
        tokio::time::sleep(LOOK).await;
        // A call that panicked would leave its message under way until the next start; there is nothing to panic in one.
        while let Some(Ok(id)) = calls.try_join_next() {
            under_way.remove(&id);
        }
        for message in due(&outlet) {
            let topic = topics.iter().copied().find(|topic| topic.name() == message.topic);
            if let Some(topic) = topic
                && under_way.insert(message.id)
            {
                calls.spawn(deliver(Arc::clone(&outlet), Arc::clone(&outgoing), topic, message));
            }
        }
    }
}

/// What is due; those under way are among it and hold their owner's places.
fn due(outlet: &Outlet) -> Vec<Message> {
    let now = outlet.now();
    let look = |db: &Db<'_>| match sql::next_at(db)? {
        Some(at) if at <= now => sql::due(db, now, AT_ONCE_OF_OWNER, AT_ONCE.into()),
        _ => Ok(Vec::new()),
    };
    outlet.store.read::<_, StoreError>(look).unwrap_or_else(|error| {
        tracing::warn!(%error, "the outbox could not be looked at");
        Vec::new()
    })
}

/// Makes one call and writes its outcome down; its message's id. The next of its queue leaves with the next look.
async fn deliver(
    outlet: Arc<Outlet>,
    outgoing: Arc<Outgoing>,
    topic: &'static dyn Topic,
    message: Message,
) -> MessageId {
    let id = message.id;
    let errand = outlet.store.read(|db| topic.errand(&outlet, db, &message));
    let outcome = match errand {
        Ok(Errand::Nothing(why)) => Err((true, why.to_owned())),
        Ok(Errand::Call { url, question, reach }) => call(&outgoing, topic, &url, question, reach).await,
        Err(error) => {
            tracing::warn!(%error, "a message of the outbox could not be prepared");
            return id;
        }
    };
    let after = after(&message, outcome, outlet.now());
    if after.state != State::Taken {
        let result = after.result.as_deref().unwrap_or_default();
        tracing::warn!(
            topic = topic.name(),
            reference = message.reference,
            tries = after.tries,
            result,
            "a partner was not told"
        );
    }
    let write = outlet.store.write::<_, StoreError, _>(move |tx| sql::tried(tx, &message, &after));
    if let Err(error) = write.await {
        tracing::error!(%error, "the outcome of a call to a partner could not be written down");
        tokio::time::sleep(PAUSE).await;
    }
    id
}

/// What a call came to: the answer that took it; or whether to give up, and why.
type Outcome = Result<String, (bool, String)>;

async fn call(outgoing: &Outgoing, topic: &dyn Topic, url: &str, question: Question, reach: Reach) -> Outcome {
    match outgoing.call(url, question, reach).await {
        Ok(answer) if topic.is_taken(&answer) => Ok(answer.text),
        Ok(answer) if answer.status == StatusCode::OK && !answer.text.trim().is_empty() => Err((false, answer.text)),
        Ok(answer) => Err((false, format!("HTTP {} {}", answer.status.as_u16(), answer.text.trim()))),
        Err(error) => Err((false, error.to_string())),
    }
}

/// A message after a try.
fn after(message: &Message, outcome: Outcome, now: Instant) -> Message {
    let tries = message.tries + 1;
    let (state, next_at, result) = match outcome {
        Ok(text) => (State::Taken, None, text),
        Err((true, why)) => (State::GivenUp, None, why),
        Err((false, why)) => match schedule::next_try(tries, now, message.until) {
            Some(next) => (State::Failed, Some(next), why),
            None => (State::GivenUp, None, why),
        },
    };
    let kept =
        result.trim_start_matches('\u{feff}').trim().chars().filter(|letter| !letter.is_control()).take(KEPT).collect();
    Message { state, next_at, tries, tried_at: Some(now), result: Some(kept), ..message.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::DAY_MS;

    fn message(tries: i64) -> Message {
        Message {
            id: MessageId(1),
            topic: "t".to_owned(),
            owner: 1,
            queue: 1,
            reference: 7,
            payload: String::new(),
            owed_at: Instant(0),
            until: Instant(DAY_MS),
            next_at: Some(Instant(0)),
            state: State::Waiting,
            tries,
            tried_at: None,
            result: None,
        }
    }

    #[test]
    fn a_try_ends_a_message_or_sets_its_next_time() {
        let taken = after(&message(3), Ok(" success\r\n".to_owned()), Instant(5));
        assert_eq!((taken.state, taken.next_at, taken.tries), (State::Taken, None, 4));
        assert_eq!((taken.result.as_deref(), taken.tried_at), (Some("success"), Some(Instant(5))));
        let marked = after(&message(0), Ok("\u{feff}success".to_owned()), Instant(5));
        assert_eq!(marked.result.as_deref(), Some("success"));
        let failed = after(&message(0), Err((false, "x".repeat(500))), Instant(5));
        assert_eq!((failed.state, failed.next_at), (State::Failed, Some(Instant(15_005))));
        assert_eq!(failed.result.unwrap().len(), KEPT);
        let over = after(&message(60), Err((false, String::new())), Instant(DAY_MS));
        assert_eq!((over.state, over.next_at), (State::GivenUp, None));
        let unwanted = after(&message(0), Err((true, String::new())), Instant(5));
        assert_eq!(unwanted.state, State::GivenUp);
    }
}
