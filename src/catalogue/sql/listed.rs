//! Statements of the products that a manager looks through.

use super::prices::{PRICE, TIER, price_row, tier_row};
use crate::catalogue::{Kind, Listed, Listing, Price, Tier};
use crate::ids::ProductId;
use crate::store::{Db, Page, StoreError, containing, params, statement};

/// What a listing asks for: ?1 a pattern, ?2 whether they are archived, ?3 one of them or 0 for all, ?4 whether only what is counted.
const ASKED: &str = statement!(
    "where lower(p.name || ' ' || p.subname || ' ' || coalesce(p.barcode, '')) like ?1 escape '\\'
        and p.deleted = ?2 and (?3 = 0 or p.id = ?3) and (?4 = 0 or p.kind in ({card}, {goods}, {esim}))",
    card = Kind::Card,
    goods = Kind::Goods,
    esim = Kind::Esim,
);

/// Products by category, place and id, also those that are not on sale; and how many there are on all pages.
pub fn listed(db: &Db<'_>, asked: &Listing, page: Page) -> Result<(Vec<Listed>, i64), StoreError> {
    let (id, pattern) = (asked.id.map_or(0, |id| id.0), containing(&asked.search));
    let total = format!("select count(*) from products p {ASKED}");
    let total = db.number(&total, params![pattern, asked.archived, id, asked.counted])?;
    let sql = format!(
        "select p.id, p.name, p.subname, p.sale_state, p.image, p.kind, c.name, p.stock, p.barcode
        from products p
        join categories c on c.id = p.category_id
        {ASKED}
        order by c.sort, c.id, p.sort, p.id
        limit ?5 offset ?6"
    );
    let rows = db.rows(&sql, params![pattern, asked.archived, id, asked.counted, page.size, page.offset], |row| {
        Ok(Listed {
            id: row.get(0)?,
            name: row.get(1)?,
            subname: row.get(2)?,
            sale_state: row.get(3)?,
            image: row.get(4)?,
            kind: row.get(5)?,
            category: row.get(6)?,
            stock: row.get(7)?,
            barcode: row.get(8)?,
        })
    })?;
    Ok((rows, total))
}

/// The dated prices of these products, of each the latest first.
pub fn prices_of_each(db: &Db<'_>, products: &[ProductId]) -> Result<Vec<Price>, StoreError> {
    let sql = format!("select {PRICE} from prices where product_id = ?1 order by effect_at desc, id desc");
    db.rows_of_each(&sql, products, price_row)
}

/// The tier discounts of these products, of each by threshold.
pub fn tiers_of_each(db: &Db<'_>, products: &[ProductId]) -> Result<Vec<Tier>, StoreError> {
    let sql =
        format!("select {TIER} from tier_discounts where product_id = ?1 order by threshold, effect_at desc, id desc");
    db.rows_of_each(&sql, products, tier_row)
}
