//! The body of `AddOrder`, as JSON.

use hyper::StatusCode;
use serde_json::{Map, Value};

use crate::http::Request;
use crate::tickets::fault::Fault;
use crate::tickets::orders::{MOST_TICKETS, NewTickets};

/// Entries of an order: visitors, most of them with one ticket each.
const MOST_DETAILS: usize = 500;
/// Bytes of a sender's id, of a product's id, of a guide's number.
const LONGEST: usize = 64;

/// What was sent, with the texts that say whose it is.
pub(super) struct Sent {
    /// `dwlx`.
    pub(super) customer_kind: String,
    /// `dwid`.
    pub(super) customer_code: String,
    order: Map<String, Value>,
}

/// Reads a body.
///
/// # Errors
/// 415 for another format than JSON, 400 for what is no JSON object.
pub(super) fn read(request: &Request) -> Result<Sent, Fault> {
    let kind = request.content_type().split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if !matches!(kind.as_str(), "application/json" | "text/json") {
        return Err(Fault::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "The request's body must be JSON."));
    }
    let unusable = || Fault::unusable("The request is invalid.");
    // Some libraries begin a body with a byte order mark.
    let json = request.body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&request.body);
    let body = serde_json::from_slice(json).map_err(|_| unusable())?;
    let Value::Object(mut body) = body else { return Err(unusable()) };
    let order = match body.remove("orderinfo") {
        Some(Value::Object(order)) => order,
        _ => Map::new(),
    };
    let (customer_kind, customer_code) = (text(&body, "dwlx"), text(&body, "dwid"));
    Ok(Sent { customer_kind, customer_code, order })
}

impl Sent {
    /// The sender's id of the order.
    pub(super) fn sender_id(&self) -> Option<&str> {
        self.order.get("senderid").and_then(Value::as_str).filter(|id| !id.trim().is_empty() && id.len() <= LONGEST)
    }

    /// The order.
    ///
    /// # Errors
    /// What is missing or makes no sense.
    pub(super) fn order(&self) -> Result<NewTickets, &'static str> {
        let sender_id = self.sender_id().ok_or("senderid is missing, or longer than 64 bytes")?.to_owned();
        let details = self.order.get("orderdetails").and_then(Value::as_array);
        let details = details.filter(|details| (1..=MOST_DETAILS).contains(&details.len()));
        let details = details.ok_or("orderdetails must have 1 to 500 entries")?;
        let personal = text(&self.order, "personalid");
        let personal_id = if personal.is_empty() { Ok(0) } else { personal.parse() };
        let guide_number = text(&self.order, "guidernum");
        if guide_number.len() > LONGEST {
            return Err("guidernum is longer than 64 bytes");
        }
        Ok(NewTickets {
            sender_id,
            personal_id: personal_id.map_err(|_| "personalid is no whole number")?,
            guide_number,
            tickets: tickets(details)?,
            visitors: Value::from(details.clone()).to_string(),
        })
    }
}

/// How many of each product; the entries of one product are one line of the order.
fn tickets(details: &[Value]) -> Result<Vec<(String, i64)>, &'static str> {
    let mut tickets: Vec<(String, i64)> = Vec::new();
    for detail in details {
        let detail = detail.as_object().ok_or("an entry of orderdetails is no object")?;
        let product = text(detail, "productid");
        if product.is_empty() || product.len() > LONGEST {
            return Err("productid is missing or too long");
        }
        let amount: i64 = text(detail, "amount").parse().map_err(|_| "amount is no whole number")?;
        if !(1..=MOST_TICKETS).contains(&amount) {
            return Err("amount must be 1 to 99999");
        }
        match tickets.iter_mut().find(|(known, _)| *known == product) {
            Some((_, sum)) => *sum += amount,
            None => tickets.push((product, amount)),
        }
    }
    Ok(tickets)
}

/// A member's text; numbers become their digits, anything else nothing.
fn text(members: &Map<String, Value>, name: &str) -> String {
    match members.get(name) {
        Some(Value::String(text)) => text.trim().to_owned(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(json: &str) -> Result<NewTickets, &'static str> {
        let order = serde_json::from_str(json).unwrap();
        Sent { customer_kind: String::new(), customer_code: String::new(), order }.order()
    }

    #[test]
    fn entries_of_one_product_are_one_line() {
        let new = order(
            r#"{"senderid":"s1","guidernum":"D-1","orderdetails":[
                {"productid":"T001","amount":1,"fullname":"林晓舟"},{"productid":"T002","amount":"3"},
                {"productid":"T001","amount":2}]}"#,
        )
        .unwrap();
        assert_eq!(new.tickets, [("T001".to_owned(), 3), ("T002".to_owned(), 3)]);
        assert_eq!((new.sender_id.as_str(), new.guide_number.as_str(), new.personal_id), ("s1", "D-1", 0));
        assert!(new.visitors.contains("林晓舟"));
    }

    #[test]
    fn what_is_incomplete_is_refused_with_a_sentence() {
        for json in [
            "{}",
            r#"{"senderid":"s"}"#,
            r#"{"senderid":" ","orderdetails":[{"productid":"T001","amount":1}]}"#,
            r#"{"senderid":"s","orderdetails":[]}"#,
            r#"{"senderid":"s","orderdetails":[1]}"#,
            r#"{"senderid":"s","orderdetails":[{"amount":1}]}"#,
            r#"{"senderid":"s","orderdetails":[{"productid":"T001","amount":0}]}"#,
            r#"{"senderid":"s","orderdetails":[{"productid":"T001","amount":1.5}]}"#,
            r#"{"senderid":"s","orderdetails":[{"productid":"T001","amount":99999999999999999999}]}"#,
            r#"{"senderid":"s","personalid":"x","orderdetails":[{"productid":"T001","amount":1}]}"#,
        ] {
            assert!(order(json).is_err(), "{json}");
        }
    }
}
