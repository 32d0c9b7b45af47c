//! Tours at the counter: sold, paid and given back as a whole; their orders are called by whoever receives the papers.

use super::sql::orders as sql;
use crate::channels::desk::Desk;
use crate::ids::OrderId;
use crate::store::{Db, StoreError};

/// How the counter serves orders of tours.
pub struct TourDesk;

impl Desk for TourDesk {
    fn called(&self, db: &Db<'_>, part: &str) -> Result<Vec<OrderId>, StoreError> {
        sql::called(db, part)
    }

    fn waits_for_cash(&self) -> bool {
        true
    }
}
