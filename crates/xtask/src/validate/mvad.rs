//! mvad: 712 school leavers of Northern Ireland, what they did in each of 70 months from September 1993.
//!
//! Data: McVicar and Anyadike-Danes, "Predicting successful and unsuccessful transitions from school to work by using
//! sequence methods", Journal of the Royal Statistical Society A 165 (2002). Facts: TraMineR 2.2-12, columns 17 to 86,
//! without weights.

use crate::validate::Setting;
use crate::validate::checks::Checks;
use crate::validate::data_set::{DataSet, Sequences};
use crate::validate::flows::Flows;
use crate::validate::program::{Spell, Store, Table};
use crate::validate::rebuilt::{Rebuilt, spells_by, survival};
use calendar::{Granularity, Period};

const MVAD: DataSet = DataSet {
    name: "mvad",
    states: &[
        ("EM", "employment"),
        ("FE", "FE"),
        ("HE", "HE"),
        ("JL", "joblessness"),
        ("SC", "school"),
        ("TR", "training"),
    ],
    granularity: Granularity::Month,
    columns: ("Sep.93", "Jun.99"),
    from: (1993, 9),
};

const N: usize = 6;
const JL: usize = 3;
const N_PERSONS: u64 = 712;

const N_SPELLS: u64 = 2205;
const SPELLS: [u64; N] = [785, 404, 193, 335, 200, 288];
const N_STATE_MONTHS: u64 = 49_840;
const STATE_MONTHS: [u64; N] = [22_586, 8136, 5980, 4040, 4075, 5023];
/// Mean, median and longest spell in months.
const LENGTHS: [(&str, &str, usize); N] = [
    ("28.77197452", "24", 70),
    ("20.13861386", "22", 70),
    ("30.98445596", "33", 48),
    ("12.05970149", "6", 70),
    ("20.375", "24", 37),
    ("17.44097222", "13", 65),
];
/// The spells of the first four persons: first month, last month, state, counted from 1.
const FIRST_PERSONS: [&str; 4] = [
    "1-4 EM, 5-6 TR, 7-70 EM",
    "1-36 FE, 37-70 HE",
    "1-24 TR, 25-58 FE, 59-68 EM, 69-70 JL",
    "1-47 TR, 48-61 EM, 62-70 JL",
];
const N_TRANSITIONS: u64 = 1493;
const SPELLS_PER_PERSON: [u64; 10] = [52, 251, 186, 122, 47, 27, 16, 5, 4, 2];
const MONTH_TO_MONTH: [[u64; N]; N] = [
    [21_801, 44, 56, 143, 9, 49],
    [227, 7732, 54, 73, 8, 33],
    [60, 1, 5787, 11, 0, 3],
    [165, 33, 9, 3705, 2, 33],
    [58, 33, 74, 23, 3875, 12],
    [192, 18, 0, 68, 2, 4735],
];
/// From, to, rate.
const MONTHLY_RATES: [(usize, usize, &str); 4] =
    [(0, 0, ".98638132296"), (JL, JL, ".93868761084"), (5, 5, ".94416749751"), (4, 2, ".01815950920")];
const YEAR_TO_YEAR: [[u64; N]; N] = [
    [15_192, 232, 303, 771, 15, 287],
    [2178, 4146, 850, 384, 67, 390],
    [550, 16, 3811, 90, 0, 32],
    [829, 113, 45, 1841, 22, 164],
    [500, 433, 963, 101, 1947, 131],
    [1946, 201, 8, 529, 25, 2184],
];
const YEARLY_RATES: [(usize, usize, &str); 2] = [(JL, 0, ".2750497678"), (JL, JL, ".6108161911")];
/// Month, the share of JL, and the entropy of the six shares (over its maximum).
const SHARES: [(&str, &str, &str); 7] = [
    ("1993-09", ".02387640449", ".7748479887"),
    ("1994-09", ".04915730337", ".8364150131"),
    ("1995-09", ".08567415730", ".8655608033"),
    ("1996-09", ".08286516854", ".7430534165"),
    ("1997-09", ".10533707865", ".6288401286"),
    ("1998-09", ".11938202247", ".5424488271"),
    ("1999-06", ".13061797753", ".5200613452"),
];
/// JL over all the time: those there from the beginning, into it, out of it, there at the end, and the persons.
const OPENING: u64 = 17;
const INFLOW: u64 = 318;
const OUTFLOW: u64 = 242;
const OPEN_AT_THE_END: u64 = 93;
const JL_PERSONS: u64 = 244;
/// JL in the months from September 1993 to October 1994; the inflow from October.
const STOCK_BY_MONTH: [u64; 14] = [17, 15, 14, 15, 20, 27, 24, 25, 28, 34, 56, 49, 35, 37];
const INFLOW_BY_MONTH: [u64; 13] = [3, 0, 2, 5, 7, 1, 3, 4, 7, 24, 0, 5, 7];
const OUTFLOW_BY_MONTH: [u64; 14] = [5, 1, 1, 0, 0, 4, 2, 1, 1, 2, 7, 19, 5, 3];
/// JL spells that are not left-censored: how many, how many end, their median.
const JL_STARTED: (u64, u64, usize) = (318, 226, 8);
/// From month 1: those who leave, of how many.
const EXITS: [(u64, u64); 6] = [(21, 318), (51, 297), (35, 239), (10, 202), (14, 190), (13, 172)];
/// Month, at risk, the share that stays, and the shares that have left for EM, FE, HE, SC, TR.
const SURVIVAL: [(usize, u64, &str, [&str; 5]); 5] = [
    (1, 318, ".9339622642", [".03144654088", ".01257861635", ".006289308176", ".003144654088", ".01257861635"]),
    (3, 239, ".6602984132", [".21244177785", ".05391963369", ".022473092813", ".003144654088", ".04772242836"]),
    (6, 172, ".5374249901", [".30234389102", ".07044369811", ".022473092813", ".003144654088", ".06416967388"]),
    (12, 108, ".3915997811", [".40788388680", ".08859212363", ".022473092813", ".003144654088", ".08630646153"]),
    (24, 55, ".2489424872", [".52133927100", ".10115472313", ".030868197144", ".003144654088", ".09455066745"]),
];
const STAYING: [(usize, &str); 6] = [
    (2, ".7735849057"),
    (4, ".6276103729"),
    (5, ".5813653981"),
    (9, ".4635813165"),
    (18, ".2932542499"),
    (36, ".2162904706"),
];

/// Compares the program's figures with the facts.
///
/// # Errors
/// Where the data or the program are not what they are taken for; a difference is not an error yet.
pub(crate) fn check(setting: &Setting<'_>, checks: &mut Checks) -> anyhow::Result<()> {
    let Sequences { periods, persons } = MVAD.read(setting.data)?;
    let store = Store::import(setting.binary, &MVAD, &periods, &persons, &setting.work)?;
    let by_month = store.tabulate("persons", "month,code")?;
    let flows = Flows::count(&store, &MVAD, &by_month, &periods)?;
    let rebuilt = Rebuilt::of(&store, N, periods.len())?;

    spells(&flows, &rebuilt, &persons, checks);
    gap_rules(&store, &rebuilt, checks)?;
    first_persons(setting, &periods, &persons, checks)?;
    transitions(&flows, &rebuilt, checks);
    shares(&by_month, checks)?;
    joblessness(&store, &flows, &periods, checks)?;
    leaving_joblessness(&rebuilt, checks)
}

fn name(state: usize) -> &'static str {
    MVAD.states[state].0
}

fn spells(flows: &Flows, rebuilt: &Rebuilt, persons: &[Vec<usize>], checks: &mut Checks) {
    checks.equal("persons", N_PERSONS, rebuilt.persons.len() as u64);
    checks.equal("spells", N_SPELLS, flows.spells.iter().sum());
    checks.equal("state months", N_STATE_MONTHS, flows.stock.iter().flatten().sum());
    for (state, (mean, median, longest)) in LENGTHS.iter().enumerate() {
        let name = name(state);
        checks.equal(&format!("{name} spells"), SPELLS[state], flows.spells[state]);
        checks.equal(
            &format!("{name} spells whose start is known, of those started"),
            flows.started[state],
            flows.start_known[state],
        );
        checks.equal(&format!("{name} months"), STATE_MONTHS[state], flows.stock[state].iter().sum());
        let lengths = rebuilt.lengths(state);
        let n = lengths.len();
        checks.digits(&format!("{name} mean spell in months"), mean, lengths.iter().sum::<usize>() as f64 / n as f64);
        let middle = (lengths[(n - 1) / 2] + lengths[n / 2]) as f64 / 2.0;
        checks.equal(&format!("{name} median spell in months"), (*median).to_owned(), middle.to_string());
        checks.equal(&format!("{name} longest spell in months"), *longest, lengths[n - 1]);
    }
    checks.equal_lists("persons with 1, 2, 3, … spells", &SPELLS_PER_PERSON, &rebuilt.spells_per_person());
    checks.equal(
        "sequences put together from the spells that are the published ones",
        persons.len(),
        rebuilt.n_in_common(persons),
    );
}

/// In data by month every break is a whole calendar month, and the rules that forgive shorter ones find the same spells.
fn gap_rules(store: &Store<'_>, rebuilt: &Rebuilt, checks: &mut Checks) -> anyhow::Result<()> {
    for gap in ["calendar_month", "one_month"] {
        let spells = spells_by(store, N, gap)?;
        let same = spells.iter().filter(|spell| rebuilt.spells.binary_search(spell).is_ok()).count();
        let found = [spells.len() as u64, same as u64];
        checks.equal_lists(
            &format!("spells by {gap}, and of these the same as by any_break"),
            &[N_SPELLS, N_SPELLS],
            &found,
        );
    }
    Ok(())
}

/// Persons have no names in a store, so each of the four gets one of their own.
fn first_persons(
    setting: &Setting<'_>,
    periods: &[Period],
    persons: &[Vec<usize>],
    checks: &mut Checks,
) -> anyhow::Result<()> {
    for (number, expected) in FIRST_PERSONS.iter().enumerate() {
        let folder = setting.work.join(format!("person-{}", number + 1));
        let store = Store::import(setting.binary, &MVAD, periods, &persons[number..=number], &folder)?;
        let alone = Rebuilt::of(&store, N, periods.len())?;
        let spell = |spell: &Spell| format!("{}-{} {}", spell.first + 1, spell.last + 1, name(spell.state));
        let computed: Vec<String> = alone.spells.iter().map(spell).collect();
        checks.equal(&format!("spells of person {}", number + 1), (*expected).to_owned(), computed.join(", "));
    }
    Ok(())
}

/// A change of state is a start, by where it came from, and an end, by where it went.
fn transitions(flows: &Flows, rebuilt: &Rebuilt, checks: &mut Checks) {
    checks.equal("transitions, as starts", N_TRANSITIONS, flows.started.iter().sum());
    checks.equal("transitions, as ends", N_TRANSITIONS, flows.ended.iter().sum());
    checks.equal("starts from no state", 0, flows.from_nowhere);
    let (month, year) = (rebuilt.transitions(N, 1), rebuilt.transitions(N, 12));
    for from in 0..N {
        let what = |how: &str| format!("{} to EM FE HE JL SC TR, {how}", name(from));
        checks.equal_lists(&what("a month later: by starts"), &MONTH_TO_MONTH[from], &flows.by_starts[from]);
        checks.equal_lists(&what("a month later: by ends"), &MONTH_TO_MONTH[from], &flows.by_ends[from]);
        checks.equal_lists(&what("a month later: by spells"), &MONTH_TO_MONTH[from], &month[from]);
        checks.equal_lists(&what("a year later: by spells"), &YEAR_TO_YEAR[from], &year[from]);
    }
    let mut rates = |list: &[(usize, usize, &str)], matrix: &[Vec<u64>], when: &str| {
        for (from, to, rate) in list {
            let computed = matrix[*from][*to] as f64 / matrix[*from].iter().sum::<u64>() as f64;
            checks.digits(&format!("rate {} to {} a {when} later", name(*from), name(*to)), rate, computed);
        }
    };
    rates(&MONTHLY_RATES, &flows.by_starts, "month");
    rates(&YEARLY_RATES, &year, "year");
}

fn shares(by_month: &Table, checks: &mut Checks) -> anyhow::Result<()> {
    for (month, share, entropy) in SHARES {
        let mut shares = Vec::new();
        for state in 0..N {
            shares.push(by_month.figure("share", &[("month", month), ("code", name(state))])? / 100.0);
        }
        checks.digits(&format!("share of JL {month}"), share, shares[JL]);
        let sum: f64 = shares.iter().filter(|share| **share > 0.0).map(|share| share * share.ln()).sum();
        checks.digits(&format!("entropy {month}"), entropy, -sum / (N as f64).ln());
    }
    Ok(())
}

/// Stock and flow. The stock of a month is there the persons in the state in it; here they are the opening stock of
/// the month and those who start in it, and the closing stock is without those who end in it.
fn joblessness(store: &Store<'_>, flows: &Flows, periods: &[Period], checks: &mut Checks) -> anyhow::Result<()> {
    let whole = |measure: &str| store.tabulate(measure, "period")?.count(&[]);
    let (opening, closing) = (whole("jl.opening")?, whole("jl.closing")?);
    let (inflow, outflow) = (flows.started[JL], flows.ended[JL]);
    checks.equal("JL opening stock, left-censored", OPENING, opening);
    checks.equal("JL inflow", INFLOW, inflow);
    checks.equal("JL outflow", OUTFLOW, outflow);
    checks.equal("JL open at the end", OPEN_AT_THE_END, closing);
    checks.equal("JL opening + inflow - outflow", OPEN_AT_THE_END, opening + inflow - outflow);
    checks.equal("JL persons", JL_PERSONS, whole("jl.persons")?);
    let by_month = |measure: &str, dimension: &str| -> anyhow::Result<Vec<u64>> {
        let by = if dimension.is_empty() { "month".to_owned() } else { format!("month,{dimension}") };
        let table = store.tabulate(measure, &by)?;
        let all = |period: &Period| match dimension {
            "" => table.count(&[("month", &period.to_string())]),
            // The column of the dimension `status`: the other of that name is the state of the figure.
            "status" => table.count(&[("month", &period.to_string()), ("status_after", "all")]),
            _ => table.count(&[("month", &period.to_string()), (dimension, "all")]),
        };
        periods.iter().map(all).collect()
    };
    let (opening, closing) = (by_month("jl.opening", "")?, by_month("jl.closing", "")?);
    let (started, ended) = (by_month("jl.started", "before")?, by_month("jl.ended", "status")?);
    let stock = &flows.stock[JL];
    let sum = |a: &[u64], b: &[u64]| a.iter().zip(b).map(|(a, b)| a + b).collect::<Vec<u64>>();
    let when = "Sep 93 to Oct 94";
    checks.equal_lists(&format!("JL stock {when}, as persons"), &STOCK_BY_MONTH, &stock[..14]);
    checks.equal_lists(
        &format!("JL stock {when}, as opening + started"),
        &STOCK_BY_MONTH,
        &sum(&opening, &started)[..14],
    );
    checks.equal_lists("JL inflow Oct 93 to Oct 94", &INFLOW_BY_MONTH, &started[1..14]);
    checks.equal_lists(&format!("JL outflow to the next month {when}"), &OUTFLOW_BY_MONTH, &ended[..14]);
    checks.equal("months of 70 in which JL opening + started = closing + ended = persons", 70, {
        let (into, out) = (sum(&opening, &started), sum(&closing, &ended));
        (0..stock.len()).filter(|at| into[*at] == stock[*at] && out[*at] == stock[*at]).count()
    });
    Ok(())
}

/// How long the spells on JL last whose start is known, and where they go.
fn leaving_joblessness(rebuilt: &Rebuilt, checks: &mut Checks) -> anyhow::Result<()> {
    let exits = rebuilt.exits(JL, N)?;
    let staying = survival(&exits);
    let (n, n_ended, median) = JL_STARTED;
    checks.equal("JL spells with a known start", n, exits[0].at_risk);
    checks.equal("JL spells with a known start that end", n_ended, exits.iter().map(|month| month.all()).sum());
    checks.equal(
        "JL median in months, by survival",
        median,
        1 + staying.iter().take_while(|(share, _)| *share > 0.5).count(),
    );
    for ((ends, at_risk), month) in EXITS.iter().zip(1..) {
        let computed = &exits[month - 1];
        checks.equal_lists(
            &format!("JL exits and at risk, month {month}"),
            &[*ends, *at_risk],
            &[computed.all(), computed.at_risk],
        );
    }
    for (month, at_risk, stays, left) in SURVIVAL {
        let (staying, gone) = &staying[month - 1];
        checks.equal(&format!("JL at risk, month {month}"), at_risk, exits[month - 1].at_risk);
        checks.digits(&format!("JL staying beyond month {month}"), stays, *staying);
        let others = (0..N).filter(|state| *state != JL);
        for (to, left) in others.zip(left) {
            checks.digits(&format!("JL gone to {} by month {month}", name(to)), left, gone[to]);
        }
    }
    for (month, stays) in STAYING {
        checks.digits(&format!("JL staying beyond month {month}"), stays, staying[month - 1].0);
    }
    Ok(())
}
