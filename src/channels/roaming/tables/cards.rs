//! The roaming shop's own goods: exclusive numbers, data cards, activation codes, vouchers, minutes.

use crate::channels::roaming::areas::CardKind;
use crate::channels::roaming::card_keys::{self, CardKeys};
use crate::channels::roaming::cards::CardState;
use crate::channels::roaming::sql::devices::DeviceKind;
use crate::channels::roaming::{self, esims, vouchers::TemplateKind};
use crate::clock::{Instant, Zone};
use crate::ids::{AccountId, ProductId};
use crate::orders::Actor;
use crate::store::Tx;
use crate::tables::Type::{
    Boolean, Choice, Digits, Iccid, Id, Money, Number, OneOf, Phone, Picture, Row, Text, Time, Word,
};
use crate::tables::cell::Value;
use crate::tables::kind::{LARGEST_ID, MANY, nullable, or_number, or_text, required};
use crate::tables::{End, Form, Kind, RowRefused};

const DEVICE_KINDS: &[(i64, &str)] = &[
    (DeviceKind::FixedNumbers.number(), "fixed numbers"),
    (DeviceKind::RandomNumbers.number(), "random numbers"),
    (DeviceKind::PersonalBox.number(), "personal"),
];

const CARD_KINDS: &[(i64, &str)] = &[
    (CardKind::Europe.number(), "europe"),
    (CardKind::HongKong.number(), "hong kong"),
    (CardKind::Dual.number(), "both"),
];

pub static KINDS: &[Kind] = &[
    POOL_DEVICES,
    POOL_CHANNELS,
    DATA_CARDS,
    DATA_CARD_KEYS,
    ESIMS,
    VOUCHER_TEMPLATES,
    VOUCHER_PRODUCTS,
    VOUCHERS,
    VOICE_USAGE,
];

const POOL_DEVICES: Kind = Kind::numbered(
    "pool-devices",
    "pool_devices",
    &[
        required("id", Id),
        required("hostname", Word),
        required("host", Word),
        nullable("domain", Word),
        nullable("phone", Phone),
        or_number("kind", Choice(DEVICE_KINDS), DeviceKind::FixedNumbers.number()),
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
        required("phone", Phone),
        nullable("domain", Word),
        or_number("account_id", Number(0, LARGEST_ID), 0),
    ],
);

/// The cards' secret keys are not among the columns: files that are passed around are no place for them. They come in as
/// [`DATA_CARD_KEYS`].
const DATA_CARDS: Kind = Kind::numbered(
    "data-cards",
    "data_cards",
    &[
        required("id", Id),
        required("iccid", Iccid),
        or_number("kind", Choice(CARD_KINDS), CardKind::Europe.number()),
        nullable("imsi", Digits),
        nullable("imsi_hk", Digits),
        or_text("state", OneOf(CardState::WORDS), CardState::InStock.word()),
        nullable("account_id", Row("accounts")),
        nullable("product_id", Row("products")).not_kept().about(
            "the product whose stock a new card in stock adds a piece to; without it the only product of kind `card`, if that \
             came without a stock",
        ),
    ],
)
.with_rule(roaming::card_row);

/// The cards' secret keys, which are sealed on their way in. A file of them is as secret as passwords are.
const DATA_CARD_KEYS: Kind = Kind::numbered(
    "data-card-keys",
    "data_cards",
    &[required("iccid", Iccid), nullable("ki", Word), nullable("ki_hk", Word)],
)
.keyed_by(&["iccid"])
.without_counter()
.taken_by(take_keys);

fn take_keys(tx: &Tx<'_>, _: Zone, _: Instant, values: &[Value]) -> Result<(), RowRefused> {
    let text = |place: usize| match values.get(place) {
        Some(Value::Text(text)) => Some(text.as_str()),
        _ => None,
    };
    let refused = |sentence: String| Err(RowRefused::Because(sentence));
    let iccid = text(0).unwrap_or_default();
    // The sentences name the card and never the key.
    let Some(keys) = CardKeys::read(text(1), text(2)) else {
        return refused(format!("a key of card {iccid} is not 1 to 128 letters and digits without blanks"));
    };
    if card_keys::take_row(tx, iccid, &keys)? { Ok(()) } else { refused(format!("there is no data card {iccid}")) }
}

/// Activation codes, which are sealed on their way in and never leave by a file.
const ESIMS: Kind = Kind::numbered(
    "esims",
    "esims",
    &[
        required("product_id", Row("products")).about("a product of kind `esim`, whose stock the code adds a piece to"),
        required("code", Word).about("`LPA:1$server$matching-id`, as GSMA SGP.22 has it"),
        nullable("confirmation_code", Word)
            .not_kept()
            .about("what the telephone asks for besides, where the code ends with `$1`"),
    ],
)
.keyed_by(&["code"])
.without_counter()
.taken_by(take_esim);

fn take_esim(tx: &Tx<'_>, _: Zone, now: Instant, values: &[Value]) -> Result<(), RowRefused> {
    let text = |place: usize| match values.get(place) {
        Some(Value::Text(text)) => text.as_str(),
        _ => "",
    };
    let product = match values.first() {
        Some(Value::Number(id)) => ProductId(*id),
        _ => ProductId(0),
    };
    esims::take_row(tx, Actor { now, id: AccountId::NOBODY }, product, (text(1), text(2)))
}

const VOUCHER_TEMPLATES: Kind = Kind::numbered(
    "voucher-templates",
    "voucher_templates",
    &[
        required("id", Id),
        required("name", Word).told(),
        required("kind", Choice(&TemplateKind::WORDS))
            .about("kiosk orders get a pick-up number where there is a template of kind `pick-up`"),
        required("money", Money),
        nullable("min_amount", Money),
        nullable("max_amount", Money),
        nullable("effect_at", Time),
        nullable("failure_at", Time),
        nullable("valid_days", Number(1, MANY)),
        or_text("background", Picture, ""),
        or_text("image", Picture, ""),
        or_text("logo", Picture, ""),
        or_text("description", Text, ""),
        or_number("repeatable", Boolean, 0),
        required("location", OneOf(&["offlinecoupon", "onlinecoupon", "evoucher", "member"])),
    ],
)
.with_form(Form::new(&["name", "kind", "money", "failure_at"], End::At("failure_at")));

const VOUCHER_PRODUCTS: Kind = Kind::numbered(
    "voucher-products",
    "voucher_products",
    &[required("id", Id), required("template_id", Row("voucher_templates")), required("product_id", Row("products"))],
)
.with_form(Form::new(&["product_id"], End::Goes).within("template_id"));

/// `account_id` is -1 until somebody redeems the voucher and 0 for everybody.
const VOUCHERS: Kind = Kind::numbered(
    "vouchers",
    "vouchers",
    &[
        required("id", Id),
        required("serial", Id),
        required("template_id", Row("voucher_templates")),
        required("account_id", Number(-1, LARGEST_ID))
            .about("whose it is; -1 until somebody redeems it, 0 for everybody"),
        nullable("order_id", Row("orders")),
        nullable("effect_at", Time),
        nullable("failure_at", Time),
        nullable("used_at", Time),
        nullable("name", Word),
        or_text("image", Picture, ""),
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

#[cfg(test)]
mod tests {
    use crate::store::testing::TestStore;

    #[test]
    fn keys_of_known_cards_come_in_sealed_and_no_mistake_repeats_one() {
        let test = TestStore::with_demo();
        let file = "iccid,ki,ki_hk\n8944200012789714353,A0B1C2,\n8944200012789714353,A0B1C2,D3E4\n";
        assert_eq!(test.mistakes("data-card-keys", file), ["line 3: an earlier line has the same iccid"]);
        test.import("data-card-keys", "iccid,ki\n8944200012789714353,A0B1C2\n").unwrap();
        let sealed = "select count(*) from data_cards where length(ki) = 46 and ki_hk is null";
        assert_eq!(test.number(sealed), 1, "24 bytes of nonce, 16 of proof, 6 of key");
        let wrong = "iccid,ki\n1,A0B1C2\n8944200012789714353,A0 B1\n";
        let mistakes = test.mistakes("data-card-keys", wrong);
        assert_eq!(mistakes.len(), 2, "{mistakes:?}");
        assert!(mistakes.iter().all(|told| !told.contains("A0")), "{mistakes:?}");
    }
}
