//! The settings in effect, where each comes from, and those that the page gives; of a secret only whether there is one.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;

use hyper::{Method, StatusCode};
use serde_json::{Value, json};

use super::{ADMINS, bad, failed, form, ok};
use crate::config::{Config, Holds, Page, SETTINGS, Setting, Source};
use crate::http::{BadField, Handled, Reply, Request};
use crate::orders::{self, Actor, Change, Deed};
use crate::outlet::{self, Given, Outlet};
use crate::pages::staff::{query, refusal, staff};
use crate::payments::Gateways;
use crate::store::{StoreError, Tx};

/// What stands for a secret.
const MASK: &str = "••••••••";
/// The key that providers are tried with, to see whether they can be made of settings.
const TRIAL_KEY: &str = "a trial";

/// `GET`: all settings. `POST` `values`, a JSON object of settings and their values, `null` for the default: all or none.
pub(super) fn handle(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move {
        let answer =
            if request.method == Method::POST { change(&outlet, &request).await } else { list(&outlet, &request) };
        answer.unwrap_or_else(|refused| refused)
    })
}

fn list(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    staff(outlet, request, &query(request)?, ADMINS)?;
    Ok(all(outlet))
}

fn all(outlet: &Outlet) -> Reply {
    let settings: Vec<_> = SETTINGS.iter().map(|it| shape(outlet, it)).collect();
    ok(&json!({"demo": outlet.demo, "now": outlet.config.zone.text(outlet.now()), "settings": settings}))
}

fn shape(outlet: &Outlet, it: &Setting) -> Value {
    let (config, first) = (&*outlet.config, outlet.config.at_start());
    let (source, place) = match config.source(it.name) {
        Source::Default => ("default", String::new()),
        Source::Page => ("page", String::new()),
        Source::File(path, line) => {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            ("file", format!("{name}:{line}"))
        }
        Source::Environment(name) => ("environment", name.clone()),
        Source::Flag => ("flag", String::new()),
    };
    let page = match it.page {
        Page::No => "no",
        Page::AtOnce => "at once",
        Page::AfterAStart => "after a start",
    };
    let waits = it.page == Page::AfterAStart && config.text(it.name) != first.text(it.name);
    let (holds, least, most, options) = field(it.holds);
    json!({
        "about": it.about, "changed": config.text(it.name) != it.default, "default": it.default, "holds": holds, "least": least, "most": most,
        "name": it.name, "options": options, "page": page, "place": place, "secret": it.is_secret(), "source": source,
        "value": told(it, config.text(it.name)), "waits": waits
    })
}

/// What a form needs to know of what a setting may be.
fn field(holds: Holds) -> (&'static str, Value, Value, &'static [&'static str]) {
    match holds {
        Holds::Text => ("text", Value::Null, Value::Null, &[]),
        Holds::Line(least, most) => ("line", json!(least), json!(most), &[]),
        Holds::Number(least, most) => ("number", json!(least), json!(most), &[]),
        Holds::Truth => ("truth", Value::Null, Value::Null, &[]),
        Holds::OneOf(words) => ("choice", Value::Null, Value::Null, words),
    }
}

fn told<'v>(setting: &Setting, value: &'v str) -> &'v str {
    if setting.is_secret() && !value.is_empty() { MASK } else { value }
}

/// What somebody wants of settings.
type Wishes = BTreeMap<&'static str, Option<String>>;

/// Why settings stay as they are.
#[derive(Debug, thiserror::Error)]
enum Refused {
    /// A sentence that says what is wrong.
    #[error("{0}")]
    Sentence(String),
    #[error(transparent)]
    Store(#[from] StoreError),
}

async fn change(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let fields = form(request).await?;
    let by = Actor { now: outlet.now(), id: staff(outlet, request, &fields, ADMINS)?.id };
    let wishes = wishes(outlet, fields.required("values").map_err(bad)?)?;
    let (base, demo, peer) = (outlet.config.base().clone(), outlet.demo, request.peer);
    let before = outlet.store.read(outlet::given_settings).map_err(failed)?;
    check(&base, demo, peer, &after(before, &wishes)).map_err(sentence)?;
    outlet.store.write(move |tx| keep(tx, by, &base, &wishes)).await.map_err(refuse)?;
    outlet.renew_settings().map_err(failed)?;
    Ok(all(outlet))
}

fn sentence(text: String) -> Reply {
    refusal(StatusCode::UNPROCESSABLE_ENTITY, &text)
}

fn refuse(refused: Refused) -> Reply {
    match refused {
        Refused::Sentence(text) => sentence(text),
        Refused::Store(error) => failed(error),
    }
}

/// The wishes of a text; each for a setting that the page may give and nothing else has given.
fn wishes(outlet: &Outlet, text: &str) -> Result<Wishes, Reply> {
    let unreadable = |_| bad(BadField("values is no object of texts".to_owned()));
    let named: BTreeMap<String, Option<String>> = serde_json::from_str(text).map_err(unreadable)?;
    let known = |(name, value): (String, Option<String>)| {
        let setting = Setting::of(&name).filter(|it| it.page != Page::No);
        let setting = setting.ok_or_else(|| bad(BadField(format!("{name} is not set on the page"))))?;
        if outlet.config.source(setting.name).wins_over_the_page() {
            return Err(refusal(StatusCode::CONFLICT, &format!("{name} is set elsewhere, and that counts")));
        }
        Ok((setting.name, value))
    };
    named.into_iter().map(known).collect()
}

fn after(mut given: Given, wishes: &Wishes) -> Given {
    for (name, value) in wishes {
        match value {
            Some(value) => drop(given.insert(*name, value.clone())),
            None => drop(given.remove(*name)),
        }
    }
    given
}

/// Whether the outlet could serve with settings, and whoever asks could come back.
fn check(base: &Config, demo: bool, peer: IpAddr, given: &Given) -> Result<(), String> {
    let whole = base.with_page(given)?;
    Gateways::new(&whole, demo, TRIAL_KEY.to_owned())?;
    if whole.office_networks.is_empty() || whole.office_networks.contains(peer) {
        return Ok(());
    }
    Err(format!(
        "The setting login.office_networks would shut you out: your own address, {peer}, is in none of these networks."
    ))
}

/// Keeps what is wished and differs, and writes it into the trail.
fn keep(tx: &Tx<'_>, by: Actor, base: &Config, wishes: &Wishes) -> Result<(), Refused> {
    let before = outlet::given_settings(tx)?;
    // Somebody else may have given something since it was looked at.
    base.with_page(&after(before.clone(), wishes)).map_err(Refused::Sentence)?;
    for (name, value) in wishes {
        let Some(setting) = Setting::of(name) else { continue };
        let known = before.get(name);
        if known == value.as_ref() {
            continue;
        }
        outlet::give_setting(tx, setting, value.as_deref())?;
        let side = |value: Option<&String>| value.map(|value| told(setting, value).to_owned());
        let (was, is) = (side(known), side(value.as_ref()));
        let change = Change { before: was.as_deref(), after: is.as_deref() };
        orders::audit(tx, by, Deed("setting_changed"), name, change)?;
    }
    Ok(())
}
