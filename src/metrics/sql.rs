//! Statements of the figures.

use crate::store::{Db, Level, StoreError};

/// What is left of something, by name.
pub(super) fn levels(db: &Db<'_>, level: &Level) -> Result<Vec<(String, i64)>, StoreError> {
    db.rows(level.statement, [], |row| Ok((row.get(0)?, row.get(1)?)))
}
