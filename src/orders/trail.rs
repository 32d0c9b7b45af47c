//! The audit trail as it is read: who did what to which object, when, before and after.

use super::sql::till as sql;
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

/// A page of the trail, newest first, and how long the trail is.
pub fn trail(db: &Db<'_>, page: Page) -> Result<(Vec<AuditEntry>, i64), StoreError> {
    Ok((sql::entries(db, page)?, sql::count_entries(db)?))
}
