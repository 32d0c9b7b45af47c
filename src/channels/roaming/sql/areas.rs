//! Statements that tell where an area lies.

use crate::store::{Db, StoreError};

/// The groups that the outlet has put an area into, by id.
pub(in crate::channels::roaming) fn groups_of(db: &Db<'_>, name: &str) -> Result<Vec<String>, StoreError> {
    let sql = "select distinct g.id, g.name
        from area_codes c
        join area_groups g on g.id = c.group_id
        where c.name = ?1
        order by g.id";
    db.rows(sql, [name], |row| row.get(1))
}
