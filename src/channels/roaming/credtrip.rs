//! Instalment accounts at Credtrip: opening one, its notice, what is left on it (docs/spec/roaming.md sections 0.13, 12
//! and 14).

use std::sync::Arc;

use serde::Serialize;

use super::grants::{self, GrantOrigin};
use super::ids::CreditAccountId;
use super::notices;
use super::sql::credtrip as sql;
use crate::accounts::{self, AccountError};
use crate::http::{Handled, Request};
use crate::ids::AccountId;
use crate::money::Fen;
use crate::outlet::Outlet;
use crate::payments::CreditAccount;
use crate::staff_api::codes;
use crate::staff_api::{Answer, Call, Outcome};
use crate::store::{StoreError, Tx};
use crate::text;

/// Call minutes that opening an account gives, once (docs/spec/roaming.md section 12).
const GIFT_MINUTES: i64 = 500;

/// An account that is linked already, as 1025 shows it.
#[derive(Serialize)]
struct LinkedAccount {
    id: CreditAccountId,
    openid: String,
    userid: AccountId,
}

/// What is left on an account.
#[derive(Serialize)]
struct CreditShape {
    accountno: String,
    balcredit: Fen,
    credit: Fen,
    status: String,
}

/// `credtrip_open`: the page that takes the user to the provider; inside JSON with `format=json`, as the app needs it.
///
/// # Errors
/// 1100, 1101; 1025 with the account that is linked already; 1501 where Credtrip is not set up.
pub async fn open(call: &Call) -> Outcome {
    let account = call.signed_in()?;
    if let Some((id, openid)) = call.outlet.store.read(|db| sql::of_account(db, account.id))? {
        let linked = LinkedAccount { id, openid, userid: account.id };
        return Ok(Answer::of("credtripaccount", &linked)?.with_number(1025));
    }
    let mobile = account.phone.unwrap_or_default();
    let page = call.outlet.gateways.credtrip_open(account.id, &mobile, &call.base_url()).map_err(|error| {
        tracing::warn!(%error, "the instalment page cannot be shown");
        codes::CREDTRIP_FAILED
    })?;
    match call.fields.text("format") {
        Some("json") => Answer::of("html", &page),
        _ => Ok(Answer::page(page)),
    }
}

/// `credtrip/credit_query`: what is left; a user without an account and a provider that does not answer are 1024 alike.
///
/// # Errors
/// 1100, 1101, 1024.
pub async fn credit_query(call: &Call) -> Outcome {
    let account = call.signed_in()?.id;
    let linked = call.outlet.store.read(|db| sql::of_account(db, account))?;
    let (_, account_no) = linked.ok_or(codes::NO_CREDIT_ACCOUNT)?;
    let credit = call.outlet.gateways.credit(&account_no).await.map_err(|error| {
        tracing::warn!(%error, "what is left on an instalment account is not known");
        codes::NO_CREDIT_ACCOUNT
    })?;
    let shape =
        CreditShape { accountno: account_no, balcredit: credit.balance, credit: credit.credit, status: credit.status };
    Answer::of("credtripcredit", &shape)
}

/// `credtrip/notify`: the provider tells that an account was opened; heard once or often, it is linked once.
pub(super) fn notify(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move {
        let Some(pairs) = notices::pairs(&request).await else { return notices::text("fail") };
        let Ok(opened) = outlet.gateways.verify_credtrip_open(&pairs) else { return notices::text("fail") };
        let now = outlet.now();
        let linked = outlet.store.write::<_, StoreError, _>(move |tx| link(tx, now, &opened)).await;
        notices::text(if linked.unwrap_or(false) { "success" } else { "fail" })
    })
}

/// Links an account to a user that is there; whether the provider may stop telling.
fn link(tx: &Tx<'_>, now: crate::clock::Instant, opened: &CreditAccount) -> Result<bool, StoreError> {
    if accounts::sql::by_id(tx, opened.user_id)?.is_none() {
        return Ok(false);
    }
    if !sql::link(tx, opened.user_id, &opened.account_no, &opened.mobile, now)? {
        return Ok(true);
    }
    let source = format!("开通信程分期账户 {} 赠送", opened.account_no);
    let origin = GrantOrigin { voucher: None, source: &source };
    grants::give_minutes(tx, now, opened.user_id, GIFT_MINUTES, origin)?;
    if text::is_mobile(&opened.mobile) {
        match accounts::bind_phone(tx, opened.user_id, &opened.mobile) {
            // A phone that is another account's login stays there.
            Ok(()) | Err(AccountError::PhoneTaken) => {}
            Err(AccountError::Store(error)) => return Err(error),
            Err(error) => return Err(StoreError::Other(error.to_string())),
        }
    }
    Ok(true)
}
