//! WeChat's XML: one element around fields that hold text and nothing else. There is no DTD and no entity of one's own in
//! it, so the parser refuses both, and nothing in a notice can be expanded or fetched.

use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::Event;

/// More fields than any message has.
const MAX_FIELDS: usize = 100;

/// The fields of a message in its order; `None` for anything that is no such message.
pub(super) fn read(body: &[u8]) -> Option<Vec<(String, String)>> {
    // Some writers put a mark of byte order in front, which is no text of the message.
    let text = std::str::from_utf8(body).ok()?.trim_start_matches('\u{feff}');
    let mut reader = Reader::from_str(text);
    let mut fields: Vec<(String, String)> = Vec::new();
    let mut depth = 0;
    let mut closed = false;
    loop {
        match reader.read_event().ok()? {
            Event::Start(tag) if depth == 1 => {
                depth = 2;
                fields.push((tag.name().as_ref().to_owned(), String::new()));
            }
            Event::Empty(tag) if depth == 1 => fields.push((tag.name().as_ref().to_owned(), String::new())),
            Event::Start(_) if depth == 0 && !closed => depth = 1,
            Event::End(_) => {
                depth -= 1;
                closed = depth == 0;
            }
            Event::Text(text) if depth == 2 => fields.last_mut()?.1.push_str(&text.xml10_content()),
            Event::CData(text) if depth == 2 => fields.last_mut()?.1.push_str(&text.xml10_content()),
            Event::GeneralRef(name) if depth == 2 => match name.resolve_char_ref().ok()? {
                Some(letter) => fields.last_mut()?.1.push(letter),
                None => fields.last_mut()?.1.push_str(resolve_xml_entity(&name)?),
            },
            Event::Text(text) if text.trim().is_empty() => {}
            Event::Decl(_) | Event::Comment(_) => {}
            Event::Eof => return closed.then_some(fields),
            _ => return None,
        }
        if fields.len() > MAX_FIELDS {
            return None;
        }
    }
}

/// A message with these fields. A CDATA section ends at `]]>`, so a value that holds it is cut in two sections there.
pub(super) fn write<N: AsRef<str>, V: AsRef<str>>(fields: &[(N, V)]) -> String {
    let mut text = String::from("<xml>");
    for (name, value) in fields {
        let (name, value) = (name.as_ref(), value.as_ref().replace("]]>", "]]]]><![CDATA[>"));
        text.push_str(&["<", name, "><![CDATA[", &value, "]]></", name, ">"].concat());
    }
    text + "</xml>"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(text: &str) -> Option<Vec<(String, String)>> {
        read(text.as_bytes())
    }

    #[test]
    fn fields_are_read_as_text_or_cdata() {
        let text = "<?xml version=\"1.0\"?>\n<xml>\n <a><![CDATA[1 < 2]]></a><b>x &amp; &#20108;</b><c/>\n</xml>\n";
        let wanted = [("a", "1 < 2"), ("b", "x & 二"), ("c", "")].map(|(n, v)| (n.to_owned(), v.to_owned()));
        assert_eq!(fields(text), Some(wanted.to_vec()));
        assert_eq!(fields(&format!("\u{feff}{text}")), Some(wanted.to_vec()));
    }

    #[test]
    fn what_is_written_is_read_again() {
        let wanted = vec![("a".to_owned(), "]]> & <b>二".to_owned()), ("b".to_owned(), String::new())];
        assert_eq!(fields(&write(&wanted)), Some(wanted));
    }

    #[test]
    fn entities_of_ones_own_and_broken_messages_are_refused() {
        let bomb = "<!DOCTYPE xml [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><xml><b>&a;</b></xml>";
        let many = format!("<xml>{}</xml>", "<a>1</a>".repeat(101));
        for text in [
            bomb,
            "<!DOCTYPE xml><xml><b>1</b></xml>",
            "<xml><b>&a;</b></xml>",
            "<xml><a>1",
            "<xml><a>1</b></xml>",
            "<xml><a><b>1</b></a></xml>",
            "<xml><a>1</a></xml><xml><a>2</a></xml>",
            "<xml>text</xml>",
            "",
            "{}",
            &many,
        ] {
            assert_eq!(fields(text), None, "{text}");
        }
        assert_eq!(read(b"<xml><a>\xff</a></xml>"), None);
    }
}
