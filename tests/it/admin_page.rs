//! The manager's page: who may do what, and what its changes leave behind.

use crate::support::{Answer, Outlet, Start, Visitor, encode};
use serde_json::{Value, json};

const FORM: &str = "application/x-www-form-urlencoded";

/// A call of the page's own API with a session.
fn call(outlet: &Outlet, who: &Visitor, method: &str, path: &str, kind: &str, body: &str) -> Answer {
    who.at(&outlet.address).send(method, &format!("/api/pages/{path}"), kind, body)
}

fn get(outlet: &Outlet, who: &Visitor, path: &str) -> Answer {
    call(outlet, who, "GET", path, FORM, "")
}

fn post(outlet: &Outlet, who: &Visitor, path: &str, fields: &[(&str, &str)]) -> Answer {
    call(outlet, who, "POST", path, FORM, &encode(fields))
}

fn import(outlet: &Outlet, who: &Visitor, query: &str, csv: &str) -> Answer {
    call(outlet, who, "POST", &format!("admin/import?{query}"), "text/csv", csv)
}

fn operator(outlet: &Outlet) -> Visitor {
    outlet.login("operator", "demo-operator")
}

/// What the audit trail says about an action, the newest first.
fn trail(outlet: &Outlet, action: &str) -> Vec<Value> {
    let entries = get(outlet, &outlet.admin(), "audit?size=200").json()["entries"].as_array().unwrap().clone();
    entries.into_iter().filter(|entry| entry["action"] == action).collect()
}

const OPERATORS: [&str; 10] = [
    "admin/products",
    "admin/cards",
    "admin/numbers",
    "admin/templates",
    "admin/orders",
    "admin/order-export",
    "admin/filters",
    "admin/report",
    "admin/report-export",
    "admin/stock-report",
];
const ADMINS: [&str; 7] = [
    "admin/users",
    "admin/import",
    "admin/settings",
    "admin/backups",
    "admin/export?kind=cities",
    "admin/audit-export",
    "audit",
];
const CHANGES: [(&str, bool); 9] = [
    ("admin/backup", false),
    ("admin/order-change", true),
    ("admin/order-slip", true),
    ("admin/user-change", false),
    ("admin/rows", true),
    ("admin/product-stock", true),
    ("admin/user", false),
    ("admin/user-status", false),
    ("admin/import?kind=refund-reasons&mode=import", false),
];

#[test]
fn every_call_asks_for_a_session_and_its_role() {
    let outlet = Outlet::demo();
    let (admin, operator) = (outlet.admin(), operator(&outlet));
    let nobody = [outlet.traveller(), outlet.login("clerk", "demo-clerk")];
    let glance = format!("admin/order?number={}", outlet.traveller().order_card());
    let for_operators = [&OPERATORS[..], &[glance.as_str()]].concat();
    for path in for_operators.iter().chain(&ADMINS) {
        assert_eq!(outlet.get(&format!("/api/pages/{path}")).status, 401, "{path} without a session");
        assert_eq!(get(&outlet, &admin, path).status, 200, "{path} for an admin");
        for other in &nobody {
            assert_eq!(get(&outlet, other, path).status, 403, "{path} for account {}", other.userid);
        }
        let expected = if for_operators.contains(path) { 200 } else { 403 };
        assert_eq!(get(&outlet, &operator, path).status, expected, "{path} for an operator");
    }
    for (path, for_operators) in CHANGES {
        assert_eq!(outlet.form(&format!("/api/pages/{path}"), &[]).status, 401, "{path} without a session");
        for other in &nobody {
            assert_eq!(post(&outlet, other, path, &[]).status, 403, "{path} for account {}", other.userid);
        }
        assert_eq!(post(&outlet, &operator, path, &[]).status, if for_operators { 400 } else { 403 }, "{path}");
    }
}

#[test]
fn a_first_password_opens_nothing_until_it_is_changed() {
    let outlet = Outlet::demo();
    let made = post(&outlet, &outlet.admin(), "admin/user", &[("username", "night"), ("role", "3")]).json();
    let password = made["password"].as_str().unwrap();
    let night = outlet.login("night", password);
    assert_eq!(get(&outlet, &night, "admin/products").status, 403);
    let changed = night.call("change_password", &[("opassword", password), ("npassword", "after-midnight")]);
    assert_eq!(changed.json()["error_no"], 0, "{}", changed.text());
    assert_eq!(get(&outlet, &outlet.login("night", "after-midnight"), "admin/products").status, 200);
    let trail = trail(&outlet, "account_create");
    assert!(trail.len() == 1 && !trail[0].to_string().contains(password), "{trail:?}");
    let again = post(&outlet, &outlet.admin(), "admin/user", &[("username", "night"), ("role", "4")]);
    assert_eq!(again.status, 409, "{}", again.text());
    let customer = post(&outlet, &outlet.admin(), "admin/user", &[("username", "x"), ("role", "0")]);
    assert_eq!(customer.status, 400, "{}", customer.text());
}

#[test]
fn a_disabled_account_is_out_at_once_and_one_admin_stays() {
    let outlet = Outlet::demo();
    let (admin, operator) = (outlet.admin(), operator(&outlet));
    let set = |id: &str, to: &str| post(&outlet, &admin, "admin/user-status", &[("id", id), ("to", to)]);
    for _ in 0..2 {
        assert_eq!(set("101", "disabled").json(), json!({"id": 101, "status": 2}));
    }
    assert_eq!(get(&outlet, &operator, "admin/products").status, 401);
    assert_eq!(trail(&outlet, "account_disable").len(), 1, "the second time changed nothing");
    assert_eq!(set("101", "enabled").json(), json!({"id": 101, "status": 1}));
    assert_eq!((set("100", "disabled").status, set("100", "new-password").status), (409, 409), "the own account");
    assert_eq!((set("9999", "disabled").status, set("101", "gone").status), (404, 400));
    let renewed = set("101", "new-password").json();
    assert_eq!(renewed["password"].as_str().map(str::len), Some(12), "{renewed}");
    assert!(!trail(&outlet, "account_password")[0].to_string().contains(renewed["password"].as_str().unwrap()));
}

#[test]
fn a_counted_stock_is_booked_once_and_never_over_a_sale() {
    let outlet = Outlet::demo();
    let operator = operator(&outlet);
    let count = |seen: &str, counted: &str| {
        post(&outlet, &operator, "admin/product-stock", &[("id", "1"), ("seen", seen), ("counted", counted)])
    };
    for _ in 0..2 {
        assert_eq!(count("100", "90").json(), json!({"id": 1, "stock": 90}));
    }
    assert_eq!(trail(&outlet, "stock_adjust").len(), 1, "a double click is one adjustment");
    outlet.traveller().order_card();
    let late = count("90", "80");
    assert_eq!((late.status, &late.json()["stock"]), (409, &json!(89)), "a card was sold since the count began");
    assert_eq!((count("89", "-1").status, count("89", "many").status), (400, 400));
    let why = |reason: &str| {
        let fields = [("id", "1"), ("seen", "89"), ("counted", "139"), ("reason", reason)];
        post(&outlet, &operator, "admin/product-stock", &fields).status
    };
    assert_eq!((why("because"), why("delivered")), (400, 200));
    assert!(trail(&outlet, "stock_adjust")[0]["after"].as_str().unwrap().contains("delivered"));
    let minutes = [("id", "3"), ("seen", "100"), ("counted", "5")];
    assert_eq!(post(&outlet, &operator, "admin/product-stock", &minutes).status, 404, "minutes are not counted");
    let folder = outlet.stop();
    let apart = "select count(*) from products p where p.stock <>
        (select coalesce(sum(m.change), 0) from stock_moves m where m.item_kind = 'product' and m.item = p.id)";
    assert_eq!(folder.count(apart), 0, "every stock is the sum of its moves");
}

#[test]
fn a_product_that_is_taken_off_sale_cannot_be_ordered() {
    let outlet = Outlet::demo();
    let operator = operator(&outlet);
    let set = |name: &str| {
        let row = json!([{"kind": "products", "key": {"id": "1"}, "cells": {"name": name, "sale_state": "0"}}]);
        post(&outlet, &operator, "admin/rows", &[("rows", &row.to_string())])
    };
    assert_eq!(set("旅行卡").status, 200);
    assert_eq!(set("旅行卡").status, 200);
    let order = outlet.traveller().call("order_submit", &[("productid", "1"), ("quantity", "1")]);
    assert_eq!(order.json()["error_no"], 1311, "{}", order.text());
    assert_eq!(trail(&outlet, "row_changed").len(), 1);
}

#[test]
fn an_import_is_looked_over_without_a_trace_and_taken_whole_or_not_at_all() {
    let outlet = Outlet::demo();
    let admin = outlet.admin();
    let good = "id,reason\n41,天气不好\n1,改签\n";
    let reasons = || outlet.get("/uc/services/refundreason_gets").text().to_owned();
    let before = reasons();
    let checked = import(&outlet, &admin, "kind=refund-reasons&mode=check", good);
    assert_eq!(checked.json(), json!({"added": 1, "changed": 1, "rows": 2, "state": "checked"}));
    let bad = import(&outlet, &admin, "kind=refund-reasons&mode=import", "id,reason\n41,x\nno,y\n");
    assert_eq!((bad.status, &bad.json()["mistakes"][0]["line"]), (422, &json!(3)), "{}", bad.text());
    assert_eq!(
        (&bad.json()["mistakes"][0]["column"], &bad.json()["mistakes"][0]["value"]),
        (&json!("id"), &json!("no"))
    );
    assert_eq!(reasons(), before, "neither the look nor the bad file left anything");
    let imported = import(&outlet, &admin, "kind=refund-reasons&mode=import", good);
    assert_eq!(imported.json()["state"], "imported");
    assert_ne!(reasons(), before);
    assert_eq!(trail(&outlet, "import").len(), 1);
    for query in ["kind=refund-reasons", "kind=nothing&mode=check", "mode=import"] {
        assert_eq!(import(&outlet, &admin, query, good).status, 400, "{query}");
    }
}

/// What `outpost export` writes about a running outlet.
fn at_the_command_line(outlet: &Outlet, arguments: &[&str]) -> Vec<u8> {
    let data = outlet.folder.data();
    let out = crate::support::run(&[&["export"], arguments, &["--data", data.to_str().unwrap()]].concat());
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    out.stdout
}

#[test]
fn an_export_of_the_page_is_what_the_command_writes_and_is_written_down() {
    let outlet = Outlet::demo();
    let admin = outlet.admin();
    let kinds = get(&outlet, &admin, "admin/import").json()["kinds"].as_array().unwrap().clone();
    for kind in &kinds {
        let name = kind["name"].as_str().unwrap();
        let got = get(&outlet, &admin, &format!("admin/export?kind={name}"));
        if kind["leaves"] == false {
            assert_eq!(got.status, 400, "{name} is only taken in");
            continue;
        }
        assert_eq!((got.status, got.header("cache-control")), (200, Some("no-store")), "{name}");
        let file = format!("attachment; filename=\"{name}.csv\"");
        assert_eq!(got.header("content-disposition"), Some(file.as_str()));
        assert_eq!(got.body, at_the_command_line(&outlet, &[name]), "{name}");
    }
    let left = kinds.iter().filter(|kind| kind["leaves"] == true).count();
    assert!(left > 20 && left < kinds.len(), "{left} of {} kinds leave", kinds.len());
    assert_eq!(trail(&outlet, "export").len(), left);
    let marked = get(&outlet, &admin, "admin/export?kind=cities&bom=true");
    assert!(marked.body.starts_with("\u{feff}".as_bytes()));
    assert_eq!(marked.body, at_the_command_line(&outlet, &["cities", "--bom"]));
    let entry = &trail(&outlet, "export")[0];
    let rows = marked.text().lines().count() - 1;
    let after: Value = serde_json::from_str(entry["after"].as_str().unwrap()).unwrap();
    assert_eq!((&entry["object"], &after), (&json!("cities"), &json!({"bytes": marked.body.len(), "rows": rows})));
    for query in ["", "?kind=nothing", "?kind=ALL", "?kind=cities;x"] {
        assert_eq!(get(&outlet, &admin, &format!("admin/export{query}")).status, 400, "{query}");
    }
}

#[test]
fn the_whole_outlet_leaves_the_page_as_it_leaves_the_command_without_any_secret() {
    let outlet = Outlet::demo();
    let admin = outlet.admin();
    let expected = at_the_command_line(&outlet, &["all"]);
    let got = get(&outlet, &admin, "admin/export?kind=all&with_secrets=true");
    assert_eq!(got.status, 200);
    assert_eq!(got.body, expected);
    let secret = String::from_utf8(at_the_command_line(&outlet, &["all", "--with-secrets"])).unwrap();
    assert!(
        secret.contains("$argon2id$") && !got.text().contains("$argon2id$"),
        "the twin has what the page leaves out"
    );
    assert!(!got.text().contains(&admin.sessionid));
    assert_eq!(trail(&outlet, "export")[0]["object"], "all");
}

#[test]
fn backups_are_listed_the_newest_first_and_a_cut_one_is_told() {
    let outlet = Outlet::demo();
    let admin = outlet.admin();
    let seen = || get(&outlet, &admin, "admin/backups").json();
    assert_eq!(seen()["backups"], json!([]));
    let folder = outlet.folder.data().join("backups");
    std::fs::create_dir_all(&folder).unwrap();
    for name in ["outpost-20160706-064434.db", "outpost-20160706-064435.db"] {
        let data = outlet.folder.data();
        let made =
            crate::support::run(&["backup", folder.join(name).to_str().unwrap(), "--data", data.to_str().unwrap()]);
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    }
    let list = seen();
    let field = |place: usize, name: &str| list["backups"][place][name].clone();
    assert_eq!((field(0, "name"), list["count"].clone()), (json!("outpost-20160706-064435.db"), json!(2)), "{list}");
    assert!(field(0, "rows").as_i64() > Some(100) && field(0, "bytes").as_i64() > Some(100_000), "{list}");
    assert_eq!((field(0, "whole"), field(1, "whole")), (json!(true), json!(true)));
    let cut = std::fs::OpenOptions::new().write(true).open(folder.join("outpost-20160706-064435.db")).unwrap();
    cut.set_len(4096).unwrap();
    assert_eq!(seen()["backups"][0]["whole"], false);
}

#[test]
fn the_age_of_backups_is_told_of_both_places_and_of_no_second_one_where_there_is_none() {
    let outlet = Outlet::demo();
    let shown = get(&outlet, &outlet.admin(), "admin/backups").json();
    assert_eq!((&shown["age_seconds"], &shown["second"]), (&json!(null), &json!(null)), "{shown}");
    let folder = outlet.stop();
    let second = folder.beside("share");
    std::fs::create_dir(&second).unwrap();
    let copy = second.join("outpost-20160706-064434.db");
    let made = crate::support::run(&["backup", copy.to_str().unwrap(), "--data", folder.data().to_str().unwrap()]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let start = crate::support::Start::demo(crate::support::RECORDED_DAY);
    let outlet = start.set("backup.second_folder", second.to_str().unwrap()).on(folder);
    let shown = get(&outlet, &outlet.admin(), "admin/backups").json();
    assert_eq!(shown["age_seconds"], json!(null), "none lies in the first: {shown}");
    assert!(shown["second"]["age_seconds"].as_i64().is_some_and(|age| age >= 0), "{shown}");
    assert_eq!(shown["second"]["folder"], second.to_str().unwrap());
}

#[test]
fn settings_are_shown_without_their_secrets() {
    let secret = "a-key-that-nobody-sees";
    let start = crate::support::Start::demo(crate::support::RECORDED_DAY).set("gateways.sandbox_key", secret);
    let outlet = start.set("outlet.name", "Pier 7").run();
    let shown = get(&outlet, &outlet.admin(), "admin/settings");
    assert!(shown.text().contains("Pier 7") && !shown.text().contains(secret), "{}", shown.text());
}

#[test]
fn the_page_is_locked_up_and_comes_from_the_outlet_alone() {
    let outlet = Outlet::demo();
    let page = outlet.get("/admin");
    assert_eq!((page.status, page.header("x-frame-options")), (200, Some("DENY")));
    assert!(page.header("content-security-policy").unwrap().contains("default-src 'self'"));
    for file in ["main.js", "admin.css", "words.js", "import.js"] {
        assert_eq!(outlet.get(&format!("/web/admin/{file}")).status, 200, "{file}");
    }
}

#[test]
fn the_list_of_orders_knows_every_channel_by_number_and_by_phone() {
    let outlet = Start::demo("2026-07-06 10:00:00").run();
    let operator = operator(&outlet);
    let card = outlet.traveller().order_card();
    let walked_in = outlet.form("/api/pages/walk-in", &[("phone", "13900000031")]).json();
    let wish = json!({"mobile": "13900000031", "courses_id": 52, "rebate_id": 2, "num": 1});
    let course = Visitor::of(&outlet, &walked_in).page_json("/order/create", &wish).json()["id"].clone();
    let list = |query: &str| get(&outlet, &operator, &format!("admin/orders?{query}")).json();
    let ids = |query: &str| -> Vec<Value> {
        list(query)["orders"].as_array().unwrap().iter().map(|order| order["id"].clone()).collect()
    };
    let all = list("");
    let shown = all["orders"].as_array().unwrap();
    let first: Vec<_> = shown.iter().take(2).map(|it| it["id"].clone()).collect();
    assert_eq!(first, [course.clone(), card.into()], "the newest comes first: {all}");
    assert_eq!(all["total"], shown.len(), "one page holds all of them");
    assert_eq!(ids("text=13900000031"), vec![course.clone()]);
    assert_eq!(ids(&format!("text={card}")), [json!(card)]);
    assert_eq!(ids("text=20261101000001").len(), 1, "an agency's order by its number");
    assert_eq!(ids("channel=course"), [course]);
    assert_eq!(ids("text=nothing"), Vec::<Value>::new());
    assert!(!ids("state=unpaid").is_empty() && ids("page=2").is_empty());
    assert_eq!(get(&outlet, &operator, "admin/orders?page=x").status, 400);
}

#[test]
fn a_file_whose_quote_is_never_closed_is_refused_where_it_opens() {
    let outlet = Outlet::demo();
    let admin = outlet.admin();
    for mode in ["check", "import"] {
        let query = format!("kind=data-cards&mode={mode}");
        let open = import(&outlet, &admin, &query, "id,iccid\n501,\"8944\n502,8945\n");
        assert_eq!(open.status, 422, "{}", open.text());
        let mistake = &open.json()["mistakes"][0];
        assert_eq!(mistake["line"], 2, "{mistake}");
        assert!(mistake["sentence"].as_str().unwrap().starts_with("a quote opens here"), "{mistake}");
        let broken = import(&outlet, &admin, &query, "id,iccid\n501,\"8944\n502\"\n");
        assert_eq!((broken.status, &broken.json()["mistakes"][0]["column"]), (422, &json!("iccid")));
    }
    assert_eq!(outlet.stop().count("select count(*) from data_cards where id in (501, 502)"), 0);
}

#[test]
fn a_new_account_s_name_is_one_that_people_can_type() {
    let outlet = Outlet::demo();
    let admin = outlet.admin();
    let long = "x".repeat(65);
    for name in [" ", "x y<b>", "a\nb", "a\u{202e}b", &long] {
        let refused = post(&outlet, &admin, "admin/user", &[("username", name), ("role", "1")]);
        assert_eq!(refused.status, 400, "{name:?}: {}", refused.text());
    }
    assert_eq!(post(&outlet, &admin, "admin/user", &[("username", "张三"), ("role", "1")]).status, 200);
}

#[test]
fn the_till_counts_the_same_orders_that_it_adds_up() {
    let outlet = Outlet::demo();
    let (admin, buyer) = (outlet.admin(), outlet.traveller());
    let paid = buyer.order_card();
    let amount = buyer.order(paid)["payable_amount"].to_string();
    let pay = [("orderid", paid.to_string()), ("payvoucher", "1".to_owned()), ("amount", amount)];
    let pay: Vec<(&str, &str)> = pay.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(admin.office("order_paid", &pay).number(), 0);
    buyer.order_card();
    let cancelled = buyer.order_card().to_string();
    assert_eq!(buyer.call("order_cancel", &[("orderid", &cancelled)]).number(), 0);
    let csv = get(&outlet, &admin, "till?format=csv");
    let rows: Vec<Vec<&str>> = csv.text().lines().map(|line| line.split(',').collect()).collect();
    let count = |section: &str, name: &str| {
        let found = rows.iter().find(|row| row[0] == section && row[1] == name);
        found.unwrap_or_else(|| panic!("{section} {name}: {}", csv.text()))[2].to_owned()
    };
    assert_eq!((count("channel paid", "roaming"), count("day paid", "2016-07-06")), ("1".into(), "1".into()));
    assert_eq!((count("orders", "all"), count("orders", "cancelled")), ("2".into(), "1".into()));
    let total = get(&outlet, &admin, "till").json()["total"].clone();
    assert_eq!((&total["orders"], &total["cancelled"], &total["payments"]), (&json!(2), &json!(1), &json!(1)));
}

/// An order that went back whole was a sale; one that was cancelled before its money came was none.
#[test]
fn the_till_counts_an_order_that_went_back_whole_as_sold_and_refunded() {
    let outlet = Outlet::demo();
    let (admin, buyer) = (outlet.admin(), outlet.traveller());
    let pay = |id: &str| {
        let paid = [("orderid", id), ("payvoucher", id), ("amount", "50.00")];
        assert_eq!(admin.office("order_paid", &paid).number(), 0);
    };
    let [kept, back, late] = [0; 3].map(|_| buyer.order_card().to_string());
    pay(&kept);
    pay(&back);
    assert_eq!(admin.office("order_cancel", &[("orderid", &late)]).number(), 0);
    let asked = buyer.call("refund", &[("orderid", &back), ("reason", "行程取消")]);
    assert_eq!(asked.number(), 0, "{}", asked.text());
    let refunds = admin.office("refund_gets", &[("status", "0")]).result()["refunds"].clone();
    let refund = refunds[0]["id"].to_string();
    let agreed = admin.office("refund_audit", &[("refundid", &refund), ("confirmed", "true")]);
    assert_eq!(agreed.number(), 0, "{}", agreed.text());
    let till = get(&outlet, &admin, "till").json();
    let total = &till["total"];
    assert_eq!(
        (&total["orders"], &total["cancelled"], &total["payments"]),
        (&json!(2), &json!(1), &json!(2)),
        "{till}"
    );
    let sums = [&total["ordered"], &total["paid"], &total["refunded"], &till["cash_expected"]].map(Value::to_string);
    assert_eq!(sums, ["100.00", "100.00", "50.00", "50.00"], "{till}");
    let csv = get(&outlet, &admin, "till?format=csv").text().to_owned();
    for line in
        ["orders,all,2,100.00", "orders,cancelled,1,", "channel refunded,roaming,,50.00", "cash expected,all,,50.00"]
    {
        assert!(csv.lines().any(|it| it == line), "{line}: {csv}");
    }
}

#[test]
fn a_span_of_days_that_is_none_is_refused_with_the_reason() {
    let outlet = Outlet::demo();
    let admin = outlet.admin();
    for (query, why) in [
        ("to=2016-07-06", "say from as well"),
        ("from=2016-07-06&to=2016-07-01", "from must not be after to"),
        ("date=2016-07-06&from=2016-07-01", "say date for one day, or from and to"),
        ("from=July", "a date is yyyy-mm-dd"),
        ("from=2010-01-01&to=2016-07-06", "at most 400 days"),
    ] {
        let refused = get(&outlet, &admin, &format!("till?{query}"));
        assert_eq!(refused.status, 400, "{query}");
        assert!(refused.text().contains(why), "{query}: {}", refused.text());
    }
}
