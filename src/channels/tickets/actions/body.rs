//! The bodies of the writing actions, as JSON, XML, BSON or a form: one tree of members, whose names may be written in any case.

use serde_json::{Map, Value};

use self::trees::{lowered, members};
use crate::channels::tickets::booking::{MAX_TICKETS, NewTickets};
use crate::channels::tickets::codes::Fault;
use crate::channels::tickets::refunds::{Meant, RefundRequest};
use crate::http::{Request, reads, whole};

mod trees;

/// Where an order stands in its body, and its entries.
const ORDER: &str = "orderinfo";
const DETAILS: &str = "orderinfo.orderdetails";

/// Entries of an order: visitors, most of them with one ticket each.
const MAX_DETAILS: usize = 500;
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

/// Reads the body of an order.
///
/// # Errors
/// 415 for a format that is not read, 400 for what is no object in its format.
pub(super) fn read(request: &Request) -> Result<Sent, Fault> {
    let mut body = members(request)?;
    let order = match taken(&mut body, "orderinfo") {
        Some(Value::Object(order)) => order,
        _ => Map::new(),
    };
    let (customer_kind, customer_code) = (text("", &body, "dwlx"), text("", &body, "dwid"));
    Ok(Sent { customer_kind, customer_code, order })
}

/// A text of a body's own members; none where there is no body that is read here, or no such member.
pub(super) fn member(request: &Request, name: &str) -> Option<String> {
    members(request).ok().map(|body| text("", &body, name)).filter(|text| !text.is_empty())
}

/// A refund that is asked for, as it was sent.
pub(super) struct SentRefund {
    /// The order's number.
    pub(super) number: String,
    /// `username`, of the call that has one.
    pub(super) username: String,
    /// What is wanted, or what is missing or makes no sense.
    pub(super) wanted: Result<RefundRequest, &'static str>,
}

/// Bytes of an order's number in a refund.
const MAX_NUMBER_LEN: usize = 20;
/// Tickets that a refund may name.
const MAX_CODES: usize = 20_000;
/// Characters of a remark.
const MAX_REMARK_LEN: usize = 200;

/// Reads the body of a refund, which may stand within a member.
///
/// # Errors
/// As [`read`].
pub(super) fn read_refund(request: &Request, within: Option<&'static str>) -> Result<SentRefund, Fault> {
    let mut body = members(request)?;
    let username = if within.is_some() { text("", &body, "username") } else { String::new() };
    let own = match within.and_then(|name| taken(&mut body, name)) {
        Some(Value::Object(own)) => own,
        Some(Value::String(json)) => match serde_json::from_str(&json).map(lowered) {
            Ok(Value::Object(own)) => own,
            _ => Map::new(),
        },
        _ if within.is_none() => body,
        _ => Map::new(),
    };
    let within = within.unwrap_or_default();
    let number = text(within, &own, "orderid");
    Ok(SentRefund { wanted: refund(within, &own, &number), number, username })
}

fn refund(within: &str, body: &Map<String, Value>, number: &str) -> Result<RefundRequest, &'static str> {
    if number.is_empty() || number.len() > MAX_NUMBER_LEN {
        return Err("orderid is missing, or longer than 20 bytes");
    }
    let remark = text(within, body, "memory");
    if remark.chars().count() > MAX_REMARK_LEN {
        return Err("memory is longer than 200 characters");
    }
    let meant = match text(within, body, "refundallticket").as_str() {
        "1" => Meant::All,
        "0" => Meant::Codes(codes(member_of(within, body, "ticketids")).ok_or("ticketids must name the tickets")?),
        _ => return Err("refundallticket must be 1 or 0"),
    };
    Ok(RefundRequest { meant, remark })
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
    codes.filter(|codes| (1..=MAX_CODES).contains(&codes.len()) && codes.iter().all(|code| !code.is_empty()))
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
    let url = body.contains_key("replayurl").then(|| as_sent("", &body, "replayurl"));
    let [format, method, notify] =
        ["replaydatatype", "replaymethod", "sendofficiallysnotify"].map(|name| as_sent("", &body, name));
    Ok(SentProvider { url, format, method, notify })
}

impl Sent {
    /// The sender's id of the order; none where it has none, which cannot be asked for again.
    pub(super) fn sender_id(&self) -> Option<&str> {
        member_of(ORDER, &self.order, "senderid")
            .and_then(Value::as_str)
            .filter(|id| !id.trim().is_empty() && id.len() <= LONGEST)
    }

    /// Whether the sender named the order by something that cannot be its id.
    fn has_bad_sender_id(&self) -> bool {
        let is_blank = match member_of(ORDER, &self.order, "senderid") {
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
        let details = member_of(ORDER, &self.order, "orderdetails").and_then(Value::as_array);
        let details = details.filter(|details| (1..=MAX_DETAILS).contains(&details.len()));
        let details = details.ok_or("orderdetails must have 1 to 500 entries")?;
        let personal = as_sent(ORDER, &self.order, "personalid");
        let personal_id = if personal.is_empty() { Ok(0) } else { personal.parse() };
        let guide_number = as_sent(ORDER, &self.order, "guidernum");
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
        let product = text(DETAILS, detail, "productid");
        if product.is_empty() || product.len() > LONGEST {
            return Err("productid is missing or too long");
        }
        let amount: i64 = whole(&text(DETAILS, detail, "amount")).parse().map_err(|_| "amount is no whole number")?;
        if !(1..=MAX_TICKETS).contains(&amount) {
            return Err("amount must be 1 to 99999");
        }
        match tickets.iter_mut().find(|(known, _)| *known == product) {
            Some((_, sum)) => *sum += amount,
            None => tickets.push((product, amount)),
        }
    }
    Ok(tickets)
}

/// A member, of which the API document is told.
fn member_of<'m>(within: &str, members: &'m Map<String, Value>, name: &str) -> Option<&'m Value> {
    reads::note(within, name);
    members.get(name)
}

fn taken(body: &mut Map<String, Value>, name: &str) -> Option<Value> {
    reads::note("", name);
    body.remove(name)
}

/// A member's text; numbers become their digits, anything else nothing.
fn text(within: &str, members: &Map<String, Value>, name: &str) -> String {
    match member_of(within, members, name) {
        Some(Value::String(text)) => text.trim().to_owned(),
        Some(Value::Number(number)) => whole(&number.to_string()).to_owned(),
        _ => String::new(),
    }
}

/// As [`text`], but what is neither text nor number stands as it was written, for its reader to refuse: where nothing means something,
/// as with an address, a list must not be taken for nothing.
fn as_sent(within: &str, members: &Map<String, Value>, name: &str) -> String {
    match member_of(within, members, name) {
        Some(other @ (Value::Bool(_) | Value::Array(_) | Value::Object(_))) => other.to_string(),
        _ => text(within, members, name),
    }
}

#[cfg(test)]
mod tests {
    use super::trees::{of_form, of_xml};
    use super::*;

    fn order(json: &str) -> Result<NewTickets, &'static str> {
        let order = serde_json::from_str(json).unwrap();
        Sent { customer_kind: String::new(), customer_code: String::new(), order }.order()
    }

    #[test]
    fn entries_of_one_product_are_one_line() {
        let new = order(
            r#"{"senderid":"s1","guidernum":"D-1","orderdetails":[
                {"productid":"T001","amount":1,"fullname":"林晓舟"},{"productid":"T002","amount":"3.00"},
                {"productid":"T001","amount":2.0}]}"#,
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
            of_form(b"ticketids=1001&ticketids=1002").unwrap()["ticketids"].clone(),
            of_form(b"TicketIds[0]=1001&TicketIds%5B1%5D=1002").unwrap()["ticketids"].clone(),
            of_form(b"ticketids[]=1001,+1002").unwrap()["ticketids"].clone(),
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
