//! `order_paying`, and money that comes in from the counter and from providers.

use crate::accounts::{Account, Role};
use crate::gateways::{Bill, GatewayError, Start};
use crate::ids::Ids;
use crate::money::Fen;
use crate::orders::{self, COUNTER, Order, OrderError, Settled, Settlement, Terms, status};
use crate::roaming::fault::{self, Fault};
use crate::roaming::service::{Answer, Call, Outcome};
use crate::roaming::sql::catalogue;
use crate::roaming::vouchers;
use crate::roaming::wire::orders as wire;
use crate::store::{StoreError, Tx};

use super::list::own_roaming;

/// Names of lines that a payment's subject shows.
const NAMES_IN_SUBJECT: usize = 3;

/// Characters of a slip number.
const LONGEST_SLIP: usize = 64;

/// Why paying cannot begin.
#[derive(Debug, thiserror::Error)]
enum PayingError {
    #[error("there is no such payment way")]
    UnknownWay,
    #[error(transparent)]
    Order(#[from] OrderError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<PayingError> for Fault {
    fn from(error: PayingError) -> Self {
        match error {
            PayingError::UnknownWay => fault::PARAMETER,
            PayingError::Order(error) => error.into(),
            PayingError::Store(error) => error.into(),
        }
    }
}

/// `order_paying`: way 1 takes the counter's slip number, the others start a provider's payment.
///
/// # Errors
/// 1100, 1101, 1305, 1306, 1307, 1500, 1501.
pub async fn paying(call: &Call) -> Outcome {
    let id = call.fields.required_number::<i64>("orderid")?;
    let way = call.fields.required_number::<i64>("payid")?;
    let slip = call.fields.text("payvoucher").map(str::to_owned);
    if slip.as_ref().is_some_and(|slip| slip.chars().count() > LONGEST_SLIP) {
        return Err(fault::PARAMETER);
    }
    let account = call.signed_in()?;
    if way != COUNTER && !call.app.gateways.offers(way) {
        return Err(fault::PARAMETER);
    }
    // The provider comes first: where it cannot begin, the order stays unpaid and expires as any other.
    let started = if way == COUNTER { None } else { start(call, &account, id, way)? };
    let (terms, owner) = (call.terms, account.id);
    let order = call.app.store.write(move |tx| begin(tx, &terms, owner, id, way, slip.as_ref())).await?;
    match started {
        _ if order.pay_status == status::PAID => Err(fault::ORDER_STATE), // vouchers covered it whole
        Some(Start::Html(page)) => Ok(Answer::page(page)),
        Some(Start::Params(params)) => Answer::of("payparams", &params),
        None => Answer::of("order", &wire::order(&order, None, call.terms.zone)),
    }
}

/// What takes the customer to the provider; nothing where vouchers cover the whole order.
fn start(call: &Call, account: &Account, id: i64, way: i64) -> Result<Option<Start>, Fault> {
    let order = call.app.store.read(|db| own_roaming(db, account.id, id))?;
    orders::editable(&order, call.terms.now)?;
    if order.due() <= Fen::ZERO {
        return Ok(None);
    }
    let bill = bill(call, &order, account.phone.clone().unwrap_or_default())?;
    let started = call.app.gateways.start(way, &bill, &mut Ids::fresh());
    started.map(Some).map_err(|error| gateway_fault(way, error))
}

fn begin(
    tx: &Tx<'_>,
    terms: &Terms,
    account: i64,
    id: i64,
    way: i64,
    slip: Option<&String>,
) -> Result<Order, PayingError> {
    let mut order = own_roaming(tx, account, id)?;
    if !catalogue::has_payment_way(tx, way)? {
        return Err(PayingError::UnknownWay);
    }
    orders::editable(&order, terms.now)?;
    let reference = vouchers::reference(tx, &order)?;
    if !orders::settle_if_nothing_is_due(tx, terms, &mut order, &reference)? {
        orders::begin_paying(tx, terms, &mut order, way, slip.cloned())?;
    }
    Ok(order)
}

fn gateway_fault(way: i64, error: GatewayError) -> Fault {
    tracing::warn!(way, %error, "a payment could not be started");
    Fault::new(if way == 5 { 1500 } else { 1501 })
}

fn bill(call: &Call, order: &Order, mobile: String) -> Result<Bill, Fault> {
    let lines = call.app.store.read(|db| orders::lines_of(db, order.id))?;
    let mut names: Vec<&str> = lines.iter().take(NAMES_IN_SUBJECT).map(|line| line.title.as_str()).collect();
    if lines.len() > NAMES_IN_SUBJECT {
        names.push("...");
    }
    Ok(Bill {
        order_id: order.id,
        number: order.number.clone(),
        user_id: order.account_id,
        session: call.session().unwrap_or_default().to_owned(),
        due: order.due(),
        subject: names.join(","),
        mobile,
        base_url: call.base_url(),
        now: call.terms.now,
    })
}

/// `order_paid` of the back office: the counter took exactly what is due, for an order of any channel.
///
/// # Errors
/// 1100, 1101, 1103. Another amount, an unknown order or one that cannot be paid answers `{}` and changes nothing (L).
pub async fn om_paid(call: &Call) -> Outcome {
    let id = call.fields.required_number::<i64>("orderid")?;
    let slip = call.fields.required("payvoucher")?.to_owned();
    if slip.chars().count() > LONGEST_SLIP {
        return Err(fault::PARAMETER);
    }
    let amount = call.fields.money("amount")?.ok_or(fault::PARAMETER)?;
    let actor = call.staff(&[Role::Admin])?.id;
    let money = Settlement { order_id: id, way: COUNTER, trade_no: slip, amount, actor };
    let terms = call.terms;
    let settled = call.app.store.write(move |tx| take_money(tx, &terms, &money)).await?;
    match settled {
        Settled::Paid(order) | Settled::Before(order) => {
            Answer::of("order", &wire::order(&order, None, call.terms.zone))
        }
        Settled::MustGoBack(_) | Settled::Refused => Answer::object(&serde_json::json!({})),
    }
}

fn take_money(tx: &Tx<'_>, terms: &Terms, money: &Settlement) -> Result<Settled, StoreError> {
    let settled = orders::settle(tx, terms, money)?;
    if let Settled::Paid(order) = &settled {
        let after = format!("pay_status 2, {} by slip {}", money.amount, money.trade_no);
        let object = format!("order {}", order.id);
        orders::audit(tx, terms.now, money.actor, "order_paid", &object, (Some("pay_status not 2"), Some(&after)))?;
    }
    Ok(settled)
}
