//! Accounts, phones, addresses and outlets on the wire.

use serde::Serialize;

use crate::accounts::{Account, AccountStatus};
use crate::clock::Instant;
use crate::ids::{AccountId, AddressId, OutletId, RegionId};
use crate::places::{Address, City, Outlet, OutletKind};

/// What a login answers.
#[derive(Serialize)]
pub(in crate::channels::roaming) struct Login<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<&'a str>,
    status: AccountStatus,
    #[serde(rename = "type")]
    kind: i64,
    username: &'a str,
}

pub(in crate::channels::roaming) fn login(account: &Account) -> Login<'_> {
    Login {
        email: account.email.as_deref(),
        phone: account.phone.as_deref(),
        status: account.status,
        kind: account.role.number(),
        username: &account.username,
    }
}

/// An account as the back office sees it. A one-time password is shown to its maker alone, once.
#[derive(Serialize)]
pub(in crate::channels::roaming) struct User<'u> {
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<&'u str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    initial_password: Option<&'u str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<&'u str>,
    status: AccountStatus,
    #[serde(rename = "type")]
    kind: i64,
    userid: AccountId,
    username: &'u str,
}

pub(in crate::channels::roaming) fn user<'u>(account: &'u Account, initial_password: Option<&'u str>) -> User<'u> {
    User {
        email: account.email.as_deref(),
        initial_password,
        phone: account.phone.as_deref(),
        status: account.status,
        kind: account.role.number(),
        userid: account.id,
        username: &account.username,
    }
}

/// A phone of an account.
#[derive(Serialize)]
pub(in crate::channels::roaming) struct Phone {
    pub(in crate::channels::roaming) phone: String,
    pub(in crate::channels::roaming) phone_type: i64,
    pub(in crate::channels::roaming) userid: AccountId,
    pub(in crate::channels::roaming) verified: bool,
}

/// A delivery address with its regions.
#[derive(Serialize)]
pub(in crate::channels::roaming) struct AddressShape<'a> {
    address: &'a str,
    cities: Vec<City>,
    city: RegionId,
    consignee: &'a str,
    country: RegionId,
    #[serde(skip_serializing_if = "Option::is_none")]
    defaultaddr: Option<bool>,
    district: RegionId,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<&'a str>,
    id: AddressId,
    mobile: &'a str,
    province: RegionId,
    /// 1 on a deleted address; the recorded answers show none on the others.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<i64>,
    userid: AccountId,
    #[serde(skip_serializing_if = "Option::is_none")]
    zipcode: Option<&'a str>,
}

pub(in crate::channels::roaming) fn address(it: &Address, cities: Vec<City>) -> AddressShape<'_> {
    AddressShape {
        address: &it.address,
        cities,
        city: it.city,
        consignee: &it.consignee,
        country: it.country,
        defaultaddr: it.is_default.then_some(true),
        district: it.district,
        email: it.email.as_deref(),
        id: it.id,
        mobile: &it.mobile,
        province: it.province,
        status: it.deleted.then_some(1),
        userid: it.account_id,
        zipcode: it.zipcode.as_deref(),
    }
}

/// An outlet with its regions.
#[derive(Serialize)]
pub(in crate::channels::roaming) struct OutletShape<'o> {
    address: &'o str,
    cities: Vec<City>,
    city: RegionId,
    district: RegionId,
    id: OutletId,
    mobile: &'o str,
    name: &'o str,
    province: RegionId,
    #[serde(rename = "type")]
    kind: OutletKind,
}

pub(in crate::channels::roaming) fn outlet(it: &Outlet, cities: Vec<City>) -> OutletShape<'_> {
    OutletShape {
        address: &it.address,
        cities,
        city: it.city,
        district: it.district,
        id: it.id,
        mobile: &it.mobile,
        name: &it.name,
        province: it.province,
        kind: it.kind,
    }
}

/// A customer as the clerk at the counter sees it: the recorded names, `userid` being the user name. There is no password.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::channels::roaming) struct CounterUser<'u> {
    create_time: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<&'u str>,
    status: AccountStatus,
    userid: &'u str,
}

impl<'u> CounterUser<'u> {
    /// The shape of an account that was made at an instant.
    pub(in crate::channels::roaming) fn new(account: &'u Account, made: Instant) -> Self {
        Self { create_time: made.0, phone: account.phone.as_deref(), status: account.status, userid: &account.username }
    }
}
