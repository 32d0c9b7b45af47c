//! The lines of the file.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::store::Cell;
use crate::text::hex;

/// The form of the file, for programs that read it.
pub(super) const FORMAT: u32 = 1;

/// The first line.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Head {
    /// The form of the file.
    pub(super) outpost: u32,
    /// The program's version that wrote it.
    pub(super) program: String,
    /// The schema version that tables and columns are of.
    pub(super) schema: i64,
    /// Whether secrets are in it.
    pub(super) secrets: bool,
}

/// A line that is no row.
#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Mark {
    /// A table begins.
    Table { table: String, columns: Vec<String> },
    /// Its rows end.
    End { rows: u64, sha256: String },
    /// The file ends.
    Done { tables: u64, whole: String },
}

/// A value as JSON.
pub(super) fn to_json(cell: &Cell) -> Value {
    match cell {
        Cell::Nothing => Value::Null,
        Cell::Number(number) => Value::from(*number),
        Cell::Text(text) => Value::from(text.as_str()),
        Cell::Bytes(bytes) => serde_json::json!({"hex": hex(bytes)}),
    }
}

/// A value out of JSON; nothing for what no column holds.
pub(super) fn from_json(value: Value) -> Option<Cell> {
    match value {
        Value::Null => Some(Cell::Nothing),
        Value::Number(number) => number.as_i64().map(Cell::Number),
        Value::String(text) => Some(Cell::Text(text)),
        Value::Object(members) => {
            let hex = members.get("hex").filter(|_| members.len() == 1)?.as_str()?;
            let pair = |place| u8::from_str_radix(hex.get(place..place + 2)?, 16).ok();
            let bytes = (0..hex.len()).step_by(2).map(pair).collect::<Option<Vec<u8>>>()?;
            Some(Cell::Bytes(bytes))
        }
        Value::Bool(_) | Value::Array(_) => None,
    }
}
