//! Statements of products, prices, discounts and the small catalogue tables.

use std::collections::HashSet;

use crate::channels::roaming::product::{Attribute, Kind, Part, Price, Product, Sheet, Tier};
use crate::channels::roaming::wire::catalogue as wire;
use crate::clock::{Instant, Zone};
use crate::money::Fen;
use crate::store::{Db, Row, RowResult, StoreError, Tx, params};

const PRODUCT: &str = "id, name, subname, description, image, kind, category_id, brand_id, store_id, group_id, units,
    display_price, is_real, sale_state, stock, sell_count, validity, deleted, created_at, modified_at";

fn product(row: &Row<'_>) -> RowResult<Product> {
    Ok(Product {
        id: row.get(0)?,
        name: row.get(1)?,
        subname: row.get(2)?,
        description: row.get(3)?,
        image: row.get(4)?,
        kind: Kind::from_number(row.get(5)?).unwrap_or(Kind::Card),
        category_id: row.get(6)?,
        brand_id: row.get(7)?,
        store_id: row.get(8)?,
        group_id: row.get(9)?,
        units: row.get(10)?,
        display_price: Fen(row.get(11)?),
        is_real: row.get(12)?,
        sale_state: row.get(13)?,
        stock: row.get(14)?,
        sell_count: row.get(15)?,
        validity: row.get(16)?,
        deleted: row.get(17)?,
        created_at: Instant(row.get(18)?),
        modified_at: Instant(row.get(19)?),
    })
}

/// All products by id: a shop has dozens, so choosing among them is the caller's.
pub(in crate::channels::roaming) fn products(db: &Db<'_>) -> Result<Vec<Product>, StoreError> {
    db.rows(&format!("select {PRODUCT} from products order by id"), [], product)
}

/// The product of an id.
pub(in crate::channels::roaming) fn product_of(db: &Db<'_>, id: i64) -> Result<Option<Product>, StoreError> {
    db.row(&format!("select {PRODUCT} from products where id = ?1"), [id], product)
}

/// All parts of all packages, by id.
pub(in crate::channels::roaming) fn parts(db: &Db<'_>) -> Result<Vec<Part>, StoreError> {
    db.rows("select id, package_id, product_id from product_parts order by id", [], |row| {
        Ok(Part { id: row.get(0)?, package_id: row.get(1)?, product_id: row.get(2)? })
    })
}

const ATTRIBUTE: &str =
    "pa.id, pa.product_id, a.id, a.name, a.varname, a.kind, a.presets, pa.value, pa.surcharge, pa.listed";

fn attribute(row: &Row<'_>) -> RowResult<Attribute> {
    Ok(Attribute {
        id: row.get(0)?,
        product_id: row.get(1)?,
        attribute_id: row.get(2)?,
        name: row.get(3)?,
        varname: row.get(4)?,
        kind: row.get(5)?,
        presets: row.get(6)?,
        value: row.get(7)?,
        surcharge: row.get(8)?,
        listed: row.get(9)?,
    })
}

/// Products that are data cards, and packages with one (kind 1).
pub(in crate::channels::roaming) fn with_a_card(db: &Db<'_>) -> Result<Vec<i64>, StoreError> {
    let sql = "select id from products where kind = 1
        union
        select pp.package_id from product_parts pp join products p on p.id = pp.product_id where p.kind = 1";
    db.rows(sql, [], |row| row.get(0))
}

/// Products that are handed over or sent, and packages with one, as `Sheet::is_real`.
pub(in crate::channels::roaming) fn real_products(db: &Db<'_>) -> Result<HashSet<i64>, StoreError> {
    let sql = "select id from products where kind = 1 or is_real = 1
        union
        select pp.package_id from product_parts pp join products p on p.id = pp.product_id
        where p.kind = 1 or p.is_real = 1
        order by 1";
    Ok(db.rows(sql, [], |row| row.get(0))?.into_iter().collect())
}

/// All attributes of all products, in each product's order.
pub(in crate::channels::roaming) fn attributes(db: &Db<'_>) -> Result<Vec<Attribute>, StoreError> {
    let sql = format!(
        "select {ATTRIBUTE} from product_attributes pa join attributes a on a.id = pa.attribute_id
         order by pa.product_id, pa.sort, pa.id"
    );
    db.rows(&sql, [], attribute)
}

/// The products whose lines may choose something: those with attributes, and the packages that one of them is in.
pub(in crate::channels::roaming) fn with_attributes(db: &Db<'_>) -> Result<HashSet<i64>, StoreError> {
    let sql = "select product_id from product_attributes
        union
        select pp.package_id from product_parts pp join product_attributes pa on pa.product_id = pp.product_id
        order by 1";
    Ok(db.rows(sql, [], |row| row.get(0))?.into_iter().collect())
}

/// A product with all that a line's price depends on.
pub(in crate::channels::roaming) fn sheet(db: &Db<'_>, id: i64) -> Result<Option<Sheet>, StoreError> {
    let Some(product) = product_of(db, id)? else { return Ok(None) };
    let parts_sql = format!(
        "select {PRODUCT} from (
            select p.*, pp.id as part_id from product_parts pp join products p on p.id = pp.product_id
            where pp.package_id = ?1)
         order by part_id"
    );
    let attributes_sql = format!(
        "select {ATTRIBUTE}
         from product_attributes pa
         join attributes a on a.id = pa.attribute_id
         left join product_parts pp on pp.package_id = ?1 and pp.product_id = pa.product_id
         where pa.product_id = ?1 or pp.id is not null
         order by coalesce(pp.id, 0), pa.sort, pa.id"
    );
    let prices_sql = "select id, product_id, price, effect_at, failure_at from prices
         where product_id = ?1 or product_id in (select product_id from product_parts where package_id = ?1)
         order by id";
    Ok(Some(Sheet {
        product,
        parts: db.rows(&parts_sql, [id], self::product)?,
        attributes: db.rows(&attributes_sql, [id], attribute)?,
        prices: db.rows(prices_sql, [id], price)?,
        tiers: tiers(db, id)?,
    }))
}

fn price(row: &Row<'_>) -> RowResult<Price> {
    Ok(Price {
        id: row.get(0)?,
        product_id: row.get(1)?,
        price: Fen(row.get(2)?),
        effect_at: Instant(row.get(3)?),
        failure_at: row.get::<_, Option<i64>>(4)?.map(Instant),
    })
}

/// The price rows of a product that have not ended, future ones included, by id.
pub(in crate::channels::roaming) fn prices(db: &Db<'_>, product: i64, now: Instant) -> Result<Vec<Price>, StoreError> {
    let sql = "select id, product_id, price, effect_at, failure_at from prices
        where product_id = ?1 and (failure_at is null or failure_at >= ?2)
        order by id";
    db.rows(sql, [product, now.second().0], price)
}

/// All tier discounts of a product, by id.
pub(in crate::channels::roaming) fn tiers(db: &Db<'_>, product: i64) -> Result<Vec<Tier>, StoreError> {
    let sql = "select id, product_id, threshold, percent, effect_at, failure_at from tier_discounts
        where product_id = ?1
        order by id";
    db.rows(sql, [product], |row| {
        Ok(Tier {
            id: row.get(0)?,
            product_id: row.get(1)?,
            threshold: row.get(2)?,
            percent: row.get(3)?,
            effect_at: Instant(row.get(4)?),
            failure_at: row.get::<_, Option<i64>>(5)?.map(Instant),
        })
    })
}

/// Takes pieces out of a product's stock if there are so many.
pub(in crate::channels::roaming) fn take_stock(tx: &Tx<'_>, product: i64, pieces: i64) -> Result<bool, StoreError> {
    let sql = "update products set stock = stock - ?2 where id = ?1 and stock >= ?2";
    Ok(tx.run(sql, params![product, pieces])? == 1)
}

/// Gives pieces back into a product's stock.
pub(in crate::channels::roaming) fn give_back_stock(tx: &Tx<'_>, product: i64, pieces: i64) -> Result<(), StoreError> {
    tx.run_one("update products set stock = stock + ?2 where id = ?1", params![product, pieces])
}

/// The categories by id.
pub(in crate::channels::roaming) fn categories(db: &Db<'_>, zone: Zone) -> Result<Vec<wire::Category>, StoreError> {
    let sql = "select created_at, description, id, logo, modified_at, name, path, parent_id, sort from categories order by id";
    db.rows(sql, [], |row| {
        Ok(wire::Category {
            createtime: zone.text(Instant(row.get(0)?)),
            description: row.get(1)?,
            id: row.get(2)?,
            logo: row.get(3)?,
            modifytime: zone.text(Instant(row.get(4)?)),
            name: row.get(5)?,
            path: row.get(6)?,
            pid: row.get(7)?,
            sort: row.get(8)?,
        })
    })
}

/// The brands by id.
pub(in crate::channels::roaming) fn brands(db: &Db<'_>, zone: Zone) -> Result<Vec<wire::Brand>, StoreError> {
    let sql = "select created_at, description, id, logo, modified_at, name, sort from brands order by id";
    db.rows(sql, [], |row| {
        Ok(wire::Brand {
            createtime: zone.text(Instant(row.get(0)?)),
            description: row.get(1)?,
            id: row.get(2)?,
            logo: row.get(3)?,
            modifytime: zone.text(Instant(row.get(4)?)),
            name: row.get(5)?,
            pid: 0,
            sort: row.get(6)?,
        })
    })
}

/// The stores by id.
pub(in crate::channels::roaming) fn stores(db: &Db<'_>, zone: Zone) -> Result<Vec<wire::Store>, StoreError> {
    let sql = "select created_at, description, id, intro, location, logo, modified_at, name from stores order by id";
    db.rows(sql, [], |row| {
        Ok(wire::Store {
            createtime: zone.text(Instant(row.get(0)?)),
            description: row.get(1)?,
            id: row.get(2)?,
            intro: row.get(3)?,
            location: row.get(4)?,
            logo: row.get(5)?,
            modifytime: zone.text(Instant(row.get(6)?)),
            name: row.get(7)?,
        })
    })
}

/// The enabled payment ways of a terminal, in their order.
pub(in crate::channels::roaming) fn payments(db: &Db<'_>, terminal: i64) -> Result<Vec<wire::Payment>, StoreError> {
    let sql = "select code, description, enabled, fee, id, name, sort, terminal from payment_ways
        where enabled = 1 and terminal = ?1
        order by sort, id";
    db.rows(sql, [terminal], |row| {
        Ok(wire::Payment {
            code: row.get(0)?,
            description: row.get(1)?,
            enabled: row.get(2)?,
            fee: Fen(row.get(3)?),
            id: row.get(4)?,
            name: row.get(5)?,
            sort: row.get(6)?,
            terminaltype: row.get(7)?,
        })
    })
}

/// The names of all payment ways by number.
pub(in crate::channels::roaming) fn payment_way_names(db: &Db<'_>) -> Result<Vec<(i64, String)>, StoreError> {
    db.rows("select id, name from payment_ways order by id", [], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Whether a payment way is there and enabled.
pub(in crate::channels::roaming) fn has_payment_way(db: &Db<'_>, way: i64) -> Result<bool, StoreError> {
    db.exists("select 1 from payment_ways where id = ?1 and enabled = 1", [way])
}

/// All carriers by id, disabled ones too.
pub(in crate::channels::roaming) fn carriers(db: &Db<'_>) -> Result<Vec<wire::Shipping>, StoreError> {
    let sql = "select code, description, enabled, id, insure, name, support_cod from carriers order by id";
    db.rows(sql, [], |row| {
        Ok(wire::Shipping {
            code: row.get(0)?,
            description: row.get(1)?,
            enabled: row.get(2)?,
            id: row.get(3)?,
            insure: row.get(4)?,
            name: row.get(5)?,
            support_cod: row.get(6)?,
        })
    })
}

/// The name of a carrier.
pub(in crate::channels::roaming) fn carrier_name(db: &Db<'_>, carrier: i64) -> Result<Option<String>, StoreError> {
    db.row("select name from carriers where id = ?1", [carrier], |row| row.get(0))
}

/// Whether a carrier is there and enabled.
pub(in crate::channels::roaming) fn has_carrier(db: &Db<'_>, carrier: i64) -> Result<bool, StoreError> {
    db.exists("select 1 from carriers where id = ?1 and enabled = 1", [carrier])
}

/// The fee rows of a carrier; of all for a negative id.
pub(in crate::channels::roaming) fn fees(db: &Db<'_>, carrier: i64) -> Result<Vec<wire::ShippingArea>, StoreError> {
    let sql =
        "select fee, id, places, carrier_id from shipping_fees where ?1 < 0 or carrier_id = ?1 order by carrier_id, id";
    db.rows(sql, [carrier], |row| {
        Ok(wire::ShippingArea { fee: Fen(row.get(0)?), id: row.get(1)?, name: row.get(2)?, shippingid: row.get(3)? })
    })
}

/// The enabled home page entries of a kind and place, in their order.
pub(in crate::channels::roaming) fn homepages(
    db: &Db<'_>,
    kind: i64,
    location: &str,
) -> Result<Vec<wire::Homepage>, StoreError> {
    let sql =
        "select content, description, disabled, id, location, logo, name, sort, kind, url, url_title from homepages
        where disabled = 0 and kind = ?1 and (?2 = '' or location = ?2)
        order by sort, id";
    db.rows(sql, params![kind, location], |row| {
        Ok(wire::Homepage {
            content: row.get(0)?,
            description: row.get(1)?,
            disabled: row.get(2)?,
            id: row.get(3)?,
            location: row.get(4)?,
            logo: row.get(5)?,
            name: row.get(6)?,
            sort: row.get(7)?,
            kind: row.get(8)?,
            url: row.get(9)?,
            url_title: row.get(10)?,
        })
    })
}

/// The reasons for a refund, by id.
pub(in crate::channels::roaming) fn refund_reasons(db: &Db<'_>) -> Result<Vec<wire::RefundReason>, StoreError> {
    db.rows("select id, reason from refund_reasons order by id", [], |row| {
        Ok(wire::RefundReason { id: row.get(0)?, reason: row.get(1)? })
    })
}

/// The telephone areas of a group, by id.
pub(in crate::channels::roaming) fn area_codes(db: &Db<'_>, group: i64) -> Result<Vec<wire::AreaCode>, StoreError> {
    let sql = "select area_code, name, group_id, id, money_code, national_code, time_difference from area_codes
        where group_id = ?1 order by id";
    db.rows(sql, [group], |row| {
        Ok(wire::AreaCode {
            areacode: row.get(0)?,
            areaname: row.get(1)?,
            groupid: row.get(2)?,
            id: row.get(3)?,
            moneycode: row.get(4)?,
            nationalcode: row.get(5)?,
            timediff: row.get(6)?,
        })
    })
}

/// The groups of telephone areas, by id.
pub(in crate::channels::roaming) fn area_groups(db: &Db<'_>) -> Result<Vec<wire::AreaGroup>, StoreError> {
    db.rows("select name, id from area_groups order by id", [], |row| {
        Ok(wire::AreaGroup { groupname: row.get(0)?, id: row.get(1)? })
    })
}

/// Whether a product is of a kind.
pub(in crate::channels::roaming) fn is_of_kind(db: &Db<'_>, product: i64, kind: i64) -> Result<bool, StoreError> {
    db.exists("select 1 from products where id = ?1 and kind = ?2", [product, kind])
}

/// The only product of a kind, if it did not come with a stock of its own.
pub(in crate::channels::roaming) fn counted_by_cards(db: &Db<'_>, kind: i64) -> Result<Option<i64>, StoreError> {
    let sql = "select p.id
        from products p
        where p.kind = ?1
            and (select count(*) from products q where q.kind = ?1) = 1
            and not exists (
                select 1 from stock_moves m where m.item_kind = 'product' and m.item = p.id and m.reason = 'opening'
            )";
    db.row(sql, [kind], |row| row.get(0))
}
