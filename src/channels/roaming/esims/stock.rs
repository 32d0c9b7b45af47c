//! Activation codes into the store, out of sale and back.

use super::code::{ActivationCode, CodeFault};
use super::{EsimState, place, sql};
use crate::catalogue::{self, Move};
use crate::channels::roaming::ids::EsimId;
use crate::ids::ProductId;
use crate::orders::{self, Actor, Change, Deed};
use crate::store::{StoreError, Tx};
use crate::tables::RowRefused;

/// What becomes of a code that comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Came {
    /// It is in stock.
    InStock,
    /// It was here before.
    Known,
    /// Its product is no eSIM.
    NoEsim,
}

/// Puts a code into the store, sealed, as one piece more of its product.
pub(super) fn put_in(
    tx: &Tx<'_>,
    by: Actor,
    product: ProductId,
    code: &ActivationCode,
    reason: &'static str,
) -> Result<Came, StoreError> {
    let digest = tx.vault().digest("activation code", code.identity().as_bytes());
    if sql::is_known(tx, &digest)? {
        return Ok(Came::Known);
    }
    let why = Move { now: by.now, order: None, reason };
    if !catalogue::add_esim(tx, product, why)? {
        return Ok(Came::NoEsim);
    }
    let id = EsimId::next(tx)?;
    let sealed = tx.vault().seal(&place(id, "code"), code.text().as_bytes())?;
    let confirmation =
        code.confirmation().map(|it| tx.vault().seal(&place(id, "confirmation"), it.as_bytes())).transpose()?;
    let row = sql::Sealed { product, code: &sealed, confirmation: confirmation.as_deref(), digest: &digest };
    if sql::insert(tx, id, &row, by.now)? { Ok(Came::InStock) } else { Err(StoreError::Corrupt) }
}

/// Takes a row of a file in. The sentences name nothing of the code.
pub(in crate::channels::roaming) fn take_row(
    tx: &Tx<'_>,
    by: Actor,
    product: ProductId,
    (code, confirmation): (&str, &str),
) -> Result<(), RowRefused> {
    let refused = |sentence: &str| Err(RowRefused::Because(sentence.to_owned()));
    let code = match ActivationCode::read(code, confirmation) {
        Ok(code) => code,
        Err(fault) => return refused(&fault.to_string()),
    };
    match put_in(tx, by, product, &code, "esim imported")? {
        Came::InStock => Ok(()),
        Came::Known => refused("this code is in the store already"),
        Came::NoEsim => refused("the product is no eSIM, so codes are no pieces of it"),
    }
}

/// Codes that were typed or scanned, one a line: what became of each.
#[derive(Debug, Default)]
pub(super) struct Typed {
    /// How many are in stock now that were not before.
    pub(super) taken: usize,
    /// The lines, from 1, of codes that were here before.
    pub(super) known: Vec<usize>,
    /// The lines that are no codes, and why.
    pub(super) wrong: Vec<(usize, CodeFault)>,
}

/// Puts codes that were typed into the store; a line is a code, and behind a blank its confirmation code. `None` for a product that is
/// no eSIM. A second time changes nothing.
pub(super) fn take_typed(tx: &Tx<'_>, by: Actor, product: ProductId, lines: &str) -> Result<Option<Typed>, StoreError> {
    let mut typed = Typed::default();
    for (number, line) in (1..).zip(lines.lines()).filter(|(_, line)| !line.trim().is_empty()) {
        let (code, confirmation) = line.trim().split_once(char::is_whitespace).unwrap_or((line, ""));
        match ActivationCode::read(code, confirmation).map(|code| put_in(tx, by, product, &code, "esim added")) {
            Err(fault) => typed.wrong.push((number, fault)),
            Ok(came) => match came? {
                Came::InStock => typed.taken += 1,
                Came::Known => typed.known.push(number),
                Came::NoEsim => return Ok(None),
            },
        }
    }
    if typed.taken > 0 {
        let after = format!("{} eSIMs", typed.taken);
        orders::audit(tx, by, Deed("esims_added"), &format!("product {product}"), Change::made(&after))?;
    }
    Ok(Some(typed))
}

/// Takes a code that nobody has out of sale, or puts one back; what state it is in, if there is such a code.
pub(super) fn set_state(tx: &Tx<'_>, by: Actor, id: EsimId, to: EsimState) -> Result<Option<EsimState>, StoreError> {
    let Some(esim) = sql::by_id(tx, id)? else { return Ok(None) };
    let (change, reason) = match (esim.state, to) {
        (EsimState::InStock, EsimState::Blocked) => (-1, "esim blocked"),
        (EsimState::Blocked, EsimState::InStock) => (1, "esim put back"),
        (now, _) => return Ok(Some(now)),
    };
    let why = Move { now: by.now, order: None, reason };
    if change > 0 {
        catalogue::put(tx, esim.product_id, change, why)?;
    } else if !catalogue::take(tx, esim.product_id, -change, why)? {
        return Err(StoreError::Corrupt);
    }
    sql::pass(tx, id, esim.state, to)?;
    orders::audit(tx, by, Deed("esim_state"), &format!("esim {id}"), Change::between(esim.state.word(), to.word()))?;
    Ok(Some(to))
}
