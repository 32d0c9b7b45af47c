//! What the kiosk needs besides the channels' own calls: a walk-in account, the outlets, codes to scan.

use std::sync::Arc;

use hyper::StatusCode;

use crate::accounts::{self, AccountError, Errand, NewAccount, Origin, Role, WALK_IN};
use crate::channels::page::qr_path;
use crate::http::{BadField, FieldLimits, Fields, Handled, Reply, Request};
use crate::ids::AccountId;
use crate::outlet::{Outlet, Route};
use crate::places::{self, OutletKind};
use crate::random::Ids;
use crate::store::Tx;
use crate::text::is_mobile;

const LIMITS: FieldLimits = FieldLimits { body: 4096, names: 20, value: 200 };

/// The kiosk's routes.
pub(super) const ROUTES: [Route; 3] = [
    Route {
        methods: "POST",
        path: "/api/pages/walk-in",
        about: "An account for a traveller without one.",
        handler: walk_in,
    },
    Route {
        methods: "GET",
        path: "/api/pages/outlets",
        about: "The outlets, and which one this is.",
        handler: outlets,
    },
    Route { methods: "GET", path: "/api/pages/qr", about: "A text as a QR code (SVG).", handler: qr },
];

/// An error that a page can show: what is wrong, by a word that the page has a text for.
fn refusal(status: StatusCode, what: &str) -> Reply {
    Reply::json(status, &serde_json::json!({"error": what}))
}

/// Opens an account without a password for a traveller who gives a phone number. The number is written down unverified, so
/// that the counter finds the order by it; it gives no access to another account that has it.
fn walk_in(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move {
        let Ok((phone, device)) = wish_of(&request).await else { return refusal(StatusCode::BAD_REQUEST, "phone") };
        if !outlet.allows(Errand::WalkIn, &request) {
            return refusal(StatusCode::TOO_MANY_REQUESTS, "later");
        }
        let session = Ids::fresh().uuid();
        match open(&outlet, &request, session.clone(), (phone, device.as_deref())).await {
            Ok(id) => Reply::json(StatusCode::OK, &serde_json::json!({"sessionid": session, "userid": id})),
            Err(error) => {
                crate::http::failure(&error, "a walk-in account could not be opened");
                Reply::busy()
            }
        }
    })
}

/// Opens the account and its session. The address is kept with it unless it is the house's own: what all who walked in from there
/// leave unpaid is counted together.
async fn open(
    outlet: &Outlet,
    request: &Request,
    session: String,
    (phone, device): (String, Option<&str>),
) -> Result<AccountId, AccountError> {
    let now = outlet.now();
    let new = NewAccount {
        username: format!("{WALK_IN}{}", Ids::fresh().uuid()),
        phone: None,
        email: None,
        password_hash: "!".to_owned(), // no password fits it
        role: Role::Customer,
        must_change_password: false,
    };
    let (origin, counted) = (Origin::of(request), outlet.counted_address(request, device)?);
    let open = move |tx: &Tx<'_>| {
        let account = accounts::create(tx, now, &new)?;
        accounts::note_phone(tx, account.id, &phone)?;
        if let Some(address) = &counted {
            accounts::sql::note_walk_in(tx, account.id, address, now)?;
        }
        accounts::open_session(tx, account.id, &session, now, &origin)?;
        Ok::<_, AccountError>(account.id)
    };
    outlet.store.write(open).await
}

/// The phone, and the token of an enrolled counter where the browser has one.
async fn wish_of(request: &Request) -> Result<(String, Option<String>), BadField> {
    let fields = Fields::read(request, LIMITS).await?;
    let phone = fields.required("phone")?.trim();
    let device = fields.text("device").map(str::to_owned);
    if is_mobile(phone) { Ok((phone.to_owned(), device)) } else { Err(BadField("phone is none".to_owned())) }
}

/// The outlets, and which one this is: the setting `outlet.id`, else the first counter.
fn outlets(outlet: Arc<Outlet>, _: Request) -> Handled {
    Box::pin(async move {
        let Ok(all) = outlet.store.read(|db| places::outlets(db, None, None)) else { return Reply::busy() };
        let named = outlet.config.text("outlet.id").parse().ok().filter(|id| all.iter().any(|outlet| outlet.id == *id));
        let first_counter = || {
            all.iter().find(|outlet| outlet.kind == OutletKind::PartnerCounter).or(all.first()).map(|outlet| outlet.id)
        };
        let shape = |it: &places::Outlet| serde_json::json!({"address": it.address, "id": it.id, "name": it.name});
        let shapes: Vec<_> = all.iter().map(shape).collect();
        Reply::json(StatusCode::OK, &serde_json::json!({"here": named.or_else(first_counter), "outlets": shapes}))
    })
}

/// A text of at most 512 bytes as a QR code, drawn as one SVG path.
fn qr(_: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move {
        let limits = FieldLimits { value: 512, ..LIMITS };
        let Ok(fields) = Fields::read(&request, limits).await else { return refusal(StatusCode::BAD_REQUEST, "text") };
        let code = fields.text("text").and_then(qr_path);
        match code {
            Some((side, path)) => Reply::new(StatusCode::OK, "image/svg+xml", svg(side, &path))
                .with_static("content-security-policy", "default-src 'none'")
                .with_static("x-content-type-options", "nosniff"),
            None => refusal(StatusCode::BAD_REQUEST, "text"),
        }
    })
}

fn svg(side: usize, path: &str) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\">\
         <path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path d=\"{path}\"/></svg>"
    )
}
