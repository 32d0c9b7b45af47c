//! `order_search`: every line that was ever ordered, by any of its marks.

use super::OPERATORS;
use crate::channels::roaming::sql::search::{self as sql, Days, Marks, OrderBy, Prefix, Sort, Within};
use crate::channels::roaming::wire::search as wire;
use crate::clock::{DAY_MS, Instant};
use crate::staff_api::codes::{self, Fault};
use crate::staff_api::{Answer, Call, Outcome, page_from_1};

/// Letters of a prefix.
const PREFIX_LENGTH: usize = 32;

/// `order_search`: one row for each line; pages count from 1. The ends of time ranges do not count themselves.
///
/// # Errors
/// 1100, also for an `orderby` that is none of the listed; 1101, 1103.
pub async fn search(call: &Call) -> Outcome {
    call.may(OPERATORS)?;
    let marks = read_marks(call)?;
    let sort = read_sort(call)?;
    let page = page_from_1(call)?;
    call.staff(OPERATORS)?;
    let (found, totalcount) = call.outlet.store.read(|db| {
        let found = sql::rows(db, &marks, sort, page)?;
        Ok::<_, Fault>((found, sql::count(db, &marks)?))
    })?;
    let orders = found.iter().map(|row| wire::row(row, call.terms.zone)).collect();
    Answer::object(&wire::Found { orders, totalcount })
}

fn read_marks(call: &Call) -> Result<Marks, Fault> {
    let fields = &call.fields;
    let prefix = |name: &str| match fields.text(name).map(str::trim) {
        Some(text) if text.chars().count() > PREFIX_LENGTH => Err(codes::PARAMETER),
        text => Ok(text.map(|text| Prefix(text.to_owned()))),
    };
    let text = |name: &str| fields.text(name).map(|text| text.trim().to_owned());
    let created = range(call, "createtime")?;
    Ok(Marks {
        order: prefix("orderid")?,
        phone: prefix("phone")?.map(|Prefix(phone)| Prefix(crate::text::phone(&phone))),
        shipping_status: fields.number("shipping_status")?,
        pay_status: fields.number("pay_status")?,
        order_status: fields.number("order_status")?,
        pay_way: fields.number("payid")?,
        product: fields.number("product_type")?,
        area: text("areaname"),
        minutes: fields.number("call_duration")?,
        number: fields.text("exclusive_number").map(crate::text::phone),
        address: fields.number("user_address_id")?,
        created,
        created_days: days_around(created, call),
        starts: range(call, "effect_datetime")?,
        ends: range(call, "failure_datetime")?,
    })
}

/// A range whose ends do not count themselves. Times are shown in whole seconds, so they are compared in whole seconds: what
/// is later than a second begins with the next.
fn range(call: &Call, name: &str) -> Result<Within, Fault> {
    let end = |suffix: &str| call.fields.time(&format!("{name}_{suffix}"), call.terms.zone);
    Ok(Within { from: end("from")?.map(|at| at.plus_ms(1000)), before: end("to")? })
}

/// The business dates of a range, two days wider at each end: an order has the date of the cut-off, and of the zone, that were set when it
/// was made.
fn days_around(range: Within, call: &Call) -> Days {
    // A date beyond four digits would sort before all others.
    let is_plain = |date: &String| date.starts_with(|first: char| first.is_ascii_digit());
    let date = |at: Instant, days: i64| Some(call.terms.zone.date_text(at.plus_ms(days * DAY_MS))).filter(is_plain);
    Days { from: range.from.and_then(|at| date(at, -2)), to: range.before.and_then(|at| date(at, 2)) }
}

/// A range whose ends count themselves, in whole seconds.
pub(super) fn range_with_ends(call: &Call, name: &str) -> Result<Within, Fault> {
    let end = |suffix: &str| call.fields.time(&format!("{name}_{suffix}"), call.terms.zone);
    Ok(Within { from: end("from")?, before: end("to")?.map(|at: Instant| at.plus_ms(1000)) })
}

fn read_sort(call: &Call) -> Result<Sort, Fault> {
    let by = match call.fields.text("orderby").map(str::trim) {
        None | Some("orderid") => OrderBy::Order,
        Some("usit_price") => OrderBy::Price,
        Some("effect_datetime") => OrderBy::Start,
        Some("failure_datetime") => OrderBy::End,
        Some("call_duration") => OrderBy::Minutes,
        Some("shippingtime") => OrderBy::Shipped,
        Some("createtime") => OrderBy::Created,
        Some(_) => return Err(codes::PARAMETER),
    };
    match call.fields.text("desc_or_asc").map(|text| text.trim().to_ascii_lowercase()).as_deref() {
        None | Some("asc") => Ok(Sort { by, descending: false }),
        Some("desc") => Ok(Sort { by, descending: true }),
        Some(_) => Err(codes::PARAMETER),
    }
}
