//! The staff's calls for refunds: the list, the decision, goods that came back (docs/spec/roaming.md section 15). The decision
//! itself is that of every channel ([`crate::staff_api::refunds`]).

use super::{catalogue, short, show, show_all, wire, with_things};
use crate::accounts::Permission;
use crate::channels::roaming::name::NAME;
use crate::ids::{ProductId, RefundId};
use crate::orders::{OrderError, RefundItems, RefundQuery, RefundStatus};
use crate::staff_api::codes;
use crate::staff_api::page_of;
use crate::staff_api::refunds::{Decision, STAFF, decide, receive_goods};
use crate::staff_api::{Answer, Call, Outcome};
use crate::store::Tx;

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
        let things = || catalogue::real_products(db).map(|all| all.into_iter().map(ProductId::item).collect());
        let items = match group {
            1 => RefundItems::Of(NAME, things()?),
            2 => RefundItems::NotOf(NAME, things()?),
            _ => RefundItems::Any,
        };
        Ok(RefundQuery { status: Some(status), items, page, ..RefundQuery::ALL })
    })
}

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
    let id = call.fields.required_number::<RefundId>("refundid")?;
    let decision = match (call.fields.truth("confirmed"), call.fields.truth("refunded")) {
        (Some(false), Some(true)) => return Err(codes::PARAMETER),
        (_, Some(true)) => Decision::SentByHand,
        (Some(false), _) => Decision::Refuse,
        _ => Decision::Agree { goods_back: false },
    };
    let account = call.staff(&STAFF)?;
    call.permitted(&account, Permission::Refund)?;
    let actor = account.id;
    let decided = decide(&call.outlet, call.outlet.terms(), actor, (id, decision)).await?;
    show(call, &decided)
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
    let run = move |tx: &Tx<'_>| {
        let found = receive_goods(tx, &terms, actor, &ids, &waybill)?;
        let real = with_things(tx, &found)?;
        Ok::<_, OrderError>((found, real))
    };
    let (found, real) = call.outlet.store.write(run).await?;
    let shapes: Vec<_> = found.iter().map(|it| wire::refund(it, real.contains(&it.id()), call.terms.zone)).collect();
    Answer::of("refunds", &shapes)
}
