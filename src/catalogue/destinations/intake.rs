//! Destinations that come in as a table.

use super::sql;
use super::{Reach, known_by_code};
use crate::store::Tx;
use crate::tables::{NewRow, RowRefused};

/// Letters of a country's code.
const LETTERS: usize = 2;

fn refused(sentence: &str) -> Result<(), RowRefused> {
    Err(RowRefused::Because(sentence.to_owned()))
}

/// Refuses a code that nobody finds a country by, and another kind for what countries or regions name.
pub(in crate::catalogue) fn destination_row(tx: &Tx<'_>, row: &NewRow<'_>) -> Result<(), RowRefused> {
    let (id, code) = (row.id("id"), row.text("code"));
    let is_country = row.number("kind") == Reach::Country.number();
    let is_known = known_by_code(code).is_some_and(|known| known.reach == Reach::Country);
    if is_country && !is_known {
        return refused("the code of a country is its two letters of ISO 3166-1 in capitals, such as JP");
    }
    if !is_country && (code.chars().count() <= LETTERS || code.chars().any(char::is_lowercase)) {
        return refused("the code of a region has three letters or more, in capitals");
    }
    let known = sql::reach(tx, id)?;
    if known.is_some_and(|known| known.number() != row.number("kind")) && sql::is_named(tx, id)? {
        return refused("a region with countries and a country of a region stay what they are");
    }
    Ok(())
}

/// Refuses countries of what is no region, and a region in a region.
pub(in crate::catalogue) fn country_row(tx: &Tx<'_>, row: &NewRow<'_>) -> Result<(), RowRefused> {
    if sql::reach(tx, row.id("region_id"))? != Some(Reach::Region) {
        return refused("only a region has countries");
    }
    if sql::reach(tx, row.id("country_id"))? != Some(Reach::Country) {
        return refused("a region has countries, and no regions");
    }
    Ok(())
}
