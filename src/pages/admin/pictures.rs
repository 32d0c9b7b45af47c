//! Pictures: one that comes in as a file, what is said of it, the list of all with the rows that show them, and its end.

use std::sync::Arc;

use hyper::StatusCode;
use serde_json::json;
use tokio::sync::Mutex;

use super::{OPERATORS, bad, failed, form, ok};
use crate::catalogue::{self, NewPicture, Picture};
use crate::http::{BadField, Fields, Handled, Reply, Request};
use crate::orders::Actor;
use crate::outlet::Outlet;
use crate::pages::staff::{query, refusal, staff};
use crate::raster::{self, RasterError};
use crate::store::{Page, StoreError, Tx};
use crate::transfer;

/// Bytes of a file.
pub(in crate::pages) const FILE_BYTES: usize = raster::MAX_BYTES;
/// Letters of what is said of a picture.
const MAX_LETTERS: usize = 200;
/// Pictures on one page at most.
const MAX_ON_A_PAGE: i64 = 100;

/// One picture is made small at a time: it takes all of its pixels in memory.
static TURN: Mutex<()> = Mutex::const_new(());

/// Who may send a file: asked before a byte of it is read.
///
/// # Errors
/// As [`staff`].
pub(in crate::pages) fn may_send(outlet: &Outlet, request: &Request) -> Result<(), Reply> {
    staff(outlet, request, &query(request)?, OPERATORS).map(|_| ())
}

/// `POST /api/pages/admin/picture?alt=`, the body being a PNG or a JPEG: its `path`, `width`, `height` and `bytes` as it is served.
/// The same picture again has the same path. 422 for what is none, is too large or damaged.
pub(super) fn take(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { taken(&outlet, &request).await.unwrap_or_else(|refused| refused) })
}

async fn taken(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let fields = query(request)?;
    let actor = staff(outlet, request, &fields, OPERATORS)?.id;
    let alt = alt(&fields).map_err(bad)?;
    let turn = TURN.lock().await;
    let file = request.clone();
    let made = tokio::task::spawn_blocking(move || read(&file)).await;
    drop(turn);
    let made = match made {
        Ok(Ok(made)) => made,
        Ok(Err(error)) => return Err(refusal(StatusCode::UNPROCESSABLE_ENTITY, &error.to_string())),
        // The reader of a damaged file gave up.
        Err(_) => return Err(refusal(StatusCode::UNPROCESSABLE_ENTITY, &RasterError::Damaged.to_string())),
    };
    let by = Actor { now: outlet.now(), id: actor };
    let body = json!({"bytes": made.bytes.len(), "height": made.height, "path": made.path, "width": made.width});
    outlet.store.write(move |tx: &Tx<'_>| catalogue::keep_picture(tx, by, &made, &alt)).await.map_err(failed)?;
    Ok(ok(&body))
}

fn read(file: &Request) -> Result<NewPicture, RasterError> {
    catalogue::picture_of_file(&file.whole_body().map_err(|_| RasterError::Damaged)?)
}

fn alt(fields: &Fields) -> Result<String, BadField> {
    let alt = fields.text("alt").unwrap_or_default().trim();
    if alt.chars().count() > MAX_LETTERS {
        return Err(BadField(format!("alt has more than {MAX_LETTERS} letters")));
    }
    Ok(alt.to_owned())
}

/// `GET /api/pages/admin/pictures?page=&size=`: the newest first, each with the rows that show it.
pub(super) fn list(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { all(&outlet, &request).unwrap_or_else(|refused| refused) })
}

fn all(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let fields = query(request)?;
    staff(outlet, request, &fields, OPERATORS)?;
    let number = |name: &str, usual: i64| Ok(fields.number::<i64>(name)?.unwrap_or(usual).max(1));
    let (page, size) = (number("page", 1).map_err(bad)?, number("size", 50).map_err(bad)?.min(MAX_ON_A_PAGE));
    let zone = outlet.config.zone;
    let found = outlet.store.read(|db| {
        let (pictures, total) = catalogue::pictures(db, Page { size, offset: (page - 1).saturating_mul(size) })?;
        let with_use = |it: Picture| Ok((transfer::shown_by(db, zone, &it.path)?, it));
        Ok::<_, StoreError>((pictures.into_iter().map(with_use).collect::<Result<Vec<_>, StoreError>>()?, total))
    });
    let (pictures, total) = found.map_err(failed)?;
    let shape = |(used, it): &(Vec<(&str, String)>, Picture)| {
        let used: Vec<_> = used.iter().map(|(kind, name)| json!({"kind": kind, "name": name})).collect();
        json!({
            "alt": it.alt, "height": it.height, "made": zone.text(it.created_at), "path": it.path, "used": used, "width": it.width
        })
    };
    let pictures: Vec<_> = pictures.iter().map(shape).collect();
    Ok(ok(&json!({"page": page, "pictures": pictures, "size": size, "total": total})))
}

/// `POST /api/pages/admin/picture-set`: `path` and `alt`, what the picture shows; or `end`, which takes away one that no row shows
/// (409 with the first row that does).
pub(super) fn set(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { changed(&outlet, &request).await.unwrap_or_else(|refused| refused) })
}

/// What became of a change.
enum Changed {
    Done,
    Unknown,
    Shown,
}

async fn changed(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let fields = form(request).await?;
    let actor = staff(outlet, request, &fields, OPERATORS)?.id;
    let path = fields.required("path").map_err(bad)?.to_owned();
    let (alt, ends) = (alt(&fields).map_err(bad)?, fields.truth("end") == Some(true));
    let (by, zone) = (Actor { now: outlet.now(), id: actor }, outlet.config.zone);
    let body = json!({"path": path});
    let run = move |tx: &Tx<'_>| {
        if ends && !transfer::shown_by(tx, zone, &path)?.is_empty() {
            return Ok::<_, StoreError>(Changed::Shown);
        }
        let done = if ends {
            catalogue::remove_picture(tx, by, &path)?
        } else {
            catalogue::describe_picture(tx, by, &path, &alt)?
        };
        Ok(if done { Changed::Done } else { Changed::Unknown })
    };
    match outlet.store.write(run).await.map_err(failed)? {
        Changed::Done => Ok(ok(&body)),
        Changed::Unknown => Err(refusal(StatusCode::NOT_FOUND, "there is no such picture")),
        Changed::Shown => Err(refusal(StatusCode::CONFLICT, "a row shows the picture")),
    }
}
