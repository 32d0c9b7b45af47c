//! Statements of invoices.

pub(super) mod rules;

use super::invoices::{Invoice, InvoiceKind, InvoiceLine};
use crate::clock::Instant;
use crate::ids::{InvoiceId, OrderId};
use crate::money::Fen;
use crate::store::{Conditions, Db, Page, Row, RowResult, StoreError, Tx, containing, params};

/// A statement that selects invoices.
macro_rules! select_invoices {
    ($rest:literal) => {
        concat!(
            "select i.id, i.number, i.kind, i.at, i.business_date, i.order_id, o.number, i.voids, i.voided_by, i.title, i.tax_no,
                i.note, i.gross, i.tax, i.actor_id
            from invoices i
            join orders o on o.id = i.order_id ",
            $rest
        )
    };
}

fn invoice(row: &Row<'_>) -> RowResult<Invoice> {
    Ok(Invoice {
        id: row.get(0)?,
        number: row.get(1)?,
        kind: row.get(2)?,
        at: Instant(row.get(3)?),
        business_date: row.get(4)?,
        order_id: row.get(5)?,
        order_number: row.get(6)?,
        voids: row.get(7)?,
        voided_by: row.get(8)?,
        title: row.get(9)?,
        tax_no: row.get(10)?,
        note: row.get(11)?,
        gross: Fen(row.get(12)?),
        tax: Fen(row.get(13)?),
        actor_id: row.get(14)?,
    })
}

/// The next number of a kind's series: there is one writer, and no invoice ever goes.
pub(super) fn next_number(tx: &Tx<'_>, kind: InvoiceKind) -> Result<i64, StoreError> {
    tx.number("select coalesce(max(number), 0) + 1 from invoices where kind = ?1", [kind])
}

pub(super) fn insert(tx: &Tx<'_>, new: &Invoice, lines: &[InvoiceLine]) -> Result<(), StoreError> {
    tx.run_one(
        "insert into invoices (id, number, kind, at, business_date, order_id, voids, title, tax_no, note, gross, tax, actor_id)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        params![
            new.id,
            new.number,
            new.kind,
            new.at.0,
            new.business_date,
            new.order_id,
            new.voids,
            new.title,
            new.tax_no,
            new.note,
            new.gross.0,
            new.tax.0,
            new.actor_id,
        ],
    )?;
    let sql = "insert into invoice_lines (invoice_id, place, title, quantity, rate, gross, tax)
        values (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    for (place, line) in (1_i64..).zip(lines) {
        tx.run_one(sql, params![new.id, place, line.title, line.quantity, line.rate, line.gross.0, line.tax.0])?;
    }
    Ok(())
}

pub(super) fn set_voided(tx: &Tx<'_>, id: InvoiceId, by: InvoiceId) -> Result<(), StoreError> {
    tx.run_one("update invoices set voided_by = ?2 where id = ?1 and voided_by is null", params![id, by])
}

pub(super) fn by_id(db: &Db<'_>, id: InvoiceId) -> Result<Option<Invoice>, StoreError> {
    db.row(select_invoices!("where i.id = ?1"), [id], invoice)
}

/// The invoice of an order that counts.
pub(super) fn alive(db: &Db<'_>, order: OrderId) -> Result<Option<Invoice>, StoreError> {
    let sql = select_invoices!("where i.order_id = ?1 and i.kind = 'invoice' and i.voided_by is null");
    db.row(sql, [order], invoice)
}

pub(super) fn of_order(db: &Db<'_>, order: OrderId) -> Result<Vec<Invoice>, StoreError> {
    db.rows(select_invoices!("where i.order_id = ?1 order by i.id"), [order], invoice)
}

pub(super) fn lines(db: &Db<'_>, id: InvoiceId) -> Result<Vec<InvoiceLine>, StoreError> {
    let sql = "select title, quantity, rate, gross, tax from invoice_lines where invoice_id = ?1 order by place";
    db.rows(sql, [id], |row| {
        Ok(InvoiceLine {
            title: row.get(0)?,
            quantity: row.get(1)?,
            rate: row.get(2)?,
            gross: Fen(row.get(3)?),
            tax: Fen(row.get(4)?),
        })
    })
}

fn conditions(sought: Option<&str>) -> Conditions {
    let mut all = Conditions::default();
    if let Some(sought) = sought {
        let number = sought.rsplit('-').next().and_then(|digits| digits.parse::<i64>().ok()).unwrap_or(-1);
        let (part, number) = (all.bind(containing(sought)), all.bind(number));
        let text = all.bind(sought.to_owned());
        all.push(&format!(
            "(i.number = {number} or lower(i.title) like {part} escape '\\' or lower(i.tax_no) like {part} escape '\\'
                or i.order_id in (select o.id from channels c cross join orders o on o.channel = c.name and o.number = {text}))"
        ));
    }
    all
}

pub(super) fn count(db: &Db<'_>, sought: Option<&str>) -> Result<i64, StoreError> {
    let all = conditions(sought);
    db.number(&format!("select count(*) from invoices i where {}", all.text()), all.params().as_slice())
}

pub(super) fn list(db: &Db<'_>, sought: Option<&str>, page: Page) -> Result<Vec<Invoice>, StoreError> {
    let mut all = conditions(sought);
    let part = all.bind_page(page);
    let sql = format!("{} {} order by i.id desc {part}", select_invoices!("where"), all.text());
    db.rows(&sql, all.params().as_slice(), invoice)
}
