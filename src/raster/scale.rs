//! Making a picture smaller: each new pixel is the mean of those that it covers.

use super::Raster;

impl Raster {
    /// The picture within a square of this side; one that fits stays as it is.
    #[must_use]
    pub fn within(&self, side: usize) -> Self {
        let longest = self.width.max(self.height);
        if longest <= side || side == 0 {
            return self.clone();
        }
        let fitted = |length: usize| (length * side / longest).max(1);
        let (width, height) = (fitted(self.width), fitted(self.height));
        let row = |y| (0..width).map(move |x| self.mean((x, width), (y, height)));
        Self { width, height, pixels: (0..height).flat_map(row).collect() }
    }

    /// The mean of the pixels that the new one of these places, of so many, covers.
    fn mean(&self, (x, width): (usize, usize), (y, height): (usize, usize)) -> [u8; 3] {
        let columns = x * self.width / width..((x + 1) * self.width / width).max(x * self.width / width + 1);
        let (mut sums, mut count) = ([0_u64; 3], 0_u64);
        for row in y * self.height / height..((y + 1) * self.height / height).max(y * self.height / height + 1) {
            for pixel in &self.pixels[row * self.width + columns.start..row * self.width + columns.end] {
                sums = std::array::from_fn(|place| sums[place] + u64::from(pixel[place]));
                count += 1;
            }
        }
        sums.map(|sum| u8::try_from((sum + count / 2) / count.max(1)).unwrap_or(u8::MAX))
    }
}
