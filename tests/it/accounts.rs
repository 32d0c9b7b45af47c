//! How people come in: registering with a check code, guessing, forgetting, changing a password.

use std::path::Path;
use std::sync::Arc;

use crate::support::{Folder, Outlet, RECORDED_DAY, Start, Visitor, outpost};

const PHONE: &str = "13900000001";

fn register(outlet: &Outlet, name: &str, phone: &str, (id, code): (&str, &str)) -> i64 {
    let fields =
        [("username", name), ("password", "a new one"), ("phone", phone), ("checkid", id), ("checkcode", code)];
    outlet.form("/uc/services/register", &fields).number()
}

/// Another six digits.
fn wrong(code: &str) -> String {
    let first = if code.starts_with('0') { "1" } else { "0" };
    format!("{first}{}", &code[1..])
}

fn login_number(outlet: &Outlet, name: &str, password: &str) -> i64 {
    outlet.form("/uc/services/login", &[("username", name), ("password", password)]).number()
}

#[test]
fn a_new_customer_registers_with_the_code_that_the_staff_reads_out() {
    let outlet = Outlet::demo();
    let (id, code) = outlet.check_code(PHONE);
    assert_eq!(register(&outlet, "newcomer", PHONE, (&id, &code)), 0);
    let newcomer = outlet.login("newcomer", "a new one");
    assert_eq!(outlet.login(PHONE, "a new one").userid, newcomer.userid, "the phone is a login name too");
    assert!(newcomer.order_card() > 0);
    let (id, code) = outlet.check_code("13900000002");
    assert_eq!(register(&outlet, "newcomer", "13900000002", (&id, &code)), 1000);
    let (id, code) = outlet.check_code(PHONE);
    assert_eq!(register(&outlet, "another", PHONE, (&id, &code)), 1001);
}

/// Outside a demonstration no account begins with a known password, so that everybody must change the one that was shown.
#[test]
fn on_a_real_outlet_everybody_who_is_made_without_a_password_must_change_the_one_that_is_shown() {
    let folder = Arc::new(Folder::new());
    let output = outpost(&["init", "--data"]).arg(folder.data()).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let is_password = |word: &&str| word.len() == 12 && word.bytes().all(|byte| byte.is_ascii_digit());
    let first = text.split([' ', ';', '.', '\n']).find(is_password).expect("a one-time password");
    let outlet = Start::serve().on(folder);
    let boss = outlet.login("admin", first);
    assert_eq!(boss.call("change_password", &[("opassword", first), ("npassword", "a better one")]).number(), 0);
    let boss = outlet.login("admin", "a better one");
    for role in ["1", "2", "3"] {
        let made = boss.office("account_create", &[("companyid", "1"), ("roleid", role)]).result()["users"][0].clone();
        let (name, shown) = (made["username"].as_str().unwrap(), made["initial_password"].as_str().unwrap());
        assert_eq!(login_number(&outlet, name, shown), 1014, "role {role}");
        assert_eq!(login_number(&outlet, name, "666666"), 1011, "role {role}");
    }
}

#[test]
fn a_check_code_works_once() {
    let outlet = Outlet::demo();
    let (id, code) = outlet.check_code("13800138000");
    let reset = |code: &str| {
        let fields =
            [("userid", "7"), ("phone", "13800138000"), ("checkid", &id), ("checkcode", code), ("npassword", "n")];
        outlet.form("/uc/services/reset_password", &fields).number()
    };
    assert_eq!((reset(&code), reset(&code)), (0, 1005));
}

#[test]
fn a_check_code_bears_five_wrong_tries() {
    let outlet = Outlet::demo();
    let tries = |wrong_tries: usize, phone: &str, name: &str| {
        let (id, code) = outlet.check_code(phone);
        for _ in 0..wrong_tries {
            assert_eq!(register(&outlet, name, phone, (&id, &wrong(&code))), 1005);
        }
        register(&outlet, name, phone, (&id, &code))
    };
    assert_eq!(tries(4, "13900000003", "patient"), 0);
    assert_eq!(tries(5, "13900000004", "guesser"), 1005, "the right code comes too late");
}

#[test]
fn whoever_guesses_at_the_ids_of_check_codes_uses_up_nobody_s_tries() {
    let outlet = Outlet::demo();
    let (mine, _) = outlet.check_code("13900000005");
    let (id, code) = outlet.check_code("13900000006");
    let [mine, theirs] = [&mine, &id].map(|id| id.parse::<i64>().unwrap());
    assert!((theirs - mine).abs() > 1, "{mine} and {theirs} are neighbours");
    let reset = |check: &str, code: &str| {
        let fields = [("checkid", check), ("checkcode", code), ("npassword", "n")];
        outlet.form("/uc/services/reset_password", &fields).number()
    };
    for guess in (1..=10).chain(mine - 5..=mine + 5).filter(|guess| *guess != theirs) {
        assert_eq!(reset(&guess.to_string(), &wrong(&code)), 1005);
    }
    // Even with the right id, a code for one phone does not serve another, so asking for that one tells nothing and costs nothing.
    for _ in 0..6 {
        assert_eq!(register(&outlet, "guesser", "13900000007", (&id, &wrong(&code))), 1005);
    }
    let left = format!("select tries_left from check_codes where id = {theirs}");
    assert_eq!(outlet.folder.count(&left), 5);
    // The twin: the wrong code for its own phone costs a try.
    assert_eq!(register(&outlet, "slip", "13900000006", (&id, &wrong(&code))), 1005);
    assert_eq!(outlet.folder.count(&left), 4);
    assert_eq!(register(&outlet, "owner", "13900000006", (&id, &code)), 0);
}

#[test]
fn a_check_code_belongs_to_its_phone_and_to_its_five_minutes() {
    let outlet = Outlet::demo();
    let (id, code) = outlet.check_code(PHONE);
    assert_eq!(register(&outlet, "thief", "13900000009", (&id, &code)), 1005);
    let fields = [("userid", "7"), ("phone", PHONE), ("checkid", &id), ("checkcode", &code), ("npassword", "mine now")];
    assert_eq!(outlet.form("/uc/services/reset_password", &fields).number(), 1005);
    assert_eq!(login_number(&outlet, "traveller", "demo-traveller"), 0);

    let outlet = Start::demo("2016-07-06 14:50:00").on(outlet.stop());
    assert_eq!(register(&outlet, "late", PHONE, (&id, &code)), 1005);
}

#[test]
fn a_guesser_has_to_wait_and_others_do_not() {
    // Further guesses get a turn after an hour, for which nobody is kept waiting.
    let strict = Start::demo(RECORDED_DAY).set("login.tries", "3").set("login.delay_seconds", "3600");
    let outlet = strict.run();
    for _ in 0..3 {
        assert_eq!(login_number(&outlet, "traveller", "guess"), 1011);
    }
    assert_eq!(login_number(&outlet, "traveller", "demo-traveller"), 1023, "even the right password");
    assert_eq!(login_number(&outlet, "companion", "demo-companion"), 0);
    // The twin: with more tries allowed the same guesses are followed by a login.
    let patient = Start::demo(RECORDED_DAY).set("login.tries", "4").run();
    for _ in 0..3 {
        assert_eq!(login_number(&patient, "traveller", "guess"), 1011);
    }
    assert_eq!(login_number(&patient, "traveller", "demo-traveller"), 0);
}

#[test]
fn an_address_that_fails_too_often_has_to_wait_whatever_names_it_tries() {
    let outlet = Start::demo(RECORDED_DAY).set("login.address_tries", "4").set("login.delay_seconds", "3600").run();
    for name in ["nobody", "somebody", "traveller", "companion"] {
        assert_ne!(login_number(&outlet, name, "guess"), 0);
    }
    assert_eq!(login_number(&outlet, "student", "demo-student"), 1023);
}

fn lives(visitor: &Visitor) -> bool {
    match visitor.call("cart_gets", &[]).number() {
        0 => true,
        1101 => false,
        other => panic!("{other}"),
    }
}

#[test]
fn changing_a_password_ends_the_other_sessions() {
    let outlet = Outlet::demo();
    let (here, there, other) = (outlet.traveller(), outlet.traveller(), outlet.companion());
    assert!(lives(&here) && lives(&there));
    let change =
        |old: &str, new: &str| here.call("change_password", &[("opassword", old), ("npassword", new)]).number();
    assert_eq!(change("wrong", "x"), 1012);
    assert_eq!(change("demo-traveller", "demo-traveller"), 1015);
    assert!(lives(&there), "a refused change ends nothing");
    assert_eq!(change("demo-traveller", "another"), 0);
    assert_eq!((lives(&here), lives(&there), lives(&other)), (true, false, true));
    assert_eq!(login_number(&outlet, "traveller", "demo-traveller"), 1011);
    assert_eq!(login_number(&outlet, "traveller", "another"), 0);
}

#[test]
fn resetting_a_password_ends_every_session() {
    let outlet = Outlet::demo();
    let here = outlet.traveller();
    let (id, code) = outlet.check_code("13800138000");
    let fields = [("userid", "7"), ("checkid", &id), ("checkcode", &code), ("npassword", "another")];
    assert_eq!(outlet.form("/uc/services/reset_password", &fields).number(), 0);
    assert!(!lives(&here));
    assert_eq!(login_number(&outlet, "traveller", "another"), 0);
}

#[test]
fn a_session_is_its_user_s_alone_and_ends_by_logging_out() {
    let outlet = Outlet::demo();
    let (traveller, companion) = (outlet.traveller(), outlet.companion());
    let mut mixed = traveller.clone();
    mixed.userid = companion.userid;
    assert_eq!(mixed.call("cart_gets", &[]).number(), 1101);
    mixed.call("logout", &[]);
    assert!(lives(&traveller), "nobody logs somebody else out");
    traveller.call("logout", &[]);
    assert!(!lives(&traveller));
}

#[test]
fn a_session_ends_after_seven_days_without_use() {
    let outlet = Outlet::demo();
    let traveller = outlet.traveller();
    assert!(lives(&traveller));
    let outlet = Start::demo("2016-07-13 14:40:00").on(outlet.stop());
    assert!(lives(&traveller.at(&outlet.address)), "used seven days later");
    let outlet = Start::demo("2016-07-20 14:30:00").on(outlet.stop());
    assert!(lives(&traveller.at(&outlet.address)), "the use counted, over a restart too");
    let outlet = Start::demo("2016-07-27 14:35:00").on(outlet.stop());
    assert!(!lives(&traveller.at(&outlet.address)));
}

#[test]
fn no_password_or_session_lies_readable_in_the_data_folder_or_the_log() {
    let outlet = Outlet::demo();
    let traveller = outlet.traveller();
    let secrets = ["demo-traveller".to_owned(), traveller.sessionid.clone()];
    assert!(lives(&traveller));
    let log = outlet.log();
    let folder = outlet.stop();
    let holds = |text: &str| {
        let files = crate::support::files_below(&folder.data());
        let has = |file: &Path| std::fs::read(file).unwrap().windows(text.len()).any(|part| part == text.as_bytes());
        files.into_iter().find(|file| has(file))
    };
    for secret in &secrets {
        assert_eq!(holds(secret), None, "{secret}");
    }
    assert!(holds("traveller").is_some(), "what is no secret is found, so the search can find one");
    assert!(secrets.iter().all(|secret| !log.contains(secret.as_str())), "{log}");
}
