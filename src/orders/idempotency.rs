//! The same key of the staff sent twice: what was made the first time is answered again, and nothing is made.
//!
//! A call that makes something may carry a `client_ref`, which its client draws for each click. In the transaction of the
//! change the answer is written down under account, call and reference. It is sealed, because it may be the only one that
//! shows a secret.

use serde::Serialize;
use serde_json::value::RawValue;

use super::sql::idempotency as sql;
use crate::clock::{DAY_MS, Instant};
use crate::ids::AccountId;
use crate::random::digest;
use crate::store::{Db, StoreError, Tx};
use crate::text::hex;

/// Bytes of a reference.
const MAX_REF_LEN: usize = 64;
/// How long an answer is kept: far longer than anybody waits for one.
const KEPT_MS: i64 = 7 * DAY_MS;

/// A key that may come again.
#[derive(Clone, Debug)]
pub struct IdempotencyKey {
    pub(super) account_id: AccountId,
    pub(super) service: String,
    pub(super) client_ref: String,
    content: String,
    pub(super) now: Instant,
}

/// Why a key is not granted.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdempotencyError<E> {
    /// The reference was used for something else, or what it answered cannot be read any more.
    #[error("the reference was used before, for something else")]
    OtherContent,
    /// The rule said no.
    #[error("{0}")]
    Work(E),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl IdempotencyKey {
    /// A key of an account: the call's name, the client's reference and all that was asked for. `None` for a reference that is
    /// too long.
    #[must_use]
    pub fn new(account_id: AccountId, service: &str, client_ref: &str, content: &str, now: Instant) -> Option<Self> {
        let content = hex(&digest(content));
        let (service, client_ref) = (service.to_owned(), client_ref.trim().to_owned());
        (client_ref.len() <= MAX_REF_LEN).then_some(Self { account_id, service, client_ref, content, now })
    }

    fn place(&self) -> String {
        format!("staff_repeats/{}/{}/{}", self.account_id, self.service, self.client_ref)
    }
}

/// Runs `work` unless the same key was granted before; answers as JSON what it made then or makes now.
///
/// # Errors
/// [`IdempotencyError`]; what `work` refuses is not written down, so that it may be tried again.
pub fn run_once<T: Serialize, E>(
    tx: &Tx<'_>,
    key: &IdempotencyKey,
    work: impl FnOnce() -> Result<T, E>,
) -> Result<Box<RawValue>, IdempotencyError<E>> {
    if let Some(sealed) = sql::answer(tx, key.account_id, &key.service, &key.client_ref)? {
        let text = tx.vault().unseal(&key.place(), &sealed).and_then(|text| String::from_utf8(text).ok());
        let before = text.and_then(|text| text.strip_prefix(&key.content).map(str::to_owned));
        return before.and_then(|json| RawValue::from_string(json).ok()).ok_or(IdempotencyError::OtherContent);
    }
    let made = work().map_err(IdempotencyError::Work)?;
    let json = serde_json::value::to_raw_value(&made).map_err(|error| StoreError::Other(error.to_string()))?;
    let text = format!("{}{json}", key.content);
    let sealed = tx.vault().seal(&key.place(), text.as_bytes()).map_err(StoreError::from)?;
    sql::insert(tx, key, &sealed)?;
    Ok(json)
}

/// Whether there are answers that nobody will ask for again.
pub fn has_old_idempotency_keys(db: &Db<'_>, now: Instant) -> Result<bool, StoreError> {
    sql::has_older(db, now.plus_ms(-KEPT_MS))
}

/// Deletes the answers of more than seven days ago; how many there were.
pub fn forget_old_idempotency_keys(tx: &Tx<'_>, now: Instant) -> Result<usize, StoreError> {
    sql::delete_older(tx, now.plus_ms(-KEPT_MS))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::{NOW, TestStore};

    type Made = Result<String, IdempotencyError<StoreError>>;

    fn key(client_ref: &str, content: &str) -> IdempotencyKey {
        IdempotencyKey::new(AccountId(7), "tour_coupon_issue", client_ref, content, NOW).unwrap()
    }

    fn store() -> TestStore {
        let test = TestStore::new();
        let account = "id,username,kind\n7,boss,4\n8,deputy,4\n";
        test.import("accounts", account).unwrap();
        test
    }

    /// Makes something: the next number of a row that never begins again, as its answer.
    fn make(test: &TestStore, key: IdempotencyKey) -> Made {
        let work = move |tx: &Tx<'_>| run_once(tx, &key, || tx.next_id("made")).map(|json| json.get().to_owned());
        test.store.write_blocking(work)
    }

    #[test]
    fn a_wish_sent_twice_is_granted_once_and_answered_twice() {
        let test = store();
        assert_eq!(make(&test, key("a", "count=1")).as_deref(), Ok("1"));
        assert_eq!(make(&test, key("a", "count=1")).as_deref(), Ok("1"));
        assert_eq!(make(&test, key("b", "count=1")).as_deref(), Ok("2"), "another click is another key");
        let deputy = IdempotencyKey { account_id: AccountId(8), ..key("a", "count=1") };
        let other_call = IdempotencyKey { service: "evouchersn_generate".to_owned(), ..key("a", "count=1") };
        assert_eq!(make(&test, deputy).as_deref(), Ok("3"), "another account's reference is another one");
        assert_eq!(make(&test, other_call).as_deref(), Ok("4"), "and so is another call's");
    }

    /// The twin: without the row that stands for the first answer the same key is granted again.
    #[test]
    fn without_its_row_a_wish_would_be_granted_twice() {
        let test = store();
        assert_eq!(make(&test, key("a", "count=1")).as_deref(), Ok("1"));
        test.write(|tx| Ok(tx.run("delete from staff_repeats", [])?)).unwrap();
        assert_eq!(make(&test, key("a", "count=1")).as_deref(), Ok("2"));
    }

    #[test]
    fn a_reference_with_other_content_is_refused_and_makes_nothing() {
        let test = store();
        make(&test, key("a", "count=1")).unwrap();
        assert_eq!(make(&test, key("a", "count=2")), Err(IdempotencyError::OtherContent));
        assert_eq!(make(&test, key("b", "count=2")).as_deref(), Ok("2"));
        assert!(IdempotencyKey::new(AccountId(7), "x", &"r".repeat(65), "", NOW).is_none());
        assert!(IdempotencyKey::new(AccountId(7), "x", &"r".repeat(64), "", NOW).is_some());
    }

    #[test]
    fn what_a_rule_refused_may_be_tried_again_with_the_same_reference() {
        let test = store();
        let refuse = |tx: &Tx<'_>| run_once::<(), _>(tx, &key("a", ""), || Err(StoreError::Busy)).map(|_| ());
        assert_eq!(test.store.write_blocking(refuse), Err(IdempotencyError::Work(StoreError::Busy)));
        assert_eq!(make(&test, key("a", "")).as_deref(), Ok("1"));
    }

    #[test]
    fn answers_lie_sealed_and_open_in_their_own_row_alone() {
        let test = store();
        let secret = |tx: &Tx<'_>| run_once(tx, &key("a", "x"), || Ok::<_, StoreError>("one-time-key")).map(|_| ());
        test.store.write_blocking(secret).unwrap();
        let sealed: Vec<Vec<u8>> = test
            .store
            .read::<_, StoreError>(|db| db.rows("select answer from staff_repeats", [], |row| row.get(0)))
            .unwrap();
        assert!(!sealed[0].windows(8).any(|part| part == b"one-time"));
        test.write(|tx| Ok(tx.run("update staff_repeats set client_ref = 'b'", [])?)).unwrap();
        assert_eq!(make(&test, key("b", "x")), Err(IdempotencyError::OtherContent), "it was moved");
    }

    #[test]
    fn answers_are_forgotten_after_seven_days_and_not_before() {
        let test = store();
        make(&test, key("a", "")).unwrap();
        for (days, left) in [(7, 1), (8, 0)] {
            let later = NOW.plus_ms(days * DAY_MS);
            let old = test.store.read(|db| has_old_idempotency_keys(db, later)).unwrap();
            test.write(move |tx| Ok(forget_old_idempotency_keys(tx, later)?)).unwrap();
            assert_eq!((old, test.number("select count(*) from staff_repeats")), (left == 0, left), "{days} days");
        }
    }
}
