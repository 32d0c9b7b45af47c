//! A state has its number where it is declared and nowhere else: no statement and no rule compares one with a bare number.

use super::{files, name, source::blanked};

/// Columns and fields that hold a state, a kind or a way of paying.
const STATES: [&str; 11] = [
    "order_status",
    "pay_status",
    "shipping_status",
    "sale_state",
    "pay_way",
    "status",
    "state",
    "from_state",
    "to_state",
    "way",
    "kind",
];

/// What a state is compared with or set by, in statements and in code.
const COMPARED: [&str; 9] = ["=", "==", "!=", "<>", "<=", ">=", "<", ">", "in"];

/// The places of a source at which a state meets a number, a letter or a word of its own.
fn bare(source: &str) -> Vec<String> {
    let words = |text: &str| text.replace('(', " ( ").split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let words = words(&source.replace("()", ""));
    let column = |word: &str| STATES.contains(&word.rsplit(['.', '"']).next().unwrap_or_default());
    let is_word =
        |word: &str| word.strip_prefix('\'').is_some_and(|word| word.starts_with(|it: char| it.is_ascii_lowercase()));
    let is_bare = |word: &str| {
        if is_word(word) {
            return true;
        }
        let word = word.trim_start_matches('\'').trim_end_matches(|letter: char| !letter.is_ascii_alphanumeric());
        word.len() == 1 && word.starts_with(|letter: char| letter.is_ascii_digit() || letter.is_ascii_uppercase())
    };
    (0..words.len())
        .filter(|at| column(&words[*at]))
        .filter(|at| {
            let mut rest = words[at + 1..].iter().map(String::as_str).filter(|word| !matches!(*word, "not" | "("));
            // The word of a kind says what it is; its number does not.
            let is_kind = words[*at].ends_with("kind");
            rest.next().is_some_and(|word| COMPARED.contains(&word))
                && rest.next().is_some_and(|word| is_bare(word) && !(is_kind && is_word(word)))
        })
        .map(|at| words[at..words.len().min(at + 5)].join(" "))
        .collect()
}

#[test]
fn no_statement_and_no_rule_knows_a_state_by_its_number() {
    for path in files("src", "rs") {
        let text = std::fs::read_to_string(&path).unwrap();
        let of_the_program: Vec<_> = text.lines().take_while(|line| *line != "#[cfg(test)]").collect();
        let is_test = name(&path).ends_with("tests.rs");
        let found = if is_test { Vec::new() } else { bare(&blanked(&of_the_program.join("\n"), false)) };
        assert_eq!(found, Vec::<String>::new(), "{}: bind the state, or name it in `statement!`", name(&path));
    }
}

#[test]
fn a_bare_state_would_be_found() {
    for source in [
        r#"db.rows("select id from orders where o.pay_status = 2 and id > ?1")"#,
        r#""where order_status not in (2, 5)""#,
        r#""update refunds set status = 4, money = ?1""#,
        r#""where t.status in ('7', 'B')""#,
        r#""where c.state in ('handed over', 'owned')""#,
        r#""select count(*) from card_moves where to_state = 'handed over'""#,
        r#""where account_id = ?1 and d.kind = 3""#,
        "if order.status() == 1 {",
        "refund.status >= 3",
    ] {
        assert_eq!(bare(source).len(), 1, "{source}");
    }
    for source in [
        r#""where o.pay_status = {paid} and status <> ?2""#,
        r#""where o.kind in ('flight', 'seat')""#,
        "order.pay_status == PayStatus::Paid",
        "answer.status == 200",
        "let state = State::of(1);",
    ] {
        assert_eq!(bare(source), Vec::<String>::new(), "{source}");
    }
}
