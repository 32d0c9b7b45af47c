//! Statements that change prices and tier discounts.

use crate::channels::roaming::product::{Price, Tier};
use crate::clock::Instant;
use crate::money::Fen;
use crate::store::{Db, StoreError, Tx, params};

/// The price row of an id.
pub(in crate::channels::roaming) fn price(db: &Db<'_>, id: i64) -> Result<Option<Price>, StoreError> {
    let sql = "select id, product_id, price, effect_at, failure_at from prices where id = ?1";
    db.row(sql, [id], |row| {
        Ok(Price {
            id: row.get(0)?,
            product_id: row.get(1)?,
            price: Fen(row.get(2)?),
            effect_at: Instant(row.get(3)?),
            failure_at: row.get::<_, Option<i64>>(4)?.map(Instant),
        })
    })
}

/// Writes a price row, new or changed.
pub(in crate::channels::roaming) fn put_price(tx: &Tx<'_>, it: &Price) -> Result<(), StoreError> {
    tx.run_one(
        "insert into prices (id, product_id, price, effect_at, failure_at) values (?1, ?2, ?3, ?4, ?5)
         on conflict (id) do update set
            product_id = excluded.product_id, price = excluded.price, effect_at = excluded.effect_at, failure_at = excluded.failure_at",
        params![it.id, it.product_id, it.price.0, it.effect_at.0, it.failure_at.map(|at| at.0)],
    )
}

/// The tier discount of an id.
pub(in crate::channels::roaming) fn tier(db: &Db<'_>, id: i64) -> Result<Option<Tier>, StoreError> {
    let sql = "select id, product_id, threshold, percent, effect_at, failure_at from tier_discounts where id = ?1";
    db.row(sql, [id], |row| {
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

/// Writes a tier discount, new or changed.
pub(in crate::channels::roaming) fn put_tier(tx: &Tx<'_>, it: &Tier) -> Result<(), StoreError> {
    tx.run_one(
        "insert into tier_discounts (id, product_id, threshold, percent, effect_at, failure_at)
         values (?1, ?2, ?3, ?4, ?5, ?6)
         on conflict (id) do update set
            product_id = excluded.product_id, threshold = excluded.threshold, percent = excluded.percent, effect_at = excluded.effect_at,
            failure_at = excluded.failure_at",
        params![it.id, it.product_id, it.threshold, it.percent, it.effect_at.0, it.failure_at.map(|at| at.0)],
    )
}
