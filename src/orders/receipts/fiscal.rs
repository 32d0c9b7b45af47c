//! The number that somebody outside gives a receipt: a fapiao number, the signature of a fiscal device.

use super::{Answered, FiscalError, FiscalState};
use crate::orders::sql::ledger::audit;
use crate::orders::sql::receipts as sql;
use crate::orders::{Actor, Change, Deed};
use crate::store::Tx;

/// Writes down what came back for a receipt; whether that is new. The same answer again changes nothing.
///
/// # Errors
/// [`FiscalError`].
pub fn answer(tx: &Tx<'_>, by: Actor, answered: &Answered) -> Result<bool, FiscalError> {
    let known = sql::by_id(tx, answered.id)?.ok_or(FiscalError::Unknown)?;
    match (&known.fiscal_number, known.fiscal_state) {
        (Some(number), _) if *number == answered.number => return Ok(false),
        (Some(number), _) => return Err(FiscalError::Other(number.clone())),
        (None, FiscalState::None) => return Err(FiscalError::NotAsked),
        (None, _) => {}
    }
    if let Some(other) = sql::of_fiscal_number(tx, &answered.number)? {
        return Err(FiscalError::Taken(other));
    }
    sql::set_fiscal(tx, by, answered)?;
    let object = known.order_id.map_or_else(|| format!("receipt {}", known.text), |order| format!("order {order}"));
    let after = format!("receipt {}: {}", known.text, answered.number);
    audit(tx, by, Deed("fiscal_number"), &object, Change::made(&after))?;
    Ok(true)
}
