//! Partners: other platforms that ask for their own customers with a key.

use serde_json::{Value, json};

use super::{STAFF, StaffAct, StaffError, accounts_exist};
use crate::accounts::Role;
use crate::channels::tours::ids::PartnerId;
use crate::channels::tours::input;
use crate::channels::tours::sql::partners::{self as sql, Partner};
use crate::ids::AccountId;
use crate::orders::Deed;
use crate::random::{Ids, digest};
use crate::staff_api::codes;
use crate::staff_api::{Answer, Call, Outcome};
use crate::store::Tx;

/// Customers that one partner may ask for.
const MAX_ACCOUNTS: usize = 10_000;

/// `tour_partner_gets`: all partners, never with their keys, of which only a hash is kept.
///
/// # Errors
/// 1101, 1103.
pub async fn gets(call: &Call) -> Outcome {
    call.staff(&STAFF)?;
    let found = call.outlet.store.read(sql::all)?;
    Answer::of("partners", &found.iter().map(shape).collect::<Vec<_>>())
}

fn shape(it: &Partner) -> Value {
    json!({"enabled": it.enabled, "name": it.name, "partnerid": it.id, "uids": it.accounts})
}

/// `tour_partner_set`: the partner of a `name` may ask for the customers `uids`; what is not sent stays. A new partner, and with
/// `renew` a known one, gets a key, which is shown this once.
///
/// # Errors
/// 1100 also for no such customer, 1101, 1103.
pub async fn set(call: &Call) -> Outcome {
    call.may(&[Role::Admin])?;
    let name = input::text(&call.fields, "name", 60)?.filter(|name| !name.is_empty()).ok_or(codes::PARAMETER)?;
    let mut uids = call.fields.ids("uids")?;
    if let Some(uids) = &mut uids {
        uids.sort_unstable();
        uids.dedup();
    }
    if uids.as_ref().is_some_and(|uids| uids.len() > MAX_ACCOUNTS) {
        return Err(codes::PARAMETER);
    }
    let change = PartnerChange {
        name,
        uids,
        enabled: call.fields.flag("enabled")?,
        renew: call.fields.flag("renew")?.unwrap_or(false),
        key: Ids::fresh().uuid(),
    };
    let act = StaffAct { terms: call.terms, actor: call.staff(&[Role::Admin])?.id, fields: call.fields.clone() };
    let actor = act.actor;
    call.run_once(actor, move |tx| save(tx, &act, &change)).await
}

/// What is to become of a partner.
#[derive(Clone)]
struct PartnerChange {
    name: String,
    uids: Option<Vec<AccountId>>,
    enabled: Option<bool>,
    renew: bool,
    key: String,
}

fn save(tx: &Tx<'_>, act: &StaffAct, change: &PartnerChange) -> Result<Value, StaffError> {
    let before = sql::by_name(tx, &change.name)?;
    let gets_key = change.renew || before.is_none();
    let mut after = match &before {
        Some(partner) => partner.clone(),
        None => Partner { id: PartnerId::next(tx)?, name: change.name.clone(), enabled: true, accounts: Vec::new() },
    };
    after.enabled = change.enabled.unwrap_or(after.enabled);
    let hash = digest(&change.key);
    if before.is_none() {
        sql::insert(tx, after.id, &after.name, &hash, act.terms.now)?;
    }
    sql::update(tx, after.id, gets_key.then_some(&hash), after.enabled)?;
    if let Some(uids) = &change.uids {
        if !accounts_exist(tx, uids)? {
            return Err(StaffError::Unknown);
        }
        sql::entitle(tx, after.id, uids)?;
        after.accounts.clone_from(uids);
    }
    let mut new = shape(&after);
    if gets_key {
        new["key"] = json!("new");
    }
    let object = format!("tour partner {} {}", after.id, after.name);
    act.note(tx, Deed("tour_partner_set"), &object, (before.as_ref().map(shape), &new))?;
    let key = if gets_key { change.key.as_str() } else { "" };
    Ok(json!({"appkey": key, "partnerid": after.id}))
}
