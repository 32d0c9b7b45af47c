//! `GET courses`: what is taught, each with the best offer that can be bought now (courses.md sections 3 and 6).

use std::collections::HashMap;

use super::fault::CourseError;
use super::offer::{Offer, Sale, yuan};
use super::scope::Module;
use super::service::{Answer, Call, Outcome};
use super::sql::catalogue as sql;
use super::wire::{CourseList, CourseShape, RebateInfo};
use crate::clock::Instant;

/// Courses of an organisation, or of all without `organization_id`.
///
/// # Errors
/// 1000, 5000 for an unknown organisation.
pub async fn list(call: &Call) -> Outcome {
    call.caller(Module::Courses)?;
    let organisation = call.fields()?.number::<i64>("organization_id")?;
    let page = call.page()?;
    let (count, courses, offers) = call.app.store.read(|db| {
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

fn rebate_info(offer: &Offer) -> RebateInfo<'_> {
    RebateInfo { id: offer.id, name: &offer.name, value: yuan(offer.value), rebate_value: yuan(offer.rebate_value) }
}

/// The first offer of each course that is on sale; the offers come with the ones that save most first.
fn best(offers: &[(i64, Offer)], now: Instant) -> HashMap<i64, &Offer> {
    let mut best = HashMap::new();
    for (course, offer) in offers.iter().filter(|(_, offer)| offer.sale(now) == Sale::Open) {
        best.entry(*course).or_insert(offer);
    }
    best
}
