//! What members of the staff do about their own log-in (`/security`): the second factor, and the sessions that are open; and what
//! admins demand of others: second factors of roles, and browsers that are counters.

use std::sync::Arc;

use hyper::StatusCode;
use serde_json::{Value, json};

use super::failure::failed;
use super::no_store;
use super::staff::{query, refusal, session_of, signed_in, staff};
use crate::accounts::{self, Account, Role, SessionInfo};
use crate::channels::page::qr_path;
use crate::http::{FieldLimits, Fields, Handled, Reply, Request, embedded};
use crate::orders;
use crate::outlet::{self, Outlet, Route};
use crate::random::Ids;
use crate::store::{StoreError, Tx};

const LIMITS: FieldLimits = FieldLimits { body: 4096, names: 20, value: 200 };
/// Whom it concerns.
const STAFF: &[Role] = &[Role::Clerk, Role::Employee, Role::Operator, Role::Admin];
/// Letters that the name of a counter may have.
const NAME_LETTERS: std::ops::RangeInclusive<usize> = 1..=40;
/// What a telephone shows the codes under, besides the outlet's name.
const ISSUER: &str = "Outpost";

const fn change(path: &'static str, about: &'static str, handler: crate::outlet::Handler) -> Route {
    Route { methods: "POST", path, about, handler }
}

/// The routes of the page.
pub(super) const ROUTES: [Route; 10] = [
    Route { methods: "GET HEAD", path: "/security", about: "The staff's page of log-ins.", handler: page },
    Route { methods: "GET", path: "/api/pages/security", about: "The own second factor and sessions.", handler: look },
    change("/api/pages/security/begin", "A new secret for a second factor.", |outlet, request| {
        Box::pin(async move { begin(&outlet, &request).await.unwrap_or_else(|refused| refused) })
    }),
    change("/api/pages/security/enable", "Ask for the second factor from now on.", |outlet, request| {
        Box::pin(async move { enable(&outlet, &request).await.unwrap_or_else(|refused| refused) })
    }),
    change("/api/pages/security/disable", "Ask for it no longer.", |outlet, request| {
        Box::pin(async move { disable(&outlet, &request).await.unwrap_or_else(|refused| refused) })
    }),
    change("/api/pages/security/end", "End an own session.", |outlet, request| {
        Box::pin(async move { end(&outlet, &request).await.unwrap_or_else(|refused| refused) })
    }),
    change("/api/pages/security/pin", "Set or remove the own PIN for the counter.", |outlet, request| {
        Box::pin(async move { set_pin(&outlet, &request).await.unwrap_or_else(|refused| refused) })
    }),
    change(
        "/api/pages/security/roles",
        "Of which roles a second factor is demanded, for admins.",
        |outlet, request| Box::pin(async move { demand(&outlet, &request).await.unwrap_or_else(|refused| refused) }),
    ),
    change("/api/pages/security/enrol", "Make the asking browser a counter, for admins.", |outlet, request| {
        Box::pin(async move { enrol(&outlet, &request).await.unwrap_or_else(|refused| refused) })
    }),
    change("/api/pages/security/remove", "A browser is a counter no longer, for admins.", |outlet, request| {
        Box::pin(async move { remove(&outlet, &request).await.unwrap_or_else(|refused| refused) })
    }),
];

fn page(_: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { embedded::file(&request, "web/security/index.html") })
}

fn ok(value: &Value) -> Reply {
    no_store(Reply::json(StatusCode::OK, value))
}

async fn form(request: &Request) -> Result<Fields, Reply> {
    Fields::read(request, LIMITS).await.map_err(|bad| refusal(StatusCode::BAD_REQUEST, &bad.to_string()))
}

fn required<'f>(fields: &'f Fields, name: &str) -> Result<&'f str, Reply> {
    fields.required(name).map(str::trim).map_err(|bad| refusal(StatusCode::BAD_REQUEST, &bad.to_string()))
}

fn look(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { state(&outlet, &request).unwrap_or_else(|refused| refused) })
}

fn state(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let fields = query(request)?;
    let account = by_password(outlet, request, &fields, STAFF)?;
    let own = session_of(request, &fields).map(accounts::session_name);
    let (enabled, has_pin, sessions, devices) = outlet
        .store
        .read(|db| {
            let devices = if account.role == Role::Admin { accounts::devices(db)? } else { Vec::new() };
            let sessions = accounts::sessions_of(db, &outlet.sessions, account.id)?;
            let has_pin = accounts::sql::people::has_pin(db, account.id)?;
            Ok::<_, StoreError>((accounts::has_second_factor(db, account.id)?, has_pin, sessions, devices))
        })
        .map_err(failed)?;
    let zone = outlet.config.zone;
    let session = |it: &SessionInfo| {
        json!({
            "address": it.address, "agent": it.agent, "begun": zone.text(it.created_at), "id": it.id,
            "own": Some(&it.id) == own.as_ref(), "used": zone.text(it.used_at)
        })
    };
    let device =
        |it: &accounts::Device| json!({"by": it.enrolled_by, "enrolled": zone.text(it.enrolled_at), "name": it.name});
    let demanded: Vec<i64> =
        STAFF.iter().filter(|role| outlet.demands_second_factor(**role)).map(|it| it.number()).collect();
    Ok(ok(&json!({
        "demanded": demanded, "devices": devices.iter().map(device).collect::<Vec<_>>(),
        "devices_only": outlet.config.counter_devices, "enabled": enabled, "pin": has_pin, "role": account.role.number(),
        "sessions": sessions.iter().map(session).collect::<Vec<_>>(), "username": account.username
    })))
}

async fn begin(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let account = by_password(outlet, request, &form(request).await?, STAFF)?;
    let (ids, id) = (Ids::fresh(), account.id);
    let made = outlet.store.write(move |tx| accounts::begin_second_factor(tx, &mut ids.clone(), id)).await;
    let secret = made.map_err(failed)?.ok_or_else(|| refusal(StatusCode::CONFLICT, "it is in use"))?;
    let plain =
        |text: &str| percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string();
    let issuer = plain(&format!("{ISSUER} {}", outlet.config.outlet_name));
    let uri = format!("otpauth://totp/{issuer}:{}?secret={secret}&issuer={issuer}", plain(&account.username));
    let (side, path) = qr_path(&uri).ok_or_else(|| refusal(StatusCode::BAD_REQUEST, "the name is too long"))?;
    Ok(ok(&json!({"path": path, "secret": secret, "side": side, "uri": uri})))
}

async fn enable(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let fields = form(request).await?;
    let account = by_password(outlet, request, &fields, STAFF)?.id;
    let code = required(&fields, "code")?.to_owned();
    let (ids, now) = (Ids::fresh(), outlet.now());
    let run = move |tx: &Tx<'_>| {
        let codes = accounts::enable_second_factor(tx, now, &mut ids.clone(), account, &code)?;
        if codes.is_some() {
            orders::audit(
                tx,
                orders::Actor { now, id: account },
                orders::Deed("second_factor_on"),
                &format!("account {account}"),
                orders::Change::NONE,
            )?;
        }
        Ok::<_, StoreError>(codes)
    };
    let codes = outlet.store.write(run).await.map_err(failed)?;
    codes.map(|codes| ok(&json!({"recovery": codes}))).ok_or_else(wrong_code)
}

fn wrong_code() -> Reply {
    refusal(StatusCode::CONFLICT, "the code is wrong")
}

async fn disable(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let fields = form(request).await?;
    let account = by_password(outlet, request, &fields, STAFF)?;
    let code = required(&fields, "code")?;
    match outlet.check_second_factor(request, &account, Some(code)).await {
        Ok(()) => {}
        Err(accounts::LoginError::Store(error)) => return Err(failed(error)),
        Err(_) => return Err(wrong_code()),
    }
    let (now, id) = (outlet.now(), account.id);
    let run = move |tx: &Tx<'_>| {
        if accounts::drop_second_factor(tx, id)? {
            orders::audit(
                tx,
                orders::Actor { now, id },
                orders::Deed("second_factor_off"),
                &format!("account {id}"),
                orders::Change::NONE,
            )?;
        }
        Ok::<_, StoreError>(())
    };
    outlet.store.write(run).await.map_err(failed)?;
    Ok(ok(&json!({"enabled": false})))
}

/// Somebody of the staff who typed the password: what a PIN opened changes nothing of a log-in.
fn by_password(outlet: &Outlet, request: &Request, fields: &Fields, roles: &[Role]) -> Result<Account, Reply> {
    let account = signed_in(outlet, request, fields, roles)?;
    if account.by_pin { Err(refusal(StatusCode::FORBIDDEN, "log in with your password first")) } else { Ok(account) }
}

/// `pin` with the `password` of the account; an empty one removes it. A counter that somebody left open sets nobody's PIN.
async fn set_pin(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let fields = form(request).await?;
    let account = by_password(outlet, request, &fields, STAFF)?;
    let (pin, password) = (fields.text("pin").unwrap_or_default().trim().to_owned(), required(&fields, "password")?);
    if !pin.is_empty() {
        accounts::check_pin(&pin).map_err(|bad| refusal(StatusCode::BAD_REQUEST, &bad.to_string()))?;
    }
    match outlet.log_in(request, &account.username, (password, fields.text("otp"))).await {
        Ok(_) => {}
        Err(accounts::LoginError::Store(error)) => return Err(failed(error)),
        Err(accounts::LoginError::MustWait) => {
            return Err(refusal(StatusCode::TOO_MANY_REQUESTS, "too many failed logins"));
        }
        Err(error) => return Err(refusal(StatusCode::FORBIDDEN, &error.to_string())),
    }
    let hash = if pin.is_empty() { None } else { Some(outlet.logins.passwords.hash(&pin).await.map_err(failed)?) };
    let (now, id, has_pin) = (outlet.now(), account.id, hash.is_some());
    let run = move |tx: &Tx<'_>| {
        let deed = match &hash {
            Some(hash) => {
                accounts::sql::people::put_pin(tx, id, hash, now)?;
                orders::Deed("pin_on")
            }
            None if accounts::sql::people::drop_pin(tx, id)? => orders::Deed("pin_off"),
            None => return Ok(()),
        };
        orders::audit(tx, orders::Actor { now, id }, deed, &format!("account {id}"), orders::Change::NONE)
    };
    outlet.store.write::<(), StoreError, _>(run).await.map_err(failed)?;
    Ok(ok(&json!({"pin": has_pin})))
}

async fn end(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let fields = form(request).await?;
    let account = by_password(outlet, request, &fields, STAFF)?.id;
    let id = required(&fields, "id")?.to_owned();
    let ended = outlet.store.write(move |tx| accounts::end_session(tx, account, &id)).await.map_err(failed)?;
    if ended {
        Ok(ok(&json!({"ended": true})))
    } else {
        Err(refusal(StatusCode::NOT_FOUND, "there is no such session"))
    }
}

/// `roles`: the numbers of the roles, between commas; none for nobody.
async fn demand(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let fields = form(request).await?;
    let admin = staff(outlet, request, &fields, &[Role::Admin])?.id;
    let numbers = fields.text("roles").unwrap_or_default().split(',').map(str::trim).filter(|part| !part.is_empty());
    let role = |text: &str| text.parse().ok().and_then(Role::from_number).filter(|role| STAFF.contains(role));
    let roles: Option<Vec<Role>> = numbers.map(role).collect();
    let roles = roles.ok_or_else(|| refusal(StatusCode::BAD_REQUEST, "roles are 1, 2, 3 and 4"))?;
    let (now, demanded) = (outlet.now(), roles.clone());
    let run = move |tx: &Tx<'_>| {
        let before = outlet::demanded_roles(tx)?;
        let after = outlet::demand_second_factor(tx, &demanded)?;
        orders::audit(
            tx,
            orders::Actor { now, id: admin },
            orders::Deed("second_factor_roles"),
            "outlet",
            orders::Change::between(&before, &after),
        )
    };
    outlet.store.write(run).await.map_err(failed)?;
    outlet.recall_demands().map_err(failed)?;
    Ok(ok(&json!({"demanded": roles.iter().map(|role| role.number()).collect::<Vec<_>>()})))
}

async fn enrol(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let fields = form(request).await?;
    let admin: Account = staff(outlet, request, &fields, &[Role::Admin])?;
    let name = required(&fields, "name")?.to_owned();
    if !NAME_LETTERS.contains(&name.chars().count()) {
        return Err(refusal(StatusCode::BAD_REQUEST, "the name is too long"));
    }
    let (now, token) = (outlet.now(), format!("{}{}", Ids::fresh().uuid(), Ids::fresh().uuid()));
    let kept = token.clone();
    let run = move |tx: &Tx<'_>| {
        let is_new = accounts::enrol_device(tx, now, &kept, &name, admin.id)?;
        if is_new {
            orders::audit(
                tx,
                orders::Actor { now, id: admin.id },
                orders::Deed("device_enrol"),
                &name,
                orders::Change::NONE,
            )?;
        }
        Ok::<_, StoreError>(is_new)
    };
    let is_new = outlet.store.write(run).await.map_err(failed)?;
    if is_new { Ok(ok(&json!({"token": token}))) } else { Err(refusal(StatusCode::CONFLICT, "the name is taken")) }
}

async fn remove(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let fields = form(request).await?;
    let admin = staff(outlet, request, &fields, &[Role::Admin])?.id;
    let (name, now) = (required(&fields, "name")?.to_owned(), outlet.now());
    let run = move |tx: &Tx<'_>| {
        let was_there = accounts::remove_device(tx, &name)?;
        if was_there {
            orders::audit(
                tx,
                orders::Actor { now, id: admin },
                orders::Deed("device_remove"),
                &name,
                orders::Change::NONE,
            )?;
        }
        Ok::<_, StoreError>(was_there)
    };
    let was_there = outlet.store.write(run).await.map_err(failed)?;
    if was_there {
        Ok(ok(&json!({"removed": true})))
    } else {
        Err(refusal(StatusCode::NOT_FOUND, "there is no such device"))
    }
}
