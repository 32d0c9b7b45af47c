//! The table of all settings; docs/reference/settings.md is compared with it by a test.

/// One setting: name, default, meaning.
pub struct Setting {
    /// `section.name`; in the environment `OUTPOST_SECTION_NAME`.
    pub name: &'static str,
    /// Right for one outlet.
    pub default: &'static str,
    /// One line for docs/reference/settings.md.
    pub about: &'static str,
}

const fn setting(name: &'static str, default: &'static str, about: &'static str) -> Setting {
    Setting { name, default, about }
}

/// All settings.
pub const SETTINGS: &[Setting] = &[
    setting("outlet.name", "Outpost", "name of the outlet, shown on its pages"),
    setting("outlet.id", "", "which of the outlets this is; empty: the first counter"),
    setting("outlet.zone", "+08:00", "the outlet's offset from UTC; dates and days are local"),
    setting("outlet.day_cutoff", "00:00", "local time at which a business day begins"),
    setting(
        "server.listen",
        "127.0.0.1:8050",
        "address and port; port 0 takes a free one; ignored where systemd holds the socket",
    ),
    setting("server.public_url", "", "how customers reach this server; empty: as the request's Host header says"),
    setting("server.connections", "512", "connections at the same time"),
    setting(
        "server.address_connections",
        "256",
        "connections of one address at the same time; those of server.trusted_proxies are not counted",
    ),
    setting(
        "server.trusted_proxies",
        "",
        "addresses and networks whose X-Forwarded-For or Forwarded header names the client, such as 127.0.0.1, 10.0.0.0/8",
    ),
    setting(
        "server.body_memory_mb",
        "32",
        "memory that the bodies of all requests may take together; more is answered 503",
    ),
    setting("server.header_seconds", "10", "time for a request's headers"),
    setting("server.body_seconds", "20", "time for a request's body, and for a client to take any of its answer"),
    setting("server.tls_certificate", "", "certificate chain in PEM form; with it the server speaks HTTPS"),
    setting("server.tls_key", "", "private key of the certificate, in PEM form; SIGHUP reads both again"),
    setting("server.metrics_token", "", "token that /metrics wants; empty: it answers this machine alone"),
    setting("store.queue", "1024", "writes that may wait; one more is answered 503"),
    setting("backup.every_hours", "24", "a serving outlet backs itself up after so many hours; 0: never"),
    setting("backup.keep", "14", "backups that are kept; older ones are removed"),
    setting("backup.folder", "", "where backups are kept; empty: the folder backups in the data folder"),
    setting("backup.second_folder", "", "where each backup lies once more: another disk or a mounted share"),
    setting("backup.recipient", "", "public key (age1...) that backups are encrypted for; empty: they are not"),
    setting("backup.passphrase_file", "", "file with the passphrase for them, instead of a recipient"),
    setting("log.format", "text", "lines of the log on standard error: text or json"),
    setting("log.level", "info", "what is logged: error, warn, info, debug or trace"),
    setting("log.slow_request_ms", "1000", "a request that takes longer is logged with its route"),
    setting("log.slow_write_ms", "500", "a transaction that takes longer is logged with what held it"),
    setting("orders.unpaid_minutes", "30", "the goods of an order that nobody pays go back after so many minutes"),
    setting(
        "orders.paying_minutes",
        "120",
        "the goods of an order that somebody began to pay do after so many minutes",
    ),
    setting("orders.open_days", "15", "an order that is still unpaid is cancelled after so many days"),
    setting(
        "orders.walk_in_orders",
        "5",
        "orders that somebody without an account may leave unpaid at once; 0: no limit",
    ),
    setting("orders.walk_in_pieces", "20", "pieces of one product that these may hold together; 0: no limit"),
    setting(
        "orders.address_orders",
        "40",
        "orders that all without an account from one address may leave unpaid at once; 0: no limit",
    ),
    setting("orders.address_pieces", "100", "pieces of one product that these may hold together; 0: no limit"),
    setting(
        "orders.house_networks",
        "10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, fc00::/7",
        "addresses and networks of the house's own kiosks, for which the two do not count; this machine and enrolled counters never do",
    ),
    setting("orders.customer_orders", "50", "orders that a registered customer may leave unpaid at once; 0: no limit"),
    setting("orders.customer_pieces", "200", "pieces of one product that these may hold together; 0: no limit"),
    setting("stock.low", "5", "so many pieces or codes of a product left are low; with 0 only those that have run out"),
    setting(
        "cards.guesses",
        "10",
        "wrong numbers of cards that one account may try to bind in an hour, and ten times as many from one address; of boxes as many",
    ),
    setting(
        "cards.customer",
        "5",
        "cards that a registered customer may bind without a paid order that explains them, and boxes; 0: none",
    ),
    setting("cards.walk_in", "0", "cards that somebody without an account may, and boxes"),
    setting("sessions.idle_days", "7", "a session ends after so many days without use"),
    setting(
        "login.office_networks",
        "",
        "addresses and networks from which /admin and /om may be used; empty: from everywhere",
    ),
    setting("login.counter_devices", "false", "whether the staff logs in at the counter on enrolled browsers alone"),
    setting("login.tries", "10", "failed logins of one account at one address before further ones are slowed down"),
    setting("login.address_tries", "100", "failed logins from one address before further ones are slowed down"),
    setting("login.window_minutes", "15", "time in which failed logins count"),
    setting(
        "login.delay_seconds",
        "5",
        "time between two slowed logins at most; who would wait longer than 8 seconds is refused",
    ),
    setting(
        "login.hourly_requests",
        "240",
        "check codes, registrations, password resets and walk-in accounts that one address may ask for in an hour, of each",
    ),
    setting(
        "login.code_guesses",
        "25",
        "wrong answers to check codes in an hour of one session, and for one phone at one address; ten times as many of an address",
    ),
    setting(
        "login.hourly_lookups",
        "1200",
        "questions of one address in an hour whether a name, phone or e-mail address has an account",
    ),
    setting(
        "login.password_rule",
        "outlet",
        "new passwords have 8 letters, the staff's 12 or a second factor, and are no common ones: on, off, or outlet (on but in a demonstration)",
    ),
    setting("pricing.area_surcharge", "false", "charge the surcharge of a chosen area (shown always)"),
    setting("leases.cooling_days", "7", "an expired IP address rests so many days before it is leased again"),
    setting(
        "tickets.replay_private",
        "false",
        "whether agencies may be called back on this machine and in private networks; a demonstration does",
    ),
    setting(
        "courses.promo_url",
        "",
        "what a promo code is put behind to be scanned; empty: this server's counter page",
    ),
    setting("gateways.sandbox", "demo", "the built-in payment sandbox: on, off, or demo (in a demonstration alone)"),
    setting("gateways.sandbox_key", "", "signing key of the sandbox; empty: made at the first start"),
    setting("gateways.sandbox_partner", "2088000000000000", "partner and seller id of the sandbox"),
    setting("gateways.alipay_partner", "", "Alipay partner id"),
    setting("gateways.alipay_seller", "", "Alipay seller id"),
    setting("gateways.alipay_key", "", "Alipay MD5 key; empty: the sandbox is used"),
    setting("gateways.alipay_gateway", "https://mapi.alipay.com/gateway.do", "Alipay web gateway"),
    setting("gateways.alipay_return_url", "", "where Alipay sends the customer back; empty: this server's first page"),
    setting("gateways.alipay_app_id", "", "app id of Alipay's app"),
    setting(
        "gateways.alipay_app_key",
        "",
        "file with the app's RSA private key (PEM); empty: where Alipay is the sandbox's, the app is too",
    ),
    setting("gateways.alipay_public_key", "", "file with Alipay's RSA public key (PEM or base64)"),
    setting("gateways.alipay_app_sign", "RSA", "how the app signs: RSA (with SHA-1) or RSA2 (with SHA-256)"),
    setting("gateways.wechat_app", "", "WeChat app id"),
    setting("gateways.wechat_merchant", "", "WeChat merchant id"),
    setting("gateways.wechat_key", "", "WeChat API key; empty: the sandbox is used"),
    setting("gateways.wechat_gateway", "https://api.mch.weixin.qq.com/pay/unifiedorder", "WeChat order address"),
    setting("gateways.credtrip_merchant", "", "Credtrip merchant id; empty: the sandbox's partner id"),
    setting("gateways.credtrip_key", "", "Credtrip key; empty: the sandbox is used"),
    setting("gateways.credtrip_gateway", "https://api-test.credtrip.com", "Credtrip server"),
    setting("gateways.credtrip_notify_url", "", "where Credtrip tells of opened accounts; empty: this server"),
    setting(
        "gateways.credtrip_return_url",
        "",
        "where Credtrip sends the customer back; empty: this server's first page",
    ),
    setting("gateways.outgoing", "off", "whether this server may call the providers above over the network: on or off"),
    setting("gateways.outgoing_seconds", "10", "time for one call to a provider"),
    setting(
        "gateways.outgoing_roots",
        "/etc/ssl/certs/ca-certificates.crt",
        "certificates that providers are trusted by, in PEM form",
    ),
];
