//! What a shop sells: products with their parts and attributes, dated prices, tier discounts, pictures, the stock of pieces; and where
//! travellers go with it.
//!
//! Channels price and sell it, pages show and change it; both through the functions here, and nobody else writes these tables. Pieces
//! move with a line in the order book's ledger ([`crate::orders::stock_moved`]), and what staff changes stands in the audit trail.

mod advice;
mod bases;
mod dated;
mod destinations;
mod intake;
mod listed;
mod pictures;
mod product;
mod sql;
mod stock;
mod stocked;
mod tables;

pub use bases::{SHELF, STOCK};
pub use dated::{Dated, End, PriceError, set_discount, set_price};
pub use destinations::{
    DESTINATIONS, DataPer, DataUnit, Destination, Goal, Goals, Known, Place, Plan, Reach, Said, Sold, areas_to_nowhere,
    code_of_name, destinations, known, known_by_code, known_by_name,
};
pub use listed::{Listed, Listing};
pub use pictures::{
    NewPicture, OWN, Picture, bytes_of as picture_bytes, describe as describe_picture, keep as keep_picture,
    of_file as picture_of_file, placeholder, remove as remove_picture,
};
pub use product::{
    Attribute, Brand, Category, Kind, ON_SALE, Part, Price, Product, Sheet, Store, Tier, is_over, is_valid,
};
pub use sql::listed::{listed, prices_of_each, tiers_of_each};
pub use sql::pictures::{alts, pictures};
pub use sql::prices::{prices, tiers};
pub use sql::rules::{LEVELS, RULES};
pub use sql::sheets::sheets_on_sale;
pub use sql::stock::{EsimLeft, esims};
pub use sql::{
    attributes, brands, categories, in_pieces, parts, product_of, products, real_products, sheet, sheet_at_hand,
    stores, tax_rate_of, with_a_card, with_attributes,
};
pub use stock::{CountReason, Counted, Move, add_card, add_esim, count, put, take};
pub use stocked::{Stocked, categories_of_products, stocked};
pub use tables::KINDS;
