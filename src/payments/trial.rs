//! What the tests of this room share: a bill, merchants of the demonstration's sandbox, and gateways out of settings.

use super::settings::Alipay;
use super::{Bill, Gateways, Trade};
use crate::clock::Zone;
use crate::config::Config;
use crate::ids::{AccountId, OrderId};
use crate::money::Fen;

/// The key that docs/spec/demo.md names.
pub(super) const KEY: &str = "demo-sandbox-key";

pub(super) fn bill() -> Bill {
    Bill {
        order_id: OrderId(6),
        number: "6".to_owned(),
        user_id: AccountId(7),
        session: "session".to_owned(),
        due: Fen(2850),
        subject: "全球通话时长 & 更多".to_owned(),
        mobile: "13800138000".to_owned(),
        trade: Trade::App,
        base_url: "http://127.0.0.1:8050".to_owned(),
        now: Zone::china().parse_text("2016-07-06 14:44:34").unwrap(),
    }
}

pub(super) fn alipay() -> Alipay {
    Alipay {
        partner: "2088000000000000".to_owned(),
        seller: "2088000000000000".to_owned(),
        key: KEY.to_owned(),
        gateway: None,
        return_url: String::new(),
    }
}

/// Gateways with some settings, in a demonstration or not.
pub(super) fn gateways(demo: bool, settings: &[(&str, &str)]) -> Result<Gateways, String> {
    let flags: Vec<_> = settings.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    Gateways::new(&Config::load(None, &flags)?, demo, KEY.to_owned())
}

pub(super) fn pairs(fields: &[(&str, &str)]) -> Vec<(String, String)> {
    fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// The path of one of the invented key files.
pub(super) fn key(file: &str) -> String {
    format!("{}/tests/gateways/keys/{file}", env!("CARGO_MANIFEST_DIR"))
}
