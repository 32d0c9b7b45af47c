//! Refunds: what a customer asks for and sends back. Staff decides in [`staff`] or gives back at once
//! ([`crate::staff_api::refunds`]); the rules are the order book's, so that money never goes back twice
//! (docs/spec/roaming.md sections 0.7 and 14).

pub mod staff;

use std::collections::HashSet;

use super::orders::{is_deleted, own_roaming};
use super::sql::refunds as sql;
use super::wire::refunds as wire;
use crate::catalogue;
use crate::channels::roaming::name::NAME;
use crate::ids::{AccountId, LineId, OrderId, ProductId, RefundId, RefundReasonId};
use crate::orders::{self, OrderError, Refund, RefundQuery, RefundRequest, Terms};
use crate::staff_api::codes::{self, Fault};
use crate::staff_api::{Answer, Call, Outcome};
use crate::store::{Db, StoreError, Tx};

/// Characters of a reason, a carrier's name and number.
const MAX_LETTERS: usize = 200;

/// Why a refund cannot be made or found.
#[derive(Debug, thiserror::Error)]
pub(super) enum RefundError {
    /// 1100.
    #[error("there is no such reason")]
    UnknownReason,
    /// 1303.
    #[error("there is no such line")]
    UnknownLine,
    /// 1308.
    #[error("there is no such refund")]
    Unknown,
    /// 1309.
    #[error("the refund is another account's")]
    NotYours,
    #[error(transparent)]
    Order(#[from] OrderError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What is meant by `orderid` and `orderdetailid`: a line's id says more.
#[derive(Clone, Copy)]
enum Target {
    Order(OrderId),
    Line(LineId),
}

fn target(call: &Call) -> Result<Option<Target>, Fault> {
    let line = call.fields.number::<LineId>("orderdetailid")?.filter(|id| id.0 > 0);
    let order = call.fields.number::<OrderId>("orderid")?;
    Ok(line.map(Target::Line).or(order.map(Target::Order)))
}

/// A text of at most so many letters; `None` when it is missing.
fn short<'c>(call: &'c Call, name: &str) -> Result<Option<&'c str>, Fault> {
    let text = call.fields.text(name).map(str::trim);
    if text.is_some_and(|text| text.chars().count() > MAX_LETTERS) { Err(codes::PARAMETER) } else { Ok(text) }
}

/// The order of a target and the line, both the account's own.
fn own_target(db: &Db<'_>, account: AccountId, target: Target) -> Result<(orders::Order, Option<LineId>), RefundError> {
    match target {
        Target::Order(id) => Ok((own_roaming(db, account, id)?, None)),
        Target::Line(id) => {
            let order = orders::line_owner(db, id)?.filter(|order| order.channel() == NAME);
            let order = order.filter(|order| !is_deleted(order));
            let order = order.ok_or(RefundError::UnknownLine)?;
            let order = if order.account_id() == account { order } else { return Err(OrderError::NotYours.into()) };
            Ok((order, Some(id)))
        }
    }
}

/// `refund`: the customer wants the money of an order or of one line back, and says why.
///
/// # Errors
/// 1100, 1101, 1303, 1305, 1306, 1307.
pub async fn ask(call: &Call) -> Outcome {
    let target = target(call)?.ok_or(codes::PARAMETER)?;
    let reason_id = call.fields.number::<RefundReasonId>("reasonid")?;
    let reason = short(call, "reason")?.map(str::to_owned);
    if reason_id.is_none() && reason.is_none() {
        return Err(codes::PARAMETER);
    }
    let account = call.signed_in()?.id;
    let terms = call.terms;
    let run = move |tx: &Tx<'_>| request(tx, &terms, (account, target), reason_id, reason.as_deref());
    let refund = call.outlet.store.write(run).await?;
    show(call, &refund)
}

fn request(
    tx: &Tx<'_>,
    terms: &Terms,
    (account, target): (AccountId, Target),
    reason_id: Option<RefundReasonId>,
    reason: Option<&str>,
) -> Result<Refund, RefundError> {
    let known = reason_id.map(|id| sql::reason(tx, id)?.ok_or(RefundError::UnknownReason)).transpose()?;
    let (order, line_id) = own_target(tx, account, target)?;
    let reason = reason.map(str::to_owned).or(known).unwrap_or_default();
    Ok(orders::request_refund(tx, terms, &order, &RefundRequest { line_id, reason_id, reason })?)
}

/// Which of these refunds are for things that can be sent back: their line, or a line of their order, is real or has something
/// real in it, as `Sheet::is_real`.
pub(in crate::channels::roaming) fn with_things(
    db: &Db<'_>,
    refunds: &[Refund],
) -> Result<HashSet<RefundId>, StoreError> {
    let ids: Vec<RefundId> = refunds.iter().map(Refund::id).collect();
    let items = orders::items_of_refunds(db, NAME, &ids)?;
    let things: HashSet<ProductId> = if items.is_empty() { HashSet::new() } else { catalogue::real_products(db)? };
    Ok(items.into_iter().filter(|(_, item)| things.contains(&item.product())).map(|(refund, _)| refund).collect())
}

/// The answer that shows one refund.
fn show(call: &Call, refund: &Refund) -> Outcome {
    let real = call.outlet.store.read(|db| with_things(db, std::slice::from_ref(refund)))?;
    Answer::of("refund", &wire::refund(refund, real.contains(&refund.id()), call.terms.zone))
}

/// The answer that shows the refunds of a query, which may depend on the catalogue.
fn show_all(call: &Call, query: impl FnOnce(&Db<'_>) -> Result<RefundQuery, StoreError>) -> Outcome {
    let (found, real) = call.outlet.store.read(|db| {
        let found = orders::refunds(db, &query(db)?)?;
        let real = with_things(db, &found)?;
        Ok::<_, StoreError>((found, real))
    })?;
    let shapes: Vec<_> = found.iter().map(|it| wire::refund(it, real.contains(&it.id()), call.terms.zone)).collect();
    Answer::of("refunds", &shapes)
}

/// `refund_gets`: the user's refunds, or those of one order or line.
///
/// # Errors
/// 1100, 1101, 1303, 1305, 1306.
pub async fn gets(call: &Call) -> Outcome {
    let target = target(call)?;
    let account = call.signed_in()?.id;
    if let Some(target) = target {
        call.outlet.store.read(|db| own_target(db, account, target))?;
    }
    let (order, line) = match target {
        None => (None, None),
        Some(Target::Order(id)) => (Some(id), None),
        Some(Target::Line(id)) => (None, Some(id)),
    };
    show_all(call, |_| Ok(RefundQuery { account: Some(account), order, line, ..RefundQuery::ALL }))
}

/// `refund_shipping`: the customer has sent the goods back.
///
/// # Errors
/// 1100, 1101, 1308, 1309, 1307 when nothing is to be sent any more.
pub async fn shipping(call: &Call) -> Outcome {
    let id = call.fields.required_number::<RefundId>("refundid")?;
    let carrier = short(call, "shipping_name")?.ok_or(codes::PARAMETER)?.to_owned();
    let waybill = short(call, "invoice_no")?.ok_or(codes::PARAMETER)?.to_owned();
    let account = call.signed_in()?.id;
    let terms = call.terms;
    let run = move |tx: &Tx<'_>| {
        let refund = orders::refund(tx, id)?.ok_or(RefundError::Unknown)?;
        if refund.account_id() != account {
            return Err(RefundError::NotYours);
        }
        Ok(orders::send_back(tx, &terms, id, &carrier, &waybill)?)
    };
    let refund = call.outlet.store.write(run).await?;
    show(call, &refund)
}
