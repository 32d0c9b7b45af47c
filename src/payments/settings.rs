//! Which merchant signs for which provider: the outlet's own, or the sandbox where there is none.

use std::sync::Arc;

use super::alipay_app::AppMerchant;
use super::rsa_keys::{Algorithm, Keys};
use crate::config::Config;

/// The stand-in for providers without a merchant key.
#[derive(Clone)]
pub(super) struct Sandbox {
    pub(super) key: String,
    /// Partner, seller, app and merchant id at once.
    pub(super) partner: String,
}

/// An Alipay merchant. Without a gateway it is the sandbox's.
pub(super) struct Alipay {
    pub(super) partner: String,
    pub(super) seller: String,
    pub(super) key: String,
    pub(super) gateway: Option<String>,
    /// Empty: this server's first page.
    pub(super) return_url: String,
}

/// A WeChat merchant. Without a gateway it is the sandbox's.
pub(super) struct WeChat {
    pub(super) app: String,
    pub(super) merchant: String,
    pub(super) key: String,
    pub(super) gateway: Option<String>,
}

/// A Credtrip merchant. Without a gateway it is the sandbox's.
pub(super) struct Credtrip {
    pub(super) merchant: String,
    pub(super) key: String,
    pub(super) gateway: Option<String>,
    /// Where the opening of an account is told; empty: this server's own path.
    pub(super) notify_url: String,
    /// Empty: this server's first page.
    pub(super) return_url: String,
}

impl Sandbox {
    /// Whether the sandbox is switched on.
    pub(super) fn is_on(config: &Config, demo: bool) -> Result<bool, String> {
        match config.text("gateways.sandbox") {
            "on" => Ok(true),
            "off" => Ok(false),
            "demo" => Ok(demo),
            other => Err(format!("The setting gateways.sandbox is {other:?}; it must be on, off or demo.")),
        }
    }

    /// The sandbox if it is switched on.
    pub(super) fn new(config: &Config, demo: bool, key: String) -> Result<Option<Self>, String> {
        if !Self::is_on(config, demo)? {
            return Ok(None);
        }
        if key.trim().is_empty() {
            return Err("The setting gateways.sandbox_key is empty; the sandbox needs a key to sign with.".to_owned());
        }
        let partner = needed(config, "gateways.sandbox_partner", "gateways.sandbox")?;
        Ok(Some(Self { key, partner }))
    }
}

impl Alipay {
    pub(super) fn new(config: &Config, sandbox: Option<&Sandbox>) -> Result<Option<Self>, String> {
        let key = config.text("gateways.alipay_key").to_owned();
        let return_url = address(config, "gateways.alipay_return_url")?;
        if key.is_empty() {
            return Ok(sandbox.map(|Sandbox { key, partner }| Self {
                partner: partner.clone(),
                seller: partner.clone(),
                key: key.clone(),
                gateway: None,
                return_url,
            }));
        }
        let partner = needed(config, "gateways.alipay_partner", "gateways.alipay_key")?;
        let seller = needed(config, "gateways.alipay_seller", "gateways.alipay_key")?;
        Ok(Some(Self { partner, seller, key, gateway: Some(gateway(config, "gateways.alipay_gateway")?), return_url }))
    }
}

impl AppMerchant {
    /// The merchant of a real app; nothing where there is no key for one.
    pub(super) fn new(config: &Config) -> Result<Option<Self>, String> {
        const KEY: &str = "gateways.alipay_app_key";
        let sign = config.text("gateways.alipay_app_sign");
        let algorithm = Algorithm::parse(sign)
            .ok_or_else(|| format!("The setting gateways.alipay_app_sign is {sign:?}; it must be RSA or RSA2."))?;
        let own = config.text(KEY).trim();
        if own.is_empty() {
            return Ok(None);
        }
        let app = needed(config, "gateways.alipay_app_id", KEY)?;
        let seller = needed(config, "gateways.alipay_seller", KEY)?;
        let alipay = needed(config, "gateways.alipay_public_key", KEY)?;
        let keys = Keys::read(algorithm, (KEY, own), ("gateways.alipay_public_key", &alipay))?;
        Ok(Some(Self { app, seller, keys: Arc::new(keys) }))
    }
}

impl WeChat {
    pub(super) fn new(config: &Config, sandbox: Option<&Sandbox>) -> Result<Option<Self>, String> {
        let key = config.text("gateways.wechat_key").to_owned();
        if key.is_empty() {
            return Ok(sandbox.map(|Sandbox { key, partner }| Self {
                app: format!("wx{partner}"),
                merchant: partner.clone(),
                key: key.clone(),
                gateway: None,
            }));
        }
        let app = needed(config, "gateways.wechat_app", "gateways.wechat_key")?;
        let merchant = needed(config, "gateways.wechat_merchant", "gateways.wechat_key")?;
        Ok(Some(Self { app, merchant, key, gateway: Some(gateway(config, "gateways.wechat_gateway")?) }))
    }
}

impl Credtrip {
    pub(super) fn new(config: &Config, sandbox: Option<&Sandbox>) -> Result<Option<Self>, String> {
        let key = config.text("gateways.credtrip_key").to_owned();
        let merchant = config.text("gateways.credtrip_merchant").to_owned();
        let notify_url = address(config, "gateways.credtrip_notify_url")?;
        let return_url = address(config, "gateways.credtrip_return_url")?;
        if key.is_empty() {
            return Ok(sandbox.map(|Sandbox { key, partner }| Self {
                merchant: if merchant.is_empty() { partner.clone() } else { merchant },
                key: key.clone(),
                gateway: None,
                notify_url,
                return_url,
            }));
        }
        let merchant = needed(config, "gateways.credtrip_merchant", "gateways.credtrip_key")?;
        let gateway = Some(gateway(config, "gateways.credtrip_gateway")?);
        Ok(Some(Self { merchant, key, gateway, notify_url, return_url }))
    }
}

/// A setting that must have a value because of another one.
fn needed(config: &Config, name: &str, because_of: &str) -> Result<String, String> {
    match config.text(name).trim() {
        "" => Err(format!("The setting {name} is empty; with {because_of} it must have a value.")),
        value => Ok(value.to_owned()),
    }
}

/// A web address or nothing, without a slash at the end where it is the address of a server.
fn address(config: &Config, name: &str) -> Result<String, String> {
    let url = config.text(name).trim();
    if url.is_empty() || url.starts_with("https://") || url.starts_with("http://") {
        return Ok(url.to_owned());
    }
    Err(format!("The setting {name} is {url:?}; it must be empty or begin with https:// or http://."))
}

/// The web address of a provider.
fn gateway(config: &Config, name: &str) -> Result<String, String> {
    match address(config, name)? {
        url if url.is_empty() => Err(format!("The setting {name} is empty; it must be the provider's address.")),
        url => Ok(url.trim_end_matches('/').to_owned()),
    }
}
