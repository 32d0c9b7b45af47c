//! What the staff writes beside an order, for whoever serves it next. A note is never changed and never taken away.

use super::sql::{ledger::audit, notes as sql};
use super::{Actor, Change, Deed, OrderError};
use crate::clock::Instant;
use crate::ids::{AccountId, OrderId, OrderNoteId};
use crate::store::{Db, StoreError, Tx};

/// Characters of a note.
pub const MAX_NOTE_LEN: usize = 500;

/// A note of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderNote {
    /// Its id.
    pub id: OrderNoteId,
    /// When.
    pub at: Instant,
    /// Who of the staff.
    pub actor_id: AccountId,
    /// What.
    pub note: String,
}

/// Writes a note; the same reference of an order again is the same note.
///
/// # Errors
/// [`OrderError::Unknown`].
pub fn add_note(
    tx: &Tx<'_>,
    by: Actor,
    order: OrderId,
    note: &str,
    client_ref: Option<&str>,
) -> Result<(), OrderError> {
    super::by_id(tx, order)?.ok_or(OrderError::Unknown)?;
    if client_ref.map(|given| sql::is_known(tx, order, given)).transpose()? == Some(true) {
        return Ok(());
    }
    let id = OrderNoteId::next(tx)?;
    sql::insert(tx, &OrderNote { id, at: by.now, actor_id: by.id, note: note.to_owned() }, order, client_ref)?;
    Ok(audit(tx, by, Deed("order_note"), &format!("order {order}"), Change::made(note))?)
}

/// The notes of an order, the oldest first.
pub fn notes_of(db: &Db<'_>, order: OrderId) -> Result<Vec<OrderNote>, StoreError> {
    sql::of_order(db, order)
}
