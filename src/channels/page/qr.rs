//! A text as a QR code, to be drawn as one SVG path.

/// Quiet modules around a QR code, as its standard asks for.
const QUIET: usize = 4;

/// A text as a QR code: the side of its picture in modules, and the path that draws them; nothing for one that is too long.
#[must_use]
pub fn qr_path(text: &str) -> Option<(usize, String)> {
    let code = qrcode::QrCode::new(text).ok()?;
    let width = code.width();
    let dark = code.to_colors().into_iter().enumerate().filter(|(_, colour)| *colour == qrcode::Color::Dark);
    let modules: Vec<String> =
        dark.map(|(at, _)| format!("M{} {}h1v1h-1z", at % width + QUIET, at / width + QUIET)).collect();
    Some((width + 2 * QUIET, modules.concat()))
}
