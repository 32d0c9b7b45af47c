//! Statements of vouchers and their templates.

use crate::clock::Instant;
use crate::money::Fen;
use crate::roaming::report::Redeemed;
use crate::roaming::vouchers::{Template, Voucher};
use crate::store::{Db, Row, RowResult, StoreError, Tx, params};

const TEMPLATE: &str =
    "t.id, t.name, t.kind, t.money, t.min_amount, t.max_amount, t.effect_at, t.failure_at, t.valid_days,
    t.background, t.image, t.logo, t.description, t.repeatable, t.location";

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
    })
}

const VOUCHER: &str =
    "v.id, v.serial, v.template_id, v.account_id, v.order_id, v.effect_at, v.failure_at, v.used_at, v.name,
    v.image, v.background, v.description";

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
    };
    Ok((voucher, template_at(row, 12)?))
}

fn select(clause: &str) -> String {
    format!("select {VOUCHER}, {TEMPLATE} from vouchers v join voucher_templates t on t.id = v.template_id {clause}")
}

/// The vouchers that an account sees: its own and those for everybody, by id.
pub(in crate::roaming) fn of_account(db: &Db<'_>, account: i64) -> Result<Vec<(Voucher, Template)>, StoreError> {
    db.rows(&select("where v.account_id in (0, ?1) order by v.id"), [account], voucher)
}

/// The vouchers of an account that are tied to an order, by id.
pub(in crate::roaming) fn of_order(
    db: &Db<'_>,
    account: i64,
    order: i64,
) -> Result<Vec<(Voucher, Template)>, StoreError> {
    db.rows(&select("where v.account_id = ?1 and v.order_id = ?2 order by v.id"), [account, order], voucher)
}

/// The newest pick-up template.
pub(in crate::roaming) fn pick_up_template(db: &Db<'_>) -> Result<Option<Template>, StoreError> {
    let sql = format!("select {TEMPLATE} from voucher_templates t where t.kind = 1 order by t.id desc limit 1");
    db.row(&sql, [], |row| template_at(row, 0))
}

/// Writes a new voucher down.
pub(in crate::roaming) fn insert(tx: &Tx<'_>, it: &Voucher) -> Result<(), StoreError> {
    tx.run_one(
        "insert into vouchers (id, serial, template_id, account_id, order_id, effect_at, failure_at, used_at, name, image,
            background, description)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
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
        ],
    )
}

/// Deletes the unused pick-up vouchers of an order.
pub(in crate::roaming) fn delete_pick_up(tx: &Tx<'_>, order: i64) -> Result<(), StoreError> {
    let sql = "delete from vouchers where order_id = ?1 and used_at is null
        and template_id in (select id from voucher_templates where kind = 1)";
    tx.run(sql, [order]).map(|_| ())
}

/// Frees the money vouchers that were used on an order.
pub(in crate::roaming) fn free_of_order(tx: &Tx<'_>, order: i64) -> Result<(), StoreError> {
    let sql = "update vouchers set order_id = null, used_at = null where order_id = ?1
        and template_id in (select id from voucher_templates where kind <> 1)";
    tx.run(sql, [order]).map(|_| ())
}

/// The vouchers that were used in a span of time, its end not counted, by template.
pub(in crate::roaming) fn redeemed_between(
    db: &Db<'_>,
    from: Instant,
    before: Instant,
) -> Result<Vec<Redeemed>, StoreError> {
    let sql = "select t.name, count(*), sum(t.money)
        from vouchers v
        join voucher_templates t on t.id = v.template_id
        where v.used_at >= ?1 and v.used_at < ?2
        group by t.id, t.name
        order by t.id";
    db.rows(sql, params![from.0, before.0], |row| {
        Ok(Redeemed { name: row.get(0)?, count: row.get(1)?, amount: Fen(row.get(2)?) })
    })
}
