//! Extracts as a reader finds them: every row against the contract's formats, and the mistakes against the summary.

use calendar::{Day, Month, Week};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use synth::{Error, Rhythm, Settings, Summary, write_extract};

/// The codes of the DREAM table of 2015.
const DREAM_CODES: [u16; 129] = [
    111, 112, 113, 114, 121, 122, 123, 124, 125, 126, 130, 131, 133, 134, 135, 136, 137, 138, 139, 140, 143, 144, 145,
    146, 147, 148, 149, 151, 152, 211, 213, 214, 215, 216, 217, 218, 231, 232, 299, 412, 413, 511, 521, 522, 611, 621,
    622, 651, 652, 661, 700, 703, 704, 705, 706, 707, 708, 709, 710, 713, 714, 715, 716, 717, 718, 719, 720, 723, 724,
    725, 726, 727, 728, 729, 730, 731, 733, 734, 735, 736, 737, 738, 739, 740, 741, 743, 744, 745, 746, 747, 748, 750,
    753, 754, 755, 756, 757, 758, 760, 763, 764, 765, 766, 767, 768, 771, 774, 781, 783, 785, 810, 813, 814, 815, 816,
    817, 818, 881, 890, 893, 894, 895, 896, 897, 898, 899, 997, 998, 999,
];

const OFFERS: [&str; 9] = [
    "virksomhedspraktik",
    "loentilskud_privat",
    "loentilskud_offentlig",
    "nytteindsats",
    "vejledning_opkvalificering",
    "ordinaer_uddannelse",
    "mentor",
    "social_indsats",
    "sundhedsindsats",
];

const EVENTS: [&str; 13] = [
    "rehabiliteringsteam",
    "indstillet_foertidspension",
    "tilkendt_foertidspension",
    "visiteret_fleksjob",
    "fleksjobbonus_forhaandsgodkendt",
    "fleksjobbonus_udloest",
    "sanktion",
    "samtale_sundhedskoordinator",
    "personlig_jobformidler",
    "orlov_fra",
    "orlov_til",
    "klage_medhold",
    "ophoer_aarsag",
];

/// A table as rows of fields, the header checked and left out; the parts of `ydelser` together.
fn read(folder: &Path, table: &str, columns: &str) -> Vec<Vec<String>> {
    let mut names = vec![format!("{table}.csv")];
    names.extend((1..10).map(|part| format!("{table}.{part}.csv")));
    let mut rows = Vec::new();
    let mut n_files = 0;
    for name in names.iter().filter(|name| folder.join(name).exists()) {
        n_files += 1;
        let text = std::fs::read_to_string(folder.join(name)).expect("UTF-8");
        let mut lines = text.lines();
        assert_eq!(lines.next(), Some(columns), "{name}");
        rows.extend(lines.map(|line| line.split(';').map(str::to_owned).collect::<Vec<_>>()));
    }
    assert!(n_files > 0, "{table} is missing");
    let width = columns.split(';').count();
    assert!(rows.iter().all(|row| row.len() == width), "{table}: a row has other fields than the header");
    rows
}

fn write(settings: &Settings) -> (tempfile::TempDir, Summary) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let summary = write_extract(settings, folder.path(), &|_| ()).expect("the extract is written");
    (folder, summary)
}

fn date(text: &str) -> Day {
    text.parse().unwrap_or_else(|_| panic!("{text:?} is no date"))
}

fn date_or_nothing(text: &str) -> Option<Day> {
    (!text.is_empty()).then(|| date(text))
}

/// A number with a decimal comma and exactly `decimals` decimals.
fn is_number(text: &str, decimals: usize) -> bool {
    let (whole, fraction) = text.split_once(',').unwrap_or((text, ""));
    !whole.is_empty()
        && fraction.len() == decimals
        && whole.bytes().chain(fraction.bytes()).all(|byte| byte.is_ascii_digit())
}

struct Life {
    birth: Day,
    /// The first day without benefits for good.
    until: Day,
}

fn lives(folder: &Path) -> BTreeMap<String, Life> {
    let rows = read(folder, "borgere", "borger;foedselsdato;koen;herkomst;doed;udrejst");
    let n_rows = rows.len();
    let mut lives = BTreeMap::new();
    for row in rows {
        assert!(["K", "M"].contains(&row[2].as_str()));
        let origins =
            ["dansk", "indvandrer_vestlig", "indvandrer_ikkevestlig", "efterkommer_vestlig", "efterkommer_ikkevestlig"];
        assert!(origins.contains(&row[3].as_str()));
        let until = date_or_nothing(&row[4]).or(date_or_nothing(&row[5])).unwrap_or(Day::MAX);
        lives.insert(row[0].clone(), Life { birth: date(&row[1]), until });
    }
    assert_eq!(lives.len(), n_rows, "a key is there twice");
    lives
}

/// Checks every row of a clean extract.
fn check_clean(settings: &Settings) {
    let (folder, summary) = write(settings);
    let folder = folder.path();
    let lives = lives(folder);
    assert_eq!(lives.len() as u64, settings.persons);
    assert_eq!(summary.dirt, Default::default());
    let (from, to) = (settings.from, settings.to);

    let payments = read(folder, "ydelser", "borger;ydelse;fra;til;kommune;beloeb");
    let mut n_open = 0;
    for row in &payments {
        let life = &lives[&row[0]];
        let code: u16 = row[1].parse().expect("a code");
        assert!(DREAM_CODES.contains(&code), "{code}");
        let (first, last) = (date(&row[2]), date_or_nothing(&row[3]).unwrap_or(to));
        n_open += usize::from(row[3].is_empty());
        assert!(from <= first && first <= last && last <= to, "{row:?}");
        assert!(life.birth < first && last < life.until, "{row:?}");
        assert!(row[4].is_empty() || is_municipality(&row[4]), "{row:?}");
        assert!(is_number(&row[5], 2), "{row:?}");
        assert!(!(810..=818).contains(&code) || first >= date("2013-01-01"), "{row:?}");
        assert!(code != 785 || first >= date("2014-07-01"), "{row:?}");
        let by_week = match settings.rhythm {
            Rhythm::Month => false,
            Rhythm::Week => true,
            Rhythm::Mixed => matches!(code, 111..=113 | 211..=299 | 890..=899 | 785),
        };
        if code == 998 {
            assert_eq!(first.year(), last.year(), "{row:?}");
        } else if by_week {
            assert_eq!(Week::of(first), Week::of(last), "{row:?}");
        } else {
            assert_eq!(Month::of(first), Month::of(last), "{row:?}");
        }
    }
    assert!(n_open > 0, "some payments run on");
    assert_eq!(payments.iter().collect::<BTreeSet<_>>().len(), payments.len(), "a payment is there twice");
    assert!(!payments.is_sorted(), "registers are not sorted");

    for row in read(folder, "bopael", "borger;kommune;fra;til") {
        assert!(is_municipality(&row[1]), "{row:?}");
        assert!(date(&row[2]) <= date_or_nothing(&row[3]).unwrap_or(Day::MAX), "{row:?}");
        assert!(lives[&row[0]].birth <= date(&row[2]), "{row:?}");
    }

    let offers = read(folder, "tilbud", "borger;tilbud;fra;til;timer");
    let mut offers_of: BTreeMap<&str, Vec<(&str, Day, Day)>> = BTreeMap::new();
    for row in &offers {
        assert!(OFFERS.contains(&row[1].as_str()), "{row:?}");
        let (first, last) = (date(&row[2]), date_or_nothing(&row[3]).unwrap_or(Day::MAX));
        assert!(first <= last, "{row:?}");
        assert!(
            row[4].is_empty() || is_number(&row[4], row[4].split_once(',').map_or(0, |(_, fraction)| fraction.len())),
            "{row:?}"
        );
        offers_of.entry(&row[0]).or_default().push((&row[1], first, last));
    }
    assert_eq!(offers.iter().collect::<BTreeSet<_>>().len(), offers.len(), "an offer is there twice");
    // The code of a payment and the offers agree.
    for row in &payments {
        let code: u16 = row[1].parse().expect("a code");
        let told_by_digit = matches!(code, 130..=149 | 211..=218 | 700..=768 | 810..=818 | 890..=898);
        let kind = match code % 10 {
            3 => "vejledning_opkvalificering",
            4 => "ordinaer_uddannelse",
            5 => "loentilskud_privat",
            6 => "loentilskud_offentlig",
            7 | 8 => "virksomhedspraktik",
            9 => "nytteindsats",
            _ => continue,
        };
        let (first, last) = (date(&row[2]), date_or_nothing(&row[3]).unwrap_or(to));
        let known = offers_of
            .get(row[0].as_str())
            .into_iter()
            .flatten()
            .any(|offer| offer.0 == kind && offer.1 <= first && last <= offer.2);
        assert!(!told_by_digit || known, "{row:?} has no offer");
    }

    let wages = read(folder, "loen", "borger;maaned;timer;beloeb");
    let mut months = BTreeSet::new();
    for row in &wages {
        assert!(lives.contains_key(&row[0]));
        let month = Month::read(row[1].as_bytes()).expect("a month");
        assert!(Month::of(from) <= month && month <= Month::of(to), "{row:?}");
        assert!(is_number(&row[2], 2) && is_number(&row[3], 2), "{row:?}");
        assert!(months.insert((&row[0], month)), "{row:?} is a second row of the month");
    }

    for row in read(folder, "fleksjob", "borger;fra;til;timer") {
        assert!(date(&row[1]) <= date_or_nothing(&row[2]).unwrap_or(Day::MAX), "{row:?}");
        assert!(lives.contains_key(&row[0]));
    }
    for row in read(folder, "visitation", "borger;projekt;gruppe;fra;til") {
        assert_eq!(row[1], "flere_skal_med");
        assert!(["1", "2", "3"].contains(&row[2].as_str()));
        assert!(date(&row[3]) <= date_or_nothing(&row[4]).unwrap_or(Day::MAX), "{row:?}");
        assert!(lives.contains_key(&row[0]));
    }
    let events = read(folder, "haendelser", "borger;dato;haendelse;vaerdi");
    for row in &events {
        assert!(EVENTS.contains(&row[2].as_str()), "{row:?}");
        assert!(from <= date(&row[1]) && date(&row[1]) <= to, "{row:?}");
        assert_eq!(row[2] == "ophoer_aarsag", !row[3].is_empty(), "{row:?}");
        assert!(lives.contains_key(&row[0]));
    }
    assert!(events.iter().any(|row| row[3].contains(['æ', 'ø', 'å'])));
    assert_eq!(events.iter().collect::<BTreeSet<_>>().len(), events.len(), "an event is there twice");
    for row in read(folder, "planer", "borger;ydelse;fra;planlagt_til") {
        assert!(["810", "785"].contains(&row[1].as_str()), "{row:?}");
        assert!(date(&row[2]) < date(&row[3]), "{row:?}");
        assert!(row[1] != "810" || date(&row[2]) < date("2026-02-01"), "{row:?}");
        assert!(lives.contains_key(&row[0]));
    }

    for table in &summary.tables {
        let bytes: u64 = std::fs::read_dir(folder)
            .expect("the folder")
            .map(|entry| entry.expect("a file"))
            .filter(|entry| entry.file_name().to_string_lossy().split('.').next() == Some(table.name))
            .map(|entry| entry.metadata().expect("a file").len())
            .sum();
        assert_eq!(bytes, table.bytes, "{}", table.name);
    }
    let rows_of = |name| summary.tables.iter().find(|table| table.name == name).expect("every table").rows;
    assert_eq!(rows_of("ydelser"), payments.len() as u64);
    assert_eq!(rows_of("loen"), wages.len() as u64);
}

fn is_municipality(text: &str) -> bool {
    text.len() == 3
        && text.bytes().all(|byte| byte.is_ascii_digit())
        && (101..=860).contains(&text.parse().unwrap_or(0))
}

#[test]
fn every_row_paid_by_the_month_obeys_the_contract() {
    check_clean(&Settings::usual(6_000, 5));
}

#[test]
fn every_row_paid_by_the_week_obeys_the_contract() {
    check_clean(&Settings {
        rhythm: Rhythm::Week,
        payment_parts: 1,
        from: date("2015-03-18"),
        ..Settings::usual(4_000, 6)
    });
}

#[test]
fn every_row_of_mixed_rhythm_obeys_the_contract() {
    let settings = Settings {
        rhythm: Rhythm::Mixed,
        payment_parts: 3,
        to: date("2019-02-10"),
        extract_date: date("2019-02-28"),
        ..Settings::usual(6_000, 7)
    };
    check_clean(&settings);
}

/// The days paid as ressourceforløb, each person's joined across breaks without a whole calendar month.
#[test]
fn no_ressourceforloeb_begins_after_the_scheme_is_closed_whatever_the_break() {
    let (folder, _) = write(&Settings::usual(60_000, 8));
    let mut paid: BTreeMap<String, Vec<(Day, Day)>> = BTreeMap::new();
    for row in read(folder.path(), "ydelser", "borger;ydelse;fra;til;kommune;beloeb") {
        if row[1].starts_with("81") {
            paid.entry(row[0].clone())
                .or_default()
                .push((date(&row[2]), date_or_nothing(&row[3]).unwrap_or(date("2026-05-31"))));
        }
    }
    let mut n_started = 0;
    for days in paid.values_mut() {
        days.sort_unstable();
        let mut last = Day::MIN;
        for (from, to) in days.iter() {
            let whole_month_without = last == Day::MIN || Month::of(last).plus(1) < Month::of(*from);
            if whole_month_without {
                n_started += 1;
                assert!(*from < date("2026-02-01"), "a spell begins on {from}");
            }
            last = *to;
        }
    }
    assert!(n_started > 500, "{n_started}");
}

#[test]
fn lives_do_not_depend_on_the_rhythm_the_parts_or_the_dirt() {
    let one = Settings::usual(2_000, 9);
    let (first, _) = write(&one);
    let (second, _) = write(&Settings { rhythm: Rhythm::Week, payment_parts: 4, dirt_per_mille: 300, ..one });
    // Planned ends tell of the history, and no mistake is made in them.
    assert_eq!(
        std::fs::read(first.path().join("planer.csv")).ok(),
        std::fs::read(second.path().join("planer.csv")).ok()
    );
}

#[test]
fn a_reader_finds_as_many_mistakes_as_the_summary_names() {
    let settings = Settings { dirt_per_mille: 200, ..Settings::usual(8_000, 10) };
    let (folder, summary) = write(&settings);
    let lives = lives(folder.path());
    assert_eq!(settings.persons - lives.len() as u64, summary.dirt.persons_without_row);
    let payments = read(folder.path(), "ydelser", "borger;ydelse;fra;til;kommune;beloeb");
    let (mut bad_dates, mut until_before_from, mut unknown_codes, mut duplicates, mut without_person) = (0, 0, 0, 0, 0);
    let mut seen = BTreeSet::new();
    for row in &payments {
        let first = Day::read(row[2].as_bytes());
        if first.is_none() {
            bad_dates += 1;
        } else if date_or_nothing(&row[3]).is_some_and(|last| Some(last) < first) {
            until_before_from += 1;
        } else if !DREAM_CODES.contains(&row[1].parse().expect("a number")) {
            unknown_codes += 1;
        } else if !seen.insert(row) {
            duplicates += 1;
        } else if !lives.contains_key(&row[0]) {
            without_person += 1;
        }
    }
    let homes = read(folder.path(), "bopael", "borger;kommune;fra;til");
    let unknown_municipalities =
        homes.iter().filter(|row| ["199", "299", "999"].contains(&row[1].as_str())).count() as u64;
    for (table, columns) in [
        ("bopael", "borger;kommune;fra;til"),
        ("tilbud", "borger;tilbud;fra;til;timer"),
        ("loen", "borger;maaned;timer;beloeb"),
        ("fleksjob", "borger;fra;til;timer"),
        ("visitation", "borger;projekt;gruppe;fra;til"),
        ("haendelser", "borger;dato;haendelse;vaerdi"),
        ("planer", "borger;ydelse;fra;planlagt_til"),
    ] {
        without_person +=
            read(folder.path(), table, columns).iter().filter(|row| !lives.contains_key(&row[0])).count() as u64;
    }
    let found = (bad_dates, until_before_from, unknown_codes, duplicates, unknown_municipalities, without_person);
    let dirt = summary.dirt;
    let told = (
        dirt.bad_dates,
        dirt.until_before_from,
        dirt.unknown_codes,
        dirt.duplicates,
        dirt.unknown_municipalities,
        dirt.rows_without_person,
    );
    assert_eq!(found, told);
    for number in [told.0, told.1, told.2, told.3, told.4, told.5, dirt.overlaps] {
        assert!(number > 50, "{dirt:?}");
    }
}

#[test]
fn a_folder_with_something_in_it_is_refused() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(folder.path().join("ydelser.csv"), "").expect("a file");
    let refused = write_extract(&Settings::usual(1, 1), folder.path(), &|_| ());
    assert!(matches!(refused, Err(Error::FolderNotEmpty { .. })));
}

#[test]
fn a_country_of_nobody_has_headers_alone() {
    let (folder, summary) = write(&Settings::usual(0, 1));
    assert_eq!(summary.persons, 0);
    assert!(summary.tables.iter().all(|table| table.rows == 0 && table.bytes > 0));
    assert!(read(folder.path(), "planer", "borger;ydelse;fra;planlagt_til").is_empty());
}

#[test]
fn progress_ends_at_the_number_of_persons() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let last = std::sync::Mutex::new(Vec::new());
    write_extract(&Settings::usual(2_500, 1), folder.path(), &|persons| last.lock().expect("one caller").push(persons))
        .expect("written");
    assert_eq!(*last.lock().expect("one caller"), [1_024, 2_048, 2_500]);
}

#[test]
fn any_coverage_the_settings_allow_can_be_made() {
    for (from, to) in [
        ("1990-01-01", "1990-01-01"),
        ("2026-05-31", "2026-05-31"),
        ("1990-01-01", "2050-12-31"),
        ("2050-12-31", "2050-12-31"),
    ] {
        for rhythm in [Rhythm::Month, Rhythm::Week, Rhythm::Mixed] {
            let settings = Settings {
                from: date(from),
                to: date(to),
                extract_date: date(to),
                rhythm,
                dirt_per_mille: 100,
                ..Settings::usual(300, 2)
            };
            let (folder, _) = write(&settings);
            assert!(lives(folder.path()).values().all(|life| life.birth <= date(to)));
        }
    }
}
