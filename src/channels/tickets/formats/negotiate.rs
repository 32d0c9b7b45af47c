//! Which format a client gets, by the rules of the earlier server's framework
//! (docs/spec/tickets.md sections 4 and 7).

/// A format with the name that it is asked for by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// `application/json`, what a client gets that says nothing.
    Json,
    /// `text/json`.
    TextJson,
    /// `application/xml`.
    Xml,
    /// `text/xml`.
    TextXml,
    /// `application/bson`.
    Bson,
}

/// The writers in their order; each with its names in their order.
const WRITERS: [&[Format]; 3] = [&[Format::Json, Format::TextJson], &[Format::Xml, Format::TextXml], &[Format::Bson]];

impl Format {
    /// The `Content-Type` of answers.
    #[must_use]
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Json => "application/json; charset=utf-8",
            Self::TextJson => "text/json; charset=utf-8",
            Self::Xml => "application/xml; charset=utf-8",
            Self::TextXml => "text/xml; charset=utf-8",
            Self::Bson => "application/bson; charset=utf-8",
        }
    }

    fn media_type(self) -> &'static str {
        self.content_type().trim_end_matches("; charset=utf-8")
    }
}

/// What a request says about formats.
#[derive(Clone, Copy, Debug, Default)]
pub struct Asked<'r> {
    /// The `Accept` header.
    pub accept: Option<&'r str>,
    /// The `X-Requested-With` header.
    pub requested_with: Option<&'r str>,
    /// The `Content-Type` header of a request that has a body.
    pub body_type: Option<&'r str>,
}

/// How exactly an entry of the Accept header names a format; the more exact the earlier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Exactness {
    Literal,
    AnySubtype,
    Anything,
}

/// An entry of the Accept header with its weight in parts of [`WHOLE`].
struct Entry<'r> {
    range: &'r str,
    weight: u64,
}

/// The format of the answer to a request.
#[must_use]
pub fn negotiate(asked: &Asked<'_>) -> Format {
    let entries = entries(asked.accept.unwrap_or_default());
    if is_script(asked, &entries) {
        return Format::Json;
    }
    let matches = WRITERS.iter().filter_map(|names| first_match(names, &entries));
    // The heaviest wins, then the most exact, then the earlier writer: of equals `min_by_key` takes the first.
    let best = matches.min_by_key(|it| (std::cmp::Reverse(it.weight), it.exactness));
    best.map(|it| it.format).or_else(|| of_body(asked.body_type?)).unwrap_or(Format::Json)
}

/// Scripts in a page that ask for nothing in particular get JSON.
fn is_script(asked: &Asked<'_>, entries: &[Entry<'_>]) -> bool {
    let by_script = asked.requested_with.is_some_and(|with| with.trim().eq_ignore_ascii_case("XMLHttpRequest"));
    by_script && (entries.is_empty() || matches!(entries, [Entry { range: "*/*", .. }]))
}

/// The entries by falling weight; equal ones keep their order.
fn entries(accept: &str) -> Vec<Entry<'_>> {
    let mut entries: Vec<Entry<'_>> = accept.split(',').filter_map(entry).collect();
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.weight));
    entries
}

/// One entry; none for text that is no media range.
fn entry(text: &str) -> Option<Entry<'_>> {
    let mut parts = text.split(';').map(str::trim);
    let range = parts.next().filter(|range| range.split('/').filter(|half| !half.is_empty()).count() == 2)?;
    let quality = parts.find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("q").then_some(value.trim())
    });
    Some(Entry { range, weight: quality.map_or(Some(WHOLE), weight)? })
}

/// A weight of one.
const WHOLE: u64 = 1_000_000_000;

/// A weight such as `0.75` in parts of [`WHOLE`], however many digits it has; none for anything that is no weight. What is more
/// than nothing stays so: only a weight that is nothing never matches.
fn weight(text: &str) -> Option<u64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !matches!(whole, "0" | "1" | "") || !digits(fraction) || text.is_empty() || text == "." {
        return None;
    }
    let is_nothing = fraction.bytes().all(|digit| digit == b'0');
    if whole == "1" {
        return is_nothing.then_some(WHOLE);
    }
    let parts: u64 = format!("{fraction:0<9}").get(..9)?.parse().ok()?;
    Some(parts.max(u64::from(!is_nothing)))
}

/// A format that an entry names.
struct Match {
    format: Format,
    exactness: Exactness,
    weight: u64,
}

/// The first entry that names one of a writer's formats, and the first of them that it names.
fn first_match(names: &[Format], entries: &[Entry<'_>]) -> Option<Match> {
    entries.iter().filter(|entry| entry.weight > 0).find_map(|entry| {
        names.iter().find_map(|format| {
            exactness(entry.range, format.media_type()).map(|exactness| Match {
                format: *format,
                exactness,
                weight: entry.weight,
            })
        })
    })
}

fn exactness(range: &str, media_type: &str) -> Option<Exactness> {
    if range == "*/*" {
        return Some(Exactness::Anything);
    }
    if range.eq_ignore_ascii_case(media_type) {
        return Some(Exactness::Literal);
    }
    let (kind, subtype) = range.split_once('/')?;
    let same_kind = media_type.split('/').next().is_some_and(|known| known.eq_ignore_ascii_case(kind));
    (subtype == "*" && same_kind).then_some(Exactness::AnySubtype)
}

/// The format that a request's own body is in.
fn of_body(content_type: &str) -> Option<Format> {
    let bare = content_type.split(';').next().unwrap_or_default().trim();
    WRITERS.into_iter().flatten().copied().find(|format| format.media_type().eq_ignore_ascii_case(bare))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accept(accept: &str) -> Format {
        negotiate(&Asked { accept: Some(accept), ..Asked::default() })
    }

    #[test]
    fn the_accept_header_decides() {
        let table = [
            ("*/*", Format::Json),
            ("", Format::Json),
            ("application/json", Format::Json),
            ("text/json", Format::TextJson),
            ("application/*", Format::Json),
            ("text/*", Format::TextJson),
            ("image/png", Format::Json),
            ("rubbish, application/xml", Format::Xml),
            ("application/xml;q=0", Format::Json),
            ("text/xml", Format::TextXml),
            ("APPLICATION/XML", Format::Xml),
            ("application/bson", Format::Bson),
            ("application/xml;charset=utf-8;q=0.5", Format::Xml),
        ];
        for (text, format) in table {
            assert_eq!(accept(text), format, "{text}");
        }
    }

    #[test]
    fn exact_names_win_over_ranges_unless_the_range_weighs_more() {
        let table = [
            ("text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8", Format::Xml),
            ("*/*, application/xml;q=0.5", Format::Json),
            ("application/xml;q=0.5, */*;q=0.5", Format::Xml),
            ("application/bson;q=0.5, text/*;q=0.5", Format::Bson),
            ("application/bson;q=0.5, text/*;q=0.6", Format::TextJson),
            ("text/*;q=0.4, */*;q=0.4", Format::TextJson),
        ];
        for (text, format) in table {
            assert_eq!(accept(text), format, "{text}");
        }
    }

    #[test]
    fn weights_decide_and_ties_go_to_the_earlier_writer() {
        let table = [
            ("application/json;q=0.5, application/xml", Format::Xml),
            ("application/xml;q=0.5, application/json;q=0.6", Format::Json),
            ("application/xml, application/json", Format::Json),
            ("application/bson, application/xml", Format::Xml),
            ("application/bson;q=0.9, application/xml;q=0.8", Format::Bson),
            ("application/json;q=0, application/xml;q=0.1", Format::Xml),
            ("application/json;Q=0.001, application/xml;q=.002", Format::Xml),
            ("application/xml;q=1.1, application/bson;q=0.1", Format::Bson),
            ("application/xml;q=1.0000001, application/bson;q=0.1", Format::Bson),
            ("application/xml;q=0.5000, application/bson;q=0.4", Format::Xml),
            ("application/xml;q=0.33333, application/bson;q=0.33334", Format::Bson),
            ("application/xml;q=0.00000000000000000001", Format::Xml),
            ("application/xml;q=1.00000000000000000000, application/bson", Format::Xml),
            ("application/xml;q=0.000, application/bson;q=0.00001", Format::Bson),
            ("application/xml;q=0.000000000000000000000, image/png", Format::Json),
            ("application/xml;q=0.5x, application/bson;q=0.1", Format::Bson),
        ];
        for (text, format) in table {
            assert_eq!(accept(text), format, "{text}");
        }
    }

    #[test]
    fn at_equal_weights_the_earlier_entry_of_the_header_counts() {
        assert_eq!(accept("text/xml, application/xml"), Format::TextXml);
        assert_eq!(accept("application/xml, text/xml"), Format::Xml);
        assert_eq!(accept("application/xml;q=0.5, text/xml;q=0.7"), Format::TextXml);
        assert_eq!(accept("*/*, application/xml"), Format::Json);
    }

    #[test]
    fn scripts_get_json_and_a_body_speaks_for_itself() {
        let script = Asked { requested_with: Some("XMLHttpRequest"), body_type: Some("text/xml"), ..Asked::default() };
        assert_eq!(negotiate(&script), Format::Json);
        assert_eq!(negotiate(&Asked { accept: Some("application/xml"), ..script }), Format::Xml);
        let body = Asked { body_type: Some("Application/XML; charset=utf-8"), ..Asked::default() };
        assert_eq!(negotiate(&body), Format::Xml);
        assert_eq!(negotiate(&Asked { accept: Some("image/png"), ..body }), Format::Xml);
        assert_eq!(negotiate(&Asked { accept: Some("*/*"), ..body }), Format::Json);
        assert_eq!(negotiate(&Asked { body_type: Some("multipart/form-data"), ..body }), Format::Json);
    }
}
