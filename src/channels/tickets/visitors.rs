//! Who comes with a ticket order: kept sealed, each order's under a place of its own.

use super::sql;
use crate::ids::OrderId;
use crate::store::{Db, StoreError, Tx};

fn place(order: OrderId) -> String {
    format!("ticket_orders/{order}/visitors")
}

/// Seals who comes with an order.
pub fn seal(tx: &Tx<'_>, order: OrderId, text: &str) -> Result<Vec<u8>, StoreError> {
    Ok(tx.vault().seal(&place(order), text.as_bytes())?)
}

/// Who comes with an order, as it was sent; none where nothing is known or the key file has changed.
pub fn read(db: &Db<'_>, order: OrderId) -> Result<Option<String>, StoreError> {
    let sealed = sql::orders::visitors(db, order)?;
    let open = |sealed: Vec<u8>| db.vault().unseal(&place(order), &sealed);
    Ok(sealed.and_then(open).and_then(|text| String::from_utf8(text).ok()))
}
