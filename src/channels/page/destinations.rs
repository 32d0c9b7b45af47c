//! Destinations with what they are called in each language.

use std::collections::BTreeMap;

use crate::catalogue::{self, Goals, Place, Plan, Said};
use crate::ids::DestinationId;
use crate::store::{Basis, Db, StoreError};
use crate::translations;

/// All that is told of destinations rests on these.
pub static BASES: [&Basis; 3] = [&catalogue::SHELF, &catalogue::DESTINATIONS, &translations::TEXTS];

/// The cell of a name, for [`translations::told`].
const NAME: (&str, &str, &str, &str) = ("destinations", "destinations", "name", "name");

/// The destinations in use, in their order, and the plans of what is on sale.
pub fn destinations(db: &Db<'_>) -> Result<(Vec<Place>, Vec<Plan>), StoreError> {
    catalogue::destinations(db, &said(db)?)
}

/// The areas of what is on sale that lead to no destination in use.
pub fn areas_to_nowhere(db: &Db<'_>) -> Result<Vec<String>, StoreError> {
    catalogue::areas_to_nowhere(db, &said(db)?)
}

/// Where what was sold went.
pub fn goals(db: &Db<'_>) -> Result<Goals, StoreError> {
    Goals::read(db, &said(db)?)
}

/// What destinations are called in other languages than their rows'.
fn said(db: &Db<'_>) -> Result<BTreeMap<DestinationId, Said>, StoreError> {
    let mut said = BTreeMap::<DestinationId, Said>::new();
    for (row, [_, text]) in translations::told(db, NAME, "zh")? {
        said.entry(id(&row)).or_default().zh = Some(text);
    }
    for (row, [_, text]) in translations::told(db, NAME, "en")? {
        said.entry(id(&row)).or_default().en = Some(text);
    }
    Ok(said)
}

fn id(row: &str) -> DestinationId {
    row.parse().unwrap_or(DestinationId(0))
}
