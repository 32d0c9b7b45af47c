//! What lies in the store, for reports: how much of it, for how much it is sold, and what it cost.

use super::Kind;
use super::sql::stock as sql;
use crate::clock::Instant;
use crate::ids::{CategoryId, ProductId};
use crate::money::Fen;
use crate::store::{Db, StoreError};

/// A product that is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stocked {
    /// Its id.
    pub id: ProductId,
    /// Its name.
    pub name: String,
    /// A card, plain goods or an eSIM.
    pub kind: Kind,
    /// The name of its category.
    pub category: String,
    /// Pieces or codes that nobody has.
    pub left: i64,
    /// What one is sold for now; nothing where no price is valid.
    pub price: Option<Fen>,
    /// What one costs the outlet; nothing where nobody has said it. No customer sees it.
    pub cost: Option<Fen>,
    /// Whether it can be bought.
    pub is_on_sale: bool,
    /// When it was made.
    pub created_at: Instant,
}

/// The products that are counted and not archived, by place and id.
pub fn stocked(db: &Db<'_>, now: Instant) -> Result<Vec<Stocked>, StoreError> {
    sql::stocked(db, now)
}

/// The category of each product, archived ones included.
pub fn categories_of_products(db: &Db<'_>) -> Result<Vec<(ProductId, CategoryId)>, StoreError> {
    sql::categories_of_products(db)
}
