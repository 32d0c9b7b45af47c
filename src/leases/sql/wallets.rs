//! Statements of wallets.

use super::rules::WALLETS;
use crate::clock::Instant;
use crate::leases::wallet::TopUp;
use crate::money::Fen;
use crate::store::{Db, StoreError, Tx, params};

pub(in crate::leases) fn balance(db: &Db<'_>, account: i64) -> Result<Fen, StoreError> {
    db.number("select balance from wallets where account_id = ?1", [account]).map(Fen)
}

pub(in crate::leases) fn add(tx: &Tx<'_>, account: i64, amount: Fen) -> Result<(), StoreError> {
    tx.run_one(
        "insert into wallets (account_id, balance) values (?1, ?2)
         on conflict (account_id) do update set balance = wallets.balance + excluded.balance",
        params![account, amount.0],
    )
}

/// Takes an amount out of a wallet that has it; whether it had.
pub(in crate::leases) fn take(tx: &Tx<'_>, account: i64, amount: Fen) -> Result<bool, StoreError> {
    let sql = "update wallets set balance = balance - ?2 where account_id = ?1 and balance >= ?2";
    Ok(tx.run(sql, params![account, amount.0])? == 1)
}

/// Account and amount of a top-up.
pub(in crate::leases) fn top_up(db: &Db<'_>, reference: &str) -> Result<Option<(i64, Fen)>, StoreError> {
    let sql = "select account_id, amount from wallet_top_ups where reference = ?1";
    db.row(sql, [reference], |row| Ok((row.get(0)?, Fen(row.get(1)?))))
}

pub(in crate::leases) fn insert_top_up(tx: &Tx<'_>, now: Instant, new: &TopUp) -> Result<(), StoreError> {
    tx.run_one(
        "insert into wallet_top_ups (reference, account_id, amount, note, created_at) values (?1, ?2, ?3, ?4, ?5)",
        params![new.reference, new.account_id, new.amount.0, new.note, now.0],
    )
}

pub(in crate::leases) fn unbalanced(db: &Db<'_>) -> Result<Vec<String>, StoreError> {
    db.rows(WALLETS.broken_by, [], |row| row.get(0))
}
