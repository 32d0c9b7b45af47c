//! Reports for the manager's page: what was sold and what went back, by whatever it is looked at, and what lies in the store.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{OPERATORS, bad, failed, ok};
use crate::http::{BadField, Fields, Handled, Reply, Request};
use crate::orders::Terms;
use crate::outlet::Outlet;
use crate::pages::staff::{query, staff};
use crate::reports::{
    self, By, Lasts, MAX_DAYS, Names, Report, Row, Spans, StockReport, StockRow, Sums, USUAL_DAYS, Usual, per_mille,
    per_mille_of,
};
use crate::store::{Db, StoreError};

/// Days within which something may be asked to run out.
const MAX_WITHIN: i64 = 365;

/// `GET /api/pages/admin/report?by=&span=&from=&to=`: `by` is a word of [`By`], `span` one of [`Usual`]; `from` and `to` are business
/// days in its place. Seven days where none are named.
pub(super) fn handle(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { answer(outlet, &request).await.unwrap_or_else(|refused| refused) })
}

async fn answer(outlet: Arc<Outlet>, request: &Request) -> Result<Reply, Reply> {
    let fields = query(request)?;
    staff(&outlet, request, &fields, OPERATORS)?;
    let terms = outlet.terms();
    let (by, spans) = wanted(&terms, &fields)?;
    // A report of a year reads many rows: not on the threads that serve everybody.
    let read = tokio::task::spawn_blocking(move || outlet.store.read(|db| shown(db, &terms, by, spans))).await;
    Ok(ok(&read.map_err(|_| Reply::busy())?.map_err(failed)?))
}

/// What a query asks to be reported.
///
/// # Errors
/// 400 for what is no report.
pub(super) fn wanted(terms: &Terms, fields: &Fields) -> Result<(By, Spans), Reply> {
    let by = fields.text("by").unwrap_or(By::Day.word());
    let by = By::from_word(by).ok_or_else(|| bad(BadField(format!("by is one of {}", By::WORDS.join(", ")))))?;
    let given = |name| fields.text(name).filter(|text| !text.is_empty());
    let spans = match (given("span"), given("from"), given("to")) {
        (None, Some(from), Some(to)) => Spans::own(from, to),
        (Some(name), None, None) => Usual::from_word(name).and_then(|name| Spans::usual(name, &terms.business_date())),
        (None, None, None) => Spans::usual(Usual::SevenDays, &terms.business_date()),
        _ => None,
    };
    let sentence = || {
        let names = Usual::WORDS.join(", ");
        BadField(format!("say span, one of {names}, or from and to, yyyy-mm-dd, of at most {MAX_DAYS} days"))
    };
    Ok((by, spans.ok_or_else(|| bad(sentence()))?))
}

fn shown(db: &Db<'_>, terms: &Terms, by: By, spans: Spans) -> Result<Value, StoreError> {
    let report = reports::report(db, terms, by, spans)?;
    let names = Names::read(db, &report)?;
    let rows: Vec<_> = (0..).zip(&report.rows).map(|(place, row)| row_json(&report, &names, place, row)).collect();
    let ((from, to), (before_from, before_to)) = (spans.now.texts(), spans.before.texts());
    Ok(json!({
        "before": {"from": before_from, "to": before_to}, "by": by, "cutoff": terms.cutoff_minutes, "from": from, "rows": rows, "to": to,
        "today": terms.business_date(), "total": total_json(&report.total)
    }))
}

fn sums_json(it: &Sums) -> Value {
    json!({
        "average": it.average(), "net": it.net(), "orders": it.orders, "pieces": it.pieces, "refunds": it.refunds, "returns": it.returns,
        "sales": it.sales
    })
}

fn total_json(it: &Row) -> Value {
    let mut body = sums_json(&it.now);
    body["before"] = sums_json(&it.before);
    body["change"] = json!({
        "average": it.now.average().zip(it.before.average()).and_then(|(now, before)| per_mille(now.0, before.0)),
        "net": per_mille(it.now.net().0, it.before.net().0), "orders": per_mille(it.now.orders, it.before.orders),
        "pieces": per_mille(it.now.pieces, it.before.pieces), "refunds": per_mille(it.now.refunds.0, it.before.refunds.0),
        "returns": per_mille(it.now.returns, it.before.returns), "sales": per_mille(it.now.sales.0, it.before.sales.0)
    });
    body["share"] = per_mille_of(it.now.refunds.0, it.now.sales.0).into();
    body
}

fn row_json(report: &Report, names: &Names, place: i64, (key, row): &(reports::Key, Row)) -> Value {
    let named = names.of(report, *key);
    let mut body = sums_json(&row.now);
    body["before"] = sums_json(&row.before);
    body["change"] = change(report, row).into();
    body["share"] = share(report, row).into();
    body["key"] = place.into();
    body["word"] = named.word.into();
    body["name"] = named.name.into();
    body["en"] = named.en.into();
    body["id"] = named.id.into();
    body
}

/// The change of what a report is about: what stayed, or what went back.
pub(super) fn change(report: &Report, row: &Row) -> Option<i64> {
    if report.by.is_of_refunds() {
        return per_mille(row.now.refunds.0, row.before.refunds.0);
    }
    per_mille(row.now.net().0, row.before.net().0)
}

/// What a row is of the whole: of goods that went back, how much of what they brought; of other refunds, how much of all sales; else its
/// part of the sales.
pub(super) fn share(report: &Report, row: &Row) -> Option<i64> {
    match report.by {
        By::RefundProduct => per_mille_of(row.now.refunds.0, row.now.sales.0),
        By::RefundClerk | By::RefundReason => per_mille_of(row.now.refunds.0, report.total.now.sales.0),
        _ => per_mille_of(row.now.sales.0, report.total.now.sales.0),
    }
}

/// `GET /api/pages/admin/stock-report?within=`: what lies in the store, and what runs out within so many days.
pub(super) fn stock(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { stock_answer(outlet, &request).await.unwrap_or_else(|refused| refused) })
}

async fn stock_answer(outlet: Arc<Outlet>, request: &Request) -> Result<Reply, Reply> {
    let fields = query(request)?;
    staff(&outlet, request, &fields, OPERATORS)?;
    let (within, now) = (within(&fields)?, outlet.now());
    let read = tokio::task::spawn_blocking(move || outlet.store.read(|db| reports::stock(db, now, within))).await;
    let report = read.map_err(|_| Reply::busy())?.map_err(failed)?;
    Ok(ok(&stock_json(&report)))
}

/// Within how many days something runs out.
pub(super) fn within(fields: &Fields) -> Result<i64, Reply> {
    let days = fields.number::<i64>("within").map_err(bad)?.unwrap_or(USUAL_DAYS);
    let fits = (1..=MAX_WITHIN).contains(&days);
    if fits { Ok(days) } else { Err(bad(BadField(format!("within is a number of days from 1 to {MAX_WITHIN}")))) }
}

fn stock_json(it: &StockReport) -> Value {
    json!({
        "rows": it.rows.iter().map(stock_row).collect::<Vec<_>>(),
        "total": {
            "cost": it.cost(), "out": it.count(Lasts::Out), "pieces": it.pieces(), "slow": it.count(Lasts::Slow),
            "soon": it.count(Lasts::Soon), "without_cost": it.without_cost(), "worth": it.worth()
        },
        "within": it.within
    })
}

fn stock_row(row: &StockRow) -> Value {
    let it = &row.it;
    json!({
        "category": it.category, "cost": row.cost(), "days_left": row.days_left, "id": it.id, "kind": it.kind, "lasts": row.lasts,
        "left": it.left, "name": it.name, "price": it.price, "sold": row.sold, "worth": row.worth()
    })
}
