//! Statements of cities, outlets and addresses.

use serde::Serialize;

use super::Address;
use crate::ids::{AccountId, AddressId, OutletId, RegionId};
use crate::store::{Basis, Columns, Db, Row, RowResult, StoreError, Tx, params, states};

/// What is told of regions and outlets.
pub static REGIONS: Basis = Basis { name: "places", tables: &[("cities", Columns::All), ("outlets", Columns::All)] };

states! {
    /// What a region is, `type` on the wire.
    pub enum RegionKind {
        /// A country.
        Country = 0,
        /// A province of it.
        Province = 1,
        /// A city of that.
        City = 2,
        /// A district of that.
        District = 3,
    }

    /// Whose counter an outlet is, `type` on the wire.
    pub enum OutletKind {
        /// A partner's.
        PartnerCounter = 0,
        /// Our own.
        OwnOffice = 1,
    }
}

/// A region of any level, as it stands on the wire.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct City {
    /// Its id.
    pub id: RegionId,
    /// Its name.
    pub name: String,
    /// The region it lies in.
    pub pid: RegionId,
    /// 0 country, 1 province, 2 city, 3 district.
    #[serde(rename = "type")]
    pub kind: RegionKind,
}

const CITY: &str = "id, name, parent_id, kind";

fn city(row: &Row<'_>) -> RowResult<City> {
    Ok(City { id: row.get(0)?, name: row.get(1)?, pid: row.get(2)?, kind: row.get(3)? })
}

/// The regions in a region; all there are for -1.
pub fn regions(db: &Db<'_>, parent: Option<RegionId>) -> Result<Vec<City>, StoreError> {
    db.rows(&format!("select {CITY} from cities where ?1 is null or parent_id = ?1 order by id"), [parent], city)
}

/// The countries.
pub fn countries(db: &Db<'_>) -> Result<Vec<City>, StoreError> {
    db.rows(&format!("select {CITY} from cities where kind = ?1 order by id"), [RegionKind::Country], city)
}

/// The names of the countries that have a province of a name.
pub fn countries_of_province(db: &Db<'_>, name: &str) -> Result<Vec<String>, StoreError> {
    let sql = "select country.name
        from cities province
        join cities country on country.id = province.parent_id
        where province.kind = ?1 and province.name = ?2
        order by country.id";
    db.rows(sql, params![RegionKind::Province, name], |row| row.get(0))
}

/// Whether there is a region of an id and a level: 0 country, 1 province, 2 city, 3 district.
pub(super) fn has_region(db: &Db<'_>, id: RegionId, kind: RegionKind) -> Result<bool, StoreError> {
    db.exists("select 1 from cities where id = ?1 and kind = ?2", params![id, kind])
}

/// Province, city and district, by id; those of 0 or unknown are left out.
pub fn cities_of(db: &Db<'_>, province: RegionId, town: RegionId, district: RegionId) -> Result<Vec<City>, StoreError> {
    let sql = format!("select {CITY} from cities where id in (?1, ?2, ?3) order by id");
    db.rows(&sql, [province, town, district], city)
}

/// A counter or office.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outlet {
    /// Its id.
    pub id: OutletId,
    /// Its name.
    pub name: String,
    /// Its street, or where in the airport it is.
    pub address: String,
    /// Its phone.
    pub mobile: String,
    /// Region ids.
    pub province: RegionId,
    /// Region ids.
    pub city: RegionId,
    /// Region ids.
    pub district: RegionId,
    /// 0 partner counter, 1 own office.
    pub kind: OutletKind,
}

const OUTLET: &str = "id, name, address, mobile, province, city, district, kind";

fn an_outlet(row: &Row<'_>) -> RowResult<Outlet> {
    Ok(Outlet {
        id: row.get(0)?,
        name: row.get(1)?,
        address: row.get(2)?,
        mobile: row.get(3)?,
        province: row.get(4)?,
        city: row.get(5)?,
        district: row.get(6)?,
        kind: row.get(7)?,
    })
}

/// The outlets of a province and a city that have not closed; 0 for any.
pub fn outlets(db: &Db<'_>, province: Option<RegionId>, town: Option<RegionId>) -> Result<Vec<Outlet>, StoreError> {
    let sql = format!(
        "select {OUTLET} from outlets where closed = 0 and (?1 is null or province = ?1) and (?2 is null or city = ?2) order by id"
    );
    db.rows(&sql, [province, town], an_outlet)
}

/// The outlet of an id.
pub fn outlet(db: &Db<'_>, id: OutletId) -> Result<Option<Outlet>, StoreError> {
    db.row(&format!("select {OUTLET} from outlets where id = ?1"), [id], an_outlet)
}

const ADDRESS: &str = "id, account_id, consignee, email, mobile, country, province, city, district, address, zipcode, is_default, deleted";

fn address(row: &Row<'_>) -> RowResult<Address> {
    Ok(Address {
        id: row.get(0)?,
        account_id: row.get(1)?,
        consignee: row.get(2)?,
        email: row.get(3)?,
        mobile: row.get(4)?,
        country: row.get(5)?,
        province: row.get(6)?,
        city: row.get(7)?,
        district: row.get(8)?,
        address: row.get(9)?,
        zipcode: row.get(10)?,
        is_default: row.get(11)?,
        deleted: row.get(12)?,
    })
}

/// An account's addresses by id, deleted ones only if asked for, each with its regions.
pub fn addresses(db: &Db<'_>, account: AccountId, deleted_too: bool) -> Result<Vec<Address>, StoreError> {
    let sql = format!("select {ADDRESS} from addresses where account_id = ?1 and (?2 or deleted = 0) order by id");
    db.rows(&sql, params![account, deleted_too], address)
}

/// An address that is the account's own and not deleted.
pub fn own_address(db: &Db<'_>, account: AccountId, id: AddressId) -> Result<Option<Address>, StoreError> {
    let sql = format!("select {ADDRESS} from addresses where account_id = ?1 and id = ?2 and deleted = 0");
    db.row(&sql, params![account, id], address)
}

pub(super) fn count(db: &Db<'_>, account: AccountId) -> Result<i64, StoreError> {
    db.number("select count(*) from addresses where account_id = ?1", [account])
}

pub(super) fn put_address(tx: &Tx<'_>, it: &Address) -> Result<(), StoreError> {
    tx.run_one(
        "insert into addresses (account_id, id, consignee, email, mobile, country, province, city, district, address, zipcode,
            is_default, deleted)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
         on conflict (account_id, id) do update set
            consignee = excluded.consignee, email = excluded.email, mobile = excluded.mobile, country = excluded.country,
            province = excluded.province, city = excluded.city, district = excluded.district, address = excluded.address,
            zipcode = excluded.zipcode, is_default = excluded.is_default, deleted = excluded.deleted",
        params![
            it.account_id,
            it.id,
            it.consignee,
            it.email,
            it.mobile,
            it.country,
            it.province,
            it.city,
            it.district,
            it.address,
            it.zipcode,
            it.is_default,
            it.deleted,
        ],
    )
}

pub(super) fn clear_default(tx: &Tx<'_>, account: AccountId) -> Result<(), StoreError> {
    tx.run("update addresses set is_default = 0 where account_id = ?1 and is_default = 1", [account]).map(|_| ())
}

/// Hides one address of an account, or all for -1.
pub(super) fn hide(tx: &Tx<'_>, account: AccountId, id: Option<AddressId>) -> Result<(), StoreError> {
    let sql = "update addresses set deleted = 1, is_default = 0 where account_id = ?1 and (?2 is null or id = ?2)";
    tx.run(sql, params![account, id]).map(|_| ())
}
