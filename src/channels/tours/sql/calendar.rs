//! Statements of the calendar and of what orders hold of it.

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::channels::tours::ids::{OfferId, PackageId};
use crate::channels::tours::package::{Day, Holds, Lowest};
use crate::clock::Instant;
use crate::ids::OrderId;
use crate::money::Fen;
use crate::store::{Basis, Columns, Db, Row, RowResult, StoreError, Tx, params};

/// What is told of packages, their offers and what of them is free. When an order's time is over is part of it: see [`days`].
pub static OFFERED: Basis = Basis {
    name: "tours on sale",
    tables: &[
        ("tour_packages", Columns::All),
        ("tour_offers", Columns::All),
        ("tour_calendar", Columns::All),
        ("tour_holds", Columns::All),
        ("orders", Columns::Only(&["holds_until"])),
    ],
};

/// Days are kept as ISO texts, which only this room writes.
fn date(row: &Row<'_>, column: usize) -> RowResult<NaiveDate> {
    Ok(row.get::<_, String>(column)?.parse().unwrap_or_default())
}

/// The days of a package's offers in a span, the ends included.
pub fn days(
    db: &Db<'_>,
    package: PackageId,
    span: (NaiveDate, NaiveDate),
    holds: Holds,
) -> Result<HashMap<(OfferId, NaiveDate), Day>, StoreError> {
    let sql = "select c.offer_id, c.day, c.price, c.stock - c.taken
        from tour_offers o
        join tour_calendar c on c.offer_id = o.id
        where o.package_id = ?1 and c.day between ?2 and ?3
        order by c.offer_id, c.day";
    let read = |row: &Row<'_>| Ok(((row.get(0)?, date(row, 1)?), Day { price: Fen(row.get(2)?), free: row.get(3)? }));
    let mut days: HashMap<_, _> = db.rows(sql, params![package, iso(span.0), iso(span.1)], read)?.into_iter().collect();
    if let Holds::OfLiving(now) = holds {
        for (key, quantity) in held_by_expired(db, now)? {
            if let Some(day) = days.get_mut(&key) {
                day.free += quantity;
            }
        }
    }
    Ok(days)
}

/// An offer and a day with the pieces that somebody holds.
type Held = ((OfferId, NaiveDate), i64);

/// What unpaid orders hold whose time is over; the next one who clears up gives it back.
fn held_by_expired(db: &Db<'_>, now: Instant) -> Result<Vec<Held>, StoreError> {
    let sql = "select h.offer_id, h.day, h.quantity
        from orders o
        join tour_holds h on h.order_id = o.id
        where o.holds_until <= ?1 and h.released_at is null
        order by h.offer_id, h.day";
    db.rows(sql, [now.0], |row| Ok(((row.get(0)?, date(row, 1)?), row.get(2)?)))
}

/// The days in a span on which a package has a seat or a room that no living order holds, by day.
pub fn lowest(
    db: &Db<'_>,
    package: PackageId,
    span: (NaiveDate, NaiveDate),
    now: Instant,
) -> Result<Vec<(NaiveDate, Lowest)>, StoreError> {
    let sql = "select c.day,
            min(case when o.kind in ('flight', 'seat') then c.price end),
            min(case when o.kind = 'hotel' then c.price end)
        from tour_offers o
        join tour_calendar c on c.offer_id = o.id
        where o.package_id = ?1 and o.kind in ('flight', 'seat', 'hotel') and c.day between ?2 and ?3
            and (c.taken < c.stock or c.taken - coalesce((
                select sum(h.quantity) from tour_holds h join orders e on e.id = h.order_id
                where h.offer_id = c.offer_id and h.day = c.day and h.released_at is null and e.holds_until <= ?4
            ), 0) < c.stock)
        group by c.day
        order by c.day";
    db.rows(sql, params![package, iso(span.0), iso(span.1), now.0], |row| {
        let fen = |column| row.get::<_, Option<i64>>(column).map(|fen| fen.map(Fen));
        Ok((date(row, 0)?, Lowest { seat: fen(1)?, night: fen(2)? }))
    })
}

/// Days beyond the year 9999 have longer texts, which would sort wrongly.
fn iso(day: NaiveDate) -> String {
    day.min(NaiveDate::from_ymd_opt(9999, 12, 31).unwrap_or_default()).to_string()
}

/// A day as the staff sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StaffDay {
    /// The offer.
    pub offer_id: OfferId,
    /// The day.
    pub day: NaiveDate,
    /// A night, a seat or a piece.
    pub price: Fen,
    /// All pieces.
    pub stock: i64,
    /// Those that orders hold.
    pub taken: i64,
}

/// The days of one offer (`offer` not 0) or of all offers of a package, as the staff sees them.
pub fn staff_days(
    db: &Db<'_>,
    package: Option<PackageId>,
    offer: Option<OfferId>,
    span: (NaiveDate, NaiveDate),
) -> Result<Vec<StaffDay>, StoreError> {
    let sql = "select c.offer_id, c.day, c.price, c.stock, c.taken
        from tour_offers o
        join tour_calendar c on c.offer_id = o.id
        where (?1 is null or o.package_id = ?1) and (?2 is null or o.id = ?2) and c.day between ?3 and ?4
        order by c.offer_id, c.day";
    db.rows(sql, params![package, offer, iso(span.0), iso(span.1)], |row| {
        Ok(StaffDay {
            offer_id: row.get(0)?,
            day: date(row, 1)?,
            price: Fen(row.get(2)?),
            stock: row.get(3)?,
            taken: row.get(4)?,
        })
    })
}

/// Whether there is an offer of that id.
pub fn has_offer(db: &Db<'_>, offer: OfferId) -> Result<bool, StoreError> {
    db.exists("select 1 from tour_offers where id = ?1", [offer])
}

/// Sets price and stock of a day, new or known. What orders hold stays; a stock below that is refused.
///
/// # Errors
/// A [`StoreError`]; `Constraint("tour_calendar_taken_fits")` for too small a stock.
pub fn set_day(tx: &Tx<'_>, offer: OfferId, day: NaiveDate, price: Fen, stock: i64) -> Result<(), StoreError> {
    let sql = "insert into tour_calendar (offer_id, day, price, stock) values (?1, ?2, ?3, ?4)
        on conflict (offer_id, day) do update set price = excluded.price, stock = excluded.stock";
    tx.run_one(sql, params![offer, iso(day), price.0, stock])
}

/// Opens a day of an offer; one that is open stays as it is. Returns how many days were opened.
pub fn set_day_if_new(
    tx: &Tx<'_>,
    offer: OfferId,
    day: NaiveDate,
    price: Fen,
    stock: i64,
) -> Result<usize, StoreError> {
    let sql = "insert into tour_calendar (offer_id, day, price, stock) values (?1, ?2, ?3, ?4)
        on conflict (offer_id, day) do nothing";
    tx.run(sql, params![offer, iso(day), price.0, stock])
}

/// An offer with what its days start with.
#[derive(Clone, Debug)]
pub struct Template {
    /// The offer.
    pub offer_id: OfferId,
    /// Its kind's name.
    pub kind: String,
    /// A night, a seat or a piece.
    pub price: i64,
    /// Pieces.
    pub stock: i64,
}

/// All offers with what their days start with.
pub fn templates(db: &Db<'_>) -> Result<Vec<Template>, StoreError> {
    db.rows("select id, kind, price, stock from tour_offers order by id", [], |row| {
        Ok(Template { offer_id: row.get(0)?, kind: row.get(1)?, price: row.get(2)?, stock: row.get(3)? })
    })
}

/// Opens a day of an offer; one that is open stays as it is.
pub fn open_day(tx: &Tx<'_>, offer: &Template, day: &str, stock: i64) -> Result<(), StoreError> {
    let sql = "insert into tour_calendar (offer_id, day, price, stock) values (?1, ?2, ?3, ?4)
        on conflict (offer_id, day) do nothing";
    tx.run(sql, params![offer.offer_id, day, offer.price, stock]).map(|_| ())
}

/// Takes pieces of a day if they are free; whether they were.
pub fn take(tx: &Tx<'_>, offer: OfferId, day: NaiveDate, quantity: i64) -> Result<bool, StoreError> {
    let sql = "update tour_calendar set taken = taken + ?3 where offer_id = ?1 and day = ?2 and stock - taken >= ?3";
    Ok(tx.run(sql, params![offer, iso(day), quantity])? == 1)
}

/// Writes down what an order holds of a day.
pub fn hold(
    tx: &Tx<'_>,
    order: OrderId,
    key: (OfferId, NaiveDate),
    quantity: i64,
    now: Instant,
) -> Result<(), StoreError> {
    let sql = "insert into tour_holds (order_id, offer_id, day, quantity, held_at) values (?1, ?2, ?3, ?4, ?5)";
    tx.run_one(sql, params![order, key.0, iso(key.1), quantity, now.0])
}

/// What an order still holds: offer and pieces, a row for each day.
pub fn held(db: &Db<'_>, order: OrderId) -> Result<Vec<(OfferId, i64)>, StoreError> {
    let sql = "select offer_id, quantity from tour_holds where order_id = ?1 and released_at is null
        order by offer_id, day";
    db.rows(sql, [order], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Gives back all that an order still holds; a second time changes nothing. Returns how many days of offers that were.
pub fn release(tx: &Tx<'_>, order: OrderId, now: Instant) -> Result<usize, StoreError> {
    let held = "select quantity from tour_holds h
        where h.order_id = ?1 and h.offer_id = tour_calendar.offer_id and h.day = tour_calendar.day";
    let give_back = format!(
        "update tour_calendar set taken = taken - ({held})
         where (offer_id, day) in (
            select offer_id, day from tour_holds where order_id = ?1 and released_at is null
         )"
    );
    tx.run(&give_back, [order])?;
    let done = "update tour_holds set released_at = ?2 where order_id = ?1 and released_at is null";
    tx.run(done, params![order, now.0])
}

/// What an order gave back: offers and days with their pieces.
pub fn let_go_of(db: &Db<'_>, order: OrderId) -> Result<Vec<Held>, StoreError> {
    let sql = "select offer_id, day, quantity from tour_holds where order_id = ?1 and released_at is not null
        order by offer_id, day";
    db.rows(sql, [order], |row| Ok(((row.get(0)?, date(row, 1)?), row.get(2)?)))
}

/// Writes down that an order holds again what it gave back; the calendar is the caller's.
pub fn hold_again(tx: &Tx<'_>, order: OrderId, now: Instant) -> Result<(), StoreError> {
    let sql = "update tour_holds set released_at = null, held_at = ?2 where order_id = ?1 and released_at is not null";
    tx.run(sql, params![order, now.0]).map(|_| ())
}
