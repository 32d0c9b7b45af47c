//! The books on the manager's page: receipts and their numbers from outside, invoices, the report of tax, the journal.

mod fiscal;
mod invoices;
mod receipts;
mod reports;

use std::sync::Arc;

use hyper::StatusCode;
use serde_json::Map;

use super::export::MAX_BYTES;
use super::leaving::{NoFile, Written, leave};
use super::{OPERATORS, bad};
use crate::accounting::journal::Span;
use crate::accounts::{Account, Permission};
use crate::clock::{DAY_MS, MINUTE_MS};
use crate::http::{Fields, Reply, Request};
use crate::ids::AccountId;
use crate::outlet::{Outlet, Route};
use crate::pages::staff::{permitted, refusal, staff};
use crate::store::Store;
use crate::tables::sheet::{Format, Sheet};

/// Where results of receipts come in.
pub(in crate::pages) const FISCAL: &str = "/api/pages/admin/fiscal";
/// Bytes of such a file: some thousand results.
pub(in crate::pages) const FISCAL_BYTES: usize = 512 * 1024;
/// Days of one report.
const MAX_DAYS: i64 = 400;
/// Rows of one page of a list.
const SHOWN: i64 = 50;

/// The routes of the books.
pub(in crate::pages) const ROUTES: [Route; 9] = [
    Route {
        methods: "GET",
        path: "/api/pages/admin/receipts",
        about: "Receipts by day, kind or number, the newest first; as CSV or as a workbook, for operators.",
        handler: receipts::list,
    },
    Route {
        methods: "GET",
        path: "/api/pages/admin/receipt",
        about: "A receipt with its parts, and what stands on its paper, for operators.",
        handler: receipts::one,
    },
    Route {
        methods: "GET POST",
        path: FISCAL,
        about: "Receipts that wait for a number from outside; the numbers that came back, for operators.",
        handler: fiscal::handle,
    },
    Route {
        methods: "GET",
        path: "/api/pages/admin/invoices",
        about: "Invoices and credit notes by number or buyer, the newest first, for operators.",
        handler: invoices::list,
    },
    Route {
        methods: "GET",
        path: "/api/pages/admin/invoice-page",
        about: "An invoice with its lines, or what an order's invoice would say, for operators.",
        handler: invoices::one,
    },
    Route {
        methods: "POST",
        path: "/api/pages/admin/invoice",
        about: "Make an order's invoice for a buyer, for operators.",
        handler: invoices::make,
    },
    Route {
        methods: "POST",
        path: "/api/pages/admin/invoice-void",
        about: "Take an invoice back by a credit note, for operators.",
        handler: invoices::void,
    },
    Route {
        methods: "GET",
        path: "/api/pages/admin/tax-report",
        about: "Sales and refunds of a span of days by rate; as CSV or as a workbook, for operators.",
        handler: reports::tax,
    },
    Route {
        methods: "GET",
        path: "/api/pages/admin/journal",
        about: "The accounts of a span of days, and its entries as CSV or as a workbook, for operators.",
        handler: reports::journal,
    },
];

/// Who may look at the books: operators and admins to whom the till was not denied.
fn reader(outlet: &Outlet, request: &Request, fields: &Fields) -> Result<Account, Reply> {
    let account = staff(outlet, request, fields, OPERATORS)?;
    permitted(outlet, &account, Permission::Till)?;
    Ok(account)
}

/// The page of a list, counted from 1.
fn page(fields: &Fields) -> Result<i64, Reply> {
    Ok(fields.number::<i64>("page").map_err(bad)?.unwrap_or(1).clamp(1, 1_000_000))
}

/// The business days `from` to `to`; today where none is said.
fn span(outlet: &Outlet, fields: &Fields) -> Result<Span, Reply> {
    let today = outlet.terms().business_date();
    let from = fields.text("from").unwrap_or(&today).to_owned();
    let to = fields.text("to").unwrap_or(&today).to_owned();
    let cutoff = outlet.config.cutoff_minutes * MINUTE_MS;
    let at = |text: &str| outlet.config.zone.parse_date(text).map(|day| day.plus_ms(cutoff));
    let why = || refusal(StatusCode::BAD_REQUEST, "from and to are dates, yyyy-mm-dd, of at most 400 days");
    let (begins, last) = at(&from).zip(at(&to)).ok_or_else(why)?;
    let ends = last.plus_ms(DAY_MS);
    let fits = (DAY_MS..=MAX_DAYS * DAY_MS).contains(&ends.since(begins));
    if fits { Ok(Span { from, to, begins, ends }) } else { Err(why()) }
}

/// Hands a sheet over as a file.
async fn leaves(
    outlet: &Arc<Outlet>,
    actor: AccountId,
    (name, format): (&'static str, Format),
    write: impl FnOnce(&Store, Format) -> Result<Sheet, NoFile> + Send + 'static,
) -> Result<Reply, Reply> {
    let finish = move |store: &Store| {
        let sheet = write(store, format)?;
        if sheet.size() > MAX_BYTES {
            Err(NoFile::TooMany)
        } else {
            Ok(Written { body: sheet.finish()?, told: Map::new() })
        }
    };
    leave(outlet, actor, (name, format), finish).await
}
