//! What does not leave the outlet unless its owner says so.

use crate::store::Cell;

/// Whether secrets go along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Secrets {
    /// Without: whoever finds the file can pretend to be nobody. Passwords must be set anew with `outpost user passwd`.
    LeftOut,
    /// With password hashes, sealed keys and the sandbox's key, to move the outlet to another machine of the same owner.
    Included,
}

/// What stands in the file for a secret that was left out.
#[derive(Clone, Copy, Debug)]
pub(super) enum Instead {
    /// No value.
    Nothing,
    /// This text.
    Text(&'static str),
    /// The whole row is left out.
    NoRow,
}

struct Secret {
    table: &'static str,
    column: &'static str,
    instead: Instead,
}

const fn secret(table: &'static str, column: &'static str, instead: Instead) -> Secret {
    Secret { table, column, instead }
}

/// The secrets of the rooms; a test finds columns that are called like one and stand neither here nor in `HARMLESS`.
const SECRETS: &[Secret] = &[
    secret("accounts", "password_hash", Instead::Text("!")),
    secret("counter_pins", "pin_hash", Instead::NoRow),
    secret("data_cards", "ki", Instead::Nothing),
    secret("data_cards", "ki_hk", Instead::Nothing),
    secret("esims", "code", Instead::Nothing),
    secret("esims", "confirmation", Instead::Nothing),
    secret("facts", "value", Instead::NoRow),
    secret("settings", "value_sealed", Instead::NoRow),
    secret("app_keys", "key_hash", Instead::NoRow),
    secret("tour_partners", "key_hash", Instead::NoRow),
    // Without its partner such a row would point to nothing.
    secret("tour_partner_accounts", "partner_id", Instead::NoRow),
    secret("tour_apps", "key_sealed", Instead::NoRow),
    // Without its app such a row would point to nothing.
    secret("tour_app_users", "app_id", Instead::NoRow),
    secret("ticket_customers", "session_key", Instead::Nothing),
    secret("ticket_customers", "password_digest", Instead::Nothing),
    // An address may hold a password; and a copy of an outlet must not tell anybody anything.
    secret("ticket_customers", "replay_url", Instead::Nothing),
    // The same holds of its owner's targets.
    secret("webhooks", "secret", Instead::NoRow),
    secret("webhooks", "old_secret", Instead::NoRow),
    secret("ticket_orders", "visitors", Instead::Nothing),
    // A paper without its number is none.
    secret("tour_certificates", "cert_no_sealed", Instead::NoRow),
];

/// Tables that never leave: what they prove ends within days, a copy of a session would be a second key to the account, and
/// what a staff call has answered may be a key itself.
const STAYING: &[&str] = &[
    "sessions",
    "check_codes",
    "staff_repeats",
    "account_addresses",
    "second_factors",
    "recovery_codes",
    "counter_devices",
    "webhook_news",
];

/// Facts that are no secrets.
const PUBLIC_FACTS: &[&str] = &["kind"];

impl Secrets {
    /// Whether a table is written at all.
    pub(super) fn takes(table: &str) -> bool {
        !STAYING.contains(&table)
    }

    /// Replaces the secrets of a row; nothing when the row must not leave.
    pub(super) fn spare(self, table: &str, columns: &[String], mut cells: Vec<Cell>) -> Option<Vec<Cell>> {
        if self == Self::Included {
            return Some(cells);
        }
        for secret in SECRETS.iter().filter(|secret| secret.table == table) {
            let Some(place) = columns.iter().position(|column| column == secret.column) else { continue };
            match secret.instead {
                Instead::Nothing => cells[place] = Cell::Nothing,
                Instead::Text(text) => cells[place] = Cell::Text(text.to_owned()),
                // A row without this secret, as most settings are, keeps nothing back.
                Instead::NoRow if matches!(cells[place], Cell::Nothing) => {}
                Instead::NoRow => {
                    let public =
                        |cell: &Cell| matches!(cell, Cell::Text(name) if PUBLIC_FACTS.contains(&name.as_str()));
                    if !cells.iter().any(public) {
                        return None;
                    }
                }
            }
        }
        Some(cells)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tables;
    use crate::store::testing::TestStore;

    /// Columns that are called like secrets and are none.
    const HARMLESS: &[(&str, &str)] = &[
        ("accounts", "must_change_password"),
        ("orders", "content_hash"),
        ("lease_orders", "content_hash"),
        ("tour_orders", "content_hash"),
        ("translations", "row_key"),
    ];

    #[test]
    fn every_column_that_is_called_like_a_secret_is_one_or_is_known_to_be_none() {
        let test = TestStore::new();
        for table in test.store.read(tables).unwrap().iter().filter(|table| Secrets::takes(&table.name)) {
            for column in &table.columns {
                let words = ["hash", "secret", "key", "password", "token", "seal", "salt", "cipher"];
                let suspicious =
                    column == "ki" || column.starts_with("ki_") || words.iter().any(|it| column.contains(it));
                let place = (table.name.as_str(), column.as_str());
                let known = SECRETS.iter().any(|secret| (secret.table, secret.column) == place);
                assert!(!suspicious || known || HARMLESS.contains(&place), "is {place:?} a secret?");
            }
        }
    }
}
