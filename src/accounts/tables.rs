//! People.

use crate::accounts::{self, Role};
use crate::tables::Kind;
use crate::tables::Type::{Boolean, Choice, Email, Id, KeyHash, Mobile, Number, PasswordHash, Row, Username};
use crate::tables::kind::{nullable, or_now, or_number, or_text, required};

/// This module's tables as files, in the order in which they can be imported.
pub static KINDS: &[Kind] = &[ACCOUNTS, PHONES];

/// What stands for a password that nobody knows, as in the password file of Unix: it is no hash of anything.
const NO_PASSWORD: &str = "!";

/// Without the column `password_hash`, new accounts cannot log in until `outpost user passwd` gives them a password, and
/// known ones keep theirs.
const ACCOUNTS: Kind = Kind::numbered(
    "accounts",
    "accounts",
    &[
        required("id", Id),
        required("username", Username),
        nullable("phone", Mobile),
        nullable("email", Email),
        or_text("password_hash", PasswordHash, NO_PASSWORD),
        or_number("must_change_password", Boolean, 0),
        required("kind", Choice(&Role::WORDS)),
        or_number("status", Choice(&[(0, "inactive"), (1, "active"), (2, "disabled")]), 1),
        or_now("created_at"),
    ],
)
.with_rule(accounts::import_account);

const PHONES: Kind = Kind::numbered(
    "phones",
    "account_phones",
    &[
        required("account_id", Row("accounts")),
        required("phone", Mobile),
        or_number("kind", Number(0, 9), 0),
        or_number("verified", Boolean, 0),
    ],
)
.keyed_by(&["account_id", "phone"])
.without_counter();

/// Listed by the channel that partners use them in. The keys themselves are not among the columns: files that are passed around are no place for them.
pub const APP_KEYS: Kind = Kind::numbered(
    "app-keys",
    "app_keys",
    &[
        required("key_hash", KeyHash),
        required("account", Row("accounts")).stored_as("account_id"),
        or_now("created_at"),
    ],
)
.keyed_by(&["key_hash"])
.without_counter();
