//! The `Authorization` header of Hawk, read as strictly as the reference does.

/// Characters of a header.
const LONGEST: usize = 4096;

/// The attributes of a header; `id`, `ts`, `nonce` and `mac` are always there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The credential's name.
    pub id: String,
    /// The client's time as it was written, which is what the code covers.
    pub ts: String,
    /// The same as a number of seconds.
    pub seconds: i64,
    /// The client's random text.
    pub nonce: String,
    /// The code, in base64.
    pub mac: String,
    /// The hash of the body, in base64.
    pub hash: Option<String>,
    /// What the client's program wants covered, too.
    pub ext: Option<String>,
    /// The client's application.
    pub app: Option<String>,
    /// Who delegated to it.
    pub dlg: Option<String>,
}

/// Why a header cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HeaderError {
    /// There is none, or it is of another scheme: the client is to be challenged.
    #[error("no Hawk header")]
    OtherScheme,
    /// It is of this scheme and broken.
    #[error("{0}")]
    Malformed(&'static str),
}

const NAMES: [&str; 8] = ["id", "ts", "nonce", "hash", "ext", "mac", "app", "dlg"];

impl Header {
    /// Reads a header value.
    pub fn parse(value: &str) -> Result<Self, HeaderError> {
        let value = value.trim();
        let (scheme, attributes) = value.split_once(|c: char| c.is_ascii_whitespace()).unwrap_or((value, ""));
        if !scheme.eq_ignore_ascii_case("hawk") {
            return Err(HeaderError::OtherScheme);
        }
        if value.len() > LONGEST {
            return Err(HeaderError::Malformed("the header is too long"));
        }
        let mut values: [Option<String>; NAMES.len()] = Default::default();
        let mut rest = attributes.trim_start();
        while !rest.is_empty() {
            let Attribute { place, value, after } = attribute(rest)?;
            if values[place].replace(value.to_owned()).is_some() {
                return Err(HeaderError::Malformed("an attribute stands twice"));
            }
            rest = after;
        }
        let [id, ts, nonce, hash, ext, mac, app, dlg] = values;
        let (Some(id), Some(ts), Some(nonce), Some(mac)) = (id, ts, nonce, mac) else {
            return Err(HeaderError::Malformed("an attribute is missing"));
        };
        let seconds = ts.parse().map_err(|_| HeaderError::Malformed("ts is no number of seconds"))?;
        Ok(Self { id, ts, seconds, nonce, mac, hash, ext, app, dlg })
    }
}

/// The first attribute of a text.
struct Attribute<'t> {
    /// The place of its name in [`NAMES`].
    place: usize,
    value: &'t str,
    /// What follows its comma.
    after: &'t str,
}

fn attribute(text: &str) -> Result<Attribute<'_>, HeaderError> {
    const BROKEN: HeaderError = HeaderError::Malformed("the attributes cannot be read");
    let (name, rest) = text.split_once("=\"").ok_or(BROKEN)?;
    let place = NAMES.iter().position(|known| *known == name).ok_or(HeaderError::Malformed("an unknown attribute"))?;
    let (value, rest) = rest.split_once('"').ok_or(BROKEN)?;
    if value.is_empty() || !value.bytes().all(|byte| matches!(byte, b' '..=b'~') && byte != b'\\') {
        return Err(HeaderError::Malformed("an attribute has a bad value"));
    }
    let rest = rest.trim_start();
    match rest.strip_prefix(',') {
        Some(after) => Ok(Attribute { place, value, after: after.trim_start() }),
        None if rest.is_empty() => Ok(Attribute { place, value, after: rest }),
        None => Err(BROKEN),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"Hawk id="agent01", ts="1790000000", nonce="abc123", mac="bWFj""#;

    #[test]
    fn attributes_may_come_in_any_order_and_spacing() {
        let plain = Header::parse(GOOD).unwrap();
        assert_eq!((plain.id.as_str(), plain.seconds, plain.ext.as_deref()), ("agent01", 1_790_000_000, None));
        let other = r#"hAWK  mac="bWFj",nonce="abc123"  ,  ts="1790000000",id="agent01""#;
        assert_eq!(Header::parse(other), Ok(plain));
        let all = Header::parse(&format!(r#"{GOOD}, hash="aA==", ext="a, b=c", app="x", dlg="y""#)).unwrap();
        assert_eq!(
            (all.ext.as_deref(), all.app.as_deref(), all.dlg.as_deref()),
            (Some("a, b=c"), Some("x"), Some("y"))
        );
    }

    #[test]
    fn another_scheme_is_told_from_a_broken_header() {
        for value in ["", "Basic YWI6Yw==", "Bearer x", r#"Hawkish id="a""#, r#""Hawk""#, r#"id="a""#] {
            assert_eq!(Header::parse(value), Err(HeaderError::OtherScheme), "{value}");
        }
        let long = format!(r#"{GOOD}, ext="{}""#, "x".repeat(4096));
        for value in [
            "Hawk",
            "Hawk ",
            "Hawk id",
            r#"Hawk id="agent01""#,
            r#"Hawk id="" , ts="1", nonce="a", mac="b""#,
            &format!("{GOOD}, color=\"red\""),
            &format!("{GOOD}, id=\"agent01\""),
            &format!("{GOOD} ext=\"a\""),
            &format!("{GOOD}, ext=\"a\\b\""),
            &format!("{GOOD}, ext=\"é\""),
            &GOOD.replace('"', ""),
            &GOOD.replace("1790000000", "soon"),
            &GOOD.replace("1790000000", "99999999999999999999999"),
            &long,
        ] {
            assert!(matches!(Header::parse(value), Err(HeaderError::Malformed(_))), "{value}");
        }
    }
}
