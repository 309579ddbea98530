//! One extract, all nine tables of it, and the forms in which it can be written.

use super::{Extract, MANIFEST, parquet_file, windows_1252};
use arrow_array::types::Int32Type;
use arrow_array::{
    ArrayRef, Date32Array, Decimal128Array, DictionaryArray, Float64Array, Int32Array, Int64Array, LargeStringArray,
    StringArray, StringViewArray, TimestampMicrosecondArray, TimestampMillisecondArray, TimestampNanosecondArray,
    UInt16Array,
};
use calendar::Day;
use std::sync::Arc;

/// A table as it is meant: dates year first, decimal points.
pub(crate) struct Table {
    pub(crate) name: &'static str,
    columns: &'static str,
    /// A line a row, fields parted by bars.
    rows: &'static str,
}

/// Five persons. The faults are such as typed columns can have: blanks, numbers that are no code, numbers out of
/// range, rows twice, persons without a row.
pub(crate) const TABLES: &[Table] = &[
    Table {
        name: "borgere",
        columns: "borger|foedselsdato|koen|herkomst|doed|udrejst",
        rows: "\
            0101011234|1980-02-29|K|dansk||
            0202025678|1975-12-31|M|indvandrer_ikkevestlig|2018-09-30|
            0303039012|2000-01-01|M|efterkommer_vestlig||2018-11-01
            0303039012|2001-01-01|M|dansk||
            0404043456||K|dansk||",
    },
    Table {
        name: "bopael",
        columns: "borger|kommune|fra|til",
        rows: "\
            0101011234|101|2010-05-01|2018-06-30
            0101011234|183|2018-06-01|
            0202025678|101|1990-01-01|
            0202025678|999|1980-01-01|1989-12-31
            0303039012|751|2018-01-01|2017-12-31",
    },
    Table {
        name: "ydelser",
        columns: "borger|ydelse|fra|til|kommune|beloeb|sagsnummer",
        rows: "\
            0101011234|810|2018-01-01|2018-01-31|101|10450.50|1
            0101011234|810|2018-02-01|2018-02-28|101|10450.50|2
            0101011234|810|2018-02-01|2018-02-28|101|10450.50|2
            0101011234|810|2018-02-01|2018-02-28|101|10450.50|3
            0101011234|813|2018-04-01||183||4
            0202025678|740|2018-01-01|2018-01-01|||5
            0202025678|8100|2018-03-01|2018-03-31|101||6
            0303039012|730|2018-01-01||101|99999999999|7
            0303039012|730|2018-02-01|2018-02-28|998||8
            |730|2018-02-01|2018-02-28|||9
            0505057890|730|2018-05-05|2018-05-06|||10",
    },
    Table {
        name: "tilbud",
        columns: "borger|tilbud|fra|til|timer",
        rows: "\
            0101011234|mentor|2018-02-01||2
            0101011234|virksomhedspraktik|2018-02-01|2018-03-31|18.5
            0202025678|social_indsats|2018-02-01||",
    },
    Table {
        name: "loen",
        columns: "borger|maaned|timer|beloeb",
        rows: "\
            0101011234|2018-01|37.25|8123.45
            0101011234|2018-02||-120
            0202025678|2018-01|160.33|31000
            0202025678|||31000",
    },
    Table {
        name: "fleksjob",
        columns: "borger|fra|til|timer",
        rows: "\
            0202025678|2018-02-01|2018-04-30|12
            0202025678|2018-05-01||",
    },
    Table {
        name: "visitation",
        columns: "borger|projekt|gruppe|fra|til",
        rows: "\
            0101011234|flere_skal_med|2|2018-01-01|2018-06-30
            0101011234|Ishøj på vej|1|2018-07-01|
            0202025678|flere_skal_med|1|2018-01-01|",
    },
    Table {
        name: "haendelser",
        columns: "borger|dato|haendelse|vaerdi",
        rows: "\
            0101011234|2018-03-01|rehabiliteringsteam|
            0101011234|2018-06-30|ophoer_aarsag|selvforsørgelse; æøå
            0101011234|2018-06-30|ophoer_aarsag|fleksjob, \"støttet\"
            0404043456|2018-03-01|sanktion|",
    },
    Table {
        name: "planer",
        columns: "borger|ydelse|fra|planlagt_til",
        rows: "\
            0101011234|810|2018-01-01|2019-12-31
            0101011234|810|2018-04-01|",
    },
];

impl Table {
    pub(crate) fn columns(&self) -> Vec<&'static str> {
        self.columns.split('|').collect()
    }

    /// The first line of it, in the default form.
    pub(crate) fn header(&self) -> String {
        self.columns.replace('|', ";")
    }

    pub(crate) fn n_rows(&self) -> u64 {
        self.rows.lines().count() as u64
    }

    pub(crate) fn rows(&self) -> Vec<Vec<&'static str>> {
        self.rows.lines().map(|line| line.trim_start().split('|').collect()).collect()
    }
}

pub(crate) const DATES: &[&str] = &["foedselsdato", "doed", "udrejst", "fra", "til", "dato", "planlagt_til"];
pub(crate) const DECIMALS: &[&str] = &["timer", "beloeb"];

/// How the extract is written as CSV.
#[derive(Debug, Clone)]
pub(crate) struct Form {
    pub(crate) delimiter: char,
    pub(crate) mark: bool,
    pub(crate) windows_1252: bool,
    pub(crate) line_end: &'static str,
    pub(crate) no_last_line_end: bool,
    pub(crate) quoted: bool,
    /// `%Y`, `%m` and `%d` in their order.
    pub(crate) date: &'static str,
    pub(crate) decimal_comma: bool,
    pub(crate) upper_case: bool,
    pub(crate) renamed: bool,
    /// 0 leaves them as they are; any other number is an order of its own.
    pub(crate) shuffled_rows: u64,
    pub(crate) shuffled_columns: u64,
    /// 1 is the whole table in one file.
    pub(crate) parts: usize,
    pub(crate) folders: bool,
}

impl Default for Form {
    fn default() -> Form {
        Form {
            delimiter: ';',
            mark: false,
            windows_1252: false,
            line_end: "\n",
            no_last_line_end: false,
            quoted: false,
            date: "%Y-%m-%d",
            decimal_comma: false,
            upper_case: false,
            renamed: false,
            shuffled_rows: 0,
            shuffled_columns: 0,
            parts: 1,
            folders: false,
        }
    }
}

/// Puts the items in an order that the seed alone decides.
fn shuffle<T>(items: &mut [T], seed: u64) {
    let mut state = seed;
    for at in (1..items.len()).rev().filter(|_| seed > 0) {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        items.swap(at, (state >> 33) as usize % (at + 1));
    }
}

pub(crate) fn extract_as(form: &Form) -> Extract {
    let extract = Extract::new::<&str>(&[]);
    let mut manifest = MANIFEST.to_owned();
    for table in TABLES {
        let (names, mut rows) = (table.columns(), table.rows());
        let mut order: Vec<usize> = (0..names.len()).collect();
        shuffle(&mut order, form.shuffled_columns);
        shuffle(&mut rows, form.shuffled_rows);
        let own_name =
            |name: &str| if form.renamed && name != "sagsnummer" { format!("ø_{name}") } else { name.to_owned() };
        if form.renamed {
            manifest += &format!("[kolonner.{}]\n", table.name);
            names
                .iter()
                .filter(|name| **name != "sagsnummer")
                .for_each(|name| manifest += &format!("{name} = \"{}\"\n", own_name(name)));
        }
        let header = order
            .iter()
            .map(|at| if form.upper_case { own_name(names[*at]).to_uppercase() } else { own_name(names[*at]) });
        let header: Vec<String> = header.map(|name| form.field(&name)).collect();
        for part in 0..form.parts {
            let mut lines = vec![header.join(&form.delimiter.to_string())];
            for row in rows.iter().skip(part).step_by(form.parts) {
                let fields: Vec<String> =
                    order.iter().map(|at| form.field(&form.value(names[*at], row[*at]))).collect();
                lines.push(fields.join(&form.delimiter.to_string()));
            }
            let mut text = lines.join(form.line_end);
            text += if form.no_last_line_end { "" } else { form.line_end };
            let name = match (form.parts, form.folders) {
                (1, false) => format!("{}.csv", table.name),
                (_, false) => format!("{}.{}.csv", table.name, part + 1),
                (_, true) => format!("{}/part-{part}.csv", table.name),
            };
            extract.add(&name, form.bytes(&text));
        }
    }
    extract.add("register.toml", manifest);
    extract
}

impl Form {
    fn value(&self, column: &str, value: &str) -> String {
        if DATES.contains(&column) && !value.is_empty() {
            return self.date.replace("%Y", &value[..4]).replace("%m", &value[5..7]).replace("%d", &value[8..]);
        }
        if DECIMALS.contains(&column) && self.decimal_comma { value.replace('.', ",") } else { value.to_owned() }
    }

    fn field(&self, value: &str) -> String {
        if self.quoted || value.contains([self.delimiter, '"']) {
            format!("\"{}\"", value.replace('"', "\"\""))
        } else {
            value.to_owned()
        }
    }

    fn bytes(&self, text: &str) -> Vec<u8> {
        if self.windows_1252 {
            return windows_1252(text);
        }
        [if self.mark { "\u{feff}" } else { "" }, text].concat().into_bytes()
    }
}

/// The same as Parquet.
pub(crate) mod parquet_as {
    use super::*;

    /// What the columns are.
    #[derive(Debug, Clone, Copy, PartialEq)]
    pub(crate) enum Kind {
        /// Text, as in CSV, with nulls for blanks.
        Text,
        /// Text without nulls.
        BlankText,
        LargeText,
        TextView,
        Dictionary,
        /// Date32, whole numbers for codes, floats for decimals.
        Typed,
        /// Timestamps at midnight, floats for codes (as a program makes them of whole numbers with nulls), decimals.
        FloatCodes,
        Microseconds,
        Nanoseconds,
    }

    pub(crate) const KINDS: &[Kind] = &[
        Kind::Text,
        Kind::BlankText,
        Kind::LargeText,
        Kind::TextView,
        Kind::Dictionary,
        Kind::Typed,
        Kind::FloatCodes,
        Kind::Microseconds,
        Kind::Nanoseconds,
    ];

    pub(crate) fn extract(kind: &Kind) -> Extract {
        let extract = Extract::new::<&str>(&[]);
        for table in TABLES {
            let (names, rows) = (table.columns(), table.rows());
            let columns = names
                .iter()
                .enumerate()
                .map(|(at, name)| (*name, column(*kind, name, rows.iter().map(|row| row[at]).collect())));
            extract.add(&format!("{}.parquet", table.name), parquet_file(columns.collect()));
        }
        extract
    }

    fn column(kind: Kind, name: &str, values: Vec<&str>) -> ArrayRef {
        let some = |value: &str| (!value.is_empty()).then(|| value.to_owned());
        let texts: Vec<Option<String>> = values.iter().map(|value| some(value)).collect();
        let floats = || values.iter().map(|value| some(value).map(|value| value.parse::<f64>().unwrap()));
        // A month is typed as its first day.
        let days = || {
            values
                .iter()
                .map(|value| some(value).map(|value| format!("{value}-01")[..10].parse::<Day>().unwrap().number()))
        };
        let is_date = DATES.contains(&name) || name == "maaned";
        let is_code = ["ydelse", "kommune", "gruppe", "sagsnummer"].contains(&name);
        match kind {
            Kind::BlankText => Arc::new(StringArray::from(values)),
            Kind::LargeText => Arc::new(LargeStringArray::from(texts)),
            Kind::TextView => Arc::new(StringViewArray::from_iter(texts)),
            Kind::Dictionary => Arc::new(texts.iter().map(Option::as_deref).collect::<DictionaryArray<Int32Type>>()),
            Kind::Typed if is_date => Arc::new(Date32Array::from_iter(days())),
            Kind::Typed if name == "kommune" => {
                Arc::new(UInt16Array::from_iter(floats().map(|code| code.map(|code| code as u16))))
            }
            Kind::Typed if name == "ydelse" => {
                Arc::new(Int64Array::from_iter(floats().map(|code| code.map(|code| code as i64))))
            }
            Kind::Typed if is_code => {
                Arc::new(Int32Array::from_iter(floats().map(|code| code.map(|code| code as i32))))
            }
            Kind::Typed | Kind::FloatCodes if DECIMALS.contains(&name) => Arc::new(Float64Array::from_iter(floats())),
            Kind::FloatCodes if is_date => Arc::new(TimestampMillisecondArray::from_iter(
                days().map(|day| day.map(|day| i64::from(day) * 86_400_000)),
            )),
            Kind::FloatCodes if is_code => Arc::new(Float64Array::from_iter(floats())),
            Kind::Microseconds if is_date => Arc::new(TimestampMicrosecondArray::from_iter(
                days().map(|day| day.map(|day| i64::from(day) * 86_400_000_000)),
            )),
            Kind::Nanoseconds if is_date => Arc::new(TimestampNanosecondArray::from_iter(
                days().map(|day| day.map(|day| i64::from(day) * 86_400_000_000_000)),
            )),
            Kind::Microseconds if DECIMALS.contains(&name) => {
                let hundredths = floats().map(|number| number.map(|number| (number * 100.0).round() as i128));
                Arc::new(Decimal128Array::from_iter(hundredths).with_precision_and_scale(18, 2).unwrap())
            }
            _ => Arc::new(StringArray::from(texts)),
        }
    }
}
