//! A body as one tree of members, whatever its format; names may be written in any case.

use hyper::StatusCode;
use serde_json::{Map, Value};

use super::MAX_DETAILS;
use crate::channels::tickets::codes::Fault;
use crate::channels::tickets::formats;
use crate::http::xml::{self, Element};
use crate::http::{self, FieldLimits, Fields, Request};

/// Elements of an XML body: a full order, each entry with all its members.
const MAX_ELEMENTS: usize = 12 * MAX_DETAILS;
/// Bytes and names of a form.
const FORM: FieldLimits = FieldLimits { body: 1_048_576, names: 100, value: 1_048_576 };
/// Members of an order's entry (docs/spec/tickets.md section 5): a form of one product has them beside the order's own.
const DETAIL: [&str; 8] = [
    "productid",
    "amount",
    "fullname",
    "identificationtype",
    "identificationnumber",
    "mobile",
    "gateinmode",
    "seatitems",
];

/// The members of a body, with names in lower case.
pub(super) fn members(request: &Request) -> Result<Map<String, Value>, Fault> {
    // Some libraries begin a body with a byte order mark.
    let body = request.body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&request.body);
    let kind = request.content_type().split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let read = match kind.as_str() {
        "application/json" | "text/json" => serde_json::from_slice(body).ok().map(lowered),
        "application/xml" | "text/xml" => of_xml(body),
        "application/bson" => formats::read_bson(&request.body).map(lowered),
        "application/x-www-form-urlencoded" => of_form(body),
        _ => {
            let message = "The request's body must be JSON, XML, BSON or a form.";
            return Err(Fault::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, message));
        }
    };
    match read {
        Some(Value::Object(members)) => Ok(members),
        _ => Err(Fault::unusable("The request is invalid.")),
    }
}

/// The same value with all names in lower case; of names that differ in case alone one counts.
pub(super) fn lowered(value: Value) -> Value {
    match value {
        Value::Array(entries) => entries.into_iter().map(lowered).collect(),
        Value::Object(members) => {
            Value::Object(members.into_iter().map(|(name, value)| (name.to_lowercase(), lowered(value))).collect())
        }
        other => other,
    }
}

/// An XML body in the way of data contracts: prefixes mean nothing, entries of a list stand in one element, under any name.
pub(super) fn of_xml(body: &[u8]) -> Option<Value> {
    let mut root = tree(xml::read(body, MAX_ELEMENTS)?)?;
    if let Some(details) = root.pointer_mut("/orderinfo/orderdetails") {
        *details = Value::Array(entries(details.take()));
    }
    Some(root)
}

/// What an element stands for: a text, or members, of which a repeated one is a list; `None` where text and members are mixed.
fn tree(element: Element) -> Option<Value> {
    if element.children.is_empty() {
        return Some(Value::String(element.text));
    }
    if !element.is_bare() {
        return None;
    }
    let mut members: Map<String, Value> = Map::new();
    for child in element.children {
        let name = child.local_name().to_lowercase();
        let value = tree(child)?;
        match members.get_mut(&name) {
            None => {
                members.insert(name, value);
            }
            Some(Value::Array(entries)) => entries.push(value),
            Some(first) => *first = Value::Array(vec![first.take(), value]),
        }
    }
    Some(Value::Object(members))
}

/// The entries of a list that was written in XML: within one element, or as a repeated one.
fn entries(list: Value) -> Vec<Value> {
    match list {
        Value::Array(entries) => entries,
        Value::Object(entry) if entry.contains_key("productid") => vec![Value::Object(entry)],
        Value::Object(list) => list
            .into_iter()
            .flat_map(|(_, entries)| match entries {
                Value::Array(entries) => entries,
                entry => vec![entry],
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// A form: `orderinfo` and `orderdetails` as JSON texts, or an order of one product with all its members side by side.
pub(super) fn of_form(body: &[u8]) -> Option<Value> {
    let mut fields = Fields::default();
    fields.add_form(body, FORM).ok()?;
    let parsed = |name: &str, text: &str| match name {
        "orderinfo" | "orderdetails" => serde_json::from_str(text).map(lowered).unwrap_or_default(),
        _ => Value::from(text),
    };
    let lower = fields.iter().map(|(name, text)| (name.to_lowercase(), text));
    let mut members: Map<String, Value> = lower.map(|(name, text)| (name.clone(), parsed(&name, text))).collect();
    let codes = listed(body, "ticketids")?;
    if !codes.is_empty() {
        members.insert("ticketids".to_owned(), codes.into());
    }
    if !members.contains_key("orderinfo") {
        let mut order = members.clone();
        if !order.contains_key("orderdetails") && order.contains_key("productid") {
            let detail = DETAIL.iter().filter_map(|name| order.remove(*name).map(|it| ((*name).to_owned(), it)));
            let detail = Value::Object(detail.collect());
            order.insert("orderdetails".to_owned(), vec![detail].into());
        }
        members.insert("orderinfo".to_owned(), Value::Object(order));
    }
    Some(Value::Object(members))
}

/// All values of a form's list: a repeated field, with or without a place in brackets, and in any of them commas. Of `Fields` one
/// would be left, and a refund of fewer tickets than were meant.
fn listed(body: &[u8], list: &str) -> Option<Vec<Value>> {
    let mut found = Vec::new();
    for (name, value) in http::form_pairs(body) {
        let (name, value) = (name.ok()?.to_lowercase(), value.ok()?);
        if name.split('[').next() == Some(list) {
            found.extend(value.split(',').map(Value::from));
        }
    }
    Some(found)
}
