//! What lease orders hold besides money: addresses and traffic.

use super::flow;
use super::sale::Action;
use super::sql::{addresses, orders as lease_orders, wallets};
use super::stock::{self, AddressDemand, Lease};
use crate::clock::Instant;
use crate::orders::{Fulfilment, Order, PayStatus, ReclaimError, Scarce, Terms, WALLET};
use crate::store::{Db, StoreError, Tx};

/// The lease room's part of the order book.
pub struct LeaseFulfilment;

impl Fulfilment for LeaseFulfilment {
    /// Addresses that the order held and traffic become the account's now; what was renewed is longer already, by the transaction
    /// that pays. Nothing is shipped.
    fn paid(&self, tx: &Tx<'_>, terms: &Terms, order: &Order) -> Result<bool, StoreError> {
        if let Some(opening) = lease_orders::opening(tx, order.id())? {
            let ends_at = terms.now.plus_ms(opening.duration.ms());
            let lease = Lease { order_id: order.id(), starts_at: terms.now, ends_at };
            addresses::hand_over_held(tx, order.account_id(), &lease)?;
        }
        flow::paid(tx, terms, order)?;
        Ok(false)
    }

    fn let_go(&self, tx: &Tx<'_>, _: &Terms, order: &Order) -> Result<(), StoreError> {
        // Addresses that were paid for are not held any more; they end in `released`.
        if order.is_unpaid() { addresses::let_go(tx, order.id()) } else { Ok(()) }
    }

    /// Others than before perhaps, but as many of the same pool. How long an address cools is a setting that the order book does not
    /// know, so those whose cooling has just ended count from the next regular release on.
    fn take_again(&self, tx: &Tx<'_>, terms: &Terms, order: &Order) -> Result<(), ReclaimError> {
        let Some(it) = lease_orders::opening(tx, order.id())? else { return Ok(()) };
        let wanted = AddressDemand { kind: it.kind, region: &it.region, pool_tag: it.pool_tag, count: it.count };
        let back_in_stock = Instant(0);
        if stock::hold(tx, terms, order.id(), &wanted, it.duration, back_in_stock)? {
            return Ok(());
        }
        Err(ReclaimError::Gone(Scarce::Pieces))
    }

    /// The renewals of what an order opened were paid for, too: they go back first.
    fn may_go_back(&self, db: &Db<'_>, order: &Order) -> Result<bool, StoreError> {
        let was_opened = lease_orders::action(db, order.id())?.as_deref() == Some(Action::Open.name());
        Ok(!was_opened || !addresses::were_renewed(db, order.id())?)
    }

    /// A paid order of addresses gives its money back to the wallet that it came from, once.
    fn released(&self, tx: &Tx<'_>, terms: &Terms, order: &Order) -> Result<(), StoreError> {
        let Some(action) = lease_orders::action(tx, order.id())? else { return flow::closed(tx, terms, order) };
        if !lease_orders::mark_released(tx, order.id(), terms.now)? {
            return Ok(());
        }
        if action == Action::Open.name() {
            addresses::end_order(tx, order.id(), terms.now)?;
        } else {
            addresses::shorten_by_order(tx, order.account_id(), order.id())?;
        }
        let was_paid = matches!(order.pay_status(), PayStatus::Paid | PayStatus::Refunded);
        match order.paid() {
            Some(paid) if was_paid && order.pay_way() == Some(WALLET) => wallets::add(tx, order.account_id(), paid)?,
            _ => {}
        }
        debug_assert!(
            wallets::is_balanced(tx, order.account_id())?,
            "account {} has what it paid in",
            order.account_id()
        );
        Ok(())
    }
}
