//! What the values of columns mean, as rows of a document's table: made from the kinds, so that no document says anything else.

use super::kinds;
use crate::tables::{Column, Type};

/// The rows of a Markdown table of all columns whose values need a word: `| kind | column | values |`, by kind and column.
#[must_use]
pub fn values_table() -> Vec<String> {
    let of_kind = |kind: &'static super::Kind| {
        let row = |column: &Column| values(column).map(|it| format!("| `{}` | `{}` | {it} |", kind.name, column.name));
        kind.columns.iter().filter_map(row).collect::<Vec<_>>()
    };
    kinds().flat_map(of_kind).collect()
}

fn values(column: &Column) -> Option<String> {
    let named = match column.holds {
        Type::Choice(all) => {
            all.iter().map(|(number, word)| format!("`{number}` `{word}`")).collect::<Vec<_>>().join(", ")
        }
        Type::OneOf(words) => words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", "),
        _ => String::new(),
    };
    match (named.is_empty(), column.about.is_empty()) {
        (true, true) => None,
        (false, true) => Some(named),
        (true, false) => Some(column.about.to_owned()),
        (false, false) => Some(format!("{named}; {}", column.about)),
    }
}
