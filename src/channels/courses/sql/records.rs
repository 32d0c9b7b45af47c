//! Statements of schools, courses, offers and gift packages as the staff keeps them. A list is of one id, or of all where it is
//! null.

use super::catalogue::{self, OFFER_TERMS};
use crate::channels::courses::ids::{BindingId, CourseId, GiftId, OfferId, SchoolId};
use crate::channels::courses::staff::records::RecordQuery;
use crate::channels::courses::staff::records::courses::KeptCourse;
use crate::channels::courses::staff::records::gifts::KeptGift;
use crate::channels::courses::staff::records::offers::KeptOffer;
use crate::channels::courses::staff::records::schools::School;
use crate::ids::AccountId;
use crate::store::{Db, Row, RowResult, StoreError, Tx, params};

/// A school in a list.
pub struct SchoolRow {
    /// Its id.
    pub id: SchoolId,
    /// The school.
    pub school: School,
    /// How many courses it gives.
    pub courses: i64,
}

/// A binding that is on.
pub struct BindingRow {
    /// The course.
    pub course_id: CourseId,
    /// Its id.
    pub id: BindingId,
    /// The offer.
    pub offer_id: OfferId,
    /// The gift package that comes with it.
    pub gift_id: Option<GiftId>,
}

/// A gift package in a list.
pub struct GiftRow {
    /// Its id.
    pub id: GiftId,
    /// The gift package.
    pub gift: KeptGift,
    /// How many bindings that are on give it.
    pub bound: i64,
}

/// An offer in a list.
pub struct OfferRow {
    /// Its id.
    pub id: OfferId,
    /// The offer.
    pub offer: KeptOffer,
    /// How many of its vouchers were sold and not given back.
    pub sold: i64,
}

/// The school of an id.
pub fn school(db: &Db<'_>, id: SchoolId) -> Result<Option<School>, StoreError> {
    let sql = "select name, phone from organisations where id = ?1";
    db.row(sql, [id], |row| Ok(School { name: row.get(0)?, phone: row.get(1)? }))
}

/// Writes a school.
pub fn put_school(tx: &Tx<'_>, id: SchoolId, school: &School) -> Result<(), StoreError> {
    let sql = "insert into organisations (id, name, phone) values (?1, ?2, ?3)
        on conflict (id) do update set name = excluded.name, phone = excluded.phone";
    tx.run_one(sql, params![id, school.name, school.phone])
}

/// How many schools there are.
pub fn count_schools(db: &Db<'_>) -> Result<i64, StoreError> {
    db.number("select count(*) from organisations", [])
}

const SCHOOLS: &str = "select id from organisations where ?1 is null or id = ?1 order by id limit ?2 offset ?3";

/// A page of schools by id.
pub fn schools(db: &Db<'_>, query: RecordQuery<SchoolId>) -> Result<Vec<SchoolRow>, StoreError> {
    let sql = format!(
        "select o.id, o.name, o.phone,
            (select count(*) from courses c where c.organisation_id = o.id and c.deleted = 0)
        from organisations o
        where o.id in ({SCHOOLS})
        order by o.id"
    );
    db.rows(&sql, params![query.id, query.page.size, query.page.offset], |row| {
        let school = School { name: row.get(1)?, phone: row.get(2)? };
        Ok(SchoolRow { id: row.get(0)?, school, courses: row.get(3)? })
    })
}

/// Who redeems for that page's schools: school and account.
pub fn staff_of_schools(db: &Db<'_>, query: RecordQuery<SchoolId>) -> Result<Vec<(SchoolId, AccountId)>, StoreError> {
    let sql = format!(
        "select organisation_id, account_id
        from organisation_staff
        where organisation_id in ({SCHOOLS})
        order by organisation_id, account_id"
    );
    db.rows(&sql, params![query.id, query.page.size, query.page.offset], |row| Ok((row.get(0)?, row.get(1)?)))
}

const COURSE: &str = "id, organisation_id, name, picture, deleted";

fn course_row(row: &Row<'_>) -> RowResult<(CourseId, KeptCourse)> {
    let course =
        KeptCourse { organisation_id: row.get(1)?, name: row.get(2)?, picture: row.get(3)?, deleted: row.get(4)? };
    Ok((row.get(0)?, course))
}

/// The course of an id, also one that is gone.
pub fn course(db: &Db<'_>, id: CourseId) -> Result<Option<KeptCourse>, StoreError> {
    Ok(db.row(&format!("select {COURSE} from courses where id = ?1"), [id], course_row)?.map(|(_, course)| course))
}

/// Writes a course.
pub fn put_course(tx: &Tx<'_>, id: CourseId, course: &KeptCourse) -> Result<(), StoreError> {
    let sql = "insert into courses (id, organisation_id, name, picture, deleted) values (?1, ?2, ?3, ?4, ?5)
        on conflict (id) do update set
            organisation_id = excluded.organisation_id,
            name = excluded.name,
            picture = excluded.picture,
            deleted = excluded.deleted";
    tx.run_one(sql, params![id, course.organisation_id, course.name, course.picture, course.deleted])
}

/// How many courses a school has, or all schools.
pub fn count_courses(db: &Db<'_>, school: Option<SchoolId>) -> Result<i64, StoreError> {
    db.number("select count(*) from courses where ?1 is null or organisation_id = ?1", [school])
}

const COURSES: &str = "select id from courses
    where (?1 is null or id = ?1) and (?2 is null or organisation_id = ?2)
    order by id limit ?3 offset ?4";

/// A page of courses by id.
pub fn courses(db: &Db<'_>, query: RecordQuery<CourseId>) -> Result<Vec<(CourseId, KeptCourse)>, StoreError> {
    let sql = format!("select {COURSE} from courses where id in ({COURSES}) order by id");
    db.rows(&sql, params![query.id, query.school, query.page.size, query.page.offset], course_row)
}

/// The bindings of that page's courses that are on.
pub fn bindings_of_courses(db: &Db<'_>, query: RecordQuery<CourseId>) -> Result<Vec<BindingRow>, StoreError> {
    let sql = format!(
        "select course_id, id, offer_id, gift_package_id
        from offer_bindings
        where active = 1 and course_id in ({COURSES})
        order by course_id, id"
    );
    db.rows(&sql, params![query.id, query.school, query.page.size, query.page.offset], |row| {
        Ok(BindingRow { course_id: row.get(0)?, id: row.get(1)?, offer_id: row.get(2)?, gift_id: row.get(3)? })
    })
}

/// The gift package of an id.
pub fn gift(db: &Db<'_>, id: GiftId) -> Result<Option<KeptGift>, StoreError> {
    let sql = "select introduce, detail from gift_packages where id = ?1";
    db.row(sql, [id], |row| Ok(KeptGift { introduce: row.get(0)?, detail: row.get(1)? }))
}

/// Writes a gift package.
pub fn put_gift(tx: &Tx<'_>, id: GiftId, gift: &KeptGift) -> Result<(), StoreError> {
    let sql = "insert into gift_packages (id, introduce, detail) values (?1, ?2, ?3)
        on conflict (id) do update set introduce = excluded.introduce, detail = excluded.detail";
    tx.run_one(sql, params![id, gift.introduce, gift.detail])
}

/// How many gift packages there are.
pub fn count_gifts(db: &Db<'_>) -> Result<i64, StoreError> {
    db.number("select count(*) from gift_packages", [])
}

/// A page of gift packages by id.
pub fn gifts(db: &Db<'_>, query: RecordQuery<GiftId>) -> Result<Vec<GiftRow>, StoreError> {
    let sql = "select g.id, g.introduce, g.detail,
            (select count(*) from offer_bindings b where b.gift_package_id = g.id and b.active = 1)
        from gift_packages g
        where ?1 is null or g.id = ?1
        order by g.id
        limit ?2 offset ?3";
    db.rows(sql, params![query.id, query.page.size, query.page.offset], |row| {
        let gift = KeptGift { introduce: row.get(1)?, detail: row.get(2)? };
        Ok(GiftRow { id: row.get(0)?, gift, bound: row.get(3)? })
    })
}

const OFFER: &str = "f.id, f.use_condition, f.use_method, f.use_instruction";

fn offer_row(row: &Row<'_>) -> RowResult<KeptOffer> {
    let terms = catalogue::offer_terms(row, 4)?;
    Ok(KeptOffer { use_condition: row.get(1)?, use_method: row.get(2)?, use_instruction: row.get(3)?, terms })
}

/// The offer of an id.
pub fn offer(db: &Db<'_>, id: OfferId) -> Result<Option<KeptOffer>, StoreError> {
    db.row(&format!("select {OFFER}, {OFFER_TERMS} from course_offers f where f.id = ?1"), [id], offer_row)
}

/// Writes an offer.
pub fn put_offer(tx: &Tx<'_>, id: OfferId, offer: &KeptOffer) -> Result<(), StoreError> {
    let sql = "insert into course_offers (id, name, value, rebate_value, buy_from, buy_until, use_from, use_until,
            use_condition, use_method, use_instruction, active)
        values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
        on conflict (id) do update set
            name = excluded.name,
            value = excluded.value,
            rebate_value = excluded.rebate_value,
            buy_from = excluded.buy_from,
            buy_until = excluded.buy_until,
            use_from = excluded.use_from,
            use_until = excluded.use_until,
            use_condition = excluded.use_condition,
            use_method = excluded.use_method,
            use_instruction = excluded.use_instruction,
            active = excluded.active";
    let terms = &offer.terms;
    let values = params![
        id,
        terms.name,
        terms.value.0,
        terms.rebate_value.0,
        terms.buy_from.0,
        terms.buy_until.0,
        terms.use_from.0,
        terms.use_until.0,
        offer.use_condition,
        offer.use_method,
        offer.use_instruction,
        terms.active,
    ];
    tx.run_one(sql, values)
}

/// How many offers there are.
pub fn count_offers(db: &Db<'_>) -> Result<i64, StoreError> {
    db.number("select count(*) from course_offers", [])
}

/// A page of offers by id.
pub fn offers(db: &Db<'_>, query: RecordQuery<OfferId>) -> Result<Vec<OfferRow>, StoreError> {
    let sql = format!(
        "select {OFFER}, {OFFER_TERMS},
            (select count(*)
             from course_orders p
             join course_vouchers v on v.order_id = p.order_id and v.voided_at is null
             where p.offer_id = f.id)
        from course_offers f
        where ?1 is null or f.id = ?1
        order by f.id
        limit ?2 offset ?3"
    );
    db.rows(&sql, params![query.id, query.page.size, query.page.offset], |row| {
        Ok(OfferRow { id: row.get(0)?, offer: offer_row(row)?, sold: row.get(12)? })
    })
}

/// Whether vouchers of an offer are out that nobody has used.
pub fn is_out(db: &Db<'_>, offer: OfferId) -> Result<bool, StoreError> {
    let sql = "select 1
        from course_orders p
        join course_vouchers v on v.order_id = p.order_id and v.used_at is null and v.voided_at is null
        where p.offer_id = ?1
        limit 1";
    db.exists(sql, [offer])
}
