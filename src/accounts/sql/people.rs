//! Statements of what people of the staff are called, may do, and type at the counter.

use super::account;
use crate::accounts::permissions::Permission;
use crate::accounts::{Account, AccountStatus, DELETED, Role};
use crate::clock::Instant;
use crate::ids::AccountId;
use crate::store::{Db, StoreError, Tx, params, statement};

pub(in crate::accounts) fn permission(
    db: &Db<'_>,
    account: AccountId,
    permission: Permission,
) -> Result<Option<bool>, StoreError> {
    let sql = "select allowed from staff_permissions where account_id = ?1 and permission = ?2";
    db.row(sql, params![account, permission], |row| row.get(0))
}

pub(in crate::accounts) fn permissions(db: &Db<'_>, account: AccountId) -> Result<Vec<(Permission, bool)>, StoreError> {
    let sql = "select permission, allowed from staff_permissions where account_id = ?1 order by permission";
    db.rows(sql, [account], |row| Ok((row.get(0)?, row.get(1)?)))
}

pub(in crate::accounts) fn put_permission(
    tx: &Tx<'_>,
    account: AccountId,
    permission: Permission,
    allowed: bool,
) -> Result<(), StoreError> {
    let sql = "insert into staff_permissions (account_id, permission, allowed) values (?1, ?2, ?3)
        on conflict (account_id, permission) do update set allowed = excluded.allowed";
    tx.run_one(sql, params![account, permission, allowed])
}

pub(in crate::accounts) fn forget_permission(
    tx: &Tx<'_>,
    account: AccountId,
    permission: Permission,
) -> Result<(), StoreError> {
    let sql = "delete from staff_permissions where account_id = ?1 and permission = ?2";
    tx.run(sql, params![account, permission]).map(|_| ())
}

/// Gives an account another user name and another name for the eye.
pub fn rename(tx: &Tx<'_>, account: AccountId, username: &str, display: Option<&str>) -> Result<(), StoreError> {
    let sql = "update accounts set username = ?2, display_name = ?3 where id = ?1";
    tx.run_one(sql, params![account, username, display])
}

/// What an account is called besides its user name.
pub fn display_name(db: &Db<'_>, account: AccountId) -> Result<Option<String>, StoreError> {
    let sql = "select display_name from accounts where id = ?1";
    Ok(db.row(sql, [account], |row| row.get::<_, Option<String>>(0))?.flatten())
}

/// Gives an account another role, unless it is the last admin that can log in; whether it has it now.
pub fn set_role(tx: &Tx<'_>, account: AccountId, role: Role) -> Result<bool, StoreError> {
    let sql = "update accounts set kind = ?4
        where id = ?1 and (kind <> ?2 or ?4 = ?2
            or exists (select 1 from accounts other where other.kind = ?2 and other.status = ?3 and other.id <> ?1))";
    Ok(tx.run(sql, params![account, Role::Admin, AccountStatus::Active, role])? == 1)
}

/// The account of a PIN with its hash.
pub(in crate::accounts) fn pin(db: &Db<'_>, id: AccountId) -> Result<Option<(Account, String)>, StoreError> {
    let sql = "select a.id, a.username, a.phone, a.email, a.kind, a.status, a.must_change_password, p.pin_hash
        from counter_pins p
        join accounts a on a.id = p.account_id
        where p.account_id = ?1";
    db.row(sql, [id], account)
}

/// Who may change to at the counter: active staff with a PIN, by name.
pub fn with_pin(db: &Db<'_>) -> Result<Vec<(AccountId, String)>, StoreError> {
    let sql = "select a.id, coalesce(a.display_name, a.username)
        from counter_pins p
        join accounts a on a.id = p.account_id
        where a.status = ?1 and a.kind > ?2 and substr(a.username, 1, length(?3)) <> ?3
        order by 2, 1";
    db.rows(sql, params![AccountStatus::Active, Role::Customer, DELETED], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Whether an account has a PIN.
pub fn has_pin(db: &Db<'_>, account: AccountId) -> Result<bool, StoreError> {
    db.exists("select 1 from counter_pins where account_id = ?1", [account])
}

/// Sets a PIN by its hash.
pub fn put_pin(tx: &Tx<'_>, account: AccountId, hash: &str, now: Instant) -> Result<(), StoreError> {
    let sql = "insert into counter_pins (account_id, pin_hash, set_at) values (?1, ?2, ?3)
        on conflict (account_id) do update set pin_hash = excluded.pin_hash, set_at = excluded.set_at";
    tx.run_one(sql, params![account, hash, now.0])
}

/// Takes a PIN away; whether there was one.
pub fn drop_pin(tx: &Tx<'_>, account: AccountId) -> Result<bool, StoreError> {
    Ok(tx.run("delete from counter_pins where account_id = ?1", [account])? == 1)
}

/// The name of the counter that a token is of.
pub(in crate::accounts) fn device_name(db: &Db<'_>, hash: &[u8; 32]) -> Result<Option<String>, StoreError> {
    db.row("select name from counter_devices where token_hash = ?1", [hash.as_slice()], |row| row.get(0))
}

/// Who works here, or did and was not deleted: id and name, by name.
pub fn staff_names(db: &Db<'_>) -> Result<Vec<(AccountId, String)>, StoreError> {
    const STAFF: &str = statement!(
        "select id, coalesce(display_name, username) from accounts
        where kind > {customer} and substr(username, 1, length(?1)) <> ?1
        order by 2, 1",
        customer = Role::Customer
    );
    db.rows(STAFF, [DELETED], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// An account of the list.
pub struct User {
    /// Its id.
    pub id: AccountId,
    /// Its user name.
    pub username: String,
    /// The phone that it logs in with.
    pub phone: Option<String>,
    /// See [`Role`].
    pub role: i64,
    /// 1 for one that may log in.
    pub status: i64,
    /// Whether it has its first password.
    pub must_change_password: bool,
    /// When it was made.
    pub created_at: Instant,
    /// What it is called in lists and on receipts, where that is another name.
    pub display: Option<String>,
    /// Whether it has a PIN.
    pub has_pin: bool,
}

/// The staff for the empty text; else whoever's user name begins so or whose login phone it is. By role and id, without
/// deleted accounts.
pub fn users(db: &Db<'_>, search: &str, most: i64) -> Result<Vec<User>, StoreError> {
    const USERS: &str = statement!(
        "select id, username, phone, kind, status, must_change_password, created_at, display_name,
            exists (select 1 from counter_pins p where p.account_id = accounts.id)
        from accounts
        where ((?1 = '' and kind > {customer})
            or (?1 <> '' and (substr(username, 1, length(?1)) = ?1 or phone = ?1)))
            and substr(username, 1, length(?3)) <> ?3
        order by kind desc, id
        limit ?2",
        customer = Role::Customer
    );
    db.rows(USERS, params![search, most, DELETED], |row| {
        Ok(User {
            id: row.get(0)?,
            username: row.get(1)?,
            phone: row.get(2)?,
            role: row.get(3)?,
            status: row.get(4)?,
            must_change_password: row.get(5)?,
            created_at: Instant(row.get(6)?),
            display: row.get(7)?,
            has_pin: row.get(8)?,
        })
    })
}
