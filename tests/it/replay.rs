//! Recorded exchanges, sent again: the count of answers that are still exactly as they were never falls.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use outpost::clock::Zone;
use outpost::replay::{self, Exchange, Place, Reply, Terms, Verdict};

use crate::support::{Folder, Start, Visitor, laid_out};

/// How the answers of a file compare: exact, but for decimals, with more fields, otherwise. What differs is told and judged in
/// docs/recorded/README.md.
const COUNTS: [(&str, [usize; 4]); 5] = [
    ("roaming", [23, 4, 3, 29]),
    ("leases", [6, 0, 0, 2]),
    ("tours", [6, 0, 0, 0]),
    ("tickets", [2, 0, 0, 0]),
    ("courses", [6, 0, 0, 0]),
];

fn replay_command(words: &[&str]) -> (String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_outpost")).arg("replay").args(words).output().unwrap();
    (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
}

fn recording(name: &str) -> String {
    format!("{}/tests/recorded/{name}.exchanges", env!("CARGO_MANIFEST_DIR"))
}

/// The numbers of the last line that a replay prints.
fn counts(printed: &str) -> [usize; 4] {
    let last = printed.lines().last().unwrap_or_default();
    let numbers: Vec<usize> =
        last.split(|letter: char| !letter.is_ascii_digit()).filter_map(|text| text.parse().ok()).collect();
    let [exact, of, decimals, more, differ, _] = numbers[..] else { panic!("{printed}") };
    assert_eq!(exact + decimals + more + differ, of);
    [exact, decimals, more, differ]
}

/// The answers to a file's exchanges, laid out, and how they compare with the recorded ones.
fn answers(name: &str) -> (String, [usize; 4]) {
    let text = std::fs::read_to_string(recording(name)).unwrap();
    let recording = replay::read(&text).unwrap();
    let place = Place::OwnDemo(env!("CARGO_BIN_EXE_outpost").into());
    let terms = Terms { zone: Zone::china(), passwords: &BTreeMap::new() };
    let (mut told, mut times) = (String::new(), Vec::new());
    let mut tell = |exchange: &Exchange, verdict: &Verdict, reply: &Reply| {
        let word = format!("{verdict:?}");
        let word = word.split('(').next().unwrap().to_lowercase();
        let head = format!("# line {}: {}\n{} {word}\n", exchange.line, exchange.name(), reply.status);
        times.extend(exchange.at.clone().filter(|at| times.last() != Some(at)));
        told.push_str(&(head + &laid_out(&reply.body, &times) + "\n"));
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let outcome = runtime.block_on(replay::run(&recording, &place, terms, &mut tell)).unwrap();
    (told, [outcome.exact, outcome.decimals, outcome.more, outcome.differs])
}

/// The snapshots show the shapes: the order of keys, the decimals of money, and what of them is not as it was recorded.
#[test]
fn the_recorded_exchanges_are_answered_as_they_were() {
    let mut all = [0; 4];
    for (name, wanted) in COUNTS {
        let (told, found) = answers(name);
        println!(
            "{name}: {} exact, {} but for decimals, {} with more fields, {} differ",
            found[0], found[1], found[2], found[3]
        );
        assert_eq!(found, wanted, "{name}\n{told}");
        insta::assert_snapshot!(name, told);
        all = [0, 1, 2, 3].map(|at| all[at] + found[at]);
    }
    println!("together: {} of {} exact", all[0], all.iter().sum::<usize>());
}

/// Each exchange of the documents has its place in the files that are replayed: what was sent, word for word.
#[test]
fn no_recorded_exchange_is_left_out() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let read = |path: &str| std::fs::read_to_string(root.join(path)).unwrap();
    let services = |text: &str| {
        let calls = text
            .lines()
            .filter(|line| line.contains("/services/") && (line.contains("curl") || line.starts_with("http")));
        let name =
            |line: &str| line.split("/services/").nth(1).unwrap().split(['?', '"', ' ']).next().unwrap().to_owned();
        let mut names: Vec<String> = calls.map(name).collect();
        names.sort();
        names
    };
    let mut replayed = services(&read("tests/recorded/roaming.exchanges"));
    for call in services(&read("docs/recorded/roaming.txt")) {
        let at = replayed.iter().position(|known| *known == call).unwrap_or_else(|| panic!("{call} is not replayed"));
        replayed.remove(at);
    }
    let requests = |text: &str| text.matches("POST /api/open/").count();
    assert_eq!(requests(&read("tests/recorded/leases.exchanges")), requests(&read("docs/recorded/leases.txt")));
    let responses = |text: &str| text.matches("**Response**").count();
    assert_eq!(
        read("tests/recorded/courses.exchanges").matches("### answer").count(),
        responses(&read("docs/recorded/courses.txt"))
    );
}

#[test]
fn what_was_recorded_through_the_proxy_is_answered_alike_by_another_outlet() {
    let folder = Folder::new();
    let file = folder.beside("morning.exchanges");
    let outlet = Start::demo("2016-07-06 14:44:34").run();
    let mut proxy = Command::new(env!("CARGO_BIN_EXE_outpost"))
        .args(["replay", "--record", "127.0.0.1:0", "--to", &format!("http://{}", outlet.address)])
        .arg(&file)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(proxy.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let told: serde_json::Value = serde_json::from_str(&line).unwrap();
    let address = told["url"].as_str().unwrap().strip_prefix("http://").unwrap();
    let traveller = Visitor::login(address, "/uc/services/login", "traveller", "demo-traveller");
    assert_eq!(traveller.call("cart_set", &[("productid", "1"), ("quantity", "2")]).number(), 0);
    assert_eq!(traveller.call("order_submit", &[("productid", "1"), ("quantity", "1")]).number(), 0);
    assert_eq!(traveller.query("city_gets", "pid=0").number(), 0);
    proxy.kill().unwrap();
    proxy.wait().unwrap();

    let text = std::fs::read_to_string(&file).unwrap();
    let file = file.to_str().unwrap();
    // The clock of the outlet was ahead of the proxy's; a replay wants the outlet's.
    let at_home: String = text
        .lines()
        .map(|line| if line.starts_with("### at") { "### at 2016-07-06 14:44:34" } else { line }.to_owned() + "\n")
        .collect();
    std::fs::write(file, at_home).unwrap();
    let (printed, said) = replay_command(&[file]);
    let [exact, _, _, differ] = counts(&printed);
    assert!(exact >= 4 && differ == 0, "{printed}\n{said}\n{text}");
}

#[test]
fn two_executables_are_compared_answer_by_answer_and_a_changed_one_is_seen() {
    let folder = Folder::new();
    let (file, other) = (folder.beside("morning.exchanges"), folder.beside("changed"));
    std::fs::write(
        &file,
        "### fresh recorded\n### at 2016-07-28 12:00:00\n### as traveller\nPOST /uc/services/product_gets HTTP/1.1\n\n\
         userid=1&sessionid=2\n### answer\n{}\n",
    )
    .unwrap();
    let file = file.to_str().unwrap();
    let own = env!("CARGO_BIN_EXE_outpost");
    let (printed, said) = replay_command(&[file, "--beside", own]);
    assert_eq!(counts(&printed), [1, 0, 0, 0], "{printed}\n{said}");
    // An executable that knows no recorded state has other products: a change that a client sees.
    let script = format!(
        "#!/bin/sh\nfor word; do shift; case $word in --as|recorded) ;; *) set -- \"$@\" \"$word\" ;; esac; done\n\
         exec '{own}' \"$@\"\n"
    );
    std::fs::write(&other, script).unwrap();
    std::fs::set_permissions(&other, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let (printed, said) = replay_command(&[file, "--beside", other.to_str().unwrap()]);
    assert_eq!(counts(&printed), [0, 0, 0, 1], "{printed}\n{said}");
}
