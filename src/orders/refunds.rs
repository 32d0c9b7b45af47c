//! Money that goes back: asked for, decided, booked once, and never more than came in.

use super::receipts;
use super::refund::{Origin, PayBack, Refund, RefundRequest};
use super::refund_allocation::money_of;
use super::returned_goods;
use super::sql;
use super::sql::money::{self as ledger, Move};
use super::sql::refunds as rows;
use super::transitions::Event;
use super::{Line, Order, OrderError, Terms};
use super::{LineStatus, RefundStatus};
use crate::ids::{AccountId, LineId, OrderId, PayWayId, RefundId};
use crate::money::Fen;
use crate::orders::ReturnStatus;
use crate::store::{Db, StoreError, Tx};

/// The refund of an id.
pub fn refund(db: &Db<'_>, id: RefundId) -> Result<Option<Refund>, StoreError> {
    rows::by_id(db, id)
}

/// Writes down that a customer wants the money of a paid order, or of one line, back. Asking again for the same thing while
/// it is being looked at is the same refund.
///
/// # Errors
/// [`OrderError::WrongState`] for an order that is not paid or has ended, or of which something was used up, a line whose money
/// went back, a whole order while a line of it is being looked at, and the other way round. [`OrderError::Unknown`] for a line
/// of another order.
pub fn request_refund(tx: &Tx<'_>, terms: &Terms, order: &Order, wanted: &RefundRequest) -> Result<Refund, OrderError> {
    if !may_go_back(tx, terms, order)? {
        return Err(OrderError::WrongState);
    }
    if !line_may_go_back(tx, terms, order, wanted.line_id)? {
        return Err(OrderError::WrongState);
    }
    let live = live_requests(tx, order.id)?;
    if let Some(same) = live.iter().find(|it| it.line_id == wanted.line_id) {
        return if same.status == RefundStatus::Refunded { Err(OrderError::WrongState) } else { Ok(same.clone()) };
    }
    let lines = super::lines_of(tx, order.id)?;
    let money = money_of(tx, terms, order, (&lines, &live), wanted.line_id)?;
    let refund = new_refund(RefundId::next(tx)?, terms, order, wanted, money);
    rows::insert(tx, &refund)?;
    Ok(refund)
}

/// Whether the money of an order may be asked back, and agreed to: it is paid, has not ended, and nothing of it was used up that
/// cannot come back.
pub fn may_go_back(db: &Db<'_>, terms: &Terms, order: &Order) -> Result<bool, StoreError> {
    Ok(order.is_paid() && terms.fulfilments.of(order)?.may_go_back(db, order)?)
}

fn line_may_go_back(db: &Db<'_>, terms: &Terms, order: &Order, line: Option<LineId>) -> Result<bool, StoreError> {
    terms.fulfilments.of(order)?.line_may_go_back(db, order, line)
}

/// The requests of an order that staff has not refused.
pub(super) fn live_requests(db: &Db<'_>, order: OrderId) -> Result<Vec<Refund>, StoreError> {
    let mut found = rows::of_order(db, order)?;
    found.retain(|it| it.origin == Origin::Request && it.status != RefundStatus::Rejected);
    Ok(found)
}

/// A refund that nobody has looked at.
pub(super) fn new_refund(id: RefundId, terms: &Terms, order: &Order, wanted: &RefundRequest, money: Fen) -> Refund {
    Refund {
        id,
        order_id: order.id,
        line_id: wanted.line_id,
        account_id: order.account_id,
        origin: Origin::Request,
        reason_id: wanted.reason_id,
        reason: wanted.reason.clone(),
        money,
        way: order.pay_way.unwrap_or(super::COUNTER),
        trade_no: order.pay_ref.clone().unwrap_or_default(),
        status: RefundStatus::Open,
        shipping_status: ReturnStatus::NotReceived,
        carrier: None,
        waybill: None,
        created_at: terms.now,
        shipped_at: None,
        received_at: None,
        confirmed_at: None,
        refunding_at: None,
        refunded_at: None,
    }
}

/// Staff agrees to a refund; agreeing twice changes nothing.
///
/// # Errors
/// [`OrderError::WrongState`] for a rejected one, and where something of the order was used up since it was asked for.
pub fn confirm_refund(tx: &Tx<'_>, terms: &Terms, refund: &Refund) -> Result<Refund, OrderError> {
    let order = sql::by_id(tx, refund.order_id)?.ok_or(OrderError::Unknown)?;
    let is_here =
        refund.origin == Origin::Request && matches!(refund.status, RefundStatus::Open | RefundStatus::Confirmed);
    if is_here && !(may_go_back(tx, terms, &order)? && line_may_go_back(tx, terms, &order, refund.line_id)?) {
        return Err(OrderError::WrongState);
    }
    rows::decide(tx, refund.id, RefundStatus::Open, RefundStatus::Confirmed, terms.now)?;
    let now = rows::by_id(tx, refund.id)?.ok_or(OrderError::Unknown)?;
    if now.status == RefundStatus::Rejected { Err(OrderError::WrongState) } else { Ok(now) }
}

/// Staff refuses a refund; refusing twice changes nothing.
///
/// # Errors
/// [`OrderError::WrongState`] for one that was confirmed, and for money that came late: it is not ours to keep.
pub fn reject_refund(tx: &Tx<'_>, terms: &Terms, refund: &Refund) -> Result<Refund, OrderError> {
    if refund.origin == Origin::LatePayment {
        return Err(OrderError::WrongState);
    }
    rows::decide(tx, refund.id, RefundStatus::Open, RefundStatus::Rejected, terms.now)?;
    let now = rows::by_id(tx, refund.id)?.ok_or(OrderError::Unknown)?;
    if now.status == RefundStatus::Rejected { Ok(now) } else { Err(OrderError::WrongState) }
}

/// Pays a confirmed refund back, or has the provider do so; one that is under way or done stays as it is.
///
/// # Errors
/// [`OrderError::WrongState`] when the order's goods or money are not there any more to be given back.
pub fn pay_back(
    tx: &Tx<'_>,
    terms: &Terms,
    refund: &Refund,
    how: PayBack,
    actor: AccountId,
) -> Result<Refund, OrderError> {
    if how == PayBack::AtTheCounter || refund.money == Fen::ZERO {
        book(tx, terms, refund, actor)?;
    } else {
        rows::send(tx, refund.id, terms.now)?;
    }
    rows::by_id(tx, refund.id)?.ok_or(OrderError::Unknown)
}

/// Books money of a refund under way that staff has sent back by hand, because its provider tells nobody; a second time it does
/// nothing.
///
/// # Errors
/// [`OrderError::WrongState`] for a refund that is not under way.
pub fn sent_by_hand(tx: &Tx<'_>, terms: &Terms, refund: &Refund, actor: AccountId) -> Result<Refund, OrderError> {
    if !matches!(refund.status, RefundStatus::Refunding | RefundStatus::Refunded) {
        return Err(OrderError::WrongState);
    }
    book(tx, terms, refund, actor)?;
    rows::by_id(tx, refund.id)?.ok_or(OrderError::Unknown)
}

/// Books money that went back, and takes the goods back; a second time it does nothing.
fn book(tx: &Tx<'_>, terms: &Terms, refund: &Refund, actor: AccountId) -> Result<(), OrderError> {
    if !rows::finish(tx, refund.id, terms.now)? {
        return Ok(());
    }
    let mut order = sql::by_id(tx, refund.order_id)?.ok_or(OrderError::Unknown)?;
    if refund.money > rows::balance(tx, order.id)? {
        return Err(OrderError::WrongState);
    }
    if refund.money > Fen::ZERO {
        let trade_no = format!("{}-R{}", refund.trade_no, refund.id);
        let booked = ledger::insert_move(tx, &entry(terms, refund, &order, &trade_no, actor))?;
        match refund.origin {
            Origin::Request => receipts::of_refund(tx, terms, refund, booked)?,
            Origin::LatePayment => receipts::of_deposit_back(tx, terms, refund, booked)?,
        }
        debug_assert!(rows::balance(tx, order.id)? >= Fen::ZERO, "order {} gave back what came in at most", order.id);
    }
    match refund.origin {
        Origin::Request => {
            take_back(tx, terms, &mut order, refund.line_id)?;
            Ok(returned_goods::came_first(tx, terms, &order, refund)?)
        }
        Origin::LatePayment => Ok(()),
    }
}

pub(super) fn entry<'m>(
    terms: &Terms,
    refund: &Refund,
    order: &'m Order,
    trade_no: &'m str,
    actor: AccountId,
) -> Move<'m> {
    Move {
        kind: "refund",
        at: terms.now,
        business_date: terms.business_date(),
        order,
        way: refund.way,
        amount: -refund.money,
        trade_no,
        actor,
        tendered: None,
        voids: None,
    }
}

fn take_back(tx: &Tx<'_>, terms: &Terms, order: &mut Order, line: Option<LineId>) -> Result<(), OrderError> {
    if !order.is_paid() {
        return Err(OrderError::WrongState);
    }
    if let Some(id) = line {
        take_line_back(tx, terms, order, id)?;
        let all_went_back = |lines: &[Line]| lines.iter().all(|line| line.status == LineStatus::Refunded);
        if !all_went_back(&super::lines_of(tx, order.id)?) {
            return Ok(());
        }
    }
    let goods = terms.fulfilments.of(order)?;
    goods.let_go(tx, terms, order)?;
    goods.released(tx, terms, order)?;
    order.apply(Event::PayBack)?;
    sql::set_line_status(tx, order.id, LineStatus::Refunded)?;
    Ok(sql::save(tx, order)?)
}

fn take_line_back(tx: &Tx<'_>, terms: &Terms, order: &Order, id: LineId) -> Result<(), OrderError> {
    let lines = super::lines_of(tx, order.id)?;
    let line = lines.iter().find(|line| line.id == id).ok_or(OrderError::Unknown)?;
    if !rows::refund_line(tx, order.id, id)? {
        return Err(OrderError::WrongState);
    }
    Ok(terms.fulfilments.of(order)?.line_released(tx, terms, order, line)?)
}

/// What a provider says it has paid back.
#[derive(Clone, Copy, Debug)]
pub struct PaidBack<'t> {
    /// The way by which it came in.
    pub way: PayWayId,
    /// The provider's number of the payment.
    pub trade_no: &'t str,
    /// How much.
    pub amount: Fen,
}

/// Books what a provider says it has paid back: a refund that waits for it, money that came late, or all that is left of an
/// order that nobody here asked a refund for. Whether it fits anything; the same notice again does.
pub fn book_refund_notice(tx: &Tx<'_>, terms: &Terms, order: &Order, told: PaidBack<'_>) -> Result<bool, OrderError> {
    let PaidBack { way, trade_no, amount } = told;
    let mut known = rows::of_order(tx, order.id)?;
    known.retain(|it| {
        it.way == way && it.trade_no == trade_no && it.money == amount && it.status != RefundStatus::Rejected
    });
    let waits = |it: &&Refund| it.status != RefundStatus::Refunded;
    // One that the provider was told to pay comes before one that it was not.
    let next = known.iter().filter(waits).max_by_key(|it| (it.status, std::cmp::Reverse(it.id)));
    if let Some(refund) = next {
        return book(tx, terms, refund, AccountId::NOBODY).map(|()| true);
    }
    if !known.is_empty() {
        return Ok(true);
    }
    give_back_unasked(tx, terms, order, told)
}

fn give_back_unasked(
    tx: &Tx<'_>,
    terms: &Terms,
    order: &Order,
    PaidBack { way, trade_no, amount }: PaidBack<'_>,
) -> Result<bool, OrderError> {
    let of_this_payment = order.pay_way == Some(way) && order.pay_ref.as_deref() == Some(trade_no);
    if !of_this_payment || !order.is_paid() {
        return Ok(false);
    }
    let live = live_requests(tx, order.id)?;
    let gone: Fen = live.iter().filter(|it| it.status == RefundStatus::Refunded).map(|it| it.money).sum();
    let left = order.paid.unwrap_or_default() - gone;
    if amount < left {
        return Ok(false);
    }
    let wanted = RefundRequest { line_id: None, reason_id: None, reason: "支付平台退款".to_owned() };
    for it in live.iter().filter(|it| it.status != RefundStatus::Refunded) {
        // The whole covers what was asked for line by line.
        rows::decide(tx, it.id, it.status, RefundStatus::Rejected, terms.now)?;
    }
    let refund = new_refund(RefundId::next(tx)?, terms, order, &wanted, left);
    rows::insert(tx, &refund)?;
    book(tx, terms, &refund, AccountId::NOBODY).map(|()| true)
}

/// The customer has sent the goods of a refund back.
///
/// # Errors
/// [`OrderError::WrongState`] for a rejected refund, goods that have arrived, and money that came late: no goods went with it.
pub fn send_back(tx: &Tx<'_>, terms: &Terms, id: RefundId, carrier: &str, waybill: &str) -> Result<Refund, OrderError> {
    if !rows::sent_back(tx, id, (carrier, waybill), terms.now)? {
        return Err(OrderError::WrongState);
    }
    rows::by_id(tx, id)?.ok_or(OrderError::Unknown)
}
