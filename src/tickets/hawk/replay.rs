//! What was sent before: a request that comes again with the same nonce and time is refused.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Mutex, PoisonError};

use sha2::{Digest, Sha256};

use super::SKEW_MS;

/// How long a request is remembered: its time may lie that far ahead, and be accepted until that long after.
const REMEMBER_MS: i64 = 2 * SKEW_MS;
/// Requests of one credential that are remembered: over a thousand a second, five megabytes.
const MOST: usize = 150_000;

/// What the memory says of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// It is new, and remembered from now on.
    New,
    /// It came before.
    Before,
    /// The credential has sent more than is remembered: to let the request in would be to forget another.
    TooMany,
}

/// The requests of the last two minutes, each credential's by itself: one that floods hurts nobody else.
#[derive(Default)]
pub struct ReplayMemory {
    credentials: Mutex<HashMap<i64, Requests>>,
}

/// The first half of a hash; the whole nonce may be long.
type Mark = [u8; 16];

#[derive(Default)]
struct Requests {
    marks: HashSet<Mark>,
    /// The same in the order of their coming, with the instant after which each is forgotten.
    order: VecDeque<(i64, Mark)>,
}

impl ReplayMemory {
    /// Remembers a request of a credential, if it is new.
    pub fn note(&self, credential: i64, ts: &str, nonce: &str, now_ms: i64) -> Seen {
        let mut credentials = self.credentials.lock().unwrap_or_else(PoisonError::into_inner);
        let requests = credentials.entry(credential).or_default();
        requests.forget(now_ms);
        let mark = mark(ts, nonce);
        if requests.marks.contains(&mark) {
            return Seen::Before;
        }
        if requests.marks.len() >= MOST {
            return Seen::TooMany;
        }
        requests.marks.insert(mark);
        requests.order.push_back((now_ms.saturating_add(REMEMBER_MS), mark));
        Seen::New
    }
}

impl Requests {
    fn forget(&mut self, now_ms: i64) {
        while let Some((until, mark)) = self.order.front().copied() {
            if until >= now_ms {
                break;
            }
            self.marks.remove(&mark);
            self.order.pop_front();
        }
    }
}

fn mark(ts: &str, nonce: &str) -> Mark {
    let mut hash = Sha256::new();
    hash.update(ts);
    hash.update([b'\n']);
    hash.update(nonce);
    let whole: [u8; 32] = hash.finalize().into();
    let mut mark = [0; 16];
    mark.copy_from_slice(&whole[..16]);
    mark
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_new_once_for_each_credential_time_and_nonce() {
        let memory = ReplayMemory::default();
        assert_eq!(memory.note(1, "100", "a", 0), Seen::New);
        assert_eq!(memory.note(1, "100", "a", 0), Seen::Before);
        assert_eq!(memory.note(2, "100", "a", 0), Seen::New);
        assert_eq!(memory.note(1, "101", "a", 0), Seen::New);
        assert_eq!(memory.note(1, "100", "b", 0), Seen::New);
    }

    /// A request signed a whole skew ahead is accepted until two skews after it came: it must be remembered as long.
    #[test]
    fn a_request_is_remembered_as_long_as_it_could_be_accepted() {
        let memory = ReplayMemory::default();
        assert_eq!(memory.note(1, "60", "a", 0), Seen::New);
        assert_eq!(memory.note(1, "60", "a", 120_000), Seen::Before);
        assert!(super::super::is_fresh(60, 120_000) && !super::super::is_fresh(60, 120_001));
        assert_eq!(memory.note(1, "60", "a", 120_001), Seen::New);
    }

    #[test]
    fn a_flood_is_refused_and_hurts_nobody_else() {
        let memory = ReplayMemory::default();
        for nonce in 0..MOST {
            assert_eq!(memory.note(1, "100", &nonce.to_string(), 0), Seen::New);
        }
        assert_eq!(memory.note(1, "100", "one more", 0), Seen::TooMany);
        assert_eq!(memory.note(1, "100", "7", 0), Seen::Before);
        assert_eq!(memory.note(2, "100", "one more", 0), Seen::New);
        assert_eq!(memory.note(1, "100", "one more", 120_001), Seen::New);
    }
}
