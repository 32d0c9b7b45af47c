//! Statements of gift claims.

use crate::channels::courses::gifts::{Claim, ClaimStatus};
use crate::channels::courses::ids::ClaimId;
use crate::clock::Instant;
use crate::store::Page;
use crate::store::{Db, Row, RowResult, StoreError, Tx, params, statement};

/// A claim is withdrawn with its voucher: what was not sent is not wanted any more when the voucher's money went back.
const STANDS: &str = statement!(
    "(gift_claims.status = {sent}
    or exists (select 1 from course_vouchers v where v.id = gift_claims.voucher_id and v.voided_at is null))",
    sent = ClaimStatus::Sent,
);

const CLAIM: &str = "id, voucher_id, account_id, gift_package_id, name, phone, address, pictures, status";

fn claim(row: &Row<'_>) -> RowResult<Claim> {
    Ok(Claim {
        id: row.get(0)?,
        voucher_id: row.get(1)?,
        account_id: row.get(2)?,
        gift_id: row.get(3)?,
        name: row.get(4)?,
        phone: row.get(5)?,
        address: row.get(6)?,
        pictures: row.get(7)?,
        status: row.get(8)?,
    })
}

/// Writes a claim down; false when the voucher's gift was claimed before.
pub fn insert(tx: &Tx<'_>, new: &Claim, now: Instant) -> Result<bool, StoreError> {
    let sql = "insert into gift_claims
            (id, voucher_id, account_id, gift_package_id, name, phone, address, pictures, created_at)
        values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
        on conflict (voucher_id) do nothing";
    let values = params![
        new.id,
        new.voucher_id,
        new.account_id,
        new.gift_id,
        new.name,
        new.phone,
        new.address,
        new.pictures,
        now.0
    ];
    Ok(tx.run(sql, values)? == 1)
}

/// The claim of an id, unless it was withdrawn.
pub fn by_id(db: &Db<'_>, id: ClaimId) -> Result<Option<Claim>, StoreError> {
    db.row(&format!("select {CLAIM} from gift_claims where id = ?1 and {STANDS}"), [id], claim)
}

/// How many claims are in a state, or in all; withdrawn ones are in none.
pub fn count(db: &Db<'_>, status: Option<i64>) -> Result<i64, StoreError> {
    let sql = format!("select count(*) from gift_claims where (?1 is null or status = ?1) and {STANDS}");
    db.number(&sql, [status])
}

/// A page of claims in a state, or in all, the oldest first: they wait for somebody.
pub fn page(db: &Db<'_>, status: Option<i64>, page: Page) -> Result<Vec<Claim>, StoreError> {
    let sql = format!(
        "select {CLAIM} from gift_claims
        where (?1 is null or status = ?1) and {STANDS}
        order by id
        limit ?2 offset ?3"
    );
    db.rows(&sql, params![status, page.size, page.offset], claim)
}

/// Moves a claim on; false when it is in another state than was seen.
pub fn set_status(tx: &Tx<'_>, id: ClaimId, from: ClaimStatus, to: ClaimStatus) -> Result<bool, StoreError> {
    Ok(tx.run("update gift_claims set status = ?3 where id = ?1 and status = ?2", params![id, from, to])? == 1)
}
