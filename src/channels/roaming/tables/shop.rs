//! How the roaming shop delivers, is paid and greets.

use crate::tables::Kind;
use crate::tables::Type::{Boolean, Choice, Id, Money, Number, Row, Text, Word, Words};
use crate::tables::kind::{MANY, or_number, or_text, required};

pub static KINDS: &[Kind] =
    &[CARRIERS, SHIPPING_FEES, PAYMENT_WAYS, HOMEPAGES, REFUND_REASONS, AREA_GROUPS, AREA_CODES];

const CARRIERS: Kind = Kind::numbered(
    "carriers",
    "carriers",
    &[
        required("id", Id),
        required("code", Word),
        required("name", Word),
        or_text("description", Text, ""),
        or_text("insure", Text, "0"),
        or_number("support_cod", Boolean, 0),
        or_number("enabled", Boolean, 1),
    ],
);

const SHIPPING_FEES: Kind = Kind::numbered(
    "shipping-fees",
    "shipping_fees",
    &[required("id", Id), required("carrier_id", Row("carriers")), required("places", Words), required("fee", Money)],
);

const PAYMENT_WAYS: Kind = Kind::numbered(
    "payment-ways",
    "payment_ways",
    &[
        required("id", Id),
        required("code", Word),
        required("name", Word),
        or_text("description", Text, ""),
        required("terminal", Choice(&[(0, "any"), (1, "phone"), (2, "computer")])),
        or_number("fee", Money, 0),
        required("sort", Number(0, MANY)),
        required("enabled", Boolean),
    ],
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
        or_text("logo", Text, ""),
        or_text("url", Text, ""),
        or_text("url_title", Text, ""),
        or_number("sort", Number(0, MANY), 0),
        or_number("disabled", Boolean, 0),
    ],
);

const REFUND_REASONS: Kind =
    Kind::numbered("refund-reasons", "refund_reasons", &[required("id", Id), required("reason", Words)]);

const AREA_GROUPS: Kind = Kind::numbered("area-groups", "area_groups", &[required("id", Id), required("name", Word)]);

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
);
