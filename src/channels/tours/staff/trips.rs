//! Trips: what happens on each day of a package.

use serde_json::{Value, json};

use super::{LARGEST_ID, STAFF, StaffAct, StaffError, unusable};
use crate::channels::tours::ids::{PackageId, TripEventId};
use crate::channels::tours::sql::{packages, trips as sql};
use crate::channels::tours::trip::{EVENTS, Event, TripDay};
use crate::http::Fields;
use crate::orders::Deed;
use crate::staff_api::codes;
use crate::staff_api::{Answer, Call, Outcome};
use crate::store::Tx;

/// Days of a trip, and events of a day.
const MAX_DAYS: usize = 60;
const MAX_EVENTS: usize = 30;

/// `tour_trip_gets`: the days of `packageid`.
///
/// # Errors
/// 1100 also for no such package, 1101, 1103.
pub async fn gets(call: &Call) -> Outcome {
    call.staff(&STAFF)?;
    let package = call.fields.required_number::<PackageId>("packageid")?;
    let days = call.outlet.store.read(|db| {
        packages::package(db, package)?.ok_or(StaffError::Unknown)?;
        let trip = sql::of_package(db, package)?;
        Ok::<_, StaffError>(trip.map(|trip| sql::days(db, trip)).transpose()?.unwrap_or_default())
    })?;
    Answer::of("days", &days.iter().map(shape).collect::<Vec<_>>())
}

fn shape(it: &TripDay) -> Value {
    let event = |it: &Event| {
        json!({
            "direction": it.direction, "event_type": it.event_type, "images": it.images, "product_id": it.product_id,
            "time_cost": it.time_cost, "title": it.title, "traffic_info": it.traffic_info, "vehicles_name": it.vehicles_name,
        })
    };
    json!({"events": it.events.iter().map(event).collect::<Vec<_>>(), "title": it.title, "url": it.url})
}

/// `tour_trip_set`: `days` of `packageid`, a JSON list `[{title, url, events: [{event_type, title, ...}]}]` in their order; it takes the
/// place of what was there.
///
/// # Errors
/// 1100 also for no such package, 1101, 1103.
pub async fn set(call: &Call) -> Outcome {
    let actor = call.staff(&STAFF)?.id;
    let package = call.fields.required_number::<PackageId>("packageid")?;
    let days = days(call.fields.required("days")?).map_err(|error| {
        tracing::debug!(%error, "days of a trip are refused");
        codes::PARAMETER
    })?;
    let act = StaffAct { terms: call.terms, actor, fields: Fields::default() };
    let shown = call.outlet.store.write(move |tx| save(tx, &act, package, &days)).await?;
    Answer::of("days", &shown)
}

fn save(tx: &Tx<'_>, act: &StaffAct, package: PackageId, days: &[TripDay]) -> Result<Vec<Value>, StaffError> {
    packages::package(tx, package)?.ok_or(StaffError::Unknown)?;
    let known = sql::of_package(tx, package)?;
    let trip = known.map_or_else(|| sql::insert(tx, package), Ok)?;
    let before: Vec<Value> = sql::days(tx, trip)?.iter().map(shape).collect();
    sql::replace(tx, trip, days)?;
    let after: Vec<Value> = days.iter().map(shape).collect();
    let object = format!("trip of tour package {package}");
    act.note(tx, Deed("tour_trip_set"), &object, (Some(json!(before)), &json!(after)))?;
    Ok(after)
}

fn days(text: &str) -> Result<Vec<TripDay>, StaffError> {
    match serde_json::from_str(text) {
        Ok(Value::Array(days)) if days.len() <= MAX_DAYS => {
            (1..).zip(&days).map(|(number, day)| trip_day(number, day)).collect()
        }
        _ => Err(unusable("days is no list of so many entries")),
    }
}

fn trip_day(day: i64, it: &Value) -> Result<TripDay, StaffError> {
    let events = match &it["events"] {
        Value::Null => Vec::new(),
        Value::Array(events) if events.len() <= MAX_EVENTS => events.iter().map(event).collect::<Result<_, _>>()?,
        _ => return Err(unusable("events is no list of so many entries")),
    };
    Ok(TripDay { day, title: needed(it, "title")?, url: text(it, "url", 200)?, events })
}

fn event(it: &Value) -> Result<Event, StaffError> {
    let event_type = number(it, "event_type", 9)?;
    if !EVENTS.iter().any(|(known, _)| *known == event_type) {
        return Err(unusable("there is no such kind of event"));
    }
    let direction = text(it, "direction", 5)?;
    if !matches!(direction.as_str(), "" | "left" | "right") {
        return Err(unusable("direction is neither left nor right"));
    }
    Ok(Event {
        id: TripEventId(0),
        event_type,
        product_id: number(it, "product_id", LARGEST_ID)?,
        traffic_info: number(it, "traffic_info", 8)?,
        vehicles_name: text(it, "vehicles_name", 60)?,
        time_cost: text(it, "time_cost", 60)?,
        title: needed(it, "title")?,
        direction: if direction.is_empty() { "left".to_owned() } else { direction },
        images: text(it, "images", 2000)?,
    })
}

/// A number from 0 on, written as a number or a text; 0 where it is not there.
fn number(it: &Value, name: &str, most: i64) -> Result<i64, StaffError> {
    let number = match &it[name] {
        Value::Null => Some(0),
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    number
        .filter(|number| (0..=most).contains(number))
        .ok_or_else(|| unusable("a number of an event is out of its range"))
}

fn text(it: &Value, name: &str, most: usize) -> Result<String, StaffError> {
    match &it[name] {
        Value::Null => Ok(String::new()),
        Value::String(text) if text.chars().count() <= most && !text.chars().any(char::is_control) => {
            Ok(text.trim().to_owned())
        }
        _ => Err(unusable("a text of the trip is too long or none")),
    }
}

fn needed(it: &Value, name: &str) -> Result<String, StaffError> {
    match text(it, name, 100)? {
        text if text.is_empty() => Err(unusable("a day or an event has no title")),
        text => Ok(text),
    }
}
