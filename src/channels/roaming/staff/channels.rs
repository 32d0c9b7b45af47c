//! `touchchans_set`: the numbers on the channels of a pool device.

use serde_json::{Map, Value, json};

use super::devices::MAX_LETTERS;
use super::{ADMINS, note};
use crate::accounts;
use crate::channels::roaming::ids::{ChannelId, DeviceId};
use crate::channels::roaming::sql::devices::{self as sql, Channel};
use crate::channels::roaming::wire::devices as wire;
use crate::ids::AccountId;
use crate::orders;
use crate::staff_api::codes::{self, Fault};
use crate::staff_api::{Answer, Call, Outcome};
use crate::store::{StoreError, Tx};

/// Channels of one call.
const MAX_CHANNELS: usize = 1000;
/// The highest place on a device.
const LAST_PLACE: i64 = 100_000;

/// Why channels cannot be set.
#[derive(Debug, thiserror::Error)]
pub(in crate::channels::roaming) enum ChannelError {
    #[error("there is no such device")]
    UnknownDevice,
    #[error("there is no such channel or account, the place is another's, or a new channel has no number")]
    Unusable,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What a call says of one channel; what it does not say stays as it is.
struct ChannelChange {
    id: Option<ChannelId>,
    sub_id: Option<i64>,
    phone: Option<String>,
    domain: Option<String>,
    account_id: Option<AccountId>,
}

/// `touchchans_set`: channels of a device, told by `chanid` or by their place `subid`; one with neither is new and gets the next
/// place. A new one needs its `phone`: a channel is a number to let.
///
/// # Errors
/// 1100, 1101, 1103, 1102 for an unknown device.
pub async fn channels_set(call: &Call) -> Outcome {
    call.may(ADMINS)?;
    let device = call.fields.required("devid")?.trim().to_owned();
    let wanted = read_channels(call)?;
    let actor = call.staff(ADMINS)?.id;
    let now = call.terms.now;
    let run = move |tx: &Tx<'_>| {
        let by_id = device.parse().ok().map(|id| sql::device(tx, id)).transpose()?.flatten();
        let device = match by_id {
            Some(device) => device,
            None => sql::device_named(tx, &device)?.ok_or(ChannelError::UnknownDevice)?,
        };
        let before = channels_note(tx, device.id)?;
        let mut set = Vec::new();
        for channel in &wanted {
            set.push(put_channel(tx, device.id, channel)?);
        }
        let (object, after) = (format!("pool device {}", device.id), channels_note(tx, device.id)?);
        orders::audit(
            tx,
            orders::Actor { now, id: actor },
            orders::Deed("touchchans_set"),
            &object,
            orders::Change::between(&before, &after),
        )?;
        Ok::<_, ChannelError>(set)
    };
    let set = call.outlet.store.write(run).await?;
    Answer::of("touchchans", &set.iter().map(wire::channel).collect::<Vec<_>>())
}

/// A device's channels for the trail: place, number and whose.
fn channels_note(tx: &Tx<'_>, device: DeviceId) -> Result<String, StoreError> {
    let all = sql::channels_of(tx, &[device])?;
    let shown: Vec<Value> = all.iter().map(|it| json!([it.sub_id, it.phone, it.account_id])).collect();
    Ok(note(&json!(shown)))
}

fn put_channel(tx: &Tx<'_>, device: DeviceId, change: &ChannelChange) -> Result<Channel, ChannelError> {
    let at_place = change.sub_id.map(|place| sql::channel_at(tx, device, place)).transpose()?.flatten();
    let known = match change.id {
        None => at_place,
        Some(id) => {
            let known = sql::channel(tx, id)?.filter(|known| known.device_id == device);
            if at_place.is_some_and(|other| other.id != id) {
                return Err(ChannelError::Unusable);
            }
            Some(known.ok_or(ChannelError::Unusable)?)
        }
    };
    let channel = match known {
        Some(known) => changed(known, change),
        None => made(tx, device, change)?,
    };
    if channel.account_id != AccountId::NOBODY && accounts::sql::by_id(tx, channel.account_id)?.is_none() {
        return Err(ChannelError::Unusable);
    }
    sql::put_channel(tx, &channel)?;
    Ok(channel)
}

fn changed(known: Channel, change: &ChannelChange) -> Channel {
    Channel {
        sub_id: change.sub_id.unwrap_or(known.sub_id),
        phone: change.phone.clone().unwrap_or(known.phone),
        domain: change.domain.clone().or(known.domain),
        account_id: change.account_id.unwrap_or(known.account_id),
        ..known
    }
}

fn made(tx: &Tx<'_>, device: DeviceId, change: &ChannelChange) -> Result<Channel, ChannelError> {
    let phone = change.phone.clone().ok_or(ChannelError::Unusable)?;
    let sub_id = match change.sub_id {
        Some(place) => place,
        None => sql::last_place(tx, device)? + 1,
    };
    if sub_id > LAST_PLACE {
        return Err(ChannelError::Unusable);
    }
    let (id, account_id) = (ChannelId::next(tx)?, change.account_id.unwrap_or(AccountId::NOBODY));
    Ok(Channel { id, device_id: device, sub_id, phone, domain: change.domain.clone(), account_id })
}

fn read_channels(call: &Call) -> Result<Vec<ChannelChange>, Fault> {
    let text = call.fields.required("chans")?;
    let entries: Vec<Map<String, Value>> = serde_json::from_str(text).map_err(|_| codes::PARAMETER)?;
    if entries.is_empty() || entries.len() > MAX_CHANNELS {
        return Err(codes::PARAMETER);
    }
    entries.iter().map(read_channel).collect()
}

/// A channel out of its JSON object; numbers may come as texts there, too.
fn read_channel(entry: &Map<String, Value>) -> Result<ChannelChange, Fault> {
    let text = |name: &str| match entry.get(name) {
        None | Some(Value::Null) => None,
        Some(Value::String(text)) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Some(other) => Some(other.to_string()),
    };
    let number = |name: &str| text(name).map(|text| text.parse::<i64>().map_err(|_| codes::PARAMETER)).transpose();
    let change = ChannelChange {
        id: number("chanid")?.filter(|id| *id != 0).map(ChannelId),
        sub_id: number("subid")?,
        phone: text("phone").map(|phone| crate::text::phone(&phone)),
        domain: text("domain"),
        account_id: number("userid")?.map(AccountId),
    };
    let fits = change.sub_id.is_none_or(|place| (0..=LAST_PLACE).contains(&place))
        && change.phone.as_deref().is_none_or(is_number)
        && change.domain.as_ref().is_none_or(|domain| domain.chars().count() <= MAX_LETTERS);
    if fits { Ok(change) } else { Err(codes::PARAMETER) }
}

/// Whether a text is a telephone number that can be dialled.
fn is_number(text: &str) -> bool {
    (1..=32).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'+' | b'-'))
}
