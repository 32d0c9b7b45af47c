//! Forms that send themselves to a provider, in the very bytes that were recorded (docs/spec/roaming.md section 12).

use crate::http::escape_html;

/// Where a form goes and how; `id` is its name in the page, too.
pub(super) struct Target<'t> {
    pub(super) id: &'static str,
    pub(super) action: &'t str,
    pub(super) method: &'static str,
}

/// A form with hidden fields and the script that sends it at once. Fields without a value are left out.
pub(super) fn self_sending(target: &Target<'_>, fields: &[(&str, String)]) -> String {
    let Target { id, method, .. } = target;
    let action = escape_html(target.action);
    let inputs: String = fields
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| {
            [r#"<input type="hidden" name=""#, name, r#"" value=""#, &escape_html(value), r#""/>"#].concat()
        })
        .collect();
    format!(
        r#"<form id="{id}" name="{id}" action="{action}" method="{method}">{inputs}<input type="submit" value="确认" style="display:none;"></form><script>document.forms['{id}'].submit();</script>"#
    )
}

/// The page around a form that was recorded for Credtrip.
pub(super) fn page(form: &str) -> String {
    format!(
        r#"<!DOCTYPE html><html><head><meta http-equiv="content-type" content="text/html; charset=UTF-8"><title>跳轉至支付網關</title></head><body>{form}</body></html>"#
    )
}

/// Fields as a query or form text.
pub(super) fn encoded<N: AsRef<str>, V: AsRef<str>>(fields: &[(N, V)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_cannot_leave_their_field() {
        let target = Target { id: "f", action: "https://pay.example/?a=1&b=2", method: "get" };
        let text = self_sending(&target, &[("subject", "\"><script>x</script>'&".to_owned()), ("none", String::new())]);
        assert!(text.contains(r#"action="https://pay.example/?a=1&amp;b=2""#), "{text}");
        assert!(text.contains(r#"value="&quot;&gt;&lt;script&gt;x&lt;/script&gt;&#39;&amp;"/>"#), "{text}");
        assert!(!text.contains("none\""), "{text}");
    }
}
