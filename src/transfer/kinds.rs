//! The tables that can be imported, as their owners list them.

use super::Kind;
use crate::{accounts, catalogue, channels, places, tax, translations};

/// All kinds; files that are imported in this order find the rows that they name.
pub fn kinds() -> impl Iterator<Item = &'static Kind> {
    let common = [accounts::KINDS, places::KINDS, tax::KINDS, catalogue::KINDS];
    let own = channels::ALL.iter().flat_map(|channel| channel.tables.iter().copied());
    common.into_iter().chain(own).chain([translations::KINDS]).flatten()
}

/// The kind of a name.
#[must_use]
pub fn kind(name: &str) -> Option<&'static Kind> {
    kinds().find(|kind| kind.name == name)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::transfer::Type;

    #[test]
    fn names_of_kinds_and_columns_are_unique() {
        let names: BTreeSet<_> = kinds().map(|kind| kind.name).collect();
        assert_eq!(names.len(), kinds().count());
        for kind in kinds() {
            let columns: BTreeSet<_> = kind.columns.iter().map(|column| column.name).collect();
            assert_eq!(columns.len(), kind.columns.len(), "{}", kind.name);
        }
    }

    #[test]
    fn every_key_is_among_the_columns_and_counted_kinds_have_an_id() {
        for kind in kinds() {
            assert!(kind.key.iter().all(|stored| kind.place_of(stored).is_some()), "{}", kind.name);
            assert_eq!(kind.counter.is_some(), kind.place_of("id").is_some(), "{}", kind.name);
        }
    }

    #[test]
    fn a_kind_stands_behind_those_that_it_names() {
        let mut known = BTreeSet::from(["orders"]);
        for kind in kinds() {
            for column in kind.columns {
                if let Type::Row(table) = column.holds {
                    assert!(known.contains(table), "{} names {table}", kind.name);
                }
            }
            known.insert(kind.table);
        }
    }
}
