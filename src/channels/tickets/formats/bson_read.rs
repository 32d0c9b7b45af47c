//! Reading BSON bodies: what requests are made of, as the same tree that JSON gives.

use serde_json::{Map, Number, Value};

/// Documents within documents; an order has three.
const DEEPEST: usize = 16;

/// The members of a document; `None` for what is no whole document of the types that requests have.
#[must_use]
pub fn read(bytes: &[u8]) -> Option<Value> {
    let mut reader = Reader { rest: bytes, depth: 0 };
    let document = reader.document()?;
    reader.rest.is_empty().then_some(Value::Object(document))
}

struct Reader<'b> {
    rest: &'b [u8],
    depth: usize,
}

impl<'b> Reader<'b> {
    fn take(&mut self, count: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(taken)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    /// A length in bytes, of which `own` are the least that it can be.
    fn length(&mut self, own: i32) -> Option<usize> {
        let length = i32::from_le_bytes(self.array()?);
        if length < own { None } else { usize::try_from(length).ok() }
    }

    /// A name, which ends with a zero.
    fn name(&mut self) -> Option<String> {
        let end = self.rest.iter().position(|byte| *byte == 0)?;
        let name = self.take(end)?;
        self.take(1)?;
        String::from_utf8(name.to_vec()).ok()
    }

    /// A text with its length before it and a zero behind it.
    fn text(&mut self) -> Option<String> {
        let length = self.length(1)?;
        let (last, text) = self.take(length)?.split_last()?;
        if *last == 0 { String::from_utf8(text.to_vec()).ok() } else { None }
    }

    /// Of names that stand twice the last one counts, as in JSON.
    fn document(&mut self) -> Option<Map<String, Value>> {
        let mut members = Map::new();
        self.elements(|name, value| {
            members.insert(name, value);
        })?;
        Some(members)
    }

    fn elements(&mut self, mut take: impl FnMut(String, Value)) -> Option<()> {
        self.depth += 1;
        let before = self.rest.len();
        let length = self.length(5)?;
        if self.depth > DEEPEST || length > before {
            return None;
        }
        loop {
            match self.array::<1>()? {
                [0] => break,
                [kind] => {
                    let name = self.name()?;
                    let value = self.value(kind)?;
                    take(name, value);
                }
            }
        }
        self.depth -= 1;
        (before - self.rest.len() == length).then_some(())
    }

    fn value(&mut self, kind: u8) -> Option<Value> {
        Some(match kind {
            0x01 => number(f64::from_le_bytes(self.array()?)),
            0x02 => Value::from(self.text()?),
            0x03 => Value::Object(self.document()?),
            0x04 => {
                let mut entries = Vec::new();
                self.elements(|_, value| entries.push(value))?;
                Value::Array(entries)
            }
            0x08 => match self.array::<1>()? {
                [0] => Value::Bool(false),
                [1] => Value::Bool(true),
                _ => return None,
            },
            0x0a => Value::Null,
            0x10 => Value::from(i32::from_le_bytes(self.array()?)),
            0x12 => Value::from(i64::from_le_bytes(self.array()?)),
            _ => return None,
        })
    }
}

/// A double; a whole one is a whole number, because writers of this format have no other number for decimals.
fn number(value: f64) -> Value {
    let text = value.to_string();
    match text.parse::<i64>() {
        Ok(whole) => Value::from(whole),
        Err(_) => Number::from_f64(value).map_or(Value::Null, Value::Number),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// A document as another writer makes it.
    fn document(elements: &[Vec<u8>]) -> Vec<u8> {
        let inside = elements.concat();
        let length = i32::try_from(inside.len() + 5).unwrap();
        [&length.to_le_bytes()[..], &inside, &[0]].concat()
    }

    fn element(kind: u8, name: &str, value: &[u8]) -> Vec<u8> {
        [&[kind], name.as_bytes(), &[0], value].concat()
    }

    fn sample() -> Vec<u8> {
        let list = document(&[element(0x10, "0", &2_i32.to_le_bytes()), element(0x01, "1", &3.0_f64.to_le_bytes())]);
        let inner = document(&[element(0x02, "text", b"\x04\0\0\0\xe7\xa5\xa8\0"), element(0x0a, "none", b"")]);
        document(&[
            element(0x03, "inner", &inner),
            element(0x04, "list", &list),
            element(0x08, "yes", &[1]),
            element(0x12, "long", &5_000_000_000_i64.to_le_bytes()),
            element(0x01, "part", &1.5_f64.to_le_bytes()),
        ])
    }

    #[test]
    fn every_type_that_a_request_has_is_read() {
        let wanted = json!({"inner": {"text": "票", "none": null}, "list": [2, 3], "yes": true, "long": 5_000_000_000_i64, "part": 1.5});
        assert_eq!(read(&sample()), Some(wanted));
        assert_eq!(read(b"\x05\0\0\0\0"), Some(json!({})));
    }

    #[test]
    fn what_is_cut_off_too_long_or_of_another_type_is_no_document() {
        let whole = sample();
        for length in 0..whole.len() {
            assert_eq!(read(&whole[..length]), None, "{length}");
        }
        assert_eq!(read(&[&whole[..], &[0]].concat()), None);
        for kind in [0x00, 0x05, 0x07, 0x09, 0x0b, 0x13, 0xff] {
            assert_eq!(read(&document(&[element(kind, "a", &[0; 12])])), None, "{kind}");
        }
        for length in [i32::MIN, -1, 0, 4, 6, i32::MAX] {
            assert_eq!(read(&[&length.to_le_bytes()[..], &[0]].concat()), None, "{length}");
        }
        let text = |length: i32| read(&document(&[element(0x02, "a", &[&length.to_le_bytes()[..], b"x\0"].concat())]));
        assert_eq!(text(2), Some(json!({"a": "x"})));
        assert!([-1, 0, 1, 3, i32::MAX].into_iter().all(|length| text(length).is_none()));
    }

    #[test]
    fn documents_within_documents_end_somewhere() {
        let mut deep = document(&[]);
        for _ in 0..100_000 {
            deep = document(&[element(0x03, "a", &deep)]);
            if deep.len() > 2_000 {
                break;
            }
        }
        assert_eq!(read(&deep), None);
    }
}
