//! An id is a type of its own, which cannot stand where another belongs: no function takes one and no struct keeps one as a bare
//! number.

use super::{files, name, source::blanked};

/// What has a type of its own for its id, by every name that a parameter or field gives such an id.
const IDS: [(&str, &[&str]); 6] = [
    ("AccountId", &["account", "accounts", "account_id", "actor", "actor_id", "userid", "user_id", "uid", "used_by"]),
    ("OrderId", &["order", "order_id", "orderid"]),
    ("LineId", &["line", "line_id", "but_line", "orderdetailid"]),
    ("RefundId", &["refund_id", "refundid"]),
    ("ProductId", &["productid"]),
    ("ItemId", &["item"]),
];

/// The parameters and fields of a source that hold such an id as a bare number, with the type that they should have.
fn bare(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in source.match_indices("i64") {
        let begins = source[..at].rfind([',', '(', ')', '{', '|', '\n', ';']).map_or(0, |place| place + 1);
        let Some((known_as, _)) = source[begins..at].split_once(": ") else { continue };
        let known_as = known_as.split_whitespace().last().unwrap_or_default();
        let id = IDS.iter().find(|(_, names)| names.contains(&known_as));
        found.extend(id.map(|(id, _)| format!("{known_as} is no {id}")));
    }
    found
}

#[test]
fn no_function_takes_and_no_struct_keeps_an_id_as_a_bare_number() {
    for path in files("src", "rs") {
        let found = bare(&blanked(&std::fs::read_to_string(&path).unwrap(), true));
        assert_eq!(found, Vec::<String>::new(), "{}: src/ids.rs has its type", name(&path));
    }
}

#[test]
fn a_bare_id_would_be_found() {
    for source in [
        "pub fn lines_of(db: &Db<'_>, order: i64) -> Result<Vec<Line>, StoreError> {",
        "fn of_accounts(db: &Db<'_>, accounts: &[i64], most: i64)",
        "pub struct Shape {\n    pub(super) userid: Option<i64>,\n}",
        "let read = |line_id: i64| line_id;",
    ] {
        assert_eq!(bare(source).len(), 1, "{source}");
    }
    for source in [
        "pub fn lines_of(db: &Db<'_>, order: OrderId, most: i64) -> Result<i64, StoreError> {",
        "pub struct Till {\n    /// How many.\n    pub orders: i64,\n}",
        "let look = |most: i64| order(most);",
    ] {
        assert_eq!(bare(source), Vec::<String>::new(), "{source}");
    }
}
