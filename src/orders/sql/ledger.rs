//! Append-only books beside the money: stock moves and the audit trail.

use super::chain::Entry;
use crate::clock::Instant;
use crate::ids::{AuditEntryId, ItemId, OrderId};
use crate::orders::{Actor, Change, Deed};
use crate::store::{Db, StoreError, Tx, params};

/// What a stock is of.
#[derive(Clone, Copy, Debug)]
pub struct StockItem {
    /// Which list it stands in: `product`, `tour offer`.
    pub kind: &'static str,
    /// Its id there.
    pub id: ItemId,
}

/// Writes a change of stock down; the stock itself is changed by the room that keeps it.
pub fn stock_moved(
    tx: &Tx<'_>,
    now: Instant,
    item: StockItem,
    change: i64,
    order: Option<OrderId>,
    reason: &str,
) -> Result<(), StoreError> {
    let id = tx.next_id("stock_moves")?;
    let sql = "insert into stock_moves (id, at, item_kind, item, change, order_id, reason) values (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    tx.run_one(sql, params![id, now.0, item.kind, item.id, change, order, reason])
}

/// Whether stock of an item was given back with the money of an order at an instant. That no sale is wanted is said besides, in the
/// words of the index `stock_moves_but_sales`, so that it may be used.
pub fn gave_back(db: &Db<'_>, item: StockItem, order: OrderId, at: Instant) -> Result<bool, StoreError> {
    let sql = "select 1 from stock_moves
        where item_kind = ?1 and item = ?2 and order_id = ?3 and at = ?4 and reason = 'given back' and reason <> 'sold'";
    db.exists(sql, params![item.kind, item.id, order, at.0])
}

/// Writes a staff action down: who, when, what, before and after. Texts must hold no secret.
pub fn audit(tx: &Tx<'_>, by: Actor, deed: Deed, object: &str, change: Change<'_>) -> Result<(), StoreError> {
    let id = AuditEntryId::next(tx)?;
    let before: Option<Option<String>> =
        tx.row("select link from audit_trail order by id desc limit 1", [], |row| row.get(0))?;
    let Deed(action) = deed;
    let entry = Entry { id, at: by.now.0, actor: by.id, action, object, before: change.before, after: change.after };
    let link = entry.link(before.flatten().as_deref().unwrap_or_default());
    let sql = "insert into audit_trail (id, at, actor_id, action, object, before, after, link)
        values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    tx.run_one(sql, params![id, by.now.0, by.id, action, object, change.before, change.after, link])
}
