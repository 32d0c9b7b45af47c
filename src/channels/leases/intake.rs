//! Rules of imported rows, and what the demonstration has that a file cannot say. Called by `transfer` alone.

use super::product::Kind;
use super::sql::{addresses, flow, partners, usage};
use super::wallet::{self, TopUp, TopUpError};
use crate::channels::leases::ids::SubId;
use crate::clock::{DAY_MS, Instant};
use crate::ids::AccountId;
use crate::money::Fen;
use crate::store::{Db, StoreError, Tx};
use crate::tables::{NewRow, RowRefused};

/// The demonstration's account and its two addresses, held in both stocks for 30 days from the clock's start (docs/spec/demo.md): the
/// recorded renewals name the same two in either.
const DEMO_HOLDER: AccountId = AccountId(3716);
const DEMO_HELD: [&str; 2] = ["192.0.2.97", "192.0.2.98"];
const DEMO_HELD_DAYS: i64 = 30;

/// An address that was leased and is not back in stock stays what its holder leased.
pub(crate) fn address(tx: &Tx<'_>, row: &NewRow<'_>) -> Result<(), RowRefused> {
    let Some(known) = addresses::find(tx, row.text("address"), row.text("kind"))? else { return Ok(()) };
    let is_same = row.text("region") == known.region && row.text("pool_tag") == known.pool_tag;
    if is_same || !known.was_leased {
        return Ok(());
    }
    Err(RowRefused::Because("this address is leased or cooling; it can change when it is back in stock".to_owned()))
}

/// A top-up goes into its wallet once; a known reference must say the same again.
pub(crate) fn top_up(tx: &Tx<'_>, row: &NewRow<'_>) -> Result<(), RowRefused> {
    let new = TopUp {
        account_id: AccountId(row.number("account_id")),
        amount: Fen(row.number("amount")),
        reference: row.text("reference").to_owned(),
        note: row.text("note").to_owned(),
    };
    match wallet::credit(tx, &new) {
        Ok(_) => Ok(()),
        Err(TopUpError::Store(error)) => Err(error.into()),
        Err(error) => Err(RowRefused::Because(error.to_string())),
    }
}

/// Packages that were sold here belong to the order book.
pub(crate) fn package(tx: &Tx<'_>, row: &NewRow<'_>) -> Result<(), RowRefused> {
    if flow::was_sold_here(tx, row.id("id"))? {
        return Err(RowRefused::Because("this package was sold by this outlet; a file cannot change it".to_owned()));
    }
    Ok(())
}

/// An authentication account stays with its owner, whose usage is counted under it.
pub(crate) fn authentication_account(tx: &Tx<'_>, row: &NewRow<'_>) -> Result<(), RowRefused> {
    match partners::owner_of_sub(tx, row.id("id"))? {
        Some(owner) if owner != AccountId(row.number("account_id")) => {
            Err(RowRefused::Because("this authentication account belongs to another account".to_owned()))
        }
        _ => Ok(()),
    }
}

/// White lists hold addresses of the fourth version alone, as the API takes them.
pub(crate) fn white_address(_: &Tx<'_>, row: &NewRow<'_>) -> Result<(), RowRefused> {
    match row.text("address").parse::<std::net::Ipv4Addr>() {
        Ok(_) => Ok(()),
        Err(_) => Err(RowRefused::Because("a white list has IPv4 addresses alone, such as 198.51.100.7".to_owned())),
    }
}

/// Takes a day's usage in: of the account itself, or of one of its authentication accounts.
///
/// # Errors
/// [`RowRefused`] for an authentication account of somebody else.
pub(crate) fn take_usage(
    tx: &Tx<'_>,
    account: AccountId,
    sub: Option<SubId>,
    day: &str,
    megabytes: i64,
) -> Result<(), RowRefused> {
    if let Some(id) = sub
        && partners::owner_of_sub(tx, id)? != Some(account)
    {
        return Err(RowRefused::Because(format!("authentication account {id} is not one of account {account}")));
    }
    Ok(usage::put(tx, account, sub, day, megabytes)?)
}

/// Gives all usage out, by account, day and authentication account (none for the account itself).
///
/// # Errors
/// Those of `give`, or a [`StoreError`].
pub(crate) fn each_usage<E: From<StoreError>>(
    db: &Db<'_>,
    mut give: impl FnMut(AccountId, Option<SubId>, String, i64) -> Result<(), E>,
) -> Result<(), E> {
    usage::each(db, |row| give(row.account_id, row.sub, row.day, row.megabytes))
}

/// Hands the demonstration's held addresses over; their expiry counts from the clock's start, which no file knows.
pub(crate) fn hold_demo_addresses(tx: &Tx<'_>, now: Instant) -> Result<(), StoreError> {
    let until = now.plus_ms(DEMO_HELD_DAYS * DAY_MS);
    for (kind, address) in Kind::ALL.into_iter().flat_map(|kind| DEMO_HELD.map(|address| (kind, address))) {
        addresses::hand_over(tx, (kind, address), DEMO_HOLDER, now, until)?;
    }
    Ok(())
}
