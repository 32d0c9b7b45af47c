//! Course vouchers: schools, courses, offers, which offer goes with which course, gifts and who claims them.

use super::intake;
use crate::tables::Kind;
use crate::tables::Type::{Boolean, Choice, Id, Money, Picture, Reference, Row, Telephone, Text, Time, Word, Words};
use crate::tables::kind::{nullable, or_now, or_number, or_text, required};

pub static KINDS: &[Kind] = &[
    ORGANISATIONS,
    COURSES,
    ORGANISATION_STAFF,
    WEIXIN_BINDINGS,
    GIFT_PACKAGES,
    COURSE_OFFERS,
    OFFER_BINDINGS,
    GIFT_CLAIMS,
];

const ORGANISATIONS: Kind = Kind::numbered(
    "organisations",
    "organisations",
    &[required("id", Id), required("name", Word), nullable("phone", Telephone)],
);

const COURSES: Kind = Kind::numbered(
    "courses",
    "courses",
    &[
        required("id", Id),
        required("organisation_id", Row("organisations")),
        required("name", Word).told(),
        or_text("picture", Picture, ""),
        or_number("deleted", Boolean, 0),
    ],
);

const ORGANISATION_STAFF: Kind = Kind::numbered(
    "organisation-staff",
    "organisation_staff",
    &[required("account_id", Row("accounts")), required("organisation_id", Row("organisations"))],
)
.keyed_by(&["account_id", "organisation_id"])
.without_counter();

/// `WeChat` accounts, each redeeming for one school by one of its staff.
const WEIXIN_BINDINGS: Kind = Kind::numbered(
    "weixin-bindings",
    "weixin_bindings",
    &[
        required("id", Id),
        required("organisation_id", Row("organisations")),
        required("admin_id", Row("accounts")),
        required("weixin_account", Reference),
        or_text("nickname", Text, ""),
        or_text("avatar", Text, ""),
        or_now("bound_at"),
    ],
)
.with_rule(intake::weixin_binding);

const GIFT_PACKAGES: Kind = Kind::numbered(
    "gift-packages",
    "gift_packages",
    &[required("id", Id), required("introduce", Words), required("detail", Words)],
);

/// `value` and `rebate_value` are whole yuan: the store refuses others by name.
const COURSE_OFFERS: Kind = Kind::numbered(
    "course-offers",
    "course_offers",
    &[
        required("id", Id),
        required("name", Word).told(),
        required("value", Money),
        required("rebate_value", Money),
        required("buy_from", Time),
        required("buy_until", Time),
        required("use_from", Time),
        required("use_until", Time),
        or_text("use_condition", Text, ""),
        or_text("use_method", Text, ""),
        or_text("use_instruction", Text, ""),
        or_number("active", Boolean, 1),
    ],
);

const OFFER_BINDINGS: Kind = Kind::numbered(
    "offer-bindings",
    "offer_bindings",
    &[
        required("id", Id),
        required("course_id", Row("courses")),
        required("offer_id", Row("course_offers")),
        nullable("gift_package_id", Row("gift_packages")),
        or_number("active", Boolean, 1),
    ],
);

/// Vouchers themselves are no kind: they come out of paid orders. `status` is 0 pending, 1 approved, 2 sent.
const GIFT_CLAIMS: Kind = Kind::numbered(
    "gift-claims",
    "gift_claims",
    &[
        required("id", Id),
        required("voucher_id", Id),
        required("account_id", Row("accounts")),
        required("gift_package_id", Row("gift_packages")),
        required("name", Word),
        required("phone", Telephone),
        or_text("address", Text, ""),
        or_text("pictures", Text, ""),
        or_number("status", Choice(&[(0, "pending"), (1, "approved"), (2, "sent")]), 0),
        or_now("created_at"),
    ],
)
.with_rule(intake::claim);
