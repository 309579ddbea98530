//! Survival, competing risks, several states and the forecast of a stock: numbers in, numbers out.
//!
//! ```text
//! observations ──► LifeTable ──┬─► Survival           share still in, its quantiles and restricted mean
//! (or a cube's     (counts by  ├─► CumulativeHazard   Nelson and Aalen
//!  counts)          discrete   ├─► Incidence          share that has exited by a cause, others competing
//!                   time)      ├─► log_rank, gray_test    groups compared
//!                              ├─► coarsen, in_bands  a table whose curves may be published
//!                              └─► ExitRates ──► Forecast ──► Projection, Draws ──► back_test
//! episodes ──► Transitions ──► Occupation             who is in which state; expected time in each
//! stretches ──► MeanCount                             events that recur
//! subjects ──► proportional_hazards, subdistribution_hazards   what covariates have to do with it
//! bands ──► actuarial      triangle ──► chain_ladder
//! ```
//!
//! **Time is discrete**, in whole units of a grid: days, weeks, months. Observations are counted into arrays, one addition each
//! and no sort, and every estimate walks over the grid once; a million spells cost what their counting costs. Ties are
//! exact, since the counts of a time happen together: R's `survival` has trouble with months that are days divided by 30.5, and
//! lifelines' Aalen-Johansen puts tied exits into a random order, so its incidences are wrong and change with the seed. Here neither can be.
//!
//! **Left truncation** is in the counts: whoever is seen only after some time is at risk only after it.
//!
//! **Chance** (the bootstrap) is a function of seed, draw and place: no clock, no order of threads.
//!
//! Estimates say nothing of what may be published: that is for a release, or for [`coarsen`] where a curve goes out by itself.
//!
//! # Example
//!
//! ```
//! use statistics::{Confidence, Incidence, LifeTable, Scale, Survival, Variance};
//! // By month 0 to 4: exits to work, exits to education, still running when last seen.
//! let table = LifeTable::from_start(vec![vec![0, 30, 20, 10, 5], vec![0, 5, 5, 5, 5]], vec![0, 0, 0, 0, 15])?;
//! let survival = Survival::of(&table);
//! let median = survival.quantile(0.5, Confidence { level: 0.95, scale: Scale::LogLog })?;
//! assert_eq!((median.time, median.lower, median.upper), (Some(2), Some(2), Some(2)));
//! let to_work = Incidence::of(&table, 0, Variance::Greenwood)?;
//! assert!((to_work.at(4) - 0.65).abs() < 1e-12);
//! # Ok::<(), statistics::Error>(())
//! ```

mod actuarial;
mod back_test;
mod bootstrap;
mod chain_ladder;
mod confidence;
mod disclosure;
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
mod newton;
mod regression;
mod subdistribution;
mod survival;

pub use actuarial::{Band, actuarial};
pub use back_test::{Horizon, Trial, back_test};
pub use bootstrap::Draws;
pub use chain_ladder::{ChainLadder, chain_ladder};
pub use confidence::{Confidence, Interval, Scale};
pub use disclosure::{Banded, coarsen, in_bands};
pub use distribution::{chi_squared_upper_tail, normal_quantile, normal_upper_tail};
pub use error::Error;
pub use exit_rates::{ExitRates, Rate};
pub use forecast::{Forecast, Inflow, Leave, Projected, Projection, Running, Scenario};
pub use generator::Generator;
pub use incidence::{Incidence, Variance};
pub use life_table::{LifeTable, Observation, Outcome};
pub use log_rank::{Test, gray_test, log_rank};
pub use mean_count::{MeanCount, Stretch};
pub use multi_state::{Episode, Occupation, Transitions};
pub use regression::{Regression, Subject, Ties, proportional_hazards};
pub use subdistribution::subdistribution_hazards;
pub use survival::{CumulativeHazard, Mean, Quantile, Survival};
