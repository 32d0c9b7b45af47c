//! Statements of the figures.

use crate::store::{Db, Level, StoreError};

/// What is left of something, by name.
pub(super) fn levels(db: &Db<'_>, level: &Level) -> Result<Vec<(String, i64)>, StoreError> {
    db.rows(level.statement, [], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Orders of a business date by channel and pay status.
pub(super) fn orders_of(db: &Db<'_>, business_date: &str) -> Result<Vec<(String, i64, i64)>, StoreError> {
    let sql = "select channel, pay_status, count(*)
        from orders
        where business_date = ?1
        group by channel, pay_status
        order by channel, pay_status";
    db.rows(sql, [business_date], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
}

/// Orders that were ever made. Their counter knows; counting a million rows at each scrape would not do.
pub(super) fn orders_made(db: &Db<'_>) -> Result<i64, StoreError> {
    Ok((db.number("select next from counters where name = 'orders'", [])? - 1).max(0))
}
