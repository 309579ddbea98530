//! `forlob verify` from outside: a typed note, the formats of a release, exit statuses.

#![allow(clippy::unwrap_used, reason = "a test whose own set-up is wrong fails")]

mod common;

use common::Setup;
use expect_test::expect;

const NOTE: &str = "# table: 2, ydelsesstatus
# total: I alt = *
# change: Forskel = December - Februar
# claim: [Andre ydelser | December] is 7 out of 10 of [I alt | December]
;Februar;December;Forskel
I alt;7.489;7.953;399
Andre ydelser;3.578;5.579;2.001
Kontanthjælp;3.911;2.374;-1.537
";

fn with(files: &[(&str, &str)]) -> Setup {
    let setup = Setup::new(&[]);
    for (name, text) in files {
        std::fs::write(setup.path(name), text).unwrap();
    }
    setup
}

#[test]
fn a_note_is_checked_line_by_line() {
    let right = NOTE.replace(";399", ";464");
    let setup = with(&[("note.csv", NOTE), ("right.csv", &right), ("wrong.csv", "# table: t\n;n\na;x\n")]);
    setup.check(
        &["verify", "note.csv"],
        expect![[r#"
        note.csv:6: fails: 2, total I alt, Forskel: prints 399, should be 464 = 2.001 - 1.537
        note.csv:6: fails: 2, change Forskel, I alt: prints 399, should be 464 = 7.953 - 7.489
        note.csv:4: holds: claim [Andre ydelser | December] is 7 out of 10 of [I alt | December]: 7 is 5.579 of 7.953
        note.csv: 3 statements: 1 hold, 2 fail, 0 cannot be decided
        forlob: not everything that is printed can be so
        exit 1
    "#]],
    );
    setup.check(
        &["verify", "right.csv"],
        expect![[r#"
        right.csv:2: holds: 2, total I alt: 3 figures
        right.csv:3: holds: 2, change Forskel: 3 figures
        right.csv:4: holds: claim [Andre ydelser | December] is 7 out of 10 of [I alt | December]: 7 is 5.579 of 7.953
        right.csv: 3 statements: 3 hold, 0 fail, 0 cannot be decided
    "#]],
    );
    let told = setup.told(&["verify", "right.csv", "--against", "note.csv"]);
    assert!(told.contains("same as in note.csv, 2, I alt, Forskel: prints 464, should be 399"), "{told}");
    // What is wrong with the words is told apart from what is wrong with the figures.
    assert!(setup.told(&["verify", "wrong.csv"]).contains("wrong.csv, line 3: `x` is no number"));
    assert_eq!(setup.run(&["verify", "wrong.csv"]).status.code(), Some(2));
    assert_eq!(setup.run(&["verify", "none.csv"]).status.code(), Some(1));
    assert_eq!(setup.run(&["verify"]).status.code(), Some(2));
}

/// The example of the help is a file that does what the help says.
#[test]
fn the_help_has_an_example_that_runs() {
    let setup = with(&[]);
    let help = setup.told(&["verify", "--help"]);
    let lines = help.lines().skip_while(|line| !line.contains("# table: 2")).take_while(|line| !line.is_empty());
    // What a word means stands behind three spaces.
    let lines = lines
        .map(|line| line.trim().split("   ").next().unwrap())
        .filter(|line| !line.contains("[1 |") && !line.contains("# began"));
    std::fs::write(setup.path("help.csv"), lines.collect::<Vec<_>>().join("\n")).unwrap();
    let told = setup.told(&["verify", "help.csv"]);
    assert!(told.contains("prints 399, should be 464 = 7.953 - 7.489"), "{told}");
    assert!(told.contains("7 statements: 5 hold, 2 fail, 0 cannot be decided"), "{told}");
}

/// Spells of ressourceforløb by status, released in three formats: they hold, each agrees with the others, and a figure that is
/// changed by hand is found.
#[test]
fn what_a_release_writes_holds() {
    let mut people = "borger;foedselsdato;koen;herkomst\n".to_owned();
    let mut homes = "borger;kommune;fra;til\n".to_owned();
    let mut payments = "borger;ydelse;fra;til\n".to_owned();
    for person in 0..90 {
        people += &format!("p{person};1970-05-01;{};dansk\n", if person % 3 == 0 { 'M' } else { 'K' });
        homes += &format!("p{person};{};2000-01-01;\n", if person % 2 == 0 { 101 } else { 147 });
        payments += &format!("p{person};810;2017-0{}-15;2018-0{}-20\n", 1 + person % 9, 1 + person % 4);
    }
    let manifest = "[register]\nnavn = \"Prøve\"\ndaekket_fra = 2014-01-01\ndaekket_til = 2019-08-31\nudtraksdato = 2019-09-10\nydelseskoder = \"dream\"\n";
    let files = [
        ("register.toml", manifest),
        ("borgere.csv", &people),
        ("bopael.csv", &homes),
        ("ydelser.csv", &payments),
        ("loen.csv", "borger;maaned;timer;beloeb\n"),
    ];
    let setup = Setup::imported(&files);
    let release = "id = \"x\"\ntitle = { da = \"X\", en = \"X\" }
[[table]]
name = \"status\"
measure = \"ressourceforlob.status_1_month_after\"
period = \"2018\"
by = [\"year\", \"status\"]
[[table]]
name = \"started\"
measure = \"ressourceforlob.started\"
period = \"2016..2018\"
by = [\"year\", \"municipality\", \"sex\"]
against = \"year-before\"
";
    std::fs::write(setup.path("release.toml"), release).unwrap();
    let release = ["release", "release.toml", "--store", "store", "--out", "out", "--format", "px,json-stat"];
    assert!(setup.run(&release).status.success(), "{}", setup.told(&release));
    for table in ["status", "started"] {
        let file = |ending: &str| format!("out/{table}.{ending}");
        let (px, json, csv) = (file("px"), file("json-stat.json"), file("csv"));
        let (px, json, csv) = (px.as_str(), json.as_str(), csv.as_str());
        for words in
            [&[px, json, csv][..], &[px, "--against", json], &[json, "--against", csv], &[csv, "--against", px]]
        {
            let told = setup.told(&[&["verify"], words].concat());
            assert!(!told.contains("fails") && !told.contains("exit"), "{told}");
        }
        // A figure of the last row, and every format has it: 90 spells in all.
        let text = std::fs::read_to_string(setup.path(px)).unwrap();
        let at = text.rfind("\n90 ").or_else(|| text.rfind(" 90 ")).expect("a total of 90");
        let wrong = format!("{}91{}", &text[..=at], &text[at + 3..]);
        std::fs::write(setup.path("out/wrong.px"), wrong).unwrap();
        let told = setup.told(&["verify", "out/wrong.px", "--against", json]);
        assert!(told.contains("prints 91, should be 90") && told.contains("exit 1"), "{told}");
    }
}
