//! An order and its lines are changed by what has a name alone: nobody outside `orders` sees their fields, and `orders` itself
//! writes them in one file.

use super::{files, name, read, source::blanked};

/// The types, by the file that declares them.
const TYPES: &[(&str, &str)] = &[("src/orders/order.rs", "Order"), ("src/orders/line.rs", "Line")];

/// The one file that writes the fields.
const CHANGES: &str = "src/orders/changes.rs";

/// The fields of a type with what is written before their names, `pub(super) ` or nothing.
fn fields(source: &str, of: &str) -> Vec<(String, String)> {
    let (_, rest) = source.split_once(&format!("pub struct {of} {{")).expect("the type is declared here");
    let (body, _) = rest.split_once("\n}").unwrap();
    let declared = body.lines().filter_map(|line| line.trim().split_once(": ").map(|(field, _)| field));
    let parts = declared.map(|field| field.rsplit_once(' ').unwrap_or(("", field)));
    parts.map(|(seen_by, field)| (seen_by.to_owned(), field.to_owned())).collect()
}

/// Those that somebody outside the folder sees.
fn seen_outside(source: &str, of: &str) -> Vec<String> {
    let all = fields(source, of);
    assert!(all.len() > 1, "{of} has fields");
    all.into_iter()
        .filter(|(seen_by, _)| !["", "pub(super)"].contains(&seen_by.as_str()))
        .map(|(_, field)| field)
        .collect()
}

/// The fields that a source writes, by `it.field = ..`, alone or among several.
fn written<'f>(source: &str, fields: &'f [String]) -> Vec<&'f str> {
    let is_written = |field: &&String| {
        source.match_indices(&format!(".{field}")).any(|(at, found)| {
            let rest = &source[at + found.len()..];
            let line = rest.lines().next().unwrap_or_default();
            let assigned = |text: &str| text.starts_with(" = ") || text.starts_with(" += ") || text.starts_with(" -= ");
            let among_several =
                rest.starts_with([',', ')']) && line.split_once(')').is_some_and(|(_, end)| assigned(end));
            assigned(rest) || among_several
        })
    };
    fields.iter().filter(is_written).map(String::as_str).collect()
}

#[test]
fn an_order_s_fields_are_private() {
    for (file, of) in TYPES {
        assert_eq!(seen_outside(&blanked(&read(file), true), of), Vec::<String>::new(), "{of} in {file}");
    }
}

#[test]
fn an_order_is_changed_in_one_place_alone() {
    let all: Vec<String> =
        TYPES.iter().flat_map(|(file, of)| fields(&blanked(&read(file), true), of)).map(|(_, field)| field).collect();
    let writes = |path: &str| written(&blanked(&read(path), true), &all).len();
    assert!(writes(CHANGES) >= 20, "the changes write them");
    for path in files("src/orders", "rs").iter().map(|path| name(path)).filter(|path| path != CHANGES) {
        let source = blanked(&read(&path), true);
        let orders = source.lines().filter(|line| line.contains("order.") || line.contains("line."));
        let found: Vec<_> = orders.filter(|line| !written(line, &all).is_empty()).collect();
        assert_eq!(found, Vec::<&str>::new(), "{path} writes fields of an order: give the change a name in {CHANGES}");
    }
}

#[test]
fn a_field_that_is_seen_or_written_elsewhere_would_be_found() {
    let source =
        "pub struct Order {\n    pub id: OrderId,\n    pub(super) paid: Option<Fen>,\n    states: States,\n}\n";
    assert_eq!(seen_outside(source, "Order"), ["id"]);
    assert_eq!(seen_outside(&source.replace("pub(super)", "pub(crate)"), "Order"), ["id", "paid"]);
    let fields = ["id", "paid"].map(str::to_owned);
    for source in ["order.paid = Some(due);", "(order.paid, order.pay_way) = (None, None);", "it.paid += 1;"] {
        assert_eq!(written(source, &fields), ["paid"], "{source}");
    }
    for source in ["if order.paid == due {", "let paid = order.paid;", "Order { paid: None }", "f(order.paid, 1);"] {
        assert_eq!(written(source, &fields), Vec::<&str>::new(), "{source}");
    }
}
