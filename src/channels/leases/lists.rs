//! The lists: orders of addresses, traffic packages, addresses held (docs/spec/leases.md sections 4, 7 and 9).

use super::call::{Answer, Call, Outcome};
use super::codes::{self, Fault};
use super::flow::Traffic;
use super::product::Kind;
use super::sql::{addresses, flow, orders};
use super::stock::{self, HeldFilter};
use super::{times, wire};
use crate::clock::Instant;
use crate::store::StoreError;

/// Rows of a page unless asked otherwise, and at most.
const LIMIT: i64 = 15;
const MOST: i64 = 100;

/// What a list is to show.
#[derive(Clone, Debug)]
pub(super) struct Filter {
    pub(super) number: Option<String>,
    pub(super) from: Option<Instant>,
    pub(super) until: Option<Instant>,
    /// 0 unpaid, 1 paid, none for all.
    pub(super) paid: Option<i64>,
    pub(super) page: i64,
    pub(super) limit: i64,
}

impl Filter {
    fn read(call: &Call) -> Result<Self, Fault> {
        let (page, limit) = page(call)?;
        Ok(Self {
            number: call.fields.text("order_id").map(|number| number.trim().to_owned()),
            from: span(call, "start_time")?.map(|(first, _)| first),
            until: span(call, "end_time")?.map(|(_, last)| last),
            paid: number_of(call, "pay_status", &[0, 1])?,
            page,
            limit,
        })
    }

    /// Rows before the page.
    pub(super) fn offset(&self) -> i64 {
        offset(self.page, self.limit)
    }
}

/// Page and rows of a page, brought into their ranges.
///
/// # Errors
/// 1002 for what is no whole number.
pub(super) fn page(call: &Call) -> Result<(i64, i64), Fault> {
    let page = call.fields.saturated("page")?.unwrap_or(1).max(1);
    Ok((page, call.fields.saturated("limit")?.unwrap_or(LIMIT).clamp(1, MOST)))
}

/// Rows before a page.
pub(super) fn offset(page: i64, limit: i64) -> i64 {
    (page - 1).saturating_mul(limit)
}

/// The time of a filter, if it is there.
///
/// # Errors
/// 1002 for what is no time.
pub(super) fn span(call: &Call, name: &str) -> Result<Option<times::Span>, Fault> {
    let text = call.fields.text(name);
    text.map(|text| times::span(text, call.terms.zone).ok_or(codes::PARAMETER)).transpose()
}

fn number_of(call: &Call, name: &str, known: &[i64]) -> Result<Option<i64>, Fault> {
    match call.fields.number::<i64>(name)? {
        Some(number) if !known.contains(&number) => Err(codes::PARAMETER),
        number => Ok(number),
    }
}

/// `isp_order_list`.
pub(super) async fn isp_orders(call: &Call) -> Outcome {
    leases(call, Kind::Isp)
}

/// `datacenter_order_list`.
pub(super) async fn datacenter_orders(call: &Call) -> Outcome {
    leases(call, Kind::Datacenter)
}

/// `flow_order_list`.
pub(super) async fn flow_orders(call: &Call) -> Outcome {
    packages(call, Traffic::Flow)
}

/// `mobile_flow_order_list`.
pub(super) async fn mobile_flow_orders(call: &Call) -> Outcome {
    packages(call, Traffic::Mobile)
}

/// `isp_ip_list`.
pub(super) async fn isp_addresses(call: &Call) -> Outcome {
    held(call, Kind::Isp)
}

/// `datacenter_ip_list`.
pub(super) async fn datacenter_addresses(call: &Call) -> Outcome {
    held(call, Kind::Datacenter)
}

fn leases(call: &Call, kind: Kind) -> Outcome {
    let (filter, account) = (Filter::read(call)?, call.account);
    let (total, found) = call.outlet.store.read::<_, StoreError>(|db| {
        Ok((orders::count(db, account, kind, &filter)?, orders::page(db, account, kind, &filter)?))
    })?;
    let rows = found.iter().map(|order| wire::lease_row(account, kind, order)).collect();
    Answer::listed(&wire::Paginator::new(total, filter.page, filter.limit, rows))
}

fn packages(call: &Call, list: Traffic) -> Outcome {
    let (filter, account) = (Filter::read(call)?, call.account);
    let (total, found) = call.outlet.store.read::<_, StoreError>(|db| {
        Ok((flow::count(db, account, list, &filter)?, flow::page(db, account, list, &filter)?))
    })?;
    let rows = found.iter().map(wire::flow_row).collect();
    Answer::listed(&wire::Paginator::new(total, filter.page, filter.limit, rows))
}

/// Status 1, the default: in use; 2: expired and not back in stock, so that it can still be renewed; 3: released, of which an
/// account holds none.
fn held(call: &Call, kind: Kind) -> Outcome {
    let filter = Filter::read(call)?;
    let status = number_of(call, "status", &[1, 2, 3])?.unwrap_or(1);
    let now = call.terms.now;
    let free_since = stock::free_since(now, call.outlet.config.lease_cooling_ms);
    let (ends_after, ends_by) = match status {
        1 => (now, Instant(i64::MAX)),
        2 => (free_since, now),
        _ => (Instant(i64::MAX), Instant(i64::MAX)),
    };
    let wanted = HeldFilter { account_id: call.account, kind, ends_after, ends_by, number: filter.number.as_deref() };
    let (total, found) = call.outlet.store.read::<_, StoreError>(|db| {
        let total = addresses::count_held(db, &wanted)?;
        Ok((total, addresses::held(db, &wanted, filter.limit, filter.offset())?))
    })?;
    let rows = found.iter().map(|address| wire::address_row(address, status)).collect();
    Answer::listed(&wire::Paginator::new(total, filter.page, filter.limit, rows))
}
