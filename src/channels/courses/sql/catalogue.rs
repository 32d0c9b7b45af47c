//! Statements of schools, courses, offers and which offer goes with which course.

use crate::channels::courses::ids::{CourseId, OfferId, SchoolId};
use crate::channels::courses::offer::{Offer, OfferTerms};
use crate::clock::Instant;
use crate::money::Fen;
use crate::store::Page;
use crate::store::{Db, Row, RowResult, StoreError, params};

/// A course that is still given.
#[derive(Clone, Debug)]
pub struct Course {
    /// Its id.
    pub id: CourseId,
    /// Who teaches it.
    pub organisation_id: SchoolId,
    /// Its name.
    pub name: String,
    /// The address of its picture.
    pub picture: String,
}

/// The columns of an offer's terms.
pub(super) const OFFER_TERMS: &str =
    "f.name, f.value, f.rebate_value, f.buy_from, f.buy_until, f.use_from, f.use_until, f.active";

/// The terms whose columns begin at a place of the row.
pub(super) fn offer_terms(row: &Row<'_>, first: usize) -> RowResult<OfferTerms> {
    let instant = |column| row.get(column).map(Instant);
    Ok(OfferTerms {
        name: row.get(first)?,
        value: Fen(row.get(first + 1)?),
        rebate_value: Fen(row.get(first + 2)?),
        buy_from: instant(first + 3)?,
        buy_until: instant(first + 4)?,
        use_from: instant(first + 5)?,
        use_until: instant(first + 6)?,
        active: row.get(first + 7)?,
    })
}

/// An offer whose columns begin at a place of the row.
fn offer(row: &Row<'_>, first: usize) -> RowResult<Offer> {
    Ok(Offer { id: row.get(first)?, terms: offer_terms(row, first + 1)? })
}

fn course(row: &Row<'_>) -> RowResult<Course> {
    Ok(Course { id: row.get(0)?, organisation_id: row.get(1)?, name: row.get(2)?, picture: row.get(3)? })
}

/// The course of an id, unless it is gone.
pub fn course_by_id(db: &Db<'_>, id: CourseId) -> Result<Option<Course>, StoreError> {
    let sql = "select id, organisation_id, name, picture from courses where id = ?1 and deleted = 0";
    db.row(sql, [id], course)
}

/// The name of an organisation.
pub fn organisation_name(db: &Db<'_>, id: SchoolId) -> Result<Option<String>, StoreError> {
    db.row("select name from organisations where id = ?1", [id], |row| row.get(0))
}

/// Whether there is such an organisation.
pub fn has_organisation(db: &Db<'_>, id: SchoolId) -> Result<bool, StoreError> {
    db.exists("select 1 from organisations where id = ?1", [id])
}

/// The offer of an id if it is bound to the course now.
pub fn bound_offer(db: &Db<'_>, course: CourseId, id: OfferId) -> Result<Option<Offer>, StoreError> {
    let sql = format!(
        "select f.id, {OFFER_TERMS}
        from course_offers f
        join offer_bindings b on b.offer_id = f.id and b.course_id = ?1 and b.active = 1
        where f.id = ?2"
    );
    db.row(&sql, params![course, id], |row| offer(row, 0))
}

/// Which courses a list is of.
#[derive(Clone, Copy, Debug, Default)]
pub struct Listed {
    /// An organisation's, or all.
    pub organisation: Option<SchoolId>,
    /// A course that is left out.
    pub except: Option<CourseId>,
}

/// The condition of [`Listed`]: its two members are the first parameters.
const LISTED: &str = "deleted = 0 and (?1 is null or organisation_id = ?1) and (?2 is null or id <> ?2)";

/// How many courses are listed.
pub fn count_courses(db: &Db<'_>, listed: Listed) -> Result<i64, StoreError> {
    let sql = format!("select count(*) from courses where {LISTED}");
    db.number(&sql, params![listed.organisation, listed.except])
}

/// A page of courses by id.
pub fn page_of_courses(db: &Db<'_>, listed: Listed, page: Page) -> Result<Vec<Course>, StoreError> {
    let sql =
        format!("select id, organisation_id, name, picture from courses where {LISTED} order by id limit ?3 offset ?4");
    db.rows(&sql, params![listed.organisation, listed.except, page.size, page.offset], course)
}

/// The bound offers of that page's courses: course and offer, the ones that save most first.
pub fn offers_of_page(db: &Db<'_>, listed: Listed, page: Page) -> Result<Vec<(CourseId, Offer)>, StoreError> {
    let sql = format!(
        "select b.course_id, f.id, {OFFER_TERMS}
        from offer_bindings b
        join course_offers f on f.id = b.offer_id
        where b.active = 1
            and b.course_id in (select id from courses where {LISTED} order by id limit ?3 offset ?4)
        order by b.course_id, f.rebate_value - f.value desc, f.id"
    );
    let values = params![listed.organisation, listed.except, page.size, page.offset];
    db.rows(&sql, values, |row| Ok((row.get(0)?, offer(row, 1)?)))
}
