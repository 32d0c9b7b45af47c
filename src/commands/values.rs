//! Values on the command line, looked at before anything is done: a wrong one is a wrong command line.

use crate::accounts::{self, USERNAME_RULE};
use crate::clock::Zone;
use crate::config::Config;
use crate::nearest::nearest;
use crate::payments::Gateways;
use crate::replay;
use crate::text::is_mobile;
use crate::transfer;

/// A new account's name.
pub(super) fn username(text: &str) -> Result<String, String> {
    let name = text.trim();
    if accounts::is_username(name) { Ok(name.to_owned()) } else { Err(USERNAME_RULE.to_owned()) }
}

/// A mobile phone.
pub(super) fn phone(text: &str) -> Result<String, String> {
    let wanted = || "a mobile phone has eleven digits and begins with 13 to 19".to_owned();
    if is_mobile(text) { Ok(text.to_owned()) } else { Err(wanted()) }
}

/// A start of the outlet's clock, in its local time. Years that no outlet has would overflow what is counted from them.
pub(super) fn start(text: &str) -> Result<String, String> {
    let ends = ["1971-01-01 00:00:00", "2200-01-01 00:00:00"].map(|end| Zone::utc().parse_text(end));
    match (Zone::utc().parse_text(text), ends) {
        (Some(at), [Some(first), Some(last)]) if (first..last).contains(&at) => Ok(text.to_owned()),
        (Some(_), _) => Err("--at is a time from 1971 to 2199".to_owned()),
        (None, _) => Err("write it like --at \"2016-07-06 14:44:34\"".to_owned()),
    }
}

/// An address to listen on: host and port.
pub(super) fn listen(text: &str) -> Result<String, String> {
    let parts = text.rsplit_once(':').filter(|(host, port)| !host.is_empty() && port.parse::<u16>().is_ok());
    parts.map(|_| text.to_owned()).ok_or_else(|| "write it like --listen 127.0.0.1:8050".to_owned())
}

/// The address of a running outlet.
pub(super) fn outlet(text: &str) -> Result<String, String> {
    if replay::is_address(text) {
        Ok(text.to_owned())
    } else {
        Err("write it like --to http://127.0.0.1:8050".to_owned())
    }
}

/// An account and its password.
pub(super) fn login(text: &str) -> Result<(String, String), String> {
    let parts = text.split_once('=').filter(|(name, password)| !name.is_empty() && !password.is_empty());
    let parts = parts.map(|(name, password)| (name.to_owned(), password.to_owned()));
    parts.ok_or_else(|| "write it like --login traveller=PASSWORD".to_owned())
}

/// A time zone.
pub(super) fn zone(text: &str) -> Result<Zone, String> {
    Zone::parse(text).ok_or_else(|| "write it like --zone +08:00".to_owned())
}

/// A setting with its value.
pub(super) fn setting(text: &str) -> Result<String, String> {
    let (name, value) =
        text.split_once('=').ok_or_else(|| "it has no value; write --set section.name=value".to_owned())?;
    let usable = Config::with(name, value).and_then(|config| Gateways::has_sandbox(&config, true));
    // The sentence ends elsewhere.
    usable.map_err(|sentence| sentence.trim_end_matches('.').to_owned())?;
    Ok(text.to_owned())
}

/// A kind of table, or `all`.
pub(super) fn kind(text: &str) -> Result<String, String> {
    if text == "all" || transfer::kind(text).is_some() {
        return Ok(text.to_owned());
    }
    let known: Vec<&str> = transfer::kinds().map(|kind| kind.name).collect();
    let meant = nearest(text, known.iter().copied()).map(|kind| format!("did you mean {kind}? ")).unwrap_or_default();
    Err(format!("{meant}there are: all, {}", known.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_start_is_a_time_that_an_outlet_may_have() {
        assert!(start("2016-07-06 14:44:34").is_ok() && start("2199-12-31 23:59:59").is_ok());
        for wrong in ["9999-12-31 23:59:59", "2200-01-01 00:00:00", "1970-01-01 00:00:00", "2016-02-30 00:00:00", "now"]
        {
            assert!(start(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_address_has_a_host_and_a_port() {
        for right in ["127.0.0.1:8050", "localhost:0", "[::1]:8050", "0.0.0.0:80"] {
            assert!(listen(right).is_ok(), "{right}");
        }
        for wrong in ["nonsense", "8050", ":8050", "127.0.0.1:", "127.0.0.1:99999", "http://127.0.0.1"] {
            assert!(listen(wrong).is_err(), "{wrong}");
        }
    }
}
