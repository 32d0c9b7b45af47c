//! What staff does with refunds: the list, the decision, goods that came back (roaming.md section 15).

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use super::{RefundError, short, show, show_all, sql, wire};
use crate::accounts::Role;
use crate::app::App;
use crate::gateways::Way;
use crate::orders::{self, OrderError, PayBack, Refund, Terms, refund_state};
use crate::roaming::fault::{self, Fault};
use crate::roaming::orders::page;
use crate::roaming::service::{Answer, Call, Outcome};
use crate::store::{StoreError, Tx};

/// Who decides on refunds (section 4).
pub(super) const STAFF: [Role; 2] = [Role::Operator, Role::Admin];
/// Refunds whose goods arrive in one call.
const MOST_ARRIVALS: usize = 500;

/// `refund_gets` of the back office: a page of the refunds of a group (1 things, 2 services, else all) and a status.
///
/// # Errors
/// 1100, 1101, 1103.
pub async fn gets(call: &Call) -> Outcome {
    let group = call.fields.number::<i64>("group")?.unwrap_or(0);
    let status = call.fields.number::<i64>("status")?.unwrap_or(refund_state::OPEN);
    let (size, offset) = page(call)?;
    call.staff(&STAFF)?;
    show_all(call, &sql::page(group), &[&status, &size, &offset])
}

/// `refund_audit`: staff agrees (unless `confirmed` is false) or refuses. The answer is the refund as the decision left it;
/// agreed money then goes back the way it came: at the counter at once, else through the provider, whose notice books it.
///
/// # Errors
/// 1100, 1101, 1103, 1308, 1307 for one that was decided otherwise before.
pub async fn audit(call: &Call) -> Outcome {
    let id = call.fields.required_number::<i64>("refundid")?;
    let agreed = call.fields.truth("confirmed").unwrap_or(true);
    let actor = call.staff(&STAFF)?.id;
    let decided = decide(&call.app, actor, id, agreed).await?;
    show(call, &decided)
}

/// Agrees to a refund or refuses it; the refund as the decision left it.
///
/// # Errors
/// As the answers of [`audit`].
pub(in crate::roaming) async fn decide(app: &Arc<App>, actor: i64, id: i64, agreed: bool) -> Result<Refund, Fault> {
    let terms = app.terms();
    let run = move |tx: &Tx<'_>| {
        let refund = orders::refund(tx, id)?.ok_or(RefundError::Unknown)?;
        if agreed { agree(tx, &terms, &refund, actor) } else { refuse(tx, &terms, &refund, actor) }
    };
    let (decided, now) = app.store.write(run).await?;
    if now.status == refund_state::REFUNDING {
        super::notice::have_sandbox_pay_back(app, &now).await?;
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

/// Lets money that was agreed to go back the way it came: through its provider, or, without one, here and now.
pub(super) fn pay_back(tx: &Tx<'_>, terms: &Terms, agreed: &Refund, actor: i64) -> Result<Refund, OrderError> {
    let how = if Way::from_number(agreed.way).is_some() { PayBack::ByProvider } else { PayBack::AtTheCounter };
    orders::pay_back(tx, terms, agreed, how, actor)
}

fn refuse(tx: &Tx<'_>, terms: &Terms, refund: &Refund, actor: i64) -> Decided {
    let decided = orders::reject_refund(tx, terms, refund)?;
    note(tx, terms, refund, &decided, actor)?;
    Ok((decided.clone(), decided))
}

/// Writes a decision into the audit trail, unless it changed nothing.
fn note(tx: &Tx<'_>, terms: &Terms, before: &Refund, after: &Refund, actor: i64) -> Result<(), StoreError> {
    if before.status == after.status {
        return Ok(());
    }
    let object = format!("refund {}", before.id);
    let text = |it: &Refund| format!("status {}, {} of order {}", it.status, it.money, it.order_id);
    orders::audit(tx, terms.now, actor, "refund_audit", &object, (Some(&text(before)), Some(&text(after))))
}

/// `refund_received`: goods came back. Unknown refunds and rejected ones are left out of the answer.
///
/// # Errors
/// 1100, 1101, 1103.
pub async fn received(call: &Call) -> Outcome {
    let ids = call.fields.ids("refundids")?.filter(|ids| !ids.is_empty()).ok_or(fault::PARAMETER)?;
    let waybill = short(call, "invoice_no")?.ok_or(fault::PARAMETER)?.to_owned();
    if ids.len() > MOST_ARRIVALS {
        return Err(fault::PARAMETER);
    }
    let actor = call.staff(&STAFF)?.id;
    let terms = call.terms;
    let run = move |tx: &Tx<'_>| receive(tx, &terms, actor, &ids, &waybill);
    let (found, real) = call.app.store.write(run).await?;
    let shapes: Vec<_> = found.iter().map(|it| wire::refund(it, real.contains(&it.id), call.terms.zone)).collect();
    Answer::of("refunds", &shapes)
}

type Arrived = (Vec<Refund>, HashSet<i64>);

fn receive(tx: &Tx<'_>, terms: &Terms, actor: i64, ids: &[i64], waybill: &str) -> Result<Arrived, OrderError> {
    let mut found = Vec::new();
    let mut real = HashSet::new();
    let distinct: BTreeSet<i64> = ids.iter().copied().collect();
    for id in distinct {
        if orders::goods_arrived(tx, terms, id, waybill)? {
            let after = format!("goods received, {waybill}");
            let change = (Some("goods not received"), Some(after.as_str()));
            orders::audit(tx, terms.now, actor, "refund_received", &format!("refund {id}"), change)?;
        }
        if let Some(refund) = orders::refund(tx, id)?.filter(|it| it.shipping_status == 2) {
            found.push(refund);
            real.extend(sql::real_ones(tx, sql::ONE, &[&id])?);
        }
    }
    Ok((found, real))
}
