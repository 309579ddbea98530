//! The payments as a Parquet file: `person` u32, `benefit` u8, `from` and `until` as dates, `until` the first day that
//! is no longer paid.

use crate::payments::Payments;
use anyhow::Context;
use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, UInt8Type, UInt32Type};
use arrow_array::{ArrayRef, Date32Array, RecordBatch, UInt8Array, UInt32Array};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

pub(crate) fn write(payments: &Payments, path: &Path) -> anyhow::Result<()> {
    let columns: [(&str, ArrayRef); 4] = [
        ("person", Arc::new(UInt32Array::from(payments.person.clone()))),
        ("benefit", Arc::new(UInt8Array::from(payments.benefit.clone()))),
        ("from", Arc::new(Date32Array::from(payments.from.clone()))),
        ("until", Arc::new(Date32Array::from(payments.until.clone()))),
    ];
    let batch = RecordBatch::try_from_iter(columns)?;
    let file = File::create(path).with_context(|| path.display().to_string())?;
    let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
    let mut writer = ArrowWriter::try_new(file, batch.schema(), Some(properties))?;
    writer.write(&batch)?;
    writer.close()?;
    Ok(())
}

pub(crate) fn read(path: &Path) -> anyhow::Result<Payments> {
    let file = File::open(path).with_context(|| path.display().to_string())?;
    let builder = ParquetRecordBatchReaderBuilder::try_new(file)?.with_batch_size(1 << 16);
    let n_rows = builder.metadata().file_metadata().num_rows() as usize;
    let mut payments = Payments {
        person: Vec::with_capacity(n_rows),
        benefit: Vec::with_capacity(n_rows),
        from: Vec::with_capacity(n_rows),
        until: Vec::with_capacity(n_rows),
    };
    for batch in builder.build()? {
        let batch = batch?;
        payments.person.extend_from_slice(batch.column(0).as_primitive::<UInt32Type>().values());
        payments.benefit.extend_from_slice(batch.column(1).as_primitive::<UInt8Type>().values());
        payments.from.extend_from_slice(batch.column(2).as_primitive::<Date32Type>().values());
        payments.until.extend_from_slice(batch.column(3).as_primitive::<Date32Type>().values());
    }
    Ok(payments)
}
