//! Showing the codes of a paid order to who may see them, and letting staff say that their money goes back all the same.

use std::collections::HashSet;

use super::{Esim, EsimState, place, sql};
use crate::ids::LineId;
use crate::orders::{self, Actor, Change, Deed, Order, OrderError};
use crate::store::{Db, StoreError, Tx};

/// A code in clear. It has no `Debug`, so that no log can show it.
pub(in crate::channels::roaming) struct Shown {
    /// The code without what it says.
    pub(in crate::channels::roaming) esim: Esim,
    /// What a telephone takes.
    pub(in crate::channels::roaming) code: String,
    /// What the telephone asks for besides.
    pub(in crate::channels::roaming) confirmation: Option<String>,
}

/// Who wants to see codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::channels::roaming) enum Viewer {
    /// Whose order it is.
    Owner,
    /// Somebody at the counter, in the customer's presence.
    Staff,
}

/// Shows the codes of a paid order. Who sees a code first is written down, and each time that staff looks. Codes whose money is on its
/// way back are not shown.
///
/// # Errors
/// [`OrderError::WrongState`] for an order that is not paid, or of which no code may be seen.
pub(in crate::channels::roaming) fn show(
    tx: &Tx<'_>,
    by: Actor,
    viewer: Viewer,
    order: &Order,
) -> Result<Vec<Shown>, OrderError> {
    let mut shown = Vec::new();
    for esim in visible(tx, order)? {
        let is_first = sql::set_shown(tx, esim.id, by.now, by.id)?;
        if is_first || viewer == Viewer::Staff {
            let after = format!("shown with order {}", order.id());
            let before = if is_first { "not shown" } else { "shown" };
            orders::audit(tx, by, Deed("esim_shown"), &format!("esim {}", esim.id), Change::between(before, &after))?;
        }
        let esim = Esim { shown_at: esim.shown_at.or(Some(by.now)), ..esim };
        shown.push(opened(tx, esim)?);
    }
    if shown.is_empty() { Err(OrderError::WrongState) } else { Ok(shown) }
}

/// The codes of an order that somebody has seen already: to see them again changes nothing.
pub(in crate::channels::roaming) fn seen(db: &Db<'_>, order: &Order) -> Result<Vec<Shown>, OrderError> {
    let seen = visible(db, order)?.into_iter().filter(|esim| esim.shown_at.is_some());
    Ok(seen.map(|esim| opened(db, esim)).collect::<Result<_, StoreError>>()?)
}

/// The codes of an order that its owner may see now.
fn visible(db: &Db<'_>, order: &Order) -> Result<Vec<Esim>, OrderError> {
    if !order.is_paid() || orders::has_pending_refund(db, order.id())? {
        return Ok(Vec::new());
    }
    let going_back: HashSet<LineId> = orders::lines_with_pending_refund(db, order.id())?.into_iter().collect();
    let mut found = sql::of_order(db, order.id())?;
    found.retain(|esim| esim.state == EsimState::Sold && esim.line_id.is_some_and(|line| !going_back.contains(&line)));
    Ok(found)
}

fn opened(db: &Db<'_>, esim: Esim) -> Result<Shown, StoreError> {
    let (code, confirmation) = sql::sealed(db, esim.id)?.unwrap_or_default();
    let open = |column: &str, sealed: Vec<u8>| {
        let text = db.vault().unseal(&place(esim.id, column), &sealed);
        let closed = || StoreError::Other(format!("esim {} does not open with this outlet's key", esim.id));
        text.and_then(|text| String::from_utf8(text).ok()).ok_or_else(closed)
    };
    let code = code.map(|sealed| open("code", sealed)).transpose()?;
    let code = code.ok_or_else(|| StoreError::Other(format!("esim {} has no code", esim.id)))?;
    let confirmation = confirmation.map(|sealed| open("confirmation", sealed)).transpose()?;
    Ok(Shown { esim, code, confirmation })
}

/// Staff says why the money of codes may go back that were shown, of these lines or, of none, of the whole order; of how many.
/// Saying it again changes nothing.
///
/// # Errors
/// [`OrderError::WrongState`] for an order that is not paid, or of which no such code was shown.
pub(super) fn excuse(tx: &Tx<'_>, by: Actor, order: &Order, (lines, why): (&[LineId], &str)) -> Result<(), OrderError> {
    if !order.is_paid() {
        return Err(OrderError::WrongState);
    }
    let is_meant = |esim: &&Esim| {
        let is_of_lines = lines.is_empty() || esim.line_id.is_some_and(|line| lines.contains(&line));
        is_of_lines && esim.state == EsimState::Sold && esim.shown_at.is_some()
    };
    let found = sql::of_order(tx, order.id())?;
    let meant: Vec<&Esim> = found.iter().filter(is_meant).collect();
    for esim in &meant {
        if sql::set_excuse(tx, esim.id, why)? {
            let object = format!("esim {}", esim.id);
            orders::audit(tx, by, Deed("esim_excused"), &object, Change::between("shown", why))?;
        }
    }
    if meant.is_empty() { Err(OrderError::WrongState) } else { Ok(()) }
}
