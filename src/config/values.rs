//! What the text of a setting means, and the sentence that refuses another.

use std::collections::BTreeMap;
use std::str::FromStr;

use super::LogFormat;
use crate::networks::Networks;

pub(super) fn wrong(name: &str, value: &str, wanted: &str) -> String {
    format!("The setting {name} is {value:?}; it must be {wanted}.")
}

/// A number whose range was looked at.
pub(super) fn number<N: FromStr>(values: &BTreeMap<&'static str, String>, name: &'static str) -> Result<N, String> {
    values[name].parse().map_err(|_| wrong(name, &values[name], "a number"))
}

pub(super) fn truth(values: &BTreeMap<&'static str, String>, name: &'static str) -> Result<bool, String> {
    values[name].parse().map_err(|_| wrong(name, &values[name], "true or false"))
}

pub(super) fn password_rule(text: &str) -> Result<Option<bool>, String> {
    match text {
        "on" => Ok(Some(true)),
        "off" => Ok(Some(false)),
        "outlet" => Ok(None),
        _ => Err(wrong("login.password_rule", text, "on, off or outlet")),
    }
}

pub(super) fn cutoff(text: &str) -> Result<i64, String> {
    // A number may have a sign, a time of day has none.
    let part = |text: &str| text.parse::<i64>().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()));
    let parts = text.split_once(':').and_then(|(h, m)| Some((part(h)?, part(m)?)));
    match parts {
        Some((hours @ 0..=23, minutes @ 0..=59)) => Ok(hours * 60 + minutes),
        _ => Err(wrong("outlet.day_cutoff", text, "a time such as 04:00")),
    }
}

pub(super) fn log_format(text: &str) -> Result<LogFormat, String> {
    match text {
        "text" => Ok(LogFormat::Text),
        "json" => Ok(LogFormat::Json),
        _ => Err(wrong("log.format", text, "text or json")),
    }
}

pub(super) fn log_level(text: &str) -> Result<tracing::Level, String> {
    text.parse().map_err(|_| wrong("log.level", text, "error, warn, info, debug or trace"))
}

pub(super) fn networks(name: &'static str, values: &BTreeMap<&'static str, String>) -> Result<Networks, String> {
    Networks::parse(&values[name]).map_err(|part| wrong(name, &part, "addresses and networks such as 10.0.0.0/8"))
}

pub(super) fn web_address<'v>(
    name: &'static str,
    values: &'v BTreeMap<&'static str, String>,
) -> Result<&'v str, String> {
    let url = values[name].as_str();
    if url.is_empty() || url.starts_with("http://") || url.starts_with("https://") {
        return Ok(url);
    }
    Err(wrong(name, url, "empty or begin with http:// or https://"))
}

/// An address of this server, without a slash at its end. Its pages and APIs stand at the root of a host, so that recorded clients
/// and signatures fit; a proxy that serves it below a path would break them.
pub(super) fn own_address(name: &'static str, values: &BTreeMap<&'static str, String>) -> Result<String, String> {
    let url = web_address(name, values)?.trim_end_matches('/');
    let host = url.split_once("://").map_or(url, |(_, host)| host);
    if host.contains(['/', '?', '#']) {
        return Err(wrong(
            name,
            url,
            "a scheme and a host alone: this server is not served below a path; give it a host name of its own",
        ));
    }
    Ok(url.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cutoff_is_a_time_of_day_without_signs() {
        assert_eq!((cutoff("04:00"), cutoff("23:59"), cutoff("0:5")), (Ok(240), Ok(1439), Ok(5)));
        for text in ["+14:00", "-00:01", "00:+1", "04:-0", "24:00", "04", ":", ""] {
            assert!(cutoff(text).is_err(), "{text}");
        }
    }
}
