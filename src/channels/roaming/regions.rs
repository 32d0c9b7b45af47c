//! The region, address and outlet services.

use std::collections::HashMap;

use super::wire::people as wire;
use crate::channels::roaming::ids::AreaGroupId;
use crate::ids::{AddressId, RegionId};
use crate::places::{self, AddressChange, City};
use crate::staff_api::codes::Fault;
use crate::staff_api::{Answer, Call, Outcome};
use crate::store::{Db, StoreError, Tx};

/// `city_gets`: the regions in one region (`pid`), all without it; `type=1` the countries (recorded quirk).
///
/// # Errors
/// 1100.
pub async fn city_gets(call: &Call) -> Outcome {
    let parent = call.fields.number::<RegionId>("pid")?.filter(|id| id.number() != -1);
    let countries = call.fields.number::<i64>("type")? == Some(1);
    let question = if countries { Cities::Countries } else { Cities::In(parent) };
    call.ready(question, &[&places::REGIONS], || {
        let cities: Vec<City> =
            call.outlet.store.read(|db| if countries { places::countries(db) } else { places::regions(db, parent) })?;
        Answer::of("cities", &cities)
    })
}

/// Which regions are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Cities {
    Countries,
    /// Those in a region, or all without one.
    In(Option<RegionId>),
}

/// A mobile number as it is read everywhere (docs/spec/roaming.md section 0.20); another telephone stays as it was written.
fn mobile(text: &str) -> String {
    let phone = crate::text::phone(text);
    if crate::text::is_mobile(&phone) { phone } else { text.to_owned() }
}

/// `address_set`: a new address, or changes to one of the user's own.
///
/// # Errors
/// 1100, 1101.
pub async fn address_set(call: &Call) -> Outcome {
    let fields = &call.fields;
    let text = |name: &str| fields.text(name).map(str::to_owned);
    let region = |name: &str| fields.number::<RegionId>(name).map(|id| id.filter(|id| *id != RegionId::NONE));
    let change = AddressChange {
        id: fields.number::<AddressId>("address_id")?.filter(|id| id.number() > 0),
        consignee: text("consignee"),
        email: text("email"),
        mobile: fields.text("mobile").map(mobile),
        country: region("country")?,
        province: region("province")?,
        city: region("city")?,
        district: region("district")?,
        address: text("address"),
        zipcode: fields.raw("zipcode").map(str::to_owned),
        is_default: fields.truth("defaultaddr"),
    };
    let account = call.signed_in()?.id;
    let set = move |tx: &Tx<'_>| {
        let address = places::set_address(tx, account, &change)?;
        let cities = places::cities_of(tx, address.province, address.city, address.district)?;
        Ok::<_, places::AddressError>((address, cities))
    };
    let (address, cities) = call.outlet.store.write(set).await?;
    Answer::of("addr", &wire::address(&address, cities))
}

/// `address_gets`: the user's addresses; deleted ones with `valid_addr=false`.
///
/// # Errors
/// 1100, 1101.
pub async fn address_gets(call: &Call) -> Outcome {
    let deleted_too = call.fields.truth("valid_addr") == Some(false);
    let account = call.signed_in()?.id;
    let (addresses, mut regions) = call.outlet.store.read(|db| {
        let addresses = places::addresses(db, account, deleted_too)?;
        let named = addresses.iter().map(Place::of_address).collect();
        Ok::<_, StoreError>((addresses, Regions::of(db, named)?))
    })?;
    let shapes: Vec<_> = addresses.iter().map(|it| wire::address(it, regions.take(Place::of_address(it)))).collect();
    Answer::of("addresses", &shapes)
}

/// `address_delete`: hides one of the user's addresses, or all without an id; always succeeds.
///
/// # Errors
/// 1100, 1101.
pub async fn address_delete(call: &Call) -> Outcome {
    let id = call.fields.number::<AddressId>("addrid")?.filter(|id| id.number() != -1);
    let account = call.signed_in()?.id;
    call.outlet.store.write::<(), StoreError, _>(move |tx| places::delete_addresses(tx, account, id)).await?;
    Ok(Answer::done())
}

/// `outlet_gets`: outlets of a province and a city, 0 or nothing for any.
///
/// # Errors
/// 1100, 1101.
pub async fn outlet_gets(call: &Call) -> Outcome {
    let province = call.fields.number::<RegionId>("province")?.filter(|id| *id != RegionId::NONE);
    let town = call.fields.number::<RegionId>("city")?.filter(|id| *id != RegionId::NONE);
    call.signed_in()?;
    let (outlets, mut regions) = call.outlet.store.read(|db| {
        let outlets = places::outlets(db, province, town)?;
        let named = outlets.iter().map(Place::of_outlet).collect();
        Ok::<_, Fault>((outlets, Regions::of(db, named)?))
    })?;
    let shapes: Vec<_> = outlets.iter().map(|it| wire::outlet(it, regions.take(Place::of_outlet(it)))).collect();
    Answer::of("outlets", &shapes)
}

/// Where something is: the ids of its province, city and district, 0 for none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Place {
    province: RegionId,
    city: RegionId,
    district: RegionId,
}

impl Place {
    fn of_outlet(it: &places::Outlet) -> Self {
        Self { province: it.province, city: it.city, district: it.district }
    }

    fn of_address(it: &places::Address) -> Self {
        Self { province: it.province, city: it.city, district: it.district }
    }
}

/// The regions of several places, each looked up once.
struct Regions(HashMap<Place, Vec<City>>);

impl Regions {
    fn of(db: &Db<'_>, places: Vec<Place>) -> Result<Self, StoreError> {
        let mut found = HashMap::new();
        for place in places {
            if let std::collections::hash_map::Entry::Vacant(entry) = found.entry(place) {
                entry.insert(places::cities_of(db, place.province, place.city, place.district)?);
            }
        }
        Ok(Self(found))
    }

    fn take(&mut self, place: Place) -> Vec<City> {
        self.0.get(&place).cloned().unwrap_or_default()
    }
}

/// `areagroup_gets`: groups of telephone areas.
///
/// # Errors
/// 1100, 1101.
pub async fn areagroup_gets(call: &Call) -> Outcome {
    call.signed_in()?;
    Answer::of("areagroups", &call.outlet.store.read(super::sql::shop::area_groups)?)
}

/// `areacode_gets`: telephone areas of a group.
///
/// # Errors
/// 1100, 1101.
pub async fn areacode_gets(call: &Call) -> Outcome {
    let group = call.fields.number::<AreaGroupId>("groupid")?.unwrap_or(AreaGroupId(-1));
    call.signed_in()?;
    Answer::of("areacodes", &call.outlet.store.read(|db| super::sql::shop::area_codes(db, group))?)
}
