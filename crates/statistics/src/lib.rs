//! Survival, competing risks, several states and the forecast of a stock: numbers in, numbers out.

mod confidence;
mod distribution;
mod error;
mod incidence;
mod life_table;
mod log_rank;
mod matrix;
mod survival;

pub use confidence::{Confidence, Interval, Scale};
pub use distribution::{chi_squared_upper_tail, normal_quantile, normal_upper_tail};
pub use error::Error;
pub use incidence::{Incidence, Variance};
pub use life_table::{LifeTable, Observation, Outcome};
pub use log_rank::{Test, gray_test, log_rank};
pub use survival::{CumulativeHazard, Mean, Quantile, Survival};
