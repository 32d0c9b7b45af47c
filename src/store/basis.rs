//! What an answer in memory rests on, and how it is known that nothing of it has changed since.
//!
//! A [`Basis`] is a set of tables. Whoever keeps what was made of them asks for its [`Stamp`] before the tables are read, keeps it
//! beside, and uses what is kept for as long as the stamp is the same. The writer raises the stamp with the commit that changes
//! one of the rows: triggers of its own connection tell it, so that no statement can be forgotten.
//!
//! A commit is seen by readers the moment `SQLite` writes it into the head of the index of the log (`-shm`, the first 48 bytes:
//! sqlite.org/walformat.html). Each stamp therefore goes with the head that was there when it was given out: while another one is there
//! (a commit is on its way, or a foreign program has written) there is no stamp, and everybody reads the database. So no kept answer
//! is older than what anybody has seen.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use rusqlite::Connection;
use rusqlite::functions::FunctionFlags;

use super::files::with_ending;
use super::memories::Memories;
use super::stamp::Stamp;

/// Bytes of the head of the log's index.
const HEAD: usize = 48;
/// The most bases that one store watches: a bit each.
const MOST: usize = 32;
/// What the triggers call.
const NOTE: &str = "outlet_note_change";

pub(super) type Head = [u8; HEAD];

/// Tables that something in memory was made of.
#[derive(Debug)]
pub struct Basis {
    /// Names it in the store; no two have one name.
    pub name: &'static str,
    /// The tables.
    pub tables: &'static [(&'static str, Columns)],
}

/// Which changes of a table count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Columns {
    /// All.
    All,
    /// All but updates of these columns alone.
    Without(&'static [&'static str]),
    /// Updates of these columns alone; new rows and deleted ones are another basis's.
    Only(&'static [&'static str]),
}

/// The stamps of a store's bases.
pub(super) struct Stamps {
    /// Never closed before the last connection is: closing a file lets go of every lock that this process has on it, `SQLite`'s too.
    index: Option<File>,
    bases: Vec<&'static Basis>,
    known: RwLock<Known>,
    /// What the transaction that runs has changed: a bit for each basis.
    touched: Arc<AtomicU32>,
    /// What looks and writes have made of the bases.
    pub(super) memories: Memories,
}

/// What a look or a write needs to know whether something that is kept is of the state that it sees.
pub(super) enum View<'s> {
    /// A look, with the head that was there before it began.
    Look(&'s Stamps, Option<Head>),
    /// A write: it sees what its own transaction has changed.
    Write(&'s Stamps),
}

/// What the writer has said last.
struct Known {
    head: Head,
    changes: [u64; MOST],
}

impl Stamps {
    /// Watches what the writer's connection changes from now on. Where that cannot be, there are no stamps, and nothing is kept.
    pub(super) fn watch(connection: &Connection, file: &Path, bases: &[&'static Basis]) -> Self {
        let touched = Arc::new(AtomicU32::new(0));
        let index = File::open(with_ending(file, "-shm")).ok();
        let watched = bases.len() <= MOST && install(connection, &touched, bases).is_ok();
        if !watched {
            tracing::error!("changes of tables cannot be watched: answers are not kept ready");
        }
        let head = index.as_ref().and_then(head_of).unwrap_or([0; HEAD]);
        let known = RwLock::new(Known { head, changes: [0; MOST] });
        Self {
            index,
            bases: if watched { bases.to_vec() } else { Vec::new() },
            known,
            touched,
            memories: Memories::default(),
        }
    }

    /// The head that is there now.
    pub(super) fn head(&self) -> Option<Head> {
        head_of(self.index.as_ref()?)
    }

    /// The stamp of these bases now; nothing while a commit is on its way, and for a basis that is not watched.
    pub(super) fn of(&self, bases: &[&'static Basis]) -> Option<Stamp> {
        let head = self.head()?;
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        if known.head == head { self.sum(&known, bases) } else { None }
    }

    fn sum(&self, known: &Known, bases: &[&'static Basis]) -> Option<Stamp> {
        let changes = |basis: &&'static Basis| Some(known.changes[self.place(basis)?]);
        // Counts only rise, so their sum stands still only while all of them do.
        bases.iter().map(changes).sum::<Option<u64>>().map(Stamp::of)
    }

    /// The stamp of the state that the running transaction sees; nothing once it has changed one of the bases.
    fn within(&self, bases: &[&'static Basis]) -> Option<Stamp> {
        let touched = self.touched.load(Ordering::Relaxed);
        let is_as_before = |basis: &&'static Basis| self.place(basis).is_some_and(|place| touched >> place & 1 == 0);
        if !bases.iter().all(is_as_before) {
            return None;
        }
        self.sum(&self.known.read().unwrap_or_else(PoisonError::into_inner), bases)
    }

    fn place(&self, basis: &'static Basis) -> Option<usize> {
        self.bases.iter().position(|known| std::ptr::eq(*known, basis) || known.name == basis.name)
    }

    /// To be called when the writer has the database for itself: what another program has written meanwhile may be anything.
    pub(super) fn look_for_strangers(&self) {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        if self.head() != Some(known.head) {
            self.touched.store(u32::MAX, Ordering::Relaxed);
        }
    }

    /// To be called after a commit, before anybody is answered: what it has changed has another stamp from now on.
    pub(super) fn raise(&self) {
        let Some(head) = self.head() else { return };
        let touched = self.touched.swap(0, Ordering::Relaxed);
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.head = head;
        for (place, changes) in known.changes.iter_mut().enumerate() {
            *changes += u64::from(touched >> place & 1);
        }
    }
}

impl View<'_> {
    pub(super) fn stamps(&self) -> &Stamps {
        match self {
            Self::Look(stamps, _) | Self::Write(stamps) => stamps,
        }
    }

    /// The stamp of exactly the state that this sees.
    pub(super) fn stamp(&self, bases: &[&'static Basis]) -> Option<Stamp> {
        match self {
            // While the head is the one from before the look, nothing was committed since, and the look sees that very state.
            Self::Look(stamps, head) => stamps.of(bases).filter(|_| stamps.head() == *head),
            Self::Write(stamps) => stamps.within(bases),
        }
    }
}

fn head_of(index: &File) -> Option<Head> {
    let mut head = [0; HEAD];
    index.read_exact_at(&mut head, 0).ok()?;
    Some(head)
}

/// Makes the triggers, which are this connection's own and gone with it.
fn install(connection: &Connection, touched: &Arc<AtomicU32>, bases: &[&'static Basis]) -> rusqlite::Result<()> {
    let touched = Arc::clone(touched);
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_INNOCUOUS;
    connection.create_scalar_function(NOTE, 1, flags, move |call| {
        let basis: u32 = call.get(0)?;
        touched.fetch_or(1_u32.wrapping_shl(basis), Ordering::Relaxed);
        Ok(basis)
    })?;
    for (place, basis) in bases.iter().enumerate() {
        for (table, columns) in basis.tables {
            connection.execute_batch(&triggers(connection, place, table, *columns)?)?;
        }
    }
    Ok(())
}

fn triggers(connection: &Connection, place: usize, table: &str, columns: Columns) -> rusqlite::Result<String> {
    let update = match columns {
        Columns::All => "update".to_owned(),
        Columns::Only(named) => format!("update of {}", named.join(", ")),
        Columns::Without(named) => {
            let mut all = connection.prepare("select name from pragma_table_info(?1) order by cid")?;
            let all = all.query_map([table], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
            let others: Vec<String> = all.into_iter().filter(|column| !named.contains(&column.as_str())).collect();
            format!("update of {}", others.join(", "))
        }
    };
    let rows = if matches!(columns, Columns::Only(_)) { &[][..] } else { &["insert", "delete"] };
    let condition = match columns {
        // Statements that save a whole row name every column.
        Columns::Only(named) => {
            let differs = |column: &&str| format!("old.{column} is not new.{column}");
            format!("when {}", named.iter().map(differs).collect::<Vec<_>>().join(" or "))
        }
        Columns::All | Columns::Without(_) => String::new(),
    };
    let events = rows.iter().copied().chain([update.as_str()]).enumerate();
    let trigger = |(number, event): (usize, &str)| {
        format!(
            "create temp trigger kept_{place}_{table}_{number} after {event} on main.{table} {condition}
             begin select {NOTE}({place}); end;"
        )
    };
    Ok(events.map(trigger).collect())
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, AtomicI64};

    use super::*;
    use crate::store::testing::TestFolder;
    use crate::store::{DATABASE_FILE, Kept, OpenMode, Store, StoreError, StoreOptions, Tx, params};

    static FACTS: Basis = Basis { name: "facts", tables: &[("facts", Columns::All)] };
    static VALUES: Basis = Basis { name: "values", tables: &[("facts", Columns::Only(&["value"]))] };
    static NAMES: Basis = Basis { name: "names", tables: &[("facts", Columns::Without(&["value"]))] };
    static CITIES: Basis = Basis { name: "cities", tables: &[("cities", Columns::All)] };
    static UNWATCHED: Basis = Basis { name: "brands", tables: &[("brands", Columns::All)] };

    struct Watched {
        store: Store,
        folder: TestFolder,
    }

    impl Watched {
        fn new() -> Self {
            let folder = TestFolder::new();
            let options = StoreOptions { bases: vec![&FACTS, &VALUES, &NAMES, &CITIES], ..StoreOptions::default() };
            let store = Store::open(folder.path(), OpenMode::New, &options).unwrap();
            let watched = Self { store, folder };
            watched.run("insert into facts (name, value) values ('a', '0')");
            watched
        }

        fn run(&self, sql: &'static str) {
            self.store.write_blocking(move |tx: &Tx<'_>| tx.run(sql, []).map(|_| ())).unwrap();
        }

        /// Which of facts, values, names and cities a statement makes old.
        fn changed_by(&self, sql: &'static str) -> [bool; 4] {
            let stamps = || [&FACTS, &VALUES, &NAMES, &CITIES].map(|basis| self.store.stamp(&[basis]).unwrap());
            let before = stamps();
            self.run(sql);
            let after = stamps();
            std::array::from_fn(|place| before[place] != after[place])
        }
    }

    #[test]
    fn a_commit_raises_the_stamps_of_what_it_changes_and_no_others() {
        let watched = Watched::new();
        let changed_by = |sql| watched.changed_by(sql);
        assert_eq!(changed_by("update facts set value = '1' where name = 'a'"), [true, true, false, false]);
        assert_eq!(
            changed_by("update facts set value = '1' where name = 'a'"),
            [true, false, false, false],
            "as it was"
        );
        assert_eq!(changed_by("update facts set name = 'b', value = '2' where name = 'a'"), [true, true, true, false]);
        assert_eq!(changed_by("insert into facts (name, value) values ('c', '')"), [true, false, true, false]);
        let put =
            "insert into facts (name, value) values ('c', 'x') on conflict (name) do update set value = excluded.value";
        assert_eq!(changed_by(put), [true, true, false, false]);
        assert_eq!(changed_by("delete from facts where name = 'none'"), [false; 4]);
        assert_eq!(changed_by("delete from facts"), [true, false, true, false], "all at once, too");
        assert_eq!(
            changed_by("insert into brands (id, name, created_at, modified_at) values (1, 'x', 0, 0)"),
            [false; 4]
        );
        assert_eq!(watched.store.stamp(&[&UNWATCHED]), None, "what is not watched is not kept");
        assert_eq!(watched.store.stamp(&[&FACTS, &UNWATCHED]), None);
        let both = || watched.store.stamp(&[&FACTS, &CITIES]).unwrap();
        let before = both();
        watched.run("insert into facts (name, value) values ('d', '')");
        assert_ne!(both(), before, "one of several is enough");
    }

    #[test]
    fn there_is_no_stamp_from_the_moment_on_at_which_another_program_has_written() {
        let watched = Watched::new();
        let before = watched.store.stamp(&[&FACTS]).unwrap();
        let stranger = Connection::open(watched.folder.path().join(DATABASE_FILE)).unwrap();
        stranger.execute("update facts set value = 'theirs' where name = 'a'", []).unwrap();
        assert_eq!(watched.store.stamp(&[&FACTS]), None, "everybody reads the database");
        watched.run("insert into brands (id, name, created_at, modified_at) values (1, 'x', 0, 0)");
        let after = watched.store.stamp(&[&FACTS]).unwrap();
        assert_ne!(after, before, "and what was kept before is old for ever");
        assert_eq!(watched.store.stamp(&[&FACTS]), Some(after));
    }

    #[test]
    fn a_log_that_begins_anew_keeps_the_stamps_right() {
        let watched = Watched::new();
        for round in 0..20 {
            let before = watched.store.stamp(&[&FACTS]);
            watched
                .store
                .write_blocking(move |tx: &Tx<'_>| tx.run("update facts set value = ?1", [round]).map(|_| ()))
                .unwrap();
            let after = watched.store.stamp(&[&FACTS]);
            assert!(before.is_some() && after.is_some() && before != after, "round {round}");
            let folding = Connection::open(watched.folder.path().join(DATABASE_FILE)).unwrap();
            folding.query_row("pragma wal_checkpoint(restart)", [], |_| Ok(())).unwrap();
        }
    }

    /// Readers that keep what they read, beside a writer that changes it all the time: how often one got a value that was older than
    /// one which had been acknowledged before it asked.
    fn stale_answers(watched: &Watched, stamp: impl Fn(&Store) -> Option<Stamp> + Sync) -> usize {
        let (kept, known, done) = (Kept::<(), i64>::default(), AtomicI64::new(0), AtomicBool::new(false));
        let look = || {
            let stamp = stamp(&watched.store);
            if let Some(value) = stamp.and_then(|stamp| kept.get(&(), stamp)) {
                return value;
            }
            let read = |db: &crate::store::Db<'_>| db.number("select cast(value as integer) from facts", []);
            let value = watched.store.read::<_, StoreError>(read).unwrap();
            if let Some(stamp) = stamp {
                kept.put((), stamp, value, 8);
            }
            value
        };
        let (stale, looks) = (AtomicI64::new(0), AtomicI64::new(0));
        std::thread::scope(|threads| {
            for _ in 0..3 {
                threads.spawn(|| {
                    let mut seen = 0;
                    while !done.load(Ordering::SeqCst) {
                        let at_least = known.load(Ordering::SeqCst).max(seen);
                        let value = look();
                        looks.fetch_add(1, Ordering::SeqCst);
                        stale.fetch_add(i64::from(value < at_least), Ordering::SeqCst);
                        // What one has seen, all others must see from now on.
                        known.fetch_max(value, Ordering::SeqCst);
                        seen = value;
                    }
                });
            }
            let mut value = 0_i64;
            while value < 200 || looks.load(Ordering::SeqCst) < 2000 {
                value += 1;
                let change = move |tx: &Tx<'_>| tx.run("update facts set value = ?1", params![value]).map(|_| ());
                watched.store.write_blocking(change).unwrap();
                known.fetch_max(value, Ordering::SeqCst);
            }
            done.store(true, Ordering::SeqCst);
        });
        usize::try_from(stale.into_inner()).unwrap()
    }

    #[test]
    fn no_reader_gets_a_value_that_is_older_than_an_acknowledged_one_or_than_what_anybody_has_seen() {
        assert_eq!(stale_answers(&Watched::new(), |store| store.stamp(&[&FACTS])), 0);
    }

    /// The twin: without stamps what is kept is never dropped.
    #[test]
    fn what_is_kept_without_a_stamp_gets_stale() {
        assert!(stale_answers(&Watched::new(), |_| Some(Stamp::of(1))) > 0);
    }
}
