//! `GET courses`: what is taught, each with the best offer that can be bought now (docs/spec/courses.md sections 3 and
//! 6).

use std::collections::HashMap;

use super::fault::CourseError;
use super::offer::{Offer, Sale, yuan};
use super::scope::Module;
use super::service::{Answer, Call, Outcome, Page};
use super::sql::catalogue::{self as sql, Course};
use super::wire::{CourseList, CourseShape, RebateInfo};
use crate::clock::Instant;
use crate::store::{Db, StoreError};

const ON_A_SCREEN: i64 = 60;

/// Courses of an organisation, or of all without `organization_id`.
///
/// # Errors
/// 1000, 5000 for an unknown organisation.
pub async fn list(call: &Call) -> Outcome {
    call.caller(Module::Courses)?;
    let organisation = call.fields()?.saturated("organization_id")?;
    let page = call.page()?;
    let (count, courses, offers) = call.outlet.store.read(|db| {
        if let Some(id) = organisation
            && !sql::has_organisation(db, id)?
        {
            return Err(CourseError::NoOrganisation);
        }
        let count = sql::count_courses(db, organisation)?;
        Ok((count, sql::page_of_courses(db, organisation, page)?, sql::offers_of_page(db, organisation, page)?))
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

/// The courses of all organisations that can be bought now, for the shop's own pages, each with its best offer; the first few
/// dozen, as a screen holds no more.
///
/// # Errors
/// A [`StoreError`].
pub fn on_sale(db: &Db<'_>, now: Instant) -> Result<Vec<(Course, Offer)>, StoreError> {
    let page = Page { size: ON_A_SCREEN, offset: 0 };
    let offers = sql::offers_of_page(db, None, page)?;
    let best = best(&offers, now);
    let courses = sql::page_of_courses(db, None, page)?.into_iter();
    Ok(courses.filter_map(|course| best.get(&course.id).map(|offer| (course, (*offer).clone()))).collect())
}

fn rebate_info(offer: &Offer) -> RebateInfo<'_> {
    let terms = &offer.terms;
    RebateInfo { id: offer.id, name: &terms.name, value: yuan(terms.value), rebate_value: yuan(terms.rebate_value) }
}

/// The first offer of each course that is on sale; the offers come with the ones that save most first.
fn best(offers: &[(i64, Offer)], now: Instant) -> HashMap<i64, &Offer> {
    let mut best = HashMap::new();
    for (course, offer) in offers.iter().filter(|(_, offer)| offer.terms.sale(now) == Sale::Open) {
        best.entry(*course).or_insert(offer);
    }
    best
}
