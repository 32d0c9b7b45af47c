//! The back office of course vouchers, `/om/services/course_*`: orders, gift claims, offers and bindings, schools.
//!
//! Services in the style of the roaming back office, for operators and admins; every change is in the audit trail. What
//! is taught and sold is kept by [`records`]; files bring it in too (docs/spec/courses.md section 5, "Management").

mod claims;
pub(super) mod error;
mod offers;
mod orders;
pub mod records;
mod schools;

use crate::accounts::Role;
use crate::outlet::Route;
use crate::staff_api::Echo::Both;
use crate::staff_api::OnError::{Absent, Empty};

/// Who may run the back office.
const OFFICE: &[Role] = &[Role::Operator, Role::Admin];

/// What the staff calls.
pub const STAFF_CALLS: &[Route] = crate::staff_api::service_table! {
    "/om/services/course_order_gets" => orders::gets, Both, Empty, "Course orders, of one school or all.";
    "/om/services/course_order_confirm" => orders::confirm, Both, Empty, "Confirm the enrolment of a paid course order.";
    "/om/services/course_order_delete" => orders::delete, Both, Absent, "Take an unpaid course order out of the lists.";
    "/om/services/course_order_refund" => orders::refund, Both, Empty, "Give the money of a paid course order back.";
    "/om/services/course_claim_gets" => claims::gets, Both, Empty, "Gift claims.";
    "/om/services/course_claim_review" => claims::review, Both, Empty, "Approve a gift claim (1), or say it was sent (2).";
    "/om/services/course_offer_gets" => offers::gets, Both, Empty, "Course offers that end within some days, or all.";
    "/om/services/course_offer_set" => records::offers::set, Both, Empty, "Make or change a course offer.";
    "/om/services/course_offer_extend" => offers::extend, Both, Empty, "Let a course offer end some days later.";
    "/om/services/course_binding_set" => offers::bind, Both, Empty, "Sell an offer for a course, or stop it.";
    "/om/services/course_school_gets" => records::schools::gets, Both, Empty, "Schools with their staff.";
    "/om/services/course_school_set" => records::schools::set, Both, Empty, "Make or change a school.";
    "/om/services/course_gets" => records::courses::gets, Both, Empty, "Courses with the offers bound to them.";
    "/om/services/course_set" => records::courses::set, Both, Empty, "Make or change a course.";
    "/om/services/course_gift_gets" => records::gifts::gets, Both, Empty, "Gift packages.";
    "/om/services/course_gift_set" => records::gifts::set, Both, Empty, "Make or change a gift package.";
    "/om/services/course_phone_set" => schools::set_phone, Both, Absent, "Set a school's service phone.";
    "/om/services/course_staff_set" => schools::set_staff, Both, Absent, "Let a staff account redeem for a school, or not.";
};
