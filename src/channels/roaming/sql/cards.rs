//! Statements of data cards and trips. A trip is one piece of a data line: the days that one card may be used in.

use crate::channels::roaming::cards::{Card, CardState, Holding, Trip};
use crate::channels::roaming::ids::{CardId, TripId};
use crate::clock::Instant;
use crate::ids::{AccountId, LineId, OrderId};
use crate::orders::{Actor, OrderStatus, PayStatus};
use crate::store::{Db, Row, RowResult, StoreError, Tx, params, statement};

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
pub(in crate::channels::roaming) fn by_iccid(db: &Db<'_>, iccid: &str) -> Result<Option<Card>, StoreError> {
    db.row(&format!("select {CARD} from data_cards where iccid = ?1"), [iccid], card)
}

/// Lines with which cards were handed over that have a part of a number, the newest cards. Numbers are looked for in their own index,
/// which holds nothing else.
pub(in crate::channels::roaming) fn lines_of_part(
    db: &Db<'_>,
    part: &str,
    most: i64,
) -> Result<Vec<LineId>, StoreError> {
    let sql = "select line_id from data_cards
        where id in (select id from data_cards where instr(iccid, ?1) > 0) and line_id is not null
        order by line_id desc
        limit ?2";
    db.rows(sql, params![part, most], |row| row.get(0))
}

/// The card of an id.
pub(in crate::channels::roaming) fn by_id(db: &Db<'_>, id: CardId) -> Result<Option<Card>, StoreError> {
    db.row(&format!("select {CARD} from data_cards where id = ?1"), [id], card)
}

/// The cards of an account by id.
pub(in crate::channels::roaming) fn of_account(db: &Db<'_>, account: AccountId) -> Result<Vec<Card>, StoreError> {
    db.rows(&format!("select {CARD} from data_cards where account_id = ?1 order by id"), [account], card)
}

/// The cards that were handed over with the lines of an order, by id.
pub(in crate::channels::roaming) fn of_order(db: &Db<'_>, order: OrderId) -> Result<Vec<Card>, StoreError> {
    let sql = format!(
        "select {CARD} from data_cards where line_id in (select id from order_lines where order_id = ?1) order by id"
    );
    db.rows(&sql, [order], card)
}

/// How many cards were handed over with a line.
pub(in crate::channels::roaming) fn count_of_line(db: &Db<'_>, line: LineId) -> Result<i64, StoreError> {
    db.number("select count(*) from data_cards where line_id = ?1", [line])
}

/// Changes where a card is and whose it is, if it is still as it was read.
pub(in crate::channels::roaming) fn change(tx: &Tx<'_>, from: &Card, to: Holding) -> Result<bool, StoreError> {
    let sql = "update data_cards set state = ?2, account_id = ?3, line_id = ?4
        where id = ?1 and state = ?5 and coalesce(account_id, 0) = ?6";
    let params =
        params![from.id, to.state, to.account, to.line, from.state, from.account_id.unwrap_or(AccountId::NOBODY)];
    Ok(tx.run(sql, params)? == 1)
}

/// Writes a change of a card down; `from` is none when it came into the house.
pub(in crate::channels::roaming) fn insert_move(
    tx: &Tx<'_>,
    actor: Actor,
    card: CardId,
    from: Option<CardState>,
    to: Holding,
) -> Result<(), StoreError> {
    let id = tx.next_id("card_moves")?;
    tx.run_one(
        "insert into card_moves (id, at, card_id, from_state, to_state, account_id, line_id, actor_id)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![id, actor.now.0, card, from, to.state, to.account, to.line, actor.id],
    )
}

/// How many cards left the store with an order in a span of time, its end not counted.
pub(in crate::channels::roaming) fn handed_over_between(
    db: &Db<'_>,
    from: Instant,
    to: Instant,
) -> Result<i64, StoreError> {
    let sql = statement!(
        "select count(*) from card_moves
        where to_state = {handed_over} and at >= ?1 and at < ?2 and from_state in ({in_stock}, {reserved})",
        handed_over = CardState::HandedOver,
        in_stock = CardState::InStock,
        reserved = CardState::Reserved,
    );
    db.number(sql, params![from.0, to.0])
}

/// Puts a new card into the store.
pub(in crate::channels::roaming) fn insert(tx: &Tx<'_>, it: &Card, imsi_hk: Option<&str>) -> Result<(), StoreError> {
    let sql = "insert into data_cards (id, iccid, kind, imsi, imsi_hk, state) values (?1, ?2, ?3, ?4, ?5, ?6)";
    tx.run_one(sql, params![it.id, it.iccid, it.kind, it.imsi, imsi_hk, it.state])
}

/// Fills in the subscriber numbers that a card has none of.
pub(in crate::channels::roaming) fn fill_blanks(
    tx: &Tx<'_>,
    card: CardId,
    imsi: Option<&str>,
    imsi_hk: Option<&str>,
) -> Result<(), StoreError> {
    let sql = "update data_cards set imsi = coalesce(imsi, ?2), imsi_hk = coalesce(imsi_hk, ?3) where id = ?1";
    tx.run_one(sql, params![card, imsi, imsi_hk])
}

/// Gives a card a sealed key, in its place of `ki` or `ki_hk`, if it has none there.
pub(in crate::channels::roaming) fn fill_key(
    tx: &Tx<'_>,
    card: CardId,
    column: &str,
    sealed: &[u8],
) -> Result<bool, StoreError> {
    let sql = format!("update data_cards set {column} = ?2 where id = ?1 and {column} is null");
    Ok(tx.run(&sql, params![card, sealed])? == 1)
}

/// Gives a card a sealed key, in its place of `ki` or `ki_hk`.
pub(in crate::channels::roaming) fn set_key(
    tx: &Tx<'_>,
    card: CardId,
    column: &str,
    sealed: &[u8],
) -> Result<bool, StoreError> {
    let sql = format!("update data_cards set {column} = ?2 where id = ?1");
    Ok(tx.run(&sql, params![card, sealed])? == 1)
}

/// The largest card id in a range, both ends counted.
pub(in crate::channels::roaming) fn largest_id(db: &Db<'_>, first: i64, last: i64) -> Result<Option<i64>, StoreError> {
    let sql = "select id from data_cards where id >= ?1 and id <= ?2 order by id desc limit 1";
    db.row(sql, [first, last], |row| row.get(0))
}

/// Whether the trip `other` has its card, ?2, in a period from ?3 to ?4 (docs/spec/roaming.md section 10: both
/// comparisons are strict; trips that begin together overlap however short they are).
/// An order whose goods went back keeps its trips and has no card.
const OVERLAPS: &str = "other.card_id = ?2
    and (((other.starts_at is null or other.starts_at < ?4) and (other.ends_at is null or other.ends_at > ?3))
        or other.starts_at = ?3)
    and not exists (select 1 from orders free where free.id = other.order_id and free.released_at is not null)";

/// Whether a card is on a trip that overlaps a period, paid or not; a trip of `but_line` does not count.
pub(in crate::channels::roaming) fn is_busy(
    db: &Db<'_>,
    card: CardId,
    period: (Instant, Instant),
    but_line: LineId,
) -> Result<bool, StoreError> {
    let sql = format!("select 1 from trips other where other.line_id <> ?1 and {OVERLAPS}");
    db.exists(&sql, params![but_line, card, period.0.0, period.1.0])
}

/// Whether a card is on another trip, too, that overlaps a trip's period.
pub(in crate::channels::roaming) fn is_shared(
    db: &Db<'_>,
    trip: TripId,
    card: CardId,
    period: (Instant, Instant),
) -> Result<bool, StoreError> {
    let sql = format!("select 1 from trips other where other.id <> ?1 and {OVERLAPS}");
    db.exists(&sql, params![trip, card, period.0.0, period.1.0])
}

/// The unpaid orders of an account, but for one, that have a card in a period: those that may make way for a new order
/// (docs/spec/roaming.md section 10). An order that somebody has begun to pay is none of them.
pub(in crate::channels::roaming) fn unpaid_rivals(
    db: &Db<'_>,
    (account, but_order): (AccountId, OrderId),
    card: CardId,
    period: (Instant, Instant),
) -> Result<Vec<OrderId>, StoreError> {
    let sql = format!(
        "select distinct o.id from trips other join orders o on o.id = other.order_id
         where o.account_id = ?1 and o.id <> ?5 and o.pay_status = {unpaid} and o.order_status in ({open}, {confirmed})
            and {OVERLAPS}
         order by o.id",
        unpaid = PayStatus::Unpaid,
        open = OrderStatus::Unconfirmed,
        confirmed = OrderStatus::Confirmed,
    );
    db.rows(&sql, params![account, card, period.0.0, period.1.0, but_order], |row| row.get(0))
}

/// The orders, by id, whose trips have a card in a period; trips of `but_line` do not count.
pub(in crate::channels::roaming) fn in_the_way(
    db: &Db<'_>,
    card: CardId,
    period: (Instant, Instant),
    but_line: LineId,
) -> Result<Vec<OrderId>, StoreError> {
    let sql = format!(
        "select distinct other.order_id from trips other where other.line_id <> ?1 and {OVERLAPS}
         order by other.order_id"
    );
    db.rows(&sql, params![but_line, card, period.0.0, period.1.0], |row| row.get(0))
}

/// Takes a card off an account's trips that are not paid.
pub(in crate::channels::roaming) fn untie_unpaid(
    tx: &Tx<'_>,
    card: CardId,
    account: AccountId,
) -> Result<(), StoreError> {
    let sql = "update trips set card_id = null where card_id = ?1 and account_id = ?2 and paid = 0";
    tx.run(sql, params![card, account]).map(|_| ())
}

/// Ties a card to a trip if the trip has none and the card is on no other trip in these days.
pub(in crate::channels::roaming) fn tie(
    tx: &Tx<'_>,
    trip: TripId,
    card: CardId,
    period: (Instant, Instant),
) -> Result<bool, StoreError> {
    let sql = format!(
        "update trips set card_id = ?2
         where id = ?1 and card_id is null and not exists (select 1 from trips other where {OVERLAPS})"
    );
    Ok(tx.run(&sql, params![trip, card, period.0.0, period.1.0])? == 1)
}

/// A trip `t` with its card `c`, as [`trip`] reads it.
pub(super) const TRIP: &str =
    "t.id, t.order_id, t.line_id, t.account_id, t.area, t.starts_at, t.ends_at, t.card_id, c.iccid, t.paid";

pub(super) fn trip(row: &Row<'_>) -> RowResult<Trip> {
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
pub(in crate::channels::roaming) fn trips_of_line(db: &Db<'_>, line: LineId) -> Result<Vec<Trip>, StoreError> {
    let sql = format!(
        "select {TRIP} from trips t left join data_cards c on c.id = t.card_id where t.line_id = ?1 order by t.id"
    );
    db.rows(&sql, [line], trip)
}

/// The trip of an id.
pub(in crate::channels::roaming) fn trip_of(db: &Db<'_>, id: TripId) -> Result<Option<Trip>, StoreError> {
    let sql = format!("select {TRIP} from trips t left join data_cards c on c.id = t.card_id where t.id = ?1");
    db.row(&sql, [id], trip)
}

/// The cards that lines of some orders are tied to, by order and line.
pub(in crate::channels::roaming) fn cards_on_trips(
    db: &Db<'_>,
    orders: &[OrderId],
) -> Result<Vec<(LineId, String)>, StoreError> {
    let sql = "select t.line_id, c.iccid from trips t join data_cards c on c.id = t.card_id
        where t.order_id = ?1
        order by t.line_id, t.id";
    db.rows_of_each(sql, orders, |row| Ok((row.get(0)?, row.get(1)?)))
}

/// The trips of an order that are tied to a card, by id.
pub(in crate::channels::roaming) fn tied_trips(db: &Db<'_>, order: OrderId) -> Result<Vec<Trip>, StoreError> {
    let sql =
        format!("select {TRIP} from trips t join data_cards c on c.id = t.card_id where t.order_id = ?1 order by t.id");
    db.rows(&sql, [order], trip)
}

/// Writes a trip down.
pub(in crate::channels::roaming) fn insert_trip(tx: &Tx<'_>, trip: &Trip) -> Result<(), StoreError> {
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

/// Makes a trip another account's: a gift was redeemed.
pub(in crate::channels::roaming) fn give_trip(tx: &Tx<'_>, trip: TripId, account: AccountId) -> Result<(), StoreError> {
    tx.run_one("update trips set account_id = ?2 where id = ?1 and card_id is null", params![trip, account])
}

/// Marks the trips of an order paid.
pub(in crate::channels::roaming) fn pay_trips(tx: &Tx<'_>, order: OrderId) -> Result<(), StoreError> {
    tx.run("update trips set paid = 1 where order_id = ?1", [order]).map(|_| ())
}

/// The trips of an order are not paid after all.
pub(in crate::channels::roaming) fn unpay_trips(tx: &Tx<'_>, order: OrderId) -> Result<(), StoreError> {
    tx.run("update trips set paid = 0 where order_id = ?1", [order]).map(|_| ())
}

/// Deletes the trips of an order.
pub(in crate::channels::roaming) fn delete_trips(tx: &Tx<'_>, order: OrderId) -> Result<(), StoreError> {
    tx.run("delete from trips where order_id = ?1", [order]).map(|_| ())
}

/// Deletes the trips of a line.
pub(in crate::channels::roaming) fn delete_line_trips(tx: &Tx<'_>, line: LineId) -> Result<(), StoreError> {
    tx.run("delete from trips where line_id = ?1", [line]).map(|_| ())
}
