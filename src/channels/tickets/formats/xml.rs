//! XML as data contracts write it: no declaration, no white space, members in ordinal order.

use quick_xml::escape::escape;

use super::{Content, Row, Value};

const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";
const CONTRACT: &str =
    "http://schemas.datacontract.org/2004/07/DigitalScience.DataTransfer.Tour.V5.Result.WebInterface";

pub(super) fn write(content: &Content) -> String {
    match content {
        Content::List(name, rows) => {
            let rows: Vec<String> = rows.iter().map(|row| format!("<{name}>{}</{name}>", members(row))).collect();
            root(&format!("ArrayOf{name}"), &rows.concat())
        }
        Content::One(name, row) => root(name, &members(row)),
        Content::Nothing(name) => format!("<{name} xmlns:i=\"{INSTANCE}\" i:nil=\"true\" xmlns=\"{CONTRACT}\" />"),
        Content::Error(message) => format!("<Error><Message>{}</Message></Error>", text(message)),
    }
}

fn root(name: &str, inside: &str) -> String {
    let start = format!("<{name} xmlns:i=\"{INSTANCE}\" xmlns=\"{CONTRACT}\"");
    if inside.is_empty() { format!("{start} />") } else { format!("{start}>{inside}</{name}>") }
}

fn members(row: &Row) -> String {
    let mut sorted: Vec<_> = row.iter().collect();
    sorted.sort_by_key(|(name, _)| *name);
    sorted.into_iter().map(|(name, value)| member(name, value)).collect()
}

fn member(name: &str, value: &Value) -> String {
    let inside = match value {
        Value::Null => return format!("<{name} i:nil=\"true\" />"),
        Value::Text(letters) => text(letters),
        Value::Int(number) => number.to_string(),
        Value::Long(number) => number.to_string(),
        Value::Decimal(number) => number.to_string(),
    };
    format!("<{name}>{inside}</{name}>")
}

/// Escaped text; what XML cannot hold at all becomes the replacement character.
fn text(letters: &str) -> String {
    let allowed = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..);
    let kept: String = letters.chars().map(|c| if allowed(c) { c } else { '\u{fffd}' }).collect();
    escape(&kept).into_owned()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{list, row};
    use super::*;

    #[test]
    fn members_stand_in_ordinal_order_and_decimals_keep_their_scale() {
        assert_eq!(
            write(&list(vec![row()])),
            "<ArrayOfOrderDeal xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\" \
             xmlns=\"http://schemas.datacontract.org/2004/07/DigitalScience.DataTransfer.Tour.V5.Result.WebInterface\">\
             <OrderDeal><dealnum>9</dealnum><num>2</num><orderid i:nil=\"true\" /><price>9.50</price>\
             <serialid>5000000000</serialid><unit>张 &lt;&amp;&quot;&gt;</unit></OrderDeal></ArrayOfOrderDeal>"
        );
    }

    #[test]
    fn an_empty_list_is_a_closed_root_and_an_error_has_no_namespace() {
        let empty = write(&list(vec![]));
        assert!(empty.starts_with("<ArrayOfOrderDeal xmlns:i=") && empty.ends_with("WebInterface\" />"), "{empty}");
        let error = write(&Content::Error("<a> & b\u{1}".to_owned()));
        assert_eq!(error, "<Error><Message>&lt;a&gt; &amp; b\u{fffd}</Message></Error>");
    }
}
