//! What a voucher's picture says, and where on the ground it stands (docs/spec/roaming.md section 9).

use super::canvas::{Canvas, Colour, DrawError, Style};
use super::codes;
use crate::channels::roaming::vouchers::{Template, TemplateKind, Voucher};
use crate::clock::{Instant, Zone};

/// Pixels of the recorded pictures.
const SIZE: (usize, usize) = (1080, 680);
/// The ground of a voucher whose own cannot be used.
const USUAL_GROUND: &str = "images/201605/evoucher_imgs/126.png";
/// The name of a pick-up voucher in English.
const PICK_UP_IN_ENGLISH: &str = "Pick-up voucher";
/// Behind the ground.
const LIGHT: Colour = [255, 253, 248];
const TITLE: Colour = [14, 95, 105];
const INK: Colour = [23, 56, 74];
const SOFT: Colour = [92, 120, 134];
const WARM: Colour = [201, 74, 52];
/// Left edge of all text, and the width that it has.
const LEFT: f32 = 100.0;
const TEXT_WIDTH: f32 = 892.0;
/// Width of the name and the number of pieces, beside the ground's own drawing.
const HEAD_WIDTH: f32 = 628.0;
/// Lines of the place, and the lines that they stand on.
const PLACE_LINES: [f32; 3] = [282.0, 326.0, 370.0];

/// What the words of a picture are written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Language {
    /// As recorded.
    #[default]
    Chinese,
    /// For travellers who use the kiosk in English.
    English,
}

impl Language {
    /// The language that a query asks for, Chinese unless it says `language=en`.
    pub(super) fn of_query(query: &str) -> Self {
        let wants_english =
            form_urlencoded::parse(query.as_bytes()).any(|(name, value)| name == "language" && value == "en");
        if wants_english { Self::English } else { Self::Chinese }
    }

    fn pick(self, chinese: &'static str, english: &'static str) -> &'static str {
        if self == Self::English { english } else { chinese }
    }

    /// English words are longer than Chinese ones, so their letters are smaller.
    fn title(self) -> Style {
        match self {
            Self::Chinese => Style { size: 84.0, colour: TITLE, weight: 1.8, spacing: 4.0 },
            Self::English => Style { size: 58.0, colour: TITLE, weight: 1.4, spacing: 0.5 },
        }
    }

    fn pieces(self, count: i64) -> String {
        match (self, count) {
            (Self::Chinese, count) => format!("[共{count}张]"),
            (Self::English, 1) => "[1 piece]".to_owned(),
            (Self::English, count) => format!("[{count} pieces]"),
        }
    }
}

/// What a picture says in the reader's language, where somebody has written it in that.
#[derive(Clone, Debug, Default)]
pub(super) struct Said {
    pub(super) language: Language,
    /// The voucher's name.
    pub(super) name: Option<String>,
    /// Where it is used.
    pub(super) address: Option<String>,
}

/// All that a picture depends on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Face {
    language: Language,
    name: String,
    pieces: i64,
    deadline: Option<String>,
    place: Vec<String>,
    mark: Option<&'static str>,
    serial: String,
    ground: String,
}

impl Face {
    /// What the picture of a voucher says at an instant.
    pub(super) fn new(
        voucher: &Voucher,
        template: &Template,
        pieces: i64,
        (zone, now): (Zone, Instant),
        said: &Said,
    ) -> Self {
        let language = said.language;
        let description = voucher.description.as_deref().unwrap_or(&template.description);
        let ground = voucher.background.as_deref().unwrap_or(&template.background);
        let mark = match voucher.used_at {
            Some(_) => Some(language.pick("已使用", "used")),
            None if !voucher.is_valid(template, now) => Some(language.pick("已失效", "void")),
            None => None,
        };
        let is_pick_up = template.kind == TemplateKind::PickUp;
        let name = match language {
            Language::Chinese => voucher.name.clone().unwrap_or_else(|| template.name.clone()),
            Language::English => {
                let usual = if is_pick_up { PICK_UP_IN_ENGLISH } else { "Voucher" };
                said.name.clone().unwrap_or_else(|| usual.to_owned())
            }
        };
        Self {
            language,
            name,
            pieces,
            deadline: voucher.failure_at.or(template.failure_at).map(|at| zone.text(at)),
            place: place(description, said),
            mark,
            serial: voucher.serial.to_string(),
            ground: if is_pick_up { ground.to_owned() } else { USUAL_GROUND.to_owned() },
        }
    }

    /// Draws it.
    pub(super) fn draw(&self) -> Result<Vec<u8>, DrawError> {
        let mut canvas = Canvas::plain(SIZE.0, SIZE.1, LIGHT)?;
        if canvas.lay_ground(&self.ground).is_err() {
            canvas.lay_ground(USUAL_GROUND)?;
        }
        self.draw_head(&mut canvas);
        self.draw_place(&mut canvas);
        self.draw_codes(&mut canvas);
        canvas.png()
    }

    /// Name and number of pieces, and until when.
    fn draw_head(&self, canvas: &mut Canvas) {
        let title = self.language.title();
        let count = Style { size: 44.0, colour: WARM, weight: 1.0, spacing: 0.0 };
        let count_text = self.language.pieces(self.pieces);
        let room = HEAD_WIDTH - canvas.width_of(&count_text, count) - 24.0;
        let end = canvas.write(&fitting(canvas, &self.name, title, room), (LEFT, 140.0), title);
        let end = canvas.write(&count_text, (end + 24.0, 138.0), count);
        if let Some(mark) = self.mark {
            canvas.write(mark, (end + 24.0, 138.0), Style { colour: SOFT, ..count });
        }
        let label = Style { size: 36.0, colour: SOFT, weight: 0.0, spacing: 0.0 };
        let value = Style { size: 36.0, colour: INK, weight: 0.8, spacing: 0.5 };
        let words = |chinese, english| self.language.pick(chinese, english);
        let end = canvas.write(words("截止日期", "Valid until"), (LEFT, 210.0), label);
        canvas.write(self.deadline.as_deref().unwrap_or(words("长期有效", "it is used")), (end + 18.0, 210.0), value);
    }

    /// Where it is handed over, on at most three lines.
    fn draw_place(&self, canvas: &mut Canvas) {
        let style = Style { size: 36.0, colour: INK, weight: 0.0, spacing: 0.0 };
        let mut lines: Vec<String> =
            self.place.iter().flat_map(|paragraph| wrapped(canvas, paragraph, style)).collect();
        if lines.len() > PLACE_LINES.len() {
            lines.truncate(PLACE_LINES.len());
            if let Some(last) = lines.last_mut() {
                last.push('…');
                *last = fitting(canvas, last, style, TEXT_WIDTH);
            }
        }
        for (text, line) in lines.iter().zip(PLACE_LINES) {
            canvas.write(text, (LEFT, line), style);
        }
    }

    #[expect(clippy::cast_precision_loss, clippy::cast_sign_loss, reason = "places in a picture are small numbers")]
    fn draw_codes(&self, canvas: &mut Canvas) {
        let middle = codes::bars(canvas, &self.serial, (LEFT as usize, 440), (600, 118));
        let digits = Style { size: 48.0, colour: INK, weight: 1.0, spacing: 8.0 };
        let text = spaced(&self.serial);
        let width = canvas.width_of(&text, digits);
        canvas.write(&text, (middle as f32 - width / 2.0, 606.0), digits);
        codes::qr(canvas, &self.serial, (803, 432), 189);
    }
}

/// Where and how a voucher is used. In English the sentences are ours; an address that nobody has said in English stays as one shows it to
/// a driver.
fn place(description: &str, said: &Said) -> Vec<String> {
    let found = paragraphs(description);
    if said.language == Language::Chinese {
        return found;
    }
    let address = |line: &String| {
        let (_, own) = line.split_once("地址：")?;
        Some(format!("Address: {}", said.address.as_deref().unwrap_or(own)))
    };
    let shown = "Please show this voucher at the outlet's counter.".to_owned();
    std::iter::once(shown).chain(found.iter().filter_map(address)).collect()
}

/// The lines of a description, those that belong together joined: what to do, and where.
fn paragraphs(description: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for line in description.lines().map(str::trim).filter(|line| !line.is_empty()) {
        match found.last_mut() {
            Some(last) if !line.contains('：') => last.push_str(line),
            _ => found.push(line.to_owned()),
        }
    }
    found
}

/// A serial in groups of four digits.
fn spaced(serial: &str) -> String {
    let digits: Vec<char> = serial.chars().collect();
    digits.chunks(4).map(String::from_iter).collect::<Vec<_>>().join(" ")
}

/// A text broken into lines that fit.
fn wrapped(canvas: &Canvas, text: &str, style: Style) -> Vec<String> {
    let mut lines = vec![String::new()];
    for letter in text.chars() {
        let mut longer = lines.last().cloned().unwrap_or_default();
        longer.push(letter);
        if canvas.width_of(&longer, style) <= TEXT_WIDTH {
            lines.pop();
            lines.push(longer);
        } else {
            lines.push(letter.to_string());
        }
    }
    lines
}

/// A text, cut with an ellipsis if it is wider than the room.
fn fitting(canvas: &Canvas, text: &str, style: Style, room: f32) -> String {
    if canvas.width_of(text, style) <= room {
        return text.to_owned();
    }
    let mut letters: Vec<char> = text.trim_end_matches('…').chars().collect();
    loop {
        letters.pop();
        let cut: String = letters.iter().chain(&['…']).collect();
        if letters.is_empty() || canvas.width_of(&cut, style) <= room {
            return cut;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_belongs_together_stands_on_one_line() {
        let text =
            "请在截止日前到萧山机场网点\r\n现场领取全球上网卡\r\n详细地址：浙江省杭州市萧山区\r\n萧山机场国际候机大厅";
        let found = paragraphs(text);
        assert_eq!(
            found,
            ["请在截止日前到萧山机场网点现场领取全球上网卡", "详细地址：浙江省杭州市萧山区萧山机场国际候机大厅"]
        );
    }

    #[test]
    fn in_english_the_address_stays_and_the_words_change() {
        let text = "请在截止日前到萧山机场网点\r\n现场领取全球上网卡\r\n详细地址：浙江省杭州市萧山区";
        let shown = "Please show this voucher at the outlet's counter.";
        let english = Said { language: Language::English, ..Said::default() };
        assert_eq!(place(text, &english), [shown, "Address: 浙江省杭州市萧山区"]);
        assert_eq!(place("凭券到网点领取", &english), [shown]);
        let told = Said { address: Some("Airport, level 2".to_owned()), ..english };
        assert_eq!(place(text, &told), [shown, "Address: Airport, level 2"]);
        assert_eq!(["language=en", "a=1&language=en"].map(Language::of_query), [Language::English; 2]);
        assert_eq!(["", "language=zh", "en", "language=EN&x=%zz"].map(Language::of_query), [Language::Chinese; 4]);
        let canvas = Canvas::plain(8, 8, LIGHT).unwrap();
        let title = canvas.width_of(PICK_UP_IN_ENGLISH, Language::English.title());
        assert!(title < HEAD_WIDTH - 24.0 - 150.0, "it stands whole beside [99 pieces]: {title}");
        assert_eq!([1, 2].map(|count| Language::English.pieces(count)), ["[1 piece]", "[2 pieces]"]);
    }

    #[test]
    fn long_texts_are_broken_and_cut_to_their_room() {
        let canvas = Canvas::plain(8, 8, LIGHT).unwrap();
        let style = Style { size: 36.0, colour: INK, weight: 0.0, spacing: 0.0 };
        let long = "很长的地址".repeat(30);
        let lines = wrapped(&canvas, &long, style);
        assert!(lines.len() > 3 && lines.iter().all(|line| canvas.width_of(line, style) <= TEXT_WIDTH));
        assert_eq!(lines.concat(), long, "nothing is lost");
        let cut = fitting(&canvas, &long, style, 200.0);
        assert!(cut.ends_with('…') && canvas.width_of(&cut, style) <= 200.0, "{cut}");
        assert_eq!(spaced("1234567890"), "1234 5678 90");
    }

    #[test]
    fn every_region_and_outlet_name_has_its_letters() {
        let canvas = Canvas::plain(8, 8, LIGHT).unwrap();
        for file in ["seed/cities.csv", "demo/outlets.csv", "demo/voucher-templates.csv"] {
            let text = crate::http::embedded::text(file).unwrap();
            let missing: String = text.chars().filter(|letter| !letter.is_control() && !canvas.has(*letter)).collect();
            assert!(missing.is_empty(), "{file}: run packaging/fonts/subset again, it lacks {missing}");
        }
    }
}
