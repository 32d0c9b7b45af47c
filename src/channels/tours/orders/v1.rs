//! `v1/order/submit`: `order_submit` in the words of an older app (docs/spec/tours.md section 6).

use serde_json::Value;

use crate::channels::tours::selection::LISTS;
use crate::channels::tours::service::LIMITS;
use crate::http::{BadField, Fields};

/// What may stand in `extend_field`, and what a missing one means.
const EXTENDED: [(&str, Option<&str>); 3] = [("planes", None), ("client_order_no", None), ("child_num", Some("0"))];

/// Fields that are called otherwise.
const RENAMED: [(&str, &str); 4] =
    [("tid", "product_id"), ("num", "adult_num"), ("receiver_email", "email"), ("cert_info", "contact_ids")];

/// The client's sum is not among the fields: the order's own is what coupons are compared with.
const NO_SUM: &str = "10000000000";

/// The fields of a call as `order_submit` has them. Beside those of the call itself, `extend_field` is asked for the choice alone:
/// neither the user nor the package can be changed there.
///
/// # Errors
/// [`BadField`] for an `extend_field` that is no JSON object.
pub(super) fn translated(sent: &Fields) -> Result<Fields, BadField> {
    let mut fields = sent.renamed();
    let mut extended = Fields::within("extend_field");
    if let Some(text) = sent.text("extend_field") {
        extended.add_json(text.as_bytes(), LIMITS)?;
    }
    let lists = LISTS.map(|(name, _)| (name, Some("[]")));
    for (name, missing) in EXTENDED.into_iter().chain(lists) {
        let given = sent.text(name).or_else(|| extended.text(name)).or(missing);
        fields.set(name, given.unwrap_or_default());
    }
    if let Some(nights) = sent.number::<u64>("package_night_num")?.filter(|nights| *nights > 0) {
        let hotels = with_nights(fields.text("hotels").unwrap_or("[]"), nights);
        fields.set("hotels", &hotels);
    }
    for (theirs, ours) in RENAMED {
        fields.set(ours, sent.text(theirs).unwrap_or_default());
    }
    if sent.text("receiver_email").is_none() {
        fields.set("email", sent.text("email").unwrap_or_default());
    }
    fields.set("version", "1");
    fields.set("sum_money", NO_SUM);
    fields.set("app_sub_money", "0");
    Ok(fields)
}

/// Hotels with the package's nights where an entry does not tell its own. What is no list is left for its reader to refuse.
fn with_nights(hotels: &str, nights: u64) -> String {
    let Ok(Value::Array(mut entries)) = serde_json::from_str(hotels) else { return hotels.to_owned() };
    for entry in entries.iter_mut().filter_map(Value::as_object_mut) {
        if !["night_num", "in_date", "out_date"].iter().any(|name| entry.contains_key(*name)) {
            entry.insert("night_num".to_owned(), nights.into());
        }
    }
    Value::Array(entries).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_packages_nights_are_those_of_every_hotel_that_tells_none() {
        let hotels = r#"[{"date":"2026-12-01"},{"date":"2026-12-01","night_num":"1"},{"in_date":"2026-12-01","out_date":"2026-12-02"}]"#;
        let with: Vec<Value> = serde_json::from_str(&with_nights(hotels, 3)).unwrap();
        let told: Vec<Option<&Value>> = with.iter().map(|entry| entry.get("night_num")).collect();
        assert_eq!(told, [Some(&Value::from(3)), Some(&Value::from("1")), None]);
        for other in ["", "{}", "[1", "null"] {
            assert_eq!(with_nights(other, 3), other);
        }
    }
}
