//! How often one caller may do something that costs, in the hour that began with the first time.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use crate::clock::Instant;

const HOUR_MS: i64 = 3_600_000;
/// Callers that are remembered of each errand.
const REMEMBERED: usize = 20_000;

/// What costs and can be had without an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Errand {
    /// A check code is made and sent.
    CheckCode,
    /// An account with a password is made.
    Register,
    /// A password is set with a check code.
    ResetPassword,
    /// An account of a traveller at the kiosk is made.
    WalkIn,
}

/// How often each caller did what in the running hour.
#[derive(Default)]
pub struct Allowance {
    by_caller: Mutex<HashMap<(Errand, IpAddr), (Instant, u32)>>,
}

impl Allowance {
    /// Counts one more; whether it is still one of the `most` of this hour.
    pub fn allows(&self, errand: Errand, caller: IpAddr, now: Instant, most: u32) -> bool {
        let mut by_caller = self.by_caller.lock().unwrap_or_else(PoisonError::into_inner);
        if by_caller.len() >= REMEMBERED && !by_caller.contains_key(&(errand, caller)) {
            by_caller.retain(|_, (since, _)| now.since(*since).abs() < HOUR_MS);
            let oldest = by_caller.iter().min_by_key(|(_, (since, _))| *since).map(|(key, _)| *key);
            if let Some(oldest) = oldest.filter(|_| by_caller.len() >= REMEMBERED) {
                by_caller.remove(&oldest);
            }
        }
        let entry = by_caller.entry((errand, caller)).or_insert((now, 0));
        // A clock that was set back begins a new hour.
        if now.since(entry.0).abs() >= HOUR_MS {
            *entry = (now, 0);
        }
        entry.1 = entry.1.saturating_add(1);
        entry.1 <= most
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_caller_has_an_allowance_of_each_errand_for_an_hour() {
        let allowance = Allowance::default();
        let [one, other] = [1, 2].map(|last| IpAddr::from([192, 0, 2, last]));
        let allowed = |errand, caller, at| allowance.allows(errand, caller, Instant(at), 2);
        let codes: Vec<_> = (0..3).map(|at| allowed(Errand::CheckCode, one, at)).collect();
        assert_eq!(codes, [true, true, false]);
        assert!(allowed(Errand::CheckCode, other, 3) && allowed(Errand::Register, one, 3));
        assert!(allowed(Errand::CheckCode, one, HOUR_MS) && allowed(Errand::CheckCode, one, -HOUR_MS));
    }
}
