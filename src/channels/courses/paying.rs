//! `pay/create/pay/<oid>/<type>` and `pay/order/query/<oid>`: paying for vouchers (docs/spec/courses.md sections 3 and
//! 6).

use super::codes::CourseError;
use super::purchase::{self, Whole};
use super::scope::Module;
use super::service::{Answer, Call, Outcome};
use super::wire::{AlipayStart, PayState, WeChatStart};
use crate::ids::{AccountId, OrderId};
use serde_json::Value;

use crate::accounts::Account;
use crate::channels::courses::name::NAME;
use crate::orders::{self, OrderError, PayStatus, Terms};
use crate::payments::{Bill, Start, Trade, Way};
use crate::random::Ids;
use crate::store::{StoreError, Tx};

/// Why paying cannot begin.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BeginError {
    /// There is no such order of the customer's.
    #[error("there is no such order")]
    UnknownOrder,
    /// The offer's time is over.
    #[error("the offer's time is over")]
    Over,
    /// The order's time is over, it was cancelled or its money went back, or the offer was withdrawn or costs something else now.
    #[error("the order cannot be paid any more, or the offer is not what it was")]
    Disabled,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<OrderError> for BeginError {
    fn from(error: OrderError) -> Self {
        match error {
            OrderError::Unknown | OrderError::NotYours => Self::UnknownOrder,
            OrderError::WrongState | OrderError::Gone(_) | OrderError::TooMuch => Self::Disabled,
            OrderError::Store(error) => error.into(),
        }
    }
}

/// `GET pay/create/pay/<oid>/<type>`: begins to pay, type 0 with `WeChat` and 1 with Alipay.
///
/// # Errors
/// 1001 for another type, 10002, 10004 for an offer out of time, 10006 for an order that cannot be paid any more or an offer that is
/// not what it was, 10001 where the provider cannot begin or is not set up.
pub async fn create(call: &Call) -> Outcome {
    let account = call.caller(Module::Pay)?;
    let (id, kind) = (OrderId(call.id_in_path(3)?), call.id_in_path(4)?);
    let way = provider(kind)?;
    let (terms, owner) = (call.terms, account.id);
    let seen = call.outlet.store.read(|db| purchase::find_own(db, owner, id))?.ok_or(CourseError::NoOrder)?;
    if seen.order.pay_status() == PayStatus::Paid {
        return Ok(Answer::ok(&state(&seen, terms)));
    }
    if !call.outlet.gateways.offers(way.id()) {
        return Err(CourseError::NoProvider);
    }
    payable(&seen, &terms)?;
    // The provider comes first: where it cannot begin, the order stays unpaid and expires as any other.
    let start = start(call, &account, &seen, way, call.outlet.gateways.notice_path(NAME, way)).await?;
    let whole = call.outlet.store.write(move |tx| begin(tx, &terms, owner, id, way)).await?;
    if whole.order.pay_status() == PayStatus::Paid {
        return Ok(Answer::ok(&state(&whole, terms)));
    }
    Ok(match &start {
        Started::WeChat(start) => Answer::ok(start),
        Started::Alipay(start) => Answer::ok(start),
    })
}

/// The provider of a type number.
fn provider(kind: i64) -> Result<Way, CourseError> {
    match kind {
        0 => Ok(Way::WeChat),
        1 => Ok(Way::AlipayApp),
        _ => Err(CourseError::NotFound),
    }
}

/// Records that the customer is paying; an order that somebody else has just paid comes back paid.
pub fn begin(tx: &Tx<'_>, terms: &Terms, account: AccountId, id: OrderId, way: Way) -> Result<Whole, BeginError> {
    let mut whole = purchase::find_own(tx, account, id)?.ok_or(BeginError::UnknownOrder)?;
    if whole.order.pay_status() == PayStatus::Paid {
        return Ok(whole);
    }
    payable(&whole, terms)?;
    // Asked again it begins anew: the customer has so much time from now on.
    orders::begin_paying(tx, terms, &mut whole.order, way.id(), None)?;
    Ok(whole)
}

/// Whether an unpaid order may still be paid.
fn payable(whole: &Whole, terms: &Terms) -> Result<(), BeginError> {
    if whole.is_out_of_date(terms.now) {
        return Err(BeginError::Over);
    }
    orders::editable(&whole.order, terms.now)?;
    if whole.is_disabled(terms.now) { Err(BeginError::Disabled) } else { Ok(()) }
}

/// A payment that a provider has begun, in the words of this API.
enum Started {
    WeChat(WeChatStart),
    Alipay(AlipayStart),
}

async fn start(call: &Call, payer: &Account, whole: &Whole, way: Way, notify: &str) -> Result<Started, CourseError> {
    let order = &whole.order;
    let base_url = call.outlet.base_url(&call.request);
    let gateways = &call.outlet.gateways;
    let subject = &whole.purchase.name;
    let pay_url = gateways
        .in_sandbox(way)
        .then(|| gateways.sandbox_pay_url(&base_url, way.id(), order.number(), order.due(), subject, notify));
    let bill = Bill {
        order_id: order.id(),
        number: order.number().to_owned(),
        user_id: payer.id,
        session: String::new(),
        due: order.due(),
        subject: subject.clone(),
        mobile: whole.purchase.mobile.clone(),
        trade: Trade::App,
        base_url,
        now: call.terms.now,
    };
    match gateways.start_for(way, &bill, notify, &mut Ids::fresh()).await {
        Ok(Start::Html(text) | Start::Params(text)) => started(way, text, pay_url).ok_or(CourseError::NoProvider),
        Err(error) => {
            tracing::warn!(way = %way.id(), %error, "a payment of vouchers could not be started");
            Err(CourseError::NoProvider)
        }
    }
}

/// The provider's parameters in the published shape: `WeChat`'s as one flat object whose time is a number, Alipay's as a text.
fn started(way: Way, params: String, pay_url: Option<String>) -> Option<Started> {
    if way != Way::WeChat {
        let pay_status = pay_url.is_some().then_some(0);
        return Some(Started::Alipay(AlipayStart { data: params, pay_status, pay_url }));
    }
    let params: Value = serde_json::from_str(&params).ok()?;
    let text = |name: &str| params[name].as_str().map(str::to_owned);
    Some(Started::WeChat(WeChatStart {
        appid: text("appid")?,
        noncestr: text("noncestr")?,
        package: text("package")?,
        partnerid: text("partnerid")?,
        pay_status: 0,
        prepayid: text("prepayid")?,
        sign: text("sign")?,
        timestamp: text("timestamp")?.parse().ok()?,
        pay_url,
    }))
}

/// `GET pay/order/query/<oid>`, with or without a way of paying behind it: 0 unpaid or ended, 1 paid with the first voucher, 2 while
/// it is being paid.
///
/// # Errors
/// 10002.
pub async fn query(call: &Call) -> Outcome {
    let account = call.caller(Module::Pay)?.id;
    let id = OrderId(call.id_in_path(3)?);
    let whole = call.outlet.store.read(|db| purchase::find_own(db, account, id))?.ok_or(CourseError::NoOrder)?;
    Ok(Answer::ok(&state(&whole, call.terms)))
}

fn state(whole: &Whole, terms: Terms) -> PayState {
    let order = &whole.order;
    if order.pay_status() == PayStatus::Paid {
        return PayState { pay_status: 1, user_rebate_id: whole.standing.first_voucher };
    }
    let begun = order.pay_time().filter(|_| order.pay_status() == PayStatus::Paying);
    let is_under_way = begun.is_some_and(|at| terms.now < at.plus_ms(terms.paying_ms));
    let is_being_paid = is_under_way && payable(whole, &terms).is_ok();
    PayState { pay_status: if is_being_paid { 2 } else { 0 }, user_rebate_id: None }
}
