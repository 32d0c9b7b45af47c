//! Selling: the last rooms, coupons, repeats, paying, and giving everything back.

use std::path::Path;
use std::sync::Barrier;

use serde_json::{Value, json};

use super::{RECORDED, code, data, family, of_order, order, outlet, post, room, submit, with};
use crate::support::{Folder, HtmlForm, Outlet, Start, Visitor};

const DAY: &str = "2016-01-28";
const BUYERS: usize = 20;

/// Pieces of an offer that orders hold on a day.
pub(crate) fn taken(outlet: &Outlet, offer: i64, day: &str) -> i64 {
    outlet.folder.count(&format!("select taken from tour_calendar where offer_id = {offer} and day = '{day}'"))
}

/// What the orders of the outlet hold, by the ledger, and by the calendar: the two must agree at all times.
pub(crate) fn held(outlet: &Outlet) -> i64 {
    let ledger = outlet.folder.count("select coalesce(sum(quantity), 0) from tour_holds where released_at is null");
    let moves = outlet.folder.count("select coalesce(sum(change), 0) from stock_moves where item_kind = 'tour offer'");
    assert_eq!(outlet.folder.count("select sum(taken) from tour_calendar"), ledger);
    assert_eq!(-moves, ledger);
    ledger
}

pub(crate) fn spent_coupons(outlet: &Outlet) -> i64 {
    outlet.folder.count("select count(*) from tour_coupons where order_id is not null")
}

/// All at the same moment: the codes and the orders of twenty buyers, each with an order number of its own.
fn rush(outlet: &Outlet, body: impl Fn(usize) -> Value + Sync) -> Vec<String> {
    let gate = Barrier::new(BUYERS);
    std::thread::scope(|threads| {
        let buyers: Vec<_> = (0..BUYERS)
            .map(|number| {
                let (gate, body) = (&gate, &body);
                threads.spawn(move || {
                    let body = body(number);
                    gate.wait();
                    code(&post(outlet, "order_submit", &body))
                })
            })
            .collect();
        buyers.into_iter().map(|buyer| buyer.join().expect("a buyer")).collect()
    })
}

fn count(codes: &[String], wanted: &str) -> usize {
    codes.iter().filter(|code| *code == wanted).count()
}

#[test]
fn the_last_five_rooms_go_to_five_of_twenty_buyers() {
    let outlet = outlet();
    let me = family(&outlet);
    let codes = rush(&outlet, |number| order(&me, DAY, &format!("rush-{number}")));
    assert_eq!((count(&codes, ""), count(&codes, "300051")), (5, 15), "{codes:?}");
    for (offer, day, pieces) in
        [(601, DAY, 5), (601, "2016-01-29", 5), (601, "2016-01-30", 0), (602, DAY, 0), (65, DAY, 10), (305, DAY, 15)]
    {
        assert_eq!(taken(&outlet, offer, day), pieces, "offer {offer} on {day}");
    }
    assert_eq!(held(&outlet), 5 * (2 + 2 + 3));
    assert_eq!(outlet.folder.count("select count(*) from orders where channel = 'tour'"), 5);
}

#[test]
fn a_coupon_is_spent_by_one_of_twenty_buyers() {
    let outlet = outlet();
    let me = family(&outlet);
    let body = |number: usize| {
        let change =
            json!({"coupon_sn": "DFjTbWDSJXUc", "hotels": [], "scenerys": [], "adult_num": "1", "contact_ids": "183"});
        with(order(&me, DAY, &format!("coupon-{number}")), &change)
    };
    let codes = rush(&outlet, body);
    assert_eq!((count(&codes, ""), count(&codes, "300001")), (1, 19), "{codes:?}");
    assert_eq!((spent_coupons(&outlet), held(&outlet)), (1, 1), "those who came too late hold nothing");
}

/// The twin: without the guard in the statement two buyers who looked at the same time both get the last room, and both spend
/// the coupon.
#[test]
fn without_the_guards_the_last_room_and_the_coupon_go_twice() {
    let plain = Folder::open(Path::new(":memory:")).unwrap();
    let tables = "create table day (stock integer, taken integer); insert into day values (1, 0);
        create table coupon (order_id integer); insert into coupon values (null);";
    plain.execute_batch(tables).unwrap();
    let number = |sql: &str| plain.query_row::<i64, _, _>(sql, [], |row| row.get(0)).unwrap();
    let looks = [(), ()].map(|()| number("select stock - taken from day") >= 1);
    for (buyer, saw_one) in looks.into_iter().enumerate() {
        assert!(saw_one);
        plain.execute("update day set taken = taken + 1", []).unwrap();
        assert_eq!(plain.execute("update coupon set order_id = ?1", [i64::try_from(buyer).unwrap()]).unwrap(), 1);
    }
    assert_eq!(number("select taken from day"), 2, "two of one room are sold");
    assert_eq!(plain.execute("update day set taken = taken + 1 where stock - taken >= 1", []).unwrap(), 0);
    assert_eq!(plain.execute("update coupon set order_id = 9 where order_id is null", []).unwrap(), 0);
}

#[test]
fn a_repeat_is_the_first_order_and_another_content_is_refused() {
    let outlet = outlet();
    let me = family(&outlet);
    let body = with(order(&me, DAY, "n-1"), &json!({"coupon_sn": "abrxUWpKmJCB"}));
    let first = data(&post(&outlet, "order_submit", &body));
    assert_eq!(
        (&first["total_money"], &first["coupon_money"], &first["order_status"]),
        (&json!("1940.00"), &json!("1.00"), &json!("0"))
    );
    let same =
        with(body.clone(), &json!({"adult_num": 2, "contact_ids": "191,183", "version": "3", "sum_money": 2000}));
    assert_eq!(data(&post(&outlet, "order_submit", &same)), first);
    for other in [
        json!({"hotels": [room(602, DAY, 2, 1)]}),
        json!({"coupon_sn": null}),
        json!({"email": "else@example.com"}),
        json!({"sum_money": "2000.01"}),
    ] {
        assert_eq!(code(&post(&outlet, "order_submit", &with(body.clone(), &other))), "300002", "{other}");
    }
    data(&post(&outlet, "order_cancel", &of_order(&me, first["order_id"].as_str().unwrap())));
    let again = data(&post(&outlet, "order_submit", &body));
    assert_eq!(
        (&again["order_id"], &again["order_status"], &again["pay_url"]),
        (&first["order_id"], &json!("2"), &json!(""))
    );
    let codes = rush(&outlet, |_| order(&me, "2016-03-01", "one-number"));
    assert_eq!(count(&codes, ""), BUYERS, "{codes:?}");
    assert_eq!((taken(&outlet, 601, "2016-03-01"), held(&outlet)), (1, 7));
}

#[test]
fn a_cancelled_order_gives_rooms_seats_tickets_and_coupon_back_once() {
    let outlet = outlet();
    let me = family(&outlet);
    let body = with(order(&me, DAY, "n-1"), &json!({"coupon_sn": "abrxUWpKmJCB", "hotels": [room(601, DAY, 2, 5)]}));
    let id = submit(&outlet, &body);
    assert_eq!((held(&outlet), spent_coupons(&outlet)), (10 + 2 + 3, 1));
    let full = order(&me, DAY, "n-2");
    assert_eq!(code(&post(&outlet, "order_submit", &full)), "300051");
    let spent = data(&post(&outlet, "coupon_list", &json!({"sessionid": me.sessionid})));
    let spent = spent["coupon_list"].as_array().unwrap().iter().find(|row| row["use_status"] == "1").unwrap().clone();
    assert_eq!((&spent["coupon_sn"], &spent["coupon_status_cn"]), (&json!("abrxUWpKmJCB"), &json!("已使用")));
    for _ in 0..2 {
        assert_eq!(data(&post(&outlet, "order_cancel", &of_order(&me, &id)))["order_status"], "2");
        assert_eq!((held(&outlet), spent_coupons(&outlet)), (0, 0));
    }
    let sold = "select sold from tour_packages where id = 500";
    assert_eq!(outlet.folder.count(sold), 0);
    submit(&outlet, &full);
    assert_eq!(outlet.folder.count(sold), 1);
}

#[test]
fn an_order_that_nobody_pays_gives_everything_to_the_next_buyer() {
    let outlet = outlet();
    let me = family(&outlet);
    let body = with(order(&me, DAY, "n-1"), &json!({"coupon_sn": "abrxUWpKmJCB", "hotels": [room(601, DAY, 2, 5)]}));
    let id = submit(&outlet, &body);
    let second = with(order(&me, DAY, "n-2"), &json!({"hotels": [room(601, DAY, 1, 5)]}));
    assert_eq!(code(&post(&outlet, "order_submit", &second)), "300051");
    let outlet = Start::demo("2016-01-25 10:31:00").on(outlet.stop());
    submit(&outlet, &second);
    assert_eq!(data(&post(&outlet, "order_detail", &of_order(&me, &id)))["order_status"], "0", "it is still open");
    assert_eq!((held(&outlet), spent_coupons(&outlet)), (5 + 2 + 3, 1));
}

/// Presses the paying button of the sandbox behind an order's address.
pub(crate) fn pay(outlet: &Outlet, url: &str) {
    let target = url.strip_prefix(&format!("http://{}", outlet.address)).unwrap();
    let page = outlet.get(target);
    let answer = HtmlForm::read(page.text()).with("choice", "pay").send(outlet);
    assert_eq!(answer.status, 200, "{}", answer.text());
}

#[test]
fn the_payment_page_pays_the_order_once_and_a_paid_order_is_not_cancelled() {
    let outlet = outlet();
    let me = family(&outlet);
    let placed =
        data(&post(&outlet, "order_submit", &with(order(&me, DAY, "n-1"), &json!({"coupon_sn": "abrxUWpKmJCB"}))));
    let (id, url) = (placed["order_id"].as_str().unwrap(), placed["pay_url"].as_str().unwrap());
    pay(&outlet, url);
    pay(&outlet, url);
    let paid = data(&post(&outlet, "order_detail", &of_order(&me, id)));
    assert_eq!(
        (&paid["pay_status"], &paid["pay_money"], &paid["pay_url"]),
        (&json!("2"), &json!("1939.00"), &json!(""))
    );
    assert_eq!(paid["travellers"], json!([{"pid": "183", "name": "asdfasdf"}, {"pid": "191", "name": "文文"}]));
    assert_eq!(outlet.folder.count("select sum(amount) from money_moves"), 193_900);
    assert_eq!(code(&post(&outlet, "order_cancel", &of_order(&me, id))), "300006");
    assert_eq!((held(&outlet), spent_coupons(&outlet)), (7, 1));
    let list = data(&post(&outlet, "order_list", &json!({"sessionid": me.sessionid})));
    assert_eq!((list["list"].as_array().unwrap().len(), &list["page"]["total"]), (1, &json!("1")));
}

#[test]
fn money_that_comes_after_the_end_is_kept_to_go_back() {
    let outlet = outlet();
    let me = family(&outlet);
    let placed = data(&post(&outlet, "order_submit", &order(&me, DAY, "n-1")));
    let id = placed["order_id"].as_str().unwrap();
    data(&post(&outlet, "order_cancel", &of_order(&me, id)));
    pay(&outlet, placed["pay_url"].as_str().unwrap());
    let order = data(&post(&outlet, "order_detail", &of_order(&me, id)));
    assert_eq!((&order["order_status"], &order["pay_status"]), (&json!("2"), &json!("0")));
    assert_eq!(outlet.folder.count("select sum(money) from refunds where origin = 'late payment'"), 194_000);
    assert_eq!(held(&outlet), 0);
}

#[test]
fn an_order_that_lacks_something_takes_nothing() {
    let outlet = outlet();
    let me = family(&outlet);
    for change in [
        json!({"client_order_no": null}),
        json!({"client_order_no": "x".repeat(65)}),
        json!({"contact_ids": null}),
        json!({"contact_ids": "183"}),
        json!({"contact_ids": "183,183"}),
        json!({"contact_ids": "183,999"}),
        json!({"address_id": null, "receiver": "周远", "mobile": "13800138001", "email": null}),
        json!({"email": null}),
        json!({"email": "nobody"}),
        json!({"address_id": null}),
        json!({"address_id": "1"}),
        json!({"coupon_sn": "nosuchcoupon"}),
        json!({"coupon_sn": "abrxUWpKmJCB", "sum_money": "1.00"}),
        json!({"coupon_sn": "abrxUWpKmJCB", "app_sub_money": "1939.00"}),
        json!({"date": "2016-01-24"}),
    ] {
        let answer = post(&outlet, "order_submit", &with(order(&me, DAY, "n-1"), &change));
        assert_eq!(code(&answer), "300001", "{change}");
    }
    let orders = outlet.folder.count("select count(*) from orders where channel = 'tour'");
    assert_eq!((held(&outlet), orders), (0, 0));
    let by_hand = json!({"address_id": null, "receiver": "周远", "mobile": "13800138001"});
    submit(&outlet, &with(order(&me, DAY, "n-1"), &by_hand));
    let with_email = json!({"sessionid": me.sessionid, "address_id": "1471", "email": "family@example.com"});
    data(&post(&outlet, "address_set", &with_email));
    submit(&outlet, &with(order(&me, DAY, "n-2"), &json!({"email": null})));
}

/// A coupon of 5.00 without a threshold; whose it is.
fn large_coupon(outlet: Outlet) -> (Outlet, Visitor, String) {
    let (me, admin) = (family(&outlet), outlet.admin());
    let batch = "insert into tour_coupon_batches (id, name, kind, money, starts_at, ends_at) values (9, 'x', 1, 500, 0, 9000000000000)";
    let folder = outlet.stop();
    folder.database().execute_batch(batch).unwrap();
    let outlet = Start::demo(RECORDED).on(folder);
    let (me, admin): (Visitor, Visitor) = (me.at(&outlet.address), admin.at(&outlet.address));
    let issued = admin.office("tour_coupon_issue", &[("batchid", "9"), ("uid", "629")]).result();
    let cheap = [("offerid", "65"), ("date", DAY), ("price", "0.50"), ("stock", "20")];
    admin.office("tour_calendar_set", &cheap).result();
    let serial = issued["coupon_sns"][0].as_str().unwrap().to_owned();
    (outlet, me, serial)
}

#[test]
fn an_order_that_its_coupon_pays_takes_off_no_more_than_it_costs_and_can_be_cancelled_once() {
    let (outlet, me, serial) = large_coupon(outlet());
    let bare = json!({"hotels": [], "scenerys": [], "coupon_sn": serial});
    let body = with(order(&me, DAY, "n-1"), &bare);
    let placed = data(&post(&outlet, "order_submit", &body));
    assert_eq!((&placed["total_money"], &placed["coupon_money"]), (&json!("1.00"), &json!("1.00")));
    let id = placed["order_id"].as_str().unwrap();
    let detail = || data(&post(&outlet, "order_detail", &of_order(&me, id)));
    let paid = detail();
    assert_eq!(["pay_status", "pay_money", "coupon_money"].map(|name| paid[name].clone()), ["2", "0.00", "1.00"]);
    let check = with(body.clone(), &json!({"sum_money": "1"}));
    let usable = || data(&post(&outlet, "check_pack_free_bydate", &check))["coupon_list"].to_string().contains(&serial);
    assert_eq!((held(&outlet), spent_coupons(&outlet), usable()), (2, 1, false));
    for _ in 0..2 {
        assert_eq!(data(&post(&outlet, "order_cancel", &of_order(&me, id)))["order_status"], "2");
        assert_eq!((held(&outlet), spent_coupons(&outlet), usable()), (0, 0, true));
    }
    let ended = detail();
    assert_eq!(
        ["order_status", "pay_status", "pay_time"].map(|name| ended[name].clone()),
        ["2", "0", "0000-00-00 00:00:00"]
    );
    assert_eq!(outlet.folder.count("select count(*) from money_moves"), 0);
    // The coupon is spent again; the first order's cancel does not take it away from the second.
    submit(&outlet, &with(body, &json!({"client_order_no": "n-2"})));
    data(&post(&outlet, "order_cancel", &of_order(&me, id)));
    assert_eq!((held(&outlet), spent_coupons(&outlet)), (2, 1));
}

#[test]
fn whoever_has_travelled_does_not_get_the_coupon_back() {
    let (outlet, me, serial) = large_coupon(outlet());
    let bare = json!({"hotels": [], "scenerys": [], "coupon_sn": serial});
    let id = submit(&outlet, &with(order(&me, DAY, "n-1"), &bare));
    let outlet = Start::demo("2016-01-29 08:00:00").on(outlet.stop());
    let cancelled = post(&outlet, "order_cancel", &of_order(&family(&outlet), &id));
    assert_eq!((code(&cancelled).as_str(), spent_coupons(&outlet)), ("300006", 1));
}

/// The rooms are anybody's; the coupon stays with the order, which is open as before.
#[test]
fn what_an_unpaid_order_held_is_shown_as_free_and_can_be_had() {
    let outlet = outlet();
    let me = family(&outlet);
    let body = with(order(&me, DAY, "n-1"), &json!({"coupon_sn": "abrxUWpKmJCB", "hotels": [room(601, DAY, 2, 5)]}));
    submit(&outlet, &body);
    let look = |outlet: &Outlet| {
        let found = post(outlet, "check_pack_free_bydate", &with(body.clone(), &json!({"client_order_no": null})));
        let refused = code(&found);
        let coupon = found.json()["data"]["coupon_list"].as_array().and_then(|list| {
            list.iter()
                .find(|row| row["coupon_sn"] == "abrxUWpKmJCB")
                .map(|row| (row["use_status"].clone(), row["order_sn"].clone()))
        });
        (refused, coupon)
    };
    assert_eq!(look(&outlet), ("300051".to_owned(), None));
    let outlet = Start::demo("2016-01-25 10:31:00").on(outlet.stop());
    assert_eq!(look(&outlet), (String::new(), None));
    let bare = json!({"client_order_no": "n-2", "hotels": [], "scenerys": [], "coupon_sn": ""});
    data(&post(&outlet, "order_submit", &with(body, &bare)));
    assert_eq!((held(&outlet), spent_coupons(&outlet)), (2, 1));
}

#[test]
fn a_coupon_that_covers_everything_pays_the_order() {
    let outlet = outlet();
    let (me, admin) = (family(&outlet), outlet.admin());
    let free = [("offerid", "65"), ("date", DAY), ("price", "0.25"), ("stock", "20")];
    admin.office("tour_calendar_set", &free).result();
    let bare = json!({"hotels": [], "scenerys": [], "coupon_sn": "2C77TpVQfJmp"});
    let short = post(&outlet, "order_submit", &with(order(&me, DAY, "n-1"), &bare));
    assert_eq!(code(&short), "300001", "0.50 is below the threshold, whatever the client says of the sum");
    admin.office("tour_calendar_set", &[("offerid", "65"), ("date", DAY), ("price", "0.50"), ("stock", "20")]).result();
    assert_eq!(code(&post(&outlet, "order_submit", &with(order(&me, DAY, "n-1"), &bare))), "300001");
    let batch = "insert into tour_coupon_batches (id, name, kind, money, starts_at, ends_at) values (9, 'x', 1, 500, 0, 9000000000000)";
    let folder = outlet.stop();
    folder.database().execute_batch(batch).unwrap();
    let outlet = Start::demo(RECORDED).on(folder);
    let (me, admin): (Visitor, Visitor) = (me.at(&outlet.address), admin.at(&outlet.address));
    let issued = admin.office("tour_coupon_issue", &[("batchid", "9"), ("uid", "629")]).result();
    let body = with(order(&me, DAY, "n-1"), &with(bare, &json!({"coupon_sn": issued["coupon_sns"][0]})));
    let placed = data(&post(&outlet, "order_submit", &body));
    assert_eq!(placed["pay_url"], "");
    let paid = data(&post(&outlet, "order_detail", &of_order(&me, placed["order_id"].as_str().unwrap())));
    assert_eq!((&paid["pay_status"], &paid["pay_money"]), (&json!("2"), &json!("0.00")));
}
