//! The codes that an API's text tells are those of its file of codes, both ways: the one reads like the other.

use std::collections::BTreeSet;
use std::path::Path;

/// The APIs with codes: the folder that has their `codes.rs` and their `api.toml`.
const APIS: [&str; 4] = ["src/staff_api", "src/channels/courses", "src/channels/leases", "src/channels/tours"];

/// The shortest code has three digits; what is shorter counts something, and 0 is success.
const DIGITS: usize = 3;

fn read(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// The codes of a file of codes: its whole numbers, as texts or as they are, outside of comments and tests.
fn answered(source: &str) -> BTreeSet<String> {
    let program = source.lines().take_while(|line| *line != "#[cfg(test)]");
    let code = program.map(|line| line.split("//").next().unwrap_or_default());
    let words: Vec<&str> =
        code.flat_map(|line| line.split(|letter: char| !letter.is_alphanumeric() && letter != '_')).collect();
    let is_code = |word: &&str| word.len() >= DIGITS && word.bytes().all(|byte| byte.is_ascii_digit());
    words.into_iter().filter(is_code).map(str::to_owned).collect()
}

/// The codes that a text tells the meaning of.
fn told(text: &str) -> BTreeSet<String> {
    let text: toml::Table = toml::from_str(text).unwrap();
    let errors = text["errors"].as_table().unwrap();
    errors.keys().filter(|code| code.len() >= DIGITS).cloned().collect()
}

#[test]
fn each_api_s_text_tells_the_codes_of_its_file_and_no_others() {
    for folder in APIS {
        let (answered, told) =
            (answered(&read(&format!("{folder}/codes.rs"))), told(&read(&format!("{folder}/api.toml"))));
        assert!(answered.len() >= 9, "{folder}: {answered:?}");
        let untold: Vec<_> = answered.difference(&told).collect();
        let unknown: Vec<_> = told.difference(&answered).collect();
        assert!(
            untold.is_empty() && unknown.is_empty(),
            "{folder}: answered and not told {untold:?}, told and never answered {unknown:?}"
        );
    }
}

/// The tickets' result numbers stand in the text's introduction: each with its meaning, none besides.
#[test]
fn the_tickets_text_tells_each_result_number() {
    let source = read("src/channels/tickets/codes.rs");
    let numbers: Vec<&str> = source
        .lines()
        .filter_map(|line| line.trim().strip_suffix(',')?.split_once(" = "))
        .map(|(_, number)| number)
        .collect();
    assert!(numbers.len() >= 6, "{numbers:?}");
    let text: toml::Table = toml::from_str(&read("src/channels/tickets/api.toml")).unwrap();
    let about = text["about"].as_str().unwrap().split("`resultcode`: ").nth(1).unwrap().replace('\n', " ");
    let told: Vec<&str> = about.split(", ").filter_map(|part| part.split(' ').next()).filter(|it| *it != "0").collect();
    assert_eq!(told, numbers);
}

/// The twin: a code on one side alone is found.
#[test]
fn a_code_of_one_side_alone_would_be_found() {
    let source = "/// 1009 is no code\nconst A: Fault = Fault::new(1001); // 1002\nconst B: &str = \"300001\";\n#[cfg(test)]\nfn f() { 1003 }";
    assert_eq!(answered(source), BTreeSet::from(["1001".to_owned(), "300001".to_owned()]));
    assert_eq!(
        told("[errors]\n0 = \"done\"\n1001 = \"no\"\n1004 = \"gone\""),
        BTreeSet::from(["1001".to_owned(), "1004".to_owned()])
    );
}
