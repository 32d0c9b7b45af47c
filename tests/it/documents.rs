//! What the documents say is what the program does, they are as short as they promise, and their links lead somewhere.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::support::{Outlet, files_below};
use outpost::config::{Page, SETTINGS};
use outpost::staff_api::codes;
use outpost::transfer;

/// Lines of the README, bytes of one of its pictures, lines of the map.
const README_LINES: usize = 150;
const PICTURE_BYTES: u64 = 100_000;
const MAP_LINES: usize = 120;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The documents that people read, without the specification, which is a copy.
fn documents() -> Vec<PathBuf> {
    let at_root = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"]
        .map(|name| root().join(name));
    let below = files_below(&root().join("docs")).into_iter();
    let below = below.filter(|path| {
        path.extension().is_some_and(|known| known == "md") && !path.starts_with(root().join("docs/spec"))
    });
    at_root.into_iter().chain(below).collect()
}

#[test]
fn the_reference_lists_every_setting_with_its_default_and_its_meaning() {
    let reference = read("docs/reference/settings.md");
    let documented: Vec<&str> = reference.lines().filter(|line| line.starts_with("| `")).collect();
    let when = |page| match page {
        Page::No => "",
        Page::AtOnce => "at once",
        Page::AfterAStart => "after a start",
    };
    let row = |default: &str| if default.is_empty() { String::new() } else { format!("`{default}`") };
    let wanted: Vec<String> = SETTINGS
        .iter()
        .map(|it| format!("| `{}` | {} | {} | {} |", it.name, row(it.default), it.about, when(it.page)))
        .collect();
    assert_eq!(documented, wanted, "the table should be:\n{}\n", wanted.join("\n"));
}

#[test]
fn the_reference_lists_every_error_code_with_its_text() {
    let reference = read("docs/reference/codes.md");
    let known: Vec<u16> = (0..=u16::MAX).filter(|no| codes::text(*no) != codes::text(u16::MAX)).collect();
    assert!(known.contains(&1307), "the table is read: {known:?}");
    let first_cells = reference.lines().filter_map(|line| line.strip_prefix("| ")?.split(" |").next()?.parse().ok());
    assert_eq!(first_cells.collect::<Vec<u16>>(), known, "the codes in the order of their numbers");
    for no in known {
        let row = format!("| {no} | {} | ", codes::text(no));
        assert!(reference.contains(&row), "docs/reference/codes.md has no row {row}");
    }
}

/// The names in backticks of a row's second and third cell: the columns of a table.
fn columns_of(row: &str) -> BTreeSet<&str> {
    let cells: Vec<&str> = row.split(" |").skip(1).take(2).collect();
    cells.into_iter().flat_map(|cell| cell.split('`').skip(1).step_by(2)).collect()
}

#[test]
fn the_reference_lists_every_table_with_all_its_columns() {
    let reference = read("docs/reference/tables.md");
    for kind in transfer::kinds() {
        let row = reference.lines().find(|line| line.starts_with(&format!("| `{}`", kind.name)));
        let row = row.unwrap_or_else(|| panic!("docs/reference/tables.md has no row of {}", kind.name));
        let columns: BTreeSet<_> = kind.columns.iter().map(|column| column.name).collect();
        assert_eq!(columns_of(row), columns, "{}", kind.name);
    }
}

#[test]
fn the_readme_and_the_map_are_short_and_the_pictures_light() {
    let lines = |path: &str| read(path).lines().count();
    assert!(lines("README.md") <= README_LINES, "the README has {} lines", lines("README.md"));
    assert!(lines("ARCHITECTURE.md") <= MAP_LINES, "the map has {} lines", lines("ARCHITECTURE.md"));
    let pictures = files_below(&root().join("docs/pictures"));
    assert!(pictures.len() >= 3, "the kiosk, the counter and the manager's page: {pictures:?}");
    for path in pictures {
        let bytes = path.metadata().unwrap().len();
        assert!(bytes <= PICTURE_BYTES, "{} has {bytes} bytes", path.display());
    }
}

/// The places in the repository that a document's links lead to; what leads out of it is not ours to keep.
fn links(text: &str) -> Vec<&str> {
    let targets = text.match_indices("](").filter_map(|(at, _)| text[at + 2..].split(')').next());
    targets.filter(|target| !target.contains("//") && !target.starts_with('#') && !target.contains(' ')).collect()
}

#[test]
fn every_link_of_a_document_leads_to_a_file() {
    let mut followed = 0;
    for document in documents() {
        let text = std::fs::read_to_string(&document).unwrap_or_else(|error| panic!("{}: {error}", document.display()));
        for link in links(&text) {
            let file = link.split('#').next().unwrap_or_default();
            let target = document.parent().unwrap_or(root()).join(file);
            assert!(target.exists(), "{} links to {link}", document.display());
            followed += 1;
        }
    }
    assert!(followed > 40, "the check finds links: {followed}");
    assert_eq!(links("[a](b.md#c), [d](https://e.example), [f](#g)"), ["b.md#c"]);
}

#[test]
fn every_handbook_is_there_in_english_and_in_chinese() {
    for reader in ["owner", "clerk", "operator"] {
        let (english, chinese) = (format!("docs/handbook/{reader}.en.md"), format!("docs/handbook/{reader}.zh.md"));
        let parts = |path: &str| read(path).lines().filter(|line| line.starts_with("## ")).count();
        assert_eq!(parts(&english), parts(&chinese), "{english} and {chinese} have the same parts");
    }
}

/// The words `module::start_of_a_name` of a text's code that no test of tests/it answers to, given the tests' sources by module.
fn words_without_a_test(text: &str, source: impl Fn(&str) -> Option<String>) -> Vec<String> {
    let words = text.split('`').skip(1).step_by(2).filter_map(|code| Some((code, code.split_once("::")?)));
    let lost = words
        .filter(|(_, (module, name))| source(module).is_none_or(|source| !source.contains(&format!("\nfn {name}"))));
    lost.map(|(code, _)| code.to_owned()).collect()
}

#[test]
fn each_promise_of_the_reliability_page_names_a_test_that_there_is() {
    let page = read("docs/reliability.md");
    let source = |module: &str| std::fs::read_to_string(root().join(format!("tests/it/{module}.rs"))).ok();
    assert!(page.matches("`durability::").count() >= 3, "the page is read");
    assert_eq!(words_without_a_test(&page, source), Vec::<String>::new());
    let lost = words_without_a_test("`durability::nothing_of_that_name` and `nowhere::`", source);
    assert_eq!(lost, ["durability::nothing_of_that_name", "nowhere::"]);
}

/// Names between back quotes in a text.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

#[test]
fn the_page_on_nouns_names_each_table_of_the_database_once() {
    let page = read("docs/admin.md");
    let (page, _) = page.split_once("## Forms").unwrap();
    let (intro, rest) = page.split_once("| noun |").unwrap();
    assert!(intro.contains("tests/it/documents.rs"));
    let mut named: Vec<&str> = quoted(rest).collect();
    named.sort_unstable();
    let folder = Outlet::demo().stop();
    let database = folder.database();
    let sql = "select name from sqlite_schema where type = 'table' and name not like 'sqlite%' order by name";
    let mut statement = database.prepare(sql).unwrap();
    let tables: Vec<String> = statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    assert_eq!(named, tables, "docs/admin.md says of each table where it is made, or why nobody makes it");
    for row in rest.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| noun")) {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").map(str::trim).collect();
        assert!(cells.len() == 6 && cells.iter().all(|cell| !cell.is_empty()), "create, change, end and list: {row}");
    }
}
