//! Whether the outlet can sell.

use std::sync::atomic::Ordering;

use super::{Outlet, probe};
use crate::http::{Health, Readiness};
use crate::store::StoreError;

/// Room that a day's orders need.
const SHORT_OF_BYTES: u64 = 4 * 1024 * 1024;

impl Health for Outlet {
    /// Ready means that a write reaches the disk. Asking must wear out no flash, so the usual probe is an empty transaction, which
    /// only shows that the writer answers; one that really writes is made when a write has failed, when the disk is nearly full
    /// or read-only, and when somebody asks for it.
    async fn readiness(&self, asked: bool) -> Readiness {
        let is_short = self.disk_is_short();
        if !is_short {
            self.store.figures().forget_hurt();
        }
        let store = if asked || self.store.figures().failing() || is_short {
            self.store.write(probe).await
        } else {
            self.store.write(|_| Ok::<_, StoreError>(())).await
        };
        Readiness {
            // A full disk that has taken one more small write refuses the next order all the same.
            store: store.is_ok() && !(is_short && self.store.figures().was_hurt()),
            sound: !self.damaged.load(Ordering::Relaxed),
            backup_late: self.backups.is_late(),
            backup_age_seconds: self.backups.age_seconds(),
            second_backup: self.backups.second_age(),
        }
    }
}

impl Outlet {
    fn disk_is_short(&self) -> bool {
        let Ok(disk) = rustix::fs::statvfs(self.store.folder()) else { return true };
        let read_only = disk.f_flag.contains(rustix::fs::StatVfsMountFlags::RDONLY);
        read_only || disk.f_bavail.saturating_mul(disk.f_frsize) < SHORT_OF_BYTES
    }
}
