//! Pool devices and their channels on the wire (docs/spec/roaming.md section 13).

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::channels::roaming::ids::{ChannelId, DeviceId};
use crate::channels::roaming::sql::devices::{Channel, Device};
use crate::ids::AccountId;

/// Who looks at a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::channels::roaming) enum View {
    /// Operators and admins, a box's owner, and whoever has just sent what is shown.
    Staff,
    /// Anybody: no network settings, no phones, no channels, and not whose it is.
    Anybody,
}

/// What everybody sees of a device's settings.
const PUBLIC: [&str; 2] = ["sgroup", "transport"];

/// The settings of a device out of their text.
pub(in crate::channels::roaming) fn settings(details: &str) -> Map<String, Value> {
    serde_json::from_str(details).unwrap_or_default()
}

/// A device, its network settings beside its own fields; channels where a list has them.
pub(in crate::channels::roaming) fn device(it: &Device, view: View, channels: Option<&[Channel]>) -> Value {
    let mut shape = settings(&it.details);
    if view == View::Anybody {
        shape.retain(|name, _| PUBLIC.contains(&name.as_str()));
    } else {
        if let Some(phone) = &it.phone {
            shape.insert("phone".to_owned(), json!(phone));
        }
        if let Some(channels) = channels {
            let mine = channels.iter().filter(|other| other.device_id == it.id).map(channel);
            shape.insert("touchchans".to_owned(), json!(mine.collect::<Vec<_>>()));
        }
    }
    shape.entry("sgroup").or_insert(json!(0));
    shape.entry("transport").or_insert(json!("udp"));
    if let Some(domain) = &it.domain {
        shape.insert("domain".to_owned(), json!(domain));
    }
    if view == View::Staff || it.account_id == AccountId::NOBODY {
        shape.insert("userid".to_owned(), json!(it.account_id));
    }
    let own = json!({
        "devid": it.hostname, "devtype": it.kind, "host": it.host, "id": it.id,
        "verified": it.verified
    });
    if let Value::Object(own) = own {
        shape.extend(own);
    }
    Value::Object(shape)
}

/// A channel; `devid` is the device's number here (recorded).
#[derive(Serialize)]
pub(in crate::channels::roaming) struct ChannelShape<'c> {
    devid: DeviceId,
    #[serde(skip_serializing_if = "Option::is_none")]
    domain: Option<&'c str>,
    id: ChannelId,
    phone: &'c str,
    subid: i64,
    userid: AccountId,
}

pub(in crate::channels::roaming) fn channel(it: &Channel) -> ChannelShape<'_> {
    ChannelShape {
        devid: it.device_id,
        domain: it.domain.as_deref(),
        id: it.id,
        phone: &it.phone,
        subid: it.sub_id,
        userid: it.account_id,
    }
}
