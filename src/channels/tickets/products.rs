//! What tickets there are.

use super::sql;
use crate::channels::tickets::ids::TicketProductId;
use crate::clock::{Instant, Zone};
use crate::ids::AccountId;
use crate::money::Fen;
use crate::orders::{Actor, Change, Deed, audit};
use crate::store::{Db, StoreError, Tx};

/// A kind of ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Product {
    /// Its row.
    pub id: TicketProductId,
    /// Its id among partners, `productid` on the wire.
    pub code: String,
    /// Its name.
    pub name: String,
    /// What one of them is counted in.
    pub unit: String,
    /// The price of one.
    pub price: Fen,
    /// The first instant of its first day; none for no limit.
    pub valid_from: Option<Instant>,
    /// The first instant of its last day; none for no limit.
    pub valid_until: Option<Instant>,
    /// Whether it can be ordered.
    pub on_sale: bool,
}

impl Product {
    /// Whether it can be ordered on the day that begins at that instant.
    #[must_use]
    pub fn can_be_ordered(&self, day: Instant) -> bool {
        let begun = self.valid_from.is_none_or(|from| from <= day);
        self.on_sale && begun && self.valid_until.is_none_or(|until| day <= until)
    }
}

/// Products that can be ordered on a day between these two, the ends included; none where the last comes before the first.
pub fn between(db: &Db<'_>, first: Instant, last: Instant) -> Result<Vec<Product>, StoreError> {
    if last < first { Ok(Vec::new()) } else { sql::products_between(db, first, last) }
}

/// All products.
pub fn all(db: &Db<'_>) -> Result<Vec<Product>, StoreError> {
    sql::products(db)
}

/// Makes or changes the product of a code; the row's number is given here. Where nothing is said of the sale a known product's
/// stays, and a new one is on sale.
pub fn set(
    tx: &Tx<'_>,
    now: Instant,
    zone: Zone,
    actor: AccountId,
    (new, on_sale): (&Product, Option<bool>),
) -> Result<Product, StoreError> {
    let before = sql::product_by_code(tx, &new.code)?;
    let id = before.as_ref().map_or_else(|| TicketProductId::next(tx), |known| Ok(known.id))?;
    let on_sale = on_sale.or(before.as_ref().map(|known| known.on_sale)).unwrap_or(true);
    let product = Product { id, on_sale, ..new.clone() };
    sql::put_product(tx, &product)?;
    let old = before.as_ref().map(|known| described(known, zone));
    let object = format!("ticket product {}", product.code);
    audit(
        tx,
        Actor { now, id: actor },
        Deed("ticket_product_set"),
        &object,
        Change { before: old.as_deref(), after: Some(&described(&product, zone)) },
    )?;
    Ok(product)
}

fn described(product: &Product, zone: Zone) -> String {
    let sale = if product.on_sale { "on sale" } else { "not on sale" };
    let day = |at: Option<Instant>| at.map_or_else(|| "any day".to_owned(), |at| zone.date_text(at));
    let (from, until) = (day(product.valid_from), day(product.valid_until));
    format!("{}, {} a {}, {sale}, from {from} to {until}", product.name, product.price, product.unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_product_can_be_ordered_on_its_days_alone() {
        let product = Product {
            id: TicketProductId(1),
            code: "T001".to_owned(),
            name: "湖区门票".to_owned(),
            unit: "张".to_owned(),
            price: Fen(12_000),
            valid_from: Some(Instant(100)),
            valid_until: Some(Instant(200)),
            on_sale: true,
        };
        let on = |day| product.can_be_ordered(Instant(day));
        assert_eq!([on(99), on(100), on(200), on(201)], [false, true, true, false]);
        let unlimited = Product { valid_from: None, valid_until: None, ..product.clone() };
        assert!(unlimited.can_be_ordered(Instant(0)));
        assert!(!Product { on_sale: false, ..unlimited }.can_be_ordered(Instant(0)));
    }
}
