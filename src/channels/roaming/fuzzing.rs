//! A door for the fuzzer: activation codes, which come from operators, scanners and files.

/// Reads an activation code, with what stands behind a blank as its confirmation code.
pub fn activation_code(text: &str) {
    super::esims::look_at(text);
}
