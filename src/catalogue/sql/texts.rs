//! Statements of what a manager reads and writes of products.

use crate::catalogue::{Listed, Texts};
use crate::clock::Instant;
use crate::ids::ProductId;
use crate::store::{Db, StoreError, Tx, params};

/// All products by category and id, also those that are not on sale.
pub fn with_categories(db: &Db<'_>) -> Result<Vec<Listed>, StoreError> {
    let sql = "select p.id, p.name, p.subname, p.description, p.sale_state, p.image, p.kind, c.name, p.stock
        from products p
        join categories c on c.id = p.category_id
        where p.deleted = 0
        order by c.sort, c.id, p.id";
    db.rows(sql, [], |row| {
        Ok(Listed {
            id: row.get(0)?,
            texts: Texts { name: row.get(1)?, subname: row.get(2)?, description: row.get(3)?, sale_state: row.get(4)? },
            image: row.get(5)?,
            kind: row.get(6)?,
            category: row.get(7)?,
            stock: row.get(8)?,
        })
    })
}

/// The texts of a product that is in the catalogue.
pub(in crate::catalogue) fn texts(db: &Db<'_>, id: ProductId) -> Result<Option<Texts>, StoreError> {
    let sql = "select name, subname, description, sale_state from products where id = ?1 and deleted = 0";
    db.row(sql, [id], |row| {
        Ok(Texts { name: row.get(0)?, subname: row.get(1)?, description: row.get(2)?, sale_state: row.get(3)? })
    })
}

/// Writes a product's texts.
pub(in crate::catalogue) fn set_texts(tx: &Tx<'_>, id: ProductId, it: &Texts, now: Instant) -> Result<(), StoreError> {
    let sql = "update products
        set name = ?2, subname = ?3, description = ?4, sale_state = ?5, modified_at = ?6
        where id = ?1";
    tx.run_one(sql, params![id, it.name, it.subname, it.description, it.sale_state, now.0])
}
