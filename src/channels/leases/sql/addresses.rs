//! Statements of the address stock. An address is free when it is not retired and `leased_until` lies at or before the end of
//! the cooling time; every statement asks that of the clock, so that none depends on when the regular release ran.

use crate::channels::leases::product::Kind;
use crate::channels::leases::stock::{AddressDemand, Held, HeldFilter, Lease, StockRow, Stored};
use crate::clock::Instant;
use crate::ids::{AccountId, OrderId};
use crate::store::{Db, Row, RowResult, StoreError, Tx, params};

/// Holds so many free addresses for an order and says which; fewer when there are not so many.
pub(in crate::channels::leases) fn claim(
    tx: &Tx<'_>,
    wanted: &AddressDemand<'_>,
    free_since: Instant,
    lease: &Lease,
) -> Result<Vec<String>, StoreError> {
    tx.rows(
        "update lease_addresses set
            account_id = null,
            order_id = ?6,
            added_at = ?7,
            leased_until = ?8
         where kind = ?1
           and retired_at is null
           and leased_until <= ?4
           and address in (
               select address
               from lease_addresses
               where kind = ?1
                 and region = ?2
                 and (?3 is null or pool_tag = ?3)
                 and retired_at is null
                 and leased_until <= ?4
               order by leased_until, address
               limit ?5)
         returning address",
        params![
            wanted.kind.name(),
            wanted.region,
            wanted.pool_tag,
            free_since.0,
            wanted.count,
            lease.order_id,
            lease.starts_at.0,
            lease.ends_at.0,
        ],
        |row| row.get(0),
    )
}

/// Lengthens the lease of an address that an account holds; its region and new end, or nothing.
pub(in crate::channels::leases) fn lengthen(
    tx: &Tx<'_>,
    account: AccountId,
    kind: Kind,
    address: &str,
    free_since: Instant,
    now: Instant,
    ms: i64,
) -> Result<Option<(String, Instant)>, StoreError> {
    tx.row(
        "update lease_addresses set leased_until = case when leased_until > ?5 then leased_until else ?5 end + ?6
         where address = ?1
           and account_id = ?2
           and kind = ?3
           and retired_at is null
           and leased_until > ?4
         returning region, leased_until",
        params![address, account, kind.name(), free_since.0, now.0, ms],
        |row| Ok((row.get(0)?, Instant(row.get(1)?))),
    )
}

pub(in crate::channels::leases) fn insert_period(
    tx: &Tx<'_>,
    order: OrderId,
    (kind, address): (Kind, &str),
    starts_at: Instant,
    ends_at: Instant,
) -> Result<(), StoreError> {
    let sql = "insert into lease_periods (order_id, kind, address, starts_at, ends_at) values (?1, ?2, ?3, ?4, ?5)";
    tx.run_one(sql, params![order, kind.name(), address, starts_at.0, ends_at.0])
}

/// Makes the addresses that an order holds its account's, from the payment on.
pub(in crate::channels::leases) fn hand_over_held(
    tx: &Tx<'_>,
    account: AccountId,
    lease: &Lease,
) -> Result<(), StoreError> {
    let Lease { order_id, starts_at, ends_at } = *lease;
    tx.run(
        "update lease_addresses set account_id = ?2, added_at = ?3, leased_until = ?4
         where order_id = ?1
           and account_id is null
           and (address, kind) in (select p.address, p.kind from lease_periods p where p.order_id = ?1)",
        params![order_id, account, starts_at.0, ends_at.0],
    )?;
    let sql = "update lease_periods set starts_at = ?2, ends_at = ?3 where order_id = ?1";
    tx.run(sql, params![order_id, starts_at.0, ends_at.0]).map(|_| ())
}

/// Puts the addresses that an unpaid order holds back into the stock. Nobody used them, so they need not cool.
pub(in crate::channels::leases) fn let_go(tx: &Tx<'_>, order: OrderId) -> Result<(), StoreError> {
    tx.run(
        "update lease_addresses set leased_until = 0, order_id = null, added_at = null
         where order_id = ?1
           and account_id is null
           and (address, kind) in (select p.address, p.kind from lease_periods p where p.order_id = ?1)",
        [order],
    )?;
    tx.run("delete from lease_periods where order_id = ?1", [order]).map(|_| ())
}

/// Puts the addresses of a refunded order back: they cool from now on, and nobody holds them.
pub(in crate::channels::leases) fn end_order(tx: &Tx<'_>, order: OrderId, now: Instant) -> Result<usize, StoreError> {
    tx.run(
        "update lease_addresses set
            leased_until = case when leased_until > ?2 then ?2 else leased_until end,
            account_id = null,
            order_id = null
         where order_id = ?1
           and (address, kind) in (select p.address, p.kind from lease_periods p where p.order_id = ?1)",
        params![order, now.0],
    )
}

/// Whether addresses that an order opened and that are still held from it were renewed, and paid for, since.
pub(in crate::channels::leases) fn were_renewed(db: &Db<'_>, order: OrderId) -> Result<bool, StoreError> {
    db.exists(
        "select 1
         from lease_periods p
         join lease_addresses a on a.address = p.address and a.kind = p.kind and a.order_id = p.order_id
         join lease_periods later
            on later.address = p.address and later.kind = p.kind and later.ends_at > p.ends_at
         join lease_orders l on l.order_id = later.order_id and l.action = 'renew' and l.released_at is null
         where p.order_id = ?1
         limit 1",
        [order],
    )
}

/// Takes a refunded renewal off the addresses that its account still holds.
pub(in crate::channels::leases) fn shorten_by_order(
    tx: &Tx<'_>,
    account: AccountId,
    order: OrderId,
) -> Result<usize, StoreError> {
    tx.run(
        "update lease_addresses set
            leased_until = leased_until - (
                select p.ends_at - p.starts_at
                from lease_periods p
                where p.order_id = ?2 and p.address = lease_addresses.address and p.kind = lease_addresses.kind)
         where account_id = ?1
           and (address, kind) in (
               select p.address, p.kind
               from lease_periods p
               where p.order_id = ?2 and p.ends_at <= lease_addresses.leased_until)",
        params![account, order],
    )
}

/// Forgets the last holders of addresses that have cooled; how many there were.
pub(in crate::channels::leases) fn release(tx: &Tx<'_>, free_since: Instant) -> Result<usize, StoreError> {
    tx.run(
        "update lease_addresses set
            leased_until = 0,
            account_id = null,
            order_id = null,
            added_at = null
         where leased_until > 0 and leased_until <= ?1",
        params![free_since.0],
    )
}

pub(in crate::channels::leases) fn first_end(db: &Db<'_>) -> Result<Option<Instant>, StoreError> {
    let sql = "select leased_until from lease_addresses where leased_until > 0 order by leased_until limit 1";
    Ok(db.row(sql, [], |row| row.get(0))?.map(Instant))
}

/// Takes an address into the stock; whether it was not known before.
pub(in crate::channels::leases) fn insert(
    tx: &Tx<'_>,
    address: &str,
    kind: Kind,
    region: &str,
    pool_tag: &str,
) -> Result<bool, StoreError> {
    let sql = "insert into lease_addresses (address, kind, region, pool_tag) values (?1, ?2, ?3, ?4)
        on conflict (address, kind) do nothing";
    Ok(tx.run(sql, params![address, kind.name(), region, pool_tag])? == 1)
}

/// Takes a retired address back into use, in one stock or in both; whether it was retired.
pub(in crate::channels::leases) fn unretire(
    tx: &Tx<'_>,
    address: &str,
    kind: Option<Kind>,
) -> Result<bool, StoreError> {
    let sql = "update lease_addresses set retired_at = null
        where address = ?1 and (?2 is null or kind = ?2) and retired_at is not null";
    Ok(tx.run(sql, params![address, kind.map(Kind::name)])? > 0)
}

/// Retires an address, in one stock or in both; whether it was there and not retired yet.
pub(in crate::channels::leases) fn retire(
    tx: &Tx<'_>,
    address: &str,
    kind: Option<Kind>,
    now: Instant,
) -> Result<bool, StoreError> {
    let sql = "update lease_addresses set retired_at = ?3
        where address = ?1 and (?2 is null or kind = ?2) and retired_at is null";
    Ok(tx.run(sql, params![address, kind.map(Kind::name), now.0])? > 0)
}

/// Whether an address stands in one stock, or in any.
pub(in crate::channels::leases) fn is_known(
    db: &Db<'_>,
    address: &str,
    kind: Option<Kind>,
) -> Result<bool, StoreError> {
    let sql = "select 1 from lease_addresses where address = ?1 and (?2 is null or kind = ?2)";
    db.exists(sql, params![address, kind.map(Kind::name)])
}

/// An address as it is kept in the stock of a kind.
pub(in crate::channels::leases) fn find(db: &Db<'_>, address: &str, kind: &str) -> Result<Option<Stored>, StoreError> {
    let sql = "select region, pool_tag, leased_until from lease_addresses where address = ?1 and kind = ?2";
    db.row(sql, [address, kind], |row| {
        Ok(Stored { region: row.get(0)?, pool_tag: row.get(1)?, was_leased: row.get::<_, i64>(2)? > 0 })
    })
}

/// Gives an address that nobody holds to an account without an order.
pub(in crate::channels::leases) fn hand_over(
    tx: &Tx<'_>,
    (kind, address): (Kind, &str),
    account: AccountId,
    from: Instant,
    until: Instant,
) -> Result<usize, StoreError> {
    let sql = "update lease_addresses set account_id = ?3, added_at = ?4, leased_until = ?5
        where address = ?1 and kind = ?2 and leased_until = 0 and retired_at is null";
    tx.run(sql, params![address, kind.name(), account, from.0, until.0])
}

pub(in crate::channels::leases) fn stock(
    db: &Db<'_>,
    free_since: Instant,
    now: Instant,
) -> Result<Vec<StockRow>, StoreError> {
    db.rows(
        "select kind, region, pool_tag,
            sum(case when retired_at is null and leased_until <= ?1 then 1 else 0 end),
            sum(case when retired_at is null and leased_until > ?2 then 1 else 0 end),
            sum(case when retired_at is null and leased_until > ?1 and leased_until <= ?2 then 1 else 0 end),
            sum(case when retired_at is not null then 1 else 0 end)
         from lease_addresses
         group by kind, region, pool_tag
         order by kind, region, pool_tag",
        params![free_since.0, now.0],
        |row| {
            Ok(StockRow {
                cooling: row.get(5)?,
                free: row.get(3)?,
                kind: row.get(0)?,
                leased: row.get(4)?,
                pool_tag: row.get(2)?,
                region: row.get(1)?,
                retired: row.get(6)?,
            })
        },
    )
}

/// An order's addresses are those that it opened or renewed during the present holding.
const HELD: &str = "from lease_addresses a
    where a.account_id = ?1
      and a.kind = ?2
      and a.leased_until > ?3
      and a.leased_until <= ?4
      and (?5 is null or exists (
          select 1
          from lease_periods p
          join orders o on o.id = p.order_id
          where p.address = a.address
            and p.kind = a.kind
            and p.ends_at > a.added_at
            and o.account_id = a.account_id
            and o.channel = 'lease'
            and o.number = ?5))";

pub(in crate::channels::leases) fn count_held(db: &Db<'_>, filter: &HeldFilter<'_>) -> Result<i64, StoreError> {
    let sql = format!("select count(*) {HELD}");
    let HeldFilter { account_id, kind, ends_after, ends_by, number } = filter;
    db.number(&sql, params![account_id, kind.name(), ends_after.0, ends_by.0, number])
}

pub(in crate::channels::leases) fn held(
    db: &Db<'_>,
    filter: &HeldFilter<'_>,
    limit: i64,
    offset: i64,
) -> Result<Vec<Held>, StoreError> {
    let sql = format!(
        "select a.address, a.region, a.pool_tag, a.added_at, a.leased_until,
            (select l.remark from lease_orders l where l.order_id = a.order_id),
            (select o.number from orders o where o.id = a.order_id)
         {HELD}
         order by a.added_at desc, a.order_id desc, a.address
         limit ?6 offset ?7"
    );
    let HeldFilter { account_id, kind, ends_after, ends_by, number } = filter;
    db.rows(&sql, params![account_id, kind.name(), ends_after.0, ends_by.0, number, limit, offset], held_row)
}

fn held_row(row: &Row<'_>) -> RowResult<Held> {
    Ok(Held {
        address: row.get(0)?,
        region: row.get(1)?,
        pool_tag: row.get(2)?,
        added_at: Instant(row.get::<_, Option<i64>>(3)?.unwrap_or(0)),
        leased_until: Instant(row.get(4)?),
        remark: row.get::<_, Option<String>>(5)?.unwrap_or_default(),
        number: row.get(6)?,
    })
}
