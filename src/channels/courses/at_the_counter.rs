//! Course vouchers at the counter: their orders wait for cash, and who has paid gets the codes printed.

use serde_json::json;

use super::desk;
use crate::accounts::Role;
use crate::channels::desk::{Desk, Standing};
use crate::orders::{Line, Order, PayStatus, Terms};
use crate::store::{Db, StoreError};

/// How the counter serves orders of course vouchers.
pub struct CourseDesk;

impl Desk for CourseDesk {
    fn standing(&self, db: &Db<'_>, _: &Terms, order: &Order, _: &[Line], _: Role) -> Result<Standing, StoreError> {
        let codes = if order.pay_status() == PayStatus::Paid { desk::codes_of(db, order.id)? } else { Vec::new() };
        let coupons: Vec<_> = codes.iter().map(|(code, used)| json!({"code": code, "used": used})).collect();
        Ok(Standing { shown: vec![("coupons", coupons.into())], ..Standing::default() })
    }

    fn waits_for_cash(&self) -> bool {
        true
    }
}
