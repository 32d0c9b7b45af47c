//! The table of all settings; docs/reference/settings.md is compared with it by a test, and the manager's page makes its form of it.

/// One setting: name, default, meaning, what it may be, and who may give it.
pub struct Setting {
    /// `section.name`; in the environment `OUTPOST_SECTION_NAME`.
    pub name: &'static str,
    /// Right for one outlet.
    pub default: &'static str,
    /// One line for docs/reference/settings.md.
    pub about: &'static str,
    /// What it may be, as far as one setting can say it.
    pub holds: Holds,
    /// Whether the manager's page may give it.
    pub page: Page,
}

/// What a setting may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// A text, whose own rule stands in the validation.
    Text,
    /// One line of so many letters.
    Line(usize, usize),
    /// A whole number in a range, the ends included.
    Number(i64, i64),
    /// `true` or `false`.
    Truth,
    /// One of these words.
    OneOf(&'static [&'static str]),
}

/// Whether the manager's page may give a setting, and when it counts then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// It may not: the machine depends on it, or a mistake would close the door.
    No,
    /// It counts from the next request on.
    AtOnce,
    /// It is read when the outlet starts.
    AfterAStart,
}

const fn setting(name: &'static str, default: &'static str, about: &'static str) -> Setting {
    Setting { name, default, about, holds: Holds::Text, page: Page::No }
}

impl Setting {
    const fn line(self, least: usize, most: usize) -> Self {
        Self { holds: Holds::Line(least, most), ..self }
    }

    const fn number(self, least: i64, most: i64) -> Self {
        Self { holds: Holds::Number(least, most), ..self }
    }

    const fn truth(self) -> Self {
        Self { holds: Holds::Truth, ..self }
    }

    const fn one_of(self, words: &'static [&'static str]) -> Self {
        Self { holds: Holds::OneOf(words), ..self }
    }

    const fn at_once(self) -> Self {
        Self { page: Page::AtOnce, ..self }
    }

    const fn after_a_start(self) -> Self {
        Self { page: Page::AfterAStart, ..self }
    }

    /// The setting of a name.
    #[must_use]
    pub fn of(name: &str) -> Option<&'static Self> {
        SETTINGS.iter().find(|setting| setting.name == name)
    }

    /// Whether nobody may read it once it is given. Names of secrets end in what they are.
    #[must_use]
    pub fn is_secret(&self) -> bool {
        ["key", "secret", "password", "token"].iter().any(|ending| self.name.ends_with(ending))
    }

    /// The end of a sentence that refuses another value.
    pub(super) fn rule(&self) -> String {
        match self.holds {
            Holds::Text => "a text".to_owned(),
            Holds::Line(0, most) => format!("one line of at most {most} letters"),
            Holds::Line(least, most) => format!("one line of {least} to {most} letters"),
            Holds::Number(least, most) => format!("a number from {least} to {most}"),
            Holds::Truth => "true or false".to_owned(),
            Holds::OneOf(words) => match words.split_last() {
                Some((last, others)) => format!("{} or {last}", others.join(", ")),
                None => String::new(),
            },
        }
    }

    /// Whether a value is what the setting holds.
    pub(super) fn fits(&self, value: &str) -> bool {
        match self.holds {
            Holds::Text => true,
            Holds::Line(least, most) => {
                let letters = value.chars().count();
                (least..=most).contains(&letters) && value.trim() == value && !value.contains(char::is_control)
            }
            Holds::Number(least, most) => value.parse().is_ok_and(|number: i64| (least..=most).contains(&number)),
            Holds::Truth => value.parse::<bool>().is_ok(),
            Holds::OneOf(words) => words.contains(&value),
        }
    }
}

/// All settings.
pub const SETTINGS: &[Setting] = &[
    setting("outlet.name", "Outpost", "name of the outlet, shown on its pages").line(1, 60).at_once(),
    setting("outlet.id", "", "which of the outlets this is; empty: the first counter").at_once(),
    setting("outlet.zone", "+08:00", "the outlet's offset from UTC; dates and days are local").at_once(),
    setting("outlet.day_cutoff", "00:00", "local time at which a business day begins").at_once(),
    setting("outlet.language", "zh", "language that a page begins with in a browser that was never there: zh or en").one_of(&["zh", "en"]).at_once(),
    setting("outlet.currency_symbol", "¥", "what stands before amounts on the pages; the APIs count on in their own currency").line(1, 4).at_once(),
    setting("receipt.heading", "", "a line below the outlet's name on slips and receipts: an address, a tax number").line(0, 120).at_once(),
    setting("receipt.note", "", "a line at the end of slips and receipts: thanks, opening hours").line(0, 120).at_once(),
    setting("receipt.tax_id", "", "the shop's tax number, for receipts and invoices").line(0, 40).at_once(),
    setting("receipt.address", "", "the shop's address, for receipts and invoices").line(0, 120).at_once(),
    setting("tax.prices", "included", "whether tax is included in prices or added on top; it counts for orders that are made from then on").one_of(&["included", "added"]).at_once(),
    setting("tax.fiscal", "false", "whether receipts wait for a fiscal number from outside: a fapiao number, the signature of a device").truth().at_once(),
    setting("kiosk.idle_seconds", "90", "a kiosk that nobody touches for so long goes back to its first page").number(15, 3600).at_once(),
    setting("kiosk.paying_seconds", "300", "the same while somebody pays with a telephone").number(30, 3600).at_once(),
    setting(
        "server.listen",
        "127.0.0.1:8050",
        "address and port; port 0 takes a free one; ignored where systemd holds the socket",
    ),
    setting("server.public_url", "", "how customers reach this server; empty: as the request's Host header says").at_once(),
    setting("server.connections", "512", "connections at the same time").number(8, 10_000),
    setting(
        "server.address_connections",
        "256",
        "connections of one address at the same time; those of server.trusted_proxies are not counted",
    ).number(2, 10_000),
    setting(
        "server.trusted_proxies",
        "",
        "addresses and networks whose X-Forwarded-For or Forwarded header names the client, such as 127.0.0.1, 10.0.0.0/8",
    ),
    setting(
        "server.body_memory_mb",
        "32",
        "memory that the bodies of all requests may take together; more is answered 503",
    ).number(4, 4_096),
    setting("server.header_seconds", "10", "time for a request's headers").number(1, 3_600),
    setting("server.body_seconds", "20", "time for a request's body, and for a client to take any of its answer").number(1, 3_600),
    setting("server.tls_certificate", "", "certificate chain in PEM form; with it the server speaks HTTPS"),
    setting("server.tls_key", "", "private key of the certificate, in PEM form; SIGHUP reads both again"),
    setting("server.metrics_token", "", "token that /metrics wants; empty: it answers this machine alone").at_once(),
    setting("store.queue", "1024", "writes that may wait; one more is answered 503").number(1, 100_000),
    setting("backup.every_hours", "24", "a serving outlet backs itself up after so many hours; 0: never").number(0, 10_000),
    setting("backup.keep", "14", "daily backups that are kept, and as many made by hand; older ones are removed").number(1, 10_000),
    setting("backup.folder", "", "where backups are kept; empty: the folder backups in the data folder"),
    setting("backup.second_folder", "", "where each backup lies once more: another disk or a mounted share"),
    setting("backup.recipient", "", "public key (age1...) that backups are encrypted for; empty: they are not"),
    setting("backup.passphrase_file", "", "file with the passphrase for them, instead of a recipient"),
    setting("log.format", "text", "lines of the log on standard error: text or json").one_of(&["text", "json"]),
    setting("log.level", "info", "what is logged: error, warn, info, debug or trace"),
    setting("log.slow_request_ms", "1000", "a request that takes longer is logged with its route").number(1, 3_600_000),
    setting("log.slow_write_ms", "500", "a transaction that takes longer is logged with what held it").number(1, 3_600_000),
    setting("orders.unpaid_minutes", "30", "the goods of an order that nobody pays go back after so many minutes").number(1, 100_000).at_once(),
    setting(
        "orders.paying_minutes",
        "120",
        "the goods of an order that somebody began to pay do after so many minutes",
    ).number(1, 100_000).at_once(),
    setting("orders.open_days", "15", "an order that is still unpaid is cancelled after so many days").number(1, 3_650).at_once(),
    setting(
        "orders.walk_in_orders",
        "5",
        "orders that somebody without an account may leave unpaid at once; 0: no limit",
    ).number(0, 1_000_000).at_once(),
    setting("orders.walk_in_pieces", "20", "pieces of one product that these may hold together; 0: no limit").number(0, 1_000_000_000).at_once(),
    setting(
        "orders.address_orders",
        "40",
        "orders that all without an account from one address may leave unpaid at once; 0: no limit",
    ).number(0, 1_000_000).at_once(),
    setting("orders.address_pieces", "100", "pieces of one product that these may hold together; 0: no limit").number(0, 1_000_000_000).at_once(),
    setting(
        "orders.house_networks",
        "10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, fc00::/7",
        "addresses and networks of the house's own kiosks, for which the two do not count; this machine and enrolled counters never do",
    ).at_once(),
    setting("orders.customer_orders", "50", "orders that a registered customer may leave unpaid at once; 0: no limit").number(0, 1_000_000).at_once(),
    setting("orders.customer_pieces", "200", "pieces of one product that these may hold together; 0: no limit").number(0, 1_000_000_000).at_once(),
    setting("stock.low", "5", "so many pieces or codes of a product left are low; with 0 only those that have run out").number(0, 1_000_000_000).at_once(),
    setting(
        "cards.guesses",
        "10",
        "wrong numbers of cards that one account may try to bind in an hour, and ten times as many from one address; of boxes as many",
    ).number(1, 1_000_000).at_once(),
    setting(
        "cards.customer",
        "5",
        "cards that a registered customer may bind without a paid order that explains them, and boxes; 0: none",
    ).number(0, 1_000_000).at_once(),
    setting("cards.walk_in", "0", "cards that somebody without an account may, and boxes").number(0, 1_000_000).at_once(),
    setting("sessions.idle_days", "7", "a session ends after so many days without use").number(1, 400).at_once(),
    setting(
        "login.office_networks",
        "",
        "addresses and networks from which /admin and /om may be used; empty: from everywhere",
    ).at_once(),
    setting("login.counter_devices", "false", "whether the staff logs in at the counter on enrolled browsers alone").truth().at_once(),
    setting("login.tries", "10", "failed logins of one account at one address before further ones are slowed down").number(1, 1_000).after_a_start(),
    setting("login.address_tries", "100", "failed logins from one address before further ones are slowed down").number(1, 100_000).after_a_start(),
    setting("login.window_minutes", "15", "time in which failed logins count").number(1, 1_440).after_a_start(),
    setting(
        "login.delay_seconds",
        "5",
        "time between two slowed logins at most; who would wait longer than 8 seconds is refused",
    ).number(1, 86_400).after_a_start(),
    setting(
        "login.hourly_requests",
        "240",
        "check codes, registrations, password resets and walk-in accounts that one address may ask for in an hour, of each",
    ).number(1, 1_000_000).at_once(),
    setting(
        "login.code_guesses",
        "25",
        "wrong answers to check codes in an hour of one session, and for one phone at one address; ten times as many of an address",
    ).number(1, 100_000).at_once(),
    setting(
        "login.hourly_lookups",
        "1200",
        "questions of one address in an hour whether a name, phone or e-mail address has an account",
    ).number(1, 10_000_000).at_once(),
    setting(
        "login.password_rule",
        "outlet",
        "new passwords have 8 letters, the staff's 12 or a second factor, and are no common ones: on, off, or outlet (on but in a demonstration)",
    ).one_of(&["on", "off", "outlet"]).at_once(),
    setting("pricing.area_surcharge", "false", "charge the surcharge of a chosen area (shown always)").truth().at_once(),
    setting("leases.cooling_days", "7", "an expired IP address rests so many days before it is leased again").number(0, 400).at_once(),
    setting(
        "tickets.replay_private",
        "false",
        "whether agencies may be called back on this machine and in private networks; a demonstration does",
    ).truth(),
    setting(
        "courses.promo_url",
        "",
        "what a promo code is put behind to be scanned; empty: this server's counter page",
    ).at_once(),
    setting("gateways.sandbox", "demo", "the built-in payment sandbox: on, off, or demo (in a demonstration alone)").one_of(&["on", "off", "demo"]),
    setting("gateways.sandbox_key", "", "signing key of the sandbox; empty: made at the first start"),
    setting("gateways.sandbox_partner", "2088000000000000", "partner and seller id of the sandbox"),
    setting("gateways.alipay_partner", "", "Alipay partner id").after_a_start(),
    setting("gateways.alipay_seller", "", "Alipay seller id").after_a_start(),
    setting("gateways.alipay_key", "", "Alipay MD5 key; empty: the sandbox is used").after_a_start(),
    setting("gateways.alipay_gateway", "https://mapi.alipay.com/gateway.do", "Alipay web gateway").after_a_start(),
    setting("gateways.alipay_return_url", "", "where Alipay sends the customer back; empty: this server's first page").after_a_start(),
    setting("gateways.alipay_app_id", "", "app id of Alipay's app"),
    setting(
        "gateways.alipay_app_key",
        "",
        "file with the app's RSA private key (PEM); empty: where Alipay is the sandbox's, the app is too",
    ),
    setting("gateways.alipay_public_key", "", "file with Alipay's RSA public key (PEM or base64)"),
    setting("gateways.alipay_app_sign", "RSA", "how the app signs: RSA (with SHA-1) or RSA2 (with SHA-256)").one_of(&["RSA", "RSA2"]),
    setting("gateways.wechat_app", "", "WeChat app id").after_a_start(),
    setting("gateways.wechat_merchant", "", "WeChat merchant id").after_a_start(),
    setting("gateways.wechat_key", "", "WeChat API key; empty: the sandbox is used").after_a_start(),
    setting("gateways.wechat_gateway", "https://api.mch.weixin.qq.com/pay/unifiedorder", "WeChat order address").after_a_start(),
    setting("gateways.credtrip_merchant", "", "Credtrip merchant id; empty: the sandbox's partner id").after_a_start(),
    setting("gateways.credtrip_key", "", "Credtrip key; empty: the sandbox is used").after_a_start(),
    setting("gateways.credtrip_gateway", "https://api-test.credtrip.com", "Credtrip server").after_a_start(),
    setting("gateways.credtrip_notify_url", "", "where Credtrip tells of opened accounts; empty: this server").after_a_start(),
    setting(
        "gateways.credtrip_return_url",
        "",
        "where Credtrip sends the customer back; empty: this server's first page",
    ).after_a_start(),
    setting("gateways.outgoing", "off", "whether this server may call the providers above over the network: on or off").one_of(&["on", "off"]).after_a_start(),
    setting("gateways.outgoing_seconds", "10", "seconds for one call to a provider").number(1, 60).after_a_start(),
    setting(
        "gateways.outgoing_roots",
        "/etc/ssl/certs/ca-certificates.crt",
        "certificates that providers are trusted by, in PEM form",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_of_the_settings_is_a_secret_and_nothing_else_is() {
        let secrets: Vec<_> = SETTINGS.iter().filter(|it| it.is_secret()).map(|it| it.name).collect();
        let keys = [
            "server.tls_key",
            "server.metrics_token",
            "gateways.sandbox_key",
            "gateways.alipay_key",
            "gateways.alipay_app_key",
            "gateways.alipay_public_key",
            "gateways.wechat_key",
            "gateways.credtrip_key",
        ];
        assert_eq!(secrets, keys);
    }

    #[test]
    fn every_default_is_what_its_setting_holds() {
        for setting in SETTINGS {
            assert!(setting.fits(setting.default), "{}", setting.name);
        }
    }

    /// What the page must not give: where the outlet listens and what it is kept in, and files of the machine that a page cannot see.
    #[test]
    fn the_page_gives_nothing_that_could_close_the_door() {
        for setting in SETTINGS.iter().filter(|it| it.page != Page::No) {
            let section = setting.name.split('.').next().unwrap_or_default();
            assert!(!["store", "backup", "log", "tickets"].contains(&section), "{}", setting.name);
            assert!(!setting.about.contains("file with") && !setting.about.contains("PEM"), "{}", setting.name);
            assert!(!["server.listen", "gateways.sandbox"].contains(&setting.name), "{}", setting.name);
        }
    }
}
