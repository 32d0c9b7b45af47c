//! `course_order_gets`, `course_order_confirm`, `course_order_delete`, `course_order_refund`: the orders of all customers.

use crate::channels::courses::ids::SchoolId;
use crate::channels::courses::name::NAME;
use crate::ids::{AccountId, OrderId};
use serde::Serialize;

use super::OFFICE;
use super::error::StaffError;
use crate::channels::courses::purchase::{self, Whole};
use crate::channels::courses::sql::orders as sql;
use crate::channels::courses::wire;
use crate::orders::{self, PayStatus, Terms};
use crate::staff_api::page_of;
use crate::staff_api::refunds::refund_at_once;
use crate::staff_api::{Answer, Call, Outcome};
use crate::store::{StoreError, Tx};

#[derive(Serialize)]
struct Listed<'o> {
    count: i64,
    orders: Vec<Seen<'o>>,
}

/// An order as its customer sees it, with what only the staff is told.
#[derive(Serialize)]
struct Seen<'o> {
    #[serde(flatten)]
    order: wire::OrderShape<'o>,
    /// The order book's: 3 when the money went back (docs/spec/roaming.md section 5).
    pay_status: PayStatus,
    /// Vouchers that were redeemed.
    used: i64,
}

/// `course_order_gets` {organizationid, pageindex, pagesize}: newest first.
///
/// # Errors
/// 1100, 1101, 1103.
pub async fn gets(call: &Call) -> Outcome {
    call.may(OFFICE)?;
    let school = call.fields.number::<SchoolId>("organizationid")?;
    let page = page_of(call)?;
    call.staff(OFFICE)?;
    let (count, found) = call.outlet.store.read::<_, StoreError>(|db| {
        let purchases = sql::staff_page(db, school, page)?;
        Ok((sql::staff_count(db, school)?, purchase::with_orders(db, purchases)?))
    })?;
    let seen = |whole| Seen {
        order: wire::order(whole, call.terms.now),
        pay_status: whole.order.pay_status(),
        used: whole.purchase.used,
    };
    let orders = found.iter().map(seen).collect();
    Answer::object(&Listed { count, orders })
}

/// `course_order_confirm` {orderid}: the school says that the customer has enrolled.
///
/// # Errors
/// 1100, 1101, 1103, 1305, 1307 for an order that is not paid, or whose money is asked back.
pub async fn confirm(call: &Call) -> Outcome {
    change(call, enrol).await
}

/// `course_order_delete` {orderid}: cancels an order that is not paid and takes it out of the lists.
///
/// # Errors
/// 1100, 1101, 1103, 1305, 1307 for a paid order: its vouchers are the customer's.
pub async fn delete(call: &Call) -> Outcome {
    change(call, hide).await
}

/// `course_order_refund` {orderid, reason}: the whole order's money goes back the way it came, its vouchers are void and their
/// gift claims withdrawn. A second time answers the first one's refund.
///
/// # Errors
/// 1100, 1101, 1103, 1305, 1307 for an order that is not paid, and for one of which a voucher was redeemed.
pub async fn refund(call: &Call) -> Outcome {
    refund_at_once(call, NAME, crate::orders::Deed("course_order_refund")).await
}

type Change = fn(&Tx<'_>, &Terms, AccountId, Whole) -> Result<Whole, StaffError>;

async fn change(call: &Call, rule: Change) -> Outcome {
    call.may(OFFICE)?;
    let id = call.fields.required_number::<OrderId>("orderid")?;
    let actor = call.staff(OFFICE)?.id;
    let terms = call.terms;
    let run = move |tx: &Tx<'_>| {
        let whole = purchase::find(tx, id)?.ok_or(StaffError::NoOrder)?;
        rule(tx, &terms, actor, whole)
    };
    let whole = call.outlet.store.write(run).await?;
    Answer::of("order", &wire::order(&whole, terms.now))
}

/// Records an enrolment; confirming twice changes nothing.
fn enrol(tx: &Tx<'_>, terms: &Terms, actor: AccountId, whole: Whole) -> Result<Whole, StaffError> {
    if whole.order.pay_status() != PayStatus::Paid || orders::has_pending_refund(tx, whole.order.id())? {
        return Err(StaffError::WrongState);
    }
    if sql::set_enrolled(tx, whole.order.id(), terms.now)? == 1 {
        let object = format!("order {}", whole.order.id());
        orders::audit(
            tx,
            terms.by(actor),
            orders::Deed("course_order_confirm"),
            &object,
            orders::Change::between("paid", "enrolled"),
        )?;
    }
    Ok(whole)
}

fn hide(tx: &Tx<'_>, terms: &Terms, actor: AccountId, mut whole: Whole) -> Result<Whole, StaffError> {
    orders::cancel(tx, terms, &mut whole.order)?;
    sql::hide(tx, whole.order.id())?;
    let object = format!("order {}", whole.order.id());
    orders::audit(
        tx,
        terms.by(actor),
        orders::Deed("course_order_delete"),
        &object,
        orders::Change::between("listed", "hidden"),
    )?;
    Ok(whole)
}
