//! The bodies of the writing actions, as JSON, XML, BSON or a form: one tree of members, whose names may be written in any case.

use hyper::StatusCode;
use serde_json::{Map, Value};

use crate::channels::tickets::booking::{MOST_TICKETS, NewTickets};
use crate::channels::tickets::codes::Fault;
use crate::channels::tickets::formats;
use crate::channels::tickets::refunds::{Meant, Wanted};
use crate::http::xml::{self, Element};
use crate::http::{FieldLimits, Fields, Request};

/// Entries of an order: visitors, most of them with one ticket each.
const MOST_DETAILS: usize = 500;
/// Bytes of a sender's id, of a product's id, of a guide's number.
const LONGEST: usize = 64;
/// Elements of an XML body: a full order, each entry with all its members.
const MOST_ELEMENTS: usize = 12 * MOST_DETAILS;
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

/// What was sent, with the texts that say whose it is.
pub(super) struct Sent {
    /// `dwlx`.
    pub(super) customer_kind: String,
    /// `dwid`.
    pub(super) customer_code: String,
    order: Map<String, Value>,
}

/// Reads the body of an order.
///
/// # Errors
/// 415 for a format that is not read, 400 for what is no object in its format.
pub(super) fn read(request: &Request) -> Result<Sent, Fault> {
    let mut body = members(request)?;
    let order = match body.remove("orderinfo") {
        Some(Value::Object(order)) => order,
        _ => Map::new(),
    };
    let (customer_kind, customer_code) = (text(&body, "dwlx"), text(&body, "dwid"));
    Ok(Sent { customer_kind, customer_code, order })
}

/// A text of a body's own members; none where there is no body that is read here, or no such member.
pub(super) fn member(request: &Request, name: &str) -> Option<String> {
    members(request).ok().map(|body| text(&body, name)).filter(|text| !text.is_empty())
}

/// The members of a body, with names in lower case.
fn members(request: &Request) -> Result<Map<String, Value>, Fault> {
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
fn lowered(value: Value) -> Value {
    match value {
        Value::Array(entries) => entries.into_iter().map(lowered).collect(),
        Value::Object(members) => {
            Value::Object(members.into_iter().map(|(name, value)| (name.to_lowercase(), lowered(value))).collect())
        }
        other => other,
    }
}

/// An XML body in the way of data contracts: prefixes mean nothing, entries of a list stand in one element, under any name.
fn of_xml(body: &[u8]) -> Option<Value> {
    let mut root = tree(xml::read(body, MOST_ELEMENTS)?)?;
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
fn of_form(body: &[u8]) -> Option<Value> {
    let mut fields = Fields::default();
    fields.add_form(body, FORM).ok()?;
    let parsed = |name: &str, text: &str| match name {
        "orderinfo" | "orderdetails" => serde_json::from_str(text).map(lowered).unwrap_or_default(),
        _ => Value::from(text),
    };
    let lower = fields.iter().map(|(name, text)| (name.to_lowercase(), text));
    let mut members: Map<String, Value> = lower.map(|(name, text)| (name.clone(), parsed(&name, text))).collect();
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

/// A refund that is asked for, as it was sent.
pub(super) struct SentRefund {
    /// The order's number.
    pub(super) number: String,
    /// `username`, of the call that has one.
    pub(super) username: String,
    /// What is wanted, or what is missing or makes no sense.
    pub(super) wanted: Result<Wanted, &'static str>,
}

/// Bytes of an order's number in a refund.
const LONGEST_NUMBER: usize = 20;
/// Tickets that a refund may name.
const MOST_CODES: usize = 20_000;
/// Characters of a remark.
const LONGEST_REMARK: usize = 200;

/// Reads the body of a refund, which may stand within a member.
///
/// # Errors
/// As [`read`].
pub(super) fn read_refund(request: &Request, within: Option<&str>) -> Result<SentRefund, Fault> {
    let mut body = members(request)?;
    let username = text(&body, "username");
    let own = match within.and_then(|name| body.remove(name)) {
        Some(Value::Object(own)) => own,
        Some(Value::String(json)) => match serde_json::from_str(&json).map(lowered) {
            Ok(Value::Object(own)) => own,
            _ => Map::new(),
        },
        _ if within.is_none() => body,
        _ => Map::new(),
    };
    let number = text(&own, "orderid");
    Ok(SentRefund { wanted: refund(&own, &number), number, username })
}

fn refund(body: &Map<String, Value>, number: &str) -> Result<Wanted, &'static str> {
    if number.is_empty() || number.len() > LONGEST_NUMBER {
        return Err("orderid is missing, or longer than 20 bytes");
    }
    let remark = text(body, "memory");
    if remark.chars().count() > LONGEST_REMARK {
        return Err("memory is longer than 200 characters");
    }
    let meant = match text(body, "refundallticket").as_str() {
        "1" => Meant::All,
        "0" => Meant::Codes(codes(body.get("ticketids")).ok_or("ticketids must name the tickets")?),
        _ => return Err("refundallticket must be 1 or 0"),
    };
    Ok(Wanted { meant, remark })
}

/// The codes of a list: of a JSON list, of an XML element with one for each, or of a text with commas between them.
fn codes(list: Option<&Value>) -> Option<Vec<String>> {
    let list = match list? {
        Value::Object(inside) => inside.values().flat_map(entries_of).collect(),
        other => entries_of(other),
    };
    let text = |entry: &Value| match entry {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let codes: Option<Vec<String>> = list.iter().map(text).collect();
    codes.filter(|codes| (1..=MOST_CODES).contains(&codes.len()) && codes.iter().all(|code| !code.is_empty()))
}

fn entries_of(list: &Value) -> Vec<Value> {
    match list {
        Value::Array(entries) => entries.clone(),
        Value::String(text) => text.split(',').map(Value::from).collect(),
        other => vec![other.clone()],
    }
}

/// What an agency says of its callbacks; `None` for no address at all.
pub(super) struct SentProvider {
    /// `replayurl`; none where it is missing.
    pub(super) url: Option<String>,
    /// `replaydatatype`.
    pub(super) format: String,
    /// `replaymethod`.
    pub(super) method: String,
    /// `sendofficiallysnotify`.
    pub(super) notify: String,
}

/// Reads the body of `ProviderConfig`.
///
/// # Errors
/// As [`read`].
pub(super) fn read_provider(request: &Request) -> Result<SentProvider, Fault> {
    let body = members(request)?;
    let url = body.contains_key("replayurl").then(|| as_sent(&body, "replayurl"));
    let [format, method, notify] =
        ["replaydatatype", "replaymethod", "sendofficiallysnotify"].map(|name| as_sent(&body, name));
    Ok(SentProvider { url, format, method, notify })
}

impl Sent {
    /// The sender's id of the order; none where it has none, which cannot be asked for again.
    pub(super) fn sender_id(&self) -> Option<&str> {
        self.order.get("senderid").and_then(Value::as_str).filter(|id| !id.trim().is_empty() && id.len() <= LONGEST)
    }

    /// Whether the sender named the order by something that cannot be its id.
    fn has_bad_sender_id(&self) -> bool {
        let is_blank = match self.order.get("senderid") {
            None | Some(Value::Null) => true,
            Some(Value::String(id)) => id.trim().is_empty(),
            Some(_) => false,
        };
        !is_blank && self.sender_id().is_none()
    }

    /// The order.
    ///
    /// # Errors
    /// What is missing or makes no sense.
    pub(super) fn order(&self) -> Result<NewTickets, &'static str> {
        if self.has_bad_sender_id() {
            return Err("senderid is no text, or longer than 64 bytes");
        }
        let sender_id = self.sender_id().map(str::to_owned);
        let details = self.order.get("orderdetails").and_then(Value::as_array);
        let details = details.filter(|details| (1..=MOST_DETAILS).contains(&details.len()));
        let details = details.ok_or("orderdetails must have 1 to 500 entries")?;
        let personal = as_sent(&self.order, "personalid");
        let personal_id = if personal.is_empty() { Ok(0) } else { personal.parse() };
        let guide_number = as_sent(&self.order, "guidernum");
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

/// As [`text`], but what is neither text nor number stands as it was written, for its reader to refuse: where nothing means something,
/// as with an address, a list must not be taken for nothing.
fn as_sent(members: &Map<String, Value>, name: &str) -> String {
    match members.get(name) {
        Some(other @ (Value::Bool(_) | Value::Array(_) | Value::Object(_))) => other.to_string(),
        _ => text(members, name),
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
        assert_eq!((new.sender_id.as_deref(), new.guide_number.as_str(), new.personal_id), (Some("s1"), "D-1", 0));
        assert!(new.visitors.contains("林晓舟"));
    }

    fn sent(read: impl Fn(&[u8]) -> Option<Value>, body: &str) -> Option<NewTickets> {
        let Some(Value::Object(order)) = read(body.as_bytes())?.get_mut("orderinfo").map(Value::take) else {
            return None;
        };
        Sent { customer_kind: String::new(), customer_code: String::new(), order }.order().ok()
    }

    #[test]
    fn one_order_is_the_same_in_every_format_and_letter_case() {
        let json = |body: &[u8]| serde_json::from_slice(body).ok().map(lowered);
        let wanted = sent(
            json,
            r#"{"orderinfo":{"senderid":"s","orderdetails":[{"productid":"T001","amount":"2"},{"productid":"T002","amount":"1"}]}}"#,
        );
        assert!(wanted.is_some());
        let in_case = r#"{"OrderInfo":{"SenderId":"s","orderDetails":[{"ProductID":"T001","AMOUNT":"2"},{"productId":"T002","amount":"1"}]}}"#;
        assert_eq!(sent(json, in_case), wanted);
        let first = "<a:ProductId>T001</a:ProductId><Amount>2</Amount>";
        let second = "<productid>T002</productid><amount>1</amount>";
        for list in [
            format!(
                "<orderdetails><OrderDetail>{first}</OrderDetail><OrderDetail>{second}</OrderDetail></orderdetails>"
            ),
            format!("<orderdetails><item>{first}</item><item>{second}</item></orderdetails>"),
            format!("<OrderDetails>{first}</OrderDetails><orderdetails>{second}</orderdetails>"),
        ] {
            let whole = format!("<?x y?><any xmlns='z'><OrderInfo>{list}<SenderID>s</SenderID></OrderInfo></any>");
            assert_eq!(sent(of_xml, &whole), wanted, "{whole}");
        }
        let details = r#"[{"productid":"T001","amount":"2"},{"productid":"T002","amount":"1"}]"#;
        assert_eq!(sent(of_form, &format!("senderid=s&orderdetails={details}")), wanted);
        let info = format!(r#"{{"senderid":"s","OrderDetails":{details}}}"#);
        assert_eq!(sent(of_form, &format!("OrderInfo={info}")), wanted);
    }

    #[test]
    fn an_order_of_one_product_needs_no_list_in_xml_or_in_a_form() {
        let wanted =
            order(r#"{"senderid":"s","orderdetails":[{"amount":"2","fullname":"林晓舟","productid":"T001"}]}"#).ok();
        let detail = "<amount>2</amount><fullname>林晓舟</fullname><productid>T001</productid>";
        for list in [format!("<d><o>{detail}</o></d>"), format!("<d>{detail}</d>")] {
            let list = list.replace("<d>", "<orderdetails>").replace("</d>", "</orderdetails>");
            let whole = format!("<a><orderinfo><senderid>s</senderid>{list}</orderinfo></a>");
            assert_eq!(sent(of_xml, &whole), wanted, "{whole}");
        }
        assert_eq!(sent(of_form, "dwid=A&SenderId=s&productid=T001&amount=2&fullname=林晓舟"), wanted);
    }

    #[test]
    fn what_is_incomplete_is_refused_with_a_sentence() {
        for json in [
            "{}",
            r#"{"senderid":"s"}"#,
            r#"{"senderid":7,"orderdetails":[{"productid":"T001","amount":1}]}"#,
            r#"{"senderid":"s","orderdetails":[]}"#,
            r#"{"senderid":"s","orderdetails":[1]}"#,
            r#"{"senderid":"s","orderdetails":[{"amount":1}]}"#,
            r#"{"senderid":"s","orderdetails":[{"productid":"T001","amount":0}]}"#,
            r#"{"senderid":"s","orderdetails":[{"productid":"T001","amount":1.5}]}"#,
            r#"{"senderid":"s","orderdetails":[{"productid":"T001","amount":99999999999999999999}]}"#,
            r#"{"senderid":"s","personalid":{},"orderdetails":[{"productid":"T001","amount":1}]}"#,
            r#"{"senderid":"s","personalid":"x","orderdetails":[{"productid":"T001","amount":1}]}"#,
        ] {
            assert!(order(json).is_err(), "{json}");
        }
    }

    #[test]
    fn an_order_needs_no_senders_id() {
        for id in ["", r#""senderid":" ","#, r#""senderid":null,"#] {
            let new = order(&format!(r#"{{{id}"orderdetails":[{{"productid":"T001","amount":1}}]}}"#)).unwrap();
            assert_eq!(new.sender_id, None, "{id}");
        }
    }

    #[test]
    fn the_tickets_of_a_refund_are_the_same_in_every_format() {
        let wanted = Some(vec!["1001".to_owned(), "1002".to_owned()]);
        let in_xml = |list: &str| {
            of_xml(format!("<a><ticketids>{list}</ticketids></a>").as_bytes()).unwrap()["ticketids"].clone()
        };
        for list in [
            serde_json::json!(["1001", " 1002"]),
            serde_json::json!([1001, 1002]),
            serde_json::json!("1001,1002"),
            in_xml("<b:string>1001</b:string><b:string>1002</b:string>"),
            in_xml("1001, 1002"),
        ] {
            assert_eq!(codes(Some(&list)), wanted, "{list}");
        }
        assert_eq!(codes(Some(&in_xml("<string>1001</string>"))), Some(vec!["1001".to_owned()]));
        for list in [
            serde_json::json!([]),
            serde_json::json!([null]),
            serde_json::json!(""),
            serde_json::json!({}),
            serde_json::json!([["1"]]),
        ] {
            assert_eq!(codes(Some(&list)), None, "{list}");
        }
    }
}
