//! Sessions: a random id in the client's hands, its hash in the store, seven days of idleness, sliding.
//!
//! Using a session writes nothing: the time of use is kept in memory and written back in batches. A restart loses
//! at most the last batch, which shortens a session by minutes.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use hyper::header::USER_AGENT;

use super::account::{Account, AccountStatus};
use super::sql::{self, SessionRow};
use crate::clock::{CLOCK_DOUBT_MS, Instant};
use crate::http::Request;
use crate::ids::AccountId;
use crate::random::digest;
use crate::store::{Basis, Columns, Db, Kept, Store, StoreError, Tx};
use crate::text::hex;

/// What a session's right rests on: its row and its account's. Each write to them, a log-in too, lets all be read anew.
pub static SESSIONS: Basis =
    Basis { name: "sessions", tables: &[("sessions", Columns::All), ("accounts", Columns::All)] };

/// Sessions that are remembered at most.
const REMEMBERED: usize = 16 * 1024;
/// Bytes that one of them has: hash, account with name, phone and e-mail address, time of use.
const SESSION_BYTES: usize = 256;

/// The living sessions that were used lately, and when: by the hash of the session id.
pub struct SessionUse {
    /// Times of use that are not written back yet.
    pending: Mutex<HashMap<[u8; 32], Instant>>,
    living: Kept<[u8; 32], Arc<SessionRow>>,
}

impl Default for SessionUse {
    fn default() -> Self {
        Self { pending: Mutex::default(), living: Kept::bounded(REMEMBERED, REMEMBERED * SESSION_BYTES) }
    }
}

impl SessionUse {
    /// The later of the stored and the remembered time of use.
    fn last(&self, hash: &[u8; 32], stored: Instant) -> Instant {
        let pending = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
        pending.get(hash).map_or(stored, |remembered| stored.max(*remembered))
    }

    /// Whether a session opens its account at an instant; counts as a use.
    fn is_living(&self, hash: &[u8; 32], row: &SessionRow, now: Instant, idle_ms: i64) -> bool {
        let last = self.last(hash, row.used_at);
        let is_of_the_future = last.since(now) > CLOCK_DOUBT_MS;
        if row.account.status != AccountStatus::Active || now.since(last) > idle_ms || is_of_the_future {
            return false;
        }
        if now.since(last) > TOUCH_EVERY_MS {
            self.touch(*hash, now);
        }
        true
    }

    fn touch(&self, hash: [u8; 32], now: Instant) {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner).insert(hash, now);
    }

    /// What is to be written back; empty when no session was used since the last time.
    #[must_use]
    pub fn unwritten(&self) -> Vec<([u8; 32], Instant)> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner).iter().map(|(hash, at)| (*hash, *at)).collect()
    }

    /// Forgets what is written now, but for sessions that were used once more meanwhile.
    pub fn forget(&self, written: &[([u8; 32], Instant)]) {
        let mut pending = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
        for (hash, at) in written {
            if pending.get(hash) == Some(at) {
                pending.remove(hash);
            }
        }
    }

    /// Writes times of use back and drops sessions that nobody used since `idle_before`, with the addresses that people walked in from.
    pub fn write_back(tx: &Tx<'_>, used: &[([u8; 32], Instant)], idle_before: Instant) -> Result<(), StoreError> {
        for (hash, at) in used {
            sql::touch_session(tx, hash, *at)?;
        }
        sql::delete_idle_sessions(tx, idle_before)?;
        sql::forget_walk_ins(tx, idle_before)?;
        sql::delete_old_codes(tx, idle_before)?;
        Ok(())
    }
}

/// Letters that are kept of what a program calls itself.
const AGENT_LETTERS: usize = 200;
/// A use below this age is not remembered anew: it would change nothing that anybody sees.
const TOUCH_EVERY_MS: i64 = 60_000;

/// The active account that a session id belongs to, if the session lives; counts as a use. It is kept in memory for as long as nothing
/// was written that it depends on.
pub fn account_of_session(
    store: &Store,
    used: &SessionUse,
    session: &str,
    now: Instant,
    idle_ms: i64,
) -> Result<Option<Account>, StoreError> {
    let hash = digest(session);
    let stamp = store.stamp(&[&SESSIONS]);
    if let Some(row) = stamp.and_then(|stamp| used.living.get(&hash, stamp)) {
        return Ok(used.is_living(&hash, &row, now, idle_ms).then(|| row.account.clone()));
    }
    let row = store.read(|db| sql::session(db, &hash))?;
    let Some(row) = row.filter(|row| used.is_living(&hash, row, now, idle_ms)) else { return Ok(None) };
    let account = row.account.clone();
    if let Some(stamp) = stamp {
        used.living.put(hash, stamp, Arc::new(row), SESSION_BYTES);
    }
    Ok(Some(account))
}

/// Where a session was opened, for its owner to recognise it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The client's address.
    pub address: String,
    /// What its program calls itself.
    pub agent: String,
    /// Whether a PIN opened it.
    pub by_pin: bool,
}

impl Origin {
    /// Where a request comes from.
    #[must_use]
    pub fn of(request: &Request) -> Self {
        let agent = request.header(USER_AGENT.as_str()).unwrap_or_default();
        let agent = agent.chars().filter(|letter| !letter.is_control()).take(AGENT_LETTERS).collect();
        Self { address: request.peer.to_canonical().to_string(), agent, by_pin: false }
    }
}

/// A session as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionInfo {
    /// Names it and opens nothing.
    pub id: String,
    /// Where it was opened.
    pub address: String,
    /// With which program.
    pub agent: String,
    /// When.
    pub created_at: Instant,
    /// When it was used last, to a minute.
    pub used_at: Instant,
}

/// What names a session without opening it.
#[must_use]
pub fn session_name(session: &str) -> String {
    hex(&digest(session))
}

/// The sessions of an account, the one that was used last first.
pub fn sessions_of(db: &Db<'_>, used: &SessionUse, account: AccountId) -> Result<Vec<SessionInfo>, StoreError> {
    let kept = sql::sessions_of(db, account)?.into_iter().map(|(hash, created_at, used_at, origin)| {
        let used_at = <[u8; 32]>::try_from(hash.as_slice()).map_or(used_at, |hash| used.last(&hash, used_at));
        SessionInfo { id: hex(&hash), address: origin.address, agent: origin.agent, created_at, used_at }
    });
    let mut all: Vec<SessionInfo> = kept.collect();
    all.sort_by_key(|it| std::cmp::Reverse(it.used_at));
    Ok(all)
}

/// Ends the session of a name that [`sessions_of`] gave; whether the account had it.
pub fn end_session(tx: &Tx<'_>, account: AccountId, name: &str) -> Result<bool, StoreError> {
    let found = sql::sessions_of(tx, account)?.into_iter().map(|(hash, ..)| hash).find(|hash| hex(hash) == name);
    found.map_or(Ok(false), |hash| sql::end_session(tx, account, &hash))
}

/// Opens a session under an id that was drawn outside the transaction.
pub fn open_session(
    tx: &Tx<'_>,
    account: AccountId,
    session: &str,
    now: Instant,
    origin: &Origin,
) -> Result<(), StoreError> {
    sql::insert_session(tx, &digest(session), account, now, origin)
}

/// Ends one session of an account.
pub fn close_session(tx: &Tx<'_>, account: AccountId, session: &str) -> Result<(), StoreError> {
    sql::delete_session(tx, &digest(session), account)
}

/// Ends all sessions of an account but the one with hash `keep`.
pub fn close_sessions(tx: &Tx<'_>, account: AccountId, keep: Option<[u8; 32]>) -> Result<(), StoreError> {
    sql::delete_sessions(tx, account, keep)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_use_is_forgotten_when_it_is_written_but_not_a_later_one() {
        let (used, at) = (SessionUse::default(), Instant);
        used.touch([1; 32], at(1000));
        used.touch([2; 32], at(1000));
        let written = used.unwritten();
        assert_eq!(used.unwritten().len(), 2, "a write may fail");
        used.touch([2; 32], at(2000));
        used.forget(&written);
        assert_eq!(used.unwritten(), [([2; 32], at(2000))]);
    }
}
