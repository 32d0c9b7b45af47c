//! Statements of the batches of coupons.

use crate::channels::tours::coupon::CouponTerms;
use crate::channels::tours::ids::BatchId;
use crate::clock::Instant;
use crate::money::Fen;
use crate::store::{Db, Row, RowResult, StoreError, Tx, params};

/// A batch with how many coupons it has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// Its id.
    pub id: BatchId,
    /// What its coupons are worth, from when until when, and on what.
    pub terms: CouponTerms,
    /// Coupons that were made.
    pub issued: i64,
    /// Those that are somebody's.
    pub claimed: i64,
    /// Those that were spent.
    pub used: i64,
}

/// The columns of a batch's terms.
pub(super) const TERMS: &str =
    "b.name, b.kind, b.money, b.min_amount, b.starts_at, b.ends_at, b.tag, b.plat_id, b.plat,
    b.limit_type, b.activity_id, b.use_limit";

/// The terms whose columns begin at a place of the row.
pub(super) fn terms(row: &Row<'_>, first: usize) -> RowResult<CouponTerms> {
    Ok(CouponTerms {
        name: row.get(first)?,
        kind: row.get(first + 1)?,
        money: Fen(row.get(first + 2)?),
        min_amount: Fen(row.get(first + 3)?),
        starts_at: Instant(row.get(first + 4)?),
        ends_at: Instant(row.get(first + 5)?),
        tag: row.get(first + 6)?,
        plat_id: row.get(first + 7)?,
        plat: row.get(first + 8)?,
        limit_type: row.get(first + 9)?,
        activity_id: row.get(first + 10)?,
        use_limit: row.get(first + 11)?,
    })
}

const BATCH: &str = "b.id,
    (select count(*) from tour_coupons c where c.batch_id = b.id),
    (select count(c.account_id) from tour_coupons c where c.batch_id = b.id),
    (select count(c.order_id) from tour_coupons c where c.batch_id = b.id)";

fn batch(row: &Row<'_>) -> RowResult<Batch> {
    Ok(Batch { id: row.get(0)?, issued: row.get(1)?, claimed: row.get(2)?, used: row.get(3)?, terms: terms(row, 4)? })
}

/// All batches, the newest first.
pub fn all(db: &Db<'_>) -> Result<Vec<Batch>, StoreError> {
    db.rows(&format!("select {BATCH}, {TERMS} from tour_coupon_batches b order by b.id desc"), [], batch)
}

/// The batch of an id.
pub fn by_id(db: &Db<'_>, id: BatchId) -> Result<Option<Batch>, StoreError> {
    db.row(&format!("select {BATCH}, {TERMS} from tour_coupon_batches b where b.id = ?1"), [id], batch)
}

/// Writes a new batch.
pub fn insert(tx: &Tx<'_>, it: &Batch) -> Result<(), StoreError> {
    let terms = &it.terms;
    let sql =
        "insert into tour_coupon_batches (id, name, kind, money, starts_at, ends_at) values (?1, ?2, ?3, ?4, ?5, ?6)";
    tx.run_one(sql, params![it.id, terms.name, terms.kind, terms.money.0, terms.starts_at.0, terms.ends_at.0])?;
    update(tx, it)
}

/// Writes what can be changed of a batch.
pub fn update(tx: &Tx<'_>, it: &Batch) -> Result<(), StoreError> {
    let terms = &it.terms;
    tx.run_one(
        "update tour_coupon_batches set
            name = ?2, kind = ?3, money = ?4, min_amount = ?5, starts_at = ?6, ends_at = ?7, tag = ?8, plat_id = ?9,
            plat = ?10, limit_type = ?11, activity_id = ?12, use_limit = ?13
         where id = ?1",
        params![
            it.id,
            terms.name,
            terms.kind,
            terms.money.0,
            terms.min_amount.0,
            terms.starts_at.0,
            terms.ends_at.0,
            terms.tag,
            terms.plat_id,
            terms.plat,
            terms.limit_type,
            terms.activity_id,
            terms.use_limit,
        ],
    )
}
