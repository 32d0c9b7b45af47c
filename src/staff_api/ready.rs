//! Answers that many ask for and that seldom change, kept as the bytes that are sent.

use std::hash::Hash;
use std::sync::Arc;

use hyper::body::Bytes;
use serde::Serialize;
use serde_json::value::RawValue;

use super::codes;
use super::service::{Answer, Call, Envelope, Outcome};
use crate::http::Packed;
use crate::ids::AccountId;
use crate::store::{Basis, Kept};

/// A successful answer as somebody without a session gets it; everybody else's differs in its end alone.
#[derive(Debug)]
pub(super) struct Ready {
    whole: Bytes,
    /// Where the part that is everybody's ends: behind the result.
    shared: usize,
    /// The same compressed, once somebody has asked for it so.
    packed: Packed,
}

/// What stands behind the result, as the last members of the envelope.
#[derive(Serialize)]
struct Tail<'t> {
    #[serde(skip_serializing_if = "Option::is_none")]
    sessionid: Option<&'t str>,
    userid: AccountId,
}

impl Ready {
    fn of(result: &RawValue) -> Option<Self> {
        let nobody = Some(AccountId::NOBODY);
        let text = codes::text(0);
        let envelope =
            Envelope { error_info: text, error_no: 0, result: Some(result), sessionid: None, userid: nobody };
        let whole = Bytes::from(serde_json::to_vec(&envelope).ok()?);
        // `,"userid":0}` against `{"userid":0}`.
        let shared = whole.len() - tail(None, AccountId::NOBODY)?.len();
        Some(Self { whole, shared, packed: Packed::default() })
    }

    /// The bytes for a caller; where they are those that are kept, with the place of their compressed form.
    pub(super) fn body(&self, session: Option<&str>, userid: AccountId) -> (Bytes, Option<Packed>) {
        if session.is_none() && userid == AccountId::NOBODY {
            return (self.whole.clone(), Some(self.packed.clone()));
        }
        let Some(tail) = tail(session, userid) else { return (self.whole.clone(), None) };
        let mut body = Vec::with_capacity(self.shared + tail.len());
        body.extend_from_slice(&self.whole[..self.shared]);
        body.push(b',');
        body.extend_from_slice(&tail[1..]);
        (body.into(), None)
    }
}

/// The last members as an object of their own.
fn tail(sessionid: Option<&str>, userid: AccountId) -> Option<Vec<u8>> {
    serde_json::to_vec(&Tail { sessionid, userid }).ok()
}

/// What a question weighs in memory beside its answer: its own bytes and those of the tables that find it.
const QUESTION: usize = 512;

impl Call {
    /// The answer to a question that many ask: the one that is kept, as long as nothing that it rests on has changed, or one that is
    /// made now. A question holds all of the call that the answer depends on, and nothing that a stranger can make long.
    pub fn ready<Q>(&self, question: Q, bases: &[&'static Basis], make: impl FnOnce() -> Outcome) -> Outcome
    where
        Q: Eq + Hash + Send + Sync + 'static,
    {
        let Some(stamp) = self.outlet.store.stamp(bases) else { return make() };
        // Another setting may make another answer of the same rows.
        let question = (self.outlet.config.version(), question);
        let kept = self.outlet.memory::<Kept<(usize, Q), Arc<Ready>>>();
        if let Some(ready) = kept.get(&question, stamp) {
            return Ok(Answer::ready(ready));
        }
        let answer = make()?;
        let Some(ready) = answer.plain_result().and_then(Ready::of).map(Arc::new) else { return Ok(answer) };
        // A quarter more for the compressed form.
        let weight = ready.whole.len() * 5 / 4 + QUESTION;
        kept.put(question, stamp, Arc::clone(&ready), weight);
        Ok(Answer::ready(ready))
    }
}
