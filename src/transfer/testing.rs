//! A test's store with what an outlet can be filled with: the demonstration, and tables as files.

use super::{ImportError, Imported, import, kind};
use crate::clock::{Instant, Zone};
use crate::store::Tx;
use crate::store::testing::{NOW, TestStore};

impl TestStore {
    /// A store with everything that the demonstration has.
    pub(crate) fn with_demo() -> Self {
        Self::with_demo_at(NOW)
    }

    /// The same, of an outlet whose present is another.
    pub(crate) fn with_demo_at(now: Instant) -> Self {
        let test = Self::new();
        test.write(move |tx| super::load_seed(tx, Zone::china(), now)).unwrap();
        test.write(move |tx| super::load_demo(tx, Zone::china(), now)).unwrap();
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
}
