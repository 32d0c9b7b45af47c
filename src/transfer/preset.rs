//! States that a demonstration can stand in besides its own: rows laid over those of `docs/spec/demo.md`.
//!
//! `demo/<preset>.jsonl` holds a row a line: its table, its columns, and from when until when of the outlet's clock it is there. So
//! one file shows the recorded outlet as it was on any of its days. Times are written as local time.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::{ImportError, bundled};
use crate::clock::{Instant, Zone};
use crate::http::embedded;
use crate::store::{StoreError, ToSql, Tx};

/// The presets that a demonstration can begin with.
pub const PRESETS: [&str; 1] = ["recorded"];

/// Tables whose ids come from the counter of their name: what is numbered next must not be taken.
const COUNTED: [&str; 8] =
    ["accounts", "addresses", "orders", "order_lines", "trips", "money_moves", "voice_usage", "service_grants"];

/// A line of a preset.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    table: String,
    from: Option<String>,
    until: Option<String>,
    row: Map<String, Value>,
}

/// Lays a preset over a demonstration, as it was at an instant.
///
/// # Errors
/// As [`load_demo`](super::load_demo); the file is tested, so what is left is the store.
pub fn load_preset(tx: &Tx<'_>, zone: Zone, now: Instant, preset: &str) -> Result<(), ImportError> {
    // What is sealed on its way in cannot stand in a row: a preset has whole files of it.
    bundled::load(tx, zone, now, &format!("demo/{preset}"))?;
    let path = format!("demo/{preset}.jsonl");
    let bad = |what: &str| StoreError::Other(format!("{path}: {what}"));
    let file = embedded::bytes(&path).ok_or_else(|| bad("is not part of this program"))?;
    for (number, text) in file.split(|byte| *byte == b'\n').enumerate().filter(|(_, text)| !text.is_empty()) {
        let line: Line = serde_json::from_slice(text).map_err(|error| bad(&format!("line {}: {error}", number + 1)))?;
        let time = |text: &Option<String>| text.as_deref().and_then(|text| zone.parse_text(text));
        let has_come = time(&line.from).is_none_or(|from| from <= now);
        let is_over = time(&line.until).is_some_and(|until| until <= now);
        if has_come && !is_over {
            put(tx, zone, &line)?;
        }
    }
    Ok(())
}

/// Whether a row is there already: the demonstration's cards and products, and its traveller's addresses.
fn is_change(line: &Line) -> bool {
    matches!(line.table.as_str(), "data_cards" | "products")
        || (line.table == "addresses" && !line.row.contains_key("mobile"))
}

/// Adds a row, or changes the one of its id.
fn put(tx: &Tx<'_>, zone: Zone, line: &Line) -> Result<(), StoreError> {
    let columns: Vec<&str> = line.row.keys().map(String::as_str).collect();
    let places: Vec<String> = (1..=columns.len()).map(|place| format!("?{place}")).collect();
    let sql = if is_change(line) {
        let changes: Vec<String> = columns
            .iter()
            .zip(&places)
            .filter(|(name, _)| **name != "id")
            .map(|(name, place)| format!("{name} = {place}"))
            .collect();
        let id = columns.iter().position(|name| *name == "id").map_or(0, |at| at + 1);
        format!("update {} set {} where id = ?{id}", line.table, changes.join(", "))
    } else {
        format!("insert into {} ({}) values ({})", line.table, columns.join(", "), places.join(", "))
    };
    let values: Vec<Box<dyn ToSql>> = line.row.iter().map(|(name, value)| stored(zone, name, value)).collect();
    let values: Vec<&dyn ToSql> = values.iter().map(AsRef::as_ref).collect();
    tx.run(&sql, values.as_slice())?;
    match line.row.get("id").and_then(Value::as_i64) {
        Some(id) if COUNTED.contains(&line.table.as_str()) => tx.keep_above(&line.table, id),
        _ => Ok(()),
    }
}

/// A value as it is kept: instants as milliseconds, everything else as it stands.
fn stored(zone: Zone, name: &str, value: &Value) -> Box<dyn ToSql> {
    let is_instant = name == "at" || name.ends_with("_at") || name == "pay_time";
    match value {
        Value::Null => Box::new(None::<i64>),
        Value::String(text) if is_instant => Box::new(zone.parse_text(text).map(|at| at.0)),
        Value::String(text) => Box::new(text.clone()),
        other => Box::new(other.as_i64()),
    }
}
