//! Delivery addresses: made, changed, hidden; one of them is the default.

use super::sql::{self, RegionKind};
use crate::ids::{AccountId, AddressId, RegionId};
use crate::store::{StoreError, Tx};

/// The country of an address that names none.
const CHINA: RegionId = RegionId(1);

/// Addresses that an account may keep, deleted ones included.
const MAX_ADDRESSES: i64 = 500;

/// Where something is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// Its id.
    pub id: AddressId,
    /// Whose it is.
    pub account_id: AccountId,
    /// Who receives it.
    pub consignee: String,
    /// E-mail of the consignee.
    pub email: Option<String>,
    /// Phone of the consignee.
    pub mobile: String,
    /// Region id, 1 for China.
    pub country: RegionId,
    /// Region id.
    pub province: RegionId,
    /// Region id.
    pub city: RegionId,
    /// Region id, 0 for none.
    pub district: RegionId,
    /// Street and number.
    pub address: String,
    /// Postal code.
    pub zipcode: Option<String>,
    /// Whether it is the account's default.
    pub is_default: bool,
    /// Whether it was deleted; orders may still name it.
    pub deleted: bool,
}

/// New values; those that are `None` keep what is there, but for the postal code, which is overwritten always (recorded).
#[derive(Clone, Debug, Default)]
pub struct AddressChange {
    /// The address to change; `None` for a new one.
    pub id: Option<AddressId>,
    /// New value.
    pub consignee: Option<String>,
    /// New value.
    pub email: Option<String>,
    /// New value.
    pub mobile: Option<String>,
    /// New value.
    pub country: Option<RegionId>,
    /// New value.
    pub province: Option<RegionId>,
    /// New value.
    pub city: Option<RegionId>,
    /// New value.
    pub district: Option<RegionId>,
    /// New value.
    pub address: Option<String>,
    /// New value, kept blank if it came blank.
    pub zipcode: Option<String>,
    /// `Some(true)` makes it the single default, `Some(false)` an ordinary one.
    pub is_default: Option<bool>,
}

/// Why an address cannot be set.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// The account has no such address.
    #[error("there is no such address")]
    Unknown,
    /// A new address lacks consignee, mobile, province, city or street, or names a region that does not exist.
    #[error("the address is not complete")]
    Incomplete,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Makes or changes an address of an account.
///
/// # Errors
/// [`AddressError::Unknown`] for an address of somebody else, too; [`AddressError::Incomplete`].
pub fn set_address(tx: &Tx<'_>, account: AccountId, change: &AddressChange) -> Result<Address, AddressError> {
    let mut address = match change.id {
        Some(id) => sql::own_address(tx, account, id)?.ok_or(AddressError::Unknown)?,
        None => fresh(tx, account, change)?,
    };
    apply(&mut address, change);
    check_lengths(&address)?;
    check_regions(tx, change)?;
    match change.is_default {
        Some(true) => {
            sql::clear_default(tx, account)?;
            address.is_default = true;
        }
        Some(false) => address.is_default = false,
        None => {}
    }
    sql::put_address(tx, &address)?;
    Ok(address)
}

/// Texts that no label has room for are refused, so that nobody fills the disk with them.
fn check_lengths(address: &Address) -> Result<(), AddressError> {
    let short = |text: &str, most: usize| text.chars().count() <= most;
    let optional = |text: &Option<String>, most| text.as_deref().is_none_or(|text| short(text, most));
    let fits = short(&address.consignee, 64)
        && short(&address.mobile, 32)
        && short(&address.address, 256)
        && optional(&address.email, 254)
        && optional(&address.zipcode, 16);
    if fits { Ok(()) } else { Err(AddressError::Incomplete) }
}

fn fresh(tx: &Tx<'_>, account: AccountId, change: &AddressChange) -> Result<Address, AddressError> {
    let complete = change.consignee.is_some()
        && change.mobile.is_some()
        && change.province.is_some()
        && change.city.is_some()
        && change.address.is_some();
    if !complete || sql::count(tx, account)? >= MAX_ADDRESSES {
        return Err(AddressError::Incomplete);
    }
    Ok(Address {
        id: AddressId::next(tx)?,
        account_id: account,
        consignee: String::new(),
        email: None,
        mobile: String::new(),
        country: CHINA,
        province: RegionId::NONE,
        city: RegionId::NONE,
        district: RegionId::NONE,
        address: String::new(),
        zipcode: None,
        is_default: false,
        deleted: false,
    })
}

fn apply(address: &mut Address, change: &AddressChange) {
    fn put<T: Clone>(place: &mut T, value: Option<&T>) {
        if let Some(value) = value {
            place.clone_from(value);
        }
    }
    put(&mut address.consignee, change.consignee.as_ref());
    put(&mut address.mobile, change.mobile.as_ref());
    put(&mut address.country, change.country.as_ref());
    put(&mut address.province, change.province.as_ref());
    put(&mut address.city, change.city.as_ref());
    put(&mut address.district, change.district.as_ref());
    put(&mut address.address, change.address.as_ref());
    if change.email.is_some() {
        address.email.clone_from(&change.email);
    }
    address.zipcode.clone_from(&change.zipcode);
}

/// Every region that a change names must be there, of its level. Whether one lies in the other is the customer's business: a
/// change may name some of them and keep the rest.
fn check_regions(tx: &Tx<'_>, change: &AddressChange) -> Result<(), AddressError> {
    for (id, kind) in [
        (change.country, RegionKind::Country),
        (change.province, RegionKind::Province),
        (change.city, RegionKind::City),
        (change.district, RegionKind::District),
    ] {
        let Some(id) = id else { continue };
        if !sql::has_region(tx, id, kind)? {
            return Err(AddressError::Incomplete);
        }
    }
    Ok(())
}

/// Hides one address of an account, or all for -1; unknown ones are ignored.
pub fn delete_addresses(tx: &Tx<'_>, account: AccountId, id: Option<AddressId>) -> Result<(), StoreError> {
    sql::hide(tx, account, id)
}
