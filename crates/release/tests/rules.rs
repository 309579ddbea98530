//! The rules by which figures are hidden, each on a few people: what is hidden of what they do, and what is not.

#![allow(clippy::unwrap_used, reason = "a test whose own set-up is wrong fails")]

mod drawn;

use definitions::{Dimension, Disclosure};
use drawn::{Asked, DrawnPerson, catalog, published, tables};
use release::{Entry, Error, Ledger, Method, Plan, Protected, ProtectedCell, ProtectedTable};

const MUNICIPALITIES: &[Dimension] = &[Dimension::Year, Dimension::Municipality];

/// So many people of a municipality and age, who are on the benefit for some months from a month of 2017 or 2018 on.
fn people(of: &[(usize, u16, u8, u8, u8)]) -> Vec<DrawnPerson> {
    let person = |(n, municipality, age, from_month, months): &(usize, u16, u8, u8, u8)| {
        let person = |at: usize| DrawnPerson {
            municipality: *municipality,
            woman: at.is_multiple_of(2),
            age: *age,
            from_month: *from_month,
            months: *months,
            spells: 1,
        };
        (0..*n).map(person).collect::<Vec<_>>()
    };
    of.iter().flat_map(person).collect()
}

fn ask(measure: &'static str, periods: &'static str, by: &[Dimension]) -> Asked {
    Asked { measure, periods, by: by.to_vec(), only: Vec::new(), against: None, spread: None }
}

fn usual() -> Disclosure {
    Disclosure::default()
}

/// Published, and clean.
fn clean(people: &[DrawnPerson], asked: &[Asked], rule: Disclosure) -> Protected {
    let folder = tempfile::tempdir().unwrap();
    let (report, protected) =
        published(people, asked, rule, Method::Suppression, &Ledger::default(), folder.path()).unwrap();
    assert!(report.passes(), "{report}");
    protected
}

/// The rows of a column, by the ids of their categories.
fn figures(table: &ProtectedTable, column: &str) -> Vec<(String, ProtectedCell)> {
    let at = table.columns().iter().position(|known| known.id() == column).unwrap();
    let id = |row: usize| table.categories(row).map(|category| category.id.as_str()).collect::<Vec<_>>().join(" ");
    (0..table.n_rows()).map(|row| (id(row), table.cell(row, at))).collect()
}

/// The ids of the hidden rows of a column.
fn hidden(table: &ProtectedTable, column: &str) -> Vec<String> {
    let rows = figures(table, column).into_iter();
    rows.filter(|(_, cell)| *cell == ProtectedCell::Suppressed).map(|(id, _)| id).collect()
}

fn number(table: &ProtectedTable, column: &str, id: &str) -> Option<f64> {
    let found = figures(table, column).into_iter().find(|(known, _)| known == id);
    match found.unwrap_or_else(|| panic!("no row {id}")).1 {
        ProtectedCell::Number { value, .. } => Some(value.as_f64()),
        _ => None,
    }
}

/// The threshold is of persons: three spells of one person are one person's.
#[test]
fn the_spells_of_one_person_are_hidden() {
    // Started in 2018: in Ishøj three by one person, in Albertslund three by three, in Copenhagen twenty.
    let mut of = people(&[(1, 183, 30, 12, 1), (3, 165, 30, 12, 1), (20, 101, 30, 12, 1)]);
    of[0].spells = 3;
    let asked = [ask("ressourceforlob.started", "2018", MUNICIPALITIES)];
    let published = clean(&of, &asked, usual());
    // Albertslund's three could not cover it: nobody may come nearer to Ishøj's three than to six.
    assert_eq!(hidden(&published.tables[0], "count"), ["2018 101", "2018 183"], "three of one, and what covers it");
    assert_eq!(number(&published.tables[0], "count", "2018 all"), Some(26.0));
    of[0].spells = 1;
    of.extend([of[0].clone(), of[0].clone()]);
    assert!(hidden(&clean(&of, &asked, usual()).tables[0], "count").is_empty(), "three of three are shown");
}

#[test]
fn the_threshold_and_zeros() {
    // Started in 2018: 4, 9 and 20 people.
    let of = people(&[(4, 101, 30, 12, 30), (9, 165, 30, 12, 30), (20, 183, 30, 12, 30)]);
    let asked = [ask("ressourceforlob.started", "2018", MUNICIPALITIES)];
    assert!(hidden(&clean(&of, &asked, usual()).tables[0], "count").is_empty());
    let five = Disclosure { threshold: 5, ..usual() };
    let of_five = hidden(&clean(&of, &asked, five).tables[0], "count");
    assert_eq!(of_five, ["2018 101", "2018 165"], "four, and the next smallest to cover it");
    // The five other municipalities, the unknown one, and whatever covers them.
    let no_zeros = Disclosure { zeros_shown: false, ..usual() };
    let of_zeros = hidden(&clean(&of, &asked, no_zeros).tables[0], "count");
    for empty in ["153", "161", "169", "253", "259"] {
        assert!(of_zeros.contains(&format!("2018 {empty}")), "{of_zeros:?}");
    }
    assert!(!of_zeros.contains(&"2018 183".to_owned()), "{of_zeros:?}");
}

#[test]
fn a_share_is_hidden_with_its_numerator_and_its_base() {
    // Ended in 2018, all to nothing that the register knows of: one category has everybody.
    let of = people(&[(30, 101, 30, 6, 8), (2, 165, 30, 6, 8)]);
    let by = [Dimension::Year, Dimension::Municipality, Dimension::Status];
    let asked = [ask("ressourceforlob.status_1_month_after", "2018", &by)];
    let protected = clean(&of, &asked, usual());
    let (counts, shares) = (hidden(&protected.tables[0], "count"), hidden(&protected.tables[0], "share"));
    assert!(counts.contains(&"2018 165 all".to_owned()), "{counts:?}");
    for id in &counts {
        let is_zero_base = number(&protected.tables[0], "share", id).is_some();
        assert!(!is_zero_base, "{id} has a share and no count");
    }
    // Zero of the two is shown as a count, and its share is not: it would tell that there are some.
    assert!(shares.len() > counts.len());
}

#[test]
fn all_of_a_group_in_one_category_is_hidden_where_it_is_asked_for() {
    let of = people(&[(30, 101, 30, 6, 8), (20, 165, 30, 6, 8)]);
    let by = [Dimension::Year, Dimension::Municipality, Dimension::Status];
    let asked = [ask("ressourceforlob.status_1_month_after", "2018", &by)];
    let shown = clean(&of, &asked, usual());
    let everybody: Vec<String> = figures(&shown.tables[0], "share")
        .into_iter()
        .filter(|(id, cell)| {
            !id.ends_with(" all") && matches!(cell, ProtectedCell::Number { value, .. } if value.as_f64() == 100.0)
        })
        .map(|(id, _)| id)
        .collect();
    assert_eq!(everybody.len(), 3, "each municipality and the country: {everybody:?}");
    let rule = Disclosure { all_but: Some(0), zeros_shown: false, ..usual() };
    let protected = clean(&of, &asked, rule);
    for id in everybody {
        assert_eq!(number(&protected.tables[0], "share", &id), None, "{id}");
    }
}

#[test]
fn a_mean_needs_enough_of_whom_it_is_known() {
    // Two of 101 whose spell of 2017 and 2018 has ended; the others' goes on.
    let of = people(&[(2, 101, 30, 3, 10), (40, 165, 30, 3, 10), (30, 183, 30, 3, 11)]);
    let asked = [ask("ressourceforlob.ended_duration", "2018", MUNICIPALITIES)];
    let protected = clean(&of, &asked, usual());
    for column in ["count", "mean_weeks", "median_weeks"] {
        assert_eq!(number(&protected.tables[0], column, "2018 101"), None, "{column}");
    }
    assert!(number(&protected.tables[0], "mean_weeks", "2018 all").is_some());
}

#[test]
fn bands_cut_in_two_ways_leave_no_sliver() {
    // Under 40 there are 41; the bands of five years from 35 to 39 have one of them, of 39 years.
    let of = people(&[(20, 101, 22, 12, 30), (20, 101, 27, 12, 30), (1, 101, 39, 12, 30), (25, 101, 52, 12, 30)]);
    let bands = ask("ressourceforlob.started", "2018", &[Dimension::Year, Dimension::AgeBand]);
    let groups = ask("ressourceforlob.started", "2018", &[Dimension::Year, Dimension::AgeGroup]);
    let protected = clean(&of, &[bands, groups], usual());
    let (of_bands, of_groups) = (hidden(&protected.tables[0], "count"), hidden(&protected.tables[1], "count"));
    // The one, and at least one more below 40 or the group itself, or the group would give it away.
    assert!(of_bands.len() + of_groups.len() >= 2, "{of_bands:?} {of_groups:?}");
    let below = |id: &&String| ["20-24", "25-29", "30-34"].iter().any(|band| id.contains(band));
    assert!(of_bands.iter().any(|id| below(&id)) || !of_groups.is_empty(), "{of_bands:?} {of_groups:?}");
}

#[test]
fn a_filter_is_a_category() {
    // Every second person is a woman: 10, 8 and one man of 101, 165 and 183, and as many women, or one more.
    let of = people(&[(20, 101, 30, 12, 30), (16, 165, 30, 12, 30), (3, 183, 30, 12, 30)]);
    let by_sex = ask("ressourceforlob.started", "2018", &[Dimension::Year, Dimension::Municipality, Dimension::Sex]);
    let men = ask("men", "2018", MUNICIPALITIES);
    // The one man is hidden in both, and whatever covers him: no table of men shows what the table by sex hides.
    for asked in [vec![by_sex.clone(), men.clone()], vec![men, by_sex]] {
        let protected = clean(&of, &asked, usual());
        let place = asked.iter().position(|asked| asked.measure == "men").unwrap();
        let of_men = hidden(&protected.tables[place], "count");
        let of_both = hidden(&protected.tables[1 - place], "count");
        assert!(of_men.contains(&"2018 183".to_owned()), "{of_men:?}");
        let in_both: Vec<String> = of_men.iter().map(|id| format!("{id} M")).collect();
        for id in in_both {
            assert!(of_both.contains(&id), "{id}: {of_both:?}");
        }
        let men_of_both = of_both.iter().filter(|id| id.ends_with(" M")).count();
        assert_eq!(men_of_both, of_men.len());
    }
}

#[test]
fn a_stock_less_the_one_before_gives_no_flow_away() {
    // 30 run all the time; in the second quarter of 2018 one more starts, in the others many do.
    let of = people(&[(30, 101, 30, 0, 30), (1, 101, 40, 15, 30), (10, 101, 41, 12, 30)]);
    let quarter = [Dimension::Quarter];
    let asked = [
        ask("ressourceforlob.closing", "2018Q1..2018Q3", &quarter),
        ask("ressourceforlob.started", "2018Q1..2018Q3", &quarter),
        ask("ressourceforlob.ended", "2018Q1..2018Q3", &quarter),
    ];
    let protected = clean(&of, &asked, usual());
    assert_eq!(number(&protected.tables[1], "count", "2018Q2"), None);
    let of_stock = hidden(&protected.tables[0], "count");
    // 40 at the end of March and 41 at the end of June would tell, as nobody ended.
    assert!(
        of_stock.iter().any(|id| ["2018Q1", "2018Q2"].contains(&id.as_str()))
            || !hidden(&protected.tables[2], "count").is_empty(),
        "{of_stock:?}"
    );
}

#[test]
fn a_peer_group_less_its_municipalities_is_hidden() {
    // The peers are 153, 161, 165, 169 and 183.
    let of = people(&[(20, 153, 30, 12, 30), (15, 165, 30, 12, 30), (2, 183, 30, 12, 30), (60, 101, 30, 12, 30)]);
    let mut asked = ask("ressourceforlob.started", "2018", MUNICIPALITIES);
    asked.against = Some("peers=vestegnen");
    let protected = clean(&of, &[asked], usual());
    let of_count = hidden(&protected.tables[0], "count");
    assert!(of_count.contains(&"2018 183".to_owned()));
    // 20 less the peers' 37 gives the group; the two of 183 must not follow from it.
    let changes = hidden(&protected.tables[0], "count_change");
    assert!(of_count.len() > 1 && changes.contains(&"2018 183".to_owned()), "{of_count:?} {changes:?}");
}

#[test]
fn what_must_be_shown_and_cannot_is_named() {
    let of = people(&[(2, 101, 30, 12, 30), (9, 165, 30, 12, 30)]);
    let tables = tables(&of, &[ask("ressourceforlob.started", "2018", MUNICIPALITIES)]);
    let protect = |must_show: &[Vec<(Dimension, String)>]| {
        let entry = Entry { table: &tables[0], rule: usual(), must_show, is_new: true };
        release::protect(&[entry], &[], Method::Suppression, &Ledger::default())
    };
    assert!(protect(&[]).is_ok());
    let of = |id: &str| vec![(Dimension::Municipality, id.to_owned())];
    // The country may be shown, and then 165 covers 101.
    let shown = protect(&[of("all")]).unwrap();
    assert!(number(&shown.tables[0], "count", "2018 all").is_some());
    let error = protect(&[of("all"), of("165")]).unwrap_err();
    assert!(matches!(error, Error::Infeasible { .. }));
    let told = error.to_string();
    for words in ["municipality=101", "municipality=165", "`must_show` wants these"] {
        assert!(told.contains(words), "{words}: {told}");
    }
    // The small cell itself, named, and no count.
    assert!(protect(&[of("101")]).unwrap_err().to_string().contains("municipality=101"));
    assert!(!told.contains(" 2\n") && !told.contains(" 9\n"), "{told}");
}

#[test]
fn rounded_counts_add_up_or_say_that_they_do_not() {
    let of = people(&[
        (2, 101, 30, 12, 30),
        (9, 165, 30, 12, 30),
        (4, 183, 30, 12, 30),
        (1, 259, 30, 12, 30),
        (23, 153, 30, 12, 30),
    ]);
    let tables = tables(&of, &[ask("ressourceforlob.started", "2018", MUNICIPALITIES)]);
    let protect = |method: Method| {
        let entry = Entry { table: &tables[0], rule: usual(), must_show: &[], is_new: true };
        release::protect(&[entry], &[], method, &Ledger::default()).unwrap().tables.remove(0)
    };
    let small = protect(Method::SmallCountRounding { base: 5 });
    let counts: Vec<(String, f64)> = figures(&small, "count")
        .into_iter()
        .map(|(id, _)| (id.clone(), number(&small, "count", &id).unwrap()))
        .collect();
    let (total, parts): (Vec<_>, Vec<_>) = counts.iter().partition(|(id, _)| id == "2018 all");
    assert_eq!(total[0].1, parts.iter().map(|(_, count)| count).sum::<f64>());
    for (id, count) in &parts {
        assert!(*count == 0.0 || *count >= 5.0, "{id}: {count}");
    }
    assert_eq!(number(&small, "count", "2018 153"), Some(23.0), "what is not small stays");
    let conventional = protect(Method::Rounding { base: 5 });
    assert_eq!(number(&conventional, "count", "2018 153"), Some(25.0));
    assert_eq!(number(&conventional, "count", "2018 all"), Some(40.0), "39, and not the sum of its parts");
}

/// K17: counts of 9 and 14 and their sum of 19, each at most 2 off and so not additive, beside true means of 11.25,
/// 7.9167 and 9.25: only one set of counts and sums fits. So no mean is shown beside a rounded count.
#[test]
fn a_true_mean_beside_a_rounded_count_tells_it() {
    let sums = |count: i64, mean: f64, digits: i32| {
        let sum = (count as f64 * mean).round();
        let scale = 10f64.powi(digits);
        ((sum / count as f64 * scale).round() == (mean * scale).round()).then_some(sum as i64)
    };
    let mut fitting = Vec::new();
    for one in 7..=11 {
        for other in 12..=16 {
            let all = one + other;
            if (17..=21).contains(&all)
                && let (Some(first), Some(second), Some(total)) =
                    (sums(one, 11.25, 2), sums(other, 7.9167, 4), sums(all, 9.25, 2))
                && first + second == total
            {
                fitting.push(([one, other, all], [first, second, total]));
            }
        }
    }
    assert_eq!(fitting, [([8, 12, 20], [90, 95, 185])]);
    let of = people(&[(8, 101, 30, 3, 10), (12, 165, 30, 3, 11)]);
    let tables = tables(&of, &[ask("ressourceforlob.ended_duration", "2018", MUNICIPALITIES)]);
    let entry = Entry { table: &tables[0], rule: usual(), must_show: &[], is_new: true };
    let method = Method::SmallCountRounding { base: 10 };
    let protected = release::protect(&[entry], &[], method, &Ledger::default()).unwrap();
    for id in ["2018 101", "2018 165", "2018 all"] {
        assert!(number(&protected.tables[0], "count", id).is_some());
        assert_eq!(number(&protected.tables[0], "mean_weeks", id), None, "{id}");
    }
}

#[test]
fn a_hidden_figure_does_not_come_back() {
    let asked = [ask("ressourceforlob.started", "2018", MUNICIPALITIES)];
    let before = people(&[(2, 101, 30, 12, 30), (9, 165, 30, 12, 30), (30, 183, 30, 12, 30)]);
    let plan = Plan::read(
        "release.toml",
        "id = \"r\"\ntitle = { da = \"r\", en = \"r\" }\n[[table]]\nmeasure = \"ressourceforlob.started\"\nperiod = \"2018\"\nby = [\"year\", \"municipality\"]\n",
        catalog(),
    )
    .unwrap();
    let first = clean(&before, &asked, usual());
    let hidden_first = hidden(&first.tables[0], "count");
    assert_eq!(hidden_first, ["2018 101", "2018 165"]);
    let line = first.published.line(&plan, "first");
    // Every hidden cell knows why, and none its value.
    let ledger: serde_json::Value = serde_json::from_str(&line).unwrap();
    let why = |municipality: &str| {
        let hidden = ledger["hidden"].as_object().unwrap();
        let found = hidden.iter().find(|(words, _)| words.ends_with(&format!("municipality={municipality}")));
        found.map(|(_, why)| why.as_str().unwrap().to_owned()).unwrap()
    };
    assert_eq!((why("101"), why("165")), ("few".to_owned(), "to cover others".to_owned()));

    // The same delivery again: the same cells.
    let folder = tempfile::tempdir().unwrap();
    let again = |people: &[DrawnPerson], ledger: &Ledger| {
        let (report, protected) =
            published(people, &asked, usual(), Method::Suppression, ledger, folder.path()).unwrap();
        assert!(report.passes(), "{report}");
        protected
    };
    let same = again(&before, &Ledger::read(&line, "first").unwrap());
    assert_eq!(hidden(&same.tables[0], "count"), hidden_first);

    // Next month two more of 101 are known: 4 could be shown, and would tell what 165 was.
    let revised = people(&[(4, 101, 30, 12, 30), (9, 165, 30, 12, 30), (30, 183, 30, 12, 30)]);
    assert!(hidden(&clean(&revised, &asked, usual()).tables[0], "count").is_empty());
    let ledger = Ledger::read(&line, "second").unwrap();
    let kept = again(&revised, &ledger);
    assert_eq!(hidden(&kept.tables[0], "count"), hidden_first);
    assert_eq!(ledger.small_revisions(&kept.published, 3), 1, "the country has two more");

    // A table of the same people by another way: what the first has hidden is part of its system.
    let (requests, lost) =
        ledger.earlier(&[ask("ressourceforlob.started", "2018", &[Dimension::Year]).request()], catalog());
    assert_eq!((requests.len(), lost.len()), (1, 0));
    assert_eq!(requests[0].measure, "ressourceforlob.started");
}

#[test]
fn a_later_table_does_not_undo_an_earlier_one() {
    // The first release shows 2018 by municipality; 101 and 165 are hidden. The second would show regions of only these.
    let of = people(&[(2, 101, 30, 12, 30), (9, 153, 30, 12, 30), (30, 183, 30, 12, 30), (40, 259, 30, 12, 30)]);
    let first = ask("ressourceforlob.started", "2018", MUNICIPALITIES);
    let plan = Plan::read(
        "release.toml",
        "id = \"r\"\ntitle = { da = \"r\", en = \"r\" }\n[[table]]\nmeasure = \"ressourceforlob.started\"\nperiod = \"2018\"\nby = [\"year\", \"municipality\"]\n",
        catalog(),
    )
    .unwrap();
    let published_first = clean(&of, std::slice::from_ref(&first), usual());
    let line = published_first.published.line(&plan, "first");
    let hidden_first = hidden(&published_first.tables[0], "count");
    // By sex the two of 101 and the nine are one each and more: women of the country less those of the others.
    let second = ask("ressourceforlob.started", "2018", &[Dimension::Year, Dimension::Municipality, Dimension::Sex]);
    let ledger = Ledger::read(&line, "first").unwrap();
    let both = tables(&of, &[second, first]);
    let entries = [
        Entry { table: &both[0], rule: usual(), must_show: &[], is_new: true },
        Entry { table: &both[1], rule: usual(), must_show: &[], is_new: false },
    ];
    let protected = release::protect(&entries, &[], Method::Suppression, &ledger).unwrap();
    assert_eq!(protected.tables.len(), 1, "what was published before is not published again");
    // What the first hid is hidden in the second as well, where it is the total over the sexes.
    for id in hidden_first {
        assert_eq!(number(&protected.tables[0], "count", &format!("{id} all")), None, "{id}");
    }
}

#[test]
fn the_ledger_tells_a_line_that_is_none() {
    let error = Ledger::read("{\"release\": 1}\n", "v").unwrap_err();
    assert_eq!(
        error.to_string(),
        "the ledger's line 1 is not one of a release: it was cut off, or is not one that this program wrote"
    );
    assert!(Ledger::read("\n", "v").unwrap().is_empty());
}
