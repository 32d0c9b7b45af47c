//! The document's calls, as a client reads them.

use serde_json::Value;

/// A field, a header or a part of the path.
#[derive(Clone, Debug, Default)]
pub struct Field {
    /// Its name; those of an object within a field as `field.member`.
    pub name: String,
    pub is_header: bool,
    /// Whether it stands in the query even beside a body.
    pub is_query: bool,
    pub required: bool,
    pub example: String,
    /// What it means.
    pub about: String,
}

/// One method of one path.
#[derive(Clone, Debug)]
pub struct Call {
    pub path: String,
    pub method: String,
    pub fields: Vec<Field>,
    pub in_path: Vec<Field>,
    pub roles: Vec<String>,
    pub security: Vec<String>,
    /// Content types of its body.
    pub bodies: Vec<String>,
    /// Further fields, which show more than the examples.
    pub examples: Vec<String>,
}

/// Names with their values.
pub type Values = Vec<(String, String)>;

impl Call {
    /// Requests that make the handler look at everything: all fields, those that must be there, and all but one.
    pub fn variants(&self) -> Vec<Values> {
        let outer: Vec<&Field> = self.fields.iter().filter(|it| !it.name.contains('.') && !it.is_header).collect();
        let values = |fields: &mut dyn Iterator<Item = &&Field>| {
            fields.map(|it| (it.name.replace('%', "x"), it.example.clone())).collect::<Values>()
        };
        let mut all = vec![values(&mut outer.iter()), values(&mut outer.iter().filter(|it| it.required)), Vec::new()];
        for more in &self.examples {
            let pairs = more.split('&').filter_map(|pair| pair.split_once('='));
            let more: Values = pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
            let rest = values(&mut outer.iter().filter(|it| more.iter().all(|(name, _)| *name != it.name)));
            all.push(more.into_iter().chain(rest).collect());
        }
        for left_out in &outer {
            all.push(values(&mut outer.iter().filter(|it| it.name != left_out.name)));
            all.push(values(&mut outer.iter().filter(|it| it.required || it.name == left_out.name)));
        }
        all
    }
}

/// What a part of the document says, or what it refers to says.
fn resolved<'d>(part: &'d Value, document: &'d Value) -> &'d Value {
    let place = part["$ref"].as_str().map(|place| place.trim_start_matches('#'));
    place.map_or(part, |place| document.pointer(place).unwrap_or_else(|| panic!("nothing at {place}")))
}

/// All calls of the document but those of `HEAD`.
pub fn calls(document: &Value) -> Vec<Call> {
    let paths = document["paths"].as_object().unwrap();
    let methods = paths.iter().flat_map(|(path, methods)| {
        let methods = methods.as_object().unwrap().iter();
        methods.filter(|(method, _)| *method != "head").map(move |(method, operation)| (path, method, operation))
    });
    methods.map(|(path, method, operation)| call(path, method, operation, document)).collect()
}

fn call(path: &str, method: &str, operation: &Value, document: &Value) -> Call {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let texts = |value: &Value| list(value).iter().filter_map(Value::as_str).map(str::to_owned).collect();
    let beside: Vec<(String, Field)> =
        list(&operation["parameters"]).iter().map(|it| parameter(resolved(it, document))).collect();
    let security: Vec<Value> = list(&operation["security"]);
    let content = operation["requestBody"]["content"].as_object();
    let bodies = content.map(|content| content.keys().cloned().collect()).unwrap_or_default();
    let mut fields: Vec<Field> = Vec::new();
    if let Some(body) = content.and_then(|content| content.values().next()) {
        members("", resolved(&body["schema"], document), &mut fields);
    }
    let of = |place: &'static str| beside.iter().filter(move |(known, _)| known == place).map(|(_, it)| it.clone());
    fields.extend(of("query").chain(of("header")));
    Call {
        path: path.to_owned(),
        method: method.to_ascii_uppercase(),
        in_path: of("path").collect(),
        examples: texts(&operation["x-examples"]),
        fields,
        roles: texts(&operation["x-roles"]),
        security: security.iter().filter_map(Value::as_object).flat_map(|it| it.keys().cloned()).collect(),
        bodies,
    }
}

fn parameter(it: &Value) -> (String, Field) {
    let place = it["in"].as_str().unwrap().to_owned();
    let field = Field {
        name: it["name"].as_str().unwrap().to_owned(),
        is_header: place == "header",
        is_query: place == "query",
        required: it["required"] == true,
        example: example(&it["example"], &it["schema"]),
        about: it["description"].as_str().unwrap_or_default().to_owned(),
    };
    (place, field)
}

/// The members of an object, those of objects within it, too.
fn members(within: &str, schema: &Value, found: &mut Vec<Field>) {
    let required = schema["required"].as_array().cloned().unwrap_or_default();
    for (name, field) in schema["properties"].as_object().into_iter().flatten() {
        let whole = format!("{within}{name}");
        found.push(Field {
            name: whole.clone(),
            is_header: false,
            is_query: false,
            required: required.iter().any(|known| known == name),
            example: example(&field["examples"][0], field),
            about: field["description"].as_str().unwrap_or_default().to_owned(),
        });
        let held = &field["x-holds"];
        members(&format!("{whole}."), if held["type"] == "array" { &held["items"] } else { held }, found);
    }
}

/// A value that fits where the document has no example.
fn example(given: &Value, schema: &Value) -> String {
    match given {
        Value::String(text) => text.clone(),
        Value::Null => match schema["type"].as_str() {
            Some("integer" | "number") => "1",
            Some("boolean") => "true",
            Some("array") => "[]",
            Some("object") => "{}",
            _ => "x",
        }
        .to_owned(),
        other => other.to_string(),
    }
}
