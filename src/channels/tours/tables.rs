//! Tour packages: what they offer on which day, coupons, and the papers of those who travel.

use super::coupon::CouponKind;
use super::intake;
use super::package::PackageKind;
use super::person::CertificateKind;
use crate::channels::tours::ids::{AppId, CertificateId, ContactId};
use crate::clock::{Instant, Zone};
use crate::store::{Db, Tx};
use crate::tables::Type::{
    Birthday, Boolean, Choice, Code, Day, Id, Money, Number, OneOf, Phone, Picture, Reference, Row, Text, Time, Word,
    Words,
};
use crate::tables::cell::Value;
use crate::tables::kind::{LARGEST_ID, MANY, NO_BIRTHDAY, Taker, nullable, or_now, or_number, or_text, required};
use crate::tables::{End, ExportError, Form, Kind, RowRefused};

pub static KINDS: &[Kind] = &[
    PACKAGES,
    OFFERS,
    CALENDAR,
    COUPON_BATCHES,
    COUPONS,
    ADDRESSES,
    CONTACTS,
    CERTIFICATES,
    APPS,
    TRIPS,
    TRIP_DAYS,
    TRIP_EVENTS,
];

const PACKAGE_KINDS: &[(i64, &str)] = &[(PackageKind::Nearby.number(), "nearby"), (PackageKind::Long.number(), "long")];

const COUPON_KINDS: &[(i64, &str)] =
    &[(CouponKind::Voucher.number(), "voucher"), (CouponKind::Threshold.number(), "threshold")];

const PACKAGES: Kind = Kind::numbered(
    "tour-packages",
    "tour_packages",
    &[
        required("id", Id),
        required("title", Word).told(),
        or_text("sub_title", Text, "").told(),
        or_text("banner", Picture, ""),
        or_number("kind", Choice(PACKAGE_KINDS), PackageKind::Long.number()),
        required("city_id", Number(0, LARGEST_ID)),
        required("destination_id", Number(0, LARGEST_ID)),
        or_text("destination", Text, ""),
        or_number("cat_id", Number(0, MANY), 0),
        or_number("activity_type", Choice(&[(1, "normal"), (2, "exclusive"), (3, "special")]), 1),
        or_number("is_official", Boolean, 0),
        or_number("ticket_type", Number(0, MANY), 0),
        or_number("market_price", Money, 0),
        or_text("certificate_types", Word, "1"),
        or_number("email_needed", Boolean, 0),
        or_number("email_required", Boolean, 0),
        or_number("weixin_needed", Boolean, 0),
        or_number("weixin_required", Boolean, 0),
        or_number("lead_days", Number(0, 366), 0),
        or_number("enabled", Boolean, 1),
        or_now("created_at"),
    ],
)
.with_form(Form::elsewhere(&["title"]));

/// Price and stock are those that days start with when a calendar is opened; what is sold stands in the calendar alone.
const OFFERS: Kind = Kind::numbered(
    "tour-offers",
    "tour_offers",
    &[
        required("id", Id),
        required("package_id", Row("tour_packages")),
        required(
            "kind",
            OneOf(&["hotel", "flight", "scenery", "insurance", "car", "other", "seat", "child", "single"]),
        ),
        required("product_id", Id),
        required("sell_id", Id),
        required("supplier_id", Number(0, LARGEST_ID)),
        required("name", Word).told(),
        required("price", Money),
        required("stock", Number(0, MANY)),
    ],
);

/// The stock is that of the whole day, sold or not: a file that is imported again gives back nothing that was sold, and one
/// that has less than was sold is refused.
const CALENDAR: Kind = Kind::numbered(
    "tour-calendar",
    "tour_calendar",
    &[
        required("offer", Row("tour_offers")).stored_as("offer_id"),
        required("date", Day).stored_as("day"),
        required("price", Money),
        required("stock", Number(0, MANY)),
    ],
)
.keyed_by(&["offer_id", "day"])
.without_counter();

const COUPON_BATCHES: Kind = Kind::numbered(
    "tour-coupon-batches",
    "tour_coupon_batches",
    &[
        required("id", Id),
        required("name", Word),
        required("kind", Choice(COUPON_KINDS)),
        required("money", Money),
        or_number("min_amount", Money, 0),
        required("starts_at", Time),
        required("ends_at", Time),
        or_text("tag", Text, ""),
        or_number("plat_id", Number(0, MANY), 0),
        or_text("plat", Text, ""),
        or_number("limit_type", Number(0, MANY), 0),
        or_number("activity_id", Number(0, LARGEST_ID), 0),
        or_number("use_limit", Number(0, MANY), 0),
    ],
);

/// Without an account a coupon is for whoever claims it. One that was spent does not leave: elsewhere it could be spent again.
const COUPONS: Kind = Kind::numbered(
    "tour-coupons",
    "tour_coupons",
    &[
        required("id", Id),
        required("batch_id", Row("tour_coupon_batches")),
        required("serial", Code),
        nullable("account_id", Row("accounts")),
    ],
)
.given_by(give_unspent);

const ADDRESSES: Kind = Kind::numbered(
    "tour-addresses",
    "tour_addresses",
    &[
        required("account_id", Row("accounts")),
        required("id", Id),
        or_text("name", Text, ""),
        required("receiver", Word),
        or_number("country", Number(0, LARGEST_ID), 1),
        or_number("province", Number(0, LARGEST_ID), 0),
        or_number("city", Number(0, LARGEST_ID), 0),
        or_number("area", Number(0, LARGEST_ID), 0),
        or_number("street", Number(0, LARGEST_ID), 0),
        required("address", Words),
        or_text("zipcode", Text, ""),
        or_text("tel", Text, ""),
        required("mobile", Phone),
        or_text("email", Text, ""),
        or_number("is_default", Boolean, 0),
        or_now("created_at"),
        or_text("province_name", Text, ""),
        or_text("city_name", Text, ""),
        or_number("deleted", Boolean, 0),
    ],
)
.keyed_by(&["account_id", "id"]);

const CONTACTS: Kind = Kind::numbered(
    "tour-contacts",
    "tour_contacts",
    &[
        required("account_id", Row("accounts")),
        required("id", Id),
        required("name", Word),
        or_text("first_name", Text, ""),
        or_text("last_name", Text, ""),
        or_text("phone_num", Phone, ""),
        or_number("sex", Number(0, 2), 0),
        or_text("birthday", Birthday, NO_BIRTHDAY),
        or_number("nationality", Number(0, MANY), 0),
        or_now("created_at"),
        or_text("identity", Reference, ""),
        or_number("deleted", Boolean, 0),
    ],
)
.keyed_by(&["account_id", "id"]);

/// The papers' numbers are sealed in the store and stand in clear in the file.
const CERTIFICATES: Kind = Kind::numbered(
    "tour-certificates",
    "tour_certificates",
    &[
        required("id", Id),
        required("contact_id", Row("tour_contacts")),
        required("cert_type", Number(1, 8)),
        required("cert_no", Reference),
    ],
)
.taken_by(take_paper)
.given_by(give_papers);

/// Partner apps with the keys that they sign with: a file of them is as secret as passwords are.
const APPS: Kind = Kind::numbered(
    "tour-apps",
    "tour_apps",
    &[
        required("id", Id),
        required("appid", Reference),
        required("name", Word),
        required("app_key", Word),
        or_number("enabled", Boolean, 1),
    ],
)
.taken_by(take_app)
.given_by(give_apps)
.with_secrets_alone();

const TRIPS: Kind =
    Kind::numbered("tour-trips", "tour_trips", &[required("id", Id), required("package_id", Row("tour_packages"))])
        .with_form(Form::new(&["package_id"], End::Goes));

const TRIP_DAYS: Kind = Kind::numbered(
    "tour-trip-days",
    "tour_trip_days",
    &[
        required("trip_id", Row("tour_trips")),
        required("day", Number(1, 366)),
        required("title", Word),
        or_text("url", Text, ""),
    ],
)
.keyed_by(&["trip_id", "day"])
.without_counter()
.with_form(Form::new(&["day", "title"], End::Goes).within("trip_id"));

/// What happens on a day; pictures are paths, separated by commas.
const TRIP_EVENTS: Kind = Kind::numbered(
    "tour-trip-events",
    "tour_trip_events",
    &[
        required("id", Id),
        required("trip_id", Row("tour_trips")),
        required("day", Number(1, 366)),
        required("event_type", Number(1, 9)),
        or_number("product_id", Number(0, LARGEST_ID), 0),
        or_number("traffic_info", Number(0, 8), 0),
        or_text("vehicles_name", Text, ""),
        or_text("time_cost", Text, ""),
        required("title", Word),
        or_text("direction", OneOf(&["left", "right"]), "left"),
        or_text("images", Text, ""),
    ],
)
.with_form(Form::new(&["day", "title", "event_type"], End::Goes).within("trip_id"));

fn take_app(tx: &Tx<'_>, _: Zone, now: Instant, values: &[Value]) -> Result<(), RowRefused> {
    let [Value::Number(id), Value::Text(appid), Value::Text(name), Value::Text(key), Value::Number(enabled)] = values
    else {
        return Err(RowRefused::Because("the row has not the columns of its kind".to_owned()));
    };
    Ok(intake::take_app(tx, now, AppId(*id), [appid, name, key], *enabled == 1)?)
}

fn give_apps(db: &Db<'_>, taker: &mut Taker<'_>) -> Result<(), ExportError> {
    intake::each_app(db, |id, [appid, name], key, enabled| {
        let key = key.ok_or(ExportError::Sealed("an app's key"))?;
        let texts = [appid, name, key].map(Value::Text);
        let [appid, name, key] = texts;
        taker(&[Value::Number(id.number()), appid, name, key, Value::Number(i64::from(enabled))])
    })
}

fn take_paper(tx: &Tx<'_>, _: Zone, _: Instant, values: &[Value]) -> Result<(), RowRefused> {
    let [Value::Number(id), Value::Number(contact), Value::Number(kind), Value::Text(number)] = values else {
        return Err(RowRefused::Because("the row has not the columns of its kind".to_owned()));
    };
    let unknown = || RowRefused::Because(format!("there are no papers of the kind {kind}"));
    let kind = CertificateKind::from_number(*kind).ok_or_else(unknown)?;
    Ok(intake::take_paper(tx, ContactId(*contact), CertificateId(*id), kind, number)?)
}

fn give_papers(db: &Db<'_>, taker: &mut Taker<'_>) -> Result<(), ExportError> {
    intake::each_paper(db, |it| {
        let number = it.number.ok_or(ExportError::Sealed("a paper's number"))?;
        taker(&[
            Value::Number(it.id.number()),
            Value::Number(it.contact.number()),
            Value::Number(it.kind.number()),
            Value::Text(number),
        ])
    })
}

fn give_unspent(db: &Db<'_>, taker: &mut Taker<'_>) -> Result<(), ExportError> {
    intake::each_unspent_coupon(db, |id, batch, serial, account| {
        let account = account.map_or(Value::Nothing, |id| Value::Number(id.0));
        taker(&[Value::Number(id.number()), Value::Number(batch.number()), Value::Text(serial), account])
    })
}
