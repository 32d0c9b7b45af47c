//! `order_paying`, and money that comes in from the counter and from providers.

use crate::accounts::{Account, Role};
use crate::channels::roaming::fulfilment::{self, TakeError};
use crate::channels::roaming::sql::shop as shop_sql;
use crate::channels::roaming::vouchers;
use crate::channels::roaming::wire::orders as wire;
use crate::ids::{AccountId, OrderId, PayWayId};
use crate::money::Fen;
use crate::orders::{self, COUNTER, Order, OrderError, PayStatus, Settled, Settlement, Terms};
use crate::payments::{Bill, GatewayError, Start, Trade, Way};
use crate::random::Ids;
use crate::staff_api::codes::{self, Fault};
use crate::staff_api::{Answer, Call, Outcome};
use crate::store::{Db, StoreError, Tx};

use super::list::own_roaming;

/// Names of lines that a payment's subject shows.
const NAMES_IN_SUBJECT: usize = 3;

/// Characters of a slip number.
const MAX_SLIP_LEN: usize = 64;

/// Bytes of `WeChat`'s names of its customers.
const MAX_OPENID_LEN: usize = 128;

/// Why paying cannot begin.
#[derive(Debug, thiserror::Error)]
pub(in crate::channels::roaming) enum PayingError {
    #[error("there is no such payment way")]
    UnknownWay,
    /// While the provider was asked, what is due has changed: what it would take is not it.
    #[error("the order has changed")]
    Changed,
    #[error(transparent)]
    Card(#[from] TakeError),
    #[error(transparent)]
    Order(#[from] OrderError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// `order_paying`: way 1 takes the counter's slip number, the others start a provider's payment. One that is not set up is
/// 1500 for `WeChat`, 1501 for Credtrip and 1100 for others.
///
/// # Errors
/// 1100, 1101, 1305, 1306, 1307, 1301 and 1304 for a card that the order cannot be used with any more, 1500, 1501.
pub async fn paying(call: &Call) -> Outcome {
    let id = call.fields.required_number::<OrderId>("orderid")?;
    let way = call.fields.required_number::<PayWayId>("payid")?;
    let slip = call.fields.text("payvoucher").map(str::to_owned);
    if slip.as_ref().is_some_and(|slip| slip.chars().count() > MAX_SLIP_LEN) {
        return Err(codes::PARAMETER);
    }
    let account = call.signed_in()?;
    // The table has a code for a provider that cannot be reached, but none for Alipay.
    let has_code = [Way::WeChat, Way::Credtrip].iter().any(|known| known.id() == way);
    if way != COUNTER && !has_code && !call.outlet.gateways.offers(way) {
        return Err(codes::PARAMETER);
    }
    let trade = trade(call, way)?;
    // The provider comes first: where it cannot begin, the order stays unpaid and expires as any other.
    let started = if way == COUNTER { None } else { start(call, &account, (id, way), trade).await? };
    let (terms, owner) = (call.terms, account.id);
    let due = (way != COUNTER).then(|| started.as_ref().map_or(Fen::ZERO, |started| started.due));
    let order = call.outlet.store.write(move |tx| begin(tx, &terms, owner, (id, way), due, slip.as_ref())).await?;
    match started.map(|started| started.start) {
        _ if order.pay_status() == PayStatus::Paid => Err(codes::ORDER_STATE), // vouchers covered it whole
        Some(Start::Html(page)) => Ok(Answer::page(page)),
        Some(Start::Params(params)) => Answer::of("payparams", &params),
        None => Answer::of("order", &wire::order(&order, None, call.terms.zone)),
    }
}

/// Where the customer pays with `WeChat`: `trade_type`, and outside apps whom `WeChat` takes the customer for
/// (docs/spec/roaming.md section 12).
fn trade(call: &Call, way: PayWayId) -> Result<Trade, Fault> {
    match call.fields.text("trade_type").map(str::trim).filter(|_| way == Way::WeChat.id()) {
        None | Some("APP" | "SDK") => Ok(Trade::App),
        Some("NATIVE") => Ok(Trade::Code),
        Some("JSAPI") => {
            let openid = call.fields.required("openid")?;
            let fits = openid.len() <= MAX_OPENID_LEN && openid.bytes().all(|byte| byte.is_ascii_graphic());
            if fits { Ok(Trade::Page { openid: openid.to_owned() }) } else { Err(codes::PARAMETER) }
        }
        Some(_) => Err(codes::PARAMETER),
    }
}

/// A payment that a provider is ready to take.
struct Started {
    start: Start,
    /// How much it was told to take.
    due: Fen,
}

/// What takes the customer to the provider; nothing where vouchers cover the whole order.
async fn start(
    call: &Call,
    account: &Account,
    (id, way): (OrderId, PayWayId),
    trade: Trade,
) -> Result<Option<Started>, Fault> {
    let order = call.outlet.store.read(|db| {
        let order = own_roaming(db, account.id, id)?;
        may_begin(db, &call.terms, &order, way)?;
        Ok::<_, PayingError>(order)
    })?;
    if !order.holds_goods() {
        // Nobody is sent to a provider to pay for what is gone.
        let (terms, order) = (call.terms, order.clone());
        let trial = call.outlet.store.write(move |tx| orders::could_be_paid(tx, &terms, &order)).await;
        trial?;
    }
    let due = order.due();
    if due <= Fen::ZERO {
        return Ok(None);
    }
    let bill = Bill { trade, ..bill(call, &order, account.phone.clone().unwrap_or_default())? };
    let start = call.outlet.gateways.start(way, &bill, &mut Ids::fresh()).await;
    start.map(|start| Some(Started { start, due })).map_err(|error| gateway_fault(way, error))
}

/// Whether an order may be paid this way: looked at before a provider is asked, and again when it has answered.
fn may_begin(db: &Db<'_>, terms: &Terms, order: &Order, way: PayWayId) -> Result<(), PayingError> {
    if !shop_sql::has_payment_way(db, way)? {
        return Err(PayingError::UnknownWay);
    }
    orders::editable(order, terms.now)?;
    Ok(fulfilment::look_at_cards(db, terms, order)?)
}

fn begin(
    tx: &Tx<'_>,
    terms: &Terms,
    account: AccountId,
    (id, way): (OrderId, PayWayId),
    due: Option<Fen>,
    slip: Option<&String>,
) -> Result<Order, PayingError> {
    let mut order = own_roaming(tx, account, id)?;
    may_begin(tx, terms, &order, way)?;
    if due.is_some_and(|due| due != order.due()) {
        return Err(PayingError::Changed);
    }
    let reference = vouchers::reference(tx, &order)?;
    if !orders::settle_if_nothing_is_due(tx, terms, &mut order, &reference)? {
        orders::begin_paying(tx, terms, &mut order, way, slip.cloned())?;
    }
    Ok(order)
}

fn gateway_fault(way: PayWayId, error: GatewayError) -> Fault {
    tracing::warn!(%way, %error, "a payment could not be started");
    if way == Way::WeChat.id() { codes::WECHAT_FAILED } else { codes::CREDTRIP_FAILED }
}

fn bill(call: &Call, order: &Order, mobile: String) -> Result<Bill, Fault> {
    let lines = call.outlet.store.read(|db| orders::lines_of(db, order.id()))?;
    let mut names: Vec<&str> = lines.iter().take(NAMES_IN_SUBJECT).map(orders::Line::title).collect();
    if lines.len() > NAMES_IN_SUBJECT {
        names.push("...");
    }
    Ok(Bill {
        order_id: order.id(),
        number: order.number().to_owned(),
        user_id: order.account_id(),
        session: call.session().unwrap_or_default().to_owned(),
        due: order.due(),
        subject: names.join(","),
        mobile,
        trade: Trade::App,
        base_url: call.base_url(),
        now: call.terms.now,
    })
}

/// `order_paid` of the back office: the counter took exactly what is due, for an order of any channel.
///
/// # Errors
/// 1100, 1101, 1103, 1307 for an order that was cancelled or closed (docs/spec/roaming.md section 0.7). Another amount,
/// an unknown order or one that was paid otherwise answers `{}` and changes nothing, as the
/// earlier server does.
pub async fn om_paid(call: &Call) -> Outcome {
    call.may(&[Role::Admin])?;
    let id = call.fields.required_number::<OrderId>("orderid")?;
    let slip = call.fields.required("payvoucher")?.to_owned();
    if slip.chars().count() > MAX_SLIP_LEN {
        return Err(codes::PARAMETER);
    }
    let amount = call.fields.money("amount")?.ok_or(codes::PARAMETER)?;
    let actor = call.staff(&[Role::Admin])?.id;
    let money = Settlement { order_id: id, way: COUNTER, trade_no: slip, amount, actor, tendered: None };
    let terms = call.terms;
    let settled = call.outlet.store.write(move |tx| take_money(tx, &terms, &money)).await?;
    match settled {
        Settled::Paid(order) | Settled::Before(order) => {
            Answer::of("order", &wire::order(&order, None, call.terms.zone))
        }
        Settled::MustGoBack(_) | Settled::Refused => Answer::object(&serde_json::json!({})),
    }
}

fn take_money(tx: &Tx<'_>, terms: &Terms, money: &Settlement) -> Result<Settled, OrderError> {
    let settled = orders::settle(tx, terms, money)?;
    let refused = matches!(settled, Settled::Refused);
    if refused && orders::by_id(tx, money.order_id)?.is_some_and(|order| order.has_ended()) {
        return Err(OrderError::WrongState);
    }
    if let Settled::Paid(order) = &settled {
        let after = format!("pay_status 2, {} by slip {}", money.amount, money.trade_no);
        let object = format!("order {}", order.id());
        orders::audit(
            tx,
            terms.by(money.actor),
            orders::Deed("order_paid"),
            &object,
            orders::Change::between("pay_status not 2", &after),
        )?;
    }
    Ok(settled)
}
