//! Statements of vouchers and their templates.

use crate::channels::roaming::ids::{TemplateId, VoucherId};
use crate::channels::roaming::report::Redeemed;
use crate::channels::roaming::vouchers::{Template, TemplateKind, Voucher};
use crate::channels::roaming::wire::vouchers::TemplateProduct;
use crate::clock::Instant;
use crate::ids::{AccountId, LineId, OrderId};
use crate::money::Fen;
use crate::orders::{OrderStatus, PayStatus};
use crate::store::{Db, Row, RowResult, StoreError, Tx, params, statement};

const TEMPLATE: &str =
    "t.id, t.name, t.kind, t.money, t.min_amount, t.max_amount, t.effect_at, t.failure_at, t.valid_days,
    t.background, t.image, t.logo, t.description, t.repeatable, t.location, t.created_at";

fn template_at(row: &Row<'_>, first: usize) -> RowResult<Template> {
    Ok(Template {
        id: row.get(first)?,
        name: row.get(first + 1)?,
        kind: row.get(first + 2)?,
        money: Fen(row.get(first + 3)?),
        min_amount: row.get::<_, Option<i64>>(first + 4)?.map(Fen),
        max_amount: row.get::<_, Option<i64>>(first + 5)?.map(Fen),
        effect_at: row.get::<_, Option<i64>>(first + 6)?.map(Instant),
        failure_at: row.get::<_, Option<i64>>(first + 7)?.map(Instant),
        valid_days: row.get(first + 8)?,
        background: row.get(first + 9)?,
        image: row.get(first + 10)?,
        logo: row.get(first + 11)?,
        description: row.get(first + 12)?,
        repeatable: row.get(first + 13)?,
        location: row.get(first + 14)?,
        created_at: row.get::<_, Option<i64>>(first + 15)?.map(Instant),
    })
}

const VOUCHER: &str =
    "v.id, v.serial, v.template_id, v.account_id, v.order_id, v.effect_at, v.failure_at, v.used_at, v.name,
    v.image, v.background, v.description, v.money, v.from_line";

fn voucher(row: &Row<'_>) -> RowResult<(Voucher, Template)> {
    let voucher = Voucher {
        id: row.get(0)?,
        serial: row.get(1)?,
        template_id: row.get(2)?,
        account_id: row.get(3)?,
        order_id: row.get(4)?,
        effect_at: row.get::<_, Option<i64>>(5)?.map(Instant),
        failure_at: row.get::<_, Option<i64>>(6)?.map(Instant),
        used_at: row.get::<_, Option<i64>>(7)?.map(Instant),
        name: row.get(8)?,
        image: row.get(9)?,
        background: row.get(10)?,
        description: row.get(11)?,
        money: row.get::<_, Option<i64>>(12)?.map(Fen),
        from_line: row.get(13)?,
    };
    Ok((voucher, template_at(row, 14)?))
}

fn select(clause: &str) -> String {
    format!("select {VOUCHER}, {TEMPLATE} from vouchers v join voucher_templates t on t.id = v.template_id {clause}")
}

/// The vouchers that an account sees, by id: its own and those for everybody, but not the ended pick-up voucher of an order that
/// it has deleted.
pub(in crate::channels::roaming) fn of_account(
    db: &Db<'_>,
    account: AccountId,
) -> Result<Vec<(Voucher, Template)>, StoreError> {
    let clause = statement!(
        "where v.account_id in (0, ?1) and not exists (
            select 1 from orders o
            where o.id = v.order_id and o.order_status = {closed} and o.pay_status in ({unpaid}, {paying})
        )
        order by v.id",
        closed = OrderStatus::Closed,
        unpaid = PayStatus::Unpaid,
        paying = PayStatus::Paying,
    );
    db.rows(&select(clause), [account], voucher)
}

/// The vouchers of an account that are tied to an order, by id.
pub(in crate::channels::roaming) fn of_order(
    db: &Db<'_>,
    account: AccountId,
    order: OrderId,
) -> Result<Vec<(Voucher, Template)>, StoreError> {
    db.rows(&select("where v.account_id = ?1 and v.order_id = ?2 order by v.id"), params![account, order], voucher)
}

/// Writes a new voucher down.
pub(in crate::channels::roaming) fn insert(tx: &Tx<'_>, it: &Voucher) -> Result<(), StoreError> {
    tx.run_one(
        "insert into vouchers (id, serial, template_id, account_id, order_id, effect_at, failure_at, used_at, name, image,
            background, description, money, from_line)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
        params![
            it.id,
            it.serial,
            it.template_id,
            it.account_id,
            it.order_id,
            it.effect_at.map(|at| at.0),
            it.failure_at.map(|at| at.0),
            it.used_at.map(|at| at.0),
            it.name,
            it.image,
            it.background,
            it.description,
            it.money.map(|money| money.0),
            it.from_line,
        ],
    )
}

/// Deletes the unused pick-up vouchers of an order.
pub(in crate::channels::roaming) fn delete_pick_up(tx: &Tx<'_>, order: OrderId) -> Result<(), StoreError> {
    let sql = statement!(
        "delete from vouchers where order_id = ?1 and used_at is null
        and template_id in (select id from voucher_templates where kind = {pick_up})",
        pick_up = TemplateKind::PickUp,
    );
    tx.run(sql, [order]).map(|_| ())
}

/// Ends the unused pick-up vouchers of an order whose goods are not the customer's any more: the counter answers that they
/// are void, not that nobody knows them.
pub(in crate::channels::roaming) fn end_pick_up(tx: &Tx<'_>, order: OrderId, now: Instant) -> Result<(), StoreError> {
    let sql = statement!(
        "update vouchers set failure_at = ?2 where order_id = ?1 and used_at is null
        and (failure_at is null or failure_at > ?2)
        and template_id in (select id from voucher_templates where kind = {pick_up})",
        pick_up = TemplateKind::PickUp,
    );
    tx.run(sql, params![order, now.0]).map(|_| ())
}

/// Frees the money vouchers that were used on an order.
pub(in crate::channels::roaming) fn free_of_order(tx: &Tx<'_>, order: OrderId) -> Result<(), StoreError> {
    let sql = statement!(
        "update vouchers set order_id = null, used_at = null where order_id = ?1 and from_line is null
        and template_id in (select id from voucher_templates where kind <> {pick_up})",
        pick_up = TemplateKind::PickUp,
    );
    tx.run(sql, [order]).map(|_| ())
}

/// Uses a voucher on an order if it is its account's and nobody has used it: of two orders at once one gets it.
pub(in crate::channels::roaming) fn use_on(
    tx: &Tx<'_>,
    voucher: VoucherId,
    (account, order): (AccountId, OrderId),
    now: Instant,
) -> Result<bool, StoreError> {
    let sql = "update vouchers set order_id = ?3, used_at = ?4
        where id = ?1 and account_id = ?2 and used_at is null and order_id is null";
    Ok(tx.run(sql, params![voucher, account, order, now.0])? == 1)
}

/// Marks a voucher used at the counter; false when it was.
pub(in crate::channels::roaming) fn hand_over(
    tx: &Tx<'_>,
    voucher: VoucherId,
    now: Instant,
) -> Result<bool, StoreError> {
    let sql = "update vouchers set used_at = ?2 where id = ?1 and used_at is null";
    Ok(tx.run(sql, params![voucher, now.0])? == 1)
}

/// Lets the pick-up voucher of an order be used again that was handed over by mistake.
pub(in crate::channels::roaming) fn unuse_pick_up(tx: &Tx<'_>, order: OrderId) -> Result<(), StoreError> {
    let sql = statement!(
        "update vouchers set used_at = null where order_id = ?1 and used_at is not null and from_line is null
        and template_id in (select id from voucher_templates where kind = {pick_up})",
        pick_up = TemplateKind::PickUp,
    );
    tx.run(sql, [order]).map(|_| ())
}

/// Makes a code an account's if it is nobody's yet.
pub(in crate::channels::roaming) fn redeem(
    tx: &Tx<'_>,
    voucher: VoucherId,
    account: AccountId,
) -> Result<bool, StoreError> {
    let sql = "update vouchers set account_id = ?2 where id = ?1 and account_id = -1";
    Ok(tx.run(sql, params![voucher, account])? == 1)
}

/// A voucher by its id, if it is the account's.
pub(in crate::channels::roaming) fn own(
    db: &Db<'_>,
    account: AccountId,
    voucher: VoucherId,
) -> Result<Option<(Voucher, Template)>, StoreError> {
    db.row(&select("where v.id = ?1 and v.account_id = ?2"), params![voucher, account], self::voucher)
}

/// The vouchers of a serial, those that are nobody's yet and unused ones first.
pub(in crate::channels::roaming) fn by_serial(
    db: &Db<'_>,
    serial: i64,
) -> Result<Vec<(Voucher, Template)>, StoreError> {
    let clause = "where v.serial = ?1
        order by case when v.account_id = -1 then 0 else 1 end, case when v.used_at is null then 0 else 1 end, v.id";
    db.rows(&select(clause), [serial], voucher)
}

/// Whether a serial is on a voucher.
pub(in crate::channels::roaming) fn has_serial(db: &Db<'_>, serial: i64) -> Result<bool, StoreError> {
    db.exists("select 1 from vouchers where serial = ?1", [serial])
}

/// Whether an account has a voucher of a kind, used or not.
pub(in crate::channels::roaming) fn has_kind(
    db: &Db<'_>,
    account: AccountId,
    kind: TemplateKind,
) -> Result<bool, StoreError> {
    let sql = "select 1 from vouchers v join voucher_templates t on t.id = v.template_id
        where v.account_id = ?1 and t.kind = ?2";
    db.exists(sql, params![account, kind])
}

/// Takes the unused vouchers back that an order's payment gave.
pub(in crate::channels::roaming) fn delete_gifts(tx: &Tx<'_>, order: OrderId) -> Result<(), StoreError> {
    let sql = "delete from vouchers where used_at is null
        and from_line in (select id from order_lines where order_id = ?1)";
    tx.run(sql, [order]).map(|_| ())
}

/// Takes the unused vouchers back that one line's payment gave.
pub(in crate::channels::roaming) fn delete_gifts_of_line(tx: &Tx<'_>, line: LineId) -> Result<(), StoreError> {
    let sql = "delete from vouchers where used_at is null and from_line = ?1";
    tx.run(sql, [line]).map(|_| ())
}

/// The newest template of a kind.
pub(in crate::channels::roaming) fn newest_template(
    db: &Db<'_>,
    kind: TemplateKind,
) -> Result<Option<Template>, StoreError> {
    let sql = format!("select {TEMPLATE} from voucher_templates t where t.kind = ?1 order by t.id desc limit 1");
    db.row(&sql, [kind], |row| template_at(row, 0))
}

/// The template of an id.
pub(in crate::channels::roaming) fn template(db: &Db<'_>, id: TemplateId) -> Result<Option<Template>, StoreError> {
    let sql = format!("select {TEMPLATE} from voucher_templates t where t.id = ?1");
    db.row(&sql, [id], |row| template_at(row, 0))
}

/// Writes a new template down.
pub(in crate::channels::roaming) fn insert_template(tx: &Tx<'_>, it: &Template) -> Result<(), StoreError> {
    tx.run_one(
        "insert into voucher_templates (id, name, kind, money, min_amount, max_amount, effect_at, failure_at, valid_days,
            background, image, logo, description, repeatable, location, created_at)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
        params![
            it.id,
            it.name,
            it.kind,
            it.money.0,
            it.min_amount.map(|money| money.0),
            it.max_amount.map(|money| money.0),
            it.effect_at.map(|at| at.0),
            it.failure_at.map(|at| at.0),
            it.valid_days,
            it.background,
            it.image,
            it.logo,
            it.description,
            it.repeatable,
            it.location,
            it.created_at.map(|at| at.0),
        ],
    )
}

/// Restricts a template to a product.
pub(in crate::channels::roaming) fn insert_product(tx: &Tx<'_>, it: TemplateProduct) -> Result<(), StoreError> {
    let sql = "insert into voucher_products (id, template_id, product_id) values (?1, ?2, ?3)";
    tx.run_one(sql, params![it.id, it.evoucherid, it.productid])
}

/// The products that all templates are restricted to, by id: there are few, so choosing is the caller's.
pub(in crate::channels::roaming) fn products(db: &Db<'_>) -> Result<Vec<TemplateProduct>, StoreError> {
    db.rows("select template_id, id, product_id from voucher_products order by id", [], |row| {
        Ok(TemplateProduct { evoucherid: row.get(0)?, id: row.get(1)?, productid: row.get(2)? })
    })
}

/// The vouchers that were used in a span of time, its end not counted, by template.
pub(in crate::channels::roaming) fn redeemed_between(
    db: &Db<'_>,
    from: Instant,
    before: Instant,
) -> Result<Vec<Redeemed>, StoreError> {
    let sql = "select t.name, count(*), sum(coalesce(v.money, t.money))
        from vouchers v
        join voucher_templates t on t.id = v.template_id
        where v.used_at >= ?1 and v.used_at < ?2
        group by t.id, t.name
        order by t.id";
    db.rows(sql, params![from.0, before.0], |row| {
        Ok(Redeemed { name: row.get(0)?, count: row.get(1)?, amount: Fen(row.get(2)?) })
    })
}
