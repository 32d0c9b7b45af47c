//! XML requests: elements become the members of an object, `<item>` elements the entries of a list (tours.md section 4).
//!
//! There is no DTD and no entity of one's own, so nothing can be expanded or fetched, and no deeper nesting than any request
//! has. Called by the room's transport alone.

use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use serde_json::{Map, Value};

/// Elements inside one another, the root included.
const DEEPEST: usize = 16;

/// Elements of a document: more than five full lists have.
const MOST_ELEMENTS: usize = 2500;

/// The name of a list's entries.
const ITEM: &str = "item";

/// The root element as a value, whatever its name; `None` for anything that is no such document.
pub(super) fn read(body: &[u8]) -> Option<Value> {
    let mut reader = Reader::from_str(std::str::from_utf8(body).ok()?.trim_start_matches('\u{feff}'));
    let mut open: Vec<Element> = Vec::new();
    let mut root = None;
    let mut elements = 0;
    loop {
        match reader.read_event().ok()? {
            Event::Start(tag) if root.is_none() && open.len() < DEEPEST => {
                elements += 1;
                open.push(Element::new(&tag));
            }
            Event::Empty(tag) if root.is_none() && open.len() < DEEPEST => {
                elements += 1;
                let element = Element::new(&tag);
                close(element, &mut open, &mut root)?;
            }
            Event::End(_) => {
                let element = open.pop()?;
                close(element, &mut open, &mut root)?;
            }
            Event::Text(text) if !open.is_empty() => open.last_mut()?.text.push_str(&text.xml10_content()),
            Event::CData(text) if !open.is_empty() => open.last_mut()?.text.push_str(&text.xml10_content()),
            Event::GeneralRef(name) if !open.is_empty() => add_reference(&mut open.last_mut()?.text, &name)?,
            Event::Text(text) if text.trim().is_empty() => {}
            Event::Decl(_) | Event::Comment(_) => {}
            Event::Eof => return root.filter(|_| open.is_empty()),
            // A document type, a second root, text outside the root, nesting beyond the cap.
            _ => return None,
        }
        if elements > MOST_ELEMENTS {
            return None;
        }
    }
}

fn add_reference(text: &mut String, name: &BytesRef<'_>) -> Option<()> {
    match name.resolve_char_ref().ok()? {
        Some(letter) => text.push(letter),
        None => text.push_str(resolve_xml_entity(name)?),
    }
    Some(())
}

/// An element that is not closed yet.
struct Element {
    name: String,
    text: String,
    members: Map<String, Value>,
    entries: Vec<Value>,
}

impl Element {
    fn new(tag: &BytesStart<'_>) -> Self {
        let name = tag.name().as_ref().to_owned();
        Self { name, text: String::new(), members: Map::new(), entries: Vec::new() }
    }

    /// What the element stands for; `None` where text, members and entries are mixed.
    fn value(self) -> Option<Value> {
        let bare = self.text.trim().is_empty();
        match (self.members.is_empty(), self.entries.is_empty()) {
            (true, true) => Some(Value::String(self.text)),
            (false, true) if bare => Some(Value::Object(self.members)),
            (true, false) if bare => Some(Value::Array(self.entries)),
            _ => None,
        }
    }
}

/// Hangs a closed element into the one around it; the outermost is the root.
fn close(element: Element, open: &mut [Element], root: &mut Option<Value>) -> Option<()> {
    let name = element.name.clone();
    let value = element.value()?;
    match open.last_mut() {
        None => *root = Some(value),
        Some(around) if name == ITEM => around.entries.push(value),
        Some(around) => {
            around.members.insert(name, value);
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Option<String> {
        read(text.as_bytes()).map(|value| value.to_string())
    }

    #[test]
    fn elements_are_members_and_items_are_entries() {
        let text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<any>\n <date>2016-01-28</date>\n\
            <hotels><item><num>1</num></item><item><num>2</num></item></hotels><note>a &amp; &#20108;<![CDATA[<]]></note>\
            <others/></any>\n";
        let wanted = "{\"date\":\"2016-01-28\",\"hotels\":[{\"num\":\"1\"},{\"num\":\"2\"}],\"note\":\"a & 二<\",\"others\":\"\"}";
        assert_eq!(value(text).as_deref(), Some(wanted));
    }

    #[test]
    fn sixteen_levels_are_read_and_seventeen_are_not() {
        let nested = |levels: usize| format!("{}1{}", "<a>".repeat(levels), "</a>".repeat(levels));
        assert!(value(&nested(16)).is_some());
        assert_eq!(value(&nested(17)), None);
        assert_eq!(value(&nested(10_000)), None);
    }

    #[test]
    fn a_document_has_so_many_elements_at_most() {
        let wide = |elements: usize| format!("<a>{}</a>", "<b/>".repeat(elements - 1));
        assert!(value(&wide(MOST_ELEMENTS)).is_some());
        assert_eq!(value(&wide(MOST_ELEMENTS + 1)), None);
    }

    #[test]
    fn what_could_expand_fetch_or_confuse_is_refused() {
        for text in [
            "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>",
            "<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a>1</a>",
            "<a>&b;</a>",
            "<a>1",
            "<a>1</b>",
            "<a>1</a><a>2</a>",
            "<a/><b/>",
            "<a>text<b>1</b></a>",
            "<a><item>1</item><b>2</b></a>",
            "text<a>1</a>",
            "</a>",
            "<?php x?><a>1</a>",
            "{}",
            "",
        ] {
            assert_eq!(value(text), None, "{text}");
        }
        assert_eq!(read(b"<a>\xff</a>"), None);
    }
}
