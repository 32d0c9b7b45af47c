//! A card's secret keys: kept, and found nowhere.

use std::fs;

use serde_json::json;

use super::outlet::Outlet;
use super::{CARD, NOW, admin, om, operator, traveller};

const KI: &str = "5EC2E7A0B1C2D3E4F50617283940A1B2";
const KI_HK: &str = "5EC2E7FFEEDDCCBBAA99887766554433";
const ICCID: &str = "100200300400991";

/// Whether a text stands in a file of the data folder or one below it.
fn is_in_a_file(outlet: &Outlet, text: &str) -> bool {
    let mut folders = vec![outlet.folder.data()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            if entry.path().is_dir() {
                folders.push(entry.path());
            } else if fs::read(entry.path()).unwrap().windows(text.len()).any(|part| part == text.as_bytes()) {
                return true;
            }
        }
    }
    false
}

#[test]
fn a_card_s_keys_are_sealed_and_neither_answered_nor_told_in_the_trail() {
    let outlet = Outlet::at(NOW);
    let (me, boss) = (traveller(&outlet), admin(&outlet));
    let card = json!({"iccid": ICCID, "imsi": "454001234567890", "ki": KI, "type": 3});
    let made = outlet.ok(&boss, &om("datacard_set"), card.clone());
    assert_eq!(made["datacard"]["iccid"], ICCID, "{made}");
    let again = outlet.ok(&boss, &om("datacard_set"), json!({"iccid": ICCID, "ki_hk": KI_HK, "ki": "0000"}));
    let bound = outlet.ok(&me, "/uc/services/datacard_bind", json!({"datacardid": ICCID}));
    let mine = outlet.ok(&me, "/uc/services/datacard_gets", json!({}));
    let trail = outlet.page_json(&boss, "/api/pages/audit");
    for answer in [&made, &again, &bound, &mine, &trail] {
        let text = answer.to_string();
        assert!(text.contains(ICCID) && !text.contains(KI) && !text.contains(KI_HK), "{text}");
    }
    let notes: Vec<String> =
        trail["entries"].as_array().unwrap().iter().map(|entry| entry["after"].to_string()).collect();
    assert!(notes[1].contains(r#"\"ki\":\"set\""#) && !notes[1].contains("ki_hk"), "{notes:?}");
    assert!(
        notes[0].contains(r#"\"ki_hk\":\"set\""#) && !notes[0].contains(r#"\"ki\""#),
        "a known key stays: {notes:?}"
    );
    assert!(is_in_a_file(&outlet, ICCID), "the search finds what is written in clear");
    assert!(!is_in_a_file(&outlet, KI) && !is_in_a_file(&outlet, KI_HK));
    let outlet = Outlet::start(NOW, outlet.stop());
    assert!(!is_in_a_file(&outlet, KI) && !is_in_a_file(&outlet, KI_HK), "nor after a new start");
    assert!(outlet.call_as(&operator(&outlet), &om("datacard_gets"), json!({}))["error_no"] == 0);
}

#[test]
fn what_cannot_be_a_key_is_1100_and_makes_no_card() {
    let outlet = Outlet::at(NOW);
    let boss = admin(&outlet);
    for (name, key) in [("ki", "a b"), ("ki_hk", "密钥"), ("ki", &"0".repeat(129))] {
        let answer = outlet.call_as(&boss, &om("datacard_set"), json!({"iccid": ICCID, name: key}));
        assert_eq!(answer["error_no"], 1100, "{name} {key}");
    }
    assert_eq!(outlet.call_as(&boss, "/uc/services/datacard_bind", json!({"datacardid": ICCID}))["error_no"], 1301);
    let known = outlet.call_as(&boss, "/uc/services/datacard_bind", json!({"datacardid": CARD}));
    assert_eq!(known["error_no"], 0, "the twin: a card that was made is found");
}
