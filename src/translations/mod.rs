//! What rows say to customers in other languages than the one that they were written in.
//!
//! A text belongs to a cell: the kind of table, the row's key, the column, the language. Where there is none, the row's own text is
//! shown. The recorded services answer the rows' own texts always; pages and slips show the reader's language.

mod sql;
mod tables;

use std::collections::BTreeMap;

use serde_json::json;

use crate::orders::{self, Actor, Change};
use crate::store::{Basis, Columns, StoreError, Tx};

pub use sql::{of_rows, said, told};
pub use tables::KINDS;

/// What rows say in other languages.
pub static TEXTS: Basis = Basis { name: "texts", tables: &[("translations", Columns::All)] };

/// Languages that texts may be given in besides the row's own; by their code.
pub const LANGUAGES: &[&str] = &["en", "zh"];

/// Bytes of a text at most.
pub const MAX_BYTES: usize = 4000;

/// The texts of a row: by language, by column.
pub type Texts = BTreeMap<String, BTreeMap<String, String>>;

/// Which cell of which row.
#[derive(Clone, Copy, Debug)]
pub struct Cell<'c> {
    /// The kind of table, by its name in files.
    pub kind: &'c str,
    /// The row's key; of several columns with a comma between.
    pub row: &'c str,
    /// The column.
    pub field: &'c str,
}

/// Says a cell in a language; an empty text takes it back. The same text again changes nothing.
pub fn set(tx: &Tx<'_>, by: Actor, cell: Cell<'_>, language: &str, text: &str) -> Result<(), StoreError> {
    let before = sql::one(tx, cell, language)?;
    if before.as_deref().unwrap_or_default() == text {
        return Ok(());
    }
    if text.is_empty() {
        sql::delete(tx, cell, language)?;
    } else {
        sql::put(tx, cell, language, text)?;
    }
    let note = |text: &str| json!({(cell.field): text, "language": language}).to_string();
    let (before, after) = (before.as_deref().map(note), Some(text).filter(|it| !it.is_empty()).map(note));
    let change = Change { before: before.as_deref(), after: after.as_deref() };
    orders::audit(tx, by, orders::Deed("text_set"), &format!("{} {}", cell.kind, cell.row), change)
}

/// Takes all texts of a row away that has gone.
pub fn forget(tx: &Tx<'_>, kind: &str, row: &str) -> Result<(), StoreError> {
    sql::forget(tx, kind, row)
}
