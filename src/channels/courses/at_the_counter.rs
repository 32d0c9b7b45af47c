//! Course vouchers at the counter: their orders wait for cash, and who has paid gets the codes printed.

use serde_json::json;

use super::{coupon, desk};
use crate::accounts::{Account, Role};
use crate::channels::desk::{Desk, Hit, Standing};
use crate::ids::OrderId;
use crate::orders::{Line, Order, PayStatus, Terms};
use crate::outlet::Outlet;
use crate::store::{Db, StoreError};

/// How the counter serves orders of course vouchers.
pub struct CourseDesk;

impl Desk for CourseDesk {
    fn standing(&self, db: &Db<'_>, _: &Terms, order: &Order, _: &[Line], _: Role) -> Result<Standing, StoreError> {
        let codes = if order.pay_status() == PayStatus::Paid { desk::codes_of(db, order.id())? } else { Vec::new() };
        let coupons: Vec<_> = codes.iter().map(|(code, used)| json!({"code": code, "used": used})).collect();
        Ok(Standing { shown: vec![("coupons", coupons.into())], ..Standing::default() })
    }

    fn find(&self, db: &Db<'_>, outlet: &Outlet, clerk: &Account, text: &str) -> Result<Option<Hit>, StoreError> {
        let Some(code) = desk::code_in(text, &outlet.config.promo_url) else { return Ok(None) };
        let Some(found) = desk::coupon(db, outlet.now(), clerk.id, &code)? else { return Ok(None) };
        Ok(Some(Hit { name: "coupon", shown: coupon::shape(db, outlet, &found)? }))
    }

    fn called(&self, db: &Db<'_>, part: &str) -> Result<Vec<OrderId>, StoreError> {
        super::sql::orders::called(db, part)
    }

    fn waits_for_cash(&self) -> bool {
        true
    }
}
