//! Statements of receipts, their parts and the series that number them.

use crate::clock::Instant;
use crate::ids::{OrderId, ReceiptId};
use crate::money::Fen;
use crate::orders::Actor;
use crate::orders::receipts::{Answered, FiscalState, NewReceipt, Part, Receipt, ReceiptFilter, ReceiptKind, TaxSum};
use crate::store::{Conditions, Db, Page, Row, RowResult, StoreError, Tx, params, statement};
use crate::tax::Till;

/// What the numbers of money that nobody took begin with.
const ONLINE: &str = "ON";

/// A statement that selects receipts, with what their moves and orders say of them.
macro_rules! select_receipts {
    ($rest:literal) => {
        concat!(
            "select r.id, s.prefix, r.number, r.at, r.business_date, r.kind, r.order_id, o.number, m.channel, m.way, m.actor_id,
                r.gross, r.tax, r.untaxed, r.fiscal_state, r.fiscal_number, r.fiscal_signature, r.fiscal_at
            from receipts r
            join receipt_series s on s.id = r.series_id
            join money_moves m on m.id = r.move_id
            left join orders o on o.id = r.order_id ",
            $rest
        )
    };
}

fn receipt(row: &Row<'_>) -> RowResult<Receipt> {
    let (prefix, number): (String, i64) = (row.get(1)?, row.get(2)?);
    Ok(Receipt {
        id: row.get(0)?,
        text: format!("{prefix}-{number:08}"),
        at: Instant(row.get(3)?),
        business_date: row.get(4)?,
        kind: row.get(5)?,
        order_id: row.get(6)?,
        order_number: row.get(7)?,
        channel: row.get(8)?,
        way: row.get(9)?,
        actor_id: row.get(10)?,
        gross: Fen(row.get(11)?),
        tax: Fen(row.get(12)?),
        untaxed: Fen(row.get(13)?),
        fiscal_state: row.get(14)?,
        fiscal_number: row.get(15)?,
        fiscal_signature: row.get(16)?,
        fiscal_at: row.get::<_, Option<i64>>(17)?.map(Instant),
    })
}

/// The next number of a till's series, which is begun where it has none; the series and the number.
pub(in crate::orders) fn next_number(tx: &Tx<'_>, till: &str) -> Result<(i64, i64), StoreError> {
    let next = "update receipt_series set last = last + 1 where name = ?1 returning id, last";
    if let Some(found) = tx.row(next, [till], |row| Ok((row.get(0)?, row.get(1)?)))? {
        return Ok(found);
    }
    let id = tx.number("select coalesce(max(id), 0) + 1 from receipt_series", [])?;
    let counters = tx.number("select count(*) from receipt_series where prefix <> ?1", [ONLINE])?;
    let prefix = if till == Till::ONLINE.name() { ONLINE.to_owned() } else { format!("C{counters}") };
    let sql = "insert into receipt_series (id, name, prefix, last) values (?1, ?2, ?3, 1)";
    tx.run_one(sql, params![id, till, prefix])?;
    Ok((id, 1))
}

pub(in crate::orders) fn insert(
    tx: &Tx<'_>,
    (at, date): (Instant, &str),
    fiscal: FiscalState,
    new: &NewReceipt,
) -> Result<(), StoreError> {
    tx.run_one(
        "insert into receipts (id, series_id, number, at, business_date, kind, move_id, order_id, refund_id, gross, tax, untaxed,
            fiscal_state)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        params![
            new.id,
            new.series,
            new.number,
            at.0,
            date,
            new.kind,
            new.of.id,
            new.order,
            new.refund,
            new.of.amount.0,
            new.tax().0,
            new.untaxed().0,
            fiscal,
        ],
    )?;
    let sql = "insert into receipt_taxes (receipt_id, place, line_id, rate, gross, tax, kind, business_date)
        values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    for (place, part) in (1_i64..).zip(&new.parts) {
        tx.run_one(sql, params![new.id, place, part.line, part.rate, part.gross.0, part.tax.0, new.kind, date])?;
    }
    Ok(())
}

fn part(row: &Row<'_>) -> RowResult<Part> {
    Ok(Part { line: row.get(0)?, rate: row.get(1)?, gross: Fen(row.get(2)?), tax: Fen(row.get(3)?) })
}

/// The parts of what was paid for an order and of what went back.
pub(in crate::orders) fn parts_of_order(db: &Db<'_>, order: OrderId) -> Result<Vec<(ReceiptKind, Part)>, StoreError> {
    let sql = "select t.line_id, t.rate, t.gross, t.tax, t.kind
        from receipts r
        join receipt_taxes t on t.receipt_id = r.id
        where r.order_id = ?1
        order by t.receipt_id, t.place";
    db.rows(sql, [order], |row| Ok((row.get(4)?, part(row)?)))
}

pub(in crate::orders) fn parts_of(db: &Db<'_>, id: ReceiptId) -> Result<Vec<(Part, Option<String>)>, StoreError> {
    let sql = "select t.line_id, t.rate, t.gross, t.tax, l.title
        from receipt_taxes t
        left join order_lines l on l.id = t.line_id
        where t.receipt_id = ?1
        order by t.place";
    db.rows(sql, [id], |row| Ok((part(row)?, row.get(4)?)))
}

pub(in crate::orders) fn by_id(db: &Db<'_>, id: ReceiptId) -> Result<Option<Receipt>, StoreError> {
    db.row(select_receipts!("where r.id = ?1"), [id], receipt)
}

pub(in crate::orders) fn of_order(db: &Db<'_>, order: OrderId) -> Result<Vec<Receipt>, StoreError> {
    db.rows(select_receipts!("where r.order_id = ?1 order by r.id"), [order], receipt)
}

pub(in crate::orders) fn waiting(db: &Db<'_>, above: ReceiptId, most: i64) -> Result<Vec<Receipt>, StoreError> {
    let sql = select_receipts!("where r.fiscal_state = 'waiting' and r.id > ?1 order by r.id limit ?2");
    db.rows(sql, params![above, most], receipt)
}

fn conditions(filter: &ReceiptFilter) -> Conditions {
    let mut all = Conditions::default();
    all.add("business_date >= $", filter.from.clone());
    all.add("business_date <= $", filter.to.clone());
    all.add("kind = $", filter.kind);
    if let Some(state) = filter.fiscal {
        // In the words of the indexes, so that they may be used.
        all.push(match state {
            FiscalState::None => "fiscal_state = 'none'",
            FiscalState::Waiting => "fiscal_state = 'waiting'",
            FiscalState::Done => "fiscal_state = 'done'",
        });
    }
    if let Some(sought) = &filter.sought {
        let (prefix, number) = sought.split_once('-').unwrap_or(("", sought));
        let (text, prefix) = (all.bind(sought.clone()), all.bind(prefix.to_uppercase()));
        let number = all.bind(number.parse::<i64>().unwrap_or(-1));
        all.push(&format!(
            "id in (
                select r.id from receipt_series s cross join receipts r on r.series_id = s.id and r.number = {number}
                where s.prefix = {prefix} or {prefix} = ''
                union all select id from receipts where fiscal_number = {text}
                union all select r.id from channels c cross join orders o on o.channel = c.name and o.number = {text}
                    cross join receipts r on r.order_id = o.id
            )"
        ));
    }
    all
}

pub(in crate::orders) fn list(db: &Db<'_>, filter: &ReceiptFilter, page: Page) -> Result<Vec<Receipt>, StoreError> {
    let mut all = conditions(filter);
    let part = all.bind_page(page);
    let sql = format!("select id from receipts where {} order by id desc {part}", all.text());
    let ids: Vec<ReceiptId> = db.rows(&sql, all.params().as_slice(), |row| row.get(0))?;
    db.rows_of_each(select_receipts!("where r.id = ?1"), &ids, receipt)
}

pub(in crate::orders) fn count(db: &Db<'_>, filter: &ReceiptFilter) -> Result<i64, StoreError> {
    let all = conditions(filter);
    db.number(&format!("select count(*) from receipts where {}", all.text()), all.params().as_slice())
}

pub(in crate::orders) fn series(db: &Db<'_>) -> Result<Vec<String>, StoreError> {
    db.rows("select name from receipt_series order by id", [], |row| row.get(0))
}

/// The receipt that has a number from outside, as people read its own.
pub(in crate::orders) fn of_fiscal_number(db: &Db<'_>, number: &str) -> Result<Option<String>, StoreError> {
    let sql = select_receipts!("where r.fiscal_number = ?1");
    Ok(db.row(sql, [number], receipt)?.map(|known| known.text))
}

/// Gives a receipt that waits the number from outside.
pub(in crate::orders) fn set_fiscal(tx: &Tx<'_>, by: Actor, answered: &Answered) -> Result<(), StoreError> {
    let sql = statement!(
        "update receipts set fiscal_state = {done}, fiscal_number = ?2, fiscal_signature = ?3, fiscal_at = ?4, fiscal_by = ?5
        where id = ?1 and fiscal_state = {waiting}",
        done = FiscalState::Done,
        waiting = FiscalState::Waiting,
    );
    tx.run_one(sql, params![answered.id, answered.number, answered.signature, by.now.0, by.id])
}

fn sum(row: &Row<'_>) -> RowResult<TaxSum> {
    Ok(TaxSum {
        kind: row.get(0)?,
        rate: row.get(1)?,
        gross: Fen(row.get(2)?),
        tax: Fen(row.get(3)?),
        count: row.get(4)?,
    })
}

/// From the index alone.
pub(in crate::orders) fn tax_sums(db: &Db<'_>, from: &str, to: &str) -> Result<Vec<TaxSum>, StoreError> {
    let sql = statement!(
        "select kind, rate, sum(gross), sum(tax), count(*)
        from receipt_taxes
        where business_date >= ?1 and business_date <= ?2 and kind in ({sale}, {refund}) and rate is not null
        group by kind, rate
        order by kind, rate",
        sale = ReceiptKind::Sale,
        refund = ReceiptKind::Refund,
    );
    db.rows(sql, [from, to], sum)
}

/// From the index alone.
pub(in crate::orders) fn untaxed_sums(db: &Db<'_>, from: &str, to: &str) -> Result<Vec<TaxSum>, StoreError> {
    let sql = statement!(
        "select kind, null, sum(untaxed), 0, count(*)
        from receipts
        where business_date >= ?1 and business_date <= ?2 and kind in ({sale}, {refund}) and untaxed <> 0
        group by kind
        order by kind",
        sale = ReceiptKind::Sale,
        refund = ReceiptKind::Refund,
    );
    db.rows(sql, [from, to], sum)
}
