//! Statements of the outbox.

use super::{Message, Owed, State};
use crate::clock::Instant;
use crate::store::{Db, Row, RowResult, StoreError, Tx, params};

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
        state: State::from_number(row.get(9)?).unwrap_or(State::GivenUp),
        tries: row.get(10)?,
        tried_at: instant(11)?,
        result: row.get(12)?,
    })
}

pub(super) fn insert(tx: &Tx<'_>, id: i64, owed: &Owed<'_>, until: Instant) -> Result<(), StoreError> {
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
    db.number("select count(*) from outbox where topic = ?1 and state = ?2", params![topic, state.number()])
}

pub(super) fn page(db: &Db<'_>, topic: &str, state: State, size: i64, offset: i64) -> Result<Vec<Message>, StoreError> {
    let sql =
        format!("select {MESSAGE} from outbox where topic = ?1 and state = ?2 order by id desc limit ?3 offset ?4");
    db.rows(&sql, params![topic, state.number(), size, offset], message)
}

/// When the next message is to be tried, whether it is the first of its queue or not.
pub(super) fn next_at(db: &Db<'_>) -> Result<Option<Instant>, StoreError> {
    let sql = "select next_at from outbox where next_at is not null order by next_at, id limit 1";
    db.row(sql, [], |row| row.get(0).map(Instant))
}

/// Messages that are to be tried now: the first open one of each queue, at most so many of each owner, and so many in all.
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
         order by next_at, id
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
        after.state.number(),
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
    let sql = "update outbox set state = 0, tries = 0, next_at = ?3, until = ?4 where topic = ?1 and reference = ?2";
    Ok(tx.run(sql, params![topic, reference, now.0, until.0])? == 1)
}

pub(super) fn forget_untried(tx: &Tx<'_>, topic: &str, queue: i64, before: Instant) -> Result<(), StoreError> {
    let sql = "delete from outbox where topic = ?1 and queue = ?2 and tries = 0 and tried_at is null and owed_at <= ?3";
    tx.run(sql, params![topic, queue, before.0]).map(|_| ())
}
