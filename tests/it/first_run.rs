//! A new outlet without a terminal: `serve` on a new folder opens a door for its owner, who comes once; templates fill its shelves.

use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;

use crate::support::{Answer, Folder, Outlet, Start, Visitor, encode, exchange, run};
use serde_json::{Value, json};

const PASSWORD: &str = "seven-gates-of-glass";
const OWNER: [(&str, &str); 3] = [
    ("username", "owner"),
    ("password", PASSWORD),
    (
        "values",
        r#"{"outlet.name": "Gate 7", "outlet.language": "en", "outlet.zone": "+01:00", "outlet.currency_symbol": "€", "outlet.day_cutoff": "04:00"}"#,
    ),
];
const DOOR: &str = "/api/pages/first-run";

fn new_outlet() -> Outlet {
    Start::serve().run()
}

/// The owner's wish as a browser at another machine sends it: to a name, over the network.
fn from_elsewhere(outlet: &Outlet, more: &[(&str, &str)]) -> Answer {
    let form = encode(&[&OWNER[..], more].concat());
    let head = format!("POST {DOOR} HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n");
    let kind = "Content-Type: application/x-www-form-urlencoded";
    let request = format!("{head}{kind}\r\nContent-Length: {}\r\n\r\n{form}", form.len());
    Answer::parse(&exchange(&outlet.address, request.as_bytes(), std::time::Duration::from_secs(30)).unwrap()).unwrap()
}

fn is_open(outlet: &Outlet) -> Value {
    outlet.get(DOOR).json()["open"].clone()
}

fn owner(outlet: &Outlet) -> Visitor {
    outlet.login("owner", PASSWORD)
}

fn steps(outlet: &Outlet) -> Value {
    owner(outlet).page("/api/pages/admin/first-steps").json()
}

#[test]
fn serve_on_a_new_folder_waits_for_its_owner_who_comes_once_and_for_ever() {
    let outlet = new_outlet();
    let door = outlet.get(DOOR).json();
    assert_eq!((&door["open"], &door["code"]), (&json!(true), &json!(false)), "{door}");
    assert_eq!(outlet.get("/api/pages/today").json()["awaits_owner"], true);
    let came = outlet.form(DOOR, &OWNER);
    assert_eq!(came.status, 200, "{}", came.text());
    let today = outlet.get("/api/pages/today").json();
    let told = [&today["outlet"], &today["symbol"], &today["language"], &today["awaits_owner"]];
    assert_eq!(told, [&json!("Gate 7"), &json!("€"), &json!("en"), &json!(false)], "{today}");
    assert_eq!(steps(&outlet)["sold"], false, "the owner is logged in as an admin");
    // The second one finds the door closed, whatever he sends and whenever he comes.
    let second = [("username", "second"), ("password", "another-long-word")];
    assert_eq!((outlet.form(DOOR, &second).status, is_open(&outlet)), (409, json!(false)));
    let folder = outlet.stop();
    assert_eq!(folder.count("select count(*) from accounts where kind = 4"), 1);
    folder.change("update accounts set status = 2");
    let outlet = Start::serve().on(folder);
    assert_eq!(
        (outlet.form(DOOR, &second).status, is_open(&outlet)),
        (409, json!(false)),
        "no admin can log in any more"
    );
}

/// The twin of the door that stays closed: it is the admin that closes it, not the second call.
#[test]
fn without_an_admin_the_door_stays_open_over_a_refusal_and_a_restart() {
    let outlet = new_outlet();
    for (name, value) in [
        ("password", "short"),
        ("username", " "),
        ("values", "Gate 7"),
        ("values", r#"{"outlet.zone": "Berlin"}"#),
        ("values", r#"{"outlet.day_cutoff": "noon"}"#),
    ] {
        let wrong: Vec<_> = OWNER.iter().map(|it| if it.0 == name { (name, value) } else { *it }).collect();
        let refused = outlet.form(DOOR, &wrong);
        assert_eq!(refused.status, 422, "{name}: {}", refused.text());
    }
    let outlet = Start::serve().on(outlet.kill());
    assert_eq!(is_open(&outlet), true);
    assert_eq!(outlet.form(DOOR, &OWNER).status, 200);
}

#[test]
fn from_another_machine_the_door_wants_the_code_of_the_terminal() {
    let outlet = new_outlet();
    let code = outlet.wait_for_log(|log| Some(log.split("set-up code ").nth(1)?.split(',').next()?.to_owned()));
    let file = outlet.folder.data().join("setup-code.txt");
    assert_eq!(std::fs::read_to_string(&file).unwrap().trim(), code);
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let seen = outlet.call("GET", DOOR, &[("X-Forwarded-For", "203.0.113.9")], b"").json();
    assert_eq!(seen["code"], true, "a proxy on this machine speaks for somebody else");
    for wrong in [&[][..], &[("code", "")], &[("code", "AAAA-AAAA-AAAA")]] {
        assert_eq!(from_elsewhere(&outlet, wrong).status, 403, "{wrong:?}");
    }
    let typed = code.to_lowercase().replace('-', " ");
    let came = from_elsewhere(&outlet, &[("code", &typed)]);
    assert_eq!(came.status, 200, "{}", came.text());
    assert!(!file.exists(), "the code opens nothing any more");
}

#[test]
fn a_foreign_page_in_the_owner_s_browser_cannot_take_the_outlet() {
    let outlet = new_outlet();
    let form = encode(&OWNER);
    let kind = ("Content-Type", "application/x-www-form-urlencoded");
    let sent = outlet.call("POST", DOOR, &[kind, ("Sec-Fetch-Site", "cross-site")], form.as_bytes());
    assert_eq!((sent.status, is_open(&outlet)), (403, json!(true)));
}

#[test]
fn an_outlet_of_init_or_of_a_demonstration_has_no_such_door() {
    let folder = Arc::new(Folder::new());
    assert!(run(&["init", "--data", folder.data().to_str().unwrap()]).status.success());
    for outlet in [Start::serve().on(folder), Outlet::demo()] {
        assert_eq!((is_open(&outlet), outlet.form(DOOR, &OWNER).status), (json!(false), 409));
        assert!(!outlet.folder.data().join("setup-code.txt").exists());
    }
}

#[test]
fn only_one_of_many_who_come_at_once_is_the_owner() {
    let outlet = new_outlet();
    let come = |name: &'static str| {
        let wish: Vec<_> = OWNER.iter().map(|it| if it.0 == "username" { ("username", name) } else { *it }).collect();
        outlet.form(DOOR, &wish).status
    };
    let statuses: Vec<u16> = std::thread::scope(|threads| {
        let all: Vec<_> =
            ["ada", "ben", "cho", "dee"].map(|name| threads.spawn(move || come(name))).into_iter().collect();
        all.into_iter().map(|it| it.join().unwrap()).collect()
    });
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
    assert_eq!(outlet.stop().count("select count(*) from accounts where kind = 4"), 1);
}

#[test]
fn a_slip_in_a_path_makes_no_outlet_and_other_files_are_left_alone() {
    let folder = Folder::new();
    let deep = folder.beside("nowhere").join("data");
    let refused = run(&["serve", "--listen", "127.0.0.1:0", "--data", deep.to_str().unwrap()]);
    assert!(!refused.status.success() && !folder.beside("nowhere").exists());
    std::fs::create_dir(folder.data()).unwrap();
    std::fs::write(folder.data().join("letter.txt"), "mine").unwrap();
    let refused = run(&["serve", "--listen", "127.0.0.1:0", "--data", folder.data().to_str().unwrap()]);
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(said.contains("There is no database in "), "{said}");
    assert_eq!(std::fs::read_dir(folder.data()).unwrap().count(), 1);
}

#[test]
fn a_template_fills_empty_shelves_once_and_leaves_filled_ones_alone() {
    for name in ["sim-counter", "ticket-window", "tour-desk", "course-school"] {
        let outlet = new_outlet();
        assert_eq!(outlet.form(DOOR, &OWNER).status, 200);
        let before = steps(&outlet);
        assert_eq!((&before["on_sale"], before["templates"].as_array().unwrap().len()), (&json!(0), 4), "{before}");
        let fill = |name: &str| owner(&outlet).page_form("/api/pages/admin/first-steps", &[("name", name)]);
        assert_eq!(fill("palace").status, 404);
        let filled = fill(name);
        assert_eq!(filled.status, 200, "{name}: {}", filled.text());
        assert!(filled.json()["on_sale"].as_u64().unwrap() > 0, "{name}: {}", filled.text());
        assert_eq!((fill(name).status, steps(&outlet)["templates"].clone()), (409, json!([])), "{name} twice");
        let trail = owner(&outlet).page("/api/pages/audit").json();
        let newest = &trail["entries"][0];
        assert_eq!((&newest["action"], &newest["object"]), (&json!("template_loaded"), &json!(name)));
        outlet.stop().check();
    }
}

#[test]
fn the_first_steps_are_an_admin_s() {
    let outlet = Outlet::demo();
    let who = outlet.login("operator", "demo-operator");
    assert_eq!(who.page("/api/pages/admin/first-steps").status, 403);
    assert_eq!(who.page_form("/api/pages/admin/first-steps", &[("name", "sim-counter")]).status, 403);
    let admin = outlet.admin();
    assert_eq!(
        admin.page_form("/api/pages/admin/first-steps", &[("name", "sim-counter")]).status,
        409,
        "its shelves are full"
    );
}
