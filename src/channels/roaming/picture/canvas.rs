//! A picture in memory: a ground, areas of colour, text. It knows nothing of vouchers.

use std::io::Cursor;
use std::sync::LazyLock;

use ab_glyph::{Font, FontVec, Glyph, PxScale, ScaleFont, point};

use crate::http::embedded;

/// Red, green, blue.
pub type Colour = [u8; 3];

/// Why a picture cannot be drawn: a file of the program is missing or broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DrawError {
    /// The letters.
    #[error("the font cannot be read")]
    Font,
    /// The ground.
    #[error("the ground cannot be read")]
    Ground,
    /// The result.
    #[error("the picture cannot be written")]
    Write,
}

static FONT: LazyLock<Option<FontVec>> =
    LazyLock::new(|| FontVec::try_from_vec(embedded::bytes("fonts/voucher.otf")?).ok());

/// How a text looks.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Height of the letters, in pixels.
    pub size: f32,
    /// Their colour.
    pub colour: Colour,
    /// How much thicker than the font's own the strokes are, in pixels.
    pub weight: f32,
    /// Space between two letters, in pixels.
    pub spacing: f32,
}

/// The picture.
pub struct Canvas {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
    font: &'static FontVec,
}

impl Canvas {
    /// A picture of one colour.
    ///
    /// # Errors
    /// [`DrawError::Font`].
    pub fn plain(width: usize, height: usize, colour: Colour) -> Result<Self, DrawError> {
        let font = FONT.as_ref().ok_or(DrawError::Font)?;
        Ok(Self { width, height, pixels: colour.repeat(width * height), font })
    }

    /// Lays an embedded PNG of the picture's own size under everything.
    ///
    /// # Errors
    /// [`DrawError::Ground`] when it is none, or of another size.
    pub fn lay_ground(&mut self, path: &str) -> Result<(), DrawError> {
        let file = embedded::bytes(path).ok_or(DrawError::Ground)?;
        let mut decoder = png::Decoder::new(Cursor::new(file));
        decoder.set_transformations(png::Transformations::normalize_to_color8());
        let mut reader = decoder.read_info().map_err(|_| DrawError::Ground)?;
        let (width, height) = (reader.info().width as usize, reader.info().height as usize);
        if (width, height) != (self.width, self.height) {
            return Err(DrawError::Ground);
        }
        let mut bytes = vec![0; reader.output_buffer_size().ok_or(DrawError::Ground)?];
        let frame = reader.next_frame(&mut bytes).map_err(|_| DrawError::Ground)?;
        let channels = frame.color_type.samples();
        if channels < 3 {
            return Err(DrawError::Ground);
        }
        for (pixel, found) in self.pixels.chunks_exact_mut(3).zip(bytes.chunks_exact(channels)) {
            pixel.copy_from_slice(&found[..3]);
        }
        Ok(())
    }

    /// Fills a rectangle; what lies outside of the picture is left out.
    pub fn fill(&mut self, (left, top): (usize, usize), (width, height): (usize, usize), colour: Colour) {
        for y in top..(top + height).min(self.height) {
            for x in left..(left + width).min(self.width) {
                self.blend(x, y, colour, 1.0);
            }
        }
    }

    #[expect(clippy::cast_sign_loss, reason = "a mix of two bytes is between them")]
    fn blend(&mut self, x: usize, y: usize, colour: Colour, part: f32) {
        let at = (y * self.width + x) * 3;
        for (old, new) in self.pixels[at..at + 3].iter_mut().zip(colour) {
            let mixed = f32::from(*old) * (1.0 - part) + f32::from(new) * part;
            *old = mixed.round() as u8;
        }
    }

    /// Whether the font has a letter.
    #[cfg(test)]
    pub fn has(&self, letter: char) -> bool {
        self.font.glyph_id(letter).0 != 0
    }

    /// How wide a text is.
    pub fn width_of(&self, text: &str, style: Style) -> f32 {
        let font = self.font.as_scaled(PxScale::from(style.size));
        text.chars().map(|letter| font.h_advance(font.glyph_id(letter)) + style.spacing).sum::<f32>() - style.spacing
    }

    /// Writes a text whose letters stand on a line; where it ends.
    pub fn write(&mut self, text: &str, (left, line): (f32, f32), style: Style) -> f32 {
        let scale = PxScale::from(style.size);
        let font = self.font.as_scaled(scale);
        let mut x = left;
        for letter in text.chars() {
            let id = font.glyph_id(letter);
            // Twice, a little apart, makes one thicker stroke.
            for shift in [0.0, style.weight] {
                self.draw(id.with_scale_and_position(scale, point(x + shift, line)), style.colour);
                if style.weight <= 0.0 {
                    break;
                }
            }
            x += font.h_advance(id) + style.spacing;
        }
        x - style.spacing
    }

    #[expect(clippy::cast_sign_loss, reason = "negative places are left out before")]
    fn draw(&mut self, glyph: Glyph, colour: Colour) {
        let Some(outline) = self.font.outline_glyph(glyph) else { return };
        let corner = outline.px_bounds().min;
        let (width, height) = (self.width, self.height);
        outline.draw(|dx, dy, part| {
            let (x, y) = (corner.x as i64 + i64::from(dx), corner.y as i64 + i64::from(dy));
            if x >= 0 && y >= 0 && (x as usize) < width && (y as usize) < height {
                self.blend(x as usize, y as usize, colour, part.clamp(0.0, 1.0));
            }
        });
    }

    /// The picture as a PNG file.
    ///
    /// # Errors
    /// [`DrawError::Write`].
    pub fn png(&self) -> Result<Vec<u8>, DrawError> {
        let mut file = Vec::new();
        let size = |side: usize| u32::try_from(side).map_err(|_| DrawError::Write);
        let mut encoder = png::Encoder::new(&mut file, size(self.width)?, size(self.height)?);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        let mut writer = encoder.write_header().map_err(|_| DrawError::Write)?;
        writer.write_image_data(&self.pixels).map_err(|_| DrawError::Write)?;
        writer.finish().map_err(|_| DrawError::Write)?;
        Ok(file)
    }
}
