//! Statements of rates and of the journal's accounts.

use std::collections::BTreeMap;

use super::{Account, Rate};
use crate::ids::TaxRateId;
use crate::store::{Db, StoreError};

/// Whether there is any rate that counts.
pub(super) fn has_rates(db: &Db<'_>) -> Result<bool, StoreError> {
    db.exists("select 1 from tax_rates where ended = 0", [])
}

pub(super) fn rate(db: &Db<'_>, id: TaxRateId) -> Result<Option<Rate>, StoreError> {
    db.row("select rate from tax_rates where id = ?1 and ended = 0", [id], |row| row.get(0))
}

pub(super) fn default_rate(db: &Db<'_>, what: &str) -> Result<Option<Rate>, StoreError> {
    let sql =
        "select r.rate from tax_defaults d join tax_rates r on r.id = d.rate_id where d.what = ?1 and r.ended = 0";
    db.row(sql, [what], |row| row.get(0))
}

/// Names by rate; of two rates that are the same the one that counts, and the newer.
pub(super) fn names(db: &Db<'_>) -> Result<BTreeMap<i64, String>, StoreError> {
    let sql = "select rate, name from tax_rates order by ended desc, id";
    Ok(db.rows(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?.into_iter().collect())
}

/// The accounts that the owner has named: what, detail, account.
pub(super) fn accounts(db: &Db<'_>) -> Result<Vec<(String, String, Account)>, StoreError> {
    db.rows("select what, detail, account, name from ledger_accounts order by what, detail", [], |row| {
        Ok((row.get(0)?, row.get(1)?, Account { number: row.get(2)?, name: row.get(3)? }))
    })
}
