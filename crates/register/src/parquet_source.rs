//! Parquet files of an extract.

use crate::Error;
use crate::error::short;
use crate::field::Field;
use arrow_array::cast::AsArray;
use arrow_array::{Array, RecordBatch, types};
use arrow_schema::{DataType, TimeUnit};
use calendar::Day;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder};
use std::fs::File;
use std::path::{Path, PathBuf};

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
        let metadata = ArrowReaderMetadata::load(&file, options).map_err(|error| Error::refused(short(path), format!("this is no Parquet file that can be read: {error}")))?;
        let header = metadata.schema().fields().iter().map(|field| field.name().trim().to_lowercase()).collect();
        Ok(ParquetSource { path: path.to_owned(), metadata, header, next_group: 0, next_row: 2 })
    }

    /// Refuses a column whose type cannot hold what the contract wants.
    pub(crate) fn check_column(&self, column: usize) -> Result<(), Error> {
        let field = self.metadata.schema().field(column);
        match field.data_type() {
            DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Date32 | DataType::Timestamp(..) | DataType::Float32 | DataType::Float64 | DataType::Null => Ok(()),
            kind if kind.is_integer() => Ok(()),
            DataType::Decimal128(..) => Ok(()),
            kind => Err(Error::refused(format!("{}, column {}", short(&self.path), field.name()), format!("the column is {kind}; text, numbers and dates can be read"))),
        }
    }

    pub(crate) fn next_block(&mut self) -> Option<ParquetBlock> {
        if self.next_group >= self.metadata.metadata().num_row_groups() {
            return None;
        }
        let block = ParquetBlock { path: self.path.clone(), metadata: self.metadata.clone(), group: self.next_group, first_row: self.next_row };
        self.next_row += self.metadata.metadata().row_group(self.next_group).num_rows() as u32;
        self.next_group += 1;
        Some(block)
    }
}

impl ParquetBlock {
    pub(crate) fn size(&self) -> u64 {
        self.metadata.metadata().row_group(self.group).compressed_size().max(0) as u64
    }

    /// Reads the group batch by batch, each with the number of its first row (counted from 2, as under a header).
    pub(crate) fn batches(&self, mut each: impl FnMut(u32, &RecordBatch)) -> Result<(), Error> {
        let unreadable = |error: String| Error::refused(short(&self.path), format!("the file is damaged: {error}"));
        let file = File::open(&self.path).map_err(Error::file(&self.path))?;
        let reader = ParquetRecordBatchReaderBuilder::new_with_metadata(file, self.metadata.clone())
            .with_row_groups(vec![self.group])
            .with_projection(ProjectionMask::all())
            .with_batch_size(1 << 16)
            .build()
            .map_err(|error| unreadable(error.to_string()))?;
        let mut row = self.first_row;
        for batch in reader {
            let batch = batch.map_err(|error| unreadable(error.to_string()))?;
            each(row, &batch);
            row += batch.num_rows() as u32;
        }
        Ok(())
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
        DataType::Date32 => Field::Day(Day::from_number(column.as_primitive::<types::Date32Type>().value(row))),
        DataType::Timestamp(unit, _) => timestamp(column, row, *unit),
        DataType::Int8 => Field::Integer(column.as_primitive::<types::Int8Type>().value(row).into()),
        DataType::Int16 => Field::Integer(column.as_primitive::<types::Int16Type>().value(row).into()),
        DataType::Int32 => Field::Integer(column.as_primitive::<types::Int32Type>().value(row).into()),
        DataType::Int64 => Field::Integer(column.as_primitive::<types::Int64Type>().value(row)),
        DataType::UInt8 => Field::Integer(column.as_primitive::<types::UInt8Type>().value(row).into()),
        DataType::UInt16 => Field::Integer(column.as_primitive::<types::UInt16Type>().value(row).into()),
        DataType::UInt32 => Field::Integer(column.as_primitive::<types::UInt32Type>().value(row).into()),
        DataType::UInt64 => i64::try_from(column.as_primitive::<types::UInt64Type>().value(row)).map_or(Field::Blank, Field::Integer),
        DataType::Float32 => Field::number(column.as_primitive::<types::Float32Type>().value(row).into()),
        DataType::Float64 => Field::number(column.as_primitive::<types::Float64Type>().value(row)),
        DataType::Decimal128(_, scale) => {
            Field::number(column.as_primitive::<types::Decimal128Type>().value(row) as f64 / 10f64.powi((*scale).into()))
        }
        _ => Field::Blank,
    }
}

/// A moment is a date where it is midnight; any other is no date.
fn timestamp(column: &dyn Array, row: usize, unit: TimeUnit) -> Field<'_> {
    let (value, per_day) = match unit {
        TimeUnit::Second => (column.as_primitive::<types::TimestampSecondType>().value(row), 86_400),
        TimeUnit::Millisecond => (column.as_primitive::<types::TimestampMillisecondType>().value(row), 86_400_000),
        TimeUnit::Microsecond => (column.as_primitive::<types::TimestampMicrosecondType>().value(row), 86_400_000_000),
        TimeUnit::Nanosecond => (column.as_primitive::<types::TimestampNanosecondType>().value(row), 86_400_000_000_000),
    };
    match i32::try_from(value.div_euclid(per_day)) {
        Ok(days) if value.rem_euclid(per_day) == 0 => Field::Day(Day::from_number(days)),
        _ => Field::Number(0.5),
    }
}
