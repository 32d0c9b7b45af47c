//! `order/create`, `order/list`, `order/detail/<oid>`: a customer's orders of course vouchers
//! (docs/spec/courses.md sections 1 and 3).

use super::codes::CourseError;
use super::offer::{Offer, Sale};
use super::purchase::{self, Purchase, Whole};
use super::scope::Module;
use super::service::{Answer, Call, Outcome};
use super::sql::{catalogue, orders as sql};
use super::wire;
use crate::channels::courses::ids::{CourseId, OfferId};
use crate::channels::courses::name::NAME;
use crate::clock::Zone;
use crate::ids::{AccountId, OrderId};
use crate::orders::{self, NewLine, NewOrder, OrderError, Terms};
use crate::random::Ids;
use crate::store::{StoreError, Tx};
use crate::text::{self, is_mobile};

/// How many vouchers one order may buy (docs/spec/courses.md section 5).
const PIECES: std::ops::RangeInclusive<i64> = 1..=99;
/// Order numbers that are tried; two orders of one second rarely draw the same four digits.
const TRIES: usize = 50;

/// Why vouchers cannot be ordered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlaceError {
    /// There is no such course, or it is gone.
    #[error("there is no such course")]
    UnknownCourse,
    /// The offer is unknown, off sale, or not for this course.
    #[error("the offer is not sold for the course")]
    NotSold,
    /// The time to buy or to use it is over.
    #[error("the offer's time is over")]
    Over,
    /// The price is beyond all bounds.
    #[error("the price is beyond all bounds")]
    TooDear,
    /// The customer leaves as much unpaid as one may.
    #[error("the customer leaves too much unpaid")]
    TooMuch,
    /// No order number of this second is free.
    #[error("no order number is free")]
    NoNumber,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What a customer wants.
#[derive(Clone, Debug)]
pub struct PurchaseRequest {
    pub(super) account: AccountId,
    pub(super) mobile: String,
    pub(super) course: CourseId,
    pub(super) offer: OfferId,
    pub(super) num: i64,
}

/// `POST order/create`: 201 with the order.
///
/// # Errors
/// 1000, 5000, 10006 for an offer that is not sold for the course, 10004, 10001.
pub async fn create(call: &Call) -> Outcome {
    let account = call.caller(Module::Order)?;
    let request = purchase_request(call, account.id)?;
    let (terms, ids) = (call.terms, Ids::fresh());
    let written = call.outlet.store.write(move |tx| place(tx, &terms, &mut ids.clone(), &request)).await;
    Ok(Answer::created(&wire::order(&written?, terms.now)))
}

fn purchase_request(call: &Call, account: AccountId) -> Result<PurchaseRequest, CourseError> {
    let fields = call.fields()?;
    let mobile = text::phone(fields.required("mobile")?);
    let course = CourseId(fields.required_saturated("courses_id")?);
    let offer = OfferId(fields.required_saturated("rebate_id")?);
    let num = fields.required_saturated("num")?;
    if !is_mobile(&mobile) || !PIECES.contains(&num) {
        return Err(CourseError::Parameter("mobile or num is out of range".to_owned()));
    }
    Ok(PurchaseRequest { account, mobile, course, offer, num })
}

/// Orders vouchers of an offer for a course.
pub fn place(tx: &Tx<'_>, terms: &Terms, ids: &mut Ids, request: &PurchaseRequest) -> Result<Whole, PlaceError> {
    let course = catalogue::course_by_id(tx, request.course)?.ok_or(PlaceError::UnknownCourse)?;
    let offer = catalogue::bound_offer(tx, course.id, request.offer)?.ok_or(PlaceError::NotSold)?;
    match offer.terms.sale(terms.now) {
        Sale::Open => {}
        Sale::Closed => return Err(PlaceError::NotSold),
        Sale::Over => return Err(PlaceError::Over),
    }
    // Everything that is added up later stays within bounds if this does.
    offer.terms.value.times(request.num).ok_or(PlaceError::TooDear)?;
    let number = free_number(tx, terms, ids)?;
    let new = NewOrder { account_id: request.account, channel: NAME, number: Some(number), client_ref: None };
    let (mut order, _) = orders::open(tx, terms, &new)?;
    orders::add_line(tx, terms, &mut order, &line(&offer, request.num))?;
    orders::save(tx, &order)?;
    sql::insert(tx, &new_purchase(order.id(), request, offer, ids))?;
    orders::within_caps(tx, terms, &order).map_err(|error| match error {
        OrderError::Store(error) => PlaceError::Store(error),
        _ => PlaceError::TooMuch,
    })?;
    let lost = || StoreError::Other(format!("order {} is not there", order.id()));
    Ok(purchase::find(tx, order.id())?.ok_or_else(lost)?)
}

fn new_purchase(order: OrderId, request: &PurchaseRequest, offer: Offer, ids: &mut Ids) -> Purchase {
    Purchase {
        order_id: order,
        account_id: request.account,
        course_id: request.course,
        offer_id: offer.id,
        name: offer.terms.name,
        mobile: request.mobile.clone(),
        num: request.num,
        used: 0,
        value: offer.terms.value,
        rebate_value: offer.terms.rebate_value,
        code_seed: ids.uuid(),
        enrolled_at: None,
        hidden: false,
    }
}

fn line(offer: &Offer, num: i64) -> NewLine {
    NewLine {
        starts_at: Some(offer.terms.use_from),
        ends_at: Some(offer.terms.use_until),
        ..NewLine::plain(offer.id.item(), &offer.terms.name, num, 1, offer.terms.value)
    }
}

/// A number that no order of this channel has: China time to the second and four random digits, 18 in all, as recorded.
fn free_number(tx: &Tx<'_>, terms: &Terms, ids: &mut Ids) -> Result<String, PlaceError> {
    let second = Zone::china().format(terms.now, "%Y%m%d%H%M%S");
    for _ in 0..TRIES {
        let number = format!("{second}{}", ids.digits(4));
        if orders::by_number(tx, NAME, &number)?.is_none() {
            return Ok(number);
        }
    }
    Err(PlaceError::NoNumber)
}

/// `GET order/list`: the caller's orders, newest first.
///
/// # Errors
/// 1000.
pub async fn list(call: &Call) -> Outcome {
    let account = call.caller(Module::Order)?.id;
    let page = call.page()?;
    let (count, found) = call.outlet.store.read::<_, CourseError>(|db| {
        let purchases = sql::page(db, account, page)?;
        Ok((sql::count(db, account)?, purchase::with_orders(db, purchases)?))
    })?;
    let data: Vec<_> = found.iter().map(|whole| wire::order(whole, call.terms.now)).collect();
    Ok(Answer::ok(&wire::OrderList { count, data }))
}

/// `GET order/detail/<oid>`: one of the caller's orders.
///
/// # Errors
/// 10002.
pub async fn detail(call: &Call) -> Outcome {
    let account = call.caller(Module::Order)?.id;
    let id = OrderId(call.id_in_path(2)?);
    let whole = call.outlet.store.read(|db| purchase::find_own(db, account, id))?.ok_or(CourseError::NoOrder)?;
    Ok(Answer::ok(&wire::order(&whole, call.terms.now)))
}
