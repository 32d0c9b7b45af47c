//! The audit trail as it is read: who did what to which object, when, before and after.

use super::Deed;
use super::sql::trail as sql;
use crate::clock::Instant;
use crate::ids::{AccountId, AuditEntryId};
use crate::store::{Db, Page, StoreError};

/// One staff action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    /// Its number.
    pub id: AuditEntryId,
    /// When.
    pub at: Instant,
    /// The staff account.
    pub actor_id: AccountId,
    /// The service or command.
    pub action: String,
    /// What it was done to.
    pub object: String,
    /// What it was before, if it was.
    pub before: Option<String>,
    /// What it is after, if it is.
    pub after: Option<String>,
}

/// Which entries somebody wants to see; what is not said does not narrow.
#[derive(Clone, Debug, Default)]
pub struct TrailFilter {
    /// Of this account.
    pub actor: Option<AccountId>,
    /// Of this kind.
    pub action: Option<String>,
    /// Done to an object that is called so in part.
    pub object: Option<String>,
    /// From this moment on.
    pub from: Option<Instant>,
    /// Before this moment.
    pub until: Option<Instant>,
    /// Written before this entry.
    pub below: Option<AuditEntryId>,
}

/// When something was done to an object last.
pub fn newest_deed(db: &Db<'_>, deed: Deed, object: &str) -> Result<Option<Instant>, StoreError> {
    sql::newest_deed(db, deed, object)
}

/// A page of the trail, newest first, and how many entries all pages have.
pub fn trail(db: &Db<'_>, filter: &TrailFilter, page: Page) -> Result<(Vec<AuditEntry>, i64), StoreError> {
    Ok((sql::entries(db, filter, page)?, sql::count(db, filter)?))
}
