//! The chain through the audit trail: each entry holds a hash of itself and of the hash before it, so that none can be changed or
//! taken out without all that follow.

use sha2::{Digest, Sha256};

use crate::ids::{AccountId, AuditEntryId};
use crate::store::{Db, StoreError};
use crate::text::hex;

/// What an entry of the trail says.
#[derive(Clone, Copy, Debug)]
pub(in crate::orders) struct Entry<'e> {
    pub(super) id: AuditEntryId,
    pub(super) at: i64,
    pub(super) actor: AccountId,
    pub(super) action: &'e str,
    pub(super) object: &'e str,
    pub(super) before: Option<&'e str>,
    pub(super) after: Option<&'e str>,
}

impl Entry<'_> {
    /// Its link behind the one before it: SHA-256 of that, the numbers as eight bytes each, and each text with its length; a text that
    /// is not there has none.
    pub(super) fn link(&self, before: &str) -> String {
        let mut hash = Sha256::new();
        hash.update(before);
        for number in [self.id.0, self.at, self.actor.0] {
            hash.update(number.to_be_bytes());
        }
        for text in [Some(self.action), Some(self.object), self.before, self.after] {
            hash.update([u8::from(text.is_some())]);
            let text = text.unwrap_or_default();
            hash.update((text.len() as u64).to_be_bytes());
            hash.update(text);
        }
        hex(&hash.finalize())
    }
}

/// What a look at the whole chain found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chain {
    /// Entries.
    pub entries: i64,
    /// The last link, which somebody may have noted elsewhere.
    pub last: Option<String>,
    /// The first entry that does not go with the one before it.
    pub broken_at: Option<AuditEntryId>,
    /// Whether entries are missing at its end.
    pub is_cut: bool,
}

/// Goes along the chain. Entries that an older program wrote have no link; none without one may follow one that has.
pub fn chain(db: &Db<'_>) -> Result<Chain, StoreError> {
    let mut found = Chain::default();
    let mut newest = 0;
    let sql = "select id, at, actor_id, action, object, before, after, link from audit_trail order by id";
    db.each::<StoreError>(sql, [], |row| {
        let (action, object): (String, String) = (row.get(3)?, row.get(4)?);
        let (before, after): (Option<String>, Option<String>) = (row.get(5)?, row.get(6)?);
        let link: Option<String> = row.get(7)?;
        let entry = Entry {
            id: row.get(0)?,
            at: row.get(1)?,
            actor: row.get(2)?,
            action: &action,
            object: &object,
            before: before.as_deref(),
            after: after.as_deref(),
        };
        let wanted = entry.link(found.last.as_deref().unwrap_or_default());
        if found.broken_at.is_none() && link.as_ref().map_or(found.last.is_some(), |link| *link != wanted) {
            found.broken_at = Some(entry.id);
        }
        found.entries += 1;
        newest = entry.id.0;
        found.last = link.or(found.last.take());
        Ok(())
    })?;
    found.is_cut = db.last_id("audit_trail")? > newest;
    Ok(found)
}
