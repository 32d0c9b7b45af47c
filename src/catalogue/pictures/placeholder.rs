//! The picture of a thing without one: its first letters on a colour of its own, told from its name alone.

use sha2::{Digest, Sha256};

/// Letters of a name that count; a longer one is cut.
const MAX_LETTERS: usize = 60;
/// Colours with which white letters can be read.
const COLOURS: [&str; 8] = ["#1f6f78", "#7a4b2a", "#5b4b8a", "#2f6b3c", "#8a3b4f", "#33588c", "#6b5d1f", "#4a4f57"];
/// The side of the picture.
const SIDE: usize = 640;

/// An SVG with the first letters of a name.
#[must_use]
pub fn placeholder(name: &str) -> String {
    let name: String = name.trim().chars().take(MAX_LETTERS).collect();
    let letters = initials(&name);
    let colour = COLOURS[usize::from(Sha256::digest(name.as_bytes())[0]) % COLOURS.len()];
    let size = if letters.chars().count() > 1 { 220 } else { 300 };
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {SIDE} {SIDE}\"><path fill=\"{colour}\" d=\"M0 0h{SIDE}v{SIDE}H0z\"/>\
         <path fill=\"#fff\" fill-opacity=\".08\" d=\"M0 {SIDE}L{SIDE} 0v{SIDE}z\"/>\
         <text x=\"50%\" y=\"50%\" dy=\".35em\" text-anchor=\"middle\" font-family=\"system-ui, sans-serif\" font-weight=\"600\" \
         font-size=\"{size}\" fill=\"#fff\">{}</text></svg>",
        escaped(&letters)
    )
}

/// The first two letters of a Chinese name, the first of each of the first two words of another.
fn initials(name: &str) -> String {
    let is_wide = |letter: &char| letter.is_alphabetic() && !letter.is_ascii() && *letter >= '\u{2e80}';
    let wide: String = name.chars().filter(is_wide).take(2).collect();
    if !wide.is_empty() {
        return wide;
    }
    let words = name.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    let letters: String = words.filter_map(|word| word.chars().next()).take(2).collect();
    if letters.is_empty() { "·".to_owned() } else { letters.to_uppercase() }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_gives_the_same_picture_each_time_with_its_first_letters() {
        assert_eq!(initials("转换插头 (欧标)"), "转换");
        assert_eq!(initials("travel adapter"), "TA");
        assert_eq!(initials("<script>"), "S");
        assert_eq!(initials("***"), "·");
        assert!(placeholder("转换插头").contains(">转换</text>"));
        assert_eq!(placeholder("a & b"), placeholder("a & b"));
        assert!(!placeholder("<&>").contains("<&"));
    }
}
