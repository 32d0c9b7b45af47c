//! Statements of pictures.

use crate::catalogue::{NewPicture, Picture};
use crate::clock::Instant;
use crate::store::{Db, Page, StoreError, Tx, params};

/// What is said of a picture that is there.
pub(in crate::catalogue) fn alt(db: &Db<'_>, path: &str) -> Result<Option<String>, StoreError> {
    db.row("select alt from pictures where path = ?1", [path], |row| row.get(0))
}

/// Writes a picture, or what is said of it.
pub(in crate::catalogue) fn put(tx: &Tx<'_>, it: &NewPicture, alt: &str, now: Instant) -> Result<(), StoreError> {
    let side = |side: usize| i64::try_from(side).unwrap_or(i64::MAX);
    tx.run_one(
        "insert into pictures (path, bytes, width, height, alt, created_at) values (?1, ?2, ?3, ?4, ?5, ?6)
         on conflict (path) do update set alt = excluded.alt",
        params![it.path, it.bytes, side(it.width), side(it.height), alt, now.0],
    )
}

/// Writes what is said of a picture.
pub(in crate::catalogue) fn describe(tx: &Tx<'_>, path: &str, alt: &str) -> Result<(), StoreError> {
    tx.run_one("update pictures set alt = ?2 where path = ?1", params![path, alt])
}

/// Takes a picture away.
pub(in crate::catalogue) fn delete(tx: &Tx<'_>, path: &str) -> Result<(), StoreError> {
    tx.run_one("delete from pictures where path = ?1", [path])
}

/// The PNG of a path.
pub(in crate::catalogue) fn bytes(db: &Db<'_>, path: &str) -> Result<Option<Vec<u8>>, StoreError> {
    db.row("select bytes from pictures where path = ?1", [path], |row| row.get(0))
}

/// The pictures, the newest first, and how many there are.
pub fn pictures(db: &Db<'_>, page: Page) -> Result<(Vec<Picture>, i64), StoreError> {
    let sql =
        "select path, width, height, alt, created_at from pictures order by created_at desc, path limit ?1 offset ?2";
    let rows = db.rows(sql, params![page.size, page.offset], |row| {
        Ok(Picture {
            path: row.get(0)?,
            width: row.get(1)?,
            height: row.get(2)?,
            alt: row.get(3)?,
            created_at: Instant(row.get(4)?),
        })
    })?;
    Ok((rows, db.number("select count(*) from pictures", [])?))
}

/// What is said of every picture of which something is said.
pub fn alts(db: &Db<'_>) -> Result<Vec<(String, String)>, StoreError> {
    db.rows("select path, alt from pictures where alt <> '' order by path", [], |row| Ok((row.get(0)?, row.get(1)?)))
}
