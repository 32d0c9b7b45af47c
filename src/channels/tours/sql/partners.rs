//! Statements of partners and the customers that they may ask for.

use crate::channels::tours::ids::PartnerId;
use crate::clock::Instant;
use crate::ids::AccountId;
use crate::store::{Db, StoreError, Tx, params};

/// Whether the partner with a key of that hash may ask for an account.
pub fn is_entitled(db: &Db<'_>, key_hash: &[u8; 32], account: AccountId) -> Result<bool, StoreError> {
    let sql = "select 1
        from tour_partners p
        join tour_partner_accounts e on e.partner_id = p.id
        where p.key_hash = ?1 and p.enabled = 1 and e.account_id = ?2";
    db.exists(sql, params![key_hash.as_slice(), account])
}

/// Whether there is a partner with a key of that hash.
pub fn is_known(db: &Db<'_>, key_hash: &[u8; 32]) -> Result<bool, StoreError> {
    let sql = "select 1 from tour_partners where key_hash = ?1 and enabled = 1";
    db.exists(sql, params![key_hash.as_slice()])
}

/// A partner as the staff sees it, without its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partner {
    /// Its id.
    pub id: PartnerId,
    /// Its name.
    pub name: String,
    /// Whether its key works.
    pub enabled: bool,
    /// The customers that it may ask for.
    pub accounts: Vec<AccountId>,
}

/// All partners, by id.
pub fn all(db: &Db<'_>) -> Result<Vec<Partner>, StoreError> {
    let mut partners = db.rows("select id, name, enabled from tour_partners order by id", [], |row| {
        Ok(Partner { id: row.get(0)?, name: row.get(1)?, enabled: row.get(2)?, accounts: Vec::new() })
    })?;
    let sql = "select partner_id, account_id from tour_partner_accounts order by partner_id, account_id";
    for (partner, account) in db.rows(sql, [], |row| Ok((row.get::<_, PartnerId>(0)?, row.get(1)?)))? {
        if let Ok(place) = partners.binary_search_by_key(&partner, |it| it.id) {
            partners[place].accounts.push(account);
        }
    }
    Ok(partners)
}

/// The partner of a name.
pub fn by_name(db: &Db<'_>, name: &str) -> Result<Option<Partner>, StoreError> {
    let found: Vec<Partner> = all(db)?;
    Ok(found.into_iter().find(|partner| partner.name == name))
}

/// Writes a new partner.
pub fn insert(tx: &Tx<'_>, id: PartnerId, name: &str, key_hash: &[u8; 32], now: Instant) -> Result<(), StoreError> {
    let sql = "insert into tour_partners (id, name, key_hash, created_at) values (?1, ?2, ?3, ?4)";
    tx.run_one(sql, params![id, name, key_hash.as_slice(), now.0])
}

/// Gives a partner a new key, or switches it off and on.
pub fn update(tx: &Tx<'_>, id: PartnerId, key_hash: Option<&[u8; 32]>, enabled: bool) -> Result<(), StoreError> {
    let sql = "update tour_partners set key_hash = coalesce(?2, key_hash), enabled = ?3 where id = ?1";
    tx.run_one(sql, params![id, key_hash.map(<[u8; 32]>::as_slice), enabled])
}

/// Replaces the customers that a partner may ask for.
///
/// # Errors
/// A [`StoreError`]; the foreign key's when an account does not exist.
pub fn entitle(tx: &Tx<'_>, id: PartnerId, accounts: &[AccountId]) -> Result<(), StoreError> {
    tx.run("delete from tour_partner_accounts where partner_id = ?1", [id])?;
    let sql = "insert into tour_partner_accounts (partner_id, account_id) values (?1, ?2)
        on conflict (partner_id, account_id) do nothing";
    for account in accounts {
        tx.run(sql, params![id, account])?;
    }
    Ok(())
}
