//! `course_school_gets`, `course_school_set`: who teaches, and who redeems for them.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::{Record, RecordQuery, input};
use crate::accounts;
use crate::channels::courses::ids::SchoolId;
use crate::channels::courses::sql::records as sql;
use crate::channels::courses::staff::error::StaffError;
use crate::channels::courses::staff::schools::is_phone;
use crate::clock::{Instant, Zone};
use crate::http::{BadField, Fields};
use crate::ids::AccountId;
use crate::staff_api::{Call, Outcome};
use crate::store::{Db, StoreError, Tx};

/// Letters of a name.
const NAME_LENGTH: usize = 100;
/// Letters of a phone.
const PHONE_LENGTH: usize = 32;

/// A school, `organisation` in the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct School {
    /// Its name.
    pub name: String,
    /// Its service phone.
    pub phone: Option<String>,
}

/// `course_school_gets` {pageindex, pagesize}: schools by id, with how many courses they give and who redeems for them.
///
/// # Errors
/// 1100, 1101, 1103.
pub async fn gets(call: &Call) -> Outcome {
    super::gets::<School>(call, "schools", None)
}

/// `course_school_set` {organizationid, name, phone}: a blank phone shows none.
///
/// # Errors
/// 1100, 1101, 1103.
pub async fn set(call: &Call) -> Outcome {
    super::set::<School>(call).await
}

impl Record for School {
    type Id = SchoolId;

    const TABLE: &'static str = "organisations";
    const ID: &'static str = "organizationid";
    const NAME: &'static str = "school";
    const DEED: crate::orders::Deed = crate::orders::Deed("course_school_set");

    fn find(db: &Db<'_>, id: SchoolId) -> Result<Option<Self>, StoreError> {
        sql::school(db, id)
    }

    fn read(fields: &Fields, _: Zone, before: Option<&Self>) -> Result<Self, BadField> {
        let name = input::word(fields, "name", NAME_LENGTH, before.map(|it| &it.name))?;
        let phone = input::text(fields, "phone", PHONE_LENGTH, before.and_then(|it| it.phone.as_ref()))?;
        let school = Self { name, phone: Some(phone).filter(|phone| !phone.is_empty()) };
        let unchanged = before.is_some_and(|it| it.phone == school.phone);
        let usable = school.phone.as_deref().is_none_or(is_phone);
        if unchanged || usable { Ok(school) } else { Err(BadField("phone is no phone".to_owned())) }
    }

    fn check(&self, _: &Db<'_>, _: Instant, _: Option<(SchoolId, &Self)>) -> Result<(), StaffError> {
        Ok(())
    }

    fn put(&self, tx: &Tx<'_>, id: SchoolId) -> Result<(), StoreError> {
        sql::put_school(tx, id, self)
    }

    fn note(&self, _: Zone) -> Value {
        json!({"name": self.name, "phone": self.phone})
    }

    fn listed(db: &Db<'_>, _: Zone, query: RecordQuery<SchoolId>) -> Result<(i64, Vec<Value>), StoreError> {
        let found = sql::schools(db, query)?;
        let staff = sql::staff_of_schools(db, query)?;
        let ids: Vec<AccountId> = staff.iter().map(|(_, account)| *account).collect();
        let names: HashMap<AccountId, String> = accounts::sql::usernames(db, &ids)?.into_iter().collect();
        let of_school = |id: SchoolId| -> Vec<&String> {
            staff.iter().filter(|(school, _)| *school == id).filter_map(|(_, account)| names.get(account)).collect()
        };
        let shape = |row: &sql::SchoolRow| {
            json!({
                "courses": row.courses, "name": row.school.name, "organizationid": row.id, "phone": row.school.phone,
                "staff": of_school(row.id),
            })
        };
        Ok((sql::count_schools(db)?, found.iter().map(shape).collect()))
    }
}
