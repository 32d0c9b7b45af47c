//! What a shop sells: products with their parts and attributes, dated prices, tier discounts, pictures, the stock of pieces.
//!
//! Channels price and sell it, pages show and change it; both through the functions here, and nobody else writes these tables. Pieces
//! move with a line in the order book's ledger ([`crate::orders::stock_moved`]), and what staff changes stands in the audit trail.

mod bases;
mod dated;
mod intake;
mod product;
mod sql;
mod stock;
mod tables;
mod texts;

pub use bases::{SHELF, STOCK};
pub use dated::{Dated, End, PriceError, set_discount, set_price};
pub use product::{
    Attribute, Brand, Category, Kind, ON_SALE, Part, Price, Product, Sheet, Store, Tier, is_over, is_valid,
};
pub use sql::prices::{all_prices, all_tiers, prices, tiers};
pub use sql::rules::{LEVELS, RULES};
pub use sql::texts::with_categories;
pub use sql::{
    attributes, brands, categories, parts, product_of, products, real_products, sheet, sheet_at_hand, stores,
    with_a_card, with_attributes,
};
pub use stock::{Counted, Move, add_card, count, put, take};
pub use tables::KINDS;
pub use texts::{Listed, Texts, set_texts};
