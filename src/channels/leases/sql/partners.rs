//! Statements of what a partner keeps here besides orders: white list, authentication accounts, warning.

use crate::channels::leases::ids::SubId;
use crate::channels::leases::subs::SubAccount;
use crate::channels::leases::warning::{Warned, Warning};
use crate::clock::Instant;
use crate::ids::AccountId;
use crate::store::{Db, StoreError, Tx, params};

/// An account's white list, in the order in which it was made.
pub(in crate::channels::leases) fn white_list(db: &Db<'_>, account: AccountId) -> Result<Vec<String>, StoreError> {
    let sql = "select address from lease_white_list where account_id = ?1 order by place";
    db.rows(sql, [account], |row| row.get(0))
}

/// Adds an address behind the others; one that is there stays where it is.
pub(in crate::channels::leases) fn add_white(tx: &Tx<'_>, account: AccountId, address: &str) -> Result<(), StoreError> {
    let sql = "insert into lease_white_list (account_id, place, address)
        values (?1, (select coalesce(max(place), 0) + 1 from lease_white_list where account_id = ?1), ?2)
        on conflict (account_id, address) do nothing";
    tx.run(sql, params![account, address]).map(|_| ())
}

/// Takes an address off an account's white list, if it stands there.
pub(in crate::channels::leases) fn remove_white(
    tx: &Tx<'_>,
    account: AccountId,
    address: &str,
) -> Result<(), StoreError> {
    let sql = "delete from lease_white_list where account_id = ?1 and address = ?2";
    tx.run(sql, params![account, address]).map(|_| ())
}

/// How many authentication accounts an account has.
pub(in crate::channels::leases) fn count_subs(db: &Db<'_>, account: AccountId) -> Result<i64, StoreError> {
    db.number("select count(*) from lease_accounts where account_id = ?1", [account])
}

/// A page of an account's authentication accounts by id, with what each has used.
pub(in crate::channels::leases) fn subs(
    db: &Db<'_>,
    account: AccountId,
    limit: i64,
    offset: i64,
) -> Result<Vec<SubAccount>, StoreError> {
    let sql = "select s.id, s.name, s.region, s.flow_limit,
            (select coalesce(sum(u.megabytes), 0)
             from lease_usage u
             where u.account_id = s.account_id and u.sub_id = s.id),
            s.status, s.remark
        from lease_accounts s
        where s.account_id = ?1
        order by s.id
        limit ?2 offset ?3";
    db.rows(sql, params![account, limit, offset], |row| {
        Ok(SubAccount {
            id: row.get(0)?,
            account: row.get(1)?,
            region: row.get(2)?,
            flow_limit: row.get(3)?,
            flow_used: row.get(4)?,
            status: row.get(5)?,
            remark: row.get(6)?,
        })
    })
}

/// Whose authentication account it is.
pub(in crate::channels::leases) fn owner_of_sub(db: &Db<'_>, id: SubId) -> Result<Option<AccountId>, StoreError> {
    db.row("select account_id from lease_accounts where id = ?1", [id], |row| row.get(0))
}

/// Keeps an account's warning in the place of the one that is there.
pub(in crate::channels::leases) fn put_warning(tx: &Tx<'_>, it: &Warning, now: Instant) -> Result<(), StoreError> {
    tx.run_one(
        "insert into lease_warnings (account_id, megabytes, phone, status, changed_at) values (?1, ?2, ?3, ?4, ?5)
         on conflict (account_id) do update set
            megabytes = excluded.megabytes,
            phone = excluded.phone,
            status = excluded.status,
            changed_at = excluded.changed_at",
        params![it.account_id, it.megabytes, it.phone, it.status, now.0],
    )
}

/// The warnings that are on, by account.
pub(in crate::channels::leases) fn warnings(db: &Db<'_>) -> Result<Vec<Warned>, StoreError> {
    let sql = "select w.account_id, a.username, w.megabytes, w.phone
        from lease_warnings w
        join accounts a on a.id = w.account_id
        where w.status = ?1
        order by w.account_id";
    db.rows(sql, [true], |row| {
        Ok(Warned {
            account: row.get(0)?,
            username: row.get(1)?,
            flow_warning: row.get(2)?,
            phone: row.get(3)?,
            flow_left: 0,
        })
    })
}
