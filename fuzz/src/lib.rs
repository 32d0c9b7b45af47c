//! What all targets share: a target is a reader of `outpost::fuzzing`, by its name.

/// Hands bytes to a reader.
pub fn read(name: &str, bytes: &[u8]) {
    let target = outpost::fuzzing::TARGETS.iter().find(|(known, _)| *known == name);
    let (_, read) = target.unwrap_or_else(|| panic!("there is no reader {name}"));
    read(bytes);
}
