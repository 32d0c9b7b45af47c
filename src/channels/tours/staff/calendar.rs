//! Price and stock of an offer, day by day.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::{MANY, STAFF, StaffError};
use crate::channels::tours::ids::{OfferId, PackageId};
use crate::channels::tours::sql::calendar::{self, StaffDay};
use crate::channels::tours::{input, selection};
use crate::http::{BadField, Fields};
use crate::ids::AccountId;
use crate::money::Fen;
use crate::orders::{Change, Deed, Terms, audit};
use crate::staff_api::codes;
use crate::staff_api::{Answer, Call, Outcome};
use crate::store::Tx;

/// Days that one change of the calendar sets.
const MAX_DAYS: usize = 366;

/// `tour_calendar_gets`: a `month` (`yyyy-mm`, this one where it is not named) of `offerid` or of all offers of `packageid`.
///
/// # Errors
/// 1100, 1101, 1103.
pub async fn gets(call: &Call) -> Outcome {
    call.staff(&STAFF)?;
    let package = call.fields.number::<PackageId>("packageid")?.filter(|id| id.number() != 0);
    let offer = call.fields.number::<OfferId>("offerid")?.filter(|id| id.number() != 0);
    if package.is_none() && offer.is_none() {
        return Err(codes::PARAMETER);
    }
    let (zone, now) = (call.terms.zone, call.terms.now);
    let span = input::month(&call.fields, "month", zone, zone.date(now))?;
    let days = call.outlet.store.read(|db| calendar::staff_days(db, package, offer, span))?;
    Answer::of("days", &days.iter().map(shape).collect::<Vec<_>>())
}

fn shape(it: &StaffDay) -> Value {
    json!({
        "date": it.day.to_string(), "free": it.stock - it.taken, "offerid": it.offer_id, "price": it.price,
        "stock": it.stock, "taken": it.taken,
    })
}

/// `tour_calendar_set`: `price` and `stock` of `offerid` on `date`, or on every day from `date` to `until`.
///
/// # Errors
/// 1100 also for a stock below what orders hold, 1101, 1103.
pub async fn set(call: &Call) -> Outcome {
    call.may(&STAFF)?;
    let offer = call.fields.required_number::<OfferId>("offerid")?;
    let days = days(&call.fields, "date", &call.terms)?.ok_or(codes::PARAMETER)?;
    let price = call.fields.money("price")?.ok_or(codes::PARAMETER)?;
    let stock = call.fields.required_number::<i64>("stock")?;
    if !(0..=MANY).contains(&stock) {
        return Err(codes::PARAMETER);
    }
    let (actor, terms) = (call.staff(&STAFF)?.id, call.terms);
    let days = call.outlet.store.write(move |tx| set_days(tx, &terms, actor, offer, &days, (price, stock))).await?;
    Answer::of("days", &days.iter().map(shape).collect::<Vec<_>>())
}

/// The days from the field `first` to `until`, both ends included: one day where `until` is not there, `None` where neither
/// is.
///
/// # Errors
/// [`BadField`] for days that are none, an end before the beginning, and more than 366 days.
pub(super) fn days(fields: &Fields, first: &str, terms: &Terms) -> Result<Option<Vec<NaiveDate>>, BadField> {
    let day = |name: &str| fields.text(name).map(|text| selection::day(text, terms.zone)).transpose();
    let bad = || BadField(format!("{first} and until are no span of 1 to {MAX_DAYS} days"));
    let (from, until) = (day(first)?, day("until")?);
    let Some(from) = from else { return if until.is_some() { Err(bad()) } else { Ok(None) } };
    let last = until.unwrap_or(from);
    let days: Vec<NaiveDate> = from.iter_days().take_while(|day| *day <= last).take(MAX_DAYS + 1).collect();
    if days.is_empty() || days.len() > MAX_DAYS { Err(bad()) } else { Ok(Some(days)) }
}

fn set_days(
    tx: &Tx<'_>,
    terms: &Terms,
    actor: AccountId,
    offer: OfferId,
    days: &[NaiveDate],
    value: (Fen, i64),
) -> Result<Vec<StaffDay>, StaffError> {
    if !calendar::has_offer(tx, offer)? {
        return Err(StaffError::Unknown);
    }
    let span = (days[0], days[days.len() - 1]);
    let before = calendar::staff_days(tx, None, Some(offer), span)?;
    for day in days {
        calendar::set_day(tx, offer, *day, value.0, value.1).map_err(|error| {
            if error.is_constraint("tour_calendar_taken_fits") { StaffError::TakenAlready } else { error.into() }
        })?;
    }
    let old = before.first().map(|day| format!("{} days, the first {} x {}", before.len(), day.price, day.stock));
    let new = format!("{} days, {} x {}", days.len(), value.0, value.1);
    let object = format!("tour offer {offer} from {}", span.0);
    audit(
        tx,
        terms.by(actor),
        Deed("tour_calendar_set"),
        &object,
        Change { before: old.as_deref(), after: Some(&new) },
    )?;
    Ok(calendar::staff_days(tx, None, Some(offer), span)?)
}
