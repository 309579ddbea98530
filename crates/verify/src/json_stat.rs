//! JSON-stat 2.0, one dataset: <https://json-stat.org/full/>.

use crate::cube::{Axis, Column, Cube, MOST_FIGURES, Named, Shown, means_hidden, total};
use crate::error::{Error, Fault, Mistake};
use crate::tidy::shortened;
use serde_json::Value;

/// The dimension of the columns of figures, where no role says which it is.
const CONTENTS: &str = "ContentsCode";

/// Reads a dataset.
pub(crate) fn read(file: &str, text: &str) -> Result<Cube, Error> {
    let fault =
        |line: Option<usize>, mistake: Mistake| Error { file: file.to_owned(), line, fault: Fault::Mistake(mistake) };
    let data: Value = serde_json::from_str(text).map_err(|error| {
        let why = error.to_string();
        fault(Some(error.line().max(1)), why.split(" at line ").next().unwrap_or(&why).to_owned())
    })?;
    let line = (1..).zip(text.lines()).find(|(_, line)| line.contains("\"value\"")).map_or(1, |(line, _)| line);
    cube(&data, line).map_err(|mistake| fault(None, mistake))
}

fn cube(data: &Value, line: usize) -> Result<Cube, Mistake> {
    if data["class"] != "dataset" {
        return Err("`class` is not `dataset`; only a single dataset is read".to_owned());
    }
    let texts = |value: &Value| -> Vec<String> {
        value.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let ids = texts(&data["id"]);
    let sizes: Option<Vec<usize>> = data["size"].as_array().map(|sizes| {
        sizes.iter().filter_map(|size| size.as_u64().and_then(|size| usize::try_from(size).ok())).collect()
    });
    let sizes = sizes.filter(|sizes| sizes.len() == ids.len()).ok_or("`id` and `size` do not go together")?;
    let n = sizes.iter().try_fold(1_usize, |n, size| n.checked_mul(*size)).filter(|n| *n <= MOST_FIGURES);
    let n = n.ok_or_else(|| format!("`size` makes more than {MOST_FIGURES} figures"))?;
    let metric = texts(&data["role"]["metric"]);
    let is_metric = |id: &String| metric.contains(id) || (metric.is_empty() && id == CONTENTS);
    let contents = ids.iter().position(is_metric);
    let mut axes = Vec::new();
    let mut columns =
        vec![Column { name: Named { id: String::new(), title: text_of(&data["label"], "") }, ..Column::default() }];
    for (at, (id, size)) in ids.iter().zip(&sizes).enumerate() {
        let dimension = &data["dimension"][id];
        let categories = categories(&dimension["category"], *size).map_err(|why| format!("dimension `{id}`: {why}"))?;
        if Some(at) == contents {
            let unit = |name: &Named| &dimension["category"]["unit"][&name.id];
            let decimals = |name: &Named| unit(name)["decimals"].as_u64().and_then(|n| u32::try_from(n).ok());
            let column = |name: Named| Column {
                unit: text_of(&unit(&name)["base"], ""),
                decimals: decimals(&name).filter(|decimals| *decimals <= 9).unwrap_or(0),
                name,
            };
            columns = categories.into_iter().map(column).collect();
        } else {
            let name = Named { id: id.clone(), title: text_of(&dimension["label"], id) };
            axes.push(Axis { name, total: total(&categories), categories });
        }
    }
    // Where the columns of figures are not the last dimension, the figures are put so.
    let after: usize = contents.map_or(1, |at| sizes[at + 1..].iter().product());
    let n_columns = columns.len();
    let mut figures = vec![(Shown::NotThere, line); n];
    for at in 0..n {
        let (before, rest) = (at / (after * n_columns), at % (after * n_columns));
        let place = if contents.is_some() { (before * after + rest % after) * n_columns + rest / after } else { at };
        figures[place] = (figure(data, at)?, line);
    }
    let notes = texts(&data["note"]).join("\n");
    Ok(Cube { axes, columns, figures, notes, may_be_summed: false, line })
}

fn text_of(value: &Value, otherwise: &str) -> String {
    value.as_str().unwrap_or(otherwise).to_owned()
}

/// The categories of a dimension in their order.
fn categories(category: &Value, size: usize) -> Result<Vec<Named>, Mistake> {
    let ids: Vec<String> = match (&category["index"], &category["label"]) {
        (Value::Array(ids), _) => ids.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        (Value::Object(places), _) => {
            let mut ids: Vec<(u64, &String)> =
                places.iter().filter_map(|(id, place)| place.as_u64().map(|place| (place, id))).collect();
            ids.sort_unstable();
            ids.into_iter().map(|(_, id)| id.clone()).collect()
        }
        (_, Value::Object(labels)) if labels.len() == 1 => labels.keys().cloned().collect(),
        _ => Vec::new(),
    };
    if ids.len() != size {
        return Err(format!("it has {} categories and `size` says {size}", ids.len()));
    }
    Ok(ids.into_iter().map(|id| Named { title: text_of(&category["label"][&id], &id), id }).collect())
}

/// The figure at a place of `value`, and why it is none.
fn figure(data: &Value, at: usize) -> Result<Shown, Mistake> {
    let of = |all: &'_ Value| -> Value {
        match all {
            Value::Array(all) => all.get(at).cloned().unwrap_or(Value::Null),
            Value::Object(all) => all.get(&at.to_string()).cloned().unwrap_or(Value::Null),
            other => other.clone(),
        }
    };
    match of(&data["value"]) {
        Value::Number(number) => Ok(Shown::Number(shortened(&number.to_string()))),
        Value::Null => {
            let status = of(&data["status"]);
            let symbol = status.as_str().unwrap_or_default();
            let symbols = &data["extension"]["symbols"];
            let hides = match symbols[symbol].as_str() {
                Some(meaning) => means_hidden(meaning),
                None => symbol == "..",
            };
            Ok(if hides { Shown::Hidden(symbol.to_owned()) } else { Shown::NotThere })
        }
        other => Err(format!("the figure at place {at} is `{other}`, which is neither a number nor null")),
    }
}
