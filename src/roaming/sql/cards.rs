//! Statements of data cards and trips. A trip is one piece of a data line: the days that one card may be used in.

use crate::clock::Instant;
use crate::roaming::cards::{Card, Trip};
use crate::store::{Db, Row, RowResult, StoreError, ToSql, Tx, params};

const CARD: &str = "id, iccid, kind, imsi, state, account_id, line_id";

fn card(row: &Row<'_>) -> RowResult<Card> {
    Ok(Card {
        id: row.get(0)?,
        iccid: row.get(1)?,
        kind: row.get(2)?,
        imsi: row.get(3)?,
        state: row.get(4)?,
        account_id: row.get(5)?,
        line_id: row.get(6)?,
    })
}

/// The card of an iccid.
pub(in crate::roaming) fn by_iccid(db: &Db<'_>, iccid: &str) -> Result<Option<Card>, StoreError> {
    db.row(&format!("select {CARD} from data_cards where iccid = ?1"), [iccid], card)
}

/// The card of an id.
pub(in crate::roaming) fn by_id(db: &Db<'_>, id: i64) -> Result<Option<Card>, StoreError> {
    db.row(&format!("select {CARD} from data_cards where id = ?1"), [id], card)
}

/// The cards of an account by id.
pub(in crate::roaming) fn of_account(db: &Db<'_>, account: i64) -> Result<Vec<Card>, StoreError> {
    db.rows(&format!("select {CARD} from data_cards where account_id = ?1 order by id"), [account], card)
}

/// Sets whose a card is, in which state, and with which line it was handed over.
pub(in crate::roaming) fn set_owner(
    tx: &Tx<'_>,
    card: i64,
    state: &str,
    account: Option<i64>,
    line: Option<i64>,
) -> Result<(), StoreError> {
    let sql = "update data_cards set state = ?2, account_id = ?3, line_id = ?4 where id = ?1";
    tx.run_one(sql, params![card, state, account, line])
}

/// Whether a card is on a trip that overlaps a period, paid or not; a trip of `but_line` does not count.
pub(in crate::roaming) fn is_busy(
    db: &Db<'_>,
    card: i64,
    period: (Instant, Instant),
    but_line: i64,
) -> Result<bool, StoreError> {
    let sql = "select 1 from trips
        where card_id = ?1 and line_id <> ?4 and starts_at <= ?3 and ends_at >= ?2";
    db.exists(sql, params![card, period.0.0, period.1.0, but_line])
}

const TRIP: &str =
    "t.id, t.order_id, t.line_id, t.account_id, t.area, t.starts_at, t.ends_at, t.card_id, c.iccid, t.paid";

fn trip(row: &Row<'_>) -> RowResult<Trip> {
    Ok(Trip {
        id: row.get(0)?,
        order_id: row.get(1)?,
        line_id: row.get(2)?,
        account_id: row.get(3)?,
        area: row.get(4)?,
        starts_at: row.get::<_, Option<i64>>(5)?.map(Instant),
        ends_at: row.get::<_, Option<i64>>(6)?.map(Instant),
        card_id: row.get(7)?,
        iccid: row.get(8)?,
        paid: row.get(9)?,
    })
}

/// The trips of a line by id.
pub(in crate::roaming) fn trips_of_line(db: &Db<'_>, line: i64) -> Result<Vec<Trip>, StoreError> {
    let sql = format!(
        "select {TRIP} from trips t left join data_cards c on c.id = t.card_id where t.line_id = ?1 order by t.id"
    );
    db.rows(&sql, [line], trip)
}

/// Line and iccid of every card that the orders are tied to whose ids a statement gives, by line and trip.
pub(in crate::roaming) fn cards_on_trips(
    db: &Db<'_>,
    ids: &str,
    params: &[&dyn ToSql],
) -> Result<Vec<(i64, String)>, StoreError> {
    let sql = format!(
        "select t.line_id, c.iccid from trips t join data_cards c on c.id = t.card_id
         where t.order_id in ({ids})
         order by t.line_id, t.id"
    );
    db.rows(&sql, params, |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Writes a trip down.
pub(in crate::roaming) fn insert_trip(tx: &Tx<'_>, trip: &Trip) -> Result<(), StoreError> {
    tx.run_one(
        "insert into trips (id, order_id, line_id, account_id, area, starts_at, ends_at, card_id, paid)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            trip.id,
            trip.order_id,
            trip.line_id,
            trip.account_id,
            trip.area,
            trip.starts_at.map(|at| at.0),
            trip.ends_at.map(|at| at.0),
            trip.card_id,
            trip.paid,
        ],
    )
}

/// Marks the trips of an order paid.
pub(in crate::roaming) fn pay_trips(tx: &Tx<'_>, order: i64) -> Result<(), StoreError> {
    tx.run("update trips set paid = 1 where order_id = ?1", [order]).map(|_| ())
}

/// Deletes the trips of an order.
pub(in crate::roaming) fn delete_trips(tx: &Tx<'_>, order: i64) -> Result<(), StoreError> {
    tx.run("delete from trips where order_id = ?1", [order]).map(|_| ())
}

/// Deletes the trips of a line.
pub(in crate::roaming) fn delete_line_trips(tx: &Tx<'_>, line: i64) -> Result<(), StoreError> {
    tx.run("delete from trips where line_id = ?1", [line]).map(|_| ())
}

/// Takes the cards of an order back that were set aside for it or handed over with it: the ones never left the shop, the
/// others are on their way back and must be looked at before they are sold again.
pub(in crate::roaming) fn take_back_of_order(tx: &Tx<'_>, order: i64) -> Result<(), StoreError> {
    let sql = "update data_cards
        set state = case state when 'reserved' then 'in stock' else 'returned' end, account_id = null, line_id = null
        where state in ('reserved', 'handed over') and line_id in (select id from order_lines where order_id = ?1)";
    tx.run(sql, [order]).map(|_| ())
}

/// Takes the cards of one line back.
pub(in crate::roaming) fn take_back_of_line(tx: &Tx<'_>, line: i64) -> Result<(), StoreError> {
    let sql = "update data_cards
        set state = case state when 'reserved' then 'in stock' else 'returned' end, account_id = null, line_id = null
        where state in ('reserved', 'handed over') and line_id = ?1";
    tx.run(sql, [line]).map(|_| ())
}
