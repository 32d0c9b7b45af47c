//! Pictures of what is sold: those that the owner gave, and those that stand for a name where none was given.
//!
//! A picture that comes in is read, made small and written anew ([`crate::raster`]), so that nothing of the file but its pixels is kept.
//! Its path is made of its bytes: the same picture has the same path, and what a path shows never changes.

mod placeholder;

pub use placeholder::placeholder;

use serde_json::json;
use sha2::{Digest, Sha256};

use super::sql::pictures as sql;
use crate::clock::Instant;
use crate::orders::{self, Change};
use crate::raster::{self, RasterError};
use crate::store::{Db, StoreError, Tx};
use crate::text::hex;

/// What paths of given pictures begin with.
pub const OWN: &str = "images/own/";
/// Bytes of a picture as it is served.
const MAX_SHOWN: usize = 45 * 1024;

/// A picture that was read and made small.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPicture {
    /// The path that it is served under.
    pub path: String,
    /// The PNG.
    pub bytes: Vec<u8>,
    /// Pixels in a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
}

/// A picture in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// The path that it is served under.
    pub path: String,
    /// Pixels in a row.
    pub width: i64,
    /// Rows.
    pub height: i64,
    /// What it shows, for people who do not see it.
    pub alt: String,
    /// When it came.
    pub created_at: Instant,
}

/// Makes of a file the picture that is kept. It takes a while: not on a thread that serves.
///
/// # Errors
/// [`RasterError`].
pub fn of_file(file: &[u8]) -> Result<NewPicture, RasterError> {
    let (bytes, width, height) = raster::png_within(&raster::read(file)?, MAX_SHOWN)?;
    let hash = hex(&Sha256::digest(&bytes)[..12]);
    Ok(NewPicture { path: format!("{OWN}{hash}.png"), bytes, width, height })
}

/// Keeps a picture, or changes what is said of the one that is there.
pub fn keep(tx: &Tx<'_>, by: orders::Actor, it: &NewPicture, alt: &str) -> Result<(), StoreError> {
    let known = sql::alt(tx, &it.path)?;
    if known.as_deref() == Some(alt) {
        return Ok(());
    }
    sql::put(tx, it, alt, by.now)?;
    let before = known.map(|alt| json!({"alt": alt}).to_string());
    let after = json!({"alt": alt, "bytes": it.bytes.len()}).to_string();
    let change = Change { before: before.as_deref(), after: Some(&after) };
    orders::audit(tx, by, orders::Deed("picture_set"), &it.path, change)
}

/// Says what a picture shows; whether there is one.
pub fn describe(tx: &Tx<'_>, by: orders::Actor, path: &str, alt: &str) -> Result<bool, StoreError> {
    let Some(before) = sql::alt(tx, path)? else { return Ok(false) };
    if before != alt {
        sql::describe(tx, path, alt)?;
        let (before, after) = (json!({"alt": before}).to_string(), json!({"alt": alt}).to_string());
        orders::audit(tx, by, orders::Deed("picture_set"), path, Change::between(&before, &after))?;
    }
    Ok(true)
}

/// Takes a picture away; whether there was one. Whoever calls has seen that no row names it.
pub fn remove(tx: &Tx<'_>, by: orders::Actor, path: &str) -> Result<bool, StoreError> {
    let Some(before) = sql::alt(tx, path)? else { return Ok(false) };
    sql::delete(tx, path)?;
    let before = json!({"alt": before}).to_string();
    orders::audit(tx, by, orders::Deed("picture_ended"), path, Change { before: Some(&before), after: None })?;
    Ok(true)
}

/// The PNG of a path.
pub fn bytes_of(db: &Db<'_>, path: &str) -> Result<Option<Vec<u8>>, StoreError> {
    sql::bytes(db, path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::TestStore;

    /// A PNG of so many pixels that hardly repeat.
    fn noise(width: u32, height: u32) -> Vec<u8> {
        let mut state = 7_u32;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            u8::try_from(state >> 24).unwrap()
        };
        let bytes: Vec<u8> = (0..width * height * 3).map(|_| next()).collect();
        png(width, height, png::ColorType::Rgb, &bytes)
    }

    fn png(width: u32, height: u32, colour: png::ColorType, bytes: &[u8]) -> Vec<u8> {
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, width, height);
        encoder.set_color(colour);
        encoder.set_depth(png::BitDepth::Eight);
        let mut writer = encoder.write_header().unwrap();
        writer.write_image_data(bytes).unwrap();
        writer.finish().unwrap();
        file
    }

    #[test]
    fn even_noise_becomes_small_enough_and_the_same_file_is_the_same_picture() {
        let file = noise(450, 350);
        let made = of_file(&file).unwrap();
        assert!(made.bytes.len() <= MAX_SHOWN && made.width > 60, "{} bytes, {} wide", made.bytes.len(), made.width);
        assert_eq!(made.width * 7 / 9, made.height, "it keeps its form");
        assert_eq!(of_file(&file).unwrap(), made);
        let name = made.path.strip_prefix(OWN).and_then(|rest| rest.strip_suffix(".png"));
        assert_eq!(name.map(str::len), Some(24), "{}", made.path);
    }

    #[test]
    fn what_is_transparent_becomes_white_and_a_drawing_keeps_its_colours() {
        let file = png(2, 1, png::ColorType::Rgba, &[200, 0, 0, 255, 0, 0, 0, 0]);
        let made = raster::read(&of_file(&file).unwrap().bytes).unwrap();
        assert_eq!(made.pixels, [[200, 0, 0], [255, 255, 255]]);
    }

    #[test]
    fn what_is_no_picture_or_claims_to_be_a_huge_one_is_refused() {
        assert_eq!(of_file(b"GIF89a"), Err(RasterError::Kind));
        assert_eq!(of_file(b""), Err(RasterError::Kind));
        assert_eq!(of_file(&noise(40, 40)[..200]), Err(RasterError::Damaged));
        assert_eq!(of_file(&[0xff, 0xd8, 0xff, 0xe0, 0, 16]), Err(RasterError::Damaged));
        assert_eq!(of_file(&vec![0x89; raster::MAX_BYTES + 1]), Err(RasterError::TooLarge));
        // A bomb: 60 bytes that say they are 12,000 by 12,000 pixels.
        let mut bomb = Vec::new();
        let encoder = png::Encoder::new(&mut bomb, 12_000, 12_000);
        drop(encoder.write_header().unwrap());
        assert_eq!(of_file(&bomb), Err(RasterError::TooLarge));
        for cut in 0..400 {
            let _ = of_file(&noise(10, 10)[..cut.min(300)]);
        }
    }

    #[test]
    fn a_picture_is_kept_once_and_its_words_may_change() {
        let test = TestStore::with_demo();
        let made = of_file(&noise(20, 20)).unwrap();
        let by = orders::Actor { now: crate::store::testing::NOW, id: crate::ids::AccountId(100) };
        for alt in ["", "", "a card"] {
            let it = made.clone();
            test.write(move |tx| Ok(keep(tx, by, &it, alt)?)).unwrap();
        }
        assert_eq!(test.number("select count(*) from pictures where alt = 'a card'"), 1);
        assert_eq!(test.number("select count(*) from audit_trail where action = 'picture_set'"), 2);
        let path = made.path.clone();
        assert!(test.write(move |tx| Ok(remove(tx, by, &path)?)).unwrap());
        assert_eq!(test.number("select count(*) from pictures"), 0);
    }
}
