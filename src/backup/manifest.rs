//! What a backup's second file says of the first: `FILE.json` beside `FILE`.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::age::FileKey;
use crate::store::files::{make_outlet_file, with_ending};
use crate::text::hex;

/// What must be in a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The program's version that made it.
    pub program: String,
    /// When the copy was begun, in epoch milliseconds: everything acknowledged before is in it.
    pub made_at: i64,
    /// The same as UTC text, for people.
    pub made_at_text: String,
    /// The schema version.
    pub schema: i64,
    /// Bytes of the file.
    pub bytes: u64,
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: String,
    /// Rows of each table.
    pub rows: BTreeMap<String, i64>,
    /// How many acknowledged commits the database lacked, because its log was damaged; nothing when it lacked none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing_commits: Option<u64>,
    /// Whether somebody had it made, and not the outlet by itself.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_hand: bool,
    /// What a sealed backup is sealed with, `age`; nothing for one that lies open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sealed: Option<String>,
    /// A checksum of all the above under the key of a sealed backup's file, in hexadecimal: who has not that key cannot change it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mac: Option<String>,
}

impl Manifest {
    /// Where the manifest of a backup lies.
    #[must_use]
    pub fn path_of(backup: &Path) -> PathBuf {
        with_ending(backup, ".json")
    }

    /// Reads the manifest of a backup; nothing when it has none.
    ///
    /// # Errors
    /// A sentence when there is one that cannot be read.
    pub fn read(backup: &Path) -> Result<Option<Self>, String> {
        let path = Self::path_of(backup);
        let text = match fs::read(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(format!("The manifest {} cannot be read: {error}.", path.display())),
        };
        Self::parse(&text).map(Some).map_err(|error| format!("The manifest {} is damaged: {error}.", path.display()))
    }

    pub(crate) fn parse(text: &[u8]) -> serde_json::Result<Self> {
        serde_json::from_slice(text)
    }

    /// Whether a file is the one that this was made of.
    ///
    /// # Errors
    /// A sentence when it is not, or cannot be read.
    pub fn describes(&self, file: &Path) -> Result<(), String> {
        let (bytes, sha256) =
            measure(file).map_err(|error| format!("The backup {} cannot be read: {error}.", file.display()))?;
        if (bytes, sha256.as_str()) == (self.bytes, self.sha256.as_str()) {
            return Ok(());
        }
        Err(format!("The backup {} is not the file that its manifest describes; take another one.", file.display()))
    }

    /// Its checksum under the key of the file that it describes.
    #[must_use]
    pub fn vouched_by(&self, key: &FileKey) -> Option<String> {
        let bare = Self { mac: None, ..self.clone() };
        let text = serde_json::to_vec(&bare).ok()?;
        Some(hex(&key.vouch("outpost backup manifest", &text)))
    }

    /// Writes the manifest to a file and waits until it is on the disk.
    pub(super) fn write(&self, file: &Path) -> io::Result<()> {
        let mut out = make_outlet_file(file)?;
        serde_json::to_writer_pretty(&mut out, self)?;
        out.write_all(b"\n")?;
        out.sync_all()
    }
}

/// Bytes and SHA-256 (hexadecimal) of a file, read in pieces.
pub(super) fn measure(file: &Path) -> io::Result<(u64, String)> {
    let mut file = File::open(file)?;
    let mut hash = Sha256::new();
    let mut piece = vec![0; 128 * 1024];
    let mut bytes = 0;
    loop {
        match file.read(&mut piece)? {
            0 => break,
            length => {
                hash.update(&piece[..length]);
                bytes += length as u64;
            }
        }
    }
    Ok((bytes, hex(&hash.finalize())))
}
