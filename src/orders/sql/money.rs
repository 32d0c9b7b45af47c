//! Statements of the money ledger.

use crate::clock::Instant;
use crate::ids::{AccountId, MoveId, OrderId, PayWayId, RefundId};
use crate::money::Fen;
use crate::orders::money_move::{COUNTER, CashPayment, TopUpMoney};
use crate::orders::receipts::Booked;
use crate::orders::{MoneyMove, Order, Terms};
use crate::store::{Db, StoreError, Tx, params};

/// A payment or refund on its way into the ledger.
pub(in crate::orders) struct Move<'m> {
    pub(in crate::orders) kind: &'static str,
    pub(in crate::orders) at: Instant,
    pub(in crate::orders) business_date: String,
    pub(in crate::orders) order: &'m Order,
    pub(in crate::orders) way: PayWayId,
    pub(in crate::orders) amount: Fen,
    pub(in crate::orders) trade_no: &'m str,
    pub(in crate::orders) actor: AccountId,
    /// What the customer handed over.
    pub(in crate::orders) tendered: Option<Fen>,
    /// The payment that it takes back.
    pub(in crate::orders) voids: Option<MoveId>,
}

pub(in crate::orders) fn insert_move(tx: &Tx<'_>, entry: &Move<'_>) -> Result<Booked, StoreError> {
    let id = MoveId::next(tx)?;
    tx.run_one(
        "insert into money_moves (id, at, business_date, kind, order_id, account_id, way, amount, trade_no, actor_id, channel,
            tendered, voids)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        params![
            id,
            entry.at.0,
            entry.business_date,
            entry.kind,
            entry.order.id,
            entry.order.account_id,
            entry.way,
            entry.amount.0,
            entry.trade_no,
            entry.actor,
            entry.order.channel.as_str(),
            entry.tendered.map(|fen| fen.0),
            entry.voids,
        ],
    )?;
    Ok(Booked { id, amount: entry.amount, way: entry.way, actor: entry.actor })
}

pub(in crate::orders) fn insert_top_up(
    tx: &Tx<'_>,
    terms: &Terms,
    money: &TopUpMoney<'_>,
) -> Result<Booked, StoreError> {
    let id = MoveId::next(tx)?;
    tx.run_one(
        "insert into money_moves (id, at, business_date, kind, account_id, way, amount, trade_no, actor_id)
         values (?1, ?2, ?3, 'top-up', ?4, ?5, ?6, ?7, ?8)",
        params![
            id,
            terms.now.0,
            terms.business_date(),
            money.account_id,
            COUNTER,
            money.amount.0,
            money.reference,
            money.actor,
        ],
    )?;
    Ok(Booked { id, amount: money.amount, way: COUNTER, actor: money.actor })
}

/// The order that a trade number has paid already, and how much; `order` itself where it is one of several.
pub(in crate::orders) fn paid_by_trade(
    db: &Db<'_>,
    way: PayWayId,
    trade_no: &str,
    order: OrderId,
) -> Result<Option<(OrderId, Fen)>, StoreError> {
    let sql = "select order_id, amount from money_moves where kind = 'payment' and way = ?1 and trade_no = ?2
        order by case when order_id = ?3 then 0 else 1 end
        limit 1";
    db.row(sql, params![way, trade_no, order], |row| Ok((row.get(0)?, Fen(row.get(1)?))))
}

pub(in crate::orders) fn insert_late_payment(tx: &Tx<'_>, entry: &Move<'_>) -> Result<(), StoreError> {
    let id = RefundId::next(tx)?;
    tx.run_one(
        "insert into refunds (id, order_id, account_id, origin, money, way, trade_no, created_at)
         values (?1, ?2, ?3, 'late payment', ?4, ?5, ?6, ?7)",
        params![id, entry.order.id, entry.order.account_id, entry.amount.0, entry.way, entry.trade_no, entry.at.0],
    )
}

/// The cash of a slip that was taken for an order.
pub(in crate::orders) fn cash(db: &Db<'_>, order: OrderId, slip: &str) -> Result<Option<CashPayment>, StoreError> {
    let sql = "select m.id, m.at, m.amount, m.tendered, m.trade_no, m.actor_id,
            exists (select 1 from money_moves v where v.voids = m.id)
        from money_moves m
        where m.kind = 'payment' and m.way = ?1 and m.trade_no = ?2 and m.order_id = ?3 and m.voids is null";
    db.row(sql, params![COUNTER, slip, order], |row| {
        Ok(CashPayment {
            id: row.get(0)?,
            at: Instant(row.get(1)?),
            amount: Fen(row.get(2)?),
            tendered: row.get::<_, Option<i64>>(3)?.map(Fen),
            slip: row.get(4)?,
            actor: row.get(5)?,
            is_voided: row.get(6)?,
        })
    })
}

/// The money of an order in the order of its booking.
pub(in crate::orders) fn of_order(db: &Db<'_>, order: OrderId) -> Result<Vec<MoneyMove>, StoreError> {
    let sql = "select at, case when voids is null then kind else 'void' end, way, amount, trade_no, actor_id, tendered
        from money_moves
        where order_id = ?1
        order by id";
    db.rows(sql, [order], |row| {
        Ok(MoneyMove {
            at: Instant(row.get(0)?),
            kind: row.get(1)?,
            way: row.get(2)?,
            amount: Fen(row.get(3)?),
            trade_no: row.get(4)?,
            actor_id: row.get(5)?,
            tendered: row.get::<_, Option<i64>>(6)?.map(Fen),
        })
    })
}

/// When money came in last; `None` when none ever did.
pub(in crate::orders) fn newest(db: &Db<'_>) -> Result<Option<Instant>, StoreError> {
    db.row("select at from money_moves order by id desc limit 1", [], |row| row.get(0).map(Instant))
}
