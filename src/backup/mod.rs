//! Backups: whole, verified copies of the outlet's database, each with a manifest that says what must be in it.
//!
//! [`make()`] copies the database of a folder while it is served, [`restore()`] puts a copy in its place while it is not, and a
//! [`Schedule`] has a serving outlet make copies by itself and drop old ones. Called by the commands `backup`, `restore`
//! and `serve`, by `/readyz`, `/metrics` and the admin's page; rules never come here.

mod backup_folder;
mod make;
mod manifest;
mod restore;
mod schedule;

pub use backup_folder::{BackupFolder, file_name};
pub use make::make;
pub use manifest::Manifest;
pub(crate) use manifest::hexadecimal;
pub use restore::{Restored, restore};
pub use schedule::{Schedule, State};
