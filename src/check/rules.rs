//! The rules of the order book, of the books, of the catalogue and of the channels.

use super::{Checkup, Finding, sql};
use crate::store::{Rule, StoreError, schema_of, schema_version};
use crate::{accounting, catalogue, channels, orders};

/// Things that break a rule and are named; who has more of them has one reason for all.
const NAMED: usize = 5;

/// All rules: the order book's, the books', the catalogue's, then channel by channel.
pub(super) fn rules() -> impl Iterator<Item = &'static Rule> {
    let channels = channels::ALL.iter().flat_map(|channel| channel.rules);
    orders::RULES.iter().chain(accounting::RULES).chain(catalogue::RULES).chain(channels)
}

/// Looks whether a rule holds.
pub(super) fn look(rule: &Rule, checkup: &Checkup) -> Finding {
    let older = || checkup.reader.look(schema_of).is_ok_and(|schema| schema < schema_version());
    let found = checkup.reader.look(|db| sql::broken_by(db, rule.broken_by, NAMED + 1));
    match found {
        Ok(broken) if broken.is_empty() => Finding::Good("yes".to_owned()),
        Ok(broken) => {
            let more = if broken.len() > NAMED { " and more" } else { "" };
            let named = broken.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
            Finding::Wrong(format!("not for {named}{more}; {}.", rule.remedy))
        }
        Err(StoreError::Other(_)) if older() => Finding::Note("not looked at, because the schema is older.".to_owned()),
        Err(error) => Finding::Wrong(error.sentence("this cannot be looked at")),
    }
}
