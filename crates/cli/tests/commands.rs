//! The program from outside: a small drawn register, each command, what it prints and how it exits.

#![allow(clippy::unwrap_used, reason = "a test whose own set-up is wrong fails")]

mod common;

use common::Setup;
use expect_test::expect;
use std::path::{Path, PathBuf};

/// Five made-up people. The comments say what is true of them by hand.
///
/// ```text
/// a1  147  810 January to March 2018, then nothing: started 2018Q1 (provisional: the coverage begins that month),
///          ended 2018Q1; a month later on 783 -> førtidspension
/// b2  101  810 in January, 817 from 20 February: one spell by calendar month, running
/// c3  101  810 from 1 June: started 2018Q2, running
/// d4  -    810 April and May: started and ended 2018Q2, no residence, no row in borgere; a month later a wage
/// e5  101  740 alone: never in a table of ressourceforløb
/// ```
const FILES: [(&str, &str); 5] = [
    (
        "register.toml",
        "[register]\nnavn = \"Prøve\"\ndaekket_fra = 2018-01-01\ndaekket_til = 2018-08-31\nudtraksdato = 2018-09-10\nydelseskoder = \"dream\"\n",
    ),
    (
        "borgere.csv",
        "borger;foedselsdato;koen;herkomst\na1;1970-05-01;K;dansk\nb2;1990-05-01;M;dansk\nc3;1978-06-01;K;efterkommer_vestlig\ne5;1960-01-01;M;dansk\n",
    ),
    (
        "bopael.csv",
        "borger;kommune;fra;til\na1;147;2000-01-01;\nb2;101;2000-01-01;\nc3;101;2000-01-01;\ne5;101;2000-01-01;\n",
    ),
    (
        "ydelser.csv",
        "borger;ydelse;fra;til\na1;810;2018-01-02;2018-03-31\na1;783;2018-04-01;\nb2;810;2018-01-05;2018-01-31\nb2;817;2018-02-20;\nc3;810;2018-06-01;2018-06-30\nc3;810;2018-07-01;\nd4;810;2018-04-01;2018-05-31\ne5;740;2018-01-01;\ne5;999999;2018-01-01;\nc3;810;2018-06-01;2018-06-30\n",
    ),
    ("loen.csv", "borger;maaned;timer;beloeb\nd4;2018-06;160,5;21000,00\n"),
];

#[test]
fn import_tells_rows_and_findings() {
    Setup::new(&FILES).check(
        &["import", "extract", "--store", "store"],
        expect![[r#"
        Prøve
        Drawn 2018-09-10, covers 2018-01-01 to 2018-08-31 · 5 persons

        table    rows in  kept  set aside
        borgere        4     4          0
        bopael         4     4          0
        ydelser       10     8          2
        loen           1     1          0

        Findings (file:line)

        table    column  what is wrong  rows  outcome    for instance
        ydelser          duplicate         1  set aside  extract/ydelser.csv:11
        ydelser  borger  no_person_row     1  kept       extract/ydelser.csv:8
        ydelser  ydelse  unknown_code      1  set aside  extract/ydelser.csv:10
        loen     borger  no_person_row     1  kept       extract/loen.csv:2

        Store: store
        Key of the pseudonyms: store.key (keep it apart from the store)
        Next: forlob measures · forlob tabulate store MEASURE
    "#]],
    );
    Setup::imported(&FILES).check(
        &["findings", "store", "--format", "csv"],
        expect![[r#"
        table,column,reason,outcome,rows,examples
        ydelser,,duplicate,set_aside,1,extract/ydelser.csv:11
        ydelser,borger,no_person_row,kept,1,extract/ydelser.csv:8
        ydelser,ydelse,unknown_code,set_aside,1,extract/ydelser.csv:10
        loen,borger,no_person_row,kept,1,extract/loen.csv:2
    "#]],
    );
}

#[test]
fn a_table_reads_well_in_both_languages() {
    let setup = Setup::imported(&FILES);
    let words = [
        "tabulate",
        "store",
        "ressourceforlob.started",
        "--by",
        "quarter,municipality",
        "--where",
        "municipality=101",
        "--against",
        "period-before",
        "--unprotected",
        "--reason",
        "til mødet",
    ];
    setup.check(
        &words,
        expect![[r#"
        UBESKYTTET: kun til egne øjne (til mødet)

        Påbegyndte ressourceforløb
        Antal: forløb · Kommune: København
        ──────────────────────────────────────────────────────
        Kvartal  Antal forløb  Ændring fra perioden før, Antal
        ──────────────────────────────────────────────────────
        2018Q1             1*                                .
        2018Q2              1                               0*
        ──────────────────────────────────────────────────────
        * Foreløbigt tal: noget af det talte er endnu ikke afgjort.
        . Kan ikke opgøres: udtrækket begynder for sent, eller der er intet at tage gennemsnit eller andel
        af.
        Kilde: Prøve. Udtrukket 2018-09-10, dækker 2018-01-01 til 2018-08-31.
        Definition: S000; S002; Jobindsats.
        Definitionsfiler: measure ressourceforlob.started (f3c8c13992de), benefit ressourceforlob
        (47be2f48c930), gap rule calendar_month (ffc988928a1a), geography denmark (34faa0968bcb), code set
        dream (9cf8e1843acf). forlob 0.1.0.
    "#]],
    );
    let words = [
        "--lang",
        "en",
        "tabulate",
        "store",
        "ressourceforlob.status_1_month_after",
        "--by",
        "quarter,status",
        "--period",
        "2018Q1,2018Q2",
        "--unprotected",
        "--reason",
        "the meeting",
    ];
    setup.check(
        &words,
        expect![[r#"
        UNPROTECTED: for your own eyes only (the meeting)

        Status one month after an ended spell
        Number: spells
        ───────────────────────────────────────────────────────────────────────────
        Status                         2018Q1                      2018Q2
                             Number of spells  Per cent  Number of spells  Per cent
        ───────────────────────────────────────────────────────────────────────────
        Disability pension                  1       100                 0         0
        Flexible-job scheme                 0         0                 0         0
        Social assistance                   0         0                 0         0
        Other benefits                      0         0                 0         0
        Job or education                    0         0                 1       100
        Other                               0         0                 0         0
        Total                               1       100                 1       100
        ───────────────────────────────────────────────────────────────────────────
        Percentages may not sum to 100 because of rounding.
        A person counts in the first category that matches, in the order of the hierarchy.
        Source: Prøve. Drawn 2018-09-10, covers 2018-01-01 to 2018-08-31.
        Definition: S000; S002; Jobindsats.
        Definition files: measure ressourceforlob.status_1_month_after (f2d3d66c07d5), benefit
        ressourceforlob (47be2f48c930), gap rule calendar_month (ffc988928a1a), hierarchy status.s000
        (624e42eab819), code set dream (9cf8e1843acf). forlob 0.1.0.
    "#]],
    );
}

/// By hand: see [`FILES`].
#[test]
fn tidy_figures_are_those_worked_out_by_hand() {
    let setup = Setup::imported(&FILES);
    let all = |measure: &str, by: &str| {
        setup.tidy(&["tabulate", "store", measure, "--period", "2018Q1,2018Q2,2018-07,2018-08,2018Q3", "--by", by])
    };
    expect![[r#"
        period,measure,value,status,protection
        2018Q1,count,2,provisional,unprotected
        2018Q2,count,2,,unprotected
        2018-07,count,0,,unprotected
        2018-08,count,0,,unprotected
        2018Q3,count,,not_yet,unprotected
    "#]]
    .assert_eq(&all("ressourceforlob.started", "period"));
    expect![[r#"
        period,measure,value,status,protection
        2018Q1,count,1,,unprotected
        2018Q2,count,1,,unprotected
        2018-07,count,0,,unprotected
        2018-08,count,0,provisional,unprotected
        2018Q3,count,,not_yet,unprotected
    "#]]
    .assert_eq(&all("ressourceforlob.ended", "period"));
    expect![[r#"
        period,measure,value,status,protection
        2018Q1,count,1,,unprotected
        2018Q2,count,2,,unprotected
        2018-07,count,2,,unprotected
        2018-08,count,2,,unprotected
        2018Q3,count,,not_yet,unprotected
    "#]]
    .assert_eq(&all("ressourceforlob.closing", "period"));
    expect![[r#"
        period,measure,value,status,protection
        2018Q1,full_time_persons,1.7333333333333334,,unprotected
        2018Q1,person_days,156,,unprotected
        2018Q2,full_time_persons,2,,unprotected
        2018Q2,person_days,182,,unprotected
        2018-07,full_time_persons,2,,unprotected
        2018-07,person_days,62,,unprotected
        2018-08,full_time_persons,2,,unprotected
        2018-08,person_days,62,,unprotected
        2018Q3,full_time_persons,,not_yet,unprotected
        2018Q3,person_days,,not_yet,unprotected
    "#]]
    .assert_eq(&all("ressourceforlob.full_time_persons", "period"));
    let by_sex =
        setup.tidy(&["tabulate", "store", "ressourceforlob.persons", "--period", "2018Q2", "--by", "sex,age_group"]);
    expect![[r#"
        period,sex,age_group,measure,value,status,protection
        2018Q2,K,under 40,count,0,,unprotected
        2018Q2,K,40+,count,1,,unprotected
        2018Q2,K,unknown,count,0,,unprotected
        2018Q2,K,all,count,1,,unprotected
        2018Q2,M,under 40,count,1,,unprotected
        2018Q2,M,40+,count,0,,unprotected
        2018Q2,M,unknown,count,0,,unprotected
        2018Q2,M,all,count,1,,unprotected
        2018Q2,unknown,under 40,count,0,,unprotected
        2018Q2,unknown,40+,count,0,,unprotected
        2018Q2,unknown,unknown,count,1,,unprotected
        2018Q2,unknown,all,count,1,,unprotected
        2018Q2,all,under 40,count,1,,unprotected
        2018Q2,all,40+,count,1,,unprotected
        2018Q2,all,unknown,count,1,,unprotected
        2018Q2,all,all,count,3,,unprotected
    "#]]
    .assert_eq(&by_sex);
}

/// The state of a figure and the dimension of that name are two columns.
#[test]
fn no_two_columns_have_one_name() {
    let words =
        ["tabulate", "store", "ressourceforlob.status_1_month_after", "--period", "2018Q1", "--by", "quarter,status"];
    let told = Setup::imported(&FILES).tidy(&words);
    assert_eq!(told.lines().next(), Some("quarter,status_after,measure,value,status,protection"));
}

#[test]
fn words_that_are_wrong_exit_2_and_work_that_fails_exits_1() {
    let setup = Setup::imported(&FILES);
    let told: Vec<String> = [
        &["tabulate", "store", "ressourceforlob.started", "--reason", "x"][..],
        &["tabulate", "store", "ressourceforlob.started", "--unprotected"],
        &["spells", "store", "--benefit", "ressourceforlob"],
        &["tabulate", "store", "ressourceforlob.started", "--by", "kommune", "--unprotected", "--reason", "x"],
        &["tabulate", "store", "ressourceforlob.started", "--where", "municipality", "--unprotected", "--reason", "x"],
        &[
            "tabulate",
            "store",
            "ressourceforlob.started",
            "--where",
            "municipality=1o1",
            "--unprotected",
            "--reason",
            "x",
        ],
        &["tabulate", "store", "ressourceforlob.started", "--period", "2018Q5", "--unprotected", "--reason", "x"],
        &["tabulate", "store", "ressourceforlob.started", "--period", "2018-06", "--unprotected", "--reason", "x"],
        &["tabulate", "store", "ressourceforlob.started", "--period", "2012Q4", "--unprotected", "--reason", "x"],
        &["tabulate", "store", "ressourceforlob.started", "--against", "sidste", "--unprotected", "--reason", "x"],
        &["tabulate", "store", "ressourceforlob.startet", "--unprotected", "--reason", "x"],
        &["tabulate", "nowhere", "ressourceforlob.started", "--unprotected", "--reason", "x"],
        &["tabulate", "store", "ressourceforlob.started", "--format", "parquet", "--unprotected", "--reason", "x"],
        &["spells", "store", "--benefit", "ressourceforlob", "--gap", "register_end", "--unprotected", "--reason", "x"],
        &["import", "nowhere", "--store", "store2"],
        &["import", "extract", "--store", "extract"],
        &["measures", "show", "ressourceforlob.sartet"],
        &["synth", "extract"],
    ]
    .iter()
    .map(|words| format!("{}\n{}", words.join(" "), setup.told(words)))
    .collect();
    expect![[r#"
        tabulate store ressourceforlob.started --reason x
        forlob: `--reason` goes with `--unprotected`: leave it out, and the figures are protected
        exit 2

        tabulate store ressourceforlob.started --unprotected
        forlob: `--unprotected` wants a reason: --reason "why you need to see it"; it goes into the store's log
        exit 2

        spells store --benefit ressourceforlob
        forlob: the figures are not protected against disclosure: to see them with your own eyes, say --unprotected --reason "why you need to see it"; the reason goes into the store's log
        exit 2

        tabulate store ressourceforlob.started --by kommune --unprotected --reason x
        forlob: `kommune` is no dimension; valid are `age_band`, `age_group`, `before`, `benefit`, `code`, `decision`, `duration_band`, `end_reason`, `first_offer`, `hours_band`, `hours_change`, `jobcentre`, `month`, `municipality`, `next`, `offer`, `origin`, `period`, `plan`, `quarter`, `reached`, `region`, `sex`, `status`, `time_in_group`, `year`
        exit 2

        tabulate store ressourceforlob.started --where municipality --unprotected --reason x
        forlob: `municipality` is not DIM=VALUE, as municipality=101
        exit 2

        tabulate store ressourceforlob.started --where municipality=1o1 --unprotected --reason x
        forlob: `municipality` has no category `1o1`; did you mean `101`?
        exit 2

        tabulate store ressourceforlob.started --period 2018Q5 --unprotected --reason x
        forlob: --period: `2018Q5` is not a period: write 2018, 2018Q2, 2018-06, 2018-06-30 or FROM..TO
        exit 2

        tabulate store ressourceforlob.started --period 2018-06 --unprotected --reason x
        forlob: the table is by quarter, and 2018-06 is not made of whole ones: ask for others, or use --by period
        exit 2

        tabulate store ressourceforlob.started --period 2012Q4 --unprotected --reason x
        forlob: measure `ressourceforlob.started` is in force from 2013-01-01; 2012-10-01 to 2012-12-31 asks for more
        exit 2

        tabulate store ressourceforlob.started --against sidste --unprotected --reason x
        forlob: --against: `sidste` is neither `period-before`, `year-before`, a period, `country`, `region`, `peers=ID` nor DIM=VALUE
        exit 2

        tabulate store ressourceforlob.startet --unprotected --reason x
        forlob: there is no measure `ressourceforlob.startet`; did you mean `ressourceforlob.started`?
        exit 2

        tabulate nowhere ressourceforlob.started --unprotected --reason x
        forlob: nowhere: there is no store here: make one with `forlob import EXTRACT --store STORE`
        exit 1

        tabulate store ressourceforlob.started --format parquet --unprotected --reason x
        forlob: Parquet goes to a file: name one with --out FILE
        exit 2

        spells store --benefit ressourceforlob --gap register_end --unprotected --reason x
        forlob: a list of spells by gap rule `register_end` needs the table `haendelser`, which the extract did not have: it is unknown, not empty
        exit 1

        import nowhere --store store2
        forlob: nowhere: there is no such folder: an extract is a folder with a `register.toml` and tables
        exit 1

        import extract --store extract
        forlob: extract: the folder holds `loen.csv` and is no store: name an empty folder or a new one
        exit 1

        measures show ressourceforlob.sartet
        forlob: there is no measure `ressourceforlob.sartet`; did you mean `ressourceforlob.started`?
        exit 2

        synth extract
        forlob: extract is not empty: name a new folder for the extract
        exit 1
    "#]].assert_eq(&told.join("\n"));
}

#[test]
fn a_table_that_the_extract_lacks_is_unknown_and_not_empty() {
    let files: Vec<_> = FILES.into_iter().filter(|(name, _)| *name != "loen.csv" && *name != "bopael.csv").collect();
    let setup = Setup::new(&files);
    assert!(setup.run(&["import", "extract", "--store", "store"]).status.success());
    let told = setup.tidy(&["tabulate", "store", "ressourceforlob.started", "--period", "2018Q2", "--by", "quarter"]);
    expect![[r#"
        quarter,measure,value,status,protection
        2018Q2,count,2,,unprotected
    "#]]
    .assert_eq(&told);
    let told = setup.tidy(&["tabulate", "store", "ressourceforlob.started"])
        + &setup.tidy(&["tabulate", "store", "ressourceforlob.status_1_month_after", "--by", "status"]);
    expect![[r#"
        forlob: measure `ressourceforlob.started` by municipality needs the table `bopael`, which the extract did not have: it is unknown, not empty
        exit 1
        forlob: measure `ressourceforlob.status_1_month_after` by status needs the table `loen`, which the extract did not have: it is unknown, not empty
        exit 1
    "#]].assert_eq(&told);
}

#[test]
fn spells_are_listed_with_pseudonyms() {
    let setup = Setup::imported(&FILES);
    let told = setup.tidy(&["spells", "store", "--benefit", "ressourceforlob", "--gap", "days=10"]);
    let mut rows: Vec<&str> = told.lines().skip(1).map(|row| row.split_once(',').unwrap().1).collect();
    rows.sort();
    expect![[r#"
        2018-01-02,2018-03-31,89,ended,false,true
        2018-01-05,2018-01-31,27,ended,false,true
        2018-02-20,2018-08-31,193,undecided,false,false
        2018-04-01,2018-05-31,61,ended,false,false
        2018-06-01,2018-08-31,92,undecided,false,false"#]]
    .assert_eq(&rows.join("\n"));
    assert!(told.lines().skip(1).all(|row| row.split(',').next().unwrap().len() == 32));
}

#[test]
fn what_is_shown_unprotected_is_logged_in_a_chain() {
    let setup = Setup::imported(&FILES);
    for reason in ["first", "second \"quoted\""] {
        setup.run(&[
            "tabulate",
            "store",
            "ressourceforlob.started",
            "--by",
            "quarter",
            "--unprotected",
            "--reason",
            reason,
        ]);
    }
    let log = std::fs::read_to_string(setup.path("store/log.jsonl")).unwrap();
    let lines: Vec<&str> = log.lines().collect();
    assert_eq!(lines.len(), 2);
    assert!(
        lines[1].contains("\"reason\":\"second \\\"quoted\\\"\"")
            && lines[1].contains("tabulate ressourceforlob.started --by quarter"),
        "{log}"
    );
    assert!(lines[1].contains(&blake3::hash(lines[0].as_bytes()).to_hex()[..32]), "{log}");
    // A new import keeps the log.
    assert!(setup.run(&["import", "extract", "--store", "store"]).status.success());
    assert_eq!(std::fs::read_to_string(setup.path("store/log.jsonl")).unwrap(), log);
}

/// All files below a folder.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}

#[test]
fn the_store_never_holds_a_persons_key() {
    let files: Vec<(&str, String)> = FILES
        .iter()
        .map(|(name, text)| (*name, text.replace("a1", "0101011234").replace("b2", "0202022345")))
        .collect();
    let setup = Setup::new(&files.iter().map(|(name, text)| (*name, text.as_str())).collect::<Vec<_>>());
    let told = setup.told(&["import", "extract", "--store", "store"]);
    for (place, bytes) in files_below(&setup.path("store"))
        .into_iter()
        .map(|path| (path.display().to_string(), std::fs::read(path).unwrap()))
        .chain([("output".to_owned(), told.into_bytes())])
    {
        for key in [&b"0101011234"[..], b"0202022345"] {
            assert!(!bytes.windows(key.len()).any(|window| window == key), "{place}");
        }
    }
}

/// The same tables, to the byte, whatever the threads, the order of rows and the key of the pseudonyms.
#[test]
fn figures_do_not_depend_on_order_threads_or_key() {
    let first = Setup::imported(&FILES);
    let reversed: Vec<(&str, String)> = FILES
        .iter()
        .map(|(name, text)| {
            let lines: Vec<&str> = text.lines().collect();
            let keep = if name.ends_with(".toml") { lines.len() } else { 1 };
            (*name, lines[..keep].iter().chain(lines[keep..].iter().rev()).map(|line| format!("{line}\n")).collect())
        })
        .collect();
    let second = Setup::new(&reversed.iter().map(|(name, text)| (*name, text.as_str())).collect::<Vec<_>>());
    assert!(second.run(&["--threads", "3", "import", "extract", "--store", "store"]).status.success());
    for measure in [
        "ressourceforlob.started",
        "ressourceforlob.status_1_month_after",
        "ressourceforlob.ended_duration",
        "ressourceforlob.full_time_persons",
    ] {
        let words = ["tabulate", "store", measure, "--period", "2018Q1..2018Q2"];
        assert_eq!(
            first.tidy(&[&words[..], &["--threads", "1"]].concat()),
            second.tidy(&[&words[..], &["--threads", "4"]].concat())
        );
    }
}

#[test]
fn files_say_where_their_figures_come_from() {
    let setup = Setup::imported(&FILES);
    setup.tidy(&["tabulate", "store", "ressourceforlob.started", "--by", "quarter", "--out", "started.csv"]);
    let about = std::fs::read_to_string(setup.path("started-metadata.json")).unwrap();
    for part in [
        "UNPROTECTED (test)",
        "Udtrukket 2018-09-10",
        "dækker 2018-01-01 til 2018-08-31",
        "measure ressourceforlob.started (",
        "forlob 0.",
    ] {
        assert!(about.contains(part), "{part} in {about}");
    }
    let output = setup.run(&[
        "tabulate",
        "store",
        "ressourceforlob.started",
        "--by",
        "quarter",
        "--format",
        "parquet",
        "--out",
        "started.parquet",
        "--unprotected",
        "--reason",
        "test",
    ]);
    assert!(output.status.success());
    let bytes = std::fs::read(setup.path("started.parquet")).unwrap();
    assert!(bytes.windows(11).any(|window| window == b"unprotected"));
}

#[test]
fn the_demo_makes_what_it_says() {
    let setup = Setup::new(&[]);
    let told = setup.told(&["demo", "--persons", "3000"]);
    assert!(told.contains("Open forlob-demo/published/ressourceforlob-kvartal.pdf first"), "{told}");
    let read_me = std::fs::read_to_string(setup.path("forlob-demo/READ-ME-FIRST.txt")).unwrap();
    let tables: Vec<String> = files_below(&setup.path("forlob-demo/published"))
        .iter()
        .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
        .collect();
    // Nine tables, those that answer the eleven questions, and the five notes with theirs.
    let numbered =
        tables.iter().filter(|name| name.ends_with(".txt") && name.starts_with(|first: char| first.is_ascii_digit()));
    for note in ["ressourceforlob-kvartal", "ressourceforlob-svar", "varighed", "gruppe-2", "udfasning"] {
        for ending in ["html", "pdf", "docx"] {
            assert!(tables.contains(&format!("{note}.{ending}")), "{note}.{ending}");
        }
        assert!(read_me.contains(note), "{note}");
    }
    assert_eq!(numbered.clone().count(), 9);
    assert_eq!(tables.iter().filter(|name| name.starts_with("beu-244.") && name.ends_with(".csv")).count(), 18);
    assert!(setup.path("forlob-demo/beu-244.txt").exists());
    for shown in ["Personer i gruppe 2 fordelt på ydelse", "11. Sanktioneret"] {
        assert!(told.contains(shown), "{shown}");
    }
    assert!(told.contains("audit: nothing falls out"), "{told}");
    assert!(setup.told(&["audit", "forlob-demo/published"]).contains("audit: nothing falls out"));
    for table in numbered {
        assert!(read_me.contains(table.as_str()), "{table}");
    }
    // Once more over the same folder; but not over anything else.
    assert!(setup.run(&["demo", "--persons", "1000"]).status.success());
    std::fs::write(setup.path("forlob-demo/mine.txt"), "x").unwrap();
    assert_eq!(setup.run(&["demo", "--persons", "1000"]).status.code(), Some(2));
}

/// The weeks of two people as a register of weeks has them; the years' 53rd week is there, and what is paid is told as weekly.
#[test]
fn a_wide_dream_file_and_an_extract_that_is_imported_again() {
    let manifest = "[register]\nnavn = \"Uger\"\ndaekket_fra = 2020-12-21\ndaekket_til = 2021-01-17\nudtraksdato = 2021-02-01\nydelseskoder = \"dream\"\n";
    let weeks = "PNR;Y_2052;Y_2053;Y_2101;Y_2102\na1;810;810;;\nb2;;;;810\n";
    let setup = Setup::new(&[("register.toml", manifest), ("dream.csv", weeks)]);
    let import = ["import", "extract", "--store", "store", "--memory", "256MiB"];
    let told = setup.told(&import);
    assert!(told.contains("Uger (ugedata, DREAM)") && !told.contains("as it was"), "{told}");
    let told = setup.told(&import);
    assert!(told.contains("made of this very extract already"), "{told}");
    let unprotected = ["--unprotected", "--reason", "prøve"];
    let paid = [
        "tabulate",
        "store",
        "ressourceforlob.full_time_persons",
        "--period",
        "2020-12-21..2021-01-17",
        "--by",
        "period",
    ];
    let told = setup.told(&[&paid[..], &["--format", "csv"], &unprotected].concat());
    // Two weeks of the first and one of the second.
    assert!(told.contains("person_days,21,"), "{told}");
    for (memory, says) in
        [("2", "512MiB or 4GiB"), ("64MiB", "256MiB is the least"), ("99999999999GiB", "512MiB or 4GiB")]
    {
        let told = setup.told(&["import", "extract", "--store", "store", "--memory", memory]);
        assert!(told.contains(says), "{memory}: {told}");
    }
}

/// The made-up weeks are those of the made-up days.
#[test]
fn a_made_up_dream_file_is_an_extract() {
    let setup = Setup::new(&[]);
    for format in ["csv", "parquet"] {
        let told = setup.told(&["synth", format, "--persons", "50", "--dream", format]);
        assert!(told.contains("50 made-up persons by 1,822 weeks"), "{told}");
        let store = format!("{format}-store");
        let told = setup.told(&["import", format, "--store", &store]);
        assert!(told.contains("Nothing was wrong with any row."), "{told}");
    }
    let told = setup.told(&["synth", "days", "--persons", "50", "--dream", "csv", "--dirt", "5"]);
    assert!(told.contains("cannot be used with"), "{told}");
}
