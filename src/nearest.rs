//! The word that was probably meant, for sentences that refuse one that nobody knows.

/// The known word that is fewest slips away from `word`; none where it takes more slips than a third of its letters.
#[must_use]
pub fn nearest<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let word = word.to_lowercase();
    let most = (word.chars().count() / 3).max(1);
    let measured = known.into_iter().map(|it| (slips(&word, &it.to_lowercase()), it));
    measured.filter(|(count, _)| *count <= most).min_by_key(|(count, _)| *count).map(|(_, it)| it)
}

/// `did you mean NAME? ` for the middle of a sentence, or nothing.
#[must_use]
pub fn did_you_mean<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> String {
    nearest(word, known).map(|it| format!("did you mean {it}? ")).unwrap_or_default()
}

/// Letters that were left out, put in, mistaken or swapped with their neighbour.
fn slips(one: &str, other: &str) -> usize {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let mut rows = vec![(0..=other.len()).collect::<Vec<_>>()];
    for (at, letter) in one.iter().enumerate() {
        let mut row = vec![at + 1];
        for (place, wanted) in other.iter().enumerate() {
            let mistaken = rows[at][place] + usize::from(letter != wanted);
            let mut least = mistaken.min(rows[at][place + 1] + 1).min(row[place] + 1);
            if at > 0 && place > 0 && *letter == other[place - 1] && one[at - 1] == *wanted {
                least = least.min(rows[at - 1][place - 1] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[one.len()][other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_is_understood_and_another_word_is_not() {
        let known = ["serve", "restore", "backup", "outlet.name"];
        for (word, meant) in
            [("sreve", "serve"), ("restor", "restore"), ("BACKUP", "backup"), ("outlet.nam", "outlet.name")]
        {
            assert_eq!(nearest(word, known), Some(meant), "{word}");
        }
        for word in ["fly", "", "x", "checkout"] {
            assert_eq!(nearest(word, known), None, "{word}");
        }
        assert_eq!(did_you_mean("servr", known), "did you mean serve? ");
    }
}
