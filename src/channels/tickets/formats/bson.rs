//! BSON with the five element types that rows need.

use rust_decimal::prelude::ToPrimitive;

use super::{Content, Row, Value};

const DOUBLE: u8 = 0x01;
const TEXT: u8 = 0x02;
const DOCUMENT: u8 = 0x03;
const NULL: u8 = 0x0a;
const INT32: u8 = 0x10;
const INT64: u8 = 0x12;

/// A list is a document whose keys are the places: the root has no type that could say "array".
pub(super) fn write(content: &Content) -> Vec<u8> {
    match content {
        Content::List(_, rows) => {
            let element = |(place, row): (usize, &Row)| element(DOCUMENT, &place.to_string(), &document(row));
            framed(&rows.iter().enumerate().flat_map(element).collect::<Vec<u8>>())
        }
        Content::One(_, row) => document(row),
        // A document cannot say that there is none; the original's writer writes nothing then.
        Content::Nothing(_) => Vec::new(),
        Content::Error(message) => document(&vec![("Message", Value::Text(message.clone()))]),
    }
}

fn document(row: &Row) -> Vec<u8> {
    framed(&row.iter().flat_map(|(name, value)| member(name, value)).collect::<Vec<u8>>())
}

fn member(name: &str, value: &Value) -> Vec<u8> {
    match value {
        Value::Null => element(NULL, name, &[]),
        Value::Text(letters) => element(TEXT, name, &text(letters)),
        Value::Int(number) => element(INT32, name, &number.to_le_bytes()),
        Value::Long(number) => element(INT64, name, &number.to_le_bytes()),
        // The wire wants a double: this is the one place where an amount becomes one, on its way out.
        Value::Decimal(number) => element(DOUBLE, name, &number.to_f64().unwrap_or(f64::NAN).to_le_bytes()),
    }
}

fn element(kind: u8, name: &str, value: &[u8]) -> Vec<u8> {
    [&[kind], name.as_bytes(), &[0], value].concat()
}

fn text(letters: &str) -> Vec<u8> {
    [&length(letters.len() + 1), letters.as_bytes(), &[0]].concat()
}

fn framed(elements: &[u8]) -> Vec<u8> {
    [&length(elements.len() + 5), elements, &[0]].concat()
}

/// Answers are far smaller than what a length can say; a larger one would be cut off by its readers.
fn length(bytes: usize) -> [u8; 4] {
    i32::try_from(bytes).unwrap_or(i32::MAX).to_le_bytes()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{list, row};
    use super::*;
    use crate::text::hex;

    /// The vector of docs/spec/tickets.md section 4.
    #[test]
    fn a_list_is_a_document_with_places_as_keys() {
        let row: Row =
            vec![("orderid", Value::Null), ("num", Value::Int(2)), ("summary", Value::Decimal("9.5".parse().unwrap()))];
        let wanted = "30000000033000280000000a6f72646572696400106e756d00020000000173756d6d6172790000000000000023400000";
        assert_eq!(hex(&write(&list(vec![row]))), wanted);
        assert_eq!(hex(&write(&list(vec![]))), "0500000000");
    }

    #[test]
    fn every_type_is_written_with_its_own_mark() {
        let whole = write(&Content::One("OrderDeal", row()));
        assert_eq!(whole.len(), usize::try_from(i32::from_le_bytes(whole[..4].try_into().unwrap())).unwrap());
        assert!(
            hex(&whole).contains(&format!("02{}00{}", hex(b"unit"), "09000000")),
            "the length counts bytes and the end"
        );
        assert!(hex(&whole).contains(&format!("12{}00{}", hex(b"serialid"), hex(&5_000_000_000_i64.to_le_bytes()))));
        assert!(hex(&whole).contains(&format!("01{}00{}", hex(b"price"), hex(&9.5_f64.to_le_bytes()))));
    }

    #[test]
    fn an_amount_becomes_the_nearest_double() {
        for (text, double) in [("0.1", 0.1), ("120.00", 120.0), ("99999999.99", 99_999_999.99), ("33.33", 33.33)] {
            let number = Value::Decimal(text.parse().unwrap());
            assert_eq!(member("n", &number), element(DOUBLE, "n", &f64::to_le_bytes(double)), "{text}");
        }
    }
}
