//! Invoices: what a buyer gets for the tax office, and credit notes that take them back.
//!
//! An invoice says what is left of a paid order's money, line by line with its rate, for a title and a tax number that the staff types in.
//! An order has one that counts; a credit note with the same lines, negative, takes it back, and then there may be another. Both kinds
//! are numbered without gaps, each in a series of its own, in the transaction that makes them.

use std::collections::HashMap;

use super::sql;
use crate::clock::Instant;
use crate::ids::{AccountId, InvoiceId, LineId, OrderId};
use crate::money::Fen;
use crate::orders::{self, Change, Deed, Order, OrderError, Terms, receipts};
use crate::store::{Db, Page, StoreError, Tx, words};
use crate::tax::Rate;

words! {
    /// What an invoice is.
    pub enum InvoiceKind {
        /// For an order.
        Invoice = "invoice",
        /// It takes an invoice back.
        CreditNote = "credit note",
    }
}

/// An invoice without its lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invoice {
    /// Its id.
    pub id: InvoiceId,
    /// Its number in the series of its kind.
    pub number: i64,
    /// What it is.
    pub kind: InvoiceKind,
    /// When it was made.
    pub at: Instant,
    /// The business day.
    pub business_date: String,
    /// The order.
    pub order_id: OrderId,
    /// What people call that.
    pub order_number: String,
    /// The invoice that a credit note takes back.
    pub voids: Option<InvoiceId>,
    /// The credit note that took this one back.
    pub voided_by: Option<InvoiceId>,
    /// Whom it is for.
    pub title: String,
    /// The buyer's tax number.
    pub tax_no: String,
    /// An address, a bank account, whatever else it says.
    pub note: String,
    /// With tax; of a credit note negative.
    pub gross: Fen,
    /// The tax in it.
    pub tax: Fen,
    /// Who made it.
    pub actor_id: AccountId,
}

/// A line of an invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvoiceLine {
    /// What was bought; empty for the delivery.
    pub title: String,
    /// Pieces.
    pub quantity: i64,
    /// By what it is taxed.
    pub rate: Option<Rate>,
    /// With tax.
    pub gross: Fen,
    /// The tax in it.
    pub tax: Fen,
}

/// For whom an invoice is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Buyer {
    /// The name.
    pub title: String,
    /// The tax number.
    pub tax_no: String,
    /// Whatever else it says.
    pub note: String,
}

/// Why there is no invoice.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvoiceError {
    /// No order or invoice has this id.
    #[error("there is no such order or invoice")]
    Unknown,
    /// The order is not paid, or all of its money went back.
    #[error("nothing of the order is paid")]
    NotPaid,
    /// It has one for somebody else.
    #[error("the order has another invoice")]
    Another,
    /// It is a credit note.
    #[error("a credit note cannot be taken back")]
    CreditNote,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Invoice {
    /// Its number as people read it.
    #[must_use]
    pub fn text(&self) -> String {
        let prefix = match self.kind {
            InvoiceKind::Invoice => "INV",
            InvoiceKind::CreditNote => "CN",
        };
        format!("{prefix}-{:08}", self.number)
    }

    fn is_for(&self, buyer: &Buyer) -> bool {
        (&self.title, &self.tax_no, &self.note) == (&buyer.title, &buyer.tax_no, &buyer.note)
    }
}

/// The lines that an invoice for an order would have now.
///
/// # Errors
/// [`InvoiceError::NotPaid`].
pub fn draft(db: &Db<'_>, terms: &Terms, order: &Order) -> Result<Vec<InvoiceLine>, InvoiceError> {
    let left = receipts::left(db, terms, order).map_err(|error| match error {
        OrderError::Store(error) => InvoiceError::Store(error),
        _ => InvoiceError::NotPaid,
    })?;
    let lines: HashMap<LineId, orders::Line> =
        orders::lines_of(db, order.id())?.into_iter().map(|line| (line.id(), line)).collect();
    let line = |part: receipts::Part| {
        let sold = part.line.and_then(|id| lines.get(&id));
        InvoiceLine {
            title: sold.map(|line| line.title().to_owned()).unwrap_or_default(),
            quantity: sold.map_or(1, orders::Line::quantity),
            rate: part.rate,
            gross: part.gross,
            tax: part.tax,
        }
    };
    let found: Vec<_> = left.into_iter().filter(|part| part.gross > Fen::ZERO).map(line).collect();
    if found.is_empty() { Err(InvoiceError::NotPaid) } else { Ok(found) }
}

/// Makes an order's invoice. The same one again is the one that is there.
///
/// # Errors
/// [`InvoiceError`].
pub fn make(
    tx: &Tx<'_>,
    terms: &Terms,
    actor: AccountId,
    order: OrderId,
    buyer: &Buyer,
) -> Result<Invoice, InvoiceError> {
    let order = orders::by_id(tx, order)?.ok_or(InvoiceError::Unknown)?;
    if let Some(known) = sql::alive(tx, order.id())? {
        return if known.is_for(buyer) { Ok(known) } else { Err(InvoiceError::Another) };
    }
    let lines = draft(tx, terms, &order)?;
    let new = Invoice {
        id: InvoiceId::next(tx)?,
        number: sql::next_number(tx, InvoiceKind::Invoice)?,
        kind: InvoiceKind::Invoice,
        at: terms.now,
        business_date: terms.business_date(),
        order_id: order.id(),
        order_number: order.number().to_owned(),
        voids: None,
        voided_by: None,
        title: buyer.title.clone(),
        tax_no: buyer.tax_no.clone(),
        note: buyer.note.clone(),
        gross: lines.iter().map(|line| line.gross).sum(),
        tax: lines.iter().map(|line| line.tax).sum(),
        actor_id: actor,
    };
    sql::insert(tx, &new, &lines)?;
    let after = format!("{}, {} for {}", new.text(), new.gross, new.title);
    orders::audit(tx, terms.by(actor), Deed("invoice_made"), &format!("order {}", order.id()), Change::made(&after))?;
    Ok(new)
}

/// Takes an invoice back by a credit note. A second time that is the one that is there.
///
/// # Errors
/// [`InvoiceError::Unknown`], [`InvoiceError::CreditNote`].
pub fn void(tx: &Tx<'_>, terms: &Terms, actor: AccountId, id: InvoiceId) -> Result<Invoice, InvoiceError> {
    let (old, lines) = by_id(tx, id)?.ok_or(InvoiceError::Unknown)?;
    if old.kind == InvoiceKind::CreditNote {
        return Err(InvoiceError::CreditNote);
    }
    if let Some(known) = old.voided_by {
        return Ok(by_id(tx, known)?.ok_or(InvoiceError::Unknown)?.0);
    }
    let new = Invoice {
        id: InvoiceId::next(tx)?,
        number: sql::next_number(tx, InvoiceKind::CreditNote)?,
        kind: InvoiceKind::CreditNote,
        at: terms.now,
        business_date: terms.business_date(),
        voids: Some(old.id),
        gross: -old.gross,
        tax: -old.tax,
        actor_id: actor,
        ..old.clone()
    };
    let back = |line: InvoiceLine| InvoiceLine { gross: -line.gross, tax: -line.tax, ..line };
    sql::insert(tx, &new, &lines.into_iter().map(back).collect::<Vec<_>>())?;
    sql::set_voided(tx, old.id, new.id)?;
    let object = format!("order {}", old.order_id);
    orders::audit(tx, terms.by(actor), Deed("invoice_void"), &object, Change::between(&old.text(), &new.text()))?;
    Ok(new)
}

/// An invoice with its lines.
pub fn by_id(db: &Db<'_>, id: InvoiceId) -> Result<Option<(Invoice, Vec<InvoiceLine>)>, StoreError> {
    let Some(found) = sql::by_id(db, id)? else { return Ok(None) };
    let lines = sql::lines(db, id)?;
    Ok(Some((found, lines)))
}

/// The invoices and credit notes of an order.
pub fn of_order(db: &Db<'_>, order: OrderId) -> Result<Vec<Invoice>, StoreError> {
    sql::of_order(db, order)
}

/// A page of them, the newest first, that a text is looked for in: a number, a title, a tax number, an order's number.
pub fn list(db: &Db<'_>, sought: Option<&str>, page: Page) -> Result<(i64, Vec<Invoice>), StoreError> {
    Ok((sql::count(db, sought)?, sql::list(db, sought, page)?))
}
