//! What spreadsheets leave around a table: a line that names the separator, rows and columns in which nothing stands.

use csv::StringRecord;

/// The text without a first line such as `sep=;`, and the separator that it names. The line's end stays, so that lines keep their
/// numbers.
pub(super) fn without_separator_line(text: &[u8]) -> (&[u8], Option<u8>) {
    let end = text.iter().position(|byte| matches!(byte, b'\r' | b'\n')).unwrap_or(text.len());
    let line = text[..end].strip_prefix(b"\"").and_then(|line| line.strip_suffix(b"\"")).unwrap_or(&text[..end]);
    match line.to_ascii_lowercase().strip_prefix(b"sep=") {
        Some([separator @ (b',' | b';' | b'\t' | b'|')]) => (&text[end..], Some(*separator)),
        _ => (text, None),
    }
}

/// Whether nothing stands in a row.
pub(super) fn is_empty(row: &StringRecord) -> bool {
    row.iter().all(|cell| cell.trim().is_empty())
}

/// What a spreadsheet calls the column of that place: A for the first, AA for the 27th.
pub(super) fn letters(place: usize) -> String {
    let last = char::from(b'A' + u8::try_from(place % 26).unwrap_or(0));
    if place < 26 { last.to_string() } else { letters(place / 26 - 1) + &last.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_called_as_a_spreadsheet_calls_them() {
        assert_eq!([0, 25, 26, 51, 52, 701, 702].map(letters), ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
    }

    #[test]
    fn a_line_that_names_the_separator_is_taken_off() {
        for (text, separator) in [("sep=;\r\na", b';'), ("\"sep=,\"\r\na", b','), ("SEP=\t\r\na", b'\t')] {
            assert_eq!(without_separator_line(text.as_bytes()), (b"\r\na".as_slice(), Some(separator)));
        }
        for text in ["sep=\na", "sep=;;\na", "sep;a\n", ""] {
            assert_eq!(without_separator_line(text.as_bytes()), (text.as_bytes(), None));
        }
    }
}
