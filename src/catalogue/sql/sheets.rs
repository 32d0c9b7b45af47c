//! The sheets of all products on sale, for lists: five statements, however many there are.

use std::collections::HashMap;

use super::prices::{PRICE, TIER, price_row, tier_row};
use super::{attributes, parts, products, without_pieces};
use crate::catalogue::{Attribute, Price, Product, Sheet, Tier};
use crate::ids::ProductId;
use crate::store::{Db, StoreError};

/// The sheets of the products on sale, by id; each as `sheet` has it.
pub fn sheets_on_sale(db: &Db<'_>) -> Result<Vec<Sheet>, StoreError> {
    let all = products(db)?.into_iter().map(without_pieces);
    let all: HashMap<ProductId, Product> = all.map(|it| (it.id, it)).collect();
    let inside = grouped(parts(db)?, |part| part.package_id);
    let books = Books {
        attributes: grouped(attributes(db)?, |it| it.product_id),
        prices: grouped(db.rows(&format!("select {PRICE} from prices order by id"), [], price_row)?, |it| {
            it.product_id
        }),
        tiers: grouped(db.rows(&format!("select {TIER} from tier_discounts order by id"), [], tier_row)?, |it| {
            it.product_id
        }),
    };
    let mut sheets: Vec<Sheet> = all
        .values()
        .filter(|product| product.is_on_sale())
        .map(|product| {
            let parts = inside.get(&product.id).into_iter().flatten();
            books.sheet(product, parts.filter_map(|part| all.get(&part.product_id)).cloned().collect())
        })
        .collect();
    sheets.sort_by_key(|sheet| sheet.product.id);
    Ok(sheets)
}

/// What belongs to products, by product.
struct Books {
    attributes: HashMap<ProductId, Vec<Attribute>>,
    prices: HashMap<ProductId, Vec<Price>>,
    tiers: HashMap<ProductId, Vec<Tier>>,
}

impl Books {
    fn sheet(&self, product: &Product, parts: Vec<Product>) -> Sheet {
        let ids = || std::iter::once(product.id).chain(parts.iter().map(|part| part.id));
        let of = |id: &ProductId| self.prices.get(id).into_iter().flatten().copied();
        let mut prices: Vec<Price> = ids().flat_map(|id| of(&id)).collect();
        prices.sort_by_key(|price| price.id);
        prices.dedup_by_key(|price| price.id);
        let attributes = ids().flat_map(|id| self.attributes.get(&id).into_iter().flatten().cloned()).collect();
        let tiers = self.tiers.get(&product.id).cloned().unwrap_or_default();
        Sheet { product: product.clone(), attributes, prices, tiers, parts }
    }
}

fn grouped<T>(rows: Vec<T>, owner: impl Fn(&T) -> ProductId) -> HashMap<ProductId, Vec<T>> {
    let mut groups: HashMap<ProductId, Vec<T>> = HashMap::new();
    for row in rows {
        groups.entry(owner(&row)).or_default().push(row);
    }
    groups
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::catalogue::sheet;
    use crate::store::testing::TestStore;

    #[test]
    fn the_sheets_of_all_products_are_those_of_each() {
        let test = TestStore::with_demo();
        let (together, one_by_one) = test
            .store
            .read(|db| {
                let together = sheets_on_sale(db)?;
                let one_by_one: Result<Vec<_>, _> = together.iter().map(|it| sheet(db, it.product.id)).collect();
                Ok::<_, StoreError>((together, one_by_one?))
            })
            .unwrap();
        assert!(together.iter().any(|sheet| !sheet.parts.is_empty() && !sheet.attributes.is_empty()));
        assert!(together.iter().any(|sheet| !sheet.tiers.is_empty()));
        let one_by_one: Vec<Arc<Sheet>> = one_by_one.into_iter().flatten().collect();
        assert_eq!(together.iter().collect::<Vec<_>>(), one_by_one.iter().map(AsRef::as_ref).collect::<Vec<_>>());
    }
}
