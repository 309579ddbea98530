//! Tidy CSV, one row a figure: a column for each dimension, then `measure`, `value`, `status` and whatever else.

use crate::cube::{Axis, Categories, Column, Cube, MOST_FIGURES, Named, Shown, total};
use crate::error::{Error, Fault, at};

/// Whether a text is tidy CSV, by its first line.
pub(crate) fn is_tidy(text: &str) -> bool {
    let head = text.lines().next().unwrap_or_default();
    let names: Vec<&str> = head.split(',').map(str::trim).collect();
    names.windows(3).any(|names| names == ["measure", "value", "status"])
}

/// Reads tidy CSV. A dimension that stands as `status_after` is `status`.
pub(crate) fn read(file: &str, text: &str) -> Result<Cube, Error> {
    let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
    let malformed = |error: &csv::Error| {
        let line = error.position().and_then(|position| usize::try_from(position.line()).ok());
        Error { file: file.to_owned(), line, fault: Fault::Mistake(error.to_string()) }
    };
    let head = reader.headers().map_err(|error| malformed(&error))?.clone();
    let Some(measure) = head.iter().position(|name| name == "measure") else {
        return Err(Error { file: file.to_owned(), line: Some(1), fault: Fault::Format });
    };
    let mut axes: Vec<Categories> = (0..measure).map(|_| Categories::default()).collect();
    let mut columns = Categories::default();
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| malformed(&error))?;
        let line = record.position().and_then(|position| usize::try_from(position.line()).ok()).unwrap_or(1);
        let field = |at: usize| record.get(at).unwrap_or_default().trim();
        let place: Vec<usize> = axes.iter_mut().enumerate().map(|(at, axis)| axis.place(field(at))).collect();
        let column = columns.place(field(measure));
        let shown = match (field(measure + 1), field(measure + 2)) {
            ("", "suppressed") => Shown::Hidden("suppressed".to_owned()),
            ("", _) => Shown::NotThere,
            (number, _) => Shown::Number(shortened(number)),
        };
        rows.push((place, column, shown, line));
    }
    let n = axes.iter().try_fold(columns.all.len(), |n, axis| n.checked_mul(axis.all.len()));
    let n = n.filter(|n| *n <= MOST_FIGURES).ok_or_else(|| Error {
        file: file.to_owned(),
        line: None,
        fault: Fault::Mistake(format!("its categories make more than {MOST_FIGURES} figures")),
    })?;
    let mut figures = vec![None; n];
    let mut decimals = vec![0; columns.all.len()];
    for (place, column, shown, line) in rows {
        let of_axes = axes.iter().zip(&place).fold(0, |at, (axis, category)| at * axis.all.len() + category);
        if let Shown::Number(text) = &shown {
            let own = text.split_once('.').map_or(0, |(_, part)| part.len());
            decimals[column] = decimals[column].max(u32::try_from(own).unwrap_or(0));
        }
        let figure = &mut figures[of_axes * columns.all.len() + column];
        if figure.is_some() {
            return Err(at(file, line)("the figure of these categories stands there already".to_owned()));
        }
        *figure = Some((shown, line));
    }
    let name = |name: &str| if name == "status_after" { "status" } else { name }.to_owned();
    let axes = axes.into_iter().zip(head.iter()).map(|(axis, title)| Axis {
        name: Named { id: name(title), title: title.to_owned() },
        total: total(&axis.all),
        categories: axis.all,
    });
    let column = |(name, decimals)| Column { name, unit: String::new(), decimals };
    Ok(Cube {
        axes: axes.collect(),
        columns: columns.all.into_iter().zip(decimals).map(column).collect(),
        figures: figures.into_iter().map(|figure| figure.unwrap_or((Shown::NotThere, 1))).collect(),
        line: 1,
        ..Cube::default()
    })
}

/// A number of a program, with no more decimals than can be kept.
pub(crate) fn shortened(number: &str) -> String {
    let decimals = number.split_once('.').map_or(0, |(_, part)| part.len());
    match number.parse::<f64>() {
        Ok(value) if decimals > 9 || number.contains(['e', 'E']) => format!("{value:.9}"),
        _ => number.to_owned(),
    }
}
