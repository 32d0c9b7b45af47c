//! An invented API: what its text leaves out is found, by whichever request shows it.

use std::sync::Arc;

use hyper::header::{HeaderMap, HeaderName, HeaderValue};
use hyper::{Method, StatusCode, Uri};
use serde_json::{Value, json};

use super::Contract;
use super::open_api::Publisher;
use crate::http::{FieldLimits, Fields, Handled, Reply, Request, Route, Router};

const LIMITS: FieldLimits = FieldLimits { body: 1000, names: 10, value: 100 };

const TEXT: &str = r#"
title = "Planets"
about = "Where they are."
success = { error = "integer", "result?" = "$" }
failure = { error = "integer" }
code = "error"
success_code = "0"
always = [503]
bodies = ["application/json"]
takes = "name*"

[errors]
7 = "there is no such planet"

[params]
name = { about = "A planet.", example = "Mars" }
day = { type = "date", about = "A day." }
"where.x" = { type = "integer", about = "A coordinate." }
where = { type = "object", about = "A place." }

[shapes.Place]
x = "integer"
"moon?" = "string|null"

[calls."/planets/{star}"]
takes = "day where where.x"
errors = "7"
answer = { places = ["Place"] }
params.star = { about = "A star." }

[calls."/moons"]
statuses = [201]
answer = "money"
"#;

fn router() -> Router<()> {
    let route = |methods, path, handler| Route { methods, path, about: "Says <where> it is.", handler };
    let routes =
        [route("GET POST", "/planets/{star}", planets), route("PUT", "/moons", moons), route("*", "/moons", moons)];
    Router::new(routes).unwrap().with_texts([TEXT])
}

/// Reads what the query says that it reads, and answers what it says that it answers.
fn planets(_: Arc<()>, request: Request) -> Handled {
    Box::pin(async move {
        let fields = Fields::read(&request, LIMITS).await.unwrap_or_default();
        for name in fields.text("name").unwrap_or_default().split(' ').filter(|name| !name.is_empty()) {
            match name.split_once('.') {
                Some(("where", member)) => drop(Fields::within("where").text(member).map(str::to_owned)),
                _ => drop(fields.text(name).map(str::to_owned)),
            }
        }
        let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        Reply::json(StatusCode::OK, &body["sends"])
    })
}

fn moons(_: Arc<()>, _: Request) -> Handled {
    Box::pin(async { Reply::json(StatusCode::OK, &json!({"error": 0, "result": 1})) })
}

/// What is found of a request that reads these names and is answered with this body.
fn asked(reads: &str, sends: &Value) -> String {
    let body = json!({"name": reads, "sends": sends}).to_string();
    answered(Request { body: body.into(), ..request(Method::POST, "/planets/sun") })
}

fn request(method: Method, path: &'static str) -> Request {
    Request {
        method,
        uri: Uri::from_static(path),
        tidy: None,
        headers: HeaderMap::from_iter([
            (hyper::header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
            (HeaderName::from_static("x-contract"), HeaderValue::from_static("1")),
        ]),
        body: hyper::body::Bytes::new(),
        peer: std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST),
        id: String::new(),
        scheme: None,
        spooled: None,
    }
}

/// What the answer says that nobody is told; blank where there is nothing of it.
fn answered(request: Request) -> String {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let reply = runtime.block_on(router().answer(Arc::new(()), request));
    let untold = reply.headers.iter().find(|(name, _)| name.as_str() == "x-untold");
    untold.map_or_else(String::new, |(_, why)| why.to_str().unwrap().to_owned())
}

fn good() -> Value {
    json!({"error": 0, "result": {"places": [{"x": 1, "moon": null}, {"x": 2}]}})
}

#[test]
fn a_request_that_shows_what_is_told_is_answered() {
    for reads in ["", "name", "day where.x where", "star"] {
        assert_eq!(asked(reads, &good()), "", "{reads}");
    }
    assert_eq!(asked("", &json!({"error": 0})), "");
    assert_eq!(asked("", &json!({"error": 7})), "");
}

#[test]
fn a_field_that_is_read_and_not_named_is_found() {
    for (reads, name) in [("planet", "planet"), ("name day dya", "dya"), ("where.y", "where.y"), ("x", "x")] {
        let why = asked(reads, &good());
        assert!(why.ends_with(&format!("it reads {name} and does not say so")), "{why}");
    }
}

#[test]
fn an_answer_that_is_not_told_is_found() {
    for (sends, why) in [
        (json!({"error": 0, "result": {"places": [{"x": "1"}]}}), "integer"),
        (json!({"error": 0, "result": {"places": [{"moon": "Phobos"}]}}), "its answer has no x"),
        (json!({"error": 0, "result": {"places": [{"x": 1, "y": 1}]}}), "its answer has y"),
        (json!({"error": 0, "result": {}}), "its answer has no places"),
        (json!({"error": 8}), "code 8"),
        (json!({"places": []}), "its answer has places"),
    ] {
        let said = asked("", &sends);
        assert!(said.contains(why), "{sends}: {said}");
    }
}

#[test]
fn a_status_that_is_not_told_is_found() {
    let why = answered(request(Method::PUT, "/moons"));
    assert!(why.contains("it answers 200 and does not say so"), "{why}");
}

#[test]
fn the_document_has_all_that_the_text_has() {
    let router = router();
    let contract = Contract::read([TEXT]).unwrap();
    let document = contract.document(&Publisher { title: "Sky", version: "1" }, router.routes());
    let call = &document["paths"]["/planets/{star}"];
    assert_eq!(call["get"]["parameters"].as_array().unwrap().len(), 4, "{call}");
    assert_eq!(call["get"]["parameters"][0]["description"], "A star.");
    assert_eq!(call["post"]["x-errors"], json!(["7"]));
    let fields = &document["components"]["schemas"]["Planets.planets__star_.Fields"];
    assert_eq!(fields["required"], json!(["name"]));
    assert_eq!(fields["properties"]["where"]["x-holds"]["properties"]["x"]["type"], "integer");
    let answer = &document["components"]["schemas"]["Planets.planets__star_.Answer"];
    assert_eq!(answer["anyOf"][1]["$ref"], "#/components/schemas/Planets.Failure");
    let places = &answer["anyOf"][0]["properties"]["result"]["properties"]["places"];
    assert_eq!(places, &json!({"type": "array", "items": {"$ref": "#/components/schemas/Planets.Place"}}));
    let place = &document["components"]["schemas"]["Planets.Place"];
    assert_eq!((&place["required"], &place["additionalProperties"]), (&json!(["x"]), &json!(false)));
    assert_eq!(document["tags"][0]["x-errors"]["7"], "there is no such planet");
}

#[test]
fn what_only_refuses_other_methods_of_a_path_is_not_in_the_document() {
    let contract = Contract::read([TEXT]).unwrap();
    let document = contract.document(&Publisher { title: "Sky", version: "1" }, router().routes());
    let moons = document["paths"]["/moons"].as_object().unwrap();
    assert_eq!(moons.keys().collect::<Vec<_>>(), ["put"]);
}

#[test]
fn a_text_with_a_word_that_nobody_knows_is_refused() {
    assert!(Contract::read(["no_such_key = \"Planets\""]).is_err());
}
