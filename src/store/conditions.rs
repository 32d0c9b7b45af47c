//! The conditions of a typed query and what is bound to them: lists that may be narrowed in many ways are one statement each.

use super::ToSql;

/// A part of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// Rows on it at most.
    pub size: i64,
    /// Rows before it.
    pub offset: i64,
}

/// What `lower(...) like ? escape '\'` takes for texts that contain this one in any letter case; an empty one is in all.
#[must_use]
pub fn containing(text: &str) -> String {
    let plain = text.to_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{plain}%")
}

/// Conditions that all must hold, and the values of their places in order.
#[derive(Default)]
pub struct Conditions {
    text: String,
    bound: Vec<Box<dyn ToSql>>,
}

impl Conditions {
    /// A condition whose places were bound before, or that has none.
    pub fn push(&mut self, condition: &str) {
        self.text.push_str(if self.text.is_empty() { "" } else { " and " });
        self.text.push_str(condition);
    }

    /// Adds a condition in which `$` stands for the place of `value`; none where there is no value.
    pub fn add<V: ToSql + 'static>(&mut self, condition: &'static str, value: Option<V>) {
        let Some(value) = value else { return };
        let place = self.bind(value);
        self.push(&condition.replace('$', &place));
    }

    /// Adds a condition in which `$` stands for the places of all `values`: `id in ($)`.
    pub fn add_all<V: ToSql + 'static>(&mut self, condition: &'static str, values: impl IntoIterator<Item = V>) {
        let places = self.bind_all(values);
        self.push(&condition.replace('$', &places));
    }

    /// Binds a value; its place.
    pub fn bind<V: ToSql + 'static>(&mut self, value: V) -> String {
        self.bound.push(Box::new(value));
        format!("?{}", self.bound.len())
    }

    /// Binds values; their places, parted by commas, and of none a null, which nothing is in.
    pub fn bind_all<V: ToSql + 'static>(&mut self, values: impl IntoIterator<Item = V>) -> String {
        let places: Vec<String> = values.into_iter().map(|value| self.bind(value)).collect();
        if places.is_empty() { "null".to_owned() } else { places.join(", ") }
    }

    /// Binds a page; the text after `order by ...`.
    pub fn bind_page(&mut self, page: Page) -> String {
        format!("limit {} offset {}", self.bind(page.size), self.bind(page.offset))
    }

    /// The text after `where`.
    #[must_use]
    pub fn text(&self) -> &str {
        if self.text.is_empty() { "1 = 1" } else { &self.text }
    }

    /// What is bound.
    #[must_use]
    pub fn params(&self) -> Vec<&dyn ToSql> {
        self.bound.iter().map(|value| &**value).collect()
    }
}
