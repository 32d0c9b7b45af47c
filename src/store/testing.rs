//! A store in a folder of its own, deleted with it: what the unit tests of every room stand on.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::sync::mpsc;

use super::{Db, OpenMode, Store, StoreError, StoreOptions, Tx};
use crate::clock::Instant;
use crate::random::Ids;

/// The outlet's present in these tests: 2016-07-06 14:44:34.
pub(crate) const NOW: Instant = Instant(1_467_787_474_000);

thread_local! {
    /// Statements that this thread has run, while somebody asks for them.
    static STATEMENTS: RefCell<Option<Vec<String>>> = const { RefCell::new(None) };
}

pub(super) fn note_statement(sql: &str) {
    STATEMENTS.with_borrow_mut(|noted| noted.iter_mut().for_each(|noted| noted.push(sql.to_owned())));
}

/// A place for a store that is removed with this.
pub(crate) struct TestFolder(PathBuf);

impl TestFolder {
    /// Nothing is made there yet.
    pub(crate) fn new() -> Self {
        // Not the process's id: another test of the same id may have been killed and have left its folder.
        Self(std::env::temp_dir().join(format!("outpost-test-store-{}", Ids::fresh().uuid())))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn open(&self, mode: OpenMode) -> Result<Store, String> {
        Store::open(&self.0, mode, &StoreOptions::default())
    }
}

impl Drop for TestFolder {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).unwrap();
    }
}

/// Keeps whoever writes waiting in a write until the first of the two is dropped; the second tells how that write ended.
pub(super) fn hold_the_writer(store: &Store) -> (mpsc::Sender<()>, std::thread::JoinHandle<Result<(), StoreError>>) {
    let (go, wait) = mpsc::channel::<()>();
    let (started, running) = mpsc::channel();
    let store = store.clone();
    let held = std::thread::spawn(move || {
        store.write_blocking(move |_| {
            started.send(()).unwrap();
            let _ = wait.recv();
            Ok::<_, StoreError>(())
        })
    });
    running.recv().unwrap();
    (go, held)
}

/// A store that is deleted with this. What it can be filled with is told by `transfer::testing`.
pub(crate) struct TestStore {
    pub(crate) store: Store,
    _folder: TestFolder,
}

impl TestStore {
    /// An empty store.
    pub(crate) fn new() -> Self {
        let folder = TestFolder::new();
        let store = folder.open(OpenMode::New).unwrap();
        Self { store, _folder: folder }
    }

    /// Runs work that must succeed in a transaction of its own.
    pub(crate) fn run<T: Send + 'static>(&self, work: impl Fn(&Tx<'_>) -> Result<T, StoreError> + Send + 'static) -> T {
        self.store.write_blocking(move |tx| work(tx)).unwrap()
    }

    pub(crate) fn number(&self, sql: &'static str) -> i64 {
        self.store.read(|db| db.number(sql, [])).unwrap()
    }

    /// How the statements of a look find their rows, each step as `explain query plan` words it.
    pub(crate) fn plans<T>(&self, look: impl FnOnce(&Db<'_>) -> Result<T, StoreError>) -> Vec<String> {
        STATEMENTS.set(Some(Vec::new()));
        self.store.read(look).unwrap();
        let statements = STATEMENTS.take().unwrap_or_default();
        let steps = |sql: &String| {
            let explained = format!("explain query plan {sql}");
            let find = |db: &Db<'_>| db.plan(&explained);
            self.store.read(find).unwrap()
        };
        statements.iter().flat_map(steps).collect()
    }

    pub(crate) fn texts(&self, sql: &'static str) -> Vec<Option<String>> {
        self.store.read::<_, StoreError>(|db| db.rows(sql, [], |row| row.get(0))).unwrap()
    }
}
