//! Statements of reasons for refunds.

use crate::ids::RefundReasonId;
use crate::store::{Db, StoreError};

/// The text of a reason to choose from.
pub(in crate::channels::roaming) fn reason(db: &Db<'_>, id: RefundReasonId) -> Result<Option<String>, StoreError> {
    db.row("select reason from refund_reasons where id = ?1", [id], |row| row.get(0))
}
