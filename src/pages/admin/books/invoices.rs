//! Invoices: the list, one of them on paper, making one, taking one back.

use std::sync::Arc;

use hyper::StatusCode;
use serde_json::{Value, json};

use super::receipts::shop;
use super::{SHOWN, page};
use crate::accounting::invoices::{self, Buyer, Invoice, InvoiceError, InvoiceLine};
use crate::clock::Zone;
use crate::http::{Fields, Handled, Reply, Request};
use crate::ids::{InvoiceId, OrderId};
use crate::money::Fen;
use crate::orders;
use crate::outlet::Outlet;
use crate::pages::admin::{OPERATORS, bad, failed, form, ok};
use crate::pages::staff::{query, refusal, staff};
use crate::store::{Page, Tx};
use crate::tax::Rate;

/// Letters of a title, a tax number, a note.
const LETTERS: [usize; 3] = [100, 40, 400];

/// `GET /api/pages/admin/invoices?text=&page=`.
pub(super) fn list(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { found(&outlet, &request).unwrap_or_else(|refused| refused) })
}

fn found(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let fields = query(request)?;
    staff(outlet, request, &fields, OPERATORS)?;
    let number = page(&fields)?;
    let sought = fields.text("text").map(str::trim).filter(|text| !text.is_empty());
    let part = Page { size: SHOWN, offset: (number - 1) * SHOWN };
    let (total, rows) = outlet.store.read(|db| invoices::list(db, sought, part)).map_err(failed)?;
    let rows: Vec<Value> = rows.iter().map(|it| shape(it, outlet.config.zone)).collect();
    Ok(ok(&json!({"invoices": rows, "page": number, "size": SHOWN, "total": total})))
}

fn shape(it: &Invoice, zone: Zone) -> Value {
    json!({
        "at": zone.text(it.at), "date": it.business_date, "gross": it.gross.to_string(), "id": it.id, "kind": it.kind,
        "net": (it.gross - it.tax).to_string(), "note": it.note, "number": it.text(), "order": it.order_number, "orderid": it.order_id,
        "tax": it.tax.to_string(), "tax_no": it.tax_no, "title": it.title, "voided_by": it.voided_by, "voids": it.voids
    })
}

fn line(it: &InvoiceLine) -> Value {
    json!({
        "gross": it.gross.to_string(), "net": (it.gross - it.tax).to_string(), "quantity": it.quantity,
        "rate": it.rate.map(Rate::percent), "tax": it.tax.to_string(), "title": it.title
    })
}

/// The lines by rate, the largest first; what no rate counts for last.
fn by_rate(lines: &[InvoiceLine]) -> Vec<Value> {
    let mut rates: Vec<Option<Rate>> = lines.iter().map(|line| line.rate).collect();
    rates.sort_unstable_by(|one, other| other.cmp(one));
    rates.dedup();
    let of = |rate: Option<Rate>| {
        let own = || lines.iter().filter(move |line| line.rate == rate);
        let (gross, tax): (Fen, Fen) = (own().map(|line| line.gross).sum(), own().map(|line| line.tax).sum());
        json!({
            "gross": gross.to_string(), "net": (gross - tax).to_string(), "rate": rate.map(Rate::percent), "tax": tax.to_string()
        })
    };
    rates.into_iter().map(of).collect()
}

/// `GET /api/pages/admin/invoice-page?id=`, or `number=` of an order: an invoice as it stands on paper; of an order without one what it
/// would say.
pub(super) fn one(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { shown(&outlet, &request).unwrap_or_else(|refused| refused) })
}

fn shown(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let fields = query(request)?;
    staff(outlet, request, &fields, OPERATORS)?;
    let zone = outlet.config.zone;
    let (invoice, lines, known) = match fields.number::<InvoiceId>("id").map_err(bad)? {
        Some(id) => {
            let found = outlet.store.read(|db| invoices::by_id(db, id)).map_err(failed)?;
            let (found, lines) = found.ok_or_else(|| told(InvoiceError::Unknown))?;
            (shape(&found, zone), lines, Vec::new())
        }
        None => drafted(outlet, fields.required("number").map_err(bad)?)?,
    };
    Ok(ok(&json!({
        "invoice": invoice, "known": known, "lines": lines.iter().map(line).collect::<Vec<_>>(), "rates": by_rate(&lines), "shop": shop(outlet)
    })))
}

/// What an order's invoice would say, and the ones that it has.
fn drafted(outlet: &Outlet, number: &str) -> Result<(Value, Vec<InvoiceLine>, Vec<Value>), Reply> {
    let (terms, zone) = (outlet.terms(), outlet.config.zone);
    let read = outlet.store.read(|db| {
        let order = orders::desk::of_number_or_id(db, number.trim())?;
        let order = order.into_iter().next().ok_or(InvoiceError::Unknown)?;
        let known = invoices::of_order(db, order.id())?;
        let lines = match invoices::draft(db, &terms, &order) {
            // What went back is no reason to hide what there is.
            Err(InvoiceError::NotPaid) if !known.is_empty() => Vec::new(),
            lines => lines?,
        };
        Ok::<_, InvoiceError>((order, lines, known))
    });
    let (order, lines, known) = read.map_err(told)?;
    let (gross, tax): (Fen, Fen) = (lines.iter().map(|it| it.gross).sum(), lines.iter().map(|it| it.tax).sum());
    let draft = json!({
        "gross": gross.to_string(), "net": (gross - tax).to_string(), "order": order.number(), "orderid": order.id(),
        "tax": tax.to_string(), "title": order.receipt_payee().unwrap_or_default()
    });
    Ok((draft, lines, known.iter().map(|it| shape(it, zone)).collect()))
}

/// `POST /api/pages/admin/invoice`: `orderid`, `title`, `tax_no`, `note`. The same again is the invoice that is there.
pub(super) fn make(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { made(&outlet, &request).await.unwrap_or_else(|refused| refused) })
}

async fn made(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let fields = form(request).await?;
    let actor = staff(outlet, request, &fields, OPERATORS)?.id;
    let order = fields.required_number::<OrderId>("orderid").map_err(bad)?;
    let (terms, buyer) = (outlet.terms(), buyer(&fields)?);
    let run = move |tx: &Tx<'_>| invoices::make(tx, &terms, actor, order, &buyer);
    let made = outlet.store.write(run).await.map_err(told)?;
    Ok(ok(&shape(&made, outlet.config.zone)))
}

fn buyer(fields: &Fields) -> Result<Buyer, Reply> {
    let text = |name: &str, most: usize| {
        let text = fields.text(name).unwrap_or_default().trim();
        let fits = text.chars().count() <= most && !text.contains(|it: char| it.is_control() && it != '\n');
        if fits { Ok(text.to_owned()) } else { Err(refusal(StatusCode::BAD_REQUEST, name)) }
    };
    let buyer = Buyer {
        title: text("title", LETTERS[0])?,
        tax_no: text("tax_no", LETTERS[1])?,
        note: text("note", LETTERS[2])?,
    };
    if buyer.title.is_empty() { Err(refusal(StatusCode::BAD_REQUEST, "title is missing")) } else { Ok(buyer) }
}

/// `POST /api/pages/admin/invoice-void`: `id`. The answer is the credit note, a second time too.
pub(super) fn void(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { taken_back(&outlet, &request).await.unwrap_or_else(|refused| refused) })
}

async fn taken_back(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let fields = form(request).await?;
    let actor = staff(outlet, request, &fields, OPERATORS)?.id;
    let id = fields.required_number::<InvoiceId>("id").map_err(bad)?;
    let terms = outlet.terms();
    let run = move |tx: &Tx<'_>| invoices::void(tx, &terms, actor, id);
    let made = outlet.store.write(run).await.map_err(told)?;
    Ok(ok(&shape(&made, outlet.config.zone)))
}

fn told(error: InvoiceError) -> Reply {
    match error {
        InvoiceError::Store(error) => failed(error),
        InvoiceError::Unknown => refusal(StatusCode::NOT_FOUND, "there is no such order or invoice"),
        error => refusal(StatusCode::CONFLICT, &error.to_string()),
    }
}
