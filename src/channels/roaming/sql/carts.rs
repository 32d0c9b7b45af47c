//! Statements of cart lines.

use crate::channels::roaming::cart::CartLine;
use crate::channels::roaming::ids::CartLineId;
use crate::ids::AccountId;
use crate::money::Fen;
use crate::store::{Db, Row, RowResult, StoreError, Tx, params};

const CART: &str = "id, account_id, product_id, quantity, units, unit_price, percent, choice, attrs";

fn cart_line(row: &Row<'_>) -> RowResult<CartLine> {
    Ok(CartLine {
        id: row.get(0)?,
        account_id: row.get(1)?,
        product_id: row.get(2)?,
        quantity: row.get(3)?,
        units: row.get(4)?,
        unit_price: Fen(row.get(5)?),
        percent: row.get(6)?,
        choice: row.get(7)?,
        attrs: row.get(8)?,
    })
}

/// The cart of an account by id.
pub(in crate::channels::roaming) fn cart_of(db: &Db<'_>, account: AccountId) -> Result<Vec<CartLine>, StoreError> {
    db.rows(&format!("select {CART} from cart_lines where account_id = ?1 order by id"), [account], cart_line)
}

/// A line of an account's cart.
pub(in crate::channels::roaming) fn own_line(
    db: &Db<'_>,
    account: AccountId,
    id: CartLineId,
) -> Result<Option<CartLine>, StoreError> {
    let sql = format!("select {CART} from cart_lines where account_id = ?1 and id = ?2");
    db.row(&sql, params![account, id], cart_line)
}

/// How many lines an account's cart has.
pub(in crate::channels::roaming) fn count(db: &Db<'_>, account: AccountId) -> Result<i64, StoreError> {
    db.number("select count(*) from cart_lines where account_id = ?1", [account])
}

/// Writes a line, new or changed.
pub(in crate::channels::roaming) fn put(tx: &Tx<'_>, line: &CartLine) -> Result<(), StoreError> {
    tx.run_one(
        "insert into cart_lines (account_id, id, product_id, quantity, units, unit_price, percent, choice, attrs)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
         on conflict (account_id, id) do update set
            product_id = excluded.product_id, quantity = excluded.quantity, units = excluded.units,
            unit_price = excluded.unit_price, percent = excluded.percent, choice = excluded.choice, attrs = excluded.attrs",
        params![
            line.account_id,
            line.id,
            line.product_id,
            line.quantity,
            line.units,
            line.unit_price.0,
            line.percent,
            line.choice,
            line.attrs,
        ],
    )
}

/// Takes a line out of an account's cart; one that is not there is ignored.
pub(in crate::channels::roaming) fn delete(tx: &Tx<'_>, account: AccountId, id: CartLineId) -> Result<(), StoreError> {
    tx.run("delete from cart_lines where account_id = ?1 and id = ?2", params![account, id]).map(|_| ())
}
