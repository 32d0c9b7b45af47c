//! Course vouchers on the counter's page: how one looks there, and redeeming it.

use std::sync::Arc;

use hyper::StatusCode;
use serde_json::{Value, json};

use super::desk::{self, CouponError, CouponState, DeskCoupon};
use super::vouchers::Worth;
use crate::accounts;
use crate::channels::page::{COUNTER_STAFF, no_store, refusal, refused, sent, short, shown};
use crate::http::{Handled, Reply, Request};
use crate::orders;
use crate::outlet::{Outlet, Route};
use crate::store::{Db, StoreError, Tx};

/// What the counter's page calls.
pub(super) const ROUTES: [Route; 1] = [Route {
    methods: "POST",
    path: "/api/pages/counter/redeem",
    about: "A course voucher is redeemed for its school.",
    handler: redeem,
}];

/// A course voucher's JSON, with its order as a list shows it.
pub(super) fn shape(db: &Db<'_>, outlet: &Outlet, it: &DeskCoupon) -> Result<Value, StoreError> {
    let zone = outlet.config.zone;
    let order = orders::by_id(db, it.order_id)?;
    let phones = order.as_ref().map_or(Ok(Vec::new()), |order| accounts::sql::phones_of(db, &[order.account_id()]))?;
    let by = it.used_by.map_or(Ok(Vec::new()), |by| accounts::sql::usernames(db, &[by]))?;
    Ok(json!({
        "code": it.code,
        "course": it.course,
        "from": zone.date_text(it.use_from),
        "offer": it.offer,
        "orderid": it.order_id,
        "number": order.as_ref().map(orders::Order::number),
        "phones": phones.into_iter().map(|(_, phone)| phone).collect::<Vec<_>>(),
        "school": it.school,
        "state": state(it.state),
        "until": zone.date_text(it.use_until),
        "used_at": it.used_at.map(|at| zone.text(at)),
        "used_by": by.into_iter().next().map(|(_, name)| name),
        "value": it.value.to_string(),
        "worth": it.rebate_value.to_string(),
    }))
}

/// The word for which the page has a text.
fn state(state: CouponState) -> &'static str {
    match state {
        CouponState::Itself(Worth::Ready) => "ready",
        CouponState::Itself(Worth::Used) => "used",
        CouponState::Itself(Worth::CourseGone) => "disabled",
        CouponState::Itself(Worth::OutOfDate) => "expired",
        CouponState::Itself(Worth::TooEarly) => "early",
        CouponState::Itself(Worth::MoneyGoesBack) => "back",
        CouponState::Itself(Worth::MoneyWentBack) => "void",
        CouponState::OtherSchool => "school",
    }
}

/// `POST redeem`: `code`. Answers the voucher as it is afterwards; 409 with it and the reason where it was not redeemed now.
fn redeem(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { take(&outlet, &request).await.unwrap_or_else(|refused| refused) })
}

async fn take(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let (account, fields) = sent(outlet, request, &COUNTER_STAFF).await?;
    let sent = short(&fields, "code")?;
    let code =
        desk::code_in(&sent, &outlet.config.promo_url).ok_or_else(|| refusal(StatusCode::BAD_REQUEST, "code"))?;
    let (now, clerk) = (outlet.now(), account.id);
    let taken = {
        let code = code.clone();
        outlet.store.write(move |tx: &Tx<'_>| desk::redeem(tx, now, clerk, &code)).await
    };
    if let Err(CouponError::Store(error)) = taken {
        return Err(refused(error.into()));
    }
    let read = outlet.store.read(|db| {
        let found = desk::coupon(db, now, clerk, &code)?;
        found.map(|coupon| shape(db, outlet, &coupon)).transpose()
    });
    let coupon = read.map_err(|error: StoreError| refused(error.into()))?;
    match (taken, coupon) {
        (Ok(()), coupon) => Ok(shown(&json!({"coupon": coupon}))),
        (Err(_), None) => Err(refusal(StatusCode::CONFLICT, "coupon")),
        (Err(_), Some(coupon)) => {
            let why = format!("coupon {}", coupon["state"].as_str().unwrap_or_default());
            Ok(no_store(Reply::json(StatusCode::CONFLICT, &json!({"coupon": coupon, "error": why}))))
        }
    }
}
