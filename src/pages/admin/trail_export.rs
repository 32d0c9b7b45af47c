//! The audit trail as a file: what the filters show, on all pages, in the words that the trail keeps.

use std::sync::Arc;

use super::ADMINS;
use super::export::MAX_BYTES;
use super::leaving::{NoFile, Written, format_of, leave};
use crate::clock::Zone;
use crate::http::{Handled, Reply, Request};
use crate::orders::TrailFilter;
use crate::outlet::Outlet;
use crate::pages::staff::{query, staff};
use crate::pages::trail::{Entries, wanted};
use crate::store::{Page, Store};
use crate::tables::sheet::{Format, Sheet, Shown};

/// Entries of one file.
const MAX_ROWS: i64 = 200_000;
/// Entries that are in memory at a time.
const AT_ONCE: i64 = 1_000;
const HEADS: [&str; 7] = ["id", "time", "who", "action", "object", "before", "after"];

/// `GET /api/pages/admin/audit-export?format=` and the filters of the trail. 413 for more than one file holds.
pub(super) fn handle(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { answer(outlet, &request).await.unwrap_or_else(|refused| refused) })
}

async fn answer(outlet: Arc<Outlet>, request: &Request) -> Result<Reply, Reply> {
    let fields = query(request)?;
    let actor = staff(&outlet, request, &fields, ADMINS)?.id;
    let (format, filter) = (format_of(&fields)?, wanted(&fields, outlet.config.zone)?);
    let zone = outlet.config.zone;
    leave(&outlet, actor, ("audit", format), move |store| write(store, filter, format, zone)).await
}

fn write(store: &Store, mut filter: TrailFilter, format: Format, zone: Zone) -> Result<Written, NoFile> {
    store.read(|db| {
        let mut sheet = Sheet::begin(format, &HEADS)?;
        let mut rows = 0;
        loop {
            let some = Entries::read(db, &filter, Page { size: AT_ONCE, offset: 0 })?;
            let Some(last) = some.entries.last() else { break };
            if some.total + rows > MAX_ROWS || sheet.size() > MAX_BYTES {
                return Err(NoFile::TooMany);
            }
            filter.below = Some(last.id);
            for it in &some.entries {
                let who = some.name(it.actor_id).cloned().unwrap_or_else(|| it.actor_id.to_string());
                let texts = [zone.text(it.at), who, it.action.clone(), it.object.clone()];
                let mut cells = vec![Shown::Number(it.id.number())];
                cells.extend(texts.into_iter().map(Shown::Text));
                cells.extend([Shown::from(it.before.clone()), Shown::from(it.after.clone())]);
                sheet.row(&cells)?;
                rows += 1;
            }
        }
        Ok(Written::of_rows(rows, sheet.finish()?))
    })
}
