//! Where an export goes: standard output, a file that is replaced as a whole, or whatever else lies under the name.

use std::fs::{self, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::os::fd::AsFd;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::patience::Patient;
use crate::store::files::{make_private_file, sync_folder_of, with_ending};
use crate::store::{io_sentence, refuse_own_file};

/// What a name on the command line stands for.
pub(super) enum Target {
    /// Standard output: no name, `-`, or `/dev/stdout`.
    Output,
    /// A pipe, a device, a handle of this process or a link to nothing yet: what is written goes through it.
    Through(PathBuf),
    /// A file, new or there already; it is replaced when the new one is whole, so that nobody reads half of it.
    Replaced(PathBuf),
}

impl Target {
    /// Finds out what a name stands for. A link to a file stands for that file and stays.
    ///
    /// # Errors
    /// A sentence: the name is a folder's, a file's of the outlet in `data`, or cannot be looked at.
    pub(super) fn of(name: Option<&Path>, data: &Path) -> Result<Self, String> {
        let target = Self::meant(name)?;
        if let Self::Through(name) | Self::Replaced(name) = &target {
            refuse_own_file(data, name)?;
        }
        Ok(target)
    }

    fn meant(name: Option<&Path>) -> Result<Self, String> {
        let Some(name) = name.filter(|name| name.as_os_str() != "-" && *name != Path::new("/dev/stdout")) else {
            return Ok(Self::Output);
        };
        match fs::metadata(name) {
            Ok(data) if data.is_dir() => Err(format!("{} is a folder; name a file in it.", name.display())),
            Ok(data) if !data.is_file() || is_handle(name) => Ok(Self::Through(name.to_owned())),
            Ok(_) => fs::canonicalize(name).map(Self::Replaced).map_err(|error| cannot_write(name, &error)),
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(cannot_write(name, &error)),
            Err(_) if fs::symlink_metadata(name).is_ok() => Ok(Self::Through(name.to_owned())),
            Err(_) => Ok(Self::Replaced(name.to_owned())),
        }
    }

    /// Has `write` write it all; what it answers. A file that could not be written whole is left as it was; a pipe that takes nothing for
    /// the time of `patience` is given up.
    ///
    /// # Errors
    /// Those of `write`, and a sentence for a name that cannot be written.
    pub(super) fn fill<T>(
        &self,
        patience: Duration,
        write: impl FnOnce(&mut dyn Write) -> Result<T, String>,
    ) -> Result<T, String> {
        match self {
            Self::Output => {
                let name = Path::new("Standard output");
                let out = io::stdout().as_fd().try_clone_to_owned().map_err(|error| cannot_write(name, &error))?;
                buffered(name, Patient::new(out.into(), patience), write)
            }
            Self::Through(name) => {
                // A link to nothing yet is the only one that may be made: a pipe must be there.
                let open = OpenOptions::new().write(true).create(!name.exists()).mode(0o600).open(name);
                let out = open.map_err(|error| cannot_write(name, &error))?;
                buffered(name, Patient::new(out, patience), write)
            }
            Self::Replaced(name) => {
                let partial = with_ending(name, ".partial");
                let written = replace(name, &partial, write);
                if written.is_err() {
                    // What was written is of no use; that it cannot be removed harms nobody.
                    let _ = fs::remove_file(&partial);
                }
                written
            }
        }
    }

    /// The name, where something may be said about it on standard output without mixing with what was written.
    pub(super) fn name(&self) -> Option<&Path> {
        match self {
            Self::Output => None,
            Self::Through(name) => Some(name.as_path()).filter(|name| !is_handle(name)),
            Self::Replaced(name) => Some(name),
        }
    }
}

/// Whether a name may stand for an open file of this process, which a new file under the same name would not be.
fn is_handle(name: &Path) -> bool {
    name.starts_with("/dev") || name.starts_with("/proc")
}

fn replace<T>(
    name: &Path,
    partial: &Path,
    write: impl FnOnce(&mut dyn Write) -> Result<T, String>,
) -> Result<T, String> {
    let cannot = |error: io::Error| cannot_write(name, &error);
    let file = make_private_file(partial).map_err(cannot)?;
    let done = buffered(name, &file, write)?;
    file.sync_all().map_err(cannot)?;
    fs::rename(partial, name).and_then(|()| sync_folder_of(name)).map_err(cannot)?;
    Ok(done)
}

fn buffered<T>(
    name: &Path,
    out: impl Write,
    write: impl FnOnce(&mut dyn Write) -> Result<T, String>,
) -> Result<T, String> {
    let mut out = BufWriter::with_capacity(64 * 1024, out);
    let done = match write(&mut out) {
        Ok(done) => done,
        Err(sentence) => {
            // Half a table is of no use, and writing the rest of it would fail as well.
            drop(out.into_parts());
            return Err(sentence);
        }
    };
    out.flush().map_err(|error| cannot_write(name, &error))?;
    Ok(done)
}

fn cannot_write(name: &Path, error: &io::Error) -> String {
    io_sentence(&format!("{} cannot be written", name.display()), error)
}
