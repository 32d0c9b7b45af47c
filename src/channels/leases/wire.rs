//! The shapes on the wire. The order of members is the recorded one, and so are their types, mixed as they are
//! (docs/spec/leases.md section 5).

use serde::Serialize;

use super::flow::FlowOrder;
use super::product::Kind;
use super::sql::orders::ListedOrder;
use super::stock::Held;
use crate::channels::leases::ids::FlowPackageId;
use crate::clock::Instant;
use crate::ids::AccountId;

/// Seconds that an order may be paid in, from its creation to `close_time`.
const PAYMENT_WINDOW: i64 = 1800;

/// Which page of a list it is, and how many there are.
#[derive(Debug, Serialize)]
pub(super) struct Paging {
    total: i64,
    per_page: String,
    current_page: i64,
    last_page: i64,
}

impl Paging {
    /// `last_page` is 0 for an empty list.
    pub(super) fn new(total: i64, page: i64, limit: i64) -> Self {
        let last_page = total.saturating_add(limit - 1) / limit;
        Self { total, per_page: limit.to_string(), current_page: page, last_page }
    }
}

/// A page of a list.
#[derive(Debug, Serialize)]
pub(super) struct Paginator<R> {
    #[serde(flatten)]
    paging: Paging,
    data: Vec<R>,
}

impl<R> Paginator<R> {
    pub(super) fn new(total: i64, page: i64, limit: i64, data: Vec<R>) -> Self {
        Self { paging: Paging::new(total, page, limit), data }
    }
}

/// A member that is null in every recorded row.
type Unused = Option<()>;

/// A row of the order lists: 56 recorded members.
#[derive(Debug, Default, Serialize)]
pub(super) struct FlowRow {
    recharge_id: i64,
    recharge_type: i64,
    uid: AccountId,
    order_id: String,
    money: String,
    client_type: i64,
    pay_type: String,
    pay_status: i64,
    description: String,
    exec_data: String,
    created_at: String,
    updated_at: String,
    close_time: String,
    pay_time: i64,
    back_coin: i64,
    coin: i64,
    back_expire_time: i64,
    mark: Option<String>,
    creat_admin_id: Unused,
    check_status: String,
    check_admin_id: Unused,
    old_balance: i64,
    new_balance: i64,
    sign_id: i64,
    sign_time: Unused,
    status: i64,
    creat_admin: String,
    check_admin: Unused,
    have_in_account: i64,
    pay_account: String,
    pay_sn: String,
    give_orderid: Unused,
    worn: String,
    houzhui: Unused,
    isnewyear: i64,
    apply_user: Unused,
    oa_order_no: Unused,
    sign_user: Unused,
    is_give: i64,
    six_id: Unused,
    package_type: i64,
    first_order: i64,
    origin: String,
    order_type: i64,
    sub_expire_time: i64,
    sub_finish: i64,
    new_all_flow: i64,
    last_flow: i64,
    order_type2: i64,
    buyer_type: i64,
    old_all_buy: i64,
    new_all_buy: i64,
    package_id: FlowPackageId,
    coupon_id: i64,
    coupon_money: String,
    pool_type: i64,
}

/// A traffic package.
pub(super) fn flow_row(order: &FlowOrder) -> FlowRow {
    FlowRow {
        recharge_id: order.id.number(),
        recharge_type: 1,
        uid: order.account_id,
        order_id: order.number.clone(),
        money: order.money.to_string(),
        pay_type: order.pay_type.clone(),
        pay_status: i64::from(order.paid_at.is_some() && !order.closed),
        description: order.description.clone(),
        exec_data: order.exec_data.clone(),
        created_at: text(order.created_at),
        updated_at: text(order.updated_at),
        close_time: text(order.close_at),
        pay_time: seconds(order.paid_at),
        coin: order.megabytes,
        mark: order.mark.clone(),
        check_status: "0".to_owned(),
        old_balance: order.old_balance,
        new_balance: order.new_balance,
        status: i64::from(!order.closed),
        pay_sn: order.pay_sn.clone(),
        worn: "0".to_owned(),
        is_give: 1,
        package_type: 2,
        first_order: i64::from(order.first_order),
        order_type: 2,
        sub_expire_time: seconds(order.expires_at),
        sub_finish: 1,
        new_all_flow: order.new_bought,
        order_type2: 1,
        buyer_type: 1,
        old_all_buy: order.old_bought,
        new_all_buy: order.new_bought,
        package_id: order.package_id,
        coupon_money: "0".to_owned(),
        ..FlowRow::default()
    }
}

/// A row of `isp_order_list` and `datacenter_order_list`, ours: the recorded members, unused ones zero or null, and five more
/// (docs/spec/leases.md section 8).
#[derive(Debug, Serialize)]
pub(super) struct LeaseRow {
    #[serde(flatten)]
    order: FlowRow,
    region: String,
    num: i64,
    duration: &'static str,
    pool_tag: String,
    remark: String,
}

/// An order of addresses.
pub(super) fn lease_row(account: AccountId, kind: Kind, order: &ListedOrder) -> LeaseRow {
    let created = order.created_at.unix_seconds();
    let row = FlowRow {
        recharge_id: order.id.number(),
        uid: account,
        order_id: order.number.clone(),
        money: order.payable.to_string(),
        pay_type: order.pay_way.map(|way| way.to_string()).unwrap_or_default(),
        pay_status: i64::from(order.is_paid),
        description: order.title.clone(),
        created_at: created.to_string(),
        updated_at: text(order.released_at.or(order.paid_at).unwrap_or(order.created_at)),
        close_time: created.saturating_add(PAYMENT_WINDOW).to_string(),
        pay_time: seconds(order.paid_at),
        check_status: "0".to_owned(),
        status: i64::from(order.released_at.is_none()),
        worn: "0".to_owned(),
        coupon_money: "0".to_owned(),
        ..FlowRow::default()
    };
    LeaseRow {
        order: row,
        region: order.region.clone(),
        num: order.addresses,
        duration: order.duration.word(kind),
        pool_tag: order.pool_tag.clone(),
        remark: order.remark.clone(),
    }
}

/// A row of `isp_ip_list` and `datacenter_ip_list`; the first three members are the known clients'
/// (docs/spec/leases.md section 6).
#[derive(Debug, Serialize)]
pub(super) struct AddressRow {
    eip: String,
    add_time: i64,
    expire_time: i64,
    region: String,
    pool_tag: String,
    order_id: String,
    remark: String,
    status: i64,
}

/// An address that an account holds.
pub(super) fn address_row(held: &Held, status: i64) -> AddressRow {
    AddressRow {
        eip: held.address.clone(),
        add_time: held.added_at.unix_seconds(),
        expire_time: held.leased_until.unix_seconds(),
        region: held.region.clone(),
        pool_tag: held.pool_tag.clone(),
        order_id: held.number.clone().unwrap_or_default(),
        remark: held.remark.clone(),
        status,
    }
}

fn text(at: Instant) -> String {
    at.unix_seconds().to_string()
}

fn seconds(at: Option<Instant>) -> i64 {
    at.map_or(0, Instant::unix_seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_has_the_recorded_56_members() {
        let row = serde_json::to_value(FlowRow::default()).unwrap();
        assert_eq!(row.as_object().map(serde_json::Map::len), Some(56));
    }

    #[test]
    fn the_last_page_is_the_number_of_pages() {
        let last = |total, limit| Paging::new(total, 1, limit).last_page;
        assert_eq!([last(0, 15), last(1, 15), last(15, 15), last(16, 15), last(5, 2)], [0, 1, 1, 2, 3]);
    }
}
