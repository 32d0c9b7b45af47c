//! `/api/pages/till`: the till report as JSON for the page, or as CSV for a table.

use std::collections::BTreeMap;
use std::sync::Arc;

use hyper::StatusCode;
use serde_json::{Value, json};

use super::staff::{permitted, query, refusal, staff};
use crate::accounts::{Permission, Role};
use crate::channels::till::{TillPart, TillSpan};
use crate::channels::{self, ALL};
use crate::clock::{DAY_MS, MINUTE_MS, Zone};
use crate::http::{Fields, Handled, Reply, Request};
use crate::ids::PayWayId;
use crate::money::Fen;
use crate::orders::till::{self, Sum, Till, Turnover, kind};
use crate::orders::{self, COUNTER, UnmatchedMoney};
use crate::outlet::Outlet;
use crate::store::{Db, StoreError};

/// What the counter's way of paying is for the staff.
pub(in crate::pages) const CASH: &str = "柜台现金";
/// Unmatched money that a report lists: more than a day's work.
const MOST_UNMATCHED: i64 = 200;
/// Days of one report.
const MAX_DAYS: i64 = 400;

/// A report, ready to be shown.
struct Report {
    span: TillSpan,
    till: Till,
    /// What each channel adds.
    parts: Vec<TillPart>,
    names: BTreeMap<PayWayId, String>,
    /// Money that fits no order and that nobody has settled, of whatever day.
    unmatched: Vec<UnmatchedMoney>,
}

impl Report {
    /// A payment way's name. Third parties of a channel may be paid in ways of their own, which have numbers alone.
    /// What travellers are offered as a way (`payment_gets`) is called cash where the staff reads what came of it.
    fn name_of(&self, way: PayWayId) -> String {
        way_name(&self.names, way)
    }
}

/// What the staff calls a way of paying.
pub(super) fn way_name(names: &BTreeMap<PayWayId, String>, way: PayWayId) -> String {
    if way == COUNTER {
        return CASH.to_owned();
    }
    names.get(&way).cloned().unwrap_or_else(|| format!("其他方式 {way}"))
}

/// `GET /api/pages/till?date=`, or `from=` and `to=`, business days; `format=csv`. Operators and admins, and clerks who were
/// allowed to; nobody to whom it was denied. Without a date today.
pub(super) fn page(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { answer(outlet, &request).await.unwrap_or_else(|refused| refused) })
}

async fn answer(outlet: Arc<Outlet>, request: &Request) -> Result<Reply, Reply> {
    let fields = query(request)?;
    let account = staff(&outlet, request, &fields, &[Role::Clerk, Role::Operator, Role::Admin])?;
    permitted(&outlet, &account, Permission::Till)?;
    let span = span(&outlet, &fields).ok_or_else(|| refusal(StatusCode::BAD_REQUEST, why_no_span(&fields)))?;
    let csv = fields.text("format") == Some("csv");
    // A report of a year reads many rows: not on the threads that serve everybody.
    let read = tokio::task::spawn_blocking(move || outlet.store.read(|db| report(db, span))).await;
    let report = read.ok().and_then(Result::ok).ok_or_else(Reply::busy)?;
    let reply = if csv { as_csv(&report) } else { Reply::json(StatusCode::OK, &as_json(&report)) };
    Ok(super::no_store(reply))
}

fn span(outlet: &Outlet, fields: &Fields) -> Option<TillSpan> {
    let zone = outlet.config.zone;
    let today = outlet.terms().business_date();
    let (from, to) = match (fields.text("date"), fields.text("from"), fields.text("to")) {
        (Some(date), None, None) => (date, date),
        (None, Some(from), to) => (from, to.unwrap_or(&today)),
        (None, None, None) => (today.as_str(), today.as_str()),
        _ => return None,
    };
    let cutoff_minutes = outlet.config.cutoff_minutes;
    let cutoff = cutoff_minutes * MINUTE_MS;
    let begins = zone.parse_date(from)?.plus_ms(cutoff);
    let ends = zone.parse_date(to)?.plus_ms(cutoff + DAY_MS);
    let fits = (DAY_MS..=MAX_DAYS * DAY_MS).contains(&ends.since(begins));
    fits.then(|| TillSpan { from: from.to_owned(), to: to.to_owned(), begins, ends, zone, cutoff_minutes })
}

/// Why the fields name no span of days.
fn why_no_span(fields: &Fields) -> &'static str {
    match (fields.text("date"), fields.text("from"), fields.text("to")) {
        (None, None, Some(_)) => "say from as well, the first day of the report",
        (Some(_), Some(_), _) | (Some(_), _, Some(_)) => "say date for one day, or from and to",
        // Days are written so that their texts sort as they follow each other.
        (_, Some(from), Some(to)) if from > to => "from must not be after to",
        _ => "a date is yyyy-mm-dd, and a report has at most 400 days up to today or to",
    }
}

fn report(db: &Db<'_>, span: TillSpan) -> Result<Report, StoreError> {
    Ok(Report {
        till: till::till(db, &span.from, &span.to)?,
        parts: ALL.iter().map(|channel| (channel.till)(db, &span)).collect::<Result<_, _>>()?,
        names: channels::way_names(db)?,
        unmatched: orders::unmatched_money(db, MOST_UNMATCHED)?,
        span,
    })
}

fn as_json(it: &Report) -> Value {
    let total = it.till.total();
    let ways = |kind| it.till.by_way(kind).iter().map(|(way, sum)| way_json(it, *way, *sum)).collect::<Vec<_>>();
    let channels = it.till.by_channel();
    let channels = channels.iter().map(|(name, sum)| turnover_json("channel", name, sum));
    let days = it.till.by_day();
    let days = days.iter().map(|(date, sum)| turnover_json("date", date, sum));
    let mut body = json!({
        "cash_expected": it.till.cash_expected(),
        "channels": channels.collect::<Vec<_>>(),
        "days": days.collect::<Vec<_>>(),
        "from": it.span.from,
        "payments": ways(kind::PAYMENT),
        "refunds": ways(kind::REFUND),
        "to": it.span.to,
        "top_ups": ways(kind::TOP_UP),
        "total": turnover_json("currency", "CNY", &total),
        "voids": ways(kind::VOID),
        "unmatched": it.unmatched.iter().map(|money| unmatched_json(it.span.zone, &it.names, money)).collect::<Vec<_>>(),
    });
    for (name, value) in it.parts.iter().flat_map(|part| &part.shown) {
        body[*name] = value.clone();
    }
    body
}

fn way_json(it: &Report, way: PayWayId, sum: Sum) -> Value {
    json!({"amount": sum.amount, "count": sum.count, "name": it.name_of(way), "way": way})
}

/// Money that fits no order, as the staff's pages show it.
pub(super) fn unmatched_json(zone: Zone, names: &BTreeMap<PayWayId, String>, unmatched: &UnmatchedMoney) -> Value {
    let UnmatchedMoney { id, at, money, reason } = unmatched;
    json!({
        "amount": money.amount, "at": zone.text(*at), "id": id, "name": way_name(names, money.way), "number": money.number,
        "reason": reason, "tradeno": money.trade_no, "way": money.way, "went_back": money.went_back
    })
}

fn turnover_json(label: &str, name: &str, it: &Turnover) -> Value {
    json!({
        label: name, "cancelled": it.ended, "ordered": it.worth, "orders": it.orders, "paid": it.paid,
        "payments": it.payments, "refunded": it.refunded, "voided": it.voided, "voids": it.voids
    })
}

/// One row for each number: what it is of, its name, how many, how much.
fn as_csv(it: &Report) -> Reply {
    let mut rows: Vec<[String; 4]> = vec![["section", "name", "count", "amount"].map(str::to_owned)];
    let mut row = |section: &str, name: &str, count: Option<i64>, amount: Option<Fen>| {
        let count = count.map(|count| count.to_string()).unwrap_or_default();
        let amount = amount.map(|amount| amount.to_string()).unwrap_or_default();
        rows.push([section.to_owned(), name.to_owned(), count, amount]);
    };
    let total = it.till.total();
    row("from", &it.span.from, None, None);
    row("to", &it.span.to, None, None);
    row("orders", "all", Some(total.orders), Some(total.worth));
    row("orders", "cancelled", Some(total.ended), None);
    for kind in [kind::PAYMENT, kind::VOID, kind::REFUND, kind::TOP_UP] {
        for (way, sum) in it.till.by_way(kind) {
            row(kind, &format!("{way} {}", it.name_of(way)), Some(sum.count), Some(sum.amount));
        }
    }
    for own in it.parts.iter().flat_map(|part| &part.rows) {
        row(own.section, &own.name, Some(own.count), own.amount);
    }
    for (channel, sum) in it.till.by_channel() {
        row("channel paid", &channel, Some(sum.payments), Some(sum.paid));
        row("channel refunded", &channel, None, Some(sum.refunded));
    }
    for (date, sum) in it.till.by_day() {
        row("day paid", &date, Some(sum.payments), Some(sum.paid));
        row("day voided", &date, Some(sum.voids), Some(sum.voided));
        row("day refunded", &date, None, Some(sum.refunded));
    }
    for unmatched in &it.unmatched {
        let money = &unmatched.money;
        let section = if money.went_back { "refund without an order" } else { "payment without an order" };
        let name = format!("{} {} {}", money.way, money.number, money.trade_no);
        row(section, &name, Some(1), Some(money.amount));
    }
    row("cash expected", "all", None, Some(it.till.cash_expected()));
    for own in it.parts.iter().flat_map(|part| &part.last_rows) {
        row(own.section, &own.name, Some(own.count), own.amount);
    }
    written(&rows)
}

fn written(rows: &[[String; 4]]) -> Reply {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let whole = rows.iter().try_for_each(|row| writer.write_record(row)).is_ok();
    match writer.into_inner() {
        Ok(body) if whole => Reply::new(StatusCode::OK, "text/csv; charset=utf-8", body).attachment("till.csv"),
        _ => Reply::empty(StatusCode::INTERNAL_SERVER_ERROR),
    }
}
