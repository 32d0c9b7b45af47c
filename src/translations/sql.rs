//! Statements of texts in other languages.

use std::collections::BTreeMap;

use super::{Cell, Texts};
use crate::store::{Db, StoreError, Tx, params};

/// The text of a cell in a language.
pub(super) fn one(db: &Db<'_>, it: Cell<'_>, language: &str) -> Result<Option<String>, StoreError> {
    let sql = "select text from translations where kind = ?1 and row_key = ?2 and field = ?3 and language = ?4";
    db.row(sql, params![it.kind, it.row, it.field, language], |row| row.get(0))
}

/// Writes the text of a cell in a language.
pub(super) fn put(tx: &Tx<'_>, it: Cell<'_>, language: &str, text: &str) -> Result<(), StoreError> {
    tx.run_one(
        "insert into translations (kind, row_key, field, language, text) values (?1, ?2, ?3, ?4, ?5)
         on conflict (kind, row_key, field, language) do update set text = excluded.text",
        params![it.kind, it.row, it.field, language, text],
    )
}

/// Takes the text of a cell in a language away.
pub(super) fn delete(tx: &Tx<'_>, it: Cell<'_>, language: &str) -> Result<(), StoreError> {
    let sql = "delete from translations where kind = ?1 and row_key = ?2 and field = ?3 and language = ?4";
    tx.run_one(sql, params![it.kind, it.row, it.field, language])
}

/// Takes all texts of a row away.
pub(super) fn forget(tx: &Tx<'_>, kind: &str, row: &str) -> Result<(), StoreError> {
    tx.run("delete from translations where kind = ?1 and row_key = ?2", params![kind, row]).map(|_| ())
}

/// The texts of these rows of a kind, by the rows' keys.
pub fn of_rows(db: &Db<'_>, kind: &str, rows: &[String]) -> Result<BTreeMap<String, Texts>, StoreError> {
    let mut found = BTreeMap::<String, Texts>::new();
    let sql = "select language, field, text from translations where kind = ?1 and row_key = ?2";
    for row in rows {
        let texts = db.rows(sql, params![kind, row], |it| Ok((it.get(0)?, it.get(1)?, it.get(2)?)))?;
        for (language, field, text) in texts {
            let texts: &mut Texts = found.entry(row.clone()).or_default();
            let _ = texts.entry(language).or_default().insert(field, text);
        }
    }
    Ok(found)
}

/// Which rows of a kind say which of their columns in a language: the row's key and the column.
pub fn said(db: &Db<'_>, kind: &str, language: &str) -> Result<Vec<(String, String)>, StoreError> {
    let sql = "select row_key, field from translations where kind = ?1 and language = ?2 order by row_key, field";
    db.rows(sql, params![kind, language], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// What a column's cells say themselves and in a language, by the rows' keys. The cell is named by its kind, its table, its name in
/// files and the stored column: constants of the program.
pub fn told(
    db: &Db<'_>,
    (kind, table, field, stored): (&str, &str, &str, &str),
    language: &str,
) -> Result<BTreeMap<String, [String; 2]>, StoreError> {
    let sql = format!(
        "select t.row_key, x.{stored}, t.text
        from translations t
        join {table} x on x.id = cast(t.row_key as integer)
        where t.kind = ?1 and t.field = ?2 and t.language = ?3"
    );
    let rows = db.rows(&sql, params![kind, field, language], |row| Ok((row.get(0)?, [row.get(1)?, row.get(2)?])))?;
    Ok(rows.into_iter().collect())
}
