//! Release folders with one hole each: what the audit finds, word for word.
#![allow(clippy::unwrap_used, reason = "a test says what it needs by failing")]

#[path = "support/release.rs"]
mod release;

use audit::FindingKind;
use release::{COUNT, Folder};

const SHARE: &str =
    r#"{ "id": "count", "is": "count" }, { "id": "share", "is": "share", "over": "status", "decimals": 0 }"#;

#[test]
fn a_folder_that_holds() {
    let mut folder = Folder::new();
    folder.table(
        "ended",
        "quarter* 2018Q1 | municipality 101 102 all | status work other all",
        COUNT,
        "2018Q1 101 work count .
         2018Q1 101 other count .
         2018Q1 101 all count 9
         2018Q1 102 work count .
         2018Q1 102 other count .
         2018Q1 102 all count 12
         2018Q1 all work count 8
         2018Q1 all other count 13
         2018Q1 all all count 21",
    );
    let report = folder.audit();
    assert!(report.passes(), "{report}");
    let expected = "\
audit: nothing falls out
  cells                               9
  hidden                              4
  unpublished                         0
  facts                               6
  components                          1
  linear programs                     1
  contradictions                      0
  hidden here, shown there            0
  hidden, value known                 0
  hidden, known to be small           0
  not published, known to be small    0
  marks that tell hidden cells apart  0
  undecided, search given up          0
  all of a group in one category      0
  none of a group in a category       0

narrowest interval of each class
  table        column  categories  hidden  worked out  undecided  interval  cell
  1-ended.csv  count            3       4           4          0    1 to 7  quarter 2018Q1, municipality 101, status work
";
    assert_eq!(report.to_string(), expected);
}

#[test]
fn what_is_left_of_a_total_is_known() {
    let mut folder = Folder::new();
    folder.table(
        "ended",
        "quarter* 2018Q1 | municipality 101 102 all",
        COUNT,
        "2018Q1 101 count .
         2018Q1 102 count 12
         2018Q1 all count 14",
    );
    assert_eq!(
        folder.failures(),
        ["1-ended.csv, count, quarter 2018Q1, municipality 101: hidden, but it can only be 2"]
    );
}

#[test]
fn a_small_cell_is_proven_small() {
    let mut folder = Folder::new();
    folder.table(
        "ended",
        "quarter* 2018Q1 | municipality 101 102 103 all",
        COUNT,
        "2018Q1 101 count .
         2018Q1 102 count .
         2018Q1 103 count 12
         2018Q1 all count 15",
    );
    assert_eq!(
        folder.failures(),
        [
            "1-ended.csv, count, quarter 2018Q1, municipality 101: hidden, but it is 1 to 2, below 3",
            "1-ended.csv, count, quarter 2018Q1, municipality 102: hidden, but it is 1 to 2, below 3",
        ]
    );
}

#[test]
fn hidden_in_one_table_and_shown_in_another() {
    let mut folder = Folder::new();
    folder
        .table("ended", "quarter* 2018Q1 | municipality 101 102", COUNT, "2018Q1 101 count .\n2018Q1 102 count 12")
        .table("ended", "quarter* 2018Q1 | sex m k all | municipality 101", COUNT, "2018Q1 all 101 count 2");
    assert_eq!(
        folder.failures(),
        ["1-ended.csv, count, quarter 2018Q1, municipality 101: hidden in 1-ended.csv, line 2, but 2 is shown in \
          2-ended.csv, line 2"]
    );
    let report = folder.audit();
    assert_eq!(report.of_kind(FindingKind::ShownElsewhere).count(), 1);
    assert!(!report.passes());
}

#[test]
fn tables_of_two_families_share_nothing() {
    let mut folder = Folder::new();
    folder.table("ended", "municipality 101 102", COUNT, "101 count .\n102 count 12").table(
        "started",
        "municipality 101 102",
        COUNT,
        "101 count 2\n102 count 4",
    );
    assert_eq!(folder.failures(), Vec::<String>::new());
}

#[test]
fn a_month_by_its_quarter() {
    let mut folder = Folder::new();
    folder
        .table("ended", "month* 2018-01 2018-02 2018-03", COUNT, "2018-01 count .\n2018-02 count 12\n2018-03 count 8")
        .table("ended", "quarter* 2018Q1", COUNT, "2018Q1 count 22")
        .relation("month quarter 2018-01 2018Q1 2018-02 2018Q1 2018-03 2018Q1");
    assert_eq!(folder.failures(), ["1-ended.csv, count, month 2018-01: hidden, but it can only be 2"]);
    // Active persons do not add up over time: the quarter says that the month is at most 22, and at least 2.
    let mut folder = Folder::new();
    folder
        .table("active", "month*? 2018-01 2018-02 2018-03", COUNT, "2018-01 count .\n2018-02 count 12\n2018-03 count 8")
        .table("active", "quarter*? 2018Q1", COUNT, "2018Q1 count 22")
        .relation("month quarter 2018-01 2018Q1 2018-02 2018Q1 2018-03 2018Q1");
    let report = folder.audit();
    assert!(report.passes(), "{report}");
    assert_eq!((report.intervals[0].lower, report.intervals[0].upper), (2, Some(22)));
}

#[test]
fn a_month_that_is_in_no_table() {
    let mut folder = Folder::new();
    folder
        .table("ended", "month* 2018-01 2018-02", COUNT, "2018-01 count 10\n2018-02 count 12")
        .table("ended", "quarter* 2018Q1", COUNT, "2018Q1 count 24")
        .relation("month quarter 2018-01 2018Q1 2018-02 2018Q1 2018-03 2018Q1");
    assert_eq!(
        folder.failures(),
        ["in no table, counted as in 1-ended.csv: month 2018-03: not published, but it can only be 2"]
    );
}

#[test]
fn a_job_centre_without_its_other_municipality() {
    // Esbjerg's job centre serves Fanø (563) too.
    let mut folder = Folder::new();
    folder
        .table(
            "ended",
            "quarter* 2018Q1 | municipality 561 563 607 all",
            COUNT,
            "2018Q1 561 count 40
             2018Q1 563 count .
             2018Q1 607 count .
             2018Q1 all count 60",
        )
        .table(
            "ended",
            "quarter* 2018Q1 | job_centre esbjerg fredericia all",
            COUNT,
            "2018Q1 esbjerg count 42
             2018Q1 fredericia count 18
             2018Q1 all count 60",
        )
        .relation("municipality job_centre 561 esbjerg 563 esbjerg 607 fredericia");
    assert_eq!(
        folder.failures(),
        [
            "1-ended.csv, count, quarter 2018Q1, municipality 563: hidden, but it can only be 2",
            "1-ended.csv, count, quarter 2018Q1, municipality 607: hidden, but it can only be 18",
        ]
    );
}

#[test]
fn overlapping_areas_leave_a_sliver() {
    // Two divisions of the same three municipalities, none of which is in a table: the town is 10 and the hospital's
    // area 12, so what lies between them is 2.
    let mut folder = Folder::new();
    folder
        .table("ended", "town inside outside", COUNT, "inside count 10\noutside count 30")
        .table("ended", "hospital near far", COUNT, "near count 12\nfar count 28")
        .relation("municipality town 1 inside 2 outside 3 outside")
        .relation("municipality hospital 1 near 2 near 3 far");
    assert_eq!(
        folder.failures(),
        ["in no table, counted as in 1-ended.csv: municipality 2: not published, but it can only be 2"]
    );
}

#[test]
fn two_levels_meet_where_no_table_is() {
    // Municipalities by age group and regions by age sum to the same: regions by age group.
    let mut folder = Folder::new();
    folder
        .table(
            "ended",
            "municipality 1 2 | age_group young old",
            COUNT,
            "1 young count .
             1 old count 20
             2 young count 9
             2 old count 30",
        )
        .table(
            "ended",
            "region west | age 18 19 40",
            COUNT,
            "west 18 count 4
             west 19 count 7
             west 40 count 50",
        )
        .relation("municipality region 1 west 2 west")
        .relation("age age_group 18 young 19 young 40 old");
    assert_eq!(
        folder.failures(),
        ["1-ended.csv, count, municipality 1, age_group young: hidden, but it can only be 2"]
    );
}

#[test]
fn a_share_gives_the_count_away() {
    // 13 per cent of 16 can only be 2: 1 is 6 per cent and 3 is 19.
    let mut folder = Folder::new();
    folder.table(
        "ended",
        "quarter* 2018Q1 | status work other third all",
        SHARE,
        "2018Q1 work count .
         2018Q1 work share 13
         2018Q1 other count .
         2018Q1 other share .
         2018Q1 third count .
         2018Q1 third share .
         2018Q1 all count 16
         2018Q1 all share 100",
    );
    assert_eq!(folder.failures(), ["1-ended.csv, count, quarter 2018Q1, status work: hidden, but it can only be 2"]);
}

#[test]
fn a_share_of_a_hidden_base_ties_two_hidden_counts() {
    // 33 per cent of less than 10: 1 of 3, 2 of 6 or 3 of 9.
    let mut folder = Folder::new();
    folder.table(
        "ended",
        "municipality 1 2 all | status work other all",
        SHARE,
        "1 work count .
         1 work share 33
         1 other count .
         1 all count .
         2 work count .
         2 other count .
         2 all count .
         all work count .
         all other count .
         all all count 10",
    );
    let report = folder.audit();
    let of = |name: &str| {
        let found = report.intervals.iter().find(|interval| interval.name.ends_with(name)).unwrap();
        (found.lower, found.upper.unwrap(), found.exact)
    };
    // 1 and 2 are both at least 2, since each has two hidden parts.
    assert_eq!(of("municipality 1"), (3, 6, true));
    assert_eq!(of("municipality 1, status work"), (1, 2, true));
    assert_eq!(of("municipality 2"), (4, 7, true));
}

#[test]
fn a_share_at_the_edge_of_rounding_goes_away_from_zero() {
    // 1 of 8 is 12.5 and shown as 13; so 12 per cent of 8 is nobody's share.
    let table = |share: &str| {
        let mut folder = Folder::new();
        let rows = format!("work count .\nwork share {share}\nother count .\nthird count .\nall count 8");
        folder.table("ended", "status work other third all", SHARE, &rows);
        folder
    };
    assert_eq!(table("13").failures(), ["1-ended.csv, count, status work: hidden, but it can only be 1"]);
    assert_eq!(
        table("12").failures(),
        ["the release contradicts itself: 1-ended.csv, line 3: share does not fit the counts"]
    );
}

#[test]
fn a_change_gives_a_count_away() {
    let columns = r#"{ "id": "count", "is": "count" }, { "id": "count_change", "is": "change", "of": "count",
        "against": [ { "dimension": "quarter", "from": "2018Q2", "to": "2018Q1" } ] }"#;
    let mut folder = Folder::new();
    folder.table(
        "ended",
        "quarter* 2018Q1 2018Q2",
        columns,
        "2018Q1 count 14
         2018Q2 count .
         2018Q2 count_change -12",
    );
    assert_eq!(folder.failures(), ["1-ended.csv, count, quarter 2018Q2: hidden, but it can only be 2"]);
}

#[test]
fn a_change_of_shares_gives_a_count_away() {
    let columns = r#"{ "id": "count", "is": "count" },
        { "id": "share", "is": "share", "over": "status", "decimals": 0 },
        { "id": "share_change", "is": "change", "of": "share",
          "against": [ { "dimension": "quarter", "from": "2018Q2", "to": "2018Q1" } ] }"#;
    let mut folder = Folder::new();
    // 4 of 20 is 20 per cent; 2 of 25 are 8, and no other number of 25 lies 12 below 20.
    folder.table(
        "ended",
        "quarter* 2018Q1 2018Q2 | status work other third all",
        columns,
        "2018Q1 work count 4
         2018Q1 work share 20
         2018Q1 other count 8
         2018Q1 third count 8
         2018Q1 all count 20
         2018Q2 work count .
         2018Q2 work share .
         2018Q2 work share_change -12
         2018Q2 other count .
         2018Q2 third count .
         2018Q2 all count 25",
    );
    assert_eq!(folder.failures(), ["1-ended.csv, count, quarter 2018Q2, status work: hidden, but it can only be 2"]);
}

#[test]
fn groups_that_are_all_or_none_are_listed_and_fail_on_demand() {
    let mut folder = Folder::new();
    folder.table(
        "ended",
        "quarter* 2018Q1 | status work other all",
        SHARE,
        "2018Q1 work count 16
         2018Q1 work share 100
         2018Q1 other count 0
         2018Q1 other share 0
         2018Q1 all count 16",
    );
    let report = folder.audit();
    let found: Vec<String> = report.findings.iter().map(ToString::to_string).collect();
    assert_eq!(
        found,
        [
            "1-ended.csv, count, quarter 2018Q1: all 16 are at status work",
            "1-ended.csv, count, quarter 2018Q1: none of the 16 is at status other",
        ]
    );
    assert!(report.passes());
    let settings = audit::Settings { group_fails: true, ..audit::Settings::strict() };
    assert!(!audit::audit(folder.directory.path(), &settings).unwrap().passes());
}

#[test]
fn a_release_that_contradicts_itself() {
    let mut folder = Folder::new();
    folder.table("ended", "municipality 1 2 all", COUNT, "1 count 5\n2 count 6\nall count 12").table(
        "ended",
        "municipality 1",
        COUNT,
        "1 count 4",
    );
    assert_eq!(
        folder.failures(),
        [
            "the release contradicts itself: 1-ended.csv, count, all: the categories of municipality do not sum to it",
            "the release contradicts itself: 2-ended.csv, count, municipality 1: it is 5 in 1-ended.csv, line 2, and 4 \
             in 2-ended.csv, line 2",
        ]
    );
    // What is hidden cannot be 0 where zeros are shown.
    let mut folder = Folder::new();
    folder.table("ended", "municipality 1 2 all", COUNT, "1 count 5\n2 count .\nall count 5");
    assert_eq!(
        folder.failures(),
        ["the release contradicts itself: no whole numbers fit 1-ended.csv, count, municipality 2"]
    );
    folder.rule = r#"{ "threshold": 3, "zeros_shown": false, "symbol": "." }"#.to_owned();
    assert_eq!(folder.failures(), ["1-ended.csv, count, municipality 2: hidden, but it can only be 0"]);
}

#[test]
fn marks_that_differ_tell_why_a_cell_is_hidden() {
    let mut folder = Folder::new();
    folder.table("ended", "municipality 1 2 3", COUNT, "1 count .\n2 count .\n3 count 4");
    let text = "municipality,measure,value,status,protection\n1,count,,suppressed,primary\n2,count,,suppressed,other\n";
    folder.write("1-ended.csv", text);
    assert_eq!(
        folder.failures(),
        ["1-ended.csv: hidden counts are marked in different ways: `other` in line 3, `primary` in line 2"]
    );
}

#[test]
fn days_are_not_persons() {
    // 2 days of somebody are nobody's secret by the threshold of persons; a number that is known exactly is.
    let rows = "1 count .\n2 count .\n3 count 40\nall count 43";
    let mut folder = Folder::new();
    folder.table("days", "municipality 1 2 3 all", COUNT, rows);
    assert_eq!(folder.failures().len(), 2);
    folder.tables[0] = folder.tables[0].replace("\"spells\"", "\"person_days\"");
    assert_eq!(folder.failures(), Vec::<String>::new());
}

/// A table of men alone has the cell that the table by sex hides; and what a dimension is made from tells cells of one
/// name apart.
#[test]
fn a_filter_is_a_category_and_what_is_made_otherwise_is_another() {
    let both = "2018 K count 5\n2018 M count .\n2018 all count .";
    let men = "2018 count 2";
    let made = |made: &str| {
        let mut folder = Folder::new();
        folder.table("started", "year* 2018 | sex K M all", COUNT, both);
        folder.table("started", "year* 2018", COUNT, men);
        let fixed = format!(r#""fixed": [{{ "dimension": "sex", "made": {made}, "category": "M" }}], "family""#);
        folder.tables[1] = folder.tables[1].replace(r#""family""#, &fixed);
        folder.failures()
    };
    let found = made("null");
    assert!(found.iter().any(|line| line.contains("sex M: hidden in 1-started.csv")), "{found:?}");
    assert!(made("\"another register\"").iter().all(|line| !line.contains("hidden in")), "{:?}", made("\"x\""));
}

/// The total of a dimension that is filtered is of those that pass, and not the total of all.
#[test]
fn a_filtered_total_is_no_total() {
    let mut folder = Folder::new();
    folder.table("started", "year* 2018 | sex K M all", COUNT, "2018 K count 50\n2018 M count 40\n2018 all count 90");
    folder.table(
        "started",
        "year* 2018 | status job benefit all",
        COUNT,
        "2018 job count 20\n2018 benefit count 30\n2018 all count 50",
    );
    assert!(
        folder.failures().iter().any(|line| line.contains("contradict") || line.contains("50")),
        "two totals of 2018"
    );
    folder.tables[1] =
        folder.tables[1].replace(r#""dimension": "status""#, r#""dimension": "status", "all_is": "benefit|job""#);
    assert_eq!(folder.failures(), Vec::<String>::new());
}

/// Everybody of a year, and those who pass some filters, each as `sex M, age_band young`.
fn filtered(all: usize, filters: &[(&str, usize)]) -> Folder {
    let mut folder = Folder::new();
    folder.table("started", "year* 2018", COUNT, &format!("2018 count {all}"));
    for (filter, count) in filters {
        folder.table("started", "year* 2018", COUNT, &format!("2018 count {count}")).fixed(filter);
    }
    folder
}

/// Who is no man can be counted by whoever has all and the men; who is of unknown sex by whoever has the women as well.
#[test]
fn who_passes_no_filter_is_left_of_the_whole() {
    let of = |all: usize, filters: &[(&str, usize)]| filtered(all, filters).failures();
    let men = of(42, &[("sex M", 40)]);
    assert!(men.iter().any(|line| line.contains("can only be 2")), "{men:?}");
    assert_eq!(of(43, &[("sex M", 40)]), Vec::<String>::new());
    let both = of(92, &[("sex M", 40), ("sex K", 50)]);
    assert!(both.iter().any(|line| line.contains("passing no filter") && line.contains("can only be 2")), "{both:?}");
    assert_eq!(of(93, &[("sex M", 40), ("sex K", 50)]), Vec::<String>::new());
    // A filter of two categories is their sum, and what one of two that overlap has alone is what the other one has not.
    let wider = of(99, &[("sex K|M", 92), ("sex K", 90)]);
    assert!(wider.iter().any(|line| line.contains("can only be 2")), "{wider:?}");
    assert!(of(99, &[("sex K|M", 92), ("sex K", 60), ("sex M", 31)]).iter().any(|line| line.contains("contradict")));
}

/// Of everybody, the men, the young, and the young men, those who are neither are left.
#[test]
fn who_passes_neither_of_two_filters_is_left_of_four() {
    let of = |all: usize| {
        let filters = [("sex M", 35), ("age_group young", 32), ("age_group young, sex M", 20)];
        filtered(all, &filters).failures()
    };
    assert!(of(49).iter().any(|line| line.contains("can only be 2")), "{:?}", of(49));
    assert_eq!(of(50), Vec::<String>::new());
}

/// Men, and men of one town, tell of those who are somewhere else; with the women, and both, where neither is printed.
#[test]
fn what_is_left_of_one_filter_is_cut_by_another() {
    let mut folder = filtered(99, &[("sex K|M", 60), ("sex K", 30), ("sex M, town north", 28)]);
    let found = folder.failures();
    assert!(found.iter().any(|line| line.contains("can only be 2")), "{found:?}");
    folder = filtered(99, &[("sex K|M", 60), ("sex K", 30), ("sex M, town north", 27)]);
    assert_eq!(folder.failures(), Vec::<String>::new());
}

/// The men of a town and the women of its region are no more than everybody of the region, though no table has men and
/// everybody, or the town and the region. By two dimensions, by two others, and by the third two: what they cross in is in
/// none of the tables, and nowhere fewer than nobody.
#[test]
fn the_groups_in_which_tables_cross_are_not_below_zero() {
    let region = |all: usize| {
        let mut folder = filtered(30, &[]);
        folder
            .table("started", "year* 2018", COUNT, &format!("2018 count {all}"))
            .fixed("region east")
            .table("started", "year* 2018 | municipality 1 2", COUNT, "2018 1 count 3\n2018 2 count 5")
            .fixed("sex K")
            .table("started", "year* 2018", COUNT, "2018 count .")
            .fixed("municipality 1, sex M")
            .relation("municipality region 1 east 2 east 3 west");
        folder.failures()
    };
    let found = region(10);
    assert!(found.iter().any(|line| line.contains("hidden, but it is 1 to 2")), "{found:?}");
    assert_eq!(region(11), Vec::<String>::new());
}

/// By sex and age, by age and place, by sex and place: where those of an age are all in one place and nobody else is, the
/// women there are the women of that age.
#[test]
fn three_tables_that_cross_in_none() {
    let of = |elsewhere: usize| {
        let mut folder = Folder::new();
        folder
            .table("started", "sex K M | age_group a b", COUNT, "K a count 5\nK b count 9\nM a count 8\nM b count 6")
            .table(
                "started",
                "age_group a b all | town n s all",
                COUNT,
                &format!(
                    "a n count {}\na s count {elsewhere}\na all count 13\nb n count 0\nb s count 15\nb all count 15\n\
                     all n count {}\nall s count {}\nall all count 28",
                    13 - elsewhere,
                    13 - elsewhere,
                    15 + elsewhere
                ),
            )
            .table("started", "sex K M | town n s", COUNT, "K n count .\nK s count .\nM n count .\nM s count .");
        folder.failures()
    };
    let found = of(0);
    assert!(found.iter().any(|line| line.contains("sex K, town n: hidden, but it can only be 5")), "{found:?}");
    assert_eq!(of(4), Vec::<String>::new());
}

/// Bands that are cut in two ways, and a filter that is one of them, tell what lies between their edges.
#[test]
fn bands_cut_in_two_ways_are_of_one_line() {
    let cut = |bands: &str| {
        let mut folder = Folder::new();
        let rows = "2018 a count .\n2018 b count 20\n2018 c count 15\n2018 d count .\n2018 all count 40";
        folder.table("started", "year* 2018 | age_band a b c d all", COUNT, rows);
        folder.table("started", "year* 2018", COUNT, "2018 count 22").fixed("age_group younger");
        folder.bands("age_band a 16 20 b 20 40 c 40 60 d 60 -").bands(bands);
        folder.failures()
    };
    let same = cut("age_group younger 16 40");
    assert!(same.iter().any(|line| line.contains("age_band a: hidden, but it can only be 2")), "{same:?}");
    // Up to somewhere between two edges of the others it tells that the first are few, and not how many.
    let between = cut("age_group younger 16 45");
    assert!(between.iter().any(|line| line.contains("age_band a: hidden, but it is 1 to 2")), "{between:?}");
}

/// The job centre that lies in two regions is what a region has beside its other ones.
#[test]
fn a_job_centre_in_two_regions_is_cut_by_them() {
    let of = |region: usize| {
        let mut folder = Folder::new();
        folder
            .table("started", "job_centre bay town all", COUNT, "bay count 30\ntown count 20\nall count 50")
            .table("started", "region east", COUNT, &format!("east count {region}"))
            .relation("municipality region 1 east 2 east 3 west")
            .relation("municipality job_centre 1 town 2 bay 3 bay");
        folder.failures()
    };
    assert!(of(22).iter().any(|line| line.contains("can only be 2")), "{:?}", of(22));
    assert_eq!(of(23), Vec::<String>::new());
}

/// A table with a threshold of its own is judged by that.
#[test]
fn a_table_may_be_stricter() {
    let mut folder = Folder::new();
    let rows = "2018 K count .\n2018 M count .\n2018 all count 5";
    folder.table("started", "year* 2018 | sex K M all", COUNT, rows);
    assert_eq!(folder.failures(), Vec::<String>::new());
    folder.tables[0] = folder.tables[0].replace(r#""family""#, r#""threshold": 5, "family""#);
    assert!(folder.failures().iter().any(|line| line.contains("1 to 4, below 5")), "{:?}", folder.failures());
}
