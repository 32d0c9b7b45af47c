//! How spreadsheets write cells: formulas that an export must not carry, and days and times as they save them.

/// What makes a spreadsheet take a cell for a formula, its full-width forms too, and line ends that may begin one.
const FORMULA_SIGNS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// What keeps a spreadsheet from reading a cell as anything but text.
const QUOTE: char = '\'';

/// A text that somebody typed, as it may stand in a file that a spreadsheet opens: an apostrophe stands before what would be a
/// formula, and one more before a text that has such an apostrophe itself, so that [`typed`] gives every text back.
pub(super) fn neutral(text: String) -> String {
    if is_formula(text.trim_start_matches(QUOTE)) { format!("{QUOTE}{text}") } else { text }
}

/// The text that [`neutral`] was given.
pub(super) fn typed(cell: &str) -> &str {
    cell.strip_prefix(QUOTE).filter(|rest| is_formula(rest.trim_start_matches(QUOTE))).unwrap_or(cell)
}

fn is_formula(text: &str) -> bool {
    text.starts_with(FORMULA_SIGNS)
}

/// A day as people and spreadsheets write it, `2016/5/25`, `2016-5-25` or `2016年5月25日`, in the form that is kept; and the text
/// behind it. The year comes first, or nobody knows which number is the month.
pub(super) fn day(word: &str) -> Option<(String, &str)> {
    let (day, rest) = word.split_once(char::is_whitespace).unwrap_or((word, ""));
    let parts: Vec<&str> = match day.strip_suffix('日') {
        Some(day) => day.split(['年', '月']).collect(),
        None if day.contains('/') => day.split('/').collect(),
        None => day.split('-').collect(),
    };
    let [year, month, date] = parts[..] else { return None };
    let is_right = is_number(year, 4..=4) && is_number(month, 1..=2) && is_number(date, 1..=2);
    is_right.then(|| (format!("{year}-{month:0>2}-{date:0>2}"), rest.trim_start()))
}

/// A time of day as spreadsheets write it, `0:00` or `14:44:34`, in the form that is kept.
pub(super) fn time_of_day(text: &str) -> Option<String> {
    let mut parts = text.split(':');
    let (hour, minute, second) = (parts.next()?, parts.next()?, parts.next().unwrap_or("00"));
    let is_right = is_number(hour, 1..=2) && is_number(minute, 2..=2) && is_number(second, 2..=2);
    (is_right && parts.next().is_none()).then(|| format!("{hour:0>2}:{minute}:{second}"))
}

fn is_number(text: &str, length: std::ops::RangeInclusive<usize>) -> bool {
    length.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_be_a_formula_leaves_as_a_text_and_every_text_comes_back() {
        for text in ["=1+1", "+86", "-1", "@SUM(A1)", "\tx", "\rx", "'=1", "''=1", "＝1"] {
            let cell = neutral(text.to_owned());
            assert!(cell.starts_with('\'') && cell.len() == text.len() + 1, "{cell}");
            assert_eq!(typed(&cell), text);
        }
        for text in ["", "'", "''", "o'brien", "'tis", "a=b", "1-2", " =1"] {
            assert_eq!((neutral(text.to_owned()).as_str(), typed(text)), (text, text));
        }
        assert_eq!(typed("=1+1"), "=1+1", "a file of somebody else");
    }

    #[test]
    fn days_and_times_of_spreadsheets_become_ours() {
        let found = |word: &'static str| day(word).map(|(day, rest)| format!("{day}|{rest}"));
        for word in ["2016/5/25", "2016-5-25", "2016-05-25", "2016年5月25日", "2016/05/25"] {
            assert_eq!(found(word).as_deref(), Some("2016-05-25|"), "{word}");
        }
        assert_eq!(found("2016/5/25 0:00").as_deref(), Some("2016-05-25|0:00"));
        for word in
            ["25/5/2016", "5/25/16", "2016/5-25", "2016/5", "2016-5-25-1", "2016-005-25", "2016年5月25", "", "20160525"]
        {
            assert_eq!(found(word), None, "{word}");
        }
        assert_eq!(
            ["0:00", "14:44", "9:05:07"].map(time_of_day),
            ["00:00:00", "14:44:00", "09:05:07"].map(|it| Some(it.to_owned()))
        );
        assert_eq!(["", "14", "1:2", "1:02:03:04", "x:00"].map(time_of_day), [const { None::<String> }; 5]);
    }
}
