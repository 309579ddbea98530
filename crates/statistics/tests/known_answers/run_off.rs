//! Known answers of run-off: to a limit, and of claims.

use crate::digits::{assert_all_digits, assert_digits};
use statistics::{ExitRates, Forecast, Running, Scenario, chain_ladder};

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

/// Taylor and Ashe's claims (1983), as R ChainLadder has them (`GenIns`, `MackChainLadder` with Mack's last variance).
const GEN_INS: &str = "
    357848 1124788 1735330 2218270 2745596 3319994 3466336 3606286 3833515 3901463
    352118 1236139 2170033 3353322 3799067 4120063 4647867 4914039 5339085
    290507 1292306 2218525 3235179 3985995 4132918 4628910 4909315
    310608 1418858 2195047 3757447 4029929 4381982 4588268
    443160 1136350 2128333 2897821 3402672 3873311
    396132 1333217 2180715 2985752 3691712
    440832 1288463 2419861 3483130
    359480 1421128 2864498
    376686 1363294
    344014
";

#[test]
fn gen_ins() {
    let rows: Vec<Vec<f64>> = GEN_INS
        .trim()
        .lines()
        .map(|line| line.split_whitespace().map(|amount| amount.parse().unwrap()).collect())
        .collect();
    let found = chain_ladder(&rows).unwrap();
    assert_all_digits(
        found.factors.iter().copied(),
        "3.490606548 1.747332642 1.457412836 1.173851709 1.103823532 1.086269364 1.053874356 1.076555178 1.017724725",
    );
    assert_digits(found.reserve, "18680855.61");
    assert_digits(found.standard_error, "2447094.86");
}
