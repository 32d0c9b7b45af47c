//! What the outlet sells, and the five interfaces it is sold through: a folder for each.

pub mod courses;
pub mod leases;
pub mod roaming;
pub mod tickets;
pub mod tours;
