//! One instance per folder, on a disk of this machine.

use std::fs::{File, OpenOptions, Permissions, TryLockError};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

use super::access::give_to_owner_of;
use super::error::io_sentence;
use super::files::LOCK_FILE;

/// Held while the store is open; the operating system lets go of it when the process ends, however it ends.
pub struct InstanceLock {
    _file: File,
}

impl InstanceLock {
    /// Takes the folder for this process.
    ///
    /// # Errors
    /// A sentence for the person at the command line: another Outpost has it, or the lock file cannot be opened.
    pub fn take(folder: &Path) -> Result<Self, String> {
        let path = folder.join(LOCK_FILE);
        let is_new = !path.exists();
        let file = open_lock(&path)
            .map_err(|error| io_sentence(&format!("The lock file {} cannot be opened", path.display()), &error))?;
        if is_new {
            give_to_owner_of(folder, &file);
        }
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(format!(
                "Another Outpost is running on {}; stop it first, or name another folder with --data.",
                folder.display()
            )),
            Err(TryLockError::Error(error)) => Err(format!("{} cannot be locked: {error}.", path.display())),
        }
    }
}

/// A link is not followed: root would make, and give away, a file elsewhere.
fn open_lock(path: &Path) -> std::io::Result<File> {
    let no_link = i32::try_from(rustix::fs::OFlags::NOFOLLOW.bits()).unwrap_or(0);
    let mut options = OpenOptions::new();
    let lock = options.create(true).truncate(false).write(true).mode(0o600).custom_flags(no_link).open(path)?;
    if lock.metadata()?.permissions().mode() & 0o777 != 0o600 {
        // A umask may have taken away what the owner needs to open it again. One of somebody else's stays as it is.
        let _ = lock.set_permissions(Permissions::from_mode(0o600));
    }
    Ok(lock)
}

/// File systems that reach over a network: their locks and syncs do not keep what `SQLite` promises.
const NETWORK: [&str; 14] = [
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "9p",
    "afs",
    "ceph",
    "glusterfs",
    "lustre",
    "ncpfs",
    "davfs",
    "fuse.sshfs",
    "fuse.glusterfs",
];

/// Refuses a folder on a network file system.
///
/// # Errors
/// A sentence that names the file system and what to do.
pub fn refuse_network_file_system(folder: &Path) -> Result<(), String> {
    let Ok(mounts) = std::fs::read_to_string("/proc/self/mountinfo") else {
        return Ok(()); // not Linux, or no /proc: nothing can be known
    };
    let folder = folder.canonicalize().map_err(|error| format!("{} cannot be read: {error}.", folder.display()))?;
    match file_system(&mounts, &folder) {
        Some(kind) if NETWORK.contains(&kind) => Err(format!(
            "{} lies on a network file system ({kind}), where a power cut can lose orders; name a folder on a local disk.",
            folder.display()
        )),
        _ => Ok(()),
    }
}

/// The type of the file system that holds `folder`: that of the mount point with the longest matching path, the last such
/// line winning, as later mounts cover earlier ones.
fn file_system<'m>(mounts: &'m str, folder: &Path) -> Option<&'m str> {
    let mut best: Option<(usize, &str)> = None;
    for line in mounts.lines() {
        let mut halves = line.splitn(2, " - ");
        let point = halves.next()?.split(' ').nth(4)?.replace("\\040", " ");
        let kind = halves.next().and_then(|rest| rest.split(' ').next())?;
        let length = Path::new(&point).components().count();
        if folder.starts_with(&point) && best.is_none_or(|(longest, _)| length >= longest) {
            best = Some((length, kind));
        }
    }
    best.map(|(_, kind)| kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOUNTS: &str = "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n\
        30 22 0:40 / /srv/share rw,relatime shared:1 - nfs4 server:/export rw\n\
        31 30 8:2 / /srv/share/local\\040disk rw - xfs /dev/sdb rw\n";

    #[test]
    fn the_nearest_mount_decides() {
        let kind = |folder| file_system(MOUNTS, Path::new(folder));
        assert_eq!(kind("/var/lib/outpost"), Some("ext4"));
        assert_eq!(kind("/srv/share/outpost"), Some("nfs4"));
        assert_eq!(kind("/srv/sharecropper"), Some("ext4"));
        assert_eq!(kind("/srv/share/local disk/x"), Some("xfs"));
    }

    #[test]
    fn a_second_instance_is_refused_until_the_first_ends() {
        let folder = std::env::temp_dir().join(format!("outpost-lock-{}", crate::random::Ids::fresh().uuid()));
        std::fs::create_dir_all(&folder).unwrap();
        let first = InstanceLock::take(&folder).unwrap();
        assert!(InstanceLock::take(&folder).err().unwrap().contains("Another Outpost is running"));
        drop(first);
        assert!(InstanceLock::take(&folder).is_ok());
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
