//! Accounts that come in as a table.

use super::{AccountStatus, Role, USERNAME_RULE, is_username, sql};
use crate::ids::AccountId;
use crate::store::Tx;
use crate::tables::{NewRow, RowRefused};

/// Refuses a new name that the rule refuses, and a row that would leave the outlet without an admin who can log in.
pub fn account(tx: &Tx<'_>, row: &NewRow<'_>) -> Result<(), RowRefused> {
    let (id, username) = (AccountId(row.number("id")), row.text("username"));
    let is_known = sql::by_id(tx, id)?.is_some_and(|known| known.username == username);
    if !is_known && !is_username(username) {
        return Err(RowRefused::Because(USERNAME_RULE.to_owned()));
    }
    let stays_admin =
        row.number("kind") == Role::Admin.number() && row.number("status") == AccountStatus::Active.number();
    if !stays_admin && sql::is_last_admin(tx, id)? {
        let sentence = format!("account {id} is the last admin that can log in; bring in or enable another one first");
        return Err(RowRefused::Because(sentence));
    }
    Ok(())
}
