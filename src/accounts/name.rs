//! What a user name may be: one rule for every way in which accounts are made.

use crate::text::is_invisible;

/// Letters of a user name.
const LENGTH: usize = 64;

/// The rule, for the sentence that refuses a name.
pub const USERNAME_RULE: &str = "a user name has 1 to 64 letters, no control characters, none of < > & \" and no blanks but single ones between words";

/// Whether a text can be a new account's name: something that people can see, type again and tell from others. The recorded
/// names are words, phones and numbers; customers may have any of these.
#[must_use]
pub fn is_username(text: &str) -> bool {
    let is_plain = |letter: char| !letter.is_control() && !is_invisible(letter) && !"<>&\"".contains(letter);
    let blanks_are_single = text.split(' ').all(|word| !word.is_empty() && !word.contains(char::is_whitespace));
    blanks_are_single && text.chars().count() <= LENGTH && text.chars().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_what_people_can_see_and_type() {
        for name in
            ["admin", "82936715", "13800138000", "张三", "Zhang San", "o'brien", "2/AGENT01 (2)", "a@example.com"]
        {
            assert!(is_username(name), "{name}");
        }
        let long = "名".repeat(65);
        for name in
            ["", " ", " a", "a ", "a  b", "x y<b>", "a\nb", "a\u{1b}[2J", "a\tb", "ad\u{200b}min", "a\u{202e}b", &long]
        {
            assert!(!is_username(name), "{name:?}");
        }
        assert!(is_username(&long[..long.len() - 3]));
    }
}
