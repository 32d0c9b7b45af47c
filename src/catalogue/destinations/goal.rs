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
