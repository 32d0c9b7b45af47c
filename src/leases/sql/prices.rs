//! Statements of lease prices.

use crate::leases::product::{Duration, Kind};
use crate::money::Fen;
use crate::store::{Db, StoreError, Tx, params};

pub(in crate::leases) fn price(
    db: &Db<'_>,
    kind: Kind,
    region: &str,
    duration: Duration,
) -> Result<Option<Fen>, StoreError> {
    let sql = "select price from lease_prices where kind = ?1 and region = ?2 and duration = ?3";
    db.row(sql, params![kind.name(), region, duration.name()], |row| row.get(0).map(Fen))
}

/// Whether a region has prices or addresses of a kind.
pub(in crate::leases) fn knows_region(db: &Db<'_>, kind: Kind, region: &str) -> Result<bool, StoreError> {
    let sql = "select 1 from lease_prices where kind = ?1 and region = ?2
        union all
        select 1 from lease_addresses where kind = ?1 and region = ?2 and retired_at is null
        limit 1";
    db.exists(sql, params![kind.name(), region])
}

pub(in crate::leases) fn put(
    tx: &Tx<'_>,
    kind: Kind,
    region: &str,
    duration: Duration,
    price: Fen,
) -> Result<(), StoreError> {
    tx.run_one(
        "insert into lease_prices (kind, region, duration, price) values (?1, ?2, ?3, ?4)
         on conflict (kind, region, duration) do update set price = excluded.price",
        params![kind.name(), region, duration.name(), price.0],
    )
}

pub(in crate::leases) fn delete(
    tx: &Tx<'_>,
    kind: Kind,
    region: &str,
    duration: Duration,
) -> Result<usize, StoreError> {
    let sql = "delete from lease_prices where kind = ?1 and region = ?2 and duration = ?3";
    tx.run(sql, params![kind.name(), region, duration.name()])
}
