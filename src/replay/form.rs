//! The HTML forms by which a payment is handed to its provider: what they send, in its order.

use super::json::Node;

/// Reads a page with a form as an object: its action, its method, and its fields in order. Nothing where there is no form.
pub(super) fn read(page: &str) -> Option<Node> {
    let form = &page[page.find("<form")?..];
    let form = &form[..form.find("</form>").unwrap_or(form.len())];
    let text = |value: Option<String>| Node::Text(value.unwrap_or_default());
    let mut tags = form.split('<').skip(1).map(|tag| tag.split('>').next().unwrap_or_default());
    let head = tags.next()?;
    let fields = tags
        .filter(|tag| tag.starts_with("input"))
        .filter_map(|tag| Some((attribute(tag, "name")?, text(attribute(tag, "value")))));
    Some(Node::Object(vec![
        ("action".to_owned(), text(attribute(head, "action"))),
        ("method".to_owned(), text(attribute(head, "method"))),
        ("fields".to_owned(), Node::Object(fields.collect())),
    ]))
}

/// An attribute's value, with the entities that forms need put back.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let rest = &tag[tag.find(&format!(" {name}="))? + name.len() + 2..];
    let quote = rest.chars().next()?;
    let value = rest.get(1..)?.split(quote).next()?;
    let plain = [("&quot;", "\""), ("&#39;", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")];
    Some(plain.iter().fold(value.to_owned(), |text, (entity, letter)| text.replace(entity, letter)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_its_fields_in_order() {
        let page = r#"<p><form id="f" action="https://pay.example/?a=1&amp;b=2" method="get"><input type="hidden" name="b" value="1"/><input name="a" value="x&quot;y"/><input type="submit" value="go"></form>"#;
        let form = read(page).map(|form| form.to_string());
        let wanted = r#"{"action":"https://pay.example/?a=1&b=2","method":"get","fields":{"b":"1","a":"x\"y"}}"#;
        assert_eq!(form.as_deref(), Some(wanted));
        assert_eq!(read("<p>none</p>"), None);
    }
}
