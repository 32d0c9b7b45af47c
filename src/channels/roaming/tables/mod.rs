//! The shop's tables as files: what surrounds a sale, and what lies in its store room.

mod cards;
mod shop;

use crate::tables::Kind;

/// In the order in which their files can be imported.
pub static KINDS: &[&[Kind]] = &[shop::KINDS, cards::KINDS];
