//! `lease_refund`: the money of a lease that could not be delivered goes back the way it came, to the wallet, once.
//!
//! docs/spec/leases.md knows no refunds, but a business that takes money in advance must be able to return it. The
//! common order book does it: the refund stands in the money ledger, and [`super::fulfilment`] ends the leases and fills the
//! wallet.

use crate::channels::leases::name::NAME;
use crate::ids::{AccountId, OrderId};
use serde_json::{Value, json};

use super::sql::wallets;
use super::staff::{staff, text};
use crate::orders::{OrderError, Terms};
use crate::staff_api::refunds::{self, Step};
use crate::staff_api::{Answer, Call, Outcome};
use crate::store::Tx;

/// `lease_refund` {orderid, reason}: the whole order's money goes back. Addresses that it opened and that have not expired cool
/// from now on; a renewal is taken off again. A second time answers the first one's refund.
///
/// # Errors
/// 1100, 1101, 1103, 1305, 1307 for an order that is not paid, and for one whose addresses were renewed: those orders first.
pub(super) async fn lease_refund(call: &Call) -> Outcome {
    let account = staff(call)?;
    call.permitted(&account, crate::accounts::Permission::Refund)?;
    let actor = account.id;
    let id = call.fields.required_number::<OrderId>("orderid")?;
    let reason = text(call, "reason")?;
    let terms = call.terms;
    let shown = call.outlet.store.write(move |tx| give_back(tx, &terms, actor, id, &reason)).await?;
    Answer::object(&shown)
}

/// Gives the money of a lease order back; the answer tells what its wallet has now.
///
/// # Errors
/// [`OrderError::Unknown`], [`OrderError::WrongState`].
pub(super) fn give_back(
    tx: &Tx<'_>,
    terms: &Terms,
    actor: AccountId,
    id: OrderId,
    reason: &str,
) -> Result<Value, OrderError> {
    let step = Step { actor, deed: crate::orders::Deed("lease_refund"), reason };
    let (order, refund) = refunds::give_back(tx, terms, (NAME, id), &step)?;
    let mut shown = refunds::shape(&order, &refund);
    shown["balance"] = json!(wallets::balance(tx, order.account_id())?);
    Ok(shown)
}
