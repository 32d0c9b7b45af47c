//! Statements of pool devices and their channels.

use crate::channels::roaming::ids::{ChannelId, DeviceId};
use crate::ids::AccountId;
use crate::store::{Conditions, Db, Page, Row, RowResult, StoreError, Tx, params, states};

states! {
    /// What a device of the pool is, `devtype` on the wire.
    pub enum DeviceKind {
        /// Its channels have numbers of their own.
        FixedNumbers = 1,
        /// Its channels get a number by chance.
        RandomNumbers = 2,
        /// A customer's own box.
        PersonalBox = 3,
    }
}

/// A pool device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::channels::roaming) struct Device {
    pub(in crate::channels::roaming) id: DeviceId,
    /// Its name, `devid` on the wire.
    pub(in crate::channels::roaming) hostname: String,
    pub(in crate::channels::roaming) host: String,
    pub(in crate::channels::roaming) domain: Option<String>,
    pub(in crate::channels::roaming) phone: Option<String>,
    /// 1 fixed numbers, 2 random numbers, 3 personal box.
    pub(in crate::channels::roaming) kind: DeviceKind,
    pub(in crate::channels::roaming) account_id: AccountId,
    pub(in crate::channels::roaming) verified: bool,
    /// Network settings, server group and transport as they were sent, JSON text.
    pub(in crate::channels::roaming) details: String,
}

/// A channel of a device: one number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::channels::roaming) struct Channel {
    pub(in crate::channels::roaming) id: ChannelId,
    pub(in crate::channels::roaming) device_id: DeviceId,
    pub(in crate::channels::roaming) sub_id: i64,
    pub(in crate::channels::roaming) phone: String,
    pub(in crate::channels::roaming) domain: Option<String>,
    pub(in crate::channels::roaming) account_id: AccountId,
}

/// Which devices a list shows.
#[derive(Clone, Debug)]
pub(in crate::channels::roaming) struct Filter {
    /// Its name, or its id.
    pub(in crate::channels::roaming) name: Option<String>,
    /// Its own number, or that of one of its channels.
    pub(in crate::channels::roaming) phone: Option<String>,
    /// As the wire has it: of a number that is no kind there is nothing.
    pub(in crate::channels::roaming) devtype: Option<i64>,
    /// Without any filter: all of them, or none.
    pub(in crate::channels::roaming) all: bool,
}

const DEVICE: &str = "id, hostname, host, domain, phone, kind, account_id, verified, details";

fn read_device(row: &Row<'_>) -> RowResult<Device> {
    Ok(Device {
        id: row.get(0)?,
        hostname: row.get(1)?,
        host: row.get(2)?,
        domain: row.get(3)?,
        phone: row.get(4)?,
        kind: row.get(5)?,
        account_id: row.get(6)?,
        verified: row.get(7)?,
        details: row.get(8)?,
    })
}

/// The device of an id.
pub(in crate::channels::roaming) fn device(db: &Db<'_>, id: DeviceId) -> Result<Option<Device>, StoreError> {
    db.row(&format!("select {DEVICE} from pool_devices where id = ?1"), [id], read_device)
}

/// The device of a name.
pub(in crate::channels::roaming) fn device_named(db: &Db<'_>, name: &str) -> Result<Option<Device>, StoreError> {
    db.row(&format!("select {DEVICE} from pool_devices where hostname = ?1"), [name], read_device)
}

/// The devices of an account by id.
pub(in crate::channels::roaming) fn personal_devices_of(
    db: &Db<'_>,
    account: AccountId,
) -> Result<Vec<Device>, StoreError> {
    let sql = format!("select {DEVICE} from pool_devices where account_id = ?1 and kind = ?2 order by id");
    db.rows(&sql, params![account, DeviceKind::PersonalBox], read_device)
}

/// How many boxes an account has.
pub(in crate::channels::roaming) fn count_boxes(db: &Db<'_>, account: AccountId) -> Result<i64, StoreError> {
    let sql = "select count(*) from pool_devices where account_id = ?1 and kind = ?2";
    db.number(sql, params![account, DeviceKind::PersonalBox])
}

/// Makes a box an account's, and a number the box's, if it is a box and nobody else's.
pub(in crate::channels::roaming) fn bind_box(
    tx: &Tx<'_>,
    device: DeviceId,
    account: AccountId,
    phone: Option<&str>,
) -> Result<bool, StoreError> {
    let sql = "update pool_devices set account_id = ?2, phone = coalesce(?3, phone)
        where id = ?1 and kind = ?4 and account_id in (0, ?2)";
    Ok(tx.run(sql, params![device, account, phone, DeviceKind::PersonalBox])? == 1)
}

/// Takes a box and its number from its account; whether it was the account's.
pub(in crate::channels::roaming) fn unbind_box(
    tx: &Tx<'_>,
    device: DeviceId,
    account: AccountId,
) -> Result<bool, StoreError> {
    let sql = "update pool_devices set account_id = 0, phone = null where id = ?1 and kind = ?3 and account_id = ?2";
    Ok(tx.run(sql, params![device, account, DeviceKind::PersonalBox])? == 1)
}

/// The device of a host, the newest of several.
pub(in crate::channels::roaming) fn device_at(db: &Db<'_>, host: &str) -> Result<Option<Device>, StoreError> {
    db.row(&format!("select {DEVICE} from pool_devices where host = ?1 order by id desc limit 1"), [host], read_device)
}

/// How many devices nobody has vouched for.
pub(in crate::channels::roaming) fn count_unverified(db: &Db<'_>) -> Result<i64, StoreError> {
    db.number("select count(*) from pool_devices where verified = 0", [])
}

/// A page of devices by id.
pub(in crate::channels::roaming) fn devices(
    db: &Db<'_>,
    filter: &Filter,
    page: Page,
) -> Result<Vec<Device>, StoreError> {
    if !filter.all && filter.name.is_none() && filter.phone.is_none() && filter.devtype.is_none() {
        return Ok(Vec::new());
    }
    let id: Option<DeviceId> = filter.name.as_deref().and_then(|name| name.parse().ok());
    let sql = format!(
        "select {DEVICE} from pool_devices d
         where (?1 is null or d.hostname = ?1 or d.id = ?2)
            and (?3 is null or d.phone = ?3
                or exists (select 1 from pool_channels c where c.device_id = d.id and c.phone = ?3))
            and (?4 is null or d.kind = ?4)
         order by d.id
         limit ?5 offset ?6"
    );
    db.rows(&sql, params![filter.name, id, filter.phone, filter.devtype, page.size, page.offset], read_device)
}

/// Writes a device, new or changed.
pub(in crate::channels::roaming) fn put_device(tx: &Tx<'_>, it: &Device) -> Result<(), StoreError> {
    tx.run_one(
        "insert into pool_devices (id, hostname, host, domain, phone, kind, account_id, verified, details)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
         on conflict (id) do update set
            hostname = excluded.hostname, host = excluded.host, domain = excluded.domain, phone = excluded.phone,
            kind = excluded.kind, account_id = excluded.account_id, verified = excluded.verified,
            details = excluded.details",
        params![it.id, it.hostname, it.host, it.domain, it.phone, it.kind, it.account_id, it.verified, it.details,],
    )
}

const CHANNEL: &str = "id, device_id, sub_id, phone, domain, account_id";

fn read_channel(row: &Row<'_>) -> RowResult<Channel> {
    Ok(Channel {
        id: row.get(0)?,
        device_id: row.get(1)?,
        sub_id: row.get(2)?,
        phone: row.get(3)?,
        domain: row.get(4)?,
        account_id: row.get(5)?,
    })
}

/// The channel of an id.
pub(in crate::channels::roaming) fn channel(db: &Db<'_>, id: ChannelId) -> Result<Option<Channel>, StoreError> {
    db.row(&format!("select {CHANNEL} from pool_channels where id = ?1"), [id], read_channel)
}

/// The channel at a device's place.
pub(in crate::channels::roaming) fn channel_at(
    db: &Db<'_>,
    device: DeviceId,
    sub_id: i64,
) -> Result<Option<Channel>, StoreError> {
    let sql = format!("select {CHANNEL} from pool_channels where device_id = ?1 and sub_id = ?2");
    db.row(&sql, params![device, sub_id], read_channel)
}

/// The channels of some devices, by device and place.
pub(in crate::channels::roaming) fn channels_of(db: &Db<'_>, devices: &[DeviceId]) -> Result<Vec<Channel>, StoreError> {
    let mut all = Conditions::default();
    all.add_all("device_id in ($)", devices.iter().copied());
    let sql = format!("select {CHANNEL} from pool_channels where {} order by device_id, sub_id", all.text());
    db.rows(&sql, all.params().as_slice(), read_channel)
}

/// The highest place that has a channel, 0 for none.
pub(in crate::channels::roaming) fn last_place(db: &Db<'_>, device: DeviceId) -> Result<i64, StoreError> {
    db.number("select coalesce(max(sub_id), 0) from pool_channels where device_id = ?1", [device])
}

/// Writes a channel, new or changed.
pub(in crate::channels::roaming) fn put_channel(tx: &Tx<'_>, it: &Channel) -> Result<(), StoreError> {
    tx.run_one(
        "insert into pool_channels (id, device_id, sub_id, phone, domain, account_id)
         values (?1, ?2, ?3, ?4, ?5, ?6)
         on conflict (id) do update set
            sub_id = excluded.sub_id, phone = excluded.phone, domain = excluded.domain, account_id = excluded.account_id",
        params![it.id, it.device_id, it.sub_id, it.phone, it.domain, it.account_id],
    )
}

/// Takes devices and channels away from an account that is no more.
pub(in crate::channels::roaming) fn free_of_account(tx: &Tx<'_>, account: AccountId) -> Result<(), StoreError> {
    tx.run("update pool_devices set account_id = 0 where account_id = ?1", [account])?;
    tx.run("update pool_channels set account_id = 0 where account_id = ?1", [account]).map(|_| ())
}
