//! The table of checks and what comes of it.

use std::fmt;
use std::path::PathBuf;

use super::{damage, file, machine, rules, sealed};
use crate::config::Config;
use crate::store::Reader;

/// What a check is given.
pub struct Checkup {
    /// The data folder.
    pub folder: PathBuf,
    /// A look at its database.
    pub reader: Reader,
    /// Whether it has the key of what is sealed.
    pub has_key: bool,
    /// The file that the settings came from, where one was named.
    pub settings_file: Option<PathBuf>,
    /// The settings, or the sentence that says what is wrong with them.
    pub config: Result<Config, String>,
    /// Whether an outlet is serving the folder now.
    pub serving: bool,
}

/// What a check found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// All is well; what was seen.
    Good(String),
    /// Something to know that stops nobody from selling.
    Note(String),
    /// Something is wrong, and what to do.
    Wrong(String),
}

/// One check of the house.
#[derive(Clone, Copy)]
pub struct Check {
    /// Its name in the report.
    pub name: &'static str,
    /// Looks.
    pub look: fn(&Checkup) -> Finding,
}

/// The house's checks, in the order of the report.
const HOUSE: [Check; 21] = [
    Check { name: "settings", look: machine::settings },
    Check { name: "settings file", look: machine::settings_file },
    Check { name: "clock", look: machine::clock },
    Check { name: "disk space", look: machine::disk_space },
    Check { name: "port", look: machine::port },
    Check { name: "folder rights", look: file::folder_rights },
    Check { name: "file rights", look: file::file_rights },
    Check { name: "owners", look: file::owners },
    Check { name: "key file", look: file::key_file },
    Check { name: "sealed values", look: sealed::values },
    Check { name: "disk", look: file::disk },
    Check { name: "schema", look: file::schema },
    Check { name: "tables", look: file::tables },
    Check { name: "integrity", look: file::integrity },
    Check { name: "foreign keys", look: file::foreign_keys },
    Check { name: "rows", look: damage::rows },
    Check { name: "acknowledged writes", look: damage::lost },
    Check { name: "audit trail", look: damage::trail },
    Check { name: "counters", look: file::counters },
    Check { name: "backup", look: file::backup },
    Check { name: "second backup", look: file::second_backup },
];

/// One line of the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Which check.
    pub name: &'static str,
    /// What it found.
    pub finding: Finding,
}

impl Line {
    /// Whether the outlet needs somebody.
    #[must_use]
    pub fn is_wrong(&self) -> bool {
        matches!(self.finding, Finding::Wrong(_))
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (mark, text) = match &self.finding {
            Finding::Good(text) => ("ok   ", text),
            Finding::Note(text) => ("note ", text),
            Finding::Wrong(text) => ("WRONG", text),
        };
        write!(f, "{mark}  {}: {text}", self.name)
    }
}

/// Goes through all checks and hands each line over as soon as it is known: some take a while. Gives whether all is well.
pub fn examine(checkup: &Checkup, mut tell: impl FnMut(&Line)) -> bool {
    let mut well = true;
    let mut line = |name, finding| {
        let line = Line { name, finding };
        well &= !line.is_wrong();
        tell(&line);
    };
    for check in HOUSE {
        line(check.name, (check.look)(checkup));
    }
    for rule in rules::rules() {
        line(rule.name, rules::look(rule, checkup));
    }
    well
}
