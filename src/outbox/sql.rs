//! Statements of the outbox.

use super::{Backlog, Message, Owed, State};
use crate::clock::Instant;
use crate::ids::MessageId;
use crate::store::{Db, Page, Row, RowResult, StoreError, Tx, params};

const MESSAGE: &str =
    "id, topic, owner, queue, reference, payload, owed_at, until, next_at, state, tries, tried_at, result";

fn message(row: &Row<'_>) -> RowResult<Message> {
    let instant = |column| row.get::<_, Option<i64>>(column).map(|ms| ms.map(Instant));
    Ok(Message {
        id: row.get(0)?,
        topic: row.get(1)?,
        owner: row.get(2)?,
        queue: row.get(3)?,
        reference: row.get(4)?,
        payload: row.get(5)?,
        owed_at: Instant(row.get(6)?),
        until: Instant(row.get(7)?),
        next_at: instant(8)?,
        state: row.get(9)?,
        tries: row.get(10)?,
        tried_at: instant(11)?,
        result: row.get(12)?,
    })
}

pub(super) fn insert(tx: &Tx<'_>, id: MessageId, owed: &Owed<'_>, until: Instant) -> Result<(), StoreError> {
    tx.run_one(
        "insert into outbox (id, topic, owner, queue, reference, payload, owed_at, until, next_at)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?7)",
        params![id, owed.topic, owed.owner, owed.queue, owed.reference, owed.payload, owed.at.0, until.0],
    )
}

pub(super) fn of_queue(db: &Db<'_>, topic: &str, queue: i64) -> Result<Vec<Message>, StoreError> {
    let sql = format!("select {MESSAGE} from outbox where topic = ?1 and queue = ?2 order by id");
    db.rows(&sql, params![topic, queue], message)
}

pub(super) fn count(db: &Db<'_>, topic: &str, state: State) -> Result<i64, StoreError> {
    db.number("select count(*) from outbox where topic = ?1 and state = ?2", params![topic, state])
}

pub(super) fn page(db: &Db<'_>, topic: &str, state: State, page: Page) -> Result<Vec<Message>, StoreError> {
    let sql =
        format!("select {MESSAGE} from outbox where topic = ?1 and state = ?2 order by id desc limit ?3 offset ?4");
    db.rows(&sql, params![topic, state, page.size, page.offset], message)
}

pub(super) fn next_reference(tx: &Tx<'_>, topic: &str) -> Result<i64, StoreError> {
    tx.number("select coalesce(max(reference), 0) + 1 from outbox where topic = ?1", [topic])
}

pub(super) fn latest(db: &Db<'_>, topic: &str, state: Option<State>, page: Page) -> Result<Vec<Message>, StoreError> {
    let sql = format!(
        "select {MESSAGE} from outbox
         where topic = ?1 and (?2 is null or state = ?2)
         order by id desc
         limit ?3 offset ?4"
    );
    db.rows(&sql, params![topic, state, page.size, page.offset], message)
}

pub(super) fn counts(db: &Db<'_>, topic: &str) -> Result<Vec<(State, i64)>, StoreError> {
    let sql = "select state, count(*) from outbox where topic = ?1 group by state order by state";
    db.rows(sql, [topic], |row| Ok((row.get(0)?, row.get(1)?)))
}

pub(super) fn has_done(db: &Db<'_>, topic: &str, before: Instant) -> Result<bool, StoreError> {
    let sql = "select 1 from outbox where topic = ?1 and next_at is null and tried_at < ?2";
    db.exists(sql, params![topic, before.0])
}

pub(super) fn delete_done(tx: &Tx<'_>, topic: &str, before: Instant, most: i64) -> Result<(), StoreError> {
    let sql = "delete from outbox
        where id in (
            select id from outbox where topic = ?1 and next_at is null and tried_at < ?2 order by tried_at limit ?3
        )";
    tx.run(sql, params![topic, before.0, most]).map(|_| ())
}

/// Open messages alone are counted: there are few of them, however many have left.
pub(super) fn backlog(db: &Db<'_>) -> Result<Vec<Backlog>, StoreError> {
    let sql = "select topic, state, count(*), min(owed_at)
        from outbox
        where next_at is not null
        group by topic, state
        order by topic, state";
    db.rows(sql, [], |row| {
        Ok(Backlog { topic: row.get(0)?, state: row.get(1)?, count: row.get(2)?, oldest: Instant(row.get(3)?) })
    })
}

/// When the next message is to be tried, whether it is the first of its queue or not.
pub(super) fn next_at(db: &Db<'_>) -> Result<Option<Instant>, StoreError> {
    let sql = "select next_at from outbox where next_at is not null order by next_at, id limit 1";
    db.row(sql, [], |row| row.get(0).map(Instant))
}

/// Messages that are to be tried now: the first open one of each queue, at most so many of each owner, and so many in all. Each owner
/// has its first place before any has its second: a backlog of one delays nobody else's.
pub(super) fn due(db: &Db<'_>, now: Instant, of_owner: i64, most: i64) -> Result<Vec<Message>, StoreError> {
    let sql = format!(
        "select {MESSAGE}
         from (
            select m.*, row_number() over (partition by m.topic, m.owner order by m.next_at, m.id) as place
            from outbox m
            where m.next_at <= ?1
                and not exists (
                    select 1
                    from outbox e
                    where e.topic = m.topic and e.queue = m.queue and e.id < m.id and e.next_at is not null
                )
         ) as first
         where place <= ?2
         order by place, next_at, id
         limit ?3"
    );
    db.rows(&sql, params![now.0, of_owner, most], message)
}

/// Writes a try's outcome down, if the message still waits for the try that it is about; whether it did. Somebody may have ordered
/// it anew meanwhile.
pub(super) fn tried(tx: &Tx<'_>, before: &Message, after: &Message) -> Result<bool, StoreError> {
    let sql = "update outbox
        set state = ?2, tries = ?3, tried_at = ?4, result = ?5, next_at = ?6
        where id = ?1 and tries = ?7 and next_at = ?8";
    let values = params![
        after.id,
        after.state,
        after.tries,
        after.tried_at.map(|at| at.0),
        after.result,
        after.next_at.map(|at| at.0),
        before.tries,
        before.next_at.map(|at| at.0),
    ];
    Ok(tx.run(sql, values)? == 1)
}

pub(super) fn begin_anew(
    tx: &Tx<'_>,
    topic: &str,
    reference: i64,
    now: Instant,
    until: Instant,
) -> Result<bool, StoreError> {
    let sql = "update outbox set state = ?5, tries = 0, next_at = ?3, until = ?4 where topic = ?1 and reference = ?2";
    Ok(tx.run(sql, params![topic, reference, now.0, until.0, State::Waiting])? == 1)
}

pub(super) fn forget_untried(tx: &Tx<'_>, topic: &str, queue: i64, before: Instant) -> Result<(), StoreError> {
    let sql = "delete from outbox where topic = ?1 and queue = ?2 and tries = 0 and tried_at is null and owed_at <= ?3";
    tx.run(sql, params![topic, queue, before.0]).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::TestStore;

    #[test]
    fn what_was_taken_long_ago_goes_and_what_waits_stays() {
        let test = TestStore::new();
        test.run(|tx| {
            for id in 0..4 {
                let owed = Owed {
                    topic: if id == 3 { "u" } else { "t" },
                    owner: 1,
                    queue: id,
                    reference: id,
                    payload: "{}",
                    at: Instant(id),
                };
                insert(tx, MessageId(id), &owed, Instant(9000))?;
            }
            tx.run("update outbox set state = 1, next_at = null, tried_at = 100 * id where id <> 2", []).map(|_| ())
        });
        assert!(test.store.read(|db| has_done(db, "t", Instant(50))).unwrap());
        test.run(|tx| delete_done(tx, "t", Instant(100), 10));
        let left = test
            .store
            .read::<_, StoreError>(|db| db.rows("select id from outbox order by id", [], |row| row.get::<_, i64>(0)));
        assert_eq!(left.unwrap(), [1, 2, 3], "the old one of this topic went");
        assert!(!test.store.read(|db| has_done(db, "t", Instant(100))).unwrap());
        assert_eq!(test.store.read(|db| counts(db, "t")).unwrap(), [(State::Waiting, 1), (State::Taken, 1)]);
    }

    /// Twenty partners with thirty old messages each, and one with a single new one: it is among the first that leave.
    #[test]
    fn a_backlog_of_some_owners_delays_no_other() {
        let test = TestStore::new();
        let store = &test.store;
        let fill = |tx: &Tx<'_>| {
            for id in 0..600 {
                let owed =
                    Owed { topic: "t", owner: id % 20, queue: id, reference: id, payload: "{}", at: Instant(id) };
                insert(tx, MessageId(id), &owed, Instant(9000))?;
            }
            let late = Owed { topic: "t", owner: 77, queue: 600, reference: 600, payload: "{}", at: Instant(5000) };
            insert(tx, MessageId(600), &late, Instant(9000))
        };
        test.run(fill);
        let owners = store.read(|db| due(db, Instant(6000), 2, 30)).unwrap();
        let owners: Vec<i64> = owners.iter().map(|message| message.owner).collect();
        let (first, second) = owners.split_at(21);
        assert_eq!((first[20], second.len()), (77, 9), "{owners:?}");
        assert_eq!(store.read(|db| due(db, Instant(4999), 2, 30)).unwrap().len(), 30);
        let open = store.read(backlog).unwrap();
        let wanted = Backlog { topic: "t".to_owned(), state: State::Waiting, count: 601, oldest: Instant(0) };
        assert_eq!(open, [wanted]);
    }
}
