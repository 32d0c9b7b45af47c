//! The staff's look at a partner's traffic: who runs out of it, and what a partner keeps here.

use serde_json::json;

use super::staff;
use crate::accounts;
use crate::channels::leases::sql::usage::Days;
use crate::channels::leases::sql::{partners, usage as used};
use crate::channels::leases::usage::{self, MEGABYTE};
use crate::channels::leases::warning;
use crate::clock::DAY_MS;
use crate::ids::AccountId;
use crate::staff_api::codes;
use crate::staff_api::{Answer, Call, Outcome};
use crate::store::StoreError;

/// Authentication accounts that are shown at most.
const MAX_SHOWN: i64 = 1000;
/// Days of usage that are shown.
const DAYS_SHOWN: i64 = 31;

/// `lease_warning_gets`: the accounts that have less traffic left than the warning that they set.
///
/// # Errors
/// 1101, 1103.
pub(in crate::channels::leases) async fn lease_warning_gets(call: &Call) -> Outcome {
    staff(call)?;
    let terms = call.terms;
    let found = call.outlet.store.read(|db| warning::warned(db, &terms))?;
    Answer::of("warnings", &found)
}

/// `lease_traffic_gets` {account}: what an account has left, what it used in the last month, its authentication accounts and its
/// white list.
///
/// # Errors
/// 1100, 1101, 1103, 1021.
pub(in crate::channels::leases) async fn lease_traffic_gets(call: &Call) -> Outcome {
    staff(call)?;
    let account = call.fields.required_number::<AccountId>("account")?;
    let (zone, now) = (call.terms.zone, call.terms.now);
    let days = Days { first: Some(zone.date_text(now.plus_ms(-DAYS_SHOWN * DAY_MS))), last: None };
    let shown = call.outlet.store.read::<_, StoreError>(|db| {
        let Some(known) = accounts::sql::by_id(db, account)? else { return Ok(None) };
        let left = usage::bytes_left(db, zone, now, account)? / MEGABYTE;
        let subs = partners::subs(db, account, MAX_SHOWN, 0)?;
        let white_list = partners::white_list(db, account)?;
        let usage = used::by_day(db, account, None, &days)?;
        Ok(Some(json!({
            "account": account, "accounts": subs, "flow_left": left, "usage": usage, "username": known.username,
            "white_list": white_list,
        })))
    })?;
    Answer::object(&shown.ok_or(codes::NO_ACCOUNT)?)
}
