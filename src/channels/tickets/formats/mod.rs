//! Answers as JSON, XML or BSON, out of one description of their rows (docs/spec/tickets.md section 4).
//!
//! `wire.rs` says which members a row has; [`negotiate()`] says what the client wants; the three writers know their format and
//! nothing of tickets.

mod bson;
mod bson_read;
mod json;
mod negotiate;
mod xml;

pub use bson_read::read as read_bson;
pub use negotiate::{Asked, Format, negotiate};

use rust_decimal::Decimal;

/// A member's value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// No value.
    Null,
    /// A text.
    Text(String),
    /// A whole number of 32 bits.
    Int(i32),
    /// A whole number of 64 bits.
    Long(i64),
    /// A number with its own scale.
    Decimal(Decimal),
}

/// A row: its members in the order of their declaration.
pub type Row = Vec<(&'static str, Value)>;

/// What an answer says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// Rows of a type.
    List(&'static str, Vec<Row>),
    /// One object of a type.
    One(&'static str, Row),
    /// No object of a type.
    Nothing(&'static str),
    /// An error: what went wrong.
    Error(String),
}

impl Content {
    /// The bytes of an answer in a format.
    #[must_use]
    pub fn write(&self, format: Format) -> Vec<u8> {
        match format {
            Format::Json | Format::TextJson => json::write(self).into_bytes(),
            Format::Xml | Format::TextXml => xml::write(self).into_bytes(),
            Format::Bson => bson::write(self),
        }
    }
}

#[cfg(test)]
mod testing {
    use super::{Content, Row, Value};
    use rust_decimal::Decimal;

    /// A row with a value of each type.
    pub(super) fn row() -> Row {
        vec![
            ("orderid", Value::Null),
            ("num", Value::Int(2)),
            ("unit", Value::Text("张 <&\">".to_owned())),
            ("price", Value::Decimal(Decimal::new(950, 2))),
            ("dealnum", Value::Decimal(Decimal::from(9))),
            ("serialid", Value::Long(5_000_000_000)),
        ]
    }

    pub(super) fn list(rows: Vec<Row>) -> Content {
        Content::List("OrderDeal", rows)
    }
}
