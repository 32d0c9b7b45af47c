//! The vectors of docs/spec/tickets.md section 3, and what a code covers.

use super::*;

const RESOURCE: &str = "/api/WebInterface/Order/Query/Deal/2/AGENT01/20261121000001/0?guidernum=";
const EMPTY_HASH: &str = "B0weSUXsMcb5UhL41FZbrUJCAotzSI3HawE1NPLRUz8=";

fn credential(algorithm: Algorithm) -> Credential {
    Credential { key: "S3ss10nK3yA7B7BEADF83B48031FB9E025EA805361".to_owned(), algorithm }
}

fn header(more: &str, mac: &str) -> Header {
    let text = format!(r#"Hawk id="agent01", ts="1790000000", nonce="abc123", mac="{mac}"{more}"#);
    Header::parse(&text).unwrap()
}

fn covered(header: &Header) -> Covered<'_> {
    Covered { header, method: "GET", resource: RESOURCE, host: "127.0.0.1", port: 8080 }
}

fn verify(algorithm: Algorithm, more: &str, mac: &str) -> Result<(), Refusal> {
    credential(algorithm).verify(&covered(&header(more, mac)), "", b"")
}

#[test]
fn the_codes_of_the_specification_fit_under_their_own_algorithm_alone() {
    let (sha256, sha1) = ("5VslG74uGF7jmfsc0YOMdJmJIt4x3FF30GFVdHn3AXc=", "Hu07QTQx9HNTNVWMrahXAuqn3X8=");
    assert_eq!(verify(Algorithm::Sha256, "", sha256), Ok(()));
    assert_eq!(verify(Algorithm::Sha1, "", sha1), Ok(()));
    assert_eq!(verify(Algorithm::Sha1, "", sha256), Err(Refusal::Mac));
    assert_eq!(verify(Algorithm::Sha256, "", sha1), Err(Refusal::Mac));
    for mac in ["x", "5VslG74uGF7jmfsc0YOMdJmJIt4x3FF30GFVdHn3AXc", "AAAA", &sha256.replace('5', "6")] {
        assert_eq!(verify(Algorithm::Sha256, "", mac), Err(Refusal::Mac), "{mac}");
    }
}

#[test]
fn the_servers_time_is_signed() {
    assert_eq!(
        credential(Algorithm::Sha256).timestamp_mac(1_790_000_000),
        "L3Sb+jiFr075ukTwbGVS//E0wwFGqdRlgCciXOc8q7o="
    );
    assert_eq!(credential(Algorithm::Sha1).timestamp_mac(1_790_000_000), "rrppFq0uaodAQDtja8p3FEIxZmo=");
    assert_eq!(
        credential(Algorithm::Sha256).stale_challenge(1_790_000_000),
        r#"Hawk ts="1790000000", tsm="L3Sb+jiFr075ukTwbGVS//E0wwFGqdRlgCciXOc8q7o=", error="Stale timestamp""#
    );
}

#[test]
fn a_body_is_hashed_with_its_bare_type() {
    let hash = |kind, body: &[u8]| credential(Algorithm::Sha256).payload_hash(kind, body);
    assert_eq!(hash("", b""), EMPTY_HASH);
    for kind in ["application/json", " Application/JSON ; charset=utf-8"] {
        assert_eq!(hash(kind, b"{}"), "vNZvU+y3rJKqH4hu1yxrNuaijNPgIJ2Rgj/sHzsQhXY=", "{kind}");
    }
}

#[test]
fn a_hash_is_covered_by_the_code_and_compared_with_the_body() {
    let mac = "vqfPffFoIfLpsATqLlIFrEcHm06tBDRRT/6X+BGygJg=";
    let hash = format!(r#", hash="{EMPTY_HASH}""#);
    assert_eq!(verify(Algorithm::Sha256, &hash, mac), Ok(()));
    assert_eq!(verify(Algorithm::Sha256, "", mac), Err(Refusal::Mac), "the hash was taken off");
    let signed = header(&hash, mac);
    let with_body = credential(Algorithm::Sha256).verify(&covered(&signed), "", b"x");
    assert_eq!(with_body, Err(Refusal::Payload));
}

#[test]
fn everything_that_was_signed_is_covered() {
    let text = |more: &str, change: fn(&mut Covered<'_>)| {
        let header = header(more, "AAAA");
        let mut covered = covered(&header);
        change(&mut covered);
        normalised(Side::Request, &covered, header.hash.as_deref(), header.ext.as_deref())
    };
    let plain = text("", |_| ());
    assert_eq!(plain, format!("hawk.1.header\n1790000000\nabc123\nGET\n{RESOURCE}\n127.0.0.1\n8080\n\n\n"));
    for other in [
        text("", |covered| covered.method = "POST"),
        text("", |covered| covered.resource = "/"),
        text("", |covered| covered.host = "::1"),
        text("", |covered| covered.port = 80),
        text(r#", ext="e""#, |_| ()),
        text(r#", app="a""#, |_| ()),
    ] {
        assert_ne!(other, plain);
    }
    assert_eq!(text("", |covered| covered.host = "EXAMPLE.com"), text("", |covered| covered.host = "example.COM"));
    assert_eq!(text(r#", dlg="d""#, |_| ()), plain, "dlg means nothing without app");
    assert!(text(r#", app="a", dlg="d""#, |_| ()).ends_with("\n\n\na\nd\n"));
}

#[test]
fn an_answer_is_signed_with_the_requests_attributes() {
    let header = header(r#", ext="of the client", app="a""#, "AAAA");
    let covered = covered(&header);
    let text = normalised(Side::Response, &covered, Some("h"), None);
    assert_eq!(text, format!("hawk.1.response\n1790000000\nabc123\nGET\n{RESOURCE}\n127.0.0.1\n8080\nh\n\na\n\n"));
    let value = credential(Algorithm::Sha256).server_authorization(&covered, "application/json", b"{}");
    assert!(value.contains(r#"hash="vNZvU+y3rJKqH4hu1yxrNuaijNPgIJ2Rgj/sHzsQhXY=""#), "{value}");
}

#[test]
fn a_clock_may_be_a_minute_off() {
    for (seconds, fresh) in
        [(0, true), (60, true), (-60, true), (61, false), (-61, false), (i64::MAX, false), (i64::MIN, false)]
    {
        assert_eq!(is_fresh(seconds, 0), fresh, "{seconds}");
    }
}
