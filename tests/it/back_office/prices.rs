//! Dated prices and tier discounts: what a call does not say stays as it is.

use serde_json::{Value, json};

use super::outlet::{Outlet, Session};
use super::{NOW, om, operator};

const FROM: &str = "2016-08-01 00:00:00";
const UNTIL: &str = "2016-08-31 23:59:59";

fn price(outlet: &Outlet, who: &Session, fields: Value) -> Value {
    outlet.ok(who, &om("prdunitprice_set"), fields)["prdunitprice"].take()
}

fn tier(outlet: &Outlet, who: &Session, fields: Value) -> Value {
    outlet.ok(who, &om("prddiscount_set"), fields)["prddiscount"].take()
}

#[test]
fn the_recorded_change_of_a_price_moves_its_row_to_another_product() {
    let outlet = Outlet::at("2016-06-15 18:57:52");
    let worker = operator(&outlet);
    let recorded = json!({"unitpriceid": 7, "productid": 4, "price": 60.2, "effect_datetime": "2016-06-14 00:00:00",
        "failure_datetime": "2017-06-14 23:59:59"});
    let row = price(&outlet, &worker, recorded);
    let expected = r#"{"effect_datetime":"2016-06-14 00:00:00","failure_datetime":"2017-06-14 23:59:59","id":7,"price":60.20,"productid":4}"#;
    assert_eq!(row.to_string(), expected);
    let of =
        |product: i64| outlet.call("/uc/services/prdunitprice_gets", json!({"productid": product}))["result"].take();
    assert!(of(4)["prdunitprices"].as_array().unwrap().contains(&row) && of(6)["prdunitprices"] == json!([]));
    let tiers = tier(&outlet, &worker, json!({"discountid": 1, "productid": 3, "effect_datetime": FROM}));
    assert_eq!((&tiers["id"], &tiers["productid"], &tiers["quantity"]), (&json!(1), &json!(3), &json!(10)));
}

#[test]
fn a_change_keeps_what_is_not_sent_and_an_end_is_taken_away_by_word() {
    let outlet = Outlet::at(NOW);
    let worker = operator(&outlet);
    let made = price(
        &outlet,
        &worker,
        json!({"productid": 1, "price": "12.34", "effect_datetime": FROM, "failure_datetime": UNTIL}),
    );
    let again = json!({"unitpriceid": made["id"], "productid": 1, "effect_datetime": FROM});
    assert_eq!(price(&outlet, &worker, again.clone()), made);
    let mut open = again.clone();
    open["without_end"] = json!(true);
    let open = price(&outlet, &worker, open);
    assert!(open.get("failure_datetime").is_none() && open["price"] == made["price"], "{open}");
    let late = json!({"unitpriceid": made["id"], "productid": 1, "effect_datetime": FROM, "failure_datetime": NOW});
    assert_eq!(
        outlet.call_as(&worker, &om("prdunitprice_set"), late)["error_no"],
        1100,
        "it would end before it begins"
    );

    let fields =
        json!({"productid": 1, "quantity": 4, "discount": 80, "effect_datetime": FROM, "failure_datetime": UNTIL});
    let made = tier(&outlet, &worker, fields);
    let again = json!({"discountid": made["id"], "productid": 1, "effect_datetime": FROM});
    assert_eq!(tier(&outlet, &worker, again.clone()), made);
    let late = json!({"discountid": made["id"], "productid": 1, "effect_datetime": "2016-09-01 00:00:00"});
    assert_eq!(outlet.call_as(&worker, &om("prddiscount_set"), late)["error_no"], 1100, "the end that it has counts");
}

#[test]
fn a_new_row_needs_no_more_than_its_product_and_its_start() {
    let outlet = Outlet::at(NOW);
    let worker = operator(&outlet);
    let cost = |product: i64, from: &str| {
        price(&outlet, &worker, json!({"productid": product, "effect_datetime": from}))["price"].to_string()
    };
    assert_eq!(cost(1, "2016-07-06 00:00:00"), "50.00", "it goes on with what is valid then");
    assert_eq!(cost(1, "2016-08-06 00:00:00"), "0.01");
    assert_eq!(cost(7, FROM), "1.90", "a package without a row has the price that it shows");
    let plain = tier(&outlet, &worker, json!({"productid": 1, "effect_datetime": FROM}));
    assert_eq!((&plain["quantity"], &plain["discount"]), (&json!(1), &json!(100)), "{plain}");
    for bad in
        [json!({"productid": 1}), json!({"effect_datetime": FROM}), json!({"productid": 99, "effect_datetime": FROM})]
    {
        for call in ["prdunitprice_set", "prddiscount_set"] {
            assert_eq!(outlet.call_as(&worker, &om(call), bad.clone())["error_no"], 1100, "{call} {bad}");
        }
    }
}
