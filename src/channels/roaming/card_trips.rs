//! `cardtraffic_bind`: one of the user's own cards is tied to one of the user's packages
//! (docs/spec/roaming.md section 10).

use super::cards::{self, Card, CardState, Holding, Trip};
use super::packages;
use super::sql::cards as sql;
use super::staff::OPERATORS;
use crate::channels::roaming::ids::{CardId, TripId};
use crate::ids::{AccountId, LineId};
use crate::orders::{self, Terms};
use crate::staff_api::codes;
use crate::staff_api::{Answer, Call, Outcome};
use crate::store::{Db, StoreError, Tx};

/// Which package is meant.
#[derive(Clone, Copy)]
enum Place {
    /// The line's first piece without a card.
    Line(LineId),
    /// This piece, of this line if one was named.
    Trip(TripId, Option<LineId>),
}

/// Why a card cannot be tied to a package.
#[derive(Debug, thiserror::Error)]
pub(super) enum TieError {
    #[error("there is no such data card, or it is not the caller's")]
    UnknownCard,
    #[error("there is no such package, or it is not the caller's")]
    UnknownLine,
    #[error("every piece of the package has a card, or it has this one")]
    LineHasCard,
    #[error("the data card is used in that period")]
    CardBusy,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// `cardtraffic_bind`: a customer's own card and package, or, by staff, any paid line and a card out of the store.
///
/// # Errors
/// 1100, 1101, 1301, 1303, 1302, 1304, in this order.
pub async fn bind(call: &Call) -> Outcome {
    let name = call.fields.required("simid")?.trim().to_owned();
    // No row has such an id: it is as if it was not given.
    let line = call.fields.number::<LineId>("orderdetailid")?.filter(|id| id.0 > 0);
    let place = match (call.fields.number::<TripId>("trafficid")?.filter(|id| id.number() > 0), line) {
        (Some(trip), line) => Place::Trip(trip, line),
        (None, Some(line)) => Place::Line(line),
        (None, None) => return Err(codes::PARAMETER),
    };
    let account = call.signed_in()?;
    let terms = call.terms;
    let (owner, line) = if OPERATORS.contains(&account.role) {
        let actor = call.staff(OPERATORS)?.id;
        call.outlet.store.write(move |tx| run_for(tx, &terms, actor, place, &name)).await?
    } else {
        let account = account.id;
        let line = call.outlet.store.write(move |tx| run(tx, &terms, account, place, &name)).await?;
        (account, line)
    };
    let package = call.outlet.store.read(|db| packages::of_line(db, owner, line))?.ok_or(codes::NO_LINE)?;
    Answer::of("servicepackage", &package.shape(&call.terms))
}

fn run(tx: &Tx<'_>, terms: &Terms, account: AccountId, place: Place, name: &str) -> Result<LineId, TieError> {
    let card = cards::find(tx, name)?.filter(|card| card.is_of(account)).ok_or(TieError::UnknownCard)?;
    let trips = paid_trips(tx, Some(account), place)?;
    tie(tx, terms, &trips, place, card.id)
}

/// Staff ties a card that nobody owns, or the line's customer, to any paid line; the card is handed over with its order
/// (docs/spec/roaming.md section 0.19). Whose line it is, and the line.
fn run_for(
    tx: &Tx<'_>,
    terms: &Terms,
    actor: AccountId,
    place: Place,
    name: &str,
) -> Result<(AccountId, LineId), TieError> {
    let mut card = cards::find(tx, name)?.filter(Card::may_be_given).ok_or(TieError::UnknownCard)?;
    let trips = match paid_trips(tx, None, place) {
        // Somebody's card is no card for a line that is not there.
        Err(TieError::UnknownLine) if card.account_id.is_some() => return Err(TieError::UnknownCard),
        trips => trips?,
    };
    let first = trips.first().ok_or(TieError::UnknownLine)?;
    let (owner, line, order) = (first.account_id, first.line_id, first.order_id);
    if card.account_id.is_some_and(|holder| holder != owner) {
        return Err(TieError::UnknownCard);
    }
    if orders::has_pending_refund(tx, order)? || orders::lines_with_pending_refund(tx, order)?.contains(&line) {
        return Err(TieError::UnknownLine);
    }
    tie(tx, terms, &trips, place, card.id)?;
    let handed = Holding { state: CardState::HandedOver, account: Some(owner), line: Some(line) };
    let is_his = card.is_of(owner);
    if !is_his && !cards::pass(tx, terms.by(actor), &mut card, handed)? {
        return Err(TieError::UnknownCard);
    }
    let after = format!("iccid {}, line {line}", card.iccid);
    orders::audit(
        tx,
        terms.by(actor),
        orders::Deed("cardtraffic_bind"),
        &format!("order {order}"),
        orders::Change::made(&after),
    )?;
    Ok((owner, line))
}

fn tie(tx: &Tx<'_>, terms: &Terms, trips: &[Trip], place: Place, card: CardId) -> Result<LineId, TieError> {
    if trips.iter().any(|trip| trip.card_id == Some(card)) {
        return Err(TieError::LineHasCard);
    }
    let wanted = |trip: &&Trip| match place {
        Place::Trip(id, _) => trip.id == id && trip.card_id.is_none(),
        Place::Line(_) => trip.card_id.is_none(),
    };
    let trip = trips.iter().find(wanted).ok_or(TieError::LineHasCard)?;
    if cards::tie(tx, terms, trip, card)? { Ok(trip.line_id) } else { Err(TieError::CardBusy) }
}

/// The pieces of the meant line, which must be paid, and an account's own: a package exists from then on
/// (docs/spec/roaming.md section 0.12). Staff, without an account, means anybody's.
fn paid_trips(db: &Db<'_>, account: Option<AccountId>, place: Place) -> Result<Vec<Trip>, TieError> {
    let line = match place {
        Place::Line(line) => line,
        Place::Trip(trip, line) => {
            let trip = sql::trip_of(db, trip)?.ok_or(TieError::UnknownLine)?;
            if line.is_some_and(|line| line != trip.line_id) {
                return Err(TieError::UnknownLine);
            }
            trip.line_id
        }
    };
    let mut trips = sql::trips_of_line(db, line)?;
    // A piece that was redeemed is another customer's.
    let meant = match place {
        Place::Trip(id, _) => trips.iter().find(|trip| trip.id == id).map(|trip| trip.account_id),
        Place::Line(_) => {
            trips.iter().find(|trip| trip.card_id.is_none()).or(trips.first()).map(|trip| trip.account_id)
        }
    };
    let owner = account.or(meant);
    trips.retain(|trip| trip.paid && Some(trip.account_id) == owner);
    if trips.is_empty() { Err(TieError::UnknownLine) } else { Ok(trips) }
}
