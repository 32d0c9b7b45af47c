//! Statements of lease prices.

use crate::channels::leases::product::{Duration, Kind};
use crate::money::Fen;
use crate::store::{Db, StoreError, Tx, params};

pub(in crate::channels::leases) fn price(
    db: &Db<'_>,
    kind: Kind,
    region: &str,
    duration: Duration,
) -> Result<Option<Fen>, StoreError> {
    let sql = "select price from lease_prices where kind = ?1 and region = ?2 and duration = ?3";
    db.row(sql, params![kind.name(), region, duration.name()], |row| row.get(0).map(Fen))
}

/// Whether a region has prices or addresses of a kind.
pub(in crate::channels::leases) fn knows_region(db: &Db<'_>, kind: Kind, region: &str) -> Result<bool, StoreError> {
    let sql = "select 1 from lease_prices where kind = ?1 and region = ?2
        union all
        select 1 from lease_addresses where kind = ?1 and region = ?2 and retired_at is null
        limit 1";
    db.exists(sql, params![kind.name(), region])
}

/// A price in the staff's list.
pub(in crate::channels::leases) struct Priced {
    pub(in crate::channels::leases) kind: String,
    pub(in crate::channels::leases) region: String,
    pub(in crate::channels::leases) duration: String,
    pub(in crate::channels::leases) price: Fen,
}

/// All prices; the durations of a region stand in the order of their length.
pub(in crate::channels::leases) fn all(db: &Db<'_>) -> Result<Vec<Priced>, StoreError> {
    let sql = "select kind, region, duration, price
        from lease_prices
        order by kind, region, case duration when 'week' then 1 when 'month' then 2 else 3 end";
    db.rows(sql, [], |row| {
        Ok(Priced { kind: row.get(0)?, region: row.get(1)?, duration: row.get(2)?, price: Fen(row.get(3)?) })
    })
}

pub(in crate::channels::leases) fn put(
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

pub(in crate::channels::leases) fn delete(
    tx: &Tx<'_>,
    kind: Kind,
    region: &str,
    duration: Duration,
) -> Result<usize, StoreError> {
    let sql = "delete from lease_prices where kind = ?1 and region = ?2 and duration = ?3";
    tx.run(sql, params![kind.name(), region, duration.name()])
}
