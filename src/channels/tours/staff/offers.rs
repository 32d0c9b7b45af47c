//! What a package offers: hotels, flights and what is added to them.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::{LARGEST_ID, MANY, STAFF, StaffAct, StaffError, calendar, id, unusable};
use crate::channels::tours::ids::{OfferId, PackageId};
use crate::channels::tours::input;
use crate::channels::tours::package::{OfferKey, OfferKind};
use crate::channels::tours::sql::calendar::set_day_if_new;
use crate::channels::tours::sql::offers::{self as sql, StaffOffer};
use crate::channels::tours::sql::packages;
use crate::orders::Deed;
use crate::staff_api::{Answer, Call, Outcome};
use crate::store::Tx;

/// `tour_offer_gets`: the offers of `packageid`.
///
/// # Errors
/// 1100 also for no such package, 1101, 1103.
pub async fn gets(call: &Call) -> Outcome {
    call.may(&STAFF)?;
    let package = call.fields.required_number::<PackageId>("packageid")?;
    call.staff(&STAFF)?;
    let found = call.outlet.store.read(|db| {
        packages::package(db, package)?.ok_or(StaffError::Unknown)?;
        Ok::<_, StaffError>(sql::of_package(db, package)?)
    })?;
    Answer::of("offers", &found.iter().map(shape).collect::<Vec<_>>())
}

fn shape(it: &StaffOffer) -> Value {
    json!({
        "kind": it.kind.name(), "name": it.name, "offerid": it.id, "packageid": it.package_id, "price": it.price,
        "productid": it.key.product_id, "sellid": it.key.sell_id, "stock": it.stock, "supplierid": it.key.supplier_id,
    })
}

/// `tour_offer_set`: changes `offerid`, whose package and kind stay, or makes an offer of `packageid`, which needs `kind`,
/// `name`, `price` and `stock`. Where the wire's `productid` and `sellid` are not named they are the offer's own number,
/// `supplierid` is 0. With `from` (and `until`, 366 days at most) the days of this span that the calendar does not have yet
/// are opened with the offer's price and stock, so that it can be sold at once; days that it has keep theirs.
///
/// # Errors
/// 1100, 1101, 1103.
pub async fn set(call: &Call) -> Outcome {
    call.may(&STAFF)?;
    let known = id(&call.fields, "offerid")?;
    if known.is_none() {
        for needed in ["packageid", "kind", "name", "price", "stock"] {
            call.fields.required(needed)?;
        }
    }
    let days = calendar::days(&call.fields, "from", &call.terms)?.unwrap_or_default();
    let act = StaffAct { terms: call.terms, actor: call.staff(&STAFF)?.id, fields: call.fields.clone() };
    let actor = act.actor;
    call.run_once(actor, move |tx| Ok::<_, StaffError>(json!({"offer": save(tx, &act, known, &days)?}))).await
}

fn save(tx: &Tx<'_>, act: &StaffAct, known: Option<OfferId>, days: &[NaiveDate]) -> Result<Value, StaffError> {
    let before = known.map(|id| sql::by_id(tx, id)?.ok_or(StaffError::Unknown)).transpose()?;
    let start = match &before {
        Some(offer) => offer.clone(),
        None => blank(tx, act)?,
    };
    let after = changed(act, start)?;
    if sql::is_ambiguous(tx, &after)? {
        return Err(StaffError::NameTaken);
    }
    match &before {
        Some(_) => sql::update(tx, &after)?,
        None => sql::insert(tx, &after)?,
    }
    let mut opened = 0;
    for day in days {
        opened += set_day_if_new(tx, after.id, *day, after.price, after.stock)?;
    }
    let new = shape(&after);
    let object = format!("tour offer {}", after.id);
    act.note(tx, Deed("tour_offer_set"), &object, (before.as_ref().map(shape), &new))?;
    if let (Some(first), true) = (days.first(), opened > 0) {
        let text = json!(format!("{opened} days, {} x {}", after.price, after.stock));
        act.note(tx, Deed("tour_calendar_set"), &format!("{object} from {first}"), (None, &text))?;
    }
    Ok(new)
}

fn blank(tx: &Tx<'_>, act: &StaffAct) -> Result<StaffOffer, StaffError> {
    let package_id = act.fields.required_number::<PackageId>("packageid")?;
    packages::package(tx, package_id)?.ok_or(StaffError::Unknown)?;
    let name = act.fields.required("kind")?.trim().to_owned();
    let kind = OfferKind::ALL.into_iter().find(|kind| kind.name() == name);
    let id = OfferId::next(tx)?;
    Ok(StaffOffer {
        id,
        package_id,
        kind: kind.ok_or_else(|| unusable("there is no such kind of offer"))?,
        key: OfferKey { product_id: id.number(), sell_id: id.number(), supplier_id: 0 },
        name: String::new(),
        price: crate::money::Fen::ZERO,
        stock: 0,
    })
}

fn changed(act: &StaffAct, mut offer: StaffOffer) -> Result<StaffOffer, StaffError> {
    let fields = &act.fields;
    let moves = id::<PackageId>(fields, "packageid")?.is_some_and(|package| package != offer.package_id)
        || fields.text("kind").is_some_and(|kind| kind.trim() != offer.kind.name());
    if moves {
        return Err(unusable("an offer stays in its package and is what it is"));
    }
    input::put(&mut offer.name, fields, "name", 100)?;
    offer.price = fields.money("price")?.unwrap_or(offer.price);
    for (name, place, range) in [
        ("productid", &mut offer.key.product_id, 1..=LARGEST_ID),
        ("sellid", &mut offer.key.sell_id, 1..=LARGEST_ID),
        ("supplierid", &mut offer.key.supplier_id, 0..=LARGEST_ID),
        ("stock", &mut offer.stock, 0..=MANY),
    ] {
        input::put_number(place, fields, name)?;
        if !range.contains(place) {
            return Err(unusable("a number of the offer is out of its range"));
        }
    }
    if offer.name.is_empty() { Err(unusable("the offer would have no name")) } else { Ok(offer) }
}
