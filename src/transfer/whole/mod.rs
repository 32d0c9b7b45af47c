//! A whole outlet as one file of JSON lines, for any program and any database: `export all` and `import all`.
//!
//! The first line says what the file is. For each table there follow a line that names it with its columns, a line for each row
//! (an array of its values), and a line with the number of rows and the SHA-256 of their lines. The last line has the
//! SHA-256 of all lines before it. Values are null, whole numbers, texts, and `{"hex": "..."}` for bytes.
//!
//! What proves who somebody is stays at home: see [`secrets`]. [`write()`] reads a served outlet, [`read()`] makes a new database.

mod line;
mod read;
mod secrets;
mod write;

pub use read::{Read, read};
pub use secrets::Secrets;
pub use write::{WholeError, write};

#[cfg(test)]
mod tests;
