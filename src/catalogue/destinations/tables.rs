//! Destinations and plans as files and forms.

use super::{DataPer, DataUnit, Reach, intake};
use crate::tables::Type::{Boolean, Choice, Code, Id, Number, Picture, Row, Text, Word};
use crate::tables::kind::{MANY, nullable, or_number, or_text, required};
use crate::tables::{End, Form, Kind};

/// Days that a plan runs at most, and within which one must be started: ten years.
const MOST_DAYS: i64 = 3650;

pub(in crate::catalogue) const DESTINATIONS: Kind = Kind::numbered(
    "destinations",
    "destinations",
    &[
        required("id", Id),
        required("code", Code)
            .about("two letters of ISO 3166-1 for a country, three or more of one's own for a region, in capitals"),
        required("kind", Choice(&[(Reach::Country.number(), "country"), (Reach::Region.number(), "region")])),
        required("name", Word).told(),
        or_text("pinyin", Word, "").about("syllables with blanks between, where the program reads a sign wrongly"),
        or_text("other_names", Text, "").about("what areas or people call it besides, with commas between"),
        or_text("image", Picture, "").about("without one a country's flag is shown"),
        or_number("sort", Number(0, MANY), 0),
        or_number("archived", Boolean, 0),
    ],
)
.with_rule(intake::destination_row)
.with_form(Form::new(&["name", "code", "kind", "sort"], End::Says("archived", "1", "0")).without(&["archived"]));

pub(in crate::catalogue) const DESTINATION_COUNTRIES: Kind = Kind::numbered(
    "destination-countries",
    "destination_countries",
    &[required("id", Id), required("region_id", Row("destinations")), required("country_id", Row("destinations"))],
)
.with_rule(intake::country_row)
.with_form(Form::new(&["country_id"], End::Goes).within("region_id"));

pub(in crate::catalogue) const PRODUCT_DESTINATIONS: Kind = Kind::numbered(
    "product-destinations",
    "product_destinations",
    &[required("id", Id), required("product_id", Row("products")), required("destination_id", Row("destinations"))],
)
.with_form(Form::new(&["product_id"], End::Goes).within("destination_id"));

pub(in crate::catalogue) const PLANS: Kind = Kind::numbered(
    "plans",
    "plans",
    &[
        required("id", Id),
        required("product_id", Row("products")),
        nullable("days", Number(1, MOST_DAYS)).about("days that it runs; empty where the customer chooses them"),
        nullable("amount", Number(1, MANY)).about("of data"),
        or_number(
            "unit",
            Choice(&[(DataUnit::Megabytes.number(), "MB"), (DataUnit::Gigabytes.number(), "GB")]),
            DataUnit::Gigabytes.number(),
        ),
        or_number(
            "per",
            Choice(&[
                (DataPer::Plan.number(), "in all"),
                (DataPer::Day.number(), "a day"),
                (DataPer::Unlimited.number(), "unlimited"),
            ]),
            DataPer::Plan.number(),
        ),
        or_text("speed", Word, "").told().about("such as 4G/5G"),
        or_text("network", Word, "").told(),
        nullable("start_within", Number(1, MOST_DAYS)).about("days from the purchase within which it must be started"),
    ],
)
.with_form(
    Form::new(&["product_id", "days", "amount", "unit", "per", "speed", "network", "start_within"], End::Goes)
        .within("product_id"),
);
