//! Statements of ticket orders, their deals and events.

use crate::channels::tickets::events::Event;
use crate::channels::tickets::ids::{CustomerId, EventId};
use crate::channels::tickets::query::{Deal, LogEntry, Named, OrderQuery};
use crate::channels::tickets::states::Status;
use crate::clock::Instant;
use crate::ids::{AccountId, LineId, OrderId};
use crate::money::Fen;
use crate::store::{Db, Row, RowResult, StoreError, Tx, params, statement};

/// The order that a customer's query names: everything that must fit stands in one condition, so that no query can forget a
/// part of it.
const WANTED: &str = "o.channel = 'ticket' and o.number = ?2 and t.customer_id = ?1
    and (?3 = 0 or t.personal_id = ?3) and (?4 = '' or t.guide_number = ?4)";

/// What a ticket order has besides its order in the book.
pub(in crate::channels::tickets) struct TicketOrder {
    pub(in crate::channels::tickets) customer_id: CustomerId,
    pub(in crate::channels::tickets) status: Status,
}

fn status_of(row: &Row<'_>, column: usize) -> RowResult<Status> {
    Ok(Status::from_letter(&row.get::<_, String>(column)?).unwrap_or(Status::Closed))
}

pub(in crate::channels::tickets) fn by_id(db: &Db<'_>, order: OrderId) -> Result<Option<TicketOrder>, StoreError> {
    let sql = "select customer_id, status from ticket_orders where order_id = ?1";
    db.row(sql, [order], |row| Ok(TicketOrder { customer_id: row.get(0)?, status: status_of(row, 1)? }))
}

pub(in crate::channels::tickets) fn status(db: &Db<'_>, order: OrderId) -> Result<Option<Status>, StoreError> {
    db.row("select status from ticket_orders where order_id = ?1", [order], |row| status_of(row, 0))
}

/// The name of the agency that ordered for its own account; none where somebody else's account ordered, as a walk-in's.
pub(in crate::channels::tickets) fn agency_of(
    db: &Db<'_>,
    order: OrderId,
    account: AccountId,
) -> Result<Option<String>, StoreError> {
    let sql = "select c.name
        from ticket_orders t
        join ticket_customers c on c.id = t.customer_id
        where t.order_id = ?1 and c.account_id = ?2";
    db.row(sql, params![order, account], |row| row.get(0))
}

/// Ids of the newest orders whose tickets nobody has collected: those paid to a third party come first.
pub(in crate::channels::tickets) fn not_collected(db: &Db<'_>, most: i64) -> Result<Vec<OrderId>, StoreError> {
    let sql = statement!(
        "select order_id from ticket_orders where status in ('{booked}', '{paid}')
        order by status desc, order_id desc limit ?1",
        booked = Status::Booked,
        paid = Status::PaidElsewhere,
    );
    db.rows(sql, [most], |row| row.get(0))
}

/// Changes a status if it is the one that it is thought to be; whether it was.
pub(in crate::channels::tickets) fn change_status(
    tx: &Tx<'_>,
    order: OrderId,
    from: Status,
    to: Status,
) -> Result<bool, StoreError> {
    let sql = "update ticket_orders set status = ?3 where order_id = ?1 and status = ?2";
    Ok(tx.run(sql, params![order, from.letter(), to.letter()])? == 1)
}

/// A new ticket order.
pub(in crate::channels::tickets) struct NewTicketOrder<'o> {
    pub(in crate::channels::tickets) order_id: OrderId,
    pub(in crate::channels::tickets) customer_id: CustomerId,
    pub(in crate::channels::tickets) personal_id: i64,
    pub(in crate::channels::tickets) guide_number: &'o str,
    pub(in crate::channels::tickets) visitors: Option<Vec<u8>>,
}

pub(in crate::channels::tickets) fn insert(tx: &Tx<'_>, new: &NewTicketOrder<'_>) -> Result<(), StoreError> {
    let sql = "insert into ticket_orders (order_id, customer_id, personal_id, guide_number, visitors)
        values (?1, ?2, ?3, ?4, ?5)";
    tx.run_one(sql, params![new.order_id, new.customer_id, new.personal_id, new.guide_number, new.visitors])
}

/// The sealed visitors of an order.
pub(in crate::channels::tickets) fn visitors(db: &Db<'_>, order: OrderId) -> Result<Option<Vec<u8>>, StoreError> {
    let sql = "select visitors from ticket_orders where order_id = ?1";
    Ok(db.row(sql, [order], |row| row.get(0))?.flatten())
}

/// Writes the deal of a line; of a line that has one, the new one counts.
pub(in crate::channels::tickets) fn put_deal(
    tx: &Tx<'_>,
    order: OrderId,
    line: LineId,
    dealt_at: Instant,
    quantity: i64,
) -> Result<(), StoreError> {
    let sql = "insert into ticket_deals (order_id, line_id, dealt_at, quantity) values (?1, ?2, ?3, ?4)
        on conflict (order_id, line_id) do update set dealt_at = excluded.dealt_at, quantity = excluded.quantity";
    tx.run_one(sql, params![order, line, dealt_at.0, quantity])?;
    tx.run("delete from ticket_handings where order_id = ?1 and line_id = ?2", params![order, line])?;
    insert_handing(tx, order, line, dealt_at, quantity)
}

/// Writes the deal of a line that has none, or that says fewer; whether it was so.
pub(in crate::channels::tickets) fn raise_deal(
    tx: &Tx<'_>,
    order: OrderId,
    line: LineId,
    dealt_at: Instant,
    quantity: i64,
) -> Result<bool, StoreError> {
    let sql = "insert into ticket_deals (order_id, line_id, dealt_at, quantity) values (?1, ?2, ?3, ?4)
        on conflict (order_id, line_id) do update set dealt_at = excluded.dealt_at, quantity = excluded.quantity
        where excluded.quantity > ticket_deals.quantity";
    let is_raised = tx.run(sql, params![order, line, dealt_at.0, quantity])? == 1;
    if is_raised {
        insert_handing(tx, order, line, dealt_at, quantity)?;
    }
    Ok(is_raised)
}

/// How many tickets of each line were handed over; lines without a deal are missing.
pub(in crate::channels::tickets) fn dealt(db: &Db<'_>, order: OrderId) -> Result<Vec<(LineId, i64)>, StoreError> {
    let sql = "select line_id, quantity from ticket_deals where order_id = ?1 order by line_id";
    db.rows(sql, [order], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// How many tickets of a line were handed over in all, and when.
pub(in crate::channels::tickets) struct Handing {
    pub(in crate::channels::tickets) line_id: LineId,
    pub(in crate::channels::tickets) quantity: i64,
    pub(in crate::channels::tickets) dealt_at: Instant,
}

/// The handings of an order's lines, each line's in their order.
pub(in crate::channels::tickets) fn handings(db: &Db<'_>, order: OrderId) -> Result<Vec<Handing>, StoreError> {
    let sql = "select line_id, quantity, dealt_at from ticket_handings where order_id = ?1 order by line_id, quantity";
    db.rows(sql, [order], |row| {
        Ok(Handing { line_id: row.get(0)?, quantity: row.get(1)?, dealt_at: Instant(row.get(2)?) })
    })
}

/// Remembers when a line reached so many handed over tickets.
fn insert_handing(
    tx: &Tx<'_>,
    order: OrderId,
    line: LineId,
    dealt_at: Instant,
    quantity: i64,
) -> Result<(), StoreError> {
    let sql = "insert into ticket_handings (order_id, line_id, quantity, dealt_at) values (?1, ?2, ?3, ?4)
        on conflict (order_id, line_id, quantity) do update set dealt_at = excluded.dealt_at";
    tx.run_one(sql, params![order, line, quantity, dealt_at.0])
}

/// An order that its customer is to be told of.
pub(in crate::channels::tickets) struct Told {
    pub(in crate::channels::tickets) number: String,
    pub(in crate::channels::tickets) sender_id: String,
    pub(in crate::channels::tickets) customer: CustomerId,
    pub(in crate::channels::tickets) status: Status,
}

/// The order, if its sender named it, and its customer is enabled and wants to be told.
pub(in crate::channels::tickets) fn told(db: &Db<'_>, order: OrderId) -> Result<Option<Told>, StoreError> {
    let sql = "select o.number, o.client_ref, c.id, t.status
        from ticket_orders t
        join orders o on o.id = t.order_id
        join ticket_customers c on c.id = t.customer_id
        where t.order_id = ?1 and o.client_ref is not null and c.enabled = 1 and c.replay_url is not null";
    db.row(sql, [order], |row| {
        Ok(Told { number: row.get(0)?, sender_id: row.get(1)?, customer: row.get(2)?, status: status_of(row, 3)? })
    })
}

/// The order of a customer that a query names by its number, its sender's id, or both; the same filters as [`WANTED`].
pub(in crate::channels::tickets) fn named(db: &Db<'_>, wanted: &Named<'_>) -> Result<Option<OrderId>, StoreError> {
    let sql = "select o.id
        from orders o
        join ticket_orders t on t.order_id = o.id
        where o.channel = 'ticket' and t.customer_id = ?1
            and (?2 = '' or o.number = ?2) and (?3 = '' or o.client_ref = ?3) and (?2 <> '' or ?3 <> '')
            and (?4 = 0 or t.personal_id = ?4) and (?5 = '' or t.guide_number = ?5)
        order by o.id desc
        limit 1";
    let Named { customer, number, sender_id, personal_id, guide_number } = *wanted;
    db.row(sql, params![customer, number, sender_id, personal_id, guide_number], |row| row.get(0))
}

/// Whether an order has tickets that were not handed over.
pub(in crate::channels::tickets) fn has_rest(db: &Db<'_>, order: OrderId) -> Result<bool, StoreError> {
    let sql = "select 1
        from order_lines l
        left join ticket_deals d on d.order_id = l.order_id and d.line_id = l.id
        where l.order_id = ?1 and coalesce(d.quantity, 0) < l.quantity";
    db.exists(sql, [order])
}

/// The deals of an order, one row for each line that has one.
pub(in crate::channels::tickets) fn deals(db: &Db<'_>, wanted: &OrderQuery<'_>) -> Result<Vec<Deal>, StoreError> {
    let sql = format!(
        "select o.number, o.created_at, t.status, d.dealt_at, c.kind, c.code, c.name, o.payable + o.tax, p.unit, l.quantity,
            l.unit_price, p.code, l.title, d.quantity
         from orders o
         join ticket_orders t on t.order_id = o.id
         join ticket_customers c on c.id = t.customer_id
         join ticket_deals d on d.order_id = o.id
         join order_lines l on l.order_id = o.id and l.id = d.line_id
         join ticket_products p on p.id = l.item
         where {WANTED}
         order by l.id"
    );
    db.rows(&sql, params![wanted.customer, wanted.number, wanted.personal_id, wanted.guide_number], |row| {
        Ok(Deal {
            number: row.get(0)?,
            ordered_at: Instant(row.get(1)?),
            status: status_of(row, 2)?,
            dealt_at: Instant(row.get(3)?),
            customer_kind: row.get(4)?,
            customer_code: row.get(5)?,
            customer_name: row.get(6)?,
            summary: Fen(row.get(7)?),
            unit: row.get(8)?,
            quantity: row.get(9)?,
            price: Fen(row.get(10)?),
            product_code: row.get(11)?,
            product_name: row.get(12)?,
            dealt: row.get(13)?,
        })
    })
}

pub(in crate::channels::tickets) fn insert_event(
    tx: &Tx<'_>,
    order: OrderId,
    id: EventId,
    at: Instant,
    kind: Event,
    content: &str,
) -> Result<(), StoreError> {
    let sql = "insert into ticket_events (order_id, id, at, kind, content) values (?1, ?2, ?3, ?4, ?5)";
    tx.run_one(sql, params![order, id, at.0, kind, content])
}

/// An order's latest event.
pub(in crate::channels::tickets) fn latest_event(db: &Db<'_>, order: OrderId) -> Result<Option<Event>, StoreError> {
    let sql = "select kind from ticket_events where order_id = ?1 order by id desc limit 1";
    db.row(sql, [order], |row| row.get(0))
}

/// Says anew what an event of a kind is about.
pub(in crate::channels::tickets) fn set_event_content(
    tx: &Tx<'_>,
    order: OrderId,
    kind: Event,
    content: &str,
) -> Result<(), StoreError> {
    let sql = "update ticket_events set content = ?3 where order_id = ?1 and kind = ?2";
    tx.run(sql, params![order, kind, content]).map(|_| ())
}

/// The events of an order in their order.
pub(in crate::channels::tickets) fn log(db: &Db<'_>, wanted: &OrderQuery<'_>) -> Result<Vec<LogEntry>, StoreError> {
    let sql = format!(
        "select e.id, e.kind, o.number, e.at, e.content
         from orders o
         join ticket_orders t on t.order_id = o.id
         join ticket_events e on e.order_id = o.id
         where {WANTED}
         order by e.id"
    );
    db.rows(&sql, params![wanted.customer, wanted.number, wanted.personal_id, wanted.guide_number], |row| {
        Ok(LogEntry {
            id: row.get(0)?,
            kind: row.get(1)?,
            number: row.get(2)?,
            at: Instant(row.get(3)?),
            content: row.get(4)?,
            callback: None,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::channels::tickets::testing::with_order;

    /// What the status was thought to be may be out of date: then the statement changes nothing. Its twin without the guard
    /// changes it all the same, which is why the guard is there.
    #[test]
    fn a_status_that_has_changed_meanwhile_is_not_overwritten() {
        with_order(|tx, _, order| {
            assert!(change_status(tx, order, Status::Booked, Status::Closed)?);
            assert!(!change_status(tx, order, Status::Booked, Status::Dealt)?);
            assert_eq!(status(tx, order)?, Some(Status::Closed));
            tx.run("update ticket_orders set status = '3' where order_id = ?1", [order])?;
            assert_eq!(status(tx, order)?, Some(Status::Dealt));
            Ok(())
        });
    }
}
