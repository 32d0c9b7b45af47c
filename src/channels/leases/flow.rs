//! Traffic packages: sold by the staff, paid at the counter, written down as the rows that partners read
//! (docs/spec/leases.md sections 5 and 7).

use crate::channels::leases::ids::{FlowOrderId, FlowPackageId};
use crate::channels::leases::name::NAME;
use crate::ids::AccountId;
use md5::{Digest, Md5};

use super::number;
use super::sale::take_at_the_counter;
use super::sql::flow;
use super::usage::{self, MEGABYTE};
use crate::accounts::sql as accounts;
use crate::clock::{DAY_MS, Instant};
use crate::money::Fen;
use crate::orders::{self, NewLine, NewOrder, Order, Terms};
use crate::random::Ids;
use crate::store::{StoreError, Tx};

/// Which list shows a package.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Traffic {
    /// Dynamic traffic, `flow_order_list`.
    Flow,
    /// Mobile traffic, `mobile_flow_order_list`.
    Mobile,
}

impl Traffic {
    /// The name in the store.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Flow => "flow",
            Self::Mobile => "mobile",
        }
    }

    /// The list of a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Flow, Self::Mobile].into_iter().find(|list| list.name() == name)
    }

    fn title(self) -> &'static str {
        match self {
            Self::Flow => "动态流量",
            Self::Mobile => "移动流量",
        }
    }
}

/// A traffic package as it is kept.
#[derive(Clone, Debug)]
pub(super) struct FlowOrder {
    pub(super) id: FlowOrderId,
    pub(super) account_id: AccountId,
    pub(super) number: String,
    pub(super) shown_in: String,
    pub(super) money: Fen,
    pub(super) megabytes: i64,
    pub(super) days: i64,
    pub(super) package_id: FlowPackageId,
    pub(super) description: String,
    pub(super) exec_data: String,
    pub(super) mark: Option<String>,
    pub(super) created_at: Instant,
    pub(super) updated_at: Instant,
    pub(super) close_at: Instant,
    pub(super) paid_at: Option<Instant>,
    pub(super) closed: bool,
    pub(super) pay_type: String,
    pub(super) pay_sn: String,
    pub(super) expires_at: Option<Instant>,
    pub(super) old_balance: i64,
    pub(super) new_balance: i64,
    pub(super) old_bought: i64,
    pub(super) new_bought: i64,
    pub(super) first_order: bool,
}

/// What an account's latest paid package left behind.
#[derive(Clone, Copy, Debug)]
pub(super) struct LastPaid {
    /// Bytes that the account had then.
    pub(super) balance: i64,
    /// Bytes that it had ever bought.
    pub(super) bought: i64,
    pub(super) paid_at: Instant,
    /// The last second in which the bytes can be used.
    pub(super) expires_at: Option<Instant>,
}

/// A package that the staff sells.
#[derive(Clone, Debug)]
pub(super) struct SellFlow {
    pub(super) account_id: AccountId,
    pub(super) list: Traffic,
    pub(super) megabytes: i64,
    pub(super) days: i64,
    pub(super) price: Fen,
    pub(super) package_id: FlowPackageId,
    /// Made by the staff's client: the same one twice is one sale.
    pub(super) reference: String,
    /// The slip of money that was taken; none for a package that is still to be paid.
    pub(super) slip: Option<String>,
    pub(super) actor: AccountId,
}

/// A row on its way into the store.
pub(super) struct NewFlowOrder<'n> {
    pub(super) order: &'n Order,
    pub(super) sale: &'n SellFlow,
    pub(super) description: String,
    pub(super) exec_data: String,
    pub(super) close_at: Instant,
}

/// Why a package cannot be sold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SellFlowError {
    /// There is no such account.
    #[error("there is no such account")]
    UnknownAccount,
    /// The reference is that of another sale.
    #[error("another sale has this reference already")]
    OtherSale,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Sells a package, paid when there is a slip; a repeat with the same reference finds the first sale, and the second value is
/// false.
fn sell(tx: &Tx<'_>, terms: &Terms, ids: &mut Ids, sale: &SellFlow) -> Result<(Order, bool), SellFlowError> {
    let buyer = accounts::by_id(tx, sale.account_id)?.ok_or(SellFlowError::UnknownAccount)?;
    let new = NewOrder {
        account_id: buyer.id,
        channel: NAME,
        number: Some(number::fresh(tx, terms, ids)?),
        client_ref: Some(format!("sale {}", sale.reference)),
    };
    let (mut order, is_new) = orders::open(tx, terms, &new)?;
    if !is_new {
        return if is_same(tx, &order, sale)? { Ok((order, false)) } else { Err(SellFlowError::OtherSale) };
    }
    let description = format!("{}-{}-{}M流量-{}元", sale.list.title(), buyer.username, sale.megabytes, sale.price);
    orders::add_line(
        tx,
        terms,
        &mut order,
        &NewLine::plain(sale.package_id.item(), &description, 1, sale.days, sale.price),
    )?;
    orders::save(tx, &order)?;
    let close_at = order.holds_until().unwrap_or(terms.now);
    let row = NewFlowOrder { order: &order, sale, description, exec_data: exec_data(sale.price), close_at };
    flow::insert(tx, &row)?;
    match &sale.slip {
        Some(slip) => Ok((take_at_the_counter(tx, terms, &order, slip, sale.actor)?, true)),
        None => Ok((order, true)),
    }
}

/// Sells a package and notes it in the audit trail, once for each reference.
///
/// # Errors
/// [`SellFlowError::UnknownAccount`], [`SellFlowError::OtherSale`].
pub(super) fn sell_and_record(
    tx: &Tx<'_>,
    terms: &Terms,
    ids: &mut Ids,
    sale: &SellFlow,
) -> Result<Order, SellFlowError> {
    let (order, is_new) = sell(tx, terms, ids, sale)?;
    if is_new {
        let after = format!("{} MB for {} to account {}", sale.megabytes, sale.price, sale.account_id);
        let object = format!("order {}", order.id());
        orders::audit(
            tx,
            terms.by(sale.actor),
            orders::Deed("lease_flow_sell"),
            &object,
            orders::Change::made(&after),
        )?;
    }
    Ok(order)
}

fn is_same(tx: &Tx<'_>, order: &Order, sale: &SellFlow) -> Result<bool, StoreError> {
    let Some(known) = flow::of_order(tx, order.id())? else { return Ok(false) };
    let same_goods = (known.megabytes, known.days, known.package_id) == (sale.megabytes, sale.days, sale.package_id);
    Ok(same_goods && known.money == sale.price && known.shown_in == sale.list.name())
}

/// The document inside a text that the recorded rows have: what is charged, and its MD5.
fn exec_data(price: Fen) -> String {
    let charged = format!("{{\"VALUE\":{price}}}");
    let sum = Md5::digest(charged.as_bytes()).iter().fold(0_u128, |sum, byte| sum << 8 | u128::from(*byte));
    format!("{{\"TYPE\":\"CHARGE\",\"EXEC_DATA\":{charged},\"MD5\":\"{sum:032x}\"}}")
}

/// The package was paid: its bytes are the account's, on top of what is left, from now for its days and a second more, as
/// recorded.
pub(super) fn paid(tx: &Tx<'_>, terms: &Terms, order: &Order) -> Result<(), StoreError> {
    let Some(mut row) = flow::of_order(tx, order.id())? else { return Ok(()) };
    let before = flow::last_paid(tx, row.account_id)?;
    let old_balance = usage::bytes_left(tx, terms.zone, terms.now, row.account_id)?;
    let old_bought = before.map_or(0, |last| last.bought);
    let bytes = row.megabytes.saturating_mul(MEGABYTE);
    row.first_order = before.is_none();
    row.paid_at = Some(terms.now);
    row.updated_at = terms.now;
    row.pay_type = order.pay_way().map(|way| way.to_string()).unwrap_or_default();
    order.pay_ref().unwrap_or_default().clone_into(&mut row.pay_sn);
    row.expires_at = Some(terms.now.plus_ms(row.days.saturating_mul(DAY_MS).saturating_add(1000)));
    row.old_balance = old_balance;
    row.new_balance = old_balance.saturating_add(bytes);
    row.old_bought = old_bought;
    row.new_bought = old_bought.saturating_add(bytes);
    flow::save(tx, &row)
}

/// The package was not paid in time, or its money went back.
pub(super) fn closed(tx: &Tx<'_>, terms: &Terms, order: &Order) -> Result<(), StoreError> {
    let Some(mut row) = flow::of_order(tx, order.id())? else { return Ok(()) };
    row.closed = true;
    row.updated_at = terms.now;
    flow::save(tx, &row)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_inner_document_says_what_is_charged() {
        let inner: serde_json::Value = serde_json::from_str(&exec_data(Fen(1))).unwrap();
        assert_eq!(inner["EXEC_DATA"]["VALUE"].to_string(), "0.01");
        assert_eq!(inner["MD5"].as_str().map(str::len), Some(32));
    }
}
