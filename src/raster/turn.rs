//! How a camera was held: the orientation that EXIF tells, and the picture turned by it.

use super::Raster;

/// The tag of the orientation.
const ORIENTATION: u16 = 0x0112;
/// Entries of a directory that are looked at.
const MAX_ENTRIES: usize = 200;

/// The orientation of a block of EXIF (1 to 8); 1, upright, where none is told.
pub(super) fn orientation(exif: &[u8]) -> u16 {
    found(exif.strip_prefix(b"Exif\0\0").unwrap_or(exif)).filter(|it| (1..=8).contains(it)).unwrap_or(1)
}

fn found(tiff: &[u8]) -> Option<u16> {
    let is_little = match tiff.get(..2)? {
        b"II" => true,
        b"MM" => false,
        _ => return None,
    };
    let short = |at: usize| {
        let two: [u8; 2] = tiff.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if is_little { u16::from_le_bytes(two) } else { u16::from_be_bytes(two) })
    };
    let long = |at: usize| {
        let four: [u8; 4] = tiff.get(at..at.checked_add(4)?)?.try_into().ok()?;
        usize::try_from(if is_little { u32::from_le_bytes(four) } else { u32::from_be_bytes(four) }).ok()
    };
    let directory = long(4)?;
    let entries = usize::from(short(directory)?).min(MAX_ENTRIES);
    let entry = (0..entries).map(|it| directory + 2 + it * 12).find(|at| short(*at) == Some(ORIENTATION))?;
    short(entry + 8)
}

impl Raster {
    /// The picture as it was seen, of one that a camera wrote in this orientation.
    #[must_use]
    pub(super) fn turned(self, orientation: u16) -> Self {
        let (width, height) = (self.width, self.height);
        let lies = orientation >= 5;
        let (new_width, new_height) = if lies { (height, width) } else { (width, height) };
        let from = |x: usize, y: usize| match orientation {
            2 => (width - 1 - x, y),
            3 => (width - 1 - x, height - 1 - y),
            4 => (x, height - 1 - y),
            5 => (y, x),
            6 => (y, height - 1 - x),
            7 => (width - 1 - y, height - 1 - x),
            8 => (width - 1 - y, x),
            _ => (x, y),
        };
        if orientation <= 1 {
            return self;
        }
        let places = (0..new_height).flat_map(|y| (0..new_width).map(move |x| (x, y)));
        let pixels = places.map(|(x, y)| from(x, y)).map(|(x, y)| self.pixels[y * width + x]).collect();
        Self { width: new_width, height: new_height, pixels }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// EXIF with one entry, the orientation, in either order of bytes.
    fn exif(value: u16, is_little: bool) -> Vec<u8> {
        let two = |it: u16| if is_little { it.to_le_bytes() } else { it.to_be_bytes() };
        let four = |it: u32| if is_little { it.to_le_bytes() } else { it.to_be_bytes() };
        let mark: &[u8] = if is_little { b"II" } else { b"MM" };
        [mark, &two(42), &four(8), &two(1), &two(ORIENTATION), &two(3), &four(1), &two(value), &two(0)].concat()
    }

    #[test]
    fn the_orientation_is_read_in_either_order_of_bytes_and_damage_is_upright() {
        for value in 1..=8 {
            assert_eq!((orientation(&exif(value, true)), orientation(&exif(value, false))), (value, value));
        }
        assert_eq!((orientation(&exif(9, true)), orientation(b""), orientation(b"II*\0\xff\xff\xff\xff")), (1, 1, 1));
        for cut in 0..30 {
            let whole = exif(6, true);
            let _ = orientation(&whole[..cut.min(whole.len())]);
        }
    }

    #[test]
    fn a_picture_of_a_camera_that_was_turned_is_turned_back() {
        let pixel = |it: u8| [it; 3];
        let raster = Raster { width: 2, height: 1, pixels: vec![pixel(1), pixel(2)] };
        let numbers = |it: Raster| (it.width, it.pixels.iter().map(|pixel| pixel[0]).collect::<Vec<_>>());
        assert_eq!(numbers(raster.clone().turned(1)), (2, vec![1, 2]));
        assert_eq!(numbers(raster.clone().turned(3)), (2, vec![2, 1]));
        assert_eq!(numbers(raster.clone().turned(6)), (1, vec![1, 2]), "a quarter to the right");
        assert_eq!(numbers(raster.turned(8)), (1, vec![2, 1]));
    }
}
