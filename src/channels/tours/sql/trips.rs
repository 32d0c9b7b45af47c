//! Statements of trips: what happens on each day of a package.

use crate::channels::tours::ids::{PackageId, TripEventId, TripId};
use crate::channels::tours::trip::{Event, TripDay};
use crate::store::{Db, Row, RowResult, StoreError, Tx, params};

/// The trip of a package.
pub fn of_package(db: &Db<'_>, package: PackageId) -> Result<Option<TripId>, StoreError> {
    db.row("select id from tour_trips where package_id = ?1", [package], |row| row.get(0))
}

/// The days of a trip with their events, in their order.
pub fn days(db: &Db<'_>, trip: TripId) -> Result<Vec<TripDay>, StoreError> {
    let sql = "select day, title, url from tour_trip_days where trip_id = ?1 order by day";
    let mut days = db.rows(sql, [trip], |row| {
        Ok(TripDay { day: row.get(0)?, title: row.get(1)?, url: row.get(2)?, events: Vec::new() })
    })?;
    let sql = "select id, event_type, product_id, traffic_info, vehicles_name, time_cost, title, direction, images, day
        from tour_trip_events
        where trip_id = ?1
        order by day, id";
    for (day, event) in db.rows(sql, [trip], event)? {
        if let Ok(place) = days.binary_search_by_key(&day, |it| it.day) {
            days[place].events.push(event);
        }
    }
    Ok(days)
}

fn event(row: &Row<'_>) -> RowResult<(i64, Event)> {
    let event = Event {
        id: row.get(0)?,
        event_type: row.get(1)?,
        product_id: row.get(2)?,
        traffic_info: row.get(3)?,
        vehicles_name: row.get(4)?,
        time_cost: row.get(5)?,
        title: row.get(6)?,
        direction: row.get(7)?,
        images: row.get(8)?,
    };
    Ok((row.get(9)?, event))
}

/// Begins the trip of a package.
pub fn insert(tx: &Tx<'_>, package: PackageId) -> Result<TripId, StoreError> {
    let id = TripId::next(tx)?;
    tx.run_one("insert into tour_trips (id, package_id) values (?1, ?2)", params![id, package])?;
    Ok(id)
}

/// Puts other days in the place of a trip's.
pub fn replace(tx: &Tx<'_>, trip: TripId, days: &[TripDay]) -> Result<(), StoreError> {
    tx.run("delete from tour_trip_events where trip_id = ?1", [trip])?;
    tx.run("delete from tour_trip_days where trip_id = ?1", [trip])?;
    for day in days {
        let sql = "insert into tour_trip_days (trip_id, day, title, url) values (?1, ?2, ?3, ?4)";
        tx.run_one(sql, params![trip, day.day, day.title, day.url])?;
        for event in &day.events {
            insert_event(tx, trip, day.day, event)?;
        }
    }
    Ok(())
}

fn insert_event(tx: &Tx<'_>, trip: TripId, day: i64, it: &Event) -> Result<(), StoreError> {
    let id = TripEventId::next(tx)?;
    tx.run_one(
        "insert into tour_trip_events (id, trip_id, day, event_type, product_id, traffic_info, vehicles_name, time_cost, title,
            direction, images)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        params![
            id,
            trip,
            day,
            it.event_type,
            it.product_id,
            it.traffic_info,
            it.vehicles_name,
            it.time_cost,
            it.title,
            it.direction,
            it.images,
        ],
    )
}
