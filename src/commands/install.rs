//! `outpost install`: this executable becomes a service of the machine.

use std::fmt;
use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use clap::Args;

/// Make this machine an outlet: account, folders, systemd units, first start. Run it again to update.
#[derive(Args)]
pub(super) struct Options {
    /// Print what would be done, and do nothing.
    #[arg(long)]
    dry_run: bool,
    /// Set up the kiosk screen too; it needs the packages cage, chromium and xwayland.
    #[arg(long)]
    kiosk: bool,
    /// Write the files below this folder and run no command; for images of machines.
    #[arg(long, value_name = "FOLDER")]
    root: Option<PathBuf>,
}

/// Where packages put the executable; what is installed by hand goes to [`EXECUTABLE`].
const PACKAGED: &str = "/usr/bin/outpost";
const EXECUTABLE: &str = "/usr/local/bin/outpost";
pub(super) const UNITS: &str = "/etc/systemd/system";
/// The unit that the Debian package brings; one of `install` would stand before it.
pub(super) const PACKAGED_UNIT: &str = "/lib/systemd/system/outpost.service";
pub(super) const SETTINGS: &str = "/etc/outpost/outpost.toml";
pub(super) const DATA: &str = "/var/lib/outpost";
pub(super) const BACKUPS: &str = "/var/backups/outpost";
const DATABASE: &str = "/var/lib/outpost/outpost.db";

/// The units and the accounts, the same as in the package.
const FILES: [(&str, &str); 7] = [
    ("/etc/sysusers.d/outpost.conf", include_str!("../../packaging/sysusers.d/outpost.conf")),
    ("/etc/tmpfiles.d/outpost.conf", include_str!("../../packaging/tmpfiles.d/outpost.conf")),
    ("outpost.service", include_str!("../../packaging/systemd/outpost.service")),
    ("outpost.socket", include_str!("../../packaging/systemd/outpost.socket")),
    ("outpost-backup.service", include_str!("../../packaging/systemd/outpost-backup.service")),
    ("outpost-backup.timer", include_str!("../../packaging/systemd/outpost-backup.timer")),
    ("outpost-kiosk.service", include_str!("../../packaging/systemd/outpost-kiosk.service")),
];

/// One thing to do.
pub(super) enum Step {
    /// Copy this executable.
    Executable(PathBuf),
    /// Write a file.
    File(PathBuf, String),
    /// Write a file unless there is one: it is the owner's to change, and not everybody's to read, because keys stand in it.
    FileOnce(PathBuf, String),
    /// Remove a file, or a folder with all that is in it.
    Remove(PathBuf),
    /// Run a command.
    Run(&'static [&'static str]),
}

pub(super) fn run(options: &Options) -> Result<(), String> {
    let root = options.root.clone().unwrap_or_else(|| PathBuf::from("/"));
    let mut steps = files(&root);
    if options.root.is_none() {
        steps.extend(commands(Path::new(DATABASE).exists(), options.kiosk));
    }
    carry_out(&steps, options.dry_run)?;
    if !options.dry_run && options.root.is_none() {
        say!("The outlet runs. Its pages are at http://127.0.0.1:8050/, its settings in {SETTINGS}.");
    }
    Ok(())
}

/// Takes the steps one after another, or prints them.
pub(super) fn carry_out(steps: &[Step], is_rehearsal: bool) -> Result<(), String> {
    for step in steps {
        if is_rehearsal {
            say!("{step}");
        } else {
            perform(step)?;
        }
    }
    Ok(())
}

/// An absolute path of the machine, below another root.
pub(super) fn below(root: &Path, path: &str) -> PathBuf {
    root.join(path.trim_start_matches('/'))
}

/// Where one of [`FILES`] goes.
fn place_of(root: &Path, name: &str) -> PathBuf {
    if name.starts_with('/') { below(root, name) } else { below(root, UNITS).join(name) }
}

/// Whether this machine has the outlet's unit, of the package or of `install`.
fn has_unit() -> bool {
    [PACKAGED_UNIT, "/etc/systemd/system/outpost.service"].iter().any(|unit| Path::new(unit).exists())
}

/// The command that starts the outlet of a folder: systemd's, where a unit serves that folder.
pub(super) fn how_to_start(data: &Path) -> String {
    start_command(data, Path::new(DATA), has_unit())
}

fn start_command(data: &Path, served: &Path, has_unit: bool) -> String {
    let is_served = || data.canonicalize().is_ok_and(|folder| folder == served);
    if has_unit && is_served() {
        "systemctl start outpost".to_owned()
    } else {
        format!("outpost serve --data {}", data.display())
    }
}

/// Every file that is Outpost's own; the settings are the owner's.
pub(super) fn placed(root: &Path) -> Vec<PathBuf> {
    let files = FILES.iter().map(|(name, _)| place_of(root, name));
    files.chain([below(root, EXECUTABLE)]).collect()
}

fn files(root: &Path) -> Vec<Step> {
    let mut steps = vec![Step::Executable(below(root, EXECUTABLE))];
    for (name, text) in FILES {
        steps.push(Step::File(place_of(root, name), text.replace(PACKAGED, EXECUTABLE)));
    }
    let settings = include_str!("../../packaging/outpost.toml");
    steps.push(Step::FileOnce(below(root, SETTINGS), settings.to_owned()));
    steps
}

fn commands(is_update: bool, kiosk: bool) -> Vec<Step> {
    let mut steps = vec![
        Step::Run(&["systemd-sysusers", "/etc/sysusers.d/outpost.conf"]),
        Step::Run(&["systemd-tmpfiles", "--create", "/etc/tmpfiles.d/outpost.conf"]),
        Step::Run(&["systemctl", "daemon-reload"]),
    ];
    if !is_update {
        let init =
            &["runuser", "-u", "outpost", "--", EXECUTABLE, "init", "--data", "/var/lib/outpost", "--config", SETTINGS];
        steps.push(Step::Run(init));
    }
    steps.push(Step::Run(&["systemctl", "enable", "--now", "outpost.socket", "outpost-backup.timer"]));
    steps.push(Step::Run(&["systemctl", "enable", "outpost.service"]));
    // A new executable migrates a copy of the database and keeps the old one; the socket stays open meanwhile.
    steps.push(Step::Run(&["systemctl", "restart", "outpost.service"]));
    if kiosk {
        steps.push(Step::Run(&["systemctl", "enable", "--now", "outpost-kiosk.service"]));
    }
    steps
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Executable(path) => write!(f, "# copy this executable to {}", path.display()),
            Self::File(path, text) => write!(f, "# write {}\n{text}", path.display()),
            Self::FileOnce(path, text) => write!(f, "# write {} if it is not there\n{text}", path.display()),
            Self::Remove(path) => write!(f, "# remove {}", path.display()),
            Self::Run(words) => write!(f, "# run: {}", words.join(" ")),
        }
    }
}

fn perform(step: &Step) -> Result<(), String> {
    match step {
        Step::Executable(path) => copy_executable(path),
        Step::FileOnce(path, _) if path.exists() => Ok(()),
        Step::FileOnce(path, text) => place(path, |new| fs::write(new, text), 0o640),
        Step::File(path, text) => place(path, |new| fs::write(new, text), 0o644),
        Step::Remove(path) => remove(path),
        Step::Run(words) => command(words),
    }
}

fn copy_executable(path: &Path) -> Result<(), String> {
    let own = std::env::current_exe().map_err(|error| format!("This executable cannot be found: {error}."))?;
    if own == path {
        return Ok(());
    }
    place(path, |new| fs::copy(&own, new).map(|_| ()), 0o755)
}

/// Writes beside and renames: a running executable cannot be written over, and a cut never leaves half a unit.
fn place(path: &Path, write: impl Fn(&Path) -> std::io::Result<()>, rights: u32) -> Result<(), String> {
    let new = path.with_extension("new");
    let folder = path.parent().unwrap_or(Path::new("/"));
    let placed = fs::create_dir_all(folder)
        .and_then(|()| write(&new))
        .and_then(|()| fs::set_permissions(&new, fs::Permissions::from_mode(rights)))
        .and_then(|()| fs::rename(&new, path));
    placed.map_err(|error| cannot(path, "written", &error))
}

/// A folder that another disk is mounted on stays, empty.
fn remove(path: &Path) -> Result<(), String> {
    let removed = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    match removed {
        Err(error) if error.kind() != ErrorKind::NotFound && error.kind() != ErrorKind::ResourceBusy => {
            Err(cannot(path, "removed", &error))
        }
        _ => Ok(()),
    }
}

/// Root is advised where rights are what is missing, and nowhere else.
fn cannot(path: &Path, done: &str, error: &std::io::Error) -> String {
    let advice = if error.kind() == ErrorKind::PermissionDenied { "; run this as root" } else { "" };
    format!("{} cannot be {done}: {error}{advice}.", path.display())
}

fn command(words: &[&str]) -> Result<(), String> {
    let Some((program, arguments)) = words.split_first() else { return Ok(()) };
    let line = words.join(" ");
    let status = Command::new(program).args(arguments).status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("`{line}` ended with {status}; put right what it says and run this again.")),
        Err(error) => Err(format!("`{line}` cannot be run: {error}; the machine needs systemd.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outlet_that_a_unit_serves_is_started_by_systemd_and_any_other_by_hand() {
        let folder = std::env::temp_dir().canonicalize().unwrap();
        let roundabout = folder.join(".").join("");
        for (served, has_unit, command) in [
            (folder.as_path(), true, "systemctl start outpost".to_owned()),
            (folder.as_path(), false, format!("outpost serve --data {}", roundabout.display())),
            (Path::new(DATA), true, format!("outpost serve --data {}", roundabout.display())),
        ] {
            assert_eq!(start_command(&roundabout, served, has_unit), command);
        }
    }

    #[test]
    fn root_is_advised_where_rights_are_missing_and_nowhere_else() {
        let told = |kind: ErrorKind| cannot(Path::new("/x"), "written", &kind.into());
        assert!(told(ErrorKind::PermissionDenied).ends_with("; run this as root."));
        assert!(!told(ErrorKind::NotADirectory).contains("root"));
    }
}
