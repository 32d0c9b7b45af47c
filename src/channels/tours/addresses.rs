//! `address_list`, `address_set`, `address_delete`: where papers and tickets are sent.
//!
//! These are not the shop's addresses: the tour clients number regions in a way of their own (the recorded 北京市 and 东城区 are
//! 1 and 37, which are other places in the outlet's table) and send fields that the shop does not know.

use super::input;
use super::person::Address;
use super::service::{Call, Outcome};
use super::sql::people as sql;
use super::tree::Tree;
use super::wire;
use crate::channels::tours::ids::AddressId;
use crate::clock::Instant;
use crate::http::{BadField, Fields};
use crate::ids::AccountId;
use crate::orders::Terms;
use crate::store::{Db, StoreError, Tx};
use crate::text::{is_email, is_mobile, phone};

/// Addresses that one account keeps.
const MOST: usize = 50;

/// Why an address cannot be set or deleted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// The account has no such address.
    #[error("there is no such address")]
    Unknown,
    /// The account keeps as many as it may.
    #[error("the account has too many addresses")]
    TooMany,
    /// It would lack what it must have, or hold what it must not.
    #[error(transparent)]
    Unusable(#[from] BadField),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// An account's default address.
pub fn default_of(db: &Db<'_>, account: AccountId) -> Result<Option<Address>, StoreError> {
    sql::default_address(db, account)
}

/// `address_list`.
///
/// # Errors
/// 300001.
pub async fn list(call: &Call) -> Outcome {
    let account = call.asker()?.account;
    let found = call.outlet.store.read(|db| sql::addresses(db, account))?;
    let zone = call.terms.zone;
    Ok(Tree::Object(vec![("address_list", Tree::list(&found, |address| wire::address(address, zone)))]))
}

/// `address_set`: a new address, or with `address_id` other values for one; fields that are not sent keep theirs.
///
/// # Errors
/// 300001 for an address that is not the user's, one that lacks what it must have, and one too many.
pub async fn set(call: &Call) -> Outcome {
    let account = call.asker()?.account;
    let id = call.fields.number::<AddressId>("address_id")?.filter(|id| id.number() != 0);
    let (terms, fields) = (call.terms, call.fields.clone());
    let address = call.outlet.store.write(move |tx| save(tx, &terms, account, id, &fields)).await?;
    Ok(wire::address(&address, call.terms.zone))
}

/// `address_delete`.
///
/// # Errors
/// 300001 for an address that is not the user's.
pub async fn delete(call: &Call) -> Outcome {
    let account = call.asker()?.account;
    let id = call.fields.required_number::<AddressId>("address_id")?;
    let hide = move |tx: &Tx<'_>| {
        if sql::hide_address(tx, account, id)? { Ok(()) } else { Err(AddressError::Unknown) }
    };
    call.outlet.store.write(hide).await?;
    Ok(Tree::Object(Vec::new()))
}

fn blank(account: AccountId, now: Instant) -> Address {
    Address {
        id: AddressId(0),
        account_id: account,
        name: String::new(),
        receiver: String::new(),
        country: 1,
        province: 0,
        city: 0,
        area: 0,
        street: 0,
        address: String::new(),
        zipcode: String::new(),
        tel: String::new(),
        mobile: String::new(),
        email: String::new(),
        is_default: false,
        created_at: now,
        province_name: String::new(),
        city_name: String::new(),
    }
}

fn read(fields: &Fields, mut address: Address) -> Result<Address, BadField> {
    input::put(&mut address.name, fields, "address_name", 60)?;
    input::put(&mut address.receiver, fields, "receiver", 60)?;
    input::put_number(&mut address.country, fields, "country")?;
    input::put_number(&mut address.province, fields, "province")?;
    input::put_number(&mut address.city, fields, "city")?;
    input::put_number(&mut address.area, fields, "area")?;
    input::put_number(&mut address.street, fields, "street")?;
    input::put(&mut address.address, fields, "address", 200)?;
    input::put(&mut address.zipcode, fields, "zipcode", 12)?;
    input::put(&mut address.tel, fields, "tel", 30)?;
    input::put(&mut address.mobile, fields, "mobile", 40)?;
    address.mobile = phone(&address.mobile);
    input::put(&mut address.email, fields, "email", 254)?;
    input::put(&mut address.province_name, fields, "province_name", 60)?;
    input::put(&mut address.city_name, fields, "city_name", 60)?;
    address.is_default = fields.flag("is_default")?.unwrap_or(address.is_default);
    let whole = !address.receiver.is_empty() && !address.address.is_empty() && is_mobile(&address.mobile);
    if whole && (address.email.is_empty() || is_email(&address.email)) {
        Ok(address)
    } else {
        Err(BadField("the address is not complete".to_owned()))
    }
}

/// Makes or changes an address from what is there now, so that two changes at once both count; a default takes the mark off
/// the others.
fn save(
    tx: &Tx<'_>,
    terms: &Terms,
    account: AccountId,
    id: Option<AddressId>,
    fields: &Fields,
) -> Result<Address, AddressError> {
    let known = match id {
        Some(id) => sql::own_address(tx, account, id)?.ok_or(AddressError::Unknown)?,
        None if sql::addresses(tx, account)?.len() >= MOST => return Err(AddressError::TooMany),
        None => blank(account, terms.now),
    };
    let mut address = read(fields, known)?;
    if id.is_none() {
        address.id = AddressId::next(tx)?;
    }
    if address.is_default {
        sql::clear_default(tx, account)?;
    }
    sql::put_address(tx, &address)?;
    Ok(address)
}
