//! How a Chinese name is typed in Latin letters.

use pinyin::ToPinyin;

/// The syllables of a name with blanks between, each sign as it is read as a rule; what is Latin already is kept.
pub(super) fn syllables(name: &str) -> String {
    let mut all: Vec<String> = Vec::new();
    let mut goes_on = false;
    for (letter, read) in name.chars().zip(name.to_pinyin()) {
        let latin = letter.is_ascii_alphanumeric();
        match read {
            Some(read) => all.push(read.plain().to_owned()),
            None if latin && goes_on => all.last_mut().into_iter().for_each(|it| it.push(letter.to_ascii_lowercase())),
            None if latin => all.push(letter.to_ascii_lowercase().to_string()),
            None => {}
        }
        goes_on = latin;
    }
    all.join(" ")
}

/// What is typed to find a name of these syllables: all of them, and the first letter of each.
pub(super) fn typed(syllables: &str) -> (String, String) {
    // The ü of a keyboard without one is a v.
    let syllables = syllables.to_lowercase().replace('ü', "v");
    let parts = || syllables.split(|letter: char| !letter.is_alphanumeric()).filter(|part| !part.is_empty());
    (parts().collect(), parts().filter_map(|part| part.chars().next()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_read_sign_by_sign() {
        assert_eq!(syllables("新马泰"), "xin ma tai");
        assert_eq!(syllables("欧洲33国（含瑞士）"), "ou zhou 33 guo han rui shi");
        assert_eq!(syllables("Europe"), "europe");
        assert_eq!(syllables("··"), "");
    }

    #[test]
    fn it_is_typed_whole_or_by_first_letters() {
        let of = |text| typed(text);
        assert_eq!(of("ri ben"), ("riben".to_owned(), "rb".to_owned()));
        assert_eq!(of("Fei Lü Bin"), ("feilvbin".to_owned(), "flb".to_owned()));
        assert_eq!(of(""), (String::new(), String::new()));
    }
}
