//! Doors for `crate::fuzzing`: what students and schools send.

use super::{promo, token};

/// A token out of an `Authorization` header.
pub(crate) fn token(text: &str) {
    drop(token::read(text));
}

/// A voucher's code as somebody types it: what was read once is read alike again.
pub(crate) fn promo(typed: &str) {
    let code = promo::read_code(typed);
    assert_eq!(promo::read_code(&code), code);
}
