//! The back office of the tours (`/om/services/tour_*`): packages, offers, calendar, coupons, partners, refunds.
//!
//! The transport is that of the roaming back office. Operators and admins work here, partners' keys are for admins alone; every
//! change is written to the audit trail. What makes something new is safe against a second click by `client_ref`.

mod apps;
mod batches;
mod calendar;
mod coupons;
pub(super) mod error;
mod offers;
mod packages;
mod partners;
mod refunds;
mod trips;

use serde_json::Value;

use crate::accounts::{self, Role};
use crate::http::{BadField, Fields};
use crate::ids::AccountId;
use crate::orders::{Change, Deed, Terms, audit};
use crate::outlet::Route;
use crate::staff_api::{Echo, OnError};
use crate::store::{Db, Id, StoreError, Tx};

use Echo::Both;
use OnError::Empty;
use error::StaffError;

/// The services, for the back office's table.
pub const STAFF_CALLS: &[Route] = crate::staff_api::service_table! {
    "/om/services/tour_app_gets" => apps::gets, Both, Empty, "Partner apps, without their keys.";
    "/om/services/tour_app_set" => apps::set, Both, Empty, "Make or change a partner app that signs its calls.";
    "/om/services/tour_batch_gets" => batches::gets, Both, Empty, "Batches of tour coupons.";
    "/om/services/tour_batch_set" => batches::set, Both, Empty, "Make or change a batch of tour coupons.";
    "/om/services/tour_calendar_gets" => calendar::gets, Both, Empty, "A month of a tour package or of one of its offers.";
    "/om/services/tour_calendar_set" => calendar::set, Both, Empty, "Set price and stock of days of a tour offer.";
    "/om/services/tour_coupon_gets" => coupons::gets, Both, Empty, "A page of a batch's coupons.";
    "/om/services/tour_coupon_issue" => coupons::issue, Both, Empty, "Make coupons of a batch.";
    "/om/services/tour_offer_gets" => offers::gets, Both, Empty, "What a tour package offers.";
    "/om/services/tour_offer_set" => offers::set, Both, Empty, "Make or change an offer, and open days of it.";
    "/om/services/tour_order_refund" => refunds::refund, Both, Empty, "Give the money of a paid tour order back.";
    "/om/services/tour_package_gets" => packages::gets, Both, Empty, "Tour packages.";
    "/om/services/tour_package_set" => packages::set, Both, Empty, "Make or change a tour package.";
    "/om/services/tour_partner_gets" => partners::gets, Both, Empty, "Partners and whom they may ask for, without keys.";
    "/om/services/tour_partner_set" => partners::set, Both, Empty, "Make or change a partner that asks for customers of its own.";
    "/om/services/tour_trip_gets" => trips::gets, Both, Empty, "What happens on each day of a tour package.";
    "/om/services/tour_trip_set" => trips::set, Both, Empty, "Set what happens on each day of a tour package.";
};

/// Who runs the tours.
const STAFF: [Role; 2] = [Role::Operator, Role::Admin];

/// Ids beyond this would lose digits in clients that compute with floating point.
const LARGEST_ID: i64 = 9_007_199_254_740_991;

/// Pieces, places in lists and what else is counted.
const MANY: i64 = 1_000_000_000;

/// Who changes something, under which rules, and what was sent.
#[derive(Clone, Debug)]
struct StaffAct {
    terms: Terms,
    actor: AccountId,
    fields: Fields,
}

impl StaffAct {
    /// Writes down what a thing was and what it is; a thing that stays as it was is no change.
    fn note(&self, tx: &Tx<'_>, deed: Deed, object: &str, change: (Option<Value>, &Value)) -> Result<(), StoreError> {
        let (before, after) = (change.0.map(|before| before.to_string()), change.1.to_string());
        if before.as_ref() == Some(&after) {
            return Ok(());
        }
        audit(tx, self.terms.by(self.actor), deed, object, Change { before: before.as_deref(), after: Some(&after) })
    }
}

/// An error for a thing that makes no sense.
fn unusable(why: &str) -> StaffError {
    StaffError::Unusable(BadField(why.to_owned()))
}

/// A number that is not zero; zero is how forms say that there is none.
fn id<I: Id>(fields: &Fields, name: &str) -> Result<Option<I>, BadField> {
    Ok(fields.number::<I>(name)?.filter(|id| id.number() != 0))
}

/// Whether these accounts exist.
fn accounts_exist(db: &Db<'_>, ids: &[AccountId]) -> Result<bool, StoreError> {
    for id in ids {
        if accounts::sql::by_id(db, *id)?.is_none() {
            return Ok(false);
        }
    }
    Ok(true)
}
