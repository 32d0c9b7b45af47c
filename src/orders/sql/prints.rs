//! Statements of printed receipts.

use crate::ids::OrderId;
use crate::orders::Actor;
use crate::store::{Db, StoreError, Tx, params};

/// The reference of the first receipt of a payment.
pub(in crate::orders) fn first(db: &Db<'_>, order: OrderId, slip: &str) -> Result<Option<String>, StoreError> {
    let sql = "select client_ref from receipt_prints where order_id = ?1 and slip = ?2";
    db.row(sql, params![order, slip], |row| row.get(0))
}

pub(in crate::orders) fn insert(
    tx: &Tx<'_>,
    (order, slip): (OrderId, &str),
    by: Actor,
    reference: &str,
) -> Result<(), StoreError> {
    let sql = "insert into receipt_prints (order_id, slip, at, actor_id, client_ref) values (?1, ?2, ?3, ?4, ?5)";
    tx.run_one(sql, params![order, slip, by.now.0, by.id, reference])
}
