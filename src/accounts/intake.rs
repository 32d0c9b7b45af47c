//! Accounts that come in as a table.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::{Account, AccountStatus, Role, USERNAME_RULE, is_username, sql};
use crate::ids::AccountId;
use crate::store::{StoreError, Tx};
use crate::tables::{NewRow, RowRefused};

/// Refuses a new name that the rule refuses, and a row that would leave the outlet without an admin who can log in. What somebody had
/// open ends where the row gives another role, status or password: nobody goes on with rights that are gone.
pub fn account(tx: &Tx<'_>, row: &NewRow<'_>) -> Result<(), RowRefused> {
    let (id, username) = (row.id::<AccountId>("id"), row.text("username"));
    let known = sql::with_hash(tx, id)?;
    let is_known = known.as_ref().is_some_and(|(known, _)| known.username == username);
    if !is_known && !is_username(username) {
        return Err(RowRefused::Because(USERNAME_RULE.to_owned()));
    }
    let stays_admin =
        row.number("kind") == Role::Admin.number() && row.number("status") == AccountStatus::Active.number();
    if !stays_admin && sql::is_last_admin(tx, id)? {
        let sentence = format!("account {id} is the last admin that can log in; bring in or enable another one first");
        return Err(RowRefused::Because(sentence));
    }
    if known.is_some_and(|known| changes_standing(row, &known.0) || changes_password(row, &known.1)) {
        super::close_sessions(tx, id, None)?;
    }
    Ok(())
}

/// Whether a row gives an account another role or status.
fn changes_standing(row: &NewRow<'_>, known: &Account) -> bool {
    let differs = |column: &str, number: i64| row.says(column) && row.number(column) != number;
    differs("kind", known.role.number()) || differs("status", known.status.number())
}

fn changes_password(row: &NewRow<'_>, hash: &str) -> bool {
    row.says("password_hash") && row.text("password_hash") != hash
}

/// What a file that somebody brings in does to accounts of the staff.
pub struct StaffIntake {
    by: AccountId,
    /// What the accounts of the file were before, each with its password hash; nothing for a new one.
    before: RefCell<BTreeMap<AccountId, Option<(Account, String)>>>,
}

/// What a file did to an account of the staff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffChange {
    /// What it was; nothing for a new one.
    pub before: Option<Account>,
    /// What it is.
    pub after: Account,
    /// Whether a known one has another password.
    pub password: bool,
}

impl StaffIntake {
    /// Of a file that an account brings in.
    #[must_use]
    pub fn by(by: AccountId) -> Self {
        Self { by, before: RefCell::default() }
    }

    /// Notes what the account of a row is before it is written.
    ///
    /// # Errors
    /// A sentence for a row that gives whoever brings the file another role or status.
    pub fn look(&self, tx: &Tx<'_>, row: &NewRow<'_>) -> Result<(), RowRefused> {
        let id = row.id::<AccountId>("id");
        let known = sql::with_hash(tx, id)?;
        if id == self.by && known.as_ref().is_some_and(|(known, _)| changes_standing(row, known)) {
            let sentence = "nobody may change the own role or status; leave this account out of the file";
            return Err(RowRefused::Because(sentence.to_owned()));
        }
        let was_staff = known.as_ref().is_some_and(|(known, _)| known.role != Role::Customer);
        if was_staff || row.number("kind") != Role::Customer.number() {
            self.before.borrow_mut().insert(id, known);
        }
        Ok(())
    }

    /// The accounts of the staff that the file made, or gave another role, status or password, by id.
    ///
    /// # Errors
    /// A [`StoreError`].
    pub fn changes(self, tx: &Tx<'_>) -> Result<Vec<StaffChange>, StoreError> {
        let mut all = Vec::new();
        for (id, known) in self.before.into_inner() {
            let Some((after, hash)) = sql::with_hash(tx, id)? else { continue };
            let password = known.as_ref().is_some_and(|(_, before)| *before != hash);
            let before = known.map(|(before, _)| before);
            let stands = |it: &Account| (it.role, it.status);
            if password || before.as_ref().map(stands) != Some(stands(&after)) {
                all.push(StaffChange { before, after, password });
            }
        }
        Ok(all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::{Origin, close_sessions, open_session};
    use crate::clock::Instant;
    use crate::random::Ids;
    use crate::store::testing::TestStore;

    const CLERK: AccountId = AccountId(126);
    const OPERATOR: AccountId = AccountId(101);

    /// The command line brings files in this way, without anybody who does.
    #[test]
    fn a_file_that_gives_another_role_status_or_password_ends_what_the_account_had_open() {
        let test = TestStore::with_demo();
        let hash = crate::accounts::hash_password("demo", &mut Ids::seeded(1)).unwrap();
        let renewed = format!("id,username,kind,password_hash\n126,clerk,3,\"{hash}\"\n");
        for (file, stay) in [
            ("id,username,kind\n126,clerk,1\n", 1),
            ("id,username,kind,status\n126,clerk,1,1\n", 1),
            ("id,username,kind\n126,clerk,3\n", 0),
            ("id,username,kind,status\n126,clerk,3,2\n", 0),
            ("id,username,kind\n126,clerk,3\n", 1),
            ("id,username,kind,status\n126,clerk,3,1\n", 0),
            (renewed.as_str(), 0),
            (renewed.as_str(), 1),
        ] {
            test.run(|tx| {
                for (account, session) in [(CLERK, "of the clerk"), (OPERATOR, "of the operator")] {
                    close_sessions(tx, account, None)?;
                    open_session(tx, account, session, Instant(1), &Origin::default())?;
                }
                Ok(())
            });
            test.import("accounts", file).unwrap();
            let left = test.number("select count(*) from sessions where account_id = 126");
            assert_eq!(
                (left, test.number("select count(*) from sessions where account_id = 101")),
                (stay, 1),
                "{file}"
            );
        }
    }
}
