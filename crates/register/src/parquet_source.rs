//! Parquet files of an extract.

use crate::Error;
use crate::error::short;
use crate::field::Field;
use crate::guarded::guarded;
use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, StringArray, types};
use arrow_schema::{DataType, Schema, TimeUnit};
use calendar::Day;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A Parquet file whose schema is read.
#[derive(Debug)]
pub(crate) struct ParquetSource {
    path: PathBuf,
    metadata: ArrowReaderMetadata,
    /// The names of the columns, in lower case.
    pub(crate) header: Vec<String>,
    next_group: usize,
    next_row: u32,
}

/// A row group that is yet to be read.
#[derive(Debug)]
pub(crate) struct ParquetBlock {
    path: PathBuf,
    metadata: ArrowReaderMetadata,
    group: usize,
    first_row: u32,
}

impl ParquetSource {
    pub(crate) fn open(path: &Path) -> Result<ParquetSource, Error> {
        let file = File::open(path).map_err(Error::file(path))?;
        // Without the writer's Arrow schema, text columns are plain text whoever wrote them.
        let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
        let metadata = guarded(|| ArrowReaderMetadata::load(&file, options));
        let metadata = metadata.map_err(|error| {
            Error::refused(
                short(path),
                format!("this is no Parquet file that can be read ({error}): write it anew, or save the table as CSV"),
            )
        })?;
        let header = metadata.schema().fields().iter().map(|field| field.name().trim().to_lowercase()).collect();
        let groups = metadata.metadata().row_groups().iter().map(|group| u32::try_from(group.num_rows()).ok());
        let n_rows = groups.into_iter().try_fold(0u32, |sum, rows| sum.checked_add(rows?));
        let source = ParquetSource { path: path.to_owned(), metadata, header, next_group: 0, next_row: 2 };
        if n_rows.map(i64::from) != Some(source.metadata.metadata().file_metadata().num_rows()) {
            return Err(damaged(path, "it does not have as many rows as it says"));
        }
        Ok(source)
    }

    /// Refuses a column whose type cannot hold what the contract wants.
    pub(crate) fn check_column(&self, column: usize) -> Result<(), Error> {
        let field = self.metadata.schema().field(column);
        if is_readable(field.data_type()) {
            return Ok(());
        }
        let what = format!(
            "the column is {}; only text, numbers and dates can be read: write it as one of them",
            field.data_type()
        );
        Err(Error::refused(format!("{}, column {}", short(&self.path), field.name()), what))
    }

    /// Has columns of text handed out as keys into the few words that they hold, as the file has them.
    pub(crate) fn keep_dictionaries(&mut self, columns: impl Iterator<Item = usize>) -> Result<(), Error> {
        let mut fields: Vec<_> = self.metadata.schema().fields().iter().cloned().collect();
        for column in columns {
            if *fields[column].data_type() != DataType::Utf8 {
                continue;
            }
            let words = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
            fields[column] = Arc::new(fields[column].as_ref().clone().with_data_type(words));
        }
        let options =
            ArrowReaderOptions::new().with_skip_arrow_metadata(true).with_schema(Arc::new(Schema::new(fields)));
        let metadata = Arc::clone(self.metadata.metadata());
        self.metadata =
            guarded(|| ArrowReaderMetadata::try_new(metadata, options)).map_err(|error| damaged(&self.path, &error))?;
        Ok(())
    }

    pub(crate) fn next_block(&mut self) -> Option<ParquetBlock> {
        if self.next_group >= self.metadata.metadata().num_row_groups() {
            return None;
        }
        let block = ParquetBlock {
            path: self.path.clone(),
            metadata: self.metadata.clone(),
            group: self.next_group,
            first_row: self.next_row,
        };
        self.next_row = self.next_row.saturating_add(block.n_rows());
        self.next_group += 1;
        Some(block)
    }
}

impl ParquetBlock {
    /// How many bytes it takes in the file.
    pub(crate) fn size(&self) -> u64 {
        let columns = self.metadata.metadata().row_group(self.group).columns();
        columns.iter().fold(0, |sum: u64, column| sum.saturating_add(column.compressed_size().max(0).unsigned_abs()))
    }

    fn n_rows(&self) -> u32 {
        // Checked when the file was opened.
        u32::try_from(self.metadata.metadata().row_group(self.group).num_rows()).unwrap_or(0)
    }

    /// The number of its first row, counted from 2 as under a header.
    pub(crate) fn first_row(&self) -> u32 {
        self.first_row
    }

    /// Reads the group batch by batch: the number of its first row (counted from 2, as under a header), how many
    /// rows it has, and its columns.
    pub(crate) fn batches(&self, each: impl FnMut(u32, usize, &[ArrayRef])) -> Result<(), Error> {
        self.read(ProjectionMask::all(), each)
    }

    /// The same of some of the columns, which are in the order of the file.
    pub(crate) fn batches_of(&self, columns: &[usize], each: impl FnMut(u32, usize, &[ArrayRef])) -> Result<(), Error> {
        let schema = self.metadata.metadata().file_metadata().schema_descr();
        self.read(ProjectionMask::roots(schema, columns.iter().copied()), each)
    }

    fn read(&self, columns: ProjectionMask, mut each: impl FnMut(u32, usize, &[ArrayRef])) -> Result<(), Error> {
        let file = File::open(&self.path).map_err(Error::file(&self.path))?;
        let builder = || {
            let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, self.metadata.clone());
            builder.with_row_groups(vec![self.group]).with_projection(columns).with_batch_size(1 << 16).build()
        };
        let mut reader = guarded(builder).map_err(|error| damaged(&self.path, &error))?;
        let mut n_rows = 0;
        while let Some(batch) = guarded(|| reader.next().transpose()).map_err(|error| damaged(&self.path, &error))? {
            let columns: Vec<ArrayRef> = batch.columns().iter().map(comparable).collect();
            each(self.first_row.saturating_add(n_rows), batch.num_rows(), &columns);
            n_rows = n_rows.saturating_add(batch.num_rows() as u32);
        }
        if n_rows != self.n_rows() {
            return Err(damaged(&self.path, "it does not have as many rows as it says"));
        }
        Ok(())
    }
}

fn damaged(path: &Path, what: &str) -> Error {
    Error::refused(short(path), format!("the file is damaged ({what}): write it anew, or save the table as CSV"))
}

fn is_readable(kind: &DataType) -> bool {
    use DataType::{Date32, Decimal128, Float32, Float64, LargeUtf8, Null, Timestamp, Utf8, Utf8View};
    kind.is_integer()
        || matches!(
            kind,
            Utf8 | LargeUtf8 | Utf8View | Date32 | Timestamp(..) | Float32 | Float64 | Null | Decimal128(..)
        )
}

/// A column that cannot be read, in words. Only columns that nobody asked for are such, and they count where rows
/// are compared: two rows that differ in one are no duplicates.
fn comparable(column: &ArrayRef) -> ArrayRef {
    if is_readable(column.data_type()) || matches!(column.data_type(), DataType::Dictionary(..)) {
        return Arc::clone(column);
    }
    let words = |row| (!column.is_null(row)).then(|| in_words(column, row));
    Arc::new((0..column.len()).map(words).collect::<StringArray>())
}

fn in_words(column: &ArrayRef, row: usize) -> String {
    let all = |column: &ArrayRef| (0..column.len()).map(|row| in_words(column, row)).collect::<Vec<_>>().join(", ");
    match column.data_type() {
        _ if column.is_null(row) => "null".to_owned(),
        // Debug leaves out what lies in the middle of a long list.
        DataType::List(_) => format!("[{}]", all(&column.as_list::<i32>().value(row))),
        DataType::LargeList(_) => format!("[{}]", all(&column.as_list::<i64>().value(row))),
        DataType::Map(..) => format!("{{{}}}", all(&(Arc::new(column.as_map().value(row)) as ArrayRef))),
        DataType::Struct(_) => format!(
            "({})",
            column.as_struct().columns().iter().map(|part| in_words(part, row)).collect::<Vec<_>>().join(", ")
        ),
        _ => format!("{:?}", column.slice(row, 1)),
    }
}

/// The field in a row of a column.
pub(crate) fn field(column: &dyn Array, row: usize) -> Field<'_> {
    if column.is_null(row) {
        return Field::Blank;
    }
    match column.data_type() {
        DataType::Utf8 => Field::text(column.as_string::<i32>().value(row).as_bytes()),
        DataType::LargeUtf8 => Field::text(column.as_string::<i64>().value(row).as_bytes()),
        DataType::Utf8View => Field::text(column.as_string_view().value(row).as_bytes()),
        DataType::Date32 => day(column.as_primitive::<types::Date32Type>().value(row)),
        DataType::Timestamp(unit, _) => timestamp(column, row, *unit),
        DataType::Int8 => Field::Integer(column.as_primitive::<types::Int8Type>().value(row).into()),
        DataType::Int16 => Field::Integer(column.as_primitive::<types::Int16Type>().value(row).into()),
        DataType::Int32 => Field::Integer(column.as_primitive::<types::Int32Type>().value(row).into()),
        DataType::Int64 => Field::Integer(column.as_primitive::<types::Int64Type>().value(row).into()),
        DataType::UInt8 => Field::Integer(column.as_primitive::<types::UInt8Type>().value(row).into()),
        DataType::UInt16 => Field::Integer(column.as_primitive::<types::UInt16Type>().value(row).into()),
        DataType::UInt32 => Field::Integer(column.as_primitive::<types::UInt32Type>().value(row).into()),
        DataType::UInt64 => Field::Integer(column.as_primitive::<types::UInt64Type>().value(row).into()),
        DataType::Float32 => Field::number(column.as_primitive::<types::Float32Type>().value(row).into()),
        DataType::Float64 => Field::number(column.as_primitive::<types::Float64Type>().value(row)),
        DataType::Decimal128(_, scale) => {
            Field::decimal(column.as_primitive::<types::Decimal128Type>().value(row), *scale)
        }
        _ => Field::Blank,
    }
}

/// A day, if there is such a day.
fn day(number: i32) -> Field<'static> {
    let day = Day::from_number(number);
    if day.number() == number { Field::Day(day) } else { Field::Moment(number.into()) }
}

/// A moment is a date where it is midnight; any other is no date.
fn timestamp(column: &dyn Array, row: usize, unit: TimeUnit) -> Field<'_> {
    let (value, per_day) = match unit {
        TimeUnit::Second => (column.as_primitive::<types::TimestampSecondType>().value(row), 86_400),
        TimeUnit::Millisecond => (column.as_primitive::<types::TimestampMillisecondType>().value(row), 86_400_000),
        TimeUnit::Microsecond => (column.as_primitive::<types::TimestampMicrosecondType>().value(row), 86_400_000_000),
        TimeUnit::Nanosecond => {
            (column.as_primitive::<types::TimestampNanosecondType>().value(row), 86_400_000_000_000)
        }
    };
    match i32::try_from(value.div_euclid(per_day)) {
        Ok(days) if value.rem_euclid(per_day) == 0 => day(days),
        _ => Field::Moment(value),
    }
}
