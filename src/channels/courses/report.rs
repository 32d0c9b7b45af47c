//! What the till report tells of course vouchers: how many schools have taken, day by day.

use serde_json::{Value, json};

use super::sql::vouchers as sql;
use crate::channels::till::{TillPart, TillRow, TillSpan};
use crate::money::Fen;
use crate::store::{Db, StoreError};

/// Course vouchers that schools have taken on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// Which day of the span, from 0.
    pub day: i64,
    /// How many.
    pub count: i64,
    /// What they paid for of the schools' fees, not what they were sold for.
    pub amount: Fen,
}

/// How many vouchers were redeemed and what they paid for, all together and day by day; days last 24 hours from the span's first
/// instant, and those without any are left out.
pub(super) fn till(db: &Db<'_>, span: &TillSpan) -> Result<TillPart, StoreError> {
    let days = sql::redeemed_between(db, span.begins, span.ends)?;
    let count = days.iter().map(|day| day.count).sum();
    let amount: Fen = days.iter().map(|day| day.amount).sum();
    let shown: Vec<Value> =
        days.iter().map(|day| json!({"amount": day.amount, "count": day.count, "date": span.date(day.day)})).collect();
    let all = TillRow { section: "course vouchers redeemed", name: "all".to_owned(), count, amount: Some(amount) };
    let row = |day: &Taken| TillRow {
        section: "day course vouchers redeemed",
        name: span.date(day.day),
        count: day.count,
        amount: Some(day.amount),
    };
    Ok(TillPart {
        shown: vec![("course_vouchers_redeemed", json!({"amount": amount, "count": count, "days": shown}))],
        rows: Vec::new(),
        last_rows: std::iter::once(all).chain(days.iter().map(row)).collect(),
    })
}
