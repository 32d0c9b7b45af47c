//! What a table looks like as a file: names, types, what may be left out, and what its owner has to say about a row.
//!
//! Each module lists its own tables as [`Kind`]s, the channels in their registry; [`crate::transfer`] reads and writes the files. Nothing
//! here knows whose tables they are.

pub mod cell;
mod form;
pub mod kind;
mod rule;
pub mod sheet;
mod spelling;

pub use form::{Advice, Advised, End, Form, Who};
pub use kind::{Column, ExportError, Kind, Need, Stock, Type, Vocabulary};
pub use rule::{NewRow, RowRefused, RowRule};
