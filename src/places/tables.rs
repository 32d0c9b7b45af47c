//! Regions, outlets, delivery addresses.

use super::sql::{OutletKind, RegionKind};
use crate::tables::Type::{Boolean, Choice, Id, Number, Phone, Row, Telephone, Text, Word, Words};
use crate::tables::kind::{LARGEST_ID, nullable, or_number, or_text, required};
use crate::tables::{End, Form, Kind};

/// This module's tables as files, in the order in which they can be imported.
pub static KINDS: &[Kind] = &[CITIES, OUTLETS, ADDRESSES];

const REGION_KINDS: &[(i64, &str)] = &[
    (RegionKind::Country.number(), "country"),
    (RegionKind::Province.number(), "province"),
    (RegionKind::City.number(), "city"),
    (RegionKind::District.number(), "district"),
];

const OUTLET_KINDS: &[(i64, &str)] =
    &[(OutletKind::PartnerCounter.number(), "partner counter"), (OutletKind::OwnOffice.number(), "own office")];

/// The names of the columns are those of `cities.csv`.
const CITIES: Kind = Kind::numbered(
    "cities",
    "cities",
    &[
        required("id", Id),
        required("pid", Number(0, LARGEST_ID)).stored_as("parent_id"),
        required("name", Word),
        required("type", Choice(REGION_KINDS)).stored_as("kind"),
        or_text("code", Text, ""),
    ],
)
.with_form(Form::new(&["name", "type", "pid"], End::Goes).for_admins());

const OUTLETS: Kind = Kind::numbered(
    "outlets",
    "outlets",
    &[
        required("id", Id),
        required("name", Word).told(),
        required("address", Words).told(),
        required("mobile", Telephone),
        required("province", Row("cities")).about("ids of `cities`, which `outpost export cities` lists"),
        required("city", Row("cities")),
        required("district", Row("cities")),
        required("kind", Choice(OUTLET_KINDS)),
        or_number("closed", Boolean, 0),
    ],
)
.with_form(Form::new(&["name", "address", "mobile"], End::Says("closed", "1", "0")).without(&["closed"]).for_admins());

const ADDRESSES: Kind = Kind::numbered(
    "addresses",
    "addresses",
    &[
        required("account_id", Row("accounts")),
        required("id", Id),
        required("consignee", Word),
        nullable("email", Text),
        required("mobile", Phone),
        or_number("country", Row("cities"), 1),
        required("province", Row("cities")),
        required("city", Row("cities")),
        or_number("district", Number(0, LARGEST_ID), 0),
        required("address", Words),
        nullable("zipcode", Text),
        or_number("is_default", Boolean, 0),
        or_number("deleted", Boolean, 0),
    ],
)
.keyed_by(&["account_id", "id"]);
