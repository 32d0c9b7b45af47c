//! Tour packages and their terms.

use serde_json::{Value, json};

use super::{LARGEST_ID, MANY, STAFF, StaffAct, StaffError, id, unusable};
use crate::channels::tours::ids::PackageId;
use crate::channels::tours::input;
use crate::channels::tours::package::{Package, PackageKind};
use crate::channels::tours::sql::packages as sql;
use crate::money::Fen;
use crate::orders::Deed;
use crate::staff_api::{Answer, Call, Outcome};
use crate::store::Tx;

/// Days before the travel date at which selling may end.
const MAX_LEAD_DAYS: i64 = 366;

/// `tour_package_gets`: all packages, those that are not sold, too.
///
/// # Errors
/// 1101, 1103.
pub async fn gets(call: &Call) -> Outcome {
    call.staff(&STAFF)?;
    let found = call.outlet.store.read(sql::all)?;
    Answer::of("packages", &found.iter().map(shape).collect::<Vec<_>>())
}

fn shape(it: &Package) -> Value {
    json!({
        "activity_type": it.activity_type, "banner": it.banner, "cat_id": it.cat_id,
        "certificate_types": it.certificate_types, "city_id": it.city_id, "destination": it.destination,
        "destination_id": it.destination_id, "email_needed": it.email_needed, "email_required": it.email_required,
        "enabled": it.enabled, "is_official": it.is_official, "lead_days": it.lead_days, "market_price": it.market_price,
        "packageid": it.id, "sold": it.sold, "sub_title": it.sub_title, "ticket_type": it.ticket_type, "title": it.title,
        "type": it.kind, "weixin_needed": it.weixin_needed, "weixin_required": it.weixin_required,
    })
}

/// What a package starts with where nothing is said.
fn blank(id: PackageId) -> Package {
    Package {
        id,
        title: String::new(),
        sub_title: String::new(),
        banner: String::new(),
        kind: PackageKind::Long,
        city_id: 0,
        destination_id: 0,
        destination: String::new(),
        cat_id: 0,
        activity_type: 1,
        is_official: false,
        ticket_type: 0,
        market_price: Fen::ZERO,
        certificate_types: "1".to_owned(),
        email_needed: false,
        email_required: false,
        weixin_needed: false,
        weixin_required: false,
        lead_days: 0,
        enabled: true,
        sold: 0,
    }
}

/// `tour_package_set`: the terms of `packageid`; fields that are not sent keep theirs. Without `packageid` a new package, which
/// needs `title`, `city_id` and `destination_id`.
///
/// # Errors
/// 1100, 1101, 1103.
pub async fn set(call: &Call) -> Outcome {
    call.may(&STAFF)?;
    let known = id(&call.fields, "packageid")?;
    if known.is_none() {
        for needed in ["title", "city_id", "destination_id"] {
            call.fields.required(needed)?;
        }
    }
    let act = StaffAct { terms: call.terms, actor: call.staff(&STAFF)?.id, fields: call.fields.clone() };
    let actor = act.actor;
    call.run_once(actor, move |tx| Ok::<_, StaffError>(json!({"package": save(tx, &act, known)?}))).await
}

fn save(tx: &Tx<'_>, act: &StaffAct, known: Option<PackageId>) -> Result<Value, StaffError> {
    let (id, before) = match known {
        Some(id) => (id, Some(sql::package(tx, id)?.ok_or(StaffError::Unknown)?)),
        None => (PackageId::next(tx)?, None),
    };
    let after = changed(act, before.clone().unwrap_or_else(|| blank(id)))?;
    match before {
        Some(_) => sql::save(tx, &after)?,
        None => sql::insert(tx, &after, act.terms.now)?,
    }
    let new = shape(&after);
    act.note(tx, Deed("tour_package_set"), &format!("tour package {id}"), (before.as_ref().map(shape), &new))?;
    Ok(new)
}

fn changed(act: &StaffAct, mut package: Package) -> Result<Package, StaffError> {
    let fields = &act.fields;
    for (name, place, most) in [
        ("title", &mut package.title, 100),
        ("sub_title", &mut package.sub_title, 200),
        ("banner", &mut package.banner, 200),
        ("destination", &mut package.destination, 60),
        ("certificate_types", &mut package.certificate_types, 20),
    ] {
        input::put(place, fields, name, most)?;
    }
    for (name, place, range) in [
        ("city_id", &mut package.city_id, 0..=LARGEST_ID),
        ("destination_id", &mut package.destination_id, 0..=LARGEST_ID),
        ("cat_id", &mut package.cat_id, 0..=MANY),
        ("activity_type", &mut package.activity_type, 1..=3),
        ("ticket_type", &mut package.ticket_type, 0..=MANY),
        ("lead_days", &mut package.lead_days, 0..=MAX_LEAD_DAYS),
    ] {
        input::put_number(place, fields, name)?;
        if !range.contains(place) {
            return Err(out_of_range());
        }
    }
    if let Some(number) = fields.number("type")? {
        package.kind = PackageKind::from_number(number).ok_or_else(out_of_range)?;
    }
    for (name, place) in [
        ("is_official", &mut package.is_official),
        ("email_needed", &mut package.email_needed),
        ("email_required", &mut package.email_required),
        ("weixin_needed", &mut package.weixin_needed),
        ("weixin_required", &mut package.weixin_required),
        ("enabled", &mut package.enabled),
    ] {
        *place = fields.flag(name)?.unwrap_or(*place);
    }
    package.market_price = fields.money("market_price")?.unwrap_or(package.market_price);
    let known = |kind: &str| matches!(kind.as_bytes(), [b'1'..=b'8']);
    let papers = package.certificates().next().is_some() && package.certificates().all(known);
    if package.title.is_empty() || !papers {
        return Err(unusable("the package would have no title or no known papers"));
    }
    Ok(package)
}

fn out_of_range() -> StaffError {
    unusable("a number of the package is out of its range")
}
