//! What is taught and sold, as the staff lists and changes it: schools, courses, offers, gift packages.
//!
//! Each of them is a [`Record`]. [`set`] makes or changes any of them in one way: fields that are not sent keep what is there,
//! and the audit trail has what was and what is.

pub mod courses;
pub mod gifts;
mod input;
pub mod offers;
pub mod schools;

use std::collections::BTreeMap;

use serde_json::Value;

use super::OFFICE;
use super::error::StaffError;
use crate::channels::courses::ids::SchoolId;
use crate::clock::{Instant, Zone};
use crate::http::{BadField, Fields};
use crate::ids::AccountId;
use crate::orders::{self, Terms};
use crate::staff_api::page_of;
use crate::staff_api::{Answer, Call, Outcome};
use crate::store::Page;
use crate::store::{Db, Id, StoreError, Tx};

/// A thing that the staff keeps.
pub trait Record: Clone + PartialEq + Sized + 'static {
    /// What names one.
    type Id: Id;

    /// The table, whose name is its counter's.
    const TABLE: &'static str;
    /// The field that names one.
    const ID: &'static str;
    /// What an answer calls one.
    const NAME: &'static str;
    /// The service that changes it.
    const DEED: orders::Deed;

    /// The one of an id.
    fn find(db: &Db<'_>, id: Self::Id) -> Result<Option<Self>, StoreError>;

    /// A new one, or the one `before` with the fields that were sent.
    ///
    /// # Errors
    /// [`BadField`] for fields that are missing in a new one, unusable, or make no sense together.
    fn read(fields: &Fields, zone: Zone, before: Option<&Self>) -> Result<Self, BadField>;

    /// Whether the rest of the outlet allows it.
    fn check(&self, db: &Db<'_>, now: Instant, before: Option<(Self::Id, &Self)>) -> Result<(), StaffError>;

    /// Writes it under an id.
    fn put(&self, tx: &Tx<'_>, id: Self::Id) -> Result<(), StoreError>;

    /// What the audit trail says of it.
    fn note(&self, zone: Zone) -> Value;

    /// How lists show some of them, and how many there are in all.
    fn listed(db: &Db<'_>, zone: Zone, query: RecordQuery<Self::Id>) -> Result<(i64, Vec<Value>), StoreError>;
}

/// Which records a list is of.
#[derive(Clone, Copy, Debug)]
pub struct RecordQuery<I> {
    /// One alone.
    pub id: Option<I>,
    /// Those of one school, where records are of schools.
    pub school: Option<SchoolId>,
    /// Which part of the list.
    pub page: Page,
}

impl<I> RecordQuery<I> {
    fn one(id: I) -> Self {
        Self { id: Some(id), school: None, page: Page { size: 1, offset: 0 } }
    }
}

/// Lists records: a page under `members`, and the `count` of all.
///
/// # Errors
/// 1100, 1101, 1103.
fn gets<R: Record>(call: &Call, members: &str, school: Option<SchoolId>) -> Outcome {
    call.may(OFFICE)?;
    let page = page_of(call)?;
    call.staff(OFFICE)?;
    let (zone, wanted) = (call.terms.zone, RecordQuery { id: None, school, page });
    let (count, found) = call.outlet.store.read(|db| R::listed(db, zone, wanted))?;
    Answer::object(&serde_json::json!({"count": count, members: found}))
}

/// Makes a record, or changes the one that [`Record::ID`] names; fields that are not sent keep what is there. Once for a
/// `client_ref`.
///
/// # Errors
/// 1100, also for an unknown id; 1101, 1103, 1307 where what was sold forbids it.
async fn set<R: Record>(call: &Call) -> Outcome {
    call.may(OFFICE)?;
    let id = call.fields.number::<R::Id>(R::ID)?.filter(|id| id.number() != 0);
    let actor = call.staff(OFFICE)?.id;
    let (terms, fields) = (call.terms, call.fields.clone());
    let run =
        move |tx: &Tx<'_>| Ok::<_, StaffError>(BTreeMap::from([(R::NAME, save::<R>(tx, &terms, actor, id, &fields)?)]));
    call.run_once(actor, run).await
}

fn save<R: Record>(
    tx: &Tx<'_>,
    terms: &Terms,
    actor: AccountId,
    id: Option<R::Id>,
    fields: &Fields,
) -> Result<Value, StaffError> {
    let before = match id {
        Some(id) => Some((id, R::find(tx, id)?.ok_or(StaffError::Unknown)?)),
        None => None,
    };
    let known = before.as_ref().map(|(id, record)| (*id, record));
    let after = R::read(fields, terms.zone, known.map(|(_, record)| record))?;
    after.check(tx, terms.now, known)?;
    let id = id.map_or_else(|| tx.next_id(R::TABLE).map(R::Id::new), Ok)?;
    if known.map(|(_, record)| record) != Some(&after) {
        after.put(tx, id)?;
        let (old, new) = (known.map(|(_, it)| it.note(terms.zone).to_string()), after.note(terms.zone).to_string());
        let object = format!("course {} {id}", R::NAME);
        orders::audit(
            tx,
            terms.by(actor),
            R::DEED,
            &object,
            orders::Change { before: old.as_deref(), after: Some(&new) },
        )?;
    }
    let (_, mut shown) = R::listed(tx, terms.zone, RecordQuery::one(id))?;
    shown.pop().ok_or_else(|| StoreError::Other(format!("{} {id} is not there", R::NAME)).into())
}
