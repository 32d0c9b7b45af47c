//! The backups that lie in the outlet's folder: what went wrong with the last one, one made now, one tried out, one that leaves.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use hyper::StatusCode;
use serde_json::{Value, json};
use tokio::sync::Mutex;

use super::{ADMINS, bad, failed, form, ok};
use crate::backup::{self, BackupFolder, Manifest};
use crate::clock::{Instant, Zone};
use crate::http::{BadField, Handled, Reply, Request, SentFile};
use crate::orders::{self, Actor, Change, Deed};
use crate::outlet::Outlet;
use crate::pages::no_store;
use crate::pages::staff::{query, refusal, staff};
use crate::store::StoreError;

/// Backups that one answer shows.
const MAX_SHOWN: usize = 100;
/// One copy of the database is made or read at a time, so that impatient clicks do not fill the disk.
static TURN: Mutex<()> = Mutex::const_new(());

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

/// `POST /api/pages/admin/backup` `to`: `make` makes a backup now; `try` takes the one of `name` in as a restore would, and throws that
/// away. 409 with the sentence of what went wrong.
pub(super) fn act(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { acted(outlet, &request).await.unwrap_or_else(|refused| refused) })
}

async fn acted(outlet: Arc<Outlet>, request: &Request) -> Result<Reply, Reply> {
    let fields = form(request).await?;
    let by = Actor { now: outlet.now(), id: staff(&outlet, request, &fields, ADMINS)?.id };
    let name = fields.text("name").unwrap_or_default();
    let (deed, job): (_, Job) = match fields.required("to").map_err(bad)? {
        "make" => (Deed("backup_made"), Box::new(made)),
        "try" => {
            let file = named(&outlet, name).await?;
            (Deed("backup_tried"), Box::new(move |outlet| tried(outlet, &file)))
        }
        _ => return Err(bad(BadField("to is make or try".to_owned()))),
    };
    let turn = TURN.lock().await;
    let at = Arc::clone(&outlet);
    let done = tokio::task::spawn_blocking(move || job(&at)).await.map_err(|_| Reply::busy())?;
    drop(turn);
    let (name, body) = done.map_err(|sentence| refusal(StatusCode::CONFLICT, &sentence))?;
    note(&outlet, by, deed, name, body.to_string()).await?;
    Ok(ok(&body))
}

/// Something that takes long, and not on the threads that serve everybody: the backup's name and what the page is told.
type Job = Box<dyn FnOnce(&Outlet) -> Result<(String, Value), String> + Send>;

fn made(outlet: &Outlet) -> Result<(String, Value), String> {
    let file = outlet.backups.make_now()?;
    let (name, bytes) = (name_of(&file), file.metadata().map_or(0, |data| data.len()));
    Ok((name.clone(), json!({"bytes": bytes, "name": name})))
}

fn tried(outlet: &Outlet, file: &Path) -> Result<(String, Value), String> {
    let contents = backup::rehearse(file, outlet.store.folder())?;
    let rows = contents.map(|contents| contents.rows.values().sum::<i64>());
    let name = name_of(file);
    Ok((name.clone(), json!({"name": name, "opened": rows.is_some(), "rows": rows})))
}

fn name_of(file: &Path) -> String {
    file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// The backup of a name: 404 where there is none.
async fn named(outlet: &Outlet, name: &str) -> Result<PathBuf, Reply> {
    let folder = BackupFolder::new(outlet.config.backup_folder(outlet.store.folder()));
    let name = name.to_owned();
    let found = tokio::task::spawn_blocking(move || folder.named(&name)).await.map_err(|_| Reply::busy())?;
    found.ok_or_else(|| refusal(StatusCode::NOT_FOUND, "there is no such backup"))
}

async fn note(outlet: &Outlet, by: Actor, deed: Deed, name: String, told: String) -> Result<(), Reply> {
    let run = move |tx: &crate::store::Tx<'_>| orders::audit(tx, by, deed, &name, Change::made(&told));
    outlet.store.write::<(), StoreError, _>(run).await.map_err(failed)
}

/// `GET /api/pages/admin/backup-file?name=`: a backup as it lies in the folder. The trail comes first.
pub(super) fn download(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { left(&outlet, &request).await.unwrap_or_else(|refused| refused) })
}

async fn left(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let fields = query(request)?;
    let by = Actor { now: outlet.now(), id: staff(outlet, request, &fields, ADMINS)?.id };
    let file = named(outlet, fields.required("name").map_err(bad)?).await?;
    let name = name_of(&file);
    let sent = SentFile::open(&file).map_err(|error| {
        crate::http::failure(&error, "a backup could not be read");
        Reply::busy()
    })?;
    note(outlet, by, Deed("backup_left"), name.clone(), json!({"bytes": sent.bytes()}).to_string()).await?;
    Ok(no_store(Reply::file("application/octet-stream", sent)).attachment(&name))
}
