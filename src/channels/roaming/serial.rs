//! Serial numbers of vouchers (docs/spec/roaming.md section 9): six enciphered digits, the node digit, the seed digit.

/// The node digit of this server.
const NODE: i64 = 1;

/// The serial of a number under a seed digit. Numbers of more than six digits give longer serials.
#[must_use]
pub fn of(number: i64, seed: u64) -> i64 {
    let table = shuffled(seed);
    let mut serial = 0;
    for (place, digit) in format!("{number:06}").bytes().enumerate() {
        let plain = u64::from(digit.wrapping_sub(b'0'));
        let position = table.iter().position(|entry| *entry == plain).unwrap_or(0);
        serial = serial * 10 + i64::try_from(table[(position + 1 + place) % 10]).unwrap_or(0);
    }
    (serial * 10 + NODE) * 10 + i64::try_from(seed % 10).unwrap_or(0)
}

/// The digits 0 to 9, shuffled by ten draws of two from a linear congruential generator.
fn shuffled(seed: u64) -> [u64; 10] {
    let mut table = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
    let mut state = seed % 10;
    let mut draw = || {
        state = (state * 1_103_515_245 + 12_345) % (1 << 31);
        usize::try_from(state % 10).unwrap_or(0)
    };
    for _ in 0..10 {
        let (one, two) = (draw(), draw());
        table.swap(one, two);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_6_with_seed_9_has_the_recorded_serial() {
        assert_eq!(of(6, 9), 25_849_419);
    }

    #[test]
    fn ten_thousand_orders_have_ten_thousand_serials() {
        let serials: std::collections::HashSet<i64> = (1..=10_000).map(|order| of(order, 3)).collect();
        assert_eq!(serials.len(), 10_000);
    }
}
