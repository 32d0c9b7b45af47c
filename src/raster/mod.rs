//! Pictures as pixels: read from PNG and JPEG within limits, made smaller, written as PNG of so many bytes at most.
//!
//! What a file says besides its pixels, where it was taken and with what, goes no further than [`read()`].

mod palette;
mod read;
mod scale;
mod turn;
mod write;

pub use read::{MAX_BYTES, MAX_PIXELS, read};
pub use write::png_within;

/// An opaque picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raster {
    /// Pixels in a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// Red, green and blue of each pixel, row by row.
    pub pixels: Vec<[u8; 3]>,
}

/// Why a file is no picture that is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RasterError {
    /// It is neither PNG nor JPEG.
    #[error("the file is neither PNG nor JPEG")]
    Kind,
    /// It has more bytes or pixels than are taken.
    #[error("the picture is too large")]
    TooLarge,
    /// It says that it is one of them, and cannot be read.
    #[error("the picture is damaged")]
    Damaged,
}
