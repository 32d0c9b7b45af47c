//! Statements of the tours' tables, one file for each group of them.

pub mod apps;
pub mod batches;
pub mod calendar;
pub mod coupons;
pub mod offers;
pub mod orders;
pub mod packages;
pub mod papers;
pub mod partners;
pub mod people;
pub mod rules;
pub mod trips;
