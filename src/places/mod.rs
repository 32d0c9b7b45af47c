//! Cities, outlets and delivery addresses.
//!
//! The regions are fixed data from `assets/seed/cities.csv`; outlets are the operator's; addresses are the customers' own.

mod addresses;
pub mod sql;
mod tables;

pub use addresses::{Address, AddressChange, AddressError, delete_addresses, set_address};
pub use sql::{
    City, Outlet, OutletKind, REGIONS, RegionKind, addresses, cities_of, countries, countries_of_province, outlet,
    outlets, own_address, regions,
};
pub use tables::KINDS;
