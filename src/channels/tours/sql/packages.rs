//! Statements of packages and their offers.

use chrono::NaiveDate;

use super::calendar;
use crate::channels::tours::ids::PackageId;
use crate::channels::tours::package::{Holds, Offer, OfferKey, OfferKind, Package, PackageKind, PackageOffers};
use crate::clock::Instant;
use crate::money::Fen;
use crate::store::{Db, Row, RowResult, StoreError, Tx, params};

const PACKAGE: &str = "p.id, p.title, p.sub_title, p.banner, p.kind, p.city_id, p.destination_id, p.cat_id,
    p.activity_type, p.is_official, p.ticket_type, p.market_price, p.certificate_types, p.email_needed, p.email_required,
    p.weixin_needed, p.weixin_required, p.lead_days, p.enabled, p.sold, p.destination";

fn package_of(row: &Row<'_>) -> RowResult<Package> {
    Ok(Package {
        id: row.get(0)?,
        title: row.get(1)?,
        sub_title: row.get(2)?,
        banner: row.get(3)?,
        kind: row.get(4)?,
        city_id: row.get(5)?,
        destination_id: row.get(6)?,
        cat_id: row.get(7)?,
        activity_type: row.get(8)?,
        is_official: row.get(9)?,
        ticket_type: row.get(10)?,
        market_price: Fen(row.get(11)?),
        certificate_types: row.get(12)?,
        email_needed: row.get(13)?,
        email_required: row.get(14)?,
        weixin_needed: row.get(15)?,
        weixin_required: row.get(16)?,
        lead_days: row.get(17)?,
        enabled: row.get(18)?,
        sold: row.get(19)?,
        destination: row.get(20)?,
    })
}

/// The package of an id.
pub fn package(db: &Db<'_>, id: PackageId) -> Result<Option<Package>, StoreError> {
    db.row(&format!("select {PACKAGE} from tour_packages p where p.id = ?1"), [id], package_of)
}

/// All packages, for the staff.
pub fn all(db: &Db<'_>) -> Result<Vec<Package>, StoreError> {
    db.rows(&format!("select {PACKAGE} from tour_packages p order by p.id"), [], package_of)
}

/// The packages on sale that offer anything, with when they were made, by id. Days and prices are the caller's, as an outlet has a
/// few dozen packages; no city and no kind fit all.
pub fn listed(
    db: &Db<'_>,
    city_id: Option<i64>,
    kind: Option<PackageKind>,
) -> Result<Vec<(Package, Instant)>, StoreError> {
    let sql = format!(
        "select {PACKAGE}, p.created_at
        from tour_packages p
        where p.enabled = 1 and exists (select 1 from tour_offers o where o.package_id = p.id)
            and (?1 is null or p.city_id = ?1) and (?2 is null or p.kind = ?2)
        order by p.id"
    );
    db.rows(&sql, params![city_id, kind], |row| Ok((package_of(row)?, Instant(row.get(21)?))))
}

/// A package with its offers and their days in a span, the ends included.
pub fn shelf(
    db: &Db<'_>,
    package: Package,
    span: (NaiveDate, NaiveDate),
    holds: Holds,
) -> Result<PackageOffers, StoreError> {
    let offers = offers(db, package.id)?;
    let days = calendar::days(db, package.id, span, holds)?;
    Ok(PackageOffers { package, offers, days })
}

/// Whether a package offers rooms, on whatever days.
pub fn has_rooms(db: &Db<'_>, package: PackageId) -> Result<bool, StoreError> {
    db.exists("select 1 from tour_offers where package_id = ?1 and kind = 'hotel'", [package])
}

/// Whether a package sells seats of a group.
pub fn is_group(db: &Db<'_>, package: PackageId) -> Result<bool, StoreError> {
    db.exists("select 1 from tour_offers where package_id = ?1 and kind = 'seat'", [package])
}

/// What a package offers, by id.
pub fn offers(db: &Db<'_>, package: PackageId) -> Result<Vec<Offer>, StoreError> {
    let sql =
        "select id, kind, product_id, sell_id, supplier_id, name from tour_offers where package_id = ?1 order by id";
    db.rows(sql, [package], |row| {
        Ok(Offer {
            id: row.get(0)?,
            kind: OfferKind::from_name(&row.get::<_, String>(1)?),
            key: OfferKey { product_id: row.get(2)?, sell_id: row.get(3)?, supplier_id: row.get(4)? },
            name: row.get(5)?,
        })
    })
}

/// Counts an order of a package, or one that was given back.
pub fn count_sold(tx: &Tx<'_>, package: PackageId, change: i64) -> Result<(), StoreError> {
    tx.run_one("update tour_packages set sold = sold + ?2 where id = ?1", params![package, change])
}

/// Writes a new package.
pub fn insert(tx: &Tx<'_>, package: &Package, now: Instant) -> Result<(), StoreError> {
    let sql = "insert into tour_packages (id, title, kind, city_id, destination_id, created_at)
        values (?1, ?2, ?3, ?4, ?5, ?6)";
    tx.run_one(sql, params![package.id, package.title, package.kind, package.city_id, package.destination_id, now.0])?;
    save(tx, package)
}

/// Writes what the staff can change of a package.
pub fn save(tx: &Tx<'_>, package: &Package) -> Result<(), StoreError> {
    tx.run_one(
        "update tour_packages set
            title = ?2, sub_title = ?3, market_price = ?4, certificate_types = ?5, email_needed = ?6, email_required = ?7,
            weixin_needed = ?8, weixin_required = ?9, lead_days = ?10, enabled = ?11, banner = ?12, kind = ?13,
            city_id = ?14, destination_id = ?15, destination = ?16, cat_id = ?17, activity_type = ?18, is_official = ?19,
            ticket_type = ?20
         where id = ?1",
        params![
            package.id,
            package.title,
            package.sub_title,
            package.market_price.0,
            package.certificate_types,
            package.email_needed,
            package.email_required,
            package.weixin_needed,
            package.weixin_required,
            package.lead_days,
            package.enabled,
            package.banner,
            package.kind,
            package.city_id,
            package.destination_id,
            package.destination,
            package.cat_id,
            package.activity_type,
            package.is_official,
            package.ticket_type,
        ],
    )
}
