//! Statements of accounts, sessions and check codes.

pub(super) mod factors;
pub mod people;

pub use people::{User, staff_names, users};

use super::{Account, AccountStatus, KeyHolder, NewAccount, Origin, Role, is_deleted_name};
use crate::clock::Instant;
use crate::ids::{AccountId, CheckCodeId};
use crate::store::{Conditions, Db, Page, Row, RowResult, StoreError, Tx, params};

const ACCOUNT: &str = "id, username, phone, email, kind, status, must_change_password, password_hash";

fn account(row: &Row<'_>) -> RowResult<(Account, String)> {
    let account = Account {
        id: row.get(0)?,
        username: row.get(1)?,
        phone: row.get(2)?,
        email: row.get(3)?,
        role: Role::from_number(row.get(4)?).unwrap_or(Role::Customer),
        status: row.get(5)?,
        must_change_password: row.get(6)?,
        by_pin: false,
    };
    Ok((account, row.get(7)?))
}

macro_rules! finder {
    ($(#[$doc:meta])* $visible:vis $name:ident, $column:literal) => {
        $(#[$doc])*
        $visible fn $name(db: &Db<'_>, value: &str) -> Result<Option<(Account, String)>, StoreError> {
            db.row(&format!("select {ACCOUNT} from accounts where {} = ?1", $column), [value], account)
        }
    };
}

finder!(/** The account of a user name, even one that was deleted. */ named, "username");
finder!(/** The account of a login phone, with its password hash. */ pub by_phone, "phone");
finder!(/** The account of an e-mail address, with its password hash. */ pub by_email, "email");

/// The account of a user name, with its password hash; a deleted one has none.
pub fn by_username(db: &Db<'_>, value: &str) -> Result<Option<(Account, String)>, StoreError> {
    if is_deleted_name(value) { Ok(None) } else { named(db, value) }
}

/// The account of an id.
pub fn by_id(db: &Db<'_>, id: AccountId) -> Result<Option<Account>, StoreError> {
    Ok(with_hash(db, id)?.map(|(account, _)| account))
}

/// The account of an id with its password hash.
pub fn with_hash(db: &Db<'_>, id: AccountId) -> Result<Option<(Account, String)>, StoreError> {
    db.row(&format!("select {ACCOUNT} from accounts where id = ?1"), [id], account)
}

/// What some accounts are called, by id: by the name for the eye where there is one.
pub fn usernames(db: &Db<'_>, ids: &[AccountId]) -> Result<Vec<(AccountId, String)>, StoreError> {
    let mut all = Conditions::default();
    all.add_all("id in ($)", ids.iter().copied());
    let sql = format!("select id, coalesce(display_name, username) from accounts where {} order by id", all.text());
    db.rows(&sql, all.params().as_slice(), |row| Ok((row.get(0)?, row.get(1)?)))
}

/// All accounts that were not deleted, by id.
pub fn all(db: &Db<'_>) -> Result<Vec<Account>, StoreError> {
    let mut all = db.rows(&format!("select {ACCOUNT} from accounts order by id"), [], |row| Ok(account(row)?.0))?;
    all.retain(|account| !is_deleted_name(&account.username));
    Ok(all)
}

/// When an account was made.
pub fn created_at(db: &Db<'_>, id: AccountId) -> Result<Instant, StoreError> {
    db.number("select created_at from accounts where id = ?1", [id]).map(Instant)
}

pub(super) fn insert(tx: &Tx<'_>, id: AccountId, now: Instant, new: &NewAccount) -> Result<(), StoreError> {
    tx.run_one(
        "insert into accounts (id, username, phone, email, password_hash, must_change_password, kind, status, created_at)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, 1, ?8)",
        params![
            id,
            new.username,
            new.phone,
            new.email,
            new.password_hash,
            new.must_change_password,
            new.role.number(),
            now.0
        ],
    )
}

pub(super) fn set_password(tx: &Tx<'_>, id: AccountId, hash: &str, must_change: bool) -> Result<usize, StoreError> {
    let sql = "update accounts set password_hash = ?2, must_change_password = ?3 where id = ?1";
    tx.run(sql, params![id, hash, must_change])
}

/// Has an account change its password at the next chance.
pub fn demand_change(tx: &Tx<'_>, id: AccountId) -> Result<(), StoreError> {
    tx.run("update accounts set must_change_password = 1 where id = ?1", [id]).map(|_| ())
}

/// Whether there is an admin, or ever was: one that was disabled or deleted keeps its row.
pub fn has_admin(db: &Db<'_>) -> Result<bool, StoreError> {
    let found: Option<i64> =
        db.row("select 1 from accounts where kind = ?1 limit 1", params![Role::Admin], |row| row.get(0))?;
    Ok(found.is_some())
}

/// Sets an account's status; how many accounts there were.
pub fn set_status(tx: &Tx<'_>, id: AccountId, status: AccountStatus) -> Result<usize, StoreError> {
    tx.run("update accounts set status = ?2 where id = ?1", params![id, status])
}

/// Freezes an account, unless it is the last admin that can log in; whether it is frozen now.
pub fn freeze(tx: &Tx<'_>, id: AccountId) -> Result<bool, StoreError> {
    let sql = "update accounts set status = ?4
        where id = ?1 and (kind <> ?2
            or exists (select 1 from accounts other where other.kind = ?2 and other.status = ?3 and other.id <> ?1))";
    Ok(tx.run(sql, params![id, Role::Admin, AccountStatus::Active, AccountStatus::Frozen])? == 1)
}

/// Takes the names away from a frozen account, its phones and its password, and gives it another user name.
pub(super) fn release_names(tx: &Tx<'_>, id: AccountId, username: &str) -> Result<(), StoreError> {
    let sql = "update accounts
        set username = ?2, phone = null, email = null, password_hash = '!', must_change_password = 0
        where id = ?1";
    tx.run_one(sql, params![id, username])?;
    tx.run("delete from account_phones where account_id = ?1", [id]).map(|_| ())
}

/// Whether an account is the only admin that can log in.
pub fn is_last_admin(db: &Db<'_>, id: AccountId) -> Result<bool, StoreError> {
    let sql = "select 1 from accounts
        where id = ?1 and kind = ?2 and status = ?3
            and not exists (select 1 from accounts other where other.kind = ?2 and other.status = ?3 and other.id <> ?1)";
    db.exists(sql, params![id, Role::Admin, AccountStatus::Active])
}

pub(super) fn set_phone_if_none(tx: &Tx<'_>, id: AccountId, phone: &str) -> Result<(), StoreError> {
    tx.run("update accounts set phone = ?2 where id = ?1 and phone is null", params![id, phone]).map(|_| ())
}

/// Makes a phone an account's login phone, whatever it was.
pub(super) fn set_phone(tx: &Tx<'_>, id: AccountId, phone: &str) -> Result<(), StoreError> {
    tx.run_one("update accounts set phone = ?2 where id = ?1", params![id, phone])
}

/// Makes an e-mail address an account's.
pub fn set_email(tx: &Tx<'_>, id: AccountId, email: &str) -> Result<(), StoreError> {
    tx.run_one("update accounts set email = ?2 where id = ?1", params![id, email])
}

pub(super) fn put_phone(tx: &Tx<'_>, id: AccountId, phone: &str, verified: bool) -> Result<(), StoreError> {
    let sql = "insert into account_phones (account_id, phone, verified) values (?1, ?2, ?3)
        on conflict (account_id, phone) do update set verified = max(verified, excluded.verified)";
    tx.run(sql, params![id, phone, verified]).map(|_| ())
}

/// A phone of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountPhone {
    /// Its number.
    pub phone: String,
    /// The wire's `phone_type`.
    pub kind: i64,
    /// Whether its owner has proved it.
    pub verified: bool,
}

/// The phones of an account, by number.
pub fn phones(db: &Db<'_>, id: AccountId) -> Result<Vec<AccountPhone>, StoreError> {
    let sql = "select phone, kind, verified from account_phones where account_id = ?1 order by phone";
    db.rows(sql, [id], |row| Ok(AccountPhone { phone: row.get(0)?, kind: row.get(1)?, verified: row.get(2)? }))
}

/// The accounts that have a phone, verified or not, the newest at most so many.
pub fn with_phone(db: &Db<'_>, phone: &str, most: i64) -> Result<Vec<AccountId>, StoreError> {
    let sql = "select id from (
            select id from accounts where phone = ?1
            union
            select account_id from account_phones where phone = ?1
        ) having_it
        order by id desc
        limit ?2";
    db.rows(sql, params![phone, most], |row| row.get(0))
}

/// Every phone of some accounts, by account; the one that it logs in with comes first.
pub fn phones_of(db: &Db<'_>, ids: &[AccountId]) -> Result<Vec<(AccountId, String)>, StoreError> {
    let mut all = Conditions::default();
    let places = all.bind_all(ids.iter().copied());
    let sql = format!(
        "select id, phone, 0 as rank from accounts where id in ({places}) and phone is not null
         union all
         select p.account_id, p.phone, 1
         from account_phones p
         join accounts a on a.id = p.account_id
         where p.account_id in ({places}) and p.phone <> coalesce(a.phone, '')
         order by 1, 3, 2"
    );
    db.rows(&sql, all.params().as_slice(), |row| Ok((row.get(0)?, row.get(1)?)))
}

/// A row of the sessions table with its account.
pub(super) struct SessionRow {
    pub(super) account: Account,
    pub(super) used_at: Instant,
}

/// Somebody of the staff as a PIN lets in: with a clerk's rights, whoever it is.
fn as_clerk(account: Account) -> Account {
    let role = if account.role == Role::Customer { Role::Customer } else { Role::Clerk };
    Account { role, by_pin: true, ..account }
}

pub(super) fn session(db: &Db<'_>, token_hash: &[u8; 32]) -> Result<Option<SessionRow>, StoreError> {
    let sql =
        "select a.id, a.username, a.phone, a.email, a.kind, a.status, a.must_change_password, '', s.used_at, s.by_pin
        from sessions s
        join accounts a on a.id = s.account_id
        where s.token_hash = ?1";
    db.row(sql, [token_hash.as_slice()], |row| {
        let (account, by_pin) = (account(row)?.0, row.get(9)?);
        Ok(SessionRow { account: if by_pin { as_clerk(account) } else { account }, used_at: Instant(row.get(8)?) })
    })
}

pub(super) fn insert_session(
    tx: &Tx<'_>,
    hash: &[u8; 32],
    account: AccountId,
    now: Instant,
    origin: &Origin,
) -> Result<(), StoreError> {
    let sql = "insert into sessions (token_hash, account_id, created_at, used_at, address, agent, by_pin)
        values (?1, ?2, ?3, ?3, ?4, ?5, ?6)";
    tx.run_one(sql, params![hash.as_slice(), account, now.0, origin.address, origin.agent, origin.by_pin])
}

/// A session as it is kept: the hash of its id, when it was opened and used last, and from where.
pub(super) type KeptSession = (Vec<u8>, Instant, Instant, Origin);

pub(super) fn sessions_of(db: &Db<'_>, account: AccountId) -> Result<Vec<KeptSession>, StoreError> {
    let sql = "select token_hash, created_at, used_at, address, agent from sessions where account_id = ?1";
    db.rows(sql, [account], |row| {
        let origin = Origin { address: row.get(3)?, agent: row.get(4)?, by_pin: false };
        Ok((row.get(0)?, Instant(row.get(1)?), Instant(row.get(2)?), origin))
    })
}

/// Ends the session of a hash; whether the account had one.
pub(super) fn end_session(tx: &Tx<'_>, account: AccountId, hash: &[u8]) -> Result<bool, StoreError> {
    Ok(tx.run("delete from sessions where token_hash = ?1 and account_id = ?2", params![hash, account])? == 1)
}

pub(super) fn delete_session(tx: &Tx<'_>, hash: &[u8; 32], account: AccountId) -> Result<(), StoreError> {
    let sql = "delete from sessions where token_hash = ?1 and account_id = ?2";
    tx.run(sql, params![hash.as_slice(), account]).map(|_| ())
}

pub(super) fn delete_sessions(tx: &Tx<'_>, account: AccountId, keep: Option<[u8; 32]>) -> Result<(), StoreError> {
    let keep = keep.unwrap_or_default();
    let sql = "delete from sessions where account_id = ?1 and token_hash <> ?2";
    tx.run(sql, params![account, keep.as_slice()]).map(|_| ())
}

pub(super) fn touch_session(tx: &Tx<'_>, hash: &[u8; 32], used_at: Instant) -> Result<(), StoreError> {
    let sql = "update sessions set used_at = ?2 where token_hash = ?1 and used_at < ?2";
    tx.run(sql, params![hash.as_slice(), used_at.0]).map(|_| ())
}

pub(super) fn delete_idle_sessions(tx: &Tx<'_>, before: Instant) -> Result<usize, StoreError> {
    tx.run("delete from sessions where used_at < ?1", [before.0])
}

/// A row of the check codes table.
pub(super) struct CodeRow {
    pub(super) target: String,
    pub(super) hash: Vec<u8>,
    pub(super) expires_at: Instant,
    pub(super) tries_left: i64,
    pub(super) used: bool,
}

pub(super) fn code(db: &Db<'_>, id: CheckCodeId) -> Result<Option<CodeRow>, StoreError> {
    let sql = "select target, code_hash, expires_at, tries_left, used from check_codes where id = ?1";
    db.row(sql, [id], |row| {
        Ok(CodeRow {
            target: row.get(0)?,
            hash: row.get(1)?,
            expires_at: Instant(row.get(2)?),
            tries_left: row.get(3)?,
            used: row.get(4)?,
        })
    })
}

pub(super) fn insert_code(
    tx: &Tx<'_>,
    id: CheckCodeId,
    target: &str,
    hash: &[u8; 32],
    expires_at: Instant,
    tries: i64,
) -> Result<(), StoreError> {
    let sql = "insert into check_codes (id, target, code_hash, expires_at, tries_left) values (?1, ?2, ?3, ?4, ?5)";
    tx.run_one(sql, params![id, target, hash.as_slice(), expires_at.0, tries])
}

pub(super) fn use_code(tx: &Tx<'_>, id: CheckCodeId) -> Result<(), StoreError> {
    tx.run_one("update check_codes set used = 1 where id = ?1 and used = 0", [id])
}

pub(super) fn miss_code(tx: &Tx<'_>, id: CheckCodeId) -> Result<(), StoreError> {
    tx.run("update check_codes set tries_left = tries_left - 1 where id = ?1 and tries_left > 0", [id]).map(|_| ())
}

pub(super) fn delete_old_codes(tx: &Tx<'_>, before: Instant) -> Result<usize, StoreError> {
    tx.run("delete from check_codes where expires_at < ?1", [before.0])
}

/// Sessions that were used after an instant.
pub(super) fn sessions_used_after(db: &Db<'_>, at: Instant) -> Result<i64, StoreError> {
    db.number("select count(*) from sessions where used_at > ?1", [at.0])
}

/// Codes that end after an instant.
pub(super) fn codes_ending_after(db: &Db<'_>, at: Instant) -> Result<i64, StoreError> {
    db.number("select count(*) from check_codes where expires_at > ?1", [at.0])
}

pub(super) fn delete_sessions_used_after(tx: &Tx<'_>, at: Instant) -> Result<(), StoreError> {
    tx.run("delete from sessions where used_at > ?1", [at.0]).map(|_| ())
}

pub(super) fn delete_codes_ending_after(tx: &Tx<'_>, at: Instant) -> Result<(), StoreError> {
    tx.run("delete from check_codes where expires_at > ?1", [at.0]).map(|_| ())
}

/// The account of an app key's hash.
pub(super) fn by_app_key(db: &Db<'_>, hash: &str) -> Result<Option<Account>, StoreError> {
    let sql =
        format!("select {ACCOUNT} from accounts where id = (select account_id from app_keys where key_hash = ?1)");
    Ok(db.row(&sql, [hash], account)?.map(|(account, _)| account))
}

pub(super) fn insert_app_key(tx: &Tx<'_>, hash: &str, account: AccountId, now: Instant) -> Result<(), StoreError> {
    let sql = "insert into app_keys (key_hash, account_id, created_at) values (?1, ?2, ?3)";
    tx.run_one(sql, params![hash, account, now.0])
}

pub(super) fn delete_app_keys(tx: &Tx<'_>, account: AccountId) -> Result<usize, StoreError> {
    tx.run("delete from app_keys where account_id = ?1", [account])
}

pub(super) fn count_key_holders(db: &Db<'_>) -> Result<i64, StoreError> {
    db.number("select count(distinct account_id) from app_keys", [])
}

pub(super) fn key_holders(db: &Db<'_>, page: Page) -> Result<Vec<KeyHolder>, StoreError> {
    let sql = "select k.account_id, a.username, count(*), max(k.created_at)
        from app_keys k
        join accounts a on a.id = k.account_id
        group by k.account_id, a.username
        order by k.account_id
        limit ?1 offset ?2";
    db.rows(sql, [page.size, page.offset], |row| {
        Ok(KeyHolder {
            account_id: row.get(0)?,
            username: row.get(1)?,
            keys: row.get(2)?,
            newest: Instant(row.get(3)?),
        })
    })
}

/// The user name of the account that an account is linked with.
pub(super) fn linked_with(db: &Db<'_>, account: AccountId) -> Result<Option<String>, StoreError> {
    let sql = "select a.username from account_links l join accounts a on a.id = l.other_id where l.account_id = ?1";
    db.row(sql, [account], |row| row.get(0))
}

/// Links two accounts, both ways.
pub(super) fn link(tx: &Tx<'_>, account: AccountId, other: AccountId, now: Instant) -> Result<(), StoreError> {
    let sql = "insert into account_links (account_id, other_id, linked_at) values (?1, ?2, ?3), (?2, ?1, ?3)";
    tx.run(sql, params![account, other, now.0]).map(|_| ())
}

/// When an account was logged in from an address last, to the day.
pub(super) fn logged_in_at(db: &Db<'_>, account: AccountId, address: &str) -> Result<Option<Instant>, StoreError> {
    let sql = "select used_at from account_addresses where account_id = ?1 and address = ?2";
    Ok(db.row(sql, params![account, address], |row| row.get(0))?.map(Instant))
}

/// Notes that an account was logged in from an address; of all its addresses the latest `most` are kept.
pub(super) fn note_address(
    tx: &Tx<'_>,
    account: AccountId,
    address: &str,
    now: Instant,
    most: i64,
) -> Result<(), StoreError> {
    let sql = "insert into account_addresses (account_id, address, used_at) values (?1, ?2, ?3)
        on conflict (account_id, address) do update set used_at = excluded.used_at";
    tx.run_one(sql, params![account, address, now.0])?;
    let sql = "delete from account_addresses
        where account_id = ?1
            and address not in (
                select address from account_addresses where account_id = ?1 order by used_at desc, address limit ?2
            )";
    tx.run(sql, params![account, most]).map(|_| ())
}

/// Notes from where somebody walked in, who is counted with the others of that address.
pub fn note_walk_in(tx: &Tx<'_>, account: AccountId, address: &str, now: Instant) -> Result<(), StoreError> {
    note_address(tx, account, address, now, 1)
}

/// The address that somebody walked in from, where it is counted; it is kept from now on anew ([`forget_walk_ins`]).
pub fn walked_in_from(tx: &Tx<'_>, account: AccountId, now: Instant) -> Result<Option<String>, StoreError> {
    let sql = "update account_addresses set used_at = max(used_at, ?2) where account_id = ?1 returning address";
    tx.row(sql, params![account, now.0], |row| row.get(0))
}

/// Forgets from where those walked in who have no session any more and ordered nothing since an instant.
pub(super) fn forget_walk_ins(tx: &Tx<'_>, before: Instant) -> Result<usize, StoreError> {
    let sql = "delete from account_addresses
        where used_at < ?1
            and exists (select 1 from accounts a
                where a.id = account_addresses.account_id and substr(a.username, 1, length(?2)) = ?2)
            and not exists (select 1 from sessions s where s.account_id = account_addresses.account_id)";
    tx.run(sql, params![before.0, super::WALK_IN])
}

/// Forgets where an account was logged in.
pub(super) fn forget_addresses(tx: &Tx<'_>, account: AccountId) -> Result<(), StoreError> {
    tx.run("delete from account_addresses where account_id = ?1", [account]).map(|_| ())
}

/// Whether the second factor of an account was right at an address before.
pub(super) fn logged_in_with_code(db: &Db<'_>, account: AccountId, address: &str) -> Result<bool, StoreError> {
    let sql = "select 1 from account_addresses where account_id = ?1 and address = ?2 and with_code = 1";
    db.exists(sql, params![account, address])
}

/// Notes that the second factor of an account was right at an address.
pub(super) fn note_code(tx: &Tx<'_>, account: AccountId, address: &str) -> Result<(), StoreError> {
    let sql = "update account_addresses set with_code = 1 where account_id = ?1 and address = ?2";
    tx.run(sql, params![account, address]).map(|_| ())
}
