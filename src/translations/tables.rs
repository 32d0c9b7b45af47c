//! Texts in other languages as a file.

use super::LANGUAGES;
use crate::tables::Kind;
use crate::tables::Type::{OneOf, Word, Words};
use crate::tables::kind::required;

/// This module's table, whose rows belong to rows of all others.
pub static KINDS: &[Kind] = &[TRANSLATIONS];

const TRANSLATIONS: Kind = Kind::numbered(
    "translations",
    "translations",
    &[
        required("kind", Word).about("the table that the row is in, by its name here"),
        required("row", Word).stored_as("row_key").about("the row's key; of several columns with a comma between"),
        required("field", Word).about("the column"),
        required("language", OneOf(LANGUAGES)),
        required("text", Words),
    ],
)
.keyed_by(&["kind", "row_key", "field", "language"])
.without_counter();
