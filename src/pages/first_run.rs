//! The door of an outlet that waits for its owner: what it is called, when its days begin, and its first admin, in one step. It is open
//! to a browser on the same machine and to whoever has the set-up code, and closed for ever once there is an admin
//! (docs/decisions/first-run-in-the-browser.md).

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::Arc;

use hyper::{Method, StatusCode};
use serde_json::{Value, json};

use super::failure::failed;
use super::no_store;
use super::staff::refusal;
use crate::accounts::{self, AccountError, Holder, NewAccount, Role, USERNAME_RULE};
use crate::config::{Config, Setting};
use crate::http::{FieldLimits, Fields, Handled, Reply, Request};
use crate::orders::{self, Actor, Change, Deed};
use crate::outlet::{self, Given, Outlet, Route};
use crate::store::{StoreError, Tx};

const LIMITS: FieldLimits = FieldLimits { body: 8 * 1024, names: 20, value: 1000 };

/// What the owner says of the outlet, each a setting.
const ASKED: [&str; 5] =
    ["outlet.name", "outlet.language", "outlet.zone", "outlet.currency_symbol", "outlet.day_cutoff"];

/// The routes of the door.
pub(super) const ROUTES: [Route; 1] = [Route {
    methods: "GET POST",
    path: "/api/pages/first-run",
    about: "Whether the outlet waits for its owner; the owner, who comes once.",
    handler: handle,
}];

fn handle(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move {
        let answer =
            if request.method == Method::POST { come(&outlet, &request).await } else { look(&outlet, &request) };
        answer.unwrap_or_else(|refused| refused)
    })
}

fn ok(value: &Value) -> Reply {
    no_store(Reply::json(StatusCode::OK, value))
}

fn look(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    if !outlet.store.read(outlet::awaits_owner).map_err(failed)? {
        return Ok(ok(&json!({"open": false})));
    }
    let shape = |name: &&str| {
        let is_fixed = outlet.config.source(name).wins_over_the_page();
        json!({"fixed": is_fixed, "name": name, "value": outlet.config.text(name)})
    };
    let settings: Vec<_> = ASKED.iter().map(shape).collect();
    Ok(ok(&json!({"code": !is_here(request), "open": true, "settings": settings})))
}

/// Whether a request was made by a browser on this machine, at an address that means this machine. A page of somebody else's that has
/// its own name lead here sends that name, and a proxy says whom it speaks for.
fn is_here(request: &Request) -> bool {
    let is_own = request.header("sec-fetch-site").is_none_or(|site| matches!(site, "same-origin" | "none"));
    // A browser that does not say that much says at least whose page it is that sends a form.
    let is_own = is_own && request.header("origin").is_none_or(|origin| is_of(origin, request.host()));
    is_own && request.is_from_here() && request.host().is_some_and(means_this_machine)
}

/// Whether an origin is that of a host.
fn is_of(origin: &str, host: Option<&str>) -> bool {
    let named = origin.split_once("://").map(|(_, named)| named);
    named.zip(host).is_some_and(|(named, host)| named.eq_ignore_ascii_case(host))
}

fn means_this_machine(host: &str) -> bool {
    let bracketed = host.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    if let Some((inner, _)) = bracketed {
        return inner.parse::<Ipv6Addr>().is_ok_and(|it| it.is_loopback());
    }
    let name = host.split_once(':').map_or(host, |(name, _)| name);
    name.eq_ignore_ascii_case("localhost") || name.parse::<IpAddr>().is_ok_and(|it| it.is_loopback())
}

/// Why the owner cannot come in.
#[derive(Debug, thiserror::Error)]
enum Refused {
    #[error("the outlet has its owner")]
    Closed,
    #[error(transparent)]
    Account(#[from] AccountError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<Refused> for Reply {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Closed => closed(),
            Refused::Store(error) | Refused::Account(AccountError::Store(error)) => failed(error),
            Refused::Account(error) => refusal(StatusCode::CONFLICT, &error.to_string()),
        }
    }
}

fn closed() -> Reply {
    refusal(StatusCode::CONFLICT, &Refused::Closed.to_string())
}

/// What somebody typed who wants to be the owner.
struct Typed {
    username: String,
    password: String,
    code: String,
    values: String,
}

impl Typed {
    fn of(fields: &Fields) -> Self {
        let text = |name: &str| fields.raw(name).unwrap_or_default().to_owned();
        Self {
            username: text("username").trim().to_owned(),
            password: text("password"),
            code: text("code"),
            values: text("values"),
        }
    }
}

/// `POST`: `username`, `password`, `values` (settings by their names, as JSON), and `code` from another machine.
async fn come(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let bad = |sentence: String| refusal(StatusCode::UNPROCESSABLE_ENTITY, &sentence);
    let fields =
        Fields::read(request, LIMITS).await.map_err(|field| refusal(StatusCode::BAD_REQUEST, &field.to_string()))?;
    let Typed { username, password, code, values } = Typed::of(&fields);
    if !outlet.store.read(outlet::awaits_owner).map_err(failed)? {
        return Err(closed());
    }
    if !is_here(request) && !outlet.is_set_up_code(&code) {
        return Err(refusal(StatusCode::FORBIDDEN, "this is not the set-up code"));
    }
    let given = given(&outlet.config, &values).map_err(bad)?;
    outlet.config.base().with_page(&given).map_err(bad)?;
    if !accounts::is_username(&username) {
        return Err(bad(USERNAME_RULE.to_owned()));
    }
    let holder = Holder { role: Role::Admin, username: &username, has_second_factor: false };
    outlet.check_password(&password, holder).map_err(|weak| bad(weak.to_string()))?;
    let password_hash = outlet.logins.passwords.hash(&password).await.map_err(failed)?;
    let new = NewAccount {
        username,
        phone: None,
        email: None,
        password_hash,
        role: Role::Admin,
        must_change_password: false,
    };
    let name = new.username.clone();
    let now = outlet.now();
    outlet.store.write(move |tx| settle(tx, now, &new, &given)).await?;
    outlet.forget_set_up_code();
    outlet.renew_settings().map_err(failed)?;
    Ok(ok(&json!({"username": name})))
}

/// What the owner gave of the settings; what a file or the command line says is not the page's to say.
fn given(config: &Config, values: &str) -> Result<Given, String> {
    let named: BTreeMap<String, String> = match values.trim() {
        "" => BTreeMap::new(),
        text => serde_json::from_str(text).map_err(|_| "values is no object of texts".to_owned())?,
    };
    let asked = ASKED.iter().filter(|name| !config.source(name).wins_over_the_page());
    let known = asked.filter_map(|name| Some((Setting::of(name)?, named.get(*name)?.trim())));
    let wanted = known.filter(|(setting, value)| !value.is_empty() && *value != setting.default);
    Ok(wanted.map(|(it, value)| (it.name, value.to_owned())).collect())
}

/// Makes the first admin and keeps the settings; nobody does it twice.
fn settle(tx: &Tx<'_>, now: crate::clock::Instant, new: &NewAccount, given: &Given) -> Result<(), Refused> {
    if !outlet::awaits_owner(tx)? {
        return Err(Refused::Closed);
    }
    let account = accounts::create(tx, now, new)?;
    outlet::owner_has_come(tx)?;
    let by = Actor { now, id: account.id };
    let after = json!({"type": account.role.number(), "username": account.username}).to_string();
    orders::audit(tx, by, Deed("account_create"), &format!("account {}", account.id), Change::made(&after))?;
    for (name, value) in given {
        let Some(setting) = Setting::of(name) else { continue };
        outlet::give_setting(tx, setting, Some(value))?;
        orders::audit(tx, by, Deed("setting_changed"), name, Change::made(value))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_this_machine_mean_this_machine() {
        for host in
            ["127.0.0.1", "127.0.0.1:8050", "127.8.9.1:80", "localhost", "LOCALHOST:8050", "[::1]", "[::1]:8050"]
        {
            assert!(means_this_machine(host), "{host}");
        }
        for host in
            ["shop.example", "192.168.1.5:8050", "localhost.example", "127.0.0.1.example", "[fd00::7]:80", "", "::1"]
        {
            assert!(!means_this_machine(host), "{host}");
        }
    }
}
