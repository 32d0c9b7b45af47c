//! Settings: flags over the environment over the file over what the manager's page gave over defaults, validated together.
//!
//! Every setting stands in [`SETTINGS`] with its default, its meaning and what it may be; the table of
//! docs/reference/settings.md is compared with it by a test, and the manager's page makes its form of it.

mod file;
mod live;
mod settings;
mod values;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::clock::{DAY_MS, MINUTE_MS, Zone};
use crate::nearest::did_you_mean;
use crate::networks::Networks;
use crate::store::StoreOptions;
use file::{Lines, read_file, read_text};
pub use live::LiveConfig;
pub use settings::{Holds, Page, SETTINGS, Setting};
use values::{cutoff, log_format, log_level, networks, number, own_address, password_rule, truth, web_address, wrong};

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

/// Where the value of a setting comes from; later ones win.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Source {
    /// Nobody gave it.
    #[default]
    Default,
    /// The manager's page.
    Page,
    /// A file, and the line there.
    File(PathBuf, usize),
    /// A variable of the environment, by its name.
    Environment(String),
    /// `--set`, or an option that stands for it.
    Flag,
}

impl Source {
    /// Whether the manager's page cannot change what came from here.
    #[must_use]
    pub fn wins_over_the_page(&self) -> bool {
        !matches!(self, Self::Default | Self::Page)
    }
}

/// How prices are taxed, and what becomes of receipts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaxSettings {
    /// Whether tax is charged on top of prices; else it is in them.
    pub added: bool,
    /// Whether receipts wait for a fiscal number from outside.
    pub fiscal: bool,
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
    /// How prices are taxed, and what becomes of receipts.
    pub tax: TaxSettings,
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
    /// Where each comes from.
    sources: BTreeMap<&'static str, Source>,
}

impl Config {
    /// Puts file, environment and flags over the defaults; later ones win.
    ///
    /// # Errors
    /// One sentence that names the setting and what it may be.
    pub fn load(file: Option<&Path>, flags: &[(&str, String)]) -> Result<Self, String> {
        let environment = std::env::vars().filter(|(name, _)| name.starts_with("OUTPOST_"));
        let lines = file.map(read_file).transpose()?.unwrap_or_default();
        Self::from_sources((file.unwrap_or(Path::new("")), &lines), &environment.collect(), flags)
    }

    /// The settings of a file whose text is known, over the defaults.
    ///
    /// # Errors
    /// As [`Config::load`].
    pub(crate) fn of_text(file: &Path, text: &str) -> Result<Self, String> {
        Self::from_sources((file, &read_text(file, text)?), &BTreeMap::new(), &[])
    }

    /// The defaults with one other value, to see whether it may be given.
    ///
    /// # Errors
    /// As [`Config::load`].
    pub fn with(name: &str, value: &str) -> Result<Self, String> {
        Self::from_sources((Path::new(""), &Lines::new()), &BTreeMap::new(), &[(name, value.to_owned())])
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
        self.sources.insert("tickets.replay_private", Source::Flag);
        self
    }

    fn from_sources(
        (path, file): (&Path, &Lines),
        environment: &BTreeMap<String, String>,
        flags: &[(&str, String)],
    ) -> Result<Self, String> {
        let named = file.keys().map(String::as_str).chain(flags.iter().map(|(name, _)| *name));
        if let Some(name) = named.into_iter().find(|name| Setting::of(name).is_none()) {
            let meant = did_you_mean(name, SETTINGS.iter().map(|setting| setting.name));
            return Err(format!("There is no setting {name}; {meant}docs/reference/settings.md lists them all."));
        }
        let (mut values, mut sources) = (BTreeMap::new(), BTreeMap::new());
        for setting in SETTINGS {
            let name = variable(setting.name);
            let flag = flags.iter().rev().find(|(flag, _)| *flag == setting.name);
            let (value, source) = if let Some((_, value)) = flag {
                (value.clone(), Source::Flag)
            } else if let Some(value) = environment.get(&name) {
                (value.clone(), Source::Environment(name))
            } else if let Some((value, line)) = file.get(setting.name) {
                (value.clone(), Source::File(path.to_owned(), *line))
            } else {
                (setting.default.to_owned(), Source::Default)
            };
            values.insert(setting.name, value);
            sources.insert(setting.name, source);
        }
        Self::validate(values, sources)
    }

    /// These settings with what the manager's page gave, where neither a flag nor the environment nor a file says otherwise. What
    /// the page gave before and is not among it is the default again.
    ///
    /// # Errors
    /// As [`Config::load`].
    pub fn with_page(&self, given: &BTreeMap<&'static str, String>) -> Result<Self, String> {
        let (mut values, mut sources) = (self.values.clone(), self.sources.clone());
        for setting in SETTINGS.iter().filter(|it| !self.source(it.name).wins_over_the_page()) {
            let (value, source) = match given.get(setting.name) {
                Some(value) => (value.clone(), Source::Page),
                None => (setting.default.to_owned(), Source::Default),
            };
            values.insert(setting.name, value);
            sources.insert(setting.name, source);
        }
        Self::validate(values, sources)
    }

    /// Where a setting comes from.
    #[must_use]
    pub fn source(&self, name: &str) -> &Source {
        self.sources.get(name).unwrap_or(&Source::Default)
    }

    fn validate(
        values: BTreeMap<&'static str, String>,
        sources: BTreeMap<&'static str, Source>,
    ) -> Result<Self, String> {
        if let Some(setting) = SETTINGS.iter().find(|setting| !setting.fits(&values[setting.name])) {
            return Err(wrong(setting.name, &values[setting.name], &setting.rule()));
        }
        let seconds = |name| number::<u64>(&values, name).map(Duration::from_secs);
        let milliseconds = |name| number::<u64>(&values, name).map(Duration::from_millis);
        let server = ServerLimits {
            connections: number(&values, "server.connections")?,
            address_connections: number(&values, "server.address_connections")?,
            trusted_proxies: networks("server.trusted_proxies", &values)?,
            body_memory: number::<usize>(&values, "server.body_memory_mb")? << 20,
            header_time: seconds("server.header_seconds")?,
            body_time: seconds("server.body_seconds")?,
            ..ServerLimits::default()
        };
        let store = StoreOptions {
            queue: number(&values, "store.queue")?,
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
            backup_every_ms: number::<i64>(&values, "backup.every_hours")? * 60 * MINUTE_MS,
            backup_keep: number(&values, "backup.keep")?,
            unpaid_ms: number::<i64>(&values, "orders.unpaid_minutes")? * MINUTE_MS,
            paying_ms: number::<i64>(&values, "orders.paying_minutes")? * MINUTE_MS,
            open_ms: number::<i64>(&values, "orders.open_days")? * DAY_MS,
            walk_in_orders: number(&values, "orders.walk_in_orders")?,
            walk_in_pieces: number(&values, "orders.walk_in_pieces")?,
            address_orders: number(&values, "orders.address_orders")?,
            address_pieces: number(&values, "orders.address_pieces")?,
            house_networks: networks("orders.house_networks", &values)?,
            customer_orders: number(&values, "orders.customer_orders")?,
            customer_pieces: number(&values, "orders.customer_pieces")?,
            stock_low: number(&values, "stock.low")?,
            card_guesses: number(&values, "cards.guesses")?,
            walk_in_cards: number(&values, "cards.walk_in")?,
            customer_cards: number(&values, "cards.customer")?,
            session_idle_ms: number::<i64>(&values, "sessions.idle_days")? * DAY_MS,
            login_tries: number(&values, "login.tries")?,
            login_address_tries: number(&values, "login.address_tries")?,
            login_window_ms: number::<i64>(&values, "login.window_minutes")? * MINUTE_MS,
            office_networks: networks("login.office_networks", &values)?,
            counter_devices: truth(&values, "login.counter_devices")?,
            tax: TaxSettings { added: values["tax.prices"] == "added", fiscal: truth(&values, "tax.fiscal")? },
            login_delay_ms: number::<i64>(&values, "login.delay_seconds")? * 1000,
            hourly_requests: number(&values, "login.hourly_requests")?,
            code_guesses: number(&values, "login.code_guesses")?,
            hourly_lookups: number(&values, "login.hourly_lookups")?,
            password_rule: password_rule(&values["login.password_rule"])?,
            lease_cooling_ms: number::<i64>(&values, "leases.cooling_days")? * DAY_MS,
            area_surcharge: truth(&values, "pricing.area_surcharge")?,
            values,
            sources,
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

#[cfg(test)]
mod tests {
    use super::*;

    fn load(flags: &[(&str, String)]) -> Result<Config, String> {
        Config::from_sources((Path::new(""), &Lines::new()), &BTreeMap::new(), flags)
    }

    #[test]
    fn the_defaults_are_valid() {
        let config = load(&[]).unwrap();
        assert_eq!((config.unpaid_ms, config.cutoff_minutes), (30 * MINUTE_MS, 0));
    }

    #[test]
    fn flags_win_over_the_environment_and_that_over_the_file_and_that_over_the_page() {
        let path = Path::new("outpost.toml");
        let file = read_text(path, "[outlet]\n# a name\nname = \"file\"\n").unwrap();
        let environment = BTreeMap::from([("OUTPOST_OUTLET_NAME".to_owned(), "environment".to_owned())]);
        let flag = [("outlet.name", "flag".to_owned())];
        let page = BTreeMap::from([("outlet.name", "page".to_owned()), ("outlet.zone", "+09:00".to_owned())]);
        let (no_file, no_variables) = (Lines::new(), BTreeMap::new());
        let named = |file: &Lines, environment: &BTreeMap<String, String>, flags: &[(&str, String)]| {
            let config = Config::from_sources((path, file), environment, flags).unwrap().with_page(&page).unwrap();
            assert_eq!(config.text("outlet.zone"), "+09:00", "what nobody else gives is the page's");
            (config.outlet_name.clone(), config.source("outlet.name").clone())
        };
        assert_eq!(named(&no_file, &no_variables, &[]), ("page".to_owned(), Source::Page));
        assert_eq!(named(&file, &no_variables, &[]), ("file".to_owned(), Source::File(path.to_owned(), 3)));
        let variable = Source::Environment("OUTPOST_OUTLET_NAME".to_owned());
        assert_eq!(named(&file, &environment, &[]), ("environment".to_owned(), variable));
        assert_eq!(named(&file, &environment, &flag), ("flag".to_owned(), Source::Flag));
    }

    #[test]
    fn what_the_page_takes_back_is_the_default_again_and_what_it_gives_wrong_is_refused() {
        let page = |name, value: &str| BTreeMap::from([(name, value.to_owned())]);
        let given = load(&[]).unwrap().with_page(&page("outlet.name", "Gate 7")).unwrap();
        assert_eq!(given.with_page(&BTreeMap::new()).unwrap().outlet_name, "Outpost");
        let refused = given.with_page(&page("orders.unpaid_minutes", "0")).unwrap_err();
        let same = load(&[("orders.unpaid_minutes", "0".to_owned())]).unwrap_err();
        assert_eq!(refused, same, "the page and the file refuse it in the same words");
    }

    #[test]
    fn a_wrong_value_is_named_with_what_it_may_be() {
        for (name, value) in [
            ("outlet.zone", "Shanghai"),
            ("outlet.day_cutoff", "25:00"),
            ("store.queue", "0"),
            ("pricing.area_surcharge", "maybe"),
            ("outlet.language", "fr"),
            ("outlet.name", ""),
            ("receipt.note", "two\nlines"),
            ("server.public_url", "outlet"),
            ("courses.promo_url", "outlet"),
            ("colour", "red"),
        ] {
            let error = load(&[(name, value.to_owned())]).unwrap_err();
            assert!(error.contains(name), "{error}");
        }
    }
}
