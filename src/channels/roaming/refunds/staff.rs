//! What staff does with refunds: the list, the decision, goods that came back (docs/spec/roaming.md section 15).

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use super::{RefundError, catalogue, short, show, show_all, wire, with_things};
use crate::channels::roaming::name::NAME;
use crate::orders::{self, OrderError, Refund, RefundItems, RefundQuery, RefundStatus, Terms};
use crate::outlet::Outlet;
use crate::payments::Way;
use crate::staff_api::codes::{self, Fault};
use crate::staff_api::page_of;
use crate::staff_api::refunds::{STAFF, have_sandbox_pay_back, pay_back};
use crate::staff_api::{Answer, Call, Outcome};
use crate::store::{StoreError, Tx};

/// Refunds whose goods arrive in one call.
const MAX_ARRIVALS: usize = 500;

/// `refund_gets` of the back office: a page of the refunds of a group (1 things, 2 services, else all) and a status.
///
/// # Errors
/// 1100, 1101, 1103.
pub async fn gets(call: &Call) -> Outcome {
    call.may(&STAFF)?;
    let group = call.fields.number::<i64>("group")?.unwrap_or(0);
    let status = call.fields.number::<i64>("status")?.unwrap_or(RefundStatus::Open.number());
    let page = Some(page_of(call)?);
    call.staff(&STAFF)?;
    show_all(call, |db| {
        let things = || catalogue::real_products(db).map(|all| all.into_iter().collect());
        let items = match group {
            1 => RefundItems::Of(NAME, things()?),
            2 => RefundItems::NotOf(NAME, things()?),
            _ => RefundItems::Any,
        };
        Ok(RefundQuery { status: Some(status), items, page, ..RefundQuery::ALL })
    })
}

/// What staff says of a refund.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// The money stays.
    Refuse,
    /// It goes back the way it came.
    Agree {
        /// Whether the goods are here, too.
        goods_back: bool,
    },
    /// It was agreed to, and staff has sent it back by hand.
    SentByHand,
}

/// What stands for the carrier's number of goods that the customer brought.
const BROUGHT: &str = "柜台收回";

/// `refund_audit`: staff agrees (unless `confirmed` is false) or refuses. The answer is the refund as the decision left it;
/// agreed money then goes back the way it came: at the counter at once, else through the provider, whose notice books it. A
/// provider that sends no such notice (`WeChat`, Credtrip) leaves the refund at status 3 until staff has sent the money back
/// and says so with `refunded` (ours).
///
/// # Errors
/// 1100, 1101, 1103, 1308, 1307 for one that was decided otherwise before, and with `refunded` for one that is not under way or
/// whose provider tells of it.
pub async fn audit(call: &Call) -> Outcome {
    call.may(&STAFF)?;
    let id = call.fields.required_number::<i64>("refundid")?;
    let decision = match (call.fields.truth("confirmed"), call.fields.truth("refunded")) {
        (Some(false), Some(true)) => return Err(codes::PARAMETER),
        (_, Some(true)) => Decision::SentByHand,
        (Some(false), _) => Decision::Refuse,
        _ => Decision::Agree { goods_back: false },
    };
    let actor = call.staff(&STAFF)?.id;
    let decided = decide(&call.outlet, actor, id, decision).await?;
    show(call, &decided)
}

/// Decides on a refund; the refund as the decision left it.
///
/// # Errors
/// As the answers of [`audit`].
pub(in crate::channels::roaming) async fn decide(
    outlet: &Arc<Outlet>,
    actor: i64,
    id: i64,
    decision: Decision,
) -> Result<Refund, Fault> {
    let terms = outlet.terms();
    let run = move |tx: &Tx<'_>| {
        let refund = orders::refund(tx, id)?.ok_or(RefundError::Unknown)?;
        match decision {
            Decision::Refuse => refuse(tx, &terms, &refund, actor),
            Decision::Agree { goods_back } => {
                let decided = agree(tx, &terms, &refund, actor)?;
                if goods_back {
                    receive(tx, &terms, actor, &[id], BROUGHT)?;
                }
                Ok(decided)
            }
            Decision::SentByHand => sent_by_hand(tx, &terms, &refund, actor),
        }
    };
    let (decided, now) = outlet.store.write(run).await?;
    if now.status == RefundStatus::Refunding {
        have_sandbox_pay_back(outlet, &now).await?;
    }
    Ok(decided)
}

/// The refund as it was decided, and as it is then.
type Decided = Result<(Refund, Refund), RefundError>;

fn agree(tx: &Tx<'_>, terms: &Terms, refund: &Refund, actor: i64) -> Decided {
    let decided = orders::confirm_refund(tx, terms, refund)?;
    let now = pay_back(tx, terms, &decided, actor)?;
    note(tx, terms, refund, &now, actor)?;
    Ok((decided, now))
}

fn refuse(tx: &Tx<'_>, terms: &Terms, refund: &Refund, actor: i64) -> Decided {
    let decided = orders::reject_refund(tx, terms, refund)?;
    note(tx, terms, refund, &decided, actor)?;
    Ok((decided.clone(), decided))
}

fn sent_by_hand(tx: &Tx<'_>, terms: &Terms, refund: &Refund, actor: i64) -> Decided {
    if Way::from_number(refund.way).is_none_or(Way::tells_of_refunds) {
        return Err(OrderError::WrongState.into());
    }
    let now = orders::sent_by_hand(tx, terms, refund, actor)?;
    note(tx, terms, refund, &now, actor)?;
    Ok((now.clone(), now))
}

/// Writes a decision into the audit trail, unless it changed nothing.
fn note(tx: &Tx<'_>, terms: &Terms, before: &Refund, after: &Refund, actor: i64) -> Result<(), StoreError> {
    if before.status == after.status {
        return Ok(());
    }
    let object = format!("refund {}", before.id);
    let by_hand = if before.status == RefundStatus::Refunding { ", sent back by hand" } else { "" };
    let text = |it: &Refund| format!("status {}, {} of order {}", it.status, it.money, it.order_id);
    orders::audit(tx, terms.now, actor, "refund_audit", &object, (Some(&text(before)), Some(&(text(after) + by_hand))))
}

/// `refund_received`: goods came back. Unknown refunds and rejected ones are left out of the answer.
///
/// # Errors
/// 1100, 1101, 1103.
pub async fn received(call: &Call) -> Outcome {
    call.may(&STAFF)?;
    let ids = call.fields.ids("refundids")?.filter(|ids| !ids.is_empty()).ok_or(codes::PARAMETER)?;
    let waybill = short(call, "invoice_no")?.ok_or(codes::PARAMETER)?.to_owned();
    if ids.len() > MAX_ARRIVALS {
        return Err(codes::PARAMETER);
    }
    let actor = call.staff(&STAFF)?.id;
    let terms = call.terms;
    let run = move |tx: &Tx<'_>| receive(tx, &terms, actor, &ids, &waybill);
    let (found, real) = call.outlet.store.write(run).await?;
    let shapes: Vec<_> = found.iter().map(|it| wire::refund(it, real.contains(&it.id), call.terms.zone)).collect();
    Answer::of("refunds", &shapes)
}

type Arrived = (Vec<Refund>, HashSet<i64>);

fn receive(tx: &Tx<'_>, terms: &Terms, actor: i64, ids: &[i64], waybill: &str) -> Result<Arrived, OrderError> {
    let mut found = Vec::new();
    let distinct: BTreeSet<i64> = ids.iter().copied().collect();
    for id in distinct {
        if orders::goods_arrived(tx, terms, id, waybill)? {
            let after = format!("goods received, {waybill}");
            let change = (Some("goods not received"), Some(after.as_str()));
            orders::audit(tx, terms.now, actor, "refund_received", &format!("refund {id}"), change)?;
        }
        if let Some(refund) = orders::refund(tx, id)?.filter(Refund::goods_arrived) {
            found.push(refund);
        }
    }
    let real = with_things(tx, &found)?;
    Ok((found, real))
}
