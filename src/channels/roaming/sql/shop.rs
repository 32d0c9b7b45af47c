//! Statements of the small tables around a sale: payment ways, carriers, home pages, reasons, telephone areas.

use crate::channels::roaming::ids::AreaGroupId;
use crate::channels::roaming::wire::catalogue as wire;
use crate::ids::{CarrierId, PayWayId};
use crate::money::Fen;
use crate::store::{Basis, Columns, Db, StoreError, params};

/// What the shop tells of paying, sending and its home pages.
pub(in crate::channels::roaming) static SHOP: Basis = Basis {
    name: "shop",
    tables: &[("payment_ways", Columns::All), ("carriers", Columns::All), ("homepages", Columns::All)],
};

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
pub(in crate::channels::roaming) fn payment_way_names(db: &Db<'_>) -> Result<Vec<(PayWayId, String)>, StoreError> {
    db.rows("select id, name from payment_ways order by id", [], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Whether a payment way is there and enabled.
pub(in crate::channels::roaming) fn has_payment_way(db: &Db<'_>, way: PayWayId) -> Result<bool, StoreError> {
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
pub(in crate::channels::roaming) fn carrier_name(
    db: &Db<'_>,
    carrier: CarrierId,
) -> Result<Option<String>, StoreError> {
    db.row("select name from carriers where id = ?1", [carrier], |row| row.get(0))
}

/// Whether a carrier is there and enabled.
pub(in crate::channels::roaming) fn has_carrier(db: &Db<'_>, carrier: CarrierId) -> Result<bool, StoreError> {
    db.exists("select 1 from carriers where id = ?1 and enabled = 1", [carrier])
}

/// The fee rows of a carrier; of all for a negative id.
pub(in crate::channels::roaming) fn fees(
    db: &Db<'_>,
    carrier: CarrierId,
) -> Result<Vec<wire::ShippingArea>, StoreError> {
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
pub(in crate::channels::roaming) fn area_codes(
    db: &Db<'_>,
    group: AreaGroupId,
) -> Result<Vec<wire::AreaCode>, StoreError> {
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
