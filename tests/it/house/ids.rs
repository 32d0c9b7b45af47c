//! An id is a type of its own, which cannot stand where another belongs: no function takes one and no struct keeps one as a bare
//! number.

use super::{files, name, root, source::blanked};

/// What has a type of its own for its id, by every name that a parameter or field gives such an id: the folder or file that knows
/// it, the type, the names.
const IDS: &[(&str, &str, &[&str])] = &[
    (
        "",
        "AccountId",
        &["account", "accounts", "account_id", "actor", "actor_id", "userid", "user_id", "uid", "used_by"],
    ),
    ("", "OrderId", &["order", "order_id", "orderid"]),
    ("", "LineId", &["line", "line_id", "but_line", "orderdetailid"]),
    ("", "RefundId", &["refund_id", "refundid"]),
    ("", "ProductId", &["productid"]),
    ("", "ItemId", &["item"]),
    ("", "PayWayId", &["way", "pay_way", "payid"]),
    ("", "RefundReasonId", &["reason_id", "reasonid"]),
    ("", "CheckCodeId", &["check", "checkid"]),
    ("", "CategoryId", &["category", "category_id", "categoryid"]),
    ("", "BrandId", &["brand", "brand_id", "brandid"]),
    ("", "StoreId", &["store", "store_id", "storeid"]),
    ("", "AttributeId", &["attribute", "attribute_id"]),
    ("", "PriceId, TierId", &["unitpriceid", "discountid"]),
    ("catalogue", "ProductGroupId", &["group_id"]),
    ("catalogue", "CategoryId", &["parent_id"]),
    ("catalogue", "CategoryId, BrandId, StoreId, ProductAttributeId, PartId, PriceId, TierId", &["id", "row"]),
    ("accounts", "CheckCodeId", &["id"]),
    ("outbox", "MessageId", &["id"]),
    ("orders/unmatched.rs", "UnmatchedId", &["id"]),
    ("orders/sql/unmatched.rs", "UnmatchedId", &["id"]),
    ("orders/trail.rs", "AuditEntryId", &["id"]),
    ("orders/sql/chain.rs", "AuditEntryId", &["id", "broken_at"]),
    ("channels/roaming/wire/catalogue.rs", WIRE_IDS, &["id", "pid", "groupid"]),
    ("channels/roaming/credtrip.rs", "CreditAccountId", &["id"]),
    ("places", "RegionId", REGIONS),
    ("places", "OutletId, AddressId", &["id"]),
    ("orders", "OutletId, AddressId, CarrierId", PLACES),
    ("pages", "OutletId, AddressId, CarrierId", PLACES),
    ("channels/roaming", "RegionId", REGIONS),
    ("channels/roaming", "OutletId, AddressId, CarrierId", PLACES),
    ("channels/roaming", "CardId", &["card", "card_id", "datacardid"]),
    ("channels/roaming", "TripId", &["trip", "trip_id"]),
    ("channels/roaming", "VoucherId", &["voucher", "voucher_id"]),
    ("channels/roaming", "TemplateId", &["template", "template_id", "evoucherid"]),
    ("channels/roaming", "DeviceId", &["device", "device_id", "devices", "devid"]),
    ("channels/tickets", "CustomerId", &["customer", "customer_id", "credential", "house"]),
    ("channels/tickets", "TicketProductId", &["product", "product_id"]),
    ("channels/tickets", "EventId, CustomerId, TicketProductId", &["id"]),
    (
        "channels/courses",
        "SchoolId",
        &["school", "organisation", "organisations", "organisation_id", "organization_id"],
    ),
    ("channels/courses", "CourseId", &["course", "course_id", "courses_id", "except"]),
    ("channels/courses", "OfferId", &["offer", "offer_id"]),
    ("channels/courses", "BindingId", &["binding"]),
    ("channels/courses", "VoucherId", &["voucher", "voucher_id", "first_voucher", "user_rebate_id", "obtain_id"]),
    ("channels/courses", "GiftId", &["gift", "gift_id"]),
    ("channels/courses", "ClaimId, WeixinBindingId", &["id"]),
    ("channels/leases", "SubId", &["sub", "sub_id"]),
    ("channels/leases", "FlowPackageId", &["package_id"]),
    ("channels/leases", "SubId, FlowOrderId", &["id"]),
    ("channels/tours", "PackageId", &["package", "package_id"]),
    ("channels/tours", "OfferId", &["offer", "offer_id"]),
    ("channels/tours", "TripId", &["trip", "trip_id"]),
    ("channels/tours", "ContactId", &["contact", "contacts", "travellers"]),
    ("channels/tours", "AddressId", &["address_id"]),
    ("channels/tours", "BatchId", &["batch"]),
    ("channels/tours", "AppId", &["app"]),
    ("channels/tours", "OfferId, CouponId, PartnerId, CertificateId, TripEventId", &["id"]),
];

/// What the catalogue's shapes have as `id`.
const WIRE_IDS: &str = "CategoryId, BrandId, StoreId, PriceId, TierId, PayWayId, HomepageId, ShippingFeeId, AreaCodeId";

/// What an address names of the regions.
const REGIONS: &[&str] = &["country", "province", "city", "district", "town", "parent"];

/// Where an order goes, and who brings it.
const PLACES: &[&str] = &[
    "outlet_id",
    "outletid",
    "outlet",
    "address_id",
    "ship_address",
    "address",
    "carrier_id",
    "carrier",
    "shippingid",
    "shipping_id",
];

/// The file of a folder's ids: its own, or that of what modules hand to one another.
fn declared_in(folder: &str) -> String {
    let channel = folder.strip_prefix("channels/").and_then(|rest| rest.split('/').next());
    channel.map_or_else(|| "src/ids.rs".to_owned(), |channel| format!("src/channels/{channel}/ids.rs"))
}

/// The parameters and fields of a file's source that hold such an id as a bare number, with the type that they should have.
fn bare(path: &str, source: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in source.match_indices("i64") {
        let begins = source[..at].rfind([',', '(', ')', '{', '|', '\n', ';']).map_or(0, |place| place + 1);
        let Some((known_as, _)) = source[begins..at].split_once(": ") else { continue };
        let known_as = known_as.split_whitespace().last().unwrap_or_default();
        let is_known = |folder: &str| {
            folder.is_empty() || path == format!("src/{folder}") || path.starts_with(&format!("src/{folder}/"))
        };
        let id = IDS.iter().find(|(folder, _, names)| is_known(folder) && names.contains(&known_as));
        found.extend(id.map(|(folder, id, _)| format!("{known_as} is no {id} of {}", declared_in(folder))));
    }
    found
}

#[test]
fn no_function_takes_and_no_struct_keeps_an_id_as_a_bare_number() {
    for path in files("src", "rs") {
        let name = name(&path);
        let found = bare(&name, &blanked(&std::fs::read_to_string(&path).unwrap(), true));
        assert_eq!(found, Vec::<String>::new(), "{name}");
    }
}

#[test]
fn every_id_is_declared_where_it_is_looked_for() {
    for (folder, ids, _) in IDS {
        let declared = std::fs::read_to_string(root().join(declared_in(folder))).unwrap();
        for id in ids.split(", ") {
            let common = std::fs::read_to_string(root().join("src/ids.rs")).unwrap();
            let is_declared = [&declared, &common].iter().any(|text| text.contains(&format!("    pub {id}")));
            assert!(is_declared, "{id} is not declared in {}", declared_in(folder));
        }
    }
}

#[test]
fn a_bare_id_would_be_found() {
    for source in [
        "pub fn lines_of(db: &Db<'_>, order: i64) -> Result<Vec<Line>, StoreError> {",
        "fn of_accounts(db: &Db<'_>, accounts: &[i64], most: i64)",
        "pub struct Shape {\n    pub(super) userid: Option<i64>,\n}",
        "let read = |line_id: i64| line_id;",
    ] {
        assert_eq!(bare("src/orders/sql.rs", source).len(), 1, "{source}");
    }
    for source in [
        "pub fn lines_of(db: &Db<'_>, order: OrderId, most: i64) -> Result<i64, StoreError> {",
        "pub struct Till {\n    /// How many.\n    pub orders: i64,\n}",
        "let look = |most: i64| order(most);",
    ] {
        assert_eq!(bare("src/orders/sql.rs", source), Vec::<String>::new(), "{source}");
    }
    // What one channel knows by a name is looked for in its folder alone.
    let source = "fn of(db: &Db<'_>, package: i64) {";
    let found = ["src/channels/tours/sql/trips.rs", "src/channels/leases/flow.rs"].map(|path| bare(path, source).len());
    assert_eq!(found, [1, 0]);
}
