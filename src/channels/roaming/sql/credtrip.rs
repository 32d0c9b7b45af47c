//! Statements of instalment accounts.

use crate::channels::roaming::ids::CreditAccountId;
use crate::clock::Instant;
use crate::ids::AccountId;
use crate::store::{Db, StoreError, Tx, params};

/// The instalment account of a user: its id here and the provider's number.
pub(in crate::channels::roaming) fn of_account(
    db: &Db<'_>,
    account: AccountId,
) -> Result<Option<(CreditAccountId, String)>, StoreError> {
    let sql = "select id, account_no from credit_accounts where account_id = ?1";
    db.row(sql, [account], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Links an instalment account to a user who has none; whether it was new. A number that another user has is not taken.
pub(in crate::channels::roaming) fn link(
    tx: &Tx<'_>,
    account: AccountId,
    account_no: &str,
    mobile: &str,
    now: Instant,
) -> Result<bool, StoreError> {
    let known = tx.exists(
        "select 1 from credit_accounts where account_id = ?1 or account_no = ?2",
        params![account, account_no],
    )?;
    if known {
        return Ok(false);
    }
    let id = CreditAccountId::next(tx)?;
    let sql = "insert into credit_accounts (account_id, id, account_no, mobile, opened_at) values (?1, ?2, ?3, ?4, ?5)";
    tx.run_one(sql, params![account, id, account_no, mobile, now.0])?;
    Ok(true)
}
