//! Taking a file in: every row is checked, all are taken or none.

use csv::{ReaderBuilder, StringRecord};

use super::encoding;
use super::intake::{Intake, Watch};
use super::layout::Layout;
use super::mistake::{ImportError, MAX_MISTAKES, Mistake};
use super::{blanks, quotes, sql};
use crate::clock::{Instant, Zone};
use crate::store::{StoreError, Tx};
use crate::tables::Kind;

/// Rows after which an import tells how far it is.
const ROWS_BETWEEN_TELLING: i64 = 1000;

/// What an import did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Rows of the file.
    pub rows: i64,
    /// How many of them were new; the others changed rows that were there.
    pub added: i64,
}

/// Takes a file of a kind in. Rows with a known key change the row that is there, in the columns that the file has. Run it
/// as one write of the store, which undoes everything when it fails.
///
/// # Errors
/// [`ImportError::Refused`] with what is wrong in the file.
pub fn import(tx: &Tx<'_>, zone: Zone, now: Instant, kind: &Kind, csv: &[u8]) -> Result<Imported, ImportError> {
    import_telling(tx, zone, now, kind, csv, |_| {})
}

/// As [`import`]; tells now and then how many rows it has taken.
///
/// # Errors
/// As [`import`].
pub fn import_telling(
    tx: &Tx<'_>,
    zone: Zone,
    now: Instant,
    kind: &Kind,
    csv: &[u8],
    tell: impl Fn(i64),
) -> Result<Imported, ImportError> {
    take_in((tx, zone, now), kind, csv, tell, &|_| Ok(()))
}

/// As [`import`]; shows each row that could be read to `watch` before it is written, and `watch` may refuse it.
///
/// # Errors
/// As [`import`].
pub fn import_watched(
    tx: &Tx<'_>,
    zone: Zone,
    now: Instant,
    kind: &Kind,
    csv: &[u8],
    watch: Watch<'_>,
) -> Result<Imported, ImportError> {
    take_in((tx, zone, now), kind, csv, |_| {}, watch)
}

fn take_in(
    (tx, zone, now): (&Tx<'_>, Zone, Instant),
    kind: &Kind,
    csv: &[u8],
    tell: impl Fn(i64),
    watch: Watch<'_>,
) -> Result<Imported, ImportError> {
    let text = encoding::decode(csv)?;
    let (text, named) = blanks::without_separator_line(text.as_bytes());
    let delimiter = named.unwrap_or_else(|| delimiter(text));
    if let Some(place) = quotes::unclosed(text, delimiter) {
        let sentence = "a quote opens here and nothing closes it, so the rows below would be taken for one value; close it, or \
                        double it where it is meant as it stands";
        return Err(Mistake::of_line(lines_before(text, place) + 1, sentence).into());
    }
    let mut reader = ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(text);
    let mut row = StringRecord::new();
    if !next_row_with_text(&mut reader, &mut row)? {
        let known: Vec<&str> = kind.columns.iter().map(|column| column.name).collect();
        return Err(Mistake::of_line(
            1,
            format!("the file is empty; its first line names columns: {}", known.join(",")),
        )
        .into());
    }
    let layout = Layout::read(kind, &row, now).map_err(ImportError::Refused)?;
    let mut intake = Intake::new(tx, zone, now, layout).watched(watch);
    let before = sql::count(tx, kind)?;
    let mut rows = 0;
    while intake.mistakes.len() < MAX_MISTAKES && next_row(&mut reader, &mut row)? {
        if blanks::is_empty(&row) {
            continue;
        }
        intake.take(&row, || line_of(text, &row))?;
        rows += 1;
        if rows % ROWS_BETWEEN_TELLING == 0 {
            tell(rows);
        }
    }
    intake.finish()?;
    Ok(Imported { rows, added: sql::count(tx, kind)? - before })
}

/// What stands between the values of a file: its header tells. Spreadsheets of countries that write 60,5 put semicolons there, and
/// what is copied out of one has tabs.
pub(super) fn delimiter(text: &[u8]) -> u8 {
    let mut lines = text.split(|byte| matches!(byte, b'\r' | b'\n'));
    let header = lines.find(|line| !line.trim_ascii().is_empty()).unwrap_or_default();
    let has = |byte: &u8| header.contains(byte);
    [b',', b';', b'\t'].into_iter().find(has).unwrap_or(b',')
}

/// The next row in which anything stands.
fn next_row_with_text(reader: &mut csv::Reader<&[u8]>, row: &mut StringRecord) -> Result<bool, ImportError> {
    while next_row(reader, row)? {
        if !blanks::is_empty(row) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn next_row(reader: &mut csv::Reader<&[u8]>, row: &mut StringRecord) -> Result<bool, ImportError> {
    reader.read_record(row).map_err(|error| StoreError::Other(format!("the CSV reader failed: {error}")).into())
}

/// The line that a row begins on. It is counted in the file, and only for rows with mistakes, because the reader's own count
/// is one behind after line ends of two characters and does not see empty lines.
pub(super) fn line_of(text: &[u8], row: &StringRecord) -> usize {
    let start = row.position().map_or(0, |position| usize::try_from(position.byte()).unwrap_or(0)).min(text.len());
    let line_ends = text[start..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
    lines_before(text, start + line_ends) + 1
}

/// Line ends before a place, of any of the three kinds.
fn lines_before(text: &[u8], place: usize) -> usize {
    let is_end = |at: &usize| text[*at] == b'\n' || (text[*at] == b'\r' && text.get(at + 1) != Some(&b'\n'));
    (0..place).filter(is_end).count()
}

#[cfg(test)]
mod tests {
    use crate::store::testing::TestStore;
    use crate::transfer::{ImportError, Imported, MAX_MISTAKES, kinds};

    const REASONS: &str = "select reason from refund_reasons order by id";

    #[test]
    fn the_header_decides_the_order_of_columns() {
        let test = TestStore::new();
        let file = "\u{feff}reason , id\r\n行程取消,1\r\n\r\n\"买错了,\n真的\",2\r\n";
        assert_eq!(test.import("refund-reasons", file), Ok(Imported { rows: 2, added: 2 }));
        assert_eq!(test.texts(REASONS), [Some("行程取消".to_owned()), Some("买错了,\n真的".to_owned())]);
    }

    #[test]
    fn a_row_with_a_known_key_changes_what_the_file_names_and_keeps_the_rest() {
        let test = TestStore::new();
        test.import("carriers", "id,code,name,description,enabled\n1,sf,顺丰速运,快,0\n").unwrap();
        let again = test.import("carriers", "id,code,name\n1,sf-express,顺丰\n2,sto,申通快递\n");
        assert_eq!(again, Ok(Imported { rows: 2, added: 1 }));
        let kept = "select code || ' ' || name || ' ' || description || ' ' || enabled from carriers order by id";
        assert_eq!(test.texts(kept), [Some("sf-express 顺丰 快 0".to_owned()), Some("sto 申通快递  1".to_owned())]);
    }

    #[test]
    fn all_mistakes_are_told_with_their_places_and_nothing_is_imported() {
        let test = TestStore::with_demo();
        let before = test.number("select count(*) from prices");
        let file = "id,product_id,price,effect_at,failure_at\r\n\
            20,1,50,2016-05-25,\r\n\
            \r\n\
            21,1,fifty,2016-05-25,2016-02-30\r\n\
            22,77,50,2016-05-25,\\N\r\n\
            23,1,50\r\n\
            20,1,51,2016-05-25,\r\n";
        assert_eq!(
            test.mistakes("prices", file),
            [
                "line 4, column price, value \"fifty\": this must be an amount in yuan with at most two decimals and not below 0, \
                 such as 60.5",
                "line 4, column failure_at, value \"2016-02-30\": this must be a local time such as 2016-07-06 14:44:34, or a day \
                 such as 2016-07-06",
                "line 5, column product_id, value \"77\": this must be the number of a row that is in products already",
                "line 6: the line has 3 values where the header names 5 columns",
                "line 7: an earlier line has the same id",
            ]
        );
        assert_eq!(test.number("select count(*) from prices"), before);
    }

    #[test]
    fn a_wrong_header_is_told_as_a_whole() {
        let test = TestStore::new();
        assert_eq!(
            test.mistakes("refund-reasons", "id,ID,id\n1,2,3\n"),
            [
                "line 1, column ID: refund-reasons has no such column; did you mean id? it has: id, reason",
                "line 1, column id: the header names this column twice",
                "line 1, column reason: the header does not name this column, which must be a text that is not empty",
            ]
        );
        let empty = test.mistakes("refund-reasons", "\n");
        assert_eq!(empty, ["line 1: the file is empty; its first line names columns: id,reason"]);
    }

    #[test]
    fn what_spreadsheets_leave_around_a_table_is_no_part_of_it() {
        let test = TestStore::with_demo();
        let file = "sep=;\r\n;;;;;;\r\nid;product_id;price;effect_at;failure_at;;\r\n\
            900;1;50;2016/5/25 0:00;;;\r\n;;;;;;\r\n901;1;51;2016-6-5;2016/6/6 23:59\r\n;;;;;;\r\n";
        assert_eq!(test.import("prices", file), Ok(Imported { rows: 2, added: 2 }));
        let told =
            test.mistakes("prices", "sep=;\r\nid;product_id;;price;effect_at;;\r\n902;1;note;50;2016/5/25;;x\r\n");
        assert_eq!(
            told,
            [
                "line 3, column C, value \"note\": the header does not name this column; name it or empty it",
                "line 3, column G, value \"x\": the header does not name this column; name it or empty it",
            ]
        );
        let far = format!("id,reason{}\n1,a{}b\n", ",".repeat(30), ",".repeat(30));
        assert!(test.mistakes("refund-reasons", far)[0].starts_with("line 2, column AF, value \"b\""));
        let unnamed = test.mistakes("refund-reasons", ",reason\n1,x\n");
        assert_eq!(
            unnamed,
            ["line 1, column id: the header does not name this column, which must be a whole number above 0"]
        );
    }

    #[test]
    fn semicolons_and_tabs_between_the_values_are_taken_as_the_header_has_them() {
        let test = TestStore::new();
        test.import("refund-reasons", "id;reason\n1;\"a;b\"\n2;c,d\n").unwrap();
        test.import("refund-reasons", "id\treason\n3\te;f\n").unwrap();
        let reasons = ["a;b", "c,d", "e;f"].map(|reason| Some(reason.to_owned()));
        assert_eq!(test.texts(REASONS), reasons);
        let told = test.mistakes("refund-reasons", "id,reason\n1;x\n");
        assert_eq!(told, ["line 2: the line has 1 values where the header names 2 columns"]);
    }

    #[test]
    fn a_file_of_a_chinese_spreadsheet_is_taken_and_one_in_another_encoding_is_told_once() {
        let test = TestStore::new();
        let chinese = [b"id,reason\n1,ok\n2,".as_slice(), &[0xd0, 0xd0, 0xb3, 0xcc], b"\n"].concat();
        assert_eq!(test.import("refund-reasons", chinese), Ok(Imported { rows: 2, added: 2 }));
        assert_eq!(test.texts(REASONS)[1], Some("行程".to_owned()));
        let mistakes = test.mistakes("refund-reasons", b"id,reason\n1,ok\n2,\xff\xff\n".as_slice());
        assert_eq!(
            mistakes,
            [
                "line 3: the file is neither UTF-8 nor GB18030 from here on; save it as \"CSV UTF-8\" and import it again"
            ]
        );
    }

    #[test]
    fn a_line_break_in_a_code_or_name_is_refused_and_in_a_sentence_taken() {
        let test = TestStore::with_demo();
        assert_eq!(
            test.mistakes("brands", "id,name\n501,\"8944\n502\"\n"),
            ["line 2, column name, value \"8944\\n502\": this must be a text of one line that is not empty"]
        );
        assert_eq!(
            test.mistakes("data-cards", "id,iccid\n501,\"8944\n502,8945\n")[0].split(':').next(),
            Some("line 2")
        );
        test.import("carriers", "id,code,name,description\n9,x,y,\"two\nlines\"\n").unwrap();
        test.import("refund-reasons", "id,reason\n90,\"two\nlines\"\n").unwrap();
    }

    #[test]
    fn a_price_that_ends_before_it_begins_is_refused() {
        let test = TestStore::with_demo();
        let header = "id,product_id,price,effect_at,failure_at\n";
        let told = test.mistakes("prices", format!("{header}20,1,50,2016-05-25,2016-05-24\n"));
        assert_eq!(told, ["line 2: failure_at must not come before effect_at"]);
        test.import("prices", format!("{header}20,1,50,2016-05-25,2016-05-25\n")).unwrap();
        // The end that a known row keeps counts as well.
        let told = test.mistakes("prices", "id,product_id,price,effect_at\n20,1,50,2016-05-26\n");
        assert_eq!(told, ["line 2: failure_at must not come before effect_at"]);
        test.import("prices", format!("{header}20,1,50,2016-05-26,\n")).unwrap();
        let told = test.mistakes(
            "discounts",
            "id,product_id,threshold,percent,effect_at,failure_at\n99,1,2,90,2016-05-25,2016-05-24\n",
        );
        assert_eq!(told.len(), 1, "{told:?}");
    }

    #[test]
    fn fifty_mistakes_are_enough() {
        let test = TestStore::new();
        let file = (0..500).fold("id,reason\n".to_owned(), |file, _| file + "x,\n");
        let error = test.import("refund-reasons", file).unwrap_err();
        assert!(matches!(&error, ImportError::Refused(mistakes) if mistakes.len() == MAX_MISTAKES), "{error}");
        assert!(error.to_string().starts_with("The file has 50 mistakes or more; nothing was imported."));
    }

    /// A file that was cut off by a text editor, a download or a phone must not stop the program.
    #[test]
    fn no_cut_or_garbled_file_panics() {
        let test = TestStore::new();
        let whole = "id,reason\r\n1,\"a\"\"b\"\r\n2,\u{feff}c\r\n";
        for cut in 0..whole.len() {
            let _ = test.import("refund-reasons", &whole.as_bytes()[..cut]);
        }
        for kind in kinds() {
            assert!(test.import(kind.name, "\"\"\"\r\r\n,,,\\N\"").is_err(), "{}", kind.name);
        }
    }
}
