//! Quotes of a CSV file: where one opens that nothing closes, and the rows below it would be taken for its value.

/// Where the reader of CSV stands.
#[derive(Clone, Copy)]
enum State {
    /// At the beginning of a cell, the only place where a quote opens.
    Begin,
    /// In a cell without quotes, or behind its closing quote.
    Plain,
    /// Behind a quote that opened at that byte.
    Quoted(usize),
    /// Behind a quote in such a cell: it closes the cell, or is the first of two that stand for one.
    Closing(usize),
}

/// The byte of a quote that nothing closes: the file ends in it, or it is closed on another line by a quote that more text
/// follows, which is how the next cell's own quote looks.
pub(super) fn unclosed(text: &[u8], delimiter: u8) -> Option<usize> {
    let mut state = State::Begin;
    for (place, byte) in text.iter().enumerate() {
        state = match (state, byte) {
            (State::Begin, b'"') => State::Quoted(place),
            (State::Begin | State::Plain | State::Closing(_), b'\r' | b'\n') => State::Begin,
            (State::Begin | State::Plain | State::Closing(_), byte) if *byte == delimiter => State::Begin,
            (State::Begin | State::Plain, _) => State::Plain,
            (State::Quoted(opened), b'"') => State::Closing(opened),
            (State::Quoted(opened), _) | (State::Closing(opened), b'"') => State::Quoted(opened),
            (State::Closing(opened), _) => {
                if text[opened..place].iter().any(|byte| matches!(byte, b'\r' | b'\n')) {
                    return Some(opened);
                }
                State::Plain
            }
        };
    }
    match state {
        State::Quoted(opened) => Some(opened),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_that_nothing_closes_is_found() {
        assert_eq!(unclosed(b"id,iccid\n501,\"8944\n502,8945\n", b','), Some(13));
        assert_eq!(unclosed(b"id,iccid\n501,\"8944\n502,\"8945\"\n", b','), Some(13), "the next row's quote closes it");
        assert_eq!(unclosed(b"id\n\"", b','), Some(3));
        assert_eq!(unclosed(b"id\n\"a\"\"\n", b','), Some(3), "two quotes stand for one");
    }

    #[test]
    fn what_is_closed_is_not() {
        for text in [
            "",
            "a,b\n",
            "\"a\"",
            "\"a\nb\",c\r\n\"d\"\n",
            "\"a\"\"b\"\n",
            "5\" disk,\"\"\n",
            "\"a\"b,c\n",
            "\"\"\"\"\n",
        ] {
            assert_eq!(unclosed(text.as_bytes(), b','), None, "{text}");
        }
    }
}
