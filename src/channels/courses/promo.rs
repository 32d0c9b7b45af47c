//! Promo codes, 16 digits: `08`, the owner's id enciphered in seven, seven random ones
//! (docs/spec/courses.md section 3).
//!
//! A code is made of the order's random seed, so that a payment that is booked again makes the same codes again.

use crate::ids::AccountId;
use crate::random::digest;
use crate::text;

const PREFIX: &str = "08";
/// Digits of the owner's id; of a longer id the last ones.
const OWNER_DIGITS: usize = 7;
const RANDOM_BOUND: u64 = 10_000_000;

/// The code of a voucher: of the `place`th piece of an order, at the `attempt`th attempt to find one that nobody has.
#[must_use]
pub fn promo_code(owner: AccountId, seed: &str, place: i64, attempt: usize) -> String {
    let hash = digest(&format!("{seed}/{place}/{attempt}"));
    let mut low = [0; 8];
    low.copy_from_slice(&hash[..8]);
    let random = u64::from_be_bytes(low) % RANDOM_BOUND;
    format!("{PREFIX}{}{random:07}", owner_part(owner))
}

/// Each real digit d becomes (3d + 6) mod 10; the padding stays 0.
fn owner_part(owner: AccountId) -> String {
    let digits = owner.0.unsigned_abs().to_string();
    let last = &digits[digits.len().saturating_sub(OWNER_DIGITS)..];
    let enciphered: String = last.bytes().map(|digit| char::from(b'0' + (3 * (digit - b'0') + 6) % 10)).collect();
    format!("{enciphered:0>OWNER_DIGITS$}")
}

/// A promo code as people copy it: full-width digits are plain ones, and blanks, dashes and invisible marks between them mean
/// nothing.
#[must_use]
pub fn read_code(text: &str) -> String {
    text::plain(text).chars().take(MAX_CODE_LEN).collect()
}

/// Letters of a code that are looked at; a longer one is none.
const MAX_CODE_LEN: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_code_is_account_72s() {
        assert_eq!(owner_part(AccountId(72)), &"0800000726408296"[2..9]);
        assert_eq!(
            [owner_part(AccountId(8)), owner_part(AccountId(629)), owner_part(AccountId(3716))],
            ["0000000", "0000423", "0005794"]
        );
    }

    #[test]
    fn a_code_has_sixteen_digits_however_long_the_id() {
        for owner in [1, 9_999_999, 10_000_000, i64::MAX] {
            let code = promo_code(AccountId(owner), "seed", 1, 0);
            assert!(code.len() == 16 && code.bytes().all(|digit| digit.is_ascii_digit()), "{code}");
        }
    }

    #[test]
    fn pieces_and_attempts_have_codes_of_their_own_and_the_same_ones_again() {
        let code = |place, attempt| promo_code(AccountId(72), "seed", place, attempt);
        assert_eq!(code(1, 0), code(1, 0));
        assert!(code(1, 0) != code(2, 0) && code(1, 0) != code(1, 1));
    }

    #[test]
    fn a_code_is_read_as_people_copy_it() {
        let code = "0800000726408296";
        for text in [
            "0800 0007 2640 8296",
            "０８０００００７２６４０８２９６",
            "\u{200b}0800-0007\u{2013}2640\u{a0}8296\u{feff}",
            "\t08000007\u{3000}26408296\r\n",
        ] {
            assert_eq!(read_code(text), code, "{text:?}");
        }
        assert_eq!(read_code(&"9".repeat(1000)).len(), MAX_CODE_LEN);
    }
}
