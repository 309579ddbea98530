//! Square matrices of a few rows.

/// A square matrix.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Matrix {
    size: usize,
    cells: Vec<f64>,
}

impl Matrix {
    pub(crate) fn zero(size: usize) -> Matrix {
        Matrix { size, cells: vec![0.0; size * size] }
    }

    pub(crate) fn identity(size: usize) -> Matrix {
        let mut identity = Matrix::zero(size);
        (0..size).for_each(|place| identity.add(place, place, 1.0));
        identity
    }

    pub(crate) fn at(&self, row: usize, column: usize) -> f64 {
        self.cells[row * self.size + column]
    }

    pub(crate) fn add(&mut self, row: usize, column: usize, value: f64) {
        self.cells[row * self.size + column] += value;
    }

    pub(crate) fn row(&self, row: usize) -> &[f64] {
        &self.cells[row * self.size..(row + 1) * self.size]
    }

    pub(crate) fn plus(mut self, other: &Matrix) -> Matrix {
        self.cells.iter_mut().zip(&other.cells).for_each(|(own, other)| *own += other);
        self
    }

    pub(crate) fn transposed(&self) -> Matrix {
        let mut turned = Matrix::zero(self.size);
        for row in 0..self.size {
            for column in 0..self.size {
                turned.add(column, row, self.at(row, column));
            }
        }
        turned
    }

    pub(crate) fn times(&self, other: &Matrix) -> Matrix {
        let mut product = Matrix::zero(self.size);
        for row in 0..self.size {
            for between in 0..self.size {
                let value = self.at(row, between);
                for column in 0..self.size {
                    product.add(row, column, value * other.at(between, column));
                }
            }
        }
        product
    }

    /// The first `size` rows and columns.
    pub(crate) fn leading(&self, size: usize) -> Matrix {
        let mut leading = Matrix::zero(size);
        for row in 0..size {
            for column in 0..size {
                leading.add(row, column, self.at(row, column));
            }
        }
        leading
    }

    /// The inverse; none where there is none.
    pub(crate) fn inverse(&self) -> Option<Matrix> {
        let mut inverse = Matrix::zero(self.size);
        for column in 0..self.size {
            let mut unit = vec![0.0; self.size];
            unit[column] = 1.0;
            self.solve(&unit)?.into_iter().enumerate().for_each(|(row, value)| inverse.add(row, column, value));
        }
        Some(inverse)
    }

    /// The x with self x = `right`, by elimination with the largest pivot; none where there is no single one.
    pub(crate) fn solve(&self, right: &[f64]) -> Option<Vec<f64>> {
        let (mut left, mut right) = (self.clone(), right.to_vec());
        let largest = self.cells.iter().fold(0.0_f64, |largest, cell| largest.max(cell.abs()));
        for column in 0..self.size {
            let pivot =
                (column..self.size).max_by(|a, b| left.at(*a, column).abs().total_cmp(&left.at(*b, column).abs()))?;
            let size = left.at(pivot, column).abs();
            if size.is_nan() || size <= largest * 1e-12 {
                return None;
            }
            for place in 0..self.size {
                left.cells.swap(pivot * self.size + place, column * self.size + place);
            }
            right.swap(pivot, column);
            for row in column + 1..self.size {
                let factor = left.at(row, column) / left.at(column, column);
                for place in column..self.size {
                    left.add(row, place, -factor * left.at(column, place));
                }
                right[row] -= factor * right[column];
            }
        }
        for row in (0..self.size).rev() {
            let known: f64 = (row + 1..self.size).map(|column| left.at(row, column) * right[column]).sum();
            right[row] = (right[row] - known) / left.at(row, row);
        }
        Some(right)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_solution_solves(cells in prop::collection::vec(-5_i32..5, 9), x in prop::collection::vec(-5_i32..5, 3)) {
            let mut matrix = Matrix::zero(3);
            for (place, cell) in cells.iter().enumerate() {
                matrix.add(place / 3, place % 3, f64::from(*cell));
            }
            let x: Vec<f64> = x.into_iter().map(f64::from).collect();
            let right: Vec<f64> =
                (0..3).map(|row| matrix.row(row).iter().zip(&x).map(|(cell, x)| cell * x).sum()).collect();
            let c = |row: usize, column: usize| i64::from(cells[row * 3 + column]);
            let determinant = c(0, 0) * (c(1, 1) * c(2, 2) - c(1, 2) * c(2, 1))
                - c(0, 1) * (c(1, 0) * c(2, 2) - c(1, 2) * c(2, 0))
                + c(0, 2) * (c(1, 0) * c(2, 1) - c(1, 1) * c(2, 0));
            match matrix.solve(&right) {
                None => prop_assert_eq!(determinant, 0),
                Some(found) => {
                    prop_assert!(determinant != 0);
                    prop_assert!(found.iter().zip(&x).all(|(found, x)| (found - x).abs() < 1e-9));
                }
            }
        }
    }
}
