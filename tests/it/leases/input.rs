//! Bodies as people type them and as simple tools write them.

use serde_json::Value;

use super::outlet::Outlet;

#[test]
fn bodies_with_bare_line_feeds_or_a_byte_order_mark_are_read() {
    let outlet = Outlet::demo();
    let post = |kind: Option<&str>, body: &str| {
        let headers: Vec<_> = kind.map(|kind| ("Content-Type", kind)).into_iter().collect();
        let answer = outlet.post("/api/open/isp_ip_open", &headers, body.as_bytes());
        (answer.status, answer.json()["ret"].clone())
    };
    let fields = [("appkey", "demo-appkey"), ("region", "hk"), ("duration", "week"), ("num", "1")];
    let part =
        |(name, value): &(&str, &str)| format!("--XyZ01\nContent-Disposition: form-data; name=\"{name}\"\n\n{value}\n");
    let parts = fields.iter().map(part).collect::<String>() + "--XyZ01--\n";
    let wire = parts.replace('\n', "\r\n");
    let object: Value = fields.iter().map(|(name, value)| ((*name).to_owned(), Value::from(*value))).collect();
    let json = object.to_string();
    for kind in [Some("multipart/form-data; boundary=XyZ01"), Some("multipart/form-data"), None] {
        for body in [&parts, &wire] {
            assert_eq!(post(kind, body), (200, 0.into()), "{kind:?} {body:?}");
        }
    }
    for kind in [Some("application/json"), Some("multipart/form-data"), None] {
        for body in [json.clone(), format!("\u{feff}{json}"), format!("\u{feff}\n {json}")] {
            assert_eq!(post(kind, &body), (200, 0.into()), "{kind:?} {body:?}");
        }
    }
    assert_eq!(post(Some("multipart/form-data"), &parts.replace("--XyZ01--", "")), (400, 1002.into()), "it has no end");
}
