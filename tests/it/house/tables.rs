//! Tables have owners: one module writes a table, in its `sql` files, and whoever else reads it stands in a list that says why.

use std::collections::{BTreeMap, BTreeSet};

use super::arrows::module;
use super::source::Source;
use super::{files, root};

/// Who writes what.
const OWNERS: &[(&str, &[&str])] = &[
    ("store", &["counters", "digests_due", "digests_made", "row_digests"]),
    ("outlet", &["facts", "settings"]),
    ("outbox", &["outbox"]),
    ("webhooks", &["webhook_news", "webhooks"]),
    (
        "accounts",
        &[
            "account_addresses",
            "account_links",
            "account_phones",
            "accounts",
            "app_keys",
            "check_codes",
            "counter_devices",
            "counter_pins",
            "recovery_codes",
            "second_factors",
            "sessions",
            "staff_permissions",
        ],
    ),
    ("places", &["addresses", "cities", "outlets"]),
    ("accounting", &["invoice_lines", "invoices"]),
    ("tax", &["ledger_accounts", "tax_defaults", "tax_rates"]),
    ("translations", &["translations"]),
    (
        "orders",
        &[
            "audit_trail",
            "channels",
            "money_moves",
            "order_lines",
            "order_notes",
            "orders",
            "orders_out_of_time",
            "receipt_prints",
            "receipt_series",
            "receipt_taxes",
            "receipts",
            "refunds",
            "staff_repeats",
            "stock_moves",
            "unmatched_money",
        ],
    ),
    (
        "catalogue",
        &[
            "attributes",
            "brands",
            "categories",
            "destination_countries",
            "destinations",
            "pictures",
            "plans",
            "prices",
            "product_attributes",
            "product_destinations",
            "product_parts",
            "products",
            "stores",
            "tier_discounts",
        ],
    ),
    (
        "channels::roaming",
        &[
            "area_codes",
            "area_groups",
            "card_moves",
            "carriers",
            "cart_lines",
            "credit_accounts",
            "data_cards",
            "esims",
            "homepages",
            "number_holds",
            "payment_ways",
            "pool_channels",
            "pool_devices",
            "redeemed_gifts",
            "refund_reasons",
            "service_grants",
            "shipping_fees",
            "trips",
            "voice_usage",
            "voucher_products",
            "voucher_templates",
            "vouchers",
        ],
    ),
    (
        "channels::leases",
        &[
            "flow_orders",
            "lease_accounts",
            "lease_addresses",
            "lease_orders",
            "lease_periods",
            "lease_prices",
            "lease_usage",
            "lease_warnings",
            "lease_white_list",
            "wallet_top_ups",
            "wallets",
        ],
    ),
    (
        "channels::tours",
        &[
            "tour_addresses",
            "tour_app_users",
            "tour_apps",
            "tour_calendar",
            "tour_certificates",
            "tour_contacts",
            "tour_coupon_batches",
            "tour_coupons",
            "tour_holds",
            "tour_offers",
            "tour_orders",
            "tour_packages",
            "tour_partner_accounts",
            "tour_partners",
            "tour_travellers",
            "tour_trip_days",
            "tour_trip_events",
            "tour_trips",
        ],
    ),
    (
        "channels::tickets",
        &[
            "ticket_customers",
            "ticket_deals",
            "ticket_events",
            "ticket_handings",
            "ticket_orders",
            "ticket_products",
            "ticket_refunds",
        ],
    ),
    (
        "channels::courses",
        &[
            "course_offers",
            "course_orders",
            "course_vouchers",
            "courses",
            "gift_claims",
            "gift_packages",
            "offer_bindings",
            "organisation_staff",
            "organisations",
            "weixin_bindings",
        ],
    ),
];

/// Whose tables somebody else joins to read them: the reader and the tables. Writing has no such list.
const READERS: &[(&str, &[&str])] = &[
    // A channel keeps beside an order what the book has no column for: its pages of orders, sorted and counted by the book's
    // columns, and its rules of `check` are one statement over both.
    ("channels::courses", &["orders"]),
    ("channels::leases", &["orders", "order_lines"]),
    ("channels::roaming", &["orders", "order_lines"]),
    ("channels::tickets", &["orders", "order_lines"]),
    ("channels::tours", &["orders"]),
    // The same for lists of people and their things that are searched and sorted by name or phone.
    ("channels::leases", &["accounts"]),
    ("channels::roaming", &["accounts"]),
    ("channels::tours", &["accounts"]),
    // What all who walked in from one address hold unpaid is counted at each of their orders, by one statement.
    ("orders", &["accounts", "account_addresses"]),
    // The staff finds orders by a part of a telephone or of a name.
    ("orders", &["account_phones"]),
    // `order_search` finds by every mark that a line has, its product and where it goes among them.
    ("channels::roaming", &["addresses", "cities", "products"]),
    // It counts all lines without those of the other channels, because they are the fewer.
    ("channels::roaming", &["channels"]),
    // A wallet's statement is what was paid out of it, page by page.
    ("channels::leases", &["money_moves"]),
    // Rules of `check` that hold between two modules stand with the upper one.
    ("channels::tickets", &["outbox"]),
    ("catalogue", &["stock_moves"]),
    ("orders", &["addresses"]),
    // An invoice is found by the number of its order, and shows it.
    ("accounting", &["channels", "orders"]),
    // `check` looks whether a counter is behind its table.
    ("check", &["counters"]),
];

/// What a statement does to a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Verb {
    Reads,
    Writes,
}

/// A statement's table, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Touch {
    file: String,
    verb: Verb,
    table: String,
}

/// Every table that a file's statements name. A table that is filled in when the program runs is called `{`.
fn touched(file: &str, text: &str) -> Vec<Touch> {
    let words: Vec<&str> = text.split_whitespace().map(|word| word.trim_matches(['"', '\\'])).collect();
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let bare = |word: &'_ str| word.rsplit(['(', '"']).next().unwrap_or_default().to_owned();
        let next = |by: usize| words.get(at + by).copied().unwrap_or_default();
        let before = at.checked_sub(1).map(|before| bare(words[before])).unwrap_or_default();
        let (verb, table) = match (bare(word).as_str(), next(1)) {
            ("insert", "into") | ("delete", "from") => (Verb::Writes, next(2)),
            ("update", table) if next(2) == "set" => (Verb::Writes, table),
            ("from", table) if before != "delete" => (Verb::Reads, table),
            ("join", table) => (Verb::Reads, table),
            _ => continue,
        };
        let end = table.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_').unwrap_or(table.len());
        let table = if table.starts_with('{') { "{" } else { &table[..end] };
        found.push(Touch { file: file.to_owned(), verb, table: table.to_owned() });
    }
    found
}

fn owner(table: &str) -> Option<&'static str> {
    OWNERS.iter().find(|(_, tables)| tables.contains(&table)).map(|(owner, _)| *owner)
}

fn may_read(module: &str, table: &str) -> bool {
    READERS.iter().any(|(reader, tables)| *reader == module && tables.contains(&table))
}

fn is_sql_file(file: &str) -> bool {
    file.ends_with("/sql.rs") || file.contains("/sql/") || file.starts_with("store/")
}

/// What is wrong with a touch, if anything is.
fn fault(touch: &Touch) -> Option<String> {
    let Touch { file, verb, table } = touch;
    let module = module(file);
    // The store's own seam, and the files that carry whole tables by the columns that their owners list.
    if table == "{" {
        let is_wrong = *verb == Verb::Writes && !["store", "transfer"].contains(&module.as_str());
        return is_wrong.then(|| format!("{file} writes a table that only shows when the program runs"));
    }
    let owner = owner(table)?;
    if !is_sql_file(file) {
        return Some(format!("{file} has a statement over {table}, and is no sql file"));
    }
    match verb {
        _ if owner == module => None,
        Verb::Reads if may_read(&module, table) => None,
        Verb::Reads => Some(format!("{file} reads {table}, which is {owner}'s: ask its functions")),
        Verb::Writes => Some(format!("{file} writes {table}, which is {owner}'s")),
    }
}

fn touches(source: &Source) -> Vec<Touch> {
    source.texts().flat_map(|(file, text)| touched(file, text)).collect()
}

fn faults(source: &Source) -> Vec<String> {
    touches(source).iter().filter_map(fault).collect()
}

/// The tables that the migrations leave.
fn tables() -> BTreeSet<String> {
    let mut migrations: Vec<_> = files("schema/sqlite", "sql");
    let number = |path: &std::path::Path| {
        let name = path.file_name().unwrap().to_str().unwrap()[1..].split("__").next().unwrap().to_owned();
        name.parse::<u32>().unwrap()
    };
    migrations.sort_by_key(|path| number(path));
    let mut found = BTreeSet::new();
    for path in migrations {
        let text = std::fs::read_to_string(path).unwrap();
        for line in text.lines() {
            let words: Vec<&str> = line.split([' ', '(', ';']).filter(|word| !word.is_empty()).collect();
            match words.as_slice() {
                ["create", "table", table, ..] => drop(found.insert((*table).to_owned())),
                ["drop", "table", table, ..] => drop(found.remove(*table)),
                ["alter", "table", old, "rename", "to", new] => {
                    found.remove(*old);
                    found.insert((*new).to_owned());
                }
                _ => {}
            }
        }
    }
    found
}

#[test]
fn every_table_has_one_owner() {
    let mut owned: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (owner, tables) in OWNERS {
        tables.iter().for_each(|table| owned.entry(table).or_default().push(owner));
    }
    let several: Vec<_> = owned.iter().filter(|(_, owners)| owners.len() > 1).collect();
    assert!(several.is_empty(), "tables with several owners: {several:?}");
    let tables = tables();
    let lost: Vec<_> = tables.iter().filter(|table| !owned.contains_key(table.as_str())).collect();
    assert!(lost.is_empty(), "tables that nobody owns: {lost:?}");
    let gone: Vec<_> = owned.keys().filter(|table| !tables.contains(**table)).collect();
    assert!(gone.is_empty(), "owned tables that no migration makes: {gone:?}");
}

#[test]
fn a_table_is_written_by_its_owner_alone_and_read_by_whoever_may() {
    let source = Source::of_the_program(root());
    assert_eq!(faults(&source), Vec::<String>::new());
    let written = touches(&source).into_iter().filter(|touch| touch.verb == Verb::Writes && touch.table != "{");
    let written: BTreeSet<_> = written.map(|touch| touch.table).collect();
    assert!(written.len() > 50, "the check sees statements: {written:?}");
}

#[test]
fn whoever_may_read_does() {
    let touches = touches(&Source::of_the_program(root()));
    for (reader, tables) in READERS {
        for table in *tables {
            let reads = |touch: &&Touch| touch.table == *table && module(&touch.file) == *reader;
            assert!(touches.iter().any(|touch| reads(&touch)), "{reader} does not read {table} any more");
        }
    }
}

/// Imported rows are written by `transfer`, which learns tables and columns from lists: these stand with the owners, too.
#[test]
fn a_table_s_columns_in_files_are_listed_by_its_owner() {
    let source = Source::of_the_program(root());
    let mut seen = 0;
    for (file, text) in source.texts().filter(|(file, _)| file.ends_with("/tables.rs") || file.contains("/tables/")) {
        let names = text.split(['"', '\n']).map(str::trim).filter(|word| !word.is_empty() && *word != ",");
        let names: Vec<&str> = names.collect();
        for (at, word) in names.iter().enumerate().filter(|(_, word)| word.contains("Kind::") && word.ends_with('(')) {
            let Some(owner) = names.get(at + 2).and_then(|table| owner(table)) else { continue };
            assert_eq!(owner, module(file), "{file}: {word} {}", names[at + 2]);
            seen += 1;
        }
    }
    assert!(seen > 20, "the check sees lists of columns: {seen}");
}

/// What is wrong with an invented file.
fn faults_of(file: &str, text: &str) -> Vec<String> {
    faults(&Source::new([(file.to_owned(), text.to_owned())]))
}

#[test]
fn a_statement_over_somebody_else_s_table_is_found_however_it_is_laid_out() {
    for text in [
        "fn f() { tx.run(\"update orders set paid = 1\", []) }",
        "fn f() { tx.run(\"update orders\n        set paid = 1\", []) }",
        "fn f() { tx.run(\"insert into orders (id) values (?1)\", []) }",
        "fn f() { tx.run(\"delete from orders where id = ?1\", []) }",
        "const SQL: &str = \"insert into\n    orders(id) select 1\";",
    ] {
        assert_eq!(faults_of("channels/courses/sql/offers.rs", text).len(), 1, "{text}");
        assert_eq!(faults_of("orders/sql/mod.rs", text), Vec::<String>::new(), "{text}");
        assert_eq!(faults_of("orders/book.rs", text).len(), 1, "no sql file: {text}");
    }
    let read =
        |file| faults_of(file, "fn f() { db.rows(\"select 1 from products p join vouchers v on 1 = 1\") }").len();
    assert_eq!(read("pages/admin/sql.rs"), 2, "pages ask the owners");
    assert_eq!(read("channels/roaming/sql/search.rs"), 0, "one is its own, one it may read");
    assert_eq!(read("channels/tickets/sql/search.rs"), 2);
    let hidden = "fn f(table: &str) { tx.run(&format!(\"update {table} set x = 1\"), []) }";
    assert_eq!(faults_of("pages/admin/sql.rs", hidden).len(), 1);
    assert_eq!(faults_of("transfer/sql.rs", hidden), Vec::<String>::new());
}

#[test]
fn comments_tests_and_own_statements_are_no_fault() {
    for text in [
        "//! As `update orders set paid = 1` would.\nfn f() {}",
        "fn f() {}\n#[cfg(test)]\nmod tests {\n    fn f() { tx.run(\"update orders set paid = 1\", []) }\n}",
        "fn f() { tx.run(\"update courses set name = ?1\", []) }",
        "fn f() { db.rows(\"select 1 from (select id from courses) c join orders o on o.id = c.id\") }",
    ] {
        assert_eq!(faults_of("channels/courses/sql/offers.rs", text), Vec::<String>::new(), "{text}");
    }
}
