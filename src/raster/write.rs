//! Writing a picture as PNG that is no larger than it may be.

use super::palette::indexed;
use super::{Raster, RasterError};

/// Sides that are tried, the largest first.
const SIDES: [usize; 11] = [640, 560, 480, 400, 352, 320, 288, 256, 192, 128, 64];
/// How many colours are tried at each side; drawings need few, photographs many.
const COLOURS: [usize; 3] = [256, 128, 64];

/// The largest PNG of at most so many bytes that shows the picture, and its size: first in all its colours, then in fewer, then smaller.
///
/// # Errors
/// [`RasterError::TooLarge`] where nothing is small enough.
pub fn png_within(raster: &Raster, most: usize) -> Result<(Vec<u8>, usize, usize), RasterError> {
    for side in SIDES {
        let small = raster.within(side);
        let made = std::iter::once_with(|| in_all_colours(&small))
            .chain(COLOURS.into_iter().map(|colours| in_few_colours(&small, colours)));
        for png in made {
            let png = png.map_err(|_| RasterError::Damaged)?;
            if png.len() <= most {
                return Ok((png, small.width, small.height));
            }
        }
    }
    Err(RasterError::TooLarge)
}

fn in_all_colours(raster: &Raster) -> Result<Vec<u8>, png::EncodingError> {
    let bytes: Vec<u8> = raster.pixels.iter().flatten().copied().collect();
    written(raster, png::ColorType::Rgb, None, &bytes)
}

fn in_few_colours(raster: &Raster, most: usize) -> Result<Vec<u8>, png::EncodingError> {
    let few = indexed(raster, most);
    let palette: Vec<u8> = few.colours.iter().flatten().copied().collect();
    written(raster, png::ColorType::Indexed, Some(palette), &few.pixels)
}

fn written(
    raster: &Raster,
    colour: png::ColorType,
    palette: Option<Vec<u8>>,
    bytes: &[u8],
) -> Result<Vec<u8>, png::EncodingError> {
    let side = |side: usize| u32::try_from(side).unwrap_or(u32::MAX);
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, side(raster.width), side(raster.height));
    encoder.set_color(colour);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::High);
    match palette {
        Some(palette) => {
            encoder.set_palette(palette);
            encoder.set_filter(png::Filter::NoFilter);
        }
        None => encoder.set_filter(png::Filter::Adaptive),
    }
    let mut writer = encoder.write_header()?;
    writer.write_image_data(bytes)?;
    writer.finish()?;
    Ok(file)
}
