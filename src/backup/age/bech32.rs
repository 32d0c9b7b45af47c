//! How keys are written: 32 bytes in letters that nobody confuses, with a checksum (BIP 173).

const LETTERS: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
/// Letters of the checksum.
const CHECKSUM: usize = 6;

/// A key behind its prefix, in small letters.
pub(super) fn encode(prefix: &str, key: &[u8; 32]) -> String {
    let mut fives = regrouped(key, 8, 5, true).unwrap_or_default();
    let mut summed = expanded(prefix);
    summed.extend(&fives);
    summed.extend([0; CHECKSUM]);
    let sum = checksum(&summed) ^ 1;
    fives.extend((0..CHECKSUM).map(|place| u8::try_from(sum >> (5 * (CHECKSUM - 1 - place)) & 31).unwrap_or(0)));
    let letters: String = fives.iter().map(|five| char::from(LETTERS[usize::from(*five)])).collect();
    format!("{prefix}1{letters}")
}

/// The key behind a prefix; `None` for anything else, a single wrong letter included.
pub(super) fn decode(prefix: &str, text: &str) -> Option<[u8; 32]> {
    let small = text.to_ascii_lowercase();
    if text != small && text != text.to_ascii_uppercase() {
        return None;
    }
    let letters = small.strip_prefix(prefix)?.strip_prefix('1')?;
    let five = |letter: u8| LETTERS.iter().position(|it| *it == letter).and_then(|place| u8::try_from(place).ok());
    let fives: Vec<u8> = letters.bytes().map(five).collect::<Option<_>>()?;
    let mut summed = expanded(prefix);
    summed.extend(&fives);
    if checksum(&summed) != 1 {
        return None;
    }
    regrouped(&fives[..fives.len().checked_sub(CHECKSUM)?], 5, 8, false)?.try_into().ok()
}

fn expanded(prefix: &str) -> Vec<u8> {
    let high = prefix.bytes().map(|byte| byte >> 5);
    high.chain([0]).chain(prefix.bytes().map(|byte| byte & 31)).collect()
}

fn checksum(values: &[u8]) -> u32 {
    const GENERATOR: [u32; 5] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3];
    values.iter().fold(1, |sum, value| {
        let shifted = (sum & 0x01ff_ffff) << 5 ^ u32::from(*value);
        (0..5).filter(|bit| sum >> 25 >> bit & 1 == 1).fold(shifted, |sum, bit| sum ^ GENERATOR[bit])
    })
}

/// Groups of `from` bits as groups of `to` bits.
fn regrouped(groups: &[u8], from: u32, to: u32, pad: bool) -> Option<Vec<u8>> {
    let (mut held, mut bits, mut out) = (0_u32, 0, Vec::new());
    for group in groups {
        held = (held << from | u32::from(*group)) & 0xfff;
        bits += from;
        while bits >= to {
            bits -= to;
            out.push(u8::try_from(held >> bits & ((1 << to) - 1)).ok()?);
        }
    }
    let left = held & ((1 << bits) - 1);
    if pad && bits > 0 {
        out.push(u8::try_from(left << (to - bits) & ((1 << to) - 1)).ok()?);
    } else if !pad && (bits >= from || left != 0) {
        return None;
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_comes_back_and_no_wrong_letter_passes() {
        let key: [u8; 32] = std::array::from_fn(|place| u8::try_from(place * 7 % 256).unwrap());
        let text = encode("age", &key);
        assert_eq!((decode("age", &text), decode("age", &text.to_ascii_uppercase())), (Some(key), Some(key)));
        assert!(text.starts_with("age1") && text.len() == 62, "{text}");
        for place in 4..text.len() {
            let other = if &text[place..=place] == "q" { "p" } else { "q" };
            let wrong = format!("{}{other}{}", &text[..place], &text[place + 1..]);
            assert_eq!(decode("age", &wrong), None, "{wrong}");
        }
        assert_eq!([decode("age", ""), decode("age", "age1"), decode("agf", &text)], [None; 3]);
    }
}
