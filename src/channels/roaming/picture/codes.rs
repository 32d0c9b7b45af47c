//! A serial as machines read it: Code 128 bars and a QR code, both with the quiet zone that their readers need.

use barcoders::sym::code128::Code128;
use qrcode::{Color, EcLevel, QrCode};

use super::canvas::{Canvas, Colour};

const WHITE: Colour = [255, 255, 255];
const BLACK: Colour = [16, 24, 32];
/// Light modules beside the bars.
const QUIET: usize = 10;
/// Light modules around a QR code.
const QR_QUIET: usize = 3;

/// Draws a serial as bars from the left edge of an area, as wide as whole modules and the quiet zone behind them fit; where the
/// middle of the bars is. The area must lie ten modules from whatever is dark at its left.
pub fn bars(canvas: &mut Canvas, serial: &str, (left, top): (usize, usize), (width, height): (usize, usize)) -> usize {
    // Set C packs two digits into one sign, set B takes an odd one.
    let set = if serial.len().is_multiple_of(2) { '\u{0106}' } else { '\u{0181}' };
    let modules = Code128::new(format!("{set}{serial}")).map(|code| code.encode()).unwrap_or_default();
    let module = (width / (modules.len() + QUIET)).max(1);
    for (place, _) in modules.iter().enumerate().filter(|(_, module)| **module == 1) {
        canvas.fill((left + place * module, top), (module, height), BLACK);
    }
    left + module * modules.len() / 2
}

/// Draws a serial as a QR code on white into a square.
pub fn qr(canvas: &mut Canvas, serial: &str, (left, top): (usize, usize), side: usize) {
    let Ok(code) = QrCode::with_error_correction_level(serial, EcLevel::Q) else { return };
    let modules = code.width();
    let module = (side / (modules + 2 * QR_QUIET)).max(1);
    let margin = side.saturating_sub(module * modules) / 2;
    canvas.fill((left, top), (side, side), WHITE);
    for (place, colour) in code.to_colors().into_iter().enumerate() {
        if colour == Color::Dark {
            let (x, y) = (left + margin + place % modules * module, top + margin + place / modules * module);
            canvas.fill((x, y), (module, module), BLACK);
        }
    }
}
