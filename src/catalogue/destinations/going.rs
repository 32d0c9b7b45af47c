//! Which products go where.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{Destination, Place, Said, called, pinyin, sql};
use crate::ids::{DestinationId, ProductId};
use crate::store::{Db, StoreError};

/// That a product is sold for a destination.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sold {
    /// The product.
    pub product: ProductId,
    /// The area by which its lines choose it; nothing where somebody has put the product there.
    pub area: Option<String>,
    /// The region that brings it along.
    pub through: Option<DestinationId>,
}

/// What is known of all destinations before one is looked at.
pub(super) struct Going {
    sold: BTreeMap<DestinationId, Vec<Sold>>,
    countries: BTreeMap<DestinationId, Vec<DestinationId>>,
}

impl Going {
    pub(super) fn of(
        db: &Db<'_>,
        rows: &[Destination],
        said: &BTreeMap<DestinationId, Said>,
    ) -> Result<Self, StoreError> {
        let by_name = by_name(rows, said);
        let mut sold: BTreeMap<DestinationId, Vec<Sold>> = rows.iter().map(|row| (row.id, Vec::new())).collect();
        for (product, area) in sql::areas(db)? {
            for id in by_name.get(&called(&area)).into_iter().flatten() {
                put(&mut sold, *id, Sold { product, area: Some(area.clone()), through: None });
            }
        }
        for (product, id) in sql::put_by_hand(db)? {
            put(&mut sold, id, Sold { product, area: None, through: None });
        }
        let mut countries = BTreeMap::<DestinationId, Vec<DestinationId>>::new();
        // What a region has of its own, before it brings anything along.
        let own = sold.clone();
        for (region, country) in sql::countries(db)? {
            countries.entry(region).or_default().push(country);
            for it in own.get(&region).into_iter().flatten() {
                put(&mut sold, country, Sold { through: Some(region), ..it.clone() });
            }
        }
        Ok(Self { sold, countries })
    }

    /// A destination with what is sold for it.
    pub(super) fn place(&self, row: Destination, said: &BTreeMap<DestinationId, Said>) -> Place {
        let (zh, en) = row.names(said.get(&row.id));
        let (typed, initials) = pinyin::typed(&row.syllables(&zh));
        Place {
            others: row.others(),
            image: row.picture(),
            countries: self.countries.get(&row.id).cloned().unwrap_or_default(),
            sold: self.sold.get(&row.id).cloned().unwrap_or_default(),
            typed,
            initials,
            zh,
            en,
            row,
        }
    }
}

/// Puts a product to a destination in use, unless it is there already: a country's own area counts more than a region's.
fn put(sold: &mut BTreeMap<DestinationId, Vec<Sold>>, id: DestinationId, it: Sold) {
    if let Some(known) = sold.get_mut(&id)
        && !known.iter().any(|other| other.product == it.product)
    {
        known.push(it);
    }
}

/// The destinations by everything that they are called.
pub(super) fn by_name(
    rows: &[Destination],
    said: &BTreeMap<DestinationId, Said>,
) -> HashMap<String, BTreeSet<DestinationId>> {
    let mut all = HashMap::<String, BTreeSet<DestinationId>>::new();
    for row in rows {
        let (zh, en) = row.names(said.get(&row.id));
        for name in [row.name.clone(), zh, en].into_iter().chain(row.others()) {
            all.entry(called(&name)).or_default().insert(row.id);
        }
    }
    all
}

/// The areas of what is on sale that no destination in use is called by, each once, in the order of the products.
pub fn areas_to_nowhere(db: &Db<'_>, said: &BTreeMap<DestinationId, Said>) -> Result<Vec<String>, StoreError> {
    let by_name = by_name(&sql::destinations(db)?, said);
    let mut seen = BTreeSet::new();
    let areas = sql::areas(db)?.into_iter().map(|(_, area)| area);
    Ok(areas.filter(|area| !by_name.contains_key(&called(area)) && seen.insert(called(area))).collect())
}

#[cfg(test)]
mod tests {
    use super::super::destinations;
    use super::*;
    use crate::store::testing::TestStore;

    const HEADER: &str = "id,code,kind,name,other_names";

    /// The demonstration with these destinations, members and assignments alone.
    fn test(rows: &str, countries: &str, by_hand: &str) -> TestStore {
        let test = TestStore::with_demo();
        test.write(|tx| {
            tx.run("delete from product_destinations", [])?;
            tx.run("delete from destination_countries", [])?;
            Ok(tx.run("delete from destinations", [])?)
        })
        .unwrap();
        test.import("destinations", format!("{HEADER}\n{rows}")).unwrap();
        if !countries.is_empty() {
            test.import("destination-countries", format!("id,region_id,country_id\n{countries}")).unwrap();
        }
        if !by_hand.is_empty() {
            test.import("product-destinations", format!("id,product_id,destination_id\n{by_hand}")).unwrap();
        }
        test
    }

    /// What is sold for a destination: product, area, region.
    fn sold(test: &TestStore, number: i64) -> Vec<(i64, Option<String>, Option<i64>)> {
        let said = BTreeMap::new();
        let (places, _) = test.store.read(|db| destinations(db, &said)).unwrap();
        let place = places.into_iter().find(|it| it.row.id == DestinationId(number)).unwrap();
        place.sold.into_iter().map(|it| (it.product.0, it.area, it.through.map(|id| id.0))).collect()
    }

    #[expect(clippy::unnecessary_wraps, reason = "what it is compared with is an Option")]
    fn area(name: &str) -> Option<String> {
        Some(name.to_owned())
    }

    #[test]
    fn a_product_goes_where_its_areas_name_a_destination_and_so_does_a_package_that_it_is_in() {
        let test = test("1,TH,country,泰国,\n2,US,country,America,\n3,JP,country,日本,\n", "", "");
        assert_eq!(sold(&test, 1), [2, 5].map(|id| (id, area("泰国"), None)), "4 is a package, too, and not on sale");
        assert_eq!(sold(&test, 2).len(), sold(&test, 1).len(), "by a name that the program knows");
        assert_eq!(sold(&test, 3), []);
    }

    #[test]
    fn what_goes_to_a_region_goes_to_its_countries_and_a_country_s_own_area_counts_more() {
        let rows = "1,EUROPE,region,欧洲,\n2,FR,country,法国,\n3,TH,country,泰国,\n";
        let test = test(rows, "1,1,2\n2,1,3\n", "");
        assert_eq!(sold(&test, 2)[0], (2, area("欧洲"), Some(1)));
        assert_eq!(sold(&test, 3)[0], (2, area("泰国"), None), "once, by its own area");
    }

    #[test]
    fn a_product_goes_where_somebody_has_put_it() {
        let test = test("1,JP,country,日本,\n2,ASIA,region,亚洲,\n", "1,2,1\n", "1,1,1\n2,6,2\n");
        assert_eq!(sold(&test, 1), [(1, None, None), (6, None, Some(2))]);
    }

    #[test]
    fn an_area_that_is_called_otherwise_leads_there_by_the_other_name() {
        let test = test("1,XISLES,region,海岛,马尔代夫、斐济\n", "", "");
        assert_eq!(sold(&test, 1)[0], (2, area("马尔代夫"), None));
        let nowhere = test.store.read(|db| areas_to_nowhere(db, &BTreeMap::new())).unwrap();
        assert_eq!(nowhere, ["美国", "欧洲", "泰国", "新加坡"]);
    }
}
