//! Survival, competing risks, several states and the forecast of a stock: numbers in, numbers out.

mod back_test;
mod bootstrap;
mod confidence;
mod distribution;
mod error;
mod exit_rates;
mod forecast;
mod generator;
mod incidence;
mod life_table;
mod log_rank;
mod matrix;
mod mean_count;
mod multi_state;
mod survival;

pub use back_test::{Horizon, Trial, back_test};
pub use bootstrap::Draws;
pub use confidence::{Confidence, Interval, Scale};
pub use distribution::{chi_squared_upper_tail, normal_quantile, normal_upper_tail};
pub use error::Error;
pub use exit_rates::{ExitRates, Rate};
pub use forecast::{Forecast, Inflow, Leave, Period, Projection, Running, Scenario};
pub use generator::Generator;
pub use incidence::{Incidence, Variance};
pub use life_table::{LifeTable, Observation, Outcome};
pub use log_rank::{Test, gray_test, log_rank};
pub use mean_count::{MeanCount, Stretch};
pub use multi_state::{Episode, Occupation, Transitions};
pub use survival::{CumulativeHazard, Mean, Quantile, Survival};
