//! What strangers can do with check codes: nothing to whose phone it is, to who waits for one, or to who reads them out.

use std::thread;

use crate::support::{Outlet, RECORDED_DAY, Start, Visitor};

/// A phone of nobody, and the one of the demonstration's traveller.
const FREE: &str = "13900000001";
const TAKEN: &str = "13800138000";
const STRANGER: &str = "127.0.0.9";

fn with(name: &str, value: &str) -> Outlet {
    Start::demo(RECORDED_DAY).set(name, value).run()
}

/// Another six digits.
fn wrong(code: &str) -> String {
    let first = if code.starts_with('0') { "1" } else { "0" };
    format!("{first}{}", &code[1..])
}

fn bind(who: &Visitor, phone: &str, (id, code): (&str, &str)) -> i64 {
    who.call("phone_bind", &[("phone", phone), ("checkid", id), ("checkcode", code)]).number()
}

fn reset_from(own: &str, outlet: &Outlet, (id, code): (&str, &str)) -> i64 {
    let fields = [("checkid", id), ("checkcode", code), ("npassword", "a new one")];
    outlet.form_from(own, "/uc/services/reset_password", &fields).number()
}

fn ask_from(own: &str, outlet: &Outlet, phone: &str) -> i64 {
    outlet.form_from(own, "/uc/services/checkcode_get", &[("phone", phone)]).number()
}

#[test]
fn whoever_guesses_at_codes_of_somebody_else_s_phone_is_not_told_which_one_is_right() {
    let outlet = Outlet::demo();
    let guesser = outlet.companion();
    let (id, code) = outlet.check_code(TAKEN);
    assert_eq!(bind(&guesser, TAKEN, (&id, &wrong(&code))), 1005);
    assert_eq!(bind(&guesser, TAKEN, (&id, &code)), 1005);
    assert_eq!(reset_from("127.0.0.1", &outlet, (&id, &code)), 1005, "and the right one is used up");
    // The twin: for a phone that is nobody's the two are told apart.
    let (id, code) = outlet.check_code(FREE);
    assert_eq!(bind(&guesser, FREE, (&id, &wrong(&code))), 1005);
    assert_eq!(bind(&guesser, FREE, (&id, &code)), 0);
}

/// What so many wrong answers of one session are answered, each for a code of another phone.
fn wrong_answers(most: &str, tries: usize) -> Vec<i64> {
    let outlet = with("login.code_guesses", most);
    let guesser = outlet.companion();
    let one = |place: usize| {
        let phone = format!("1390000{place:04}");
        bind(&guesser, &phone, ("7", "000000"))
    };
    let answers = (0..tries).map(one).collect();
    assert_eq!(bind(&outlet.traveller(), FREE, ("7", "000000")), 1005, "another session");
    answers
}

#[test]
fn a_session_may_be_wrong_a_few_times_whatever_phones_it_guesses_at() {
    assert_eq!(wrong_answers("3", 5), [1005, 1005, 1005, 1023, 1023]);
    assert_eq!(wrong_answers("5", 5), [1005; 5], "the twin");
}

#[test]
fn right_answers_do_not_count() {
    let outlet = with("login.code_guesses", "2");
    let traveller = outlet.traveller();
    for place in 0..2 {
        let phone = format!("1390000000{place}");
        let (id, code) = outlet.check_code(&phone);
        assert_eq!(bind(&traveller, &phone, (&id, &code)), 0);
    }
    assert_eq!(bind(&traveller, FREE, ("7", "000000")), 1005);
}

fn tried_of_40_at_once(most: &str) -> usize {
    let outlet = with("login.code_guesses", most);
    let guesser = outlet.companion();
    let answers: Vec<i64> = thread::scope(|scope| {
        let guess = || bind(&guesser, FREE, ("7", "000000"));
        let guessing: Vec<_> = (0..40).map(|_| scope.spawn(guess)).collect();
        guessing.into_iter().map(|one| one.join().unwrap()).collect()
    });
    answers.iter().filter(|number| **number == 1005).count()
}

#[test]
fn answers_that_come_at_once_are_counted_before_they_are_looked_at() {
    assert_eq!(tried_of_40_at_once("5"), 5);
    assert_eq!(tried_of_40_at_once("40"), 40, "the twin");
}

#[test]
fn who_guesses_at_a_phone_keeps_its_owner_out_nowhere_else() {
    let outlet = with("login.code_guesses", "3");
    let (id, code) = outlet.check_code(TAKEN);
    for _ in 0..3 {
        assert_eq!(reset_from(STRANGER, &outlet, (&id, &wrong(&code))), 1005);
    }
    let (id, code) = outlet.check_code(TAKEN);
    assert_eq!(reset_from(STRANGER, &outlet, (&id, &code)), 1023, "the twin: where it was guessed even the right one");
    assert_eq!(reset_from("127.0.0.1", &outlet, (&id, &code)), 0);
}

#[test]
fn an_address_may_be_wrong_a_few_times_whatever_codes_it_guesses_at() {
    let outlet = with("login.code_guesses", "1");
    let guesses: Vec<i64> = (1..=12).map(|id| reset_from(STRANGER, &outlet, (&id.to_string(), "000000"))).collect();
    assert_eq!(guesses, [[1005; 10].as_slice(), &[1023; 2]].concat(), "ten times what one may");
    assert_eq!(reset_from("127.0.0.1", &outlet, ("7", "000000")), 1005, "the twin: another address");
}

#[test]
fn who_asks_for_codes_of_a_phone_keeps_its_owner_out_nowhere_else() {
    let outlet = Outlet::demo();
    let asked: Vec<i64> = (0..6).map(|_| ask_from(STRANGER, &outlet, TAKEN)).collect();
    assert_eq!(asked, [0, 0, 0, 0, 0, 1006]);
    assert_eq!(ask_from("127.0.0.1", &outlet, TAKEN), 0);
}

#[test]
fn strangers_everywhere_do_not_keep_the_owner_of_a_phone_out_where_he_was_before() {
    let outlet = Outlet::demo();
    let owner = outlet.traveller();
    for last in 1..=4 {
        for _ in 0..5 {
            assert_eq!(ask_from(&format!("127.0.1.{last}"), &outlet, TAKEN), 0);
        }
    }
    assert_eq!(ask_from("127.0.2.1", &outlet, TAKEN), 1006, "the twin: new addresses share what is allowed to four");
    assert_eq!(ask_from("127.0.0.1", &outlet, TAKEN), 0, "where he has logged in");
    let userid = owner.userid.to_string();
    let own = [("phone", TAKEN), ("userid", &userid), ("sessionid", &owner.sessionid)];
    assert_eq!(outlet.form_from("127.0.2.1", "/uc/services/checkcode_get", &own).number(), 0, "and in his session");
}

#[test]
fn the_board_keeps_the_code_of_a_customer_whatever_strangers_ask_for() {
    let outlet = with("login.hourly_requests", "10000");
    let clerk = outlet.login("clerk", "demo-clerk");
    let (_, code) = outlet.check_code(FREE);
    for stranger in 0..600 {
        assert_eq!(ask_from(STRANGER, &outlet, &format!("138{stranger:08}")), 0);
    }
    assert_eq!(ask_from(STRANGER, &outlet, FREE), 0);
    let read = |query: &str| {
        let target = format!("/api/pages/checkcodes?sessionid={}{query}", clerk.sessionid);
        let codes = outlet.get(&target).json()["codes"].clone();
        codes.as_array().unwrap().iter().map(|it| it["code"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert!(read("").contains(&code), "it is not hidden by the others");
    let found = read(&format!("&search={FREE}"));
    assert!(found.len() == 2 && found[1] == code, "the stranger's stands beside it: {found:?}");
    // The twin: a customer's newer code takes the place of the older one.
    let (_, newer) = outlet.check_code(FREE);
    let found = read(&format!("&search={FREE}"));
    assert!(found.len() == 2 && found[0] == newer && !found.contains(&code), "{found:?}");
}

/// What so many questions whether somebody has an account are answered.
fn asked_whether_there_is(most: &str) -> Vec<i64> {
    let outlet = with("login.hourly_lookups", most);
    let traveller = outlet.traveller();
    let ask = |name: &str, field: (&str, &str)| outlet.form(&format!("/uc/services/{name}"), &[field]).number();
    let answers = vec![
        ask("is_mobile_exist", ("phone", TAKEN)),
        ask("is_username_exist", ("username", "traveller")),
        ask("is_email_exist", ("email", "nobody@example.com")),
        ask("register_precheck", ("username", "stranger")),
        traveller.call("change_mobile", &[("mobile", "13800138008")]).number(),
        traveller.call("change_email", &[("email", "nobody@example.com")]).number(),
    ];
    let elsewhere = outlet.form_from(STRANGER, "/uc/services/is_mobile_exist", &[("phone", TAKEN)]);
    assert_eq!(elsewhere.number(), 0, "another address");
    answers
}

#[test]
fn nobody_lists_who_has_an_account() {
    let twin = asked_whether_there_is("6");
    assert_eq!(&twin[..4], [0; 4], "the twin");
    assert!(!twin.contains(&1023), "the twin: {twin:?}");
    assert_eq!(asked_whether_there_is("1"), [0, 1023, 1023, 1023, 1023, 1023]);
}
