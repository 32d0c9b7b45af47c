//! Statements of the back office: staff, offers and their ends, which offer goes with which course, service phones.

use crate::channels::courses::ids::{BindingId, CourseId, GiftId, OfferId, SchoolId};
use crate::clock::Instant;
use crate::ids::AccountId;
use crate::money::Fen;
use crate::store::{Db, StoreError, Tx, params};

/// The organisations that a staff account redeems for.
pub fn organisations_of(db: &Db<'_>, account: AccountId) -> Result<Vec<SchoolId>, StoreError> {
    let sql = "select organisation_id from organisation_staff where account_id = ?1 order by organisation_id";
    db.rows(sql, [account], |row| row.get(0))
}

/// Lets a staff account redeem for an organisation; false when it did before.
pub fn add_staff(tx: &Tx<'_>, account: AccountId, organisation: SchoolId) -> Result<bool, StoreError> {
    let sql = "insert into organisation_staff (account_id, organisation_id) values (?1, ?2)
        on conflict (account_id, organisation_id) do nothing";
    Ok(tx.run(sql, params![account, organisation])? == 1)
}

/// Takes that away again; false when there was nothing to take.
pub fn remove_staff(tx: &Tx<'_>, account: AccountId, organisation: SchoolId) -> Result<bool, StoreError> {
    let sql = "delete from organisation_staff where account_id = ?1 and organisation_id = ?2";
    Ok(tx.run(sql, params![account, organisation])? == 1)
}

/// An offer whose end is near.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ending {
    /// Its id.
    pub id: OfferId,
    /// Its name.
    pub name: String,
    /// What a voucher costs.
    pub value: Fen,
    /// What it pays for.
    pub rebate_value: Fen,
    /// Last second in which it is sold.
    pub buy_until: Instant,
    /// Last second in which its vouchers are taken.
    pub use_until: Instant,
}

/// Active offers that end between two instants, the next end first.
pub fn offers_ending(db: &Db<'_>, from: Instant, until: Instant, most: i64) -> Result<Vec<Ending>, StoreError> {
    let sql = "select id, name, value, rebate_value, buy_until, use_until
        from course_offers
        where active = 1 and use_until >= ?1 and use_until <= ?2
        order by use_until, id
        limit ?3";
    db.rows(sql, params![from.0, until.0, most], |row| {
        Ok(Ending {
            id: row.get(0)?,
            name: row.get(1)?,
            value: Fen(row.get(2)?),
            rebate_value: Fen(row.get(3)?),
            buy_until: Instant(row.get(4)?),
            use_until: Instant(row.get(5)?),
        })
    })
}

/// When an offer ends: to buy, to use.
pub fn ends_of(db: &Db<'_>, offer: OfferId) -> Result<Option<(Instant, Instant)>, StoreError> {
    db.row("select buy_until, use_until from course_offers where id = ?1", [offer], |row| {
        Ok((Instant(row.get(0)?), Instant(row.get(1)?)))
    })
}

/// Moves both ends of an offer.
pub fn set_ends(tx: &Tx<'_>, offer: OfferId, (buy, last_use): (Instant, Instant)) -> Result<(), StoreError> {
    let sql = "update course_offers set buy_until = ?2, use_until = ?3 where id = ?1";
    tx.run_one(sql, params![offer, buy.0, last_use.0])
}

/// The active binding of an offer and a course: its id and gift.
pub fn active_binding(
    db: &Db<'_>,
    course: CourseId,
    offer: OfferId,
) -> Result<Option<(BindingId, Option<GiftId>)>, StoreError> {
    let sql = "select id, gift_package_id from offer_bindings where course_id = ?1 and offer_id = ?2 and active = 1";
    db.row(sql, params![course, offer], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Switches a binding off.
pub fn end_binding(tx: &Tx<'_>, id: BindingId) -> Result<(), StoreError> {
    tx.run_one("update offer_bindings set active = 0 where id = ?1 and active = 1", [id])
}

/// Binds an offer to a course.
pub fn bind(tx: &Tx<'_>, course: CourseId, offer: OfferId, gift: Option<GiftId>) -> Result<BindingId, StoreError> {
    let id = BindingId::next(tx)?;
    let sql = "insert into offer_bindings (id, course_id, offer_id, gift_package_id) values (?1, ?2, ?3, ?4)";
    tx.run_one(sql, params![id, course, offer, gift])?;
    Ok(id)
}

/// Whether there is such a gift package.
pub fn has_gift(db: &Db<'_>, id: GiftId) -> Result<bool, StoreError> {
    db.exists("select 1 from gift_packages where id = ?1", [id])
}

/// The service phone of an organisation that is there.
pub fn phone_of(db: &Db<'_>, organisation: SchoolId) -> Result<Option<String>, StoreError> {
    Ok(db.row("select phone from organisations where id = ?1", [organisation], |row| row.get(0))?.flatten())
}

/// Sets the service phone of an organisation.
pub fn set_phone(tx: &Tx<'_>, organisation: SchoolId, phone: Option<&str>) -> Result<(), StoreError> {
    tx.run_one("update organisations set phone = ?2 where id = ?1", params![organisation, phone])
}
