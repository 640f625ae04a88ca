//! QR codes as SVG: enrolment of a phone, offers of a handover.

use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};

use super::html::Html;

/// The QR code of `content`, black on white also in the dark; absent where
/// the content exceeds what a code holds.
#[must_use]
pub fn svg(content: &[u8]) -> Option<Html> {
    let code = QrCode::with_error_correction_level(content, EcLevel::M)
        .or_else(|_too_long| QrCode::with_error_correction_level(content, EcLevel::L))
        .ok()?;
    let drawn = code
        .render::<svg::Color<'_>>()
        .min_dimensions(240, 240)
        .dark_color(svg::Color("#000"))
        .light_color(svg::Color("#fff"))
        .build();
    let drawing = drawn.find("<svg").and_then(|at| drawn.get(at..))?;
    Some(Html::trusted(format!("<figure class=\"qr\">{drawing}</figure>")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_what_fits_and_nothing_else() {
        let drawn = svg(b"dianfei:enrol?token=abc").unwrap();
        assert!(drawn.as_str().starts_with("<figure class=\"qr\"><svg"));
        assert!(svg(&[b'x'; 4000]).is_none());
    }
}
