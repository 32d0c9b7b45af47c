//! Statements of the checks.

use crate::accounts;
use crate::clock::Instant;
use crate::orders;
use crate::store::{Db, Reader, StoreError};

/// What is wrong with the file, as `SQLite` says it.
pub(super) fn damage(db: &Db<'_>) -> Result<Vec<String>, StoreError> {
    let found = db.rows("pragma integrity_check(5)", [], |row| row.get::<_, String>(0))?;
    Ok(found.into_iter().filter(|line| line != "ok").collect())
}

/// Tables with rows that point to nothing.
pub(super) fn dangling(db: &Db<'_>) -> Result<Vec<String>, StoreError> {
    let sql = "select \"table\" || ' to ' || parent
        from pragma_foreign_key_check
        group by \"table\", parent
        order by \"table\", parent";
    db.rows(sql, [], |row| row.get(0))
}

/// Counters that would give a number again: those that are called like a table that has a higher id. The numbers of check codes
/// are drawn; older outlets have a counter of them that nobody asks any more.
pub(super) fn counters_behind(db: &Db<'_>) -> Result<Vec<String>, StoreError> {
    let sql = "select c.name, c.next
        from counters c
        join sqlite_schema s on s.type = 'table' and s.name = c.name
        where c.name <> 'check_codes' and exists (select 1 from pragma_table_info(c.name) i where i.name = 'id')
        order by c.name";
    let counters: Vec<(String, i64)> = db.rows(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut behind = Vec::new();
    for (name, next) in counters {
        if db.number(&format!("select coalesce(max(id), 0) from {name}"), [])? >= next {
            behind.push(name);
        }
    }
    Ok(behind)
}

/// Sessions, check codes and holds of a time that has not come.
pub(super) fn of_the_future(reader: &Reader, now: Instant, longest_hold_ms: i64) -> Result<i64, StoreError> {
    reader.look(|db| {
        let (sessions, codes) = accounts::of_the_future(db, now)?;
        Ok::<_, StoreError>(sessions + codes + orders::holds_of_the_future(db, now, longest_hold_ms)?)
    })
}

/// The first few texts that a statement gives.
pub(super) fn broken_by(db: &Db<'_>, statement: &str, most: usize) -> Result<Vec<String>, StoreError> {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    db.rows(&format!("select * from ({statement}) limit ?1"), [most], |row| row.get(0))
}
