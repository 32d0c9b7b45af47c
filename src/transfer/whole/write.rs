//! Writing the file.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::Secrets;
use super::line::{FORMAT, Head, Mark, to_json};
use crate::store::{Db, StoreError, Table, each_row, schema_of, tables};
use crate::text::hex;

/// Why the file was not written whole.
#[derive(Debug, thiserror::Error)]
pub enum WholeError {
    /// The store failed.
    #[error("the store cannot be read: {0}")]
    Store(#[from] StoreError),
    /// The file cannot be written.
    #[error("the file cannot be written: {0}")]
    Write(#[from] io::Error),
}

/// Writes all tables; how many rows.
///
/// # Errors
/// [`WholeError`]; what was written until then has no last line, and [`read`](super::read()) refuses it.
pub fn write(db: &Db<'_>, secrets: Secrets, out: impl Write) -> Result<u64, WholeError> {
    let mut out = Lines { out, table: Sha256::new(), whole: Sha256::new() };
    out.line(&Head {
        outpost: FORMAT,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        schema: schema_of(db)?,
        secrets: secrets == Secrets::Included,
    })?;
    let (mut count, mut rows) = (0, 0);
    for table in tables(db)?.iter().filter(|table| Secrets::takes(&table.name)) {
        rows += write_table(db, table, secrets, &mut out)?;
        count += 1;
    }
    let whole = hex(&out.whole.clone().finalize());
    out.line(&Mark::Done { tables: count, whole })?;
    out.out.flush()?;
    Ok(rows)
}

fn write_table(db: &Db<'_>, table: &Table, secrets: Secrets, out: &mut Lines<impl Write>) -> Result<u64, WholeError> {
    out.line(&Mark::Table { table: table.name.clone(), columns: table.columns.clone() })?;
    out.table = Sha256::new();
    let mut rows = 0;
    each_row(db, table, |cells| {
        if let Some(cells) = secrets.spare(&table.name, &table.columns, cells) {
            out.line(&cells.iter().map(to_json).collect::<Vec<Value>>())?;
            rows += 1;
        }
        Ok::<_, WholeError>(())
    })?;
    let sha256 = hex(&out.table.clone().finalize());
    out.line(&Mark::End { rows, sha256 })?;
    Ok(rows)
}

/// Lines on their way out, with the checksums of what went.
struct Lines<W> {
    out: W,
    table: Sha256,
    whole: Sha256,
}

impl<W: Write> Lines<W> {
    fn line(&mut self, value: &impl Serialize) -> io::Result<()> {
        let mut line = serde_json::to_vec(value)?;
        line.push(b'\n');
        self.table.update(&line);
        self.whole.update(&line);
        self.out.write_all(&line)
    }
}
