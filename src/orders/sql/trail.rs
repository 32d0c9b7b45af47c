//! Statements of the audit trail's list. What narrows it stands in the index `audit_trail_listed`; entries are read for one page.

use crate::clock::Instant;
use crate::ids::AuditEntryId;
use crate::orders::Deed;
use crate::orders::trail::{AuditEntry, TrailFilter};
use crate::store::{Conditions, Db, Page, StoreError, containing, params};

fn conditions(filter: &TrailFilter) -> Conditions {
    let mut all = Conditions::default();
    all.add("actor_id = $", filter.actor);
    all.add("action = $", filter.action.clone());
    all.add("lower(object) like $ escape '\\'", filter.object.as_deref().map(containing));
    all.add("at >= $", filter.from.map(|at| at.0));
    all.add("at < $", filter.until.map(|at| at.0));
    all.add("id < $", filter.below);
    all
}

/// A page of the audit trail, newest first.
pub(in crate::orders) fn entries(db: &Db<'_>, filter: &TrailFilter, page: Page) -> Result<Vec<AuditEntry>, StoreError> {
    let mut all = conditions(filter);
    // Counted ids keep the store from going along the whole trail by id.
    let sort = if all.params().is_empty() { "id" } else { "id + 0" };
    let part = all.bind_page(page);
    let sql = format!("select id from audit_trail where {} order by {sort} desc {part}", all.text());
    let ids: Vec<AuditEntryId> = db.rows(&sql, all.params().as_slice(), |row| row.get(0))?;
    let sql = "select id, at, actor_id, action, object, before, after from audit_trail where id = ?1";
    db.rows_of_each(sql, &ids, |row| {
        Ok(AuditEntry {
            id: row.get(0)?,
            at: Instant(row.get(1)?),
            actor_id: row.get(2)?,
            action: row.get(3)?,
            object: row.get(4)?,
            before: row.get(5)?,
            after: row.get(6)?,
        })
    })
}

/// How many entries there are.
pub(in crate::orders) fn count(db: &Db<'_>, filter: &TrailFilter) -> Result<i64, StoreError> {
    let all = conditions(filter);
    db.number(&format!("select count(*) from audit_trail where {}", all.text()), all.params().as_slice())
}

/// When something was done to an object last.
pub(in crate::orders) fn newest_deed(db: &Db<'_>, deed: Deed, object: &str) -> Result<Option<Instant>, StoreError> {
    let sql = "select at from audit_trail where action = ?1 and object = ?2 order by at desc limit 1";
    Ok(db.row(sql, params![deed.0, object], |row| row.get(0))?.map(Instant))
}
