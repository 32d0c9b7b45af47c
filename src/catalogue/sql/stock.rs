//! Statements of the stock of pieces.

use crate::catalogue::Kind;
use crate::store::{Db, StoreError, Tx, params};

/// Takes pieces out of a product's stock if there are so many.
pub(in crate::catalogue) fn take(tx: &Tx<'_>, product: i64, pieces: i64) -> Result<bool, StoreError> {
    let sql = "update products set stock = stock - ?2 where id = ?1 and stock >= ?2";
    Ok(tx.run(sql, params![product, pieces])? == 1)
}

/// Gives pieces back into a product's stock.
pub(in crate::catalogue) fn put(tx: &Tx<'_>, product: i64, pieces: i64) -> Result<(), StoreError> {
    tx.run_one("update products set stock = stock + ?2 where id = ?1", params![product, pieces])
}

/// The stock of a product that is counted.
pub(in crate::catalogue) fn left(db: &Db<'_>, id: i64) -> Result<Option<i64>, StoreError> {
    let sql = "select stock from products where id = ?1 and kind = ?2 and deleted = 0";
    db.row(sql, [id, Kind::Card.number()], |row| row.get(0))
}

/// Sets a stock that is still what was seen; whether it was.
pub(in crate::catalogue) fn set(tx: &Tx<'_>, id: i64, seen: i64, counted: i64) -> Result<bool, StoreError> {
    Ok(tx.run("update products set stock = ?3 where id = ?1 and stock = ?2", [id, seen, counted])? == 1)
}

/// Whether a product is a card.
pub(in crate::catalogue) fn is_card(db: &Db<'_>, product: i64) -> Result<bool, StoreError> {
    db.exists("select 1 from products where id = ?1 and kind = ?2", [product, Kind::Card.number()])
}

/// The only product that is a card, if it did not come with a stock of its own.
pub(in crate::catalogue) fn counted_by_cards(db: &Db<'_>) -> Result<Option<i64>, StoreError> {
    let sql = "select p.id
        from products p
        where p.kind = ?1
            and (select count(*) from products q where q.kind = ?1) = 1
            and not exists (
                select 1 from stock_moves m where m.item_kind = 'product' and m.item = p.id and m.reason = 'opening'
            )";
    db.row(sql, [Kind::Card.number()], |row| row.get(0))
}
