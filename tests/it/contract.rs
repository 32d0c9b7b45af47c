//! What `/openapi.json` says is what the program does.
//!
//! A build with assertions tells, when it is asked to, what a handler reads and what of that and of its answer no `api.toml` tells. Every
//! call is made with the document's examples, with and without each field: what is read must be named, what is named must be read, and
//! what is answered must be told. Who may call the back office stands in `back_office::roles`.

mod caller;
mod calls;
mod codes;

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::Outlet;
use caller::Caller;
use calls::{Call, Field, calls};

/// A day on which everything of the demonstration is on sale.
const TODAY: &str = "2026-11-21 10:00:00";

/// The names that no request of the caller makes a handler read. The methods of a path are told the same, so whichever reads it counts.
fn unread(caller: &mut Caller, methods: &[Call]) -> Vec<String> {
    let fields = methods.iter().flat_map(|call| &call.fields).filter(|field| !field.is_header);
    let mut named: BTreeSet<String> = fields.map(|field| field.name.clone()).collect();
    for call in methods.iter().rev() {
        for values in call.variants() {
            leave_out(&mut named, &caller.reads(call, &values));
        }
        if !named.is_empty() {
            leave_out(&mut named, &caller.reads_of_strangers(call, &call.variants()[0]));
        }
        if named.is_empty() {
            break;
        }
    }
    named.into_iter().collect()
}

fn leave_out(named: &mut BTreeSet<String>, read: &[String]) {
    named.retain(|name| match name.strip_suffix('%') {
        Some(start) => !read.iter().any(|known| known.starts_with(start)),
        None => !read.iter().any(|known| known.eq_ignore_ascii_case(name)),
    });
}

#[test]
fn whatever_the_document_names_is_read() {
    if !cfg!(debug_assertions) {
        crate::support::skip("only a build with assertions tells what it reads");
        return;
    }
    let mut caller = Caller::new(TODAY);
    let document = caller.document();
    let mut idle = Vec::new();
    for methods in calls(&document).chunk_by(|one, other| one.path == other.path) {
        let names = unread(&mut caller, methods);
        if !names.is_empty() {
            idle.push(format!("{}: {}", methods[0].path, names.join(" ")));
        }
    }
    let untold: Vec<String> = caller.untold.into_iter().collect();
    assert!(
        idle.is_empty() && untold.is_empty(),
        "named and never read:\n{}\nanswered and not told:\n{}",
        idle.join("\n"),
        untold.join("\n")
    );
}

/// The twin: a name that nobody reads is found.
#[test]
fn a_name_that_nobody_reads_would_be_found() {
    if !cfg!(debug_assertions) {
        return;
    }
    let mut caller = Caller::new(TODAY);
    let document = caller.document();
    let mut call = calls(&document).into_iter().find(|call| call.path == "/uc/services/city_gets").unwrap();
    assert_eq!(unread(&mut caller, &[call.clone()]), [""; 0]);
    call.fields.push(Field { name: "planet".to_owned(), example: "3".to_owned(), ..Default::default() });
    assert_eq!(unread(&mut caller, &[call.clone()]), ["planet"]);
}

#[test]
fn the_pages_calls_are_for_the_roles_that_the_document_names() {
    let mut caller = Caller::new(TODAY);
    let document = caller.document();
    let calls: Vec<Call> = calls(&document).into_iter().filter(|call| call.path.starts_with("/api/pages/")).collect();
    assert!(calls.iter().filter(|call| !call.roles.is_empty()).count() > 30);
    for call in calls.iter().filter(|call| !call.roles.is_empty()) {
        for role in ["customer", "clerk", "operator", "admin"] {
            let is_refused = caller.status_as(role, call) == 403;
            assert_eq!(
                is_refused,
                call.roles.iter().all(|known| known != role),
                "{} {} {role}",
                call.method,
                call.path
            );
        }
    }
}

#[test]
fn every_call_is_told_whole() {
    let outlet = Outlet::demo_at(TODAY);
    let document = outlet.get("/openapi.json").json();
    let all = calls(&document);
    assert!(all.len() > 300, "{}", all.len());
    for call in &all {
        let operation = &document["paths"][&call.path][call.method.to_ascii_lowercase()];
        let place = format!("{} {}", call.method, call.path);
        assert!(operation["tags"][0].is_string() && operation["summary"].is_string(), "{place}");
        let answers = operation["responses"].as_object().unwrap();
        assert!(answers.keys().any(|status| status.starts_with('2')), "{place} answers {answers:?}");
        for field in call.fields.iter().chain(&call.in_path) {
            assert!(field.about.len() > 3, "{place}: {} means nothing", field.name);
        }
        let tag = document["tags"].as_array().unwrap().iter().find(|tag| tag["name"] == operation["tags"][0]).unwrap();
        for code in operation["x-errors"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            assert!(
                tag["x-errors"][code].as_str().is_some_and(|it| it.len() > 3),
                "{place}: code {code} means nothing"
            );
        }
    }
}

#[test]
fn the_document_is_small_and_made_once() {
    let outlet = Outlet::demo_at(TODAY);
    let (first, second) = (outlet.get("/openapi.json"), outlet.get("/openapi.json"));
    assert_eq!(first.body, second.body);
    assert!(first.body.len() < 1_300_000, "{} bytes", first.body.len());
}

/// A call in a line: who may make it, what it takes, what it may answer.
fn line(path: &str, method: &str, operation: &Value) -> String {
    let names = |values: &Value, of: &dyn Fn(&Value) -> String| -> String {
        values.as_array().into_iter().flatten().map(of).collect::<Vec<_>>().join(" ")
    };
    let place = |value: &Value| {
        let named = value["$ref"].as_str().or(value["name"].as_str()).unwrap_or_default();
        named.rsplit('/').next().unwrap_or_default().to_owned()
    };
    let keys = |value: &Value| {
        value.as_object().into_iter().flatten().map(|(key, _)| key.clone()).collect::<Vec<_>>().join(" ")
    };
    let callers = names(&operation["security"], &keys);
    let fields = &operation["requestBody"]["content"];
    let body = fields.as_object().and_then(|kinds| kinds.values().next()).map(|kind| place(&kind["schema"]));
    format!(
        "{} {path} [{callers}] {}{} -> {} ({})",
        method.to_uppercase(),
        names(&operation["parameters"], &place),
        body.map_or_else(String::new, |body| format!("body {body}")),
        keys(&operation["responses"]),
        names(&operation["x-errors"], &|code| code.as_str().unwrap_or_default().to_owned()),
    )
}

/// The names that stand in a shape, from the outside in.
fn collect_members(schema: &Value, members: &mut Vec<String>) {
    match schema {
        Value::Object(parts) => {
            members.extend(
                parts.get("properties").and_then(Value::as_object).into_iter().flatten().map(|(name, _)| name.clone()),
            );
            parts.values().for_each(|part| collect_members(part, members));
        }
        Value::Array(parts) => parts.iter().for_each(|part| collect_members(part, members)),
        _ => {}
    }
}

#[test]
fn what_callers_are_told_changes_in_sight() {
    let document: Value = serde_json::from_slice(&Outlet::demo_at(TODAY).get("/openapi.json").body).unwrap();
    let mut told = String::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            told += &line(path, method, operation);
            told.push('\n');
        }
    }
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        let mut members = Vec::new();
        collect_members(schema, &mut members);
        told += &[name, ": ", &members.join(" "), "\n"].concat();
    }
    insta::assert_snapshot!("openapi", told);
}
