//! The settings of a TOML file, each with the line that gives it.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;

use toml::de::{DeTable, DeValue};

use super::SETTINGS;
use crate::nearest::did_you_mean;

/// A value of a file, and the line that gives it, counted from 1.
pub(super) type Lines = BTreeMap<String, (String, usize)>;

fn line_of(text: &str, place: usize) -> usize {
    text.get(..place).unwrap_or_default().matches('\n').count() + 1
}

/// One sentence about a file that cannot be parsed; the parser's own message draws a picture over several lines.
fn no_toml(path: &Path, text: &str, error: &toml::de::Error) -> String {
    let line = line_of(text, error.span().map_or(0, |span| span.start));
    let what = error.message().lines().collect::<Vec<_>>().join(", ");
    format!("The configuration file {} is no TOML in line {line}: {what}.", path.display())
}

/// The settings of a file.
///
/// # Errors
/// One sentence that names the file.
pub(super) fn read_file(path: &Path) -> Result<Lines, String> {
    let text = std::fs::read_to_string(path).map_err(|error| match error.kind() {
        ErrorKind::PermissionDenied => format!(
            "The configuration file {} cannot be read: {error}; run it as root or as the outlet's account \
             (`runuser -u outpost -- ...`).",
            path.display()
        ),
        _ => format!("The configuration file {} cannot be read: {error}.", path.display()),
    })?;
    read_text(path, &text)
}

/// The settings that a file's text gives.
///
/// # Errors
/// As [`read_file`].
pub(super) fn read_text(path: &Path, text: &str) -> Result<Lines, String> {
    let table = DeTable::parse(text).map_err(|error| no_toml(path, text, &error))?;
    let mut values = Lines::new();
    for (section, entries) in table.get_ref() {
        let section = section.get_ref().as_ref();
        let DeValue::Table(entries) = entries.get_ref() else {
            return Err(format!("{section} in {} stands outside a [section].", path.display()));
        };
        know_section(path, section)?;
        for (name, value) in entries {
            let line = line_of(text, value.span().start);
            let name = format!("{section}.{}", name.get_ref());
            let cell = cell(value.get_ref())
                .ok_or_else(|| format!("{name} in {} must be a text, a number or true or false.", path.display()))?;
            values.insert(name, (cell, line));
        }
    }
    Ok(values)
}

/// Refuses a section that no setting has.
fn know_section(path: &Path, section: &str) -> Result<(), String> {
    let sections = SETTINGS.iter().filter_map(|setting| setting.name.split_once('.')).map(|(section, _)| section);
    if sections.clone().any(|known| known == section) {
        return Ok(());
    }
    let meant = did_you_mean(section, sections);
    let file = path.display();
    Err(format!("There is no section [{section}], which {file} has; {meant}docs/reference/settings.md lists them all."))
}

fn cell(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix()).ok().map(|it| it.to_string()),
        DeValue::Boolean(truth) => Some(truth.to_string()),
        _ => None,
    }
}
