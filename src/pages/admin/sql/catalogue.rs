//! Statements of products, dated prices and tier discounts.

use crate::clock::Instant;
use crate::money::Fen;
use crate::store::{Db, StoreError, Tx, params};

/// The kind of product that is counted in pieces.
pub(in crate::pages::admin) const CARD_KIND: i64 = 1;

/// What a manager may write about a product.
#[derive(Clone, PartialEq, Eq)]
pub(in crate::pages::admin) struct Texts {
    pub(in crate::pages::admin) name: String,
    pub(in crate::pages::admin) subname: String,
    pub(in crate::pages::admin) description: String,
    /// 1 on sale.
    pub(in crate::pages::admin) sale_state: i64,
}

/// A product of the list.
pub(in crate::pages::admin) struct Product {
    pub(in crate::pages::admin) id: i64,
    pub(in crate::pages::admin) texts: Texts,
    pub(in crate::pages::admin) image: String,
    pub(in crate::pages::admin) kind: i64,
    pub(in crate::pages::admin) category: String,
    pub(in crate::pages::admin) stock: i64,
}

/// A dated price.
pub(in crate::pages::admin) struct Price {
    pub(in crate::pages::admin) id: i64,
    pub(in crate::pages::admin) product_id: i64,
    pub(in crate::pages::admin) price: Fen,
    pub(in crate::pages::admin) effect_at: Instant,
    pub(in crate::pages::admin) failure_at: Option<Instant>,
}

/// A tier discount.
pub(in crate::pages::admin) struct Tier {
    pub(in crate::pages::admin) id: i64,
    pub(in crate::pages::admin) product_id: i64,
    pub(in crate::pages::admin) threshold: i64,
    /// What is left to pay of a hundred.
    pub(in crate::pages::admin) percent: i64,
    pub(in crate::pages::admin) effect_at: Instant,
    pub(in crate::pages::admin) failure_at: Option<Instant>,
}

/// All products by category and id, also those that are not on sale.
pub(in crate::pages::admin) fn products(db: &Db<'_>) -> Result<Vec<Product>, StoreError> {
    let sql = "select p.id, p.name, p.subname, p.description, p.sale_state, p.image, p.kind, c.name, p.stock
        from products p
        join categories c on c.id = p.category_id
        where p.deleted = 0
        order by c.sort, c.id, p.id";
    db.rows(sql, [], |row| {
        Ok(Product {
            id: row.get(0)?,
            texts: Texts { name: row.get(1)?, subname: row.get(2)?, description: row.get(3)?, sale_state: row.get(4)? },
            image: row.get(5)?,
            kind: row.get(6)?,
            category: row.get(7)?,
            stock: row.get(8)?,
        })
    })
}

/// All dated prices, the latest first.
pub(in crate::pages::admin) fn prices(db: &Db<'_>) -> Result<Vec<Price>, StoreError> {
    let sql = "select id, product_id, price, effect_at, failure_at from prices
        order by product_id, effect_at desc, id desc";
    db.rows(sql, [], |row| {
        Ok(Price {
            id: row.get(0)?,
            product_id: row.get(1)?,
            price: Fen(row.get(2)?),
            effect_at: Instant(row.get(3)?),
            failure_at: row.get::<_, Option<i64>>(4)?.map(Instant),
        })
    })
}

/// All tier discounts by threshold.
pub(in crate::pages::admin) fn tiers(db: &Db<'_>) -> Result<Vec<Tier>, StoreError> {
    let sql = "select id, product_id, threshold, percent, effect_at, failure_at from tier_discounts
        order by product_id, threshold, effect_at desc, id desc";
    db.rows(sql, [], |row| {
        Ok(Tier {
            id: row.get(0)?,
            product_id: row.get(1)?,
            threshold: row.get(2)?,
            percent: row.get(3)?,
            effect_at: Instant(row.get(4)?),
            failure_at: row.get::<_, Option<i64>>(5)?.map(Instant),
        })
    })
}

/// The texts of a product that is in the catalogue.
pub(in crate::pages::admin) fn texts(db: &Db<'_>, id: i64) -> Result<Option<Texts>, StoreError> {
    let sql = "select name, subname, description, sale_state from products where id = ?1 and deleted = 0";
    db.row(sql, [id], |row| {
        Ok(Texts { name: row.get(0)?, subname: row.get(1)?, description: row.get(2)?, sale_state: row.get(3)? })
    })
}

/// Writes a product's texts.
pub(in crate::pages::admin) fn set_texts(tx: &Tx<'_>, id: i64, it: &Texts, now: Instant) -> Result<(), StoreError> {
    let sql = "update products
        set name = ?2, subname = ?3, description = ?4, sale_state = ?5, modified_at = ?6
        where id = ?1";
    tx.run_one(sql, params![id, it.name, it.subname, it.description, it.sale_state, now.0])
}

/// The stock of a product that is counted.
pub(in crate::pages::admin) fn stock(db: &Db<'_>, id: i64) -> Result<Option<i64>, StoreError> {
    let sql = "select stock from products where id = ?1 and kind = ?2 and deleted = 0";
    db.row(sql, [id, CARD_KIND], |row| row.get(0))
}

/// Sets a stock that is still what was seen; whether it was.
pub(in crate::pages::admin) fn set_stock(tx: &Tx<'_>, id: i64, seen: i64, counted: i64) -> Result<bool, StoreError> {
    Ok(tx.run("update products set stock = ?3 where id = ?1 and stock = ?2", [id, seen, counted])? == 1)
}
