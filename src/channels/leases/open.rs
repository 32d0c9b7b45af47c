//! `isp_ip_open` and `static_ip_open`: addresses out of the stock, paid from the wallet
//! (docs/spec/leases.md section 7).

use super::call::{Answer, Call, Outcome};
use super::codes;
use super::product::{Duration, Kind, pool_tag};
use super::sale::{self, Action, Begun, LeaseOrder, LeaseRequest, Position, SaleError};
use super::sql::{orders as lease_orders, prices};
use super::stock::{self, AddressDemand};
use crate::http::whole;
use crate::orders::Terms;
use crate::random::Ids;
use crate::store::{StoreError, Tx};

/// Addresses that one order may open (docs/spec/leases.md section 9).
pub(super) const MAX_ADDRESSES: i64 = 1000;

/// What is to be opened.
#[derive(Clone, Debug)]
pub(super) struct OpenLease {
    pub(super) lease: LeaseRequest,
    pub(super) region: String,
    pub(super) count: i64,
    pub(super) pool_tag: Option<&'static str>,
}

/// Why nothing can be opened, in the order of the checks.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// Nothing of the kind is leased there.
    #[error("nothing is leased in that region")]
    UnknownRegion,
    /// There is no price for that duration.
    #[error("that duration is not offered")]
    NotOffered,
    /// Not so many free addresses.
    #[error("not so many addresses are free")]
    OutOfStock,
    /// The order cannot be made or paid.
    #[error(transparent)]
    Sale(#[from] SaleError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why the staff cannot sell addresses to an account.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum SellError {
    #[error("there is no such account")]
    UnknownAccount,
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// `isp_ip_open`.
pub(super) async fn isp(call: &Call) -> Outcome {
    answer(call, Kind::Isp).await
}

/// `static_ip_open`.
pub(super) async fn datacenter(call: &Call) -> Outcome {
    answer(call, Kind::Datacenter).await
}

async fn answer(call: &Call, kind: Kind) -> Outcome {
    let command = OpenLease {
        lease: call.lease_request(kind)?,
        region: call.fields.required("region")?.trim().to_owned(),
        count: count(call.fields.required("num")?).ok_or(codes::PARAMETER)?,
        pool_tag: call.fields.text("pool_tag").map(|tag| pool_tag(tag).ok_or(codes::PARAMETER)).transpose()?,
    };
    let (terms, ids, cooling_ms) = (call.terms, Ids::fresh(), call.outlet.config.lease_cooling_ms);
    let number = call.outlet.store.write(move |tx| open(tx, &terms, &mut ids.clone(), cooling_ms, &command)).await?;
    Answer::ordered(&number)
}

/// Plain digits alone, `2.0` for `2` apart: a sign, a fraction or an exponent is no number of addresses.
fn count(text: &str) -> Option<i64> {
    let digits = whole(text.trim());
    let count = digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok()).flatten();
    count.filter(|count| (1..=MAX_ADDRESSES).contains(count))
}

/// Opens addresses, pays them from the wallet, and answers the order's number; the first one's for a repeat.
pub(super) fn open(
    tx: &Tx<'_>,
    terms: &Terms,
    ids: &mut Ids,
    cooling_ms: i64,
    command: &OpenLease,
) -> Result<String, OpenError> {
    let client_ref = sale::api_ref(command.lease.idempotency_key.as_ref());
    match order(tx, terms, ids, cooling_ms, command, client_ref)? {
        Begun::Before(order) => Ok(order.number().to_owned()),
        Begun::New(order) => {
            sale::pay(tx, terms, &order)?;
            Ok(order.number().to_owned())
        }
    }
}

/// Makes an order that holds free addresses until it is paid, or finds the one of the same reference.
///
/// # Errors
/// [`OpenError`], in the order of the checks.
pub(super) fn order(
    tx: &Tx<'_>,
    terms: &Terms,
    ids: &mut Ids,
    cooling_ms: i64,
    command: &OpenLease,
    client_ref: Option<String>,
) -> Result<Begun, OpenError> {
    let content = content(command);
    let mut order = match sale::begin(tx, terms, ids, command.lease.account_id, client_ref, &content)? {
        Begun::New(order) => order,
        before @ Begun::Before(_) => return Ok(before),
    };
    let (kind, count) = (command.lease.kind, command.count);
    let region = command.region.as_str();
    if !prices::knows_region(tx, kind, region)? {
        return Err(OpenError::UnknownRegion);
    }
    let duration = command.lease.duration.ok_or(OpenError::NotOffered)?;
    let price = prices::price(tx, kind, region, duration)?.ok_or(OpenError::NotOffered)?;
    let wanted = AddressDemand { kind, region, pool_tag: command.pool_tag, count };
    if !stock::hold(tx, terms, order.id(), &wanted, duration, stock::free_since(terms.now, cooling_ms))? {
        return Err(OpenError::OutOfStock);
    }
    sale::add(tx, terms, &mut order, &Position { kind, region, duration, count, price })?;
    let lease = LeaseOrder {
        account_id: command.lease.account_id,
        order_id: order.id(),
        kind,
        action: Action::Open,
        region: command.region.clone(),
        duration,
        addresses: count,
        pool_tag: command.pool_tag.unwrap_or_default(),
        remark: command.lease.remark.clone(),
        content,
    };
    lease_orders::insert(tx, &lease)?;
    Ok(Begun::New(order))
}

fn content(command: &OpenLease) -> [u8; 32] {
    sale::content(&[
        Action::Open.name(),
        command.lease.kind.name(),
        &command.region,
        command.lease.duration.map_or("", Duration::name),
        &command.count.to_string(),
        command.pool_tag.unwrap_or_default(),
        &command.lease.remark,
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_of_addresses_is_plain_digits_from_one_to_a_thousand() {
        assert_eq!([count("1"), count(" 20 "), count("1000"), count("2.0")], [Some(1), Some(20), Some(1000), Some(2)]);
        for text in ["0", "-1", "+1", "abc", "1.5", "1e1", "--1", "", "1001", "99999999999999999999999999", "１"] {
            assert_eq!(count(text), None, "{text}");
        }
    }
}
