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
    all(outlet)
}

/// All settings. Where the outlet has opened without what the page gave, they are shown as the page gave them, to be mended there.
fn all(outlet: &Outlet) -> Result<Reply, Reply> {
    let left_out = outlet.config.left_out();
    let given = || outlet.store.read(|db| outlet::with_given(outlet.config.base(), db));
    let kept = left_out.map(|_| given()).transpose().map_err(failed)?;
    let config = kept.as_ref().unwrap_or(&outlet.config);
    let settings: Vec<_> = SETTINGS.iter().map(|it| shape(config, outlet.config.at_start(), it)).collect();
    let now = outlet.config.zone.text(outlet.now());
    Ok(ok(&json!({"demo": outlet.demo, "left_out": left_out, "now": now, "settings": settings})))
}

fn shape(config: &Config, first: &Config, it: &Setting) -> Value {
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
    let start = Start { base: outlet.config.base().clone(), demo: outlet.demo, peer: request.peer };
    outlet.store.write(move |tx| keep(tx, by, &start, &wishes)).await.map_err(refuse)?;
    outlet.renew_settings().map_err(failed)?;
    all(outlet)
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

/// What the page's settings must go with.
struct Start {
    base: Config,
    demo: bool,
    /// Where whoever asks is.
    peer: IpAddr,
}

impl Start {
    /// Whether the outlet could serve with settings, and whoever asks could come back.
    fn check(&self, given: &Given) -> Result<(), String> {
        let (whole, peer) = (self.base.with_page(given)?, self.peer);
        Gateways::new(&whole, self.demo, TRIAL_KEY.to_owned())?;
        if whole.office_networks.is_empty() || whole.office_networks.contains(peer) {
            return Ok(());
        }
        Err(format!(
            "The setting login.office_networks would shut you out: your own address, {peer}, is in none of these networks."
        ))
    }
}

/// Keeps what is wished and differs, and writes it into the trail. The whole is looked at in the same write: what two give at once may
/// be right by itself and wrong together.
fn keep(tx: &Tx<'_>, by: Actor, start: &Start, wishes: &Wishes) -> Result<(), Refused> {
    let before = outlet::given_settings(tx)?;
    start.check(&after(before.clone(), wishes)).map_err(Refused::Sentence)?;
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

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;
    use crate::clock::Instant;
    use crate::ids::AccountId;
    use crate::store::testing::TestStore;

    /// Both were looked at before either was kept.
    #[test]
    fn of_two_that_are_wrong_together_the_second_is_refused_within_its_write() {
        let test = TestStore::with_demo();
        let give = |name: &'static str, value: &'static str| {
            let base = Config::load(None, &[("gateways.outgoing_roots", "/nowhere".to_owned())]).unwrap();
            let start = Start { base, demo: true, peer: Ipv4Addr::LOCALHOST.into() };
            let by = Actor { now: Instant(0), id: AccountId(100) };
            let wishes = Wishes::from([(name, Some(value.to_owned()))]);
            test.store.write_blocking(move |tx| keep(tx, by, &start, &wishes)).map_err(|refused| refused.to_string())
        };
        give("outlet.name", "Gate 7").unwrap();
        let refused = give("gateways.outgoing", "on").unwrap_err();
        assert!(refused.contains("gateways.outgoing_roots"), "{refused}");
        let shut_out = give("login.office_networks", "192.0.2.0/24").unwrap_err();
        assert!(shut_out.contains("shut you out"), "{shut_out}");
        let kept = test.store.read(outlet::given_settings).unwrap();
        assert_eq!(kept, Given::from([("outlet.name", "Gate 7".to_owned())]));
    }
}
