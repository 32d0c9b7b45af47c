//! Numbers that can be counted open nothing: a stranger tries those of another customer's things, row by row of the table in
//! SECURITY.md, and is refused or hears the same as for a number that nobody has (the shop's codes tell the two refusals apart, as
//! docs/spec/roaming.md has them); nothing of theirs is given or changed.

use serde_json::{Value, json};

use crate::support::trades::{PHONE, course_order_of, tour_order_of, walk_in};
use crate::support::{Outlet, Start, Visitor, encode};

const FORM: &str = "application/x-www-form-urlencoded";
/// A number that nothing has, as long as those of the things are at most.
const NOBODY_S: &str = "987654";
/// The travellers' cards of the demonstration, and a card of nobody's.
const CARD: &str = "8944200012789714353";

/// Who tries, and as whom a call names its sender.
#[derive(Clone)]
struct Stranger {
    who: &'static str,
    userid: String,
    sessionid: String,
}

impl Stranger {
    fn of(who: &'static str, session: &Value) -> Self {
        let sessionid = session["sessionid"].as_str().unwrap().to_owned();
        Self { who, userid: session["userid"].to_string(), sessionid }
    }

    fn visitor(who: &'static str, visitor: &Visitor) -> Self {
        Self { who, userid: visitor.userid.to_string(), sessionid: visitor.sessionid.clone() }
    }
}

/// How an API is spoken to.
#[derive(Clone, Copy)]
enum Door {
    /// `/uc/services/<name>` with a form.
    Shop,
    /// `/v1/<path>` of the course vouchers, with or without a form.
    Course,
    /// `/v2_0/longtour/<name>` with JSON.
    Tour,
    /// `/api/pages/<path>` of the kiosk; GET where it only looks.
    Kiosk,
}

/// A call; `{}` stands for the number of a thing, in the path or a field.
type Call = (Door, &'static str, &'static [(&'static str, &'static str)]);

/// A row of the table: the statement that finds its owner's things, and the calls that take their numbers.
struct Row {
    row: &'static str,
    things: &'static str,
    /// Who hears of the thing by one of the calls at least.
    owner: Owner,
    calls: &'static [Call],
}

#[derive(Clone, Copy)]
enum Owner {
    Traveller,
    Family,
}

use Door::{Course, Kiosk, Shop, Tour};

const ROWS: &[Row] = &[
    Row {
        row: "order",
        things: "select id from orders where account_id = 7 and channel = 'roaming'",
        owner: Owner::Traveller,
        calls: &[
            (Shop, "order_gets", &[("orderid", "{}")]),
            (Shop, "order_cancel", &[("orderid", "{}")]),
            (Shop, "order_cancel", &[("orderid", "{}"), ("delete", "true")]),
            (Shop, "order_confirm", &[("orderid", "{}")]),
            (Shop, "order_received", &[("orderid", "{}")]),
            (Shop, "order_invoice", &[("orderid", "{}"), ("inv_content", "明细"), ("inv_payee", "个人")]),
            (Shop, "order_paying", &[("orderid", "{}"), ("payid", "1"), ("payvoucher", "V1")]),
            (Shop, "order_paying", &[("orderid", "{}"), ("payid", "2")]),
            (Shop, "order_shipping", &[("orderid", "{}"), ("obtainvoucher", "true"), ("outletid", "2")]),
            (Shop, "evoucher_gets", &[("orderid", "{}")]),
            (Shop, "evoucher_discount", &[("orderid", "{}"), ("evoucherid", "10")]),
            (Shop, "availevoucher_gets", &[("orderid", "{}")]),
            (Shop, "orderdetail_set", &[("orderid", "{}"), ("productid", "1"), ("quantity", "1")]),
            (Shop, "refund", &[("orderid", "{}"), ("reason", "没有出行")]),
            (Shop, "refund_gets", &[("orderid", "{}")]),
            (Kiosk, "GET refusals", &[("orderid", "{}")]),
            (Kiosk, "GET tickets/order/state", &[("orderid", "{}")]),
            (Kiosk, "tickets/cancel", &[("orderid", "{}")]),
            (Kiosk, "tickets/pay", &[("orderid", "{}"), ("payid", "1")]),
            (Course, "order/detail/{}", &[]),
            (Course, "pay/create/pay/{}/1", &[]),
            (Course, "pay/order/query/{}", &[]),
            (Tour, "order_detail", &[("order_id", "{}")]),
            (Tour, "order_cancel", &[("order_id", "{}")]),
        ],
    },
    Row {
        row: "line",
        things: "select id from order_lines where order_id in (select id from orders where account_id = 7)",
        owner: Owner::Traveller,
        calls: &[
            (Shop, "orderdetail_set", &[("orderdetailid", "{}"), ("productid", "1"), ("quantity", "2")]),
            (Shop, "refund", &[("orderdetailid", "{}"), ("reason", "没有出行")]),
            (Shop, "refund_gets", &[("orderdetailid", "{}")]),
            (Shop, "cardtraffic_bind", &[("simid", CARD), ("orderdetailid", "{}")]),
        ],
    },
    Row {
        row: "refund",
        things: "select id from refunds where account_id = 7",
        owner: Owner::Traveller,
        calls: &[(Shop, "refund_shipping", &[("refundid", "{}"), ("invoice_no", "SF1"), ("shipping_name", "顺丰")])],
    },
    Row {
        row: "address",
        things: "select id from addresses where account_id = 7",
        owner: Owner::Traveller,
        calls: &[
            (
                Shop,
                "order_submit",
                &[("productid", "3"), ("call_duration", "40"), ("shipping_address", "{}"), ("shipping_id", "1")],
            ),
            (Shop, "address_set", &[("address_id", "{}"), ("consignee", "别人"), ("mobile", PHONE), ("address", "x")]),
            (Shop, "address_delete", &[("addrid", "{}")]),
        ],
    },
    Row {
        row: "cart line",
        things: "select id from cart_lines where account_id = 7",
        owner: Owner::Traveller,
        calls: &[
            (Shop, "cart_set", &[("cartid", "{}"), ("productid", "1"), ("quantity", "2")]),
            (Shop, "order_submit", &[("cartids", "{}")]),
        ],
    },
    Row {
        row: "package of the shop",
        things: "select id from trips where account_id = 7",
        owner: Owner::Traveller,
        calls: &[(Shop, "cardtraffic_bind", &[("simid", CARD), ("trafficid", "{}")])],
    },
    Row {
        row: "voucher of an account",
        things: "select id from vouchers where account_id = 7",
        owner: Owner::Traveller,
        calls: &[(Shop, "evoucher_discount", &[("orderid", "{own}"), ("evoucherid", "{}")])],
    },
    Row {
        row: "data card",
        things: "select id from data_cards where account_id = 7",
        owner: Owner::Traveller,
        // That a card is somebody else's is told by `datacard_bind` (1300, as recorded); it counts as a wrong guess.
        calls: &[
            (Shop, "cardtraffic_bind", &[("simid", "{}"), ("orderdetailid", "1")]),
            (Shop, "datacard_unbind", &[("datacardid", "{}")]),
            (Shop, "cart_set", &[("productid", "2"), ("areaname", "泰国"), ("simid", "{}"), DAYS[0], DAYS[1]]),
            (Shop, "order_submit", &[("productid", "2"), ("areaname", "泰国"), ("simid", "{}"), DAYS[0], DAYS[1]]),
        ],
    },
    Row {
        row: "redeem code on paper that somebody has",
        things: "select serial from vouchers where account_id = 7",
        owner: Owner::Traveller,
        calls: &[(Shop, "evouchersn_exchange", &[("evoucher_sn", "{}")])],
    },
    Row {
        row: "course order",
        things: "select order_id from course_orders",
        owner: Owner::Traveller,
        calls: &[
            (Course, "order/detail/{}", &[]),
            (Course, "pay/create/pay/{}/1", &[]),
            (Course, "pay/order/query/{}", &[]),
            (Course, "pay/order/query/{}/1", &[]),
            (Shop, "order_gets", &[("orderid", "{}")]),
            (Shop, "order_cancel", &[("orderid", "{}")]),
            (Kiosk, "tickets/cancel", &[("orderid", "{}")]),
        ],
    },
    Row {
        row: "course voucher and its gift",
        things: "select id from course_vouchers",
        owner: Owner::Traveller,
        calls: &[
            (Course, "user/rebate/{}/detail", &[]),
            (
                Course,
                "user/rebate/gift_package",
                &[
                    ("user_rebate_id", "{}"),
                    ("name", "小航"),
                    ("phone_num", PHONE),
                    ("uid", "{userid}"),
                    ("address", "x"),
                ],
            ),
        ],
    },
    Row {
        row: "account in a path",
        things: "select 7",
        owner: Owner::Traveller,
        calls: &[(Course, "user/{}/rebate/0", &[]), (Course, "user/{}/coupons", &[])],
    },
    Row {
        row: "tour order",
        things: "select order_id from tour_orders",
        owner: Owner::Family,
        calls: &[
            (Tour, "order_detail", &[("order_id", "{}")]),
            (Tour, "order_cancel", &[("order_id", "{}")]),
            (Tour, "get_trip_schedule", &[("pid", "{}")]),
            (Shop, "order_cancel", &[("orderid", "{}")]),
            (Course, "order/detail/{}", &[]),
        ],
    },
    Row {
        row: "contact of tours",
        things: "select id from tour_contacts where account_id = 629",
        owner: Owner::Family,
        calls: &[(Tour, "contact_set", &[("pid", "{}"), ("name", "别人")]), (Tour, "contact_delete", &[("pid", "{}")])],
    },
    Row {
        row: "address of tours",
        things: "select id from tour_addresses where account_id = 629",
        owner: Owner::Family,
        calls: &[
            (Tour, "address_set", &[("address_id", "{}"), ("receiver", "别人"), ("mobile", PHONE), ("address", "x")]),
            (Tour, "address_delete", &[("address_id", "{}")]),
        ],
    },
    Row {
        row: "coupon of tours",
        things: "select serial from tour_coupons where account_id = 629",
        owner: Owner::Family,
        calls: &[(Tour, "coupon_claim", &[("coupon_sn", "{}")])],
    },
    Row {
        row: "ticket order",
        things: "select order_id from ticket_orders where order_id in (select id from orders where account_id = 7)",
        owner: Owner::Traveller,
        calls: &[
            (Kiosk, "GET tickets/order/state", &[("orderid", "{}")]),
            (Kiosk, "tickets/pay", &[("orderid", "{}"), ("payid", "1")]),
            (Kiosk, "tickets/cancel", &[("orderid", "{}")]),
            (Kiosk, "GET refusals", &[("orderid", "{}")]),
            (Shop, "order_cancel", &[("orderid", "{}")]),
            (Tour, "order_detail", &[("order_id", "{}")]),
        ],
    },
];

const DAYS: [(&str, &str); 2] =
    [("effect_datetime", "2026-12-08 00:00:00"), ("failure_datetime", "2026-12-09 23:59:59")];

/// What must stay as it is: the things of everybody but the strangers.
const KEPT: &[&str] = &[
    "select * from orders where account_id not in (?1, ?2)",
    "select * from order_lines where order_id in (select id from orders where account_id not in (?1, ?2))",
    "select * from refunds where account_id not in (?1, ?2)",
    "select * from addresses where account_id not in (?1, ?2)",
    "select * from cart_lines where account_id not in (?1, ?2)",
    "select * from trips where account_id not in (?1, ?2)",
    "select * from vouchers where account_id not in (?1, ?2)",
    "select * from data_cards where coalesce(account_id, 0) not in (?1, ?2)",
    "select * from pool_devices where coalesce(account_id, 0) not in (?1, ?2)",
    "select * from course_orders where account_id not in (?1, ?2)",
    "select * from course_vouchers where account_id not in (?1, ?2)",
    "select * from gift_claims where account_id not in (?1, ?2)",
    "select * from tour_orders where order_id in (select id from orders where account_id not in (?1, ?2))",
    "select * from tour_contacts where account_id not in (?1, ?2)",
    "select * from tour_addresses where account_id not in (?1, ?2)",
    "select * from tour_coupons where coalesce(account_id, 0) not in (?1, ?2)",
    "select * from ticket_orders where order_id in (select id from orders where account_id not in (?1, ?2))",
    "select * from money_moves where account_id not in (?1, ?2)",
];

fn kept(outlet: &Outlet, strangers: [i64; 2]) -> Vec<String> {
    let database = outlet.folder.database();
    let rows = KEPT.iter().flat_map(|sql| {
        let mut statement = database.prepare(sql).unwrap();
        let columns = statement.column_count();
        let rows = statement.query_map(strangers, |row| {
            let values = (0..columns).map(|at| row.get::<_, rusqlite::types::Value>(at));
            Ok(format!("{sql}: {:?}", values.collect::<Result<Vec<_>, _>>()?))
        });
        rows.unwrap().collect::<Result<Vec<_>, _>>().unwrap()
    });
    rows.collect()
}

/// An answer without its numbers: ids of what the stranger has himself differ from call to call.
fn plain((status, text): &(u16, String)) -> (u16, String) {
    (*status, text.replace("{}", "").chars().filter(|letter| !letter.is_ascii_digit()).collect())
}

/// Whether an answer says no and nothing else.
fn is_refusal((status, text): &(u16, String)) -> bool {
    let Ok(body) = serde_json::from_str::<Value>(&text.replace("{}", "1")) else { return *status >= 400 };
    let says_no = *status >= 400
        || body["error_no"].as_i64().is_some_and(|code| code != 0)
        || body["status"].as_str().is_some_and(|word| word != "success");
    let gives = |name: &str| body[name].as_object().is_some_and(|members| !members.is_empty());
    says_no && !gives("result") && !gives("data")
}

/// What a call with a number answers: its status, and its text without the number.
fn answer(outlet: &Outlet, from: &Stranger, (door, path, fields): &Call, number: &str, own: &str) -> (u16, String) {
    let filled = |text: &str| text.replace("{}", number).replace("{own}", own).replace("{userid}", &from.userid);
    let path = filled(path);
    let fields: Vec<(&str, String)> = fields.iter().map(|(name, value)| (*name, filled(value))).collect();
    let pairs: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let bearer = format!("Bearer {}", from.sessionid);
    let headers = [("Authorization", bearer.as_str()), ("Content-Type", FORM)];
    let got = match door {
        Shop => {
            let sender = [("userid", from.userid.as_str()), ("sessionid", from.sessionid.as_str())];
            outlet.form(&format!("/uc/services/{path}"), &[&sender[..], &pairs].concat())
        }
        Course if pairs.is_empty() => outlet.call("GET", &format!("/v1/{path}"), &headers, b""),
        Course => outlet.call("POST", &format!("/v1/{path}"), &headers, encode(&pairs).as_bytes()),
        Tour => {
            let mut body = json!({"sessionid": from.sessionid, "uid": from.userid, "version": "kiosk"});
            let more = pairs.iter().map(|(name, value)| ((*name).to_owned(), Value::from(*value)));
            body.as_object_mut().unwrap().extend(more);
            outlet.json(&format!("/v2_0/longtour/{path}"), &body)
        }
        Kiosk => match path.strip_prefix("GET ") {
            Some(path) => outlet.call("GET", &format!("/api/pages/{path}?{}", encode(&pairs)), &headers, b""),
            None => outlet.call("POST", &format!("/api/pages/{path}"), &headers, encode(&pairs).as_bytes()),
        },
    };
    (got.status, got.text().replace(number, "{}"))
}

fn pay(outlet: &Outlet, id: &str, amount: &str) {
    let slip = [("orderid", id), ("payvoucher", &format!("S-{id}")), ("amount", amount)];
    assert_eq!(outlet.admin().office("order_paid", &slip).number(), 0);
}

/// Things of customers in every row of the table.
fn planted(outlet: &Outlet) {
    let (owner, database) = (outlet.traveller(), outlet.folder.database());
    let bound = owner.call(
        "datacard_bind",
        &[("datacardid", &outlet.folder.count("select min(id) from data_cards where state = 'in stock'").to_string())],
    );
    assert_eq!(bound.number(), 0);
    assert_eq!(owner.call("cart_set", &[("productid", "1"), ("quantity", "1")]).number(), 0);
    owner.order_card();
    let paid = owner.call("order_submit", &[("productid", "1"), ("quantity", "1")]).result()["order"].clone();
    pay(outlet, &paid["id"].to_string(), &paid["payable_amount"].to_string());
    let back = [("orderid", paid["id"].to_string()), ("reason", "没有出行".to_owned())];
    let back: Vec<_> = back.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(owner.call("refund", &back).number(), 0);
    let days = owner.call("order_submit", &[&[("productid", "2"), ("areaname", "泰国")], &DAYS[..]].concat());
    let days = days.result()["order"].clone();
    pay(outlet, &days["id"].to_string(), &days["payable_amount"].to_string());

    let session = json!({"sessionid": owner.sessionid, "userid": owner.userid});
    course_order_of(outlet, &session, ("52", "2", "2"));
    let voucher = "insert into course_vouchers (account_id, id, order_id, place, promo_code)
        select account_id, 9000, order_id, 1, '080000072990001' from course_orders";
    assert_eq!(database.execute(voucher, []).unwrap(), 1);
    assert_eq!(tour_order_of(outlet, &session)["status"], "success");
    let wish = [("client_ref", "tap"), ("lines", r#"[{"productid":"T001","quantity":1}]"#), ("phone", PHONE)];
    let made = owner.page_form("/api/pages/tickets/order", &wish);
    assert_eq!(made.status, 200, "{}", made.text());
}

fn numbers(outlet: &Outlet, row: &Row) -> Vec<String> {
    let database = outlet.folder.database();
    let mut statement = database.prepare(row.things).unwrap();
    let found = statement.query_map([], |row| row.get::<_, rusqlite::types::Value>(0)).unwrap();
    let text = |value| match value {
        rusqlite::types::Value::Integer(number) => number.to_string(),
        rusqlite::types::Value::Text(text) => text,
        other => panic!("{other:?}"),
    };
    found.map(|value| text(value.unwrap())).collect()
}

#[test]
fn a_stranger_hears_of_other_people_s_things_what_he_hears_of_none() {
    let limits = [("cards.guesses", "100000"), ("cards.customer", "1000"), ("orders.customer_orders", "0")];
    let start = limits.iter().fold(Start::demo("2026-11-21 10:00:00"), |start, (name, value)| start.set(name, value));
    let outlet = start.set("orders.walk_in_orders", "0").run();
    planted(&outlet);
    let (companion, walked_in) = (outlet.companion(), walk_in(&outlet));
    let ids = [companion.userid, walked_in["userid"].as_i64().unwrap()];
    let own = companion.order_card().to_string();
    let strangers = [
        Stranger::visitor("a customer", &companion),
        Stranger::of("a walk-in", &walked_in),
        Stranger { who: "nobody", userid: "7".to_owned(), sessionid: String::new() },
        Stranger {
            who: "a customer in the owner's name",
            userid: "7".to_owned(),
            sessionid: companion.sessionid.clone(),
        },
    ];
    let before = kept(&outlet, ids);
    let mut told = Vec::new();
    for row in ROWS {
        let things = numbers(&outlet, row);
        assert!(!things.is_empty(), "nobody has a {}", row.row);
        for (call, stranger) in row.calls.iter().flat_map(|call| strangers.iter().map(move |it| (call, it))) {
            let unknown = answer(&outlet, stranger, call, NOBODY_S, &own);
            assert!(unknown.0 < 500, "{}: {unknown:?}", call.1);
            for number in &things {
                let known = answer(&outlet, stranger, call, number, &own);
                if plain(&known) != plain(&unknown) && !(is_refusal(&known) && is_refusal(&unknown)) {
                    told.push(format!(
                        "{} {number}, {} by {}: {known:?} and {unknown:?}",
                        row.row, call.1, stranger.who
                    ));
                }
            }
        }
    }
    assert_eq!(told, Vec::<String>::new());
    let after = kept(&outlet, ids);
    let changed: Vec<_> = before.iter().filter(|row| !after.contains(row)).collect();
    assert!(changed.is_empty(), "{changed:#?}");
    assert_eq!(before.len(), after.len());

    // The twin: by one of the calls at least the owner hears of his own. A code that is spent is spent for its holder, too.
    let owners = [outlet.traveller(), outlet.login("family", "demo-family")];
    let spent = "redeem code on paper that somebody has";
    let unheard = ROWS.iter().filter(|row| row.row != spent).filter(|row| {
        let owner = Stranger::visitor("the owner", &owners[row.owner as usize]);
        let number = numbers(&outlet, row).swap_remove(0);
        let hears =
            |call| answer(&outlet, &owner, call, &number, &own) != answer(&outlet, &owner, call, NOBODY_S, &own);
        !row.calls.iter().any(hears)
    });
    assert_eq!(unheard.map(|row| row.row).collect::<Vec<_>>(), Vec::<&str>::new());
}
