//! The pictures where the Android app looks for them (docs/spec/roaming.md section 0.24).

use std::sync::Arc;

use hyper::StatusCode;

use super::picture::{names_voucher_picture, voucher_picture};
use crate::channels::page::pictures;
use crate::http::{Handled, Reply, Request};
use crate::outlet::{Outlet, Route};

/// The app's address of all pictures.
pub(super) const ROUTES: [Route; 1] = [Route {
    methods: "GET HEAD",
    path: "/roammall/images/{*file}",
    about: "Pictures, for the app.",
    handler: picture,
}];

fn picture(outlet: Arc<Outlet>, mut request: Request) -> Handled {
    let inner = request.uri.to_string().replacen("/roammall/", "/", 1);
    match inner.parse() {
        Ok(uri) => request.uri = uri,
        Err(_) => return Box::pin(async { Reply::empty(StatusCode::NOT_FOUND) }),
    }
    if names_voucher_picture(request.path()) {
        voucher_picture(outlet, request)
    } else {
        pictures::picture(outlet, request)
    }
}
