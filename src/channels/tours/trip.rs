//! `get_trip_schedule`: what happens on each day of a package (docs/spec/tours.md section 6).

use super::codes::{self, Fault};
use super::service::{Call, Outcome};
use super::sql::{packages, trips as sql};
use super::tree::Tree;
use crate::channels::tours::ids::{PackageId, TripEventId, TripId};
use crate::store::StoreError;

/// A day of a trip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TripDay {
    /// From 1 on.
    pub day: i64,
    /// Its title.
    pub title: String,
    /// A page about it, or empty.
    pub url: String,
    /// What happens, in its order.
    pub events: Vec<Event>,
}

/// Something that happens on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// `info_id` on the wire.
    pub id: TripEventId,
    /// A key of [`EVENTS`].
    pub event_type: i64,
    /// The product that it is about, 0 for none.
    pub product_id: i64,
    /// The kind of transport, 1 to 8; 0 for none.
    pub traffic_info: i64,
    /// The flight, train or ship.
    pub vehicles_name: String,
    /// How long it takes, in words.
    pub time_cost: String,
    /// What it is.
    pub title: String,
    /// On which side a page shows it: left or right.
    pub direction: String,
    /// Paths of pictures, separated by commas.
    pub images: String,
}

/// The kinds of events with their names.
pub const EVENTS: [(i64, &str); 7] =
    [(1, "交通"), (2, "住宿"), (3, "景点"), (4, "餐饮"), (5, "自由活动"), (6, "购物"), (9, "其他")];

/// Transport: only such events tell their vehicle.
pub const TRANSPORT: i64 = 1;

/// `get_trip_schedule` {pid}. It shows nobody's data, so any valid credential will do; the answer has no `data`, as published.
///
/// # Errors
/// 300001 without a credential, and for a package that is not there.
pub async fn get_trip_schedule(call: &Call) -> Outcome {
    call.anybody()?;
    let package = call.fields.required_number::<PackageId>("pid")?;
    let found = call.outlet.store.read::<_, Fault>(|db| {
        packages::package(db, package)?.ok_or(codes::PARAMETER)?;
        let trip = sql::of_package(db, package)?;
        let days = trip.map(|trip| Ok::<_, StoreError>((trip, sql::days(db, trip)?))).transpose()?;
        Ok(days.unwrap_or((TripId(0), Vec::new())))
    })?;
    let (trip, days) = found;
    let shown = Tree::list(&days, |it| day(trip, package, it));
    Ok(Tree::Object(vec![("trip_schedule_list", shown), ("trip_set", Tree::bit(!days.is_empty()))]))
}

fn day(trip: TripId, package: PackageId, it: &TripDay) -> Tree {
    Tree::Object(vec![
        ("trip_id", Tree::text(trip)),
        ("package_id", Tree::text(package)),
        ("day_of_trip", Tree::text(it.day)),
        ("title", Tree::text(&it.title)),
        ("schedule_data_url", Tree::text(&it.url)),
        ("schedule_data", Tree::list(&it.events, |it| event(trip, it))),
    ])
}

fn event(trip: TripId, it: &Event) -> Tree {
    let name = EVENTS.iter().find(|(kind, _)| *kind == it.event_type).map_or("", |(_, name)| name);
    let is_transport = it.event_type == TRANSPORT;
    let traffic = if is_transport && it.traffic_info > 0 { it.traffic_info.to_string() } else { String::new() };
    let images: Vec<&str> = it.images.split(',').map(str::trim).filter(|path| !path.is_empty()).collect();
    Tree::Object(vec![
        ("info_id", Tree::text(it.id)),
        ("trip_id", Tree::text(trip)),
        ("product_id", Tree::text(it.product_id)),
        ("event_type", Tree::text(it.event_type)),
        ("event_type_name", Tree::text(name)),
        ("traffic_info", Tree::text(traffic)),
        ("vehicles_name", Tree::text(if is_transport { it.vehicles_name.as_str() } else { "" })),
        ("time_cost", Tree::text(&it.time_cost)),
        ("title", Tree::text(&it.title)),
        ("direction", Tree::text(&it.direction)),
        ("images", Tree::list(&images, |path| Tree::text(path))),
    ])
}
