//! eSIMs: goods that are activation codes, which a telephone loads its card from. Each has one holder.
//!
//! A code is sealed as it comes in and opened to be shown with its order alone ([`mod@show`]). It belongs to a line from the order's submit on
//! ([`hold`]), and goes back into stock with it ([`give_back`]) unless somebody has seen it: whoever saw a code may have used it.
//! How many are left is the product's stock, which moves with each code.

mod code;
mod pages;
mod show;
mod stock;
#[cfg(test)]
mod tests;

pub(super) use pages::ROUTES;
pub(super) use show::{Viewer, seen, show};
pub(super) use stock::take_row;

use super::sql::esims as sql;
use crate::catalogue::{self, Move, Product};
use crate::channels::roaming::ids::EsimId;
use crate::clock::Instant;
use crate::ids::{LineId, OrderId, ProductId};
use crate::orders::Line;
use crate::store::{Db, StoreError, Tx, words};

words! {
    /// Where an activation code is.
    pub enum EsimState {
        /// Nobody has it.
        InStock = "in stock",
        /// An order line has it.
        Sold = "sold",
        /// It was shown and its money went back: it is never sold again.
        Spent = "spent",
        /// Taken out of sale.
        Blocked = "blocked",
    }
}

/// An activation code without the code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Esim {
    /// Its id.
    pub id: EsimId,
    /// What it is a piece of.
    pub product_id: ProductId,
    /// Where it is.
    pub state: EsimState,
    /// The line that it is with.
    pub line_id: Option<LineId>,
    /// When it was shown first.
    pub shown_at: Option<Instant>,
    /// Whether its money may go back although it was shown.
    pub is_excused: bool,
}

/// Reads a code as the fuzzer makes it up; one that is taken reads as itself again and is shown masked.
pub(super) fn look_at(text: &str) {
    let (code, confirmation) = text.split_once(' ').unwrap_or((text, ""));
    let Ok(read) = code::ActivationCode::read(code, confirmation) else { return };
    let again = code::ActivationCode::read(read.text(), read.confirmation().unwrap_or_default());
    assert!(again.is_ok_and(|again| again.identity() == read.identity()), "a code that was taken is one");
    assert!(!code::masked(read.text()).contains('$'), "a masked code is no whole one");
}

/// The place that a code is sealed for.
fn place(id: EsimId, column: &str) -> String {
    format!("esims/{id}/{column}")
}

/// Gives a line so many codes of a product; false where there are not so many, and the caller rolls back.
pub(super) fn hold(tx: &Tx<'_>, product: &Product, line: &Line) -> Result<bool, StoreError> {
    Ok(sql::hold(tx, product.id, line.id(), line.quantity())? == line.quantity())
}

/// Puts the codes of a line that nobody has seen into stock again; those that were shown are spent.
pub(super) fn give_back(tx: &Tx<'_>, line: LineId, why: Move) -> Result<(), StoreError> {
    for esim in sql::of_line(tx, line)?.iter().filter(|esim| esim.state == EsimState::Sold) {
        if esim.shown_at.is_some() {
            sql::spend(tx, esim.id)?;
        } else if sql::let_go(tx, esim.id)? {
            catalogue::put(tx, esim.product_id, 1, why)?;
        }
    }
    Ok(())
}

/// Whether a code of an order, or of one of its lines, was shown, and nobody of the staff has said that its money may go back all the
/// same.
pub(super) fn keeps_money(db: &Db<'_>, order: OrderId, line: Option<LineId>) -> Result<bool, StoreError> {
    let of_order = sql::of_order(db, order)?;
    let keeps = |esim: &Esim| esim.state == EsimState::Sold && esim.shown_at.is_some() && !esim.is_excused;
    Ok(of_order.iter().any(|esim| keeps(esim) && line.is_none_or(|line| esim.line_id == Some(line))))
}

/// The codes of an order by line, without what they say.
pub(super) fn of_order(db: &Db<'_>, order: OrderId) -> Result<Vec<Esim>, StoreError> {
    sql::of_order(db, order)
}

/// The codes of these lines, without what they say.
pub(super) fn of_lines(db: &Db<'_>, lines: &[LineId]) -> Result<Vec<Esim>, StoreError> {
    sql::of_lines(db, lines)
}
