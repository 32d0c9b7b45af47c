//! What an outlet draws for itself: the same thing has another name there, and must have the same one each time.

use std::collections::HashMap;

/// Ids that an outlet assigns: a recorded number stands for another one in the outlet that is asked now.
const ASSIGNED: [&str; 23] = [
    "addressid",
    "cartid",
    "checkid",
    "datacardorderid",
    "evouchersn",
    "myevoucherid",
    "orderdetailid",
    "orderid",
    "ordernum",
    "ordersn",
    "prdunitpriceid",
    "purchaseid",
    "rechargeid",
    "refundid",
    "serialid",
    "sessionid",
    "shippingaddress",
    "shipaddress",
    "token",
    "touchchanid",
    "unitpriceid",
    "userid",
    "userrebateid",
];

/// Recorded names and the ones they have in the outlet that is asked now, by what they name.
#[derive(Debug, Default)]
pub(super) struct Names {
    known: HashMap<(String, String), String>,
}

impl Names {
    /// Whether an outlet assigns values of this class itself.
    pub(super) fn are_assigned(class: &str) -> bool {
        ASSIGNED.contains(&class)
    }

    /// Keeps what a recorded name is called now.
    pub(super) fn learn(&mut self, class: &str, recorded: &str, now: &str) {
        self.known.insert((class.to_owned(), recorded.to_owned()), now.to_owned());
    }

    /// What a recorded name is called now, if that was seen.
    pub(super) fn now(&self, class: &str, recorded: &str) -> Option<&str> {
        self.known.get(&(class.to_owned(), recorded.to_owned())).map(String::as_str)
    }

    /// Whether both name the same thing: they do if this was seen before, or if neither was seen and both can be.
    pub(super) fn agree(&mut self, class: &str, recorded: &str, now: &str) -> bool {
        if let Some(known) = self.now(class, recorded) {
            return known == now;
        }
        let taken = self.known.iter().any(|((known, _), value)| known == class && value == now);
        // Every session and every serial is drawn anew; two recorded ones may be one now, where one log-in serves both.
        if taken && class != "sessionid" && class != "userid" {
            return recorded == now;
        }
        self.learn(class, recorded, now);
        true
    }

    /// A text in which recorded serials stand as they are called now: a voucher's picture has its serial in its name.
    pub(super) fn translate(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for ((class, recorded), now) in &self.known {
            if matches!(class.as_str(), "evouchersn" | "sessionid") && recorded.len() >= 6 {
                text = text.replace(recorded, now);
            }
        }
        text
    }
}

/// The class of a field's values: `orderid` for `order_id`, and for `id` within `order` or `orders`.
pub(super) fn class(parent: &str, key: &str) -> String {
    let plain = |text: &str| text.replace('_', "").to_ascii_lowercase();
    match plain(key).as_str() {
        "id" => format!("{}id", plain(parent).trim_end_matches('s').replace("addresse", "address")),
        "addrid" => "addressid".to_owned(),
        "cartids" => "cartid".to_owned(),
        other => other.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_belongs_to_what_it_stands_in() {
        assert_eq!(class("orders", "id"), "orderid");
        assert_eq!(class("addresses", "id"), "addressid");
        assert_eq!(class("result", "order_id"), "orderid");
        assert!(!Names::are_assigned(&class("product", "id")));
    }

    #[test]
    fn two_names_of_one_thing_agree_each_time_and_one_name_of_two_things_does_not() {
        let mut names = Names::default();
        assert!(names.agree("orderid", "527", "4") && names.agree("orderid", "527", "4"));
        assert!(!names.agree("orderid", "527", "5"));
        assert!(!names.agree("orderid", "528", "4"));
    }
}
