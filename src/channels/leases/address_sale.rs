//! `lease_ip_sell`: addresses that the staff sells to an account. Without a slip the order waits for its money: it holds its addresses
//! as long as every order holds what is scarce, and paying it later takes addresses again (docs/spec/leases.md section 11).

use serde_json::json;

use super::open::{self, MAX_ADDRESSES, OpenLease, SellError};
use super::product::{Duration, Kind, pool_tag};
use super::sale::{self, Begun, LeaseRequest};
use super::staff::{number, perhaps, staff, text};
use crate::accounts::sql as accounts;
use crate::ids::AccountId;
use crate::orders::{self, Order, PayStatus, Terms};
use crate::random::Ids;
use crate::staff_api::codes::{self, Fault};
use crate::staff_api::{Answer, Call, Outcome};
use crate::store::Tx;

/// Addresses that the staff sells.
#[derive(Clone, Debug)]
struct SellAddresses {
    what: OpenLease,
    /// Made by the staff's client: the same one twice is one sale.
    reference: String,
    /// The slip of money that was taken; none for an order that is still to be paid.
    slip: Option<String>,
    actor: AccountId,
}

/// `lease_ip_sell` {account, kind, region, duration, num, reference, `pool_tag`, remark, payvoucher}: an order of addresses at the price
/// of the list, paid where there is a slip. A repeat with the same reference finds the first order.
///
/// # Errors
/// 1100 also for a reference of another sale and for what is not offered, 1101, 1103, 1021, 1310.
pub(super) async fn lease_ip_sell(call: &Call) -> Outcome {
    let sale = read(call)?;
    let (terms, ids, cooling_ms) = (call.terms, Ids::fresh(), call.outlet.config.lease_cooling_ms);
    let order = call.outlet.store.write(move |tx| sell(tx, &terms, &mut ids.clone(), cooling_ms, &sale)).await?;
    let paid = order.pay_status() == PayStatus::Paid;
    Answer::object(&json!({"number": order.number(), "orderid": order.id(), "paid": paid, "price": order.cost()}))
}

fn read(call: &Call) -> Result<SellAddresses, Fault> {
    let actor = staff(call)?.id;
    let pool = call.fields.text("pool_tag").map(|tag| pool_tag(tag).ok_or(codes::PARAMETER)).transpose()?;
    let lease = LeaseRequest {
        account_id: call.fields.required_number("account")?,
        kind: Kind::from_name(&text(call, "kind")?).ok_or(codes::PARAMETER)?,
        duration: Some(Duration::parse(&text(call, "duration")?).ok_or(codes::PARAMETER)?),
        remark: perhaps(call, "remark")?.unwrap_or_default(),
        idempotency_key: None,
    };
    let what = OpenLease {
        lease,
        region: text(call, "region")?,
        count: number(call, "num", 1, MAX_ADDRESSES, None)?,
        pool_tag: pool,
    };
    Ok(SellAddresses { what, reference: text(call, "reference")?, slip: perhaps(call, "payvoucher")?, actor })
}

fn sell(tx: &Tx<'_>, terms: &Terms, ids: &mut Ids, cooling_ms: i64, sold: &SellAddresses) -> Result<Order, SellError> {
    let what = &sold.what;
    if accounts::by_id(tx, what.lease.account_id)?.is_none() {
        return Err(SellError::UnknownAccount);
    }
    let reference = Some(format!("sale {}", sold.reference));
    let order = match open::order(tx, terms, ids, cooling_ms, what, reference)? {
        Begun::Before(order) => return Ok(order),
        Begun::New(order) => order,
    };
    let object = format!("order {}", order.id());
    let after = format!(
        "{} {} {} for {} to account {}",
        what.count,
        what.lease.kind.name(),
        what.region,
        order.cost(),
        what.lease.account_id
    );
    orders::audit(tx, terms.by(sold.actor), orders::Deed("lease_ip_sell"), &object, orders::Change::made(&after))?;
    match &sold.slip {
        Some(slip) => Ok(sale::take_at_the_counter(tx, terms, &order, slip, sold.actor)?),
        None => Ok(order),
    }
}
