//! Where what was sold went, for reports: one place, several or none, so that nothing is counted twice.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::going::by_name;
use super::{Said, called, sql};
use crate::ids::{DestinationId, ProductId};
use crate::store::{Db, StoreError};

/// Where a line went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Goal {
    /// One place.
    Place(DestinationId),
    /// Its product goes to several, and nobody has said to which this line went.
    Several,
    /// To none that is known.
    Nowhere,
}

/// What is known of where products go, on sale or not.
#[derive(Clone, Debug)]
pub struct Goals {
    by_name: HashMap<String, BTreeSet<DestinationId>>,
    by_product: HashMap<ProductId, BTreeSet<DestinationId>>,
    /// The names of the destinations in use in Chinese and English.
    pub names: BTreeMap<DestinationId, (String, String)>,
}

impl Goals {
    /// Reads it; `said` has the names in other languages.
    pub fn read(db: &Db<'_>, said: &BTreeMap<DestinationId, Said>) -> Result<Self, StoreError> {
        let rows = sql::destinations(db)?;
        let names = rows.iter().map(|row| (row.id, row.names(said.get(&row.id)))).collect();
        let by_name = by_name(&rows, said);
        let mut by_product = HashMap::<ProductId, BTreeSet<DestinationId>>::new();
        for (product, area) in sql::areas_of_all(db)? {
            let places = by_name.get(&called(&area)).into_iter().flatten();
            by_product.entry(product).or_default().extend(places);
        }
        for (product, place) in sql::all_put_by_hand(db)? {
            by_product.entry(product).or_default().insert(place);
        }
        Ok(Self { by_name, by_product, names })
    }

    /// Where a line of a product went: to the place that its area names, else to the one place that the product goes to.
    #[must_use]
    pub fn of(&self, product: ProductId, area: Option<&str>) -> Goal {
        let chosen = area.and_then(|area| self.by_name.get(&called(area)));
        match chosen.or_else(|| self.by_product.get(&product)).map(|places| (places.len(), places.first())) {
            None | Some((_, None)) => Goal::Nowhere,
            Some((1, Some(place))) => Goal::Place(*place),
            Some(_) => Goal::Several,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::TestStore;

    /// The demonstration with these destinations and assignments alone.
    fn goals(rows: &str, by_hand: &str) -> Goals {
        let test = TestStore::with_demo();
        test.write(|tx| {
            for table in ["product_destinations", "destination_countries", "destinations"] {
                tx.run(&format!("delete from {table}"), [])?;
            }
            Ok(())
        })
        .unwrap();
        test.import("destinations", format!("id,code,kind,name\n{rows}")).unwrap();
        if !by_hand.is_empty() {
            test.import("product-destinations", format!("id,product_id,destination_id\n{by_hand}")).unwrap();
        }
        test.store.read(|db| Goals::read(db, &BTreeMap::new())).unwrap()
    }

    #[test]
    fn a_line_went_where_its_area_says_however_many_places_its_product_goes_to() {
        let goals = goals("1,TH,country,泰国\n2,SG,country,新加坡\n", "1,2,2\n");
        assert_eq!(goals.of(ProductId(2), Some("泰国")), Goal::Place(DestinationId(1)));
        assert_eq!(goals.of(ProductId(2), Some("Thailand")), Goal::Place(DestinationId(1)), "by any of its names");
        assert_eq!(goals.of(ProductId(2), None), Goal::Several, "to one of two, and nobody has said to which");
        assert_eq!(goals.of(ProductId(2), Some("火星")), Goal::Several, "an area that is no place says nothing");
    }

    #[test]
    fn a_product_that_goes_to_one_place_went_there_and_one_that_goes_to_none_nowhere() {
        let goals = goals("1,JP,country,日本\n", "1,1,1\n");
        assert_eq!(goals.of(ProductId(1), None), Goal::Place(DestinationId(1)));
        assert_eq!(goals.of(ProductId(3), None), Goal::Nowhere);
        assert_eq!(goals.of(ProductId(999), Some("日本")), Goal::Place(DestinationId(1)));
        assert_eq!(goals.names[&DestinationId(1)], ("日本".to_owned(), "Japan".to_owned()));
    }
}
