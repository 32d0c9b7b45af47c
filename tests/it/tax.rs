//! Tax, receipts, invoices and the journal, as the staff of the real executable meets them.

use std::collections::BTreeMap;
use std::sync::Barrier;

use crate::support::desk::{Desk, refusal};
use crate::support::{Folder, Outlet, Start, Visitor, notices, trades};
use crate::tickets::agent::Agent;
use serde_json::{Value, json};

const TODAY: &str = "2026-11-21 10:00:00";
const DAY: &str = "from=2026-11-21&to=2026-11-21";

/// A whole outlet at which tax of 13 % counts for product 1, 6 % for what else the shop sells, 9 % for deliveries.
struct Shop {
    outlet: Outlet,
}

impl Shop {
    fn open() -> Self {
        Self::with(&[])
    }

    fn with(settings: &[(&str, &str)]) -> Self {
        let start = settings.iter().fold(Start::demo(TODAY), |start, (name, value)| start.set(name, value));
        let shop = Self { outlet: start.run() };
        let [goods, services, delivery] =
            [("增值税 13%", "13"), ("增值税 6%", "6"), ("增值税 9%", "9")].map(|(name, rate)| {
                let made = shop.rows(json!([{"kind": "tax-rates", "cells": {"name": name, "rate": rate}}]));
                made["rows"][0]["key"]["id"].as_str().unwrap().to_owned()
            });
        shop.rows(json!([
            {"kind": "products", "key": {"id": "1"}, "cells": {"tax_rate_id": goods}},
            {"kind": "tax-defaults", "cells": {"what": "roaming", "rate_id": services}},
            {"kind": "tax-defaults", "cells": {"what": "delivery", "rate_id": delivery}},
        ]));
        shop
    }

    fn rows(&self, rows: Value) -> Value {
        let made =
            self.outlet.admin().page_form("/api/pages/admin/rows", &[("rows", &rows.to_string()), ("agreed", "true")]);
        assert_eq!(made.status, 200, "{}", made.text());
        made.json()
    }

    fn desk(&self) -> Desk<'_> {
        Desk::operator(&self.outlet)
    }

    /// A traveller's order of a card (50.00) and of minutes (0.10 each).
    fn ordered(&self, minutes: &str) -> String {
        let buyer = self.outlet.traveller();
        let put = |line: Value| buyer.json("cart_set", json!({"cart": line})).result()["cart"]["id"].clone();
        let cart = [put(json!({"productid": 1})), put(json!({"productid": 3, "call_duration": minutes}))];
        buyer.json("order_submit", json!({"cartids": cart})).result()["order"]["id"].to_string()
    }

    fn fen(&self, sql: &str) -> i64 {
        self.outlet.folder.count(sql)
    }

    /// Takes what is due in cash.
    fn sold(&self, order: &str) -> Value {
        let due = self.desk().find(order)["order"]["due"].as_str().unwrap().to_owned();
        let paid = self.desk().cash(order, &due, &format!("slip {order}"));
        assert_eq!(paid.status, 200, "{}", paid.text());
        paid.json()["order"].clone()
    }

    /// Gives back the money of a line, or of all that is left.
    fn gives_back(&self, order: &str, line: Option<&str>) -> Value {
        let mut fields = vec![("orderid", order), ("reason", "改期")];
        fields.extend(line.map(|line| ("lines", line)));
        let asked = self.desk().post("refund", &fields).json();
        let open = asked["order"]["refunds"].as_array().unwrap().iter().find(|it| it["status"] == 0).unwrap();
        let decided = self.desk().post("refund/decide", &[("refundid", &open["id"].to_string()), ("agreed", "true")]);
        assert_eq!(decided.status, 200, "{}", decided.text());
        decided.json()["order"].clone()
    }

    fn look(&self, path: &str) -> Value {
        let answer = self.outlet.admin().page(&format!("/api/pages/admin/{path}"));
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        answer.json()
    }

    fn checked(self) {
        self.outlet.stop().check();
    }
}

fn submit(buyer: &Visitor, fields: &[(&str, &str)]) -> String {
    buyer.call("order_submit", fields).result()["order"]["id"].to_string()
}

fn texts(list: &Value, name: &str) -> Vec<String> {
    list.as_array().unwrap().iter().map(|it| it[name].as_str().unwrap_or_default().to_owned()).collect()
}

#[test]
fn without_rates_nothing_is_taxed_and_receipts_are_numbered_all_the_same() {
    let shop = Shop { outlet: Outlet::demo_at(TODAY) };
    let paid = shop.sold(&shop.ordered("40"));
    assert_eq!(texts(&paid["receipts"], "number"), ["C0-00000001"]);
    assert_eq!((&paid["receipts"][0]["tax"], &paid["receipts"][0]["rates"]), (&json!("0.00"), &json!([])));
    assert_eq!(shop.fen("select count(*) from receipt_taxes"), 0);
    assert_eq!(shop.fen("select count(*) from orders where tax <> 0 or fee_tax_rate is not null"), 0);
    shop.checked();
}

#[test]
fn a_receipt_tells_tax_by_rate_and_a_later_rate_changes_no_sold_order() {
    let shop = Shop::open();
    let order = shop.ordered("40");
    shop.rows(json!([{"kind": "tax-rates", "key": {"id": "1"}, "cells": {"rate": "17"}}]));
    let paid = shop.sold(&order);
    let receipt = &paid["receipts"][0];
    assert_eq!(
        (&receipt["gross"], &receipt["tax"], &receipt["net"]),
        (&json!("54.00"), &json!("5.98"), &json!("48.02"))
    );
    let thirteen = json!({"gross": "50.00", "net": "44.25", "rate": "13", "tax": "5.75"});
    let six = json!({"gross": "4.00", "net": "3.77", "rate": "6", "tax": "0.23"});
    assert_eq!(receipt["rates"], json!([thirteen, six]));
    let later = shop.sold(&shop.ordered("40"));
    assert_eq!(later["receipts"][0]["rates"][0]["rate"], "17");
    shop.rows(json!([{"kind": "tax-rates", "key": {"id": "1"}, "end": true}]));
    let last = shop.sold(&shop.ordered("40"));
    assert_eq!(texts(&last["receipts"][0]["rates"], "rate"), ["6"], "an ended rate counts no more: the channel's does");
    shop.checked();
}

#[test]
fn what_goes_back_line_by_line_is_what_was_sold_by_rate() {
    let shop = Shop::open();
    let order = shop.ordered("41");
    let paid = shop.sold(&order);
    let line = paid["lines"][0]["id"].to_string();
    shop.gives_back(&order, Some(&line));
    let back = shop.gives_back(&order, None);
    assert_eq!(texts(&back["receipts"], "kind"), ["sale", "refund", "refund"]);
    assert_eq!(texts(&back["receipts"], "gross"), ["54.10", "-50.00", "-4.10"]);
    assert_eq!(shop.fen("select sum(gross) from receipts") + shop.fen("select sum(tax) from receipts"), 0);
    assert_eq!(shop.fen("select count(*) from (select rate from receipt_taxes group by rate having sum(tax) <> 0)"), 0);
    let report = shop.look(&format!("tax-report?{DAY}"));
    assert_eq!(texts(&report["rates"], "rate"), ["13", "6"]);
    assert_eq!(report["rates"][0]["sales"], json!({"gross": "50.00", "net": "44.25", "tax": "5.75"}));
    assert_eq!(report["rates"][0]["refunds"], json!({"gross": "-50.00", "net": "-44.25", "tax": "-5.75"}));
    assert_eq!(report["total"]["total"], json!({"gross": "0.00", "net": "0.00", "tax": "0.00"}));
    shop.checked();
}

#[test]
fn tax_that_is_added_is_due_paid_and_given_back_to_the_fen() {
    let shop = Shop::with(&[("tax.prices", "added")]);
    let buyer = shop.outlet.traveller();
    let order = shop.ordered("41");
    let sent = [("orderid", order.as_str()), ("shipping_address", "3"), ("shipping_id", "1")];
    let shipped = buyer.call("order_shipping", &sent).result()["order"].clone();
    let fee = shipped["shipping_fee"].as_f64().unwrap();
    assert!(fee > 0.0, "{shipped}");
    // 50.00 + 13 %, 4.10 + 6 %, and the fee + 9 %.
    let fee_tax = (fee * 9.0).round() / 100.0;
    let wanted = 56.50 + 4.35 + fee + fee_tax;
    let seen = shop.desk().find(&order)["order"].clone();
    let due = seen["due"].as_str().unwrap().to_owned();
    assert_eq!(due, format!("{wanted:.2}"));
    let told = shipped["payable_amount"].as_f64().unwrap() + fee;
    assert_eq!(format!("{told:.2}"), due, "who adds up what the shop's API says pays what is due");
    let before = format!("{:.2}", 54.10 + fee);
    assert_eq!(refusal(&shop.desk().cash(&order, &before, "s")), (409, "amount".to_owned()), "without tax");
    let paid = shop.sold(&order);
    assert_eq!((&paid["paid"], &paid["receipts"][0]["gross"]), (&json!(due), &json!(due)));
    assert_eq!(paid["receipts"][0]["tax"], format!("{:.2}", 6.50 + 0.25 + fee_tax));
    let line = paid["lines"][1]["id"].to_string();
    let back = shop.gives_back(&order, Some(&line));
    assert_eq!((&back["receipts"][1]["gross"], &back["receipts"][1]["tax"]), (&json!("-4.35"), &json!("-0.25")));
    shop.gives_back(&order, None);
    assert_eq!(shop.fen("select sum(amount) from money_moves where order_id is not null"), 0);
    assert_eq!(shop.fen("select sum(tax) from receipts"), 0);
    shop.checked();
}

#[test]
fn the_parts_are_the_whole_whatever_vouchers_take_off() {
    for prices in ["included", "added"] {
        let shop = Shop::with(&[("tax.prices", prices)]);
        let buyer = shop.outlet.traveller();
        let order = shop.ordered("43");
        assert_eq!(buyer.call("evoucher_discount", &[("orderid", &order), ("evoucherid", "10")]).number(), 0);
        assert!(shop.fen(&format!("select voucher_amount from orders where id = {order}")) > 0);
        let paid = shop.sold(&order);
        let wrong = "select count(*) from receipts r where r.gross <> r.untaxed
            + (select sum(t.gross) from receipt_taxes t where t.receipt_id = r.id)";
        assert_eq!(shop.fen(wrong), 0, "{prices}: {paid}");
        assert_eq!(
            shop.fen("select sum(gross) from receipts"),
            shop.fen("select sum(amount) from money_moves where business_date = '2026-11-21'")
        );
        shop.checked();
    }
}

/// Numbers of a series without those that are missing.
fn gaps(folder: &Folder) -> i64 {
    folder.count("select coalesce(sum(last), 0) - (select count(*) from receipts) from receipt_series")
}

#[test]
fn two_at_once_get_two_numbers_and_what_is_rolled_back_takes_none() {
    let shop = Shop::open();
    let orders: Vec<String> =
        (0..6).map(|_| submit(&shop.outlet.traveller(), &[("productid", "3"), ("call_duration", "40")])).collect();
    let gate = Barrier::new(orders.len());
    std::thread::scope(|threads| {
        for order in &orders {
            threads.spawn(|| {
                gate.wait();
                shop.sold(order)
            });
        }
    });
    let numbers = "select count(distinct number) from receipts where series_id = (select id from receipt_series where name = 'counter')";
    assert_eq!((shop.fen(numbers), gaps(&shop.outlet.folder)), (6, 0));
    // A payment whose number is given and whose order cannot be saved is undone as a whole.
    let order = submit(&shop.outlet.traveller(), &[("productid", "3"), ("call_duration", "40")]);
    let folder = shop.outlet.stop();
    folder.change(&format!(
        "create trigger refuse before update of pay_status on orders when new.id = {order} begin select raise(abort, 'no'); end"
    ));
    let shop = Shop { outlet: Start::serve().set("gateways.sandbox", "off").on(folder) };
    let taken = shop.desk().cash(&order, "4.00", "late");
    assert!(taken.status >= 500, "{}", taken.text());
    assert_eq!((shop.fen("select count(*) from receipts"), gaps(&shop.outlet.folder)), (6, 0));
    let folder = shop.outlet.stop();
    folder.change("drop trigger refuse");
    let shop = Shop { outlet: Start::serve().set("gateways.sandbox", "off").on(folder) };
    let paid = shop.sold(&order);
    assert_eq!(texts(&paid["receipts"], "number"), ["C0-00000007"]);
    // The control: a number that is counted apart from the receipt leaves a gap, and `check` says so.
    let folder = shop.outlet.stop();
    folder.check();
    folder.change("update receipt_series set last = last + 1 where name = 'counter'");
    let report = crate::support::run(&["check", "--data", folder.data().to_str().unwrap()]);
    let text = String::from_utf8_lossy(&report.stdout).into_owned();
    assert!(text.contains("not for till counter"), "{text}");
}

#[test]
fn each_enrolled_counter_has_a_series_of_its_own_and_providers_another() {
    let shop = Shop::open();
    let order = || submit(&shop.outlet.traveller(), &[("productid", "3"), ("call_duration", "40")]);
    let enrolled = shop.outlet.admin().page_form("/api/pages/security/enrol", &[("name", "登机口")]);
    assert_eq!(enrolled.status, 200, "{}", enrolled.text());
    let token = enrolled.json()["token"].as_str().unwrap().to_owned();
    let at_gate = |order: &str| {
        let cash = [("orderid", order), ("amount", "4.00"), ("reference", order), ("device", token.as_str())];
        shop.desk().post("cash", &cash).json()["order"]["receipts"][0]["number"].clone()
    };
    let numbers = [at_gate(&order()), shop.sold(&order())["receipts"][0]["number"].clone(), at_gate(&order())];
    assert_eq!(numbers, [json!("C0-00000001"), json!("C1-00000001"), json!("C0-00000002")]);
    let online = order();
    shop.outlet.traveller().call("order_paying", &[("orderid", &online), ("payid", "2")]);
    assert_eq!(notices::alipay_paid(&shop.outlet, &online, "T-1", "4.00").text(), "success");
    assert_eq!(shop.desk().find(&online)["order"]["receipts"][0]["number"], "ON-00000001");
    let list = shop.look(&format!("receipts?{DAY}&text=ON-1"));
    assert_eq!((texts(&list["receipts"], "number"), &list["total"]), (vec!["ON-00000001".to_owned()], &json!(1)));
    shop.checked();
}

#[test]
fn receipts_wait_for_numbers_from_outside_and_take_each_once() {
    let shop = Shop::with(&[("tax.fiscal", "true")]);
    let order = || submit(&shop.outlet.traveller(), &[("productid", "3"), ("call_duration", "40")]);
    let sold: Vec<String> = (0..3).map(|_| shop.sold(&order())["receipts"][0]["id"].to_string()).collect();
    let waiting = |after: &str| shop.look(&format!("fiscal?after={after}"))["receipts"].as_array().unwrap().len();
    assert_eq!((waiting("0"), waiting(&sold[0])), (3, 2));
    let admin = shop.outlet.admin();
    let send = |fields: &[(&str, &str)]| admin.page_form("/api/pages/admin/fiscal", fields);
    let typed = [("id", sold[0].as_str()), ("number", "FP-0001")];
    assert_eq!(send(&typed).json(), json!({"before": 0, "taken": 1}));
    assert_eq!(send(&typed).json(), json!({"before": 1, "taken": 0}), "the same again");
    assert_eq!(refusal(&send(&[("id", &sold[0]), ("number", "FP-0002")])).0, 409, "another number");
    assert_eq!(refusal(&send(&[("id", &sold[1]), ("number", "FP-0001")])).0, 409, "of another receipt");
    let csv = admin.page("/api/pages/admin/fiscal?format=csv").text().to_owned();
    assert_eq!(csv.lines().count(), 3, "{csv}");
    let filled = format!("id,fiscal_number,fiscal_signature\n{},FP-0002,abc\n{},FP-0003,\n", sold[1], sold[2]);
    let broken = filled.replace("FP-0003", "FP-0001");
    assert_eq!((send(&[("results", &broken)]).status, waiting("0")), (409, 2), "a file is taken whole or not at all");
    assert_eq!(send(&[("results", &filled)]).json(), json!({"before": 0, "taken": 2}));
    assert_eq!(send(&[("results", &filled)]).json(), json!({"before": 2, "taken": 0}));
    let done = shop.look("receipts?fiscal=done");
    assert_eq!((waiting("0"), &done["total"]), (0, &json!(3)));
    assert_eq!(done["receipts"][1]["fiscal_signature"], "abc");
    assert_eq!(shop.outlet.login("clerk", "demo-clerk").page("/api/pages/admin/fiscal").status, 403);
    shop.checked();
}

#[test]
fn an_order_has_one_invoice_that_counts_and_a_credit_note_takes_it_back() {
    let shop = Shop::open();
    let order = shop.ordered("40");
    let admin = shop.outlet.admin();
    let post = |path: &str, fields: &[(&str, &str)]| admin.page_form(&format!("/api/pages/admin/{path}"), fields);
    let buyer = |title: &'static str| [("orderid", order.as_str()), ("title", title), ("tax_no", "91310000000000000X")];
    assert_eq!(post("invoice", &buyer("示例旅行社")).status, 409, "nothing is paid");
    let paid = shop.sold(&order);
    shop.gives_back(&order, Some(&paid["lines"][1]["id"].to_string()));
    let draft = shop.look(&format!("invoice-page?number={order}"));
    assert_eq!(texts(&draft["lines"], "gross"), ["50.00"], "what went back stands on no invoice");
    let made = post("invoice", &buyer("示例旅行社")).json();
    assert_eq!(
        (&made["number"], &made["gross"], &made["tax"]),
        (&json!("INV-00000001"), &json!("50.00"), &json!("5.75"))
    );
    assert_eq!(post("invoice", &buyer("示例旅行社")).json()["id"], made["id"], "the same again");
    assert_eq!(post("invoice", &buyer("别家")).status, 409);
    let id = made["id"].to_string();
    let note = post("invoice-void", &[("id", &id)]).json();
    assert_eq!((&note["number"], &note["gross"]), (&json!("CN-00000001"), &json!("-50.00")));
    assert_eq!(post("invoice-void", &[("id", &id)]).json()["id"], note["id"]);
    assert_eq!(post("invoice-void", &[("id", &note["id"].to_string())]).status, 409);
    assert_eq!(post("invoice", &buyer("别家")).json()["number"], "INV-00000002");
    for text in ["INV-00000002", "别家", "91310000", order.as_str()] {
        let found =
            shop.look(&format!("invoices?text={}", crate::support::encode(&[("", text)]).trim_start_matches('=')));
        assert!(texts(&found["invoices"], "number").contains(&"INV-00000002".to_owned()), "{text}: {found}");
    }
    let paper = shop.look(&format!("invoice-page?id={id}"));
    assert_eq!(paper["rates"], json!([{"gross": "50.00", "net": "44.25", "rate": "13", "tax": "5.75"}]));
    shop.checked();
}

/// A journal by column: [date, entry, receipt, order, account, name, debit, credit, text, rate].
fn journal(shop: &Shop) -> Vec<Vec<String>> {
    let csv = shop.outlet.admin().page(&format!("/api/pages/admin/journal?{DAY}&format=csv&language=en"));
    assert_eq!(csv.status, 200, "{}", csv.text());
    let mut reader = csv::Reader::from_reader(csv.text().trim_start_matches('\u{feff}').as_bytes());
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

fn fen_of(text: &str) -> i64 {
    text.replace(['.', '\''], "").parse().unwrap_or(0)
}

/// Sales in every channel, refunds, a top-up, late money and money that fits nothing: each entry balances, and what the accounts of
/// money got is what the till took.
#[test]
fn the_journal_of_a_day_is_the_till_of_that_day() {
    let shop = Shop::open();
    let (outlet, admin) = (&shop.outlet, shop.outlet.admin());
    let office = |call: &str, mut fields: Value| {
        fields["userid"] = admin.userid.into();
        fields["sessionid"] = admin.sessionid.clone().into();
        outlet.json(&format!("/om/services/{call}"), &fields).result()
    };
    let order = shop.ordered("40");
    let paid = shop.sold(&order);
    shop.gives_back(&order, Some(&paid["lines"][0]["id"].to_string()));
    for made in [trades::tour_order(outlet), trades::course_order(outlet, "60", "5", "1")] {
        shop.sold(&made);
    }
    Agent::first().buy(outlet, "AGENT01", "a", &[("T001", 1)]);
    shop.sold(&outlet.folder.count("select max(id) from orders where channel = 'ticket'").to_string());
    office("lease_topup", json!({"account": 3716, "amount": "55.00", "reference": "top"}));
    let ask = json!({"appkey": "demo-appkey", "region": "hk", "duration": "week", "num": 1});
    assert_eq!(outlet.json("/api/open/isp_ip_open", &ask).json()["ret"], 0);
    let online = submit(&outlet.traveller(), &[("productid", "3"), ("call_duration", "40")]);
    outlet.traveller().call("order_paying", &[("orderid", &online), ("payid", "2")]);
    for trade in ["T-1", "T-2"] {
        assert_eq!(notices::alipay_paid(outlet, &online, trade, "4.00").text(), "success", "the second must go back");
    }
    assert_eq!(notices::alipay_paid(outlet, "987654", "T-9", "28.50").text(), "success");
    let rows = journal(&shop);
    let mut entries: BTreeMap<&str, i64> = BTreeMap::new();
    for row in &rows {
        *entries.entry(&row[1]).or_default() += fen_of(&row[6]) - fen_of(&row[7]);
    }
    assert!(entries.len() >= 10 && entries.values().all(|balance| *balance == 0), "{entries:?}");
    let balance = |account: &str| -> i64 {
        let own = rows.iter().filter(|row| row[4].trim_start_matches('\'') == account);
        own.map(|row| fen_of(&row[6]) - fen_of(&row[7])).sum()
    };
    let till = admin.page(&format!("/api/pages/till?{DAY}")).json();
    let of_way = |list: &str, way: i64| -> i64 {
        let sums = till[list].as_array().unwrap().iter().filter(|it| it["way"] == way);
        sums.map(|it| fen_of(&format!("{:.2}", it["amount"].as_f64().unwrap()))).sum()
    };
    let took = |way| of_way("payments", way) - of_way("refunds", way);
    assert_eq!(balance("1001"), took(1) + of_way("top_ups", 1), "cash");
    assert_eq!(balance("1012"), took(2) + 2850, "what Alipay holds, with what fits no order");
    assert_eq!(balance("2204"), took(7) - of_way("top_ups", 1), "wallets");
    assert_eq!((balance("2241"), balance("2241.99")), (-400, -2850));
    assert_eq!(-balance("2221"), shop.fen("select sum(tax) from receipts"), "tax");
    let channels = shop.fen("select count(distinct m.channel) from receipts r join money_moves m on m.id = r.move_id");
    assert_eq!(channels, 5, "each of them sold");
    let id = shop.fen("select id from unmatched_money").to_string();
    assert_eq!(admin.page_form("/api/pages/admin/unmatched", &[("id", &id), ("note", "退回")]).status, 200);
    let suspense: i64 = journal(&shop)
        .iter()
        .filter(|row| row[4].contains("2241.99"))
        .map(|row| fen_of(&row[6]) - fen_of(&row[7]))
        .sum();
    assert_eq!(suspense, 0, "somebody said what became of it");
    shop.rows(json!([{"kind": "ledger-accounts", "cells": {"what": "sales", "detail": "tour", "account": "6001.03", "name": "跟团游收入"}}]));
    assert_eq!(journal(&shop).iter().filter(|row| row[4].contains("6001.03")).count(), 1);
    let sums = shop.look(&format!("journal?{DAY}"));
    assert_eq!(sums["debit"], sums["credit"]);
    shop.checked();
}
