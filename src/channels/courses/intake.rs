//! Rules of imported rows. Called by `transfer` alone.

use super::sql::{bindings, gifts, staff, vouchers};
use crate::store::Tx;
use crate::tables::{NewRow, RowRefused};

/// A claim is of a voucher that its account has; it stays of that voucher, and never goes back.
pub(crate) fn claim(tx: &Tx<'_>, row: &NewRow<'_>) -> Result<(), RowRefused> {
    let because = |sentence: &str| Err(RowRefused::Because(sentence.to_owned()));
    let voucher = row.id("voucher_id");
    if let Some(known) = gifts::by_id(tx, row.id("id"))? {
        if (known.voucher_id, known.account_id) != (voucher, row.id("account_id")) {
            return because("this claim is of another voucher or account");
        }
        // Its voucher's money may have gone back since: what became of the gift may still be noted.
        let goes_back = row.number("status") < known.status.number();
        return if goes_back { because("this claim is further already, and a claim never goes back") } else { Ok(()) };
    }
    match vouchers::by_id(tx, voucher)? {
        Some(found) if found.account_id == row.id("account_id") => Ok(()),
        Some(_) => because("this voucher is another account's"),
        None => because("there is no such voucher"),
    }
}

/// A `WeChat` account redeems for one school, of which its admin is one of the staff.
pub(crate) fn weixin_binding(tx: &Tx<'_>, row: &NewRow<'_>) -> Result<(), RowRefused> {
    let because = |sentence: &str| Err(RowRefused::Because(sentence.to_owned()));
    if !staff::organisations_of(tx, row.id("admin_id"))?.contains(&row.id("organisation_id")) {
        return because("the admin is none of the organisation's staff");
    }
    match bindings::of_weixin(tx, row.text("weixin_account"))? {
        Some(known) if known.id != row.id("id") => because("this WeChat account is bound already"),
        _ => Ok(()),
    }
}
