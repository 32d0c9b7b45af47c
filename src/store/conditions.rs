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

impl Page {
    /// The page of a number from 1 on; nothing for another number.
    #[must_use]
    pub fn numbered(number: i64, size: i64) -> Option<Self> {
        let offset = number.checked_sub(1)?.checked_mul(size).filter(|offset| *offset >= 0)?;
        Some(Self { size, offset })
    }

    /// The page with one row more, which tells whether there is another page.
    #[must_use]
    pub fn and_one_more(self) -> Self {
        Self { size: self.size + 1, ..self }
    }

    /// Takes that row off again; whether there was one.
    pub fn cut<T>(self, rows: &mut Vec<T>) -> bool {
        let size = usize::try_from(self.size).unwrap_or_default();
        let more = rows.len() > size;
        rows.truncate(size);
        more
    }
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
