//! The document of all APIs, out of the same route table that answers them: `/openapi.json` for programs, `/docs` for people.

use std::fmt::Write;
use std::sync::Arc;

use hyper::StatusCode;
use serde_json::{Map, Value, json};

use super::embedded::CONTENT_SECURITY_POLICY;
use super::{Handled, Reply, Request, Route, escape_html};

/// What the document needs of the state that handlers get.
pub trait Documented: Sized + Send + Sync + 'static {
    /// Whose APIs they are.
    fn title(&self) -> &str;
    /// Every route that is answered.
    fn routes(&self) -> &[Route<Self>];
}

/// The page of the document.
pub const DOCUMENT_PAGE: &str = "/docs";

/// The routes of the document.
#[must_use]
pub fn document_routes<S: Documented>() -> [Route<S>; 2] {
    [
        Route {
            methods: "GET HEAD",
            path: "/openapi.json",
            about: "This document, as OpenAPI 3.1.",
            handler: open_api,
        },
        Route { methods: "GET HEAD", path: DOCUMENT_PAGE, about: "This document, as a page.", handler: page },
    ]
}

fn open_api<S: Documented>(state: Arc<S>, _: Request) -> Handled {
    Box::pin(async move { Reply::json(StatusCode::OK, &document(state.title(), state.routes())) })
}

fn page<S: Documented>(state: Arc<S>, _: Request) -> Handled {
    Box::pin(async move {
        Reply::html(html(state.title(), state.routes()))
            .with_static("content-security-policy", CONTENT_SECURITY_POLICY)
            .with_static("x-content-type-options", "nosniff")
    })
}

fn document<S>(outlet: &str, routes: &[Route<S>]) -> Value {
    let mut paths = Map::new();
    for route in documented(routes) {
        let entry = paths.entry(open_path(route.path)).or_insert_with(|| json!({}));
        for method in methods(route) {
            entry[method.to_ascii_lowercase()] = operation(route, method);
        }
    }
    let info = json!({"title": outlet, "version": env!("CARGO_PKG_VERSION"), "description":
        "All APIs of this outlet. Parameters of the services may come as query, form, multipart or JSON."});
    json!({"openapi": "3.1.0", "info": info, "paths": paths})
}

fn operation<S>(route: &Route<S>, method: &str) -> Value {
    let name = route.path.replace(|letter: char| !letter.is_ascii_alphanumeric(), "_");
    let parameter = |name| json!({"name": name, "in": "path", "required": true, "schema": {"type": "string"}});
    json!({
        "operationId": format!("{}{name}", method.to_ascii_lowercase()),
        "summary": route.about,
        "tags": [group(route.path)],
        "parameters": parameters(route.path).map(parameter).collect::<Vec<_>>(),
        "responses": {"default": {"description": "The answer, in the form of its API."}},
    })
}

/// The routes that do something: one for any method beside others of its path only refuses the remaining methods.
fn documented<S>(routes: &[Route<S>]) -> impl Iterator<Item = &Route<S>> {
    let refuses = |route: &Route<S>| {
        route.methods == "*" && routes.iter().any(|other| other.path == route.path && other.methods != "*")
    };
    routes.iter().filter(move |route| !refuses(route))
}

/// Services that answer any method are recorded with these two.
fn methods<S>(route: &Route<S>) -> impl Iterator<Item = &'static str> + use<S> {
    let methods = if route.methods == "*" { "GET POST" } else { route.methods };
    methods.split(' ')
}

/// `{*rest}` is `{rest}` in `OpenAPI`.
fn open_path(path: &str) -> String {
    path.replace("{*", "{")
}

fn parameters(path: &str) -> impl Iterator<Item = &str> {
    path.split('{').skip(1).filter_map(|part| part.split('}').next()).map(|name| name.trim_start_matches('*'))
}

/// The first two parts of a path, or the first: routes of one API stand together.
fn group(path: &str) -> String {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    match parts.as_slice() {
        [first, second, _, ..] => format!("/{first}/{second}"),
        [first, ..] => format!("/{first}"),
        [] => "/".to_owned(),
    }
}

fn html<S>(outlet: &str, routes: &[Route<S>]) -> String {
    let mut groups: Vec<(String, Vec<&Route<S>>)> = Vec::new();
    for route in documented(routes) {
        let group = group(route.path);
        match groups.iter_mut().find(|(name, _)| *name == group) {
            Some((_, same)) => same.push(route),
            None => groups.push((group, vec![route])),
        }
    }
    groups.sort_by(|(one, _), (other, _)| one.cmp(other));
    let title = escape_html(outlet);
    let mut page = format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}: APIs</title>\
         <meta name=\"viewport\" content=\"width=device-width\">\
         <link rel=\"icon\" href=\"/web/favicon.svg\" type=\"image/svg+xml\"><link rel=\"stylesheet\" href=\"/web/docs.css\"></head>\n\
         <body><main><h1>{title}: APIs</h1><p>The same as <a href=\"/openapi.json\">OpenAPI</a>.</p>\n"
    );
    for (name, routes) in groups {
        // Writing to a text cannot fail.
        let _ = writeln!(page, "<h2>{}</h2><table>", escape_html(&name));
        for route in routes {
            let methods = methods(route).collect::<Vec<_>>().join(" ");
            let (path, about) = (escape_html(route.path), escape_html(route.about));
            let _ = writeln!(page, "<tr><td>{methods}</td><td><code>{path}</code></td><td>{about}</td></tr>");
        }
        page.push_str("</table>\n");
    }
    page.push_str("</main></body></html>\n");
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nothing(_: Arc<()>, _: Request) -> Handled {
        Box::pin(async { Reply::empty(StatusCode::OK) })
    }

    #[test]
    fn what_only_refuses_other_methods_of_a_path_is_not_in_the_document() {
        let route = |methods, about| Route { methods, path: "/a", about, handler: nothing };
        let routes = [route("GET", "Get it."), route("*", "Another verb: 405.")];
        assert_eq!(document("Outlet", &routes)["paths"]["/a"]["get"]["summary"], "Get it.");
        assert!(document("Outlet", &routes)["paths"]["/a"]["post"].is_null());
        assert!(!html("Outlet", &routes).contains("Another verb"));
    }

    #[test]
    fn every_method_of_every_route_is_in_the_document() {
        let route = |methods, path| Route { methods, path, about: "<b>", handler: nothing };
        let routes =
            [route("*", "/uc/services/login"), route("GET HEAD", "/v1/{id}/{*rest}"), route("PUT", "/v1/{id}/{*rest}")];
        let document = document("Outlet", &routes);
        let paths = &document["paths"];
        assert!(paths["/uc/services/login"]["get"].is_object() && paths["/uc/services/login"]["post"].is_object());
        let methods: Vec<_> = paths["/v1/{id}/{rest}"].as_object().unwrap().keys().collect();
        assert_eq!(methods, ["get", "head", "put"]);
        let names: Vec<_> = paths["/v1/{id}/{rest}"]["put"]["parameters"].as_array().unwrap().iter().collect();
        assert_eq!((names.len(), &names[1]["name"]), (2, &json!("rest")));
        let page = html("A & B", &routes);
        assert!(page.contains("A &amp; B") && page.contains("&lt;b&gt;") && !page.contains("<script"), "{page}");
    }
}
