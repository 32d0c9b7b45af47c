//! Leases at the counter: they are given back on the manager's page alone, because the money goes to a wallet.

use crate::channels::desk::Desk;
use crate::ids::{AccountId, LineId};
use crate::money::Fen;
use crate::orders::{Order, OrderError, Terms};
use crate::staff_api::codes::Fault;
use crate::store::{Db, StoreError, Tx};

/// How the counter serves lease orders.
pub struct LeaseDesk;

impl Desk for LeaseDesk {
    fn may_go_back(&self, _: &Db<'_>, _: &Terms, _: &Order) -> Result<bool, StoreError> {
        Ok(false)
    }

    fn quote_refund(&self, _: &Db<'_>, _: &Terms, _: &Order, _: &[LineId]) -> Result<Fen, Fault> {
        Err(OrderError::Unknown.into())
    }

    fn ask_refund(&self, _: &Tx<'_>, _: &Terms, _: AccountId, _: &Order, _: (&[LineId], &str)) -> Result<(), Fault> {
        Err(OrderError::Unknown.into())
    }
}
