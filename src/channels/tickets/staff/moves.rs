//! What became of ticket orders: dealt, paid, refunded, closed.

use crate::ids::PayWayId;
use serde_json::{Value, json};

use super::{at_the_counter, staff};
use crate::accounts::{Account, Permission, Role};
use crate::channels::tickets::desk;
use crate::channels::tickets::orders::{self, MoveError, StaffMove};
use crate::channels::tickets::refunds::{Meant, RefundRequest};
use crate::channels::tickets::states::{Move, Status};
use crate::orders::{COUNTER, Order};
use crate::staff_api::codes::{self, Fault};
use crate::staff_api::{Answer, Call, Outcome};

/// Characters of a slip or trade number.
const LONGEST: usize = 64;
/// Characters of a refund's remark.
const MAX_REMARK_LEN: usize = 200;

fn shape(order: &Order, status: Status) -> Value {
    json!({
        "orderid": order.number(),
        "paystatus": order.pay_status(),
        "sendid": order.client_ref(),
        "status": status.letter(),
        "summary": order.cost(),
    })
}

/// `ticket_order_get`: an order with who will come; a clerk sees the end of their documents and phones alone.
///
/// # Errors
/// 1100, 1101, 1103, 1305.
pub async fn get(call: &Call) -> Outcome {
    let role = at_the_counter(call)?.role;
    let number = call.fields.required("orderid")?.to_owned();
    let (order, status, visitors) = call.outlet.store.read(|db| {
        let (order, status) = orders::by_number(db, &number)?;
        let visitors = orders::visitors(db, order.id())?;
        Ok::<_, MoveError>((order, status, visitors))
    })?;
    let visitors: Value = visitors.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
    let mut shape = shape(&order, status);
    shape["visitors"] = desk::for_role(visitors, role);
    Answer::of("order", &shape)
}

/// `ticket_order_deal`: everything, or with `productid` and `num` that many of one product in all, so that the same call again
/// changes nothing; what was not handed over yet may follow. With `rebate` (0, 1, true, false) the agent's rebate is returned.
///
/// # Errors
/// 1100, 1101, 1103, 1305, 1307.
pub async fn deal(call: &Call) -> Outcome {
    call.may(&[Role::Clerk, Role::Operator, Role::Admin])?;
    let product = call.fields.text("productid");
    let num = call.fields.number::<i64>("num")?;
    let tickets = match (product, num) {
        (None, None) => Vec::new(),
        (Some(product), Some(num)) => vec![(product.trim().to_owned(), num)],
        _ => return Err(codes::PARAMETER),
    };
    let with_rebate = call.fields.flag("rebate")? == Some(true);
    let by = if with_rebate { Move::DealWithRebate } else { Move::Deal };
    // The rebate is the agency's own business with the office.
    let actor = if with_rebate { staff(call)? } else { at_the_counter(call)? };
    run(call, StaffMove { tickets, ..wanted(call, by, &actor)? }).await
}

/// `ticket_order_cash`: `amount` is exactly what is due, `payvoucher` the counter's slip.
///
/// # Errors
/// 1100 also for another amount, 1101, 1103, 1305, 1307.
pub async fn cash(call: &Call) -> Outcome {
    call.may(&[Role::Clerk, Role::Operator, Role::Admin])?;
    let amount = Some(call.fields.money("amount")?.ok_or(codes::PARAMETER)?);
    let payment = Some((COUNTER, slip(call)?));
    run(call, StaffMove { payment, amount, ..wanted(call, Move::TakeCash, &at_the_counter(call)?)? }).await
}

/// `ticket_order_paid`: a third party reports a payment of way `payid` with its trade number `payvoucher`.
///
/// # Errors
/// 1100, 1101, 1103, 1305, 1307.
pub async fn paid_elsewhere(call: &Call) -> Outcome {
    call.may(&[Role::Operator, Role::Admin])?;
    let way = call.fields.required_number::<PayWayId>("payid")?;
    if !(1..=1000).contains(&way.number()) || way == COUNTER {
        return Err(codes::PARAMETER);
    }
    let payment = Some((way, slip(call)?));
    run(call, StaffMove { payment, ..wanted(call, Move::PayElsewhere, &staff(call)?)? }).await
}

/// `ticket_order_close`.
///
/// # Errors
/// 1100, 1101, 1103, 1305, 1307.
pub async fn close(call: &Call) -> Outcome {
    run(call, wanted(call, Move::Close, &staff(call)?)?).await
}

/// `ticket_refund_request`: of an order that a third party was paid for, or of tickets of a dealt one: all of them, or `ticketids` with
/// commas between them; `memory` is a remark. Of one that the outlet sold itself the refund is written down among the shop's, which
/// `refund_audit` decides.
///
/// # Errors
/// 1100, 1101, 1103, 1305, 1307.
pub async fn request_refund(call: &Call) -> Outcome {
    let actor = staff(call)?;
    let codes = call.fields.text("ticketids").map(|text| text.split(',').map(|code| code.trim().to_owned()).collect());
    let remark = call.fields.text("memory").unwrap_or_default().trim().to_owned();
    if remark.chars().count() > MAX_REMARK_LEN {
        return Err(codes::PARAMETER);
    }
    let refund = RefundRequest { meant: codes.map_or(Meant::All, Meant::Codes), remark };
    run(call, StaffMove { refund, ..wanted(call, Move::RequestRefund, &actor)? }).await
}

/// Somebody who decides on refunds.
fn decider(call: &Call) -> Result<Account, Fault> {
    let account = staff(call)?;
    call.permitted(&account, Permission::Refund)?;
    Ok(account)
}

/// `ticket_refund_start`.
///
/// # Errors
/// 1100, 1101, 1103, 1305, 1307.
pub async fn start_refund(call: &Call) -> Outcome {
    run(call, wanted(call, Move::StartRefund, &decider(call)?)?).await
}

/// `ticket_refund_reject`.
///
/// # Errors
/// 1100, 1101, 1103, 1305, 1307.
pub async fn reject_refund(call: &Call) -> Outcome {
    run(call, wanted(call, Move::RejectRefund, &decider(call)?)?).await
}

fn slip(call: &Call) -> Result<String, codes::Fault> {
    let slip = call.fields.required("payvoucher")?.trim();
    if slip.len() > LONGEST { Err(codes::PARAMETER) } else { Ok(slip.to_owned()) }
}

/// A move of a member of the staff, without what only some of them have.
fn wanted(call: &Call, by: Move, actor: &Account) -> Result<StaffMove, codes::Fault> {
    let number = call.fields.required("orderid")?.trim().to_owned();
    Ok(StaffMove::plain(number, by, actor.id))
}

async fn run(call: &Call, wanted: StaffMove) -> Outcome {
    let terms = call.terms;
    let (order, status) = call.outlet.store.write(move |tx| orders::staff_move(tx, &terms, &wanted)).await?;
    Answer::of("order", &shape(&order, status))
}
