//! Statements of the outlet's facts.

use crate::accounts::Role;
use crate::random::Ids;
use crate::store::{Db, Sealed, StoreError, Tx, params};

/// The sealed ones among the settings that the manager's page gave.
pub const SEALED: Sealed = Sealed {
    name: "secrets among the settings",
    statement: "select 'settings/' || name, value_sealed from settings where value_sealed is not null order by name",
};

fn fact(db: &Db<'_>, name: &str) -> Result<Option<String>, StoreError> {
    db.row("select value from facts where name = ?1", [name], |row| row.get(0))
}

fn set(tx: &Tx<'_>, name: &str, value: &str) -> Result<(), StoreError> {
    let sql = "insert into facts (name, value) values (?1, ?2) on conflict (name) do update set value = excluded.value";
    tx.run_one(sql, [name, value])
}

/// Whether this is a demonstration.
pub fn is_demo(db: &Db<'_>) -> Result<bool, StoreError> {
    Ok(fact(db, "kind")?.as_deref() == Some("demo"))
}

/// Whether the outlet was set up, as a demonstration or for real.
pub fn is_open(db: &Db<'_>) -> Result<bool, StoreError> {
    Ok(fact(db, "kind")?.is_some())
}

/// Records that the outlet is set up.
pub fn open_outlet(tx: &Tx<'_>, demo: bool) -> Result<(), StoreError> {
    set(tx, "kind", if demo { "demo" } else { "outlet" })?;
    set(tx, "unserved", "")
}

/// Records that the outlet has nobody yet.
pub fn await_owner(tx: &Tx<'_>) -> Result<(), StoreError> {
    set(tx, "owner", "awaited")
}

/// Whether that is recorded.
pub fn awaits_owner(db: &Db<'_>) -> Result<bool, StoreError> {
    Ok(fact(db, "owner")?.is_some())
}

/// Records that somebody has come.
pub fn owner_has_come(tx: &Tx<'_>) -> Result<(), StoreError> {
    tx.run("delete from facts where name = 'owner'", []).map(|_| ())
}

/// Whether no server has run on this folder since it was set up; not so for one that an older program has made.
pub fn is_unserved(db: &Db<'_>) -> Result<bool, StoreError> {
    Ok(fact(db, "unserved")?.is_some())
}

/// Records that a server runs on this folder.
pub fn mark_served(tx: &Tx<'_>) -> Result<(), StoreError> {
    tx.run("delete from facts where name = 'unserved'", []).map(|_| ())
}

/// The signed requests that the server remembered which ran before and was stopped; see `tickets::hawk`.
pub fn kept_requests(db: &Db<'_>) -> Result<Option<String>, StoreError> {
    fact(db, "signed_requests")
}

/// Keeps the signed requests that this server remembers for the next one.
pub fn keep_requests(tx: &Tx<'_>, requests: &str) -> Result<(), StoreError> {
    set(tx, "signed_requests", requests)
}

/// The numbers of the roles of which a second factor is demanded, between commas.
pub fn demanded_roles(db: &Db<'_>) -> Result<String, StoreError> {
    Ok(fact(db, "second_factor_roles")?.unwrap_or_default())
}

/// Demands a second factor of roles, and of no others; what is kept of it.
pub fn demand_second_factor(tx: &Tx<'_>, roles: &[Role]) -> Result<String, StoreError> {
    let numbers: Vec<String> = roles.iter().map(|role| role.number().to_string()).collect();
    let text = numbers.join(",");
    set(tx, "second_factor_roles", &text)?;
    Ok(text)
}

/// Changes something that means nothing, to see whether a change reaches the disk.
///
/// # Errors
/// The [`StoreError`] that every other change would have.
pub fn probe(tx: &Tx<'_>) -> Result<(), StoreError> {
    // Another value each time: SQLite writes no page for a row that stays as it is.
    let other = if fact(tx, "probe")?.as_deref() == Some("0") { "1" } else { "0" };
    set(tx, "probe", other)
}

/// The sandbox key of an outlet that has none in its settings: made once and kept.
pub fn sandbox_key(tx: &Tx<'_>, ids: &mut Ids) -> Result<String, StoreError> {
    if let Some(key) = fact(tx, "sandbox_key")? {
        return Ok(key);
    }
    let key = ids.uuid();
    set(tx, "sandbox_key", &key)?;
    Ok(key)
}

/// The key that signs the course API's tokens; none before the first token was asked for.
pub fn token_key(db: &Db<'_>) -> Result<Option<String>, StoreError> {
    fact(db, "token_key")
}

/// The key that signs the course API's tokens: made once and kept, so that a token outlives a restart.
pub fn make_token_key(tx: &Tx<'_>, ids: &mut Ids) -> Result<String, StoreError> {
    if let Some(key) = fact(tx, "token_key")? {
        return Ok(key);
    }
    // Two of them: 244 random bits.
    let key = format!("{}{}", ids.uuid(), ids.uuid());
    set(tx, "token_key", &key)?;
    Ok(key)
}

/// A setting as it is kept.
pub struct KeptSetting {
    pub name: String,
    /// In the open, or else sealed.
    pub value: Option<String>,
    pub sealed: Option<Vec<u8>>,
}

/// What the manager's page gave.
pub fn settings(db: &Db<'_>) -> Result<Vec<KeptSetting>, StoreError> {
    let sql = "select name, value, value_sealed from settings order by name";
    db.rows(sql, [], |row| Ok(KeptSetting { name: row.get(0)?, value: row.get(1)?, sealed: row.get(2)? }))
}

/// Keeps a value of a setting.
pub fn put_setting(tx: &Tx<'_>, name: &str, value: Option<&str>, sealed: Option<&[u8]>) -> Result<(), StoreError> {
    let sql = "insert into settings (name, value, value_sealed) values (?1, ?2, ?3)
        on conflict (name) do update set value = excluded.value, value_sealed = excluded.value_sealed";
    tx.run_one(sql, params![name, value, sealed])
}

/// Forgets a setting.
pub fn drop_setting(tx: &Tx<'_>, name: &str) -> Result<(), StoreError> {
    tx.run("delete from settings where name = ?1", [name]).map(|_| ())
}
