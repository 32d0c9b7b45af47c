//! XML bodies as trees of elements.
//!
//! There is no DTD and no entity of one's own, so nothing can be expanded or fetched, and no deeper nesting than any request
//! has. Attributes, comments and processing instructions mean nothing here. Called by the rooms that take XML, which say what
//! an element stands for.

use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};

/// Elements inside one another, the root included.
const DEEPEST: usize = 16;

/// An element.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Element {
    /// Its name as it was written, with its prefix.
    pub name: String,
    /// All text that stands in it, not in the elements within.
    pub text: String,
    /// The elements within, in their order.
    pub children: Vec<Element>,
}

impl Element {
    fn new(tag: &BytesStart<'_>) -> Self {
        Self { name: tag.name().as_ref().to_owned(), ..Self::default() }
    }

    /// Its name without a prefix.
    #[must_use]
    pub fn local_name(&self) -> &str {
        self.name.rsplit(':').next().unwrap_or_default()
    }

    /// Whether it has no text but blanks.
    #[must_use]
    pub fn is_bare(&self) -> bool {
        self.text.trim().is_empty()
    }
}

/// The root of a document of at most so many elements; `None` for anything that is no such document.
#[must_use]
pub fn read(body: &[u8], most_elements: usize) -> Option<Element> {
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
                close(Element::new(&tag), &mut open, &mut root);
            }
            Event::End(_) => {
                let element = open.pop()?;
                close(element, &mut open, &mut root);
            }
            Event::Text(text) if !open.is_empty() => open.last_mut()?.text.push_str(&text.xml10_content()),
            Event::CData(text) if !open.is_empty() => open.last_mut()?.text.push_str(&text.xml10_content()),
            Event::GeneralRef(name) if !open.is_empty() => add_reference(&mut open.last_mut()?.text, &name)?,
            Event::Text(text) if text.trim().is_empty() => {}
            Event::Decl(_) | Event::Comment(_) | Event::PI(_) => {}
            Event::Eof => return root.filter(|_| open.is_empty()),
            // A document type, a second root, text outside the root, nesting beyond the cap.
            _ => return None,
        }
        if elements > most_elements {
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

/// Hangs a closed element into the one around it; the outermost is the root.
fn close(element: Element, open: &mut [Element], root: &mut Option<Element>) {
    match open.last_mut() {
        None => *root = Some(element),
        Some(around) => around.children.push(element),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOST: usize = 100;

    fn root(text: &str) -> Option<Element> {
        read(text.as_bytes(), MOST)
    }

    #[test]
    fn an_element_has_its_text_and_its_elements() {
        let text = "<?xml version=\"1.0\"?>\n<?style sheet?><a:b xmlns:a=\"x\"> <c>1 &amp; &#20108;<![CDATA[<]]></c><!-- d --><?e?><f/></a:b>\n";
        let found = root(text).unwrap();
        assert_eq!((found.name.as_str(), found.local_name(), found.is_bare()), ("a:b", "b", true));
        let inside: Vec<_> = found.children.iter().map(|it| (it.local_name(), it.text.as_str())).collect();
        assert_eq!(inside, [("c", "1 & 二<"), ("f", "")]);
    }

    #[test]
    fn sixteen_levels_are_read_and_seventeen_are_not() {
        let nested = |levels: usize| format!("{}1{}", "<a>".repeat(levels), "</a>".repeat(levels));
        assert!(root(&nested(16)).is_some());
        assert_eq!(root(&nested(17)), None);
        assert_eq!(root(&nested(10_000)), None);
    }

    #[test]
    fn a_document_has_so_many_elements_at_most() {
        let wide = |elements: usize| format!("<a>{}</a>", "<b/>".repeat(elements - 1));
        assert!(root(&wide(MOST)).is_some());
        assert_eq!(root(&wide(MOST + 1)), None);
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
            "text<a>1</a>",
            "</a>",
            "<?php x",
            "{}",
            "",
        ] {
            assert_eq!(root(text), None, "{text}");
        }
        assert_eq!(read(b"<a>\xff</a>", MOST), None);
    }
}
