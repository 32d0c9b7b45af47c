//! Statements of accounts and of the money of an order, for the manager's eye.

use crate::accounts::DELETED;
use crate::clock::Instant;
use crate::money::Fen;
use crate::store::{Db, StoreError, params};

/// An account of the list.
pub(in crate::pages::admin) struct User {
    pub(in crate::pages::admin) id: i64,
    pub(in crate::pages::admin) username: String,
    pub(in crate::pages::admin) phone: Option<String>,
    pub(in crate::pages::admin) role: i64,
    pub(in crate::pages::admin) status: i64,
    pub(in crate::pages::admin) must_change_password: bool,
    pub(in crate::pages::admin) created_at: Instant,
}

/// The staff for the empty text; else whoever's user name begins so or whose login phone it is. By role and id, without
/// deleted accounts.
pub(in crate::pages::admin) fn users(db: &Db<'_>, search: &str, most: i64) -> Result<Vec<User>, StoreError> {
    let sql = "select id, username, phone, kind, status, must_change_password, created_at
        from accounts
        where ((?1 = '' and kind > 0)
            or (?1 <> '' and (substr(username, 1, length(?1)) = ?1 or phone = ?1)))
            and substr(username, 1, length(?3)) <> ?3
        order by kind desc, id
        limit ?2";
    db.rows(sql, params![search, most, DELETED], |row| {
        Ok(User {
            id: row.get(0)?,
            username: row.get(1)?,
            phone: row.get(2)?,
            role: row.get(3)?,
            status: row.get(4)?,
            must_change_password: row.get(5)?,
            created_at: Instant(row.get(6)?),
        })
    })
}

/// Money that moved for an order.
pub(in crate::pages::admin) struct MoneyMove {
    pub(in crate::pages::admin) at: Instant,
    pub(in crate::pages::admin) kind: String,
    pub(in crate::pages::admin) way: i64,
    pub(in crate::pages::admin) way_name: Option<String>,
    pub(in crate::pages::admin) amount: Fen,
    pub(in crate::pages::admin) trade_no: String,
    pub(in crate::pages::admin) actor: Option<String>,
}

/// The money of an order in the order of its booking.
pub(in crate::pages::admin) fn money_of(db: &Db<'_>, order: i64) -> Result<Vec<MoneyMove>, StoreError> {
    let sql = "select m.at, m.kind, m.way, w.name, m.amount, m.trade_no, a.username
        from money_moves m
        left join payment_ways w on w.id = m.way
        left join accounts a on a.id = m.actor_id
        where m.order_id = ?1
        order by m.id";
    db.rows(sql, [order], |row| {
        Ok(MoneyMove {
            at: Instant(row.get(0)?),
            kind: row.get(1)?,
            way: row.get(2)?,
            way_name: row.get(3)?,
            amount: Fen(row.get(4)?),
            trade_no: row.get(5)?,
            actor: row.get(6)?,
        })
    })
}
