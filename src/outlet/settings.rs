//! What the manager's page gave of the settings. A file, the environment and flags win over it.

use std::collections::BTreeMap;

use super::Outlet;
use super::sql::{self, KeptSetting};
use crate::config::{Config, Page, Setting};
use crate::store::{Db, StoreError, Tx};

/// Values by the names of their settings.
pub type Given = BTreeMap<&'static str, String>;

fn place(setting: &Setting) -> String {
    format!("settings/{}", setting.name)
}

/// What the page gave. What is no setting of the page any more, and a secret that the key file does not open, count as not given.
pub fn given_settings(db: &Db<'_>) -> Result<Given, StoreError> {
    let mut given = Given::new();
    for KeptSetting { name, value, sealed } in sql::settings(db)? {
        let Some(setting) = Setting::of(&name).filter(|it| it.page != Page::No) else { continue };
        let open = |sealed: Vec<u8>| String::from_utf8(db.vault().unseal(&place(setting), &sealed)?).ok();
        if let Some(value) = value.or_else(|| sealed.and_then(open)) {
            given.insert(setting.name, value);
        } else {
            tracing::warn!(setting = setting.name, "the key file does not open it: give it anew on the page");
        }
    }
    Ok(given)
}

/// Keeps what the page gave of a setting, or that it gives nothing any more.
pub fn give_setting(tx: &Tx<'_>, setting: &Setting, value: Option<&str>) -> Result<(), StoreError> {
    match value {
        None => sql::drop_setting(tx, setting.name),
        Some(value) if setting.is_secret() => {
            let sealed = tx.vault().seal(&place(setting), value.as_bytes())?;
            sql::put_setting(tx, setting.name, None, Some(&sealed))
        }
        Some(value) => sql::put_setting(tx, setting.name, Some(value), None),
    }
}

/// Settings with what the page gave. What has become wrong since, because another version has another rule, is left out and told.
pub fn with_given(base: &Config, db: &Db<'_>) -> Result<Config, StoreError> {
    let mut given = given_settings(db)?;
    given.retain(|name, value| match base.with_page(&Given::from([(*name, value.clone())])) {
        Ok(_) => true,
        Err(sentence) => {
            tracing::warn!(%sentence, "a setting of the manager's page is left out");
            false
        }
    });
    base.with_page(&given).map_err(StoreError::Other)
}

impl Outlet {
    /// Puts into effect what the page has given by now.
    ///
    /// # Errors
    /// A [`StoreError`]; the settings stay as they were then.
    pub fn renew_settings(&self) -> Result<(), StoreError> {
        self.config.renew(|base| self.store.read(|db| with_given(base, db)))
    }
}
