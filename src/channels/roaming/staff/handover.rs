//! `cardorder_bind`: a data card leaves the store with an order.

use serde_json::json;

use super::{OPERATORS, note, orders::roaming_order};
use crate::catalogue;
use crate::channels::roaming::cards::{self, Card, CardState, Holding};
use crate::channels::roaming::cart;
use crate::channels::roaming::choice::{Attr, var};
use crate::channels::roaming::held_cards;
use crate::channels::roaming::orders::{self as shop, shown_attrs};
use crate::channels::roaming::sql::cards as sql;
use crate::ids::{AccountId, OrderId};
use crate::orders::{self, Line, LineStatus, Order, OrderError, PayStatus, Terms};
use crate::staff_api::{Call, Outcome};
use crate::store::{Db, StoreError, Tx};

/// Why a card cannot be handed over.
#[derive(Debug, thiserror::Error)]
pub(in crate::channels::roaming) enum HandOverError {
    #[error("there is no such data card in the store")]
    UnknownCard,
    #[error("no line of the order still needs a card")]
    NothingNeedsIt,
    #[error("the data card is used in that period")]
    CardBusy,
    #[error(transparent)]
    Order(#[from] OrderError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// `cardorder_bind`: one card goes to one line of one order, the first that still needs one: a line that buys cards before one
/// that only needs a card to use its data.
///
/// # Errors
/// 1100, 1101, 1103, 1301 for a card that is neither in the store nor merely bound by somebody, 1305, 1307 for an order that is not paid, has ended or
/// whose money is going back, 1302 when every piece has its card, 1304.
pub async fn bind(call: &Call) -> Outcome {
    call.may(OPERATORS)?;
    let id = call.fields.required_number::<OrderId>("orderid")?;
    let name = call.fields.required("simid")?.trim().to_owned();
    let actor = call.staff(OPERATORS)?.id;
    let terms = call.terms;
    let bound = move |tx: &Tx<'_>| {
        let order = hand_over(tx, &terms, actor, id, &name)?;
        Ok::<_, HandOverError>(shop::whole_one(tx, order)?)
    };
    shop::shape(call, &call.outlet.store.write(bound).await?)
}

/// Hands a card that staff has in hand ([`held_cards::take_in_hand`]), by its iccid or id, over to the first line of an order that still needs one.
///
/// # Errors
/// As the answers of [`bind`].
pub(in crate::channels::roaming) fn hand_over(
    tx: &Tx<'_>,
    terms: &Terms,
    actor: AccountId,
    id: OrderId,
    name: &str,
) -> Result<Order, HandOverError> {
    let mut card = cards::find(tx, name)?.ok_or(HandOverError::UnknownCard)?;
    if !held_cards::take_in_hand(tx, terms.by(actor), &mut card)? {
        return Err(HandOverError::UnknownCard);
    }
    let order = roaming_order(tx, id)?;
    if order.pay_status() != PayStatus::Paid || order.has_ended() || orders::has_pending_refund(tx, id)? {
        return Err(OrderError::WrongState.into());
    }
    let mut line = line_for_card(tx, &order)?.ok_or(HandOverError::NothingNeedsIt)?;
    let held = Holding { state: CardState::HandedOver, account: Some(order.account_id()), line: Some(line.id()) };
    if !cards::pass(tx, terms.by(actor), &mut card, held)? {
        return Err(HandOverError::UnknownCard);
    }
    tie_to_trip(tx, terms, &line, &card)?;
    line.choose(with_card(&line, &card)?);
    orders::save_line(tx, &line)?;
    let (before, after) =
        (note(&json!({"card": CardState::InStock})), note(&json!({"iccid": card.iccid, "line": line.id()})));
    let object = format!("order {id}");
    orders::audit(
        tx,
        terms.by(actor),
        orders::Deed("cardorder_bind"),
        &object,
        orders::Change::between(&before, &after),
    )?;
    Ok(order)
}

/// The first line with fewer cards than pieces among those that buy cards, or else the first with a trip without a card. A line
/// whose money is going back needs none.
fn line_for_card(db: &Db<'_>, order: &Order) -> Result<Option<Line>, StoreError> {
    let lines = orders::lines_of(db, order.id())?;
    let pending_refunds = orders::lines_with_pending_refund(db, order.id())?;
    let mut with_trip = None;
    for line in lines.into_iter().filter(|it| it.status() == LineStatus::Done && !pending_refunds.contains(&it.id())) {
        let sheet = catalogue::sheet(db, line.item().product())?;
        if sheet.is_some_and(|sheet| sheet.has_card()) {
            if sql::count_of_line(db, line.id())? < line.quantity() {
                return Ok(Some(line));
            }
        } else if with_trip.is_none() && sql::trips_of_line(db, line.id())?.iter().any(|trip| trip.card_id.is_none()) {
            with_trip = Some(line);
        }
    }
    Ok(with_trip)
}

/// A line with data is used with the card that comes with it; one without has nothing to tie.
fn tie_to_trip(tx: &Tx<'_>, terms: &Terms, line: &Line, card: &Card) -> Result<(), HandOverError> {
    let trips = sql::trips_of_line(tx, line.id())?;
    match trips.iter().find(|trip| trip.card_id.is_none()) {
        Some(trip) if !cards::tie(tx, terms, trip, card.id)? => Err(HandOverError::CardBusy),
        _ => Ok(()),
    }
}

/// The line's attributes with the card's number, which has neither name nor price (recorded).
fn with_card(line: &Line, card: &Card) -> Result<String, StoreError> {
    let mut attrs = shown_attrs(line)?;
    attrs.push(Attr { name: None, price: None, value: card.iccid.clone(), varname: var::CARD.to_owned() });
    cart::attrs_text(&attrs)
}
