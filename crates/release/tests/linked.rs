//! Small registers whose tables give each other away unless they are protected together.

#![allow(clippy::unwrap_used, reason = "a test whose own set-up is wrong fails")]

use calendar::{Day, Period, Span};
use definitions::{Catalog, Dimension, Disclosure};
use measures::{Pass, Question, Request, Source, Table};
use register::{Attributes, Needs, Payment, People, PersonRows, Stay, StoreInfo, TableKind};
use release::{Entry, Ledger, Method, Protected, ProtectedCell, ProtectedTable};

struct Shard(StoreInfo, Vec<PersonRows>);

impl Source for Shard {
    fn info(&self) -> &StoreInfo {
        &self.0
    }

    fn n_shards(&self) -> usize {
        1
    }

    fn read(&self, _: usize, _: Needs) -> Result<People, register::Error> {
        Ok(People::from_rows(self.1.clone(), Vec::new()))
    }
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// Of a sex that the register does not know.
const UNKNOWN: &str = "";

/// So many people of a municipality and sex whose spell of ressourceforløb starts on a day and goes on.
fn people(catalog: &Catalog, of: &[(u16, &str, &str, usize)]) -> Vec<PersonRows> {
    let code = |set: &str, code: &str| catalog.code_sets.versions(set).unwrap()[0].find(code).unwrap();
    let person = |(municipality, sex, starts, _): &(u16, &str, &str, usize)| PersonRows {
        attributes: Attributes { sex: (*sex != UNKNOWN).then(|| code("koen", sex)), ..Attributes::default() },
        stays: vec![Stay { from: day("2000-01-01"), until: Day::MAX, municipality: *municipality }],
        payments: vec![Payment { from: day(starts), until: Day::MAX, code: code("dream", "810") }],
        ..PersonRows::default()
    };
    of.iter().flat_map(|one| std::iter::repeat_n(person(one), one.3)).collect()
}

/// Periods, dimensions and what alone is asked for.
type Asked<'a> = (&'a str, &'a [Dimension], &'a [(Dimension, &'a str)]);

fn tables(of: &[(u16, &str, &str, usize)], requests: &[Asked<'_>]) -> Vec<Table> {
    let requests: Vec<_> = requests.iter().map(|asked| ("ressourceforlob.started", *asked)).collect();
    tables_of(of, &requests)
}

fn tables_of(of: &[(u16, &str, &str, usize)], requests: &[(&str, Asked<'_>)]) -> Vec<Table> {
    let own = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/drawn/definitions").into();
    let catalog = Catalog::with_folders(&[own]).unwrap();
    let covered = Span::new(day("2017-01-01"), day("2019-01-01"));
    let source = Shard(StoreInfo::in_memory("drawn", covered, "dream", &TableKind::ALL), people(&catalog, of));
    let question = |(measure, (periods, by, only)): &(&str, Asked<'_>)| {
        let request = Request {
            measure: (*measure).into(),
            periods: Period::list(periods).unwrap(),
            by: Some(by.to_vec()),
            only: only.iter().map(|(dimension, id)| (*dimension, (*id).to_owned())).collect(),
            ..Request::default()
        };
        Question::new(&request, &catalog, source.info()).unwrap()
    };
    let questions = requests.iter().map(question).collect();
    Pass::plan(questions, &catalog).unwrap().run(&source, 1, &|_| {}).unwrap()
}

/// The tables as one release with the usual rule and no ledger.
fn protect(tables: &[Table]) -> Protected {
    let entry = |table| Entry { table, rule: Disclosure::default(), must_show: &[], is_new: true };
    let entries: Vec<Entry<'_>> = tables.iter().map(entry).collect();
    release::protect(&entries, &[], Method::Suppression, &Ledger::default()).unwrap()
}

/// The ids of the rows whose count is hidden.
fn hidden(table: &ProtectedTable) -> Vec<String> {
    let rows = (0..table.n_rows()).filter(|row| table.cell(*row, 0) == ProtectedCell::Suppressed);
    rows.map(|row| table.categories(row).map(|category| category.id.as_str()).collect::<Vec<_>>().join(" ")).collect()
}

/// 2018: 5 women and 2 men in 101, 8 and 9 in 147, 6 and 7 in 253 (of another region).
const DRAWN: [(u16, &str, &str, usize); 6] = [
    (101, "K", "2018-05-01", 5),
    (101, "M", "2018-05-02", 2),
    (147, "K", "2018-05-01", 8),
    (147, "M", "2018-05-01", 9),
    (253, "K", "2018-05-01", 6),
    (253, "M", "2018-05-01", 7),
];

#[test]
fn a_small_cell_takes_three_others_with_it() {
    let tables = tables(&DRAWN, &[("2018", &[Dimension::Year, Dimension::Municipality, Dimension::Sex], &[])]);
    let Protected { tables: protected, summary, .. } = protect(&tables);
    let hidden = hidden(&protected[0]);
    assert!(hidden.contains(&"2018 101 M".to_owned()), "{hidden:?}");
    // A rectangle of four: the small one, and one more in its line and its column, and where those cross.
    assert_eq!(hidden.len(), 4, "{hidden:?}");
    assert!(hidden.contains(&"2018 101 K".to_owned()), "{hidden:?}");
    assert_eq!((summary.primary, summary.secondary), (1, 3));
    // Zeros are shown, and nobody else's figures are touched.
    assert!(!hidden.iter().any(|id| id.contains("all")), "{hidden:?}");
}

#[test]
fn what_one_table_hides_no_other_shows() {
    let by_sex: &[Dimension] = &[Dimension::Year, Dimension::Municipality, Dimension::Sex];
    let men: &[(Dimension, &str)] = &[(Dimension::Sex, "M")];
    let tables = tables(
        &DRAWN,
        &[
            ("2018", by_sex, &[]),
            // The same cells again, asked for otherwise.
            ("2018", &[Dimension::Year, Dimension::Municipality], men),
            ("2018", &[Dimension::Year, Dimension::Region, Dimension::Sex], &[]),
        ],
    );
    let protected = protect(&tables).tables;
    let (first, second, third) = (hidden(&protected[0]), hidden(&protected[1]), hidden(&protected[2]));
    assert!(second.contains(&"2018 101 M".to_owned()), "{second:?}");
    // Whatever of the men is hidden in the one table is hidden in the other.
    for id in &second {
        assert!(first.contains(id), "{id}: {first:?}");
    }
    // The region of 101 and 147 is shown with its sexes: so 147 must hide what 101 does, or the region would give it
    // away.
    let capital = |of: &[String]| of.iter().any(|id| id.contains("hovedstaden"));
    if !capital(&third) {
        assert!(first.contains(&"2018 147 M".to_owned()), "{first:?}");
    }
}

#[test]
fn a_quarter_less_its_months_gives_nothing_away() {
    let drawn = [(101, "K", "2018-04-10", 2), (101, "K", "2018-05-10", 40), (101, "K", "2018-06-10", 50)];
    let by = |time: Dimension| vec![time];
    let (months, quarters) = (by(Dimension::Month), by(Dimension::Quarter));
    let tables = tables(&drawn, &[("2018-04,2018-05,2018-06", &months, &[]), ("2018Q2", &quarters, &[])]);
    let protected = protect(&tables).tables;
    let (months, quarter) = (hidden(&protected[0]), hidden(&protected[1]));
    assert!(months.contains(&"2018-04".to_owned()));
    // Either another month is hidden too, or the quarter.
    assert!(months.len() + quarter.len() >= 2, "{months:?} {quarter:?}");
}

#[test]
fn the_rest_of_the_country_is_protected_beside_one_municipality() {
    // Everybody but two lives in 101: shown beside the country, the rest would be two people.
    let drawn = [(101, "K", "2018-05-01", 40), (147, "K", "2018-05-01", 2)];
    let only: &[(Dimension, &str)] = &[(Dimension::Municipality, "101")];
    let tables = tables(
        &drawn,
        &[("2018", &[Dimension::Year, Dimension::Municipality], only), ("2018", &[Dimension::Year], &[])],
    );
    let protected = protect(&tables).tables;
    let shown = hidden(&protected[0]).is_empty() && hidden(&protected[1]).is_empty();
    assert!(!shown, "the two of the rest are 42 less 40");
}

/// A measure of men alone, beside one of everybody: two women in 101 would be 42 less 40.
#[test]
fn who_does_not_pass_a_measure_s_filter_is_protected_beside_those_who_do() {
    let by: &[Dimension] = &[Dimension::Year, Dimension::Municipality];
    let hidden_of = |women: usize| {
        let drawn = [(101, "K", "2018-05-01", women), (101, "M", "2018-05-01", 40), (147, "M", "2018-05-01", 30)];
        let of_2018 = ("2018", by, &[][..]);
        let tables = tables_of(&drawn, &[("men", of_2018), ("ressourceforlob.started", of_2018)]);
        protect(&tables).tables.iter().map(|table| hidden(table).len()).sum::<usize>()
    };
    assert!(hidden_of(2) > 0);
    assert_eq!(hidden_of(3), 0);
}

/// Men and women apart, beside everybody: each is safe alone, and together they tell how many are of unknown sex.
#[test]
fn who_passes_none_of_two_filters_is_protected_beside_those_who_pass_one() {
    let by: &[Dimension] = &[Dimension::Year, Dimension::Municipality];
    let hidden_of = |unknown: usize, measures: &[&str]| {
        let of = |sex, n| (101, sex, "2018-05-01", n);
        let drawn = [of("K", 50), of("M", 40), of(UNKNOWN, unknown), (147, "M", "2018-05-01", 30)];
        let asked: Vec<_> = measures.iter().map(|measure| (*measure, ("2018", by, &[][..]))).collect();
        protect(&tables_of(&drawn, &asked)).tables.iter().map(|table| hidden(table).len()).sum::<usize>()
    };
    let all = ["men", "women", "ressourceforlob.started"];
    assert!(hidden_of(2, &all) > 0);
    assert_eq!(hidden_of(3, &all), 0);
    // Of the men or the women alone the others are many.
    assert_eq!(hidden_of(2, &all[1..]), 0);
    assert!(hidden_of(2, &["known_sex", all[2]]) > 0);
}

/// A filter of two categories is their sum, whichever tables print them: what one of them hides the two do not tell.
#[test]
fn a_filter_of_two_categories_is_their_sum() {
    let by: &[Dimension] = &[Dimension::Year, Dimension::Municipality];
    let drawn = [(101, "K", "2018-05-01", 50), (101, "M", "2018-05-01", 2), (147, "M", "2018-05-01", 30)];
    let asked: Vec<_> = ["women", "known_sex"].map(|measure| (measure, ("2018", by, &[][..]))).into();
    let protected = protect(&tables_of(&drawn, &asked)).tables;
    let of_both: Vec<Vec<String>> = protected.iter().map(hidden).collect();
    assert!(of_both.iter().flatten().any(|id| id.contains("101")), "the two men are 52 less 50: {of_both:?}");
    // With the men beside them, too.
    let asked: Vec<_> = ["men", "women", "known_sex"].map(|measure| (measure, ("2018", by, &[][..]))).into();
    let protected = protect(&tables_of(&drawn, &asked)).tables;
    let hidden: Vec<usize> = protected.iter().map(|table| hidden(table).len()).collect();
    assert!(hidden[0] > 0 && hidden[1] + hidden[2] > 0, "{hidden:?}");
}
