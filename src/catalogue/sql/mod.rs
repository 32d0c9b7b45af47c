//! Statements of products and of what they are sorted by.

pub(super) mod destinations;
pub(super) mod listed;
pub(super) mod pictures;
pub(super) mod prices;
pub(super) mod rules;
pub(super) mod sheets;
pub(super) mod stock;

use std::collections::HashSet;
use std::sync::Arc;

use super::bases::SHELF;
use super::product::{Attribute, Brand, Category, Kind, Part, Product, Sheet, Store};
use crate::clock::Instant;
use crate::ids::{ProductId, TaxRateId};
use crate::money::Fen;
use crate::store::{Db, Row, RowResult, StoreError, statement};

const PRODUCT: &str = "id, name, subname, description, image, kind, category_id, brand_id, store_id, group_id, units,
    display_price, is_real, sale_state, stock, sell_count, validity, deleted, created_at, modified_at, sort";

fn product(row: &Row<'_>) -> RowResult<Product> {
    Ok(Product {
        id: row.get(0)?,
        name: row.get(1)?,
        subname: row.get(2)?,
        description: row.get(3)?,
        image: row.get(4)?,
        kind: Kind::from_number(row.get(5)?).unwrap_or(Kind::Card),
        category_id: row.get(6)?,
        brand_id: row.get(7)?,
        store_id: row.get(8)?,
        group_id: row.get(9)?,
        units: row.get(10)?,
        display_price: Fen(row.get(11)?),
        is_real: row.get(12)?,
        sale_state: row.get(13)?,
        stock: row.get(14)?,
        sell_count: row.get(15)?,
        validity: row.get(16)?,
        deleted: row.get(17)?,
        created_at: Instant(row.get(18)?),
        modified_at: Instant(row.get(19)?),
        sort: row.get(20)?,
    })
}

/// All products by id: a shop has dozens, so choosing among them is the caller's.
pub fn products(db: &Db<'_>) -> Result<Vec<Product>, StoreError> {
    db.rows(&format!("select {PRODUCT} from products order by id"), [], product)
}

/// The product of an id.
pub fn product_of(db: &Db<'_>, id: ProductId) -> Result<Option<Product>, StoreError> {
    db.row(&format!("select {PRODUCT} from products where id = ?1"), [id], product)
}

/// The rate of tax that a product names itself.
pub fn tax_rate_of(db: &Db<'_>, id: ProductId) -> Result<Option<TaxRateId>, StoreError> {
    Ok(db.row("select tax_rate_id from products where id = ?1", [id], |row| row.get(0))?.flatten())
}

/// All parts of all packages, by id.
pub fn parts(db: &Db<'_>) -> Result<Vec<Part>, StoreError> {
    db.rows("select id, package_id, product_id from product_parts order by id", [], |row| {
        Ok(Part { id: row.get(0)?, package_id: row.get(1)?, product_id: row.get(2)? })
    })
}

const ATTRIBUTE: &str =
    "pa.id, pa.product_id, a.id, a.name, a.varname, a.kind, a.presets, pa.value, pa.surcharge, pa.listed";

fn attribute(row: &Row<'_>) -> RowResult<Attribute> {
    Ok(Attribute {
        id: row.get(0)?,
        product_id: row.get(1)?,
        attribute_id: row.get(2)?,
        name: row.get(3)?,
        varname: row.get(4)?,
        kind: row.get(5)?,
        presets: row.get(6)?,
        value: row.get(7)?,
        surcharge: row.get(8)?,
        listed: row.get(9)?,
    })
}

/// Products that are data cards, and packages with one.
pub fn with_a_card(db: &Db<'_>) -> Result<Vec<ProductId>, StoreError> {
    let sql = statement!(
        "select id from products where kind = {card}
        union
        select pp.package_id from product_parts pp join products p on p.id = pp.product_id where p.kind = {card}",
        card = Kind::Card,
    );
    db.rows(sql, [], |row| row.get(0))
}

/// Products that lie in the store in pieces, and packages with one.
pub fn in_pieces(db: &Db<'_>) -> Result<HashSet<ProductId>, StoreError> {
    let sql = statement!(
        "select id from products where kind in ({card}, {goods})
        union
        select pp.package_id from product_parts pp join products p on p.id = pp.product_id
        where p.kind in ({card}, {goods})
        order by 1",
        card = Kind::Card,
        goods = Kind::Goods,
    );
    Ok(db.rows(sql, [], |row| row.get(0))?.into_iter().collect())
}

/// Products that are handed over or sent, and packages with one, as `Sheet::is_real`.
pub fn real_products(db: &Db<'_>) -> Result<HashSet<ProductId>, StoreError> {
    let sql = statement!(
        "select id from products where kind in ({card}, {goods}) or (is_real = 1 and kind <> {esim})
        union
        select pp.package_id from product_parts pp join products p on p.id = pp.product_id
        where p.kind in ({card}, {goods}) or (p.is_real = 1 and p.kind <> {esim})
        order by 1",
        card = Kind::Card,
        goods = Kind::Goods,
        esim = Kind::Esim,
    );
    Ok(db.rows(sql, [], |row| row.get(0))?.into_iter().collect())
}

/// All attributes of all products, in each product's order.
pub fn attributes(db: &Db<'_>) -> Result<Vec<Attribute>, StoreError> {
    let sql = format!(
        "select {ATTRIBUTE} from product_attributes pa join attributes a on a.id = pa.attribute_id
         order by pa.product_id, pa.sort, pa.id"
    );
    db.rows(&sql, [], attribute)
}

/// The products whose lines may choose something: those with attributes, and the packages that one of them is in.
pub fn with_attributes(db: &Db<'_>) -> Result<HashSet<ProductId>, StoreError> {
    let sql = "select product_id from product_attributes
        union
        select pp.package_id from product_parts pp join product_attributes pa on pa.product_id = pp.product_id
        order by 1";
    Ok(db.rows(sql, [], |row| row.get(0))?.into_iter().collect())
}

/// The question for a product's sheet.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct SheetOf(ProductId);

/// Bytes of a sheet in memory: some products of a kilobyte, their prices and attributes.
const SHEET_BYTES: usize = 8 * 1024;

/// A product with all that a line's price depends on. How many pieces there are is 0 in it: each sale changes that, so it is asked for
/// where it is taken.
pub fn sheet(db: &Db<'_>, id: ProductId) -> Result<Option<Arc<Sheet>>, StoreError> {
    db.kept(&[&SHELF], (SheetOf(id), SHEET_BYTES), || Ok(read_sheet(db, id)?.map(Arc::new)))
}

/// The same; while it is in memory the database is not asked.
pub fn sheet_at_hand(store: &crate::store::Store, id: ProductId) -> Result<Option<Arc<Sheet>>, StoreError> {
    match store.remembered(&[&SHELF], &SheetOf(id)) {
        Some(sheet) => Ok(Some(sheet)),
        None => store.read(|db| sheet(db, id)),
    }
}

/// A product as sheets have it: how many pieces there are is asked for where they are taken.
fn without_pieces(product: Product) -> Product {
    Product { stock: 0, sell_count: 0, ..product }
}

fn read_sheet(db: &Db<'_>, id: ProductId) -> Result<Option<Sheet>, StoreError> {
    let Some(product) = product_of(db, id)? else { return Ok(None) };
    let parts_sql = format!(
        "select {PRODUCT} from (
            select p.*, pp.id as part_id from product_parts pp join products p on p.id = pp.product_id
            where pp.package_id = ?1)
         order by part_id"
    );
    let attributes_sql = format!(
        "select {ATTRIBUTE}
         from product_attributes pa
         join attributes a on a.id = pa.attribute_id
         left join product_parts pp on pp.package_id = ?1 and pp.product_id = pa.product_id
         where pa.product_id = ?1 or pp.id is not null
         order by coalesce(pp.id, 0), pa.sort, pa.id"
    );
    let prices_sql = "select id, product_id, price, effect_at, failure_at from prices
         where product_id = ?1 or product_id in (select product_id from product_parts where package_id = ?1)
         order by id";
    Ok(Some(Sheet {
        product: without_pieces(product),
        parts: db.rows(&parts_sql, [id], self::product)?.into_iter().map(without_pieces).collect(),
        attributes: db.rows(&attributes_sql, [id], attribute)?,
        prices: db.rows(prices_sql, [id], prices::price_row)?,
        tiers: prices::tiers(db, id)?,
    }))
}

/// The categories by id.
pub fn categories(db: &Db<'_>) -> Result<Vec<Category>, StoreError> {
    let sql = "select created_at, description, id, logo, modified_at, name, path, parent_id, sort from categories order by id";
    db.rows(sql, [], |row| {
        Ok(Category {
            created_at: Instant(row.get(0)?),
            description: row.get(1)?,
            id: row.get(2)?,
            logo: row.get(3)?,
            modified_at: Instant(row.get(4)?),
            name: row.get(5)?,
            path: row.get(6)?,
            parent_id: row.get(7)?,
            sort: row.get(8)?,
        })
    })
}

/// The brands by id.
pub fn brands(db: &Db<'_>) -> Result<Vec<Brand>, StoreError> {
    let sql = "select created_at, description, id, logo, modified_at, name, sort from brands order by id";
    db.rows(sql, [], |row| {
        Ok(Brand {
            created_at: Instant(row.get(0)?),
            description: row.get(1)?,
            id: row.get(2)?,
            logo: row.get(3)?,
            modified_at: Instant(row.get(4)?),
            name: row.get(5)?,
            sort: row.get(6)?,
        })
    })
}

/// The stores by id.
pub fn stores(db: &Db<'_>) -> Result<Vec<Store>, StoreError> {
    let sql = "select created_at, description, id, intro, location, logo, modified_at, name from stores order by id";
    db.rows(sql, [], |row| {
        Ok(Store {
            created_at: Instant(row.get(0)?),
            description: row.get(1)?,
            id: row.get(2)?,
            intro: row.get(3)?,
            location: row.get(4)?,
            logo: row.get(5)?,
            modified_at: Instant(row.get(6)?),
            name: row.get(7)?,
        })
    })
}
