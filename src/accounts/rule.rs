//! What a password must be when it is set. Those that were set before stay as they are.

use super::Role;

/// Letters that a password has at least.
const LEAST: usize = 8;
/// Letters of the staff's, which no second factor stands beside.
const LEAST_OF_STAFF: usize = 12;
/// What everybody tries first; one a line, lower-case.
const COMMON: &str = include_str!("common_passwords.txt");

/// Whom a password is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holder<'h> {
    /// The role, whose rights a guesser would have.
    pub role: Role,
    /// The user name, which is no password.
    pub username: &'h str,
    /// Whether a second factor is asked for besides.
    pub has_second_factor: bool,
}

/// Why a password may not be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WeakPassword {
    /// It has too few letters.
    #[error("a password has at least {0} letters")]
    Short(usize),
    /// Everybody tries it first.
    #[error("this password is one of those that everybody tries first")]
    Common,
}

/// Whether a password may be set for somebody.
///
/// # Errors
/// [`WeakPassword`].
pub fn check_password(password: &str, holder: Holder<'_>) -> Result<(), WeakPassword> {
    let is_alone = holder.role != Role::Customer && !holder.has_second_factor;
    let least = if is_alone { LEAST_OF_STAFF } else { LEAST };
    if password.chars().count() < least {
        return Err(WeakPassword::Short(least));
    }
    if is_common(password, holder.username) { Err(WeakPassword::Common) } else { Ok(()) }
}

fn is_common(password: &str, username: &str) -> bool {
    let plain = password.trim().to_lowercase();
    let bare = plain.trim_matches(|letter: char| letter.is_ascii_digit() || letter.is_ascii_punctuation());
    let is_known = |text: &str| COMMON.lines().any(|known| known == text);
    plain == username.to_lowercase() || is_monotonous(&plain) || is_known(&plain) || is_known(bare)
}

/// One letter again and again, or letters and digits that follow each other.
pub(super) fn is_monotonous(text: &str) -> bool {
    let letters: Vec<u32> = text.chars().map(u32::from).collect();
    let steps: Vec<i64> = letters.windows(2).map(|pair| i64::from(pair[1]) - i64::from(pair[0])).collect();
    [0, 1, -1].iter().any(|step| steps.iter().all(|found| found == step))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(password: &str, role: Role, has_second_factor: bool) -> Result<(), WeakPassword> {
        check_password(password, Holder { role, username: "traveller-7", has_second_factor })
    }

    #[test]
    fn a_password_has_eight_letters_and_the_staff_s_twelve_unless_a_second_factor_stands_beside_it() {
        assert_eq!(checked("spät-ab1", Role::Customer, false), Ok(()));
        assert_eq!(checked("spät-ab", Role::Customer, false), Err(WeakPassword::Short(8)));
        for role in [Role::Clerk, Role::Operator, Role::Admin] {
            assert_eq!(checked("eleven-long", role, false), Err(WeakPassword::Short(12)));
            assert_eq!(checked("eleven-long", role, true), Ok(()));
            assert_eq!(checked("twelve-chars", role, false), Ok(()));
        }
    }

    #[test]
    fn what_everybody_tries_first_is_refused_however_it_is_dressed() {
        for password in [
            "password",
            "Password1",
            "12345678",
            "87654321",
            "aaaaaaaaaa",
            "qwertyuiop",
            "iloveyou",
            "Traveller-7",
            "!welcome123",
        ] {
            assert_eq!(checked(password, Role::Customer, false), Err(WeakPassword::Common), "{password}");
        }
        assert_eq!(checked("a journey", Role::Customer, false), Ok(()));
    }

    #[test]
    fn the_list_is_lower_case_and_each_stands_once() {
        let mut all: Vec<&str> = COMMON.lines().collect();
        assert!(all.iter().all(|known| *known == known.trim() && *known == known.to_lowercase() && !known.is_empty()));
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }
}
