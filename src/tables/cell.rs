//! One cell: its text becomes what the store keeps.

use std::net::IpAddr;

use argon2::password_hash::phc::PasswordHash;

use super::kind::{Column, LARGEST_ID, NO_BIRTHDAY, Need, Type};
use super::spelling;
use crate::clock::{Instant, Zone, calendar_day};
use crate::money::Fen;
use crate::text::{self, is_email, is_mobile, is_phone};

/// What is stored of a cell.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    /// No value.
    Nothing,
    /// Numbers, fen, epoch milliseconds, booleans.
    Number(i64),
    /// Texts.
    Text(String),
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

/// Reads a cell.
///
/// # Errors
/// The sentence that says what the column wants.
pub fn read(column: &Column, cell: &str, zone: Zone) -> Result<Value, String> {
    if cell.contains('\0') {
        return Err("this must be a text without the sign NUL".to_owned());
    }
    let typed = if column.holds.is_text() { spelling::typed(cell) } else { cell };
    // What an export has neutralised was kept as it is, a tab at its beginning included.
    let is_exact = typed.len() != cell.len() && matches!(column.holds, Type::Word | Type::Words);
    let cell = typed;
    if is_exact && !cell.contains(['\r', '\n']) {
        return Ok(Value::Text(plain(cell).to_owned()));
    }
    if is_no_value(column.holds, cell) {
        return match column.need {
            Need::Nullable => Ok(Value::Nothing),
            // A column that is empty by default may be written down empty too.
            Need::OrText("") => Ok(Value::Text(String::new())),
            _ => Err(format!("a value is missing; this must be {}", column.holds.rule())),
        };
    }
    value(column.holds, cell, zone).ok_or_else(|| format!("this must be {}", column.holds.rule()))
}

/// What a column that a file leaves out gives to new rows.
pub fn unsaid(column: &Column, now: Instant) -> Value {
    match column.need {
        Need::Required | Need::Nullable => Value::Nothing,
        Need::OrNumber(number) => Value::Number(number),
        Need::OrText(text) => Value::Text(text.to_owned()),
        Need::OrNow | Need::Touched => Value::Number(now.0),
    }
}

/// An empty text is a value, an empty anything else is none.
fn is_no_value(holds: Type, cell: &str) -> bool {
    match holds {
        Type::Text | Type::Picture => cell == r"\N",
        _ => matches!(cell.trim(), "" | r"\N") || cell.chars().all(|it| it.is_whitespace() || text::is_invisible(it)),
    }
}

fn value(holds: Type, cell: &str, zone: Zone) -> Option<Value> {
    let word = cell.trim();
    match holds {
        Type::Text | Type::Picture => Some(Value::Text(plain(cell).to_owned())),
        Type::Word if word.contains(['\r', '\n']) => None,
        Type::Word | Type::Words => Some(Value::Text(plain(word).to_owned())),
        Type::OneOf(words) => words.iter().find(|it| it.eq_ignore_ascii_case(word)).map(|it| Value::from(*it)),
        Type::Choice(all) => choice(all, word),
        Type::Synonym(vocabulary) => vocabulary.kept(word).map(Value::from),
        Type::Id | Type::Row(_) => whole(word, 1, LARGEST_ID),
        Type::Number(least, most) => whole(word, least, most),
        Type::Money => Fen::parse(word).filter(|money| money.0 >= 0).map(|money| Value::Number(money.0)),
        Type::Percent => percent(word).map(Value::Number),
        Type::Time => time(word, zone).map(|at| Value::Number(at.0)),
        Type::Day => day(word, zone).map(Value::Text),
        Type::Birthday => birthday(word).map(Value::Text),
        Type::Boolean => boolean(word),
        Type::Mobile => Some(text::phone(word)).filter(|phone| is_mobile(phone)).map(Value::Text),
        Type::Phone => Some(text::phone(word)).filter(|phone| is_phone(phone)).map(Value::Text),
        Type::Telephone => Some(text::printed(word)).filter(|it| text::is_telephone(it)).map(Value::Text),
        Type::Username => username(word).map(Value::Text),
        Type::Reference => is_reference(word).then(|| Value::Text(plain(word).to_owned())),
        Type::Iccid => text::iccid(word).map(Value::Text),
        Type::Digits => Some(text::plain(word)).filter(|it| it.bytes().all(|b| b.is_ascii_digit())).map(Value::Text),
        Type::Code => Some(text::plain(word)).filter(|it| is_code(it)).map(Value::Text),
        Type::Email => is_email(word).then(|| Value::Text(word.to_owned())),
        Type::KeyHash => is_key_hash(word).then(|| Value::Text(word.to_owned())),
        Type::Address => word.parse().ok().map(|address: IpAddr| Value::Text(address.to_canonical().to_string())),
        Type::PasswordHash => is_password_hash(word).then(|| Value::Text(word.to_owned())),
    }
}

fn choice(all: &[(i64, &str)], word: &str) -> Option<Value> {
    let is_meant =
        |(number, name): &&(i64, &str)| name.eq_ignore_ascii_case(word) || word.parse::<i64>() == Ok(*number);
    all.iter().find(is_meant).map(|(number, _)| Value::Number(*number))
}

/// A name that is a mobile number is read as one, so that whoever logs in finds it; any other stays as it was typed.
fn username(word: &str) -> Option<String> {
    let phone = text::phone(word);
    if is_mobile(&phone) { Some(phone) } else { is_reference(word).then(|| plain(word).to_owned()) }
}

/// A number that somebody else gave and that may hold any signs: of one line, and not what a spreadsheet made of it.
fn is_reference(word: &str) -> bool {
    !word.contains(['\r', '\n']) && !text::is_spoiled(word) && !word.contains(text::is_invisible)
}

/// What a spreadsheet makes of a code is none.
fn is_code(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '/'))
}

/// A second, a day's first instant, or a second with three digits after a dot, as exports write other instants; a day and a time as
/// spreadsheets write them too.
fn time(word: &str, zone: Zone) -> Option<Instant> {
    if let Some((second, part)) = word.split_once('.') {
        let ms: i64 = part.parse().ok().filter(|ms| *ms >= 0 && part.len() == 3)?;
        return zone.parse_text(second).map(|at| at.plus_ms(ms));
    }
    if let Some(at) = zone.parse_text(word) {
        return Some(at);
    }
    match spelling::day(word)? {
        (day, "") => zone.parse_date(&day),
        (day, time) => zone.parse_text(&format!("{day} {}", spelling::time_of_day(time)?)),
    }
}

/// A day of the outlet's calendar.
fn day(word: &str, zone: Zone) -> Option<String> {
    whole_day(word).filter(|day| zone.parse_date(day).is_some())
}

/// A day of anybody's life.
fn birthday(word: &str) -> Option<String> {
    if word == NO_BIRTHDAY {
        return Some(word.to_owned());
    }
    whole_day(word).filter(|day| calendar_day(day).is_some())
}

/// A day by its form; a spreadsheet may have put its midnight behind it.
fn whole_day(word: &str) -> Option<String> {
    let (day, rest) = spelling::day(word)?;
    let is_whole_day = rest.is_empty() || spelling::time_of_day(rest).as_deref() == Some("00:00:00");
    is_whole_day.then_some(day)
}

/// The cell that [`read`] makes a value of.
pub fn text(column: &Column, value: &Value, zone: Zone) -> String {
    match (value, column.holds) {
        (Value::Nothing, Type::Text | Type::Picture) => r"\N".to_owned(),
        (Value::Nothing, _) => String::new(),
        (Value::Number(fen), Type::Money) => Fen(*fen).to_string(),
        (Value::Number(hundredths), Type::Percent) => shown_percent(*hundredths),
        (Value::Number(ms), Type::Time) => match ms.rem_euclid(1000) {
            0 => zone.text(Instant(*ms)),
            part => format!("{}.{part:03}", zone.text(Instant(*ms))),
        },
        (Value::Number(number), _) => number.to_string(),
        (Value::Text(text), holds) if holds.is_text() => spelling::neutral(protected(text)),
        (Value::Text(text), _) => protected(text),
    }
}

/// Puts a backslash before a text that would else mean no value.
fn protected(text: &str) -> String {
    let looks_like_none =
        text.strip_suffix('N').is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b == b'\\'));
    if looks_like_none { format!("\\{text}") } else { text.to_owned() }
}

/// Takes the protecting backslash off a text that would else mean no value.
fn plain(cell: &str) -> &str {
    let is_protected = cell.len() > 2 && cell.strip_suffix('N').is_some_and(|rest| rest.bytes().all(|b| b == b'\\'));
    if is_protected { &cell[1..] } else { cell }
}

fn whole(word: &str, least: i64, most: i64) -> Option<Value> {
    word.parse().ok().filter(|number| (least..=most).contains(number)).map(Value::Number)
}

fn boolean(word: &str) -> Option<Value> {
    match word.to_ascii_lowercase().as_str() {
        "0" | "false" => Some(Value::Number(0)),
        "1" | "true" => Some(Value::Number(1)),
        _ => None,
    }
}

fn is_key_hash(word: &str) -> bool {
    word.len() == 64 && word.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

fn is_password_hash(word: &str) -> bool {
    PasswordHash::new(word).is_ok_and(|hash| hash.algorithm.as_str() == "argon2id" && hash.hash.is_some())
}

/// Hundredths of a per cent of a cell such as `13`, `6.5` or `6.5 %`.
fn percent(word: &str) -> Option<i64> {
    let bare = word.trim_end_matches(['%', '％']);
    Fen::parse(bare).map(|hundredths| hundredths.0).filter(|hundredths| (0..=10_000).contains(hundredths))
}

/// As people write it, without noughts at its end.
fn shown_percent(hundredths: i64) -> String {
    let text = Fen(hundredths).to_string();
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::kind::{nullable, or_number, required};
    use super::*;

    fn of(holds: Type, cell: &str) -> Option<Value> {
        read(&required("c", holds), cell, Zone::china()).ok()
    }

    #[expect(clippy::unnecessary_wraps, reason = "what it is compared with is an Option")]
    fn text(text: &str) -> Option<Value> {
        Some(Value::Text(text.to_owned()))
    }

    #[test]
    fn no_value_is_told_from_the_empty_text() {
        let zone = Zone::china();
        let zipcode = nullable("zipcode", Type::Text);
        assert_eq!(read(&zipcode, r"\N", zone), Ok(Value::Nothing));
        assert_eq!(read(&zipcode, "", zone), Ok(Value::Text(String::new())));
        assert_eq!(read(&zipcode, r"\\N", zone), Ok(Value::Text(r"\N".to_owned())));
        for holds in [Type::Word, Type::Time, Type::Money, Type::Boolean, Type::Id, Type::Mobile] {
            assert_eq!(read(&nullable("c", holds), "", zone), Ok(Value::Nothing), "{holds:?}");
            assert!(read(&required("c", holds), " ", zone).unwrap_err().starts_with("a value is missing"), "{holds:?}");
        }
        let stock = or_number("stock", Type::Number(0, 10), 0);
        assert!(read(&stock, "", zone).is_err(), "an empty cell never means the default");
    }

    #[test]
    fn cells_become_what_the_store_keeps() {
        assert_eq!(of(Type::Text, " a "), text(" a "));
        assert_eq!(of(Type::Word, " a "), text("a"));
        assert_eq!(of(Type::Money, "60.5"), Some(Value::Number(6050)));
        assert_eq!(of(Type::Percent, "6.5 %"), Some(Value::Number(650)));
        assert_eq!(of(Type::Percent, "13"), Some(Value::Number(1300)));
        assert_eq!(of(Type::Time, "2016-05-25 00:00:00"), Some(Value::Number(1_464_105_600_000)));
        assert_eq!(of(Type::Time, "2016-05-25"), Some(Value::Number(1_464_105_600_000)));
        for cell in ["2016/5/25 0:00", "2016-5-25", "2016/5/25", "2016/05/25 00:00:00", "2016年5月25日"] {
            assert_eq!(of(Type::Time, cell), Some(Value::Number(1_464_105_600_000)), "{cell}");
            assert_eq!(of(Type::Day, cell), text("2016-05-25"), "{cell}");
            assert_eq!(of(Type::Birthday, cell), text("2016-05-25"), "{cell}");
        }
        assert_eq!(of(Type::Time, "2016/5/25 9:30"), Some(Value::Number(1_464_139_800_000)));
        assert_eq!(of(Type::Birthday, "0000-00-00"), text("0000-00-00"));
        assert_eq!(of(Type::Birthday, "1960/1/2"), text("1960-01-02"));
        assert_eq!(of(Type::Day, " 2016-05-25 "), text("2016-05-25"));
        assert_eq!(of(Type::Boolean, "TRUE"), Some(Value::Number(1)));
        assert_eq!(of(Type::Number(-1, 5), "-1"), Some(Value::Number(-1)));
        assert_eq!(of(Type::OneOf(&["a", "b"]), "b"), text("b"));
        assert_eq!(
            of(Type::OneOf(&["in stock", "渠道一"]), " In Stock "),
            text("in stock"),
            "as the program writes it"
        );
        assert_eq!(of(Type::Mobile, "13800138000"), text("13800138000"));
    }

    /// What spreadsheets make of 8944200012789714353 and of 13800138000.
    const SPOILED: [&str; 9] = [
        "8.9442E+18",
        "1.38E+10",
        "=\"8944200012789714353\"",
        "'8944200012789714353",
        "8944200012789714353.0",
        "13800138000.00",
        "'13800138000",
        "#NAME?",
        "########",
    ];

    #[test]
    fn a_number_that_a_spreadsheet_has_spoiled_is_no_number_of_any_kind() {
        for cell in SPOILED {
            for holds in [
                Type::Iccid,
                Type::Digits,
                Type::Mobile,
                Type::Phone,
                Type::Telephone,
                Type::Code,
                Type::Username,
                Type::Reference,
                Type::Id,
            ] {
                assert_eq!(of(holds, cell), None, "{holds:?} {cell}");
            }
        }
        assert_eq!(of(Type::Username, "+86 138-0013-8000"), text("13800138000"));
        assert_eq!(of(Type::Username, "１３８００１３８０００"), text("13800138000"));
        assert_eq!(of(Type::Username, "Zhang San"), text("Zhang San"));
        assert_eq!(of(Type::Telephone, "０５７１-8888 8888\u{200b}"), text("0571-8888 8888"));
        assert_eq!(of(Type::Telephone, "(0571) 8666 2404"), text("(0571) 8666 2404"));
        assert_eq!(of(Type::Telephone, "ask at the desk"), None);
        assert_eq!(of(Type::Reference, "E 1234-5/(6)"), text("E 1234-5/(6)"));
        assert_eq!(of(Type::Reference, "12\u{200b}3"), None);
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        for (holds, cell) in [
            (Type::Money, "1.005"),
            (Type::Percent, "100.01"),
            (Type::Percent, "0.001"),
            (Type::Percent, "-1"),
            (Type::Money, "-1"),
            (Type::Money, "ten"),
            (Type::Time, "2016-02-30"),
            (Type::Time, "2016-05-25T00:00:00"),
            (Type::Day, "2016-02-30"),
            (Type::Day, "2016-07-06 14:44:34"),
            (Type::Day, "2016/7/6 14:44"),
            (Type::Time, "7/6/2016"),
            (Type::Birthday, "1990"),
            (Type::Boolean, "yes"),
            (Type::Number(0, 4), "5"),
            (Type::Number(0, 4), "1.0"),
            (Type::Id, "0"),
            (Type::Id, "9007199254740992"),
            (Type::OneOf(&["a", "b"]), "c"),
            (Type::Mobile, "1380013800"),
            (Type::Email, "nobody"),
            (Type::KeyHash, "demo-appkey"),
            (Type::Address, "198.51.100.256"),
            (Type::Address, "198.51.100.07"),
        ] {
            assert_eq!(of(holds, cell), None, "{holds:?} {cell}");
        }
    }

    #[test]
    fn a_password_is_not_taken_for_a_hash() {
        let hash = crate::accounts::hash_password("demo", &mut crate::random::Ids::seeded(1)).unwrap();
        assert_eq!(of(Type::PasswordHash, &hash), text(&hash));
        for cell in ["666666", "$1$abc$def", "$argon2id$", "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ"] {
            assert_eq!(of(Type::PasswordHash, cell), None, "{cell}");
        }
    }
}
