//! How the server is: alive, and ready to sell.

use std::sync::Arc;

use hyper::StatusCode;

use super::{Handled, Reply, Request, Route};
use crate::app::App;
use crate::outlet;
use crate::store::StoreError;

/// The health routes.
pub const ROUTES: [Route; 2] = [
    Route { methods: "GET HEAD", path: "/healthz", about: "The process answers.", handler: alive },
    Route { methods: "GET HEAD", path: "/readyz", about: "The store can be written and is sound.", handler: ready },
];

fn alive(_: Arc<App>, _: Request) -> Handled {
    Box::pin(async { Reply::json(StatusCode::OK, &serde_json::json!({"status": "ok"})) })
}

/// Ready means that a write reaches the disk. Asking must wear out no flash, so the usual probe is an empty transaction, which
/// only shows that the writer answers; one that really writes is made when a write has failed, when the disk is nearly full
/// or read-only, and when somebody asks for it with `?probe=disk`. A late backup is told but does not make the outlet
/// unready: it can sell all the same.
fn ready(app: Arc<App>, request: Request) -> Handled {
    Box::pin(async move {
        let asked = request.query().split('&').any(|pair| pair == "probe=disk");
        let store = if asked || app.store.figures().failing() || disk_is_short(&app) {
            app.store.write(outlet::probe).await
        } else {
            app.store.write(|_| Ok::<_, StoreError>(())).await
        };
        let sound = !app.damaged();
        let state = |good| if good { "ok" } else { "failed" };
        let body = serde_json::json!({
            "backup": if app.backups.is_late() { "late" } else { "ok" },
            "backup_age_seconds": app.backups.age_seconds(),
            "integrity": state(sound),
            "store": state(store.is_ok()),
        });
        let good = sound && store.is_ok();
        Reply::json(if good { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE }, &body)
    })
}

/// Room that a day's orders need.
const SHORT_OF_BYTES: u64 = 4 * 1024 * 1024;

fn disk_is_short(app: &App) -> bool {
    let Ok(disk) = rustix::fs::statvfs(app.store.folder()) else { return true };
    let read_only = disk.f_flag.contains(rustix::fs::StatVfsMountFlags::RDONLY);
    read_only || disk.f_bavail.saturating_mul(disk.f_frsize) < SHORT_OF_BYTES
}
