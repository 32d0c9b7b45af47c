//! Products as a manager looks through them.

use crate::ids::ProductId;

/// Which products a list is to have.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    /// What a name or the code on the thing contains; empty for all.
    pub search: String,
    /// Whether it is those that were taken out of the catalogue.
    pub archived: bool,
    /// One of them alone.
    pub id: Option<ProductId>,
    /// Only what is counted in pieces.
    pub counted: bool,
}

/// A product in such a list, with its category's name.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Its id.
    pub id: ProductId,
    /// Its name.
    pub name: String,
    /// Its second name.
    pub subname: String,
    /// [`super::ON_SALE`], or off sale.
    pub sale_state: i64,
    /// Path of its picture.
    pub image: String,
    /// See [`super::Kind`].
    pub kind: i64,
    /// Its category's name.
    pub category: String,
    /// Pieces left.
    pub stock: i64,
    /// The code that is printed on it.
    pub barcode: Option<String>,
}
