//! The shop's tables as files: what it sells, what surrounds a sale, and what lies in its store room.

mod cards;
mod catalogue;
mod shop;

use crate::tables::Kind;

/// In the order in which their files can be imported.
pub static KINDS: &[&[Kind]] = &[catalogue::KINDS, shop::KINDS, cards::KINDS];
