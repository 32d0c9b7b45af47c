//! How the roaming shop delivers, is paid and greets.

use crate::tables::Type::{Boolean, Choice, Id, Money, Number, Picture, Row, Text, Word, Words};
use crate::tables::kind::{MANY, or_number, or_text, required};
use crate::tables::{End, Form, Kind};

pub static KINDS: &[Kind] =
    &[CARRIERS, SHIPPING_FEES, PAYMENT_WAYS, HOMEPAGES, REFUND_REASONS, AREA_GROUPS, AREA_CODES];

const CARRIERS: Kind = Kind::numbered(
    "carriers",
    "carriers",
    &[
        required("id", Id),
        required("code", Word),
        required("name", Word).told(),
        or_text("description", Text, ""),
        or_text("insure", Text, "0"),
        or_number("support_cod", Boolean, 0),
        or_number("enabled", Boolean, 1),
    ],
)
.with_form(Form::new(&["name", "code", "support_cod"], End::Says("enabled", "0", "1")).without(&["enabled"]));

const SHIPPING_FEES: Kind = Kind::numbered(
    "shipping-fees",
    "shipping_fees",
    &[required("id", Id), required("carrier_id", Row("carriers")), required("places", Words), required("fee", Money)],
)
.with_form(Form::new(&["places", "fee"], End::Goes).within("carrier_id"));

const PAYMENT_WAYS: Kind = Kind::numbered(
    "payment-ways",
    "payment_ways",
    &[
        required("id", Id),
        required("code", Word),
        required("name", Word).told(),
        or_text("description", Text, ""),
        required("terminal", Choice(&[(0, "any"), (1, "phone"), (2, "computer")])),
        or_number("fee", Money, 0),
        required("sort", Number(0, MANY)),
        required("enabled", Boolean),
    ],
)
.with_form(
    Form::new(&["name", "terminal", "fee", "sort"], End::Says("enabled", "0", "1")).without(&["enabled"]).for_admins(),
);

const HOMEPAGES: Kind = Kind::numbered(
    "homepages",
    "homepages",
    &[
        required("id", Id),
        required("name", Word),
        required("kind", Choice(&[(1, "app"), (2, "mall"), (3, "mall in wechat")])),
        required("location", Word),
        or_text("content", Text, ""),
        or_text("description", Text, ""),
        or_text("logo", Picture, ""),
        or_text("url", Text, ""),
        or_text("url_title", Text, ""),
        or_number("sort", Number(0, MANY), 0),
        or_number("disabled", Boolean, 0),
    ],
)
.with_form(Form::new(&["name", "kind", "location", "sort"], End::Says("disabled", "1", "0")).without(&["disabled"]));

const REFUND_REASONS: Kind =
    Kind::numbered("refund-reasons", "refund_reasons", &[required("id", Id), required("reason", Words).told()])
        .with_form(Form::new(&["reason"], End::Goes));

const AREA_GROUPS: Kind = Kind::numbered("area-groups", "area_groups", &[required("id", Id), required("name", Word)])
    .with_form(Form::new(&["name"], End::Goes));

const AREA_CODES: Kind = Kind::numbered(
    "area-codes",
    "area_codes",
    &[
        required("id", Id),
        required("group_id", Row("area_groups")),
        required("name", Word),
        required("area_code", Word),
        or_text("national_code", Text, ""),
        or_text("money_code", Text, ""),
        or_text("time_difference", Text, ""),
    ],
)
.with_form(Form::new(&["name", "area_code"], End::Goes).within("group_id"));
