//! Receipts on paper: the first one of a payment is the receipt, each further one is a copy and says so.

use super::sql::ledger::audit;
use super::{Change, Deed, Order, OrderError, Terms, sql};
use crate::ids::AccountId;
use crate::store::Tx;

/// Writes down that the receipt of a paid order is printed, and tells whether it is a copy. The same print again, by its reference, is
/// what it was.
///
/// # Errors
/// [`OrderError::WrongState`] for an order that is not paid.
pub fn print_receipt(
    tx: &Tx<'_>,
    terms: &Terms,
    actor: AccountId,
    order: &Order,
    reference: &str,
) -> Result<bool, OrderError> {
    if order.paid.is_none() {
        return Err(OrderError::WrongState);
    }
    let slip = order.pay_ref.clone().unwrap_or_default();
    let object = format!("order {}", order.id);
    let told = if slip.is_empty() { "paid without money".to_owned() } else { format!("payment {slip}") };
    let told = Change::made(&told);
    match sql::prints::first(tx, order.id, &slip)? {
        Some(first) if first == reference => Ok(false),
        Some(_) => {
            audit(tx, terms.by(actor), Deed("receipt_copied"), &object, told)?;
            Ok(true)
        }
        None => {
            sql::prints::insert(tx, (order.id, &slip), terms.by(actor), reference)?;
            audit(tx, terms.by(actor), Deed("receipt_printed"), &object, told)?;
            Ok(false)
        }
    }
}
