//! `isp_ip_renew` and `static_ip_renew`: all addresses of a list or none, one order for the whole list
//! (docs/spec/leases.md section 7).

use std::collections::{BTreeMap, BTreeSet};

use super::call::{Answer, Call, Outcome};
use super::codes::{self, Fault};
use super::product::{Duration, Kind};
use super::sale::{self, Action, Begun, LeaseOrder, LeaseRequest, Position, SaleError};
use super::sql::{addresses, prices};
use super::stock;
use crate::ids::OrderId;
use crate::orders::{Order, Terms};
use crate::random::Ids;
use crate::store::{StoreError, Tx};

/// Addresses that one order may renew (docs/spec/leases.md section 7).
const MAX_ADDRESSES: usize = 200;

/// What is to be renewed.
#[derive(Clone, Debug)]
pub(super) struct RenewLease {
    pub(super) lease: LeaseRequest,
    /// In their canonical form, each once.
    pub(super) addresses: BTreeSet<String>,
}

/// Why nothing can be renewed, in the order of the checks.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RenewError {
    /// There is no price for that duration.
    #[error("that duration is not offered")]
    NotOffered,
    /// An address is not the caller's, of the other kind, retired, or back in stock.
    #[error("an address cannot be renewed")]
    NotRenewable,
    /// The order cannot be made or paid.
    #[error(transparent)]
    Sale(#[from] SaleError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// `isp_ip_renew`.
pub(super) async fn isp(call: &Call) -> Outcome {
    answer(call, Kind::Isp).await
}

/// `static_ip_renew`.
pub(super) async fn datacenter(call: &Call) -> Outcome {
    answer(call, Kind::Datacenter).await
}

async fn answer(call: &Call, kind: Kind) -> Outcome {
    let command =
        RenewLease { lease: call.lease_request(kind)?, addresses: list(call.fields.required("renew_ip_list")?)? };
    let (terms, ids, cooling_ms) = (call.terms, Ids::fresh(), call.outlet.config.lease_cooling_ms);
    let number = call.outlet.store.write(move |tx| renew(tx, &terms, &mut ids.clone(), cooling_ms, &command)).await?;
    Answer::ordered(&number)
}

/// The addresses between the commas, each once.
fn list(text: &str) -> Result<BTreeSet<String>, Fault> {
    let entries = text.split(',').map(str::trim).filter(|entry| !entry.is_empty());
    let addresses: Option<BTreeSet<String>> = entries.map(stock::canonical).collect();
    addresses.filter(|found| (1..=MAX_ADDRESSES).contains(&found.len())).ok_or(codes::PARAMETER)
}

/// Renews addresses and answers the order's number; the first one's for a repeat.
pub(super) fn renew(
    tx: &Tx<'_>,
    terms: &Terms,
    ids: &mut Ids,
    cooling_ms: i64,
    command: &RenewLease,
) -> Result<String, RenewError> {
    let content = content(command);
    let mut order = match sale::begin(
        tx,
        terms,
        ids,
        command.lease.account_id,
        sale::api_ref(command.lease.idempotency_key.as_ref()),
        &content,
    )? {
        Begun::Before(order) => return Ok(order.number().to_owned()),
        Begun::New(order) => order,
    };
    let duration = command.lease.duration.ok_or(RenewError::NotOffered)?;
    let by_region = lengthen(tx, terms, order.id(), cooling_ms, command, duration)?;
    add_positions(tx, terms, &mut order, command.lease.kind, duration, &by_region)?;
    let regions: Vec<&str> = by_region.keys().map(String::as_str).collect();
    let lease = LeaseOrder {
        account_id: command.lease.account_id,
        order_id: order.id(),
        kind: command.lease.kind,
        action: Action::Renew,
        region: regions.join(","),
        duration,
        addresses: by_region.values().sum(),
        pool_tag: "",
        remark: command.lease.remark.clone(),
        content,
    };
    Ok(sale::conclude(tx, terms, order, &lease)?)
}

/// Lengthens every lease of the list; how many addresses of each region there are.
fn lengthen(
    tx: &Tx<'_>,
    terms: &Terms,
    order: OrderId,
    cooling_ms: i64,
    command: &RenewLease,
    duration: Duration,
) -> Result<BTreeMap<String, i64>, RenewError> {
    let (account, kind, ms) = (command.lease.account_id, command.lease.kind, duration.ms());
    let free_since = stock::free_since(terms.now, cooling_ms);
    let mut by_region = BTreeMap::new();
    for address in &command.addresses {
        let (region, until) = addresses::lengthen(tx, account, kind, address, free_since, terms.now, ms)?
            .ok_or(RenewError::NotRenewable)?;
        addresses::insert_period(tx, order, (kind, address), until.plus_ms(-ms), until)?;
        *by_region.entry(region).or_insert(0) += 1;
    }
    Ok(by_region)
}

fn add_positions(
    tx: &Tx<'_>,
    terms: &Terms,
    order: &mut Order,
    kind: Kind,
    duration: Duration,
    by_region: &BTreeMap<String, i64>,
) -> Result<(), RenewError> {
    for (region, count) in by_region {
        let price = prices::price(tx, kind, region, duration)?.ok_or(RenewError::NotOffered)?;
        sale::add(tx, terms, order, &Position { kind, region, duration, count: *count, price })?;
    }
    Ok(())
}

fn content(command: &RenewLease) -> [u8; 32] {
    let addresses: Vec<&str> = command.addresses.iter().map(String::as_str).collect();
    sale::content(&[
        Action::Renew.name(),
        command.lease.kind.name(),
        &addresses.join(","),
        command.lease.duration.map_or("", Duration::name),
        &command.lease.remark,
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_names_each_address_once() {
        let found = list("192.0.2.98, 192.0.2.97,192.0.2.98,").unwrap();
        assert_eq!(found.into_iter().collect::<Vec<_>>(), ["192.0.2.97", "192.0.2.98"]);
        for text in [",", "192.0.2.97,nonsense", "192.0.2.300", "192.0.2.97;192.0.2.98"] {
            assert_eq!(list(text), Err(codes::PARAMETER), "{text}");
        }
        let many =
            |count: u16| (0..count).map(|n| format!("10.0.{}.{}", n / 250, n % 250)).collect::<Vec<_>>().join(",");
        assert_eq!((list(&many(200)).is_ok(), list(&many(201)).is_ok()), (true, false));
    }
}
