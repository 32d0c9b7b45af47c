//! Products, prices, categories and the other catalogue shapes (docs/spec/roaming.md section 13).

use serde::Serialize;

use crate::catalogue;
use crate::channels::roaming::ids::{AreaCodeId, AreaGroupId, HomepageId, ShippingFeeId};
use crate::clock::Zone;
use crate::ids::{
    AttributeId, BrandId, CarrierId, CategoryId, PartId, PayWayId, PriceId, ProductAttributeId, ProductGroupId,
    ProductId, RefundReasonId, StoreId, TierId,
};
use crate::money::Fen;

/// A product; its times are epoch milliseconds, as nothing else's (docs/spec/roaming.md section 0.16). `packages` and
/// `prdattrs` are left out of a summary.
#[derive(Serialize)]
pub(in crate::channels::roaming) struct Product<'p> {
    brandid: BrandId,
    categoryid: CategoryId,
    createtime: i64,
    description: &'p str,
    groupid: ProductGroupId,
    id: ProductId,
    image: &'p str,
    is_delete: bool,
    is_package: bool,
    is_real: bool,
    modifytime: i64,
    name: &'p str,
    #[serde(skip_serializing_if = "Option::is_none")]
    packages: Option<Vec<Package>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    prdattrs: Option<Vec<ProductAttribute<'p>>>,
    quantity_per_unit: i64,
    sale_state: i64,
    sell_count: i64,
    stock_number: i64,
    storeid: StoreId,
    subname: &'p str,
    typeid: i64,
    unit_price: Fen,
    validity: i64,
}

#[derive(Serialize)]
struct Package {
    id: PartId,
    packageid: ProductId,
    productid: ProductId,
}

#[derive(Serialize)]
struct ProductAttribute<'p> {
    attr: AttributeType<'p>,
    id: ProductAttributeId,
    price: &'p str,
    productid: ProductId,
    value: &'p str,
}

#[derive(Serialize)]
struct AttributeType<'p> {
    id: AttributeId,
    input_type: bool,
    name: &'p str,
    #[serde(rename = "type")]
    kind: &'p str,
    typeid: i64,
    values: &'p str,
    varname: &'p str,
}

/// A product's shape. `parts` are those of this product, `attributes` its own or those of its parts; a package shows the
/// latter as if they were its own.
pub(in crate::channels::roaming) fn product<'p>(
    it: &'p catalogue::Product,
    parts: &[&catalogue::Part],
    attributes: &[&'p catalogue::Attribute],
    summary: bool,
) -> Product<'p> {
    let packages =
        parts.iter().map(|part| Package { id: part.id, packageid: part.package_id, productid: part.product_id });
    let prdattrs = attributes.iter().map(|attribute| ProductAttribute {
        attr: AttributeType {
            id: attribute.attribute_id,
            input_type: true,
            name: &attribute.name,
            kind: &attribute.kind,
            typeid: it.kind.number(),
            values: &attribute.presets,
            varname: &attribute.varname,
        },
        id: attribute.id,
        price: &attribute.surcharge,
        productid: it.id,
        value: &attribute.value,
    });
    Product {
        brandid: it.brand_id,
        categoryid: it.category_id,
        createtime: it.created_at.0,
        description: &it.description,
        groupid: it.group_id,
        id: it.id,
        image: &it.image,
        is_delete: it.deleted,
        is_package: !parts.is_empty(),
        is_real: it.is_real,
        modifytime: it.modified_at.0,
        name: &it.name,
        packages: (!summary).then(|| packages.collect()),
        prdattrs: (!summary).then(|| prdattrs.collect()),
        quantity_per_unit: it.units,
        sale_state: it.sale_state,
        sell_count: it.sell_count,
        stock_number: it.stock,
        storeid: it.store_id,
        subname: &it.subname,
        typeid: it.kind.number(),
        unit_price: it.display_price,
        validity: it.validity,
    }
}

/// A dated price.
#[derive(Serialize)]
pub(in crate::channels::roaming) struct UnitPrice {
    effect_datetime: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    failure_datetime: Option<String>,
    id: PriceId,
    price: Fen,
    productid: ProductId,
}

pub(in crate::channels::roaming) fn unit_price(it: &catalogue::Price, zone: Zone) -> UnitPrice {
    UnitPrice {
        effect_datetime: zone.text(it.effect_at),
        failure_datetime: it.failure_at.map(|at| zone.text(at)),
        id: it.id,
        price: it.price,
        productid: it.product_id,
    }
}

/// A tier discount; its percentage is an integer.
#[derive(Serialize)]
pub(in crate::channels::roaming) struct Discount {
    discount: i64,
    effect_datetime: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    failure_datetime: Option<String>,
    id: TierId,
    productid: ProductId,
    quantity: i64,
}

pub(in crate::channels::roaming) fn discount(it: &catalogue::Tier, zone: Zone) -> Discount {
    Discount {
        discount: it.percent,
        effect_datetime: zone.text(it.effect_at),
        failure_datetime: it.failure_at.map(|at| zone.text(at)),
        id: it.id,
        productid: it.product_id,
        quantity: it.threshold,
    }
}

/// A category.
#[derive(Serialize)]
pub(in crate::channels::roaming) struct Category<'c> {
    createtime: String,
    description: &'c str,
    id: CategoryId,
    logo: &'c str,
    modifytime: String,
    name: &'c str,
    path: &'c str,
    pid: CategoryId,
    sort: i64,
}

pub(in crate::channels::roaming) fn category(it: &catalogue::Category, zone: Zone) -> Category<'_> {
    Category {
        createtime: zone.text(it.created_at),
        description: &it.description,
        id: it.id,
        logo: &it.logo,
        modifytime: zone.text(it.modified_at),
        name: &it.name,
        path: &it.path,
        pid: it.parent_id,
        sort: it.sort,
    }
}

/// A brand: as a category, without a path (docs/spec/roaming.md section 13). Brands do not lie in one another, so `pid`
/// is 0.
#[derive(Serialize)]
pub(in crate::channels::roaming) struct Brand<'b> {
    createtime: String,
    description: &'b str,
    id: BrandId,
    logo: &'b str,
    modifytime: String,
    name: &'b str,
    pid: BrandId,
    sort: i64,
}

pub(in crate::channels::roaming) fn brand(it: &catalogue::Brand, zone: Zone) -> Brand<'_> {
    Brand {
        createtime: zone.text(it.created_at),
        description: &it.description,
        id: it.id,
        logo: &it.logo,
        modifytime: zone.text(it.modified_at),
        name: &it.name,
        pid: BrandId(0),
        sort: it.sort,
    }
}

/// A store.
#[derive(Serialize)]
pub(in crate::channels::roaming) struct Store<'s> {
    createtime: String,
    description: &'s str,
    id: StoreId,
    intro: &'s str,
    location: &'s str,
    logo: &'s str,
    modifytime: String,
    name: &'s str,
}

pub(in crate::channels::roaming) fn store(it: &catalogue::Store, zone: Zone) -> Store<'_> {
    Store {
        createtime: zone.text(it.created_at),
        description: &it.description,
        id: it.id,
        intro: &it.intro,
        location: &it.location,
        logo: &it.logo,
        modifytime: zone.text(it.modified_at),
        name: &it.name,
    }
}

/// A payment way.
#[derive(Serialize)]
pub(in crate::channels::roaming) struct Payment {
    pub(in crate::channels::roaming) code: String,
    pub(in crate::channels::roaming) description: String,
    pub(in crate::channels::roaming) enabled: bool,
    pub(in crate::channels::roaming) fee: Fen,
    pub(in crate::channels::roaming) id: PayWayId,
    pub(in crate::channels::roaming) name: String,
    pub(in crate::channels::roaming) sort: i64,
    pub(in crate::channels::roaming) terminaltype: i64,
}

/// A carrier.
#[derive(Serialize)]
pub(in crate::channels::roaming) struct Shipping {
    pub(in crate::channels::roaming) code: String,
    pub(in crate::channels::roaming) description: String,
    pub(in crate::channels::roaming) enabled: bool,
    pub(in crate::channels::roaming) id: CarrierId,
    pub(in crate::channels::roaming) insure: String,
    pub(in crate::channels::roaming) name: String,
    pub(in crate::channels::roaming) support_cod: bool,
}

/// A fee row of a carrier.
#[derive(Serialize)]
pub(in crate::channels::roaming) struct ShippingArea {
    pub(in crate::channels::roaming) fee: Fen,
    pub(in crate::channels::roaming) id: ShippingFeeId,
    pub(in crate::channels::roaming) name: String,
    pub(in crate::channels::roaming) shippingid: CarrierId,
}

/// An entry of the app's or the mall's home page.
#[derive(Serialize)]
pub(in crate::channels::roaming) struct Homepage {
    pub(in crate::channels::roaming) content: String,
    pub(in crate::channels::roaming) description: String,
    pub(in crate::channels::roaming) disabled: bool,
    pub(in crate::channels::roaming) id: HomepageId,
    pub(in crate::channels::roaming) location: String,
    pub(in crate::channels::roaming) logo: String,
    pub(in crate::channels::roaming) name: String,
    pub(in crate::channels::roaming) sort: i64,
    #[serde(rename = "type")]
    pub(in crate::channels::roaming) kind: i64,
    pub(in crate::channels::roaming) url: String,
    pub(in crate::channels::roaming) url_title: String,
}

/// A reason for a refund.
#[derive(Serialize)]
pub(in crate::channels::roaming) struct RefundReason {
    pub(in crate::channels::roaming) id: RefundReasonId,
    pub(in crate::channels::roaming) reason: String,
}

/// A telephone area.
#[derive(Serialize)]
pub(in crate::channels::roaming) struct AreaCode {
    pub(in crate::channels::roaming) areacode: String,
    pub(in crate::channels::roaming) areaname: String,
    pub(in crate::channels::roaming) groupid: AreaGroupId,
    pub(in crate::channels::roaming) id: AreaCodeId,
    pub(in crate::channels::roaming) moneycode: String,
    pub(in crate::channels::roaming) nationalcode: String,
    pub(in crate::channels::roaming) timediff: String,
}

/// A group of telephone areas.
#[derive(Serialize)]
pub(in crate::channels::roaming) struct AreaGroup {
    pub(in crate::channels::roaming) groupname: String,
    pub(in crate::channels::roaming) id: AreaGroupId,
}
