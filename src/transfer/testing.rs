//! A store in a folder of its own, deleted with it.

use std::path::PathBuf;

use super::{ImportError, Imported, import, kind};
use crate::clock::{Instant, Zone};
use crate::random::Ids;
use crate::store::{OpenMode, Store, StoreError, StoreOptions, Tx};

/// An empty store that is deleted with this.
pub(crate) struct TestStore {
    pub(crate) store: Store,
    folder: PathBuf,
}

/// The outlet's present in these tests: 2016-07-06 14:44:34.
pub(crate) const NOW: Instant = Instant(1_467_787_474_000);

impl TestStore {
    pub(crate) fn new() -> Self {
        // Not the process's id: another test of the same id may have been killed and have left its folder.
        let folder = std::env::temp_dir().join(format!("outpost-test-store-{}", Ids::fresh().uuid()));
        let store = Store::open(&folder, OpenMode::New, &StoreOptions::default()).unwrap();
        Self { store, folder }
    }

    /// An empty store with everything that the demonstration has.
    pub(crate) fn with_demo() -> Self {
        let test = Self::new();
        test.write(|tx| super::load_seed(tx, Zone::china(), NOW)).unwrap();
        test.write(|tx| super::load_demo(tx, Zone::china(), NOW)).unwrap();
        test
    }

    pub(crate) fn write<T: Send + 'static>(
        &self,
        work: impl FnMut(&Tx<'_>) -> Result<T, ImportError> + Send + 'static,
    ) -> Result<T, ImportError> {
        self.store.write_blocking(work)
    }

    pub(crate) fn import(&self, name: &'static str, csv: impl Into<Vec<u8>>) -> Result<Imported, ImportError> {
        let csv = csv.into();
        self.write(move |tx| import(tx, Zone::china(), NOW, kind(name).unwrap(), &csv))
    }

    /// The mistakes of a file that must be refused, as they are shown.
    pub(crate) fn mistakes(&self, name: &'static str, csv: impl Into<Vec<u8>>) -> Vec<String> {
        match self.import(name, csv) {
            Err(ImportError::Refused(mistakes)) => mistakes.iter().map(ToString::to_string).collect(),
            other => panic!("mistakes wanted, got {other:?}"),
        }
    }

    pub(crate) fn number(&self, sql: &'static str) -> i64 {
        self.store.read(|db| db.number(sql, [])).unwrap()
    }

    pub(crate) fn texts(&self, sql: &'static str) -> Vec<Option<String>> {
        self.store.read::<_, StoreError>(|db| db.rows(sql, [], |row| row.get(0))).unwrap()
    }
}

impl Drop for TestStore {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.folder).unwrap();
    }
}
