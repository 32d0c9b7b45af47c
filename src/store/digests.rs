//! A digest of each row of what matters: orders, money, goods.
//!
//! A flipped bit in a row is no fault that `SQLite` could know of: the page is as whole as before. So each of these rows gets a
//! digest, when the writer has nothing else to do and before it stops; no order waits for one. `digests_made` says up to which key
//! the rows of a table have one, and the schema's triggers note in `digests_due` which of them were changed since. Rows, digests and
//! notes are changed by transactions, so at every moment each row has a digest that is right, or is known to have none.
//! The triggers need nothing of the program: what another tool writes is noted as well, and is no damage.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row, params};
use sha2::{Digest, Sha256};

use super::counters::Counters;
use super::{Db, RowResult, StoreError, Tx, Vault};

/// A table whose rows have digests.
struct Watched {
    /// Its place in `digests_made` and in the triggers, for ever.
    of: i64,
    table: &'static str,
    /// Its key; `0` where it has one column only. The first column is given in rising order.
    key: [&'static str; 2],
    /// A column that sales change all the time and a ledger vouches for: with it, each sale would take a flipped bit of the others into a
    /// new digest.
    without: Option<&'static str>,
}

const WATCHED: [Watched; 25] = [
    Watched { of: 1, table: "orders", key: ["id", "0"], without: None },
    Watched { of: 2, table: "order_lines", key: ["order_id", "id"], without: None },
    Watched { of: 3, table: "money_moves", key: ["id", "0"], without: None },
    Watched { of: 4, table: "refunds", key: ["id", "0"], without: None },
    Watched { of: 5, table: "stock_moves", key: ["id", "0"], without: None },
    Watched { of: 6, table: "wallets", key: ["account_id", "0"], without: None },
    Watched { of: 7, table: "credit_accounts", key: ["account_id", "0"], without: None },
    Watched { of: 8, table: "products", key: ["id", "0"], without: Some("stock") },
    Watched { of: 9, table: "prices", key: ["id", "0"], without: None },
    Watched { of: 10, table: "unmatched_money", key: ["id", "0"], without: None },
    Watched { of: 11, table: "lease_orders", key: ["order_id", "0"], without: None },
    Watched { of: 12, table: "flow_orders", key: ["id", "0"], without: None },
    Watched { of: 13, table: "vouchers", key: ["id", "0"], without: None },
    Watched { of: 14, table: "service_grants", key: ["id", "0"], without: None },
    Watched { of: 15, table: "redeemed_gifts", key: ["voucher_id", "0"], without: None },
    Watched { of: 16, table: "course_orders", key: ["order_id", "0"], without: None },
    Watched { of: 17, table: "course_vouchers", key: ["id", "0"], without: None },
    Watched { of: 18, table: "tour_orders", key: ["order_id", "0"], without: None },
    Watched { of: 19, table: "tour_coupons", key: ["id", "0"], without: None },
    Watched { of: 20, table: "ticket_orders", key: ["order_id", "0"], without: None },
    Watched { of: 21, table: "ticket_refunds", key: ["order_id", "place"], without: None },
    Watched { of: 22, table: "receipts", key: ["id", "0"], without: None },
    Watched { of: 23, table: "receipt_taxes", key: ["receipt_id", "place"], without: None },
    Watched { of: 24, table: "invoices", key: ["id", "0"], without: None },
    Watched { of: 25, table: "invoice_lines", key: ["invoice_id", "place"], without: None },
];

/// Tables that hold nothing but digests; a copy of the others makes its own.
pub(super) const OWN: [&str; 3] = ["row_digests", "digests_due", "digests_made"];
/// Where `digests_made` keeps the digest of the tables' columns.
const SHAPE: i64 = 0;
/// Below every key.
const NONE: i64 = -1;
/// Rows of one table that one transaction makes digests of: some milliseconds.
const ROWS: i64 = 250;
/// The most such transactions in one round of the regular work, which has other things to do.
pub(super) const TURNS: usize = 400;
/// Rows that `check` names at most.
const NAMED: usize = 5;

impl Watched {
    fn all(&self) -> String {
        let [a, b] = self.key;
        format!("select {a}, {b}, * from {} order by 1, 2", self.table)
    }

    fn one(&self) -> String {
        let [a, b] = self.key;
        format!("select {a}, {b}, * from {} where {a} = ?1 and {b} = ?2", self.table)
    }

    fn between(&self) -> String {
        let [a, b] = self.key;
        format!("select {a}, {b}, * from {} where {a} > ?1 and {a} <= ?2 order by 1, 2", self.table)
    }

    /// The last key of the next rows that have no digest.
    fn next(&self) -> String {
        let [a, _] = self.key;
        format!("select max(a) from (select {a} as a from {} where {a} > ?1 order by {a} limit {ROWS})", self.table)
    }

    /// Digests of rows that are not there.
    fn gone(&self) -> String {
        let [a, b] = self.key;
        let b = if b == "0" { "0".to_owned() } else { format!("t.{b}") };
        format!(
            "select d.a, d.b from row_digests d
             where d.of = ?1 and not exists (select 1 from {} t where t.{a} = d.a and {b} = d.b)
                and not exists (select 1 from digests_due u where u.of = d.of and u.a = d.a and u.b = d.b)
             order by d.a, d.b limit 5",
            self.table,
        )
    }

    fn digest(&self, row: &Row<'_>) -> RowResult<i64> {
        digest(row, self.without)
    }

    fn name(&self, a: i64, b: i64) -> String {
        let key = if self.key[1] == "0" { a.to_string() } else { format!("{a}/{b}") };
        format!("{} {key}", self.table)
    }
}

/// The digest of a row whose first two columns are its key: eight bytes of a SHA-256 over the others, each with its sort and its length.
fn digest(row: &Row<'_>, without: Option<&str>) -> RowResult<i64> {
    let mut hash = Sha256::new();
    for place in 2..row.as_ref().column_count() {
        if without.is_some_and(|it| row.as_ref().column_name(place).is_ok_and(|name| name == it)) {
            continue;
        }
        match row.get_ref(place)? {
            ValueRef::Null => hash.update([0]),
            ValueRef::Integer(number) => value(&mut hash, 1, &number.to_be_bytes()),
            ValueRef::Real(number) => value(&mut hash, 2, &number.to_be_bytes()),
            ValueRef::Text(text) => value(&mut hash, 3, text),
            ValueRef::Blob(bytes) => value(&mut hash, 4, bytes),
        }
    }
    Ok(first_eight(hash))
}

fn value(hash: &mut Sha256, sort: u8, bytes: &[u8]) {
    hash.update([sort]);
    hash.update((bytes.len() as u64).to_be_bytes());
    hash.update(bytes);
}

fn first_eight(hash: Sha256) -> i64 {
    let whole: [u8; 32] = hash.finalize().into();
    let mut eight = [0; 8];
    eight.copy_from_slice(&whole[..8]);
    i64::from_be_bytes(eight)
}

/// Up to which key the rows of a table have digests.
fn made(db: &Db<'_>, of: i64) -> Result<i64, StoreError> {
    Ok(db.row("select upto from digests_made where of = ?1", [of], |row| row.get(0))?.unwrap_or(NONE))
}

/// Whether there are rows without a digest, or with an old one.
pub(super) fn are_due(db: &Db<'_>) -> Result<bool, StoreError> {
    if db.exists("select 1 from digests_due", [])? {
        return Ok(true);
    }
    for watched in &WATCHED {
        let beyond = format!("select 1 from {0} where {1} > ?1", watched.table, watched.key[0]);
        if db.exists(&beyond, [made(db, watched.of)?])? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Makes the digests of some rows that are due.
pub(super) fn make_some(tx: &Tx<'_>) -> Result<(), StoreError> {
    renew(tx)?;
    WATCHED.iter().try_for_each(|watched| extend(tx, watched))
}

/// Digests of rows that were changed.
fn renew(tx: &Tx<'_>) -> Result<(), StoreError> {
    let sql = "select of, a, b from digests_due limit ?1";
    let due: Vec<(i64, i64, i64)> = tx.rows(sql, [ROWS], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    for (of, a, b) in due {
        let watched = WATCHED.iter().find(|watched| watched.of == of);
        let digest =
            watched.map(|watched| tx.row(&watched.one(), [a, b], |row| watched.digest(row))).transpose()?.flatten();
        match digest {
            Some(digest) => put(tx, of, (a, b), digest)?,
            None => drop(tx.run("delete from row_digests where of = ?1 and a = ?2 and b = ?3", [of, a, b])?),
        }
        tx.run("delete from digests_due where of = ?1 and a = ?2 and b = ?3", [of, a, b])?;
    }
    Ok(())
}

/// Digests of the next rows that have none.
fn extend(tx: &Tx<'_>, watched: &Watched) -> Result<(), StoreError> {
    let made = made(tx, watched.of)?;
    let Some(next) = tx.row(&watched.next(), [made], |row| row.get::<_, Option<i64>>(0))?.flatten() else {
        return Ok(());
    };
    let rows =
        tx.rows(&watched.between(), [made, next], |row| Ok(((row.get(0)?, row.get(1)?), watched.digest(row)?)))?;
    for (key, digest) in rows {
        put(tx, watched.of, key, digest)?;
    }
    note_made(tx, watched.of, next)
}

fn put(tx: &Tx<'_>, of: i64, (a, b): (i64, i64), digest: i64) -> Result<(), StoreError> {
    let sql = "insert into row_digests (of, a, b, digest) values (?1, ?2, ?3, ?4)
        on conflict (of, a, b) do update set digest = excluded.digest";
    tx.run(sql, params![of, a, b, digest]).map(drop)
}

fn note_made(tx: &Tx<'_>, of: i64, upto: i64) -> Result<(), StoreError> {
    let sql = "insert into digests_made (of, upto) values (?1, ?2) on conflict (of) do update set upto = excluded.upto";
    tx.run(sql, [of, upto]).map(drop)
}

/// Begins anew if the digests are of other tables or columns than these: in a new outlet, and after a migration.
pub(super) fn prepare(connection: &Connection, vault: &Vault) -> Result<(), StoreError> {
    let counters = Counters::default(); // Digests have no ids.
    let tx = Tx::new(connection, vault, &counters);
    let shape = shape(&tx)?;
    if made(&tx, SHAPE)? == shape {
        return Ok(());
    }
    connection.execute_batch("begin immediate")?;
    let begun = forget_all(&tx).and_then(|()| note_made(&tx, SHAPE, shape));
    connection.execute_batch(if begun.is_ok() { "commit" } else { "rollback" })?;
    begun
}

fn forget_all(tx: &Tx<'_>) -> Result<(), StoreError> {
    for table in OWN {
        tx.run(&format!("delete from {table}"), [])?;
    }
    WATCHED.iter().try_for_each(|watched| note_made(tx, watched.of, NONE))
}

/// A digest of the tables' names and columns.
fn shape(db: &Db<'_>) -> Result<i64, StoreError> {
    let mut hash = Sha256::new();
    for watched in &WATCHED {
        hash.update(watched.table);
        let columns = "select name from pragma_table_info(?1) order by cid";
        for name in db.rows(columns, [watched.table], |row| row.get::<_, String>(0))? {
            hash.update(b" ");
            hash.update(name);
        }
    }
    Ok(first_eight(hash))
}

/// What a look at the rows found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Digested {
    /// Rows that are as they were written.
    pub sound: u64,
    /// Rows whose digest is still to be made.
    pub due: u64,
    /// The first rows that are not as they were written: changed below the database, missing, or there without it.
    pub changed: Vec<String>,
}

/// Compares the rows with their digests.
pub fn compare_digests(db: &Db<'_>) -> Result<Digested, StoreError> {
    let mut found = Digested::default();
    for watched in &WATCHED {
        compare(db, watched, &mut found)?;
        let gone: Vec<(i64, i64)> = db.rows(&watched.gone(), [watched.of], |row| Ok((row.get(0)?, row.get(1)?)))?;
        found.changed.extend(gone.into_iter().map(|(a, b)| format!("{} is missing", watched.name(a, b))));
    }
    found.changed.truncate(NAMED);
    Ok(found)
}

fn compare(db: &Db<'_>, watched: &Watched, found: &mut Digested) -> Result<(), StoreError> {
    let known = "select digest from row_digests where of = ?1 and a = ?2 and b = ?3";
    let due = "select 1 from digests_due where of = ?1 and a = ?2 and b = ?3";
    let made = made(db, watched.of)?;
    db.each(&watched.all(), [], |row| {
        let (a, b): (i64, i64) = (row.get(0)?, row.get(1)?);
        let key = [watched.of, a, b];
        if db.row(known, key, |row| row.get(0))? == Some(watched.digest(row)?) && a <= made {
            found.sound += 1;
        } else if a > made || db.exists(due, key)? {
            found.due += 1;
        } else {
            found.changed.push(watched.name(a, b));
            found.changed.truncate(NAMED);
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::migrations;

    /// A migration that makes one of the tables anew must make its triggers anew, or a lawful change looks like damage.
    #[test]
    fn every_change_of_a_watched_row_is_noted_by_a_trigger_of_the_schema() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrations::create(&mut connection).unwrap();
        for Watched { of, table, key: [a, b], without } in WATCHED {
            let columns = "select group_concat(name, ', ') from pragma_table_info(?1) where name <> ?2";
            let columns: String =
                connection.query_row(columns, [table, without.unwrap_or("")], |row| row.get(0)).unwrap();
            for (change, row) in [("insert", "new"), ("update", "new"), ("delete", "old")] {
                let key = if b == "0" { format!("{row}.{a}, 0") } else { format!("{row}.{a}, {row}.{b}") };
                let of_columns =
                    if change == "update" && without.is_some() { format!(" of {columns}") } else { String::new() };
                let wanted = format!(
                    "create trigger {table}_{change}_digest after {change}{of_columns} on {table}
when {row}.{a} <= (select upto from digests_made where of = {of})
begin
    insert into digests_due (of, a, b) values ({of}, {key}) on conflict do nothing;
end"
                );
                let name = format!("{table}_{change}_digest");
                let sql = "select sql from sqlite_schema where type = 'trigger' and name = ?1";
                let found: Option<String> = connection.query_row(sql, [&name], |row| row.get(0)).ok();
                assert_eq!(found.map(|sql| sql.to_lowercase()), Some(wanted), "{name}");
            }
        }
    }

    #[test]
    fn rows_and_values_of_every_sort_have_digests_of_their_own() {
        let connection = Connection::open_in_memory().unwrap();
        let of = |values: &str| {
            connection.query_row(&format!("select 0, 0, {values}"), [], |row| digest(row, None)).unwrap()
        };
        let all = ["null", "0", "''", "x''", "0.0", "1", "'1'", "'a', 'b'", "'ab', ''", "null, null", "'b', 'a'"];
        let digests: std::collections::BTreeSet<i64> = all.iter().map(|values| of(values)).collect();
        assert_eq!(digests.len(), all.len());
        assert_eq!(of("'a', 1"), of("'a', 1"));
    }
}
