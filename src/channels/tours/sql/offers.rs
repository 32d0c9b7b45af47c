//! Statements of offers as the staff sees and changes them.

use crate::channels::tours::ids::{OfferId, PackageId};
use crate::channels::tours::package::{OfferKey, OfferKind};
use crate::money::Fen;
use crate::store::{Db, Row, RowResult, StoreError, Tx, params};

/// An offer with what its days start with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffOffer {
    /// Its id.
    pub id: OfferId,
    /// The package.
    pub package_id: PackageId,
    /// What it is.
    pub kind: OfferKind,
    /// How the wire names it.
    pub key: OfferKey,
    /// Its name.
    pub name: String,
    /// A night, a seat or a piece on days that are opened.
    pub price: Fen,
    /// The same, pieces.
    pub stock: i64,
}

const OFFER: &str = "id, package_id, kind, product_id, sell_id, supplier_id, name, price, stock";

fn offer(row: &Row<'_>) -> RowResult<StaffOffer> {
    Ok(StaffOffer {
        id: row.get(0)?,
        package_id: row.get(1)?,
        kind: OfferKind::from_name(&row.get::<_, String>(2)?),
        key: OfferKey { product_id: row.get(3)?, sell_id: row.get(4)?, supplier_id: row.get(5)? },
        name: row.get(6)?,
        price: Fen(row.get(7)?),
        stock: row.get(8)?,
    })
}

/// The offers of a package, by id.
pub fn of_package(db: &Db<'_>, package: PackageId) -> Result<Vec<StaffOffer>, StoreError> {
    db.rows(&format!("select {OFFER} from tour_offers where package_id = ?1 order by id"), [package], offer)
}

/// The offer of an id.
pub fn by_id(db: &Db<'_>, id: OfferId) -> Result<Option<StaffOffer>, StoreError> {
    db.row(&format!("select {OFFER} from tour_offers where id = ?1"), [id], offer)
}

/// Whether another offer of the package is called so on the wire. A flight is called by its combination's number alone.
pub fn is_ambiguous(db: &Db<'_>, it: &StaffOffer) -> Result<bool, StoreError> {
    let sql = "select 1 from tour_offers
        where package_id = ?1 and kind = ?2 and id <> ?3 and product_id = ?4
            and (kind = 'flight' or (sell_id = ?5 and supplier_id = ?6))";
    let key = it.key;
    db.exists(sql, params![it.package_id, it.kind.name(), it.id, key.product_id, key.sell_id, key.supplier_id])
}

/// Writes a new offer.
pub fn insert(tx: &Tx<'_>, it: &StaffOffer) -> Result<(), StoreError> {
    let sql = "insert into tour_offers (id, package_id, kind, product_id, sell_id, supplier_id, name, price, stock)
        values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    let (kind, key) = (it.kind.name(), it.key);
    let values = params![
        it.id,
        it.package_id,
        kind,
        key.product_id,
        key.sell_id,
        key.supplier_id,
        it.name,
        it.price.0,
        it.stock
    ];
    tx.run_one(sql, values)
}

/// Writes what can be changed of an offer; its package and its kind stay.
pub fn update(tx: &Tx<'_>, it: &StaffOffer) -> Result<(), StoreError> {
    let sql =
        "update tour_offers set product_id = ?2, sell_id = ?3, supplier_id = ?4, name = ?5, price = ?6, stock = ?7
        where id = ?1";
    let key = it.key;
    tx.run_one(sql, params![it.id, key.product_id, key.sell_id, key.supplier_id, it.name, it.price.0, it.stock])
}
