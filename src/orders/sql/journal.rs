//! Statements of what the books are made of.

use std::collections::HashMap;

use crate::clock::Instant;
use crate::ids::ReceiptId;
use crate::money::Fen;
use crate::orders::receipts::{BookedMove, BookedPart, ReceiptKind, SettledMoney};
use crate::store::{Db, Row, RowResult, StoreError, params};

fn booked(row: &Row<'_>) -> RowResult<(BookedMove, Option<ReceiptId>)> {
    let told: Option<ReceiptKind> = row.get(9)?;
    // A move that is older than receipts was a sale or its refund, as far as anybody knows.
    let kind = told.unwrap_or(match row.get::<_, String>(4)?.as_str() {
        "refund" => ReceiptKind::Refund,
        "top-up" => ReceiptKind::TopUp,
        _ => ReceiptKind::Sale,
    });
    let paper: Option<String> = row.get(8)?;
    let booked = BookedMove {
        date: row.get(0)?,
        paper: paper.map_or_else(|| row.get(1), Ok)?,
        order: row.get(2)?,
        channel: row.get::<_, Option<String>>(3)?.unwrap_or_default(),
        kind,
        way: row.get(5)?,
        amount: Fen(row.get(6)?),
        parts: Vec::new(),
    };
    Ok((booked, row.get(7)?))
}

pub(in crate::orders) fn moves(db: &Db<'_>, from: &str, to: &str) -> Result<Vec<BookedMove>, StoreError> {
    let sql = "select m.business_date, m.trade_no, o.number, m.channel, m.kind, m.way, m.amount, r.id,
            s.prefix || '-' || printf('%08d', r.number), r.kind
        from money_moves m
        left join orders o on o.id = m.order_id
        left join receipts r on r.move_id = m.id
        left join receipt_series s on s.id = r.series_id
        where m.business_date >= ?1 and m.business_date <= ?2
        order by m.business_date, m.id";
    let mut parts = parts(db, from, to)?;
    let mut found = db.rows(sql, [from, to], booked)?;
    for (booked, receipt) in &mut found {
        booked.parts = receipt.and_then(|id| parts.remove(&id)).unwrap_or_default();
    }
    Ok(found.into_iter().map(|(booked, _)| booked).collect())
}

fn parts(db: &Db<'_>, from: &str, to: &str) -> Result<HashMap<ReceiptId, Vec<BookedPart>>, StoreError> {
    let sql = "select receipt_id, line_id is null, rate, gross, tax
        from receipt_taxes
        where business_date >= ?1 and business_date <= ?2
        order by receipt_id, place";
    let mut all: HashMap<ReceiptId, Vec<BookedPart>> = HashMap::new();
    db.each::<StoreError>(sql, [from, to], |row| {
        let part =
            BookedPart { is_delivery: row.get(1)?, rate: row.get(2)?, gross: Fen(row.get(3)?), tax: Fen(row.get(4)?) };
        all.entry(row.get(0)?).or_default().push(part);
        Ok(())
    })?;
    Ok(all)
}

pub(in crate::orders) fn unmatched(
    db: &Db<'_>,
    (from, to): (&str, &str),
    (begins, ends): (Instant, Instant),
) -> Result<Vec<SettledMoney>, StoreError> {
    let sql =
        "select id, business_date, settled_at, way, case kind when 'refund' then -amount else amount end, trade_no
        from unmatched_money
        where (business_date >= ?1 and business_date <= ?2) or (settled_at >= ?3 and settled_at < ?4)
        order by id";
    db.rows(sql, params![from, to, begins.0, ends.0], |row| {
        Ok(SettledMoney {
            id: row.get(0)?,
            date: row.get(1)?,
            settled_at: row.get::<_, Option<i64>>(2)?.map(Instant),
            way: row.get(3)?,
            amount: Fen(row.get(4)?),
            trade_no: row.get(5)?,
        })
    })
}
