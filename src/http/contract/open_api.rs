//! The contract as `OpenAPI` 3.1, put together with the routes that are answered.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json, json};

use super::shape::schema;
use super::text::{Api, Auth, Param};
use super::{Contract, Described};
use crate::http::Route;

const PARAMETERS: &str = "#/components/parameters/";
const RESPONSES: &str = "#/components/responses/";
const SHAPES: &str = "#/components/schemas/";

/// Who publishes the document, and when it was made.
pub struct Publisher<'p> {
    /// Whose APIs they are.
    pub title: &'p str,
    /// The program's version.
    pub version: &'p str,
}

impl Contract {
    /// The whole document.
    #[must_use]
    pub fn document<S>(&self, publisher: &Publisher<'_>, routes: &[Route<S>]) -> Json {
        let mut paths = Map::new();
        for route in documented(routes) {
            let entry = paths.entry(open_path(route.path)).or_insert_with(|| json!({}));
            for method in methods(route) {
                entry[method.to_ascii_lowercase()] = self.operation(route, method);
            }
        }
        json!({
            "openapi": "3.1.0",
            "info": {"title": publisher.title, "version": publisher.version, "description": "All APIs of this outlet."},
            "servers": [{"url": "/"}],
            "tags": self.tags(),
            "paths": paths,
            "components": {
                "parameters": self.parameters(),
                "responses": self.refusals(),
                "schemas": self.schemas(),
                "securitySchemes": self.schemes(),
            },
        })
    }

    /// The groups, each with the codes that its calls name.
    fn tags(&self) -> Vec<Json> {
        let told = self.apis.iter().filter(|api| !api.title.is_empty());
        let codes = |api| self.line_of(api).flat_map(|api| &api.errors).collect::<BTreeMap<_, _>>();
        told.map(|api| json!({"name": api.title, "description": api.about.trim(), "x-errors": codes(api)})).collect()
    }

    fn operation<S>(&self, route: &Route<S>, method: &str) -> Json {
        let name = route.path.replace(|letter: char| !letter.is_ascii_alphanumeric(), "_");
        let mut operation = json!({
            "operationId": format!("{}{name}", method.to_ascii_lowercase()),
            "summary": route.about,
        });
        let Some(it) = self.call(route.path) else {
            // A router of a test, which tells nothing of its calls.
            operation["parameters"] = self.in_path(route.path, None);
            operation["responses"] = json!({"default": {"description": "The answer."}});
            return operation;
        };
        operation["tags"] = json!([it.api.title]);
        operation["security"] = security(&it);
        if !it.call.roles.is_empty() {
            operation["x-roles"] = json!(it.call.roles.split_whitespace().collect::<Vec<_>>());
        }
        let has_body = matches!(method, "POST" | "PUT" | "PATCH");
        let mut parameters = self.in_path(route.path, Some(&it));
        if let Json::Array(all) = &mut parameters {
            all.extend(self.beside_the_body(&it, route.path, has_body));
        }
        operation["parameters"] = parameters;
        if let Some(body) = self.request_body(&it, route.path).filter(|_| has_body) {
            operation["requestBody"] = body;
        }
        operation["responses"] = self.responses(&it);
        if !it.call.examples.is_empty() {
            operation["x-examples"] = json!(it.call.examples);
        }
        let codes = self.codes(&it);
        if !codes.is_empty() {
            operation["x-errors"] = json!(codes);
        }
        operation
    }

    fn in_path(&self, path: &str, it: Option<&Described<'_>>) -> Json {
        let parameter = |name: &str| {
            let param = it.and_then(|it| self.param(it, name));
            told(name, "path", true, param.map(|(_, param)| param))
        };
        path_names(path).map(parameter).collect::<Vec<_>>().into()
    }

    /// Headers, and the query of a call without a body.
    fn beside_the_body(&self, it: &Described<'_>, path: &str, has_body: bool) -> Vec<Json> {
        let fields = self.takes(it).into_iter().filter(|(name, _)| path_names(path).all(|known| known != *name));
        let is_beside = |name: &str| match self.param(it, name) {
            Some((_, param)) if has_body => !param.is_field(),
            Some((_, param)) => param.place != "body",
            None => !has_body,
        };
        fields
            .filter(|(name, _)| !name.contains('.') && is_beside(name))
            .map(|(name, required)| match self.param(it, name) {
                // One that means the same everywhere stands once among the components.
                Some((Some(api), _)) => json!({"$ref": format!("{PARAMETERS}{}", shelved(api, name, required))}),
                Some((None, param)) => told(name, place(param), required, Some(param)),
                None => told(name, "query", required, None),
            })
            .collect()
    }

    /// The parameters that calls refer to.
    fn parameters(&self) -> Map<String, Json> {
        let mut all = Map::new();
        for (api, (path, call)) in self.apis.iter().flat_map(|api| api.calls.iter().map(move |call| (api, call))) {
            let it = Described { api, path, call };
            for (name, required) in self.takes(&it).into_iter().filter(|(name, _)| !name.contains('.')) {
                if let Some((Some(owner), param)) = self.param(&it, name) {
                    let parameter = told(name, place(param), required, Some(param));
                    all.insert(shelved(owner, name, required), parameter);
                }
            }
        }
        all
    }

    fn request_body(&self, it: &Described<'_>, path: &str) -> Option<Json> {
        let fields = self.fields(it, path);
        let own = Some(&it.call.bodies).filter(|own| !own.is_empty());
        let kinds = own.or_else(|| self.line_of(it.api).map(|api| &api.bodies).find(|kinds| !kinds.is_empty()))?;
        if fields.is_empty() {
            let content: Map<String, Json> = own?.iter().map(|kind| (kind.clone(), json!({}))).collect();
            return Some(json!({"content": content, "required": true}));
        }
        let body = json!({"$ref": format!("{SHAPES}{}", it.name("Fields"))});
        let content: Map<String, Json> = kinds.iter().map(|kind| (kind.clone(), json!({"schema": body}))).collect();
        Some(json!({"content": content, "required": fields.iter().any(|(_, required)| *required)}))
    }

    /// What stands in a body.
    fn fields<'c>(&'c self, it: &Described<'c>, path: &str) -> Vec<(&'c str, bool)> {
        let is_field = |name: &str| self.param(it, name).is_none_or(|(_, param)| param.is_field());
        let fields = self.takes(it).into_iter();
        fields.filter(|(name, _)| path_names(path).all(|known| known != *name) && is_field(name)).collect()
    }

    /// The fields below a name as an object.
    fn object(&self, it: &Described<'_>, within: &str, fields: &[(&str, bool)]) -> Json {
        let (mut properties, mut required) = (Map::new(), Vec::new());
        for (name, must) in fields {
            let Some(own) = name.strip_prefix(within).filter(|own| !own.contains('.')) else { continue };
            let mut field = field_schema(self.param(it, name).map(|(_, param)| param));
            let inner = format!("{name}.");
            if fields.iter().any(|(other, _)| other.starts_with(&inner)) {
                let object = self.object(it, &inner, fields);
                let is_list = field["type"] == "array";
                field["x-holds"] = if is_list { json!({"type": "array", "items": object}) } else { object };
            }
            properties.insert(own.to_owned(), field);
            if *must {
                required.push(json!(own));
            }
        }
        let mut whole = json!({"type": "object", "properties": properties});
        if !required.is_empty() {
            whole["required"] = required.into();
        }
        whole
    }

    fn responses(&self, it: &Described<'_>) -> Json {
        let mut responses = Map::new();
        for status in self.statuses(it) {
            // Who asks for a file or a page that is not there gets a page, or nothing: no API's failure.
            let is_no_page = status == 404 && !it.call.kind.is_empty();
            let response = match self.refusal(it.api, status).filter(|_| !is_no_page) {
                Some(name) => json!({"$ref": format!("{RESPONSES}{name}")}),
                None => self.success(it, status),
            };
            responses.insert(status.to_string(), response);
        }
        responses.into()
    }

    /// What the components call the refusal of a status; none for a status that an answer comes with.
    fn refusal(&self, api: &Api, status: u16) -> Option<String> {
        if self.line_of(api).any(|api| api.always.contains(&status)) {
            return Some(status.to_string());
        }
        let worded = self.line_of(api).find(|api| api.failure.is_some());
        (status >= 400).then(|| worded.map_or_else(|| status.to_string(), |api| format!("{}{status}", api.shelf())))
    }

    /// The refusals that calls refer to.
    fn refusals(&self) -> Map<String, Json> {
        let mut all = Map::new();
        for (api, (path, call)) in self.apis.iter().flat_map(|api| api.calls.iter().map(move |call| (api, call))) {
            let it = Described { api, path, call };
            for status in self.statuses(&it) {
                let Some(name) = self.refusal(api, status) else { continue };
                let mut response = json!({"description": meaning(status)});
                if let Some(failure) = self.failure(&it).filter(|_| name.contains('.')) {
                    response["content"] = json!({"application/json": {"schema": failure}});
                }
                all.insert(name, response);
            }
        }
        all
    }

    fn success(&self, it: &Described<'_>, status: u16) -> Json {
        let mut response = json!({"description": meaning(status)});
        let kind = if it.call.kind.is_empty() { "application/json" } else { &it.call.kind };
        if !it.call.kind.is_empty() && status < 300 {
            response["content"] = json!({kind: {}});
        } else if status < 300 && self.answer(it).is_some() {
            response["content"] = json!({kind: {"schema": {"$ref": format!("{SHAPES}{}", it.name("Answer"))}}});
        }
        response
    }

    fn failure(&self, it: &Described<'_>) -> Option<Json> {
        let api = self.line_of(it.api).find(|api| api.failure.is_some())?;
        Some(json!({"$ref": format!("{SHAPES}{}Failure", api.shelf())}))
    }

    /// The shape of a success, with that of a failure where both come with the same status.
    fn answer(&self, it: &Described<'_>) -> Option<Json> {
        let place = format!("{SHAPES}{}", it.api.shelf());
        let around = self.around(it);
        let success = match (around, &it.call.answer) {
            (Some(shape), answer) => schema(shape, answer.as_ref(), &place),
            (None, Some(answer)) => schema(answer, None, &place),
            (None, None) => return None,
        };
        let in_body = self.line_of(it.api).any(|api| !api.errors.is_empty());
        Some(match self.failure(it).filter(|_| in_body) {
            Some(failure) => json!({"anyOf": [success, failure]}),
            None => success,
        })
    }

    fn codes<'c>(&'c self, it: &Described<'c>) -> Vec<&'c str> {
        let always = self.line_of(it.api).flat_map(|api| api.always_errors.split_whitespace());
        let all: BTreeSet<&str> = it.call.errors.split_whitespace().chain(always).collect();
        all.into_iter().collect()
    }

    fn schemas(&self) -> Map<String, Json> {
        let mut all = Map::new();
        for api in &self.apis {
            let place = format!("{SHAPES}{}", api.shelf());
            for (name, shape) in &api.shapes {
                all.insert(format!("{}{name}", api.shelf()), schema(shape, None, &place));
            }
            if let Some(failure) = &api.failure {
                all.insert(format!("{}Failure", api.shelf()), schema(failure, None, &place));
            }
            for (path, call) in &api.calls {
                let it = Described { api, path, call };
                all.extend(self.answer(&it).map(|answer| (it.name("Answer"), answer)));
                let fields = self.fields(&it, path);
                all.insert(it.name("Fields"), self.object(&it, "", &fields));
            }
        }
        all
    }

    fn schemes(&self) -> Map<String, Json> {
        let all = self.apis.iter().flat_map(|api| &api.auths);
        let scheme = |auth: &Auth| match auth.place.as_str() {
            "http" => json!({"type": "http", "scheme": auth.name, "description": auth.about}),
            place => json!({"type": "apiKey", "in": place, "name": auth.name, "description": auth.about}),
        };
        all.map(|(name, auth)| (name.clone(), scheme(auth))).collect()
    }
}

impl Described<'_> {
    /// What the document calls a shape of this call.
    fn name(&self, what: &str) -> String {
        let path = self.path.trim_start_matches('/').replace(|letter: char| !letter.is_ascii_alphanumeric(), "_");
        format!("{}{path}.{what}", self.api.shelf())
    }
}

/// What the document calls a parameter.
fn shelved(api: &Api, name: &str, required: bool) -> String {
    let name = name.replace('%', "_");
    format!("{}{name}{}", api.shelf(), if required { ".required" } else { "" })
}

fn place(param: &Param) -> &str {
    if param.place.is_empty() { "query" } else { &param.place }
}

fn security(it: &Described<'_>) -> Json {
    let one = |name: &str| if name == "none" { json!({}) } else { json!({name: []}) };
    it.call.auth.split_whitespace().map(one).collect::<Vec<_>>().into()
}

fn told(name: &str, place: &str, required: bool, param: Option<&Param>) -> Json {
    let mut all =
        json!({"name": name, "in": place, "required": required || place == "path", "schema": field_schema(param)});
    if let Some(about) = all["schema"].as_object_mut().and_then(|schema| schema.remove("description")) {
        all["description"] = about;
    }
    if let Some(example) = all["schema"].as_object_mut().and_then(|schema| schema.remove("examples")) {
        all["example"] = example[0].clone();
    }
    all
}

/// A field comes as a text of a query or form, or as JSON; so a number may be either.
fn field_schema(param: Option<&Param>) -> Json {
    let Some(param) = param else { return json!({"type": "string"}) };
    let mut field = match param.kind.as_str() {
        "integer" => json!({"type": "integer"}),
        "money" => json!({"type": "number", "format": "money"}),
        "boolean" => json!({"type": "boolean"}),
        "list" => json!({"type": "array", "items": {}}),
        "object" => json!({"type": "object"}),
        other => json!({"type": "string", "format": other}),
    };
    if param.kind == "string" {
        field = json!({"type": "string"});
    }
    field["description"] = json!(param.about);
    if !param.example.is_empty() {
        let typed = serde_json::from_str(&param.example).ok().filter(|_| param.kind != "string");
        field["examples"] = json!([typed.unwrap_or_else(|| json!(param.example))]);
    }
    field
}

/// What a status means, whatever the call.
fn meaning(status: u16) -> &'static str {
    match status {
        201 => "Made.",
        202 => "Taken note of; the body says what came of it.",
        304 => "Nothing has changed.",
        400 => "Something that was sent cannot be used.",
        401 => "Nobody that is known here.",
        403 => "Known, but may not do this.",
        404 => "There is no such thing.",
        405 => "Another method is meant; `Allow` names it.",
        409 => "The state of things does not allow it.",
        413 => "The body is too large.",
        415 => "A body of this type is not read.",
        429 => "Too many; try again later.",
        500 => "The server failed; its log says how.",
        503 => "Busy; try again after `Retry-After` seconds.",
        507 => "The disk is full.",
        _ => "The answer.",
    }
}

/// The routes that do something: one for any method beside others of its path only refuses the remaining methods.
pub fn documented<S>(routes: &[Route<S>]) -> impl Iterator<Item = &Route<S>> {
    let refuses = |route: &Route<S>| {
        let beside = routes.iter().any(|other| other.path == route.path && other.methods != "*");
        route.methods == "*" && (beside || route.path.contains("{*"))
    };
    routes.iter().filter(move |route| !refuses(route))
}

/// Services that answer any method are told with these two.
fn methods<S>(route: &Route<S>) -> impl Iterator<Item = &'static str> + use<S> {
    let methods = if route.methods == "*" { "GET POST" } else { route.methods };
    methods.split(' ')
}

/// `{*rest}` is `{rest}` in `OpenAPI`.
fn open_path(path: &str) -> String {
    path.replace("{*", "{")
}

fn path_names(path: &str) -> impl Iterator<Item = &str> {
    path.split('{').skip(1).filter_map(|part| part.split('}').next()).map(|name| name.trim_start_matches('*'))
}
