//! The encodings in which outlets keep their tables: UTF-8, GB18030 as spreadsheets in China save CSV, and UTF-16 as they save
//! Unicode text.

use std::borrow::Cow;

use encoding_rs::{Encoding, GB18030, UTF_16BE, UTF_16LE};

use super::mistake::Mistake;

/// What is told of a file that is no text.
const NO_TEXT: &str = "the file is no text; save it as \"CSV UTF-8\" and import it again";

/// Letters of three bytes or more that make a file with a broken byte a broken UTF-8 file: GB18030 hardly ever looks like two.
const SURE: usize = 2;

/// The text of a file without its byte order mark.
///
/// # Errors
/// The line from which on the file is in no known encoding.
pub(super) fn decode(file: &[u8]) -> Result<Cow<'_, str>, Mistake> {
    if let Some((encoding, bytes)) = two_byte_letters(file) {
        let text = encoding.decode_without_bom_handling_and_without_replacement(bytes);
        return text.ok_or_else(|| Mistake::of_line(1, NO_TEXT)).and_then(readable);
    }
    let marked = file.strip_prefix(b"\xef\xbb\xbf");
    let bytes = marked.unwrap_or(file);
    let error = match std::str::from_utf8(bytes) {
        Ok(text) => return readable(Cow::Borrowed(text)),
        Err(error) => error,
    };
    let good = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
    let is_utf8 = marked.is_some() || good.chars().filter(|letter| letter.len_utf8() > 2).count() >= SURE;
    match GB18030.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(text) if !is_utf8 => readable(text),
        _ => {
            let line = good.matches('\n').count() + 1;
            let sentence =
                "the file is neither UTF-8 nor GB18030 from here on; save it as \"CSV UTF-8\" and import it again";
            Err(Mistake::of_line(line, sentence))
        }
    }
}

/// UTF-16, as spreadsheets save "Unicode text": with its mark, or known by a header whose letters are all below 256.
fn two_byte_letters(file: &[u8]) -> Option<(&'static Encoding, &[u8])> {
    match file {
        [0xff, 0xfe, rest @ ..] => Some((UTF_16LE, rest)),
        [0xfe, 0xff, rest @ ..] => Some((UTF_16BE, rest)),
        [first, 0, second, 0, ..] if *first != 0 && *second != 0 => Some((UTF_16LE, file)),
        [0, first, 0, second, ..] if *first != 0 && *second != 0 => Some((UTF_16BE, file)),
        _ => None,
    }
}

/// Zero bytes are no text: the file is no table at all.
fn readable(text: Cow<'_, str>) -> Result<Cow<'_, str>, Mistake> {
    match text.find('\0') {
        None => Ok(text),
        Some(place) => {
            let line = text[..place].matches('\n').count() + 1;
            Err(Mistake::of_line(line, NO_TEXT))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf_8_utf_16_and_gb18030_with_and_without_a_mark_are_the_same_text() {
        let text = "id,reason\r\n1,行程取消，𠮷\r\n";
        let (gb, _, lossy) = GB18030.encode(text);
        assert!(!lossy && gb.as_ref() != text.as_bytes());
        let units = |text: &str| text.encode_utf16().collect::<Vec<_>>();
        let little = |text: &str| units(text).into_iter().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
        let big = |text: &str| units(text).into_iter().flat_map(u16::to_be_bytes).collect::<Vec<_>>();
        let marked = format!("\u{feff}{text}");
        for file in [
            text.as_bytes().to_vec(),
            marked.clone().into_bytes(),
            gb.into_owned(),
            little(text),
            little(&marked),
            big(text),
            big(&marked),
        ] {
            assert_eq!(decode(&file).unwrap(), text);
        }
    }

    #[test]
    fn a_broken_file_is_not_taken_for_another_encoding() {
        let broken = ["id,reason\n1,行程\n2,".as_bytes(), &[0xd0, 0xd0], b"\n"].concat();
        assert_eq!(decode(&broken).unwrap_err().line, 3);
        let marked = [b"\xef\xbb\xbf".as_slice(), b"id\n", &[0xd0, 0xd0]].concat();
        assert_eq!(decode(&marked).unwrap_err().line, 2);
        assert!(decode(&[0xff, 0xfe, b'i', 0, 0]).is_err(), "half a letter");
        assert!(decode(&[0xff, 0xfe, 0x00, 0xd8, b'i', 0]).is_err(), "half a pair");
        assert!(decode(b"id\n1,\0").is_err());
    }
}
