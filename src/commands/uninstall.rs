//! `outpost uninstall`: what `outpost install` has done to a machine is taken back; orders and money stay unless asked otherwise.

use std::path::{Path, PathBuf};

use clap::Args;

use super::install::{BACKUPS, DATA, PACKAGED_UNIT, SETTINGS, Step, UNITS, below, carry_out, placed};

/// Take back what install has done; the outlet's data and settings stay.
#[derive(Args)]
pub(super) struct Options {
    /// Print what would be done, and do nothing.
    #[arg(long)]
    dry_run: bool,
    /// Delete the outlet for good as well: orders, key, settings, backups on this machine, accounts.
    #[arg(long)]
    purge: bool,
    /// Remove the files below this folder and run no command; for images of machines.
    #[arg(long, value_name = "FOLDER")]
    root: Option<PathBuf>,
}

/// What runs or listens; the order in which it is stopped, so that nothing wakes what was stopped before.
const STOPPED: [(&str, &[&str]); 5] = [
    ("outpost-kiosk.service", &["systemctl", "disable", "--now", "--quiet", "outpost-kiosk.service"]),
    ("outpost-backup.timer", &["systemctl", "disable", "--now", "--quiet", "outpost-backup.timer"]),
    ("outpost-backup.service", &["systemctl", "stop", "outpost-backup.service"]),
    ("outpost.socket", &["systemctl", "disable", "--now", "--quiet", "outpost.socket"]),
    ("outpost.service", &["systemctl", "disable", "--now", "--quiet", "outpost.service"]),
];
/// The accounts, and what deletes them.
const ACCOUNTS: [(&str, &[&str]); 2] =
    [("outpost", &["userdel", "outpost"]), ("outpost-kiosk", &["userdel", "outpost-kiosk"])];
/// The home of the kiosk's browser.
const KIOSK: &str = "/var/lib/outpost-kiosk";

pub(super) fn run(options: &Options) -> Result<(), String> {
    let root = options.root.clone().unwrap_or_else(|| PathBuf::from("/"));
    let is_installed = placed(&root).iter().any(|path| path.exists());
    if !is_installed && below(&root, PACKAGED_UNIT).exists() {
        return Err("This outlet came as a Debian package; remove it with `apt-get remove outpost`.".to_owned());
    }
    let steps = plan(&root, options.root.is_none(), options.purge);
    if steps.is_empty() {
        say!("There is nothing of `outpost install` here.");
    }
    carry_out(&steps, options.dry_run)?;
    if !options.dry_run && !options.purge && below(&root, DATA).exists() {
        say!("The outlet's data stay in {DATA} and {BACKUPS}, its settings in {SETTINGS}.");
    }
    Ok(())
}

/// What is there and has to go. What is gone already is left out, so that a run that was cut short can be repeated.
fn plan(root: &Path, is_machine: bool, purge: bool) -> Vec<Step> {
    let files: Vec<PathBuf> = placed(root).into_iter().filter(|path| path.exists()).collect();
    let mut steps = Vec::new();
    if is_machine {
        let there = STOPPED.into_iter().filter(|(unit, _)| below(root, UNITS).join(unit).exists());
        steps.extend(there.map(|(_, words)| Step::Run(words)));
    }
    let had_units = !steps.is_empty();
    steps.extend(files.into_iter().map(Step::Remove));
    if had_units {
        steps.push(Step::Run(&["systemctl", "daemon-reload"]));
    }
    if purge {
        steps.extend(purged(root, is_machine));
    }
    steps
}

/// The outlet itself: settings, orders, backups, and the accounts they belonged to.
fn purged(root: &Path, is_machine: bool) -> Vec<Step> {
    let drop_ins = STOPPED.map(|(unit, _)| format!("{UNITS}/{unit}.d"));
    let settings = Path::new(SETTINGS).parent().and_then(Path::to_str).unwrap_or(SETTINGS);
    let folders = [settings, DATA, BACKUPS, KIOSK].into_iter().chain(drop_ins.iter().map(String::as_str));
    let there = folders.map(|path| below(root, path)).filter(|path| path.exists());
    let mut steps: Vec<Step> = there.map(Step::Remove).collect();
    if is_machine {
        let known = ACCOUNTS.into_iter().filter(|(name, _)| has_account(name));
        steps.extend(known.map(|(_, words)| Step::Run(words)));
    }
    steps
}

fn has_account(name: &str) -> bool {
    let known = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    known.lines().any(|line| line.split(':').next() == Some(name))
}
