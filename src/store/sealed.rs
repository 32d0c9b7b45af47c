//! What is sealed in the database: whether the key file that lies there opens it.

use super::{Db, StoreError};

/// Sealed values of a room. Rooms list theirs beside their statements.
#[derive(Clone, Copy, Debug)]
pub struct Sealed {
    /// What the values are, for people.
    pub name: &'static str,
    /// A statement that gives each sealed value: the place that it was sealed for, and its bytes.
    pub statement: &'static str,
}

/// How many sealed values there are, and which of them do not open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unsealing {
    /// All that were tried.
    pub tried: u64,
    /// Those that did not open.
    pub closed: u64,
    /// The place of the first of those.
    pub first_closed: Option<String>,
}

impl Sealed {
    /// Tries the first `most` values.
    pub fn try_open(&self, db: &Db<'_>, most: i64) -> Result<Unsealing, StoreError> {
        let mut found = Unsealing::default();
        db.each(&format!("select * from ({}) limit ?1", self.statement), [most], |row| {
            let (place, sealed): (String, Vec<u8>) = (row.get(0)?, row.get(1)?);
            found.tried += 1;
            if db.vault().unseal(&place, &sealed).is_none() {
                found.closed += 1;
                found.first_closed.get_or_insert(place);
            }
            Ok::<_, StoreError>(())
        })?;
        Ok(found)
    }
}
