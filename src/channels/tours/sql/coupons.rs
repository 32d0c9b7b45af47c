//! Statements of coupons and their batches.

use super::batches::{TERMS, terms};
use crate::channels::tours::coupon::Coupon;
use crate::channels::tours::ids::{BatchId, CouponId};
use crate::clock::Instant;
use crate::ids::{AccountId, OrderId};
use crate::money::Fen;
use crate::store::{Db, Page, Row, RowResult, StoreError, Tx, params};

const COUPON: &str = "c.id, c.serial, c.account_id, c.used_at,
    coalesce((select o.number from orders o where o.id = c.order_id), '')";

/// Dearest first; of those the one that ends first, as it is recorded.
const IN_ORDER: &str = "order by b.money desc, b.ends_at, c.id";

fn coupon(row: &Row<'_>) -> RowResult<Coupon> {
    Ok(Coupon {
        id: row.get(0)?,
        serial: row.get(1)?,
        account_id: row.get(2)?,
        used_at: row.get::<_, Option<i64>>(3)?.map(Instant),
        order_sn: row.get(4)?,
        terms: terms(row, 5)?,
    })
}

/// An account's coupons, used ones and others.
pub fn of_account(db: &Db<'_>, account: AccountId, most: i64) -> Result<Vec<Coupon>, StoreError> {
    let sql = format!(
        "select {COUPON}, {TERMS} from tour_coupons c join tour_coupon_batches b on b.id = c.batch_id
        where c.account_id = ?1 {IN_ORDER} limit ?2"
    );
    db.rows(&sql, params![account, most], coupon)
}

/// An account's coupons that it may spend now on an amount: unused, valid, within the threshold, not tied to a platform or an
/// activity (docs/spec/tours.md section 4). One that an unpaid order holds whose time is over counts as unused: a
/// submit takes it away.
pub fn usable(
    db: &Db<'_>,
    account: AccountId,
    now: Instant,
    amount: Fen,
    most: i64,
) -> Result<Vec<Coupon>, StoreError> {
    let sql = format!(
        "select {COUPON}, {TERMS} from tour_coupons c join tour_coupon_batches b on b.id = c.batch_id
        where c.account_id = ?1 and b.starts_at <= ?2 and b.ends_at >= ?5 and b.min_amount <= ?3
            and b.plat_id = 0 and b.activity_id = 0
            and (c.order_id is null or exists (select 1 from orders o where o.id = c.order_id and o.expires_at <= ?2))
        {IN_ORDER} limit ?4"
    );
    db.rows(&sql, params![account, now.0, amount.0, most, now.second().0], |row| {
        Ok(Coupon { used_at: None, order_sn: String::new(), ..coupon(row)? })
    })
}

/// The coupon of a serial number, whoever has it.
pub fn by_serial(db: &Db<'_>, serial: &str) -> Result<Option<Coupon>, StoreError> {
    let sql = format!(
        "select {COUPON}, {TERMS} from tour_coupons c join tour_coupon_batches b on b.id = c.batch_id where c.serial = ?1"
    );
    db.row(&sql, [serial], coupon)
}

/// Makes an unclaimed coupon an account's; whether it was unclaimed.
pub fn claim(tx: &Tx<'_>, id: CouponId, account: AccountId) -> Result<bool, StoreError> {
    let sql = "update tour_coupons set account_id = ?2 where id = ?1 and account_id is null";
    Ok(tx.run(sql, params![id, account])? == 1)
}

/// Spends an account's coupon on an order if it is unspent; whether it was.
pub fn spend(tx: &Tx<'_>, id: CouponId, account: AccountId, order: OrderId, now: Instant) -> Result<bool, StoreError> {
    let sql = "update tour_coupons set order_id = ?3, used_at = ?4
        where id = ?1 and account_id = ?2 and order_id is null";
    Ok(tx.run(sql, params![id, account, order, now.0])? == 1)
}

/// Makes the coupons that were spent on an order unspent again.
pub fn free_of_order(tx: &Tx<'_>, order: OrderId) -> Result<(), StoreError> {
    tx.run("update tour_coupons set order_id = null, used_at = null where order_id = ?1", [order]).map(|_| ())
}

/// Gives all coupons out that were not spent, by id: its id, its batch, its number, whose it is.
///
/// # Errors
/// Those of `give`, or a [`StoreError`].
pub fn each_unspent<E: From<StoreError>>(
    db: &Db<'_>,
    mut give: impl FnMut(CouponId, BatchId, String, Option<AccountId>) -> Result<(), E>,
) -> Result<(), E> {
    let sql = "select id, batch_id, serial, account_id from tour_coupons where order_id is null order by id";
    db.each(sql, [], |row| {
        let values = (|| Ok::<_, StoreError>((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))()?;
        give(values.0, values.1, values.2, values.3)
    })
}

/// A page of a batch's coupons, the newest first.
pub fn of_batch(db: &Db<'_>, batch: BatchId, page: Page) -> Result<Vec<Coupon>, StoreError> {
    let sql = format!(
        "select {COUPON}, {TERMS} from tour_coupons c join tour_coupon_batches b on b.id = c.batch_id
        where c.batch_id = ?1 order by c.id desc limit ?2 offset ?3"
    );
    db.rows(&sql, params![batch, page.size, page.offset], coupon)
}

/// Writes a new coupon of a batch.
pub fn insert(
    tx: &Tx<'_>,
    id: CouponId,
    batch: BatchId,
    serial: &str,
    account: Option<AccountId>,
) -> Result<(), StoreError> {
    let sql = "insert into tour_coupons (id, batch_id, serial, account_id) values (?1, ?2, ?3, ?4)";
    tx.run_one(sql, params![id, batch, serial, account])
}
