//! What lease orders hold besides money: addresses and traffic.

use super::flow;
use super::sale::Action;
use super::sql::{addresses, orders as lease_orders, wallets};
use crate::orders::{Fulfilment, Order, Terms, WALLET, status};
use crate::store::{Db, StoreError, Tx};

/// The lease room's part of the order book.
pub struct LeaseFulfilment;

impl Fulfilment for LeaseFulfilment {
    /// Addresses are the account's already, by the transaction that pays; traffic becomes it now. Nothing is shipped.
    fn paid(&self, tx: &Tx<'_>, terms: &Terms, order: &Order) -> Result<bool, StoreError> {
        flow::paid(tx, terms, order)?;
        Ok(false)
    }

    /// The renewals of what an order opened were paid for, too: they go back first.
    fn may_go_back(&self, db: &Db<'_>, order: &Order) -> Result<bool, StoreError> {
        let was_opened = lease_orders::action(db, order.id)?.as_deref() == Some(Action::Open.name());
        Ok(!was_opened || !addresses::were_renewed(db, order.id)?)
    }

    /// A paid order of addresses gives its money back to the wallet that it came from, once.
    fn released(&self, tx: &Tx<'_>, terms: &Terms, order: &Order) -> Result<(), StoreError> {
        let Some(action) = lease_orders::action(tx, order.id)? else { return flow::closed(tx, terms, order) };
        if !lease_orders::mark_released(tx, order.id, terms.now)? {
            return Ok(());
        }
        if action == Action::Open.name() {
            addresses::end_order(tx, order.id, terms.now)?;
        } else {
            addresses::shorten_by_order(tx, order.account_id, order.id)?;
        }
        let was_paid = matches!(order.pay_status, status::PAID | status::REFUNDED);
        match order.paid {
            Some(paid) if was_paid && order.pay_way == Some(WALLET) => wallets::add(tx, order.account_id, paid),
            _ => Ok(()),
        }
    }
}
