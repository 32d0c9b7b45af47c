//! Rates and accounts as rows that people make, change and end by hand.

use super::What;
use crate::tables::Type::{Boolean, Id, OneOf, Percent, Row, Text, Word};
use crate::tables::kind::{or_number, or_text, required};
use crate::tables::{End, Form, Kind};

/// This module's tables as files, in the order in which they can be imported.
pub static KINDS: &[Kind] = &[RATES, DEFAULTS, LEDGER];

/// What a default counts for: the channels by the names that orders have of them, and the fee of a delivery.
const TAXED: &[&str] = &["roaming", "lease", "tour", "ticket", "course", super::DELIVERY];

const RATES: Kind = Kind::numbered(
    "tax-rates",
    "tax_rates",
    &[
        required("id", Id),
        required("name", Word).about("as it stands in the report"),
        required("rate", Percent),
        or_number("ended", Boolean, 0),
    ],
)
.with_form(Form::new(&["name", "rate"], End::Says("ended", "1", "0")).without(&["ended"]).for_admins());

const DEFAULTS: Kind = Kind::numbered(
    "tax-defaults",
    "tax_defaults",
    &[
        required("id", Id),
        required("what", OneOf(TAXED)).about("a channel, or delivery"),
        required("rate_id", Row("tax_rates")),
    ],
)
.with_form(Form::new(&["what", "rate_id"], End::Goes).for_admins());

const LEDGER: Kind = Kind::numbered(
    "ledger-accounts",
    "ledger_accounts",
    &[
        required("id", Id),
        required("what", OneOf(What::WORDS)),
        or_text("detail", Text, "")
            .about("a way of paying by its number, a channel or delivery, a rate such as 13%; empty for all"),
        required("account", Word),
        required("name", Word),
    ],
)
.with_form(Form::new(&["what", "detail", "account", "name"], End::Goes).for_admins());
