//! Statements of addresses, contacts and their papers. Every statement names the account: nobody's row is another's.

use super::papers;
use crate::channels::tours::ids::{AddressId, ContactId};
use crate::channels::tours::person::Address;
use crate::channels::tours::person::Contact;
use crate::clock::Instant;
use crate::ids::AccountId;
use crate::store::{Db, Row, RowResult, StoreError, Tx, params};

const ADDRESS: &str = "id, name, receiver, country, province, city, area, street, address, zipcode, tel, mobile, email,
    is_default, created_at, province_name, city_name, account_id";

fn address(row: &Row<'_>) -> RowResult<Address> {
    Ok(Address {
        id: row.get(0)?,
        name: row.get(1)?,
        receiver: row.get(2)?,
        country: row.get(3)?,
        province: row.get(4)?,
        city: row.get(5)?,
        area: row.get(6)?,
        street: row.get(7)?,
        address: row.get(8)?,
        zipcode: row.get(9)?,
        tel: row.get(10)?,
        mobile: row.get(11)?,
        email: row.get(12)?,
        is_default: row.get(13)?,
        created_at: Instant(row.get(14)?),
        province_name: row.get(15)?,
        city_name: row.get(16)?,
        account_id: row.get(17)?,
    })
}

/// An account's addresses that are not deleted.
pub fn addresses(db: &Db<'_>, account: AccountId) -> Result<Vec<Address>, StoreError> {
    let sql = format!("select {ADDRESS} from tour_addresses where account_id = ?1 and deleted = 0 order by id");
    db.rows(&sql, [account], address)
}

/// An account's address of an id.
pub fn own_address(db: &Db<'_>, account: AccountId, id: AddressId) -> Result<Option<Address>, StoreError> {
    let sql = format!("select {ADDRESS} from tour_addresses where account_id = ?1 and id = ?2 and deleted = 0");
    db.row(&sql, params![account, id], address)
}

/// An account's default address.
pub fn default_address(db: &Db<'_>, account: AccountId) -> Result<Option<Address>, StoreError> {
    let sql = format!("select {ADDRESS} from tour_addresses where account_id = ?1 and is_default = 1 and deleted = 0");
    db.row(&sql, [account], address)
}

/// Takes the default mark off an account's addresses.
pub fn clear_default(tx: &Tx<'_>, account: AccountId) -> Result<(), StoreError> {
    tx.run("update tour_addresses set is_default = 0 where account_id = ?1 and is_default = 1", [account]).map(|_| ())
}

/// Writes an address, new or changed.
pub fn put_address(tx: &Tx<'_>, it: &Address) -> Result<(), StoreError> {
    tx.run_one(
        "insert into tour_addresses (account_id, id, name, receiver, country, province, city, area, street, address, zipcode,
            tel, mobile, email, is_default, created_at, province_name, city_name)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)
         on conflict (account_id, id) do update set
            name = excluded.name, receiver = excluded.receiver, country = excluded.country, province = excluded.province,
            city = excluded.city, area = excluded.area, street = excluded.street, address = excluded.address,
            zipcode = excluded.zipcode, tel = excluded.tel, mobile = excluded.mobile, email = excluded.email,
            is_default = excluded.is_default, province_name = excluded.province_name, city_name = excluded.city_name",
        params![
            it.account_id,
            it.id,
            it.name,
            it.receiver,
            it.country,
            it.province,
            it.city,
            it.area,
            it.street,
            it.address,
            it.zipcode,
            it.tel,
            it.mobile,
            it.email,
            it.is_default,
            it.created_at.0,
            it.province_name,
            it.city_name,
        ],
    )
}

/// Hides an address; whether there was one.
pub fn hide_address(tx: &Tx<'_>, account: AccountId, id: AddressId) -> Result<bool, StoreError> {
    let sql = "update tour_addresses set deleted = 1, is_default = 0 where account_id = ?1 and id = ?2 and deleted = 0";
    Ok(tx.run(sql, params![account, id])? == 1)
}

const CONTACT: &str = "id, account_id, name, first_name, last_name, phone_num, sex, birthday, nationality, created_at,
    identity";

fn contact(row: &Row<'_>) -> RowResult<Contact> {
    Ok(Contact {
        id: row.get(0)?,
        account_id: row.get(1)?,
        name: row.get(2)?,
        first_name: row.get(3)?,
        last_name: row.get(4)?,
        phone_num: row.get(5)?,
        sex: row.get(6)?,
        birthday: row.get(7)?,
        nationality: row.get(8)?,
        created_at: Instant(row.get(9)?),
        identity: row.get(10)?,
        certificates: Vec::new(),
    })
}

/// An account's contacts that are not deleted, with their papers.
pub fn contacts(db: &Db<'_>, account: AccountId) -> Result<Vec<Contact>, StoreError> {
    let sql = format!("select {CONTACT} from tour_contacts where account_id = ?1 and deleted = 0 order by id");
    let mut contacts = db.rows(&sql, [account], contact)?;
    for (owner, paper) in papers::of_account(db, account)? {
        if let Ok(place) = contacts.binary_search_by_key(&owner, |contact| contact.id) {
            contacts[place].certificates.push(paper);
        }
    }
    Ok(contacts)
}

/// Writes a contact, new or changed, without its papers.
pub fn put_contact(tx: &Tx<'_>, it: &Contact) -> Result<(), StoreError> {
    tx.run_one(
        "insert into tour_contacts (account_id, id, name, first_name, last_name, phone_num, sex, birthday, nationality,
            created_at, identity)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
         on conflict (account_id, id) do update set
            name = excluded.name, first_name = excluded.first_name, last_name = excluded.last_name,
            phone_num = excluded.phone_num, sex = excluded.sex, birthday = excluded.birthday,
            nationality = excluded.nationality, identity = excluded.identity",
        params![
            it.account_id,
            it.id,
            it.name,
            it.first_name,
            it.last_name,
            it.phone_num,
            it.sex,
            it.birthday,
            it.nationality,
            it.created_at.0,
            it.identity,
        ],
    )
}

/// Hides a contact; whether there was one.
pub fn hide_contact(tx: &Tx<'_>, account: AccountId, id: ContactId) -> Result<bool, StoreError> {
    let sql = "update tour_contacts set deleted = 1 where account_id = ?1 and id = ?2 and deleted = 0";
    Ok(tx.run(sql, params![account, id])? == 1)
}
