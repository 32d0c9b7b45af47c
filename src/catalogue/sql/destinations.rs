//! Statements of destinations and plans.

use crate::catalogue::destinations::{Destination, Plan, Reach};
use crate::catalogue::product::ON_SALE;
use crate::ids::{DestinationId, ProductId};
use crate::store::{Db, StoreError, params};

/// The parameter by which a line says where it goes (docs/spec/roaming.md section 5).
const AREA: &str = "areaname";

/// The destinations in use, by place and id.
pub(in crate::catalogue) fn destinations(db: &Db<'_>) -> Result<Vec<Destination>, StoreError> {
    let sql = "select id, code, kind, name, pinyin, other_names, image from destinations where archived = 0 order by sort, id";
    db.rows(sql, [], |row| {
        Ok(Destination {
            id: row.get(0)?,
            code: row.get(1)?,
            reach: row.get(2)?,
            name: row.get(3)?,
            pinyin: row.get(4)?,
            other_names: row.get(5)?,
            image: row.get(6)?,
        })
    })
}

/// Whether a destination is a country or a region, if there is one.
pub(in crate::catalogue) fn reach(db: &Db<'_>, id: DestinationId) -> Result<Option<Reach>, StoreError> {
    db.row("select kind from destinations where id = ?1", [id], |row| row.get(0))
}

/// Whether a destination is a region with countries, or a country of a region.
pub(in crate::catalogue) fn is_named(db: &Db<'_>, id: DestinationId) -> Result<bool, StoreError> {
    db.exists("select 1 from destination_countries where region_id = ?1 or country_id = ?1", [id])
}

/// The countries in use of each region in use, in the order of the countries.
pub(in crate::catalogue) fn countries(db: &Db<'_>) -> Result<Vec<(DestinationId, DestinationId)>, StoreError> {
    let sql = "select m.region_id, m.country_id
        from destination_countries m
        join destinations r on r.id = m.region_id
        join destinations c on c.id = m.country_id
        where r.archived = 0 and c.archived = 0
        order by r.sort, r.id, c.sort, c.id";
    db.rows(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// The areas of what is on sale, those of parts as their packages' own, by product and in the products' order.
pub(in crate::catalogue) fn areas(db: &Db<'_>) -> Result<Vec<(ProductId, String)>, StoreError> {
    let sql = "select goes.product_id, pa.value
        from (
            select id as product_id, id as part_id, 0 as place from products
            union all
            select package_id, product_id, id from product_parts
        ) goes
        join products p on p.id = goes.product_id
        join product_attributes pa on pa.product_id = goes.part_id
        join attributes a on a.id = pa.attribute_id
        where a.varname = ?1 and pa.value <> '' and pa.listed = 1 and p.sale_state = ?2 and p.deleted = 0
        order by goes.product_id, goes.place, pa.sort, pa.id";
    db.rows(sql, params![AREA, ON_SALE], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Where somebody has put what is on sale.
pub(in crate::catalogue) fn put_by_hand(db: &Db<'_>) -> Result<Vec<(ProductId, DestinationId)>, StoreError> {
    let sql = "select d.product_id, d.destination_id
        from product_destinations d
        join products p on p.id = d.product_id
        where p.sale_state = ?1 and p.deleted = 0
        order by d.product_id, d.id";
    db.rows(sql, [ON_SALE], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// The areas of all products, those of parts as their packages' own, whether they are on sale or not.
pub(in crate::catalogue) fn areas_of_all(db: &Db<'_>) -> Result<Vec<(ProductId, String)>, StoreError> {
    let sql = "select goes.product_id, pa.value
        from (
            select id as product_id, id as part_id from products
            union all
            select package_id, product_id from product_parts
        ) goes
        join product_attributes pa on pa.product_id = goes.part_id
        join attributes a on a.id = pa.attribute_id
        where a.varname = ?1 and pa.value <> ''";
    db.rows(sql, [AREA], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Where somebody has put a product, whether it is on sale or not.
pub(in crate::catalogue) fn all_put_by_hand(db: &Db<'_>) -> Result<Vec<(ProductId, DestinationId)>, StoreError> {
    let sql = "select d.product_id, d.destination_id
        from product_destinations d
        join destinations p on p.id = d.destination_id
        where p.archived = 0";
    db.rows(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// The plans of what is on sale, by product.
pub(in crate::catalogue) fn plans(db: &Db<'_>) -> Result<Vec<Plan>, StoreError> {
    let sql = "select l.id, l.product_id, l.days, l.amount, l.unit, l.per, l.speed, l.network, l.start_within
        from plans l
        join products p on p.id = l.product_id
        where p.sale_state = ?1 and p.deleted = 0
        order by l.product_id";
    db.rows(sql, [ON_SALE], |row| {
        Ok(Plan {
            id: row.get(0)?,
            product: row.get(1)?,
            days: row.get(2)?,
            amount: row.get(3)?,
            unit: row.get(4)?,
            per: row.get(5)?,
            speed: row.get(6)?,
            network: row.get(7)?,
            start_within: row.get(8)?,
        })
    })
}
