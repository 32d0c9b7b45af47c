//! `cardtraffic_bind`: one of the user's own cards is tied to one of the user's packages
//! (docs/spec/roaming.md section 10).

use super::cards::{self, Trip};
use super::packages;
use super::sql::cards as sql;
use crate::orders::Terms;
use crate::staff_api::codes::{self, Fault};
use crate::staff_api::{Answer, Call, Outcome};
use crate::store::{Db, StoreError, Tx};

/// Which package is meant.
#[derive(Clone, Copy)]
enum Place {
    /// The line's first piece without a card.
    Line(i64),
    /// This piece, of this line if one was named.
    Trip(i64, Option<i64>),
}

/// Why a card cannot be tied to a package.
#[derive(Debug, thiserror::Error)]
enum TieError {
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

impl From<TieError> for Fault {
    fn from(error: TieError) -> Self {
        match error {
            TieError::UnknownCard => Self::new(1301),
            TieError::UnknownLine => Self::new(1303),
            TieError::LineHasCard => Self::new(1302),
            TieError::CardBusy => Self::new(1304),
            TieError::Store(error) => error.into(),
        }
    }
}

/// `cardtraffic_bind`.
///
/// # Errors
/// 1100, 1101, 1301, 1303, 1302, 1304, in this order.
pub async fn bind(call: &Call) -> Outcome {
    let name = call.fields.required("simid")?.trim().to_owned();
    // No row has such an id: it is as if it was not given.
    let id = |name| Ok::<_, Fault>(call.fields.number::<i64>(name)?.filter(|id| *id > 0));
    let line = id("orderdetailid")?;
    let place = match (id("trafficid")?, line) {
        (Some(trip), line) => Place::Trip(trip, line),
        (None, Some(line)) => Place::Line(line),
        (None, None) => return Err(codes::PARAMETER),
    };
    let account = call.signed_in()?.id;
    let terms = call.terms;
    let line = call.outlet.store.write(move |tx| run(tx, &terms, account, place, &name)).await?;
    let package = call.outlet.store.read(|db| packages::of_line(db, account, line))?.ok_or(Fault::new(1303))?;
    Answer::of("servicepackage", &package.shape(&call.terms))
}

fn run(tx: &Tx<'_>, terms: &Terms, account: i64, place: Place, name: &str) -> Result<i64, TieError> {
    let card = cards::find(tx, name)?.filter(|card| card.is_of(account)).ok_or(TieError::UnknownCard)?;
    let trips = paid_trips(tx, account, place)?;
    if trips.iter().any(|trip| trip.card_id == Some(card.id)) {
        return Err(TieError::LineHasCard);
    }
    let wanted = |trip: &&Trip| match place {
        Place::Trip(id, _) => trip.id == id && trip.card_id.is_none(),
        Place::Line(_) => trip.card_id.is_none(),
    };
    let trip = trips.iter().find(wanted).ok_or(TieError::LineHasCard)?;
    if cards::tie(tx, terms, trip, card.id)? { Ok(trip.line_id) } else { Err(TieError::CardBusy) }
}

/// The pieces of the meant line, which must be the account's own and paid: a package exists from then on
/// (docs/spec/roaming.md section 0.12).
fn paid_trips(db: &Db<'_>, account: i64, place: Place) -> Result<Vec<Trip>, TieError> {
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
    let trips = sql::trips_of_line(db, line)?;
    let usable = !trips.is_empty() && trips.iter().all(|trip| trip.account_id == account && trip.paid);
    if usable { Ok(trips) } else { Err(TieError::UnknownLine) }
}
