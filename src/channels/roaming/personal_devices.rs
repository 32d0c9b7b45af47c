//! `touch_bind` and `touch_gets`: the personal devices of a customer (docs/spec/roaming.md sections 13 and 16).
//!
//! A box reports itself by `touchdev_set` as a device of kind 3; its owner then binds it in the app. The outlet's own pool
//! devices are nobody's to bind.

use super::datacards;
use super::sql::devices::{self as sql, Device};
use super::wire::devices as wire;
use crate::accounts::Named;
use crate::channels::roaming::ids::DeviceId;
use crate::ids::AccountId;
use crate::staff_api::codes;
use crate::staff_api::{Answer, Call, Outcome};
use crate::store::{Db, StoreError, Tx};

/// Letters of a telephone number.
const PHONE_LETTERS: usize = 32;

/// Why a box cannot be bound.
#[derive(Debug, thiserror::Error)]
pub(super) enum BindError {
    /// 1102: nobody has reported such a box, it is no box, or it is somebody else's.
    #[error("there is no such box")]
    Unknown,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// `touch_bind`: makes a box (`devid`, its name or number) the user's; `phone`, which the app sends with it, becomes the box's
/// number. Binding one's own again changes nothing else. Limited as cards are ([`datacards::bind`]).
///
/// # Errors
/// 1100, 1101, 1102.
pub async fn bind(call: &Call) -> Outcome {
    let name = call.fields.required("devid")?.trim().to_owned();
    let phone = call.fields.text("phone").map(crate::text::phone);
    if phone.as_deref().is_some_and(|text| !is_phone(text)) {
        return Err(codes::PARAMETER);
    }
    let account = call.signed_in()?;
    let (id, most) = (account.id, datacards::most_without_order(call, &account));
    let bind = |may_guess| {
        let limits = Limits { may_guess, most };
        call.outlet.store.write(move |tx: &Tx<'_>| bind_box(tx, id, limits, (&name, phone.as_deref())))
    };
    let is_wrong = |error: &BindError| !matches!(error, BindError::Store(_));
    call.outlet.guess(&call.request, id, Named::Box, bind, is_wrong).await?;
    Ok(Answer::done())
}

/// What a customer may bind besides what is his own.
#[derive(Clone, Copy)]
struct Limits {
    /// Whether he has not tried too many numbers.
    may_guess: bool,
    /// Boxes; none for as many as one likes.
    most: Option<i64>,
}

fn bind_box(
    tx: &Tx<'_>,
    account: AccountId,
    limits: Limits,
    (name, phone): (&str, Option<&str>),
) -> Result<(), BindError> {
    let device = named(tx, name)?.ok_or(BindError::Unknown)?;
    let is_own = device.account_id == account;
    if !is_own && !limits.may_guess || !sql::bind_box(tx, device.id, account, phone)? {
        return Err(BindError::Unknown);
    }
    let has_too_many = |most| Ok::<_, StoreError>(sql::count_boxes(tx, account)? > most);
    match limits.most.filter(|_| !is_own).map(has_too_many).transpose()? {
        // The caller's transaction takes the box back.
        Some(true) => Err(BindError::Unknown),
        _ => Ok(()),
    }
}

/// The device of a name or a number.
pub(super) fn named(db: &Db<'_>, name: &str) -> Result<Option<Device>, StoreError> {
    match sql::device_named(db, name)? {
        Some(device) => Ok(Some(device)),
        None => Ok(name.parse().ok().map(|id| sql::device(db, id)).transpose()?.flatten()),
    }
}

/// `touch_unbind`: the box is nobody's any more, and has no number.
///
/// # Errors
/// 1100, 1101, 1102 for one that is not the caller's.
pub async fn unbind(call: &Call) -> Outcome {
    let name = call.fields.required("devid")?.trim().to_owned();
    let account = call.signed_in()?.id;
    let run = move |tx: &Tx<'_>| {
        let device = named(tx, &name)?.ok_or(BindError::Unknown)?;
        if sql::unbind_box(tx, device.id, account)? { Ok(()) } else { Err(BindError::Unknown) }
    };
    call.outlet.store.write(run).await?;
    Ok(Answer::done())
}

fn is_phone(text: &str) -> bool {
    text.len() <= PHONE_LETTERS && text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'+' | b'-'))
}

/// `touch_gets`: the user's devices.
///
/// # Errors
/// 1100, 1101.
pub async fn gets(call: &Call) -> Outcome {
    let account = call.signed_in()?.id;
    Answer::of("touchs", &call.outlet.store.read(|db| shapes(db, account))?)
}

/// The devices of an account as their owner sees them.
pub(super) fn shapes(db: &Db<'_>, account: AccountId) -> Result<Vec<serde_json::Value>, StoreError> {
    let devices = sql::personal_devices_of(db, account)?;
    let ids: Vec<DeviceId> = devices.iter().map(|it| it.id).collect();
    let channels = sql::channels_of(db, &ids)?;
    let shape = |it: &Device| wire::device(it, wire::View::Staff, Some(&channels));
    Ok(devices.iter().map(shape).collect())
}
