//! `touchdev_set`, `touchdev_gets`, `touchdev_search`, `touchchans_set`: pool devices and the numbers on their channels.
//!
//! Devices report themselves, so anybody may set one (roaming.md section 4); what nobody vouches for is unverified, cannot
//! change a verified device, and is limited in number. Wi-Fi passwords are not kept. Who is not staff does not see a device's
//! network settings, phones or channels.

use serde_json::{Map, Value, json};

use super::{ADMINS, OPERATORS, note};
use crate::accounts;
use crate::orders;
use crate::roaming::fault::{self, Fault};
use crate::roaming::orders::page;
use crate::roaming::service::{Answer, Call, Outcome};
use crate::roaming::sql::devices::{self as sql, Channel, Device, Filter};
use crate::roaming::wire::devices as wire;
use crate::store::{StoreError, Tx};

/// Network settings of a device that are kept as they were sent.
const DETAILS: &[&str] = &[
    "lan_dns",
    "lan_gateway",
    "lan_ip",
    "lan_mask",
    "wan_dns",
    "wan_gateway",
    "wan_ip",
    "wan_mask",
    "wan_type",
    "wifi_ssid",
];
/// Letters of one of a device's texts.
const MOST_LETTERS: usize = 128;
/// Unverified devices: more would be somebody's joke.
const MOST_UNVERIFIED: i64 = 1000;
/// Channels of one call, and numbers of a device's places.
const MOST_CHANNELS: usize = 1000;
/// The kind of a device that reports itself.
const OWN_KIND: i64 = 3;

/// Why a device or a channel cannot be set.
#[derive(Debug, thiserror::Error)]
enum DeviceError {
    #[error("there is no such device, or there are too many unknown ones")]
    Unknown,
    #[error("the id, name or place is another's")]
    Taken,
    #[error("only an admin may change a verified device")]
    Verified,
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<DeviceError> for Fault {
    fn from(error: DeviceError) -> Self {
        match error {
            DeviceError::Unknown => Self::new(1102),
            DeviceError::Taken => fault::PARAMETER,
            DeviceError::Verified => fault::PRIVILEGE,
            DeviceError::Store(error) => error.into(),
        }
    }
}

/// `touchdev_set`: `devid` (recorded) or `touchid` is the id. A device that is there keeps its kind.
///
/// # Errors
/// 1100, 1102 when too many unverified ones are there, 1103 for a verified device and no admin.
pub async fn device_set(call: &Call) -> Outcome {
    let given = read_device(call)?;
    let id = match call.fields.number::<i64>("devid")? {
        None => call.fields.number::<i64>("touchid")?,
        id => id,
    };
    if id.is_some_and(|id| id < 1) {
        return Err(fault::PARAMETER);
    }
    let actor = call.staff(ADMINS).ok().map(|account| account.id);
    let now = call.terms.now;
    let run = move |tx: &Tx<'_>| {
        let known = known_device(tx, id, &given.hostname)?;
        let device = merged(tx, known.as_ref(), &given, id, actor.is_some())?;
        sql::put_device(tx, &device)?;
        if let Some(actor) = actor {
            let before = known.as_ref().map(described);
            let object = format!("pool device {}", device.id);
            let change = (before.as_deref(), Some(described(&device)));
            orders::audit(tx, now, actor, "touchdev_set", &object, (change.0, change.1.as_deref()))?;
        }
        Ok::<_, DeviceError>(device)
    };
    let device = call.app.store.write(run).await?;
    // Of a box that a customer has bound, whoever calls without being staff is told nothing that he did not know.
    let told = if actor.is_some() || device.account_id == 0 { wire::View::Staff } else { wire::View::Anybody };
    Answer::of("touch", &wire::device(&device, told, None))
}

fn read_device(call: &Call) -> Result<Device, Fault> {
    let text = |name: &str| match call.fields.text(name).map(str::trim) {
        Some(text) if text.chars().count() > MOST_LETTERS => Err(fault::PARAMETER),
        text => Ok(text.map(str::to_owned)),
    };
    let mut details = Map::new();
    for name in DETAILS {
        if let Some(value) = text(name)? {
            details.insert((*name).to_owned(), Value::String(value));
        }
    }
    Ok(Device {
        id: 0,
        hostname: text("hostname")?.ok_or(fault::PARAMETER)?,
        host: text("host")?.ok_or(fault::PARAMETER)?,
        domain: text("domain")?,
        phone: text("phone")?,
        kind: OWN_KIND,
        account_id: 0,
        verified: false,
        details: Value::Object(details).to_string(),
    })
}

/// The device that is meant: by id, or else by name.
fn known_device(tx: &Tx<'_>, id: Option<i64>, hostname: &str) -> Result<Option<Device>, DeviceError> {
    let named = sql::device_named(tx, hostname)?;
    let Some(id) = id else { return Ok(named) };
    match named {
        Some(named) if named.id != id => Err(DeviceError::Taken),
        Some(named) => Ok(Some(named)),
        None => Ok(sql::device(tx, id)?),
    }
}

fn merged(
    tx: &Tx<'_>,
    known: Option<&Device>,
    given: &Device,
    id: Option<i64>,
    vouched_for: bool,
) -> Result<Device, DeviceError> {
    let Some(known) = known else {
        if !vouched_for && sql::count_unverified(tx)? >= MOST_UNVERIFIED {
            return Err(DeviceError::Unknown);
        }
        let id = match id {
            Some(id) => id,
            None => tx.next_id("pool_devices")?,
        };
        tx.keep_above("pool_devices", id)?;
        return Ok(Device { id, verified: vouched_for, ..given.clone() });
    };
    if known.verified && !vouched_for {
        return Err(DeviceError::Verified);
    }
    let given = given.clone();
    // A bound box's number is its owner's to change (`touch_bind`), or the staff's.
    let phone = given.phone.filter(|_| known.account_id == 0 || vouched_for);
    Ok(Device {
        id: known.id,
        domain: given.domain.or_else(|| known.domain.clone()),
        phone: phone.or_else(|| known.phone.clone()),
        kind: known.kind,
        account_id: known.account_id,
        verified: known.verified || vouched_for,
        ..given
    })
}

fn described(it: &Device) -> String {
    note(
        &json!({"domain": it.domain, "host": it.host, "hostname": it.hostname, "phone": it.phone, "verified": it.verified}),
    )
}

/// `touchdev_gets`: devices by `devid` (name or id), `phone` or `devtype`; without any of them none.
///
/// # Errors
/// 1100.
pub async fn device_gets(call: &Call) -> Outcome {
    let filter = Filter {
        name: call.fields.text("devid").map(|text| text.trim().to_owned()),
        phone: call.fields.text("phone").map(|text| text.trim().to_owned()),
        kind: call.fields.number::<i64>("devtype")?.filter(|kind| *kind != 0),
        all: false,
    };
    let view = if call.staff(OPERATORS).is_ok() { wire::View::Staff } else { wire::View::Anybody };
    list(call, &filter, view)
}

/// `touchdev_search`: all devices for the staff, or those that the same fields name.
///
/// # Errors
/// 1100, 1101, 1103.
pub async fn device_search(call: &Call) -> Outcome {
    let name = call.fields.text("devid").or(call.fields.text("hostname"));
    let filter = Filter {
        name: name.map(|text| text.trim().to_owned()),
        phone: call.fields.text("phone").map(|text| text.trim().to_owned()),
        kind: call.fields.number::<i64>("devtype")?.filter(|kind| *kind != 0),
        all: true,
    };
    page(call)?;
    call.staff(OPERATORS)?;
    list(call, &filter, wire::View::Staff)
}

fn list(call: &Call, filter: &Filter, view: wire::View) -> Outcome {
    let (size, offset) = page(call)?;
    let (devices, channels) = call.app.store.read(|db| {
        let devices = sql::devices(db, filter, size, offset)?;
        let ids: Vec<i64> = devices.iter().map(|device| device.id).collect();
        Ok::<_, StoreError>((devices, sql::channels_of(db, &ids)?))
    })?;
    let shapes: Vec<_> = devices.iter().map(|device| wire::device(device, view, Some(&channels))).collect();
    Answer::of("touchs", &shapes)
}

/// `touchchans_set`: channels of a device, told by `chanid` or by their place `subid`.
///
/// # Errors
/// 1100, 1101, 1103, 1102 for an unknown device.
pub async fn channels_set(call: &Call) -> Outcome {
    let device = call.fields.required("devid")?.trim().to_owned();
    let wanted = read_channels(call)?;
    let actor = call.staff(ADMINS)?.id;
    let now = call.terms.now;
    let run = move |tx: &Tx<'_>| {
        let by_id = device.parse().ok().map(|id| sql::device(tx, id)).transpose()?.flatten();
        let device = match by_id {
            Some(device) => device,
            None => sql::device_named(tx, &device)?.ok_or(DeviceError::Unknown)?,
        };
        let before = channels_note(tx, device.id)?;
        let mut set = Vec::new();
        for channel in &wanted {
            set.push(put_channel(tx, device.id, channel)?);
        }
        let (object, after) = (format!("pool device {}", device.id), channels_note(tx, device.id)?);
        orders::audit(tx, now, actor, "touchchans_set", &object, (Some(&before), Some(&after)))?;
        Ok::<_, DeviceError>(set)
    };
    let set = call.app.store.write(run).await?;
    Answer::of("touchchans", &set.iter().map(wire::channel).collect::<Vec<_>>())
}

/// A device's channels for the trail: place, number and whose.
fn channels_note(tx: &Tx<'_>, device: i64) -> Result<String, StoreError> {
    let all = sql::channels_of(tx, &[device])?;
    let shown: Vec<Value> = all.iter().map(|it| json!([it.sub_id, it.phone, it.account_id])).collect();
    Ok(note(&json!(shown)))
}

fn put_channel(tx: &Tx<'_>, device: i64, wanted: &Channel) -> Result<Channel, DeviceError> {
    let at_place = sql::channel_at(tx, device, wanted.sub_id)?;
    let known = match wanted.id {
        0 => at_place,
        id => {
            let known = sql::channel(tx, id)?.filter(|known| known.device_id == device).ok_or(DeviceError::Taken)?;
            if at_place.is_some_and(|other| other.id != id) {
                return Err(DeviceError::Taken);
            }
            Some(known)
        }
    };
    if wanted.account_id != 0 && accounts::sql::by_id(tx, wanted.account_id)?.is_none() {
        return Err(DeviceError::Taken);
    }
    let id = known.map_or_else(|| tx.next_id("pool_channels"), |known| Ok(known.id))?;
    let channel = Channel { id, device_id: device, ..wanted.clone() };
    sql::put_channel(tx, &channel)?;
    Ok(channel)
}

fn read_channels(call: &Call) -> Result<Vec<Channel>, Fault> {
    let text = call.fields.required("chans")?;
    let entries: Vec<Map<String, Value>> = serde_json::from_str(text).map_err(|_| fault::PARAMETER)?;
    if entries.is_empty() || entries.len() > MOST_CHANNELS {
        return Err(fault::PARAMETER);
    }
    entries.iter().map(read_channel).collect()
}

/// A channel out of its JSON object; numbers may come as texts there, too.
fn read_channel(entry: &Map<String, Value>) -> Result<Channel, Fault> {
    let text = |name: &str| match entry.get(name) {
        None | Some(Value::Null) => None,
        Some(Value::String(text)) => Some(text.trim().to_owned()),
        Some(other) => Some(other.to_string()),
    };
    let number = |name: &str| match text(name).filter(|text| !text.is_empty()) {
        None => Ok(None),
        Some(text) => text.parse::<i64>().map(Some).map_err(|_| fault::PARAMETER),
    };
    let phone = text("phone").filter(|phone| is_number(phone)).ok_or(fault::PARAMETER)?;
    let sub_id = number("subid")?.filter(|place| (0..=100_000).contains(place)).ok_or(fault::PARAMETER)?;
    let domain = text("domain").filter(|domain| !domain.is_empty());
    if domain.as_ref().is_some_and(|domain| domain.chars().count() > MOST_LETTERS) {
        return Err(fault::PARAMETER);
    }
    Ok(Channel {
        id: number("chanid")?.unwrap_or(0),
        device_id: 0,
        sub_id,
        phone,
        domain,
        account_id: number("userid")?.unwrap_or(0),
    })
}

/// Whether a text is a telephone number that can be dialled.
fn is_number(text: &str) -> bool {
    (1..=32).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'+' | b'-'))
}
