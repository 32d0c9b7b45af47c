//! A report as a file: every row of it, as CSV or as a workbook.

use std::sync::Arc;

use super::OPERATORS;
use super::leaving::{Language, NoFile, Written, format_of, leave};
use super::report::{change, share, wanted, within};
use crate::http::{Fields, Handled, Reply, Request};
use crate::money::Fen;
use crate::orders::Terms;
use crate::outlet::Outlet;
use crate::pages::staff::{query, staff};
use crate::reports::{self, By, Lasts, Named, Names, Report, Row, Spans, StockReport, StockRow};
use crate::store::Db;
use crate::tables::sheet::{Format, Sheet, Shown};

/// Heads of reports of sales: [中文, English].
const SALES: [[&str; 2]; 9] = [
    ["订单数", "Orders"],
    ["件数", "Pieces"],
    ["销售额", "Sales"],
    ["退款", "Refunds"],
    ["净额", "Net"],
    ["客单价", "Average order"],
    ["占销售额（%）", "Share of sales, %"],
    ["上期净额", "Net before"],
    ["变化（%）", "Change, %"],
];
/// Heads of reports of refunds.
const REFUNDS: [[&str; 2]; 5] = [
    ["退款笔数", "Refunds"],
    ["退款金额", "Amount"],
    ["占销售额（%）", "Share of sales, %"],
    ["上期金额", "Amount before"],
    ["变化（%）", "Change, %"],
];
/// Heads of the report of the store.
const STOCK: [[&str; 2]; 11] = [
    ["商品编号", "Number"],
    ["商品", "Product"],
    ["分类", "Category"],
    ["库存", "In stock"],
    ["售价", "Price"],
    ["按售价计", "Value at price"],
    ["成本价", "Cost"],
    ["按成本计", "Value at cost"],
    ["近28天销量", "Sold in 28 days"],
    ["可售天数", "Days left"],
    ["状态", "State"],
];

/// What a report's first column is called.
const fn head_of(by: By) -> [&'static str; 2] {
    match by {
        By::Day => ["营业日", "Business day"],
        By::Hour => ["时段", "Hour"],
        By::Product | By::RefundProduct => ["商品", "Product"],
        By::Category => ["分类", "Category"],
        By::Channel => ["渠道", "Channel"],
        By::Clerk | By::RefundClerk => ["经手人", "Clerk"],
        By::Way => ["付款方式", "Way of paying"],
        By::Destination => ["目的地", "Destination"],
        By::RefundReason => ["退款原因", "Reason"],
    }
}

/// What rows without a name of their own are called.
fn word_of(word: &str) -> [&'static str; 2] {
    match word {
        "delivery" => ["运费", "Delivery"],
        "no-goods" => ["无对应商品的款项", "Money for no goods"],
        "no-money" => ["无需付款（兑换券）", "Nothing to pay (vouchers)"],
        "nobody" => ["线上", "Online"],
        "several" => ["多个目的地", "Several destinations"],
        "nowhere" => ["无目的地", "No destination"],
        "no-reason" => ["未填写原因", "No reason given"],
        _ => ["", ""],
    }
}

fn lasts_of(lasts: Lasts) -> [&'static str; 2] {
    match lasts {
        Lasts::Out => ["已售罄", "Sold out"],
        Lasts::Soon => ["即将售罄", "Runs out soon"],
        Lasts::Enough => ["充足", "Enough"],
        Lasts::Slow => ["滞销", "Slow"],
    }
}

/// What is asked for.
enum Wanted {
    Money(By, Box<(Terms, Spans)>),
    Stock(i64),
}

/// `GET /api/pages/admin/report-export?format=&language=` and the fields of a report; `by=stock` with `within` for the store.
pub(super) fn handle(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { answer(outlet, &request).await.unwrap_or_else(|refused| refused) })
}

async fn answer(outlet: Arc<Outlet>, request: &Request) -> Result<Reply, Reply> {
    let fields = query(request)?;
    let actor = staff(&outlet, request, &fields, OPERATORS)?.id;
    let format = format_of(&fields)?;
    let form = (format, Language::of(&fields));
    let wanted = asked(&outlet, &fields)?;
    let (name, now) = (name_of(&wanted), outlet.now());
    leave(&outlet, actor, ("report", format), move |store| {
        let (rows, body) = store.read(|db| match &wanted {
            Wanted::Money(by, given) => money(db, (&given.0, *by, given.1), form),
            Wanted::Stock(days) => Ok(goods(&reports::stock(db, now, *days)?, form)?),
        })?;
        let mut written = Written::of_rows(rows, body);
        written.told.insert("report".to_owned(), name.into());
        Ok(written)
    })
    .await
}

fn asked(outlet: &Outlet, fields: &Fields) -> Result<Wanted, Reply> {
    let within = within(fields)?;
    if fields.text("by") == Some("stock") {
        return Ok(Wanted::Stock(within));
    }
    let terms = outlet.terms();
    let (by, spans) = wanted(&terms, fields)?;
    Ok(Wanted::Money(by, Box::new((terms, spans))))
}

fn name_of(wanted: &Wanted) -> String {
    match wanted {
        Wanted::Money(by, given) => format!("{by} {} {}", given.1.now.from, given.1.now.to),
        Wanted::Stock(days) => format!("stock {days}"),
    }
}

fn money(
    db: &Db<'_>,
    (terms, by, spans): (&Terms, By, Spans),
    (format, language): (Format, Language),
) -> Result<(usize, Vec<u8>), NoFile> {
    let report = reports::report(db, terms, by, spans)?;
    let names = Names::read(db, &report)?;
    let heads: &[[&str; 2]] = if by.is_of_refunds() { &REFUNDS } else { &SALES };
    let heads: Vec<&str> = std::iter::once(&head_of(by)).chain(heads).map(|head| head[language.0]).collect();
    let mut sheet = Sheet::begin(format, &heads)?;
    for (key, row) in &report.rows {
        sheet.row(&cells(&report, Shown::Text(called(&names.of(&report, *key), language)), row))?;
    }
    let all = Shown::from(["合计", "Total"][language.0]);
    sheet.row(&cells(&report, all, &report.total))?;
    Ok((report.rows.len(), sheet.finish()?))
}

fn called(named: &Named, Language(place): Language) -> String {
    let own = if place == 1 { named.en.as_ref().unwrap_or(&named.name) } else { &named.name };
    match named.word {
        "channel" => named.id.clone(),
        "" if own.is_empty() => named.id.clone(),
        "" => own.clone(),
        word => word_of(word)[place].to_owned(),
    }
}

/// Thousandths as a number of per cent.
fn percent(per_mille: Option<i64>) -> Shown {
    per_mille.map_or(Shown::Nothing, |it| Shown::Money(Fen(it.saturating_mul(10))))
}

fn cells(report: &Report, name: Shown, row: &Row) -> Vec<Shown> {
    let now = &row.now;
    if report.by.is_of_refunds() {
        return vec![
            name,
            Shown::Number(now.returns),
            Shown::Money(now.refunds),
            percent(share(report, row)),
            Shown::Money(row.before.refunds),
            percent(change(report, row)),
        ];
    }
    vec![
        name,
        Shown::Number(now.orders),
        Shown::Number(now.pieces),
        Shown::Money(now.sales),
        Shown::Money(now.refunds),
        Shown::Money(now.net()),
        now.average().map_or(Shown::Nothing, Shown::Money),
        percent(share(report, row)),
        Shown::Money(row.before.net()),
        percent(change(report, row)),
    ]
}

fn goods(report: &StockReport, (format, language): (Format, Language)) -> Result<(usize, Vec<u8>), NoFile> {
    let mut sheet = Sheet::begin(format, &STOCK.map(|head| head[language.0]))?;
    for row in &report.rows {
        sheet.row(&stock_cells(row, language))?;
    }
    Ok((report.rows.len(), sheet.finish()?))
}

fn stock_cells(row: &StockRow, language: Language) -> Vec<Shown> {
    let money = |amount: Option<Fen>| amount.map_or(Shown::Nothing, Shown::Money);
    let it = &row.it;
    vec![
        Shown::Number(it.id.number()),
        Shown::Text(it.name.clone()),
        Shown::Text(it.category.clone()),
        Shown::Number(it.left),
        money(it.price),
        money(row.worth()),
        money(it.cost),
        money(row.cost()),
        Shown::Number(row.sold),
        row.days_left.map_or(Shown::Nothing, Shown::Number),
        Shown::from(lasts_of(row.lasts)[language.0]),
    ]
}
