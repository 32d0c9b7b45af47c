//! `touchdev_set`, `touchdev_gets`, `touchdev_search`: pool devices.
//!
//! Devices report themselves, so anybody may set one (docs/spec/roaming.md sections 3 and 4). Only an admin verifies:
//! what anybody else changes is unverified from then on, and a report that changes nothing leaves it as it is. What
//! unknown callers may make and change is limited, so that nobody fills the disk. Wi-Fi passwords are not kept. Who is
//! not staff does not see a device's network settings, phones or channels.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::{Map, Value, json};

use super::{ADMINS, OPERATORS, note};
use crate::channels::roaming::ids::DeviceId;
use crate::channels::roaming::sql::devices::{self as sql, Device, DeviceKind, Filter};
use crate::channels::roaming::wire::devices as wire;
use crate::clock::{DAY_MS, Instant};
use crate::ids::AccountId;
use crate::orders;
use crate::staff_api::codes::{self, Fault};
use crate::staff_api::page_of;
use crate::staff_api::{Answer, Call, Outcome};
use crate::store::{StoreError, Tx};

/// What the names of network settings begin with (docs/spec/roaming.md section 13).
const SETTINGS: [&str; 3] = ["lan_", "wan_", "wifi_"];
/// The one that is not kept: a secret that nothing here needs.
const NOT_KEPT: &str = "wifi_password";
/// Letters of one of a device's texts.
pub(super) const MAX_LETTERS: usize = 128;
/// Letters of the name of a network setting.
const MAX_SETTING_LEN: usize = 32;
/// Bytes of all network settings of a device.
const MAX_SETTINGS: usize = 2000;
/// The highest id that a caller may choose.
const HIGHEST_ID: i64 = 999_999_999_999;
/// Unverified devices: more would be somebody's joke.
const MAX_UNVERIFIED: i64 = 1000;
/// Changes by others than admins that are taken in a day, of all addresses and of one.
const CHANGES_A_DAY: u32 = 200;
const CHANGES_OF_AN_ADDRESS: u32 = 100;

/// Why a device cannot be set.
#[derive(Debug, thiserror::Error)]
pub(in crate::channels::roaming) enum DeviceError {
    #[error("unknown callers have made or changed too many devices")]
    TooMany,
    #[error("the id or name is another's, or there are too many settings")]
    Unusable,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The changes of devices that others than admins have made in the running day, kept in memory.
#[derive(Default)]
pub struct DeviceReports {
    day: Mutex<Day>,
}

struct Day {
    since: Instant,
    by_address: HashMap<IpAddr, u32>,
}

impl Default for Day {
    fn default() -> Self {
        Self { since: Instant(0), by_address: HashMap::new() }
    }
}

impl DeviceReports {
    /// Whether no more changes are taken from an address today.
    fn is_spent(&self, address: IpAddr, now: Instant) -> bool {
        let by_address = &self.today(now).by_address;
        by_address.get(&address).is_some_and(|made| *made >= CHANGES_OF_AN_ADDRESS)
            || by_address.values().sum::<u32>() >= CHANGES_A_DAY
    }

    /// Counts a change.
    fn count(&self, address: IpAddr, now: Instant) {
        *self.today(now).by_address.entry(address).or_insert(0) += 1;
    }

    /// The running day. A clock that was set back begins a new one.
    fn today(&self, now: Instant) -> MutexGuard<'_, Day> {
        let mut day = self.day.lock().unwrap_or_else(PoisonError::into_inner);
        if now.since(day.since).abs() >= DAY_MS {
            *day = Day { since: now, by_address: HashMap::new() };
        }
        day
    }
}

/// Who reports a device.
#[derive(Clone, Copy)]
struct Reporter {
    /// The account of the session, 0 for nobody.
    actor: AccountId,
    /// An admin, whose word verifies.
    is_admin: bool,
    /// Whether a change is still taken.
    may_change: bool,
}

/// What a report says.
#[derive(Clone)]
struct Report {
    id: Option<DeviceId>,
    hostname: String,
    host: String,
    domain: Option<String>,
    phone: Option<String>,
    settings: Map<String, Value>,
}

/// `touchdev_set`: `devid` (recorded) or `touchid` is the id; no session is needed. A device that is there keeps its kind, its
/// owner and what is not sent.
///
/// # Errors
/// 1100; 1102 when others than admins have made or changed too many.
pub async fn device_set(call: &Call) -> Outcome {
    let report = read_report(call)?;
    let (now, address) = (call.terms.now, call.request.peer);
    let is_admin = call.staff(ADMINS).is_ok();
    let by = Reporter {
        actor: call.signed_in().map_or(AccountId::NOBODY, |account| account.id),
        is_admin,
        may_change: is_admin || !call.outlet.memory::<DeviceReports>().is_spent(address, now),
    };
    let given = report.clone();
    let (device, has_changed) = call.outlet.store.write(move |tx| take(tx, now, by, &given)).await?;
    if has_changed && !is_admin {
        call.outlet.memory::<DeviceReports>().count(address, now);
    }
    // Others than admins get back what they said, not what was kept from before.
    let shown = if is_admin {
        device
    } else {
        Device { phone: report.phone, details: Value::Object(report.settings).to_string(), ..device }
    };
    // Of a box that a customer has bound, whoever calls without being staff is told nothing that he did not know.
    let view = if is_admin || shown.account_id == AccountId::NOBODY { wire::View::Staff } else { wire::View::Anybody };
    Answer::of("touch", &wire::device(&shown, view, None))
}

/// Takes a report; the device as it is now, and whether that is a change.
fn take(tx: &Tx<'_>, now: Instant, by: Reporter, report: &Report) -> Result<(Device, bool), DeviceError> {
    let known = known_device(tx, report)?;
    let device = merged(tx, known.as_ref(), report, by)?;
    if known.as_ref() == Some(&device) {
        return Ok((device, false));
    }
    let makes_one_too_many = known.is_none() && !by.is_admin && sql::count_unverified(tx)? >= MAX_UNVERIFIED;
    if !by.may_change || makes_one_too_many {
        return Err(DeviceError::TooMany);
    }
    sql::put_device(tx, &device)?;
    let (before, object) = (known.as_ref().map(described), format!("pool device {}", device.id));
    orders::audit(
        tx,
        orders::Actor { now, id: by.actor },
        orders::Deed("touchdev_set"),
        &object,
        orders::Change { before: before.as_deref(), after: Some(&described(&device)) },
    )?;
    Ok((device, true))
}

fn read_report(call: &Call) -> Result<Report, Fault> {
    let text = |name: &str| match call.fields.text(name).map(str::trim) {
        Some(text) if text.chars().count() > MAX_LETTERS => Err(codes::PARAMETER),
        text => Ok(text.map(str::to_owned)),
    };
    let id = match call.fields.number::<DeviceId>("devid")? {
        None => call.fields.number::<DeviceId>("touchid")?,
        id => id,
    };
    if id.is_some_and(|id| !(1..=HIGHEST_ID).contains(&id.number())) {
        return Err(codes::PARAMETER);
    }
    let mut settings = Map::new();
    for name in call.fields.iter().map(|(name, _)| name).filter(|name| is_setting(name)) {
        if let Some(value) = text(name)? {
            settings.insert(name.to_owned(), Value::String(value));
        }
    }
    if let Some(group) = call.fields.number::<i64>("sgroup")? {
        settings.insert("sgroup".to_owned(), json!(group));
    }
    if let Some(transport) = text("transport")? {
        settings.insert("transport".to_owned(), Value::String(transport));
    }
    Ok(Report {
        id,
        hostname: text("hostname")?.ok_or(codes::PARAMETER)?,
        host: text("host")?.ok_or(codes::PARAMETER)?,
        domain: text("domain")?,
        phone: text("phone")?.map(|phone| crate::text::phone(&phone)),
        settings,
    })
}

/// Whether a field is a network setting that is kept as it was sent.
fn is_setting(name: &str) -> bool {
    let is_word = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    SETTINGS.iter().any(|group| name.starts_with(group))
        && name != NOT_KEPT
        && name.len() <= MAX_SETTING_LEN
        && is_word(name)
}

/// The device that is meant: by id, or else by name.
fn known_device(tx: &Tx<'_>, report: &Report) -> Result<Option<Device>, DeviceError> {
    let named = sql::device_named(tx, &report.hostname)?;
    let Some(id) = report.id else { return Ok(named) };
    match named {
        Some(named) if named.id != id => Err(DeviceError::Unusable),
        Some(named) => Ok(Some(named)),
        None => Ok(sql::device(tx, id)?),
    }
}

/// The device as it is after a report.
fn merged(tx: &Tx<'_>, known: Option<&Device>, report: &Report, by: Reporter) -> Result<Device, DeviceError> {
    let mut settings = known.map(|known| wire::settings(&known.details)).unwrap_or_default();
    settings.extend(report.settings.clone());
    let details = Value::Object(settings).to_string();
    if details.len() > MAX_SETTINGS {
        return Err(DeviceError::Unusable);
    }
    let (hostname, host) = (report.hostname.clone(), report.host.clone());
    let Some(known) = known else {
        let id = report.id.map_or_else(|| DeviceId::next(tx), Ok)?;
        tx.keep_above("pool_devices", id.number())?;
        let (domain, phone) = (report.domain.clone(), report.phone.clone());
        let (kind, account_id, verified) = (DeviceKind::PersonalBox, AccountId::NOBODY, by.is_admin);
        return Ok(Device { id, hostname, host, domain, phone, kind, account_id, verified, details });
    };
    let domain = report.domain.clone().or_else(|| known.domain.clone());
    // A bound box's number is its owner's to change (`touch_bind`), or an admin's.
    let given = report.phone.clone().filter(|_| known.account_id == AccountId::NOBODY || by.is_admin);
    let phone = given.or_else(|| known.phone.clone());
    let mut device = Device { hostname, host, domain, phone, details, ..known.clone() };
    device.verified = by.is_admin || (known.verified && device == *known);
    Ok(device)
}

fn described(it: &Device) -> String {
    note(&json!({
        "domain": it.domain, "host": it.host, "hostname": it.hostname, "phone": it.phone,
        "settings": wire::settings(&it.details), "verified": it.verified
    }))
}

/// `touchdev_gets`: devices by `devid` (name or id), `phone` or `devtype`; without any of them none.
///
/// # Errors
/// 1100.
pub async fn device_gets(call: &Call) -> Outcome {
    let filter = Filter {
        name: call.fields.text("devid").map(|text| text.trim().to_owned()),
        phone: call.fields.text("phone").map(crate::text::phone),
        devtype: call.fields.number("devtype")?.filter(|kind| *kind != 0),
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
    call.may(OPERATORS)?;
    let name = call.fields.text("devid").or(call.fields.text("hostname"));
    let filter = Filter {
        name: name.map(|text| text.trim().to_owned()),
        phone: call.fields.text("phone").map(crate::text::phone),
        devtype: call.fields.number("devtype")?.filter(|kind| *kind != 0),
        all: true,
    };
    page_of(call)?;
    call.staff(OPERATORS)?;
    list(call, &filter, wire::View::Staff)
}

fn list(call: &Call, filter: &Filter, view: wire::View) -> Outcome {
    let page = page_of(call)?;
    let (devices, channels) = call.outlet.store.read(|db| {
        let devices = sql::devices(db, filter, page)?;
        let ids: Vec<DeviceId> = devices.iter().map(|device| device.id).collect();
        Ok::<_, StoreError>((devices, sql::channels_of(db, &ids)?))
    })?;
    let shapes: Vec<_> = devices.iter().map(|device| wire::device(device, view, Some(&channels))).collect();
    Answer::of("touchs", &shapes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_by_unknown_callers_are_counted_by_address_and_day() {
        let reports = DeviceReports::default();
        let address = |last: u8| IpAddr::from([192, 0, 2, last]);
        let (now, tomorrow) = (Instant(1_467_787_474_000), Instant(1_467_787_474_000 + DAY_MS));
        for _ in 0..CHANGES_OF_AN_ADDRESS {
            assert!(!reports.is_spent(address(1), now));
            reports.count(address(1), now);
        }
        assert!(reports.is_spent(address(1), now) && !reports.is_spent(address(2), now), "others may");
        for _ in CHANGES_OF_AN_ADDRESS..CHANGES_A_DAY {
            reports.count(address(2), now);
        }
        assert!(reports.is_spent(address(3), now), "all together have a limit, too");
        assert!(!reports.is_spent(address(1), tomorrow));
    }

    #[test]
    fn network_settings_are_told_from_other_fields_and_from_the_secret() {
        for name in ["lan_netmask", "lan_ip", "wan_type", "wifi_ssid"] {
            assert!(is_setting(name), "{name}");
        }
        for name in ["wifi_password", "sessionid", "lan", "lan_\u{e9}", "wan_ <b>", &format!("lan_{}", "x".repeat(40))]
        {
            assert!(!is_setting(name), "{name}");
        }
    }
}
