//! Batches of coupons: what a coupon is worth, from when until when, and on what.

use serde_json::{Value, json};

use super::{LARGEST_ID, MANY, STAFF, StaffAct, StaffError, id, unusable};
use crate::channels::tours::coupon::{CouponKind, CouponTerms};
use crate::channels::tours::ids::BatchId;
use crate::channels::tours::input;
use crate::channels::tours::sql::batches::{self as sql, Batch};
use crate::clock::{Instant, Zone};
use crate::money::Fen;
use crate::orders::Deed;
use crate::staff_api::{Answer, Call, Outcome};
use crate::store::Tx;

/// `tour_batch_gets`: all batches with how many coupons they have.
///
/// # Errors
/// 1101, 1103.
pub async fn gets(call: &Call) -> Outcome {
    call.staff(&STAFF)?;
    let found = call.outlet.store.read(sql::all)?;
    let zone = call.terms.zone;
    Answer::of("batches", &found.iter().map(|batch| shape(batch, zone)).collect::<Vec<_>>())
}

fn shape(it: &Batch, zone: Zone) -> Value {
    let terms = &it.terms;
    json!({
        "activity_id": terms.activity_id, "batchid": it.id, "claimed": it.claimed, "ends_at": zone.text(terms.ends_at),
        "issued": it.issued, "kind": terms.kind, "limit_type": terms.limit_type, "min_amount": terms.min_amount, "money": terms.money,
        "name": terms.name, "plat": terms.plat, "plat_id": terms.plat_id, "starts_at": zone.text(terms.starts_at), "tag": terms.tag,
        "use_limit": terms.use_limit, "used": it.used,
    })
}

/// `tour_batch_set`: changes `batchid`; fields that are not sent keep theirs. Without it a new batch, which needs `name`, `kind`
/// (1 voucher, 2 threshold coupon), `money`, `starts_at` and `ends_at` (`yyyy-mm-dd hh:mm:ss`). What changes here changes for
/// the coupons that customers have, too; what was spent stays spent.
///
/// # Errors
/// 1100, 1101, 1103.
pub async fn set(call: &Call) -> Outcome {
    call.may(&STAFF)?;
    let known = id(&call.fields, "batchid")?;
    if known.is_none() {
        for needed in ["name", "kind", "money", "starts_at", "ends_at"] {
            call.fields.required(needed)?;
        }
    }
    let act = StaffAct { terms: call.terms, actor: call.staff(&STAFF)?.id, fields: call.fields.clone() };
    let actor = act.actor;
    call.run_once(actor, move |tx| Ok::<_, StaffError>(json!({"batch": save(tx, &act, known)?}))).await
}

fn save(tx: &Tx<'_>, act: &StaffAct, known: Option<BatchId>) -> Result<Value, StaffError> {
    let before = known.map(|id| sql::by_id(tx, id)?.ok_or(StaffError::Unknown)).transpose()?;
    let start = match &before {
        Some(batch) => batch.clone(),
        None => blank(BatchId::next(tx)?),
    };
    let after = changed(act, start)?;
    match &before {
        Some(_) => sql::update(tx, &after)?,
        None => sql::insert(tx, &after)?,
    }
    let zone = act.terms.zone;
    let (old, new) = (before.map(|batch| shape(&batch, zone)), shape(&after, zone));
    act.note(tx, Deed("tour_batch_set"), &format!("coupon batch {}", after.id), (old, &new))?;
    Ok(new)
}

fn blank(id: BatchId) -> Batch {
    let terms = CouponTerms {
        name: String::new(),
        kind: CouponKind::Voucher,
        money: Fen::ZERO,
        min_amount: Fen::ZERO,
        starts_at: Instant(0),
        ends_at: Instant(0),
        tag: String::new(),
        plat_id: 0,
        plat: String::new(),
        limit_type: 0,
        activity_id: 0,
        use_limit: 0,
    };
    Batch { id, terms, issued: 0, claimed: 0, used: 0 }
}

fn changed(act: &StaffAct, mut batch: Batch) -> Result<Batch, StaffError> {
    let (fields, zone, terms) = (&act.fields, act.terms.zone, &mut batch.terms);
    for (name, place, most) in
        [("name", &mut terms.name, 100), ("tag", &mut terms.tag, 60), ("plat", &mut terms.plat, 60)]
    {
        input::put(place, fields, name, most)?;
    }
    terms.money = fields.money("money")?.unwrap_or(terms.money);
    terms.min_amount = fields.money("min_amount")?.unwrap_or(terms.min_amount);
    terms.starts_at = fields.time("starts_at", zone)?.unwrap_or(terms.starts_at);
    terms.ends_at = fields.time("ends_at", zone)?.unwrap_or(terms.ends_at);
    if let Some(number) = fields.number("kind")? {
        terms.kind = CouponKind::from_number(number).ok_or_else(out_of_range)?;
    }
    for (name, place, range) in [
        ("plat_id", &mut terms.plat_id, 0..=MANY),
        ("limit_type", &mut terms.limit_type, 0..=MANY),
        ("activity_id", &mut terms.activity_id, 0..=LARGEST_ID),
        ("use_limit", &mut terms.use_limit, 0..=MANY),
    ] {
        input::put_number(place, fields, name)?;
        if !range.contains(place) {
            return Err(out_of_range());
        }
    }
    if terms.name.is_empty() || terms.money == Fen::ZERO || terms.ends_at < terms.starts_at {
        return Err(unusable("the batch would have no name, be worth nothing or end before it begins"));
    }
    Ok(batch)
}

fn out_of_range() -> StaffError {
    unusable("a number of the batch is out of its range")
}
