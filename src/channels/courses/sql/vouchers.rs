//! Statements of vouchers.

use crate::channels::courses::ids::{GiftId, VoucherId};
use crate::channels::courses::report::Taken;
use crate::channels::courses::vouchers::{Gift, Voucher, VoucherFilter};
use crate::clock::{DAY_MS, Instant};
use crate::ids::{AccountId, OrderId};
use crate::money::Fen;
use crate::store::Page;
use crate::store::{Db, Row, RowResult, StoreError, Tx, params};

/// A voucher with what was bought and what has become of it.
const ANY_VOUCHER: &str = "select v.id, v.account_id, v.order_id, v.promo_code, v.used_at,
        p.course_id, p.offer_id, p.name, p.value, p.rebate_value,
        c.name, c.picture, c.organisation_id, c.deleted, o.phone,
        f.use_from, f.use_until, f.use_condition, f.use_method, f.use_instruction,
        b.id is not null, g.id, g.introduce, g.detail, k.id is not null, v.used_by, v.voided_at
    from course_vouchers v
    join course_orders p on p.account_id = v.account_id and p.order_id = v.order_id
    join courses c on c.id = p.course_id
    join organisations o on o.id = c.organisation_id
    join course_offers f on f.id = p.offer_id
    left join offer_bindings b on b.course_id = p.course_id and b.offer_id = p.offer_id and b.active = 1
    left join gift_packages g on g.id = b.gift_package_id
    left join gift_claims k on k.voucher_id = v.id";
/// Vouchers whose money went back are nobody's.
const LIVES: &str = "v.voided_at is null";

fn voucher(row: &Row<'_>) -> RowResult<Voucher> {
    let gift = match row.get::<_, Option<GiftId>>(21)? {
        Some(id) => Some(Gift { id, introduce: row.get(22)?, detail: row.get(23)? }),
        None => None,
    };
    Ok(Voucher {
        id: row.get(0)?,
        account_id: row.get(1)?,
        order_id: row.get(2)?,
        promo_code: row.get(3)?,
        used_at: row.get::<_, Option<i64>>(4)?.map(Instant),
        course_id: row.get(5)?,
        offer_id: row.get(6)?,
        name: row.get(7)?,
        value: Fen(row.get(8)?),
        rebate_value: Fen(row.get(9)?),
        course_name: row.get(10)?,
        course_picture: row.get(11)?,
        organisation_id: row.get(12)?,
        course_gone: row.get(13)?,
        phone: row.get(14)?,
        use_from: Instant(row.get(15)?),
        use_until: Instant(row.get(16)?),
        use_condition: row.get(17)?,
        use_method: row.get(18)?,
        use_instruction: row.get(19)?,
        bound: row.get(20)?,
        gift,
        gift_claimed: row.get(24)?,
        used_by: row.get(25)?,
        voided_at: row.get::<_, Option<i64>>(26)?.map(Instant),
    })
}

/// The voucher of an id, whoever has it.
pub fn by_id(db: &Db<'_>, id: VoucherId) -> Result<Option<Voucher>, StoreError> {
    db.row(&format!("{ANY_VOUCHER} where {LIVES} and v.id = ?1"), [id], voucher)
}

/// The voucher of a promo code.
pub fn by_code(db: &Db<'_>, code: &str) -> Result<Option<Voucher>, StoreError> {
    db.row(&format!("{ANY_VOUCHER} where {LIVES} and v.promo_code = ?1"), [code], voucher)
}

/// The voucher of a promo code, even if its money went back.
pub fn by_code_ever(db: &Db<'_>, code: &str) -> Result<Option<Voucher>, StoreError> {
    db.row(&format!("{ANY_VOUCHER} where v.promo_code = ?1"), [code], voucher)
}

/// The vouchers of an order, by piece.
pub fn of_order(db: &Db<'_>, order: OrderId) -> Result<Vec<Voucher>, StoreError> {
    db.rows(&format!("{ANY_VOUCHER} where {LIVES} and v.order_id = ?1 order by v.id"), [order], voucher)
}

/// The condition of a shelf; `?2` is the present's second.
fn on(shelf: VoucherFilter) -> &'static str {
    match shelf {
        VoucherFilter::Usable => "v.used_at is null and f.use_until >= ?2",
        VoucherFilter::Past => "(v.used_at is not null or f.use_until < ?2)",
        VoucherFilter::All => "(f.use_until < ?2 or f.use_until >= ?2)",
    }
}

/// How many vouchers of an account are on a shelf.
pub fn count(db: &Db<'_>, account: AccountId, shelf: VoucherFilter, now: Instant) -> Result<i64, StoreError> {
    let sql = format!(
        "select count(*)
        from course_vouchers v
        join course_orders p on p.account_id = v.account_id and p.order_id = v.order_id
        join course_offers f on f.id = p.offer_id
        where v.account_id = ?1 and v.voided_at is null and {}",
        on(shelf)
    );
    db.number(&sql, params![account, now.second().0])
}

/// A page of an account's vouchers on a shelf, newest first.
pub fn page(
    db: &Db<'_>,
    account: AccountId,
    shelf: VoucherFilter,
    now: Instant,
    page: Page,
) -> Result<Vec<Voucher>, StoreError> {
    let sql = format!(
        "{ANY_VOUCHER} where {LIVES} and v.account_id = ?1 and {} order by v.id desc limit ?3 offset ?4",
        on(shelf)
    );
    db.rows(&sql, params![account, now.second().0, page.size, page.offset], voucher)
}

/// Whether a promo code is taken, by a voided voucher too.
pub fn has_code(db: &Db<'_>, code: &str) -> Result<bool, StoreError> {
    db.exists("select 1 from course_vouchers where promo_code = ?1", [code])
}

/// Writes the voucher of one piece of an order down.
pub fn insert(tx: &Tx<'_>, account: AccountId, order: OrderId, place: i64, code: &str) -> Result<(), StoreError> {
    let id = VoucherId::next(tx)?;
    let sql = "insert into course_vouchers (account_id, id, order_id, place, promo_code) values (?1, ?2, ?3, ?4, ?5)";
    tx.run_one(sql, params![account, id, order, place, code])
}

/// Uses a voucher; false when somebody has used it before, or its money went back.
pub fn take(tx: &Tx<'_>, voucher: &Voucher, at: Instant, by: AccountId) -> Result<bool, StoreError> {
    let sql = "update course_vouchers
        set used_at = ?3, used_by = ?4
        where account_id = ?1 and id = ?2 and used_at is null and voided_at is null";
    Ok(tx.run(sql, params![voucher.account_id, voucher.id, at.0, by])? == 1)
}

/// Whether a school has taken any voucher of an order.
pub fn any_used(db: &Db<'_>, order: OrderId) -> Result<bool, StoreError> {
    db.exists("select 1 from course_vouchers where order_id = ?1 and used_at is not null limit 1", [order])
}

/// Makes what is left of an order's vouchers worthless.
pub fn void_unused(tx: &Tx<'_>, order: OrderId, at: Instant) -> Result<usize, StoreError> {
    let sql = "update course_vouchers set voided_at = ?2 where order_id = ?1 and used_at is null and voided_at is null";
    tx.run(sql, params![order, at.0])
}

/// Vouchers that were used from an instant on and before another, by days from the first instant.
pub fn redeemed_between(db: &Db<'_>, from: Instant, before: Instant) -> Result<Vec<Taken>, StoreError> {
    let sql = "select (v.used_at - ?1) / ?3, count(*), sum(p.rebate_value)
        from course_vouchers v
        join course_orders p on p.account_id = v.account_id and p.order_id = v.order_id
        where v.used_at >= ?1 and v.used_at < ?2
        group by 1
        order by 1";
    db.rows(sql, params![from.0, before.0, DAY_MS], |row| {
        Ok(Taken { day: row.get(0)?, count: row.get(1)?, amount: Fen(row.get(2)?) })
    })
}
