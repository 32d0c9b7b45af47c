//! The address stock: what is free, leased, cooling, retired. An address that has expired rests for `leases.cooling_days`;
//! until then its last holder may renew it, afterwards it is free for everybody.

use std::net::IpAddr;

use serde::Serialize;

use super::product::{Duration, Kind};
use super::sql::addresses;
use crate::clock::Instant;
use crate::ids::{AccountId, OrderId};
use crate::orders::{self, Actor, Change, Deed, Terms, audit};
use crate::outlet::Outlet;
use crate::store::{Db, StoreError, Tx};

/// Orders out of time that are cleared away at most for somebody who finds nothing left.
const CLEAR_AT_MOST: i64 = 100;

/// Addresses that somebody wants.
#[derive(Clone, Copy)]
pub(super) struct AddressDemand<'w> {
    pub(super) kind: Kind,
    pub(super) region: &'w str,
    pub(super) pool_tag: Option<&'static str>,
    pub(super) count: i64,
}

/// For which order and how long they are held. Nobody has them before it is paid.
pub(super) struct Lease {
    pub(super) order_id: OrderId,
    pub(super) starts_at: Instant,
    pub(super) ends_at: Instant,
}

/// What an address is in one of the two stocks.
pub(super) struct Stored {
    pub(super) region: String,
    pub(super) pool_tag: String,
    /// Leased or cooling, as far as the regular release knows.
    pub(super) was_leased: bool,
}

/// An address that an account holds.
pub(super) struct Held {
    pub(super) address: String,
    pub(super) region: String,
    pub(super) pool_tag: String,
    pub(super) added_at: Instant,
    pub(super) leased_until: Instant,
    pub(super) remark: String,
    pub(super) number: Option<String>,
}

/// Which of an account's addresses are wanted: those that end after the one instant and at the latest at the other.
pub(super) struct HeldFilter<'f> {
    pub(super) account_id: AccountId,
    pub(super) kind: Kind,
    pub(super) ends_after: Instant,
    pub(super) ends_by: Instant,
    pub(super) number: Option<&'f str>,
}

/// How many addresses of a pool are in which state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StockRow {
    /// Expired, not leased again yet.
    pub cooling: i64,
    /// Can be leased now.
    pub free: i64,
    /// isp or datacenter.
    pub kind: String,
    /// Held and not expired.
    pub leased: i64,
    /// The pool.
    pub pool_tag: String,
    /// The region.
    pub region: String,
    /// Taken out of the stock.
    pub retired: i64,
}

/// Addresses whose lease ended at or before this instant are free.
pub(super) fn free_since(now: Instant, cooling_ms: i64) -> Instant {
    now.plus_ms(-cooling_ms)
}

/// Holds free addresses for an order, all that are wanted; whether there were so many. Where there are not, orders whose time is over
/// give theirs back first; where there still are not, the caller must roll back.
pub(super) fn hold(
    tx: &Tx<'_>,
    terms: &Terms,
    order: OrderId,
    wanted: &AddressDemand<'_>,
    duration: Duration,
    free_since: Instant,
) -> Result<bool, StoreError> {
    let lease = Lease { order_id: order, starts_at: terms.now, ends_at: terms.now.plus_ms(duration.ms()) };
    let missing = |held: &[String]| wanted.count - i64::try_from(held.len()).unwrap_or(i64::MAX);
    let mut held = addresses::claim(tx, wanted, free_since, &lease)?;
    if missing(&held) > 0 && orders::clear_overdue(tx, terms, CLEAR_AT_MOST)? > 0 {
        held.extend(addresses::claim(tx, &AddressDemand { count: missing(&held), ..*wanted }, free_since, &lease)?);
    }
    for address in &held {
        addresses::insert_period(tx, order, (wanted.kind, address), lease.starts_at, lease.ends_at)?;
    }
    Ok(missing(&held) == 0)
}

/// The stock by kind, region and pool.
pub fn overview(db: &Db<'_>, now: Instant, cooling_ms: i64) -> Result<Vec<StockRow>, StoreError> {
    addresses::stock(db, free_since(now, cooling_ms), now)
}

/// An address in the form in which it is kept.
#[must_use]
pub fn canonical(text: &str) -> Option<String> {
    address(text).map(|address| address.to_string())
}

/// An address; one of the fourth version that is written as one of the sixth is the same address.
pub(super) fn address(text: &str) -> Option<IpAddr> {
    text.trim().parse().ok().map(|address: IpAddr| address.to_canonical())
}

/// Addresses for the stock.
#[derive(Clone, Debug)]
pub(super) struct NewAddresses {
    pub(super) kind: Kind,
    pub(super) region: String,
    /// Empty for addresses of no pool.
    pub(super) pool_tag: &'static str,
    /// In their canonical form.
    pub(super) addresses: Vec<String>,
}

/// Takes addresses into the stock; how many are new. Those that are known stay what they are, in whatever state.
pub(super) fn take_in(tx: &Tx<'_>, now: Instant, new: &NewAddresses, actor: AccountId) -> Result<usize, StoreError> {
    let NewAddresses { kind, region, pool_tag, addresses } = new;
    let mut added = Vec::new();
    for address in addresses {
        if addresses::insert(tx, address, *kind, region, pool_tag)? {
            added.push(address.as_str());
        }
    }
    if let [first, .., last] | [first @ last] = added.as_slice() {
        let object = format!("addresses {} {region} {pool_tag}", kind.name());
        let after = format!("{} added from {first} to {last}", added.len());
        audit(tx, Actor { now, id: actor }, Deed("lease_address_add"), &object, Change::made(&after))?;
    }
    Ok(added.len())
}

/// An address that the staff names: in one of the two stocks, or wherever it stands.
#[derive(Clone, Debug)]
pub(super) struct Named {
    /// In its canonical form.
    pub(super) address: String,
    pub(super) kind: Option<Kind>,
}

impl Named {
    /// What the audit trail calls it.
    fn object(&self) -> String {
        match self.kind {
            Some(kind) => format!("address {} {}", kind.name(), self.address),
            None => format!("address {}", self.address),
        }
    }
}

/// Takes an address out of the stock; a holder keeps it until it expires, but cannot renew it. Whether there is such an address.
pub(super) fn retire(tx: &Tx<'_>, now: Instant, named: &Named, actor: AccountId) -> Result<bool, StoreError> {
    if addresses::retire(tx, &named.address, named.kind, now)? {
        audit(
            tx,
            Actor { now, id: actor },
            Deed("lease_retire"),
            &named.object(),
            Change::between("in stock", "retired"),
        )?;
        return Ok(true);
    }
    addresses::is_known(tx, &named.address, named.kind)
}

/// Takes a retired address back into use. Whether there is such an address.
pub(super) fn unretire(tx: &Tx<'_>, now: Instant, named: &Named, actor: AccountId) -> Result<bool, StoreError> {
    if addresses::unretire(tx, &named.address, named.kind)? {
        audit(
            tx,
            Actor { now, id: actor },
            Deed("lease_unretire"),
            &named.object(),
            Change::between("retired", "in stock"),
        )?;
        return Ok(true);
    }
    addresses::is_known(tx, &named.address, named.kind)
}

/// The regular release: forgets who held addresses that have cooled. They were free already; this keeps no names longer
/// than needed.
pub async fn release_cooled(outlet: &Outlet) {
    let free_since = free_since(outlet.now(), outlet.config.lease_cooling_ms);
    let first = outlet.store.read(addresses::first_end);
    if !matches!(first, Ok(Some(end)) if end <= free_since) {
        return;
    }
    match outlet.store.write(move |tx| addresses::release(tx, free_since)).await {
        Ok(count) => tracing::info!(count, "addresses are back in stock"),
        Err(error) => tracing::warn!(%error, "cooled addresses could not be released"),
    }
}
