//! How the server is: alive, and ready to sell.

use std::sync::Arc;

use hyper::StatusCode;

use super::{Handled, Reply, Request, Route};
use crate::app::App;
use crate::store::StoreError;

/// The health routes.
pub const ROUTES: [Route; 2] = [
    Route { methods: "GET HEAD", path: "/healthz", about: "The process answers.", handler: alive },
    Route { methods: "GET HEAD", path: "/readyz", about: "The store can be written and is sound.", handler: ready },
];

fn alive(_: Arc<App>, _: Request) -> Handled {
    Box::pin(async { Reply::json(StatusCode::OK, &serde_json::json!({"status": "ok"})) })
}

/// Ready means that a write reaches the disk. The probe is an empty transaction, so that asking wears out no flash. A late backup
/// is told but does not make the outlet unready: it can sell all the same.
fn ready(app: Arc<App>, _: Request) -> Handled {
    Box::pin(async move {
        let store = app.store.write(|_| Ok::<_, StoreError>(())).await;
        let sound = !app.damaged();
        let state = |good| if good { "ok" } else { "failed" };
        let backup = if app.backups.is_late() { "late" } else { "ok" };
        let age = app.backups.age_seconds();
        let body = serde_json::json!({
            "backup": backup, "backup_age_seconds": age, "integrity": state(sound), "store": state(store.is_ok())
        });
        let good = sound && store.is_ok();
        Reply::json(if good { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE }, &body)
    })
}
