//! Statements of activation codes.

use crate::channels::roaming::esims::{Esim, EsimState};
use crate::channels::roaming::ids::EsimId;
use crate::clock::Instant;
use crate::ids::{AccountId, LineId, OrderId, ProductId};
use crate::store::{Db, Page, Row, RowResult, StoreError, Tx, params, statement};

const ESIM: &str = "id, product_id, state, line_id, shown_at, excuse is not null";

fn esim(row: &Row<'_>) -> RowResult<Esim> {
    Ok(Esim {
        id: row.get(0)?,
        product_id: row.get(1)?,
        state: row.get(2)?,
        line_id: row.get(3)?,
        shown_at: row.get::<_, Option<i64>>(4)?.map(Instant),
        is_excused: row.get(5)?,
    })
}

/// A code as it comes into the store.
pub(in crate::channels::roaming) struct Sealed<'s> {
    /// What it is a piece of.
    pub(in crate::channels::roaming) product: ProductId,
    /// The code.
    pub(in crate::channels::roaming) code: &'s [u8],
    /// The confirmation code that goes with it.
    pub(in crate::channels::roaming) confirmation: Option<&'s [u8]>,
    /// What tells it from others.
    pub(in crate::channels::roaming) digest: &'s [u8],
}

/// Puts a code into the store; false where it is there already.
pub(in crate::channels::roaming) fn insert(
    tx: &Tx<'_>,
    id: EsimId,
    it: &Sealed<'_>,
    now: Instant,
) -> Result<bool, StoreError> {
    let sql = "insert into esims (id, product_id, code, confirmation, digest, created_at)
        values (?1, ?2, ?3, ?4, ?5, ?6)
        on conflict (digest) do nothing";
    Ok(tx.run(sql, params![id, it.product, it.code, it.confirmation, it.digest, now.0])? == 1)
}

/// Whether there is a code of this digest.
pub(in crate::channels::roaming) fn is_known(db: &Db<'_>, digest: &[u8]) -> Result<bool, StoreError> {
    db.exists("select 1 from esims where digest = ?1", [digest])
}

/// The code of an id.
pub(in crate::channels::roaming) fn by_id(db: &Db<'_>, id: EsimId) -> Result<Option<Esim>, StoreError> {
    db.row(&format!("select {ESIM} from esims where id = ?1"), [id], esim)
}

/// The codes of a line by id.
pub(in crate::channels::roaming) fn of_line(db: &Db<'_>, line: LineId) -> Result<Vec<Esim>, StoreError> {
    db.rows(&format!("select {ESIM} from esims where line_id = ?1 order by id"), [line], esim)
}

/// The codes of an order by line and id.
pub(in crate::channels::roaming) fn of_order(db: &Db<'_>, order: OrderId) -> Result<Vec<Esim>, StoreError> {
    let sql = format!(
        "select {ESIM} from esims
         where line_id in (select id from order_lines where order_id = ?1)
         order by line_id, id"
    );
    db.rows(&sql, [order], esim)
}

/// The codes of these lines.
pub(in crate::channels::roaming) fn of_lines(db: &Db<'_>, lines: &[LineId]) -> Result<Vec<Esim>, StoreError> {
    db.rows_of_each(&format!("select {ESIM} from esims where line_id = ?1 order by id"), lines, esim)
}

/// Gives so many codes of a product that nobody has to a line, the oldest first; how many there were. Who finds a code free in the
/// statement has it with the statement.
pub(in crate::channels::roaming) fn hold(
    tx: &Tx<'_>,
    product: ProductId,
    line: LineId,
    pieces: i64,
) -> Result<i64, StoreError> {
    let sql = statement!(
        "update esims
        set state = {sold}, line_id = ?2
        where id in (
            select id from esims
            where product_id = ?1 and state = {in_stock} and code is not null
            order by id
            limit ?3
        )",
        sold = EsimState::Sold,
        in_stock = EsimState::InStock,
    );
    Ok(i64::try_from(tx.run(sql, params![product, line, pieces])?).unwrap_or(i64::MAX))
}

/// Puts a code that nobody has seen back; whether it was.
pub(in crate::channels::roaming) fn let_go(tx: &Tx<'_>, id: EsimId) -> Result<bool, StoreError> {
    let sql = statement!(
        "update esims set state = {in_stock}, line_id = null, excuse = null
        where id = ?1 and state = {sold} and shown_at is null",
        in_stock = EsimState::InStock,
        sold = EsimState::Sold,
    );
    Ok(tx.run(sql, [id])? == 1)
}

/// A code that was shown is never sold again.
pub(in crate::channels::roaming) fn spend(tx: &Tx<'_>, id: EsimId) -> Result<(), StoreError> {
    let sql = statement!(
        "update esims set state = {spent} where id = ?1 and state = {sold} and shown_at is not null",
        spent = EsimState::Spent,
        sold = EsimState::Sold,
    );
    tx.run_one(sql, [id])
}

/// Writes down who has seen a code first; whether nobody had.
pub(in crate::channels::roaming) fn set_shown(
    tx: &Tx<'_>,
    id: EsimId,
    now: Instant,
    by: AccountId,
) -> Result<bool, StoreError> {
    let sql = statement!(
        "update esims set shown_at = ?2, shown_by = ?3 where id = ?1 and state = {sold} and shown_at is null",
        sold = EsimState::Sold,
    );
    Ok(tx.run(sql, params![id, now.0, by])? == 1)
}

/// Writes down why a code's money may go back although it was shown; whether nobody had said so before.
pub(in crate::channels::roaming) fn set_excuse(tx: &Tx<'_>, id: EsimId, why: &str) -> Result<bool, StoreError> {
    let sql = statement!(
        "update esims set excuse = ?2 where id = ?1 and state = {sold} and shown_at is not null and excuse is null",
        sold = EsimState::Sold,
    );
    Ok(tx.run(sql, params![id, why])? == 1)
}

/// Takes a code out of sale, or back; whether it was in the state that it is to leave.
pub(in crate::channels::roaming) fn pass(
    tx: &Tx<'_>,
    id: EsimId,
    from: EsimState,
    to: EsimState,
) -> Result<bool, StoreError> {
    Ok(tx.run("update esims set state = ?3 where id = ?1 and state = ?2", params![id, from, to])? == 1)
}

/// A code and its confirmation code, both sealed.
pub(in crate::channels::roaming) type Kept = (Option<Vec<u8>>, Option<Vec<u8>>);

/// What is kept of a code.
pub(in crate::channels::roaming) fn sealed(db: &Db<'_>, id: EsimId) -> Result<Option<Kept>, StoreError> {
    db.row("select code, confirmation from esims where id = ?1", [id], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// How many codes of each product are in each state.
pub(in crate::channels::roaming) fn counts(db: &Db<'_>) -> Result<Vec<(ProductId, EsimState, i64)>, StoreError> {
    let sql = "select product_id, state, count(*) from esims group by product_id, state order by product_id, state";
    db.rows(sql, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
}

/// A code in a list: the order that it is with, and its code, sealed.
pub(in crate::channels::roaming) struct Listed {
    /// The code without what it says.
    pub(in crate::channels::roaming) esim: Esim,
    /// The order that it is with.
    pub(in crate::channels::roaming) order: Option<OrderId>,
    /// The code, sealed.
    pub(in crate::channels::roaming) code: Option<Vec<u8>>,
}

/// Codes of a product (0 for all) in a state (empty for all), the newest first.
pub(in crate::channels::roaming) fn page(
    db: &Db<'_>,
    (product, state): (i64, &str),
    page: Page,
) -> Result<Vec<Listed>, StoreError> {
    let sql = "select e.id, e.product_id, e.state, e.line_id, e.shown_at, e.excuse is not null, l.order_id, e.code
        from esims e
        left join order_lines l on l.id = e.line_id
        where (?1 = 0 or e.product_id = ?1) and (?2 = '' or e.state = ?2)
        order by e.id desc
        limit ?3 offset ?4";
    db.rows(sql, params![product, state, page.size, page.offset], |row| {
        Ok(Listed { esim: esim(row)?, order: row.get(6)?, code: row.get(7)? })
    })
}
