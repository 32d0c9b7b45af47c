//! A list as a file for a spreadsheet: CSV, or a workbook of Excel's form (ECMA-376, XLSX).
//!
//! Rows are packed as they come, so that a hundred thousand of them take the memory of what is sent. A text is never a formula: in CSV
//! it leaves neutral, in a workbook a cell is said to hold a text. Money is a number with two decimals.

use std::io::{self, Write};

use flate2::write::DeflateEncoder;
use flate2::{Compression, Crc};

use super::spelling::neutral;
use crate::money::Fen;

/// Letters that a spreadsheet takes in one cell.
const MAX_LETTERS: usize = 32_000;

/// What a cell shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    /// A text, whatever it begins with.
    Text(String),
    /// A whole number.
    Number(i64),
    /// An amount.
    Money(Fen),
    /// Nothing.
    Nothing,
}

impl From<Option<String>> for Shown {
    fn from(text: Option<String>) -> Self {
        text.map_or(Self::Nothing, Self::Text)
    }
}

impl From<&str> for Shown {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Texts between commas, with the byte order mark that spreadsheets want.
    Csv,
    /// A workbook.
    Xlsx,
}

impl Format {
    /// What it is asked for by, and what a file's name ends in.
    #[must_use]
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }

    /// The format of an ending.
    #[must_use]
    pub fn named(ending: &str) -> Option<Self> {
        [Self::Csv, Self::Xlsx].into_iter().find(|format| format.ending() == ending)
    }

    /// Its `Content-Type`.
    #[must_use]
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

/// A file in the making.
pub enum Sheet {
    /// CSV.
    Csv(Box<csv::Writer<Vec<u8>>>),
    /// A workbook's one sheet.
    Xlsx(Packed),
}

impl Sheet {
    /// A file whose first row has these heads.
    ///
    /// # Errors
    /// None that memory does not make.
    pub fn begin(format: Format, heads: &[&str]) -> io::Result<Self> {
        let mut sheet = match format {
            Format::Csv => Self::Csv(Box::new(csv::Writer::from_writer("\u{feff}".as_bytes().to_vec()))),
            Format::Xlsx => {
                let mut packed = Packed::new();
                packed.write_all(SHEET_HEAD.as_bytes())?;
                Self::Xlsx(packed)
            }
        };
        let heads: Vec<Shown> = heads.iter().map(|head| Shown::from(*head)).collect();
        sheet.write(&heads, BOLD)?;
        Ok(sheet)
    }

    /// Adds a row.
    ///
    /// # Errors
    /// As [`Sheet::begin`].
    pub fn row(&mut self, cells: &[Shown]) -> io::Result<()> {
        self.write(cells, PLAIN)
    }

    fn write(&mut self, cells: &[Shown], style: u8) -> io::Result<()> {
        match self {
            Self::Csv(out) => Ok(out.write_record(cells.iter().map(in_csv))?),
            Self::Xlsx(out) => {
                let mut row = String::from("<row>");
                for cell in cells {
                    in_workbook(&mut row, cell, style);
                }
                row.push_str("</row>");
                out.write_all(row.as_bytes())
            }
        }
    }

    /// Bytes that it has so far, but for what is still being packed.
    #[must_use]
    pub fn size(&self) -> usize {
        match self {
            Self::Csv(out) => out.get_ref().len(),
            Self::Xlsx(out) => out.bytes.get_ref().len(),
        }
    }

    /// The whole file.
    ///
    /// # Errors
    /// As [`Sheet::begin`].
    pub fn finish(self) -> io::Result<Vec<u8>> {
        match self {
            Self::Csv(out) => out.into_inner().map_err(|error| io::Error::other(error.to_string())),
            Self::Xlsx(mut out) => {
                out.write_all(b"</sheetData></worksheet>")?;
                workbook(out)
            }
        }
    }
}

fn in_csv(cell: &Shown) -> String {
    match cell {
        Shown::Text(text) => neutral(text.clone()),
        Shown::Number(number) => number.to_string(),
        Shown::Money(amount) => amount.to_string(),
        Shown::Nothing => String::new(),
    }
}

/// Places in the list of the workbook's styles.
const PLAIN: u8 = 0;
const AMOUNT: u8 = 1;
const BOLD: u8 = 2;

fn in_workbook(row: &mut String, cell: &Shown, style: u8) {
    let style_of = |cell: &Shown| if matches!(cell, Shown::Money(_)) { AMOUNT } else { style };
    match cell {
        Shown::Text(text) => {
            row.extend(["<c s=\"", &style.to_string(), "\" t=\"inlineStr\"><is><t xml:space=\"preserve\">"]);
            text.chars().take(MAX_LETTERS).for_each(|letter| in_xml(row, letter));
            row.push_str("</t></is></c>");
        }
        Shown::Number(_) | Shown::Money(_) => {
            row.extend(["<c s=\"", &style_of(cell).to_string(), "\"><v>", &in_csv(cell), "</v></c>"]);
        }
        Shown::Nothing => row.push_str("<c/>"),
    }
}

/// A letter as XML has it; those that no document may hold are left out.
fn in_xml(row: &mut String, letter: char) {
    match letter {
        '&' => row.push_str("&amp;"),
        '<' => row.push_str("&lt;"),
        '>' => row.push_str("&gt;"),
        '\t' | '\n' => row.push(letter),
        letter if letter.is_control() || matches!(letter, '\u{fffe}' | '\u{ffff}') => {}
        letter => row.push(letter),
    }
}

/// A part of a workbook, packed as it is written.
pub struct Packed {
    bytes: DeflateEncoder<Vec<u8>>,
    crc: Crc,
}

impl Packed {
    fn new() -> Self {
        Self { bytes: DeflateEncoder::new(Vec::new(), Compression::fast()), crc: Crc::new() }
    }

    fn of(text: &str) -> io::Result<Self> {
        let mut part = Self::new();
        part.write_all(text.as_bytes())?;
        Ok(part)
    }
}

impl Write for Packed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.bytes.write(bytes)?;
        self.crc.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.bytes.flush()
    }
}

/// The parts that every workbook of one sheet has.
const PARTS: [(&str, &str); 5] = [
    (
        "[Content_Types].xml",
        concat!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>",
            "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">",
            "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>",
            "<Override PartName=\"/xl/workbook.xml\" ",
            "ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/>",
            "<Override PartName=\"/xl/worksheets/sheet1.xml\" ",
            "ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>",
            "<Override PartName=\"/xl/styles.xml\" ",
            "ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml\"/></Types>"
        ),
    ),
    (
        "_rels/.rels",
        concat!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>",
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">",
            "<Relationship Id=\"r1\" Target=\"xl/workbook.xml\" ",
            "Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\"/></Relationships>"
        ),
    ),
    (
        "xl/workbook.xml",
        concat!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>",
            "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" ",
            "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">",
            "<sheets><sheet name=\"Outpost\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
        ),
    ),
    (
        "xl/_rels/workbook.xml.rels",
        concat!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>",
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">",
            "<Relationship Id=\"r1\" Target=\"worksheets/sheet1.xml\" ",
            "Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\"/>",
            "<Relationship Id=\"r2\" Target=\"styles.xml\" ",
            "Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles\"/></Relationships>"
        ),
    ),
    (
        "xl/styles.xml",
        concat!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>",
            "<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">",
            "<fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font>",
            "<font><b/><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts>",
            "<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill>",
            "<fill><patternFill patternType=\"gray125\"/></fill></fills>",
            "<borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>",
            "<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>",
            "<cellXfs count=\"3\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>",
            "<xf numFmtId=\"2\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>",
            "<xf numFmtId=\"0\" fontId=\"1\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyFont=\"1\"/></cellXfs></styleSheet>"
        ),
    ),
];

/// A sheet's beginning: its first row stays in sight.
const SHEET_HEAD: &str = concat!(
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>",
    "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">",
    "<sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" ",
    "state=\"frozen\"/></sheetView></sheetViews><cols><col min=\"1\" max=\"30\" width=\"18\" customWidth=\"1\"/></cols><sheetData>"
);

/// The workbook around a sheet, as a ZIP file.
fn workbook(sheet: Packed) -> io::Result<Vec<u8>> {
    let mut file = Archive::default();
    for (name, text) in PARTS {
        file.add(name, Packed::of(text)?)?;
    }
    file.add("xl/worksheets/sheet1.xml", sheet)?;
    file.finish()
}

/// A ZIP file (APPNOTE.TXT 6.3) of packed parts, each of less than 4 GB.
#[derive(Default)]
struct Archive {
    bytes: Vec<u8>,
    directory: Vec<u8>,
    parts: u16,
}

/// Version 2.0; texts in UTF-8; deflated; the first day that the form knows, so that equal lists are equal files.
const PART_HEAD: [u16; 5] = [20, 0x0800, 8, 0, 0x21];

impl Archive {
    fn add(&mut self, name: &str, part: Packed) -> io::Result<()> {
        let too_large = || io::Error::other("the list is too large for a workbook");
        let (crc, plain) = (part.crc.sum(), part.bytes.total_in());
        let packed = part.bytes.finish()?;
        let at = u32::try_from(self.bytes.len()).map_err(|_| too_large())?;
        let sizes = [
            crc,
            u32::try_from(packed.len()).map_err(|_| too_large())?,
            u32::try_from(plain).map_err(|_| too_large())?,
        ];
        let length = u16::try_from(name.len()).map_err(|_| too_large())?;
        let mut about: Vec<u8> = PART_HEAD.iter().flat_map(|half| half.to_le_bytes()).collect();
        about.extend(sizes.iter().flat_map(|word| word.to_le_bytes()));
        about.extend(length.to_le_bytes());
        about.extend([0, 0]);
        self.bytes.extend(b"PK\x03\x04");
        self.bytes.extend(&about);
        self.bytes.extend(name.as_bytes());
        self.bytes.extend(packed);
        self.directory.extend(b"PK\x01\x02\x14\x00");
        self.directory.extend(&about);
        self.directory.extend([0; 10]);
        self.directory.extend(at.to_le_bytes());
        self.directory.extend(name.as_bytes());
        self.parts += 1;
        Ok(())
    }

    fn finish(mut self) -> io::Result<Vec<u8>> {
        let too_large = |_| io::Error::other("the list is too large for a workbook");
        let at = u32::try_from(self.bytes.len()).map_err(too_large)?;
        let length = u32::try_from(self.directory.len()).map_err(too_large)?;
        self.bytes.extend(self.directory);
        self.bytes.extend(b"PK\x05\x06\x00\x00\x00\x00");
        self.bytes.extend(self.parts.to_le_bytes());
        self.bytes.extend(self.parts.to_le_bytes());
        self.bytes.extend(length.to_le_bytes());
        self.bytes.extend(at.to_le_bytes());
        self.bytes.extend([0, 0]);
        Ok(self.bytes)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    fn row() -> Vec<Shown> {
        vec!["=1+1".into(), Shown::Number(-7), Shown::Money(Fen(1250)), Shown::Nothing, "a <b> & \u{0}c".into()]
    }

    fn sheet(format: Format) -> Vec<u8> {
        let mut sheet = Sheet::begin(format, &["名称", "n", "¥", "-", "x"]).unwrap();
        sheet.row(&row()).unwrap();
        sheet.finish().unwrap()
    }

    #[test]
    fn a_text_that_looks_like_a_formula_is_a_text_and_money_has_two_decimals() {
        let csv = String::from_utf8(sheet(Format::Csv)).unwrap();
        assert_eq!(csv, "\u{feff}名称,n,¥,'-,x\n'=1+1,-7,12.50,,a <b> & \u{0}c\n");
        let file = sheet(Format::Xlsx);
        let at = file.windows(24).rposition(|bytes| bytes == b"xl/worksheets/sheet1.xml").unwrap();
        let first = file.windows(24).position(|bytes| bytes == b"xl/worksheets/sheet1.xml").unwrap();
        assert!(at > first, "the part, and its line in the directory");
        let mut text = String::new();
        flate2::read::DeflateDecoder::new(&file[first + 24..]).read_to_string(&mut text).unwrap();
        assert!(!text.contains("<f>"), "no formula: {text}");
        assert!(text.contains("t=\"inlineStr\"><is><t xml:space=\"preserve\">=1+1</t>"), "{text}");
        assert!(text.contains("<c s=\"0\"><v>-7</v></c><c s=\"1\"><v>12.50</v></c><c/>"), "{text}");
        assert!(text.contains(">a &lt;b&gt; &amp; c</t>"), "{text}");
    }

    #[test]
    fn rows_are_packed_as_they_come() {
        let mut sheet = Sheet::begin(Format::Xlsx, &["a"]).unwrap();
        for _ in 0..20_000 {
            sheet.row(&row()).unwrap();
        }
        assert!(sheet.size() < 200_000, "{} bytes of 4 MB", sheet.size());
        assert!(sheet.finish().unwrap().len() < 200_000);
    }
}
