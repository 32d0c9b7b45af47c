//! Money that the staff gives back, whatever channel sold: the decision on a refund that somebody asked for (`refund_audit`, and
//! the counter's page), money that goes back in one step without anybody asking first (`..._order_refund` of the channels; the
//! order book asks, agrees and pays back in one transaction), and the way on which agreed money goes.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::{Value, json};

use super::codes::{self, Fault};
use super::service::{Answer, Call, Outcome};
use crate::accounts::{Permission, Role};
use crate::ids::{AccountId, OrderId, RefundId};
use crate::orders::{
    self, Change, ChannelName, Order, OrderError, Origin, PayBack, PayStatus, Refund, RefundRequest, RefundStatus,
    Terms,
};
use crate::outlet::Outlet;
use crate::payments::{Way, book_refund};
use crate::store::{Db, StoreError, Tx};

/// Who decides on refunds (docs/spec/roaming.md section 4).
pub const STAFF: [Role; 2] = [Role::Operator, Role::Admin];
/// Characters of a reason.
const MAX_REASON_LENGTH: usize = 200;
/// What stands for the carrier's number of goods that the customer brought.
const BROUGHT: &str = "柜台收回";

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

/// Decides on a refund; the refund as the decision left it. Agreed money then goes back the way it came: at the counter at once,
/// else through its provider.
///
/// # Errors
/// 1308; 1307 for one that was decided otherwise before, and of money that was sent by hand for one that is not under way or whose
/// provider tells of it.
pub async fn decide(
    outlet: &Arc<Outlet>,
    terms: Terms,
    actor: AccountId,
    (id, decision): (RefundId, Decision),
) -> Result<Refund, Fault> {
    let run = move |tx: &Tx<'_>| {
        let refund = orders::refund(tx, id)?.ok_or(codes::NO_REFUND)?;
        match decision {
            Decision::Refuse => refuse(tx, &terms, &refund, actor),
            Decision::Agree { goods_back } => {
                let decided = agree(tx, &terms, &refund, actor)?;
                if goods_back {
                    receive_goods(tx, &terms, actor, &[id], BROUGHT)?;
                }
                Ok(decided)
            }
            Decision::SentByHand => sent_by_hand(tx, &terms, &refund, actor),
        }
        .map_err(Fault::from)
    };
    let (decided, now) = outlet.store.write(run).await?;
    if now.status() == RefundStatus::Refunding {
        have_sandbox_pay_back(outlet, &now).await?;
    }
    Ok(decided)
}

/// The refund as it was decided, and as it is then.
type Decided = Result<(Refund, Refund), OrderError>;

fn agree(tx: &Tx<'_>, terms: &Terms, refund: &Refund, actor: AccountId) -> Decided {
    let decided = orders::confirm_refund(tx, terms, refund)?;
    let now = pay_back(tx, terms, &decided, actor)?;
    note(tx, terms, refund, &now, actor)?;
    Ok((decided, now))
}

fn refuse(tx: &Tx<'_>, terms: &Terms, refund: &Refund, actor: AccountId) -> Decided {
    let decided = orders::reject_refund(tx, terms, refund)?;
    note(tx, terms, refund, &decided, actor)?;
    Ok((decided.clone(), decided))
}

fn sent_by_hand(tx: &Tx<'_>, terms: &Terms, refund: &Refund, actor: AccountId) -> Decided {
    if Way::of(refund.way()).is_none_or(Way::tells_of_refunds) {
        return Err(OrderError::WrongState);
    }
    let now = orders::sent_by_hand(tx, terms, refund, actor)?;
    note(tx, terms, refund, &now, actor)?;
    Ok((now.clone(), now))
}

/// Writes a decision into the audit trail, unless it changed nothing.
fn note(tx: &Tx<'_>, terms: &Terms, before: &Refund, after: &Refund, actor: AccountId) -> Result<(), StoreError> {
    if before.status() == after.status() {
        return Ok(());
    }
    let object = format!("refund {}", before.id());
    let by_hand = if before.status() == RefundStatus::Refunding { ", sent back by hand" } else { "" };
    let text = |it: &Refund| format!("status {}, {} of order {}", it.status(), it.money(), it.order_id());
    orders::audit(
        tx,
        terms.by(actor),
        orders::Deed("refund_audit"),
        &object,
        orders::Change::between(&text(before), &(text(after) + by_hand)),
    )
}

/// Notes that the goods of refunds came back; those whose goods are here, without unknown refunds and rejected ones.
///
/// # Errors
/// A store failure.
pub fn receive_goods(
    tx: &Tx<'_>,
    terms: &Terms,
    actor: AccountId,
    ids: &[RefundId],
    waybill: &str,
) -> Result<Vec<Refund>, OrderError> {
    let mut found = Vec::new();
    let distinct: BTreeSet<RefundId> = ids.iter().copied().collect();
    for id in distinct {
        if orders::goods_arrived(tx, terms, id, waybill)? {
            let after = format!("goods received, {waybill}");
            let change = Change::between("goods not received", &after);
            orders::audit(tx, terms.by(actor), orders::Deed("refund_received"), &format!("refund {id}"), change)?;
        }
        found.extend(orders::refund(tx, id)?.filter(Refund::goods_arrived));
    }
    Ok(found)
}

/// A service of {orderid, reason} that gives the whole money of a channel's order back, at the counter at once, else through its
/// provider, whose notice books it. A second time answers the first one's refund; one that a customer asked for is agreed to.
///
/// # Errors
/// 1100, 1101, 1103, 1305, 1307 for an order that is not paid, and for one of which something was used up.
pub async fn refund_at_once(call: &Call, channel: ChannelName, deed: orders::Deed) -> Outcome {
    let account = call.staff(&STAFF)?;
    call.permitted(&account, Permission::Refund)?;
    let actor = account.id;
    let id = call.fields.required_number::<OrderId>("orderid")?;
    let reason = call.fields.required("reason")?.trim().to_owned();
    if reason.chars().count() > MAX_REASON_LENGTH {
        return Err(codes::PARAMETER);
    }
    let terms = call.terms;
    let run = move |tx: &Tx<'_>| give_back(tx, &terms, (channel, id), &Step { actor, deed, reason: &reason });
    let (order, refund) = call.outlet.store.write(run).await?;
    let refund = have_paid_back(call, refund).await?;
    Answer::object(&shape(&order, &refund))
}

/// Lets the sandbox pay back what waits for a provider; the refund as it is then.
async fn have_paid_back(call: &Call, refund: Refund) -> Result<Refund, StoreError> {
    if refund.status() != RefundStatus::Refunding {
        return Ok(refund);
    }
    have_sandbox_pay_back(&call.outlet, &refund).await?;
    Ok(call.outlet.store.read(|db| orders::refund(db, refund.id()))?.unwrap_or(refund))
}

/// Who of the staff gives money back, by which call, and why.
pub struct Step<'s> {
    /// The staff account.
    pub actor: AccountId,
    /// What the audit trail calls it.
    pub deed: orders::Deed,
    /// The reason in words.
    pub reason: &'s str,
}

/// Gives the whole money of a channel's order back; an order whose money went back before, or is on its way, stays as it is.
///
/// # Errors
/// [`OrderError::Unknown`], [`OrderError::WrongState`].
pub fn give_back(
    tx: &Tx<'_>,
    terms: &Terms,
    (channel, id): (ChannelName, OrderId),
    step: &Step<'_>,
) -> Result<(Order, Refund), OrderError> {
    let order = orders::by_id(tx, id)?.filter(|order| order.channel() == channel).ok_or(OrderError::Unknown)?;
    if let Some(before) = given_back(tx, &order)? {
        return Ok((order, before));
    }
    let wanted = RefundRequest { line_id: None, reason_id: None, reason: step.reason.to_owned() };
    let asked = orders::request_refund(tx, terms, &order, &wanted)?;
    let agreed = orders::confirm_refund(tx, terms, &asked)?;
    let done = pay_back(tx, terms, &agreed, step.actor)?;
    let after = format!("refund {} of {}: {}", done.id(), done.money(), step.reason);
    let before = format!("paid {}", done.money());
    orders::audit(tx, terms.by(step.actor), step.deed, &format!("order {id}"), Change::between(&before, &after))?;
    Ok((order, done))
}

/// The refund of an order whose money went back, or is on its way.
fn given_back(db: &Db<'_>, order: &Order) -> Result<Option<Refund>, StoreError> {
    if !matches!(order.pay_status(), PayStatus::Paid | PayStatus::Refunded) {
        return Ok(None);
    }
    let known = orders::desk::refunds_of(db, order.id())?;
    let went = |it: &Refund| it.origin() == Origin::Request && it.status() >= RefundStatus::Refunding;
    Ok(known.into_iter().find(went))
}

/// What the staff is told of money that went back.
pub fn shape(order: &Order, refund: &Refund) -> Value {
    json!({
        "account": order.account_id(), "money": refund.money(), "number": order.number(), "orderid": order.id(),
        "refundid": refund.id(), "status": refund.status(), "way": refund.way(),
    })
}

/// Lets money that was agreed to go back the way it came: through its provider, or, without one, here and now.
///
/// # Errors
/// [`OrderError::WrongState`].
pub fn pay_back(tx: &Tx<'_>, terms: &Terms, agreed: &Refund, actor: AccountId) -> Result<Refund, OrderError> {
    let how = if Way::of(agreed.way()).is_some() { PayBack::ByProvider } else { PayBack::AtTheCounter };
    orders::pay_back(tx, terms, agreed, how, actor)
}

/// Lets the sandbox pay a refund back, where it stands in for the provider: Alipay's tells us by its notice, through the same
/// door as a real one; the others are told and answer at once. A real provider's refund waits for its notice.
///
/// # Errors
/// A store failure; deciding once more then tries again.
pub async fn have_sandbox_pay_back(outlet: &Arc<Outlet>, refund: &Refund) -> Result<(), StoreError> {
    let Some(way) = Way::of(refund.way()).filter(|way| outlet.gateways.in_sandbox(*way)) else {
        return Ok(());
    };
    let Some(order) = outlet.store.read(|db| orders::by_id(db, refund.order_id()))? else { return Ok(()) };
    let path = outlet.gateways.notice_path(order.channel(), way);
    let notice =
        outlet.gateways.refund_notice((way, path), order.number(), refund.money(), refund.trade_no(), outlet.now());
    if let Some(notice) = notice {
        let answer = outlet.deliver(&notice.path, notice.content_type, notice.body).await;
        if answer.body.trim_ascii() != b"success" {
            tracing::warn!(refund = refund.id().0, "the sandbox's refund notice was not accepted");
        }
        return Ok(());
    }
    let names = (order.number(), refund.trade_no());
    book_refund(&outlet.store, outlet.terms(), way, names, refund.money()).await.map(|_| ())
}
