//! Statements of imports. They are made from the kinds' tables, which are constants: nothing of a file gets into them.

use super::rows::Wanted;
use crate::store::{Db, Row, RowResult, StoreError, ToSql, Tx, containing};
use crate::tables::cell::Value;
use crate::tables::{Column, Kind, Stock, Type};

/// The statement that adds a row, or changes the one with its key in the columns that `changes` names.
pub(super) fn upsert(kind: &Kind, changes: impl Fn(&Column) -> bool) -> String {
    let stored: Vec<&str> = kind.columns.iter().filter(|it| it.is_kept).map(|column| column.stored).collect();
    let places: Vec<String> = (1..=stored.len()).map(|place| format!("?{place}")).collect();
    let updates: Vec<String> = kind
        .columns
        .iter()
        .filter(|column| column.is_kept && !kind.key.contains(&column.stored) && changes(column))
        .map(|column| format!("{0} = excluded.{0}", column.stored))
        .collect();
    let action = if updates.is_empty() { "nothing".to_owned() } else { format!("update set {}", updates.join(", ")) };
    format!(
        "insert into {} ({}) values ({}) on conflict ({}) do {action}",
        kind.table,
        stored.join(", "),
        places.join(", "),
        kind.key.join(", "),
    )
}

/// Runs a statement of [`upsert`] with the values of a row, in the order of the kind's columns.
pub(super) fn put(tx: &Tx<'_>, kind: &Kind, statement: &str, values: &[Value]) -> Result<(), StoreError> {
    let kept = kind.columns.iter().zip(values).filter(|(column, _)| column.is_kept);
    let values: Vec<&dyn ToSql> = kept.map(|(_, value)| to_sql(value)).collect();
    tx.run(statement, values.as_slice()).map(|_| ())
}

fn to_sql(value: &Value) -> &dyn ToSql {
    const NOTHING: Option<i64> = None;
    match value {
        Value::Nothing => &NOTHING,
        Value::Number(number) => number,
        Value::Text(text) => text,
    }
}

/// The statement that gives these columns of all rows, by key.
pub(super) fn select(kind: &Kind, columns: &[&Column]) -> String {
    let stored: Vec<&str> = columns.iter().map(|column| column.stored).collect();
    format!("select {} from {} order by {}", stored.join(", "), kind.table, kind.key.join(", "))
}

/// The value of a column in a row of [`select`].
pub(super) fn value(row: &Row<'_>, place: usize, column: &Column) -> RowResult<Value> {
    match column.holds {
        Type::Id
        | Type::Row(_)
        | Type::Number(..)
        | Type::Choice(_)
        | Type::Money
        | Type::Percent
        | Type::Time
        | Type::Boolean => Ok(row.get::<_, Option<i64>>(place)?.map_or(Value::Nothing, Value::Number)),
        _ => Ok(row.get::<_, Option<String>>(place)?.map_or(Value::Nothing, Value::Text)),
    }
}

/// The statement's condition that columns have the values that stand from a place on, and the values.
fn with_values<'v>(conditions: &'v [(&Column, Value)]) -> (Vec<String>, Vec<&'v dyn ToSql>) {
    let parts = conditions.iter().enumerate().map(|(place, (column, _))| format!("{} = ?{}", column.stored, place + 1));
    (parts.collect(), conditions.iter().map(|(_, value)| to_sql(value)).collect())
}

/// These columns of the row that a key's columns and values tell.
pub(super) fn one(
    db: &Db<'_>,
    kind: &Kind,
    columns: &[&Column],
    key: &[(&Column, Value)],
) -> Result<Option<Vec<Value>>, StoreError> {
    let (parts, values) = with_values(key);
    let sql = format!("select {} from {} where {}", stored(columns), kind.table, parts.join(" and "));
    db.row(&sql, values.as_slice(), |row| all_values(row, columns))
}

fn stored(columns: &[&Column]) -> String {
    columns.iter().map(|column| column.stored).collect::<Vec<_>>().join(", ")
}

fn all_values(row: &Row<'_>, columns: &[&Column]) -> RowResult<Vec<Value>> {
    columns.iter().enumerate().map(|(place, column)| value(row, place, column)).collect()
}

/// A page of rows with these values, and how many there are. Rows with a place in lists come by it.
pub(super) fn page(
    db: &Db<'_>,
    kind: &Kind,
    columns: &[&Column],
    conditions: &[(&Column, Value)],
    wanted: &Wanted,
) -> Result<(Vec<Vec<Value>>, usize), StoreError> {
    let (mut parts, mut values) = with_values(conditions);
    let pattern = containing(&wanted.search);
    if !wanted.search.is_empty() {
        let place = values.len() + 1;
        let told = columns.iter().filter(|column| column.holds.is_text() || kind.key.contains(&column.stored));
        let likes: Vec<String> =
            told.map(|it| format!("lower(cast({} as text)) like ?{place} escape '\\'", it.stored)).collect();
        parts.push(format!("({})", likes.join(" or ")));
        values.push(&pattern);
    }
    let condition = if parts.is_empty() { String::new() } else { format!(" where {}", parts.join(" and ")) };
    let total = db.number(&format!("select count(*) from {}{condition}", kind.table), values.as_slice())?;
    let order =
        kind.columns.iter().filter(|it| it.stored == "sort").map(|it| it.stored).chain(kind.key.iter().copied());
    let sql = format!(
        "select {} from {}{condition} order by {} limit {} offset {}",
        stored(columns),
        kind.table,
        order.collect::<Vec<_>>().join(", "),
        wanted.size,
        wanted.offset,
    );
    let rows = db.rows(&sql, values.as_slice(), |row| all_values(row, columns))?;
    Ok((rows, usize::try_from(total).unwrap_or(0)))
}

/// Takes the row of a key away.
pub(super) fn delete(tx: &Tx<'_>, kind: &Kind, key: &[(&Column, Value)]) -> Result<(), StoreError> {
    let (parts, values) = with_values(key);
    tx.run_one(&format!("delete from {} where {}", kind.table, parts.join(" and ")), values.as_slice())
}

/// How many rows a kind has.
pub(super) fn count(db: &Db<'_>, kind: &Kind) -> Result<i64, StoreError> {
    db.number(&format!("select count(*) from {}", kind.table), [])
}

/// Whether a table has a row of that id.
pub(super) fn has(db: &Db<'_>, table: &str, id: i64) -> Result<bool, StoreError> {
    db.exists(&format!("select 1 from {table} where id = ?1"), [id])
}

/// The stock of an item; nothing for one that is not there.
pub(super) fn stock(db: &Db<'_>, kind: &Kind, stock: Stock, id: i64) -> Result<Option<i64>, StoreError> {
    db.row(&format!("select {} from {} where id = ?1", stock.column, kind.table), [id], |row| row.get(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::TestStore;
    use crate::transfer::{Need, kind, kinds};

    #[test]
    fn a_known_row_changes_in_the_columns_that_the_file_has() {
        let reasons = kind("refund-reasons").unwrap();
        assert_eq!(
            upsert(reasons, |_| true),
            "insert into refund_reasons (id, reason) values (?1, ?2) on conflict (id) do update set reason = excluded.reason"
        );
        assert_eq!(
            upsert(reasons, |_| false),
            "insert into refund_reasons (id, reason) values (?1, ?2) on conflict (id) do nothing"
        );
    }

    /// Kinds are written by hand: this keeps them true to the schema.
    #[test]
    fn every_kind_has_the_columns_of_its_table() {
        let test = TestStore::new();
        for kind in kinds().filter(|kind| kind.taken_by.is_none()) {
            let sql = "select name, \"notnull\", dflt_value is null from pragma_table_info(?1)";
            let columns: Vec<(String, bool, bool)> = test
                .store
                .read::<_, StoreError>(|db| {
                    db.rows(sql, [kind.table], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
                })
                .unwrap();
            for column in kind.columns.iter().filter(|column| column.is_kept) {
                let found = columns.iter().find(|(name, _, _)| name == column.stored);
                let (_, not_null, _) = found.unwrap_or_else(|| panic!("{} has no {}", kind.table, column.stored));
                assert_eq!(*not_null, column.need != Need::Nullable, "{}.{}", kind.table, column.stored);
            }
            for (name, not_null, no_default) in columns {
                let can_be_left_out = !(not_null && no_default);
                assert!(can_be_left_out || kind.place_of(&name).is_some(), "{}.{name} is missing", kind.name);
            }
        }
    }
}
