//! Statements of money that no order explains.

use crate::clock::Instant;
use crate::ids::{AccountId, UnmatchedId};
use crate::money::Fen;
use crate::orders::Terms;
use crate::orders::unmatched::{ProviderMoney, UnmatchedMoney};
use crate::store::{Db, Row, RowResult, StoreError, Tx, params};

const COLUMNS: &str = "id, at, kind, way, number, trade_no, amount, reason";

const REFUND: &str = "refund";

fn unmatched(row: &Row<'_>) -> RowResult<UnmatchedMoney> {
    let money = ProviderMoney {
        went_back: row.get::<_, String>(2)? == REFUND,
        way: row.get(3)?,
        number: row.get(4)?,
        trade_no: row.get(5)?,
        amount: Fen(row.get(6)?),
    };
    Ok(UnmatchedMoney { id: row.get(0)?, at: Instant(row.get(1)?), money, reason: row.get(7)? })
}

/// Writes a notice down; whether it is new.
pub(in crate::orders) fn insert(
    tx: &Tx<'_>,
    terms: &Terms,
    money: &ProviderMoney,
    reason: &str,
) -> Result<bool, StoreError> {
    let kind = if money.went_back { REFUND } else { "payment" };
    let sql = "select 1 from unmatched_money
        where kind = ?1 and way = ?2 and trade_no = ?3 and number = ?4 and amount = ?5";
    if tx.exists(sql, params![kind, money.way, money.trade_no, money.number, money.amount.0])? {
        return Ok(false);
    }
    tx.run_one(
        "insert into unmatched_money (id, at, business_date, kind, way, number, trade_no, amount, reason)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            UnmatchedId::next(tx)?,
            terms.now.0,
            terms.business_date(),
            kind,
            money.way,
            money.number,
            money.trade_no,
            money.amount.0,
            reason,
        ],
    )?;
    Ok(true)
}

pub(in crate::orders) fn by_id(db: &Db<'_>, id: UnmatchedId) -> Result<Option<UnmatchedMoney>, StoreError> {
    db.row(&format!("select {COLUMNS} from unmatched_money where id = ?1"), [id], unmatched)
}

pub(in crate::orders) fn open(db: &Db<'_>, most: i64) -> Result<Vec<UnmatchedMoney>, StoreError> {
    let sql = format!("select {COLUMNS} from unmatched_money where settled_at is null order by id limit ?1");
    db.rows(&sql, [most], unmatched)
}

/// Settles one; whether nobody had before.
pub(in crate::orders) fn settle(
    tx: &Tx<'_>,
    id: UnmatchedId,
    (now, actor): (Instant, AccountId),
    note: &str,
) -> Result<bool, StoreError> {
    let sql =
        "update unmatched_money set settled_at = ?2, settled_by = ?3, note = ?4 where id = ?1 and settled_at is null";
    Ok(tx.run(sql, params![id, now.0, actor, note])? == 1)
}
