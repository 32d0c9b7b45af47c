//! Shelves that an owner may begin with: files of invented goods, taken in by the rules of every import.
//!
//! `templates/<name>/<kind>.csv` is a file of a kind with three words for what is known only when it is taken in: `{today}` is the
//! outlet's day, `{later}` the day a year after, `{me}` the account of whoever takes it in. A line with `{day}` stands for one of each of
//! the next [`DAYS_AHEAD`] days, as a calendar has them.

use super::{ImportError, RowError, Wanted, find, import, kinds};
use crate::clock::{Instant, Zone};
use crate::http::embedded;
use crate::ids::AccountId;
use crate::store::{Db, Tx};
use crate::tables::Kind;

/// The templates.
pub const TEMPLATES: [&str; 4] = ["sim-counter", "ticket-window", "tour-desk", "course-school"];
/// Days for which a calendar is opened.
const DAYS_AHEAD: usize = 90;
/// Days from `{today}` to `{later}`.
const A_YEAR: usize = 365;

/// Why no shelves were filled.
#[derive(Debug, thiserror::Error)]
pub enum TemplateError {
    /// There is no such template.
    #[error("there is no such template")]
    Unknown,
    /// A table of it has rows, which would be overwritten or mixed up.
    #[error("the shelves are not empty")]
    NotEmpty,
    /// A file was refused or the store failed.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// A table could not be looked at.
    #[error(transparent)]
    Row(#[from] RowError),
}

impl From<crate::store::StoreError> for TemplateError {
    fn from(error: crate::store::StoreError) -> Self {
        Self::Row(error.into())
    }
}

/// The files of a template in the order in which they are taken in.
fn files(name: &str) -> impl Iterator<Item = (&'static Kind, String)> {
    let file = move |kind: &'static Kind| Some((kind, embedded::text(&format!("templates/{name}/{}.csv", kind.name))?));
    kinds().filter_map(file)
}

/// Whether shelves may be filled: no table of any template has a row yet.
///
/// # Errors
/// [`TemplateError::Row`].
pub fn is_untouched(db: &Db<'_>, zone: Zone) -> Result<bool, TemplateError> {
    let wanted = Wanted { size: 1, whole: true, ..Wanted::default() };
    for name in TEMPLATES {
        for (kind, _) in files(name) {
            if find(db, zone, kind, &wanted)?.total > 0 {
                return Ok(false);
            }
        }
    }
    Ok(true)
}

/// Fills empty shelves with a template.
///
/// # Errors
/// [`TemplateError`]; the caller's transaction is then to be undone.
pub fn load_template(
    tx: &Tx<'_>,
    (zone, now): (Zone, Instant),
    me: AccountId,
    name: &str,
) -> Result<(), TemplateError> {
    if !TEMPLATES.contains(&name) {
        return Err(TemplateError::Unknown);
    }
    if !is_untouched(tx, zone)? {
        return Err(TemplateError::NotEmpty);
    }
    for (kind, text) in files(name) {
        import(tx, zone, now, kind, filled(&text, (zone, now), me).as_bytes())?;
    }
    Ok(())
}

/// A file with its words replaced.
fn filled(text: &str, (zone, now): (Zone, Instant), me: AccountId) -> String {
    let today = zone.date(now);
    let day = |ahead: usize| today.iter_days().nth(ahead).unwrap_or(today).to_string();
    let text = text.replace("{today}", &day(0)).replace("{later}", &day(A_YEAR)).replace("{me}", &me.to_string());
    let mut lines = Vec::new();
    for line in text.lines() {
        if line.contains("{day}") {
            lines.extend((0..DAYS_AHEAD).map(|ahead| line.replace("{day}", &day(ahead))));
        } else {
            lines.push(line.to_owned());
        }
    }
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::{self, NewAccount, Role};
    use crate::store::testing::{NOW, TestStore};
    use crate::transfer::load_seed;

    /// A store with the seed and its admin.
    fn new_outlet() -> (TestStore, AccountId) {
        let test = TestStore::new();
        test.write(|tx| load_seed(tx, Zone::china(), NOW)).unwrap();
        let admin = NewAccount {
            username: "me".to_owned(),
            phone: None,
            email: None,
            password_hash: "!".to_owned(),
            role: Role::Admin,
            must_change_password: false,
        };
        let me = test.store.write_blocking(move |tx| accounts::create(tx, NOW, &admin)).unwrap().id;
        (test, me)
    }

    fn load(test: &TestStore, me: AccountId, name: &'static str) -> Result<(), TemplateError> {
        test.store.write_blocking(move |tx| load_template(tx, (Zone::china(), NOW), me, name))
    }

    #[test]
    fn every_template_fills_empty_shelves_once() {
        for name in TEMPLATES {
            let (test, me) = new_outlet();
            load(&test, me, name).unwrap_or_else(|error| panic!("{name}: {error:?}"));
            assert!(matches!(load(&test, me, name), Err(TemplateError::NotEmpty)), "{name} twice");
            assert!(files(name).count() > 1, "{name}");
        }
    }

    #[test]
    fn a_template_that_there_is_not_is_refused() {
        let (test, me) = new_outlet();
        assert!(matches!(load(&test, me, "../demo"), Err(TemplateError::Unknown)));
    }

    #[test]
    fn a_line_of_a_calendar_stands_for_the_days_ahead() {
        let text = filled("offer,date\n1,{day}\n", (Zone::china(), NOW), AccountId(1));
        assert_eq!(text.lines().count(), 1 + DAYS_AHEAD);
    }
}
