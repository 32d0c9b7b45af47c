//! `course_gets`, `course_set`: what is taught, and which offers are sold for it.

use serde_json::{Value, json};

use super::{Record, RecordQuery, input};
use crate::channels::courses::ids::{CourseId, SchoolId};
use crate::channels::courses::sql::{catalogue, records as sql};
use crate::channels::courses::staff::error::StaffError;
use crate::clock::{Instant, Zone};
use crate::http::{BadField, Fields};
use crate::staff_api::{Call, Outcome};
use crate::store::{Db, StoreError, Tx};

/// Letters of a name.
const NAME_LENGTH: usize = 100;
/// Letters of a picture's address.
const PICTURE_LENGTH: usize = 500;

/// A course, also one that is not given any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptCourse {
    /// Who teaches it.
    pub organisation_id: SchoolId,
    /// Its name.
    pub name: String,
    /// The address of its picture, or none.
    pub picture: String,
    /// Whether it is gone; its row stays for the vouchers that name it.
    pub deleted: bool,
}

/// `course_gets` {organizationid, pageindex, pagesize}: courses by id, of one school or all, those that are gone too, each with
/// the offers that are bound to it now.
///
/// # Errors
/// 1100, 1101, 1103.
pub async fn gets(call: &Call) -> Outcome {
    let school = call.fields.number::<SchoolId>("organizationid")?.filter(|id| id.number() != 0);
    super::gets::<KeptCourse>(call, "courses", school)
}

/// `course_set` {courseid, organizationid, name, picture, deleted}.
///
/// # Errors
/// 1100, also for an unknown school; 1101, 1103.
pub async fn set(call: &Call) -> Outcome {
    super::set::<KeptCourse>(call).await
}

/// A web address or a path of this server: it becomes a picture on pages, so nothing else is taken.
fn is_picture(text: &str) -> bool {
    let leads_somewhere = ["http://", "https://", "/", "images/"].iter().any(|start| text.starts_with(start));
    text.is_empty() || (leads_somewhere && !text.contains(['"', '\'', '<', '>', '\\', ' ']))
}

impl Record for KeptCourse {
    type Id = CourseId;

    const TABLE: &'static str = "courses";
    const ID: &'static str = "courseid";
    const NAME: &'static str = "course";
    const DEED: crate::orders::Deed = crate::orders::Deed("course_set");

    fn find(db: &Db<'_>, id: CourseId) -> Result<Option<Self>, StoreError> {
        sql::course(db, id)
    }

    fn read(fields: &Fields, _: Zone, before: Option<&Self>) -> Result<Self, BadField> {
        let school = fields.number("organizationid")?.or(before.map(|it| it.organisation_id));
        let course = Self {
            organisation_id: school.ok_or_else(|| BadField("organizationid is missing".to_owned()))?,
            name: input::word(fields, "name", NAME_LENGTH, before.map(|it| &it.name))?,
            picture: input::text(fields, "picture", PICTURE_LENGTH, before.map(|it| &it.picture))?,
            deleted: fields.flag("deleted")?.unwrap_or(before.is_some_and(|it| it.deleted)),
        };
        let unchanged = before.is_some_and(|it| it.picture == course.picture);
        if unchanged || is_picture(&course.picture) {
            Ok(course)
        } else {
            Err(BadField("picture is no address of a picture".to_owned()))
        }
    }

    fn check(&self, db: &Db<'_>, _: Instant, _: Option<(CourseId, &Self)>) -> Result<(), StaffError> {
        if catalogue::has_organisation(db, self.organisation_id)? { Ok(()) } else { Err(StaffError::Unknown) }
    }

    fn put(&self, tx: &Tx<'_>, id: CourseId) -> Result<(), StoreError> {
        sql::put_course(tx, id, self)
    }

    fn note(&self, _: Zone) -> Value {
        json!({
            "deleted": self.deleted, "name": self.name, "organizationid": self.organisation_id,
            "picture": self.picture,
        })
    }

    fn listed(db: &Db<'_>, _: Zone, query: RecordQuery<CourseId>) -> Result<(i64, Vec<Value>), StoreError> {
        let (found, bindings) = (sql::courses(db, query)?, sql::bindings_of_courses(db, query)?);
        let shape = |(id, course): &(CourseId, Self)| {
            let bound = bindings.iter().filter(|it| it.course_id == *id);
            let bound = bound.map(|it| json!({"bindingid": it.id, "giftid": it.gift_id, "offerid": it.offer_id}));
            json!({
                "bindings": bound.collect::<Vec<_>>(), "courseid": id, "deleted": course.deleted, "name": course.name,
                "organizationid": course.organisation_id, "picture": course.picture,
            })
        };
        Ok((sql::count_courses(db, query.school)?, found.iter().map(shape).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_addresses_or_none() {
        let good = ["", "http://pic.example.com/1.png", "https://a.example/1", "/images/1.png", "images/1.png"];
        assert!(good.into_iter().all(is_picture));
        let bad = ["javascript:alert(1)", "1.png", "data:image/png;base64,AA", "http://a/\"onload=x", "http://a b"];
        assert!(!bad.into_iter().any(is_picture));
    }
}
