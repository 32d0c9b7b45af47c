//! The settings in effect; of a secret only whether there is one.

use std::sync::Arc;

use serde_json::json;

use super::{ADMINS, ok};
use crate::config::{SETTINGS, Setting};
use crate::http::{Handled, Reply, Request};
use crate::outlet::Outlet;
use crate::pages::staff::{query, staff};

/// What stands for a secret.
const MASK: &str = "••••••••";

/// `GET /api/pages/admin/settings`.
pub(super) fn list(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { all(&outlet, &request).unwrap_or_else(|refused| refused) })
}

fn all(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    staff(outlet, request, &query(request)?, ADMINS)?;
    let shape = |it: &Setting| {
        let value = outlet.config.text(it.name);
        let shown = if is_secret(it.name) && !value.is_empty() { MASK } else { value };
        json!({"about": it.about, "changed": value != it.default, "name": it.name, "value": shown})
    };
    let settings: Vec<_> = SETTINGS.iter().map(shape).collect();
    let body = json!({"demo": outlet.demo, "now": outlet.config.zone.text(outlet.now()), "settings": settings});
    Ok(ok(&body))
}

/// Names of secrets end in what they are.
fn is_secret(name: &str) -> bool {
    ["key", "secret", "password", "token"].iter().any(|ending| name.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_of_the_settings_is_a_secret_and_nothing_else_is() {
        let secrets: Vec<_> = SETTINGS.iter().map(|it| it.name).filter(|name| is_secret(name)).collect();
        let keys = [
            "server.tls_key",
            "server.metrics_token",
            "gateways.sandbox_key",
            "gateways.alipay_key",
            "gateways.alipay_app_key",
            "gateways.alipay_public_key",
            "gateways.wechat_key",
            "gateways.credtrip_key",
        ];
        assert_eq!(secrets, keys);
    }
}
