//! Nobody sees what is not theirs: every call, every wrong credential, every object of somebody else.

use serde_json::{Value, json};

use super::{CALLS, RECORDED, choice, code, data, family, of_order, order, outlet, post, submit, with};
use crate::support::{Folder, Outlet, Start, files_below};

/// What belongs to the family.
const PERSONAL: [&str; 7] = ["周远", "13800138001", "望湖大厦", "asdfasdf", "文文", "9999991990", "DFjTbWDSJXUc"];

/// Calls that show nothing of anybody.
const OPEN: [&str; 2] = ["get_product_list_long", "get_product_detail"];

fn tells_nothing(text: &str, about: &str) {
    for word in PERSONAL {
        assert!(!text.contains(word), "{about} tells {word}: {text}");
    }
}

/// A call that is new must be added to `CALLS`, and with that gets the tests below.
#[test]
fn every_documented_call_has_its_case_here_under_both_prefixes() {
    let document = outlet().get("/openapi.json").json();
    for prefix in ["/v2_0/longtour/", "/v2/longtour/"] {
        let paths = document["paths"].as_object().unwrap().keys();
        let mut found: Vec<&str> = paths.filter_map(|path| path.strip_prefix(prefix)).collect();
        let mut known = CALLS.to_vec();
        found.sort_unstable();
        known.sort_unstable();
        assert_eq!(found, known, "{prefix}");
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
    let mut tried = Vec::from(OPEN);
    for (call, fields) in [
        ("address_set", json!({"address_id": "1471", "zipcode": "1"})),
        ("address_delete", json!({"address_id": "1471"})),
        ("contact_set", json!({"pid": "183", "name": "x"})),
        ("contact_delete", json!({"pid": "183"})),
        ("coupon_claim", json!({"coupon_sn": "DFjTbWDSJXUc"})),
        ("check_pack_group_bydate", json!({"uid": "629", "product_id": "501"})),
        ("get_trip_schedule", json!({"pid": "999"})),
        ("order_detail", json!({"order_id": placed})),
        ("order_cancel", json!({"order_id": placed})),
        ("order_submit", theirs.clone()),
        ("order_submit", with(theirs, &json!({"address_id": null, "receiver": "x", "mobile": "13800138000"}))),
    ] {
        let answer = post(&outlet, call, &with(own.clone(), &fields));
        assert_eq!(code(&answer), "300001", "{call}");
        tells_nothing(answer.text(), call);
        tried.push(call);
    }
    for call in ["address_list", "contact_list", "coupon_list", "order_list", "check_pack_free_bydate"] {
        let answer = post(&outlet, call, &with(choice(&other, "2016-01-28"), &own));
        assert_eq!(code(&answer), "", "{call}");
        tells_nothing(answer.text(), call);
        tried.push(call);
    }
    let missing: Vec<_> = CALLS.iter().filter(|call| !tried.contains(call)).collect();
    assert!(missing.is_empty(), "what of another's must these not reach? {missing:?}");
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

/// The demonstration's numbers, and one that is sent.
const PAPERS: [&str; 3] = ["999999199001010111", "9999991990010100225", "E7766554433"];

fn readable(folder: &Folder, words: &[&str]) -> Vec<String> {
    let files = files_below(&folder.data());
    let has = |file: &std::path::PathBuf, word: &str| {
        std::fs::read(file).unwrap().windows(word.len()).any(|part| part == word.as_bytes())
    };
    words.iter().filter(|word| files.iter().any(|file| has(file, word))).map(|word| (*word).to_owned()).collect()
}

#[test]
fn no_number_of_a_paper_can_be_read_in_the_data_folder() {
    let outlet = outlet();
    let me = family(&outlet);
    let certs = json!([{"cert_type": 1, "cert_no": PAPERS[0]}, {"cert_type": 4, "cert_no": PAPERS[2]}]);
    let changed = json!({"sessionid": me.sessionid, "pid": "183", "certs": certs});
    let shown = data(&post(&outlet, "contact_set", &changed));
    assert_eq!((&shown["certs"][0]["cert_no"], &shown["certs"][1]["cert_no"]), (&json!(PAPERS[0]), &json!(PAPERS[2])));
    let log = outlet.log();
    let folder = outlet.stop();
    assert_eq!(readable(&folder, &PAPERS), Vec::<String>::new());
    assert!(PAPERS.iter().all(|number| !log.contains(number)));
    assert_eq!(readable(&folder, &["望湖大厦"]), ["望湖大厦"], "what is not sealed is found in the same way");
    let outlet = Start::demo(RECORDED).on(folder);
    let listed = post(&outlet, "contact_list", &json!({"sessionid": family(&outlet).sessionid}));
    assert!(listed.text().contains(PAPERS[0]) && listed.text().contains(PAPERS[2]), "the owner sees them in full");
}

#[test]
fn numbers_that_an_older_program_kept_in_clear_are_sealed_at_the_next_start() {
    let folder = outlet().stop();
    let clear = "update tour_certificates set cert_no = 'OLD-CLEAR-' || id, cert_no_sealed = null";
    folder.database().execute(clear, []).unwrap();
    assert_eq!(readable(&folder, &["OLD-CLEAR-237"]), ["OLD-CLEAR-237"]);
    let outlet = Start::demo(RECORDED).on(folder);
    let listed = post(&outlet, "contact_list", &json!({"sessionid": family(&outlet).sessionid}));
    assert!(listed.text().contains("OLD-CLEAR-237") && listed.text().contains("OLD-CLEAR-245"), "{}", listed.text());
    let folder = outlet.stop();
    assert_eq!(readable(&folder, &["OLD-CLEAR-"]), Vec::<String>::new());
    assert_eq!(folder.count("select count(*) from tour_certificates where cert_no <> ''"), 0);
}

#[test]
fn with_another_key_file_papers_are_asked_for_anew_and_can_be_given() {
    let folder = outlet().stop();
    std::fs::remove_file(folder.data().join("outpost.key")).unwrap();
    let outlet = Start::demo(RECORDED).on(folder);
    let me = family(&outlet);
    let session = json!({"sessionid": me.sessionid});
    let listed = data(&post(&outlet, "contact_list", &session));
    assert!(listed.to_string().contains("\"cert_no\":\"\""), "{listed}");
    let wanted = order(&me, "2016-01-28", "n-1");
    assert_eq!(code(&post(&outlet, "order_submit", &wanted)), "300001", "nobody travels on a paper without a number");
    for pid in ["183", "191"] {
        let certs = json!([{"cert_type": 1, "cert_no": PAPERS[0]}]);
        let given = with(session.clone(), &json!({"pid": pid, "certs": certs}));
        assert_eq!(code(&post(&outlet, "contact_set", &given)), "", "{pid}");
    }
    assert_eq!(code(&post(&outlet, "order_submit", &wanted)), "");
}
