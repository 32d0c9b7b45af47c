//! Statements of notes.

use crate::clock::Instant;
use crate::ids::OrderId;
use crate::orders::notes::OrderNote;
use crate::store::{Db, StoreError, Tx, params};

pub(in crate::orders) fn is_known(db: &Db<'_>, order: OrderId, client_ref: &str) -> Result<bool, StoreError> {
    db.exists("select 1 from order_notes where order_id = ?1 and client_ref = ?2", params![order, client_ref])
}

pub(in crate::orders) fn insert(
    tx: &Tx<'_>,
    note: &OrderNote,
    order: OrderId,
    client_ref: Option<&str>,
) -> Result<(), StoreError> {
    let sql = "insert into order_notes (id, order_id, at, actor_id, note, client_ref) values (?1, ?2, ?3, ?4, ?5, ?6)";
    tx.run_one(sql, params![note.id, order, note.at.0, note.actor_id, note.note, client_ref])
}

pub(in crate::orders) fn of_order(db: &Db<'_>, order: OrderId) -> Result<Vec<OrderNote>, StoreError> {
    let sql = "select id, at, actor_id, note from order_notes where order_id = ?1 order by id";
    db.rows(sql, [order], |row| {
        Ok(OrderNote { id: row.get(0)?, at: Instant(row.get(1)?), actor_id: row.get(2)?, note: row.get(3)? })
    })
}
