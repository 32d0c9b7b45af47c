//! The report of tax by rate, and the journal.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value, json};

use super::{leaves, reader, span};
use crate::accounting::journal::{self, Entry, EntryLine, Span};
use crate::accounting::report::{self, Amounts, ByRate, Report};
use crate::http::{Handled, Reply, Request};
use crate::money::Fen;
use crate::orders::Terms;
use crate::outlet::Outlet;
use crate::pages::admin::leaving::{Language, NoFile, format_named};
use crate::pages::admin::ok;
use crate::pages::staff::query;
use crate::store::{Db, Store, StoreError};
use crate::tables::sheet::{Format, Sheet, Shown};
use crate::tax::{self, Account, Rate};

/// The heads of the report: [中文, English].
const TAX_HEADS: [[&str; 2]; 11] = [
    ["税率", "Rate"],
    ["名称", "Name"],
    ["销售含税", "Sales gross"],
    ["销售不含税", "Sales net"],
    ["销售税额", "Sales tax"],
    ["退款含税", "Refunds gross"],
    ["退款不含税", "Refunds net"],
    ["退款税额", "Refunds tax"],
    ["合计含税", "Total gross"],
    ["合计不含税", "Total net"],
    ["合计税额", "Total tax"],
];

/// The heads of the journal: [中文, English].
const JOURNAL_HEADS: [[&str; 2]; 10] = [
    ["日期", "Date"],
    ["凭证序号", "Entry"],
    ["收据编号", "Receipt"],
    ["订单号", "Order"],
    ["科目编码", "Account"],
    ["科目名称", "Account name"],
    ["借方", "Debit"],
    ["贷方", "Credit"],
    ["摘要", "Text"],
    ["税率", "Tax rate"],
];

/// `GET /api/pages/admin/tax-report?from=&to=`; with `format` and `language` as a file.
pub(super) fn tax(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { by_rate(&outlet, &request).await.unwrap_or_else(|refused| refused) })
}

async fn by_rate(outlet: &Arc<Outlet>, request: &Request) -> Result<Reply, Reply> {
    let fields = query(request)?;
    let actor = reader(outlet, request, &fields)?.id;
    let (span, language) = (span(outlet, &fields)?, Language::of(&fields).0);
    if let Some(format) = format_named(&fields)? {
        let write = move |store: &Store, format| tax_sheet(store, &span, (format, language));
        return leaves(outlet, actor, ("tax", format), write).await;
    }
    let (at, days) = (Arc::clone(outlet), span.clone());
    // A year is many receipts: not on the threads that serve everybody.
    let read = tokio::task::spawn_blocking(move || at.store.read(|db| named_report(db, &days))).await;
    let (rows, names) = read.ok().and_then(Result::ok).ok_or_else(Reply::busy)?;
    let shapes: Vec<Value> = rows.iter().map(|(rate, row)| row_json(*rate, &names, row)).collect();
    let total = row_json(None, &names, &report::sum(&rows));
    Ok(ok(&json!({"from": span.from, "rates": shapes, "to": span.to, "total": total})))
}

fn named_report(db: &Db<'_>, span: &Span) -> Result<(Report, BTreeMap<i64, String>), StoreError> {
    Ok((report::report(db, &span.from, &span.to)?, tax::names(db)?))
}

fn name_of(rate: Option<Rate>, names: &BTreeMap<i64, String>) -> Option<String> {
    rate.and_then(|rate| names.get(&rate.number()).cloned())
}

fn row_json(rate: Option<Rate>, names: &BTreeMap<i64, String>, row: &ByRate) -> Value {
    let amounts =
        |it: Amounts| json!({"gross": it.gross.to_string(), "net": it.net().to_string(), "tax": it.tax.to_string()});
    json!({
        "name": name_of(rate, names), "rate": rate.map(Rate::percent), "refunds": amounts(row.refunds), "sales": amounts(row.sales),
        "total": amounts(row.total())
    })
}

fn tax_sheet(store: &Store, span: &Span, (format, language): (Format, usize)) -> Result<Sheet, NoFile> {
    store.read(|db| {
        let (rows, names) = named_report(db, span)?;
        let mut sheet = Sheet::begin(format, &TAX_HEADS.map(|head| head[language]))?;
        let mut row = |rate: String, name: Option<String>, row: &ByRate| {
            let mut cells = vec![Shown::Text(rate), Shown::from(name)];
            for it in [row.sales, row.refunds, row.total()] {
                cells.extend([it.gross, it.net(), it.tax].map(Shown::Money));
            }
            sheet.row(&cells)
        };
        for (rate, it) in &rows {
            let text =
                rate.map_or_else(|| ["不征税", "None"][language].to_owned(), |rate| format!("{}%", rate.percent()));
            row(text, name_of(*rate, &names), it)?;
        }
        row(["合计", "Total"][language].to_owned(), None, &report::sum(&rows))?;
        Ok(sheet)
    })
}

/// `GET /api/pages/admin/journal?from=&to=`: what each account got and gave; with `format` and `language` all entries as a file.
pub(super) fn journal(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { booked(&outlet, &request).await.unwrap_or_else(|refused| refused) })
}

async fn booked(outlet: &Arc<Outlet>, request: &Request) -> Result<Reply, Reply> {
    let fields = query(request)?;
    let actor = reader(outlet, request, &fields)?.id;
    let (span, language, terms) = (span(outlet, &fields)?, Language::of(&fields).0, outlet.terms());
    if let Some(format) = format_named(&fields)? {
        let write = move |store: &Store, format| journal_sheet(store, &span, &terms, (format, language));
        return leaves(outlet, actor, ("journal", format), write).await;
    }
    let (at, days) = (Arc::clone(outlet), span.clone());
    let read = tokio::task::spawn_blocking(move || at.store.read(|db| entries(db, &days, &terms))).await;
    let found = read.ok().and_then(Result::ok).ok_or_else(Reply::busy)?;
    Ok(ok(&sums(&span, &found)))
}

fn entries(db: &Db<'_>, span: &Span, terms: &Terms) -> Result<Vec<Entry>, StoreError> {
    journal::journal(db, span, |at| terms.business_date_of(at))
}

fn sums(span: &Span, entries: &[Entry]) -> Value {
    let mut accounts: BTreeMap<Account, (Fen, Fen)> = BTreeMap::new();
    for line in entries.iter().flat_map(|entry| &entry.lines) {
        let sum = accounts.entry(line.account.clone()).or_default();
        (sum.0, sum.1) = (sum.0 + line.debit, sum.1 + line.credit);
    }
    let (debit, credit): (Fen, Fen) = (accounts.values().map(|it| it.0).sum(), accounts.values().map(|it| it.1).sum());
    let shape = |(account, (debit, credit)): (&Account, &(Fen, Fen))| {
        json!({
            "account": account.number, "balance": (*debit - *credit).to_string(), "credit": credit.to_string(),
            "debit": debit.to_string(), "name": account.name
        })
    };
    json!({
        "accounts": accounts.iter().map(shape).collect::<Vec<_>>(), "credit": credit.to_string(), "debit": debit.to_string(),
        "entries": entries.len(), "from": span.from, "to": span.to
    })
}

fn journal_sheet(
    store: &Store,
    span: &Span,
    terms: &Terms,
    (format, language): (Format, usize),
) -> Result<Sheet, NoFile> {
    store.read(|db| {
        let mut sheet = Sheet::begin(format, &JOURNAL_HEADS.map(|head| head[language]))?;
        for (number, entry) in (1..).zip(entries(db, span, terms)?) {
            for line in &entry.lines {
                sheet.row(&cells(number, &entry, line, language))?;
            }
        }
        Ok(sheet)
    })
}

fn cells(number: i64, entry: &Entry, line: &EntryLine, language: usize) -> [Shown; 10] {
    let amount = |it: Fen| if it == Fen::ZERO { Shown::Nothing } else { Shown::Money(it) };
    [
        Shown::Text(entry.date.clone()),
        Shown::Number(number),
        Shown::Text(entry.paper.clone()),
        Shown::from(entry.order.clone()),
        Shown::Text(line.account.number.clone()),
        Shown::Text(line.account.name.clone()),
        amount(line.debit),
        amount(line.credit),
        Shown::from(entry.text[language]),
        Shown::from(line.rate.map(|rate| format!("{}%", rate.percent()))),
    ]
}
