//! Ticket orders at the counter: cash hands the tickets over, and an agency's may be collected on its account.

use super::desk;
use super::orders::MoveError;
use crate::accounts::Role;
use crate::channels::desk::{CashError, Desk, Standing, is_another_sum};
use crate::ids::{AccountId, OrderId};
use crate::orders::{Line, Order, OrderError, Settlement, Terms};
use crate::staff_api::codes::Fault;
use crate::store::{Db, StoreError, Tx};

/// How the counter serves ticket orders.
pub struct TicketDesk;

impl Desk for TicketDesk {
    fn standing(&self, db: &Db<'_>, _: &Terms, order: &Order, _: &[Line], role: Role) -> Result<Standing, StoreError> {
        desk::standing(db, order, role)
    }

    fn may_go_back(&self, db: &Db<'_>, _: &Terms, order: &Order) -> Result<bool, StoreError> {
        desk::may_go_back(db, order)
    }

    fn take_cash(&self, tx: &Tx<'_>, terms: &Terms, order: &Order, money: &Settlement) -> Result<(), CashError> {
        match desk::take_cash(tx, terms, order, money) {
            Ok(()) => Ok(()),
            Err(MoveError::Payment) if is_another_sum(order, money) => Err(CashError::Amount),
            Err(MoveError::Store(error)) => Err(error.into()),
            Err(_) => Err(OrderError::WrongState.into()),
        }
    }

    fn hand_over(&self, tx: &Tx<'_>, terms: &Terms, actor: AccountId, order: &Order) -> Result<(), Fault> {
        Ok(desk::hand_over(tx, terms, actor, order)?)
    }

    fn not_collected(&self, db: &Db<'_>, most: i64) -> Result<Vec<OrderId>, StoreError> {
        desk::not_collected(db, most)
    }

    fn ordered_by(&self, db: &Db<'_>, order: &Order) -> Result<Option<String>, StoreError> {
        desk::agency(db, order)
    }

    fn own_list(&self) -> Option<&'static str> {
        Some("tickets")
    }
}
