//! Nobody sees what is not theirs: every call, every wrong credential, every object of somebody else.

use serde_json::{Value, json};

use crate::support::Outlet;
use crate::{CALLS, choice, code, data, family, of_order, order, outlet, post, submit, with};

/// What belongs to the family.
const PERSONAL: [&str; 7] = ["周远", "13800138001", "望湖大厦", "asdfasdf", "文文", "9999991990", "DFjTbWDSJXUc"];

/// Calls that show nothing of anybody.
const OPEN: [&str; 2] = ["get_product_list_long", "get_product_detail"];

fn tells_nothing(text: &str, about: &str) {
    for word in PERSONAL {
        assert!(!text.contains(word), "{about} tells {word}: {text}");
    }
}

#[test]
fn no_call_tells_anything_to_a_wrong_credential() {
    let outlet = outlet();
    let (me, other, staff) = (family(&outlet), outlet.traveller(), outlet.admin());
    let placed = submit(&outlet, &order(&me, "2016-01-28", "n-1"));
    let whole = with(
        order(&me, "2016-01-28", "n-1"),
        &json!({"sessionid": null, "order_id": placed, "pid": "183", "coupon_sn": "DFjTbWDSJXUc", "name": "x",
            "receiver": "x", "mobile": "13800138000", "address": "x"}),
    );
    let wrong = [
        json!({}),
        json!({"sessionid": "00000000-0000-4000-8000-000000000000"}),
        json!({"sessionid": other.sessionid}),
        json!({"token": other.sessionid}),
        json!({"sessionid": staff.sessionid}),
        json!({"appkey": "no-such-key"}),
        json!({"sessionid": me.sessionid, "uid": "7"}),
        json!({"sessionid": me.sessionid, "uid": "abc"}),
    ];
    for call in CALLS.iter().filter(|call| !OPEN.contains(call)) {
        for credential in &wrong {
            let answer = post(&outlet, call, &with(whole.clone(), credential));
            assert_eq!(code(&answer), "300001", "{call} {credential}");
            tells_nothing(answer.text(), call);
        }
    }
    let order = data(&post(&outlet, "order_detail", &of_order(&me, &placed)));
    assert_eq!(order["order_status"], "0", "and nothing was changed");
}

#[test]
fn nobody_reaches_the_objects_of_another_with_a_credential_of_ones_own() {
    let outlet = outlet();
    let (me, other) = (family(&outlet), outlet.traveller());
    let placed = submit(&outlet, &order(&me, "2016-01-28", "n-1"));
    let own = json!({"sessionid": other.sessionid, "uid": "7"});
    let theirs = with(order(&other, "2016-01-28", "n-1"), &json!({"uid": "7", "sessionid": other.sessionid}));
    for (call, fields) in [
        ("address_set", json!({"address_id": "1471", "zipcode": "1"})),
        ("address_delete", json!({"address_id": "1471"})),
        ("contact_set", json!({"pid": "183", "name": "x"})),
        ("contact_delete", json!({"pid": "183"})),
        ("coupon_claim", json!({"coupon_sn": "DFjTbWDSJXUc"})),
        ("order_detail", json!({"order_id": placed})),
        ("order_cancel", json!({"order_id": placed})),
        ("order_submit", theirs.clone()),
        ("order_submit", with(theirs, &json!({"address_id": null, "receiver": "x", "mobile": "13800138000"}))),
    ] {
        let answer = post(&outlet, call, &with(own.clone(), &fields));
        assert_eq!(code(&answer), "300001", "{call}");
        tells_nothing(answer.text(), call);
    }
    for call in ["address_list", "contact_list", "coupon_list", "order_list", "check_pack_free_bydate"] {
        let answer = post(&outlet, call, &with(choice(&other, "2016-01-28"), &own));
        assert_eq!(code(&answer), "", "{call}");
        tells_nothing(answer.text(), call);
    }
    let roaming = outlet.form("/uc/services/order_cancel", &[("sessionid", &me.sessionid), ("orderid", &placed)]);
    assert_eq!(roaming.number(), 1305, "the shop does not know orders of tours");
}

#[test]
fn orders_of_other_channels_are_unknown_here() {
    let outlet = Outlet::demo();
    let buyer = outlet.traveller();
    let card = json!({"sessionid": buyer.sessionid, "order_id": buyer.order_card().to_string()});
    for call in ["order_detail", "order_cancel"] {
        assert_eq!(code(&post(&outlet, call, &card)), "300001", "{call}");
    }
    assert_eq!(data(&post(&outlet, "order_list", &card))["list"], json!([]));
}

#[test]
fn a_partner_sees_its_own_customers_with_masked_papers() {
    let outlet = outlet();
    let admin = outlet.admin();
    let made = admin.office("tour_partner_set", &[("name", "示例平台"), ("uids", "629")]).result();
    let key = made["appkey"].as_str().unwrap().to_owned();
    let partner = |uid: &str| json!({"sessionid": null, "appkey": key, "uid": uid});
    let asked = |uid: &str| with(choice(&family(&outlet), "2016-01-28"), &partner(uid));
    let found = post(&outlet, "check_pack_free_bydate", &asked("629"));
    let papers: Vec<Value> =
        data(&found)["user_certs"].as_array().unwrap().iter().map(|it| it["certs"][0]["cert_no"].clone()).collect();
    assert_eq!(papers, ["9999**********0111", "9999***********0225"]);
    for call in ["contact_list", "contact_set"] {
        let fields = json!({"appkey": key, "uid": "629", "pid": "183"});
        assert!(!post(&outlet, call, &fields).text().contains("999999199001010111"), "{call}");
    }
    let masked = json!({"appkey": key, "uid": "629", "pid": "183", "certs": [{"cert_type": 1, "cert_no": papers[0]}]});
    assert_eq!(code(&post(&outlet, "contact_set", &masked)), "300001", "a masked number would lose the real one");
    let by_partner = with(order(&family(&outlet), "2016-01-28", "p-1"), &partner("629"));
    let id = submit(&outlet, &by_partner);
    assert!(!id.is_empty());
    for uid in ["7", "999"] {
        assert_eq!(code(&post(&outlet, "check_pack_free_bydate", &asked(uid))), "300001");
    }
    assert_eq!(outlet.folder.count("select count(*) from tour_partners where cast(key_hash as text) like '%-%-%'"), 0);
    assert!(!outlet.log().contains(&key));
    admin.office("tour_partner_set", &[("name", "示例平台"), ("enabled", "0")]).result();
    assert_eq!(code(&post(&outlet, "check_pack_free_bydate", &asked("629"))), "300001", "switched off");
}
