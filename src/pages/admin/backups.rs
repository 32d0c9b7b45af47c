//! The backups that lie in the outlet's folder, and what went wrong with the last one.

use std::path::Path;
use std::sync::Arc;

use serde_json::{Value, json};

use super::{ADMINS, ok};
use crate::backup::{BackupFolder, Manifest};
use crate::clock::{Instant, Zone};
use crate::http::{Handled, Reply, Request};
use crate::outlet::Outlet;
use crate::pages::staff::{query, staff};

/// Backups that one answer shows.
const MAX_SHOWN: usize = 100;

/// `GET /api/pages/admin/backups`: the folder with its backups, the newest first. `failure` is a sentence of the last try.
pub(super) fn list(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { all(outlet, &request).await.unwrap_or_else(|refused| refused) })
}

async fn all(outlet: Arc<Outlet>, request: &Request) -> Result<Reply, Reply> {
    staff(&outlet, request, &query(request)?, ADMINS)?;
    let (zone, state) = (outlet.config.zone, outlet.backups.state());
    let folder = outlet.config.backup_folder(outlet.store.folder());
    let backup_folder = BackupFolder::new(folder.clone());
    // Files are read: not on the threads that serve everybody.
    let found = tokio::task::spawn_blocking(move || backup_folder.backups()).await.map_err(|_| Reply::busy())?;
    let backups: Vec<_> = found.iter().take(MAX_SHOWN).map(|(path, manifest)| shape(path, manifest, zone)).collect();
    Ok(ok(&json!({
        "backups": backups, "count": found.len(), "failure": state.failure, "folder": folder.display().to_string(),
        "age_seconds": outlet.backups.age_seconds(), "keep": outlet.config.backup_keep, "late": outlet.backups.is_late(),
        "second": second(&outlet),
    })))
}

/// The place where backups lie once more; null where there is none.
fn second(outlet: &Outlet) -> Value {
    let (Some(folder), Some(state), Some((age, late))) =
        (outlet.config.second_backup_folder(), outlet.backups.second_state(), outlet.backups.second_age())
    else {
        return Value::Null;
    };
    json!({"age_seconds": age, "failure": state.failure, "folder": folder.display().to_string(), "late": late})
}

fn shape(path: &Path, manifest: &Manifest, zone: Zone) -> Value {
    json!({
        "bytes": manifest.bytes, "made": zone.text(Instant(manifest.made_at)),
        "name": path.file_name().map(|name| name.to_string_lossy()), "program": manifest.program, "sealed": manifest.sealed.is_some(),
        "rows": manifest.rows.values().sum::<i64>(), "whole": path.metadata().is_ok_and(|file| file.len() == manifest.bytes),
    })
}
