//! Doors for `crate::fuzzing`: files that somebody takes in.

use csv::{ReaderBuilder, StringRecord};

use super::layout::Layout;
use super::{encoding, import, kinds, quotes, whole};
use crate::clock::{Instant, Zone};
use crate::random::Ids;

/// A table, read as each kind; nothing is kept.
pub(crate) fn csv(file: &[u8]) {
    let Ok(text) = encoding::decode(file) else { return };
    let delimiter = import::delimiter(text.as_bytes());
    if quotes::unclosed(text.as_bytes(), delimiter).is_some() {
        return;
    }
    let mut reader =
        ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(text.as_bytes());
    let rows: Vec<StringRecord> = reader.records().map_while(Result::ok).collect();
    let Some((header, rows)) = rows.split_first() else { return };
    for kind in kinds() {
        let Ok(layout) = Layout::read(kind, header, Instant(0)) else { continue };
        for row in rows {
            drop(layout.values(row, Zone::china(), || import::line_of(text.as_bytes(), row)));
        }
    }
}

/// A whole outlet, read into a database that is thrown away.
pub(crate) fn outlet(file: &[u8]) {
    let folder = std::env::temp_dir().join(format!("outpost-fuzzing-{}", Ids::fresh().uuid()));
    if std::fs::create_dir_all(&folder).is_ok() {
        drop(whole::read(file, &folder.join("outlet.db"), |_| {}));
        // Whatever is left lies in the folder for temporary files.
        let _ = std::fs::remove_dir_all(&folder);
    }
}
