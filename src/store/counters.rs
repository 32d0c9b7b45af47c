//! The counters of ids in the writer's memory: drawn from there, and written once for all the writes that share a commit.
//!
//! The table stays what counts: a counter is read from it when it is first drawn from, and what was drawn is written before the commit
//! that keeps the rows with these ids. A write that fails gives its numbers back, as its rows are rolled back; a commit that fails
//! lets all of it be forgotten and read anew.

use std::cell::RefCell;

use rusqlite::{Connection, OptionalExtension, params};

use super::error::StoreError;

/// Counters that were drawn from since the start.
#[derive(Default)]
pub(super) struct Counters {
    kept: RefCell<Kept>,
}

#[derive(Default)]
struct Kept {
    counters: Vec<Counter>,
    /// What each change of this transaction found, the latest last: the counter's place and its next number.
    before: Vec<(usize, i64)>,
}

struct Counter {
    name: String,
    next: i64,
}

/// A point that can be gone back to, like a savepoint.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Point(usize);

impl Counters {
    /// The next number of a counter, from 1 on.
    pub(super) fn draw(&self, connection: &Connection, name: &str) -> rusqlite::Result<i64> {
        self.change(connection, name, |next| next + 1)
    }

    /// Raises a counter so that it gives only numbers above `taken`.
    pub(super) fn keep_above(&self, connection: &Connection, name: &str, taken: i64) -> rusqlite::Result<()> {
        self.change(connection, name, |next| next.max(taken + 1)).map(drop)
    }

    /// Changes a counter's next number, and gives what it was.
    fn change(&self, connection: &Connection, name: &str, to: impl FnOnce(i64) -> i64) -> rusqlite::Result<i64> {
        let kept = &mut *self.kept.borrow_mut();
        let place = kept.place(connection, name)?;
        let next = kept.counters[place].next;
        kept.before.push((place, next));
        kept.counters[place].next = to(next);
        Ok(next)
    }

    /// The next number of a counter that was drawn from since the start.
    pub(super) fn next(&self, name: &str) -> Option<i64> {
        self.kept.borrow().counters.iter().find(|counter| counter.name == name).map(|counter| counter.next)
    }

    /// Where this transaction is.
    pub(super) fn point(&self) -> Point {
        Point(self.kept.borrow().before.len())
    }

    /// Gives back what was drawn since `point`.
    pub(super) fn go_back_to(&self, point: Point) {
        let kept = &mut *self.kept.borrow_mut();
        while kept.before.len() > point.0 {
            if let Some((place, next)) = kept.before.pop() {
                kept.counters[place].next = next;
            }
        }
    }

    /// Writes what this transaction has drawn; it is to be committed next.
    pub(super) fn write(&self, connection: &Connection) -> Result<(), StoreError> {
        let kept = self.kept.borrow();
        let mut places: Vec<usize> = kept.before.iter().map(|(place, _)| *place).collect();
        places.sort_unstable();
        places.dedup();
        let sql = "insert into counters (name, next) values (?1, ?2)
            on conflict (name) do update set next = excluded.next";
        for counter in places.into_iter().map(|place| &kept.counters[place]) {
            connection.prepare_cached(sql)?.execute(params![counter.name, counter.next])?;
        }
        Ok(())
    }

    /// The transaction was committed: what was drawn is written.
    pub(super) fn begin_anew(&self) {
        self.kept.borrow_mut().before.clear();
    }

    /// The transaction was undone as a whole: the table knows.
    pub(super) fn forget(&self) {
        *self.kept.borrow_mut() = Kept::default();
    }
}

impl Kept {
    /// Where a counter is kept; it is read first where it is not.
    fn place(&mut self, connection: &Connection, name: &str) -> rusqlite::Result<usize> {
        if let Some(place) = self.counters.iter().position(|counter| counter.name == name) {
            return Ok(place);
        }
        let sql = "select next from counters where name = ?1";
        let next = connection.prepare_cached(sql)?.query_row([name], |row| row.get(0)).optional()?;
        self.counters.push(Counter { name: name.to_owned(), next: next.unwrap_or(1) });
        Ok(self.counters.len() - 1)
    }
}

#[cfg(test)]
mod tests {
    use crate::store::testing::{TestFolder, hold_the_writer};
    use crate::store::{OpenMode, Store, StoreError, Tx};

    fn draw(tx: &Tx<'_>) -> Result<i64, StoreError> {
        tx.next_id("things")
    }

    fn refuse<T>(_: i64) -> Result<T, StoreError> {
        Err(StoreError::Other("a rule says no".to_owned()))
    }

    /// What the file says, as another program would read it.
    fn written(store: &Store) -> i64 {
        store.read(|db| db.last_id("things")).unwrap()
    }

    #[test]
    fn a_write_that_fails_gives_its_numbers_back_and_the_next_one_draws_them() {
        let folder = TestFolder::new();
        let store = folder.open(OpenMode::New).unwrap();
        assert_eq!(store.write_blocking(draw).unwrap(), 1);
        store.write_blocking(|tx| draw(tx).and_then(|_| draw(tx)).and_then(refuse::<()>)).unwrap_err();
        assert_eq!((store.write_blocking(draw).unwrap(), written(&store)), (2, 2));
    }

    #[test]
    fn neighbours_of_one_commit_draw_one_after_the_other_whoever_of_them_fails() {
        let folder = TestFolder::new();
        let store = folder.open(OpenMode::New).unwrap();
        let (go, held) = hold_the_writer(&store);
        let writes: Vec<_> = (0..10)
            .map(|number| {
                let store = store.clone();
                std::thread::spawn(move || {
                    store.write_blocking(move |tx| {
                        let id = draw(tx)?;
                        if number % 2 == 0 { refuse(id) } else { Ok(id) }
                    })
                })
            })
            .collect();
        while store.queue_length() < 11 {
            std::thread::yield_now();
        }
        drop(go);
        held.join().unwrap().unwrap();
        let mut drawn: Vec<i64> = writes.into_iter().filter_map(|write| write.join().unwrap().ok()).collect();
        drawn.sort_unstable();
        assert_eq!((drawn, written(&store)), (vec![1, 2, 3, 4, 5], 5));
    }

    #[test]
    fn a_part_that_fails_gives_back_what_it_drew_and_no_more() {
        let folder = TestFolder::new();
        let store = folder.open(OpenMode::New).unwrap();
        let drawn = store.write_blocking(|tx| {
            let first = draw(tx)?;
            tx.in_part(|| draw(tx).and_then(refuse::<()>)).unwrap_err();
            Ok::<_, StoreError>((first, draw(tx)?, tx.last_id("things")?))
        });
        assert_eq!((drawn.unwrap(), written(&store)), ((1, 2, 2), 2));
    }

    #[test]
    fn numbers_of_a_transaction_that_was_undone_as_a_whole_are_drawn_again() {
        let folder = TestFolder::new();
        let store = folder.open(OpenMode::New).unwrap();
        store.write_blocking(draw).unwrap();
        // What a full disk does: SQLite rolls the whole transaction back by itself.
        let undone = store.write_blocking(|tx| draw(tx).and_then(|_| tx.run("rollback", [])));
        assert!(undone.is_err());
        assert_eq!((store.write_blocking(draw).unwrap(), written(&store)), (2, 2));
    }

    #[test]
    fn a_counter_goes_on_after_a_restart_and_above_what_came_with_ids_of_its_own() {
        let folder = TestFolder::new();
        let store = folder.open(OpenMode::New).unwrap();
        store.write_blocking(draw).unwrap();
        store.write_blocking(|tx| tx.keep_above("things", 41)).unwrap();
        store.write_blocking(|tx| tx.keep_above("things", 7)).unwrap();
        drop(store);
        let store = folder.open(OpenMode::Existing).unwrap();
        assert_eq!((store.write_blocking(draw).unwrap(), written(&store)), (42, 42));
    }
}
