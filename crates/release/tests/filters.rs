//! Tables by filters: what they leave between them, in one dimension and in two at once, and beside bands.

#![allow(clippy::unwrap_used, reason = "a test whose own set-up is wrong fails")]

mod drawn;

use audit::{Cell, Fact, FindingKind, Published, Rule, Settings, Value};
use definitions::{Dimension, Disclosure};
use drawn::{Asked, DrawnPerson, tables};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use release::{Entry, Ledger, Method, ProtectedCell, ProtectedTable};
use std::collections::BTreeMap;

/// So many women, or men, of an age, whose spells start in May 2018.
fn of(n: usize, woman: bool, age: u8) -> Vec<DrawnPerson> {
    vec![DrawnPerson { municipality: 101, woman, age, from_month: 16, months: 3, spells: 1 }; n]
}

/// A measure of those who start, in 2018, by some dimensions, of whoever is in a category alone.
fn asked(measure: &'static str, by: &[Dimension], only: Option<(Dimension, &str)>) -> Asked {
    Asked {
        measure,
        periods: "2018",
        by: [Dimension::Year].iter().chain(by).copied().collect(),
        only: only.into_iter().map(|(dimension, id)| (dimension, id.to_owned())).collect(),
        against: None,
        spread: None,
    }
}

const STARTED: &str = "ressourceforlob.started";

/// For each table the ids of the rows whose count is hidden.
fn hidden(people: &[Vec<DrawnPerson>], asked: &[Asked]) -> Vec<Vec<String>> {
    let tables = tables(&people.concat(), asked);
    let entry = |table| Entry { table, rule: Disclosure::default(), must_show: &[], is_new: true };
    let entries: Vec<Entry<'_>> = tables.iter().map(entry).collect();
    let protected = release::protect(&entries, &[], Method::Suppression, &Ledger::default()).unwrap();
    let of_table = |table: &ProtectedTable| {
        let rows = (0..table.n_rows()).filter(|row| table.cell(*row, 0) == ProtectedCell::Suppressed);
        rows.map(|row| table.categories(row).map(|category| category.id.as_str()).collect::<Vec<_>>().join(" "))
            .collect()
    };
    protected.tables.iter().map(of_table).collect()
}

/// Everybody, the men, those under 40, and the men under 40: the women of 40 and more are what is left of four tables.
#[test]
fn who_passes_neither_of_two_filters_is_protected() {
    let hidden_of = |older_women: usize, by: &[Dimension]| {
        let people = [of(20, false, 30), of(15, false, 50), of(12, true, 30), of(older_women, true, 50)];
        let of_measure = |measure| asked(measure, by, None);
        hidden(&people, &[STARTED, "men", "under_40", "men_under_40"].map(of_measure)).concat().len()
    };
    for by in [&[][..], &[Dimension::Municipality]] {
        assert!(hidden_of(2, by) > 0);
        assert!(hidden_of(1, by) > 0);
        assert_eq!(hidden_of(3, by), 0);
        assert_eq!(hidden_of(0, by), 0);
    }
}

/// A filter is a band as others are: of those under 40, all bands but one tell that one.
#[test]
fn a_filter_beside_bands_cut_in_another_way() {
    let people = [of(2, false, 18), of(20, false, 30), of(15, false, 50), of(2, false, 62)];
    let bands = asked(STARTED, &[Dimension::AgeBand], None);
    let of_axis = asked(STARTED, &[], Some((Dimension::AgeGroup, "under 40")));
    for under_40 in [asked("under_40", &[], None), of_axis] {
        let found = hidden(&people, &[bands.clone(), under_40]);
        let is_hidden = |band: &str| found[0].contains(&format!("2018 {band}"));
        assert!(is_hidden("16-19") && is_hidden("60-64"), "{found:?}");
        let others = is_hidden("30-34") || !found[1].is_empty();
        assert!(others, "the two are those under 40, less those of 30 to 34: {found:?}");
    }
}

/// Those of 16 to 29 are a part of those under 40, whichever bands each is made of.
#[test]
fn a_filter_within_another_one_of_other_bands() {
    let hidden_of = |between: usize| {
        let people = [of(20, false, 25), of(between, false, 35), of(15, false, 50)];
        hidden(&people, &["under_40", "young"].map(|measure| asked(measure, &[], None))).concat().len()
    };
    assert!(hidden_of(2) > 0);
    assert_eq!(hidden_of(3), 0);
}

/// A municipality by filter lies in a region, by filter or in a table: who lives in the others of it is what is left.
#[test]
fn a_municipality_by_filter_lies_in_its_region() {
    let elsewhere = |municipality: u16, n: usize| {
        let people = of(n, false, 30).into_iter();
        people.map(|person| DrawnPerson { municipality, ..person }).collect::<Vec<_>>()
    };
    let hidden_of = |others: usize, region: Asked| {
        let people = [of(20, false, 30), elsewhere(153, others), elsewhere(259, 30)];
        hidden(&people, &[asked("of_101", &[], None), region]).concat().len()
    };
    for region in [asked("east", &[], None), asked(STARTED, &[Dimension::Region], None)] {
        assert!(hidden_of(2, region.clone()) > 0);
        assert_eq!(hidden_of(3, region), 0);
    }
}

/// The municipalities of a region by filter are those of the country: each is one cell, shown or hidden in both tables.
#[test]
fn a_cell_that_is_in_a_filter_is_the_same_as_without_it() {
    let elsewhere = |municipality: u16, n: usize| {
        let people = of(n, false, 30).into_iter();
        people.map(|person| DrawnPerson { municipality, ..person }).collect::<Vec<_>>()
    };
    let people = [of(2, false, 30), elsewhere(153, 5), elsewhere(161, 6), elsewhere(165, 40), elsewhere(259, 30)];
    let by = &[Dimension::Municipality];
    let found = hidden(&people, &[asked("east", by, None), asked(STARTED, by, None)]);
    assert!(found[0].contains(&"2018 101".to_owned()), "{found:?}");
    let east = |id: &&String| ["101", "153", "161", "165"].iter().any(|code| id.ends_with(code));
    let of_country: Vec<&String> = found[1].iter().filter(east).collect();
    assert_eq!(found[0].iter().filter(east).collect::<Vec<_>>(), of_country);
}

/// Municipality, sex and age of whoever tables cannot tell apart.
type Kind = (u16, &'static str, u8);

/// Who is in a category of a dimension, by the people's municipality, sex and age.
fn is_in(dimension: Dimension, id: &str, (municipality, sex, age): Kind) -> bool {
    let east = [101, 153, 161, 165].contains(&municipality);
    let centre = match municipality {
        101 => "København",
        153 => "Brøndby",
        161 => "Glostrup",
        165 | 183 => "Bugten",
        169 => "Høje-Taastrup",
        253 => "Greve",
        _ => "Køge",
    };
    match (dimension, id) {
        (_, "all") | (Dimension::Year, _) => true,
        (Dimension::Sex, _) => id == sex,
        (Dimension::AgeBand | Dimension::AgeGroup, "unknown") => age == UNKNOWN_AGE,
        (Dimension::AgeBand | Dimension::AgeGroup, _) if age == UNKNOWN_AGE => false,
        (Dimension::AgeGroup, _) => id == if age < 40 { "under 40" } else { "40+" },
        (Dimension::AgeBand, "under 16") => age < 16,
        (Dimension::AgeBand, "65+") => age >= 65,
        (Dimension::AgeBand, band) => {
            let (from, to) = band.split_once('-').unwrap();
            (from.parse().unwrap()..=to.parse::<u8>().unwrap()).contains(&age)
        }
        (_, "unknown") => municipality == 0,
        (_, _) if municipality == 0 => false,
        (Dimension::Municipality, code) => code == municipality.to_string(),
        (Dimension::Region, _) => id == if east { "hovedstaden" } else { "sjaelland" },
        (Dimension::Jobcentre, _) => id == centre,
        _ => unreachable!("no other dimension is drawn"),
    }
}

/// Who passes the filters of a measure.
fn passes(measure: &str, who: Kind) -> bool {
    let (municipality, sex, age) = who;
    match measure {
        "men" => sex == "M",
        "women" => sex == "K",
        "known_sex" => sex != "unknown",
        "under_40" => age < 40,
        "men_under_40" => sex == "M" && age < 40,
        "young" => (16..30).contains(&age),
        "of_101" => municipality == 101,
        "men_of_101" => sex == "M" && municipality == 101,
        "east" => is_in(Dimension::Region, "hovedstaden", who),
        _ => true,
    }
}

/// The lowest age of each five-year band: whoever is in one has all that a table can tell of them in common.
const AGES: [u8; 13] = [0, 16, 20, 25, 30, 35, 40, 45, 50, 55, 60, 65, UNKNOWN_AGE];
const UNKNOWN_AGE: u8 = 255;
const PLACES: [u16; 9] = [101, 153, 161, 165, 169, 183, 253, 259, 0];

/// The attack without a thought for lines, pieces or rests: every kind of person that tables can tell apart is a number, every
/// figure is a sum of these, and so is every group that might be few. What adding and subtracting shown figures tells of
/// those that are hidden, and of groups that are few, falls out.
fn falls_out(people: &[DrawnPerson], asked: &[Asked], rule: Disclosure) -> Option<Vec<String>> {
    let kinds: Vec<Kind> = PLACES
        .iter()
        .flat_map(|place| ["K", "M", "unknown"].map(|sex| (*place, sex)))
        .flat_map(|(place, sex)| AGES.map(|age| (place, sex, age)))
        .collect();
    let kind = |person: &DrawnPerson| (person.municipality, if person.woman { "K" } else { "M" }, person.age);
    let n_of = |is_of: &dyn Fn(Kind) -> bool| people.iter().filter(|person| is_of(kind(person))).count() as i64;
    let row = |is_of: &dyn Fn(Kind) -> bool| kinds.iter().map(|kind| i64::from(is_of(*kind))).collect::<Vec<i64>>();
    let tables = tables(people, asked);
    let entry = |table| Entry { table, rule, must_show: &[], is_new: true };
    let entries: Vec<Entry<'_>> = tables.iter().map(entry).collect();
    let protected = release::protect(&entries, &[], Method::Suppression, &Ledger::default());
    let protected = match protected {
        Ok(protected) => protected,
        // Where nothing can be protected, nothing is published.
        Err(release::Error::Infeasible { .. }) => return None,
        Err(error) => panic!("{error}"),
    };
    let mut shown: Vec<Vec<i64>> = Vec::new();
    let mut figures: Vec<Figure> = Vec::new();
    let mut secret: Vec<(String, Vec<i64>)> = Vec::new();
    for (table, asked) in protected.tables.iter().zip(asked) {
        for row_at in 0..table.n_rows() {
            let categories = table.axes().iter().zip(table.categories(row_at));
            let ids: Vec<(Dimension, String)> =
                categories.map(|(axis, category)| (axis.dimension, category.id.clone())).collect();
            let is_of = |who: Kind| {
                let is_in = |(dimension, id): &(Dimension, String)| is_in(*dimension, id, who);
                passes(asked.measure, who) && ids.iter().all(is_in)
            };
            let own = row(&is_of);
            match table.cell(row_at, 0) {
                ProtectedCell::Number { value, .. } => {
                    assert_eq!(value.rounded(0), n_of(&is_of).to_string(), "{} {ids:?}", asked.measure);
                    figures.push(Figure { name: String::new(), of: own.clone(), shown: Some(n_of(&is_of)) });
                    shown.push(own);
                }
                ProtectedCell::Suppressed => {
                    let name = format!("{} {ids:?}", asked.measure);
                    figures.push(Figure { name: name.clone(), of: own.clone(), shown: None });
                    secret.push((name, own));
                }
                other => panic!("{other:?}"),
            }
        }
    }
    // Groups that are few: of a sex or not, of a stretch of ages, of a place.
    let sexes = [None, Some("K"), Some("M"), Some("unknown")];
    let ages = [(0, 99), (0, 40), (40, 99), (16, 30), (30, 40), (30, 99)];
    let places: [&dyn Fn(u16) -> bool; 7] = [
        &|_| true,
        &|place| place == 101,
        &|place| place != 101,
        &|place| PLACES[..4].contains(&place),
        &|place| !PLACES[..4].contains(&place),
        &|place| PLACES[4..8].contains(&place),
        &|place| PLACES[1..4].contains(&place),
    ];
    for sex in sexes {
        for (from, until) in ages {
            for (at, place) in places.iter().enumerate() {
                let is_of = |(municipality, own, age): Kind| {
                    sex.is_none_or(|sex| sex == own) && (from..until).contains(&age) && place(municipality)
                };
                if (1..rule.threshold).contains(&n_of(&is_of)) {
                    secret.push((format!("{sex:?} from {from} until {until} of place {at}"), row(&is_of)));
                }
            }
        }
    }
    let span = Span::of(shown.into_iter());
    // Where nobody can be, everybody knows it.
    let told = secret.into_iter().filter(|(_, row)| row.contains(&1) && span.has(row.clone()));
    let told: Vec<String> = told.map(|(name, _)| name).collect();
    Some(if told.is_empty() { bounded(&figures, rule) } else { told })
}

/// A figure, the kinds of person that it counts, and the count where it is shown.
struct Figure {
    name: String,
    of: Vec<i64>,
    shown: Option<i64>,
}

/// What also is known of hidden figures by that no kind of person is fewer than nobody.
fn bounded(figures: &[Figure], rule: Disclosure) -> Vec<String> {
    let mut cells: Vec<Cell> = figures
        .iter()
        .map(|figure| Cell::new(&figure.name, figure.shown.map_or(Value::Hidden, Value::Shown)))
        .collect();
    // Kinds that the same figures count are one.
    let mut kinds: BTreeMap<Vec<i64>, usize> = BTreeMap::new();
    for kind in 0..figures[0].of.len() {
        let counted: Vec<i64> = figures.iter().map(|figure| figure.of[kind]).collect();
        if counted.contains(&1) {
            kinds.entry(counted).or_insert_with(|| {
                cells.push(Cell { small_is_secret: false, ..Cell::new("", Value::Unpublished) });
                cells.len() - 1
            });
        }
    }
    let sum = |at: usize| {
        let parts: Vec<usize> = kinds.iter().filter(|(counted, _)| counted[at] == 1).map(|(_, kind)| *kind).collect();
        Fact::sum(at, &parts, "")
    };
    let facts = (0..figures.len()).map(sum).collect();
    let rule = Rule { threshold: rule.threshold, zeros_shown: rule.zeros_shown };
    let report = audit::audit_system(&Published { rule, cells, facts }, &Settings::strict());
    let told = report.findings.iter().filter(|finding| finding.kind != FindingKind::Undecided);
    told.map(ToString::to_string).collect()
}

/// What can be made of some rows by adding multiples of them: reckoned modulo a prime, where what falls out in whole numbers
/// falls out as well.
struct Span(Vec<(usize, Vec<i64>)>);

const PRIME: i64 = 2_147_483_647;

impl Span {
    fn of(rows: impl Iterator<Item = Vec<i64>>) -> Span {
        let mut span = Span(Vec::new());
        for row in rows {
            let left = span.left(row);
            if let Some(at) = left.iter().position(|one| *one != 0) {
                let inverse = power(left[at], PRIME - 2);
                span.0.push((at, left.iter().map(|one| one * inverse % PRIME).collect()));
            }
        }
        span
    }

    fn left(&self, mut row: Vec<i64>) -> Vec<i64> {
        for (at, own) in &self.0 {
            let times = row[*at];
            if times != 0 {
                row.iter_mut().zip(own).for_each(|(one, own)| *one = (*one + (PRIME - times) * own) % PRIME);
            }
        }
        row
    }

    fn has(&self, row: Vec<i64>) -> bool {
        self.left(row).iter().all(|one| *one == 0)
    }
}

fn power(base: i64, exponent: i64) -> i64 {
    let half = if exponent > 1 { power(base * base % PRIME, exponent / 2) } else { 1 };
    if exponent % 2 == 1 { half * base % PRIME } else { half }
}

/// Whatever filters stand beside each other, and beside tables by what they filter, nobody is told.
#[test]
fn what_filters_leave_is_nobody_s_to_know() {
    let filtered = ["men", "women", "known_sex", "under_40", "men_under_40", "young", "of_101", "men_of_101", "east"];
    let measure = prop_oneof![1 => Just(STARTED), 2 => proptest::sample::select(filtered.to_vec())];
    let of = [
        Dimension::Sex,
        Dimension::AgeBand,
        Dimension::AgeGroup,
        Dimension::Municipality,
        Dimension::Region,
        Dimension::Jobcentre,
    ];
    let by = prop_oneof![
        2 => Just(Vec::new()),
        2 => proptest::sample::subsequence(of.to_vec(), 1),
        1 => proptest::sample::subsequence(of.to_vec(), 2),
    ];
    let table = (measure, by).prop_map(|(measure, by)| asked(measure, &by, None));
    let place = proptest::sample::select(PLACES[..8].to_vec());
    let person =
        (prop_oneof![1 => Just(101u16), 1 => place], any::<bool>(), proptest::sample::select(AGES[1..12].to_vec()));
    let person = person.prop_map(|(municipality, woman, age)| DrawnPerson {
        municipality,
        woman,
        age,
        from_month: 14,
        months: 3,
        spells: 1,
    });
    let drawn = (proptest::collection::vec(person, 5..80), proptest::collection::vec(table, 2..7), any::<bool>());
    let config = Config { cases: 300, failure_persistence: None, ..Config::default() };
    let n_published = std::cell::Cell::new(0);
    let outcome = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[1; 32])).run(
        &drawn,
        |(people, asked, zeros_shown)| {
            let rule = Disclosure { zeros_shown, ..Disclosure::default() };
            if let Some(found) = falls_out(&people, &asked, rule) {
                prop_assert!(found.is_empty(), "{found:#?}\n\n{asked:?}");
                n_published.set(n_published.get() + 1);
            }
            Ok(())
        },
    );
    outcome.unwrap();
    assert!(n_published.get() > 290, "{} of 300 published", n_published.get());
}
