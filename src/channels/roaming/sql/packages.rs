//! Statements of what customers have bought and can use: packages, numbers, minutes.

use crate::channels::roaming::ids::{UsageId, VoucherId};
use crate::channels::roaming::packages::{NumberHold, NumberProduct, Package};
use crate::clock::Instant;
use crate::ids::{AccountId, LineId};
use crate::orders::LineStatus;
use crate::store::{Db, Row, RowResult, StoreError, Tx, params, statement};

/// One row for each piece of a paid line, its card beside it.
const PIECES: &str = statement!(
    "select t.line_id, t.order_id, l.item, p.name, p.kind, p.image, 1, l.area, l.starts_at, l.ends_at,
        c.iccid, g.voucher_id
    from trips t
    join order_lines l on l.order_id = t.order_id and l.id = t.line_id
    join products p on p.id = l.item
    left join data_cards c on c.id = t.card_id
    left join redeemed_gifts g on g.trip_id = t.id
    where t.account_id = ?1 and t.paid = 1 and l.status = {done}",
    done = LineStatus::Done,
);

/// A piece: its package, its card, and the voucher that it was redeemed with.
type Piece = (Package, Option<String>, Option<VoucherId>);

fn piece(row: &Row<'_>) -> RowResult<Piece> {
    let package = Package {
        line_id: row.get(0)?,
        order_id: row.get(1)?,
        product_id: row.get(2)?,
        name: row.get(3)?,
        kind: row.get(4)?,
        logo: row.get(5)?,
        quantity: row.get(6)?,
        area: row.get(7)?,
        starts_at: row.get::<_, Option<i64>>(8)?.map(Instant),
        ends_at: row.get::<_, Option<i64>>(9)?.map(Instant),
        cards: Vec::new(),
    };
    Ok((package, row.get(10)?, row.get(11)?))
}

/// Puts the pieces of each line together; they come by line. A piece that was redeemed is a package of its own.
fn whole(pieces: Vec<Piece>) -> Vec<Package> {
    let mut packages: Vec<(Package, Option<VoucherId>)> = Vec::new();
    for (package, card, gift) in pieces {
        match packages.last_mut().filter(|(last, of)| last.line_id == package.line_id && *of == gift) {
            Some((last, _)) => last.quantity += 1,
            None => packages.push((package, gift)),
        }
        if let Some((last, _)) = packages.last_mut() {
            last.cards.extend(card);
        }
    }
    packages.into_iter().map(|(package, _)| package).collect()
}

/// The packages of an account that end after `now` and begin until `latest_start`, by line.
pub(in crate::channels::roaming) fn packages(
    db: &Db<'_>,
    account: AccountId,
    now: Instant,
    latest_start: Instant,
) -> Result<Vec<Package>, StoreError> {
    let sql = format!("{PIECES} and l.ends_at > ?2 and l.starts_at <= ?3 order by t.line_id, t.id");
    Ok(whole(db.rows(&sql, params![account, now.0, latest_start.0], piece)?))
}

/// The package of a line of an account.
pub(in crate::channels::roaming) fn package_of_line(
    db: &Db<'_>,
    account: AccountId,
    line: LineId,
) -> Result<Option<Package>, StoreError> {
    let sql = format!("{PIECES} and t.line_id = ?2 order by t.line_id, t.id");
    Ok(whole(db.rows(&sql, params![account, line], piece)?).pop())
}

/// The numbers of paid lines of an account that end after `now` and begin until `latest_start`, by line and number.
pub(in crate::channels::roaming) fn numbers(
    db: &Db<'_>,
    account: AccountId,
    now: Instant,
    latest_start: Instant,
) -> Result<Vec<NumberHold>, StoreError> {
    let sql = statement!(
        "select h.phone, h.starts_at, h.ends_at, h.line_id, l.item, p.name, p.kind, p.image
        from number_holds h
        join order_lines l on l.order_id = h.order_id and l.id = h.line_id
        join products p on p.id = l.item
        where h.account_id = ?1 and l.status = {done} and h.ends_at > ?2 and h.starts_at <= ?3
        order by h.line_id, h.phone",
        done = LineStatus::Done,
    );
    db.rows(sql, params![account, now.0, latest_start.0], |row| {
        Ok(NumberHold {
            phone: row.get(0)?,
            starts_at: Instant(row.get(1)?),
            ends_at: Instant(row.get(2)?),
            bought: Some(NumberProduct {
                line_id: row.get(3)?,
                product_id: row.get(4)?,
                name: row.get(5)?,
                kind: row.get(6)?,
                logo: row.get(7)?,
            }),
        })
    })
}

/// The minutes of an account's paid lines that are valid at an instant.
pub(in crate::channels::roaming) fn minutes_of_lines(
    db: &Db<'_>,
    account: AccountId,
    now: Instant,
) -> Result<i64, StoreError> {
    let sql = statement!(
        "select coalesce(sum(l.minutes * (l.quantity
            - (select count(*) from redeemed_gifts g where g.line_id = l.id))), 0)
        from orders o
        join order_lines l on l.order_id = o.id
        where o.account_id = ?1 and o.channel = 'roaming' and l.status = {done} and l.minutes > 0
            and l.starts_at <= ?2 and l.ends_at > ?2",
        done = LineStatus::Done,
    );
    db.number(sql, params![account, now.0])
}

/// The seconds that an account has talked.
pub(in crate::channels::roaming) fn seconds_used(db: &Db<'_>, account: AccountId) -> Result<i64, StoreError> {
    db.number("select coalesce(sum(seconds), 0) from voice_usage where account_id = ?1", [account])
}

/// A record of a call that was billed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::channels::roaming) struct Usage {
    pub(in crate::channels::roaming) id: UsageId,
    pub(in crate::channels::roaming) account_id: AccountId,
    pub(in crate::channels::roaming) at: Instant,
    pub(in crate::channels::roaming) seconds: i64,
    pub(in crate::channels::roaming) reference: String,
}

/// The record of a reference.
pub(in crate::channels::roaming) fn usage_of(db: &Db<'_>, reference: &str) -> Result<Option<Usage>, StoreError> {
    let sql = "select id, account_id, at, seconds, reference from voice_usage where reference = ?1";
    db.row(sql, [reference], |row| {
        Ok(Usage {
            id: row.get(0)?,
            account_id: row.get(1)?,
            at: Instant(row.get(2)?),
            seconds: row.get(3)?,
            reference: row.get(4)?,
        })
    })
}

/// Writes a record down.
pub(in crate::channels::roaming) fn insert_usage(tx: &Tx<'_>, it: &Usage) -> Result<(), StoreError> {
    let sql = "insert into voice_usage (id, account_id, at, seconds, reference) values (?1, ?2, ?3, ?4, ?5)";
    tx.run_one(sql, params![it.id, it.account_id, it.at.0, it.seconds, it.reference])
}
