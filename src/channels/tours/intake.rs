//! Rows that `transfer` takes in and gives out where the store keeps them in another shape; and the sealing of papers that an
//! older program has left open.

use super::person::{Certificate, CertificateKind};
use super::sql::apps::{self, PartnerApp};
use super::sql::papers::Paper;
use super::sql::{coupons, papers};
use crate::channels::tours::ids::{AppId, BatchId, CertificateId, ContactId, CouponId};
use crate::clock::Instant;
use crate::ids::AccountId;
use crate::outlet::Outlet;
use crate::store::{Db, Store, StoreError, Tx};

/// Papers that one write seals.
const SEALED_AT_ONCE: i64 = 500;

/// Takes a paper in.
pub fn take_paper(
    tx: &Tx<'_>,
    contact: ContactId,
    id: CertificateId,
    kind: CertificateKind,
    number: &str,
) -> Result<(), StoreError> {
    papers::put(tx, contact, &Certificate { id, kind, number: number.to_owned() })
}

/// Gives all papers out, by id; no number where the key file does not open it.
///
/// # Errors
/// Those of `give`, or a [`StoreError`].
pub fn each_paper<E: From<StoreError>>(db: &Db<'_>, give: impl FnMut(Paper) -> Result<(), E>) -> Result<(), E> {
    papers::each(db, give)
}

/// Gives all coupons out that were not spent, by id: its id, its batch, its number, whose it is.
///
/// # Errors
/// Those of `give`, or a [`StoreError`].
pub fn each_unspent_coupon<E: From<StoreError>>(
    db: &Db<'_>,
    give: impl FnMut(CouponId, BatchId, String, Option<AccountId>) -> Result<(), E>,
) -> Result<(), E> {
    coupons::each_unspent(db, give)
}

/// What is done before the outlet serves: old papers are sealed. Only a start knows the key, so a migration cannot do it.
pub fn begin(outlet: &Outlet) {
    match seal_old_papers(&outlet.store) {
        Ok(0) => {}
        Ok(count) => tracing::info!(count, "numbers of travellers' papers were sealed"),
        // They can be read as they are; a full disk must not keep the outlet from serving. The next start tries again.
        Err(error) => tracing::error!(%error, "numbers of travellers' papers could not be sealed"),
    }
}

/// Takes an app in; its key is sealed.
pub fn take_app(tx: &Tx<'_>, now: Instant, id: AppId, texts: [&str; 3], enabled: bool) -> Result<(), StoreError> {
    let [appid, name, key] = texts;
    let app = PartnerApp { id, appid: appid.to_owned(), name: name.to_owned(), enabled };
    apps::put(tx, &app, key, now)
}

/// Gives all apps out, by id: its id, its appid, its name, its key, whether it is switched on; no key where the key file does not
/// open it.
///
/// # Errors
/// Those of `give`, or a [`StoreError`].
pub fn each_app<E: From<StoreError>>(
    db: &Db<'_>,
    mut give: impl FnMut(AppId, [String; 2], Option<String>, bool) -> Result<(), E>,
) -> Result<(), E> {
    apps::each(db, |app, key| give(app.id, [app.appid, app.name], key, app.enabled))
}

/// Seals the numbers of papers that an older program has kept in clear; how many there were. Called before the outlet serves.
fn seal_old_papers(store: &Store) -> Result<usize, StoreError> {
    let mut sealed = 0;
    while store.read(papers::has_open)? {
        sealed += store.write_blocking(|tx| seal_some(tx, SEALED_AT_ONCE))?;
    }
    Ok(sealed)
}

fn seal_some(tx: &Tx<'_>, most: i64) -> Result<usize, StoreError> {
    let open = papers::open(tx, most)?;
    for (contact, paper) in &open {
        papers::put(tx, *contact, paper)?;
    }
    Ok(open.len())
}
