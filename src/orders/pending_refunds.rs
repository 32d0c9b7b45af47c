//! What must not be handed out any more, because its money was asked back.

use super::RefundStatus;
use super::refunds::live_requests;
use crate::ids::{LineId, OrderId};
use crate::store::{Db, StoreError};

/// Whether the money of a whole order was asked back and has not gone back yet: until staff refuses, nothing of the order is
/// handed out.
pub fn has_pending_refund(db: &Db<'_>, order: OrderId) -> Result<bool, StoreError> {
    Ok(live_requests(db, order)?.iter().any(|it| it.line_id.is_none() && it.status != RefundStatus::Refunded))
}

/// The lines of an order whose money was asked back, line by line.
pub fn lines_with_pending_refund(db: &Db<'_>, order: OrderId) -> Result<Vec<LineId>, StoreError> {
    Ok(live_requests(db, order)?.iter().filter_map(|it| it.line_id).collect())
}
