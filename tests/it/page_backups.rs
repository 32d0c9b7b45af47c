//! Backups at the manager's page: made now, tried out, taken away; by nobody but an admin, and nothing but a backup.

use serde_json::{Value, json};

use crate::support::{Outlet, RECORDED_DAY, Start, Visitor, run};

const BACKUP: &str = "/api/pages/admin/backup";

fn file_of(name: &str) -> String {
    format!("/api/pages/admin/backup-file?name={name}")
}

fn make(admin: &Visitor) -> String {
    let made = admin.page_form(BACKUP, &[("to", "make")]);
    assert_eq!(made.status, 200, "{}", made.text());
    made.json()["name"].as_str().unwrap().to_owned()
}

#[test]
fn an_admin_makes_a_backup_now_tries_it_out_and_takes_it_away() {
    let outlet = Outlet::demo();
    let admin = outlet.admin();
    let name = make(&admin);
    let listed = admin.page("/api/pages/admin/backups").json();
    assert_eq!((&listed["backups"][0]["name"], &listed["failure"]), (&json!(name), &Value::Null));
    let tried = admin.page_form(BACKUP, &[("to", "try"), ("name", &name)]).json();
    assert_eq!(tried["opened"], true, "{tried}");
    assert_eq!(tried["rows"], listed["backups"][0]["rows"]);
    let taken = admin.page(&file_of(&name));
    let kept = std::fs::read(outlet.folder.data().join("backups").join(&name)).unwrap();
    assert!(kept.len() > 3 * 64 * 1024, "it leaves in pieces");
    assert!(taken.status == 200 && taken.body == kept, "{} of {} bytes", taken.body.len(), kept.len());
    let told = format!("attachment; filename=\"{name}\"");
    assert_eq!(taken.header("content-disposition"), Some(told.as_str()));
    let trail = admin.page("/api/pages/audit?size=3").json();
    let deed = |place: usize| trail["entries"][place]["action"].clone();
    assert_eq!((deed(2), deed(1), deed(0)), (json!("backup_made"), json!("backup_tried"), json!("backup_left")));
    assert_eq!(trail["entries"][0]["object"], json!(name));
}

#[test]
fn a_damaged_backup_is_told_and_leaves_nothing_behind() {
    let outlet = Outlet::demo();
    let admin = outlet.admin();
    let name = make(&admin);
    let file = outlet.folder.data().join("backups").join(&name);
    let mut bytes = std::fs::read(&file).unwrap();
    bytes[5000] ^= 1;
    std::fs::write(&file, bytes).unwrap();
    let tried = admin.page_form(BACKUP, &[("to", "try"), ("name", &name)]);
    assert_eq!(tried.status, 409);
    assert!(tried.text().contains("is not the file that its manifest describes"), "{}", tried.text());
    let left: Vec<_> = std::fs::read_dir(outlet.folder.data()).unwrap().map(|it| it.unwrap().file_name()).collect();
    assert!(left.iter().all(|name| !name.to_string_lossy().contains("rehears")), "{left:?}");
}

#[test]
fn nobody_else_takes_a_backup_away_and_nothing_else_leaves() {
    let outlet = Outlet::demo();
    let name = make(&outlet.admin());
    for nobody in [outlet.traveller(), outlet.login("clerk", "demo-clerk"), outlet.login("operator", "demo-operator")] {
        assert_eq!(nobody.page(&file_of(&name)).status, 403);
        assert_eq!(nobody.page_form(BACKUP, &[("to", "make")]).status, 403);
    }
    assert_eq!(outlet.get(&file_of(&name)).status, 401);
    let admin = outlet.admin();
    for other in ["..%2Foutpost.db", "outpost.db", "%2Fetc%2Fpasswd", &format!("{name}.json"), "outpost.key"] {
        assert_eq!(admin.page(&file_of(other)).status, 404, "{other}");
    }
    assert_eq!(admin.page_form(BACKUP, &[("to", "try"), ("name", "../outpost.db")]).status, 404);
    assert_eq!(admin.page_form(BACKUP, &[("to", "burn")]).status, 400);
}

#[test]
fn backups_made_by_hand_push_none_out_that_the_outlet_made_by_itself() {
    let outlet = Start::demo(RECORDED_DAY).set("backup.keep", "2").run();
    let (admin, data) = (outlet.admin(), outlet.folder.data());
    let first = make(&admin);
    let shelf = data.join("backups");
    // What is not marked counts as made by the schedule, as all of an older version.
    for _ in 0..2 {
        let made = run(&["backup", shelf.to_str().unwrap(), "--data", data.to_str().unwrap()]);
        assert!(made.status.success(), "{made:?}");
    }
    let names = || -> Vec<String> {
        let listed = admin.page("/api/pages/admin/backups").json();
        listed["backups"].as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap().to_owned()).collect()
    };
    let daily: Vec<_> = names().into_iter().filter(|name| *name != first).collect();
    assert_eq!(daily.len(), 2);
    let by_hand = [make(&admin), make(&admin), make(&admin)];
    let left = names();
    assert!(daily.iter().all(|name| left.contains(name)), "{left:?} without one of {daily:?}");
    assert!(by_hand[1..].iter().all(|name| left.contains(name)), "{left:?} without one of {by_hand:?}");
    assert_eq!(left.len(), 4, "older ones made by hand have gone: {left:?}");
}
