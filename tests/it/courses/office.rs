//! What the office keeps: schools, courses, offers, gift packages, each listed, made and changed.

use std::process::{Command, Output};

use serde_json::{Value, json};

use super::support::{Caller, Folder, Outlet, at_once};
use super::{AT, Office, claim_of, with_outlet};

const OFFER: &str = "name=体验券&value=20&rebate_value=100&buy_from=2016-10-01 00:00:00&buy_until=2016-10-31 23:59:59\
    &use_from=2016-10-01 00:00:00&use_until=2016-12-31 23:59:59";

fn operator(outlet: &Outlet) -> Office<'_> {
    Office::log_in(outlet, "operator", "demo-operator")
}

fn trail(outlet: &Outlet) -> Vec<Value> {
    let admin = outlet.session("admin", "demo-admin");
    let bearer = format!("Bearer {}", admin["sessionid"].as_str().unwrap());
    let page = outlet.call("GET", "/api/pages/audit?size=100", &[("Authorization", &bearer)], "").json();
    page["entries"].as_array().unwrap().clone()
}

#[test]
fn a_school_with_its_course_its_offer_and_its_gift_is_set_up_at_the_desk_and_sells() {
    with_outlet(|outlet| {
        let office = operator(outlet);
        let school = office.result("course_school_set", "name=琴行&phone=0571-1234")["school"].clone();
        let id = &school["organizationid"];
        assert_eq!(
            school,
            json!({"courses": 0, "name": "琴行", "organizationid": id, "phone": "0571-1234", "staff": []})
        );
        let picture = "https://pic.example.com/piano.png";
        let course = office.result("course_set", &format!("organizationid={id}&name=钢琴&picture={picture}"));
        let course = course["course"]["courseid"].clone();
        let offer = office.result("course_offer_set", OFFER)["offer"]["offerid"].clone();
        let gift = office.result("course_gift_set", "introduce=报名即送&detail=节拍器")["gift"].clone();
        let gift_id = &gift["giftid"];
        assert_eq!(gift, json!({"bound": 0, "detail": "节拍器", "giftid": gift_id, "introduce": "报名即送"}));
        let bound = office.result("course_binding_set", &format!("courseid={course}&offerid={offer}&giftid={gift_id}"));
        let listed = office.result("course_gets", &format!("organizationid={id}"));
        let binding = json!({"bindingid": bound["bindingid"], "giftid": gift_id, "offerid": offer});
        let whole = json!({"bindings": [binding], "courseid": course, "deleted": false, "name": "钢琴",
            "organizationid": id, "picture": picture});
        assert_eq!(listed, json!({"count": 1, "courses": [whole]}));
        let gifts = office.result("course_gift_gets", "pagesize=100");
        assert_eq!((&gifts["count"], &gifts["gifts"][1]["bound"]), (&json!(2), &json!(1)));

        let me = Caller::student(outlet);
        let wish = json!({"mobile": "13800138002", "courses_id": course, "rebate_id": offer, "num": 3});
        let order = me.post("/order/create", &wish).json()["id"].as_i64().unwrap();
        outlet.form("/sandbox/pay", &me.payment_form(order));
        let offers = office.result("course_offer_gets", "all=true&pagesize=100");
        let mine = offers["offers"].as_array().unwrap().iter().find(|it| it["offerid"] == offer).unwrap();
        assert_eq!((&mine["sold"], &offers["count"]), (&json!(3), &json!(5)));
        let admin = Office::log_in(outlet, "admin", "demo-admin");
        admin.result("course_staff_set", &format!("organizationid={id}&staffid=101"));
        let schools = office.result("course_school_gets", "");
        let mine = schools["schools"].as_array().unwrap().iter().find(|it| it["organizationid"] == *id).unwrap();
        assert_eq!((&mine["courses"], &mine["staff"]), (&json!(1), &json!(["operator"])));
    });
}

#[test]
fn a_list_of_offers_tells_everything_in_local_time_and_the_short_list_is_as_it_was() {
    with_outlet(|outlet| {
        let office = operator(outlet);
        let all = office.result("course_offer_gets", "all=1&pagesize=1&pageindex=2");
        let fourth = json!({"active": true, "buy_from": "2016-09-22 00:00:00", "buy_until": "2016-09-30 23:59:59",
            "name": "手绘课体验券", "offerid": 4, "rebate_value": 300, "sold": 0, "use_condition": "限九月体验课",
            "use_from": "2016-09-22 00:00:00", "use_instruction": "每张券只能使用一次，不找零，不兑现",
            "use_method": "到校出示券码，由前台核销", "use_until": "2016-09-30 23:59:59", "value": 50});
        assert_eq!(all, json!({"count": 4, "offers": [fourth]}));
        assert_eq!(office.result("course_offer_gets", "all=false"), json!({"offers": []}));
        for bad in ["all=perhaps", "all=true&pageindex=-1", "all=true&pagesize=0"] {
            assert_eq!(office.call("course_offer_gets", bad)["error_no"], 1100, "{bad}");
        }
    });
}

#[test]
fn fields_that_are_not_sent_keep_what_is_there_and_the_trail_has_both() {
    with_outlet(|outlet| {
        let office = operator(outlet);
        let school = office.result("course_school_set", "organizationid=41&phone=400-1")["school"].clone();
        assert_eq!((&school["name"], &school["phone"]), (&json!("航行美术学院"), &json!("400-1")));
        assert_eq!(office.result("course_school_set", "organizationid=41&phone=")["school"]["phone"], Value::Null);
        let course = office.result("course_set", "courseid=60&deleted=true")["course"].clone();
        assert_eq!((&course["name"], &course["deleted"]), (&json!("javascript 入门"), &json!(true)));
        office.result("course_set", "courseid=60&deleted=true");
        let me = Caller::student(outlet);
        let wish = json!({"mobile": "13800138002", "courses_id": 60, "rebate_id": 5, "num": 1});
        assert_eq!(me.post("/order/create", &wish).fault(), (404, 5000), "the course is gone");
        assert_eq!(office.result("course_set", "courseid=60&deleted=0")["course"]["deleted"], false);
        assert_eq!(office.result("course_offer_set", "offerid=5&value=600")["offer"]["rebate_value"], 10_000);
        let detail = "一支笔\r\n一本书";
        assert_eq!(
            office.result("course_gift_set", &format!("giftid=2&detail={detail}"))["gift"]["introduce"],
            "报名成功即可领取数位板一个"
        );
        let entries = trail(outlet);
        let actions: Vec<_> = entries.iter().map(|it| it["action"].as_str().unwrap()).collect();
        let wanted = [
            "course_gift_set",
            "course_offer_set",
            "course_set",
            "course_set",
            "course_school_set",
            "course_school_set",
        ];
        assert_eq!(actions, wanted, "the change that changed nothing is not there");
        assert!(entries.iter().all(|it| it["actor"] == "operator"));
        let text = |name: &str| entries[1][name].as_str().unwrap().to_owned();
        assert!(text("before").contains("\"value\":500") && text("after").contains("\"value\":600"), "{entries:?}");
    });
}

#[test]
fn what_makes_no_sense_is_refused_and_changes_nothing() {
    with_outlet(|outlet| {
        let office = operator(outlet);
        let calls = [
            (
                "course_school_set",
                vec![
                    "",
                    "name=",
                    "name=%20",
                    "name=x&phone=javascript",
                    "organizationid=999&name=x",
                    "organizationid=x&name=x",
                    "organizationid=41&name=",
                ],
            ),
            (
                "course_set",
                vec![
                    "",
                    "name=x",
                    "organizationid=999&name=x",
                    "organizationid=41",
                    "organizationid=41&name=x&picture=javascript:alert(1)",
                    "courseid=60&deleted=perhaps",
                    "courseid=999&name=x",
                    "courseid=60&organizationid=999",
                ],
            ),
            ("course_gift_set", vec!["", "introduce=x", "detail=x", "giftid=999&detail=x", "giftid=2&detail="]),
            (
                "course_offer_set",
                vec![
                    "",
                    "name=x",
                    "offerid=999&active=false",
                    "offerid=5&active=perhaps",
                    "offerid=5&value=0",
                    "offerid=5&value=-1",
                    "offerid=5&value=1.50",
                    "offerid=5&value=10001",
                    "offerid=5&rebate_value=499",
                    "offerid=5&value=99999999999999",
                    "offerid=5&buy_until=2016-09-21 23:59:59",
                    "offerid=5&use_until=2016-09-21 23:59:59",
                    "offerid=5&buy_from=tomorrow",
                    "offerid=5&use_until=2016-02-30 00:00:00",
                    "offerid=5&name=",
                ],
            ),
        ];
        for (service, forms) in &calls {
            for form in forms {
                assert_eq!(office.call(service, form)["error_no"], 1100, "{service} {form}");
            }
        }
        for missing in ["name", "value", "rebate_value", "buy_from", "buy_until", "use_from", "use_until"] {
            let rest: Vec<_> = OFFER.split('&').filter(|pair| !pair.starts_with(&format!("{missing}="))).collect();
            assert_eq!(office.call("course_offer_set", &rest.join("&"))["error_no"], 1100, "without {missing}");
        }
        assert_eq!(trail(outlet), Vec::<Value>::new());
    });
}

#[test]
fn a_changed_offer_leaves_sold_vouchers_what_they_were_sold_as() {
    with_outlet(|outlet| {
        let (office, me) = (operator(outlet), Caller::student(outlet));
        let (order, vouchers) = me.bought(1);
        let unpaid = me.order(1)["id"].as_i64().unwrap();
        office.result("course_offer_set", "offerid=5&name=新名&value=700&rebate_value=900&active=false");
        let detail = me.get(&format!("/user/rebate/{}/detail", vouchers[0])).json();
        assert_eq!((&detail["value"], &detail["rebate_value"]), (&json!(500), &json!(10_000)), "{detail}");
        assert_eq!(detail["name"], "编程课学费抵扣券");
        assert_eq!(me.get(&format!("/pay/create/pay/{unpaid}/1")).fault(), (200, 10006), "nobody pays the old price");
        for less in ["use_until=2017-01-01 00:00:00", "use_from=2016-11-01 00:00:00"] {
            assert_eq!(office.call("course_offer_set", &format!("offerid=5&{less}"))["error_no"], 1307, "{less}");
        }
        assert_eq!(office.call("course_offer_set", "offerid=5&buy_until=2016-10-09 00:00:00")["error_no"], 0);
        let clerk = Caller::clerk(outlet);
        let body = json!({"weixin_account": "clerk", "coupon_code": me.code(vouchers[0])});
        let taken = clerk.post("/org/admin/verify/rebate/code", &body).json();
        assert_eq!((&taken["is_verify"], &taken["value"]), (&json!(true), &json!(500)));
        assert_eq!(me.get(&format!("/order/detail/{order}")).json()["order_status"], 2);
        let shorter = office.result("course_offer_set", "offerid=5&use_until=2017-01-01 00:00:00");
        assert_eq!(shorter["offer"]["use_until"], "2017-01-01 00:00:00", "no voucher is out any more");
    });
}

#[test]
fn sixteen_clicks_with_one_reference_make_one_school_and_none_without_it_is_lost() {
    with_outlet(|outlet| {
        let office = operator(outlet);
        let made = at_once(16, |_| office.result("course_school_set", "name=琴行&client_ref=click-1"));
        assert!(made.iter().all(|it| *it == made[0]), "{made:?}");
        assert_eq!(office.result("course_school_gets", "")["count"], 3);
        assert_eq!(office.call("course_school_set", "name=画室&client_ref=click-1")["error_no"], 1100);
        for call in ["course_set", "course_gift_set", "course_offer_set"] {
            let form = match call {
                "course_set" => "organizationid=41&name=x".to_owned(),
                "course_gift_set" => "introduce=x&detail=y".to_owned(),
                _ => OFFER.to_owned(),
            };
            let twice = [(); 2].map(|()| office.result(call, &format!("{form}&client_ref=click-1")));
            assert_eq!(twice[0], twice[1], "{call}");
        }
        let counts = ["course_gets", "course_gift_gets"].map(|call| office.result(call, "")["count"].clone());
        assert_eq!(counts, [4, 2].map(Value::from));
        assert_eq!(office.result("course_offer_gets", "all=true")["count"], 5);
        // The twin: without a reference each click makes one.
        at_once(4, |_| office.result("course_school_set", "name=琴行"));
        assert_eq!(office.result("course_school_gets", "")["count"], 7);
    });
}

#[test]
fn lists_have_pages() {
    with_outlet(|outlet| {
        let office = operator(outlet);
        for number in 0..5 {
            office.result("course_school_set", &format!("name=第{number}所"));
        }
        let page = |form: &str| {
            let found = office.result("course_school_gets", form);
            let ids = found["schools"].as_array().unwrap().iter().map(|it| it["organizationid"].as_i64().unwrap());
            (found["count"].as_i64().unwrap(), ids.collect::<Vec<_>>())
        };
        let (count, all) = page("pagesize=100");
        assert_eq!((count, all.len()), (7, 7));
        assert_eq!(page("pagesize=3&pageindex=0"), (7, all[..3].to_vec()));
        assert_eq!(page("pagesize=3&pageindex=2"), (7, all[6..].to_vec()));
        assert_eq!(page("pagesize=3&pageindex=3"), (7, vec![]));
        assert_eq!(office.call("course_school_gets", "pageindex=9223372036854775807&pagesize=9")["error_no"], 1100);
    });
}

#[test]
fn a_course_order_keeps_its_course_when_the_office_moves_it_to_another_school() {
    let folder = Folder::new();
    let outlet = Outlet::start(&folder.data(), AT, &[]);
    let (office, me) = (operator(&outlet), Caller::student(&outlet));
    let (order, vouchers) = me.bought(1);
    office.result("course_set", "courseid=60&organizationid=48&name=网页入门");
    let seen = me.get(&format!("/order/detail/{order}")).json();
    assert_eq!((&seen["organization_id"], &seen["rebate"]["courses_name"]), (&json!(48), &json!("网页入门")));
    assert_eq!(me.post("/user/rebate/gift_package", &claim_of(vouchers[0])).status, 200);
}

fn outpost(folder: &Folder, words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_outpost")).args(words).arg("--data").arg(folder.data()).output().unwrap()
}

/// A file binds what the call would bind, and nothing else.
#[test]
fn wechat_accounts_come_by_a_file_and_redeem_for_their_school_alone() {
    let folder = Folder::new();
    drop(Outlet::start(&folder.data(), AT, &[]));
    let file = folder.beside("rows.csv");
    let import = |row: &str| {
        std::fs::write(&file, format!("id,organisation_id,admin_id,weixin_account\n{row}\n")).unwrap();
        let done = outpost(&folder, &["import", "weixin-bindings", file.to_str().unwrap()]);
        (done.status.success(), String::from_utf8(done.stderr).unwrap())
    };
    assert!(import("7,48,126,wx-48").0);
    assert!(import("7,48,126,wx-48").0, "the same file again");
    for (row, why) in [("8,48,101,wx-101", "none of the organisation's staff"), ("8,41,126,wx-48", "bound already")] {
        let (done, said) = import(row);
        assert!(!done && said.contains(why), "{said}");
    }
    let _ = std::fs::remove_file(&file);
    let outlet = Outlet::start(&folder.data(), AT, &[]);
    let clerk = Caller::clerk(&outlet);
    let bind = |organisation: i64, name: &str| {
        clerk.post(
            "/org/admin/bind/weixin",
            &json!({"organization_id": organisation, "admin_id": 126, "weixin_account": name}),
        )
    };
    assert_eq!(bind(48, "wx-48").json()["id"], 7);
    assert_eq!(bind(41, "wx-48").fault(), (200, 10005));
    assert_eq!(bind(41, "wx-41").json()["id"], 8, "numbers go on behind the file's");
}

#[test]
fn claims_leave_as_a_file_and_come_back_with_what_became_of_them() {
    let folder = Folder::new();
    let outlet = Outlet::start(&folder.data(), AT, &[]);
    let me = Caller::student(&outlet);
    let (_, vouchers) = me.bought(2);
    me.post("/user/rebate/gift_package", &claim_of(vouchers[0]));
    drop(outlet);
    let exported = outpost(&folder, &["export", "gift-claims"]);
    let csv = String::from_utf8(exported.stdout).unwrap();
    let wanted = "id,voucher_id,account_id,gift_package_id,name,phone,address,pictures,status,created_at\n1,";
    assert!(csv.starts_with(wanted) && csv.contains("小航,13800138002,湖滨商业街"), "{csv}");
    let file = folder.beside("rows.csv");
    let import = |text: &str| {
        std::fs::write(&file, text).unwrap();
        let done = outpost(&folder, &["import", "gift-claims", file.to_str().unwrap()]);
        (done.status.success(), String::from_utf8(done.stderr).unwrap())
    };
    assert!(import(&csv).0, "what was exported can be imported");
    let sent = csv.replace(",0,2016", ",2,2016");
    assert!(import(&sent).0);
    let new = |id: i64, voucher: i64, account: i64| {
        format!("id,voucher_id,account_id,gift_package_id,name,phone\n{id},{voucher},{account},2,小航,13800138002\n")
    };
    for (text, why) in [
        (csv.clone(), "never goes back"),
        (new(1, vouchers[1], 72), "of another voucher"),
        (new(2, vouchers[1], 8), "another account's"),
        (new(2, 4711, 72), "no such voucher"),
        (new(2, vouchers[0], 72), "voucher_id already"),
    ] {
        let (done, said) = import(&text);
        assert!(!done && said.contains(why), "{said}");
    }
    assert!(import(&new(2, vouchers[1], 72)).0);
    let _ = std::fs::remove_file(&file);
    let outlet = Outlet::start(&folder.data(), AT, &[]);
    let claims = operator(&outlet).result("course_claim_gets", "");
    let checks: Vec<_> = claims["claims"].as_array().unwrap().iter().map(|claim| claim["check"].clone()).collect();
    assert_eq!(checks, [2, 0]);
    let again = Caller::student(&outlet).post("/user/rebate/gift_package", &claim_of(vouchers[1]));
    assert_eq!(again.fault(), (200, 8002), "the imported claim counts");
}

#[test]
fn a_second_click_extends_an_offer_no_further_and_none_outlives_the_calendar() {
    with_outlet(|outlet| {
        let office = operator(outlet);
        let ends = at_once(8, |_| {
            office.result("course_offer_extend", "offerid=4&days=3&client_ref=c-1")["use_end_time"].clone()
        });
        assert!(ends.iter().all(|end| *end == ends[0]), "{ends:?}");
        let again = office.result("course_offer_extend", "offerid=4&days=3")["use_end_time"].as_i64().unwrap();
        assert_eq!(again - ends[0].as_i64().unwrap(), 3 * 86_400, "another click is another wish");
        office.result("course_offer_set", "offerid=4&use_until=9999-12-31 23:59:59");
        assert_eq!(office.call("course_offer_extend", "offerid=4&days=1")["error_no"], 1100);
    });
}
