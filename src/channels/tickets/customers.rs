//! Whom tickets are sold to: agencies, guides, the official website; and the keys that they sign with.

use md5::{Digest, Md5};

use super::callbacks::Replay;
use super::hawk::{Algorithm, Credential};
use super::own_outlet;
use super::sql;
use crate::accounts::{self, AccountError, NewAccount, Role};
use crate::channels::tickets::ids::CustomerId;
use crate::clock::Instant;
use crate::ids::AccountId;
use crate::orders::{Actor, Change, Deed, audit};
use crate::random::Ids;
use crate::store::{Db, StoreError, Tx, states};
use crate::text::hex;

states! {
    /// What a customer is, `dwlx` and `customertypecode` on the wire.
    pub enum CustomerKind {
        /// An agency at the destination.
        LocalAgency = 1,
        /// An agency that brings groups.
        OrganisingAgency = 2,
        /// A unit with a contract.
        ContractUnit = 3,
        /// A department of a local agency.
        LocalDepartment = 4,
        /// A department of an organising agency.
        OrganisingDepartment = 5,
        /// A department of a contract unit.
        ContractDepartment = 6,
        /// A guide.
        Guide = 7,
        /// The official website, and this outlet's own kiosk: its orders name a member.
        OfficialWebsite = 8,
    }
}

impl CustomerKind {
    /// Its name on the wire, `customertypename`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::LocalAgency => "地接社",
            Self::OrganisingAgency => "组团社",
            Self::ContractUnit => "协议单位",
            Self::LocalDepartment => "地接社部门",
            Self::OrganisingDepartment => "组团社部门",
            Self::ContractDepartment => "协议单位部门",
            Self::Guide => "导游员",
            Self::OfficialWebsite => "官方网络",
        }
    }
}

/// Names that are tried for a customer's account where others took the first; nobody takes more by chance.
const ACCOUNT_NAMES: u32 = 1000;

/// A customer of tickets. Its keys are not part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Customer {
    /// Its row.
    pub id: CustomerId,
    /// Its type, `dwlx` on the wire, 1 to 8.
    pub kind: CustomerKind,
    /// Its id among partners, `dwid` on the wire.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its Hawk id.
    pub username: String,
    /// Whether its requests are let in.
    pub enabled: bool,
    /// The hash that its requests are signed with.
    pub algorithm: Algorithm,
    /// Tickets that it may order a business day; none for no limit.
    pub day_limit: Option<i64>,
    /// Whose its orders are in the order book; none before the first.
    pub account_id: Option<AccountId>,
    /// Whether both halves of its key are there.
    pub has_key: bool,
    /// Whether it is told of what happens to its orders.
    pub has_replay: bool,
}

/// Why a customer cannot be found or changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CustomerError {
    /// There is no such customer.
    #[error("there is no such customer")]
    Unknown,
    /// The user name is another customer's.
    #[error("the user name is taken")]
    UsernameTaken,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What the staff says of a customer. It has no `Debug`, so that no log can show the digest.
#[derive(Clone)]
pub struct CustomerChange {
    /// Its type and its id among partners, which name it.
    pub kind: CustomerKind,
    /// See `kind`.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its Hawk id.
    pub username: String,
    /// Whether its requests are let in; none keeps what was.
    pub enabled: Option<bool>,
    /// The hash that its requests are signed with; none keeps what was.
    pub algorithm: Option<Algorithm>,
    /// Tickets that it may order a business day.
    pub day_limit: Option<i64>,
    /// A new password's digest; none keeps the old one.
    pub password_digest: Option<String>,
}

/// UPPER(MD5(password)), the second half of a key (docs/spec/tickets.md section 2): equal to a password, so never
/// logged or kept open.
#[must_use]
pub fn password_digest(password: &str) -> String {
    hex(&Md5::digest(password.as_bytes())).to_ascii_uppercase()
}

/// The customer of a Hawk id with what its requests are signed with; none where it is unknown, disabled, without a key, or the
/// outlet itself.
pub fn by_hawk_id(db: &Db<'_>, username: &str) -> Result<Option<(Customer, Credential)>, StoreError> {
    let found = sql::customer_by_username(db, username)?;
    let Some(customer) = found.filter(|customer| customer.enabled && !own_outlet::is_house(customer)) else {
        return Ok(None);
    };
    if !customer.has_key {
        return Ok(None);
    }
    let Some((session_key, digest)) = opened_key(db, customer.id)? else {
        tracing::error!(
            customer = customer.id.number(),
            "a ticket customer's key was sealed with another key file: issue a new one"
        );
        return Ok(None);
    };
    let credential = Credential { key: session_key + &digest, algorithm: customer.algorithm };
    Ok(Some((customer, credential)))
}

/// Both halves of a customer's key; none where it has none, or the key file does not open them.
pub fn opened_key(db: &Db<'_>, customer: CustomerId) -> Result<Option<(String, String)>, StoreError> {
    let Some((session_key, digest)) = sql::sealed_key(db, customer)? else { return Ok(None) };
    let open = |part, sealed: &[u8]| {
        db.vault().unseal(&place(customer, part), sealed).and_then(|text| String::from_utf8(text).ok())
    };
    Ok(open(SESSION_KEY, &session_key).zip(open(PASSWORD_DIGEST, &digest)))
}

/// What a customer's callbacks are signed with; none where it has no whole key, or the key file does not open it.
pub fn signing_key(db: &Db<'_>, customer: CustomerId) -> Result<Option<String>, StoreError> {
    Ok(opened_key(db, customer)?.map(|(session_key, digest)| session_key + &digest))
}

/// Where a customer wants to be told; none where it does not, or the key file does not open it.
pub fn replay(db: &Db<'_>, customer: CustomerId) -> Result<Option<Replay>, StoreError> {
    let Some((sealed, format, method, notify)) = sql::replay(db, customer)? else { return Ok(None) };
    let url = db.vault().unseal(&place(customer, REPLAY_URL), &sealed).and_then(|text| String::from_utf8(text).ok());
    Ok(url.map(|url| Replay { url, format, method, notify }))
}

/// Sets where a customer wants to be told, or that it does not; by a member of the staff, or by itself (0).
pub fn set_replay(
    tx: &Tx<'_>,
    now: Instant,
    actor: AccountId,
    customer: &Customer,
    replay: Option<&Replay>,
) -> Result<(), StoreError> {
    let before = self::replay(tx, customer.id)?;
    if before.as_ref() == replay {
        return Ok(());
    }
    match replay {
        Some(replay) => {
            let sealed = tx.vault().seal(&place(customer.id, REPLAY_URL), replay.url.as_bytes())?;
            sql::set_replay(tx, customer.id, &sealed, replay)?;
        }
        None => sql::drop_replay(tx, customer.id)?,
    }
    let (old, new) = (before.as_ref().map(Replay::told), replay.map(Replay::told));
    audit(
        tx,
        Actor { now, id: actor },
        Deed("ticket_callback_set"),
        &named(customer),
        Change { before: old.as_deref(), after: new.as_deref() },
    )
}

const REPLAY_URL: &str = "replay_url";
const SESSION_KEY: &str = "session_key";
const PASSWORD_DIGEST: &str = "password_digest";

/// The place that a half of a key is sealed for.
fn place(customer: CustomerId, part: &str) -> String {
    format!("ticket_customers/{customer}/{part}")
}

/// Makes or changes the customer of a type and code.
///
/// # Errors
/// [`CustomerError::UsernameTaken`].
pub fn set(tx: &Tx<'_>, now: Instant, actor: AccountId, change: &CustomerChange) -> Result<Customer, CustomerError> {
    let before = sql::customer_by_code(tx, change.kind, &change.code)?;
    if sql::customer_by_username(tx, &change.username)?
        .is_some_and(|other| Some(other.id) != before.as_ref().map(|c| c.id))
    {
        return Err(CustomerError::UsernameTaken);
    }
    let customer = Customer {
        id: before.as_ref().map_or_else(|| CustomerId::next(tx), |known| Ok(known.id))?,
        kind: change.kind,
        code: change.code.clone(),
        name: change.name.clone(),
        username: change.username.clone(),
        enabled: change.enabled.or(before.as_ref().map(|known| known.enabled)).unwrap_or(true),
        algorithm: change.algorithm.or(before.as_ref().map(|known| known.algorithm)).unwrap_or(Algorithm::Sha256),
        day_limit: change.day_limit,
        account_id: None,
        has_key: false,
        has_replay: false,
    };
    sql::put_customer(tx, &customer)?;
    if let Some(digest) = &change.password_digest {
        set_password_digest(tx, customer.id, digest)?;
    }
    let (old, new) = (before.as_ref().map(described), described(&customer));
    let new = if change.password_digest.is_some() { format!("{new}, new password") } else { new };
    audit(
        tx,
        Actor { now, id: actor },
        Deed("ticket_customer_set"),
        &named(&customer),
        Change { before: old.as_deref(), after: Some(&new) },
    )?;
    by_code(tx, change.kind, &change.code)
}

/// What staff names a customer by.
#[derive(Clone, Debug)]
pub struct CustomerName {
    /// The customer's type.
    pub kind: CustomerKind,
    /// Its code, which is its own within the type.
    pub code: String,
}

/// Gives a customer a new session key, the first half of its key, and returns it: this is the only time that it is shown.
///
/// # Errors
/// [`CustomerError::Unknown`].
pub fn rotate_key(
    tx: &Tx<'_>,
    now: Instant,
    actor: AccountId,
    name: &CustomerName,
    mut ids: Ids,
) -> Result<String, CustomerError> {
    let customer = by_code(tx, name.kind, &name.code)?;
    let key = hex(&ids.bytes()[..16]);
    set_session_key(tx, customer.id, &key)?;
    audit(
        tx,
        Actor { now, id: actor },
        Deed("ticket_key_rotate"),
        &named(&customer),
        Change::made("a new session key"),
    )?;
    Ok(key)
}

/// Keeps a session key, sealed.
pub fn set_session_key(tx: &Tx<'_>, customer: CustomerId, key: &str) -> Result<(), StoreError> {
    sql::set_session_key(tx, customer, &tx.vault().seal(&place(customer, SESSION_KEY), key.as_bytes())?)
}

/// Keeps a password's digest, sealed.
pub fn set_password_digest(tx: &Tx<'_>, customer: CustomerId, digest: &str) -> Result<(), StoreError> {
    sql::set_password_digest(tx, customer, &tx.vault().seal(&place(customer, PASSWORD_DIGEST), digest.as_bytes())?)
}

/// The customer of a type and code.
///
/// # Errors
/// [`CustomerError::Unknown`].
pub fn by_code(db: &Db<'_>, kind: CustomerKind, code: &str) -> Result<Customer, CustomerError> {
    sql::customer_by_code(db, kind, code)?.ok_or(CustomerError::Unknown)
}

/// All customers.
pub fn all(db: &Db<'_>) -> Result<Vec<Customer>, StoreError> {
    sql::customers(db)
}

/// The account of a customer in the order book, made with its first order. Nobody can log in as it: it has no password.
pub fn account(tx: &Tx<'_>, now: Instant, customer: &Customer) -> Result<AccountId, StoreError> {
    if let Some(account) = customer.account_id {
        return Ok(account);
    }
    let plain = format!("{}/{}", customer.kind, customer.code);
    for place in 1..=ACCOUNT_NAMES {
        let new = NewAccount {
            username: if place == 1 { plain.clone() } else { format!("{plain} ({place})") },
            phone: None,
            email: None,
            password_hash: String::new(),
            role: Role::Customer,
            must_change_password: false,
        };
        match accounts::create(tx, now, &new) {
            Ok(account) => {
                sql::set_account(tx, customer.id, account.id)?;
                return Ok(account.id);
            }
            Err(AccountError::Store(error)) => return Err(error),
            Err(_) => {}
        }
    }
    Err(StoreError::Other(format!("no account name is free for ticket customer {plain}")))
}

fn named(customer: &Customer) -> String {
    format!("ticket customer {}/{}", customer.kind, customer.code)
}

fn described(customer: &Customer) -> String {
    let enabled = if customer.enabled { "enabled" } else { "disabled" };
    let limit = customer.day_limit.map_or_else(|| "no limit".to_owned(), |limit| format!("{limit} a day"));
    format!("{}, user {}, {enabled}, {}, {limit}", customer.name, customer.username, customer.algorithm.name())
}
