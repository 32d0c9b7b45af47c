//! The catalogue's tables as files: what a shop sells, and for how much.

use super::destinations::tables::{DESTINATION_COUNTRIES, DESTINATIONS, PLANS, PRODUCT_DESTINATIONS};
use super::{Kind as ProductKind, advice, intake};
use crate::tables::Type::{Boolean, Choice, Code, Id, Money, Number, OneOf, Picture, Row, Text, Time, Word};
use crate::tables::kind::{MANY, nullable, or_now, or_number, or_text, required, touched};
use crate::tables::{Advised, End, Form, Kind};

/// Rows of a product are looked at with its others.
const ADVISED: Advised = Advised { subject: "product", column: "product_id", of: advice::of_product };

/// All of them, in the order in which their files can be imported.
pub static KINDS: &[Kind] = &[
    STORES,
    BRANDS,
    CATEGORIES,
    PRODUCTS,
    PRODUCT_PARTS,
    ATTRIBUTES,
    PRODUCT_ATTRIBUTES,
    PRICES,
    DISCOUNTS,
    DESTINATIONS,
    DESTINATION_COUNTRIES,
    PRODUCT_DESTINATIONS,
    PLANS,
];

const STORES: Kind = Kind::numbered(
    "stores",
    "stores",
    &[
        required("id", Id),
        required("name", Word).told(),
        or_text("description", Text, ""),
        or_text("intro", Text, ""),
        or_text("location", Text, ""),
        or_text("logo", Picture, ""),
        or_now("created_at"),
        touched("modified_at"),
    ],
)
.with_form(Form::new(&["name", "location"], End::Goes));

const BRANDS: Kind = Kind::numbered(
    "brands",
    "brands",
    &[
        required("id", Id),
        required("name", Word).told(),
        or_text("description", Text, ""),
        or_text("logo", Picture, ""),
        or_number("sort", Number(0, MANY), 0),
        or_now("created_at"),
        touched("modified_at"),
    ],
)
.with_form(Form::new(&["name", "description", "sort"], End::Goes));

const CATEGORIES: Kind = Kind::numbered(
    "categories",
    "categories",
    &[
        required("id", Id),
        or_number("parent_id", Number(0, MANY), 0),
        required("name", Word).told(),
        or_text("description", Text, "").told(),
        or_text("logo", Picture, ""),
        or_text("path", Text, ""),
        or_number("sort", Number(0, MANY), 0),
        or_now("created_at"),
        touched("modified_at"),
    ],
)
.with_form(Form::new(&["name", "description", "sort"], End::Goes).without(&["path"]));

const PRODUCTS: Kind = Kind::numbered(
    "products",
    "products",
    &[
        required("id", Id),
        required("name", Word).told(),
        required("subname", Text).told(),
        or_text("description", Text, "").told(),
        required("image", Picture),
        required("kind", Choice(&ProductKind::WORDS)),
        required("category_id", Row("categories")),
        required("brand_id", Row("brands")),
        required("store_id", Row("stores")),
        or_number("group_id", Number(0, MANY), 0),
        required("units", Number(1, MANY))
            .about("how many days, minutes or pieces the price is for; 1, or the days of a period"),
        required("display_price", Money),
        required("is_real", Boolean).about("1 for a thing that is handed over or sent, 0 for a service"),
        required("sale_state", Choice(&[(0, "not on sale"), (1, "on sale")])),
        or_number("stock", Number(0, MANY), 0)
            .about("pieces in store; leave it out where `data-cards` or `esims` count them"),
        or_number("sell_count", Number(0, MANY), 0),
        or_number("validity", Number(-1, MANY), -1).about("days that bought minutes last; -1 for 365"),
        or_number("deleted", Boolean, 0),
        or_now("created_at"),
        touched("modified_at"),
        nullable("barcode", Code).about("as it is printed on the thing"),
        or_number("sort", Number(0, MANY), 0).about("its place among those of its category"),
        nullable("tax_rate_id", Row("tax_rates")).about("what it is taxed by; without one by what its channel is"),
        nullable("cost", Money).about("what a piece costs you; no customer sees it"),
    ],
)
.with_stock("stock", "product")
.with_rule(intake::product_row)
.with_form(
    Form::new(&["name", "kind", "category_id", "stock", "sale_state", "sort"], End::Says("deleted", "1", "0"))
        .without(&["group_id", "sell_count", "deleted"]),
)
.advised_by(Advised { column: "id", ..ADVISED });

const PRODUCT_PARTS: Kind = Kind::numbered(
    "product-parts",
    "product_parts",
    &[required("id", Id), required("package_id", Row("products")), required("product_id", Row("products"))],
)
.with_form(Form::new(&["product_id"], End::Goes).within("package_id"));

const ATTRIBUTES: Kind = Kind::numbered(
    "attributes",
    "attributes",
    &[
        required("id", Id),
        required("name", Word).told(),
        required("varname", Word),
        required("kind", OneOf(&["checkbox", "datetime", "number", "boolean"])),
        or_text("presets", Text, ""),
    ],
)
.with_form(Form::new(&["name", "varname", "kind"], End::Goes));

const PRODUCT_ATTRIBUTES: Kind = Kind::numbered(
    "product-attributes",
    "product_attributes",
    &[
        required("id", Id),
        required("product_id", Row("products")),
        required("attribute_id", Row("attributes")),
        or_text("value", Text, "").told(),
        or_text("surcharge", Text, ""),
        or_number("listed", Boolean, 1),
        required("sort", Number(0, MANY)),
    ],
)
.with_form(Form::new(&["attribute_id", "value", "surcharge", "listed", "sort"], End::Goes).within("product_id"));

const PRICES: Kind = Kind::numbered(
    "prices",
    "prices",
    &[
        required("id", Id),
        required("product_id", Row("products")),
        required("price", Money),
        required("effect_at", Time),
        nullable("failure_at", Time),
    ],
)
.with_rule(intake::price_row)
.with_form(Form::new(&["price", "effect_at", "failure_at"], End::Goes).within("product_id"))
.advised_by(ADVISED);

const DISCOUNTS: Kind = Kind::numbered(
    "discounts",
    "tier_discounts",
    &[
        required("id", Id),
        required("product_id", Row("products")),
        required("threshold", Number(1, MANY)),
        required("percent", Number(0, 100)),
        required("effect_at", Time),
        nullable("failure_at", Time),
    ],
)
.with_rule(intake::discount_row)
.with_form(Form::new(&["threshold", "percent", "effect_at", "failure_at"], End::Goes).within("product_id"))
.advised_by(ADVISED);
