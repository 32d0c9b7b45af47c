//! Check codes: six digits sent to a phone or an e-mail address, to show that it is the caller's.
//!
//! Single use, five tries, five minutes, bound to the phone or address (docs/spec/roaming.md section 0.14). Its id is
//! drawn, not counted: whoever guessed another person's next id could use up its tries. An outlet without network has
//! no SMS gateway: the default sender shows the code to the staff, on their page and in the outlet's log.

use std::collections::{HashMap, VecDeque};
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use super::sql;
use crate::clock::Instant;
use crate::ids::CheckCodeId;
use crate::random::{Ids, digest};
use crate::store::{Db, StoreError, Tx};

/// How long a code lives, in milliseconds.
pub const CODE_LIFE_MS: i64 = 5 * 60_000;
/// Wrong answers before a code is dead.
const TRIES: i64 = 5;
/// Ids are below it: the app reads `checkid` as an int (docs/spec/roaming.md section 16), which may be one of 32 bits.
const IDS_END: u64 = 1 << 31;
/// Draws of an id at most.
const DRAWS: usize = 20;
/// Codes on the staff's board. Strangers cannot fill it: of each caller's it keeps the newest for a phone, and callers are limited.
const BOARD: usize = 10_000;

/// A code as the staff sees it.
#[derive(Clone, Debug)]
pub struct PostedCode {
    /// The phone or address that it was asked for.
    pub target: String,
    /// The six digits.
    pub code: String,
    /// When it was made.
    pub at: Instant,
    /// The address of the caller who asked for it.
    pub asked_by: IpAddr,
}

/// The outlet's own way to deliver a code: the newest of them in memory, for the staff page.
#[derive(Default)]
pub struct CodeBoard {
    posted: Mutex<VecDeque<PostedCode>>,
}

impl CodeBoard {
    /// Delivers a code.
    pub fn deliver(&self, code: PostedCode) {
        tracing::info!(sent_to = %code.target, code = %code.code, "check code: read it to the customer");
        let mut posted = self.posted.lock().unwrap_or_else(PoisonError::into_inner);
        let is_replaced = |it: &PostedCode| it.target == code.target && it.asked_by == code.asked_by;
        posted.retain(|it| !is_replaced(it) && lives(it, code.at));
        posted.truncate(BOARD - 1);
        posted.push_front(code);
    }

    /// The codes that still live, newest first: at most so many whose phone or address contains a text. Where there are more, the
    /// newest of every caller go before the second newest of any: a flood from somewhere hides nobody's from elsewhere.
    #[must_use]
    pub fn live(&self, now: Instant, search: &str, most: usize) -> Vec<PostedCode> {
        let posted = self.posted.lock().unwrap_or_else(PoisonError::into_inner);
        let found: Vec<_> = posted.iter().filter(|code| lives(code, now) && code.target.contains(search)).collect();
        let mut by_caller = HashMap::new();
        let mut ranked: Vec<(u32, usize)> = Vec::new();
        for (place, code) in found.iter().enumerate() {
            let rank: &mut u32 = by_caller.entry(code.asked_by).or_default();
            ranked.push((*rank, place));
            *rank += 1;
        }
        ranked.sort_unstable();
        ranked.truncate(most);
        ranked.sort_unstable_by_key(|(_, place)| *place);
        ranked.into_iter().map(|(_, place)| found[place].clone()).collect()
    }
}

fn lives(code: &PostedCode, now: Instant) -> bool {
    now.since(code.at) < CODE_LIFE_MS
}

/// A code that was made: what its owner is sent, and what the caller names it by.
#[derive(Clone, Debug)]
pub struct NewCode {
    /// Its id.
    pub id: CheckCodeId,
    /// The six digits.
    pub digits: String,
}

/// Makes a code for a phone or address.
pub fn make_code(tx: &Tx<'_>, now: Instant, ids: &mut Ids, target: &str) -> Result<NewCode, StoreError> {
    let id = free_id(tx, ids)?;
    let digits = ids.digits(6);
    sql::insert_code(tx, id, target, &hash(id, &digits), now.plus_ms(CODE_LIFE_MS), TRIES)?;
    Ok(NewCode { id, digits })
}

/// An id above 0 that no code has. Expired codes are deleted, so that nearly every id is free.
fn free_id(tx: &Tx<'_>, ids: &mut Ids) -> Result<CheckCodeId, StoreError> {
    for _ in 0..DRAWS {
        let id = CheckCodeId(i64::try_from(1 + ids.below(IDS_END - 1)).unwrap_or(1));
        if sql::code(tx, id)?.is_none() {
            return Ok(id);
        }
    }
    Err(StoreError::Other("no id is free for a check code".to_owned()))
}

/// The phone or address that a code was sent to.
pub fn code_target(db: &Db<'_>, id: CheckCodeId) -> Result<Option<String>, StoreError> {
    Ok(sql::code(db, id)?.map(|code| code.target))
}

/// Whether `answer` is the code `id` that was sent to `target`; a right answer uses it up, a wrong one costs a try. The
/// caller must commit either way.
pub fn check_code(tx: &Tx<'_>, now: Instant, id: CheckCodeId, target: &str, answer: &str) -> Result<bool, StoreError> {
    let Some(code) = sql::code(tx, id)? else { return Ok(false) };
    if code.used || code.tries_left == 0 || code.expires_at <= now || code.target != target {
        return Ok(false);
    }
    let right = code.hash == hash(id, answer.trim());
    if right {
        sql::use_code(tx, id)?;
    } else {
        sql::miss_code(tx, id)?;
    }
    Ok(right)
}

/// Whether [`check_code`] would say so now. Nothing is spent: for whoever has to do something expensive between the two.
pub fn is_right_code(
    db: &Db<'_>,
    now: Instant,
    id: CheckCodeId,
    target: &str,
    answer: &str,
) -> Result<bool, StoreError> {
    let code = sql::code(db, id)?;
    Ok(code.is_some_and(|code| {
        let lives = !code.used && code.tries_left > 0 && code.expires_at > now;
        lives && code.target == target && code.hash == hash(id, answer.trim())
    }))
}

fn hash(id: CheckCodeId, code: &str) -> [u8; 32] {
    digest(&format!("{id}:{code}"))
}

/// Takes a try off a code that was sent to `target`, for a caller whose transaction was rolled back because the answer was
/// wrong. As in [`check_code`], an answer for another target costs nothing: it can never be right.
pub fn miss_code(tx: &Tx<'_>, id: CheckCodeId, target: &str) -> Result<(), StoreError> {
    match sql::code(tx, id)? {
        Some(code) if code.target == target => sql::miss_code(tx, id),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::{NOW, TestStore};

    fn made(test: &TestStore, seed: u8, target: &'static str) -> CheckCodeId {
        test.write(move |tx| Ok(make_code(tx, NOW, &mut Ids::seeded(seed), target)?)).unwrap().id
    }

    #[test]
    fn ids_are_drawn_and_fit_the_apps_int() {
        let test = TestStore::new();
        let ids: Vec<CheckCodeId> =
            (0..20).map(|seed| made(&test, seed, ["a", "b", "c", "d"][usize::from(seed) % 4])).collect();
        assert!(ids.iter().all(|id| (1..=i64::from(i32::MAX)).contains(&id.0)), "{ids:?}");
        let mut sorted = ids;
        sorted.sort_unstable();
        assert!(sorted.windows(2).all(|pair| pair[1].0 - pair[0].0 > 1), "no two are neighbours: {sorted:?}");
    }

    #[test]
    fn the_board_keeps_each_customer_s_newest() {
        let board = CodeBoard::default();
        let post = |target: &str, code: &str, last: u8, at: i64| {
            let asked_by = IpAddr::from([192, 0, 2, last]);
            board.deliver(PostedCode { target: target.to_owned(), code: code.to_owned(), at: Instant(at), asked_by });
        };
        let read = |search: &str, at: i64| -> Vec<String> {
            board.live(Instant(at), search, 3).into_iter().map(|it| it.code).collect()
        };
        post("13900000001", "first", 1, 0);
        post("13900000001", "second", 1, 1);
        for stranger in 0..3_000 {
            post(&format!("138{stranger:08}"), "stranger's", 9, 2);
        }
        // A stranger who asks for the same phone replaces nothing either.
        post("13900000001", "foreign", 9, 3);
        assert_eq!(read("0000001", 4), ["foreign", "stranger's", "second"]);
        assert_eq!(read("", 4), ["foreign", "stranger's", "second"], "a flood hides nobody's");
        assert_eq!(read("139", CODE_LIFE_MS + 2), ["foreign"], "and only those that live");
    }

    /// It can fail: the second one draws the id of the first one, which the table would refuse.
    #[test]
    fn an_id_that_is_taken_is_drawn_again() {
        let test = TestStore::new();
        let first = made(&test, 1, "a");
        let drawn = i64::try_from(1 + Ids::seeded(1).below(IDS_END - 1)).unwrap();
        assert_eq!(CheckCodeId(drawn), first, "the same draw comes again");
        assert_ne!(made(&test, 1, "b"), first);
        let twin = test.write(move |tx| Ok(sql::insert_code(tx, first, "c", &[0; 32], NOW, TRIES)?));
        assert!(twin.is_err(), "without another draw there would be no code");
    }
}
