//! The twins of the checks: an outlet that forgets some of an entry, as a use case without its line of the trail would.

use serde_json::json;

use super::{Before, Hand, Manager, New, TODAY, There};
use crate::support::{Outlet, Start};

/// An outlet that does this to each entry after it was written.
fn forgetful(spoil: &str) -> Outlet {
    let folder = Outlet::demo_at(TODAY).stop();
    let trigger = format!("create trigger spoil after insert on audit_trail begin {spoil} where id = new.id; end");
    folder.database().execute(&trigger, []).unwrap();
    Start::demo(TODAY).on(folder)
}

/// What is done to an entry of which sort of call, and which check finds it.
const SPOILT: [(&str, Before, &[&str]); 7] = [
    ("delete from audit_trail", There, &["one entry", "whose", "what", "before"]),
    (
        "insert into audit_trail select id + 1000, at, actor_id, action, object, before, after, null from audit_trail",
        There,
        &["one entry"],
    ),
    ("update audit_trail set action = 'order_set'", There, &["whose"]),
    ("update audit_trail set actor_id = 7", There, &["whose"]),
    ("update audit_trail set after = null", There, &["what"]),
    ("update audit_trail set before = null", There, &["before"]),
    ("update audit_trail set before = 'x'", New, &["before"]),
];

#[test]
fn without_its_line_or_a_part_of_it_a_call_of_the_staff_is_found() {
    for (spoil, before, found) in SPOILT {
        let outlet = forgetful(spoil);
        let boss = Manager::of(&outlet);
        let name = if before == There { "touchdev01" } else { "box" };
        boss.does("touchdev_set", before, json!({"hostname": name, "host": "192.0.2.9"}));
        let faults = boss.faults.take();
        let told: Vec<_> = faults.iter().filter_map(|fault| fault.split_once(':')).map(|(check, _)| check).collect();
        let wanted: Vec<_> = found.iter().map(|check| format!("touchdev_set, {check}")).collect();
        assert_eq!(told, wanted, "{spoil}: {faults:?}");
    }
}

#[test]
fn without_its_line_or_a_part_of_it_an_action_of_the_pages_is_found() {
    for spoil in
        ["delete from audit_trail", "update audit_trail set after = null", "update audit_trail set actor_id = 7"]
    {
        let outlet = forgetful(spoil);
        let hand = Hand::of(&outlet);
        hand.does("admin/user", "account_create", &[("username", "third-clerk"), ("role", "1")]);
        assert_eq!(hand.faults.take(), ["admin/user account_create"], "{spoil}");
    }
}
