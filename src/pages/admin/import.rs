//! Imports of the manager's page: what can be imported, a file looked over without a trace, a file taken in.

use std::sync::Arc;

use hyper::{Method, StatusCode};
use serde_json::{Value, json};

use super::{ADMINS, bad, ok};
use crate::accounts::{StaffChange, StaffIntake};
use crate::http::{BadField, Handled, Reply, Request};
use crate::orders::{self, Actor, Change, Deed};
use crate::outlet::Outlet;
use crate::pages::staff::{query, refusal, staff};
use crate::store::{StoreError, Tx};
use crate::tables::NewRow;
use crate::transfer::{self, Column, ImportError, Imported, Kind, Mistake, Need};

/// `GET`: the kinds with their columns, and whether their rows can leave as CSV (`leaves`). `POST ?kind=&mode=check|import`, the body being the CSV text: `check` reads the file
/// as an import would and undoes everything. 422 with the `mistakes` of a file that has some; then nothing was imported.
pub(super) fn handle(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move {
        let answer =
            if request.method == Method::POST { take(&outlet, &request).await } else { kinds(&outlet, &request) };
        answer.unwrap_or_else(|refused| refused)
    })
}

fn kinds(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    staff(outlet, request, &query(request)?, ADMINS)?;
    let column = |it: &Column| json!({"name": it.name, "required": it.need == Need::Required, "rule": it.holds.rule()});
    let shape = |it: &Kind| json!({"columns": it.columns.iter().map(column).collect::<Vec<_>>(), "leaves": it.can_leave(), "name": it.name});
    let kinds: Vec<_> = transfer::kinds().map(shape).collect();
    Ok(ok(&json!({"kinds": kinds})))
}

/// What becomes of a file that has no mistakes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// Everything is undone.
    Check,
    /// Everything is kept.
    Import,
}

/// How a run in the store ends without an import.
enum Undone {
    /// The file is fine; it was only looked over.
    Checked(Imported),
    /// The file has mistakes, or the store failed.
    Failed(ImportError),
}

impl From<StoreError> for Undone {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

impl From<ImportError> for Undone {
    fn from(error: ImportError) -> Self {
        Self::Failed(error)
    }
}

/// Bytes of a file that the page takes; the command line takes larger ones.
pub(in crate::pages) const FILE_BYTES: usize = 1024 * 1024;

/// Who may send a file: asked before a byte of it is read.
///
/// # Errors
/// As [`staff`].
pub(in crate::pages) fn may_send(outlet: &Outlet, request: &Request) -> Result<(), Reply> {
    staff(outlet, request, &query(request)?, ADMINS).map(|_| ())
}

async fn take(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let fields = query(request)?;
    let actor = staff(outlet, request, &fields, ADMINS)?.id;
    let kind = fields.required("kind").map_err(bad)?;
    let kind = transfer::kind(kind).ok_or_else(|| bad(BadField("there is no such kind of table".to_owned())))?;
    let mode = match fields.text("mode") {
        Some("check") => Mode::Check,
        Some("import") => Mode::Import,
        _ => return Err(refusal(StatusCode::BAD_REQUEST, "mode is check or import")),
    };
    let (now, zone, file) = (outlet.now(), outlet.config.zone, request.clone());
    let by = Actor { now, id: actor };
    let run = move |tx: &Tx<'_>| {
        // One write runs at a time, so one file at a time is in memory.
        let file = file.whole_body().map_err(|error| StoreError::Other(format!("the file cannot be read: {error}")))?;
        let people = StaffIntake::by(actor);
        let watch = |row: &NewRow<'_>| if kind.name == "accounts" { people.look(tx, row) } else { Ok(()) };
        let imported = transfer::import_watched(tx, zone, now, kind, &file, &watch)?;
        if mode == Mode::Check {
            return Err(Undone::Checked(imported));
        }
        let after = json!({"added": imported.added, "rows": imported.rows}).to_string();
        orders::audit(tx, by, Deed("import"), kind.name, Change::made(&after))?;
        for change in people.changes(tx)? {
            note(tx, by, &change)?;
        }
        Ok(imported)
    };
    match outlet.store.write(run).await {
        Ok(imported) => Ok(ok(&counts(imported, "imported"))),
        Err(Undone::Checked(imported)) => Ok(ok(&counts(imported, "checked"))),
        Err(Undone::Failed(ImportError::Refused(mistakes))) => Err(refused(&mistakes)),
        Err(Undone::Failed(ImportError::Store(error))) => Err(super::failed(error)),
    }
}

/// Writes into the trail what a file did to somebody of the staff; of a password that there is another one.
fn note(tx: &Tx<'_>, by: Actor, it: &StaffChange) -> Result<(), StoreError> {
    let before = it.before.as_ref().map(|it| json!({"status": it.status, "type": it.role.number()}).to_string());
    let mut after = json!({"status": it.after.status, "type": it.after.role.number()});
    if it.before.is_none() {
        after["username"] = json!(it.after.username);
    }
    if it.password {
        after["password"] = json!("password changed");
    }
    let after = after.to_string();
    let change = Change { before: before.as_deref(), after: Some(&after) };
    orders::audit(tx, by, Deed("account_import"), &format!("account {}", it.after.id), change)
}

fn counts(it: Imported, state: &str) -> Value {
    json!({"added": it.added, "changed": it.rows - it.added, "rows": it.rows, "state": state})
}

fn refused(mistakes: &[Mistake]) -> Reply {
    let shape =
        |it: &Mistake| json!({"column": it.column, "line": it.line, "sentence": it.sentence, "value": it.value});
    let shapes: Vec<_> = mistakes.iter().map(shape).collect();
    let most = mistakes.len() >= transfer::MAX_MISTAKES;
    let body = json!({"error": "the file has mistakes", "mistakes": shapes, "more": most});
    crate::pages::no_store(Reply::json(StatusCode::UNPROCESSABLE_ENTITY, &body))
}
