//! Rules of imported rows, and what the demonstration has that a file cannot say. Called by `transfer` alone.

use super::sql::{addresses, flow};
use super::wallet::{self, TopUp, TopUpError};
use crate::clock::{DAY_MS, Instant};
use crate::money::Fen;
use crate::store::{StoreError, Tx};
use crate::transfer::{NewRow, RowRefused};

/// The demonstration's account and its two data-centre addresses, held for 30 days from the clock's start
/// (docs/spec/demo.md).
const DEMO_HOLDER: i64 = 3716;
const DEMO_HELD: [&str; 2] = ["192.0.2.97", "192.0.2.98"];
const DEMO_HELD_DAYS: i64 = 30;

/// An address that was leased and is not back in stock stays what its holder leased.
///
/// # Errors
/// [`RowRefused`].
pub(crate) fn address(tx: &Tx<'_>, row: &NewRow<'_>) -> Result<(), RowRefused> {
    let Some(known) = addresses::find(tx, row.text("address"))? else { return Ok(()) };
    let is_same =
        row.text("kind") == known.kind && row.text("region") == known.region && row.text("pool_tag") == known.pool_tag;
    if is_same || !known.was_leased {
        return Ok(());
    }
    Err(RowRefused::Because("this address is leased or cooling; it can change when it is back in stock".to_owned()))
}

/// A top-up goes into its wallet once; a known reference must say the same again.
///
/// # Errors
/// [`RowRefused`].
pub(crate) fn top_up(tx: &Tx<'_>, row: &NewRow<'_>) -> Result<(), RowRefused> {
    let new = TopUp {
        account_id: row.number("account_id"),
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
///
/// # Errors
/// [`RowRefused`].
pub(crate) fn package(tx: &Tx<'_>, row: &NewRow<'_>) -> Result<(), RowRefused> {
    if flow::was_sold_here(tx, row.number("id"))? {
        return Err(RowRefused::Because("this package was sold by this outlet; a file cannot change it".to_owned()));
    }
    Ok(())
}

/// Hands the demonstration's held addresses over; their expiry counts from the clock's start, which no file knows.
///
/// # Errors
/// A [`StoreError`].
pub(crate) fn hold_demo_addresses(tx: &Tx<'_>, now: Instant) -> Result<(), StoreError> {
    for address in DEMO_HELD {
        addresses::hand_over(tx, address, DEMO_HOLDER, now, now.plus_ms(DEMO_HELD_DAYS * DAY_MS))?;
    }
    Ok(())
}
