//! Statements of the stock of pieces.

use crate::catalogue::Kind;
use crate::catalogue::product::ON_SALE;
use crate::catalogue::stocked::Stocked;
use crate::clock::Instant;
use crate::ids::{CategoryId, ProductId};
use crate::money::Fen;
use crate::store::{Db, StoreError, Tx, params, statement};

/// Takes pieces out of a product's stock if there are so many.
pub(in crate::catalogue) fn take(tx: &Tx<'_>, product: ProductId, pieces: i64) -> Result<bool, StoreError> {
    let sql = "update products set stock = stock - ?2 where id = ?1 and stock >= ?2";
    Ok(tx.run(sql, params![product, pieces])? == 1)
}

/// Gives pieces back into a product's stock.
pub(in crate::catalogue) fn put(tx: &Tx<'_>, product: ProductId, pieces: i64) -> Result<(), StoreError> {
    tx.run_one("update products set stock = stock + ?2 where id = ?1", params![product, pieces])
}

/// The stock of a product whose pieces somebody can count; that of an eSIM is its codes.
pub(in crate::catalogue) fn left(db: &Db<'_>, id: ProductId) -> Result<Option<i64>, StoreError> {
    let sql = "select stock from products where id = ?1 and kind in (?2, ?3) and deleted = 0";
    db.row(sql, params![id, Kind::Card, Kind::Goods], |row| row.get(0))
}

/// Whether a product has fewer pieces than none, which no change may leave it with.
pub(in crate::catalogue) fn is_short(db: &Db<'_>, product: ProductId) -> Result<bool, StoreError> {
    db.exists("select 1 from products where id = ?1 and stock < 0", [product])
}

/// Sets a stock that is still what was seen; whether it was.
pub(in crate::catalogue) fn set(tx: &Tx<'_>, id: ProductId, seen: i64, counted: i64) -> Result<bool, StoreError> {
    Ok(tx.run("update products set stock = ?3 where id = ?1 and stock = ?2", params![id, seen, counted])? == 1)
}

/// Whether a product is a card.
pub(in crate::catalogue) fn is_card(db: &Db<'_>, product: ProductId) -> Result<bool, StoreError> {
    db.exists("select 1 from products where id = ?1 and kind = ?2", params![product, Kind::Card])
}

/// An eSIM and how many codes of it are left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EsimLeft {
    /// The product.
    pub id: ProductId,
    /// Its name.
    pub name: String,
    /// Its codes that nobody has.
    pub left: i64,
}

/// The eSIMs that are not archived, by place and id.
pub fn esims(db: &Db<'_>) -> Result<Vec<EsimLeft>, StoreError> {
    let sql = "select id, name, stock from products where kind = ?1 and deleted = 0 order by sort, id";
    db.rows(sql, [Kind::Esim], |row| Ok(EsimLeft { id: row.get(0)?, name: row.get(1)?, left: row.get(2)? }))
}

/// The products that are counted and not archived, by place and id; of several prices that are valid the one that began last.
pub(in crate::catalogue) fn stocked(db: &Db<'_>, now: Instant) -> Result<Vec<Stocked>, StoreError> {
    let sql = statement!(
        "select p.id, p.name, p.kind, c.name, p.stock, p.cost, p.sale_state, p.created_at,
            (
                select r.price from prices r
                where r.product_id = p.id and r.effect_at <= ?1 and (r.failure_at is null or r.failure_at >= ?2)
                order by r.effect_at desc, r.id desc limit 1
            )
        from products p
        join categories c on c.id = p.category_id
        where p.deleted = 0 and p.kind in ({card}, {goods}, {esim})
        order by p.sort, p.id",
        card = Kind::Card,
        goods = Kind::Goods,
        esim = Kind::Esim,
    );
    db.rows(sql, [now.0, now.second().0], |row| {
        Ok(Stocked {
            id: row.get(0)?,
            name: row.get(1)?,
            kind: row.get(2)?,
            category: row.get(3)?,
            left: row.get(4)?,
            cost: row.get::<_, Option<i64>>(5)?.map(Fen),
            is_on_sale: row.get::<_, i64>(6)? == ON_SALE,
            created_at: Instant(row.get(7)?),
            price: row.get::<_, Option<i64>>(8)?.map(Fen),
        })
    })
}

/// The category of each product, archived ones included.
pub(in crate::catalogue) fn categories_of_products(db: &Db<'_>) -> Result<Vec<(ProductId, CategoryId)>, StoreError> {
    db.rows("select id, category_id from products", [], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Whether a product is an eSIM.
pub(in crate::catalogue) fn is_esim(db: &Db<'_>, product: ProductId) -> Result<bool, StoreError> {
    db.exists("select 1 from products where id = ?1 and kind = ?2", params![product, Kind::Esim])
}

/// The only product that is a card, if it did not come with a stock of its own. `<> 'sold'` is the condition of the index
/// `stock_moves_but_sales`.
pub(in crate::catalogue) fn counted_by_cards(db: &Db<'_>) -> Result<Option<ProductId>, StoreError> {
    let sql = "select p.id
        from products p
        where p.kind = ?1
            and (select count(*) from products q where q.kind = ?1) = 1
            and not exists (
                select 1 from stock_moves m
                where m.item_kind = 'product' and m.item = p.id and m.reason = 'opening' and m.reason <> 'sold'
            )";
    db.row(sql, [Kind::Card], |row| row.get(0))
}
