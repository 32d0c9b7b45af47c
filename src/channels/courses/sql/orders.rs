//! Statements of what an order of this channel has besides the order book.

use crate::channels::courses::ids::SchoolId;
use crate::channels::courses::purchase::{Purchase, Standing};
use crate::clock::Instant;
use crate::ids::{AccountId, OrderId};
use crate::money::Fen;
use crate::store::Page;
use crate::store::{Db, Row, RowResult, StoreError, Tx, containing, params};

/// Orders that a part of a telephone finds at most.
const MAX_CALLED: i64 = 5_000;

/// A purchase with what its course and offer are now; the first voucher is null until the order is paid.
const PURCHASE: &str = "select p.order_id, p.account_id, p.course_id, p.offer_id, p.name, p.mobile, p.num, p.used, p.value,
        p.rebate_value, p.code_seed, p.enrolled_at, p.hidden,
        c.name, c.picture, c.organisation_id, c.deleted, f.value, f.active, f.use_from, f.use_until, b.id is not null, v.id
    from course_orders p
    join courses c on c.id = p.course_id
    join course_offers f on f.id = p.offer_id
    left join offer_bindings b on b.course_id = p.course_id and b.offer_id = p.offer_id and b.active = 1
    left join course_vouchers v on v.order_id = p.order_id and v.place = 1 and v.voided_at is null";

/// Orders of which a part of the telephone that the school calls is known, the newest at most so many; looked for in the index
/// `course_orders_by_mobile` alone.
pub fn called(db: &Db<'_>, part: &str) -> Result<Vec<OrderId>, StoreError> {
    let sql = "select order_id from course_orders where mobile like ?1 escape '\\' order by order_id + 0 desc limit ?2";
    db.rows(sql, params![containing(part), MAX_CALLED], |row| row.get(0))
}

fn purchase(row: &Row<'_>) -> RowResult<(Purchase, Standing)> {
    let purchase = Purchase {
        order_id: row.get(0)?,
        account_id: row.get(1)?,
        course_id: row.get(2)?,
        offer_id: row.get(3)?,
        name: row.get(4)?,
        mobile: row.get(5)?,
        num: row.get(6)?,
        used: row.get(7)?,
        value: Fen(row.get(8)?),
        rebate_value: Fen(row.get(9)?),
        code_seed: row.get(10)?,
        enrolled_at: row.get::<_, Option<i64>>(11)?.map(Instant),
        hidden: row.get(12)?,
    };
    let standing = Standing {
        course_name: row.get(13)?,
        course_picture: row.get(14)?,
        organisation_id: row.get(15)?,
        course_gone: row.get(16)?,
        offer_value: Fen(row.get(17)?),
        offer_active: row.get(18)?,
        use_from: Instant(row.get(19)?),
        use_until: Instant(row.get(20)?),
        bound: row.get(21)?,
        first_voucher: row.get(22)?,
    };
    Ok((purchase, standing))
}

/// Writes a new purchase down.
pub fn insert(tx: &Tx<'_>, new: &Purchase) -> Result<(), StoreError> {
    tx.run_one(
        "insert into course_orders
            (account_id, order_id, course_id, offer_id, name, mobile, num, value, rebate_value, code_seed)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        params![
            new.account_id,
            new.order_id,
            new.course_id,
            new.offer_id,
            new.name,
            new.mobile,
            new.num,
            new.value.0,
            new.rebate_value.0,
            new.code_seed,
        ],
    )
}

/// The purchase of an order, whoever made it.
pub fn by_order(db: &Db<'_>, order: OrderId) -> Result<Option<(Purchase, Standing)>, StoreError> {
    db.row(&format!("{PURCHASE} where p.order_id = ?1"), [order], purchase)
}

/// How many orders an account's list has.
pub fn count(db: &Db<'_>, account: AccountId) -> Result<i64, StoreError> {
    db.number("select count(*) from course_orders where account_id = ?1 and hidden = 0", [account])
}

/// A page of an account's purchases, newest first.
pub fn page(db: &Db<'_>, account: AccountId, page: Page) -> Result<Vec<(Purchase, Standing)>, StoreError> {
    let sql =
        format!("{PURCHASE} where p.account_id = ?1 and p.hidden = 0 order by p.order_id desc limit ?2 offset ?3");
    db.rows(&sql, params![account, page.size, page.offset], purchase)
}

/// Which orders staff sees: an organisation's, or all where the parameter is null.
const SEEN: &str = "hidden = 0 and (?1 is null or course_id in (select id from courses where organisation_id = ?1))";

/// How many orders staff sees.
pub fn staff_count(db: &Db<'_>, organisation: Option<SchoolId>) -> Result<i64, StoreError> {
    db.number(&format!("select count(*) from course_orders where {SEEN}"), [organisation])
}

/// A page of all purchases, newest first.
pub fn staff_page(
    db: &Db<'_>,
    organisation: Option<SchoolId>,
    page: Page,
) -> Result<Vec<(Purchase, Standing)>, StoreError> {
    let sql = format!(
        "{PURCHASE}
        where p.order_id in (select order_id from course_orders where {SEEN} order by order_id desc limit ?2 offset ?3)
        order by p.order_id desc"
    );
    db.rows(&sql, params![organisation, page.size, page.offset], purchase)
}

/// Counts one more redeemed voucher.
pub fn count_use(tx: &Tx<'_>, order: OrderId) -> Result<(), StoreError> {
    tx.run_one("update course_orders set used = used + 1 where order_id = ?1 and used < num", [order])
}

/// Whether an order counts the vouchers of it that were redeemed: each once.
pub fn counts_its_uses(db: &Db<'_>, order: OrderId) -> Result<bool, StoreError> {
    let sql = "select 1 from course_orders p
        where p.order_id = ?1 and p.used = (
            select count(*) from course_vouchers v where v.order_id = p.order_id and v.used_at is not null
        )";
    db.exists(sql, [order])
}

/// Records that the enrolment was confirmed; the first time counts.
pub fn set_enrolled(tx: &Tx<'_>, order: OrderId, at: Instant) -> Result<usize, StoreError> {
    let sql = "update course_orders set enrolled_at = ?2 where order_id = ?1 and enrolled_at is null";
    tx.run(sql, params![order, at.0])
}

/// Takes an order out of the lists.
pub fn hide(tx: &Tx<'_>, order: OrderId) -> Result<usize, StoreError> {
    tx.run("update course_orders set hidden = 1 where order_id = ?1 and hidden = 0", [order])
}
