//! What the house promises about itself: frozen migrations, short files, small pictures, no foreign hosts; and in its files
//! how its modules hang together.

mod arrows;
mod deeds;
mod fields;
mod ids;
mod registry;
mod source;
mod states;
mod tables;

use std::path::{Path, PathBuf};

use crate::support::files_below;
use sha2::{Digest, Sha256};

/// Bytes of the pictures; packaging/pictures/render names the same limits.
const PICTURE_LIMIT: u64 = 45_000;
const VOUCHER_PICTURE_LIMIT: u64 = 30_000;
/// Lines of a source file.
const FILE_LIMIT: usize = 500;

/// The migrations with the beginnings of their SHA-256. One that was released is never edited, because a database that
/// has run it would silently differ from a new one; a change is a new migration and a new line here.
const MIGRATIONS: &[(&str, &str)] = &[
    ("V1__accounts.sql", "607bf2b7f030b550"),
    ("V2__places.sql", "32ca62e0a43622e6"),
    ("V3__orders.sql", "b23235e5b04fdcbe"),
    ("V4__catalogue.sql", "bd6cea862ef8728e"),
    ("V5__roaming.sql", "964c8634b226ad5c"),
    ("V6__counter.sql", "0e3eb11f8bf0b826"),
    ("V7__back_office.sql", "14eb0eb383d65a55"),
    ("V8__leases.sql", "096ab00036fa5f71"),
    ("V9__courses.sql", "aad212144abddce2"),
    ("V10__tours.sql", "298a264da67d861b"),
    ("V11__tickets.sql", "6a79cac93a3f4692"),
    ("V12__credtrip.sql", "950e7034221bdcf4"),
    ("V13__staff_repeats.sql", "8bd67e7b1fb956f4"),
    ("V14__certificates.sql", "cf9182bb1ba9ef6c"),
    ("V15__courses_and_leases.sql", "53c7dbc8a2550240"),
    ("V16__card_keys.sql", "7b22e06dd26a7621"),
    ("V17__unpaid_orders.sql", "00ccae49e3d693bd"),
    ("V18__gifts_and_links.sql", "660e52d53ca57f42"),
    ("V19__lease_stocks_and_usage.sql", "f6b4b27ee2dad6d7"),
    ("V20__tour_apps_and_groups.sql", "4536c6c768dd4d11"),
    ("V21__outbox_and_tickets.sql", "57d512b49247de11"),
    ("V22__course_bindings.sql", "3e0db24ea1310a75"),
    ("V23__channels.sql", "e30a46ab095bf0f2"),
    ("V24__log_in.sql", "aac7aa73c702ad21"),
    ("V25__payments_and_caps.sql", "f8fefe5368bca02c"),
    ("V26__audit_chain.sql", "c13ca613ad0aaf61"),
    ("V27__digests.sql", "cebcf2d93220e24a"),
    ("V28__more_digests.sql", "f792e8f2690286cb"),
    ("V29__orders_by_key.sql", "b578d4486c288784"),
    ("V30__days_in_order.sql", "24c98497daf477f5"),
    ("V31__plain_goods.sql", "05a958e3d39d1ab6"),
    ("V32__closed_outlets.sql", "3a7e2d4b14a9bc35"),
    ("V33__pictures.sql", "cbf531ed2964eed4"),
    ("V34__translations.sql", "260549ba43b6f0d0"),
    ("V35__esims.sql", "6a1001f57c1d28de"),
    ("V36__webhooks.sql", "9b949149734fbbeb"),
    ("V37__order_lists.sql", "bd3845ac2d8f0fb4"),
    ("V38__people.sql", "bafe8b0265c55f19"),
    ("V39__settings.sql", "d11223113815bd9b"),
    ("V40__destinations.sql", "c8cb7c661baebee9"),
    ("V41__tax.sql", "316efbd4deb07203"),
    ("V42__reports.sql", "e2bcfeec622c4749"),
    ("V43__money_in_hand.sql", "c66f61cbd244dfdb"),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// A file's path from the root of the repository.
fn name(path: &Path) -> String {
    path.strip_prefix(root()).unwrap().display().to_string()
}

fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let fits = |path: &PathBuf| path.extension().is_some_and(|known| known == extension);
    let found: Vec<_> = files_below(&root().join(folder)).into_iter().filter(fits).collect();
    assert!(!found.is_empty(), "no .{extension} below {folder}");
    found
}

#[test]
fn the_readme_names_every_command() {
    let readme = read("README.md");
    let help = String::from_utf8(crate::support::run(&["--help"]).stdout).unwrap();
    let commands = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let commands: Vec<_> = commands.filter_map(|line| line.split_whitespace().next()).collect();
    assert!(commands.contains(&"demo") && commands.contains(&"serve"), "{commands:?}");
    for command in commands.into_iter().filter(|command| *command != "help") {
        assert!(readme.contains(&format!("`outpost {command}")), "the README does not name `outpost {command}`");
    }
}

#[test]
fn the_program_s_version_is_the_newest_of_the_changelog() {
    let changelog = read("CHANGELOG.md");
    let newest = changelog.lines().find_map(|line| line.strip_prefix("## ")).and_then(|line| line.split(' ').next());
    assert_eq!(newest, Some(env!("CARGO_PKG_VERSION")), "a release raises the version and says what is new in it");
}

#[test]
fn released_migrations_are_never_edited() {
    let mut found: Vec<(String, String)> = files("schema/sqlite", "sql")
        .iter()
        .map(|path| {
            let hash: Vec<_> =
                Sha256::digest(std::fs::read(path).unwrap()).iter().map(|b| format!("{b:02x}")).collect();
            (path.file_name().unwrap().display().to_string(), hash.concat()[..16].to_owned())
        })
        .collect();
    // V2 before V12: by number.
    found.sort_by_key(|(file, _)| (file.find("__"), file.clone()));
    let lines: Vec<_> = found.iter().map(|(file, hash)| format!("    (\"{file}\", \"{hash}\"),")).collect();
    let frozen: Vec<_> = MIGRATIONS.iter().map(|(file, hash)| ((*file).to_owned(), (*hash).to_owned())).collect();
    assert_eq!(frozen, found, "for migrations that nobody has run yet the table is:\n{}\n", lines.join("\n"));
}

#[test]
fn every_picture_is_light() {
    for path in files("assets/images", "png") {
        let limit = if name(&path).contains("evoucher") { VOUCHER_PICTURE_LIMIT } else { PICTURE_LIMIT };
        let size = path.metadata().unwrap().len();
        assert!(size <= limit, "{} has {size} bytes, {limit} are allowed", name(&path));
    }
}

#[test]
fn every_picture_of_the_demonstration_is_there() {
    let mut named = 0;
    for path in files("assets/demo", "csv") {
        let text = std::fs::read_to_string(&path).unwrap();
        for picture in text.split([',', '\n', '"']).filter(|cell| cell.starts_with("images/")) {
            assert!(root().join("assets").join(picture.trim()).exists(), "{} names {picture}", name(&path));
            named += 1;
        }
    }
    assert!(named >= 9, "the nine products have pictures");
}

/// Where a text leads out of this server: `http://` and `https://` but for the names of XML vocabularies.
fn foreign_hosts(text: &str) -> Vec<&str> {
    let urls = text.match_indices("//").filter_map(|(at, _)| {
        let scheme = text[..at].ends_with("http:") || text[..at].ends_with("https:");
        let quoted = text[..at].ends_with(['"', '\'', '(', '`']);
        (scheme || quoted).then(|| text[at..].split(['"', '\'', ')', ' ', '`', '\n']).next().unwrap_or_default())
    });
    urls.filter(|url| *url != "//" && !url.starts_with("//www.w3.org/")).collect()
}

#[test]
fn the_pages_load_nothing_from_other_hosts() {
    assert_eq!(foreign_hosts(r#"<script src="https://cdn.example/x.js">"#), ["//cdn.example/x.js"]);
    assert_eq!(foreign_hosts("url('//fonts.example/a')"), ["//fonts.example/a"], "the check can fail");
    let mut read = Vec::new();
    for path in files_below(&root().join("assets/web")) {
        // Licences name their homes; no page loads them. Fonts and pictures are no text.
        let is_loaded = path.extension().is_none_or(|known| known != "txt");
        let Some(text) = std::fs::read_to_string(&path).ok().filter(|_| is_loaded) else { continue };
        assert_eq!(foreign_hosts(&text), Vec::<&str>::new(), "{}", name(&path));
        read.push(name(&path));
    }
    assert!(read.iter().any(|file| file.ends_with("kiosk/main.js")), "{read:?}");
}

#[test]
fn source_files_stay_short_and_say_what_lives_in_them() {
    for path in files("src", "rs") {
        let text = std::fs::read_to_string(&path).unwrap();
        let lines = text.lines().take_while(|line| *line != "#[cfg(test)]").count();
        assert!(lines <= FILE_LIMIT, "{} has {lines} lines", name(&path));
        assert!(text.starts_with("//! "), "{} does not say what lives in it", name(&path));
    }
}

#[test]
fn the_database_s_own_crate_is_named_in_the_store_alone() {
    let names_it = |path: &&PathBuf| std::fs::read_to_string(path).unwrap().contains("rusqlite");
    let sources = files("src", "rs");
    let outside = sources.iter().filter(|path| !name(path).starts_with("src/store/")).find(names_it);
    assert_eq!(outside, None);
    assert!(sources.iter().any(|path| names_it(&path)), "the check can fail");
}

/// Whoever takes statements or what is bound to them from another module must name this. `transfer` moves tables whose columns it
/// learns from the module that owns them.
#[test]
fn modules_are_asked_typed_queries_never_statements() {
    let names_it = |path: &&PathBuf| std::fs::read_to_string(path).unwrap().contains("ToSql");
    let sources = files("src", "rs");
    let is_free = |path: &&PathBuf| ["src/store/", "src/transfer/"].iter().any(|free| name(path).starts_with(free));
    assert_eq!(sources.iter().filter(|path| !is_free(path)).find(names_it), None);
    assert!(sources.iter().any(|path| names_it(&path)), "the check can fail");
}

#[test]
fn tests_look_into_a_database_through_the_harness_alone() {
    let tests = files("tests/it", "rs");
    let opens = |path: &&PathBuf| std::fs::read_to_string(path).unwrap().contains(concat!("Connection::", "open"));
    let opening: Vec<String> = tests.iter().filter(opens).map(|path| name(path)).collect();
    assert_eq!(opening, ["tests/it/support/mod.rs"]);
}

#[test]
fn unit_tests_take_their_store_from_the_store_alone() {
    let opens = |text: &str| ["Store::open(", "OpenMode::New", "temp_dir()"].iter().all(|part| text.contains(part));
    let text = |path: &PathBuf| std::fs::read_to_string(path).unwrap();
    let sources = files("src", "rs");
    // What the fuzzer reads makes no store, and `store` tests itself.
    let outside = sources.iter().filter(|path| !name(path).starts_with("src/store/"));
    assert_eq!(outside.filter(|path| opens(&text(path))).collect::<Vec<_>>(), Vec::<&PathBuf>::new());
    assert!(sources.iter().any(|path| opens(&text(path))), "the check can fail");
}

/// What of a source file belongs into its API's file of codes: an error that is made a fault, or a code as a bare number.
fn homeless_codes(text: &str) -> Vec<String> {
    let code = text.lines().take_while(|line| *line != "#[cfg(test)]").map(str::trim);
    let begins = ["Fault::new(", "Self::new(", "Err(", "no: ", "=> "];
    let number = |line: &str, at: &str| {
        let after: String =
            line.split(at).skip(1).map(|rest| rest.chars().take(5).collect::<String>() + "\n").collect();
        after
            .lines()
            .any(|rest| rest.len() == 5 && rest[..4].bytes().all(|byte| byte.is_ascii_digit()) && !rest.ends_with('_'))
    };
    let is_homeless = |line: &&str| {
        (line.starts_with("impl")
            && line.contains(" From<")
            && (line.contains("for Fault {") || line.contains("::Fault {")))
            || begins.iter().any(|at| number(line, at))
    };
    code.filter(|line| !line.starts_with("//")).filter(is_homeless).map(str::to_owned).collect()
}

#[test]
fn each_api_s_codes_stand_in_its_one_file_of_codes() {
    let services = [files("src/channels", "rs"), files("src/staff_api", "rs")].concat();
    for path in services.iter().filter(|path| !path.ends_with("codes.rs")) {
        let found = homeless_codes(&std::fs::read_to_string(path).unwrap());
        assert!(found.is_empty(), "{}: {found:?}", name(path));
    }
}

#[test]
fn a_code_outside_its_file_is_found() {
    for line in
        ["impl From<X> for Fault {", "impl From<X> for services::Fault {", "    Err(Fault::new(1305))", "X => 1001,"]
    {
        assert_eq!(homeless_codes(line), [line.trim()]);
    }
    assert!(homeless_codes("/// 1305: Fault::new(1305)\nconst MAX: usize = 1000;\nErr(codes::NO_ORDER)").is_empty());
}
