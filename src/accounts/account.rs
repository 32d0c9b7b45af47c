//! Accounts: one person or machine, one role, one id space for every API.

use super::sql;
use crate::clock::Instant;
use crate::ids::AccountId;
use crate::store::{Db, StoreError, Tx, states};
use crate::text::{is_email, is_mobile};

states! {
    /// What an account may do, `type` on the wire.
    pub enum Role {
        /// Buys.
        Customer = 0,
        /// Works at a counter.
        Clerk = 1,
        /// Belongs to the house, without rights of its own.
        Employee = 2,
        /// Runs orders, stock and prices.
        Operator = 3,
        /// May do everything.
        Admin = 4,
    }

    /// Whether an account may log in.
    pub enum AccountStatus {
        /// Not yet.
        Inactive = 0,
        /// It may.
        Active = 1,
        /// Not any more.
        Frozen = 2,
    }
}

impl Role {
    /// What people call it at the command line and in files.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Clerk => "clerk",
            Self::Employee => "employee",
            Self::Operator => "operator",
            Self::Admin => "admin",
        }
    }

    const fn named(self) -> (i64, &'static str) {
        (self.number(), self.word())
    }

    /// All roles with their numbers and words.
    pub const WORDS: [(i64, &'static str); 5] = [
        Self::Customer.named(),
        Self::Clerk.named(),
        Self::Employee.named(),
        Self::Operator.named(),
        Self::Admin.named(),
    ];
}

/// A person or machine known to the outlet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its id, the wire's `userid`.
    pub id: AccountId,
    /// Its unique name.
    pub username: String,
    /// Its verified phone.
    pub phone: Option<String>,
    /// Its e-mail address.
    pub email: Option<String>,
    /// What it may do.
    pub role: Role,
    /// Whether it may log in.
    pub status: AccountStatus,
    /// Whether it must change its password before it may work.
    pub must_change_password: bool,
    /// Whether a PIN opened its session: it then works at the counter alone, as a clerk.
    pub by_pin: bool,
}

/// What the user names of accounts begin with that a page opens for somebody who walked in.
pub const WALK_IN: &str = "walk-in-";

impl Account {
    /// Whether a page opened it for somebody who walked in: nobody can log in to it.
    #[must_use]
    pub fn walked_in(&self) -> bool {
        self.role == Role::Customer && self.username.starts_with(WALK_IN)
    }
}

/// Bytes that a password may have: nobody types more, and hashing more would be a way to keep the server busy.
pub const PASSWORD_LENGTH: std::ops::RangeInclusive<usize> = 1..=128;

/// What accounts begin with that are made without a password, as recorded: everybody knows it.
pub const FIRST_PASSWORD: &str = "666666";

/// A password as its owner typed it, hashed outside the transaction.
#[derive(Clone, Debug)]
pub struct NewPassword {
    /// argon2id in PHC form.
    pub hash: String,
    /// Whether it is [`FIRST_PASSWORD`].
    pub is_first: bool,
}

/// Who must change the first password before working: clerks, other types are not forced
/// (docs/spec/roaming.md section 4).
fn is_forced(role: Role) -> bool {
    role == Role::Clerk
}

/// Whether an account of this role must change this password before it may work.
#[must_use]
pub fn must_change(role: Role, password: &str) -> bool {
    is_forced(role) && password == FIRST_PASSWORD
}

/// Why an account cannot be made or changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AccountError {
    /// The user name is taken.
    #[error("the user name is taken")]
    UsernameTaken,
    /// The phone is another account's.
    #[error("the phone belongs to another account")]
    PhoneTaken,
    /// The e-mail address is another account's.
    #[error("the e-mail address belongs to another account")]
    EmailTaken,
    /// The check code is wrong, used, too old, or was tried too often.
    #[error("the check code is wrong or has expired")]
    WrongCode,
    /// There is no such account.
    #[error("there is no such account")]
    Unknown,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What a new account starts with.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// Its unique name.
    pub username: String,
    /// Its verified phone.
    pub phone: Option<String>,
    /// Its e-mail address.
    pub email: Option<String>,
    /// argon2id in PHC form, made outside the transaction.
    pub password_hash: String,
    /// What it may do.
    pub role: Role,
    /// Whether the password must be changed at the first login.
    pub must_change_password: bool,
}

/// The account that a login name means: by phone for a mobile number, by e-mail for an address, else by user name. A name
/// of such a form that nobody has as phone or address may still be a user name.
pub fn by_login_name(db: &Db<'_>, name: &str) -> Result<Option<(Account, String)>, StoreError> {
    // As typed first; then as people write phones.
    let spelled = crate::text::phone(name);
    match called(db, name)? {
        None if spelled != name && !is_email(name) => called(db, &spelled),
        found => Ok(found),
    }
}

fn called(db: &Db<'_>, name: &str) -> Result<Option<(Account, String)>, StoreError> {
    let found = if is_mobile(name) {
        sql::by_phone(db, name)?
    } else if is_email(name) {
        sql::by_email(db, name)?
    } else {
        None
    };
    found.map_or_else(|| sql::by_username(db, name), |account| Ok(Some(account)))
}

/// Makes an account.
///
/// # Errors
/// A taken name, e-mail address or phone, in this order.
pub fn create(tx: &Tx<'_>, now: Instant, new: &NewAccount) -> Result<Account, AccountError> {
    check_free(tx, &new.username, new.email.as_deref(), new.phone.as_deref())?;
    let id = AccountId::next(tx)?;
    sql::insert(tx, id, now, new)?;
    if let Some(phone) = &new.phone {
        sql::put_phone(tx, id, phone, true)?;
    }
    sql::by_id(tx, id)?.ok_or(AccountError::Unknown)
}

/// What the user name of a deleted account begins with: such a name finds nobody, and nobody can take one.
pub const DELETED: &str = "deleted/";

/// Whether a user name is what is left of a deleted account.
#[must_use]
pub fn is_deleted_name(username: &str) -> bool {
    username.starts_with(DELETED)
}

/// Deletes a person, unless it is the last admin that can log in; whether it is deleted now. The row stays for what was ordered
/// and booked; its names are free for others, its phones forgotten, its sessions and app keys end. Nobody can log in as it.
pub fn delete(tx: &Tx<'_>, account: AccountId) -> Result<bool, StoreError> {
    if !sql::freeze(tx, account)? {
        return Ok(false);
    }
    sql::release_names(tx, account, &format!("{DELETED}{account}"))?;
    super::remove_app_keys(tx, account)?;
    sql::forget_addresses(tx, account)?;
    super::drop_second_factor(tx, account)?;
    super::close_sessions(tx, account, None)?;
    Ok(true)
}

/// Refuses names that others have, and those of deleted accounts.
///
/// # Errors
/// As [`create`].
pub fn check_free(db: &Db<'_>, username: &str, email: Option<&str>, phone: Option<&str>) -> Result<(), AccountError> {
    if is_deleted_name(username) || sql::by_username(db, username)?.is_some() {
        return Err(AccountError::UsernameTaken);
    }
    if email.map(|email| sql::by_email(db, email)).transpose()?.flatten().is_some() {
        return Err(AccountError::EmailTaken);
    }
    if phone.map(|phone| sql::by_phone(db, phone)).transpose()?.flatten().is_some() {
        return Err(AccountError::PhoneTaken);
    }
    Ok(())
}

/// Sets a password and ends all sessions of the account but `keep`.
///
/// # Errors
/// [`AccountError::Unknown`].
pub fn change_password(
    tx: &Tx<'_>,
    account: AccountId,
    hash: &str,
    keep: Option<[u8; 32]>,
) -> Result<(), AccountError> {
    set_password(tx, account, hash, false)?;
    Ok(super::close_sessions(tx, account, keep)?)
}

/// As [`change_password`], for a password that the owner typed: a clerk who chooses the first one must change it again.
///
/// # Errors
/// [`AccountError::Unknown`].
pub fn choose_password(
    tx: &Tx<'_>,
    account: AccountId,
    new: &NewPassword,
    keep: Option<[u8; 32]>,
) -> Result<(), AccountError> {
    change_password(tx, account, &new.hash, keep)?;
    let role = sql::by_id(tx, account)?.ok_or(AccountError::Unknown)?.role;
    if new.is_first && is_forced(role) { set_password(tx, account, &new.hash, true) } else { Ok(()) }
}

/// Sets a password, to be changed at the next login or not. Sessions stay.
///
/// # Errors
/// [`AccountError::Unknown`].
pub fn set_password(tx: &Tx<'_>, account: AccountId, hash: &str, must_change: bool) -> Result<(), AccountError> {
    match sql::set_password(tx, account, hash, must_change)? {
        0 => Err(AccountError::Unknown),
        _ => Ok(()),
    }
}

/// Writes a phone down that was given and not verified: staff may find the account by it, nobody can log in with it.
pub fn note_phone(tx: &Tx<'_>, account: AccountId, phone: &str) -> Result<(), StoreError> {
    sql::put_phone(tx, account, phone, false)
}

/// Adds a verified phone to an account; it becomes the login phone where there is none yet.
///
/// # Errors
/// [`AccountError::PhoneTaken`] when it is another account's login phone.
pub fn bind_phone(tx: &Tx<'_>, account: AccountId, phone: &str) -> Result<(), AccountError> {
    match sql::by_phone(tx, phone)? {
        Some((owner, _)) if owner.id != account => return Err(AccountError::PhoneTaken),
        Some(_) => {}
        None => sql::set_phone_if_none(tx, account, phone)?,
    }
    Ok(sql::put_phone(tx, account, phone, true)?)
}

/// Makes a phone that was proved the one that an account logs in with.
///
/// # Errors
/// A [`StoreError`].
pub fn choose_phone(tx: &Tx<'_>, account: AccountId, phone: &str) -> Result<(), AccountError> {
    sql::set_phone(tx, account, phone)?;
    Ok(sql::put_phone(tx, account, phone, true)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mobiles_and_addresses_are_told_from_names() {
        assert!(is_mobile("13800138000") && is_mobile("19912345678"));
        for text in ["1380013800", "12800138000", "1380013800a", "０1380013800", ""] {
            assert!(!is_mobile(text), "{text}");
        }
        assert!(is_email("traveller@example.com"));
        for text in ["traveller", "a@b", "a@.com", "a b@example.com", "a@b@example.com", "@example.com"] {
            assert!(!is_email(text), "{text}");
        }
    }

    #[test]
    fn roles_have_the_wires_numbers() {
        for (number, role) in [(0, Role::Customer), (1, Role::Clerk), (3, Role::Operator), (4, Role::Admin)] {
            assert_eq!((Role::from_number(number), role.number()), (Some(role), number));
        }
        assert_eq!((Role::from_number(5), Role::from_number(-1)), (None, None));
    }
}
