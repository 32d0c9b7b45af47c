//! The ticket API of the real executable: what partners see, and that they see nothing else.

mod agency;
pub(crate) mod agent;
mod callbacks;
mod formats;
mod office;
mod privacy;
mod refunds;

use std::thread;

use crate::support::{Answer, Outlet, Start, Visitor, files_below};
use agent::{API, Agent, deals_of, log_of, new_order};
use serde_json::{Value, json};

/// The outlet's clock in these tests.
const TODAY: &str = "2026-11-21 10:00:00";
/// The demonstration's orders: dealt and not dealt of AGENT01, dealt of AGENT02.
const DEALT: &str = "20261101000001";
const BOOKED: &str = "20261101000002";
const FOREIGN: &str = "20261101000003";

fn outlet() -> Outlet {
    Outlet::demo_at(TODAY)
}

fn operator(outlet: &Outlet) -> Visitor {
    outlet.login("operator", "demo-operator")
}

fn challenge(answer: &Answer) -> (u16, Option<&str>) {
    (answer.status, answer.header("www-authenticate"))
}

fn number(result: &Value) -> String {
    assert_eq!(result["resultcode"], 0, "{result}");
    result["orderid"].as_str().unwrap().to_owned()
}

#[test]
fn the_rows_of_an_order_are_the_documents_in_json_and_xml() {
    let outlet = outlet();
    let json = Agent::first().get(&outlet, &deals_of(2, "AGENT01", DEALT));
    assert_eq!(json.header("content-type"), Some("application/json; charset=utf-8"));
    let head = r#""orderid":"20261101000001","ordertime":"20261101","status":"3","dealtime":"20261102093000","customerid":"AGENT01","customername":"上海示例旅行网络有限公司","customertypecode":"2","customertypename":"组团社","summary":405.00,"unit":"张""#;
    let rows = [
        r#""num":2,"price":120.00,"productid":"T001","productname":"湖区门票","dealnum":2.0"#,
        r#""num":3,"price":55.00,"productid":"T002","productname":"游船票","dealnum":3.0"#,
    ];
    assert_eq!(json.text(), format!("[{{{head},{}}},{{{head},{}}}]", rows[0], rows[1]));

    let xml = Agent::first().get_as(&outlet, &deals_of(2, "AGENT01", DEALT), "text/xml");
    assert_eq!(xml.header("content-type"), Some("text/xml; charset=utf-8"));
    let first = "<OrderDeal><customerid>AGENT01</customerid><customername>上海示例旅行网络有限公司</customername>\
        <customertypecode>2</customertypecode><customertypename>组团社</customertypename><dealnum>2</dealnum>\
        <dealtime>20261102093000</dealtime><num>2</num><orderid>20261101000001</orderid><ordertime>20261101</ordertime>\
        <price>120.00</price><productid>T001</productid><productname>湖区门票</productname><status>3</status>\
        <summary>405.00</summary><unit>张</unit></OrderDeal>";
    let root = "<ArrayOfOrderDeal xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\" \
        xmlns=\"http://schemas.datacontract.org/2004/07/DigitalScience.DataTransfer.Tour.V5.Result.WebInterface\"";
    assert!(xml.text().starts_with(&format!("{root}>{first}<OrderDeal>")), "{}", xml.text());
    let empty = Agent::first().get_as(&outlet, &deals_of(2, "AGENT01", BOOKED), "application/xml");
    assert_eq!(empty.text(), format!("{root} />"));
}

#[test]
fn the_rows_of_an_order_are_a_document_of_documents_in_bson() {
    let outlet = outlet();
    let bson = Agent::first().get_as(&outlet, &deals_of(2, "AGENT01", DEALT), "application/bson");
    assert_eq!(bson.header("content-type"), Some("application/bson; charset=utf-8"));
    assert_eq!(usize::try_from(i32::from_le_bytes(bson.body[..4].try_into().unwrap())), Ok(bson.body.len()));
    let has = |part: &[u8]| bson.body.windows(part.len()).any(|window| window == part);
    assert!(bson.body[4..].starts_with(b"\x030\0") && has(b"\x031\0"));
    assert!(has(&[b"\x01summary\0".as_slice(), &405.0_f64.to_le_bytes()].concat()), "a double");
    assert!(has(&[b"\x10num\0".as_slice(), &2_i32.to_le_bytes()].concat()), "32 bits");
    assert!(has(b"\x02status\0\x02\0\0\x003\0"), "a text with its length");
    let empty = Agent::first().get_as(&outlet, &deals_of(2, "AGENT01", BOOKED), "application/bson");
    assert_eq!(empty.body, b"\x05\0\0\0\0");
}

#[test]
fn every_way_to_be_turned_away_has_its_own_answer() {
    let outlet = outlet();
    let (agent, target) = (Agent::first(), deals_of(2, "AGENT01", DEALT));
    let bare = outlet.get(&target);
    assert_eq!(challenge(&bare), (401, Some("Hawk")));
    assert_eq!(bare.text(), r#"{"Message":"Authorization has been denied for this request."}"#);
    assert_eq!(challenge(&outlet.call("GET", &target, &[("Authorization", "Basic YTpi")], b"")), (401, Some("Hawk")));
    let stranger = Agent::new("agent99", "x", "y");
    assert_eq!(challenge(&stranger.get(&outlet, &target)), (401, Some("Hawk error=\"Unknown credentials\"")));
    let wrong = Agent::new("agent01", "S3ss10nK3y", "demo-agent-2");
    assert_eq!(challenge(&wrong.get(&outlet, &target)), (401, Some("Hawk error=\"Bad mac\"")));
    for name in ["id", "ts", "nonce", "mac"] {
        let mut signed = agent.sign(&outlet, "GET", &target);
        signed.attributes.retain(|(known, _)| *known != name);
        assert_eq!(challenge(&signed.send(&outlet)), (400, None), "without {name}");
    }
    let broken = outlet.call("GET", &target, &[("Authorization", "Hawk id=agent01")], b"");
    assert_eq!(challenge(&broken), (400, None));
    let in_xml = outlet.call("GET", &target, &[("Accept", "text/xml")], b"");
    assert_eq!(in_xml.text(), "<Error><Message>Authorization has been denied for this request.</Message></Error>");
    assert_eq!(agent.get(&outlet, &target).status, 200, "and the right one is let in after all of them");
}

/// Which of two is meant nobody can know, and a proxy may have looked at the other one.
#[test]
fn of_two_credentials_in_one_request_neither_counts() {
    let outlet = outlet();
    let target = deals_of(2, "AGENT01", DEALT);
    for second in ["Basic YTpi", "Hawk id=\"agent01\""] {
        let signed = Agent::first().sign(&outlet, "GET", &target);
        assert_eq!(challenge(&signed.clone().with("Authorization", second).send(&outlet)), (400, None), "{second}");
        assert_eq!(signed.send(&outlet).status, 200, "and it is not used up");
    }
    let bearer = operator(&outlet).bearer();
    let one = [("Authorization", bearer.as_str())];
    let asked = |headers: &[(&str, &str)]| outlet.call("GET", "/api/pages/till", headers, b"").status;
    assert_eq!((asked(&one), asked(&[one[0], ("Authorization", "Bearer x")])), (200, 401));
}

#[test]
fn a_wrong_address_is_told_in_the_apis_own_form() {
    let outlet = outlet();
    for target in
        ["/api/WebInterface", "/API/WEBINTERFACE/", "/Api/webInterface/nothing/at/all", "/api/webinterface//x?y=1"]
    {
        for method in ["GET", "POST", "DELETE"] {
            let answer = outlet.call(method, target, &[], b"");
            assert_eq!(answer.status, 404, "{method} {target}");
            assert!(answer.json()["Message"].as_str().is_some_and(|text| !text.is_empty()), "{method} {target}");
        }
    }
    assert_eq!(outlet.get("/api/WebInterfaceX").body, b"", "which is none of its addresses");
}

#[test]
fn what_was_signed_for_one_request_fits_no_other() {
    let outlet = outlet();
    let agent = Agent::first();
    let signed = agent.sign(&outlet, "GET", &deals_of(2, "AGENT01", BOOKED));
    let bad_mac = (401, Some("Hawk error=\"Bad mac\""));
    let other = |target: &str, method| agent::Signed { target: target.to_owned(), method, ..signed.clone() };
    let target = deals_of(2, "AGENT01", BOOKED);
    for (changed, what) in [
        (other(&deals_of(2, "AGENT01", DEALT), "GET"), "another order"),
        (other(&target.replace("WebInterface", "webinterface"), "GET"), "another letter case"),
        (other(&format!("{target}D-1"), "GET"), "another query"),
        (other(&format!("{target}&x"), "GET"), "a longer query"),
        (signed.clone().attribute("ext", "more"), "an ext"),
        (signed.clone().attribute("app", "more"), "an app"),
        (signed.clone().attribute("nonce", "more"), "another nonce"),
        (signed.clone().attribute("hash", "AAAA"), "a hash"),
        (agent.sign_for(("other.example", 80), "GET", &target, 0), "another host"),
    ] {
        assert_eq!(challenge(&changed.send(&outlet)), bad_mac, "{what}");
    }
    assert_eq!(signed.send(&outlet).status, 200, "a bad code burns no nonce");
}

#[test]
fn a_body_that_was_hashed_cannot_be_exchanged() {
    let outlet = outlet();
    let mut signed = Agent::first().sign(&outlet, "POST", &format!("{API}/Order/ScenicSpot/AddOrder"));
    signed = signed.with("Content-Type", "application/json");
    let agent = Agent::first();
    // Of {} as application/json, docs/spec/tickets.md section 3.
    let hash = "vNZvU+y3rJKqH4hu1yxrNuaijNPgIJ2Rgj/sHzsQhXY=";
    let (host, port) = outlet.address.split_once(':').unwrap();
    let value = |name| signed.attributes.iter().find(|(known, _)| *known == name).unwrap().1.clone();
    let text = format!(
        "hawk.1.header\n{}\n{}\nPOST\n{}\n{host}\n{port}\n{hash}\n\n",
        value("ts"),
        value("nonce"),
        signed.target
    );
    let mut signed = signed.clone().attribute("hash", hash).attribute("mac", &agent.mac(&text));
    signed.body = b"{\"dwid\":\"AGENT01\"}".to_vec();
    assert_eq!(challenge(&signed.send(&outlet)), (401, Some("Hawk error=\"Bad payload hash\"")));
    signed.body = b"{}".to_vec();
    assert_eq!(signed.send(&outlet).status, 200, "a wrong body burns no nonce");
}

#[test]
fn of_one_request_sent_by_many_at_once_one_is_let_in() {
    let outlet = outlet();
    let signed = Agent::first().sign(&outlet, "GET", &deals_of(2, "AGENT01", DEALT));
    let send = || signed.send(&outlet);
    let answers: Vec<Answer> = thread::scope(|scope| {
        let threads: Vec<_> = (0..16).map(|_| scope.spawn(send)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let (in_, out): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == 200);
    assert_eq!((in_.len(), out.len()), (1, 15));
    assert!(out.iter().all(|answer| challenge(answer) == (401, Some("Hawk error=\"Invalid nonce\""))));
    // The same nonce of somebody else is another request.
    let nonce = &signed.attributes.iter().find(|(name, _)| *name == "nonce").unwrap().1;
    let second = Agent::second();
    let target = deals_of(2, "AGENT02", FOREIGN);
    let (host, port) = outlet.address.split_once(':').unwrap();
    let other = second.sign(&outlet, "GET", &target);
    let ts = &other.attributes.iter().find(|(name, _)| *name == "ts").unwrap().1;
    let text = format!("hawk.1.header\n{ts}\n{nonce}\nGET\n{target}\n{host}\n{port}\n\n\n");
    let other = other.clone().attribute("nonce", nonce).attribute("mac", &second.mac(&text));
    assert_eq!(other.send(&outlet).status, 200);
}

#[test]
fn a_clock_that_is_off_is_told_the_time_and_its_request_is_used_up() {
    let outlet = outlet();
    let (agent, target) = (Agent::first(), deals_of(2, "AGENT01", DEALT));
    let (host, port) = outlet.address.split_once(':').unwrap();
    let host = (host, port.parse().unwrap());
    for away in [-40, 40] {
        assert_eq!(agent.sign_for(host, "GET", &target, away).send(&outlet).status, 200, "{away} s");
    }
    for away in [-90, 100, -86_400, 86_400, -1_795_226_000] {
        let stale = agent.sign_for(host, "GET", &target, away);
        let answer = stale.send(&outlet);
        let text = answer.header("www-authenticate").unwrap().to_owned();
        assert_eq!(answer.status, 401);
        let ts = text.strip_prefix("Hawk ts=\"").unwrap().split('"').next().unwrap();
        let tsm = agent.mac(&format!("hawk.1.ts\n{ts}\n"));
        assert_eq!(text, format!("Hawk ts=\"{ts}\", tsm=\"{tsm}\", error=\"Stale timestamp\""));
        let off = ts.parse::<i64>().unwrap() - 1_795_226_400;
        assert!((0..60).contains(&off), "the server's time: {ts}");
        assert_eq!(challenge(&stale.send(&outlet)), (401, Some("Hawk error=\"Invalid nonce\"")), "{away} s");
    }
}

/// A server whose clients sign one address wherever it listens, so that a request can be sent to the next one, too.
fn at_one_address(at: &str) -> Start {
    Start::demo(at).set("server.public_url", "https://tickets.example")
}

#[test]
fn a_restart_lets_no_request_in_a_second_time() {
    let (agent, target) = (Agent::first(), deals_of(2, "AGENT01", DEALT));
    let sign = |away: i64| agent.sign_for(("tickets.example", 443), "GET", &target, away);
    let replayed = (401, Some("Hawk error=\"Invalid nonce\""));
    let late = |answer: &Answer| {
        let told = answer.header("www-authenticate").unwrap_or_default();
        assert!(answer.status == 401 && told.ends_with("error=\"Stale timestamp\""), "{told}");
        told.strip_prefix("Hawk ts=\"").unwrap().split('"').next().unwrap().parse::<i64>().unwrap()
    };
    let first = at_one_address(TODAY).run();
    let before = [sign(-30), sign(0), sign(55)];
    for signed in &before {
        assert_eq!(signed.send(&first).status, 200, "a new folder takes them all");
    }
    let second = at_one_address("2026-11-21 10:00:20").on(first.stop());
    for signed in &before {
        assert_eq!(challenge(&signed.send(&second)), replayed, "the stop wrote it down");
    }
    let ts = late(&sign(15).send(&second));
    assert_eq!(sign(ts - 1_795_226_400).send(&second).status, 200, "who signs again by the server's time is let in");
    assert_eq!(sign(60).send(&second).status, 200, "a clock that is ahead has no trouble");
    // After a kill nothing is known of the second server's requests but that they were signed before.
    let known = sign(25);
    assert_eq!(known.send(&second).status, 200);
    let third = at_one_address("2026-11-21 10:00:40").on(second.kill());
    late(&known.send(&third));
    let again = sign(45);
    assert_eq!(again.send(&third).status, 200);
    // The clock of a demonstration may begin at the same moment again.
    let fourth = at_one_address("2026-11-21 10:00:40").on(third.stop());
    assert_eq!(challenge(&again.send(&fourth)), replayed);
    assert_eq!(sign(45).send(&fourth).status, 200, "and another one of that second is let in");
}

/// An outlet of an older program does not say that it was never served, so it counts as one that was.
#[test]
fn only_a_new_folder_has_no_beginning() {
    let (agent, target) = (Agent::first(), deals_of(2, "AGENT01", DEALT));
    let folder = at_one_address(TODAY).run().stop();
    assert_eq!(folder.count("select count(*) from facts where name in ('unserved', 'signed_requests')"), 0);
    let outlet = at_one_address("2026-11-21 10:00:20").on(folder);
    let early = agent.sign_for(("tickets.example", 443), "GET", &target, 10);
    assert_eq!(early.send(&outlet).status, 401);
}

#[test]
fn every_answer_to_a_known_sender_is_signed_and_no_other() {
    let outlet = outlet();
    let agent = Agent::first();
    for (target, status) in [
        (deals_of(2, "AGENT01", DEALT), 200),
        (deals_of(2, "AGENT01", BOOKED), 200),
        (deals_of(2, "AGENT01", DEALT).replace("/0?", "/x?"), 400),
    ] {
        for accept in ["application/json", "text/xml", "application/bson"] {
            let signed = agent.sign(&outlet, "GET", &target).with("Accept", accept);
            let answer = signed.send(&outlet);
            let wanted = agent.answers(&signed, &answer);
            assert_eq!(
                (answer.status, answer.header("server-authorization")),
                (status, Some(wanted.as_str())),
                "{target}"
            );
        }
    }
    let refused = Agent::new("agent01", "x", "y").get(&outlet, &deals_of(2, "AGENT01", DEALT));
    assert_eq!(refused.header("server-authorization"), None);
}

#[test]
fn addresses_verbs_and_parameters_that_make_no_sense_are_told_apart() {
    let outlet = outlet();
    let agent = Agent::first();
    let base = format!("{API}/Order/Query/Deal");
    for (method, target, status) in [
        ("GET", format!("{API}/Order/Query/Nothing/2/AGENT01/1/0"), 404),
        ("GET", format!("{base}/2/AGENT01/{DEALT}/0/more"), 404),
        ("GET", format!("{base}/2/AGENT01"), 404),
        ("GET", format!("{base}?dwlx=2&dwid=AGENT01"), 404),
        ("GET", format!("{base}/2/AGENT01/{DEALT}/abc"), 400),
        ("GET", format!("{base}/2/AGENT01/{DEALT}/1.5"), 400),
        ("GET", format!("{base}/2/AGENT01/{DEALT}?personalid=2147483648"), 400),
        ("GET", format!("{base}/2/AGENT01/%ff/0"), 400),
        ("GET", format!("{API}/ScenicSpot/Products?dwlx=2&dwid=AGENT01&startdate=2026-02-30"), 400),
        ("POST", format!("{base}/2/AGENT01/{DEALT}/0"), 405),
        ("DELETE", base.clone(), 405),
        ("GET", format!("{API}/Order/ScenicSpot/AddOrder"), 405),
        ("POST", format!("{API}/Order/ScenicSpot/AddOrder"), 415),
    ] {
        let answer = agent.sign(&outlet, method, &target).send(&outlet);
        assert_eq!(answer.status, status, "{method} {target}: {}", answer.text_or_empty());
        assert!(answer.json()["Message"].as_str().is_some_and(|text| !text.is_empty()), "{target}");
        let in_xml = agent.sign(&outlet, method, &target).with("Accept", "application/xml").send(&outlet);
        assert!(in_xml.text().starts_with("<Error><Message>"), "{}", in_xml.text());
    }
    let marked = format!("\u{feff}{}", new_order(2, "AGENT01", "marked", &[("T001", 1)])).into_bytes();
    let mut signed = agent.sign(&outlet, "POST", &format!("{API}/Order/ScenicSpot/AddOrder"));
    signed.body = marked;
    let answer = signed.with("Content-Type", "application/json").send(&outlet);
    number(&answer.json());
    let broken = [&b"{"[..], b"[]", b"", b"\xff"];
    for body in broken {
        let target = format!("{API}/Order/ScenicSpot/AddOrder");
        let mut signed = agent.sign(&outlet, "POST", &target).with("Content-Type", "application/json");
        signed.body = body.to_vec();
        assert_eq!(signed.send(&outlet).status, 400, "{body:?}");
    }
}

#[test]
fn the_three_addresses_of_a_query_and_any_letter_case_mean_the_same() {
    let outlet = outlet();
    let agent = Agent::first();
    for target in [
        format!("{API}/Order/Query/Deal?dwlx=2&dwid=AGENT01&orderid={DEALT}"),
        format!("{API}/Order/Query/Deal?GUIDERNUM=D-2001&OrderId={DEALT}&dwid=AGENT01&dwlx=2"),
        format!("{API}/Order/Query/Deal/2/AGENT01/{DEALT}"),
        format!("/API/WEBINTERFACE/order/QUERY/deal/2/%41GENT01/{DEALT}/0/?guidernum=D%2D2001"),
    ] {
        assert_eq!(agent.rows(&outlet, &target).len(), 2, "{target}");
    }
    for (target, rows) in [
        (format!("{API}/Order/Query/Deal/2/AGENT01/{DEALT}?personalid=5"), 0),
        (format!("{API}/Order/Query/Deal/2/AGENT01/{DEALT}?guidernum=D-200"), 0),
        (format!("{API}/Order/Query/Logs?dwlx=2&dwid=AGENT01&orderid={DEALT}"), 2),
        (format!("{API}/Order/Query/Logs/2/AGENT01/{DEALT}/0"), 2),
        (format!("{API}/Order/Query/Logs/2/AGENT01/{DEALT}?personalid=5"), 0),
    ] {
        assert_eq!(agent.rows(&outlet, &target).len(), rows, "{target}");
    }
}

/// Every call of the API, asked about somebody else's things in each way that there is.
#[test]
fn nobody_sees_or_changes_what_is_anothers() {
    let outlet = outlet();
    let (first, second) = (Agent::first(), Agent::second());
    let foreign = number(&second.buy(&outlet, "AGENT02", "s-1", &[("T001", 1)]));
    for order in [FOREIGN, &foreign, DEALT] {
        for (kind, code) in [(2, "AGENT02"), (1, "AGENT01"), (8, "AGENT01"), (2, "agent01"), (2, "NOBODY")] {
            assert_eq!(first.rows(&outlet, &deals_of(kind, code, order)), Vec::<Value>::new(), "{kind}/{code} {order}");
            assert_eq!(first.rows(&outlet, &log_of(kind, code, order)), Vec::<Value>::new(), "{kind}/{code} {order}");
        }
    }
    for order in [FOREIGN, &foreign] {
        assert_eq!(first.rows(&outlet, &deals_of(2, "AGENT01", order)), Vec::<Value>::new());
        assert_eq!(first.rows(&outlet, &log_of(2, "AGENT01", order)), Vec::<Value>::new());
        assert_eq!(first.cancel(&outlet, order)["resultcode"], 5, "as if there were no such order");
    }
    assert_eq!(first.cancel(&outlet, "nothing")["resultcode"], 5);
    let products = format!("{API}/ScenicSpot/Products?dwlx=2&dwid=AGENT02");
    assert_eq!(first.rows(&outlet, &products), Vec::<Value>::new());
    let taken = first.buy(&outlet, "AGENT02", "s-1", &[("T001", 1)]);
    assert_eq!((&taken["resultcode"], &taken["orderid"]), (&json!(1), &Value::Null), "{taken}");
    let own = number(&first.buy(&outlet, "AGENT01", "s-1", &[("T001", 1)]));
    assert_ne!(own, foreign, "a sender's id is the sender's own");
    assert_eq!(second.rows(&outlet, &log_of(2, "AGENT02", &foreign)).len(), 1, "the owner sees it, untouched");
    outlet.wait_for_log(|log| log.contains("asked for another customer's data").then_some(()));
}

#[test]
fn an_order_is_taken_as_json_xml_or_a_form_with_names_in_any_case() {
    let outlet = outlet();
    let agent = Agent::first();
    let send = |path: &str, kind: &str, body: &str| {
        let mut signed = agent
            .sign(&outlet, "POST", &format!("{API}/{path}"))
            .with("Content-Type", kind)
            .with("Accept", "application/json");
        signed.body = body.as_bytes().to_vec();
        signed.send(&outlet)
    };
    let add = |kind: &str, body: &str| send("Order/ScenicSpot/AddOrder", kind, body);
    let visitor = "<fullname>林晓舟</fullname><IdentificationNumber>110101199003070134</IdentificationNumber>";
    let xml = |sender: &str| {
        format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?><AddOrder xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns=\"x\">\
             <DWID>AGENT01</DWID><dwlx>2</dwlx><orderinfo><orderdetails><OrderDetail><amount>2</amount>{visitor}<productid>T001</productid>\
             <seatitems i:nil=\"true\" /></OrderDetail></orderdetails><senderid>{sender}</senderid></orderinfo></AddOrder>"
        )
    };
    let json = r#"{"DWID":"AGENT01","DwLx":2,"OrderInfo":{"SenderId":"j","OrderDetails":[{"ProductId":"T001","Amount":2,
        "FullName":"林晓舟","IdentificationNumber":"110101199003070134"}]}}"#;
    let form = "dwid=AGENT01&DWLX=2&senderid=f&productid=T001&amount=2&fullname=林晓舟&IdentificationNumber=110101199003070134";
    let clerk = outlet.login("clerk", "demo-clerk");
    for (kind, body, sender) in [
        ("application/json", json.to_owned(), "j"),
        ("application/xml; charset=utf-8", xml("x"), "x"),
        ("text/xml", format!("\u{feff}{}", xml("y")), "y"),
        ("application/x-www-form-urlencoded", form.to_owned(), "f"),
    ] {
        let result = add(kind, &body).json();
        assert_eq!(result["sendid"], sender, "{kind}: {result}");
        let order = number(&result);
        let shown = clerk.office("ticket_order_get", &[("orderid", &order)]).result();
        let seen = (&shown["order"]["visitors"][0]["identificationnumber"], &shown["order"]["visitors"][0]["fullname"]);
        assert_eq!(seen, (&json!("**************0134"), &json!("林晓舟")), "{kind}");
        assert_eq!(shown["order"]["summary"].to_string(), "240.00", "{kind}");
    }
    let entity = xml("e").replace("<DWID>", "<DWID>&own;");
    let doctype = format!(
        "<!DOCTYPE a [<!ENTITY own \"AGENT01\">]>{}",
        xml("e").replace("<?xml version=\"1.0\" encoding=\"utf-8\"?>", "")
    );
    let deep = format!("{}{}", "<a>".repeat(17), "</a>".repeat(17));
    let wide = format!("<a>{}</a>", "<b/>".repeat(7000));
    for body in [entity.as_str(), &doctype, &deep, &wide, "<a>", "", "{}"] {
        assert_eq!(add("application/xml", body).status, 400, "{}", &body[..body.len().min(80)]);
    }
    for kind in ["text/plain", "multipart/form-data; boundary=x", ""] {
        assert_eq!(add(kind, json).status, 415, "{kind}");
    }
    for (sender, kind, body) in [
        ("j", "application/json", r#"{"OrderId":"@"}"#),
        ("x", "text/xml", "<a><orderid>@</orderid></a>"),
        ("f", "application/x-www-form-urlencoded", "orderID=@"),
    ] {
        let order = outlet.folder.database();
        let sql = "select number from orders where client_ref = ?1";
        let order: String = order.query_row(sql, [sender], |row| row.get(0)).unwrap();
        let ended = send("Order/YearCard/CancelOrder", kind, &body.replace('@', &order)).json();
        assert_eq!((&ended["resultcode"], &ended["orderstatus"]), (&json!(0), &json!("4")), "{kind}: {ended}");
    }
    assert_eq!(send("Order/YearCard/CancelOrder", "application/json", "{}").status, 404);
}

#[test]
fn a_senders_id_makes_one_order_however_many_send_it_at_once() {
    let outlet = outlet();
    let agent = Agent::first();
    let buy = |place: i64| agent.buy(&outlet, "AGENT01", "same", &[("T001", 1 + place % 3)]);
    let results: Vec<Value> = thread::scope(|scope| {
        let threads: Vec<_> = (0..16).map(|place| scope.spawn(move || buy(place))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(results.iter().all(|result| *result == results[0] && result["resultcode"] == 0), "{results:?}");
    let orders = "select count(*) from orders where channel = 'ticket' and client_ref = 'same'";
    assert_eq!(outlet.folder.count(orders), 1);
    // The twin: with ids of their own the same sixteen make sixteen orders, so it is the id that holds them together.
    let each = |place: i64| agent.buy(&outlet, "AGENT01", &format!("own-{place}"), &[("T001", 1)]);
    let results: Vec<Value> = thread::scope(|scope| {
        let threads: Vec<_> = (0..16).map(|place| scope.spawn(move || each(place))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let mut numbers: Vec<String> = results.iter().map(number).collect();
    numbers.sort();
    numbers.dedup();
    assert_eq!(numbers.len(), 16);
}

#[test]
fn an_order_goes_from_booking_to_deal_and_a_repeat_tells_its_state() {
    let outlet = outlet();
    let (agent, office) = (Agent::first(), operator(&outlet));
    let made = agent.buy(&outlet, "AGENT01", "trip-7", &[("T001", 2), ("T002", 1), ("T001", 1)]);
    let order = number(&made);
    assert!(order.starts_with("20261121") && order.len() == 14, "{order}");
    assert_eq!(
        made,
        json!({"orderid": order, "sendid": "trip-7", "orderstatus": "0", "resultcode": 0, "returnmessgage": ""})
    );
    assert_eq!(agent.rows(&outlet, &deals_of(2, "AGENT01", &order)), Vec::<Value>::new(), "no deal, no row");
    let shown = office.office("ticket_order_get", &[("orderid", &order)]).result();
    assert_eq!(
        (&shown["order"]["status"], &shown["order"]["summary"]),
        (&json!("0"), &serde_json::from_str("415.00").unwrap())
    );
    assert_eq!(shown["order"]["visitors"][0]["fullname"], "林晓舟");

    for _ in 0..2 {
        let dealt = office.office("ticket_order_deal", &[("orderid", &order)]).result();
        assert_eq!(dealt["order"]["status"], "3", "a second time changes nothing");
    }
    let rows = agent.rows(&outlet, &deals_of(2, "AGENT01", &order));
    let told: Vec<_> = rows.iter().map(|row| (&row["productid"], &row["num"], &row["dealnum"])).collect();
    let number_of = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    let (three, one) = (number_of("3.0"), number_of("1.0"));
    assert_eq!(told, [(&json!("T001"), &json!(3), &three), (&json!("T002"), &json!(1), &one)]);
    let again = agent.buy(&outlet, "AGENT01", "trip-7", &[("T009", 5)]);
    assert_eq!((&again["orderid"], &again["orderstatus"]), (&json!(order), &json!("3")), "contents are not compared");
    assert_eq!(agent.cancel(&outlet, &order)["resultcode"], 6, "dealt tickets cannot be cancelled");

    office.office("ticket_order_deal", &[("orderid", &order), ("rebate", "true")]).result();
    assert_eq!(agent.rows(&outlet, &deals_of(2, "AGENT01", &order))[0]["status"], "D");
    let log = agent.rows(&outlet, &log_of(2, "AGENT01", &order));
    let events: Vec<_> = log.iter().map(|event| event["eventtypename"].as_str().unwrap()).collect();
    assert_eq!(events, ["预订", "交割", "返款"]);
    let audited = "select count(*) from audit_trail where action like 'ticket_order_%' and actor_id = 101";
    assert_eq!(outlet.folder.count(audited), 2, "one entry for each change, none for the repeat");
}

#[test]
fn a_rebate_is_returned_for_yes_and_not_for_no_and_nothing_else_is_an_answer() {
    let outlet = outlet();
    let (agent, office) = (Agent::first(), operator(&outlet));
    for (yes, no, reference) in [("1", "0", "a"), ("true", "false", "b")] {
        let order = number(&agent.buy(&outlet, "AGENT01", reference, &[("T001", 1)]));
        let deal = |rebate: &str| office.office("ticket_order_deal", &[("orderid", &order), ("rebate", rebate)]);
        for neither in ["yes", "2", "-1", "0.0"] {
            assert_eq!(deal(neither).number(), 1100, "{neither}");
        }
        let shown = office.office("ticket_order_get", &[("orderid", &order)]).result();
        assert_eq!(shown["order"]["status"], "0", "nothing was handed over");
        assert_eq!(deal(no).result()["order"]["status"], "3", "{no}");
        assert_eq!(deal(yes).result()["order"]["status"], "D", "{yes}");
    }
}

#[test]
fn part_of_an_order_can_be_handed_over_and_no_more_than_was_ordered() {
    let outlet = outlet();
    let (agent, office) = (Agent::first(), operator(&outlet));
    let order = number(&agent.buy(&outlet, "AGENT01", "s", &[("T001", 3), ("T002", 1)]));
    let deal =
        |product, num| office.office("ticket_order_deal", &[("orderid", &order), ("productid", product), ("num", num)]);
    for (product, num) in [("T001", "4"), ("T001", "0"), ("T001", "-1"), ("T009", "1"), ("T001", "x")] {
        assert_eq!(deal(product, num).number(), 1100, "{product} {num}");
    }
    assert_eq!(agent.rows(&outlet, &log_of(2, "AGENT01", &order)).len(), 1, "a refused deal leaves nothing behind");
    assert_eq!(deal("T001", "2").number(), 0);
    let rows = agent.rows(&outlet, &deals_of(2, "AGENT01", &order));
    let told: Vec<_> =
        rows.iter().map(|row| (row["productid"].as_str().unwrap(), row["dealnum"].to_string())).collect();
    assert_eq!(told, [("T001", "2.0".to_owned())], "a row for each line that has a deal");
}

/// What each product has got, the events, and the entries of the trail.
fn dealt(outlet: &Outlet, agent: &Agent, order: &str) -> (String, Vec<String>, i64) {
    let rows = agent.rows(outlet, &deals_of(2, "AGENT01", order));
    let rows: Vec<String> =
        rows.iter().map(|row| format!("{} {}", row["productid"].as_str().unwrap(), row["dealnum"])).collect();
    let log = agent.rows(outlet, &log_of(2, "AGENT01", order));
    let log = log
        .iter()
        .skip(1)
        .map(|it| format!("{} {}", it["eventtypename"].as_str().unwrap(), it["content"].as_str().unwrap()));
    let audited = "select count(*) from audit_trail where action in ('ticket_order_deal', 'ticket_order_rebate')";
    (rows.join(", "), log.collect(), outlet.folder.count(audited))
}

#[test]
fn what_was_left_of_an_order_is_handed_over_later_and_a_repeat_changes_nothing() {
    let outlet = outlet();
    let (agent, office) = (Agent::first(), operator(&outlet));
    let order = number(&agent.buy(&outlet, "AGENT01", "s", &[("T001", 3), ("T002", 2)]));
    let deal = |fields: &[(&str, &str)]| {
        let answer = office.office("ticket_order_deal", &[&[("orderid", order.as_str())], fields].concat());
        if answer.number() == 0 {
            answer.result()["order"]["status"].as_str().unwrap().to_owned()
        } else {
            answer.number().to_string()
        }
    };
    let (first, second, third) =
        ("交割 湖区门票 2".to_owned(), "交割 游船票 1".to_owned(), "交割 湖区门票 3".to_owned());
    for _ in 0..2 {
        assert_eq!(deal(&[("productid", "T001"), ("num", "2")]), "3");
        assert_eq!(dealt(&outlet, &agent, &order), ("T001 2.0".to_owned(), vec![first.clone()], 1));
    }
    for _ in 0..2 {
        assert_eq!(deal(&[("productid", "T002"), ("num", "1")]), "3");
        let events = vec![first.clone(), second.clone()];
        assert_eq!(dealt(&outlet, &agent, &order), ("T001 2.0, T002 1.0".to_owned(), events, 2));
    }
    assert_eq!(deal(&[("productid", "T001"), ("num", "3")]), "3", "the third one follows");
    let events = vec![first.clone(), second.clone(), third.clone()];
    let so_far = ("T001 3.0, T002 1.0".to_owned(), events, 3);
    assert_eq!(dealt(&outlet, &agent, &order), so_far);
    for (product, num) in [("T001", "4"), ("T001", "2"), ("T002", "3"), ("T002", "0"), ("T009", "1")] {
        assert_eq!(deal(&[("productid", product), ("num", num)]), "1100", "{product} {num}");
    }
    assert_eq!(dealt(&outlet, &agent, &order), so_far, "what is refused changes nothing");
    assert_eq!(deal(&[("rebate", "1")]), "D", "the rebate alone hands nothing over");
    assert_eq!(deal(&[("rebate", "1")]), "D");
    assert_eq!(dealt(&outlet, &agent, &order).0, so_far.0);
    for _ in 0..2 {
        assert_eq!(deal(&[]), "D", "the rest, and then there is none");
        let events = vec![first.clone(), second.clone(), third.clone(), "返款 ".to_owned(), "交割 游船票 2".to_owned()];
        assert_eq!(dealt(&outlet, &agent, &order), ("T001 3.0, T002 2.0".to_owned(), events, 5));
    }
    let trail = outlet.folder.database();
    let mut trail = trail.prepare("select after from audit_trail order by id").unwrap();
    let after: Vec<String> = trail.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    assert_eq!(after, ["3, 2 of T001", "3, 1 of T002", "3, 3 of T001", "D", "D, the rest"]);
}

#[test]
fn however_many_hand_the_rest_over_at_once_it_is_handed_over_once() {
    let outlet = outlet();
    let (agent, office) = (Agent::first(), operator(&outlet));
    let order = number(&agent.buy(&outlet, "AGENT01", "s", &[("T001", 2), ("T002", 3)]));
    let deal = |product: &str, num: &str| {
        office.office("ticket_order_deal", &[("orderid", &order), ("productid", product), ("num", num)]).number()
    };
    assert_eq!(deal("T001", "1"), 0);
    let codes: Vec<i64> = thread::scope(|scope| {
        let tries = [("T001", "2"), ("T002", "3")].into_iter().cycle().take(12);
        let threads: Vec<_> = tries.map(|(product, num)| scope.spawn(move || deal(product, num))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(codes, [0; 12]);
    let (rows, events, audited) = dealt(&outlet, &agent, &order);
    assert_eq!((rows.as_str(), events.len(), audited), ("T001 2.0, T002 3.0", 3, 3), "{events:?}");
}

#[test]
fn tickets_that_are_named_with_a_late_rebate_are_handed_over_with_it() {
    let outlet = outlet();
    let (agent, office) = (Agent::first(), operator(&outlet));
    let order = number(&agent.buy(&outlet, "AGENT01", "s", &[("T001", 1), ("T002", 1)]));
    for fields in [&[("productid", "T001"), ("num", "1")][..], &[("productid", "T002"), ("num", "1"), ("rebate", "1")]]
    {
        office.office("ticket_order_deal", &[&[("orderid", order.as_str())], fields].concat()).result();
    }
    assert_eq!(dealt(&outlet, &agent, &order).0, "T001 1.0, T002 1.0");
}

#[test]
fn the_log_of_an_imported_order_tells_its_whole_sum() {
    let outlet = outlet();
    let first = |order: &str| Agent::first().rows(&outlet, &log_of(2, "AGENT01", order))[0].clone();
    assert_eq!((&first(DEALT)["eventtypename"], &first(DEALT)["content"]), (&json!("预订"), &json!("405.00 元")));
    let sums = "select count(*) from ticket_events where kind = 1 and content = '0.00 元'";
    assert_eq!(outlet.folder.count(sums), 0);
}

#[test]
fn cash_at_the_counter_pays_and_hands_over_at_once() {
    let outlet = outlet();
    let (agent, office) = (Agent::first(), operator(&outlet));
    let order = number(&agent.buy(&outlet, "AGENT01", "s", &[("T002", 2)]));
    let cash =
        |amount| office.office("ticket_order_cash", &[("orderid", &order), ("payvoucher", "K-1"), ("amount", amount)]);
    assert_eq!(cash("109.99").number(), 1100, "exactly what is due");
    for _ in 0..2 {
        let paid = cash("110.00").result();
        assert_eq!((&paid["order"]["status"], &paid["order"]["paystatus"]), (&json!("X"), &json!(2)));
    }
    assert_eq!(agent.rows(&outlet, &deals_of(2, "AGENT01", &order))[0]["status"], "X");
    let till = "select sum(amount) from money_moves where kind = 'payment'";
    assert_eq!(outlet.folder.count(till), 11_000, "a slip that is booked twice counts once");
    for call in ["ticket_order_deal", "ticket_order_close", "ticket_refund_start", "ticket_refund_reject"] {
        assert_eq!(office.office(call, &[("orderid", &order)]).number(), 1307, "{call}");
    }
}

#[test]
fn a_third_partys_payment_is_approved_by_the_deal_or_goes_back() {
    let outlet = outlet();
    let (agent, office) = (Agent::first(), operator(&outlet));
    let step =
        |call: &str, order: &str| office.office(call, &[("orderid", order), ("payid", "9"), ("payvoucher", order)]);
    let status = |answer: Answer| answer.result()["order"]["status"].as_str().unwrap().to_owned();
    let approved = number(&agent.buy(&outlet, "AGENT01", "a", &[("T001", 1)]));
    assert_eq!(status(step("ticket_order_paid", &approved)), "5");
    assert_eq!(outlet.folder.count("select count(*) from money_moves"), 0, "not the outlet's money before it approves");
    assert_eq!(agent.cancel(&outlet, &approved)["resultcode"], 6, "only while booked");
    assert_eq!(status(step("ticket_order_deal", &approved)), "3");
    assert_eq!(outlet.folder.count("select sum(amount) from money_moves"), 12_000);
    let till = office.page("/api/pages/till").json();
    let payment = &till["payments"][0];
    assert_eq!((&payment["way"], &payment["name"]), (&json!(9), &json!("其他方式 9")), "every way has a name: {till}");

    let refunded = number(&agent.buy(&outlet, "AGENT01", "b", &[("T001", 1)]));
    for (call, letter) in [
        ("ticket_order_paid", "5"),
        ("ticket_refund_request", "7"),
        ("ticket_refund_reject", "5"),
        ("ticket_refund_request", "7"),
        ("ticket_refund_start", "B"),
        ("ticket_order_close", "4"),
        ("ticket_order_close", "4"),
    ] {
        assert_eq!(status(step(call, &refunded)), letter, "{call}");
    }
    let ended = "select count(*) from orders where order_status = 2 and channel = 'ticket'";
    assert_eq!((outlet.folder.count(ended), outlet.folder.count("select sum(amount) from money_moves")), (1, 12_000));
    assert_eq!(step("ticket_order_deal", &refunded).number(), 1307, "nothing is handed over afterwards");
}

/// The customer paid at the counter after all: the money is the outlet's once, and the deal asks for no other.
#[test]
fn an_order_that_was_paid_at_the_counter_meanwhile_is_dealt_without_a_second_payment() {
    let outlet = outlet();
    let (agent, office) = (Agent::first(), operator(&outlet));
    let order = number(&agent.buy(&outlet, "AGENT01", "a", &[("T001", 1)]));
    let fields = [("orderid", order.as_str()), ("payid", "9"), ("payvoucher", "T-1")];
    office.office("ticket_order_paid", &fields).result();
    let id = outlet.folder.count("select id from orders where client_ref = 'a'").to_string();
    let cash = [("orderid", id.as_str()), ("payvoucher", "K-1"), ("amount", "120.00")];
    outlet.admin().office("order_paid", &cash).result();
    assert_eq!(office.office("ticket_order_deal", &fields).result()["order"]["status"], "3");
    assert_eq!(outlet.folder.count("select sum(amount) from money_moves"), 12_000);
}

#[test]
fn a_booking_is_cancelled_once_and_never_expires() {
    let outlet = outlet();
    let agent = Agent::first();
    assert_eq!(
        outlet.folder.count("select count(*) from orders where channel = 'ticket' and expires_at is not null"),
        0
    );
    let order = number(&agent.buy(&outlet, "AGENT01", "s", &[("T001", 1)]));
    assert_eq!(
        outlet.folder.count("select count(*) from orders where channel = 'ticket' and expires_at is not null"),
        0
    );
    for _ in 0..2 {
        let ended = agent.cancel(&outlet, &order);
        assert_eq!((&ended["resultcode"], &ended["orderstatus"]), (&json!(0), &json!("4")), "{ended}");
    }
    let log = agent.rows(&outlet, &log_of(2, "AGENT01", &order));
    assert_eq!(log.len(), 2, "{log:?}");
    assert_eq!(agent.cancel(&outlet, DEALT)["resultcode"], 6);
    assert_eq!(operator(&outlet).office("ticket_order_deal", &[("orderid", &order)]).number(), 1307);
}

#[test]
fn orders_that_cannot_be_made_leave_nothing_behind() {
    let outlet = outlet();
    let agent = Agent::first();
    let before = outlet.folder.count("select count(*) from orders");
    for (tickets, code) in [
        (vec![("T009", 1)], 3),
        (vec![("T001", 1), ("T009", 1)], 3),
        (vec![("T001", 0)], 2),
        (vec![("T001", 100_000)], 2),
        (vec![("T001", 99_999), ("T001", 99_999)], 2),
        (vec![], 2),
    ] {
        let refused = agent.buy(&outlet, "AGENT01", "s", &tickets);
        assert_eq!((&refused["resultcode"], &refused["orderid"]), (&json!(code), &Value::Null), "{tickets:?}");
        assert!(!refused["returnmessgage"].as_str().unwrap().is_empty());
    }
    assert_eq!(outlet.folder.count("select count(*) from orders"), before);
    assert_eq!(
        outlet.folder.count(
            "select count(*) from order_lines l where not exists (select 1 from orders o where o.id = l.order_id)"
        ),
        0
    );
}

#[test]
fn products_are_listed_for_the_days_that_are_asked_for() {
    let outlet = outlet();
    let (agent, office) = (Agent::first(), operator(&outlet));
    let set = |id, from, until| {
        let fields = [
            ("productid", id),
            ("productname", "灯会"),
            ("unit", "张"),
            ("price", "30.5"),
            ("initdate", from),
            ("enddate", until),
        ];
        office.office("ticket_product_set", &fields).result()
    };
    set("T100", "2026-12-01", "2026-12-10");
    set("T101", "2026-11-28", "2026-11-28");
    let ids = |query: &str| -> Vec<String> {
        let target = format!("{API}/ScenicSpot/Products?dwlx=2&dwid=AGENT01{query}");
        agent.rows(&outlet, &target).iter().map(|row| row["productid"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(ids(""), ["T001", "T002", "T101"], "today and seven days");
    assert_eq!(ids("&startdate=20261210&enddate=20261231"), ["T001", "T002", "T100"]);
    assert_eq!(ids("&startdate=2026-12-11"), ["T001", "T002"]);
    assert_eq!(ids("&startdate=2026-12-11&enddate=2026-12-10"), Vec::<String>::new(), "no day lies between them");
    let target = format!("{API}/ScenicSpot/Products?dwlx=2&dwid=AGENT01");
    let text = agent.get(&outlet, &target).text().to_owned();
    let row = r#"{"productid":"T101","productname":"灯会","unit":"张","price":30.50,"initdate":"20261128","enddate":"20261128"}"#;
    assert!(text.contains(row), "{text}");
    assert_eq!(agent.buy(&outlet, "AGENT01", "s", &[("T100", 1)])["resultcode"], 3, "not today");
}

#[test]
fn a_key_is_issued_once_and_ends_the_one_before() {
    let outlet = outlet();
    let office = operator(&outlet);
    let fields = [
        ("customertypecode", "7"),
        ("customerid", "D-3001"),
        ("customername", "示例导游"),
        ("username", "guide1"),
        ("password", "guide-password"),
        ("algorithm", "sha1"),
    ];
    let made = office.office("ticket_customer_set", &fields).result();
    assert_eq!((&made["customer"]["haskey"], &made["customer"]["algorithm"]), (&json!(false), &json!("sha1")));
    let target = format!("{API}/ScenicSpot/Products?dwlx=7&dwid=D-3001");
    let guide = |key: &str| Agent { sha1: true, ..Agent::new("guide1", key, "guide-password") };
    let unknown = (401, Some("Hawk error=\"Unknown credentials\""));
    assert_eq!(challenge(&guide("").get(&outlet, &target)), unknown, "no key was issued yet");
    let name = [("customertypecode", "7"), ("customerid", "D-3001")];
    let issue = || office.office("ticket_key_rotate", &name).result()["sessionkey"].as_str().unwrap().to_owned();
    let (old, new) = (issue(), issue());
    assert_eq!(challenge(&guide(&old).get(&outlet, &target)), (401, Some("Hawk error=\"Bad mac\"")));
    assert_eq!(guide(&new).rows(&outlet, &target).len(), 2);
    let all = office.office("ticket_customer_gets", &[]).result().to_string();
    assert!(all.contains("\"haskey\":true") && !all.contains(&new), "{all}");
    let mut off = fields.to_vec();
    off.push(("enabled", "false"));
    office.office("ticket_customer_set", &off).result();
    assert_eq!(challenge(&guide(&new).get(&outlet, &target)), unknown, "a disabled customer is as unknown");
    let taken = [("customertypecode", "7"), ("customerid", "D-3002"), ("customername", "x"), ("username", "guide1")];
    assert_eq!(office.office("ticket_customer_set", &taken).number(), 1000);
    assert_eq!(office.office("ticket_key_rotate", &[("customertypecode", "7"), ("customerid", "none")]).number(), 1021);
}

#[test]
fn no_key_can_be_read_in_the_data_folder_or_the_log() {
    use std::os::unix::fs::PermissionsExt;
    let outlet = outlet();
    let agent = Agent::first();
    let visitor = json!({"dwid": "AGENT01", "dwlx": 2, "orderinfo": {"senderid": "s", "orderdetails": [
        {"productid": "T001", "amount": 1, "fullname": "林晓舟", "identificationnumber": "3301-invented-0001"}]}});
    number(&agent.order(&outlet, &visitor).json());
    let office = operator(&outlet);
    let name = [("customertypecode", "2"), ("customerid", "AGENT02")];
    let issued = office.office("ticket_key_rotate", &name).result()["sessionkey"].as_str().unwrap().to_owned();
    let log = outlet.log();
    let folder = outlet.stop();
    let digest = agent::digest("demo-agent");
    let secrets = ["S3ss10nK3y", "K3yS3ss10n", "demo-agent", "3301-invented-0001", &digest, &issued];
    for file in files_below(&folder.data()) {
        let bytes = std::fs::read(&file).unwrap();
        for secret in secrets {
            assert!(
                !bytes.windows(secret.len()).any(|part| part == secret.as_bytes()),
                "{secret} in {}",
                file.display()
            );
        }
    }
    assert!(secrets.iter().all(|secret| !log.contains(secret)), "{log}");
    let key = folder.data().join("outpost.key");
    assert_eq!(std::fs::metadata(key).unwrap().permissions().mode() & 0o777, 0o600);
    // The twin: what is not sealed is found in the same way, so this test can fail.
    let found = files_below(&folder.data())
        .iter()
        .any(|file| std::fs::read(file).unwrap().windows(7).any(|part| part == b"AGENT01"));
    assert!(found);
}

#[test]
fn keys_still_open_after_a_restart_and_not_with_another_key_file() {
    let outlet = outlet();
    let target = deals_of(2, "AGENT01", DEALT);
    let folder = outlet.stop();
    let outlet = Start::demo(TODAY).on(folder);
    assert_eq!(Agent::first().rows(&outlet, &target).len(), 2);
    let folder = outlet.stop();
    std::fs::remove_file(folder.data().join("outpost.key")).unwrap();
    let outlet = Start::demo(TODAY).on(folder);
    let refused = Agent::first().get(&outlet, &target);
    assert_eq!(challenge(&refused), (401, Some("Hawk error=\"Unknown credentials\"")));
    outlet.wait_for_log(|log| log.contains("issue a new one").then_some(()));
}

#[test]
fn a_clerk_sees_deals_and_cashes_orders_and_the_rest_is_for_operators_and_admins_alone() {
    let outlet = outlet();
    let calls = [
        "ticket_customer_gets",
        "ticket_customer_set",
        "ticket_key_rotate",
        "ticket_callback_set",
        "ticket_callback_gets",
        "ticket_callback_resend",
        "ticket_product_gets",
        "ticket_product_set",
        "ticket_order_gets",
        "ticket_order_get",
        "ticket_order_deal",
        "ticket_order_cash",
        "ticket_order_paid",
        "ticket_order_close",
        "ticket_refund_request",
        "ticket_refund_start",
        "ticket_refund_reject",
    ];
    let fields = [
        ("orderid", DEALT),
        ("customertypecode", "2"),
        ("customerid", "AGENT01"),
        ("customername", "x"),
        ("username", "x"),
        ("productid", "T001"),
        ("productname", "x"),
        ("unit", "x"),
        ("price", "1"),
        ("num", "1"),
        ("amount", "1"),
        ("payid", "9"),
        ("payvoucher", "x"),
        ("serialid", "1"),
    ];
    let at_the_counter = ["ticket_order_get", "ticket_order_deal", "ticket_order_cash"];
    let (traveller, clerk) = (outlet.login("traveller", "demo-traveller"), outlet.login("clerk", "demo-clerk"));
    for call in calls {
        assert_eq!(traveller.office(call, &fields).number(), 1103, "traveller {call}");
        assert_eq!(outlet.form(&format!("/om/services/{call}"), &[]).number(), 1100, "nobody {call}");
        let refused = clerk.office(call, &fields).number() == 1103;
        assert_eq!(refused, !at_the_counter.contains(&call), "clerk {call}");
    }
    for rebate in ["true", "True", "1"] {
        let with_rebate = clerk.office("ticket_order_deal", &[("orderid", DEALT), ("rebate", rebate)]);
        assert_eq!(with_rebate.number(), 1103, "an agency's rebate is none of the clerk's: {rebate}");
    }
    assert_eq!(outlet.folder.count("select count(*) from audit_trail"), 0);
}

#[test]
fn members_of_the_official_website_see_their_own_orders_alone() {
    let outlet = outlet();
    let office = operator(&outlet);
    let customer = [
        ("customertypecode", "8"),
        ("customerid", "WEB"),
        ("customername", "示例官网"),
        ("username", "web"),
        ("password", "web-password"),
    ];
    office.office("ticket_customer_set", &customer).result();
    let key = office.office("ticket_key_rotate", &customer[..2]).result()["sessionkey"].as_str().unwrap().to_owned();
    let web = Agent::new("web", &key, "web-password");
    assert_eq!(web.order(&outlet, &new_order(8, "WEB", "s", &[("T001", 1)])).json()["resultcode"], 2);
    let mut body = new_order(8, "WEB", "s", &[("T001", 1)]);
    body["orderinfo"]["personalid"] = json!(55);
    let order = number(&web.order(&outlet, &body).json());
    office.office("ticket_order_deal", &[("orderid", &order)]).result();
    let rows = |personal: &str| web.rows(&outlet, &format!("{API}/Order/Query/Deal/8/WEB/{order}/{personal}")).len();
    assert_eq!((rows("55"), rows("56")), (1, 0));
    assert_eq!(web.get(&outlet, &deals_of(8, "WEB", &order)).status, 400, "a member must be named");
    assert_eq!(web.get(&outlet, &log_of(8, "WEB", &order)).status, 400);
}

#[test]
fn the_limit_of_a_day_holds_however_many_order_at_once() {
    let outlet = outlet();
    let (agent, office) = (Agent::first(), operator(&outlet));
    let limit = [
        ("customertypecode", "2"),
        ("customerid", "AGENT01"),
        ("customername", "上海示例旅行网络有限公司"),
        ("username", "agent01"),
        ("daylimit", "10"),
    ];
    office.office("ticket_customer_set", &limit).result();
    let buy = |place: i64| agent.buy(&outlet, "AGENT01", &format!("d{place}"), &[("T001", 2)]);
    let results: Vec<Value> = thread::scope(|scope| {
        let threads: Vec<_> = (0..8).map(|place| scope.spawn(move || buy(place))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let codes = |code: i64| results.iter().filter(|result| result["resultcode"] == code).count();
    assert_eq!((codes(0), codes(4)), (5, 3), "{results:?}");
    let made = results.iter().find(|result| result["resultcode"] == 0).unwrap();
    agent.cancel(&outlet, made["orderid"].as_str().unwrap());
    assert_eq!(buy(100)["resultcode"], 0, "a cancelled order makes room");
    assert_eq!(buy(101)["resultcode"], 4);
}

#[test]
fn behind_a_proxy_the_public_address_is_what_clients_sign() {
    let outlet = Start::demo(TODAY).set("server.public_url", "https://tickets.example").run();
    let (agent, target) = (Agent::first(), deals_of(2, "AGENT01", DEALT));
    assert_eq!(agent.sign_for(("tickets.example", 443), "GET", &target, 0).send(&outlet).status, 200);
    assert_eq!(challenge(&agent.get(&outlet, &target)), (401, Some("Hawk error=\"Bad mac\"")));
}
