//! An outlet that waits for its owner: made by `serve` on a new folder, it has no account yet, and the first who proves to stand at the
//! machine, or to read its terminal, becomes its admin. From then on nobody can.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::{Outlet, sql};
use crate::accounts;
use crate::random::Ids;
use crate::store::files::{make_outlet_file, remove_if_there};
use crate::store::{Db, StoreError, Tx};

/// The file in the data folder that has the set-up code; its owner alone can read it.
pub const CODE_FILE: &str = "setup-code.txt";
/// Letters of a code that nobody takes for one another when they are read aloud: 31 to the power of 12 are 59 bits, which nobody
/// guesses over a network, however often he may try.
const LETTERS: &[u8; 31] = b"23456789ABCDEFGHJKLMNPQRSTUVWXY";
/// Groups of a code, and letters of a group.
const GROUPS: (usize, usize) = (3, 4);

/// The code of this start, where the outlet waits for its owner.
#[derive(Default)]
struct SetUpCode(OnceLock<String>);

/// Records that the outlet has nobody yet.
pub fn await_owner(tx: &Tx<'_>) -> Result<(), StoreError> {
    sql::await_owner(tx)
}

/// Whether the outlet waits for its owner. An admin, however he came and whatever became of him, has ended that.
pub fn awaits_owner(db: &Db<'_>) -> Result<bool, StoreError> {
    Ok(sql::awaits_owner(db)? && !accounts::sql::has_admin(db)?)
}

/// Ends the waiting for ever.
pub fn owner_has_come(tx: &Tx<'_>) -> Result<(), StoreError> {
    sql::owner_has_come(tx)
}

impl Outlet {
    /// Makes the code for this start, and writes it where the owner of the folder alone can read it; `None` where there is an owner.
    ///
    /// # Errors
    /// A sentence for the person at the command line.
    pub fn make_set_up_code(&self, ids: &mut Ids) -> Result<Option<String>, String> {
        let awaits = self.store.read(awaits_owner).map_err(|error| error.sentence("The outlet cannot be looked at"))?;
        let file = code_file(self.store.folder());
        if !awaits {
            // One that a power cut left behind opens nothing any more.
            let _ = remove_if_there(&file);
            return Ok(None);
        }
        let code = new_code(ids);
        let written = make_outlet_file(&file).and_then(|mut open| writeln!(open, "{code}"));
        written.map_err(|error| format!("The set-up code cannot be written to {}: {error}.", file.display()))?;
        Ok(Some(self.memory::<SetUpCode>().0.get_or_init(|| code).clone()))
    }

    /// Whether this is the code, as people type it.
    #[must_use]
    pub fn is_set_up_code(&self, typed: &str) -> bool {
        let plain =
            |text: &str| text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_uppercase();
        let memory = self.memory::<SetUpCode>();
        memory.0.get().is_some_and(|code| crate::random::digest(&plain(code)) == crate::random::digest(&plain(typed)))
    }

    /// Removes the file of the code, which opens nothing any more.
    pub fn forget_set_up_code(&self) {
        if let Err(error) = remove_if_there(&code_file(self.store.folder())) {
            tracing::warn!(%error, "the file of the set-up code could not be removed; it opens nothing any more");
        }
    }
}

fn code_file(folder: &Path) -> PathBuf {
    folder.join(CODE_FILE)
}

fn new_code(ids: &mut Ids) -> String {
    let (groups, letters) = GROUPS;
    let mut letter = || {
        let place = usize::try_from(ids.below(LETTERS.len() as u64)).unwrap_or_default();
        LETTERS.get(place).copied().map_or('2', char::from)
    };
    let groups: Vec<String> = (0..groups).map(|_| (0..letters).map(|_| letter()).collect()).collect();
    groups.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_three_groups_of_letters_that_look_like_no_others() {
        let code = new_code(&mut Ids::seeded(3));
        assert_eq!(code.split('-').map(str::len).collect::<Vec<_>>(), [4, 4, 4], "{code}");
        assert!(!code.contains(['0', 'O', '1', 'I', 'Z', 'o']), "{code}");
        assert_ne!(code, new_code(&mut Ids::seeded(4)));
    }
}
