//! Making a new database of the file.

use std::io::BufRead;
use std::path::Path;

use serde::de::DeserializeOwned;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::Secrets;
use super::line::{FORMAT, Head, Mark, from_json};
use crate::store::{Cell, Loading, StoreError, Table, tables};
use crate::text::hex;

/// The longest line that is read: no row of ours comes near it.
const MAX_LINE_LEN: u64 = 16 * 1024 * 1024;

/// What was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Read {
    /// Rows.
    pub rows: u64,
    /// Whether its secrets came along.
    pub secrets: Secrets,
}

/// Makes the database `file` of an exported outlet; how many rows it has. `tell` hears now and then how many there are yet.
/// The caller looks the file over and puts it in place, or removes it after an error.
///
/// # Errors
/// A sentence that names the line: broken or changed lines, a table or a row that does not fit, an end that is missing.
pub fn read(source: impl BufRead, file: &Path, tell: impl Fn(u64)) -> Result<Read, String> {
    let mut lines = Lines { source, number: 0, line: Vec::new(), table: Sha256::new(), whole: Sha256::new() };
    let head: Head = lines.parse("the head of an outlet that `outpost export all` has written")?;
    if head.outpost != FORMAT {
        return Err(format!("The file has form {}, this program reads {FORMAT}; use the newer program.", head.outpost));
    }
    let loading = Loading::begin(file, head.schema)?;
    let failed = |error: StoreError| error.sentence("The new database cannot be written");
    let known = tables(&loading.db()).map_err(failed)?;
    for table in &known {
        loading.clear(table).map_err(failed)?;
    }
    let (mut rows, mut count) = (0, 0);
    loop {
        let before = hex(&lines.whole.clone().finalize());
        match lines.parse("a table or the end of the file")? {
            Mark::Table { table, columns } => {
                let table = known.iter().find(|it| it.name == table && Secrets::takes(&it.name));
                let table = table.filter(|table| columns.iter().all(|column| table.columns.contains(column)));
                let table = table.ok_or_else(|| lines.wrong("names a table or a column that this schema has not"))?;
                rows += read_rows(&mut lines, &loading, table, &columns, &|row| tell(rows + row))?;
                count += 1;
            }
            Mark::Done { tables, whole } if (tables, &whole) == (count, &before) => break,
            Mark::Done { .. } => return Err(lines.wrong("does not agree with the lines before it")),
            Mark::End { .. } => return Err(lines.wrong("ends a table that has not begun")),
        }
    }
    loading.finish().map_err(failed)?;
    Ok(Read { rows, secrets: if head.secrets { Secrets::Included } else { Secrets::LeftOut } })
}

fn read_rows(
    lines: &mut Lines<impl BufRead>,
    loading: &Loading,
    table: &Table,
    columns: &[String],
    tell: &impl Fn(u64),
) -> Result<u64, String> {
    lines.table = Sha256::new();
    let mut count = 0;
    loop {
        let before = hex(&lines.table.clone().finalize());
        let value: Value = lines.parse("a row, or the end of its table")?;
        let Value::Array(values) = value else {
            return match serde_json::from_value(value) {
                Ok(Mark::End { rows, sha256 }) if (rows, &sha256) == (count, &before) => Ok(count),
                _ => Err(lines.wrong("does not agree with the rows before it")),
            };
        };
        let cells: Option<Vec<Cell>> = values.into_iter().map(from_json).collect();
        let cells = cells.filter(|cells| cells.len() == columns.len());
        let cells = cells.ok_or_else(|| lines.wrong("is no row of its table"))?;
        loading
            .put(table, columns, cells)
            .map_err(|error| lines.wrong(&format!("is refused by the table {}: {error}", table.name)))?;
        count += 1;
        if count % 1000 == 0 {
            tell(count);
        }
    }
}

/// Lines on their way in, with the checksums of what came.
struct Lines<R> {
    source: R,
    number: u64,
    line: Vec<u8>,
    table: Sha256,
    whole: Sha256,
}

impl<R: BufRead> Lines<R> {
    fn parse<T: DeserializeOwned>(&mut self, wanted: &str) -> Result<T, String> {
        use std::io::Read;
        self.number += 1;
        self.line.clear();
        let read = self.source.by_ref().take(MAX_LINE_LEN).read_until(b'\n', &mut self.line);
        read.map_err(|error| format!("The file cannot be read: {error}."))?;
        if self.line.last() != Some(&b'\n') {
            return Err(format!("The file ends at line {} before its end; copy it again.", self.number));
        }
        self.table.update(&self.line);
        self.whole.update(&self.line);
        serde_json::from_slice(&self.line).map_err(|_| self.wrong(&format!("is not {wanted}")))
    }

    fn wrong(&self, what: &str) -> String {
        format!("Line {} {what}; nothing was imported.", self.number)
    }
}
