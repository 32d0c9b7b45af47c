//! What the staff does to prices, wallets, app keys; every change stands in the audit trail.

use super::error::StaffError;
use crate::accounts::{self, AccountError};
use crate::channels::leases::product::{Duration, Kind};
use crate::channels::leases::sql::{prices, wallets};
use crate::channels::leases::wallet::{self, TopUp, ToppedUp};
use crate::ids::AccountId;
use crate::money::Fen;
use crate::orders::{Change, Deed, Terms, TopUpMoney, audit, take_top_up};
use crate::store::{StoreError, Tx};

/// A price of one address.
#[derive(Clone, Debug)]
pub(in crate::channels::leases) struct SetPrice {
    pub(in crate::channels::leases) kind: Kind,
    pub(in crate::channels::leases) region: String,
    pub(in crate::channels::leases) duration: Duration,
    /// None takes the duration out of the offer.
    pub(in crate::channels::leases) price: Option<Fen>,
    pub(in crate::channels::leases) actor: AccountId,
}

/// Sets a price, or takes it out of the offer.
pub(in crate::channels::leases) fn set_price(tx: &Tx<'_>, terms: &Terms, command: &SetPrice) -> Result<(), StoreError> {
    let SetPrice { kind, ref region, duration, price, actor } = *command;
    let before = prices::price(tx, kind, region, duration)?;
    match price {
        Some(price) => prices::put(tx, kind, region, duration, price)?,
        None => prices::delete(tx, kind, region, duration).map(|_| ())?,
    }
    let (before, after) = (before.map(|price| price.to_string()), price.map(|price| price.to_string()));
    let object = format!("{} {region} {}", kind.name(), duration.name());
    audit(
        tx,
        terms.by(actor),
        Deed("lease_price_set"),
        &object,
        Change { before: before.as_deref(), after: after.as_deref() },
    )
}

/// Tops a wallet up with money that the counter took; the wallet's balance. A repeat changes nothing.
pub(in crate::channels::leases) fn top_up(
    tx: &Tx<'_>,
    terms: &Terms,
    new: &TopUp,
    actor: AccountId,
) -> Result<Fen, StaffError> {
    if accounts::sql::by_id(tx, new.account_id)?.is_none() {
        return Err(StaffError::UnknownAccount);
    }
    let before = wallets::balance(tx, new.account_id)?;
    if wallet::top_up(tx, terms.now, new)? == ToppedUp::Before {
        return Ok(before);
    }
    let money = TopUpMoney { account_id: new.account_id, amount: new.amount, reference: &new.reference, actor };
    take_top_up(tx, terms, &money)?;
    let balance = before + new.amount;
    let object = format!("wallet {}", new.account_id);
    let (old, now) = (before.to_string(), format!("{balance} by {} {}", new.reference, new.note));
    audit(tx, terms.by(actor), Deed("lease_topup"), &object, Change::between(&old, now.trim_end()))?;
    Ok(balance)
}

/// Gives an account an app key; the key itself does not get into the store.
///
/// # Errors
/// [`AccountError::Unknown`].
pub(in crate::channels::leases) fn add_key(
    tx: &Tx<'_>,
    terms: &Terms,
    account: AccountId,
    key: &str,
    actor: AccountId,
) -> Result<(), AccountError> {
    accounts::add_app_key(tx, terms.now, account, key)?;
    let object = format!("account {account}");
    Ok(audit(tx, terms.by(actor), Deed("lease_key_add"), &object, Change::made("a new app key"))?)
}

/// Takes all app keys of an account away; how many there were.
pub(in crate::channels::leases) fn remove_keys(
    tx: &Tx<'_>,
    terms: &Terms,
    account: AccountId,
    actor: AccountId,
) -> Result<usize, StoreError> {
    let count = accounts::remove_app_keys(tx, account)?;
    let object = format!("account {account}");
    let before = format!("{count} app keys");
    audit(tx, terms.by(actor), Deed("lease_key_remove"), &object, Change::between(&before, "none"))?;
    Ok(count)
}
