//! The back office of the tours (`/om/services/tour_*`): calendar, packages, coupons, partners.
//!
//! The transport is that of the roaming back office. Operators and admins work here, partners' keys are for admins alone; every
//! change is written to the audit trail.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::input;
use super::package::Package;
use super::selection;
use super::sql::calendar::{self, StaffDay};
use super::sql::{coupons, packages, partners};
use crate::accounts::{self, Role};
use crate::http::{BadField, Fields};
use crate::ids::{Ids, digest};
use crate::money::Fen;
use crate::orders::{Terms, audit};
use crate::roaming::fault::{self, Fault};
use crate::roaming::service::{Answer, Call, Echo, Endpoint, OnError, Outcome};
use crate::store::{Db, StoreError, Tx};

/// Days that one change of the calendar sets.
const MOST_DAYS: usize = 366;

/// Coupons that one call issues.
const MOST_COUPONS: i64 = 1000;

/// What coupon numbers are made of.
const LETTERS: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// The services, for the back office's table.
pub(crate) static BACK_OFFICE: &[Endpoint] = crate::roaming::service_table! {
    "/om/services/tour_calendar_gets" => calendar_gets, Echo::Both, OnError::Empty, "A month of a tour package or of one of its offers.";
    "/om/services/tour_calendar_set" => calendar_set, Echo::Both, OnError::Empty, "Set price and stock of days of a tour offer.";
    "/om/services/tour_coupon_issue" => coupon_issue, Echo::Both, OnError::Empty, "Make coupons of a batch.";
    "/om/services/tour_package_gets" => package_gets, Echo::Both, OnError::Empty, "Tour packages.";
    "/om/services/tour_package_set" => package_set, Echo::Both, OnError::Empty, "Change the terms of a tour package.";
    "/om/services/tour_partner_set" => partner_set, Echo::Both, OnError::Empty, "Make or change a partner that asks for customers of its own.";
};

/// Why a change is refused; all of it is a wrong parameter on the wire.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
enum OfficeError {
    /// There is no such offer, package, batch or account.
    #[error("there is nothing of that number")]
    Unknown,
    /// Orders hold more than the new stock.
    #[error("orders hold more pieces than that")]
    TakenAlready,
    /// The package would have terms that make no sense.
    #[error(transparent)]
    Unusable(#[from] BadField),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<OfficeError> for Fault {
    fn from(error: OfficeError) -> Self {
        match error {
            OfficeError::Unknown | OfficeError::TakenAlready | OfficeError::Unusable(_) => fault::PARAMETER,
            OfficeError::Store(error) => error.into(),
        }
    }
}

const STAFF: [Role; 2] = [Role::Operator, Role::Admin];

/// `tour_calendar_gets`: a `month` (`yyyy-mm`, this one where it is not named) of `offerid` or of all offers of `packageid`.
async fn calendar_gets(call: &Call) -> Outcome {
    call.staff(&STAFF)?;
    let package = call.fields.number::<i64>("packageid")?.unwrap_or(0);
    let offer = call.fields.number::<i64>("offerid")?.unwrap_or(0);
    if package == 0 && offer == 0 {
        return Err(fault::PARAMETER);
    }
    let (zone, now) = (call.terms.zone, call.terms.now);
    let span = input::month(&call.fields, "month", zone, zone.date(now))?;
    let days = call.app.store.read(|db| calendar::staff_days(db, package, offer, span))?;
    Answer::of("days", &days.iter().map(day_shape).collect::<Vec<_>>())
}

fn day_shape(it: &StaffDay) -> Value {
    json!({
        "date": it.day.to_string(), "free": it.stock - it.taken, "offerid": it.offer_id, "price": it.price,
        "stock": it.stock, "taken": it.taken,
    })
}

/// `tour_calendar_set`: `price` and `stock` of `offerid` on `date`, or on every day from `date` to `until`.
async fn calendar_set(call: &Call) -> Outcome {
    let offer = call.fields.required_number::<i64>("offerid")?;
    let first = selection::day(call.fields.required("date")?, call.terms.zone)?;
    let until = call.fields.text("until").map(|text| selection::day(text, call.terms.zone)).transpose()?;
    let price = call.fields.money("price")?.ok_or(fault::PARAMETER)?;
    let stock = call.fields.required_number::<i64>("stock")?;
    let days: Vec<NaiveDate> =
        first.iter_days().take_while(|day| *day <= until.unwrap_or(first)).take(MOST_DAYS + 1).collect();
    if days.is_empty() || days.len() > MOST_DAYS || !(0..=1_000_000_000).contains(&stock) {
        return Err(fault::PARAMETER);
    }
    let (actor, terms) = (call.staff(&STAFF)?.id, call.terms);
    let days = call.app.store.write(move |tx| set_days(tx, &terms, actor, offer, &days, (price, stock))).await?;
    Answer::of("days", &days.iter().map(day_shape).collect::<Vec<_>>())
}

fn set_days(
    tx: &Tx<'_>,
    terms: &Terms,
    actor: i64,
    offer: i64,
    days: &[NaiveDate],
    value: (Fen, i64),
) -> Result<Vec<StaffDay>, OfficeError> {
    if !calendar::has_offer(tx, offer)? {
        return Err(OfficeError::Unknown);
    }
    let span = (days[0], days[days.len() - 1]);
    let before = calendar::staff_days(tx, 0, offer, span)?;
    for day in days {
        calendar::set_day(tx, offer, *day, value.0, value.1).map_err(|error| {
            if error.is_constraint("tour_calendar_taken_fits") { OfficeError::TakenAlready } else { error.into() }
        })?;
    }
    let old = before.first().map(|day| format!("{} days, the first {} x {}", before.len(), day.price, day.stock));
    let new = format!("{} days, {} x {}", days.len(), value.0, value.1);
    let object = format!("tour offer {offer} from {}", span.0);
    audit(tx, terms.now, actor, "tour_calendar_set", &object, (old.as_deref(), Some(&new)))?;
    Ok(calendar::staff_days(tx, 0, offer, span)?)
}

/// `tour_coupon_issue`: `count` coupons of `batchid`, for the customer `uid` or for whoever claims them; once for a `client_ref`.
async fn coupon_issue(call: &Call) -> Outcome {
    let batch = call.fields.required_number::<i64>("batchid")?;
    let count = call.fields.number::<i64>("count")?.unwrap_or(1);
    let owner = call.fields.number::<i64>("uid")?.filter(|uid| *uid != 0);
    if !(1..=MOST_COUPONS).contains(&count) {
        return Err(fault::PARAMETER);
    }
    let (actor, terms, ids) = (call.staff(&STAFF)?.id, call.terms, Ids::fresh());
    let issue = move |tx: &Tx<'_>| {
        if !coupons::has_batch(tx, batch)? || !is_customer(tx, owner)? {
            return Err(OfficeError::Unknown);
        }
        let mut ids = ids.clone();
        let mut serials = Vec::new();
        for _ in 0..count {
            let serial = serial(&mut ids);
            coupons::insert(tx, tx.next_id("tour_coupons")?, batch, &serial, owner)?;
            serials.push(serial);
        }
        let made = format!(
            "{count} coupons for {}",
            owner.map_or("whoever claims them".to_owned(), |uid| format!("account {uid}"))
        );
        audit(tx, terms.now, actor, "tour_coupon_issue", &format!("coupon batch {batch}"), (None, Some(&made)))?;
        Ok::<_, OfficeError>(json!({"coupon_sns": serials}))
    };
    call.once(actor, issue).await
}

fn is_customer(db: &Db<'_>, owner: Option<i64>) -> Result<bool, StoreError> {
    owner.map_or(Ok(true), |uid| Ok(accounts::sql::by_id(db, uid)?.is_some()))
}

/// A coupon's number: twelve letters and digits, more than seventy bits that nobody guesses.
fn serial(ids: &mut Ids) -> String {
    let letter = |ids: &mut Ids| LETTERS[usize::try_from(ids.below(62)).unwrap_or(0)];
    (0..12).map(|_| char::from(letter(ids))).collect()
}

/// `tour_package_gets`: all packages, those that are not sold, too.
async fn package_gets(call: &Call) -> Outcome {
    call.staff(&STAFF)?;
    let found = call.app.store.read(packages::all)?;
    Answer::of("packages", &found.iter().map(package_shape).collect::<Vec<_>>())
}

fn package_shape(it: &Package) -> Value {
    json!({
        "certificate_types": it.certificate_types, "email_needed": it.email_needed, "email_required": it.email_required,
        "enabled": it.enabled, "lead_days": it.lead_days, "market_price": it.market_price, "packageid": it.id,
        "sold": it.sold, "sub_title": it.sub_title, "title": it.title, "type": it.kind,
        "weixin_needed": it.weixin_needed, "weixin_required": it.weixin_required,
    })
}

/// `tour_package_set`: the terms of `packageid`; fields that are not sent keep theirs. New packages come by import.
async fn package_set(call: &Call) -> Outcome {
    let id = call.fields.required_number::<i64>("packageid")?;
    let (actor, terms, fields) = (call.staff(&STAFF)?.id, call.terms, call.fields.clone());
    let save = move |tx: &Tx<'_>| {
        let before = packages::package(tx, id)?.ok_or(OfficeError::Unknown)?;
        let after = changed(&fields, before.clone())?;
        packages::save(tx, &after)?;
        let (old, new) = (package_shape(&before).to_string(), package_shape(&after).to_string());
        audit(tx, terms.now, actor, "tour_package_set", &format!("tour package {id}"), (Some(&old), Some(&new)))?;
        Ok::<_, OfficeError>(after)
    };
    let package = call.app.store.write(save).await?;
    Answer::of("package", &package_shape(&package))
}

fn changed(fields: &Fields, mut package: Package) -> Result<Package, BadField> {
    input::put(&mut package.title, fields, "title", 100)?;
    input::put(&mut package.sub_title, fields, "sub_title", 200)?;
    input::put(&mut package.certificate_types, fields, "certificate_types", 20)?;
    input::put_number(&mut package.lead_days, fields, "lead_days")?;
    for (name, place) in [
        ("email_needed", &mut package.email_needed),
        ("email_required", &mut package.email_required),
        ("weixin_needed", &mut package.weixin_needed),
        ("weixin_required", &mut package.weixin_required),
        ("enabled", &mut package.enabled),
    ] {
        *place = input::truth(fields, name)?.unwrap_or(*place);
    }
    package.market_price = fields.money("market_price")?.unwrap_or(package.market_price);
    let known = |kind: &str| matches!(kind.as_bytes(), [b'1'..=b'8']);
    let papers = package.certificates().next().is_some() && package.certificates().all(known);
    if package.title.is_empty() || package.lead_days > 366 || !papers {
        return Err(BadField("the package would have no title, no known papers or too many days ahead".to_owned()));
    }
    Ok(package)
}

/// `tour_partner_set`: the partner of a `name` may ask for the customers `uids`. A new partner, and with `renew` a known one, gets a
/// key, which is shown this once.
async fn partner_set(call: &Call) -> Outcome {
    let name = input::text(&call.fields, "name", 60)?.filter(|name| !name.is_empty()).ok_or(fault::PARAMETER)?;
    let uids = call.fields.ids("uids")?;
    let enabled = input::truth(&call.fields, "enabled")?.unwrap_or(true);
    let renew = input::truth(&call.fields, "renew")?.unwrap_or(false);
    let (actor, terms, key) = (call.staff(&[Role::Admin])?.id, call.terms, Ids::fresh().uuid());
    let hash = digest(&key);
    let save = move |tx: &Tx<'_>| {
        let known = partners::by_name(tx, &name)?;
        let id = known.map_or_else(|| tx.next_id("tour_partners"), Ok)?;
        match known {
            None => partners::insert(tx, id, &name, &hash, terms.now)?,
            Some(_) => partners::update(tx, id, renew.then_some(&hash), enabled)?,
        }
        for uid in uids.iter().flatten() {
            accounts::sql::by_id(tx, *uid)?.ok_or(OfficeError::Unknown)?;
        }
        if let Some(uids) = &uids {
            partners::entitle(tx, id, uids)?;
        }
        let new = format!("enabled {enabled}, key renewed {}, accounts {uids:?}", renew || known.is_none());
        audit(tx, terms.now, actor, "tour_partner_set", &format!("tour partner {id} {name}"), (None, Some(&new)))?;
        Ok::<_, OfficeError>((id, renew || known.is_none()))
    };
    let (id, has_new_key) = call.app.store.write(save).await?;
    let key = has_new_key.then_some(key);
    Answer::object(&json!({"appkey": key.unwrap_or_default(), "partnerid": id}))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coupon_numbers_have_twelve_letters_and_digits() {
        let mut ids = Ids::seeded(1);
        let (one, two) = (serial(&mut ids), serial(&mut ids));
        assert!(one.len() == 12 && one.bytes().all(|letter| letter.is_ascii_alphanumeric()), "{one}");
        assert_ne!(one, two);
    }
}
