//! Whether the key file opens what was sealed.

use super::{Checkup, Finding};
use crate::accounts;
use crate::channels;
use crate::outlet;
use crate::store::{Db, Sealed, StoreError, schema_of, schema_version};
use crate::webhooks;

/// The sealed columns of all channels.
fn columns() -> impl Iterator<Item = &'static Sealed> {
    let house = [&accounts::SEALED, &outlet::SEALED];
    channels::ALL.iter().flat_map(|channel| channel.sealed).chain(house).chain(webhooks::SEALED)
}

/// A sealed value of each sort is tried; what they are of the first that does not open.
pub fn closed(db: &Db<'_>) -> Result<Option<&'static str>, StoreError> {
    for sealed in columns() {
        if sealed.try_open(db, 1)?.closed > 0 {
            return Ok(Some(sealed.name));
        }
    }
    Ok(None)
}

/// Whether every sealed value opens.
pub(super) fn values(checkup: &Checkup) -> Finding {
    match checkup.reader.look(all) {
        Ok((0, _)) => Finding::Good("there are none".to_owned()),
        Ok((tried, closed)) if closed.is_empty() => Finding::Good(format!("all {tried} open")),
        Ok((_, closed)) => Finding::Wrong(format!(
            "{} {}; put the outlet's own key file in its place, or what was sealed is lost.",
            if checkup.has_key { "the key file does not open" } else { "no key file that can be read opens" },
            closed.join(", ")
        )),
        Err(StoreError::Other(_)) if checkup.reader.look(schema_of).is_ok_and(|schema| schema < schema_version()) => {
            Finding::Note("not looked at, because the schema is older.".to_owned())
        }
        Err(error) => Finding::Wrong(error.sentence("they cannot be looked at")),
    }
}

/// How many values there are, and a text for each sort of which some do not open.
fn all(db: &Db<'_>) -> Result<(u64, Vec<String>), StoreError> {
    let (mut tried, mut closed) = (0, Vec::new());
    for sealed in columns() {
        let found = sealed.try_open(db, i64::MAX)?;
        tried += found.tried;
        if let Some(first) = found.first_closed {
            closed.push(format!("{} of the {} {} ({first})", found.closed, found.tried, sealed.name));
        }
    }
    Ok((tried, closed))
}
