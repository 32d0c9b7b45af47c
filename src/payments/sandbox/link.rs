//! What a payment page of the sandbox is about, signed, so that nobody pays what was not asked.

use crate::money::Fen;
use crate::payments::{Way, form, sign};

/// A payment that is offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Link {
    pub(super) way: Way,
    pub(super) out_trade_no: String,
    pub(super) amount: Fen,
    pub(super) subject: String,
    /// The path on this server that takes the notice.
    pub(super) notify: String,
    /// Where the customer goes afterwards.
    pub(super) return_url: String,
}

impl Link {
    /// The fields of a page's address or form, with the signature.
    pub(super) fn signed(&self, key: &str) -> Vec<(&'static str, String)> {
        let mut fields = self.fields();
        fields.push(("sig", signature(&fields, key)));
        fields
    }

    /// The link of an address or form; `None` without the sandbox's signature. An empty key signs nothing.
    pub(super) fn read(received: &[(String, String)], key: &str) -> Option<Self> {
        let text = |name: &str| received.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
        let link = Self {
            way: Way::of(text("way")?.parse().ok()?)?,
            out_trade_no: text("out_trade_no")?,
            amount: Fen::parse(&text("amount")?)?,
            subject: text("subject")?,
            notify: text("notify")?,
            return_url: text("return_url")?,
        };
        let ours = !key.is_empty() && sign::same(&signature(&link.fields(), key), &text("sig")?);
        ours.then_some(link)
    }

    /// The number of this payment: whoever presses the button, however often and on whatever day, it is one payment. So it is
    /// made of what tells one payment from another and nothing else, not even the date. 28 digits, as Alipay's and WeChat's.
    pub(super) fn trade_no(&self, key: &str) -> String {
        let fields = [
            ("purpose", "trade_no".to_owned()),
            ("way", self.way.id().to_string()),
            ("out_trade_no", self.out_trade_no.clone()),
            ("amount", self.amount.to_string()),
            ("notify", self.notify.clone()),
        ];
        let hash = sign::own(&form::encoded(&fields), key);
        let mut half = [0; 16];
        half.copy_from_slice(&hash[..16]);
        format!("2088{:024}", u128::from_be_bytes(half) % 10_u128.pow(24))
    }

    fn fields(&self) -> Vec<(&'static str, String)> {
        vec![
            ("way", self.way.id().to_string()),
            ("out_trade_no", self.out_trade_no.clone()),
            ("amount", self.amount.to_string()),
            ("subject", self.subject.clone()),
            ("notify", self.notify.clone()),
            ("return_url", self.return_url.clone()),
        ]
    }
}

/// The encoded form of the fields is signed: no value can pass for two.
fn signature(fields: &[(&str, String)], key: &str) -> String {
    crate::text::hex(&sign::own(&form::encoded(fields), key))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link() -> Link {
        Link {
            way: Way::WeChat,
            out_trade_no: "6".to_owned(),
            amount: Fen(2850),
            subject: "流量 & 通话".to_owned(),
            notify: "/uc/services/wxpay/notify".to_owned(),
            return_url: "/".to_owned(),
        }
    }

    fn owned(fields: Vec<(&str, String)>) -> Vec<(String, String)> {
        fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    #[test]
    fn a_signed_link_is_read_again() {
        let fields = owned(link().signed("demo-sandbox-key"));
        // Computed with Python's hmac over urlencode of the six fields in this order.
        assert_eq!(fields[6].1, "fc2b700e043b7891b0c6141ef86da5537fabf1fc20ea9518e4a44d2f42dc5be7");
        assert_eq!(Link::read(&fields, "demo-sandbox-key"), Some(link()));
        assert_eq!(Link::read(&fields, "another key"), None);
        assert_eq!(Link::read(&owned(link().signed("")), ""), None);
    }

    #[test]
    fn nothing_of_a_link_can_be_changed() {
        for (at, value) in [(0, "2"), (1, "7"), (2, "0.01"), (3, ""), (4, "/om"), (5, "https://evil.example"), (6, "")]
        {
            let mut fields = owned(link().signed("demo-sandbox-key"));
            value.clone_into(&mut fields[at].1);
            assert_eq!(Link::read(&fields, "demo-sandbox-key"), None, "{value}");
        }
    }

    #[test]
    fn one_payment_has_one_number() {
        let number = |link: &Link| link.trade_no("demo-sandbox-key");
        let one = number(&link());
        assert!(one.len() == 28 && one.bytes().all(|digit| digit.is_ascii_digit()), "{one}");
        let reached_otherwise =
            Link { subject: "else".to_owned(), return_url: "http://localhost/".to_owned(), ..link() };
        assert_eq!(number(&reached_otherwise), one);
        for other in [
            Link { way: Way::AlipayWeb, ..link() },
            Link { out_trade_no: "7".to_owned(), ..link() },
            Link { amount: Fen(2851), ..link() },
            Link { notify: "/pay/wxpay/notify".to_owned(), ..link() },
        ] {
            assert_ne!(number(&other), one);
        }
    }
}
