//! Statements of traffic packages.

use crate::channels::leases::flow::{FlowOrder, LastPaid, NewFlowOrder, Traffic};
use crate::channels::leases::ids::FlowOrderId;
use crate::channels::leases::lists::Filter;
use crate::clock::Instant;
use crate::ids::{AccountId, OrderId};
use crate::money::Fen;
use crate::store::{Db, Row, RowResult, StoreError, Tx, params};

const FLOW: &str = "id, account_id, number, shown_in, money, megabytes, days, package_id, description, exec_data, mark, created_at,
    updated_at, close_at, paid_at, closed, pay_type, pay_sn, expires_at, old_balance, new_balance, old_bought, new_bought,
    first_order";

fn flow(row: &Row<'_>) -> RowResult<FlowOrder> {
    let instant = |column| row.get::<_, i64>(column).map(Instant);
    let perhaps = |column| row.get::<_, Option<i64>>(column).map(|at| at.map(Instant));
    Ok(FlowOrder {
        id: row.get(0)?,
        account_id: row.get(1)?,
        number: row.get(2)?,
        shown_in: row.get(3)?,
        money: Fen(row.get(4)?),
        megabytes: row.get(5)?,
        days: row.get(6)?,
        package_id: row.get(7)?,
        description: row.get(8)?,
        exec_data: row.get(9)?,
        mark: row.get(10)?,
        created_at: instant(11)?,
        updated_at: instant(12)?,
        close_at: instant(13)?,
        paid_at: perhaps(14)?,
        closed: row.get(15)?,
        pay_type: row.get(16)?,
        pay_sn: row.get(17)?,
        expires_at: perhaps(18)?,
        old_balance: row.get(19)?,
        new_balance: row.get(20)?,
        old_bought: row.get(21)?,
        new_bought: row.get(22)?,
        first_order: row.get(23)?,
    })
}

pub(in crate::channels::leases) fn insert(tx: &Tx<'_>, new: &NewFlowOrder<'_>) -> Result<(), StoreError> {
    let id = FlowOrderId::next(tx)?;
    let (order, sale) = (new.order, new.sale);
    tx.run_one(
        "insert into flow_orders (id, account_id, number, order_id, shown_in, money, megabytes, days, package_id, description,
            exec_data, created_at, updated_at, close_at)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?12, ?13)",
        params![
            id,
            order.account_id(),
            order.number(),
            order.id(),
            sale.list.name(),
            sale.price.0,
            sale.megabytes,
            sale.days,
            sale.package_id,
            new.description,
            new.exec_data,
            order.created_at().0,
            new.close_at.0,
        ],
    )
}

pub(in crate::channels::leases) fn of_order(db: &Db<'_>, order: OrderId) -> Result<Option<FlowOrder>, StoreError> {
    db.row(&format!("select {FLOW} from flow_orders where order_id = ?1"), [order], flow)
}

/// Whether a row is of an order that was sold here.
pub(in crate::channels::leases) fn was_sold_here(db: &Db<'_>, id: FlowOrderId) -> Result<bool, StoreError> {
    db.exists("select 1 from flow_orders where id = ?1 and order_id is not null", [id])
}

/// What an account's latest paid package left behind, whichever list shows it: an account has one balance.
pub(in crate::channels::leases) fn last_paid(db: &Db<'_>, account: AccountId) -> Result<Option<LastPaid>, StoreError> {
    let sql = "select new_balance, new_bought, paid_at, expires_at
        from flow_orders
        where account_id = ?1 and paid_at is not null and closed = 0
        order by paid_at desc, id desc
        limit 1";
    db.row(sql, [account], |row| {
        Ok(LastPaid {
            balance: row.get(0)?,
            bought: row.get(1)?,
            paid_at: Instant(row.get(2)?),
            expires_at: row.get::<_, Option<i64>>(3)?.map(Instant),
        })
    })
}

/// Writes back what paying or closing changes.
pub(in crate::channels::leases) fn save(tx: &Tx<'_>, order: &FlowOrder) -> Result<(), StoreError> {
    tx.run_one(
        "update flow_orders set
            updated_at = ?3, paid_at = ?4, closed = ?5, pay_type = ?6, pay_sn = ?7, expires_at = ?8, old_balance = ?9,
            new_balance = ?10, old_bought = ?11, new_bought = ?12, first_order = ?13
         where account_id = ?1 and id = ?2",
        params![
            order.account_id,
            order.id,
            order.updated_at.0,
            order.paid_at.map(|at| at.0),
            order.closed,
            order.pay_type,
            order.pay_sn,
            order.expires_at.map(|at| at.0),
            order.old_balance,
            order.new_balance,
            order.old_bought,
            order.new_bought,
            order.first_order,
        ],
    )
}

/// A package whose money went back is not paid, as an order of addresses.
const LISTED: &str = "from flow_orders
    where account_id = ?1
      and shown_in in (?2, 'both')
      and (?3 is null or number = ?3)
      and (?4 is null or created_at >= ?4)
      and (?5 is null or created_at <= ?5)
      and (?6 is null or case when paid_at is null or closed = 1 then 0 else 1 end = ?6)";

pub(in crate::channels::leases) fn count(
    db: &Db<'_>,
    account: AccountId,
    list: Traffic,
    filter: &Filter,
) -> Result<i64, StoreError> {
    let (from, until) = (filter.from.map(|at| at.0), filter.until.map(|at| at.0));
    let sql = format!("select count(*) {LISTED}");
    db.number(&sql, params![account, list.name(), filter.number, from, until, filter.paid])
}

pub(in crate::channels::leases) fn page(
    db: &Db<'_>,
    account: AccountId,
    list: Traffic,
    filter: &Filter,
) -> Result<Vec<FlowOrder>, StoreError> {
    let (from, until) = (filter.from.map(|at| at.0), filter.until.map(|at| at.0));
    let sql = format!("select {FLOW} {LISTED} order by created_at desc, id desc limit ?7 offset ?8");
    let (limit, offset) = (filter.limit, filter.offset());
    let values = params![account, list.name(), filter.number, from, until, filter.paid, limit, offset];
    db.rows(&sql, values, flow)
}
