//! Parts of a whole and changes against before, in thousandths, rounded half away from nothing: `-125` is shown as −12.5 %.

/// How much more or less `now` is than `before`, in thousandths of what it was before; nothing where it was nothing.
///
/// What was below nothing before is compared by its size: from −10 to 10 is two hundred per cent more.
#[must_use]
pub fn per_mille(now: i64, before: i64) -> Option<i64> {
    per_mille_of(now.saturating_sub(before), before.saturating_abs())
}

/// How many thousandths of a whole a part is; nothing where there is no whole.
#[must_use]
pub fn per_mille_of(part: i64, whole: i64) -> Option<i64> {
    if whole <= 0 {
        return None;
    }
    let (part, whole) = (i128::from(part), i128::from(whole));
    let rounded = (part.abs() * 1000 + whole / 2) / whole * part.signum();
    i64::try_from(rounded).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_rounded_half_away_from_nothing_to_a_tenth_of_a_per_cent() {
        assert_eq!(per_mille(150, 100), Some(500));
        assert_eq!(per_mille(2, 3), Some(-333));
        assert_eq!(per_mille(1, 3), Some(-667), "666.6 rounds up");
        assert_eq!([per_mille(20_001, 20_000), per_mille(19_999, 20_000)], [Some(0), Some(0)]);
        assert_eq!(
            [per_mille(2001, 2000), per_mille(1999, 2000)],
            [Some(1), Some(-1)],
            "a half goes away from nothing"
        );
        assert_eq!(per_mille(100, 100), Some(0));
        assert_eq!(per_mille(0, 100), Some(-1000));
    }

    #[test]
    fn against_nothing_there_is_no_change_and_below_nothing_the_size_counts() {
        assert_eq!([per_mille(5, 0), per_mille(0, 0)], [None, None]);
        assert_eq!([per_mille(10, -10), per_mille(-20, -10)], [Some(2000), Some(-1000)]);
        assert_eq!(per_mille(i64::MAX, 1), None, "beyond what can be said");
    }

    #[test]
    fn a_part_of_nothing_is_not_said() {
        assert_eq!([per_mille_of(1, 0), per_mille_of(1, -5)], [None, None]);
        assert_eq!([per_mille_of(1, 8), per_mille_of(0, 8), per_mille_of(8, 8)], [Some(125), Some(0), Some(1000)]);
    }
}
