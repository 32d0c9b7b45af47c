//! Traffic that was used and traffic that is left. The outlet forwards none: figures are bought here or imported, never made up
//! (docs/spec/leases.md section 11).

use serde::Serialize;

use super::call::{Answer, Call, Outcome};
use super::codes::{self, Fault};
use super::sql::usage::{DayUse, Days};
use super::sql::{flow, partners, usage as sql};
use super::{lists, times};
use crate::channels::leases::ids::SubId;
use crate::clock::{Instant, Zone};
use crate::ids::AccountId;
use crate::store::{Db, StoreError};

/// Bytes of a megabyte: traffic is in decimal megabytes.
pub(super) const MEGABYTE: i64 = 1_000_000;

#[derive(Serialize)]
struct Record {
    #[serde(skip_serializing_if = "Option::is_none")]
    sub_id: Option<SubId>,
    total_flow: i64,
    list: Vec<DayUse>,
}

#[derive(Serialize)]
struct Left {
    flow_left: i64,
}

/// Bytes that an account still has: the balance of its latest paid package, less what was used on the days after the payment. The
/// day of the payment does not count, because a day's figure does not tell what of it came after. Nothing is left without a
/// package, and after the end of the latest one.
pub(super) fn bytes_left(db: &Db<'_>, zone: Zone, now: Instant, account: AccountId) -> Result<i64, StoreError> {
    let Some(last) = flow::last_paid(db, account)? else { return Ok(0) };
    if last.expires_at.is_some_and(|end| now.second() > end) {
        return Ok(0);
    }
    let used = sql::after(db, account, &zone.date_text(last.paid_at))?;
    Ok(last.balance.saturating_sub(used.saturating_mul(MEGABYTE)).max(0))
}

/// `flow_left`: whole megabytes, rounded down.
///
/// # Errors
/// 1001.
pub(super) async fn flow_left(call: &Call) -> Outcome {
    let (zone, now, account) = (call.terms.zone, call.terms.now, call.account);
    let left = call.outlet.store.read(|db| bytes_left(db, zone, now, account))?;
    Answer::listed(&Left { flow_left: left / MEGABYTE })
}

/// `flow_use_record`: what the account and its authentication accounts used, by day.
///
/// # Errors
/// 1001, 1002.
pub(super) async fn of_account(call: &Call) -> Outcome {
    let (days, account) = (days(call)?, call.account);
    let list = call.outlet.store.read(|db| sql::by_day(db, account, None, &days))?;
    answer(None, list)
}

/// `flow_proxy_account_use_record`: the same of one authentication account, which must be the caller's.
///
/// # Errors
/// 1001; 1002 also for an authentication account of nobody or of somebody else.
pub(super) async fn of_sub(call: &Call) -> Outcome {
    let (sub, days, account) = (call.fields.required_number::<SubId>("sub_id")?, days(call)?, call.account);
    let found = call.outlet.store.read::<_, StoreError>(|db| match partners::owner_of_sub(db, sub)? {
        Some(owner) if owner == account => sql::by_day(db, account, Some(sub), &days).map(Some),
        _ => Ok(None),
    })?;
    answer(Some(sub), found.ok_or(codes::PARAMETER)?)
}

fn answer(sub_id: Option<SubId>, list: Vec<DayUse>) -> Outcome {
    let total_flow = list.iter().fold(0_i64, |sum, day| sum.saturating_add(day.flow));
    Answer::listed(&Record { sub_id, total_flow, list })
}

/// The days that the times of a call lie on.
fn days(call: &Call) -> Result<Days, Fault> {
    let zone = call.terms.zone;
    let day = |name| -> Result<Option<String>, Fault> {
        Ok(lists::span(call, name)?.map(|(first, _): times::Span| zone.date_text(first)))
    };
    Ok(Days { first: day("start_time")?, last: day("end_time")? })
}
