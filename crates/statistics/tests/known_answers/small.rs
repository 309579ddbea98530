//! Small data: a handful of persons each.

use crate::digits::{assert_all_digits, assert_digits};
use statistics::{
    Confidence, CumulativeHazard, Incidence, LifeTable, Observation, Outcome, Scale, Survival, Variance, actuarial,
    log_rank,
};

/// Times as they are written: `13+` is censored.
fn table(last: u32, times: &str) -> LifeTable {
    let observations = times.split_whitespace().map(|time| {
        let (time, outcome) = match time.strip_suffix('+') {
            Some(time) => (time, Outcome::Censored),
            None => (time, Outcome::Exit(0)),
        };
        Observation { after: None, time: time.parse().unwrap(), outcome }
    });
    LifeTable::count(last, 1, observations).unwrap()
}

const AS_R: Confidence = Confidence { level: 0.95, scale: Scale::Log };

/// Therneau and Grambsch, *Modeling Survival Data* (2000), appendix E, test data 1; by hand.
#[test]
fn therneau_and_grambsch_1() {
    let table = table(9, "1 1+ 6 6 8+ 9");
    let survival = Survival::of(&table);
    let hazard = CumulativeHazard::of(&table, None).unwrap();
    let fractions =
        [(1, 5.0 / 6.0, 1.0 / 6.0), (6, 5.0 / 12.0, 2.0 / 3.0), (8, 5.0 / 12.0, 2.0 / 3.0), (9, 0.0, 5.0 / 3.0)];
    for (time, s, h) in fractions {
        assert!((survival.at(time) - s).abs() < 1e-15 && (hazard.at(time) - h).abs() < 1e-15, "time {time}");
    }
    // Aalen's variance: 1/36 + 2/16 + 1.
    assert!((hazard.standard_error(9).powi(2) - (1.0 / 36.0 + 2.0 / 16.0 + 1.0)).abs() < 1e-15);
}

const MAINTAINED: &str = "9 13 13+ 18 23 28+ 31 34 45+ 48 161+";
const NOT_MAINTAINED: &str = "5 5 8 8 12 16+ 23 27 30 33 43 45";

/// Miller, *Survival Analysis* (1981), acute myelogenous leukemia; R survival 3.5-3.
#[test]
fn aml() {
    let (maintained, not) = (table(161, MAINTAINED), table(161, NOT_MAINTAINED));
    let (first, second) = (Survival::of(&maintained), Survival::of(&not));
    let at = [9, 13, 18, 23, 31, 34, 48];
    assert_all_digits(
        at.map(|time| first.at(time)),
        ".90909091 .81818182 .71590909 .61363636 .49090909 .36818182 .18409091",
    );
    assert_all_digits(
        at.map(|time| first.standard_error(time)),
        ".086678417 .116291300 .139664971 .152632331 .164193267 .162668886 .153492746",
    );
    assert_all_digits(
        [5, 8, 12, 23, 27, 30, 33, 43, 45].map(|time| second.at(time)),
        ".83333333 .66666667 .58333333 .48611111 .38888889 .29166667 .19444444 .09722222 0",
    );
    assert_eq!((first.median(), second.median()), (Some(31), Some(23)));
    assert_eq!(first.quantile(0.5, AS_R).unwrap().time, Some(31));
    let test = log_rank(&[maintained, not], None, 0.0).unwrap();
    assert_eq!(test.observed, [7.0, 11.0]);
    assert_all_digits(test.expected.iter().copied(), "10.689336 7.310664");
    assert_digits(test.statistic, "3.3963887");
    assert_digits(test.p, ".0653393");
}

/// First months of joblessness in mvad (McVicar and Anyadike-Danes 2002), as printed with R survival 3.5-3; the whole of it is read
/// in `validation/survival`. Those at risk and exits of months 1 to 6 are printed; who is not at risk the month after, and has not
/// exited, was censored.
#[test]
fn joblessness_in_mvad() {
    let at_risk = [318, 297, 239, 202, 190, 172];
    let exits: [u64; 6] = [21, 51, 35, 10, 14, 13];
    let mut censored = vec![0];
    censored.extend((0..5).map(|month| at_risk[month] - exits[month] - at_risk[month + 1]));
    censored.push(172 - 13);
    let exits: Vec<u64> = std::iter::once(0).chain(exits).collect();
    let survival = Survival::of(&LifeTable::from_start(vec![exits], censored).unwrap());
    let printed = ".9339622642 .7735849057 .6602984132 .6276103729 .5813653981 .5374249901";
    assert_all_digits((1..=6).map(|month| survival.at(month)), printed);
    assert_all_digits([1, 3, 6].map(|month| survival.standard_error(month)), ".01392666702 .02672575204 .02838753981");
    // Month 1 by cause: 21 exits among 318 that give the printed shares.
    let causes = [10, 4, 2, 1, 4].map(|exits| vec![0, exits]);
    let table = LifeTable::from_start(causes.to_vec(), vec![0, 297]).unwrap();
    let incidences = Incidence::all(&table, Variance::Greenwood);
    let printed = ".03144654088 .01257861635 .006289308176 .003144654088 .01257861635";
    assert_all_digits(incidences.iter().map(|incidence| incidence.at(1)), printed);
}

/// Weaning among 927 women, Klein and Moeschberger's example 5.4 (KMsurv: `lifetab`), in bands of unequal length.
#[test]
fn weaning() {
    let starts = [0, 2, 3, 5, 7, 11, 17, 25, 37, 53];
    let lost = [2, 3, 6, 9, 7, 5, 3, 0, 0, 0];
    let events = [77, 71, 119, 75, 109, 148, 107, 74, 85, 27];
    let bands = actuarial(&starts, &events, &lost).unwrap();
    assert_eq!(bands[0].entering, 927);
    assert_all_digits(
        bands.iter().map(|band| band.survival),
        "1 .91684665227 .83994634239 .71030481873 .62764715945 .50580648201 .33814834240 .21528969168 .12963680359
         .03125172944",
    );
    assert_all_digits(
        bands.iter().filter_map(|band| band.hazard),
        ".04338028169 .08754623921 .08362614195 .06177924217 .05374753452 .06621923937 .05549792531 .04138702461
         .07643884892",
    );
    assert_all_digits(
        bands.iter().map(|band| band.standard_error),
        "0 .009073664721 .012058377971 .014947215324 .015966926513 .016592924628 .015812196593 .013826141881
         .011358268693 .005911869368",
    );
}
