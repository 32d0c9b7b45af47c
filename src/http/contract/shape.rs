//! Shapes: what an answer looks like, written as the answer itself with a word for each value.
//!
//! A word is `string`, `integer`, `number`, `money` (two decimals), `boolean`, `null`, `any`, or the name of a shape; `a|b` is either.
//! A list has the shape of its entries: `["Order"]`. The name of a member that may be missing ends in `?`; `*` stands for members of any
//! name.

use serde_json::{Map, json};
use toml::Value;

/// The JSON schema of a shape; `inner` stands where the shape says `$`, names lead to `prefix`.
#[must_use]
pub fn schema(shape: &Value, inner: Option<&Value>, prefix: &str) -> serde_json::Value {
    match shape {
        Value::String(words) if words == "$" => inner.map_or_else(|| json!({}), |inner| schema(inner, None, prefix)),
        Value::String(words) if words.contains('|') => {
            json!({"anyOf": words.split('|').map(|word| of_word(word, prefix)).collect::<Vec<_>>()})
        }
        Value::String(word) => of_word(word, prefix),
        Value::Array(entries) => match entries.first() {
            Some(entry) => json!({"type": "array", "items": schema(entry, inner, prefix)}),
            None => json!({"type": "array", "maxItems": 0}),
        },
        Value::Table(members) => of_members(members, inner, prefix),
        _ => json!({}),
    }
}

fn of_members(members: &toml::Table, inner: Option<&Value>, prefix: &str) -> serde_json::Value {
    let (mut properties, mut required, mut others) = (Map::new(), Vec::new(), json!(false));
    for (name, shape) in members {
        if name == "*" {
            others = schema(shape, inner, prefix);
        } else if !is_left_out(shape, inner) {
            let bare = name.trim_end_matches('?');
            properties.insert(bare.to_owned(), schema(shape, inner, prefix));
            if bare == name {
                required.push(name.clone());
            }
        }
    }
    let mut whole = json!({"type": "object", "properties": properties, "additionalProperties": others});
    if !required.is_empty() {
        whole["required"] = json!(required);
    }
    whole
}

/// Whether a member is only there for an inner shape that there is none of.
pub(super) fn is_left_out(shape: &Value, inner: Option<&Value>) -> bool {
    inner.is_none() && shape.as_str() == Some("$")
}

fn of_word(word: &str, prefix: &str) -> serde_json::Value {
    match word {
        "any" => json!({}),
        "money" => json!({"type": "number", "format": "money", "multipleOf": 0.01}),
        "string" | "integer" | "number" | "boolean" | "null" => json!({"type": word}),
        list if list.ends_with("[]") => json!({"type": "array", "items": of_word(list.trim_end_matches("[]"), prefix)}),
        name => json!({"$ref": format!("{prefix}{name}")}),
    }
}
