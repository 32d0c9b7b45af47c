//! Partner apps that sign their calls.

use serde_json::{Value, json};

use super::{STAFF, StaffAct, StaffError};
use crate::accounts::Role;
use crate::channels::tours::ids::AppId;
use crate::channels::tours::input;
use crate::channels::tours::sql::apps::{self as sql, PartnerApp};
use crate::orders::Deed;
use crate::random::Ids;
use crate::staff_api::codes;
use crate::staff_api::{Answer, Call, Outcome};
use crate::store::Tx;

/// `tour_app_gets`: all apps, never with their keys.
///
/// # Errors
/// 1101, 1103.
pub async fn gets(call: &Call) -> Outcome {
    call.staff(&STAFF)?;
    let found = call.outlet.store.read(sql::all)?;
    Answer::of("apps", &found.iter().map(shape).collect::<Vec<_>>())
}

fn shape(it: &PartnerApp) -> Value {
    json!({"appid": it.appid, "enabled": it.enabled, "id": it.id, "name": it.name})
}

/// `tour_app_set`: the app of an `appid`; what is not sent stays. A new one, and with `renew` a known one, gets a key, which is shown
/// this once.
///
/// # Errors
/// 1100, 1101, 1103.
pub async fn set(call: &Call) -> Outcome {
    let actor = call.staff(&[Role::Admin])?.id;
    let appid = input::text(&call.fields, "appid", 60)?.filter(|appid| !appid.is_empty()).ok_or(codes::PARAMETER)?;
    let change = AppChange {
        appid,
        name: input::text(&call.fields, "name", 60)?,
        enabled: call.fields.flag("enabled")?,
        renew: call.fields.flag("renew")?.unwrap_or(false),
        key: Ids::fresh().uuid().replace('-', ""),
    };
    let act = StaffAct { terms: call.terms, actor, fields: call.fields.clone() };
    call.run_once(actor, move |tx| save(tx, &act, &change)).await
}

/// What is to become of an app.
#[derive(Clone)]
struct AppChange {
    appid: String,
    name: Option<String>,
    enabled: Option<bool>,
    renew: bool,
    key: String,
}

fn save(tx: &Tx<'_>, act: &StaffAct, change: &AppChange) -> Result<Value, StaffError> {
    let before = sql::all(tx)?.into_iter().find(|app| app.appid == change.appid);
    let gets_key = change.renew || before.is_none();
    let mut after = match &before {
        Some(app) => app.clone(),
        None => {
            PartnerApp { id: AppId::next(tx)?, appid: change.appid.clone(), name: change.appid.clone(), enabled: true }
        }
    };
    after.enabled = change.enabled.unwrap_or(after.enabled);
    if let Some(name) = change.name.as_ref().filter(|name| !name.is_empty()) {
        after.name.clone_from(name);
    }
    if gets_key {
        sql::put(tx, &after, &change.key, act.terms.now)?;
    } else {
        sql::update(tx, &after)?;
    }
    let mut new = shape(&after);
    if gets_key {
        new["key"] = json!("new");
    }
    act.note(tx, Deed("tour_app_set"), &format!("tour app {}", after.appid), (before.as_ref().map(shape), &new))?;
    let key = if gets_key { change.key.as_str() } else { "" };
    Ok(json!({"app_key": key, "appid": after.appid}))
}
