//! Statements of lease orders.

use crate::channels::leases::lists::Filter;
use crate::channels::leases::product::{Duration, Kind, pool_tag};
use crate::channels::leases::sale::{LeaseOrder, Opening};
use crate::clock::Instant;
use crate::ids::{AccountId, OrderId, PayWayId};
use crate::money::Fen;
use crate::orders::PayStatus;
use crate::store::{Db, Row, RowResult, StoreError, Tx, params, statement};

/// A lease order as its list shows it.
pub(in crate::channels::leases) struct ListedOrder {
    pub(in crate::channels::leases) id: OrderId,
    pub(in crate::channels::leases) number: String,
    pub(in crate::channels::leases) payable: Fen,
    pub(in crate::channels::leases) created_at: Instant,
    /// Not any more when its money went back.
    pub(in crate::channels::leases) is_paid: bool,
    pub(in crate::channels::leases) paid_at: Option<Instant>,
    pub(in crate::channels::leases) pay_way: Option<PayWayId>,
    pub(in crate::channels::leases) region: String,
    pub(in crate::channels::leases) duration: Duration,
    pub(in crate::channels::leases) addresses: i64,
    pub(in crate::channels::leases) pool_tag: String,
    pub(in crate::channels::leases) remark: String,
    pub(in crate::channels::leases) title: String,
    /// When its money went back.
    pub(in crate::channels::leases) released_at: Option<Instant>,
}

pub(in crate::channels::leases) fn insert(tx: &Tx<'_>, new: &LeaseOrder) -> Result<(), StoreError> {
    tx.run_one(
        "insert into lease_orders (account_id, kind, order_id, action, region, duration, addresses, pool_tag, remark,
            content_hash)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        params![
            new.account_id,
            new.kind.name(),
            new.order_id,
            new.action.name(),
            new.region,
            new.duration.name(),
            new.addresses,
            new.pool_tag,
            new.remark,
            new.content,
        ],
    )
}

/// The hash of what an order was made for.
pub(in crate::channels::leases) fn content(db: &Db<'_>, order: OrderId) -> Result<Option<[u8; 32]>, StoreError> {
    db.row("select content_hash from lease_orders where order_id = ?1", [order], |row| row.get(0))
}

/// The action of an order of addresses.
pub(in crate::channels::leases) fn action(db: &Db<'_>, order: OrderId) -> Result<Option<String>, StoreError> {
    db.row("select action from lease_orders where order_id = ?1", [order], |row| row.get(0))
}

/// What an order is to open; nothing for a renewal.
pub(in crate::channels::leases) fn opening(db: &Db<'_>, order: OrderId) -> Result<Option<Opening>, StoreError> {
    let sql =
        "select kind, region, duration, addresses, pool_tag from lease_orders where order_id = ?1 and action = 'open'";
    db.row(sql, [order], |row| {
        Ok(Opening {
            kind: Kind::from_name(&row.get::<_, String>(0)?).unwrap_or(Kind::Isp),
            region: row.get(1)?,
            duration: Duration::from_name(&row.get::<_, String>(2)?).unwrap_or(Duration::Week),
            count: row.get(3)?,
            pool_tag: pool_tag(&row.get::<_, String>(4)?),
        })
    })
}

/// Records that an order was given back; whether that is new.
pub(in crate::channels::leases) fn mark_released(
    tx: &Tx<'_>,
    order: OrderId,
    now: Instant,
) -> Result<bool, StoreError> {
    let sql = "update lease_orders set released_at = ?2 where order_id = ?1 and released_at is null";
    Ok(tx.run(sql, params![order, now.0])? == 1)
}

/// The API's `pay_status` knows 0 and 1 alone (docs/spec/leases.md section 5). An order whose money went back (3 in the
/// order book) is 0: only then is a wallet its top-ups minus the paid orders of the lists, which is how a partner can
/// check it (docs/spec/leases.md section 10). That it was paid once is told by `pay_time`, that it has ended by
/// `status` 0.
const LISTED: &str = statement!(
    "from lease_orders l
    join orders o on o.account_id = l.account_id and o.id = l.order_id
    where l.account_id = ?1
      and l.kind = ?2
      and (?3 is null or o.number = ?3)
      and (?4 is null or o.created_at >= ?4)
      and (?5 is null or o.created_at <= ?5)
      and (?6 is null or case when o.pay_status = {paid} then 1 else 0 end = ?6)",
    paid = PayStatus::Paid,
);

pub(in crate::channels::leases) fn count(
    db: &Db<'_>,
    account: AccountId,
    kind: Kind,
    filter: &Filter,
) -> Result<i64, StoreError> {
    let (from, until) = (filter.from.map(|at| at.0), filter.until.map(|at| at.0));
    let sql = format!("select count(*) {LISTED}");
    db.number(&sql, params![account, kind.name(), filter.number, from, until, filter.paid])
}

pub(in crate::channels::leases) fn page(
    db: &Db<'_>,
    account: AccountId,
    kind: Kind,
    filter: &Filter,
) -> Result<Vec<ListedOrder>, StoreError> {
    let (from, until) = (filter.from.map(|at| at.0), filter.until.map(|at| at.0));
    let sql = format!(
        "select o.id, o.number, o.payable + o.tax, o.created_at, o.pay_status = {paid}, o.pay_time, o.pay_way, l.region, l.duration,
            l.addresses, l.pool_tag, l.remark,
            (select min(i.title) from order_lines i where i.order_id = o.id), l.released_at
         {LISTED}
         order by o.created_at desc, o.id desc
         limit ?7 offset ?8",
        paid = PayStatus::Paid,
    );
    let (limit, offset) = (filter.limit, filter.offset());
    let values = params![account, kind.name(), filter.number, from, until, filter.paid, limit, offset];
    db.rows(&sql, values, listed)
}

fn listed(row: &Row<'_>) -> RowResult<ListedOrder> {
    Ok(ListedOrder {
        id: row.get(0)?,
        number: row.get(1)?,
        payable: Fen(row.get(2)?),
        created_at: Instant(row.get(3)?),
        is_paid: row.get(4)?,
        paid_at: row.get::<_, Option<i64>>(5)?.map(Instant),
        pay_way: row.get(6)?,
        region: row.get(7)?,
        duration: Duration::from_name(&row.get::<_, String>(8)?).unwrap_or(Duration::Week),
        addresses: row.get(9)?,
        pool_tag: row.get(10)?,
        remark: row.get(11)?,
        title: row.get::<_, Option<String>>(12)?.unwrap_or_default(),
        released_at: row.get::<_, Option<i64>>(13)?.map(Instant),
    })
}
