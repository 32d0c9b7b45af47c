//! `course_offer_gets`, `course_offer_extend`, `course_binding_set`: what is sold for which course, and until when.

use std::collections::BTreeMap;

use serde::Serialize;

use super::OFFICE;
use super::error::StaffError;
use super::records::offers;
use crate::channels::courses::ids::{BindingId, CourseId, GiftId, OfferId};
use crate::channels::courses::offer::yuan;
use crate::channels::courses::sql::{catalogue, staff as sql};
use crate::clock::{DAY_MS, Instant};
use crate::http::BadField;
use crate::ids::AccountId;
use crate::orders::{self, Terms};
use crate::staff_api::codes;
use crate::staff_api::{Answer, Call, Outcome};
use crate::store::Tx;

/// Days before its end at which an offer is listed, where the request does not say.
const SOON: i64 = 3;
/// Days that an offer may be looked ahead for or extended by.
const MAX_DAYS: i64 = 3650;
/// The last instant of four-digit years, 9999-12-31 23:59:59 UTC: no text has a later one.
const LAST: Instant = Instant(253_402_300_799_000);
/// Offers that are listed at most.
const MAX_LISTED: i64 = 500;

/// An offer that ends soon; times are unix seconds, money is yuan.
#[derive(Serialize)]
struct EndingShape<'e> {
    id: OfferId,
    name: &'e str,
    value: i64,
    rebate_value: i64,
    buy_end_time: i64,
    use_end_time: i64,
}

/// `course_offer_gets` {all, days}: with `all` every offer, a page at a time; else the active ones that end within so many days,
/// the next end first.
///
/// # Errors
/// 1100, 1101, 1103.
pub async fn gets(call: &Call) -> Outcome {
    if call.fields.flag("all")? == Some(true) { offers::all(call) } else { ending(call) }
}

fn ending(call: &Call) -> Outcome {
    call.may(OFFICE)?;
    let days = call.fields.number::<i64>("days")?.unwrap_or(SOON);
    call.staff(OFFICE)?;
    let days = in_range(days).ok_or(codes::PARAMETER)?;
    let now = call.terms.now;
    let last = now.plus_ms(days * DAY_MS);
    let found = call.outlet.store.read(|db| sql::offers_ending(db, now.second(), last, MAX_LISTED))?;
    let shapes: Vec<_> = found.iter().map(shape).collect();
    Answer::of("offers", &shapes)
}

fn shape(ending: &sql::Ending) -> EndingShape<'_> {
    EndingShape {
        id: ending.id,
        name: &ending.name,
        value: yuan(ending.value),
        rebate_value: yuan(ending.rebate_value),
        buy_end_time: ending.buy_until.unix_seconds(),
        use_end_time: ending.use_until.unix_seconds(),
    }
}

fn in_range(days: i64) -> Option<i64> {
    (1..=MAX_DAYS).contains(&days).then_some(days)
}

/// `course_offer_extend` {offerid, days}: both ends so many days later; vouchers that are out live longer, too. Once for a
/// `client_ref`.
///
/// # Errors
/// 1100, 1101, 1103.
pub async fn extend(call: &Call) -> Outcome {
    call.may(OFFICE)?;
    let offer = call.fields.required_number::<OfferId>("offerid")?;
    let days = call.fields.required_number::<i64>("days")?;
    let actor = call.staff(OFFICE)?.id;
    let days = in_range(days).ok_or(codes::PARAMETER)?;
    let terms = call.terms;
    let run = move |tx: &Tx<'_>| {
        let (_, last_use) = postpone(tx, &terms, actor, offer, days)?;
        Ok::<_, StaffError>(BTreeMap::from([("use_end_time", last_use.unix_seconds())]))
    };
    call.run_once(actor, run).await
}

fn postpone(
    tx: &Tx<'_>,
    terms: &Terms,
    actor: AccountId,
    offer: OfferId,
    days: i64,
) -> Result<(Instant, Instant), StaffError> {
    let (buy, last_use) = sql::ends_of(tx, offer)?.ok_or(StaffError::Unknown)?;
    let later = (buy.plus_ms(days * DAY_MS), last_use.plus_ms(days * DAY_MS));
    if later.0.max(later.1) > LAST {
        return Err(BadField("no offer ends that late".to_owned()).into());
    }
    sql::set_ends(tx, offer, later)?;
    let (before, after) = (terms.zone.text(last_use), terms.zone.text(later.1));
    let object = format!("course offer {offer}");
    orders::audit(
        tx,
        terms.by(actor),
        orders::Deed("course_offer_extend"),
        &object,
        orders::Change::between(&before, &after),
    )?;
    Ok(later)
}

/// Which offer is to be sold for which course.
#[derive(Clone, Copy, Debug)]
struct Pairing {
    course: CourseId,
    offer: OfferId,
    gift: Option<GiftId>,
    on_sale: bool,
}

/// `course_binding_set` {courseid, offerid, giftid, active}: binding anew switches the old binding of the two off; other
/// offers of the course stay (docs/spec/courses.md section 6).
///
/// # Errors
/// 1100, 1101, 1103.
pub async fn bind(call: &Call) -> Outcome {
    call.may(OFFICE)?;
    let pairing = Pairing {
        course: call.fields.required_number("courseid")?,
        offer: call.fields.required_number("offerid")?,
        gift: call.fields.number("giftid")?,
        on_sale: call.fields.truth("active").unwrap_or(true),
    };
    let actor = call.staff(OFFICE)?.id;
    let terms = call.terms;
    let id = call.outlet.store.write(move |tx| pair(tx, &terms, actor, pairing)).await?;
    Answer::of("bindingid", &id.map_or(0, BindingId::number))
}

/// Brings the binding of a course and an offer into the wished state; the id of the active one, 0 for none.
fn pair(tx: &Tx<'_>, terms: &Terms, actor: AccountId, wish: Pairing) -> Result<Option<BindingId>, StaffError> {
    check(tx, wish)?;
    let old = sql::active_binding(tx, wish.course, wish.offer)?;
    match old {
        Some((id, gift)) if wish.on_sale && gift == wish.gift => return Ok(Some(id)),
        None if !wish.on_sale => return Ok(None),
        Some((id, _)) => sql::end_binding(tx, id)?,
        None => {}
    }
    let new = if wish.on_sale { Some(sql::bind(tx, wish.course, wish.offer, wish.gift)?) } else { None };
    let text = |binding: BindingId| format!("binding {binding}");
    let before = old.map(|(id, _)| text(id));
    let after = new.map(text);
    let object = format!("course {} offer {}", wish.course, wish.offer);
    orders::audit(
        tx,
        terms.by(actor),
        orders::Deed("course_binding_set"),
        &object,
        orders::Change { before: before.as_deref(), after: after.as_deref() },
    )?;
    Ok(new)
}

fn check(tx: &Tx<'_>, wish: Pairing) -> Result<(), StaffError> {
    let course = catalogue::course_by_id(tx, wish.course)?.is_some();
    let offer = sql::ends_of(tx, wish.offer)?.is_some();
    let gift = wish.gift.map(|id| sql::has_gift(tx, id)).transpose()?.unwrap_or(true);
    if course && offer && gift { Ok(()) } else { Err(StaffError::Unknown) }
}
