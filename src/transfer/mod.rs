//! Tables as CSV, in and out.
//!
//! A [`Kind`] is a table as its file shows it: names, types, what may be left out. [`import()`] reads a file of a kind,
//! checks every row and takes all or nothing; the seeds of a new outlet and the demonstration come in through it too
//! ([`load_seed`], [`load_demo`]). Called by the commands `init`, `demo`, `import` and by the admin's page.
//!
//! The form of the files: UTF-8 with or without a byte order mark, GB18030 or UTF-16, commas, semicolons or tabs, quotes where a
//! value has them, the first line names the columns in any order. A text that a spreadsheet would take for a formula leaves with an
//! apostrophe before it, and comes back without. `\N` means no value, as databases write it in such files; an empty cell means no
//! value too, except in a column of texts, where it is the empty text. A text that is `\N` itself is written `\\N`.
//! Money is yuan, times are the outlet's local ones, booleans are 0 and 1.

mod blanks;
mod bundled;
mod document;
mod encoding;
mod export;
pub(crate) mod fuzzing;
mod import;
mod intake;
mod kinds;
mod layout;
mod mistake;
mod preset;
mod quotes;
mod rows;
mod sql;
mod template;
pub mod whole;

pub use crate::tables::{Advice, Advised, Column, ExportError, Form, Kind, Need, Stock, Type, Who};
pub use bundled::{load_demo, load_seed};
pub use document::values_table;
pub use export::export;
pub use import::{Imported, import, import_telling, import_watched};
pub use kinds::{kind, kinds};
pub use mistake::{ImportError, MAX_MISTAKES, Mistake};
pub use preset::{PRESETS, load_preset};
pub use rows::{
    Became, Cells, Found, Put, RowError, Wanted, caption, end, find, key_of_text, names, put, row_of, shown_by,
    subject, text_key, told,
};

pub use template::{TEMPLATES, TemplateError, is_untouched, load_template};

#[cfg(test)]
mod testing;
