//! Command lines of `curl`, as people write down what they sent.

use super::request::Request;

/// Reads the words of a command line after `curl`; nothing if they name no address, or need a file or a shell.
pub(super) fn read(line: &str) -> Option<Request> {
    let mut words = words(line)?.into_iter();
    let (mut method, mut url, mut body, mut headers) = (None, None, None::<String>, Vec::new());
    while let Some(word) = words.next() {
        match word.as_str() {
            "-d" | "--data" | "--data-raw" | "--data-binary" => {
                let more = words.next()?;
                body = Some(body.map_or(more.clone(), |body| format!("{body}&{more}")));
            }
            "-H" | "--header" => headers.push(header(&words.next()?)?),
            "-X" | "--request" => method = words.next(),
            option if option.starts_with('-') => {}
            address => url = Some(address.to_owned()),
        }
    }
    let has_type = headers.iter().any(|(name, _): &(String, String)| name.eq_ignore_ascii_case("content-type"));
    if body.is_some() && !has_type {
        headers.push(("Content-Type".to_owned(), "application/x-www-form-urlencoded".to_owned()));
    }
    let method = method.unwrap_or_else(|| if body.is_some() { "POST" } else { "GET" }.to_owned());
    Some(Request::new(method, &url?, headers, body.unwrap_or_default().into_bytes()))
}

/// A header's name and value.
pub(super) fn header(line: &str) -> Option<(String, String)> {
    let (name, value) = line.split_once(':')?;
    Some((name.trim().to_owned(), value.trim().to_owned()))
}

/// The words of a command line as a shell would see them; nothing where a quote stays open.
fn words(line: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let (mut word, mut quote, mut begun) = (String::new(), None, false);
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        match (quote, letter) {
            (Some(open), letter) if letter == open => quote = None,
            (Some('"') | None, '\\') => word.push(letters.next()?),
            (None, '"' | '\'') => (quote, begun) = (Some(letter), true),
            (None, ' ' | '\t') => {
                if begun || !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
                begun = false;
            }
            (_, letter) => word.push(letter),
        }
    }
    if begun || !word.is_empty() {
        words.push(word);
    }
    quote.is_none().then_some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_line_says_what_was_sent() {
        let line =
            r#"-d '{"userid":1}' -H "Content-Type: application/json" http://localhost:8070/uc/services/order_gets"#;
        let request = read(line);
        let Some(request) = request else { panic!("not read") };
        assert_eq!(request.method, "POST");
        assert_eq!(request.target, "/uc/services/order_gets");
        assert_eq!(request.body, br#"{"userid":1}"#);
        assert!(read("-d 'open http://x/").is_none());
        assert!(read("-g").is_none());
    }
}
