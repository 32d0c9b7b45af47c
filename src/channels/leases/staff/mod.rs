//! The staff's services (`/om/services/lease_*`), for operators and admins, in the manner of the roaming back office.

mod changes;
pub(super) mod error;
mod lists;
mod traffic;

use std::collections::BTreeMap;

use crate::accounts::{Account, AccountError, Role};
use crate::channels::leases::address_sale::lease_ip_sell;
use crate::channels::leases::flow::{self, SellFlow, Traffic};
use crate::channels::leases::give_back::lease_refund;
use crate::channels::leases::ids::FlowPackageId;
use crate::channels::leases::product::{Duration, Kind, pool_tag};
use crate::channels::leases::ranges;
use crate::channels::leases::stock::{self, Named, NewAddresses};
use crate::channels::leases::wallet::TopUp;
use crate::orders::PayStatus;
use crate::outlet::Route;
use crate::random::Ids;
use crate::staff_api::Echo::Both;
use crate::staff_api::OnError::Empty;
use crate::staff_api::codes::{self, Fault};
use crate::staff_api::{Answer, Call, Outcome};
use crate::store::{StoreError, Tx};
use changes::SetPrice;
use lists::{lease_key_gets, lease_price_gets, lease_wallet_gets};
use traffic::{lease_traffic_gets, lease_warning_gets};

/// Bytes of names, references and notes.
const MAX_TEXT_LEN: usize = 200;
/// The largest package: far more than anybody buys, far from where bytes could overflow.
const MAX_MEGABYTES: i64 = 1_000_000_000;
/// The longest package.
const MAX_DAYS: i64 = 3650;
/// Days of a package unless told otherwise (docs/spec/leases.md section 5).
const PACKAGE_DAYS: i64 = 30;

/// The services.
pub const STAFF_CALLS: &[Route] = crate::staff_api::service_table! {
    "/om/services/lease_stock" => lease_stock, Both, Empty, "Addresses by kind, region, pool and state.";
    "/om/services/lease_price_set" => lease_price_set, Both, Empty, "Set the price of a lease, or end its offer.";
    "/om/services/lease_price_gets" => lease_price_gets, Both, Empty, "All prices of leases.";
    "/om/services/lease_wallet_gets" => lease_wallet_gets, Both, Empty, "Wallets, and what moved in one.";
    "/om/services/lease_topup" => lease_topup, Both, Empty, "Top a wallet up.";
    "/om/services/lease_retire" => lease_retire, Both, Empty, "Take an address out of the stock.";
    "/om/services/lease_unretire" => lease_unretire, Both, Empty, "Take a retired address back into the stock.";
    "/om/services/lease_address_add" => lease_address_add, Both, Empty, "Take addresses and ranges into the stock.";
    "/om/services/lease_flow_sell" => lease_flow_sell, Both, Empty, "Sell a traffic package.";
    "/om/services/lease_ip_sell" => lease_ip_sell, Both, Empty, "Sell addresses to an account, paid at the counter now or later.";
    "/om/services/lease_traffic_gets" => lease_traffic_gets, Both, Empty, "What an account has left and used, its white list and its authentication accounts.";
    "/om/services/lease_warning_gets" => lease_warning_gets, Both, Empty, "Accounts with less traffic left than they want to be warned at.";
    "/om/services/lease_refund" => lease_refund, Both, Empty, "Give the money of a lease order back to its wallet.";
    "/om/services/lease_key_gets" => lease_key_gets, Both, Empty, "Who has app keys, and how many.";
    "/om/services/lease_key_add" => lease_key_add, Both, Empty, "Make an app key for an account, shown this once.";
    "/om/services/lease_key_remove" => lease_key_remove, Both, Empty, "Take all app keys of an account away.";
};

pub(in crate::channels::leases) fn staff(call: &Call) -> Result<Account, Fault> {
    call.staff(&[Role::Operator, Role::Admin])
}

/// A text that must be there and is not longer than a note.
pub(in crate::channels::leases) fn text(call: &Call, name: &str) -> Result<String, Fault> {
    let text = call.fields.required(name)?.trim();
    if text.len() <= MAX_TEXT_LEN { Ok(text.to_owned()) } else { Err(codes::PARAMETER) }
}

pub(in crate::channels::leases) fn perhaps(call: &Call, name: &str) -> Result<Option<String>, Fault> {
    call.fields.text(name).map(|_| text(call, name)).transpose()
}

/// A number in a range, or its default.
pub(in crate::channels::leases) fn number(
    call: &Call,
    name: &str,
    least: i64,
    most: i64,
    default: Option<i64>,
) -> Result<i64, Fault> {
    let given = call.fields.number::<i64>(name)?.or(default).ok_or(codes::PARAMETER)?;
    if (least..=most).contains(&given) { Ok(given) } else { Err(codes::PARAMETER) }
}

async fn lease_stock(call: &Call) -> Outcome {
    staff(call)?;
    let (now, cooling_ms) = (call.terms.now, call.outlet.config.lease_cooling_ms);
    let rows = call.outlet.store.read(|db| stock::overview(db, now, cooling_ms))?;
    Answer::of("stock", &rows)
}

/// Without `price` the duration is not offered any more.
async fn lease_price_set(call: &Call) -> Outcome {
    let actor = staff(call)?.id;
    let command = SetPrice {
        kind: Kind::from_name(&text(call, "kind")?).ok_or(codes::PARAMETER)?,
        region: text(call, "region")?,
        duration: Duration::parse(&text(call, "duration")?).ok_or(codes::PARAMETER)?,
        price: call.fields.money("price")?,
        actor,
    };
    let terms = call.terms;
    call.outlet.store.write(move |tx| changes::set_price(tx, &terms, &command)).await?;
    Answer::object(&serde_json::json!({}))
}

async fn lease_topup(call: &Call) -> Outcome {
    let actor = staff(call)?.id;
    let new = TopUp {
        account_id: call.fields.required_number("account")?,
        amount: call.fields.money("amount")?.ok_or(codes::PARAMETER)?,
        reference: text(call, "reference")?,
        note: perhaps(call, "note")?.unwrap_or_default(),
    };
    let (terms, account) = (call.terms, new.account_id);
    let balance = call.outlet.store.write(move |tx| changes::top_up(tx, &terms, &new, actor)).await?;
    Answer::object(&serde_json::json!({"account": account, "balance": balance}))
}

/// The address of a call; without `kind` wherever it stands, because the same one may stand in both stocks.
fn named(call: &Call) -> Result<Named, Fault> {
    let kind = call.fields.text("kind").map(|name| Kind::from_name(name.trim()).ok_or(codes::PARAMETER));
    let address = stock::canonical(call.fields.required("ip")?).ok_or(codes::PARAMETER)?;
    Ok(Named { address, kind: kind.transpose()? })
}

async fn lease_retire(call: &Call) -> Outcome {
    let actor = staff(call)?.id;
    let named = named(call)?;
    let now = call.terms.now;
    let known = call.outlet.store.write(move |tx| stock::retire(tx, now, &named, actor)).await?;
    if known { Answer::object(&serde_json::json!({})) } else { Err(codes::PARAMETER) }
}

async fn lease_unretire(call: &Call) -> Outcome {
    let actor = staff(call)?.id;
    let named = named(call)?;
    let now = call.terms.now;
    let known = call.outlet.store.write(move |tx| stock::unretire(tx, now, &named, actor)).await?;
    if known { Answer::object(&serde_json::json!({})) } else { Err(codes::PARAMETER) }
}

async fn lease_address_add(call: &Call) -> Outcome {
    let actor = staff(call)?.id;
    let found = ranges::addresses(call.fields.required("addresses")?).ok_or(codes::PARAMETER)?;
    let new = NewAddresses {
        kind: Kind::from_name(&text(call, "kind")?).ok_or(codes::PARAMETER)?,
        region: text(call, "region")?,
        pool_tag: call.fields.text("pool_tag").map_or(Some(""), pool_tag).ok_or(codes::PARAMETER)?,
        addresses: found.iter().map(ToString::to_string).collect(),
    };
    let (now, all) = (call.terms.now, found.len());
    let run = move |tx: &Tx<'_>| {
        let added = stock::take_in(tx, now, &new, actor)?;
        Ok::<_, StoreError>(BTreeMap::from([("added", added), ("known", all - added)]))
    };
    call.run_once(actor, run).await
}

async fn lease_flow_sell(call: &Call) -> Outcome {
    let actor = staff(call)?.id;
    let sale = SellFlow {
        account_id: call.fields.required_number("account")?,
        list: Traffic::from_name(&text(call, "list")?).ok_or(codes::PARAMETER)?,
        megabytes: number(call, "megabytes", 1, MAX_MEGABYTES, None)?,
        days: number(call, "days", 1, MAX_DAYS, Some(PACKAGE_DAYS))?,
        price: call.fields.money("price")?.ok_or(codes::PARAMETER)?,
        package_id: FlowPackageId(number(call, "package_id", 0, i64::MAX, Some(0))?),
        reference: text(call, "reference")?,
        slip: perhaps(call, "payvoucher")?,
        actor,
    };
    let (terms, ids) = (call.terms, Ids::fresh());
    let order = call.outlet.store.write(move |tx| flow::sell_and_record(tx, &terms, &mut ids.clone(), &sale)).await?;
    let paid = order.pay_status() == PayStatus::Paid;
    Answer::object(&serde_json::json!({"number": order.number(), "orderid": order.id(), "paid": paid}))
}

async fn lease_key_add(call: &Call) -> Outcome {
    let actor = staff(call)?.id;
    let account = call.fields.required_number("account")?;
    let (terms, key) = (call.terms, Ids::fresh().uuid().replace('-', ""));
    let run = move |tx: &Tx<'_>| {
        changes::add_key(tx, &terms, account, &key, actor)?;
        Ok::<_, AccountError>(BTreeMap::from([("appkey", key.clone())]))
    };
    call.run_once(actor, run).await
}

async fn lease_key_remove(call: &Call) -> Outcome {
    let actor = staff(call)?.id;
    let account = call.fields.required_number("account")?;
    let terms = call.terms;
    let count = call.outlet.store.write(move |tx| changes::remove_keys(tx, &terms, account, actor)).await?;
    Answer::object(&BTreeMap::from([("removed", count)]))
}
