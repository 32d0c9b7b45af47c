//! Exports of the manager's page: what `outpost export` writes without secrets, for a download.

use std::io::{self, Write};
use std::sync::Arc;

use hyper::StatusCode;
use serde_json::json;
use tokio::sync::Mutex;

use super::{ADMINS, bad};
use crate::clock::Zone;
use crate::http::{BadField, Handled, Reply, Request};
use crate::orders;
use crate::outlet::Outlet;
use crate::pages::staff::{query, refusal, staff};
use crate::store::{Store, StoreError};
use crate::transfer::whole::{self, Secrets, WholeError};
use crate::transfer::{self, ExportError, Kind};

/// Bytes of a download at most: it stands in memory until it is sent. What is larger leaves at the command line.
pub(super) const MAX_BYTES: usize = 64 * 1024 * 1024;

/// One download is written at a time, so that impatient clicks do not fill the memory.
pub(super) static TURN: Mutex<()> = Mutex::const_new(());

/// What is to leave.
#[derive(Clone, Copy)]
enum What {
    /// A table as CSV, with or without the byte order mark that spreadsheets want.
    Table(&'static Kind, bool),
    /// The whole outlet as JSON lines without its secrets.
    Whole,
}

impl What {
    fn name(self) -> &'static str {
        match self {
            Self::Table(kind, _) => kind.name,
            Self::Whole => "all",
        }
    }
}

/// Why nothing left.
#[derive(Debug, thiserror::Error)]
enum NotWritten {
    #[error("it is too large for the page")]
    TooLarge,
    #[error("{0}")]
    Failed(String),
}

/// `GET /api/pages/admin/export?kind=&bom=`: a table as CSV, or `all`: the whole outlet as JSON lines. Never any secrets.
/// 413 for more than the page can hand over.
pub(super) fn handle(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { answer(outlet, &request).await.unwrap_or_else(|refused| refused) })
}

async fn answer(outlet: Arc<Outlet>, request: &Request) -> Result<Reply, Reply> {
    let fields = query(request)?;
    let actor = staff(&outlet, request, &fields, ADMINS)?.id;
    let what = wanted(fields.required("kind").map_err(bad)?, fields.truth("bom") == Some(true))?;
    let turn = TURN.lock().await;
    let (at, zone) = (Arc::clone(&outlet), outlet.config.zone);
    // A whole table is a long read: not on the threads that serve everybody.
    let written = tokio::task::spawn_blocking(move || write(&at.store, what, zone, MAX_BYTES)).await;
    let (rows, body) = match written {
        Ok(Ok(written)) => written,
        Ok(Err(NotWritten::TooLarge)) => {
            return Err(refusal(StatusCode::PAYLOAD_TOO_LARGE, "this is too large for the page"));
        }
        Ok(Err(error)) => {
            crate::http::failure(&error, "an export of the manager's page failed");
            return Err(Reply::busy());
        }
        Err(_) => return Err(Reply::busy()),
    };
    drop(turn);
    // The trail comes first: no table leaves without a trace.
    let (now, after) = (outlet.now(), json!({"bytes": body.len(), "rows": rows}).to_string());
    let note = move |tx: &crate::store::Tx<'_>| {
        orders::audit(
            tx,
            orders::Actor { now, id: actor },
            orders::Deed("export"),
            what.name(),
            orders::Change::made(&after),
        )?;
        Ok::<_, StoreError>(())
    };
    outlet.store.write(note).await.map_err(super::failed)?;
    Ok(download(what, body))
}

fn wanted(name: &str, bom: bool) -> Result<What, Reply> {
    if name == "all" {
        return Ok(What::Whole);
    }
    let kind = transfer::kind(name).filter(|kind| kind.can_leave());
    kind.map(|kind| What::Table(kind, bom)).ok_or_else(|| bad(BadField("there is no such kind of table".to_owned())))
}

fn write(store: &Store, what: What, zone: Zone, most: usize) -> Result<(u64, Vec<u8>), NotWritten> {
    let mut out = Bounded { body: Vec::new(), most, full: false };
    let rows = match what {
        What::Whole => {
            let rows = store.read(|db| whole::write(db, Secrets::LeftOut, &mut out));
            rows.map_err(|error: WholeError| error.to_string())
        }
        What::Table(kind, bom) => {
            let mark: &[u8] = if bom { "\u{feff}".as_bytes() } else { b"" };
            out.body.extend_from_slice(mark);
            let rows = store.read(|db| transfer::export(db, zone, kind, &mut out));
            rows.map(i64::unsigned_abs).map_err(|error: ExportError| error.to_string())
        }
    };
    match rows {
        Ok(rows) => Ok((rows, out.body)),
        Err(_) if out.full => Err(NotWritten::TooLarge),
        Err(sentence) => Err(NotWritten::Failed(sentence)),
    }
}

/// A body that takes only so much.
struct Bounded {
    body: Vec<u8>,
    most: usize,
    full: bool,
}

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.body.len() + bytes.len() > self.most {
            self.full = true;
            return Err(io::Error::other("it is too large for the page"));
        }
        self.body.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn download(what: What, body: Vec<u8>) -> Reply {
    let (kind, ending) = match what {
        What::Table(..) => ("text/csv; charset=utf-8", "csv"),
        What::Whole => ("application/jsonl; charset=utf-8", "jsonl"),
    };
    let reply = crate::pages::no_store(Reply::new(StatusCode::OK, kind, body));
    let name = match what {
        What::Table(kind, _) => kind.name,
        What::Whole => "outlet",
    };
    reply.attachment(&format!("{name}.{ending}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::TestStore;

    #[test]
    fn what_does_not_fit_is_refused_whole_and_what_fits_to_the_byte_is_not() {
        let test = TestStore::with_demo();
        for what in [What::Table(transfer::kind("cities").unwrap(), true), What::Whole] {
            let (rows, body) = write(&test.store, what, Zone::china(), MAX_BYTES).unwrap();
            assert!(rows > 10, "{} has {rows} rows", what.name());
            let again = write(&test.store, what, Zone::china(), body.len()).unwrap();
            assert_eq!(again, (rows, body.clone()));
            let refused = write(&test.store, what, Zone::china(), body.len() - 1);
            assert!(matches!(refused, Err(NotWritten::TooLarge)), "{}", what.name());
        }
    }
}
