//! Reading a file: its size is looked at before a pixel is.

use std::io::Cursor;

use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use super::turn::orientation;
use super::{Raster, RasterError};

/// Bytes of a file at most: more than a telephone's camera makes of a picture.
pub const MAX_BYTES: usize = 8 * 1024 * 1024;
/// Pixels at most: a few kilobytes can claim to be billions.
pub const MAX_PIXELS: usize = 16_000_000;
/// The longest side.
const MAX_SIDE: usize = 12_000;
/// What shows through.
const WHITE: u32 = 255;

/// Reads a PNG or a JPEG, upright as it was seen; what is transparent becomes white.
///
/// # Errors
/// [`RasterError`].
pub fn read(file: &[u8]) -> Result<Raster, RasterError> {
    if file.len() > MAX_BYTES {
        return Err(RasterError::TooLarge);
    }
    match file {
        [0x89, b'P', b'N', b'G', ..] => png(file),
        [0xff, 0xd8, 0xff, ..] => jpeg(file),
        _ => Err(RasterError::Kind),
    }
}

fn within_limits(width: usize, height: usize) -> Result<(), RasterError> {
    let fits = width.max(height) <= MAX_SIDE && width.saturating_mul(height) <= MAX_PIXELS;
    match (width.min(height), fits) {
        (0, _) => Err(RasterError::Damaged),
        (_, true) => Ok(()),
        (_, false) => Err(RasterError::TooLarge),
    }
}

fn png(file: &[u8]) -> Result<Raster, RasterError> {
    let mut decoder = png::Decoder::new(Cursor::new(file));
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    // The header alone comes first: what is said in it decides whether anything behind it is looked at.
    let header = decoder.read_header_info().map_err(|_| RasterError::Damaged)?;
    let (width, height) = (side(header.width)?, side(header.height)?);
    within_limits(width, height)?;
    let mut reader = decoder.read_info().map_err(|_| RasterError::Damaged)?;
    let size = reader.output_buffer_size().ok_or(RasterError::TooLarge)?;
    let mut bytes = vec![0; size];
    let frame = reader.next_frame(&mut bytes).map_err(|_| RasterError::Damaged)?;
    let samples = frame.color_type.samples();
    bytes.truncate(frame.buffer_size());
    of_samples(width, height, samples, &bytes)
}

fn side(side: u32) -> Result<usize, RasterError> {
    usize::try_from(side).map_err(|_| RasterError::TooLarge)
}

fn jpeg(file: &[u8]) -> Result<Raster, RasterError> {
    let options = DecoderOptions::default()
        .set_max_width(MAX_SIDE)
        .set_max_height(MAX_SIDE)
        .jpeg_set_out_colorspace(ColorSpace::RGB);
    let mut decoder = JpegDecoder::new_with_options(Cursor::new(file), options);
    decoder.decode_headers().map_err(|_| RasterError::Damaged)?;
    let (width, height) = decoder.dimensions().ok_or(RasterError::Damaged)?;
    within_limits(width, height)?;
    let bytes = decoder.decode().map_err(|_| RasterError::Damaged)?;
    let colours = decoder.output_colorspace().map_or(3, |space| space.num_components());
    let orientation = decoder.exif().map_or(1, |exif| orientation(exif));
    Ok(of_samples(width, height, colours, &bytes)?.turned(orientation))
}

/// A picture of grey, grey and alpha, colours, or colours and alpha.
fn of_samples(width: usize, height: usize, samples: usize, bytes: &[u8]) -> Result<Raster, RasterError> {
    if samples == 0 || bytes.len() != width * height * samples {
        return Err(RasterError::Damaged);
    }
    let pixel = |it: &[u8]| match *it {
        [grey] => Some([grey; 3]),
        [grey, alpha] => Some([on_white(grey, alpha); 3]),
        [red, green, blue] => Some([red, green, blue]),
        [red, green, blue, alpha] => Some([red, green, blue].map(|colour| on_white(colour, alpha))),
        _ => None,
    };
    let pixels: Option<Vec<[u8; 3]>> = bytes.chunks_exact(samples).map(pixel).collect();
    Ok(Raster { width, height, pixels: pixels.ok_or(RasterError::Damaged)? })
}

fn on_white(colour: u8, alpha: u8) -> u8 {
    let alpha = u32::from(alpha);
    let mixed = (u32::from(colour) * alpha + WHITE * (WHITE - alpha) + WHITE / 2) / WHITE;
    u8::try_from(mixed).unwrap_or(u8::MAX)
}
