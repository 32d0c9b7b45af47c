//! Statements of dated prices and tier discounts.

use crate::catalogue::product::{Price, Tier};
use crate::clock::Instant;
use crate::ids::{PriceId, ProductId, TierId};
use crate::money::Fen;
use crate::store::{Db, Row, RowResult, StoreError, Tx, params};

pub(super) const PRICE: &str = "id, product_id, price, effect_at, failure_at";
pub(super) const TIER: &str = "id, product_id, threshold, percent, effect_at, failure_at";

pub(super) fn price_row(row: &Row<'_>) -> RowResult<Price> {
    Ok(Price {
        id: row.get(0)?,
        product_id: row.get(1)?,
        price: Fen(row.get(2)?),
        effect_at: Instant(row.get(3)?),
        failure_at: row.get::<_, Option<i64>>(4)?.map(Instant),
    })
}

/// The price rows of a product that have not ended, future ones included, by id.
pub fn prices(db: &Db<'_>, product: ProductId, now: Instant) -> Result<Vec<Price>, StoreError> {
    let sql = format!(
        "select {PRICE} from prices
        where product_id = ?1 and (failure_at is null or failure_at >= ?2)
        order by id"
    );
    db.rows(&sql, params![product, now.second().0], price_row)
}

/// All tier discounts of a product, by id.
pub fn tiers(db: &Db<'_>, product: ProductId) -> Result<Vec<Tier>, StoreError> {
    let sql = format!("select {TIER} from tier_discounts where product_id = ?1 order by id");
    db.rows(&sql, [product], tier_row)
}

pub(super) fn tier_row(row: &Row<'_>) -> RowResult<Tier> {
    Ok(Tier {
        id: row.get(0)?,
        product_id: row.get(1)?,
        threshold: row.get(2)?,
        percent: row.get(3)?,
        effect_at: Instant(row.get(4)?),
        failure_at: row.get::<_, Option<i64>>(5)?.map(Instant),
    })
}

/// The price row of an id.
pub(in crate::catalogue) fn price(db: &Db<'_>, id: PriceId) -> Result<Option<Price>, StoreError> {
    db.row(&format!("select {PRICE} from prices where id = ?1"), [id], price_row)
}

/// The tier discount of an id.
pub(in crate::catalogue) fn tier(db: &Db<'_>, id: TierId) -> Result<Option<Tier>, StoreError> {
    db.row(&format!("select {TIER} from tier_discounts where id = ?1"), [id], tier_row)
}

/// Writes a price row, new or changed.
pub(in crate::catalogue) fn put_price(tx: &Tx<'_>, it: &Price) -> Result<(), StoreError> {
    tx.run_one(
        "insert into prices (id, product_id, price, effect_at, failure_at) values (?1, ?2, ?3, ?4, ?5)
         on conflict (id) do update set
            product_id = excluded.product_id, price = excluded.price, effect_at = excluded.effect_at, failure_at = excluded.failure_at",
        params![it.id, it.product_id, it.price.0, it.effect_at.0, it.failure_at.map(|at| at.0)],
    )
}

/// Writes a tier discount, new or changed.
pub(in crate::catalogue) fn put_tier(tx: &Tx<'_>, it: &Tier) -> Result<(), StoreError> {
    tx.run_one(
        "insert into tier_discounts (id, product_id, threshold, percent, effect_at, failure_at)
         values (?1, ?2, ?3, ?4, ?5, ?6)
         on conflict (id) do update set
            product_id = excluded.product_id, threshold = excluded.threshold, percent = excluded.percent, effect_at = excluded.effect_at,
            failure_at = excluded.failure_at",
        params![it.id, it.product_id, it.threshold, it.percent, it.effect_at.0, it.failure_at.map(|at| at.0)],
    )
}
