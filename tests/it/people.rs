//! People of the staff: other names and roles, what each may do besides the role, and a PIN that opens the counter and nothing else.

use crate::support::{Answer, Outlet, Start, Visitor, encode};
use serde_json::{Value, json};

const FORM: &str = "application/x-www-form-urlencoded";
const TODAY: &str = "2026-11-21 10:00:00";
const CLERK: &str = "126";
const OPERATOR: &str = "101";

fn get(outlet: &Outlet, who: &Visitor, path: &str) -> Answer {
    who.at(&outlet.address).send("GET", &format!("/api/pages/{path}"), FORM, "")
}

fn post(outlet: &Outlet, who: &Visitor, path: &str, fields: &[(&str, &str)]) -> Answer {
    who.at(&outlet.address).send("POST", &format!("/api/pages/{path}"), FORM, &encode(fields))
}

fn change(outlet: &Outlet, id: &str, fields: &[(&str, &str)]) -> Answer {
    post(outlet, &outlet.admin(), "admin/user-change", &[&[("id", id)], fields].concat())
}

fn trail(outlet: &Outlet, action: &str) -> Vec<Value> {
    let found = get(outlet, &outlet.admin(), &format!("audit?size=200&action={action}")).json();
    found["entries"].as_array().unwrap().clone()
}

fn user(outlet: &Outlet, id: &str) -> Value {
    let users = get(outlet, &outlet.admin(), "admin/users").json()["users"].as_array().unwrap().clone();
    let id: i64 = id.parse().unwrap();
    users.into_iter().find(|user| user["id"].as_i64() == Some(id)).unwrap()
}

fn clerk(outlet: &Outlet) -> Visitor {
    outlet.login("clerk", "demo-clerk")
}

#[test]
fn a_renamed_clerk_logs_in_by_the_new_name_and_is_called_by_the_other_one_everywhere() {
    let outlet = Start::demo(TODAY).run();
    assert_eq!(user(&outlet, CLERK)["username"], "clerk", "the demonstration's clerk has this id");
    for _ in 0..2 {
        assert_eq!(change(&outlet, CLERK, &[("username", "xiaolin"), ("display", "小林")]).status, 200);
    }
    assert_eq!(trail(&outlet, "account_rename").len(), 1, "a second time changes nothing");
    let renamed = outlet.login("xiaolin", "demo-clerk");
    let order = outlet.traveller().order_card().to_string();
    let cash = [("orderid", order.as_str()), ("amount", "50.00"), ("reference", "slip")];
    assert_eq!(post(&outlet, &renamed, "counter/cash", &cash).status, 200);
    assert_eq!(trail(&outlet, "counter_cash")[0]["actor"], "小林");
    let listed = get(&outlet, &outlet.admin(), &format!("admin/orders?text={order}")).json();
    assert_eq!(listed["orders"][0]["clerk"], "小林");
    assert_eq!(change(&outlet, CLERK, &[("username", "operator")]).status, 409, "the name is taken");
    assert_eq!(change(&outlet, CLERK, &[("username", &"x".repeat(65))]).status, 400);
    assert_eq!(change(&outlet, "7", &[("display", "x")]).status, 404, "customers are renamed by nobody");
    assert_eq!(change(&outlet, CLERK, &[("display", "")]).status, 200);
    assert_eq!(user(&outlet, CLERK)["display"], Value::Null);
}

#[test]
fn another_role_ends_the_sessions_and_one_admin_stays() {
    let outlet = Start::demo(TODAY).run();
    let worker = outlet.login("operator", "demo-operator");
    assert_eq!(get(&outlet, &worker, "admin/orders").status, 200);
    assert_eq!(change(&outlet, OPERATOR, &[("role", "1")]).status, 200);
    assert_eq!(get(&outlet, &worker, "admin/orders").status, 401, "open sessions end");
    let worker = outlet.login("operator", "demo-operator");
    assert_eq!(get(&outlet, &worker, "admin/orders").status, 403);
    assert_eq!(change(&outlet, OPERATOR, &[("role", "0")]).status, 400, "nobody becomes a customer");
    let own = outlet.admin();
    let own_role = post(&outlet, &own, "admin/user-change", &[("id", "100"), ("role", "3")]);
    assert_eq!(own_role.status, 409, "nobody changes the own role");
    assert_eq!(change(&outlet, OPERATOR, &[("role", "4")]).status, 200);
    let second = outlet.login("operator", "demo-operator");
    assert_eq!(post(&outlet, &second, "admin/user-change", &[("id", "100"), ("role", "1")]).status, 200);
    let last = post(&outlet, &second, "admin/user-change", &[("id", OPERATOR), ("role", "1")]);
    assert_eq!(last.status, 409, "the last admin stays");
    let told = get(&outlet, &second, "audit?action=account_role").json();
    assert_eq!((&told["total"], &told["entries"][0]["named"]), (&json!(3), &json!("admin")));
}

fn import(outlet: &Outlet, who: &Visitor, csv: &str) -> Answer {
    let path = "/api/pages/admin/import?kind=accounts&mode=import";
    who.at(&outlet.address).send("POST", path, "text/csv", csv)
}

#[test]
fn a_file_of_accounts_ends_sessions_spares_the_own_role_and_is_told_account_by_account() {
    let outlet = Start::demo(TODAY).run();
    let (admin, worker) = (outlet.admin(), outlet.login("operator", "demo-operator"));
    let operator = |role: i64| format!("id,username,kind\n{OPERATOR},operator,{role}\n");
    assert_eq!(import(&outlet, &admin, &operator(3)).status, 200);
    assert_eq!(get(&outlet, &worker, "admin/orders").status, 200, "the same role ends nothing");
    assert_eq!(trail(&outlet, "account_import"), Vec::<Value>::new());
    assert_eq!(import(&outlet, &admin, &operator(1)).status, 200);
    assert_eq!(import(&outlet, &admin, &operator(4)).status, 200);
    assert_eq!(get(&outlet, &worker, "admin/users").status, 401, "an old session gets no new rights");
    let own = import(&outlet, &admin, "id,username,kind\n901,new,1\n100,admin,3\n");
    assert_eq!((own.status, &own.json()["mistakes"][0]["line"]), (422, &json!(3)), "{}", own.text());
    assert!(own.text().contains("the own role or status"), "{}", own.text());
    let frozen = import(&outlet, &admin, "id,username,kind,status\n100,admin,4,disabled\n");
    assert_eq!(frozen.status, 422, "{}", frozen.text());
    assert_eq!(import(&outlet, &admin, "id,username,kind\n100,admin,4\n").status, 200);
    let hash = format!("$argon2id$v=19$m=19456,t=2,p=1${}${}", "A".repeat(22), "E".repeat(43));
    let file = format!(
        "id,username,kind,password_hash\n900,new,1,\"{hash}\"\n{OPERATOR},operator,4,\"{hash}\"\n\
         902,guest,0,\"{hash}\"\n"
    );
    assert_eq!(import(&outlet, &admin, &file).status, 200);
    let told: Vec<_> = trail(&outlet, "account_import")
        .iter()
        .rev()
        .map(|it| {
            let side = |side: &str| it[side].as_str().map(|text| serde_json::from_str::<Value>(text).unwrap());
            (it["object"].as_str().unwrap().to_owned(), side("before"), side("after"))
        })
        .collect();
    let stands = |role: i64| Some(json!({"status": 1, "type": role}));
    let known = format!("account {OPERATOR}");
    let renewed = Some(json!({"password": "password changed", "status": 1, "type": 4}));
    let made = Some(json!({"status": 1, "type": 1, "username": "new"}));
    let wanted = [
        (known.clone(), stands(3), stands(1)),
        (known.clone(), stands(1), stands(4)),
        (known, stands(4), renewed),
        ("account 900".to_owned(), None, made),
    ];
    assert_eq!(told, wanted);
    let all = get(&outlet, &admin, "audit?size=200").text().to_owned();
    assert!(!all.contains("argon2id"), "no hash is told");
}

#[test]
fn what_was_denied_to_an_account_is_refused_wherever_it_is_asked_for() {
    let outlet = Start::demo(TODAY).run();
    let clerk = clerk(&outlet);
    let operator = outlet.login("operator", "demo-operator");
    assert_eq!(user(&outlet, CLERK)["may"], json!(["refund"]));
    assert_eq!(user(&outlet, OPERATOR)["may"], json!(["discount", "refund", "price", "till"]));
    assert_eq!((get(&outlet, &clerk, "till").status, get(&outlet, &operator, "till").status), (403, 200));
    assert_eq!(change(&outlet, CLERK, &[("till", "true"), ("refund", "false")]).status, 200);
    assert_eq!(change(&outlet, OPERATOR, &[("till", "false"), ("refund", "false")]).status, 200);
    assert_eq!((get(&outlet, &clerk, "till").status, get(&outlet, &operator, "till").status), (200, 403));
    let order = outlet.traveller().order_card().to_string();
    let cash = [("orderid", order.as_str()), ("amount", "50.00"), ("reference", "slip")];
    let paid = post(&outlet, &clerk, "counter/cash", &cash);
    assert!(!paid.json()["order"]["actions"].as_array().unwrap().contains(&json!("refund")), "{}", paid.text());
    let ask = [("orderid", order.as_str()), ("reason", "行程取消")];
    for who in [&clerk, &operator] {
        assert_eq!(post(&outlet, who, "counter/refund", &ask).status, 403);
    }
    let asked = post(&outlet, &outlet.admin(), "counter/refund", &ask);
    let refund = asked.json()["order"]["refunds"][0]["id"].to_string();
    let excuse = [("orderid", order.as_str()), ("reason", "x")];
    assert_eq!(post(&outlet, &operator, "esims/excuse", &excuse).status, 403);
    let decide = [("refundid", refund.as_str()), ("agreed", "true")];
    assert_eq!(post(&outlet, &operator, "counter/refund/decide", &decide).status, 403);
    let who = [("userid", operator.userid.to_string()), ("sessionid", operator.sessionid.clone())];
    let who: Vec<(&str, &str)> = who.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let audit =
        outlet.form("/om/services/refund_audit", &[&who[..], &[("refundid", &refund), ("confirmed", "true")]].concat());
    assert_eq!(audit.json()["error_no"], 1103, "the service knows it, too: {}", audit.text());
    for name in
        ["tour_order_refund", "course_order_refund", "lease_refund", "ticket_refund_start", "ticket_refund_reject"]
    {
        let fields = [&who[..], &[("orderid", order.as_str()), ("reason", "x")]].concat();
        let answer = outlet.form(&format!("/om/services/{name}"), &fields).json();
        assert_eq!(answer["error_no"], 1103, "{name}: {answer}");
    }
    assert_eq!(change(&outlet, OPERATOR, &[("refund", "true")]).status, 200);
    assert_eq!(post(&outlet, &operator, "counter/refund/decide", &decide).status, 200);
    assert_eq!(trail(&outlet, "account_permission").len(), 3);
    let admin = change(&outlet, "100", &[("refund", "false")]);
    assert_eq!((admin.status, user(&outlet, "100")["may"].as_array().unwrap().len()), (200, 4), "admins may all");
}

/// A counter that was enrolled, and a clerk and an operator with PINs.
struct Counter {
    outlet: Outlet,
    token: String,
}

impl Counter {
    fn new() -> Self {
        let outlet = Start::demo(TODAY).run();
        let enrolled = post(&outlet, &outlet.admin(), "security/enrol", &[("name", "Gate 7")]).json();
        let token = enrolled["token"].as_str().unwrap().to_owned();
        for (username, password, pin) in [("clerk", "demo-clerk", "2580"), ("operator", "demo-operator", "13579")] {
            let who = outlet.login(username, password);
            let set = post(&outlet, &who, "security/pin", &[("pin", pin), ("password", password)]);
            assert_eq!((set.status, set.json()), (200, json!({"pin": true})), "{username}");
        }
        Self { outlet, token }
    }

    fn tries(&self, device: &str, user: &str, pin: &str, before: Option<&Visitor>) -> Answer {
        let fields = encode(&[("device", device), ("userid", user), ("pin", pin)]);
        match before {
            Some(who) => who.at(&self.outlet.address).send("POST", "/api/pages/counter/pin", FORM, &fields),
            None => self.outlet.raw_form("/api/pages/counter/pin", &fields),
        }
    }

    fn opens(&self, user: &str, pin: &str, before: Option<&Visitor>) -> Visitor {
        let answer = self.tries(&self.token, user, pin, before);
        assert_eq!(answer.status, 200, "{}", answer.text());
        Visitor::of(&self.outlet, &answer.json())
    }
}

#[test]
fn a_pin_changes_the_clerk_at_an_enrolled_counter_and_every_later_act_carries_the_new_one() {
    let counter = Counter::new();
    let outlet = &counter.outlet;
    let listed = outlet.form("/api/pages/counter/clerks", &[("device", &counter.token)]).json();
    assert_eq!(listed["clerks"], json!([{"id": 126, "name": "clerk"}, {"id": 101, "name": "operator"}]));
    let first = outlet.login("clerk", "demo-clerk");
    let second = counter.opens(OPERATOR, "13579", Some(&first));
    assert_eq!(get(outlet, &first, "counter/me").status, 401, "the one before has left");
    let order = outlet.traveller().order_card().to_string();
    let cash = [("orderid", order.as_str()), ("amount", "50.00"), ("reference", "slip")];
    assert_eq!(post(outlet, &second, "counter/cash", &cash).status, 200);
    assert_eq!(trail(outlet, "counter_cash")[0]["actor"], "operator");
    let told = &trail(outlet, "clerk_change")[0];
    assert_eq!(
        (&told["object"], &told["before"], &told["after"], &told["actor"]),
        (&json!("counter Gate 7"), &json!("clerk"), &json!("operator"), &json!("operator"))
    );
}

#[test]
fn a_pin_opens_the_counter_with_a_clerk_s_rights_and_nothing_else() {
    let counter = Counter::new();
    let outlet = &counter.outlet;
    let by_pin = counter.opens(OPERATOR, "13579", None);
    let me = get(outlet, &by_pin, "counter/me").json();
    assert_eq!((&me["by_pin"], &me["decides"]), (&json!(true), &json!(false)), "{me}");
    for path in ["admin/orders", "admin/products", "admin/users", "audit", "till", "security"] {
        assert_eq!(get(outlet, &by_pin, path).status, 403, "{path}");
    }
    for (path, field) in
        [("security/pin", "password"), ("security/enable", "code"), ("security/begin", "x"), ("security/end", "id")]
    {
        assert_eq!(post(outlet, &by_pin, path, &[(field, "demo-operator")]).status, 403, "{path}");
    }
    for name in ["order_gets", "change_password", "order_submit"] {
        let answer =
            by_pin.call(name, &[("opassword", "demo-operator"), ("npassword", "x"), ("productid", "1")]).json();
        assert_ne!(answer["error_no"], 0, "{name}: {answer}");
    }
    for name in ["order_search", "refund_gets", "datacard_gets"] {
        let who = [("userid", by_pin.userid.to_string()), ("sessionid", by_pin.sessionid.clone())];
        let who: Vec<(&str, &str)> = who.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_eq!(outlet.form(&format!("/om/services/{name}"), &who).json()["error_no"], 1101, "{name}");
    }
    by_pin.call("logout", &[]);
    assert_eq!(get(outlet, &by_pin, "counter/me").status, 401, "it can leave");
}

#[test]
fn a_pin_is_nothing_on_another_browser_and_a_few_wrong_ones_end_in_a_pause() {
    let counter = Counter::new();
    let no_counter = counter.tries("someone-elses-browser", CLERK, "2580", None);
    assert_eq!(no_counter.status, 403);
    assert_eq!(counter.outlet.form("/api/pages/counter/clerks", &[("device", "x")]).status, 403);
    assert_eq!(counter.tries(&counter.token, "7", "2580", None).status, 403, "a customer has none");
    for wrong in 0..5 {
        assert_eq!(counter.tries(&counter.token, CLERK, "9999", None).status, 403, "try {wrong}");
    }
    assert_eq!(counter.tries(&counter.token, CLERK, "2580", None).status, 429, "the right one too, for a while");
    assert_eq!(counter.tries(&counter.token, OPERATOR, "13579", None).status, 200, "somebody else goes on");
    assert_eq!(clerk(&counter.outlet).userid.to_string(), CLERK, "and the password works");
}

#[test]
fn a_pin_is_set_with_the_password_alone_and_goes_with_a_new_one() {
    let counter = Counter::new();
    let outlet = &counter.outlet;
    let who = clerk(outlet);
    let set =
        |pin: &str, password: &str| post(outlet, &who, "security/pin", &[("pin", pin), ("password", password)]).status;
    assert_eq!((set("1234", "demo-clerk"), set("25a0", "demo-clerk"), set("4711", "wrong")), (400, 400, 403));
    let known = trail(outlet, "pin_on").len();
    assert_eq!((set("47110", "demo-clerk"), trail(outlet, "pin_on").len()), (200, known + 1));
    assert_eq!(counter.tries(&counter.token, CLERK, "2580", None).status, 403, "the old one is void");
    let by_pin = counter.opens(CLERK, "47110", None);
    let renew = [("id", CLERK), ("to", "new-password")];
    assert_eq!(post(outlet, &outlet.admin(), "admin/user-status", &renew).status, 200);
    assert_eq!(get(outlet, &by_pin, "counter/me").status, 401);
    assert_eq!(counter.tries(&counter.token, CLERK, "47110", None).status, 403, "whoever knew one may know the other");
    let drop = [("id", OPERATOR), ("to", "no-pin")];
    assert_eq!(post(outlet, &outlet.admin(), "admin/user-status", &drop).status, 200);
    assert_eq!(
        (counter.tries(&counter.token, OPERATOR, "13579", None).status, trail(outlet, "pin_off").len()),
        (403, 1)
    );
    let disabled = [("id", OPERATOR), ("to", "disabled")];
    assert_eq!(post(outlet, &outlet.admin(), "admin/user-status", &disabled).status, 200);
    let kept = outlet.get("/api/pages/audit");
    assert_eq!(kept.status, 401);
}
