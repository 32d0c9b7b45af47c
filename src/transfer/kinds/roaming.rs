//! The roaming shop's own goods: exclusive numbers, data cards, vouchers, minutes.

use super::catalogue::MANY;
use crate::transfer::Kind;
use crate::transfer::Type::{Boolean, Id, Money, Number, OneOf, Row, Text, Time, Word};
use crate::transfer::kind::{LARGEST_ID, nullable, or_number, or_text, required};

pub(super) static KINDS: &[Kind] =
    &[POOL_DEVICES, POOL_CHANNELS, DATA_CARDS, VOUCHER_TEMPLATES, VOUCHER_PRODUCTS, VOUCHERS, VOICE_USAGE];

const POOL_DEVICES: Kind = Kind::numbered(
    "pool-devices",
    "pool_devices",
    &[
        required("id", Id),
        required("hostname", Word),
        required("host", Word),
        nullable("domain", Word),
        nullable("phone", Word),
        or_number("kind", Number(1, 3), 1),
        or_number("account_id", Number(0, LARGEST_ID), 0),
        or_number("verified", Boolean, 0),
        or_text("details", Word, "{}"),
    ],
);

const POOL_CHANNELS: Kind = Kind::numbered(
    "pool-channels",
    "pool_channels",
    &[
        required("id", Id),
        required("device_id", Row("pool_devices")),
        required("sub_id", Number(0, MANY)),
        required("phone", Word),
        nullable("domain", Word),
        or_number("account_id", Number(0, LARGEST_ID), 0),
    ],
);

/// The cards' secret keys are not among the columns: files that are passed around are no place for them.
const DATA_CARDS: Kind = Kind::numbered(
    "data-cards",
    "data_cards",
    &[
        required("id", Id),
        required("iccid", Word),
        or_number("kind", Number(1, 3), 1),
        nullable("imsi", Word),
        nullable("imsi_hk", Word),
        or_text("state", OneOf(&["in stock", "reserved", "handed over", "owned", "returned", "blocked"]), "in stock"),
        nullable("account_id", Row("accounts")),
    ],
);

const VOUCHER_TEMPLATES: Kind = Kind::numbered(
    "voucher-templates",
    "voucher_templates",
    &[
        required("id", Id),
        required("name", Word),
        required("kind", Number(1, 5)),
        required("money", Money),
        nullable("min_amount", Money),
        nullable("max_amount", Money),
        nullable("effect_at", Time),
        nullable("failure_at", Time),
        nullable("valid_days", Number(1, MANY)),
        or_text("background", Text, ""),
        or_text("image", Text, ""),
        or_text("logo", Text, ""),
        or_text("description", Text, ""),
        or_number("repeatable", Boolean, 0),
        required("location", OneOf(&["offlinecoupon", "onlinecoupon", "evoucher", "member"])),
    ],
);

const VOUCHER_PRODUCTS: Kind = Kind::numbered(
    "voucher-products",
    "voucher_products",
    &[required("id", Id), required("template_id", Row("voucher_templates")), required("product_id", Row("products"))],
);

/// `account_id` is -1 until somebody redeems the voucher and 0 for everybody.
const VOUCHERS: Kind = Kind::numbered(
    "vouchers",
    "vouchers",
    &[
        required("id", Id),
        required("serial", Id),
        required("template_id", Row("voucher_templates")),
        required("account_id", Number(-1, LARGEST_ID)),
        nullable("order_id", Row("orders")),
        nullable("effect_at", Time),
        nullable("failure_at", Time),
        nullable("used_at", Time),
        nullable("name", Word),
        or_text("image", Text, ""),
        nullable("background", Word),
        nullable("description", Text),
        nullable("money", Money),
    ],
);

const VOICE_USAGE: Kind = Kind::numbered(
    "voice-usage",
    "voice_usage",
    &[
        required("id", Id),
        required("account_id", Row("accounts")),
        required("at", Time),
        required("seconds", Number(0, MANY)),
    ],
);
