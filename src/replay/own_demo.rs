//! A demonstration of the replay's own: this executable again, in a new folder, at the recorded time.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use super::json::Node;
use super::send::Base;

/// A demonstration that runs; it ends with this value, and its folder goes with it.
pub(super) struct OwnDemo {
    executable: PathBuf,
    folder: PathBuf,
    preset: Option<String>,
    running: Option<(String, Child)>,
}

impl OwnDemo {
    /// A demonstration in a folder that is not there yet.
    pub(super) fn new(executable: &Path, folder: PathBuf, preset: Option<String>) -> Self {
        Self { executable: executable.to_owned(), folder, preset, running: None }
    }

    /// Has the clock stand at a time, by starting the demonstration again on its folder where it stands elsewhere; whether it
    /// was started.
    pub(super) fn at(&mut self, time: &str) -> Result<Option<Base>, String> {
        if self.running.as_ref().is_some_and(|(running, _)| running == time) {
            return Ok(None);
        }
        self.stop();
        let mut command = Command::new(&self.executable);
        command
            .args(["demo", "--listen", "127.0.0.1:0", "--set", "log.level=warn", "--at", time, "--data"])
            .arg(&self.folder);
        if let Some(preset) = &self.preset {
            command.args(["--as", preset]);
        }
        let spawned = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn();
        let mut child = spawned.map_err(|error| format!("A demonstration cannot be started: {error}."))?;
        let mut line = String::new();
        if let Some(output) = child.stdout.take() {
            // What it says of itself is told below, if it did not get that far.
            let _ = BufReader::new(output).read_line(&mut line);
        }
        self.running = Some((time.to_owned(), child));
        let url = Node::read(line.trim()).and_then(|node| Some(node.get("url")?.scalar()?.to_owned()));
        let base = url.as_deref().and_then(Base::parse);
        base.map(Some).ok_or_else(|| "The demonstration did not start; its own words stand above.".to_owned())
    }

    fn stop(&mut self) {
        if let Some((_, mut child)) = self.running.take() {
            // Whatever it acknowledged is on the disk; that it is gone already is as good.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

impl Drop for OwnDemo {
    fn drop(&mut self) {
        self.stop();
        // A folder in the place for passing things; the machine tidies it up.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
