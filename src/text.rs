//! How people write numbers: phones, card numbers, serials and codes, read the same way everywhere (roaming.md section 0.20).
//!
//! Whoever types, scans or pastes a number leaves blanks, dashes and marks in it that nobody sees. Calls, log-ins, the pages'
//! searches and imports all read through here, so that one card is one piece of stock and one phone one customer.

/// Characters of an ICCID.
const ICCID_LENGTH: std::ops::RangeInclusive<usize> = 10..=22;

/// Digits of an ICCID that some printers follow with a padding F.
const PADDED_ICCID: usize = 19;

/// Digits of a mobile number, which may follow on 86.
const MOBILE_LENGTH: usize = 11;

/// Digits of a phone of any kind.
const PHONE_LENGTH: std::ops::RangeInclusive<usize> = 3..=20;

/// A number or a code without what only separates: full-width letters and digits become plain; blanks of any kind, dashes of any
/// kind and invisible marks fall away.
#[must_use]
pub fn plain(text: &str) -> String {
    text.chars().filter(|letter| !separates(*letter)).map(narrow).collect()
}

/// A phone: [`plain`], without China's prefix.
#[must_use]
pub fn phone(text: &str) -> String {
    let text = plain(text);
    for prefix in ["+86", "0086"] {
        if let Some(rest) = text.strip_prefix(prefix).filter(|rest| !rest.is_empty()) {
            return rest.to_owned();
        }
    }
    match text.strip_prefix("86") {
        Some(rest) if rest.len() == MOBILE_LENGTH && rest.bytes().all(|byte| byte.is_ascii_digit()) => rest.to_owned(),
        _ => text,
    }
}

/// The number of a card, an ICCID or the card's id: [`plain`], in capitals, without the padding F behind nineteen digits.
#[must_use]
pub fn card(text: &str) -> String {
    let text = plain(text).to_ascii_uppercase();
    match text.strip_suffix('F') {
        Some(digits) if digits.len() == PADDED_ICCID && digits.bytes().all(is_iccid_digit) => digits.to_owned(),
        _ => text,
    }
}

/// An ICCID, as [`card`]; `None` for what cannot be one, such as what a spreadsheet makes of it.
#[must_use]
pub fn iccid(text: &str) -> Option<String> {
    let text = card(text);
    (ICCID_LENGTH.contains(&text.len()) && text.bytes().all(is_iccid_digit)).then_some(text)
}

fn is_iccid_digit(byte: u8) -> bool {
    byte.is_ascii_digit() || (b'A'..=b'F').contains(&byte)
}

/// A telephone number as it is printed, with its blanks, dashes and brackets: plain digits, and nothing that nobody sees.
#[must_use]
pub fn printed(text: &str) -> String {
    let digits = |letter: char| if matches!(letter, '０'..='９' | '＋') { narrow(letter) } else { letter };
    text.trim().chars().filter(|letter| !is_invisible(*letter)).map(digits).collect()
}

/// Whether a text is a phone as [`phone`] reads it: digits that can be dialled, with the world's plus or an extension.
#[must_use]
pub fn is_phone(text: &str) -> bool {
    let digits = text.strip_prefix('+').unwrap_or(text);
    let is_sign = |byte: u8| matches!(byte, b'#' | b'*');
    PHONE_LENGTH.contains(&digits.len())
        && digits.bytes().filter(u8::is_ascii_digit).count() >= *PHONE_LENGTH.start()
        && digits.bytes().all(|byte| byte.is_ascii_digit() || is_sign(byte))
}

/// Whether a text is a telephone number as people print it.
#[must_use]
pub fn is_telephone(text: &str) -> bool {
    let is_sign = |letter| "+-#* ()（）".contains(letter);
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    PHONE_LENGTH.contains(&digits) && text.chars().all(|letter| letter.is_ascii_digit() || is_sign(letter))
}

/// Whether a text is what a spreadsheet makes of a long number: `8.9442E+18`, `="894420"`, `'894420`, `894420.0`, `#NAME?`, `####`. What
/// stood there before cannot be known, so nobody may take it for a number or a name.
#[must_use]
pub fn is_spoiled(text: &str) -> bool {
    let text = text.trim();
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_decimal = |text: &str| text.split_once('.').is_some_and(|(whole, part)| is_number(whole) && is_number(part));
    let is_power = text
        .to_ascii_uppercase()
        .split_once("E+")
        .is_some_and(|(mantissa, exponent)| is_number(exponent) && (is_number(mantissa) || is_decimal(mantissa)));
    let is_rounded = text
        .trim_end_matches('0')
        .strip_suffix('.')
        .is_some_and(|whole| is_number(whole) && text != format!("{whole}."));
    let is_quoted = text.starts_with("=\"") || text.strip_prefix('\'').is_some_and(is_number);
    let is_sign = text.starts_with("##") || ["#NAME?", "#VALUE!", "#REF!", "#NUM!", "#N/A", "#DIV/0!"].contains(&text);
    is_power || is_rounded || is_quoted || is_sign
}

/// A serial that is a number above 0; `None` for anything else.
#[must_use]
pub fn serial(text: &str) -> Option<i64> {
    plain(text).parse().ok().filter(|serial| *serial > 0)
}

/// What stands between the digits for the eye alone.
fn separates(letter: char) -> bool {
    letter.is_whitespace() || is_dash(letter) || is_invisible(letter)
}

fn is_dash(letter: char) -> bool {
    matches!(
        letter,
        '-' | '\u{2010}'
            ..='\u{2015}' | '\u{2043}' | '\u{2212}' | '\u{2e3a}' | '\u{2e3b}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}'
    )
}

/// Letters that take no room or turn the others round, so that two names look the same.
#[must_use]
pub fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// A full-width letter, digit or sign as the plain one.
fn narrow(letter: char) -> char {
    match u32::from(letter) {
        wide @ 0xff01..=0xff5e => char::from_u32(wide - 0xfee0).unwrap_or(letter),
        _ => letter,
    }
}

/// Whether a text is a mobile number as the shop takes them: eleven digits that begin with 13 to 19.
#[must_use]
pub fn is_mobile(text: &str) -> bool {
    let digits = text.as_bytes();
    digits.len() == 11
        && digits[0] == b'1'
        && (b'3'..=b'9').contains(&digits[1])
        && digits.iter().all(u8::is_ascii_digit)
}

/// Whether a text looks like an e-mail address.
#[must_use]
pub fn is_email(text: &str) -> bool {
    let Some((name, domain)) = text.split_once('@') else { return false };
    let plain = |part: &str| !part.is_empty() && !part.contains(char::is_whitespace) && !part.contains('@');
    text.len() <= 254
        && plain(name)
        && plain(domain)
        && domain.contains('.')
        && !domain.starts_with('.')
        && !domain.ends_with('.')
}

/// Bytes as lower-case hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = bytes.iter().flat_map(|byte| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]);
    digits.map(char::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_is_the_same_however_it_is_written() {
        for text in [
            "13800138000",
            "+86 138 0013 8000",
            "8613800138000",
            "0086-138-0013-8000",
            "１３８００１３８０００",
            "＋８６ 138–0013—8000",
            "\u{202a}138 0013 8000\u{202c}",
            "138\u{200b}0013\u{2064}8000\u{feff}",
            "138\u{a0}0013\u{3000}8000",
            "138\u{2011}0013\u{2212}8000",
        ] {
            assert_eq!(phone(text), "13800138000", "{text:?}");
        }
        assert_eq!(phone("+86"), "+86", "nothing is left of it");
        assert_eq!(
            ["861380013800", "86138001380001", "86abcdefghijk"].map(phone),
            ["861380013800", "86138001380001", "86abcdefghijk"]
        );
        assert_eq!(phone("+87 138"), "+87138");
    }

    #[test]
    fn a_card_is_one_card() {
        for text in [
            "8944 2000 1278 9714 353",
            "8944200012789714353f",
            "８９４４-2000-1278-9714353F",
            "\u{feff}8944200012789714353",
        ] {
            assert_eq!(iccid(text).as_deref(), Some("8944200012789714353"), "{text:?}");
        }
        assert_eq!(iccid("898601b712345678901f").as_deref(), Some("898601B712345678901"));
        assert_eq!(iccid("10020030040050f").as_deref(), Some("10020030040050F"), "a digit, not a padding");
        assert_eq!(iccid("100200300400501").as_deref(), Some("100200300400501"));
        for text in [
            "",
            "123456789",
            "8.9442E+18",
            "=\"8944200012789714353\"",
            "'8944200012789714353",
            "8944200012789714353.0",
            "unknown",
            "12345678901234567890123",
        ] {
            assert_eq!(iccid(text), None, "{text}");
        }
        assert_eq!((card("00210003").as_str(), card(" 210 003 ").as_str()), ("00210003", "210003"));
    }

    #[test]
    fn what_a_spreadsheet_has_spoiled_is_known() {
        for text in ["8.9442E+18", "9e+18", "=\"894420\"", "'894420", "894420.0", "138.00", "#NAME?", "####"] {
            assert!(is_spoiled(text), "{text}");
        }
        for text in ["", "894420", "1e5", "E+1", "o'brien", "'x", "a.0", "1.5", "894420.", "#1", "=x", "8.9.0"] {
            assert!(!is_spoiled(text), "{text}");
        }
    }

    #[test]
    fn a_serial_is_a_number_as_its_picture_prints_it() {
        for text in ["2584 4119", "2584-4119", "２５８４４１１９", "\u{200b}25844119", "025844119"] {
            assert_eq!(serial(text), Some(25_844_119), "{text:?}");
        }
        assert_eq!(["", "0", "-1x", "25844119.0", "99999999999999999999"].map(serial), [None; 5]);
    }
}
