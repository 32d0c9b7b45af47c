//! Pictures that the owner gives: made small, served for ever under one path, said for who does not see them, carried by every copy.

use crate::support::{Answer, Outlet, Visitor, encode, run};
use serde_json::{Value, json};

fn call(outlet: &Outlet, who: &Visitor, method: &str, path: &str, (kind, body): (&str, &[u8])) -> Answer {
    let bearer = format!("Bearer {}", who.sessionid);
    outlet.call(
        method,
        &format!("/api/pages/{path}"),
        &[("Authorization", bearer.as_str()), ("Content-Type", kind)],
        body,
    )
}

fn send(outlet: &Outlet, who: &Visitor, picture: &[u8]) -> Answer {
    call(outlet, who, "POST", "admin/picture?alt=a%20card", ("image/png", picture))
}

fn set(outlet: &Outlet, fields: &[(&str, &str)]) -> Answer {
    call(
        outlet,
        &outlet.admin(),
        "POST",
        "admin/picture-set",
        ("application/x-www-form-urlencoded", encode(fields).as_bytes()),
    )
}

fn list(outlet: &Outlet) -> Value {
    call(outlet, &outlet.admin(), "GET", "admin/pictures", ("text/plain", b"")).json()
}

/// A picture of the house, which is larger than what is served of the owner's.
fn picture(outlet: &Outlet) -> Vec<u8> {
    outlet.get("/images/shop/hotel.png").body
}

#[test]
fn a_picture_is_made_small_and_served_for_ever_under_its_path() {
    let outlet = Outlet::demo();
    let operator = outlet.login("operator", "demo-operator");
    let (first, again) = (send(&outlet, &operator, &picture(&outlet)), send(&outlet, &operator, &picture(&outlet)));
    assert_eq!((first.status, again.json()), (200, first.json()), "{}", first.text());
    let made = first.json();
    let path = made["path"].as_str().unwrap();
    assert!(made["bytes"].as_i64().unwrap() <= 45 * 1024 && path.starts_with("images/own/"), "{made}");
    for base in ["/", "/roammall/"] {
        let shown = outlet.get(&format!("{base}{path}"));
        assert_eq!((shown.status, shown.header("content-type")), (200, Some("image/png")), "{base}");
        assert!(shown.body.starts_with(b"\x89PNG"));
        let tag = shown.header("etag").unwrap().to_owned();
        let known = outlet.call("GET", &format!("{base}{path}"), &[("If-None-Match", &tag)], b"");
        assert_eq!((known.status, known.body.len()), (304, 0));
    }
    assert_eq!(outlet.get("/images/own/0123456789abcdef01234567.png").status, 404);
    let texts = outlet.get("/api/pages/texts").json();
    assert_eq!(texts["alts"][path], "a card", "the kiosk reads what it shows");
    let row = json!([{"kind": "products", "key": {"id": "1"}, "cells": {"image": path}}]);
    let form = encode(&[("rows", row.to_string().as_str())]);
    let put = call(&outlet, &operator, "POST", "admin/rows", ("application/x-www-form-urlencoded", form.as_bytes()));
    assert_eq!(put.status, 200, "{}", put.text());
    assert_eq!(list(&outlet)["pictures"][0]["used"], json!([{"kind": "products", "name": "全球上网卡"}]));
    assert_eq!(set(&outlet, &[("path", path), ("end", "true")]).status, 409, "a product shows it");
    assert_eq!(set(&outlet, &[("path", path), ("alt", "a red card")]).status, 200);
    assert_eq!(set(&outlet, &[("path", "images/own/none.png"), ("alt", "x")]).status, 404);
    outlet.stop().check();
}

#[test]
fn a_picture_that_nothing_shows_can_go() {
    let outlet = Outlet::demo();
    let path = send(&outlet, &outlet.admin(), &picture(&outlet)).json()["path"].as_str().unwrap().to_owned();
    assert_eq!(set(&outlet, &[("path", &path), ("end", "true")]).status, 200);
    assert_eq!((outlet.get(&format!("/{path}")).status, list(&outlet)["total"].clone()), (404, json!(0)));
    let trail = outlet.admin().page("/api/pages/audit").json();
    let done: Vec<_> = trail["entries"].as_array().unwrap().iter().map(|it| (&it["action"], &it["object"])).collect();
    assert_eq!(done[..2], [(&json!("picture_ended"), &json!(path)), (&json!("picture_set"), &json!(path))], "{trail}");
}

#[test]
fn what_is_no_picture_too_large_or_nobodys_to_send_is_refused() {
    let outlet = Outlet::demo();
    let admin = outlet.admin();
    for (body, why) in
        [(&b"GIF89a"[..], "neither PNG nor JPEG"), (b"\xff\xd8\xff\xe0", "damaged"), (b"\x89PNG\r\n\x1a\n", "damaged")]
    {
        let refused = send(&outlet, &admin, body);
        assert!(refused.status == 422 && refused.text().contains(why), "{}", refused.text());
    }
    assert_eq!(send(&outlet, &admin, &vec![0x89; 9 * 1024 * 1024]).status, 413);
    for nobody in [outlet.traveller(), outlet.login("clerk", "demo-clerk")] {
        assert_eq!(send(&outlet, &nobody, &picture(&outlet)).status, 403);
    }
    assert_eq!(outlet.call("POST", "/api/pages/admin/picture", &[], b"x").status, 401);
}

#[test]
fn a_name_has_a_picture_where_none_was_given() {
    let outlet = Outlet::demo();
    let shown = outlet.get("/images/name/%E8%BD%AC%E6%8D%A2%E6%8F%92%E5%A4%B4.svg");
    assert_eq!((shown.status, shown.header("content-type")), (200, Some("image/svg+xml")));
    assert!(shown.text().contains("转换"), "{}", shown.text());
    let script = outlet.get("/images/name/%3Cscript%3E.svg");
    assert!(!script.text().contains("<script"), "{}", script.text());
    assert_eq!(script.header("content-security-policy"), Some("default-src 'none'"));
}

#[test]
fn a_move_of_the_whole_outlet_carries_the_pictures() {
    let outlet = Outlet::demo();
    let path = send(&outlet, &outlet.admin(), &picture(&outlet)).json()["path"].as_str().unwrap().to_owned();
    let folder = outlet.stop();
    let file = folder.beside("all.jsonl");
    let data = folder.data();
    let written = run(&["export", "all", file.to_str().unwrap(), "--data", data.to_str().unwrap()]);
    assert!(written.status.success(), "{}", String::from_utf8_lossy(&written.stderr));
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.contains(&path) && text.contains("89504e47"), "the bytes leave as hex");
}
