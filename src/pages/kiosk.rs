//! What the kiosk needs besides the shop's own services: a walk-in account, and the price of a choice before it is ordered.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use hyper::StatusCode;

use crate::accounts::{self, AccountError, NewAccount, Role, is_mobile};
use crate::app::App;
use crate::clock::Instant;
use crate::http::{BadField, FieldLimits, Fields, Handled, Reply, Request, Route};
use crate::ids::Ids;
use crate::roaming;
use crate::store::Tx;

const LIMITS: FieldLimits = FieldLimits { body: 4096, names: 20, value: 200 };

/// The kiosk's routes.
pub(super) const ROUTES: [Route; 2] = [
    Route {
        methods: "POST",
        path: "/api/pages/walk-in",
        about: "An account for a traveller without one.",
        handler: walk_in,
    },
    Route { methods: "GET POST", path: "/api/pages/quote", about: "What a choice would cost.", handler: quote },
];

/// Walk-in accounts that one address may open in an hour: more than a busy counter has customers.
const WALK_INS_PER_HOUR: u32 = 240;
const HOUR_MS: i64 = 3_600_000;

/// How many walk-in accounts each address opened in its running hour.
#[derive(Default)]
pub struct WalkIns {
    by_address: Mutex<HashMap<IpAddr, (Instant, u32)>>,
}

impl WalkIns {
    /// Counts one more; whether it is still within the limit.
    fn allows(&self, address: IpAddr, now: Instant) -> bool {
        let mut by_address = self.by_address.lock().unwrap_or_else(PoisonError::into_inner);
        by_address.retain(|_, (since, _)| now.since(*since) < HOUR_MS);
        let entry = by_address.entry(address).or_insert((now, 0));
        entry.1 += 1;
        entry.1 <= WALK_INS_PER_HOUR
    }
}

/// An error that a page can show: what is wrong, by a word that the page has a text for.
fn refusal(status: StatusCode, what: &str) -> Reply {
    Reply::json(status, &serde_json::json!({"error": what}))
}

/// Opens an account without a password for a traveller who gives a phone number. The number is written down unverified, so
/// that the counter finds the order by it; it gives no access to another account that has it.
fn walk_in(app: Arc<App>, request: Request) -> Handled {
    Box::pin(async move {
        let phone = match phone_of(&request).await {
            Ok(phone) => phone,
            Err(_) => return refusal(StatusCode::BAD_REQUEST, "phone"),
        };
        let now = app.now();
        if !app.walk_ins.allows(request.peer, now) {
            return refusal(StatusCode::TOO_MANY_REQUESTS, "later");
        }
        let mut ids = Ids::fresh();
        let session = ids.uuid();
        let new = NewAccount {
            username: format!("walk-in-{}", ids.uuid()),
            phone: None,
            email: None,
            password_hash: "!".to_owned(), // no password fits it
            role: Role::Customer,
            must_change_password: false,
        };
        let token = session.clone();
        let open = move |tx: &Tx<'_>| {
            let account = accounts::create(tx, now, &new)?;
            accounts::note_phone(tx, account.id, &phone)?;
            accounts::open_session(tx, account.id, &token, now)?;
            Ok::<_, AccountError>(account.id)
        };
        match app.store.write(open).await {
            Ok(id) => Reply::json(StatusCode::OK, &serde_json::json!({"sessionid": session, "userid": id})),
            Err(error) => {
                tracing::error!(%error, "a walk-in account could not be opened");
                Reply::busy()
            }
        }
    })
}

async fn phone_of(request: &Request) -> Result<String, BadField> {
    let fields = Fields::read(request, LIMITS).await?;
    let phone = fields.required("phone")?.trim();
    if is_mobile(phone) { Ok(phone.to_owned()) } else { Err(BadField("phone is none".to_owned())) }
}

/// The price of a choice, money as text with two decimals; takes the parameters of a cart line.
fn quote(app: Arc<App>, request: Request) -> Handled {
    Box::pin(async move {
        let Ok(fields) = Fields::read(&request, LIMITS).await else {
            return refusal(StatusCode::BAD_REQUEST, "choice");
        };
        match roaming::quote(&app, &fields) {
            Ok(Some(quote)) => Reply::json(
                StatusCode::OK,
                &serde_json::json!({
                    "discount": quote.discount.to_string(),
                    "payable": quote.payable.to_string(),
                    "percent": quote.percent,
                    "price": quote.price.to_string(),
                    "units": quote.units,
                }),
            )
            .with_static("cache-control", "no-store"),
            Ok(None) => refusal(StatusCode::BAD_REQUEST, "choice"),
            Err(error) => {
                tracing::error!(%error, "a choice could not be priced");
                Reply::busy()
            }
        }
    })
}
