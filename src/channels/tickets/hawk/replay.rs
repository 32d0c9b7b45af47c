//! What was sent before: a request that comes again with the same nonce and time is refused.

use std::collections::{HashMap, HashSet, VecDeque};
use std::fmt::Write;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Mutex, PoisonError};

use sha2::{Digest, Sha256};

use super::{SKEW_MS, is_fresh};
use crate::channels::tickets::ids::CustomerId;
use crate::clock::Instant;

/// How long a request is remembered: its time may lie that far ahead, and be accepted until that long after.
const REMEMBER_MS: i64 = 2 * SKEW_MS;
/// Requests of one credential that are remembered: over a thousand a second, five megabytes.
const MOST: usize = 150_000;
/// Requests that are written down for the next start, the latest ones: a megabyte.
const MAX_KEPT: usize = 20_000;

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
///
/// A start on a folder that was served before knows nothing of what came just before a kill. So it takes no request whose time
/// lies before it: the client hears the time and signs again. That touches clients whose clocks are behind by less than the
/// skew, and those for two skews at most. A stop writes the memory down besides, for clients whose clocks are ahead.
#[derive(Default)]
pub struct ReplayMemory {
    credentials: Mutex<HashMap<CustomerId, Requests>>,
    /// The first second, since 1970, at which a request that is let in may be signed; 0 for no such limit.
    begun: AtomicI64,
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
    pub fn note(&self, credential: CustomerId, ts: &str, nonce: &str, now_ms: i64) -> Seen {
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
        requests.remember(now_ms.saturating_add(REMEMBER_MS), mark);
        Seen::New
    }

    /// Takes no requests any more that were signed before this moment: what came then is not known.
    pub fn begin(&self, now: Instant) {
        self.begun.store(now.unix_seconds(), Ordering::Relaxed);
    }

    /// Whether a request of that time may be let in: it is near enough to the server's, and not before the server's beginning.
    #[must_use]
    pub fn is_in_time(&self, seconds: i64, now_ms: i64) -> bool {
        is_fresh(seconds, now_ms) && seconds >= self.begun.load(Ordering::Relaxed)
    }

    /// What is remembered at this moment, as a text for [`ReplayMemory::restore`]; none for nothing.
    #[must_use]
    pub fn kept(&self, now_ms: i64) -> Option<String> {
        let credentials = self.credentials.lock().unwrap_or_else(PoisonError::into_inner);
        let of_all =
            credentials.iter().flat_map(|(id, requests)| requests.order.iter().map(move |it| (it.0, *id, it.1)));
        let mut all: Vec<(i64, CustomerId, Mark)> = of_all.filter(|(until, _, _)| *until >= now_ms).collect();
        drop(credentials);
        all.sort_unstable();
        let mut text = String::new();
        for (until, credential, mark) in all.iter().skip(all.len().saturating_sub(MAX_KEPT)) {
            // Writing to a text cannot fail.
            let _ = writeln!(text, "{until} {credential} {:032x}", u128::from_be_bytes(*mark));
        }
        (!text.is_empty()).then_some(text)
    }

    /// Remembers what another server kept, as long as it would have, but no longer than what comes now: the clock may have been
    /// set back meanwhile. Lines that are none are left out.
    pub fn restore(&self, kept: &str, now_ms: i64) {
        let mut credentials = self.credentials.lock().unwrap_or_else(PoisonError::into_inner);
        let latest = now_ms.saturating_add(REMEMBER_MS);
        for it in kept.lines().filter_map(read).filter(|it| it.until >= now_ms) {
            credentials.entry(it.credential).or_default().remember(it.until.min(latest), it.mark);
        }
    }
}

/// A request that another server remembered.
struct Kept {
    until: i64,
    credential: CustomerId,
    mark: Mark,
}

fn read(line: &str) -> Option<Kept> {
    let mut parts = line.split(' ');
    let (until, credential) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    let mark = u128::from_str_radix(parts.next()?, 16).ok()?.to_be_bytes();
    Some(Kept { until, credential, mark })
}

impl Requests {
    fn remember(&mut self, until: i64, mark: Mark) {
        self.marks.insert(mark);
        self.order.push_back((until, mark));
    }

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
        assert_eq!(memory.note(CustomerId(1), "100", "a", 0), Seen::New);
        assert_eq!(memory.note(CustomerId(1), "100", "a", 0), Seen::Before);
        assert_eq!(memory.note(CustomerId(2), "100", "a", 0), Seen::New);
        assert_eq!(memory.note(CustomerId(1), "101", "a", 0), Seen::New);
        assert_eq!(memory.note(CustomerId(1), "100", "b", 0), Seen::New);
    }

    /// A request signed a whole skew ahead is accepted until two skews after it came: it must be remembered as long.
    #[test]
    fn a_request_is_remembered_as_long_as_it_could_be_accepted() {
        let memory = ReplayMemory::default();
        assert_eq!(memory.note(CustomerId(1), "60", "a", 0), Seen::New);
        assert_eq!(memory.note(CustomerId(1), "60", "a", 120_000), Seen::Before);
        assert!(super::super::is_fresh(60, 120_000) && !super::super::is_fresh(60, 120_001));
        assert_eq!(memory.note(CustomerId(1), "60", "a", 120_001), Seen::New);
    }

    #[test]
    fn what_was_kept_is_known_to_the_next_server_as_long_as_to_this_one() {
        let first = ReplayMemory::default();
        assert_eq!(first.kept(0), None);
        for (credential, nonce, at) in [(1, "a", 0), (2, "a", 1000), (1, "b", 2000)] {
            assert_eq!(first.note(CustomerId(credential), "60", nonce, at), Seen::New);
        }
        let kept = first.kept(120_001).unwrap();
        assert_eq!(kept.lines().count(), 2, "the first one is over: {kept}");
        let next = ReplayMemory::default();
        next.restore(&format!("x\n1 2\n{kept}"), 120_500);
        assert_eq!(next.note(CustomerId(2), "60", "a", 120_500), Seen::Before);
        assert_eq!(next.note(CustomerId(1), "60", "b", 122_000), Seen::Before);
        assert_eq!(
            (next.note(CustomerId(1), "60", "a", 122_000), next.note(CustomerId(1), "60", "b", 122_001)),
            (Seen::New, Seen::New)
        );
        // A clock that was set back by a year must not make the memory last a year.
        let (back, long_ago) = (ReplayMemory::default(), -31_536_000_000);
        back.restore(&kept, long_ago);
        assert_eq!(back.note(CustomerId(1), "60", "b", long_ago), Seen::Before);
        assert_eq!(back.note(CustomerId(1), "60", "b", long_ago + REMEMBER_MS + 1), Seen::New);
    }

    #[test]
    fn what_was_signed_before_a_start_is_late_and_what_was_signed_in_its_second_is_not() {
        let memory = ReplayMemory::default();
        assert!(memory.is_in_time(940, 1_000_000) && memory.is_in_time(1060, 1_000_000));
        memory.begin(Instant(1_000_999));
        assert_eq!([941, 999, 1000, 1060].map(|at| memory.is_in_time(at, 1_000_999)), [false, false, true, true]);
        assert!(!memory.is_in_time(1061, 1_000_999), "the skew counts as before");
    }

    #[test]
    fn a_flood_is_refused_and_hurts_nobody_else() {
        let memory = ReplayMemory::default();
        for nonce in 0..MOST {
            assert_eq!(memory.note(CustomerId(1), "100", &nonce.to_string(), 0), Seen::New);
        }
        assert_eq!(memory.note(CustomerId(1), "100", "one more", 0), Seen::TooMany);
        assert_eq!(memory.note(CustomerId(1), "100", "7", 0), Seen::Before);
        assert_eq!(memory.note(CustomerId(2), "100", "one more", 0), Seen::New);
        assert_eq!(memory.note(CustomerId(1), "100", "one more", 120_001), Seen::New);
    }
}
