//! Parameters of an action: those in its path, and those of the query; names in any case, of a repeated one the first.

use percent_encoding::percent_decode_str;

use crate::channels::tickets::codes::Fault;
use crate::http::Request;

/// Parameters that a query may have, and bytes of one.
const MOST: usize = 50;
const LONGEST: usize = 2000;

/// The parameters of a request, decoded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arguments(Vec<(String, String)>);

fn parts(path: &str) -> impl Iterator<Item = &str> {
    path.trim_matches('/').split('/')
}

fn parameter(part: &str) -> Option<&str> {
    part.strip_prefix('{')?.strip_suffix('}')
}

/// Whether an address has the form of a route, which may be written in any case.
#[must_use]
pub fn fits(route: &str, path: &str) -> bool {
    let same = |(known, sent): (&str, &str)| {
        if parameter(known).is_some() { !sent.is_empty() } else { known.eq_ignore_ascii_case(sent) }
    };
    parts(route).count() == parts(path).count() && parts(route).zip(parts(path)).all(same)
}

impl Arguments {
    /// Reads the parameters of a request to a route; those in the path come first and so win.
    ///
    /// # Errors
    /// 400 for text that is no UTF-8, and for more than anybody needs.
    pub fn read(route: &str, request: &Request) -> Result<Self, Fault> {
        let in_path = parts(route).zip(parts(request.path()));
        let in_path = in_path.filter_map(|(known, sent)| Some((parameter(known)?.to_owned(), sent.to_owned())));
        let mut all = Vec::new();
        for (name, value) in in_path {
            all.push((name, decoded(&value)?));
        }
        for pair in request.query().split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            all.push((decoded(&name.replace('+', " "))?, decoded(&value.replace('+', " "))?));
        }
        if all.len() > MOST || all.iter().any(|(_, value)| value.len() > LONGEST) {
            return Err(Fault::unusable("The request has too many or too long parameters."));
        }
        Ok(Self(all))
    }

    /// A parameter, empty or not.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        crate::http::reads::note("", name);
        self.0.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// A parameter without which there is no such action.
    ///
    /// # Errors
    /// 404, as the earlier server answers.
    pub fn required(&self, name: &str) -> Result<&str, Fault> {
        self.get(name).ok_or_else(Fault::not_found)
    }

    /// A whole number of 32 bits; 0 where it is missing or empty.
    ///
    /// # Errors
    /// 400 for anything else.
    pub fn number(&self, name: &str) -> Result<i32, Fault> {
        match self.get(name).map(str::trim) {
            None | Some("") => Ok(0),
            Some(text) => {
                text.parse().map_err(|_| Fault::unusable(format!("The value '{text}' is not valid for {name}.")))
            }
        }
    }
}

fn decoded(text: &str) -> Result<String, Fault> {
    match percent_decode_str(text).decode_utf8() {
        Ok(text) if !text.contains('\0') => Ok(text.into_owned()),
        _ => Err(Fault::unusable("A parameter is no UTF-8 text.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROUTE: &str = "/api/webinterface/order/query/deal/{dwlx}/{dwid}/{orderid}";

    fn read(uri: &'static str) -> Result<Arguments, Fault> {
        let request = Request {
            method: hyper::Method::GET,
            uri: hyper::Uri::from_static(uri),
            tidy: None,
            headers: hyper::HeaderMap::new(),
            body: hyper::body::Bytes::new(),
            spooled: None,
            peer: std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST),
            scheme: None,
            id: String::new(),
        };
        Arguments::read(ROUTE, &request)
    }

    #[test]
    fn a_route_fits_in_any_case_and_with_all_its_parts_alone() {
        for path in ["/api/WebInterface/Order/Query/Deal/2/A/1", "/API/WEBINTERFACE/order/query/deal/2/A/1/"] {
            assert!(fits(ROUTE, path), "{path}");
        }
        for path in ["/api/WebInterface/Order/Query/Deal/2/A", "/api/WebInterface/Order/Query/Deals/2/A/1"] {
            assert!(!fits(ROUTE, path), "{path}");
        }
        assert!(!fits(ROUTE, "/api/WebInterface/Order/Query/Deal/2//1"));
    }

    #[test]
    fn what_the_path_says_wins_over_the_query_and_the_first_over_the_second() {
        let uri = "/api/WebInterface/Order/Query/Deal/2/%41+GENT/1?DWID=other&GuiderNum=D%2D1+2&guidernum=x&flag";
        let found = read(uri).unwrap();
        assert_eq!([found.get("dwlx"), found.get("dwid")], [Some("2"), Some("A+GENT")]);
        assert_eq!([found.get("guidernum"), found.get("flag"), found.get("none")], [Some("D-1 2"), Some(""), None]);
    }

    #[test]
    fn a_number_is_a_whole_one_of_32_bits_or_missing() {
        let number = |uri| read(uri).and_then(|found| found.number("personalid"));
        assert_eq!(number("/a/b/c/d/e/2/A/1"), Ok(0));
        assert_eq!(number("/a/b/c/d/e/2/A/1?personalid="), Ok(0));
        assert_eq!(number("/a/b/c/d/e/2/A/1?personalid=%20-7"), Ok(-7));
        for uri in [
            "/a/b/c/d/e/2/A/1?personalid=abc",
            "/a/b/c/d/e/2/A/1?personalid=1.5",
            "/a/b/c/d/e/2/A/1?personalid=2147483648",
            "/a/b/c/d/e/2/A/1?personalid=%ff",
            "/a/b/c/d/e/2/A/1?personalid=1%00",
        ] {
            assert_eq!(number(uri).unwrap_err().status, hyper::StatusCode::BAD_REQUEST, "{uri}");
        }
    }
}
