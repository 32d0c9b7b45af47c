//! An answer as a tree, written as JSON or as XML (docs/spec/tours.md sections 1 and 4): the same keys in the same
//! order either way.
//!
//! Called by the room's wire shapes, which build it, and by its transport, which writes it.

use std::sync::Arc;

use rust_decimal::Decimal;
use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

use crate::money::Fen;

/// A value of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tree {
    /// Members in the order of the document.
    Object(Vec<(&'static str, Tree)>),
    /// Entries; `<item>` in XML.
    List(Vec<Tree>),
    /// A text, which most numbers of this API are, too.
    Text(String),
    /// A number that is one on the wire, without zeros at its end.
    Number(Decimal),
    /// A truth.
    Truth(bool),
    /// A part that is kept ready.
    Kept(Arc<KeptTree>),
}

/// A part of answers that is sent more than once: the tree, and the JSON that it becomes.
#[derive(Clone, Debug)]
pub struct KeptTree {
    tree: Tree,
    json: Box<RawValue>,
}

impl KeptTree {
    /// Writes the JSON once.
    ///
    /// # Errors
    /// None that a tree can have.
    pub fn of(tree: Tree) -> serde_json::Result<Self> {
        let json = serde_json::value::to_raw_value(&tree)?;
        Ok(Self { tree, json })
    }

    /// Bytes of the JSON.
    #[must_use]
    pub fn length(&self) -> usize {
        self.json.get().len()
    }
}

// The JSON follows from the tree.
impl PartialEq for KeptTree {
    fn eq(&self, other: &Self) -> bool {
        self.tree == other.tree
    }
}

impl Eq for KeptTree {}

impl Tree {
    /// A text, or a number that the wire writes as text.
    #[must_use]
    pub fn text(value: impl ToString) -> Self {
        Self::Text(value.to_string())
    }

    /// A truth that the wire writes as `0` or `1`.
    #[must_use]
    pub fn bit(value: bool) -> Self {
        Self::Text(i64::from(value).to_string())
    }

    /// Yuan as a number: `600`, `600.5`.
    #[must_use]
    pub fn yuan(amount: Fen) -> Self {
        Self::Number(amount.decimal().normalize())
    }

    /// A list of what `shape` makes of each value.
    #[must_use]
    pub fn list<T>(values: &[T], shape: impl FnMut(&T) -> Self) -> Self {
        Self::List(values.iter().map(shape).collect())
    }

    /// The tree as an XML document with this root.
    #[must_use]
    pub fn to_xml(&self, root: &str) -> String {
        let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        self.write(&mut text, root);
        text
    }

    fn write(&self, text: &mut String, name: &str) {
        if let Self::Kept(kept) = self {
            return kept.tree.write(text, name);
        }
        text.push('<');
        text.push_str(name);
        text.push('>');
        match self {
            Self::Object(members) => members.iter().for_each(|(name, value)| value.write(text, name)),
            Self::List(entries) => entries.iter().for_each(|entry| entry.write(text, "item")),
            Self::Text(value) => escape(text, value),
            Self::Number(number) => text.push_str(&number.to_string()),
            Self::Truth(truth) => text.push_str(if *truth { "true" } else { "false" }),
            Self::Kept(_) => {}
        }
        text.push_str("</");
        text.push_str(name);
        text.push('>');
    }
}

/// Adds a text; letters that no XML document may hold are left out, so that a stored one cannot break an answer.
fn escape(text: &mut String, value: &str) {
    for letter in value.chars() {
        match letter {
            '&' => text.push_str("&amp;"),
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            '\r' => text.push_str("&#13;"),
            '\t' | '\n' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..='\u{10ffff}' => {
                text.push(letter);
            }
            _ => {}
        }
    }
}

impl Serialize for Tree {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Object(members) => {
                let mut map = serializer.serialize_map(Some(members.len()))?;
                members.iter().try_for_each(|(name, value)| map.serialize_entry(name, value))?;
                map.end()
            }
            Self::List(entries) => {
                let mut list = serializer.serialize_seq(Some(entries.len()))?;
                entries.iter().try_for_each(|entry| list.serialize_element(entry))?;
                list.end()
            }
            Self::Text(text) => serializer.serialize_str(text),
            Self::Number(number) => {
                let raw = RawValue::from_string(number.to_string());
                raw.map_err(serde::ser::Error::custom)?.serialize(serializer)
            }
            Self::Truth(truth) => serializer.serialize_bool(*truth),
            Self::Kept(kept) => kept.json.serialize(serializer),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree() -> Tree {
        Tree::Object(vec![
            ("status", Tree::text("success")),
            ("total", Tree::yuan(Fen(60_000))),
            ("half", Tree::yuan(Fen(50))),
            ("list", Tree::List(vec![Tree::Truth(true), Tree::text("a<b & c>d\u{1}")])),
            ("nothing", Tree::List(Vec::new())),
        ])
    }

    #[test]
    fn json_keeps_the_order_of_the_keys_and_writes_numbers_as_they_are() {
        let text = serde_json::to_string(&tree()).unwrap();
        let wanted =
            "{\"status\":\"success\",\"total\":600,\"half\":0.5,\"list\":[true,\"a<b & c>d\\u0001\"],\"nothing\":[]}";
        assert_eq!(text, wanted);
    }

    #[test]
    fn a_part_that_is_kept_is_written_as_if_it_were_not() {
        let kept = Tree::Object(vec![("data", Tree::Kept(Arc::new(KeptTree::of(tree()).unwrap())))]);
        let made = Tree::Object(vec![("data", tree())]);
        assert_eq!(serde_json::to_string(&kept).unwrap(), serde_json::to_string(&made).unwrap());
        assert_eq!(kept.to_xml("response"), made.to_xml("response"));
    }

    #[test]
    fn xml_carries_the_same_tree_and_is_always_well_formed() {
        let wanted = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<response><status>success</status><total>600</total>\
            <half>0.5</half><list><item>true</item><item>a&lt;b &amp; c&gt;d</item></list><nothing></nothing></response>";
        assert_eq!(tree().to_xml("response"), wanted);
    }
}
