//! `flow_warning_set`: from how little a partner wants to hear that its traffic runs out (docs/spec/leases.md section 11). The outlet calls
//! nobody by itself: who has less left than that stands on the manager's page.

use serde::Serialize;

use super::call::{Answer, Call, Outcome};
use super::codes::{self, Fault};
use super::sql::partners as sql;
use super::usage::{self, MEGABYTE};
use crate::ids::AccountId;
use crate::orders::Terms;
use crate::store::{Db, StoreError};
use crate::text::{self, is_mobile};

/// More than anybody buys, and exact in every JSON reader.
const MAX_MEGABYTES: i64 = 9_007_199_254_740_991;

/// A warning as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Warning {
    pub(super) account_id: AccountId,
    pub(super) megabytes: i64,
    /// Empty for nobody.
    pub(super) phone: String,
    /// 1 on, 0 off.
    pub(super) status: i64,
}

/// An account with less left than its warning, for the manager's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Warned {
    pub(super) account: AccountId,
    /// Megabytes that are left.
    pub(super) flow_left: i64,
    /// Megabytes of the warning.
    pub(super) flow_warning: i64,
    pub(super) phone: String,
    pub(super) username: String,
}

#[derive(Serialize)]
struct Shown<'s> {
    flow_warning: i64,
    phone: &'s str,
    status: i64,
}

/// `flow_warning_set` {`flow_warning` or `flow_upper_limit`, phone, operate, status}: replaces the warning that is kept. `operate`
/// asks other outlets to stop the traffic themselves; this one forwards none, so it is read and means nothing.
///
/// # Errors
/// 1001, 1002.
pub(super) async fn set(call: &Call) -> Outcome {
    let warning = read(call)?;
    let (now, kept) = (call.terms.now, warning.clone());
    call.outlet.store.write(move |tx| sql::put_warning(tx, &kept, now)).await?;
    let Warning { megabytes, ref phone, status, .. } = warning;
    Answer::listed(&Shown { flow_warning: megabytes, phone, status })
}

fn read(call: &Call) -> Result<Warning, Fault> {
    let fields = &call.fields;
    let megabytes = match fields.number::<i64>("flow_warning")? {
        Some(megabytes) => megabytes,
        None => fields.required_number("flow_upper_limit")?,
    };
    let status = fields.number::<i64>("status")?.unwrap_or(1);
    if !(0..=MAX_MEGABYTES).contains(&megabytes) || !(0..=1).contains(&status) {
        return Err(codes::PARAMETER);
    }
    let phone = fields.text("phone").map(|text| phone(text).ok_or(codes::PARAMETER)).transpose()?;
    Ok(Warning { account_id: call.account, megabytes, phone: phone.unwrap_or_default(), status })
}

/// A mobile number as people write it.
fn phone(text: &str) -> Option<String> {
    Some(text::phone(text)).filter(|number| is_mobile(number))
}

/// The accounts that have less left than the warning that they set.
pub(super) fn warned(db: &Db<'_>, terms: &Terms) -> Result<Vec<Warned>, StoreError> {
    let mut found = sql::warnings(db)?;
    for it in &mut found {
        it.flow_left = usage::bytes_left(db, terms.zone, terms.now, it.account)? / MEGABYTE;
    }
    found.retain(|it| it.flow_left < it.flow_warning);
    Ok(found)
}
