//! Settings: file, environment and flags over defaults, validated once at start.
//!
//! Every setting stands in [`SETTINGS`] with its default and its meaning; the table of
//! docs/reference/settings.md is compared with it by a test.

mod settings;

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use crate::clock::{DAY_MS, MINUTE_MS, Zone};
use crate::nearest::did_you_mean;
use crate::networks::Networks;
use crate::store::StoreOptions;
pub use settings::{SETTINGS, Setting};

/// Variables of the environment that the tests and the build read; they may stand where an outlet is started.
const OTHER_VARIABLES: &[&str] = &[
    "OUTPOST_CLIENTS",
    "OUTPOST_COMPRESSION",
    "OUTPOST_DEBIAN_ROOT",
    "OUTPOST_LITESTREAM",
    "OUTPOST_MEASURED",
    "OUTPOST_WALK_PACE_MS",
];

/// How the log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line, for programs.
    Json,
}

/// The limits of the door; the defaults are right for one outlet.
#[derive(Clone, Debug)]
pub struct ServerLimits {
    /// Connections at the same time; further ones wait.
    pub connections: usize,
    /// Time for a request's line and headers.
    pub header_time: Duration,
    /// Time for a request's body, and for a client to take some of its answer.
    pub body_time: Duration,
    /// Connections of one address at the same time.
    pub address_connections: usize,
    /// Proxies whose word counts for who the client is.
    pub trusted_proxies: Networks,
    /// Bytes that all bodies may take together.
    pub body_memory: usize,
    /// Time that running requests get when the server stops.
    pub grace: Duration,
}

impl Default for ServerLimits {
    fn default() -> Self {
        Self {
            connections: 512,
            header_time: Duration::from_secs(10),
            body_time: Duration::from_secs(20),
            address_connections: 256,
            trusted_proxies: Networks::default(),
            body_memory: 32 << 20,
            grace: Duration::from_secs(3),
        }
    }
}

/// The settings in effect.
#[derive(Clone, Debug)]
pub struct Config {
    /// Name of the outlet.
    pub outlet_name: String,
    /// The outlet's zone.
    pub zone: Zone,
    /// Minutes after local midnight at which a business day begins.
    pub cutoff_minutes: i64,
    /// Address to listen on.
    pub listen: String,
    /// How customers reach this server, without a slash at the end; empty when requests tell.
    pub public_url: String,
    /// What a promo code is put behind to be scanned; empty for this server's counter page.
    pub promo_url: String,
    /// Whether agencies may be called back on this machine and in private networks.
    pub tickets_replay_private: bool,
    /// Limits of the door.
    pub server: ServerLimits,
    /// Sizes of the store.
    pub store: StoreOptions,
    /// How the log is written.
    pub log_format: LogFormat,
    /// What is logged.
    pub log_level: tracing::Level,
    /// A request that takes longer is logged.
    pub slow_request: Duration,
    /// Milliseconds between two backups; 0 for none.
    pub backup_every_ms: i64,
    /// Backups that are kept.
    pub backup_keep: usize,
    /// Milliseconds after which an order that nobody began to pay gives its goods back.
    pub unpaid_ms: i64,
    /// Milliseconds after which an order that somebody began to pay does.
    pub paying_ms: i64,
    /// Milliseconds after which an unpaid order is cancelled.
    pub open_ms: i64,
    /// Orders that somebody who walked in may leave unpaid at once; 0 for no limit.
    pub walk_in_orders: i64,
    /// Pieces of one product that these may hold; 0 for no limit.
    pub walk_in_pieces: i64,
    /// Orders that all who walked in from one address may leave unpaid at once; 0 for no limit.
    pub address_orders: i64,
    /// Pieces of one product that these may hold; 0 for no limit.
    pub address_pieces: i64,
    /// From where the house's own kiosks come, which are not counted so.
    pub house_networks: Networks,
    /// Orders that a registered customer may leave unpaid at once; 0 for no limit.
    pub customer_orders: i64,
    /// Pieces of one product that these may hold; 0 for no limit.
    pub customer_pieces: i64,
    /// Pieces of a product left that are low.
    pub stock_low: i64,
    /// Wrong numbers of cards or boxes that one account, and one address, may try in an hour.
    pub card_guesses: u32,
    /// Cards that somebody who walked in may hold without a paid order of his own that explains them.
    pub walk_in_cards: i64,
    /// Cards that a registered customer may.
    pub customer_cards: i64,
    /// Milliseconds without use after which a session ends.
    pub session_idle_ms: i64,
    /// Failed logins before an account must wait.
    pub login_tries: u32,
    /// Failed logins before an address must wait.
    pub login_address_tries: u32,
    /// Milliseconds in which failed logins count.
    pub login_window_ms: i64,
    /// From where the back office may be used; empty for everywhere.
    pub office_networks: Networks,
    /// Whether the staff logs in at the counter on enrolled browsers alone.
    pub counter_devices: bool,
    /// Milliseconds between two slowed log-ins at most.
    pub login_delay_ms: i64,
    /// What costs and needs no account: so often for one address in an hour.
    pub hourly_requests: u32,
    /// Wrong answers to check codes in an hour, of one session and for one phone at one address.
    pub code_guesses: u32,
    /// Questions in an hour, of one address, whether somebody has an account.
    pub hourly_lookups: u32,
    /// Whether new passwords must keep the rule; nothing where that depends on the outlet.
    pub password_rule: Option<bool>,
    /// Milliseconds that an expired IP address rests before it is leased again.
    pub lease_cooling_ms: i64,
    /// Whether area surcharges are charged.
    pub area_surcharge: bool,
    /// All values as text by name, for modules that read their own section.
    pub values: BTreeMap<&'static str, String>,
}

impl Config {
    /// Puts file, environment and flags over the defaults; later ones win.
    ///
    /// # Errors
    /// One sentence that names the setting and what it may be.
    pub fn load(file: Option<&Path>, flags: &[(&str, String)]) -> Result<Self, String> {
        let environment = std::env::vars().filter(|(name, _)| name.starts_with("OUTPOST_"));
        Self::from_sources(file.map(read_file).transpose()?.unwrap_or_default(), environment.collect(), flags)
    }

    /// The settings of a file whose text is known, over the defaults.
    ///
    /// # Errors
    /// As [`Config::load`].
    pub(crate) fn of_text(file: &Path, text: &str) -> Result<Self, String> {
        Self::from_sources(read_text(file, text)?, BTreeMap::new(), &[])
    }

    /// The defaults with one other value, to see whether it may be given.
    ///
    /// # Errors
    /// As [`Config::load`].
    pub fn with(name: &str, value: &str) -> Result<Self, String> {
        Self::from_sources(BTreeMap::new(), BTreeMap::new(), &[(name, value.to_owned())])
    }

    /// Variables of the environment that look like settings and are none; a slip in a name would else change nothing silently.
    #[must_use]
    pub fn unknown_variables() -> Vec<String> {
        let is_setting = |name: &str| SETTINGS.iter().any(|setting| variable(setting.name) == name);
        let mut unknown: Vec<String> = std::env::vars_os()
            .filter_map(|(name, _)| name.into_string().ok())
            .filter(|name| {
                name.starts_with("OUTPOST_") && !is_setting(name) && !OTHER_VARIABLES.contains(&name.as_str())
            })
            .collect();
        unknown.sort();
        unknown
    }

    /// The settings of a demonstration: its agencies are programs on the same machine, or on one of the same room.
    #[must_use]
    pub fn of_demonstration(mut self) -> Self {
        self.tickets_replay_private = true;
        self.values.insert("tickets.replay_private", true.to_string());
        self
    }

    fn from_sources(
        file: BTreeMap<String, String>,
        environment: BTreeMap<String, String>,
        flags: &[(&str, String)],
    ) -> Result<Self, String> {
        let known = |name: &str| SETTINGS.iter().any(|setting| setting.name == name);
        if let Some(name) =
            file.keys().map(String::as_str).chain(flags.iter().map(|(name, _)| *name)).find(|n| !known(n))
        {
            let meant = did_you_mean(name, SETTINGS.iter().map(|setting| setting.name));
            return Err(format!("There is no setting {name}; {meant}docs/reference/settings.md lists them all."));
        }
        let value = |setting: &Setting| {
            let flag = flags.iter().rev().find(|(name, _)| *name == setting.name).map(|(_, value)| value.clone());
            let value = flag
                .or_else(|| environment.get(&variable(setting.name)).cloned())
                .or_else(|| file.get(setting.name).cloned());
            (setting.name, value.unwrap_or_else(|| setting.default.to_owned()))
        };
        Self::validate(SETTINGS.iter().map(value).collect())
    }

    fn validate(values: BTreeMap<&'static str, String>) -> Result<Self, String> {
        let seconds = |name| number::<u64>(&values, name, 1, 3600).map(Duration::from_secs);
        let milliseconds = |name| number::<u64>(&values, name, 1, 3_600_000).map(Duration::from_millis);
        let server = ServerLimits {
            connections: number(&values, "server.connections", 8, 10_000)?,
            address_connections: number(&values, "server.address_connections", 2, 10_000)?,
            trusted_proxies: networks("server.trusted_proxies", &values)?,
            body_memory: number::<usize>(&values, "server.body_memory_mb", 4, 4096)? << 20,
            header_time: seconds("server.header_seconds")?,
            body_time: seconds("server.body_seconds")?,
            ..ServerLimits::default()
        };
        let store = StoreOptions {
            queue: number(&values, "store.queue", 1, 100_000)?,
            slow: milliseconds("log.slow_write_ms")?,
            ..StoreOptions::default()
        };
        Ok(Self {
            outlet_name: values["outlet.name"].clone(),
            zone: Zone::parse(&values["outlet.zone"])
                .ok_or_else(|| wrong("outlet.zone", &values["outlet.zone"], "an offset such as +08:00"))?,
            cutoff_minutes: cutoff(&values["outlet.day_cutoff"])?,
            listen: values["server.listen"].clone(),
            public_url: own_address("server.public_url", &values)?,
            promo_url: web_address("courses.promo_url", &values)?.to_owned(),
            tickets_replay_private: truth(&values, "tickets.replay_private")?,
            server,
            store,
            log_format: log_format(&values["log.format"])?,
            log_level: log_level(&values["log.level"])?,
            slow_request: milliseconds("log.slow_request_ms")?,
            backup_every_ms: number::<i64>(&values, "backup.every_hours", 0, 10_000)? * 60 * MINUTE_MS,
            backup_keep: number(&values, "backup.keep", 1, 10_000)?,
            unpaid_ms: number::<i64>(&values, "orders.unpaid_minutes", 1, 100_000)? * MINUTE_MS,
            paying_ms: number::<i64>(&values, "orders.paying_minutes", 1, 100_000)? * MINUTE_MS,
            open_ms: number::<i64>(&values, "orders.open_days", 1, 3650)? * DAY_MS,
            walk_in_orders: number(&values, "orders.walk_in_orders", 0, 1_000_000)?,
            walk_in_pieces: number(&values, "orders.walk_in_pieces", 0, 1_000_000_000)?,
            address_orders: number(&values, "orders.address_orders", 0, 1_000_000)?,
            address_pieces: number(&values, "orders.address_pieces", 0, 1_000_000_000)?,
            house_networks: networks("orders.house_networks", &values)?,
            customer_orders: number(&values, "orders.customer_orders", 0, 1_000_000)?,
            customer_pieces: number(&values, "orders.customer_pieces", 0, 1_000_000_000)?,
            stock_low: number(&values, "stock.low", 0, 1_000_000_000)?,
            card_guesses: number(&values, "cards.guesses", 1, 1_000_000)?,
            walk_in_cards: number(&values, "cards.walk_in", 0, 1_000_000)?,
            customer_cards: number(&values, "cards.customer", 0, 1_000_000)?,
            session_idle_ms: number::<i64>(&values, "sessions.idle_days", 1, 400)? * DAY_MS,
            login_tries: number(&values, "login.tries", 1, 1000)?,
            login_address_tries: number(&values, "login.address_tries", 1, 100_000)?,
            login_window_ms: number::<i64>(&values, "login.window_minutes", 1, 1440)? * MINUTE_MS,
            office_networks: networks("login.office_networks", &values)?,
            counter_devices: truth(&values, "login.counter_devices")?,
            login_delay_ms: number::<i64>(&values, "login.delay_seconds", 1, 86_400)? * 1000,
            hourly_requests: number(&values, "login.hourly_requests", 1, 1_000_000)?,
            code_guesses: number(&values, "login.code_guesses", 1, 100_000)?,
            hourly_lookups: number(&values, "login.hourly_lookups", 1, 10_000_000)?,
            password_rule: password_rule(&values["login.password_rule"])?,
            lease_cooling_ms: number::<i64>(&values, "leases.cooling_days", 0, 400)? * DAY_MS,
            area_surcharge: truth(&values, "pricing.area_surcharge")?,
            values,
        })
    }

    /// Where the backups of a data folder are kept.
    #[must_use]
    pub fn backup_folder(&self, data: &Path) -> PathBuf {
        match self.text("backup.folder") {
            "" => data.join("backups"),
            folder => PathBuf::from(folder),
        }
    }

    /// How this server is spoken to: `https` with a certificate, else `http`.
    #[must_use]
    pub fn scheme(&self) -> &'static str {
        if self.text("server.tls_certificate").is_empty() { "http" } else { "https" }
    }

    /// A value as text; empty for a name that is no setting.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        self.values.get(name).map_or("", String::as_str)
    }
}

/// The variable of the environment that gives a setting.
fn variable(name: &str) -> String {
    format!("OUTPOST_{}", name.replace('.', "_").to_uppercase())
}

fn wrong(name: &str, value: &str, wanted: &str) -> String {
    format!("The setting {name} is {value:?}; it must be {wanted}.")
}

fn number<N>(values: &BTreeMap<&'static str, String>, name: &'static str, least: N, most: N) -> Result<N, String>
where
    N: FromStr + PartialOrd + std::fmt::Display,
{
    let parsed = values[name].parse().ok().filter(|number| (&least..=&most).contains(&number));
    parsed.ok_or_else(|| wrong(name, &values[name], &format!("a number from {least} to {most}")))
}

fn truth(values: &BTreeMap<&'static str, String>, name: &'static str) -> Result<bool, String> {
    values[name].parse().map_err(|_| wrong(name, &values[name], "true or false"))
}

fn password_rule(text: &str) -> Result<Option<bool>, String> {
    match text {
        "on" => Ok(Some(true)),
        "off" => Ok(Some(false)),
        "outlet" => Ok(None),
        _ => Err(wrong("login.password_rule", text, "on, off or outlet")),
    }
}

fn cutoff(text: &str) -> Result<i64, String> {
    let parts = text.split_once(':').and_then(|(h, m)| Some((h.parse::<i64>().ok()?, m.parse::<i64>().ok()?)));
    match parts {
        Some((hours @ 0..=23, minutes @ 0..=59)) => Ok(hours * 60 + minutes),
        _ => Err(wrong("outlet.day_cutoff", text, "a time such as 04:00")),
    }
}

fn log_format(text: &str) -> Result<LogFormat, String> {
    match text {
        "text" => Ok(LogFormat::Text),
        "json" => Ok(LogFormat::Json),
        _ => Err(wrong("log.format", text, "text or json")),
    }
}

fn log_level(text: &str) -> Result<tracing::Level, String> {
    text.parse().map_err(|_| wrong("log.level", text, "error, warn, info, debug or trace"))
}

fn networks(name: &'static str, values: &BTreeMap<&'static str, String>) -> Result<Networks, String> {
    Networks::parse(&values[name]).map_err(|part| wrong(name, &part, "addresses and networks such as 10.0.0.0/8"))
}

fn web_address<'v>(name: &'static str, values: &'v BTreeMap<&'static str, String>) -> Result<&'v str, String> {
    let url = values[name].as_str();
    if url.is_empty() || url.starts_with("http://") || url.starts_with("https://") {
        return Ok(url);
    }
    Err(wrong(name, url, "empty or begin with http:// or https://"))
}

/// An address of this server, without a slash at its end. Its pages and APIs stand at the root of a host, so that recorded clients
/// and signatures fit; a proxy that serves it below a path would break them.
fn own_address(name: &'static str, values: &BTreeMap<&'static str, String>) -> Result<String, String> {
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

/// One sentence about a file that cannot be parsed; the parser's own message draws a picture over several lines.
fn no_toml(path: &Path, text: &str, error: &toml::de::Error) -> String {
    let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let what = error.message().lines().collect::<Vec<_>>().join(", ");
    format!("The configuration file {} is no TOML in line {line}: {what}.", path.display())
}

fn read_file(path: &Path) -> Result<BTreeMap<String, String>, String> {
    let text = std::fs::read_to_string(path).map_err(|error| match error.kind() {
        ErrorKind::PermissionDenied => format!(
            "The configuration file {} cannot be read: {error}; run it as root or as the outlet's account \
             (`runuser -u outpost -- ...`).",
            path.display()
        ),
        _ => format!("The configuration file {} cannot be read: {error}.", path.display()),
    })?;
    read_text(path, &text)
}

/// The settings that a file's text gives.
fn read_text(path: &Path, text: &str) -> Result<BTreeMap<String, String>, String> {
    let table: toml::Table = text.parse().map_err(|error| no_toml(path, text, &error))?;
    let mut values = BTreeMap::new();
    for (section, entries) in table {
        let sections = SETTINGS.iter().filter_map(|setting| setting.name.split_once('.')).map(|(section, _)| section);
        let toml::Value::Table(entries) = entries else {
            return Err(format!("{section} in {} stands outside a [section].", path.display()));
        };
        if !sections.clone().any(|known| known == section) {
            let meant = did_you_mean(&section, sections);
            let file = path.display();
            return Err(format!(
                "There is no section [{section}], which {file} has; {meant}docs/reference/settings.md lists them all."
            ));
        }
        for (name, value) in entries {
            let text = match value {
                toml::Value::String(text) => text,
                toml::Value::Integer(number) => number.to_string(),
                toml::Value::Boolean(truth) => truth.to_string(),
                _ => {
                    return Err(format!(
                        "{section}.{name} in {} must be a text, a number or true or false.",
                        path.display()
                    ));
                }
            };
            values.insert(format!("{section}.{name}"), text);
        }
    }
    Ok(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(flags: &[(&str, String)]) -> Result<Config, String> {
        Config::from_sources(BTreeMap::new(), BTreeMap::new(), flags)
    }

    #[test]
    fn the_defaults_are_valid() {
        let config = load(&[]).unwrap();
        assert_eq!((config.unpaid_ms, config.cutoff_minutes), (30 * MINUTE_MS, 0));
    }

    #[test]
    fn flags_win_over_the_environment_and_that_over_the_file() {
        let named = |name: &str, value: &str| BTreeMap::from([(name.to_owned(), value.to_owned())]);
        let file = || named("outlet.name", "file");
        let environment = || named("OUTPOST_OUTLET_NAME", "environment");
        let flag = [("outlet.name", "flag".to_owned())];
        let name = |config: Result<Config, String>| config.unwrap().outlet_name;
        assert_eq!(name(Config::from_sources(file(), BTreeMap::new(), &[])), "file");
        assert_eq!(name(Config::from_sources(file(), environment(), &[])), "environment");
        assert_eq!(name(Config::from_sources(file(), environment(), &flag)), "flag");
    }

    #[test]
    fn a_wrong_value_is_named_with_what_it_may_be() {
        for (name, value) in [
            ("outlet.zone", "Shanghai"),
            ("outlet.day_cutoff", "25:00"),
            ("store.queue", "0"),
            ("pricing.area_surcharge", "maybe"),
            ("server.public_url", "outlet"),
            ("courses.promo_url", "outlet"),
            ("colour", "red"),
        ] {
            let error = load(&[(name, value.to_owned())]).unwrap_err();
            assert!(error.contains(name), "{error}");
        }
    }
}
