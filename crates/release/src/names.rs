//! Names, and a number for each: a cell's name is compared often and is long.

use std::collections::BTreeMap;

/// Names in the order in which they came.
#[derive(Debug, Default)]
pub(crate) struct Names {
    numbers: BTreeMap<String, usize>,
    names: Vec<String>,
}

impl Names {
    /// The number of a name, which is given one where it has none.
    pub(crate) fn number(&mut self, name: &str) -> usize {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        self.numbers.insert(name.to_owned(), self.names.len());
        self.names.push(name.to_owned());
        self.names.len() - 1
    }

    /// The number of a name, if it came.
    pub(crate) fn find(&self, name: &str) -> Option<usize> {
        self.numbers.get(name).copied()
    }

    /// The name of a number.
    pub(crate) fn name(&self, number: usize) -> &str {
        &self.names[number]
    }
}
