//! A picture with few colours: those that its pixels are nearest to, found by cutting the space of its colours at the median.

use super::Raster;

/// Colours are told apart by so many bits of each part.
const BITS: u32 = 5;
const BINS: usize = 1 << (3 * BITS);

/// A picture by the numbers of its colours.
pub(super) struct Indexed {
    /// The colours.
    pub colours: Vec<[u8; 3]>,
    /// For each pixel the number of its colour.
    pub pixels: Vec<u8>,
}

fn bin(pixel: [u8; 3]) -> usize {
    let [red, green, blue] = pixel.map(|part| usize::from(part >> (8 - BITS)));
    red << (2 * BITS) | green << BITS | blue
}

/// Colours that lie close together: the sums of their parts, and how many pixels have them.
#[derive(Clone, Copy, Default)]
struct Heap {
    sums: [u64; 3],
    count: u64,
}

impl Heap {
    fn mean(&self) -> [u8; 3] {
        self.sums.map(|sum| u8::try_from(sum / self.count.max(1)).unwrap_or(u8::MAX))
    }
}

/// The picture with at most so many colours, 256 at most.
pub(super) fn indexed(raster: &Raster, most: usize) -> Indexed {
    let mut heaps = vec![Heap::default(); BINS];
    for pixel in &raster.pixels {
        let heap = &mut heaps[bin(*pixel)];
        heap.count += 1;
        heap.sums = std::array::from_fn(|place| heap.sums[place] + u64::from(pixel[place]));
    }
    let used: Vec<usize> = (0..BINS).filter(|place| heaps[*place].count > 0).collect();
    let boxes = cut(&heaps, used, most.clamp(1, 256));
    let mut numbers = vec![0_u8; BINS];
    let mut colours = Vec::with_capacity(boxes.len());
    for (number, bins) in boxes.iter().enumerate() {
        colours.push(whole(&heaps, bins).mean());
        for place in bins {
            numbers[*place] = u8::try_from(number).unwrap_or(u8::MAX);
        }
    }
    Indexed { colours, pixels: raster.pixels.iter().map(|pixel| numbers[bin(*pixel)]).collect() }
}

fn whole(heaps: &[Heap], bins: &[usize]) -> Heap {
    bins.iter().fold(Heap::default(), |sum, place| {
        let it = &heaps[*place];
        Heap { sums: std::array::from_fn(|part| sum.sums[part] + it.sums[part]), count: sum.count + it.count }
    })
}

/// Cuts the box that spreads most, weighed by its pixels, until there are so many or none can be cut.
fn cut(heaps: &[Heap], used: Vec<usize>, most: usize) -> Vec<Vec<usize>> {
    let mut boxes = vec![used];
    while boxes.len() < most {
        let widest = (0..boxes.len()).filter(|place| boxes[*place].len() > 1).max_by_key(|place| {
            let (_, spread) = longest(heaps, &boxes[*place]);
            u64::from(spread) * whole(heaps, &boxes[*place]).count
        });
        let Some(widest) = widest else { break };
        let (low, high) = halves(heaps, std::mem::take(&mut boxes[widest]));
        boxes[widest] = low;
        boxes.push(high);
    }
    boxes
}

/// The part in which a box's colours differ most, and by how much.
fn longest(heaps: &[Heap], bins: &[usize]) -> (usize, u8) {
    let means: Vec<[u8; 3]> = bins.iter().map(|place| heaps[*place].mean()).collect();
    let spread = |part: usize| {
        let parts = means.iter().map(|mean| mean[part]);
        parts.clone().max().unwrap_or(0) - parts.min().unwrap_or(0)
    };
    let widest = (0..3).max_by_key(|part| spread(*part)).unwrap_or(0);
    (widest, spread(widest))
}

/// The two halves of a box, with as many pixels on each side as its bins allow.
fn halves(heaps: &[Heap], mut bins: Vec<usize>) -> (Vec<usize>, Vec<usize>) {
    let (part, _) = longest(heaps, &bins);
    bins.sort_by_key(|place| heaps[*place].mean()[part]);
    let half = whole(heaps, &bins).count / 2;
    let mut seen = 0;
    let middle = bins.iter().position(|place| {
        seen += heaps[*place].count;
        seen > half
    });
    let at = middle.unwrap_or(0).clamp(1, bins.len() - 1);
    let high = bins.split_off(at);
    (bins, high)
}
