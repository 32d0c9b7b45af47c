//! What leaves the manager's page as a file: written on a thread of its own, one at a time, and told in the trail before it goes.

use std::sync::Arc;

use hyper::StatusCode;
use serde_json::{Map, Value};

use super::export::TURN;
use super::{bad, failed};
use crate::http::{BadField, Fields, Reply};
use crate::ids::AccountId;
use crate::orders::{self, Actor, Change, Deed};
use crate::outlet::Outlet;
use crate::pages::no_store;
use crate::pages::staff::refusal;
use crate::store::{Store, StoreError, Tx};
use crate::tables::sheet::Format;

/// A language of a file: its place in pairs, [中文, English].
#[derive(Clone, Copy)]
pub(super) struct Language(pub(super) usize);

impl Language {
    /// The one that a query names.
    pub(super) fn of(fields: &Fields) -> Self {
        Self(usize::from(fields.text("language") == Some("en")))
    }
}

/// The format that a query names, if it names one.
pub(super) fn format_named(fields: &Fields) -> Result<Option<Format>, Reply> {
    let Some(text) = fields.text("format") else { return Ok(None) };
    Format::named(text).map(Some).ok_or_else(|| bad(BadField("format is csv or xlsx".to_owned())))
}

/// The format that a query names, CSV without one.
pub(super) fn format_of(fields: &Fields) -> Result<Format, Reply> {
    Ok(format_named(fields)?.unwrap_or(Format::Csv))
}

/// Why there is no file.
pub(super) enum NoFile {
    TooMany,
    Failed(String),
}

impl From<StoreError> for NoFile {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.to_string())
    }
}

impl From<std::io::Error> for NoFile {
    fn from(error: std::io::Error) -> Self {
        Self::Failed(error.to_string())
    }
}

impl NoFile {
    /// What the page is told.
    fn told(self) -> Reply {
        match self {
            Self::TooMany => refusal(StatusCode::PAYLOAD_TOO_LARGE, "this is too large for the page"),
            Self::Failed(error) => {
                tracing::error!(error, "a list could not be written");
                Reply::busy()
            }
        }
    }
}

/// A file that was written, and what the trail tells of it besides its bytes.
pub(super) struct Written {
    pub(super) body: Vec<u8>,
    pub(super) told: Map<String, Value>,
}

impl Written {
    /// One of which the trail tells how many rows it has.
    pub(super) fn of_rows(rows: impl Into<Value>, body: Vec<u8>) -> Self {
        Self { body, told: Map::from_iter([("rows".to_owned(), rows.into())]) }
    }
}

/// Writes the file `name` and hands it to the browser's downloads. A long read is not for the threads that serve everybody, and nothing
/// leaves without a trace.
pub(super) async fn leave(
    outlet: &Arc<Outlet>,
    actor: AccountId,
    (name, format): (&'static str, Format),
    write: impl FnOnce(&Store) -> Result<Written, NoFile> + Send + 'static,
) -> Result<Reply, Reply> {
    let turn = TURN.lock().await;
    let at = Arc::clone(outlet);
    let written = tokio::task::spawn_blocking(move || write(&at.store)).await;
    let Written { body, mut told } = written.map_err(|_| Reply::busy())?.map_err(NoFile::told)?;
    drop(turn);
    told.insert("bytes".to_owned(), body.len().into());
    let (now, after) = (outlet.now(), Value::Object(told).to_string());
    let note =
        move |tx: &Tx<'_>| orders::audit(tx, Actor { now, id: actor }, Deed("export"), name, Change::made(&after));
    outlet.store.write(note).await.map_err(failed)?;
    let reply = no_store(Reply::new(StatusCode::OK, format.content_type(), body));
    Ok(reply.attachment(&format!("{name}.{}", format.ending())))
}
