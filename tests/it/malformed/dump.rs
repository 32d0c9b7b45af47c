//! The whole store as text, but for what a refused request may leave: the caller's sessions and check codes.

use std::collections::BTreeMap;

use rusqlite::Connection;
use rusqlite::types::ValueRef;

/// Rows by table, sorted.
pub type Dump = BTreeMap<String, Vec<String>>;

/// Tables that requests of the test rightly write: logging in makes sessions and notes from where, asking for a check code makes one;
/// and those of the rows' digests, which are made now and then.
const WRITTEN: [&str; 6] =
    ["sessions", "account_addresses", "check_codes", "row_digests", "digests_due", "digests_made"];

/// Writes the store down.
pub fn store(database: &Connection) -> Dump {
    let names = "select name from sqlite_schema where type = 'table' order by name";
    let mut statement = database.prepare(names).unwrap();
    let names: Vec<String> = statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let kept = names.into_iter().filter(|name| !WRITTEN.contains(&name.as_str()) && !name.starts_with("sqlite_"));
    kept.map(|name| (name.clone(), rows(database, &name))).collect()
}

fn rows(database: &Connection, table: &str) -> Vec<String> {
    let mut statement = database.prepare(&format!("select * from {table}")).unwrap();
    let columns = statement.column_count();
    let text = |row: &rusqlite::Row<'_>| {
        let values = (0..columns).map(|column| match row.get_ref(column)? {
            ValueRef::Null => Ok("null".to_owned()),
            ValueRef::Integer(number) => Ok(number.to_string()),
            ValueRef::Real(number) => Ok(number.to_string()),
            ValueRef::Text(bytes) | ValueRef::Blob(bytes) => Ok(String::from_utf8_lossy(bytes).into_owned()),
        });
        values.collect::<Result<Vec<_>, _>>().map(|values| values.join(" | "))
    };
    let mut rows: Vec<String> = statement.query_map([], text).unwrap().map(Result::unwrap).collect();
    // `/readyz?probe=disk` writes this one fact, whoever asks.
    rows.retain(|row| table != "facts" || !row.starts_with("probe | "));
    // And each commit counts itself.
    rows.retain(|row| table != "counters" || !row.starts_with("commits | "));
    rows.sort();
    rows
}

/// Fails with the first row that differs.
pub fn compare(before: &Dump, after: &Dump) {
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
    for (table, rows) in before {
        let new: Vec<_> = after[table].iter().filter(|row| !rows.contains(row)).collect();
        let gone: Vec<_> = rows.iter().filter(|row| !after[table].contains(row)).collect();
        assert!(new.is_empty() && gone.is_empty(), "{table}: new {new:?}, gone {gone:?}");
    }
}
