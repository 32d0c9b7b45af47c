//! `pay/create/pay/<oid>/<type>` and `pay/order/query/<oid>`: paying for vouchers (docs/spec/courses.md sections 3 and
//! 6).

use super::fault::CourseError;
use super::purchase::{self, Whole};
use super::scope::Module;
use super::service::{Answer, Call, Outcome};
use super::wire::PayState;
use crate::accounts::Account;
use crate::channels::courses::name::NAME;
use crate::orders::{self, OrderError, Terms, status};
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
            OrderError::WrongState | OrderError::Gone(_) => Self::Disabled,
            OrderError::Store(error) => error.into(),
        }
    }
}

/// `GET pay/create/pay/<oid>/<type>`: begins to pay, type 0 with `WeChat` and 1 with Alipay.
///
/// # Errors
/// 1000, 10002, 10004 for an offer out of time, 10006 for an order that cannot be paid any more or an offer that is not what it
/// was, 999 where the way of paying is not set up.
pub async fn create(call: &Call) -> Outcome {
    let account = call.caller(Module::Pay)?;
    let (id, kind) = (call.id_in_path(3)?, call.id_in_path(4)?);
    let way = provider(kind)?;
    let (terms, owner) = (call.terms, account.id);
    let seen = call.outlet.store.read(|db| purchase::find_own(db, owner, id))?.ok_or(CourseError::NoOrder)?;
    if seen.order.pay_status == status::PAID {
        return Ok(Answer::ok(&state(&seen, terms)));
    }
    if !call.outlet.gateways.offers(way.number()) {
        return Err(CourseError::NoProvider);
    }
    payable(&seen, &terms)?;
    // The provider comes first: where it cannot begin, the order stays unpaid and expires as any other.
    let start = start(call, &account, &seen, way, call.outlet.gateways.notice_path(NAME, way)).await?;
    let whole = call.outlet.store.write(move |tx| begin(tx, &terms, owner, id, way)).await?;
    Ok(Answer::ok(&if whole.order.pay_status == status::PAID { state(&whole, terms) } else { start }))
}

/// The provider of a type number.
fn provider(kind: i64) -> Result<Way, CourseError> {
    match kind {
        0 => Ok(Way::WeChat),
        1 => Ok(Way::AlipayWeb),
        _ => Err(CourseError::Parameter(format!("{kind} is no way of paying"))),
    }
}

/// Records that the customer is paying; an order that somebody else has just paid comes back paid.
///
/// # Errors
/// [`BeginError`].
pub fn begin(tx: &Tx<'_>, terms: &Terms, account: i64, id: i64, way: Way) -> Result<Whole, BeginError> {
    let mut whole = purchase::find_own(tx, account, id)?.ok_or(BeginError::UnknownOrder)?;
    if whole.order.pay_status == status::PAID {
        return Ok(whole);
    }
    payable(&whole, terms)?;
    let way = way.number();
    let begun = whole.order.pay_status == status::PAYING && whole.order.pay_way == Some(way);
    // Asking again for the same payment changes nothing.
    if !begun {
        orders::begin_paying(tx, terms, &mut whole.order, way, None)?;
    }
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

async fn start(call: &Call, payer: &Account, whole: &Whole, way: Way, notify: &str) -> Result<PayState, CourseError> {
    let order = &whole.order;
    let base_url = call.outlet.base_url(&call.request);
    let gateways = &call.outlet.gateways;
    if gateways.in_sandbox(way) {
        let subject = &whole.purchase.name;
        let url = gateways.sandbox_pay_url(&base_url, way.number(), &order.number, order.due(), subject, notify);
        return Ok(PayState { pay_url: Some(url), ..PayState::default() });
    }
    let bill = Bill {
        order_id: order.id,
        number: order.number.clone(),
        user_id: payer.id,
        session: String::new(),
        due: order.due(),
        subject: whole.purchase.name.clone(),
        mobile: whole.purchase.mobile.clone(),
        trade: Trade::App,
        base_url,
        now: call.terms.now,
    };
    match gateways.start_for(way, &bill, notify, &mut Ids::fresh()).await {
        Ok(Start::Html(text) | Start::Params(text)) => Ok(PayState { pay_params: Some(text), ..PayState::default() }),
        Err(error) => {
            tracing::warn!(way = way.number(), %error, "a payment of vouchers could not be started");
            Err(CourseError::NoProvider)
        }
    }
}

/// `GET pay/order/query/<oid>`: 0 unpaid, 1 paid with the first voucher, 2 when it cannot be paid any more.
///
/// # Errors
/// 10002.
pub async fn query(call: &Call) -> Outcome {
    let account = call.caller(Module::Pay)?.id;
    let id = call.id_in_path(3)?;
    let whole = call.outlet.store.read(|db| purchase::find_own(db, account, id))?.ok_or(CourseError::NoOrder)?;
    Ok(Answer::ok(&state(&whole, call.terms)))
}

fn state(whole: &Whole, terms: Terms) -> PayState {
    if whole.order.pay_status == status::PAID {
        return PayState { pay_status: 1, user_rebate_id: whole.standing.first_voucher, ..PayState::default() };
    }
    let over = orders::editable(&whole.order, terms.now).is_err();
    PayState { pay_status: if over { 2 } else { 0 }, ..PayState::default() }
}
