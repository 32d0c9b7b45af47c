//! Arrows go down: which module may import which, and that no large circle of files is left.

use std::collections::{BTreeMap, BTreeSet};

use super::root;
use super::source::Source;

/// The house from the roof down. A file may name what lies on a lower line, and what lies in its own module; never what lies
/// higher or beside it.
const LINES: &[&[&str]] = &[
    &["commands", "fuzzing"],
    &["app"],
    &["pages"],
    &["check", "metrics", "reports", "transfer"],
    &["channels"],
    &["channels::courses", "channels::leases", "channels::roaming", "channels::tickets", "channels::tours"],
    &["channels::channel"],
    &["channels::desk", "channels::page", "channels::till"],
    &["staff_api", "webhooks"],
    &["outbox"],
    &["outlet"],
    &["payments"],
    &["accounting", "catalogue", "translations"],
    &["orders"],
    &["accounts", "places", "tax"],
    &["tables"],
    &["backup", "http", "outgoing", "replay"],
    &["config", "ids"],
    &["store"],
    &["money"],
    &["clock", "histogram", "nearest", "networks", "random", "raster", "text"],
];

/// Files of the largest circle; inside one module a few files that need each other are no harm.
const LARGEST_CIRCLE: usize = 15;

/// The module that a file belongs to: its folder below `src`, or of a channel the folder below `channels`.
pub(super) fn module(file: &str) -> String {
    let parts: Vec<&str> = file.trim_end_matches(".rs").split('/').collect();
    match parts.as_slice() {
        ["channels", room, ..] if *room != "mod" => format!("channels::{room}"),
        [first, ..] => (*first).to_owned(),
        [] => String::new(),
    }
}

/// The line that a module is on, from the top; nothing for one that no line has.
fn line(module: &str) -> Option<usize> {
    LINES.iter().position(|line| line.contains(&module))
}

/// The arrows that do not go down.
fn wrong(source: &Source) -> Vec<(String, String)> {
    let is_wrong = |(from, to): &(String, String)| {
        let (from, to) = (module(from), module(to));
        from != to && line(&from).zip(line(&to)).is_none_or(|(from, to)| from >= to)
    };
    source.arrows().into_iter().filter(|(from, to)| from != "lib.rs" && to != "lib.rs").filter(is_wrong).collect()
}

/// The pairs of modules that import each other.
fn two_way(source: &Source) -> BTreeSet<(String, String)> {
    let pairs: BTreeSet<_> = source.arrows().iter().map(|(from, to)| (module(from), module(to))).collect();
    let is_two_way = |(from, to): &&(String, String)| from < to && pairs.contains(&(to.clone(), from.clone()));
    pairs.iter().filter(is_two_way).cloned().collect()
}

/// The circles of files, the largest first: sets of files each of which leads to each other one.
fn circles(source: &Source) -> Vec<Vec<String>> {
    let mut after: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut before: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (from, to) in source.arrows() {
        after.entry(from.clone()).or_default().push(to.clone());
        before.entry(to).or_default().push(from);
    }
    let mut left: BTreeSet<String> = source.files().map(str::to_owned).collect();
    let mut circles = Vec::new();
    while let Some(file) = left.first().cloned() {
        let circle: BTreeSet<_> = reached(&file, &after).intersection(&reached(&file, &before)).cloned().collect();
        left.retain(|file| !circle.contains(file));
        circles.push(circle.into_iter().collect::<Vec<_>>());
    }
    circles.sort_by_key(|circle| usize::MAX - circle.len());
    circles
}

/// The file itself and all that it leads to.
fn reached(file: &str, arrows: &BTreeMap<String, Vec<String>>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open = vec![file.to_owned()];
    while let Some(file) = open.pop() {
        open.extend(arrows.get(&file).into_iter().flatten().filter(|next| !found.contains(*next)).cloned());
        found.insert(file);
    }
    found
}

fn shown(arrows: &[(String, String)]) -> String {
    arrows.iter().map(|(from, to)| format!("    (\"{from}\", \"{to}\"),")).collect::<Vec<_>>().join("\n")
}

#[test]
fn arrows_go_down() {
    let found = wrong(&Source::of_the_program(root()));
    assert!(found.is_empty(), "arrows that do not go down, by file:\n{}", shown(&found));
}

#[test]
fn no_two_modules_import_each_other() {
    assert_eq!(two_way(&Source::of_the_program(root())), BTreeSet::new());
}

/// `cargo nextest run house::arrows::circles --no-capture` prints the largest circle.
#[test]
fn circles_of_files_stay_small() {
    let circles = circles(&Source::of_the_program(root()));
    println!("the largest circle has {} files: {}", circles[0].len(), circles[0].join(", "));
    assert!(circles[0].len() <= LARGEST_CIRCLE, "{} files: {}", circles[0].len(), circles[0].join("\n"));
}

#[test]
fn every_module_has_a_line() {
    let source = Source::of_the_program(root());
    let lost: BTreeSet<_> = source.files().filter(|file| *file != "lib.rs").map(module).collect();
    let lost: Vec<_> = lost.iter().filter(|module| line(module).is_none()).collect();
    assert!(lost.is_empty(), "modules that stand on no line: {lost:?}");
}

/// A house of invented files.
fn invented(files: &[(&str, &str)]) -> Source {
    Source::new(files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())))
}

fn arrows_of(from: &str, text: &str) -> Vec<(String, String)> {
    let orders = ("orders/mod.rs", "pub use order::Order;\nmod order;");
    let order = ("orders/order.rs", "pub struct Order;");
    wrong(&invented(&[
        orders,
        order,
        ("channels/tours/mod.rs", "pub(crate) mod sql;"),
        ("channels/tours/sql.rs", "pub fn row() {}"),
        ("app/mod.rs", "pub fn begin() {}"),
        (from, text),
    ]))
}

#[test]
fn an_arrow_that_goes_up_or_aside_is_found_however_it_is_written() {
    let found = |text| arrows_of("channels/courses/offers.rs", text);
    let tours = [("channels/courses/offers.rs".to_owned(), "channels/tours/sql.rs".to_owned())];
    for text in [
        "use crate::channels::tours::sql::row;",
        "use super::super::tours::sql::{self, row};",
        "use crate::{channels::{tours::sql}, clock};\nfn f() { sql::row(); }",
        "fn f() { crate::channels::tours::sql::row(); }",
        "use crate::channels::tours as other;\nfn f() { other::sql::row() }",
    ] {
        assert_eq!(found(text), tours, "{text}");
    }
    assert_eq!(found("fn f() { crate::app::begin() }").len(), 1, "no channel knows the composition root");
    let order = arrows_of("store/db.rs", "use crate::orders::Order;");
    assert_eq!(order, [("store/db.rs".to_owned(), "orders/order.rs".to_owned())], "seen through the re-export");
}

#[test]
fn what_goes_down_and_what_tests_name_is_no_mistake() {
    for text in [
        "use crate::orders::Order;",
        "//! As crate::app::begin() does.",
        "const NAME: &str = \"crate::app::begin\";",
        "#[cfg(test)]\nmod tests {\n    use crate::app::begin;\n}",
        "#[cfg(test)]\nuse crate::app::begin;\nuse crate::orders::Order;",
    ] {
        assert_eq!(arrows_of("channels/courses/offers.rs", text), [], "{text}");
    }
}

#[test]
fn a_circle_of_files_is_found() {
    let file = |at: usize| (format!("orders/f{at}.rs"), format!("use super::f{}::F;\npub struct F;", (at + 1) % 16));
    let round = circles(&Source::new((0..16).map(file)));
    assert_eq!(round[0].len(), 16);
    let line = circles(&Source::new((0..15).map(file)));
    assert_eq!(line[0].len(), 1, "without its last file it is none");
    let pair = invented(&[
        ("orders/mod.rs", "use crate::store::Db;\npub struct Order;"),
        ("store/mod.rs", "use crate::orders::Order;\npub struct Db;"),
    ]);
    assert_eq!(two_way(&pair).len(), 1);
}
