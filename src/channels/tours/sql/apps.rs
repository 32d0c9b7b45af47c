//! Statements of partner apps and of whom they may ask for. An app's key is sealed for its row.

use crate::accounts::AccountStatus;
use crate::channels::tours::ids::AppId;
use crate::clock::Instant;
use crate::ids::AccountId;
use crate::store::{Db, Row, RowResult, Sealed, StoreError, Tx, params};

/// What is sealed here.
pub const SEALED: Sealed = Sealed {
    name: "keys of tour apps",
    statement: "select 'tour_apps/' || id || '/key' as place, key_sealed as sealed from tour_apps",
};

fn place(id: AppId) -> String {
    format!("tour_apps/{id}/key")
}

/// An app without its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartnerApp {
    /// Its id.
    pub id: AppId,
    /// What it calls itself on the wire.
    pub appid: String,
    /// Its name.
    pub name: String,
    /// Whether its signatures count.
    pub enabled: bool,
}

const APP: &str = "id, appid, name, enabled, key_sealed";

fn app(row: &Row<'_>) -> RowResult<PartnerApp> {
    Ok(PartnerApp { id: row.get(0)?, appid: row.get(1)?, name: row.get(2)?, enabled: row.get(3)? })
}

/// The key of a row; nothing where the key file does not open it.
fn key(db: &Db<'_>, row: &Row<'_>) -> RowResult<Option<String>> {
    let id: AppId = row.get(0)?;
    let opened = db.vault().unseal(&place(id), &row.get::<_, Vec<u8>>(4)?);
    if opened.is_none() {
        tracing::error!(app = id.number(), "an app's key was sealed with another key file: it must be made anew");
    }
    Ok(opened.and_then(|text| String::from_utf8(text).ok()))
}

/// The app of an `appid` that is switched on, with its key.
pub fn signing(db: &Db<'_>, appid: &str) -> Result<Option<(AppId, String)>, StoreError> {
    let sql = format!("select {APP} from tour_apps where appid = ?1 and enabled = 1");
    let found = db.row(&sql, [appid], |row| Ok((row.get(0)?, key(db, row)?)))?;
    Ok(found.and_then(|(id, key)| Some((id, key?))))
}

/// All apps by id.
pub fn all(db: &Db<'_>) -> Result<Vec<PartnerApp>, StoreError> {
    db.rows(&format!("select {APP} from tour_apps order by id"), [], app)
}

/// Gives all apps out by id, with their keys; no key where the key file does not open it.
///
/// # Errors
/// Those of `give`, or a [`StoreError`].
pub fn each<E: From<StoreError>>(
    db: &Db<'_>,
    mut give: impl FnMut(PartnerApp, Option<String>) -> Result<(), E>,
) -> Result<(), E> {
    db.each(&format!("select {APP} from tour_apps order by id"), [], |row| {
        let (it, key) = (app(row).map_err(StoreError::from)?, key(db, row).map_err(StoreError::from)?);
        give(it, key)
    })
}

/// Writes an app, new or known, with its key.
pub fn put(tx: &Tx<'_>, it: &PartnerApp, key: &str, now: Instant) -> Result<(), StoreError> {
    let sealed = tx.vault().seal(&place(it.id), key.as_bytes())?;
    tx.run_one(
        "insert into tour_apps (id, appid, name, key_sealed, enabled, created_at) values (?1, ?2, ?3, ?4, ?5, ?6)
         on conflict (id) do update set
            appid = excluded.appid, name = excluded.name, key_sealed = excluded.key_sealed, enabled = excluded.enabled",
        params![it.id, it.appid, it.name, sealed, it.enabled, now.0],
    )
}

/// Changes an app and leaves its key.
pub fn update(tx: &Tx<'_>, it: &PartnerApp) -> Result<(), StoreError> {
    tx.run_one("update tour_apps set name = ?2, enabled = ?3 where id = ?1", params![it.id, it.name, it.enabled])
}

/// Lets an app ask for an account until an instant.
pub fn entitle(tx: &Tx<'_>, app: AppId, account: AccountId, until: Instant) -> Result<(), StoreError> {
    let sql = "insert into tour_app_users (app_id, account_id, until_at) values (?1, ?2, ?3)
        on conflict (app_id, account_id) do update set until_at = excluded.until_at";
    tx.run_one(sql, params![app, account, until.0])
}

/// Whether there are entitlements that ended.
pub fn has_ended(db: &Db<'_>, now: Instant) -> Result<bool, StoreError> {
    db.exists("select 1 from tour_app_users where until_at <= ?1", [now.0])
}

/// Forgets entitlements that ended; how many there were.
pub fn forget_ended(tx: &Tx<'_>, now: Instant) -> Result<usize, StoreError> {
    tx.run("delete from tour_app_users where until_at <= ?1", [now.0])
}

/// Whether an app may ask for an account, which must be active still.
pub fn is_entitled(db: &Db<'_>, app: AppId, account: AccountId, now: Instant) -> Result<bool, StoreError> {
    let sql = "select 1
        from tour_app_users u
        join accounts a on a.id = u.account_id
        where u.app_id = ?1 and u.account_id = ?2 and u.until_at > ?3 and a.status = ?4";
    db.exists(sql, params![app, account, now.0, AccountStatus::Active])
}
