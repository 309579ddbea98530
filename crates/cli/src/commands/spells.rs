//! `forlob spells`: spells one by one, with pseudonyms.

use crate::arguments::{FileFormat, Shared, Spells};
use crate::commands::catalog;
use crate::{WrongWords, log};
use anyhow::Context;
use arrow_array::{ArrayRef, BooleanArray, Date32Array, Int32Array, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema};
use measures::{Lister, Listing};
use parquet::arrow::ArrowWriter;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use register::{PersonId, Store, StoreInfo};
use spells::Spell;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::sync::Arc;

pub(crate) fn run(arguments: &Spells, shared: &Shared) -> anyhow::Result<()> {
    let reason = log::reason(&arguments.unprotected)?;
    let catalog = catalog(shared)?;
    let store = Store::open(&arguments.store, &catalog)?;
    let listing = Listing { benefit: &arguments.benefit, gap: &arguments.gap };
    let lister = Lister::new(&store, &catalog, listing)?;
    log::shown_unprotected(
        &arguments.store,
        &format!("spells --benefit {} --gap {}", arguments.benefit, arguments.gap),
        reason,
    )?;
    match (arguments.format, &arguments.out) {
        (FileFormat::Csv, None) => csv(&lister, std::io::stdout().lock()),
        (FileFormat::Csv, Some(path)) => csv(&lister, BufWriter::new(create(path)?)),
        (FileFormat::Parquet, Some(path)) => parquet(&lister, store.info(), listing, create(path)?, reason),
        (FileFormat::Parquet, None) => {
            Err(WrongWords("Parquet goes to a file: name one with --out FILE".into()).into())
        }
    }
}

fn create(path: &Path) -> anyhow::Result<File> {
    File::create(path).with_context(|| path.display().to_string())
}

/// The start of a left-censored spell is not known, and neither is its length.
fn known_start(spell: &Spell) -> Option<(calendar::Day, i32)> {
    (!spell.left_censored).then(|| (spell.from, spell.days()))
}

fn status(spell: &Spell) -> &'static str {
    if spell.ended { "ended" } else { "undecided" }
}

fn csv(lister: &Lister<'_>, out: impl Write) -> anyhow::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(["person", "start", "last_day", "days", "status", "left_censored", "start_provisional"])?;
    lister.each(|person, spell| -> anyhow::Result<()> {
        let (start, days) =
            known_start(spell).map_or_else(Default::default, |(start, days)| (start.to_string(), days.to_string()));
        let last = spell.last_day().to_string();
        let (left_censored, provisional) = (spell.left_censored.to_string(), spell.start_provisional.to_string());
        Ok(writer.write_record([
            &person.reveal_pseudonym(),
            &start,
            &last,
            &days,
            status(spell),
            &left_censored,
            &provisional,
        ])?)
    })?;
    Ok(writer.flush()?)
}

/// So many spells are written at a time.
const BATCH: usize = 1 << 16;

fn parquet(
    lister: &Lister<'_>,
    info: &StoreInfo,
    listing: Listing<'_>,
    file: File,
    reason: &str,
) -> anyhow::Result<()> {
    let schema = Arc::new(Schema::new(vec![
        Field::new("person", DataType::Utf8, false),
        Field::new("start", DataType::Date32, true),
        Field::new("last_day", DataType::Date32, false),
        Field::new("days", DataType::Int32, true),
        Field::new("status", DataType::Utf8, false),
        Field::new("left_censored", DataType::Boolean, false),
        Field::new("start_provisional", DataType::Boolean, false),
    ]));
    let about = format!(
        "UNPROTECTED ({reason}). Spells of {} by {}. {}, drawn {}, covers {} to {}. forlob {}",
        listing.benefit,
        listing.gap,
        info.source(),
        info.extract_date,
        info.covered.from,
        info.covered.last_day(),
        env!("CARGO_PKG_VERSION")
    );
    let properties = WriterProperties::builder()
        .set_created_by(concat!("forlob ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_key_value_metadata(Some(vec![KeyValue::new("forlob.about".to_owned(), about)]))
        .build();
    let mut writer = ArrowWriter::try_new(file, Arc::clone(&schema), Some(properties))?;
    let mut waiting: Vec<(PersonId, Spell)> = Vec::with_capacity(BATCH);
    lister.each(|person, spell| -> anyhow::Result<()> {
        waiting.push((person, *spell));
        if waiting.len() == BATCH {
            writer.write(&batch(&schema, &waiting)?)?;
            waiting.clear();
        }
        Ok(())
    })?;
    writer.write(&batch(&schema, &waiting)?)?;
    writer.close()?;
    Ok(())
}

fn batch(schema: &Arc<Schema>, spells: &[(PersonId, Spell)]) -> anyhow::Result<RecordBatch> {
    let columns: Vec<ArrayRef> = vec![
        Arc::new(StringArray::from_iter_values(spells.iter().map(|(person, _)| person.reveal_pseudonym()))),
        Arc::new(Date32Array::from_iter(
            spells.iter().map(|(_, spell)| known_start(spell).map(|(start, _)| start.number())),
        )),
        Arc::new(Date32Array::from_iter_values(spells.iter().map(|(_, spell)| spell.last_day().number()))),
        Arc::new(Int32Array::from_iter(spells.iter().map(|(_, spell)| known_start(spell).map(|(_, days)| days)))),
        Arc::new(StringArray::from_iter_values(spells.iter().map(|(_, spell)| status(spell)))),
        Arc::new(BooleanArray::from_iter(spells.iter().map(|(_, spell)| Some(spell.left_censored)))),
        Arc::new(BooleanArray::from_iter(spells.iter().map(|(_, spell)| Some(spell.start_provisional)))),
    ];
    Ok(RecordBatch::try_new(Arc::clone(schema), columns)?)
}
