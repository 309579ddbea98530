//! Releases from outside: what is published of the five notes, what a file can have wrong, what is remembered, and that
//! no format has a hidden figure in it.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test whose own set-up is wrong fails")]

mod common;

use common::Setup;
use expect_test::expect;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Spells of ressourceforløb that start in 2018: so many of a municipality and sex.
fn extract(of: &[(usize, u16, char)]) -> Vec<(&'static str, String)> {
    let mut people = "borger;foedselsdato;koen;herkomst\n".to_owned();
    let mut homes = "borger;kommune;fra;til\n".to_owned();
    let mut payments = "borger;ydelse;fra;til\n".to_owned();
    for (group, (n, municipality, sex)) in of.iter().enumerate() {
        for at in 0..*n {
            writeln!(people, "p{group}-{at};1970-05-01;{sex};dansk").unwrap();
            writeln!(homes, "p{group}-{at};{municipality};2000-01-01;").unwrap();
            writeln!(payments, "p{group}-{at};810;2018-0{}-15;2019-12-31", 1 + at % 9).unwrap();
        }
    }
    let manifest = "[register]\nnavn = \"Prøve\"\ndaekket_fra = 2014-01-01\ndaekket_til = 2019-08-31\nudtraksdato = 2019-09-10\nydelseskoder = \"dream\"\n";
    vec![
        ("register.toml", manifest.to_owned()),
        ("borgere.csv", people),
        ("bopael.csv", homes),
        ("ydelser.csv", payments),
    ]
}

fn imported(of: &[(usize, u16, char)]) -> Setup {
    let files = extract(of);
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    Setup::imported(&files)
}

const BY_SEX: &str = "id = \"by-sex\"
title = { da = \"Efter køn\", en = \"By sex\" }
[[table]]
name    = \"by-sex\"
measure = \"ressourceforlob.started\"
period  = \"2018\"
by      = [\"year\", \"municipality\", \"sex\"]
";

fn release(setup: &Setup, text: &str, out: &str) -> String {
    std::fs::write(setup.path("release.toml"), text).unwrap();
    setup.told(&["release", "release.toml", "--store", "store", "--out", out])
}

#[test]
fn a_release_is_written_attacked_and_remembered() {
    let setup = imported(&[(9, 101, 'K'), (2, 101, 'M'), (7, 147, 'K'), (8, 147, 'M'), (20, 253, 'K')]);
    let told = release(&setup, BY_SEX, "published");
    expect![[r#"
        by-sex: Efter køn

        table                cells  small  to cover them  % of cells  % of value
        by-sex                 404      1              3         1.0       14.13
        all, each cell once    404      1              3         1.0       14.13

        audit: nothing falls out
          cells                               404
          hidden                                4
          unpublished                           0
          facts                               105
          components                            1
          linear programs                       1
          contradictions                        0
          hidden here, shown there              0
          hidden, value known                   0
          hidden, known to be small             0
          not published, known to be small      0
          marks that tell hidden cells apart    0
          undecided, search given up            0
          all of a group in one category        0
          none of a group in a category         0

        narrowest interval of each class
          table       column  categories  hidden  worked out  undecided  interval  cell
          by-sex.csv  count            3       4           4          0   2 to 10  year 2018, municipality 101, sex K

        Written to published; what it shows and hides is in store/ledger.jsonl.
    "#]]
    .assert_eq(&told);
    let mut files: Vec<String> =
        std::fs::read_dir(setup.path("published")).unwrap().map(|entry| name(&entry.unwrap().path())).collect();
    files.sort();
    assert_eq!(files, ["by-sex.csv", "by-sex.txt", "release.json"]);
    // Once more it is not written over; elsewhere it is the same to the byte, and entered once.
    assert!(release(&setup, BY_SEX, "published").contains("holds something already"));
    release(&setup, BY_SEX, "again");
    for file in files {
        let read = |folder: &str| std::fs::read(setup.path(folder).join(&file)).unwrap();
        assert_eq!(read("published"), read("again"), "{file}");
    }
    let ledger = std::fs::read_to_string(setup.path("store/ledger.jsonl")).unwrap();
    assert_eq!(ledger.lines().count(), 1);
    assert!(setup.told(&["audit", "published"]).contains("audit: nothing falls out"));
    // The store is still one, and a new import leaves the ledger alone.
    assert!(setup.run(&["import", "extract", "--store", "store"]).status.success());
    assert_eq!(std::fs::read_to_string(setup.path("store/ledger.jsonl")).unwrap(), ledger);
    // What the release hid, `tabulate` hides as well, in a table of its own.
    let tidy = setup.told(&[
        "tabulate",
        "store",
        "ressourceforlob.started",
        "--period",
        "2018",
        "--by",
        "year,municipality,sex",
        "--format",
        "csv",
    ]);
    assert!(tidy.contains("2018,101,M,count,,suppressed,protected"), "{tidy}");
}

#[test]
fn a_folder_that_gives_itself_away_fails_the_audit() {
    let setup = imported(&[(9, 101, 'K'), (2, 101, 'M'), (7, 147, 'K'), (8, 147, 'M'), (20, 253, 'K')]);
    release(&setup, BY_SEX, "published");
    let path = setup.path("published/by-sex.csv");
    let text = std::fs::read_to_string(&path).unwrap();
    // Somebody types one of the hidden figures in by hand.
    let typed = text.replacen("2018,101,K,count,,suppressed", "2018,101,K,count,9,", 1);
    assert_ne!(typed, text);
    std::fs::write(&path, typed).unwrap();
    let told = setup.told(&["audit", "published"]);
    assert!(told.contains("hidden, but it can only be 2") && told.ends_with("exit 1\n"), "{told}");
    assert!(setup.told(&["audit", "nowhere"]).ends_with("exit 1\n"));
}

#[test]
fn no_format_has_a_hidden_figure_in_it() {
    // Counts that occur nowhere else, and a threshold above some of them.
    let setup = imported(&[(1361, 101, 'K'), (1123, 101, 'M'), (1901, 147, 'K'), (2003, 147, 'M'), (2341, 253, 'K')]);
    let text = BY_SEX.replace("[[table]]", "[disclosure]\nthreshold = 1500\n[[table]]");
    std::fs::write(setup.path("release.toml"), &text).unwrap();
    let words = ["release", "release.toml", "--store", "store", "--out", "published"];
    let told = setup.told(&[&words[..], &["--format", "pivot,xlsx,px,json-stat,html"]].concat());
    assert!(told.contains("audit: nothing falls out"), "{told}");
    for name in ["by-sex.pivot.csv", "by-sex.xlsx", "by-sex.px", "by-sex.json-stat.json", "by-sex.html"] {
        assert!(setup.path("published").join(name).exists(), "{name}");
    }
    let tidy = std::fs::read_to_string(setup.path("published/by-sex.csv")).unwrap();
    // As a program writes them, and as a Danish reader does.
    let hidden = ["1361", "1123", "1.361", "1.123"];
    assert!(tidy.contains("2018,101,K,count,,suppressed,protected") && tidy.contains("2341"), "{tidy}");
    for file in files_below(&setup.path("published")) {
        let bytes = std::fs::read(&file).unwrap();
        for figure in &hidden {
            assert!(!holds(&bytes, figure.as_bytes()), "{figure} in {}", name(&file));
        }
    }
    let ledger = std::fs::read(setup.path("store/ledger.jsonl")).unwrap();
    for figure in &hidden {
        assert!(!holds(&ledger, figure.as_bytes()) && !told.contains(figure), "{figure}");
    }
    // Formats that only protected tables are written in: they show the others, and not these.
    for format in ["pivot", "px", "json-stat", "html", "xlsx"] {
        let path = setup.path(format);
        let out = path.display().to_string();
        let words =
            ["tabulate", "store", "ressourceforlob.started", "--period", "2018", "--by", "year,municipality,sex"];
        let words = [&words[..], &["--format", format, "--out", &out]].concat();
        assert!(setup.run(&words).status.success(), "{format}");
        let bytes = std::fs::read(&path).unwrap();
        let is_packed = format == "xlsx";
        assert!(is_packed || holds(&bytes, b"2341") || holds(&bytes, b"2.341"), "{format}");
        for figure in hidden {
            assert!(!holds(&bytes, figure.as_bytes()), "{figure} in {format}");
        }
        let bare = [&words[..], &["--unprotected", "--reason", "test"]].concat();
        assert!(setup.told(&bare).contains("nothing unprotected is written in it"), "{format}");
    }
    // The ledger keeps them hidden for every other format, of a table by itself.
    let words = ["tabulate", "store", "ressourceforlob.started", "--period", "2018", "--by", "year,municipality,sex"];
    for format in ["table", "csv", "parquet"] {
        let path = setup.path(format);
        let out = path.display().to_string();
        let protected = [&words[..], &["--format", format, "--out", &out]].concat();
        assert!(setup.run(&protected).status.success());
        let bytes = std::fs::read(&path).unwrap();
        let unprotected = [&protected[..], &["--unprotected", "--reason", "test"]].concat();
        assert!(setup.run(&unprotected).status.success());
        let bare = std::fs::read(&path).unwrap();
        for figure in &hidden {
            let number: f64 = figure.replace('.', "").parse().unwrap();
            let is_danish = figure.contains('.');
            let as_written = match format {
                "parquet" => number.to_le_bytes().to_vec(),
                _ => figure.as_bytes().to_vec(),
            };
            assert!(!holds(&bytes, &as_written), "{figure} in {format}");
            if format == "parquet" || is_danish == (format == "table") {
                assert!(holds(&bare, &as_written), "the search finds nothing in {format}");
            }
        }
    }
}

#[test]
fn mistakes_are_told_with_their_line() {
    let setup = imported(&[(9, 101, 'K')]);
    let head = "id = \"r\"\ntitle = { da = \"r\", en = \"r\" }\n";
    let table = "[[table]]\nmeasure = \"ressourceforlob.started\"\n";
    let mut told = String::new();
    for text in [
        "title = { da = \"r\", en = \"r\" }\n".to_owned(),
        "id = \"r s\"\ntitle = { da = \"r\", en = \"r\" }\n".to_owned(),
        head.to_owned(),
        format!("{head}[disclosure]\nthreshold = 0\n{table}"),
        format!("{head}[disclosure]\nzeros = \"gone\"\n{table}"),
        format!("{head}[disclosure]\nsymbol = \"x\"\n{table}"),
        format!("{head}[disclosure]\nmethod = \"round\"\n{table}"),
        format!("{head}[disclosure]\nmethod = \"rounding\"\n{table}"),
        format!("{head}[disclosure]\nmethod = \"rounding\"\nbase = 1\n{table}"),
        format!("{head}[disclosure]\nbase = 5\n{table}"),
        format!("{head}[disclosure]\nleast = 5\n{table}"),
        format!("{head}[[table]]\nmeasure = \"ressourceforlob.startet\"\n"),
        format!("{head}{table}name = \"../x\"\n"),
        format!("{head}{table}period = \"2018Q9\"\n"),
        format!("{head}{table}by = [\"kommune\"]\n"),
        format!("{head}{table}where = [\"municipality\"]\n"),
        format!("{head}{table}against = \"sidste\"\n"),
        format!("{head}{table}spread = \"sex\"\n"),
        format!("{head}{table}must_show = [\"101\"]\n"),
        format!("{head}{table}{table}"),
        format!("{head}[[questions]]\nset = \"beu-245\"\n"),
        format!("{head}{table}by = [\"year\", \"status\"]\n"),
        format!("{head}{table}period = \"2018\"\nby = [\"year\"]\nwhere = [\"municipality=999\"]\n"),
        format!("{head}{table}period = \"2018\"\nby = [\"year\"]\nmust_show = [\"year=2018\"]\n"),
    ] {
        let answer = release(&setup, &text, "published");
        told += answer.strip_prefix("forlob: ").unwrap_or(&answer);
    }
    expect![[r#"
        release.toml:1: `id` is missing: write `id = "…"`
        exit 2
        release.toml:1: an id has letters a-z, digits, `-`, `_` and `.` only
        exit 2
        release.toml:1: there is no [[table]], no [[questions]] and no [[note]]
        exit 2
        release.toml:4: `threshold` is 0; it is the least count that is shown, from 1 (nothing is hidden) on
        exit 2
        release.toml:4: `zeros` is `gone`; it must be "shown" or "hidden"
        exit 2
        release.toml:4: `symbol` is `x`; it must be ".." or "."
        exit 2
        release.toml:4: `round` is no method; valid are `rounding`, `small_count_rounding`, `suppression`
        exit 2
        release.toml:4: method `rounding` wants a base: write `base = 5`
        exit 2
        release.toml:5: `base` is 1; it must be 2 to 1000
        exit 2
        release.toml:4: `base` belongs to a `method` that rounds: "small_count_rounding" or "rounding"
        exit 2
        release.toml:4: unknown key `least`; valid are `all_but`, `base`, `dominance`, `method`, `p_percent`, `symbol`, `threshold`, `zeros`
        exit 2
        release.toml:4: there is no measure `ressourceforlob.startet`; did you mean `ressourceforlob.started`?
        exit 2
        release.toml:5: `name` is the name of a file: no `/`, and no `.` in front
        exit 2
        release.toml:5: `2018Q9` is not a period: write 2018, 2018Q2, 2018-06, 2018-06-30 or FROM..TO
        exit 2
        release.toml:5: `kommune` is no dimension; valid are `age_band`, `age_group`, `before`, `benefit`, `code`, `decision`, `duration_band`, `end_reason`, `first_offer`, `hours_band`, `hours_change`, `jobcentre`, `month`, `municipality`, `next`, `offer`, `origin`, `period`, `plan`, `quarter`, `reached`, `region`, `sex`, `status`, `time_in_group`, `year`
        exit 2
        release.toml:5: `municipality` is not DIM=VALUE, as municipality=101
        exit 2
        release.toml:5: `sidste` is neither `period-before`, `year-before`, a period, `country`, `region`, `peers=ID` nor DIM=VALUE
        exit 2
        release.toml:5: `sex` is no area; valid are `municipality`, `jobcentre`, `region`
        exit 2
        release.toml:5: `101` is not DIM=VALUE, as municipality=101
        exit 2
        release.toml:1: the name `ressourceforlob.started` is there twice: each table is a file
        exit 2
        release.toml:4: there is no question set `beu-245`; did you mean `beu-244`?
        exit 2
        table `ressourceforlob.started`: `status` cannot be a dimension of measure `ressourceforlob.started`: it is known of ended spells: use event = "ended"
        exit 2
        table `ressourceforlob.started`: `municipality` has no category `999`; of the 101, the nearest are `159`, `169` and `190`
        exit 2
        r: r

        table                    cells  small  to cover them  % of cells  % of value
        ressourceforlob.started      1      0              0         0.0        0.00
        all, each cell once          1      0              0         0.0        0.00

        audit: nothing falls out
          cells                               1
          hidden                              0
          unpublished                         0
          facts                               0
          components                          0
          linear programs                     0
          contradictions                      0
          hidden here, shown there            0
          hidden, value known                 0
          hidden, known to be small           0
          not published, known to be small    0
          marks that tell hidden cells apart  0
          undecided, search given up          0
          all of a group in one category      0
          none of a group in a category       0

        Written to published; what it shows and hides is in store/ledger.jsonl.
    "#]].assert_eq(&told);
}

/// The five notes, each on its own case and all on made-up people: clean, and how much is hidden is printed.
#[test]
fn the_five_notes_are_audited_clean() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let notes = [
        ("s000", "copenhagen-2018q2"),
        ("s001", "denmark-2013-2014"),
        ("s002", "ishoj-durations"),
        ("s003", "group2-2018"),
        ("s004", "copenhagen-phase-out-2026"),
    ];
    let setup = Setup::new(&[]);
    assert!(setup.run(&["synth", "made-up", "--persons", "60000", "--seed", "5"]).status.success());
    assert!(setup.run(&["import", "made-up", "--store", "made-up-store"]).status.success());
    for (note, case) in notes {
        let file = root.join(format!("examples/releases/{note}.toml")).display().to_string();
        let extract = root.join("../shared/cases").join(case).display().to_string();
        assert!(setup.run(&["import", &extract, "--store", case]).status.success(), "{case}");
        for store in [case, "made-up-store"] {
            let told = setup.told(&["release", &file, "--store", store, "--out", &format!("{note}-{store}")]);
            let hidden = told.lines().find(|line| line.starts_with("all, each cell once")).unwrap_or("");
            println!("{note} on {store}: {hidden}");
            assert!(told.contains("audit: nothing falls out") && !hidden.is_empty(), "{note} on {store}:\n{told}");
        }
    }
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect()
}
