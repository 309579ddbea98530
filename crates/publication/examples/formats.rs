//! Writes drawn tables into a folder, each in every format and as tidy CSV, for other programs to read:
//! `cargo run -p publication --example formats FOLDER`. `cargo xtask validate` does it.

#![allow(clippy::unwrap_used, reason = "made-up tables: whatever is wrong stops it")]

#[path = "../tests/common/mod.rs"]
mod common;

use common::{Asked, DrawnPerson};
use definitions::{Dimension, Disclosure, Language};
use publication::{Edition, Figure};
use release::{Method, Plan, ProtectedTable};
use std::path::{Path, PathBuf};

/// Some people in every municipality of the small country, few in some.
fn people() -> Vec<DrawnPerson> {
    let municipalities = [101, 101, 101, 101, 165, 165, 153, 183, 183, 259];
    let person = |at: usize| DrawnPerson {
        municipality: municipalities[at * 7 % municipalities.len()],
        woman: (at * 5).is_multiple_of(3),
        age: (20 + at * 11 % 45) as u8,
        from_month: (at * 13 % 23) as u8,
        months: (1 + at * 17 % 13) as u8,
        after: [None, Some("730"), Some("781")][at * 19 % 3],
    };
    (0..300).map(person).collect()
}

fn tables() -> Vec<ProtectedTable> {
    use Dimension::{AgeGroup, Month, Municipality, Period, Quarter, Region, Sex, Status, Year};
    let mut changed = Asked::new("ressourceforlob.started", "2018Q1..2018Q4", &[Quarter, Municipality]);
    changed.against = Some("year-before");
    let asked = [
        Asked::new("ressourceforlob.started", "2017,2018", &[Year, Municipality, Sex]),
        Asked::new("ressourceforlob.ended", "2018Q2..2019Q1", &[Quarter, Region, AgeGroup]),
        Asked::new("ressourceforlob.full_time_persons", "2018-10..2018-12", &[Month, Sex]),
        Asked::new("ressourceforlob.ended_duration", "2017-01-01..2018-06-30", &[Period, Region]),
        Asked::new("ressourceforlob.started", "2018", &[Year]),
        changed,
        Asked::new("ressourceforlob.status_1_month_after", "2018Q1..2019Q1", &[Quarter, Region, Status]),
    ];
    let alone = |asked: &Asked| {
        common::protected(&people(), std::slice::from_ref(asked), Disclosure::default(), Method::Suppression).unwrap()
    };
    asked.iter().flat_map(alone).chain([common::every_kind()]).collect()
}

/// The table as tidy data, by the codes of its categories; `status` is a symbol of the table.
fn tidy(edition: &Edition<'_>) -> String {
    let table = edition.table();
    let mut writer = csv::Writer::from_writer(Vec::new());
    let ids = table.axes().iter().map(|axis| axis.dimension.id());
    writer.write_record(ids.chain(["ContentsCode", "shown", "mark"])).unwrap();
    for row in 0..table.n_rows() {
        for (at, column) in table.columns().iter().enumerate() {
            let figure = edition.figure(row, at);
            let (value, mark) = match figure {
                Figure::Number { value, provisional } => {
                    (value.rounded(edition.decimals(column)), if provisional { "*" } else { "" })
                }
                other => (String::new(), edition.symbol(other).unwrap()),
            };
            let codes = table.categories(row).map(|category| category.id.clone());
            writer.write_record(codes.chain([column.id(), value, mark.to_owned()])).unwrap();
        }
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

fn main() -> std::io::Result<()> {
    let folder = std::env::args_os().nth(1).map_or_else(|| PathBuf::from("."), PathBuf::from);
    std::fs::create_dir_all(&folder)?;
    let plan = Plan::empty("drawn");
    for (at, table) in tables().iter().enumerate() {
        let edition = Edition::new(table, &plan, Language::Danish);
        let write =
            |ending: &str, text: String| std::fs::write(Path::new(&folder).join(format!("{}.{ending}", at + 1)), text);
        write("csv", tidy(&edition))?;
        write("json", publication::json_stat(&edition))?;
        write("px", publication::px(&edition))?;
        write("html", publication::html(&edition))?;
        write("pivot.csv", publication::pivoted_csv(&edition, true))?;
    }
    Ok(())
}
