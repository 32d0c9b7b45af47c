//! Nothing secret leaves: not in an answer, a page, a log line, an export, a figure, nor the database itself.
//!
//! A demonstration with merchants' keys is walked by everybody; what it says is written down by [`walk`] and searched by
//! [`search`]. Of each secret it is shown first that the search finds it where it stands.

mod search;
mod walk;

use std::fmt::Write as _;
use std::fs;

use crate::support::{Folder, Outlet, Start, Visitor, files_below, run};
use crate::tickets::agent::Agent;
use search::{May, Said, Secret, finds, leaks};
use serde_json::{Value, json};
use walk::{Asked, Walker, walk};

/// The outlet's clock at the start, at which the ticket client signs.
const TODAY: &str = "2026-11-21 10:00:00";
const OFFICE: &str = "/om/services/";

/// Secret settings of an outlet with merchants of its own.
const MERCHANTS: &[(&str, &str)] = &[
    ("gateways.alipay_key", "aliPayK3yOfTheMerchant01"),
    ("gateways.wechat_key", "weChatK3yOfTheMerchant02"),
    ("gateways.credtrip_key", "credTripK3yOfTheMerchant3"),
    ("gateways.sandbox_key", "sandBoxK3yOfTheOutlet0004"),
    ("server.metrics_token", "metricsT0kenOfTheOutlet05"),
];
/// What such merchants must be named with.
const MERCHANT_NAMES: &[(&str, &str)] = &[
    ("gateways.alipay_partner", "2088111111111111"),
    ("gateways.alipay_seller", "2088111111111111"),
    ("gateways.wechat_app", "wx0123456789"),
    ("gateways.wechat_merchant", "1900000109"),
    ("gateways.credtrip_merchant", "100001"),
];
/// Those of an outlet whose payments all go to the sandbox.
const SANDBOX: &[(&str, &str)] =
    &[("gateways.sandbox_key", "sandBoxK3yOfTheOutlet0004"), ("server.metrics_token", "metricsT0kenOfTheOutlet05")];

/// What was said so far, and what must not be said.
struct Book {
    all: Vec<Said>,
    secrets: Vec<Secret>,
}

impl Book {
    /// Posts JSON and writes down what was said; the answer as JSON.
    fn post(&mut self, outlet: &Outlet, who: Option<&Visitor>, path: &str, mut body: Value) -> Value {
        let mut headers = vec![("Content-Type", "application/json".to_owned())];
        if let Some(visitor) = who {
            body["userid"] = visitor.userid.into();
            body["sessionid"] = visitor.sessionid.clone().into();
            headers.push(("X-Nothing", "1".to_owned()));
            if path.starts_with("/api/pages/") {
                headers[1] = ("Authorization", format!("Bearer {}", visitor.sessionid));
            }
        }
        let asked = Asked { by: "the scenario", method: "POST", path, headers, body: body.to_string() };
        let answer = asked.send(outlet, &mut self.all);
        serde_json::from_slice(&answer.body).unwrap_or_default()
    }

    /// A secret that the last answer told, this once.
    fn told(&mut self, what: &str, value: &Value) -> String {
        let value = value.as_str().unwrap_or_else(|| panic!("no {what}: {}", self.all.last().unwrap().text)).to_owned();
        let origin = self.all.len() - 1;
        let proof = self.all[origin].text.clone();
        let may = May::InAnswer(origin);
        self.secrets.push(Secret { what: what.to_owned(), value: value.clone(), may, proof });
        value
    }

    /// A secret that the last request carried, as a password is.
    fn sent(&mut self, what: &str, value: &str) {
        let proof = self.all.last().unwrap().request.clone();
        self.secrets.push(Secret::new(what, value, proof));
    }

    /// Logs in; the password and the session are secrets from here on.
    fn log_in(&mut self, outlet: &Outlet, username: &str, password: &str) -> Visitor {
        let body = json!({"username": username, "password": password});
        let answer = self.post(outlet, None, "/uc/services/login", body);
        self.sent(&format!("the password of {username}"), password);
        self.session(&answer, username, outlet)
    }

    fn session(&mut self, answer: &Value, username: &str, outlet: &Outlet) -> Visitor {
        self.told(&format!("a session of {username}"), &answer["sessionid"]);
        let session = self.secrets.last_mut().unwrap();
        session.may = May::InAnswerAndEchoes(self.all.len() - 1);
        Visitor::with_session(&outlet.address, answer["userid"].as_i64().unwrap(), &session.value)
    }
}

/// Everybody logs in.
fn people(outlet: &Outlet, book: &mut Book) -> Vec<Walker> {
    let mut walkers = vec![Walker::new("a guest", None)];
    for (name, account) in [
        ("a customer", "traveller"),
        ("another customer", "companion"),
        ("a clerk", "clerk"),
        ("an operator", "operator"),
        ("an admin", "admin"),
    ] {
        let visitor = book.log_in(outlet, account, &format!("demo-{account}"));
        walkers.push(Walker::new(name, Some(visitor)));
    }
    let family = book.log_in(outlet, "family", "demo-family");
    walkers.push(Walker { app_key: Some("demo-appkey".to_owned()), ..Walker::new("a partner", None) });
    walkers.push(Walker { agent: Some(Agent::first()), ..Walker::new("an agent", None) });
    for (account, secret, kind) in [("13800138002", "demo-student", 200), ("clerk", "demo-clerk", 300)] {
        let body = json!({"account": account, "secret": secret, "type": kind, "device": "test"});
        let answer = book.post(outlet, None, "/token", body);
        book.sent(&format!("the secret of {account}"), secret);
        let token = book.told(&format!("a token of {account}"), &answer["token"]);
        walkers.push(Walker { token: Some(token), ..Walker::new("a student or a school", None) });
    }
    let demo = |file: &str| fs::read_to_string(format!("{}/assets/demo/{file}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    book.secrets.push(Secret::new("an agent's session key", "S3ss10nK3y", demo("ticket-keys.csv")));
    book.secrets.push(Secret::new("another agent's session key", "K3yS3ss10n", demo("ticket-keys.csv")));
    let digest = crate::tickets::agent::digest("demo-agent");
    book.secrets.push(Secret::new("an agent's password digest", digest, demo("ticket-keys.csv")));
    book.secrets.push(Secret::new("a partner's app key", "demo-appkey", "appkey=demo-appkey"));
    walkers.push(Walker::new("a tourist", Some(family)));
    walkers
}

/// The staff makes keys and passwords, each of which is shown once or never.
fn office(outlet: &Outlet, book: &mut Book, boss: &Visitor) {
    let mut call = |name: &str, body: Value| {
        let path = if name.starts_with('/') { name.to_owned() } else { format!("{OFFICE}{name}") };
        book.post(outlet, Some(boss), &path, body)
    };
    let made = call("/api/pages/admin/user", json!({"username": "new-clerk", "role": 1}));
    let first = book.told("a one-time password", &made["password"]);
    let id = made["id"].clone();
    let mut call = |name: &str, body: Value| book.post(outlet, Some(boss), &format!("{OFFICE}{name}"), body);
    call(
        "account_create",
        json!({"companyid": 1, "roleid": 1, "username": "second-clerk", "password": "set-by-the-admin-1"}),
    );
    book.sent("a password that an admin set", "set-by-the-admin-1");
    let mut call = |name: &str, body: Value| book.post(outlet, Some(boss), &format!("{OFFICE}{name}"), body);
    let key = call("lease_key_add", json!({"account": 3716}));
    book.told("a new app key", &key["result"]["appkey"]);
    let partner = json!({"name": "a partner", "uids": [629]});
    let key = book.post(outlet, Some(boss), "/om/services/tour_partner_set", partner);
    book.told("a tour partner's key", &key["result"]["appkey"]);
    let agent = json!({"customertypecode": 2, "customerid": "NEW01", "customername": "新社", "username": "new-agent",
        "password": "an-agents-password-7"});
    book.post(outlet, Some(boss), "/om/services/ticket_customer_set", agent);
    book.sent("an agent's password", "an-agents-password-7");
    let name = json!({"customertypecode": 2, "customerid": "NEW01"});
    let key = book.post(outlet, Some(boss), "/om/services/ticket_key_rotate", name);
    book.told("a new session key of an agent", &key["result"]["sessionkey"]);
    let card = json!({"iccid": "8944200012789799901", "ki": "5EC2E7A0B1C2D3E4F506", "ki_hk": "5EC2E7FFEEDDCCBBAA99"});
    book.post(outlet, Some(boss), "/om/services/datacard_set", card);
    book.sent("a card's key", "5EC2E7A0B1C2D3E4F506");
    book.sent("a card's second key", "5EC2E7FFEEDDCCBBAA99");

    // The new clerk logs in with the one-time password and chooses another.
    let answer = book.post(outlet, None, "/uc/services/login", json!({"username": "new-clerk", "password": first}));
    assert_eq!(answer["error_no"], 1014, "{answer}");
    let clerk = book.session(&answer, "new-clerk", outlet);
    let change = json!({"opassword": first, "npassword": "chosen-by-the-clerk-2"});
    book.post(outlet, Some(&clerk), "/uc/services/change_password", change);
    book.sent("a chosen password", "chosen-by-the-clerk-2");
    let again = book.post(outlet, Some(boss), "/api/pages/admin/user-status", json!({"id": id, "to": "new-password"}));
    book.told("a second one-time password", &again["password"]);
}

/// A customer registers with a check code, forgets the password and pays in every way.
fn customer(outlet: &Outlet, book: &mut Book, clerk: &Visitor) {
    let code = |book: &mut Book, phone: &str| {
        let asked = book.post(outlet, None, "/uc/services/checkcode_get", json!({"phone": phone}));
        let page = Asked {
            by: "a clerk",
            method: "GET",
            path: "/api/pages/checkcodes",
            headers: vec![("Authorization", format!("Bearer {}", clerk.sessionid))],
            body: String::new(),
        };
        let codes = page.send(outlet, &mut book.all).json();
        let code = book.told("a check code", &codes["codes"][0]["code"]);
        book.secrets.last_mut().unwrap().may = May::AtThePage("/api/pages/checkcodes");
        (asked["result"]["checkid"].clone(), code)
    };
    let phone = "13800138777";
    let (id, digits) = code(book, phone);
    let register = json!({"username": phone, "password": "a-new-customer-3", "phone": phone, "checkid": id,
        "checkcode": digits});
    let answer = book.post(outlet, None, "/uc/services/register", register);
    book.sent("a registered password", "a-new-customer-3");
    // `sent` looks at the last request, and the session at the last answer: both are the registration's.
    let visitor = book.session(&answer, phone, outlet);
    let (id, digits) = code(book, phone);
    let reset = json!({"phone": phone, "userid": visitor.userid, "checkid": id, "checkcode": digits,
        "npassword": "a-new-password-4"});
    book.post(outlet, None, "/uc/services/reset_password", reset);
    book.sent("a password that was set anew", "a-new-password-4");
    let visitor = book.log_in(outlet, phone, "a-new-password-4");
    for way in [1, 2, 4, 5, 6] {
        let order = book.post(outlet, Some(&visitor), "/uc/services/order_submit", json!({"productid": 1}));
        let paying = json!({"orderid": order["result"]["order"]["id"], "payid": way, "payvoucher": "slip"});
        book.post(outlet, Some(&visitor), "/uc/services/order_paying", paying);
    }
}

/// Requests that go wrong while they carry secrets.
fn mishaps(outlet: &Outlet, book: &mut Book, customer: &Visitor) {
    let json = vec![("Content-Type", "application/json".to_owned())];
    let cut = r#"{"username":"traveller","password":"demo-traveller","#.to_owned();
    let cut_off = Asked { by: "a mishap", method: "POST", path: "/uc/services/login", headers: json, body: cut };
    cut_off.send(outlet, &mut book.all);
    let wrong = json!({"username": "traveller", "password": ["demo-traveller"]});
    book.post(outlet, None, "/token", wrong);
    let authorization = vec![("Authorization", format!("Basic {}", customer.sessionid))];
    let body = String::new();
    Asked { by: "a mishap", method: "GET", path: "/uc/services/user_info", headers: authorization, body }
        .send(outlet, &mut book.all);
    let session = &customer.sessionid;
    for request in [
        format!("GET /uc/services/user_info?sessionid={session} x HTTP/1.1\r\n\r\n"),
        format!("GET /uc/services/user_info HTTP/1.1\r\nAuthorization: Bearer {session}\r\nContent-Length: x\r\n\r\n"),
        format!("GET /nowhere/{session} HTTP/1.1\r\nHost: outlet\r\nConnection: close\r\n\r\n"),
        format!(
            "POST /uc/services/login HTTP/1.1\r\nHost: outlet\r\nConnection: close\r\nContent-Type: multipart/form-data; \
            boundary={session}\r\nContent-Length: 14\r\n\r\npassword=demo-"
        ),
    ] {
        let text = String::from_utf8_lossy(&outlet.raw(request.as_bytes())).into_owned();
        book.all.push(Said { by: format!("the answer to a mishap: {request}"), path: String::new(), request, text });
    }
    for token in ["metricsT0kenOfTheOutlet05", "metricsT0kenOfNobody"] {
        let headers = vec![("Authorization", format!("Bearer {token}"))];
        let figures = Asked { by: "a collector", method: "GET", path: "/metrics", headers, body: String::new() };
        figures.send(outlet, &mut book.all);
    }
}

/// The log, without the codes of the lines that are there to tell them (docs/spec/roaming.md section 0.14).
fn log_of(outlet: &Outlet) -> Vec<Said> {
    let (telling, other): (Vec<_>, Vec<_>) =
        outlet.log().lines().map(str::to_owned).partition(|line| line.contains("check code: read it to the customer"));
    let said = |by: &str, path: &str, lines: Vec<String>| Said {
        by: by.to_owned(),
        path: path.to_owned(),
        request: String::new(),
        text: lines.join("\n"),
    };
    assert!(!other.is_empty() && !telling.is_empty(), "there is a log");
    // The codes' own lines count as the page that tells the codes.
    vec![said("the log", "", other), said("the log's lines of codes", "/api/pages/checkcodes", telling)]
}

/// Everything that the commands make of the outlet, and the data folder itself but for the key's file.
fn files_of(folder: &Folder) -> Vec<Said> {
    let data = folder.data().display().to_string();
    let backup = folder.beside("a-backup.db").display().to_string();
    let whole = folder.beside("whole.jsonl").display().to_string();
    let mut all = Vec::new();
    let mut command = |arguments: &[&str]| {
        let output = run(arguments);
        let said = [output.stdout, output.stderr].concat();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&said));
        let text = String::from_utf8_lossy(&said).into_owned();
        all.push(Said { by: format!("what {arguments:?} says"), path: String::new(), request: String::new(), text });
    };
    for kind in outpost::transfer::kinds().filter(|kind| kind.can_leave()) {
        command(&["export", kind.name, "--data", &data]);
    }
    command(&["export", "all", &whole, "--data", &data]);
    command(&["backup", &backup, "--data", &data]);
    command(&["user", "list", "--data", &data]);
    let check = run(&["check", "--data", &data]);
    let text = String::from_utf8_lossy(&[check.stdout, check.stderr].concat()).into_owned();
    all.push(Said { by: "what the check says".to_owned(), path: String::new(), request: String::new(), text });
    let mut files = files_below(&folder.data());
    files.extend([backup.into(), whole.into()]);
    for file in files.iter().filter(|file| file.file_name().unwrap() != "outpost.key") {
        let text = String::from_utf8_lossy(&fs::read(file).unwrap()).into_owned();
        all.push(Said {
            by: format!("the file {}", file.display()),
            path: String::new(),
            request: String::new(),
            text,
        });
    }
    all
}

/// The key that values are sealed with, as hex: [`finds`] looks for the bytes' other forms.
fn seal_key(folder: &Folder) -> (Vec<u8>, String) {
    let key = fs::read(folder.data().join("outpost.key")).unwrap();
    let hex = key.iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").unwrap();
        hex
    });
    (key, hex)
}

/// Starts an outlet with settings in a file, as an owner would write them.
fn start(settings: &[&[(&str, &str)]]) -> (Outlet, String) {
    let folder = std::sync::Arc::new(Folder::new());
    fs::create_dir_all(folder.data().parent().unwrap()).unwrap();
    let file = folder.beside("outpost.toml");
    let mut text = String::new();
    for (name, value) in settings.concat() {
        let (section, name) = name.split_once('.').unwrap();
        writeln!(text, "{section}.{name} = \"{value}\"").unwrap();
    }
    fs::write(&file, &text).unwrap();
    let start = Start::demo(TODAY).config(&file).set("log.level", "trace").set("log.slow_request_ms", "1");
    (start.set("log.slow_write_ms", "1").set("login.address_tries", "100000").on(folder), text)
}

/// Whether an answer of the shop's services is an error.
fn is_refusal(text: &str) -> bool {
    text.contains("\"error_no\":") && !text.contains("\"error_no\":0,") && !text.contains("\"error_no\":0}")
}

/// The whole scenario on an outlet; what leaked.
fn leaks_of(settings: &[&[(&str, &str)]], keys: &[(&str, &str)]) -> Vec<String> {
    let (outlet, file) = start(settings);
    let mut book = Book { all: Vec::new(), secrets: Vec::new() };
    book.secrets.extend(keys.iter().map(|(name, value)| Secret::new(*name, *value, file.clone())));
    let walkers = people(&outlet, &mut book);
    let visitor = |name: &str| walkers.iter().find(|it| it.name == name).unwrap().visitor.clone().unwrap();
    office(&outlet, &mut book, &visitor("an admin"));
    customer(&outlet, &mut book, &visitor("a clerk"));
    mishaps(&outlet, &mut book, &visitor("a customer"));
    walk(&outlet, &walkers, &mut book.all);
    let successes = book.all.iter().filter(|said| said.text.starts_with("200 ") && !is_refusal(&said.text)).count();
    assert!(successes > 1000, "{successes} of {} answers tell something", book.all.len());
    for path in ["/api/pages/admin/settings", "/api/pages/audit?size=500"] {
        let headers = vec![("Authorization", format!("Bearer {}", visitor("an admin").sessionid))];
        let page = Asked { by: "an admin", method: "GET", path, headers, body: String::new() };
        assert_eq!(page.send(&outlet, &mut book.all).status, 200, "the admin is still there after the walk");
    }
    assert_eq!(visitor("a customer").call("user_info", &[]).number(), 0, "and so is the customer");
    book.all.extend(log_of(&outlet));
    let folder = outlet.stop();
    let (key, hex) = seal_key(&folder);
    book.secrets.push(Secret::new("the seal's key", hex.clone(), hex));
    let files = files_of(&folder);
    let codes: Vec<_> = book.secrets.extract_if(.., |secret| secret.what == "a check code").collect();
    let mut wrong = leaks(&codes, &book.all);
    book.all.extend(files);
    wrong.extend(leaks(&book.secrets, &book.all));
    for said in &book.all {
        if said.text.as_bytes().windows(key.len()).any(|bytes| bytes == key) {
            wrong.push(format!("the seal's key stands in {}", said.by));
        }
    }
    wrong
}

#[test]
fn an_outlet_with_merchants_tells_nobody_a_secret() {
    let wrong = leaks_of(&[MERCHANTS, MERCHANT_NAMES], MERCHANTS);
    assert!(wrong.is_empty(), "{} leaks:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn an_outlet_with_the_sandbox_tells_nobody_a_secret() {
    let wrong = leaks_of(&[SANDBOX], SANDBOX);
    assert!(wrong.is_empty(), "{} leaks:\n{}", wrong.len(), wrong.join("\n"));
}

/// The twin: what is told is found, in each of its forms, and only there.
#[test]
fn a_secret_that_is_told_is_found() {
    let said =
        |text: &str| Said { by: "x".into(), path: "/p".into(), request: "the-secret-1".into(), text: text.into() };
    let all = [said("a the-secret-1 b"), said("nothing"), said("dGhlLXNlY3JldC0x"), said("7468652d7365637265742d31")];
    let secret = |may| [Secret { what: "s".into(), value: "the-secret-1".into(), may, proof: "the-secret-1".into() }];
    assert_eq!(leaks(&secret(May::Nowhere), &all).len(), 3);
    assert_eq!(leaks(&secret(May::InAnswer(0)), &all).len(), 2);
    assert_eq!(leaks(&secret(May::InAnswerAndEchoes(1)), &all).len(), 0);
    assert_eq!(leaks(&secret(May::AtThePage("/q")), &all).len(), 3);
    let blind = [Secret::new("s", "the-secret-1", "elsewhere")];
    assert_eq!(leaks(&blind, &[]), ["s is not found where it stands: the search is blind"]);
    assert!(finds("\"code\":\"123456\"", "123456") && !finds("\"id\":91234567", "123456"));
}
