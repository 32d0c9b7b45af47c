//! XML requests: elements become the members of an object, `<item>` elements the entries of a list
//! (docs/spec/tours.md section 4).
//!
//! Called by the room's transport alone; what a document may hold at all is for [`crate::http::xml`].

use serde_json::{Map, Value};

use crate::http::xml::{self, Element};

/// Elements of a document: more than five full lists have.
const MAX_ELEMENTS: usize = 2500;

/// The name of a list's entries.
const ITEM: &str = "item";

/// The root element as a value, whatever its name; `None` for anything that is no such document.
pub(super) fn read(body: &[u8]) -> Option<Value> {
    value(xml::read(body, MAX_ELEMENTS)?)
}

/// What an element stands for; `None` where text, members and entries are mixed.
fn value(element: Element) -> Option<Value> {
    if element.children.is_empty() {
        return Some(Value::String(element.text));
    }
    let items = element.children.iter().filter(|child| child.name == ITEM).count();
    if !element.is_bare() || (items > 0 && items < element.children.len()) {
        return None;
    }
    if items > 0 {
        return element.children.into_iter().map(value).collect::<Option<Vec<_>>>().map(Value::Array);
    }
    let mut members = Map::new();
    for child in element.children {
        members.insert(child.name.clone(), value(child)?);
    }
    Some(Value::Object(members))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Option<String> {
        read(text.as_bytes()).map(|value| value.to_string())
    }

    #[test]
    fn elements_are_members_and_items_are_entries() {
        let text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<?style sheet?><any>\n <date>2016-01-28</date>\n\
            <hotels><item><num>1</num></item><item><num>2</num></item></hotels><note>a &amp; &#20108;<![CDATA[<]]></note>\
            <others/></any>\n";
        let wanted = "{\"date\":\"2016-01-28\",\"hotels\":[{\"num\":\"1\"},{\"num\":\"2\"}],\"note\":\"a & 二<\",\"others\":\"\"}";
        assert_eq!(value(text).as_deref(), Some(wanted));
    }

    #[test]
    fn what_is_mixed_or_no_document_is_refused() {
        for text in ["<a>text<b>1</b></a>", "<a><item>1</item><b>2</b></a>", "<a>1", "{}", ""] {
            assert_eq!(value(text), None, "{text}");
        }
    }
}
