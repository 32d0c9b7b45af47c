//! Checks for damage that the file's own structure does not show.

use super::{Checkup, Finding};
use crate::orders::{self, Chain};
use crate::store::{
    Digested, LOSS_FILE, StoreError, compare_digests, lost_commits, marked_commits, missing_commits, schema_of,
    schema_version,
};

/// Rows of orders, money and goods that are not as they were written.
pub(super) fn rows(checkup: &Checkup) -> Finding {
    match checkup.reader.look(compare_digests) {
        Ok(Digested { changed, .. }) if !changed.is_empty() => Finding::Wrong(format!(
            "not as they were written: {}; compare with slips and backups, and restore one if the disk has done it.",
            changed.join(", ")
        )),
        Ok(Digested { sound, due, .. }) => Finding::Good(format!(
            "{sound} of orders, money and goods are as they were written, {due} have no digest yet"
        )),
        Err(error) => unreadable(checkup, &error),
    }
}

/// Whether writes that were acknowledged are missing: at a start, or now.
pub(super) fn lost(checkup: &Checkup) -> Finding {
    // The mark first: what is written while we look is in the database then.
    let marked = marked_commits(&checkup.folder);
    let missing = match checkup.reader.look(|db| missing_commits(db, marked)) {
        Ok(missing) => missing,
        Err(error) => return unreadable(checkup, &error),
    };
    match lost_commits(&checkup.folder) {
        None if missing > 0 => Finding::Wrong(format!(
            "{missing} are missing, because the log was damaged. Keep a copy of {} as it is, and compare with slips and providers.",
            checkup.folder.display()
        )),
        None => Finding::Good("none is missing".to_owned()),
        Some(lost) => Finding::Wrong(format!(
            "{lost} were missing at a start, because the log was damaged; compare with slips and providers, then remove {}.",
            checkup.folder.join(LOSS_FILE).display()
        )),
    }
}

/// Whether an entry of the trail was changed or is missing.
pub(super) fn trail(checkup: &Checkup) -> Finding {
    match checkup.reader.look(orders::chain) {
        Ok(Chain { broken_at: Some(entry), .. }) => Finding::Wrong(format!(
            "entry {entry} does not go with the one before it: one of them was changed, or one between them is missing."
        )),
        Ok(Chain { is_cut: true, .. }) => Finding::Wrong("entries are missing at its end.".to_owned()),
        Ok(Chain { entries, last: Some(last), .. }) => {
            Finding::Good(format!("all {entries} entries are there; the last link is {}", &last[..last.len().min(16)]))
        }
        Ok(Chain { entries, .. }) => Finding::Good(format!("{entries} entries, none of them linked yet")),
        Err(error) => unreadable(checkup, &error),
    }
}

fn unreadable(checkup: &Checkup, error: &StoreError) -> Finding {
    let is_older = checkup.reader.look(schema_of).is_ok_and(|schema| schema < schema_version());
    if is_older && matches!(error, StoreError::Other(_)) {
        return Finding::Note("not looked at, because the schema is older.".to_owned());
    }
    Finding::Wrong(error.sentence("this cannot be looked at"))
}
