//! Statements of wallets.

use super::rules::WALLETS;
use crate::channels::leases::wallet::TopUp;
use crate::clock::Instant;
use crate::ids::{AccountId, OrderId};
use crate::money::Fen;
use crate::orders::PayWay;
use crate::store::{Db, Page, StoreError, Tx, params, statement};

pub(in crate::channels::leases) fn balance(db: &Db<'_>, account: AccountId) -> Result<Fen, StoreError> {
    db.number("select balance from wallets where account_id = ?1", [account]).map(Fen)
}

pub(in crate::channels::leases) fn add(tx: &Tx<'_>, account: AccountId, amount: Fen) -> Result<(), StoreError> {
    tx.run_one(
        "insert into wallets (account_id, balance) values (?1, ?2)
         on conflict (account_id) do update set balance = wallets.balance + excluded.balance",
        params![account, amount.0],
    )
}

/// Takes an amount out of a wallet that has it; whether it had.
pub(in crate::channels::leases) fn take(tx: &Tx<'_>, account: AccountId, amount: Fen) -> Result<bool, StoreError> {
    let sql = "update wallets set balance = balance - ?2 where account_id = ?1 and balance >= ?2";
    Ok(tx.run(sql, params![account, amount.0])? == 1)
}

/// Whether a wallet is its account's top-ups minus its paid orders, as [`WALLETS`] asks of all.
pub(in crate::channels::leases) fn is_balanced(db: &Db<'_>, account: AccountId) -> Result<bool, StoreError> {
    let sql = statement!(
        "select coalesce((select sum(t.amount) from wallet_top_ups t where t.account_id = ?1), 0) -
            coalesce((
                select sum(o.paid)
                from lease_orders l
                join orders o on o.id = l.order_id
                where l.account_id = ?1 and o.pay_way = {wallet} and l.released_at is null
            ), 0)",
        wallet = PayWay::Wallet,
    );
    Ok(db.number(sql, [account]).map(Fen)? == balance(db, account)?)
}

/// Account and amount of a top-up.
pub(in crate::channels::leases) fn top_up(
    db: &Db<'_>,
    reference: &str,
) -> Result<Option<(AccountId, Fen)>, StoreError> {
    let sql = "select account_id, amount from wallet_top_ups where reference = ?1";
    db.row(sql, [reference], |row| Ok((row.get(0)?, Fen(row.get(1)?))))
}

pub(in crate::channels::leases) fn insert_top_up(tx: &Tx<'_>, now: Instant, new: &TopUp) -> Result<(), StoreError> {
    tx.run_one(
        "insert into wallet_top_ups (reference, account_id, amount, note, created_at) values (?1, ?2, ?3, ?4, ?5)",
        params![new.reference, new.account_id, new.amount.0, new.note, now.0],
    )
}

pub(in crate::channels::leases) fn unbalanced(db: &Db<'_>) -> Result<Vec<String>, StoreError> {
    db.rows(WALLETS.broken_by, [], |row| row.get(0))
}

/// A wallet in the staff's list.
pub(in crate::channels::leases) struct Wallet {
    pub(in crate::channels::leases) account_id: AccountId,
    pub(in crate::channels::leases) balance: Fen,
    pub(in crate::channels::leases) topped_up: Fen,
    pub(in crate::channels::leases) spent: Fen,
}

/// What changed a wallet.
pub(in crate::channels::leases) struct WalletMove {
    pub(in crate::channels::leases) at: Instant,
    /// top-up, payment or refund.
    pub(in crate::channels::leases) kind: String,
    /// In positive, out negative.
    pub(in crate::channels::leases) amount: Fen,
    /// The receipt's number, or the order's.
    pub(in crate::channels::leases) reference: String,
    pub(in crate::channels::leases) note: String,
    pub(in crate::channels::leases) order_id: Option<OrderId>,
}

/// The wallets that there are.
const ALL: &str = "select account_id, balance from wallets where ?1 is null order by account_id limit ?2 offset ?3";
/// The wallet of one account; without a row it is empty.
const ONE: &str = "select a.id as account_id, coalesce(w.balance, 0) as balance
    from accounts a
    left join wallets w on w.account_id = a.id
    where a.id = ?1
    limit ?2 offset ?3";

pub(in crate::channels::leases) fn count(db: &Db<'_>, account: Option<AccountId>) -> Result<i64, StoreError> {
    match account {
        Some(_) => Ok(1),
        None => db.number("select count(*) from wallets", []),
    }
}

/// A page of wallets by account, or the wallet of an account, empty where it has none.
pub(in crate::channels::leases) fn page(
    db: &Db<'_>,
    account: Option<AccountId>,
    page: Page,
) -> Result<Vec<Wallet>, StoreError> {
    let wanted = if account.is_some() { ONE } else { ALL };
    let sql = format!(
        "select p.account_id, p.balance,
            (select coalesce(sum(t.amount), 0) from wallet_top_ups t where t.account_id = p.account_id),
            (select coalesce(sum(o.paid), 0)
             from lease_orders l
             join orders o on o.account_id = l.account_id and o.id = l.order_id
             where l.account_id = p.account_id and o.pay_way = {wallet} and l.released_at is null)
         from ({wanted}) p
         order by p.account_id",
        wallet = PayWay::Wallet,
    );
    db.rows(&sql, params![account, page.size, page.offset], |row| {
        Ok(Wallet {
            account_id: row.get(0)?,
            balance: Fen(row.get(1)?),
            topped_up: Fen(row.get(2)?),
            spent: Fen(row.get(3)?),
        })
    })
}

/// The latest moves of an account's wallet, the newest first.
pub(in crate::channels::leases) fn moves(
    db: &Db<'_>,
    account: AccountId,
    most: i64,
) -> Result<Vec<WalletMove>, StoreError> {
    let sql = statement!(
        "select v.at, v.kind, v.amount, v.reference, v.note, v.order_id
        from (
            select at, kind, amount, reference, note, order_id, place
            from (
                select created_at as at, 'top-up' as kind, amount, reference, note, null as order_id, 0 as place
                from wallet_top_ups
                where account_id = ?1
                order by created_at desc
                limit ?2)
            union all
            select at, kind, amount, reference, note, order_id, place
            from (
                select m.at, m.kind, -m.amount as amount, o.number as reference, '' as note, m.order_id, m.id as place
                from money_moves m
                join orders o on o.id = m.order_id
                where m.account_id = ?1 and m.way = {wallet}
                order by m.id desc
                limit ?2)) v
        order by v.at desc, v.place desc, v.reference
        limit ?2",
        wallet = PayWay::Wallet,
    );
    db.rows(sql, params![account, most], |row| {
        Ok(WalletMove {
            at: Instant(row.get(0)?),
            kind: row.get(1)?,
            amount: Fen(row.get(2)?),
            reference: row.get(3)?,
            note: row.get(4)?,
            order_id: row.get(5)?,
        })
    })
}
