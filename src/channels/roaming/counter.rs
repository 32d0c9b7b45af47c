//! The pick-up counter: `deliveryvoucher_verify` shows what a voucher is for, `deliveryvoucher_complete` hands it over
//! (docs/spec/roaming.md sections 0.10 and 15).

use serde::Serialize;

use super::orders::{self as shop, Whole};
use super::sql::vouchers as sql;
use super::vouchers::{Template, TemplateKind, Voucher, serial_of};
use super::wire::orders::OrderShape;
use super::wire::people::CounterUser;
use crate::accounts::{Role, sql as accounts};
use crate::catalogue::{self, Kind, Move, Product};
use crate::ids::{AccountId, OrderId};
use crate::orders::{self, LineStatus, OrderError, OrderStatus, Terms};
use crate::staff_api::codes::{self, Fault};
use crate::staff_api::{Answer, Call, Outcome};
use crate::store::{Db, StoreError, Tx};

/// Who works at the counter (docs/spec/roaming.md section 4).
const STAFF: [Role; 2] = [Role::Clerk, Role::Admin];

/// Why nothing is handed over for a serial.
#[derive(Debug, thiserror::Error)]
pub(super) enum CounterError {
    /// 1201.
    #[error("there is no such voucher")]
    Unknown,
    /// 1200.
    #[error("the voucher was used before")]
    Used,
    /// 1202.
    #[error("the voucher has expired, or its order has ended")]
    Void,
    /// 1307.
    #[error("the order is not paid, was sent, or its money is going back")]
    State,
    /// 1402.
    #[error("no card is left for a member")]
    NoCards,
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<OrderError> for CounterError {
    fn from(error: OrderError) -> Self {
        match error {
            OrderError::Store(error) => error.into(),
            OrderError::Unknown
            | OrderError::NotYours
            | OrderError::WrongState
            | OrderError::Gone(_)
            | OrderError::TooMuch => Self::Void,
        }
    }
}

/// The voucher of a serial that something may be handed over for: 1201, 1200, 1202, in this order.
pub(super) fn usable(db: &Db<'_>, serial: i64, terms: &Terms) -> Result<(Voucher, Template), CounterError> {
    let mut found = sql::by_serial(db, serial)?;
    // Codes that nobody has redeemed and vouchers for money are none of the counter's.
    found.retain(|(voucher, template)| {
        voucher.account_id > AccountId::NOBODY && matches!(template.kind, TemplateKind::PickUp | TemplateKind::Member)
    });
    let (voucher, template) = found.into_iter().next().ok_or(CounterError::Unknown)?;
    if voucher.used_at.is_some() {
        return Err(CounterError::Used);
    }
    let order = voucher.order_id.map(|id| orders::by_id(db, id)).transpose()?.flatten();
    let is_open =
        |order: &orders::Order| matches!(order.order_status(), OrderStatus::Unconfirmed | OrderStatus::Confirmed);
    let has_ended = order.is_some_and(|order| !is_open(&order) || order.has_expired(terms.now));
    let picks_nothing_up = template.kind == TemplateKind::PickUp && voucher.order_id.is_none();
    if !voucher.is_valid(&template, terms.now) || has_ended || picks_nothing_up {
        return Err(CounterError::Void);
    }
    Ok((voucher, template))
}

/// What the clerk sees: no order for a member voucher.
#[derive(Serialize)]
struct Shown<'s> {
    #[serde(skip_serializing_if = "Option::is_none")]
    order: Option<OrderShape<'s>>,
    quantity: i64,
    user: CounterUser<'s>,
}

/// `deliveryvoucher_verify`: what a voucher is for, paid or not, without changing anything. That the goods were sent does not void
/// it (docs/spec/roaming.md section 15); the clerk sees it in the order, and it cannot be completed any more.
///
/// # Errors
/// 1100, 1204 for a serial that is no number, 1101, 1103, 1201, 1200, 1202.
pub async fn verify(call: &Call) -> Outcome {
    let (serial, _) = read(call)?;
    let terms = call.terms;
    let (whole, quantity, account, made) = call.outlet.store.read(|db| {
        let (voucher, _) = usable(db, serial, &terms)?;
        let whole = voucher.order_id.map(|id| shop::read_one(db, id)).transpose()?.flatten();
        let quantity = whole.as_ref().map_or(Ok(1), |whole| pieces(db, whole))?;
        let account = accounts::by_id(db, voucher.account_id)?.ok_or(CounterError::Unknown)?;
        let made = accounts::created_at(db, account.id)?;
        Ok::<_, CounterError>((whole, quantity, account, made))
    })?;
    let user = CounterUser::new(&account, made);
    Answer::object(&Shown { order: whole.as_ref().map(|whole| whole.shape(terms.zone)), quantity, user })
}

/// The serial of a call by staff, and who it is.
fn read(call: &Call) -> Result<(i64, AccountId), Fault> {
    call.may(&STAFF)?;
    let serial = serial_of(call)?;
    let actor = call.staff(&STAFF)?.id;
    Ok((serial.ok_or(codes::NO_CODE)?, actor))
}

fn pieces(db: &Db<'_>, whole: &Whole) -> Result<i64, StoreError> {
    pieces_of(db, &whole.lines)
}

/// Pieces that lines hand over: of cards, of goods, and of packages with one.
pub fn pieces_of(db: &Db<'_>, lines: &[orders::Line]) -> Result<i64, StoreError> {
    let mut pieces = 0_i64;
    for line in lines.iter().filter(|line| line.status() != LineStatus::Refunded) {
        let sheet = catalogue::sheet(db, line.item().product())?;
        if sheet.is_some_and(|sheet| sheet.in_pieces().next().is_some()) {
            pieces = pieces.saturating_add(line.quantity());
        }
    }
    Ok(pieces)
}

/// `deliveryvoucher_complete`: the goods of a paid order were handed over; of ten clerks at once one does it.
///
/// # Errors
/// 1100, 1204, 1101, 1103, 1201, 1200, 1202, 1307 for an order that is not paid, was sent by a carrier or whose money is going
/// back, and 1402 for a member when no card is left.
pub async fn complete(call: &Call) -> Outcome {
    let (serial, actor) = read(call)?;
    let terms = call.terms;
    call.outlet.store.write(move |tx| hand_over(tx, &terms, actor, serial)).await?;
    Ok(Answer::done())
}

/// Uses a voucher up: its order is with the customer, or a member has got the card.
///
/// # Errors
/// As the answers of [`complete`].
pub(super) fn hand_over(tx: &Tx<'_>, terms: &Terms, actor: AccountId, serial: i64) -> Result<(), CounterError> {
    let (voucher, _) = usable(tx, serial, terms)?;
    match voucher.order_id {
        Some(id) => receive_order(tx, id)?,
        None => take_member_card(tx, terms)?,
    }
    if !sql::hand_over(tx, voucher.id, terms.now)? {
        return Err(CounterError::Used);
    }
    let object = format!("voucher {}", voucher.id);
    let after =
        voucher.order_id.map_or_else(|| "member card handed over".to_owned(), |id| format!("order {id} handed over"));
    Ok(orders::audit(
        tx,
        terms.by(actor),
        orders::Deed("deliveryvoucher_complete"),
        &object,
        orders::Change::between("unused", &after),
    )?)
}

fn receive_order(tx: &Tx<'_>, id: OrderId) -> Result<(), CounterError> {
    let mut order = orders::by_id(tx, id)?.ok_or(CounterError::Void)?;
    // What a carrier has is not at the counter any more: it must not be handed over a second time.
    if order.shipped_at().is_some() {
        return Err(CounterError::State);
    }
    orders::hand_over(tx, &mut order).map_err(|error| match error {
        OrderError::Store(error) => error.into(),
        _ => CounterError::State,
    })
}

/// A member's card comes out of the stock of the first card that is on sale.
fn take_member_card(tx: &Tx<'_>, terms: &Terms) -> Result<(), CounterError> {
    let products = catalogue::products(tx)?;
    let is_card = |it: &&Product| it.kind == Kind::Card && it.is_on_sale();
    let card = products.iter().find(is_card).ok_or(CounterError::NoCards)?;
    let why = Move { now: terms.now, order: None, reason: "member voucher" };
    if catalogue::take(tx, card.id, 1, why)? { Ok(()) } else { Err(CounterError::NoCards) }
}
