//! Statements of the batches of coupons.

use crate::clock::Instant;
use crate::money::Fen;
use crate::store::{Db, Row, RowResult, StoreError, Tx, params};

/// A batch with how many coupons it has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// Its id.
    pub id: i64,
    /// The name of its coupons.
    pub name: String,
    /// 1 voucher, 2 threshold coupon.
    pub kind: i64,
    /// What a coupon takes off.
    pub money: Fen,
    /// The least amount that a coupon can be spent on.
    pub min_amount: Fen,
    /// The first instant at which a coupon can be spent.
    pub starts_at: Instant,
    /// The last one.
    pub ends_at: Instant,
    /// `coupon_tag`.
    pub tag: String,
    /// The platform that coupons are tied to, 0 for none.
    pub plat_id: i64,
    /// That platform's name.
    pub plat: String,
    /// `limit_type`, as recorded.
    pub limit_type: i64,
    /// The activity that coupons are tied to, 0 for none.
    pub activity_id: i64,
    /// `use_limit`, as recorded.
    pub use_limit: i64,
    /// Coupons that were made.
    pub issued: i64,
    /// Those that are somebody's.
    pub claimed: i64,
    /// Those that were spent.
    pub used: i64,
}

const BATCH: &str = "b.id, b.name, b.kind, b.money, b.min_amount, b.starts_at, b.ends_at, b.tag, b.plat_id, b.plat,
    b.limit_type, b.activity_id, b.use_limit,
    (select count(*) from tour_coupons c where c.batch_id = b.id),
    (select count(c.account_id) from tour_coupons c where c.batch_id = b.id),
    (select count(c.order_id) from tour_coupons c where c.batch_id = b.id)";

fn batch(row: &Row<'_>) -> RowResult<Batch> {
    Ok(Batch {
        id: row.get(0)?,
        name: row.get(1)?,
        kind: row.get(2)?,
        money: Fen(row.get(3)?),
        min_amount: Fen(row.get(4)?),
        starts_at: Instant(row.get(5)?),
        ends_at: Instant(row.get(6)?),
        tag: row.get(7)?,
        plat_id: row.get(8)?,
        plat: row.get(9)?,
        limit_type: row.get(10)?,
        activity_id: row.get(11)?,
        use_limit: row.get(12)?,
        issued: row.get(13)?,
        claimed: row.get(14)?,
        used: row.get(15)?,
    })
}

/// All batches, the newest first.
///
/// # Errors
/// A [`StoreError`].
pub fn all(db: &Db<'_>) -> Result<Vec<Batch>, StoreError> {
    db.rows(&format!("select {BATCH} from tour_coupon_batches b order by b.id desc"), [], batch)
}

/// The batch of an id.
///
/// # Errors
/// A [`StoreError`].
pub fn by_id(db: &Db<'_>, id: i64) -> Result<Option<Batch>, StoreError> {
    db.row(&format!("select {BATCH} from tour_coupon_batches b where b.id = ?1"), [id], batch)
}

/// Writes a new batch.
///
/// # Errors
/// A [`StoreError`].
pub fn insert(tx: &Tx<'_>, it: &Batch) -> Result<(), StoreError> {
    let sql =
        "insert into tour_coupon_batches (id, name, kind, money, starts_at, ends_at) values (?1, ?2, ?3, ?4, ?5, ?6)";
    tx.run_one(sql, params![it.id, it.name, it.kind, it.money.0, it.starts_at.0, it.ends_at.0])?;
    update(tx, it)
}

/// Writes what can be changed of a batch.
///
/// # Errors
/// A [`StoreError`].
pub fn update(tx: &Tx<'_>, it: &Batch) -> Result<(), StoreError> {
    tx.run_one(
        "update tour_coupon_batches set
            name = ?2, kind = ?3, money = ?4, min_amount = ?5, starts_at = ?6, ends_at = ?7, tag = ?8, plat_id = ?9,
            plat = ?10, limit_type = ?11, activity_id = ?12, use_limit = ?13
         where id = ?1",
        params![
            it.id,
            it.name,
            it.kind,
            it.money.0,
            it.min_amount.0,
            it.starts_at.0,
            it.ends_at.0,
            it.tag,
            it.plat_id,
            it.plat,
            it.limit_type,
            it.activity_id,
            it.use_limit,
        ],
    )
}
