//! What the door answers besides the services: pages, health, unknown paths, request ids.

use std::collections::HashSet;

use crate::support::{Answer, Outlet};

/// The headers that keep a page to itself.
fn is_locked_up(answer: &Answer) -> bool {
    let policy = answer.header("content-security-policy").unwrap_or_default();
    let strict = policy.contains("default-src 'self'") || policy.contains("default-src 'none'");
    strict
        && !policy.contains("unsafe")
        && policy.contains("frame-ancestors 'none'")
        && answer.header("x-content-type-options") == Some("nosniff")
        && answer.header("x-frame-options") == Some("DENY")
        && answer.header("referrer-policy") == Some("no-referrer")
}

#[test]
fn pages_and_their_files_are_locked_up() {
    let outlet = Outlet::demo();
    for (path, kind) in [
        ("/", "text/html; charset=utf-8"),
        ("/web/kiosk/main.js", "text/javascript; charset=utf-8"),
        ("/web/theme.css", "text/css; charset=utf-8"),
        ("/web/favicon.svg", "image/svg+xml"),
        ("/images/201605/prd_imgs/124.png", "image/png"),
    ] {
        let answer = outlet.get(path);
        assert_eq!((answer.status, answer.header("content-type")), (200, Some(kind)), "{path}");
        assert!(is_locked_up(&answer), "{path}: {:?}", answer.headers);
        assert!(!answer.body.is_empty(), "{path}");
    }
    assert!(!is_locked_up(&outlet.get("/healthz")), "the check above can fail");
}

#[test]
fn a_page_that_the_browser_has_is_not_sent_again() {
    let outlet = Outlet::demo();
    let first = outlet.get("/");
    let tag = first.header("etag").expect("an ETag").to_owned();
    let again = outlet.call("GET", "/", &[("If-None-Match", &tag)], b"");
    assert_eq!((again.status, again.body.len()), (304, 0));
    assert_eq!(again.header("etag"), Some(tag.as_str()));
    assert_eq!(outlet.call("GET", "/", &[("If-None-Match", "\"another\"")], b"").status, 200);
    assert_eq!(outlet.call("GET", "/", &[("If-None-Match", "*")], b"").status, 304, "any that is there");
    assert_eq!(outlet.call("GET", "/web/nothing.js", &[("If-None-Match", "*")], b"").status, 404);
    let head = outlet.call("HEAD", "/", &[], b"");
    assert_eq!((head.status, head.body.len(), head.header("etag")), (200, 0, Some(tag.as_str())));
}

#[test]
fn a_text_goes_out_compressed_to_who_takes_it_and_plain_to_who_does_not() {
    let outlet = Outlet::demo();
    let plain = outlet.get("/web/theme.css");
    assert_eq!((plain.header("content-encoding"), plain.header("vary")), (None, Some("accept-encoding")));
    let packed = |accepted: &str| outlet.call("GET", "/web/theme.css", &[("Accept-Encoding", accepted)], b"");
    for accepted in ["gzip", "br, GZIP;q=0.5", "*"] {
        let answer = packed(accepted);
        assert_eq!(answer.header("content-encoding"), Some("gzip"), "{accepted}");
        assert!(answer.body.starts_with(&[0x1f, 0x8b]) && answer.body.len() < plain.body.len(), "{accepted}");
        assert_ne!(answer.header("etag"), plain.header("etag"), "two forms, two tags");
    }
    for accepted in ["identity", "gzip;q=0", "gzip;q=0.0, *", "br"] {
        assert_eq!(packed(accepted).body, plain.body, "{accepted}");
    }
    assert_eq!(outlet.call("HEAD", "/web/theme.css", &[("Accept-Encoding", "gzip")], b"").body.len(), 0);
}

/// The manager's page has many small modules; without the list a browser would find them one after the other.
#[test]
fn the_manager_s_page_names_every_module_of_its_door() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("assets");
    let page = std::fs::read_to_string(root.join("web/admin/index.html")).expect("the page");
    let mut known = HashSet::new();
    let mut to_read = vec!["/web/admin/main.js".to_owned()];
    while let Some(module) = to_read.pop() {
        if known.insert(module.clone()) && !module.contains("/vendor/") {
            let text = std::fs::read_to_string(root.join(&module[1..])).expect("a module");
            let imports = text.split("from \"").skip(1).filter_map(|rest| rest.split('"').next());
            to_read.extend(imports.filter(|path| path.starts_with("/web/")).map(str::to_owned));
        }
    }
    assert!(
        (10..32).contains(&known.len()) && !known.contains("/web/admin/sections.js"),
        "sections come later: {known:?}"
    );
    let missing: Vec<_> = known.iter().filter(|module| !page.contains(&format!("\"{module}\""))).collect();
    assert!(missing.is_empty(), "{missing:?}");
    let named = page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let unknown: Vec<_> = named.filter(|path| path.contains(".js") && !known.contains(*path)).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}

/// The modules of the manager's page, those of the channels' rooms too, with their texts.
fn modules_of_the_manager() -> Vec<(String, String)> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders: Vec<_> = ["admin", "admin/rooms", "lib"].map(|name| root.join("assets/web").join(name)).into();
    let rooms = std::fs::read_dir(root.join("src/channels")).unwrap().map(|entry| entry.unwrap().path().join("pages"));
    folders.extend(rooms.filter(|folder| folder.is_dir()));
    let files = folders.iter().flat_map(|folder| std::fs::read_dir(folder).unwrap()).map(|entry| entry.unwrap().path());
    let name = |file: &std::path::Path| file.file_name().unwrap().to_str().unwrap().to_owned();
    let of_the_manager = |file: &std::path::PathBuf| {
        file.extension().is_some_and(|ending| ending == "js")
            && (!file.starts_with(root.join("src")) || name(file).starts_with("admin"))
    };
    files.filter(of_the_manager).map(|file| (name(&file), std::fs::read_to_string(&file).unwrap())).collect()
}

/// A button whose word somebody took away is an empty button.
#[test]
fn every_word_that_the_manager_s_page_says_has_a_text() {
    let modules = modules_of_the_manager();
    let is_letter = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let is_of_texts = |name: &str| name.ends_with("words.js") || name == "lists.js";
    let texts: String = modules.iter().filter(|(name, _)| is_of_texts(name)).map(|(_, text)| text.as_str()).collect();
    let known: HashSet<_> = texts.split(|letter| !is_letter(letter)).collect();
    let mut said = 0;
    for (name, text) in &modules {
        for word in text.split("words.").skip(1).map(|rest| rest.split(|letter| !is_letter(letter)).next().unwrap()) {
            assert!(known.contains(word), "{name} says {word:?}, which has no text");
            said += 1;
        }
    }
    assert!(said > 500, "{said}");
}

/// A kind without one shows its name in the registry to people who never read that.
#[test]
fn every_kind_of_table_has_a_name_in_both_languages() {
    let texts: String = modules_of_the_manager().into_iter().map(|(_, text)| text).collect();
    for kind in outpost::transfer::kinds() {
        let quoted = format!("\"{}\": \"", kind.name);
        let bare = format!(" {}: \"", kind.name);
        let names = texts.matches(&quoted).count() + texts.matches(&bare).count();
        assert!(names >= 2, "{} has {names} names", kind.name);
    }
}

#[test]
fn the_data_that_is_built_in_is_not_served() {
    let outlet = Outlet::demo();
    for path in [
        "/web/../demo/accounts.csv",
        "/web/%2e%2e/demo/accounts.csv",
        "/images/../demo/accounts.csv",
        "/demo/accounts.csv",
        "/seed/cities.csv",
        "/web/",
        "/web/nothing.js",
        "/images//etc/passwd",
    ] {
        let answer = outlet.get(path);
        assert_eq!((answer.status, answer.body.len()), (404, 0), "{path}");
    }
}

#[test]
fn an_unknown_path_is_not_found_and_another_method_is_not_allowed() {
    let outlet = Outlet::demo();
    for path in ["/nothing", "/nothing/", "/uc/services/nothing", "/uc/services/", "/uc/services/nothing/"] {
        let answer = outlet.get(path);
        assert_eq!((answer.status, answer.body.len()), (404, 0), "{path}");
    }
    assert_eq!(outlet.form("/", &[]).status, 405);
    assert_eq!(outlet.call("DELETE", "/sandbox/pay", &[], b"").status, 405);
}

const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

#[test]
fn a_person_who_is_lost_gets_a_page_with_a_way_back() {
    let outlet = Outlet::demo();
    let get = |path: &str, accept: &str| outlet.call("GET", path, &[("Accept", accept)], b"");
    for path in ["/nothing", "/admin/nothing", "/web/nothing", "/images/nothing.png"] {
        let page = get(path, BROWSER);
        assert_eq!((page.status, page.header("content-type")), (404, Some("text/html; charset=utf-8")), "{path}");
        assert!(is_locked_up(&page), "{path}: {:?}", page.headers);
        assert!(page.text().contains("找不到这个页面") && page.text().contains("There is no such page"), "{path}");
        assert!(page.text().contains("href=\"/\"") && !page.text().contains("style="), "{path}");
    }
    assert_eq!(outlet.get("/web/missing.css").status, 200);
    for accept in ["*/*", "application/json", "text/html;q=0, */*"] {
        assert_eq!(get("/nothing", accept).body.len(), 0, "{accept}");
    }
    assert_eq!(outlet.call("POST", "/nothing", &[("Accept", BROWSER)], b"").body.len(), 0);
}

#[test]
fn a_slash_behind_a_page_leads_to_the_page() {
    let outlet = Outlet::demo();
    for (path, target) in [("/admin/", "../admin"), ("/counter/?a=b", "../counter?a=b"), ("/docs/", "../docs")] {
        let answer = outlet.get(path);
        assert_eq!((answer.status, answer.header("location")), (308, Some(target)), "{path}");
        assert_eq!(outlet.get(&target[2..]).status, 200, "{target}");
    }
    assert_eq!(outlet.form("/admin/", &[]).status, 404);
}

#[test]
fn every_answer_has_a_request_id_of_its_own() {
    let outlet = Outlet::demo();
    let ids: HashSet<_> = ["/", "/healthz", "/nothing", "/uc/services/city_gets", "/healthz"]
        .into_iter()
        .map(|path| outlet.get(path).header("x-request-id").expect("a request id").to_owned())
        .collect();
    assert_eq!(ids.len(), 5);
    let before = ids.into_iter().next().expect("an id");
    let outlet = Outlet::demo();
    let boot = |id: &str| id.split('-').next().map(str::to_owned);
    let after = outlet.get("/healthz").header("x-request-id").expect("a request id").to_owned();
    assert_ne!(boot(&before), boot(&after), "ids do not repeat over restarts");
}

#[test]
fn the_outlet_says_that_it_lives_and_that_it_can_sell() {
    let outlet = Outlet::demo();
    assert_eq!(outlet.get("/healthz").json(), serde_json::json!({"status": "ok"}));
    let ready = outlet.get("/readyz");
    assert_eq!(ready.status, 200, "{}", ready.text());
    assert_eq!((&ready.json()["store"], &ready.json()["integrity"]), (&"ok".into(), &"ok".into()));
}

#[test]
fn a_name_in_a_page_cannot_break_out_of_it() {
    let evil = r#"<script>alert("1")</script>"#;
    let outlet = crate::support::Start::demo(crate::support::RECORDED_DAY).set("outlet.name", evil).run();
    let page = outlet.get("/sandbox/pay");
    assert_eq!(page.status, 400);
    assert!(is_locked_up(&page), "{:?}", page.headers);
    assert!(!page.text().contains("<script") && page.text().contains("&lt;script&gt;"), "{}", page.text());
}

#[test]
fn the_services_may_be_called_from_pages_of_other_origins_and_are_never_cached() {
    let outlet = Outlet::demo();
    let answer = outlet.get("/uc/services/city_gets?pid=0");
    assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
    assert_eq!(answer.header("cache-control"), Some("no-cache"));
    let question = outlet.call("OPTIONS", "/uc/services/city_gets", &[], b"");
    assert_eq!((question.status, question.body.len()), (200, 0));
    assert_eq!(question.header("access-control-allow-methods"), Some("GET, POST, OPTIONS"));
}

#[test]
fn one_connection_carries_one_request_after_another() {
    let outlet = Outlet::demo();
    let request = |path: &str, end: &str| format!("GET {path} HTTP/1.1\r\nHost: outlet\r\n{end}\r\n");
    let both = request("/healthz", "") + &request("/api/pages/today", "Connection: close\r\n");
    let answers = String::from_utf8(outlet.raw(both.as_bytes())).expect("text");
    assert_eq!(answers.matches("HTTP/1.1 200 OK").count(), 2, "{answers}");
    assert!(answers.find("\"status\":\"ok\"") < answers.find("\"currency\""), "{answers}");
}

#[test]
fn the_shop_window_shows_what_tours_and_courses_cost_to_people_without_an_account() {
    let outlet = Outlet::demo_at("2026-07-06 10:00:00");
    let window = outlet.get("/api/pages/window").json();
    let prices = |shelf: &str| -> Vec<(i64, String)> {
        let rows = window[shelf].as_array().expect("a list");
        rows.iter().map(|row| (row["id"].as_i64().unwrap(), row["price"].as_str().unwrap().to_owned())).collect()
    };
    assert_eq!(prices("tours"), [(500, "850.00".to_owned())], "a seat and a night");
    let courses = [(30, "100.00".to_owned()), (52, "200.00".to_owned()), (60, "500.00".to_owned())];
    assert_eq!(prices("courses"), courses, "offers whose time is over are not shown");
}
