//! Backups: whole, verified copies of the outlet's database, each with a manifest that says what must be in it.
//!
//! [`make()`] copies the database of a folder while it is served, [`restore()`] puts a copy in its place while it is not, and a
//! [`Schedule`] has a serving outlet make copies by itself, once more in a second place, and drop old ones. They may be sealed
//! ([`age`]). Called by the commands `backup`, `restore`
//! and `serve`, by `/readyz`, `/metrics` and the admin's page; rules never come here.

pub mod age;
mod backup_folder;
mod make;
mod manifest;
mod partial;
mod restore;
mod schedule;
mod sealing;
mod second;

pub use backup_folder::{BackupFolder, file_name};
pub use make::make;
pub use manifest::Manifest;
pub use restore::{Restored, rehearse, restore};
pub use schedule::{Plan, Schedule, State};
pub use sealing::Sealing;
