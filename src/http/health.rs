//! How the server is: alive, and ready to sell.

use std::future::Future;
use std::sync::Arc;

use hyper::StatusCode;

use super::{Handled, Reply, Request, Route};

/// What `/readyz` tells.
#[derive(Clone, Copy, Debug)]
pub struct Readiness {
    /// Whether a write reaches the disk.
    pub store: bool,
    /// Whether the database file is sound, as far as it is known.
    pub sound: bool,
    /// Whether a backup is late: it is told but does not make the server unready, which can sell all the same.
    pub backup_late: bool,
    /// Age of the latest backup.
    pub backup_age_seconds: Option<i64>,
    /// Where backups lie once more: the age of the latest there, and whether it is late.
    pub second_backup: Option<(Option<i64>, bool)>,
}

/// What the health routes need of the state that handlers get.
pub trait Health: Send + Sync + 'static {
    /// Whether it can sell. `probe` asks for a write that really reaches the disk.
    fn readiness(&self, probe: bool) -> impl Future<Output = Readiness> + Send;
}

/// The health routes.
#[must_use]
pub fn health_routes<S: Health>() -> [Route<S>; 2] {
    [
        Route { methods: "GET HEAD", path: "/healthz", about: "The process answers.", handler: alive },
        Route { methods: "GET HEAD", path: "/readyz", about: "The store can be written and is sound.", handler: ready },
    ]
}

fn alive<S>(_: Arc<S>, _: Request) -> Handled {
    Box::pin(async { Reply::json(StatusCode::OK, &serde_json::json!({"status": "ok"})) })
}

fn ready<S: Health>(state: Arc<S>, request: Request) -> Handled {
    Box::pin(async move {
        let probe = request.query().split('&').any(|pair| pair == "probe=disk");
        let found = state.readiness(probe).await;
        let word = |good| if good { "ok" } else { "failed" };
        let late = |late| if late { "late" } else { "ok" };
        let mut body = serde_json::json!({
            "backup": late(found.backup_late),
            "backup_age_seconds": found.backup_age_seconds,
            "integrity": word(found.sound),
            "store": word(found.store),
        });
        if let Some((age, is_late)) = found.second_backup {
            body["second_backup"] = late(is_late).into();
            body["second_backup_age_seconds"] = age.into();
        }
        let good = found.sound && found.store;
        Reply::json(if good { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE }, &body)
    })
}
