//! A form of a page, as a browser would read and send it.

use super::{Answer, Outlet, encode};

/// The first form of a page with its hidden fields.
#[derive(Clone, Debug)]
pub struct HtmlForm {
    /// Where it goes, as it stands there.
    pub action: String,
    /// `get` or `post`.
    pub method: String,
    /// The hidden fields in the order of the page.
    pub fields: Vec<(String, String)>,
}

impl HtmlForm {
    /// Reads a page.
    pub fn read(page: &str) -> Self {
        let (_, rest) = page.split_once("<form ").unwrap_or_else(|| panic!("no form: {page}"));
        let (opening, rest) = rest.split_once('>').expect("the end of the form's tag");
        let inputs = rest.split("<input ").skip(1).filter_map(|input| input.split('>').next());
        let hidden = inputs.filter(|input| attribute(input, "type").as_deref() == Some("hidden"));
        let field = |input: &str| Some((attribute(input, "name")?, attribute(input, "value")?));
        Self {
            action: attribute(opening, "action").expect("an action"),
            method: attribute(opening, "method").expect("a method"),
            fields: hidden.filter_map(field).collect(),
        }
    }

    /// The value of a field.
    pub fn value(&self, name: &str) -> &str {
        let found = self.fields.iter().find(|(known, _)| known == name);
        found.map_or_else(|| panic!("no field {name}: {:?}", self.fields), |(_, value)| value)
    }

    /// Replaces the value of a field.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.fields.retain(|(known, _)| known != name);
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Sends the form; a query in the action of a `get` form is replaced, as browsers do.
    pub fn send(&self, outlet: &Outlet) -> Answer {
        let fields: Vec<_> = self.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let own = format!("http://{}", outlet.address);
        let target = self.action.strip_prefix(&own).unwrap_or(&self.action);
        assert!(target.starts_with('/'), "the form leaves this server: {target}");
        if self.method == "post" {
            return outlet.form(target, &fields);
        }
        let path = target.split('?').next().unwrap_or_default();
        outlet.get(&format!("{path}?{}", encode(&fields)))
    }
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!("{name}=\""))?;
    let value = rest.split('"').next()?;
    let entities = [("&quot;", "\""), ("&#39;", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")];
    Some(entities.iter().fold(value.to_owned(), |text, (entity, letter)| text.replace(entity, letter)))
}
