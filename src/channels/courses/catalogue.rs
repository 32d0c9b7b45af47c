//! `GET courses`: what is taught, each with the best offer that can be bought now (docs/spec/courses.md sections 3 and
//! 6).

use std::collections::HashMap;

use super::codes::CourseError;
use super::offer::{Offer, Sale, yuan};
use super::scope::Module;
use super::service::{Answer, Call, Outcome};
use super::sql::catalogue::{self as sql, Course, Listed};
use super::wire::{CourseList, CourseShape, RebateInfo, TeachingCourse, TeachingCourses};
use crate::channels::courses::ids::{CourseId, SchoolId};
use crate::clock::Instant;
use crate::store::Page;
use crate::store::{Db, StoreError};

const ON_A_SCREEN: i64 = 60;

/// Courses of an organisation, or of all without `organization_id`.
///
/// # Errors
/// 1000, 5000 for an unknown organisation.
pub async fn list(call: &Call) -> Outcome {
    call.caller(Module::Courses)?;
    let organisation = call.fields()?.saturated("organization_id")?.map(SchoolId);
    let page = call.page()?;
    let (count, courses, offers) = call.outlet.store.read(|db| {
        if let Some(id) = organisation
            && !sql::has_organisation(db, id)?
        {
            return Err(CourseError::NoOrganisation);
        }
        let listed = Listed { organisation, except: None };
        let count = sql::count_courses(db, listed)?;
        Ok((count, sql::page_of_courses(db, listed, page)?, sql::offers_of_page(db, listed, page)?))
    })?;
    let best = best(&offers, call.terms.now);
    let data = courses
        .iter()
        .map(|course| CourseShape {
            id: course.id,
            name: &course.name,
            courses_pic: &course.picture,
            organization_id: course.organisation_id,
            rebate_info: best.get(&course.id).map(|offer| rebate_info(offer)),
        })
        .collect();
    Ok(Answer::ok(&CourseList { count, data }))
}

/// `GET org/<id>/teaching_course?page&per_page&except_id`: a school's courses in their published shape.
///
/// # Errors
/// 1000, 5000 for an unknown school.
pub async fn of_school(call: &Call) -> Outcome {
    call.caller(Module::Courses)?;
    let school = SchoolId(call.id_in_path(1)?);
    let listed = Listed { organisation: Some(school), except: call.fields()?.saturated("except_id")?.map(CourseId) };
    let page = call.page()?;
    let (name, total_count, courses, offers) = call.outlet.store.read(|db| {
        let name = sql::organisation_name(db, school)?.ok_or(CourseError::NoOrganisation)?;
        let count = sql::count_courses(db, listed)?;
        let offers = sql::offers_of_page(db, listed, page)?;
        Ok::<_, CourseError>((name, count, sql::page_of_courses(db, listed, page)?, offers))
    })?;
    let best = best(&offers, call.terms.now);
    let shape = |course| teaching_course(course, &name, best.get(&course.id).copied());
    Ok(Answer::ok(&TeachingCourses { courses: courses.iter().map(shape).collect(), total_count }))
}

fn teaching_course<'c>(course: &'c Course, school: &'c str, best: Option<&'c Offer>) -> TeachingCourse<'c> {
    TeachingCourse {
        already_registered: 0,
        course_name: &course.name,
        cover_pic: &course.picture,
        end_course_time: "",
        id: course.id,
        lecture_name: "",
        lesson_period: 0,
        organization_id: course.organisation_id,
        organization_name: school,
        price: 0,
        rebate_info: best.map(rebate_info),
        start_course_time: "",
        student_num: 0,
    }
}

/// The courses of all organisations that can be bought now, for the shop's own pages, each with its best offer; the first few
/// dozen, as a screen holds no more.
pub fn on_sale(db: &Db<'_>, now: Instant) -> Result<Vec<(Course, Offer)>, StoreError> {
    let page = Page { size: ON_A_SCREEN, offset: 0 };
    let offers = sql::offers_of_page(db, Listed::default(), page)?;
    let best = best(&offers, now);
    let courses = sql::page_of_courses(db, Listed::default(), page)?.into_iter();
    Ok(courses.filter_map(|course| best.get(&course.id).map(|offer| (course, (*offer).clone()))).collect())
}

fn rebate_info(offer: &Offer) -> RebateInfo<'_> {
    let terms = &offer.terms;
    RebateInfo { id: offer.id, name: &terms.name, value: yuan(terms.value), rebate_value: yuan(terms.rebate_value) }
}

/// The first offer of each course that is on sale; the offers come with the ones that save most first.
fn best(offers: &[(CourseId, Offer)], now: Instant) -> HashMap<CourseId, &Offer> {
    let mut best = HashMap::new();
    for (course, offer) in offers.iter().filter(|(_, offer)| offer.terms.sale(now) == Sale::Open) {
        best.entry(*course).or_insert(offer);
    }
    best
}
