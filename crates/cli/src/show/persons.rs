//! The findings of a follow-up person by person, with the keys of the extract: for one who holds the key file alone.

use super::follow_up::{jobcentre_name, municipality_name};
use calendar::Day;
use csv::{QuoteStyle, Terminator, WriterBuilder};
use definitions::{Geography, Language};
use register::{OriginalKeys, StoreInfo};
use rules::Finding;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

/// The findings, and whose they are.
pub(crate) struct Persons<'a> {
    pub(crate) findings: &'a [Finding],
    pub(crate) keys: &'a OriginalKeys,
    pub(crate) geography: &'a Geography,
    pub(crate) info: &'a StoreInfo,
    pub(crate) language: Language,
}

/// What stands in a field.
enum Field {
    Text(String),
    Number(u32),
    Day(Option<Day>),
}

/// The titles of the columns in Danish and English, and how wide each is on a sheet.
const COLUMNS: [(&str, &str, u32); 15] = [
    ("Liste", "List", 34),
    ("Ordning", "Scheme", 20),
    ("Kommunekode", "Municipality code", 12),
    ("Kommune", "Municipality", 18),
    ("Jobcenter", "Job centre", 18),
    ("Borger", "Person", 14),
    ("Tilstand", "State", 20),
    ("Dato", "Date", 12),
    ("Bestemmelse", "Provision", 24),
    ("Henvisning", "Reference", 24),
    ("Version fra", "Version from", 12),
    ("Version til", "Version to", 12),
    ("Ordlyd", "Wording", 14),
    ("Efterset til", "Checked until", 12),
    ("Begrundelse", "Explanation", 90),
];

impl Persons<'_> {
    fn titles(&self) -> impl Iterator<Item = &'static str> {
        let language = self.language;
        COLUMNS.iter().map(move |(danish, english, _)| match language {
            Language::Danish => *danish,
            Language::English => *english,
        })
    }

    fn fields(&self, finding: &Finding) -> [Field; COLUMNS.len()] {
        let text = |text: &str| Field::Text(text.to_owned());
        let cited = finding.cited.as_deref();
        let of_cited = |say: &dyn Fn(&rules::Cited) -> String| Field::Text(cited.map_or_else(String::new, say));
        let until = cited.map(|cited| cited.valid.until).filter(|until| *until != Day::MAX);
        [
            text(finding.list.title().in_language(self.language)),
            text(finding.scheme.title().in_language(self.language)),
            finding.municipality.map_or_else(|| text(""), |code| Field::Number(code.into())),
            Field::Text(finding.municipality.map_or_else(String::new, |code| municipality_name(self.geography, code))),
            Field::Text(
                finding.jobcentre.map_or_else(String::new, |at| jobcentre_name(self.geography, at, self.language)),
            ),
            text(self.keys.reveal(finding.person).unwrap_or_default()),
            text(finding.state.title().in_language(self.language)),
            Field::Day(finding.due),
            of_cited(&|cited| cited.provision.to_owned()),
            of_cited(&|cited| cited.reference.clone()),
            Field::Day(cited.map(|cited| cited.valid.from)),
            Field::Day(until.map(|until| until - 1)),
            of_cited(&|cited| cited.hash.clone()),
            Field::Day(cited.map(|cited| cited.checked_until)),
            Field::Text(finding.words(self.language)),
        ]
    }

    /// CSV as a Danish Excel opens it: `;` between the fields, and the three bytes by which it knows UTF-8 first.
    pub(crate) fn csv(&self) -> anyhow::Result<Vec<u8>> {
        let mut builder = WriterBuilder::new();
        builder.delimiter(b';').terminator(Terminator::CRLF).quote_style(QuoteStyle::Necessary);
        let mut writer = builder.from_writer("\u{feff}".as_bytes().to_vec());
        writer.write_record(self.titles())?;
        for finding in self.findings {
            writer.write_record(self.fields(finding).map(|field| match field {
                Field::Text(text) => unlike_a_formula(text),
                Field::Number(number) => number.to_string(),
                Field::Day(day) => day.map_or_else(String::new, |day| day.to_string()),
            }))?;
        }
        Ok(writer.into_inner()?)
    }

    /// A workbook with one sheet: days are days, and keys are words, with their leading zeros.
    pub(crate) fn workbook(&self) -> anyhow::Result<Vec<u8>> {
        let mut sheet = Worksheet::new();
        let name = if self.language == Language::Danish { "Opfølgning" } else { "Follow-up" };
        sheet.set_name(name)?.set_paper_size(9).set_landscape().set_print_fit_to_pages(1, 0);
        let (bold, wrapped) = (Format::new().set_bold(), Format::new().set_text_wrap());
        let of_day = Format::new().set_num_format("yyyy-mm-dd");
        for ((title, (_, _, width)), column) in self.titles().zip(COLUMNS).zip(0u16..) {
            sheet.write_string_with_format(0, column, title, &bold)?;
            sheet.set_column_width(column, width)?;
        }
        for (finding, row) in self.findings.iter().zip(1u32..) {
            for (field, column) in self.fields(finding).into_iter().zip(0u16..) {
                match field {
                    Field::Text(text) if text.is_empty() => {}
                    Field::Text(text) if usize::from(column) + 1 == COLUMNS.len() => {
                        sheet.write_string_with_format(row, column, text, &wrapped)?;
                    }
                    Field::Text(text) => drop(sheet.write_string(row, column, text)?),
                    Field::Number(number) => drop(sheet.write_number(row, column, number)?),
                    Field::Day(None) => {}
                    Field::Day(Some(day)) => {
                        sheet.write_datetime_with_format(row, column, &excel_day(day)?, &of_day)?;
                    }
                }
            }
        }
        let last = u32::try_from(self.findings.len())?;
        sheet.autofilter(0, 0, last, COLUMNS.len() as u16 - 1)?.set_freeze_panes(1, 0)?;
        let mut workbook = Workbook::new();
        // The same findings give the same bytes.
        workbook.set_properties(&DocProperties::new().set_creation_datetime(&excel_day(self.info.extract_date)?));
        workbook.push_worksheet(sheet);
        Ok(workbook.save_to_buffer()?)
    }
}

fn excel_day(day: Day) -> Result<ExcelDateTime, XlsxError> {
    let (year, month, day) = day.civil();
    // Excel knows no day before 1900.
    ExcelDateTime::from_ymd(u16::try_from(year).unwrap_or(1900).max(1900), month as u8, day as u8)
}

/// Text that no spreadsheet takes for a formula.
fn unlike_a_formula(text: String) -> String {
    if text.trim_start().starts_with(['=', '+', '-', '@']) { format!("'{text}") } else { text }
}
