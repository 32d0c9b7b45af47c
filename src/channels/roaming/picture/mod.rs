//! The picture of a pick-up voucher, under the path that the voucher's row names (docs/spec/roaming.md section 9).
//!
//! With `?language=en` its words are English, as far as they were given in it; without it they are the recorded ones. It is drawn when
//! somebody asks for it and kept in memory for a while; nothing is stored. The path holds a serial, and a serial opens goods, so an unknown one is 404 and an address that tries many is turned away for some minutes with 429, for
//! right and wrong ones alike.

mod canvas;
mod codes;
mod face;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hyper::StatusCode;
use hyper::body::Bytes;
use hyper::header::{CACHE_CONTROL, HeaderValue, RETRY_AFTER};

use super::counter::pieces_of;
use super::sql::vouchers as sql;
use super::vouchers::{Template, Voucher};
use crate::accounts::Named;
use crate::http::{Handled, Reply, Request};
use crate::orders::{self, Order};
use crate::outlet::Outlet;
use crate::store::{Db, StoreError};
use crate::translations;
use face::{Face, Language, Said};

/// Pictures that are kept, some fifty kilobytes each.
const KEPT: usize = 64;

/// What the vouchers' services remember between requests, in memory alone.
#[derive(Default)]
pub struct VoucherDesk {
    pictures: Mutex<VecDeque<(Face, Bytes)>>,
}

impl VoucherDesk {
    fn kept(&self, face: &Face) -> Option<Bytes> {
        self.lock().iter().find(|(known, _)| known == face).map(|(_, picture)| picture.clone())
    }

    fn keep(&self, face: Face, picture: Bytes) {
        let mut pictures = self.lock();
        if pictures.len() >= KEPT {
            pictures.pop_front();
        }
        pictures.push_back((face, picture));
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<(Face, Bytes)>> {
        self.pictures.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The serial in a voucher picture's path, `images/<yyyyMM>/evouchers_img/<serial>.PNG`; `None` for any other path.
fn serial_in(path: &str) -> Option<i64> {
    let (month, file) = path.strip_prefix("/images/")?.split_once("/evouchers_img/")?;
    let digits = file.strip_suffix(".PNG")?;
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if month.len() == 6 && all_digits(month) && all_digits(digits) { digits.parse().ok() } else { None }
}

/// Whether a path is one of those that voucher pictures have.
#[must_use]
pub fn names_voucher_picture(path: &str) -> bool {
    serial_in(path).is_some()
}

/// Answers the picture of the voucher that a path names.
pub fn voucher_picture(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move {
        let Some(guess) = outlet.count_guess(&request, None, Named::Picture) else {
            return Reply::empty(StatusCode::TOO_MANY_REQUESTS).with(RETRY_AFTER, HeaderValue::from_static("600"));
        };
        match outlet.store.read(|db| face_of(db, &outlet, &request)) {
            Ok(Some(face)) => {
                guess.was_right();
                show(&outlet, face).await
            }
            Ok(None) => Reply::empty(StatusCode::NOT_FOUND),
            Err(error) => {
                crate::http::failure(&error, "a voucher could not be read for its picture");
                Reply::busy()
            }
        }
    })
}

fn face_of(db: &Db<'_>, outlet: &Outlet, request: &Request) -> Result<Option<Face>, StoreError> {
    let path = request.path();
    let Some(serial) = serial_in(path) else { return Ok(None) };
    let has_picture = |(voucher, _): &(Voucher, Template)| voucher.image == path.trim_start_matches('/');
    let Some((voucher, template)) = sql::by_serial(db, serial)?.into_iter().find(has_picture) else {
        return Ok(None);
    };
    let pieces = match voucher.order_id {
        Some(order) => pieces_of(db, &orders::lines_of(db, order)?)?,
        None => 1,
    };
    let said = said(db, &voucher, &template, Language::of_query(request.query()))?;
    Ok(Some(Face::new(&voucher, &template, pieces, (outlet.config.zone, outlet.now()), &said)))
}

/// What the voucher and the outlet of its order are called in English, where somebody has said it.
fn said(db: &Db<'_>, voucher: &Voucher, template: &Template, language: Language) -> Result<Said, StoreError> {
    if language == Language::Chinese {
        return Ok(Said::default());
    }
    let text = |kind: &str, id: String, field: &str| {
        let mut all = translations::of_rows(db, kind, std::slice::from_ref(&id))?;
        Ok::<_, StoreError>(all.remove(&id).and_then(|mut texts| texts.remove("en")?.remove(field)))
    };
    let order = voucher.order_id.map(|id| orders::by_ids(db, &[id])).transpose()?.unwrap_or_default();
    let outlet = order.first().and_then(Order::outlet_id);
    let address = outlet.map(|id| text("outlets", id.to_string(), "address")).transpose()?.flatten();
    Ok(Said { language, name: text("voucher-templates", template.id.to_string(), "name")?, address })
}

async fn show(outlet: &Arc<Outlet>, face: Face) -> Reply {
    let kept = outlet.memory::<VoucherDesk>().kept(&face);
    let picture = match kept {
        Some(picture) => picture,
        None => match draw(face.clone()).await {
            Some(picture) => {
                outlet.memory::<VoucherDesk>().keep(face, picture.clone());
                picture
            }
            None => return Reply::empty(StatusCode::INTERNAL_SERVER_ERROR),
        },
    };
    // Shared caches must not keep what opens goods; the voucher may be used the next minute.
    Reply::new(StatusCode::OK, "image/png", picture)
        .with(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"))
        .with_static("x-content-type-options", "nosniff")
}

/// Draws beside the requests: it takes longer than a look at the database.
async fn draw(face: Face) -> Option<Bytes> {
    let drawn = tokio::task::spawn_blocking(move || face.draw()).await;
    match drawn {
        Ok(Ok(picture)) => Some(Bytes::from(picture)),
        Ok(Err(error)) => {
            tracing::error!(%error, "a voucher's picture could not be drawn");
            None
        }
        Err(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_recorded_path_names_a_serial() {
        assert_eq!(serial_in("/images/201606/evouchers_img/25849419.PNG"), Some(25_849_419));
        for other in [
            "/images/201606/evouchers_img/25849419.png",
            "/images/201605/evoucher_imgs/126.png",
            "/images/2016/evouchers_img/25849419.PNG",
            "/images/201606/evouchers_img/+5849419.PNG",
            "/images/201606/evouchers_img/.PNG",
            "/images/201606/evouchers_img/99999999999999999999.PNG",
        ] {
            assert_eq!(serial_in(other), None, "{other}");
        }
    }
}
