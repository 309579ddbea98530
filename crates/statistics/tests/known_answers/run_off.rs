//! Known answers of run-off: to a limit, and of claims.

use crate::digits::assert_all_digits;
use statistics::{ExitRates, Forecast, Running, Scenario};

/// Seed note S004: 2,845 run at the end of 31 January 2026, had started spread evenly over the 985 days from 22 May 2023, and each
/// runs three years. Each day has 2,845 spells here, so that all is 985 times as much and in whole numbers.
#[test]
fn three_years_from_starts_spread_evenly() {
    // A spell that started so many days before 31 January 2026 counts until the day before the same date three years on. They are 1,096
    // days where 29 February 2024 or 2028 is one of them, and 1,095 for a start from 1 March 2024 (701 days before) to 28 February
    // 2025 (337 days before).
    let running = (0..985).map(|before| {
        let days = if (337..=701).contains(&before) { 1095 } else { 1096 };
        Running { elapsed: before, remaining: Some(days - before), n: 2845 }
    });
    let forecast = Forecast {
        rates: ExitRates::none(1),
        running: running.collect(),
        inflow: vec![],
        periods: 1065,
        scenario: Scenario::unchanged(1),
    };
    let projection = forecast.project().unwrap();
    // The ends of 2026, 2027 and 2028.
    let found = [334, 699, 1065].map(|day: usize| projection.periods[day - 1].stock / 985.0);
    for (stock, days) in found.into_iter().zip([762.0, 396.0, 31.0]) {
        assert!((stock - 2845.0 * days / 985.0).abs() < 1e-9, "{stock} for {days} days");
    }
    assert_all_digits(found, "2201. 1144. 90.");
}
