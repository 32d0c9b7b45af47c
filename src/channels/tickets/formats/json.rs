//! JSON as the earlier server's formatter writes it: nulls included, decimals always with a fraction.

use rust_decimal::Decimal;

use super::{Content, Row, Value};

pub(super) fn write(content: &Content) -> String {
    match content {
        Content::List(_, rows) => format!("[{}]", rows.iter().map(object).collect::<Vec<_>>().join(",")),
        Content::One(_, row) => object(row),
        Content::Nothing(_) => "null".to_owned(),
        Content::Error(message) => format!("{{\"Message\":{}}}", text(message)),
    }
}

fn object(row: &Row) -> String {
    let members: Vec<String> = row.iter().map(|(name, value)| format!("{}:{}", text(name), scalar(value))).collect();
    format!("{{{}}}", members.join(","))
}

fn scalar(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Text(letters) => text(letters),
        Value::Int(number) => number.to_string(),
        Value::Long(number) => number.to_string(),
        Value::Decimal(number) => with_fraction(*number),
    }
}

/// 9 becomes `9.0`, 9.50 stays: a decimal keeps its own scale, as in XML, and one without a fraction gets one (recorded:
/// `9.0` in JSON where XML has `9`).
fn with_fraction(number: Decimal) -> String {
    if number.scale() == 0 { format!("{number}.0") } else { number.to_string() }
}

fn text(letters: &str) -> String {
    serde_json::Value::from(letters).to_string()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{list, row};
    use super::*;

    #[test]
    fn decimals_always_have_a_fraction_and_whole_numbers_none() {
        assert_eq!(
            write(&list(vec![row()])),
            r#"[{"orderid":null,"num":2,"unit":"张 <&\">","price":9.50,"dealnum":9.0,"serialid":5000000000}]"#
        );
        for (number, written) in
            [("9", "9.0"), ("9.50", "9.50"), ("120.00", "120.00"), ("0.00", "0.00"), ("-1.05", "-1.05")]
        {
            assert_eq!(with_fraction(number.parse().unwrap()), written);
        }
    }

    #[test]
    fn nothing_is_an_empty_array_and_an_error_has_a_message() {
        assert_eq!(write(&list(vec![])), "[]");
        assert_eq!(write(&Content::Error("a \"b\"".to_owned())), r#"{"Message":"a \"b\""}"#);
    }
}
