//! The sources' notes from outside: what they print of the sources' cases.

#![allow(clippy::unwrap_used, reason = "a test whose own set-up is wrong fails")]

mod common;
#[path = "common/page.rs"]
mod page;

use common::Setup;
use page::{JANUARIES, row, says, words_of, write_note};
use std::path::Path;

/// A note on one of the sources' cases, as HTML.
fn note(case_name: &str, words: &[&str]) -> (Setup, String) {
    let setup = Setup::of_case(case_name);
    let told = setup.told(&[&["note"], words, &["--store", "store", "--out", "out"]].concat());
    assert!(told.contains("audit: nothing falls out"), "{told}");
    // How much is hidden, table by table and in all.
    assert!(told.contains("% of value") && told.contains("all, each cell once"), "{told}");
    let page = std::fs::read_to_string(setup.path(&format!("out/{}.html", words[0]))).unwrap();
    (setup, page)
}

/// S000: 260 and 200 started, 115 and 102 ended, and the shares of its text.
#[test]
fn s000_a_quarter_of_ressourceforlob() {
    let words = ["ressourceforlob-kvartal", "--set", "period=2018Q2", "--set", "municipality=101"];
    let (_, page) = note("copenhagen-2018q2", &words);
    says(
        &page,
        &[
            "I 2. kvartal 2018 fik godt 3.000 personer i København ressourceforløbsydelse.",
            "Der blev påbegyndt 260 forløb mod 200 i 2. kvartal 2017.",
            "Der blev afsluttet 115 forløb mod 102 et år før, jf. tabel 1.",
            "45 pct. gik over til førtidspension mod 15 pct. et år før",
            "under landets 56 pct.",
            "28 pct. kom i fleksjob eller på ledighedsydelse mod 20 pct. et år før",
            "på niveau med landets 28 pct.",
            "6 pct. gik over til kontanthjælp mod 31 pct. et år før",
            "landets 4 pct.",
            "3 pct. kom i job eller uddannelse mod 7 pct. et år før",
            "Der er dog tale om få personer, så andelen skal tolkes varsomt.",
            "landets 3 pct.",
        ],
    );
    // Of 115, of 102 and of 1,000, as the case has chosen them.
    let pension = row(&page, "status", "Førtidspension");
    assert_eq!(
        (pension[0].as_str(), pension[1].as_str(), pension[3].as_str(), pension[4].as_str()),
        ("15", "45", "56", "52")
    );
    let others = row(&page, "status", "Øvrige");
    assert_eq!((others[0].as_str(), others[1].as_str(), others[3].as_str(), others[4].as_str()), ("11", "8", "4", "9"));
}

/// What the note of S000 says of those who came into a job: with the year before and without, and of how few with care.
#[test]
fn s000_few_are_told_with_care_and_nobody_is_not() {
    let setup = Setup::of_case("copenhagen-phase-out-2026");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../notes/ressourceforlob-kvartal");
    let [toml, text] = ["note.toml", "note.da.md"].map(|file| std::fs::read_to_string(folder.join(file)).unwrap());
    let few = toml.lines().find(|line| line.starts_with("few_in_job")).unwrap();
    let sentences = text.lines().find(|line| line.starts_with("- **Job eller uddannelse.**")).unwrap();
    let missing = "share(1, 0)";
    for (at, (persons, share, before, country, said)) in [
        ("0", "share(0, 90)", "share(0, 80)", missing, "0 pct. kom i job eller uddannelse mod 0 pct. et år før; andelen er uændret."),
        ("1", "share(1, 10)", "share(1, 20)", "share(1, 20)", "10 pct. kom i job eller uddannelse mod 5 pct. et år før; andelen er steget med 5 procentpoint. Der er dog tale om få personer, så andelen skal tolkes varsomt. Andelen ligger over landets 5 pct."),
        ("29", "share(29, 100)", missing, missing, "29 pct. kom i job eller uddannelse; andelen et år før kan ikke vises. Der er dog tale om få personer, så andelen skal tolkes varsomt."),
        ("30", "share(30, 100)", missing, "share(30, 100)", "30 pct. kom i job eller uddannelse; andelen et år før kan ikke vises. Andelen ligger på niveau med landets 30 pct."),
        (missing, missing, "share(1, 20)", "share(1, 20)", "Andelen kan ikke vises."),
    ]
    .into_iter()
    .enumerate()
    {
        let toml = format!(
            "id = \"own\"\ntitle = {{ da = \"Egen\", en = \"Own\" }}\nsource = \"own\"\n\n[[table]]\nname = \"running\"\nmeasure = \"ressourceforlob.closing\"\nperiod = \"2026-05-22\"\nby = [\"period\", \"municipality\"]\n\n[values]\njob = \"{share}\"\njob_before = \"{before}\"\njob_country = \"{country}\"\njob_persons = \"{persons}\"\n{few}\n"
        );
        write_note(&setup, "own", &toml, &format!("# Prøve\n\n{sentences}\n"));
        let out = format!("out-{at}");
        let told = setup.told(&["note", "own", "--store", "store", "--out", &out, "--format", "html"]);
        assert!(told.contains("audit: nothing falls out"), "{told}");
        let page = std::fs::read_to_string(setup.path(&format!("{out}/own.html"))).unwrap();
        let words = words_of(&page);
        let (_, after) = words.split_once("Job eller uddannelse. ").unwrap();
        assert!(after.starts_with(said) && !after[said.len()..].contains("ndelen"), "{said}\n{after}");
    }
}

/// What started and ended is told beside the year before where that can be shown, alone where not, and else not at all.
#[test]
fn s000_a_quarter_is_told_alone_where_the_year_before_is_hidden() {
    let setup = Setup::of_case("copenhagen-phase-out-2026");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../notes/ressourceforlob-kvartal");
    let text = std::fs::read_to_string(folder.join("note.da.md")).unwrap();
    let sentences: Vec<String> = ["{{ started |", "{{ ended |"]
        .map(|of| text.lines().find(|line| line.contains(of)).unwrap().replace(", jf. [](#flow)", ""))
        .to_vec();
    let missing = "share(1, 0)";
    for (at, (now, before, said)) in [
        ("6", "8", "Der blev påbegyndt 6 forløb mod 8 i 1. kvartal 2025. Der blev afsluttet 6 forløb mod 8 et år før."),
        ("6", missing, "Der blev påbegyndt 6 forløb; antallet i 1. kvartal 2025 kan ikke vises. Der blev afsluttet 6 forløb; antallet et år før kan ikke vises."),
        (missing, "8", "Antallet af påbegyndte forløb kan ikke vises. Antallet af afsluttede forløb kan ikke vises."),
        (missing, missing, "Antallet af påbegyndte forløb kan ikke vises. Antallet af afsluttede forløb kan ikke vises."),
    ]
    .into_iter()
    .enumerate()
    {
        let toml = format!(
            "id = \"own\"\ntitle = {{ da = \"Egen\", en = \"Own\" }}\nsource = \"own\"\n\n[parameters]\nperiod = {{ kind = \"quarter\", title = {{ da = \"Kvartal\", en = \"quarter\" }} }}\n\n[[table]]\nname = \"running\"\nmeasure = \"ressourceforlob.closing\"\nperiod = \"2026-05-22\"\nby = [\"period\", \"municipality\"]\n\n[values]\nstarted = \"{now}\"\nstarted_before = \"{before}\"\nended = \"{now}\"\nended_before = \"{before}\"\n"
        );
        write_note(&setup, "own", &toml, &format!("# Prøve\n\n{}\n", sentences.join("\n")));
        let out = format!("out-{at}");
        setup.told(&["note", "own", "--store", "store", "--set", "period=2026Q1", "--out", &out, "--format", "html"]);
        let words = words_of(&std::fs::read_to_string(setup.path(&format!("{out}/own.html"))).unwrap());
        assert!(words.contains(said), "{said}\n{words}");
    }
}

/// S001: its three tables, and the bonus.
#[test]
fn s001_the_answer_to_the_parliament() {
    let (_, page) = note("denmark-2013-2014", &["ressourceforlob-svar"]);
    says(
        &page,
        &[
            "I perioden 1. januar 2013 til 31. december 2014 blev der påbegyndt 9.466 ressourceforløb fordelt på 9.361 personer",
            "blev der afsluttet 367 forløb",
            "De varede 109 dage i gennemsnit",
            "45,8 pct. af de afsluttede forløb førte til førtidspension, 25,1 pct. til job eller anden selvforsørgelse, 4,4 pct. til fleksjob, 10,4 pct. til ledighedsydelse, 7,6 pct. til kontanthjælp",
            "Syv af personerne har udløst fleksjobbonus til arbejdsgiveren, og syv er forhåndsgodkendt",
        ],
    );
    for (status, count, share) in [
        ("Beskæftigelse/selvforsørgelse", "92", "25,1"),
        ("A-dagpenge", "5", "1,4"),
        ("Kontanthjælp", "28", "7,6"),
        ("Revalidering/forrevalidering", "5", "1,4"),
        ("Sygedagpenge", "4", "1,1"),
        ("Fleksjob", "16", "4,4"),
        ("Ledighedsydelse", "38", "10,4"),
        ("Førtidspension m.v.", "168", "45,8"),
        ("Andet", "11", "3,0"),
        ("I alt", "367", "100,0"),
    ] {
        assert_eq!(row(&page, "after", status), [count, share], "{status}");
    }
}

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "Maj", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dec"];

/// The rows of a table of a case: month, municipality, band or measure, value.
fn expected(case_name: &str, file: &str) -> Vec<[String; 4]> {
    let cells = |fields: Vec<String>| fields.into_iter().skip(1).collect::<Vec<String>>().try_into().unwrap();
    fields(case_name, file).into_iter().map(cells).collect()
}

/// A case's file of expected figures.
fn expected_file(case_name: &str, file: &str) -> String {
    std::fs::read_to_string(common::case(case_name).unwrap().join("expected").join(file)).unwrap()
}

/// Its rows.
fn fields(case_name: &str, file: &str) -> Vec<Vec<String>> {
    expected_file(case_name, file).lines().skip(1).map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

/// A month of a case as the note heads it.
fn short(month: &str) -> String {
    let (year, number) = month.split_once('-').unwrap();
    format!("{} {year}", MONTHS[number.parse::<usize>().unwrap() - 1])
}

/// S002's tables with points of the case: the note's own name, and the case's file.
const S002: [(&str, &str); 4] = [
    ("resource", "table1_ressourceforloeb_january.csv"),
    ("resource-months", "table3_ressourceforloeb_monthly.csv"),
    ("clarification", "table4_jobafklaring_january.csv"),
    ("clarification-months", "table5_jobafklaring_monthly.csv"),
];

/// Every point of one of them: where, what the note shows and what the source prints. The case has the bands of a month in the
/// order of the table's columns.
fn points(page: &str, table: &str, file: &str) -> Vec<(String, String, String)> {
    let rows = expected("ishoj-durations", file);
    let first: Vec<&str> = rows.iter().filter(|row| row[0] == rows[0][0]).map(|row| row[2].as_str()).collect();
    let point = |[month, _, band, value]: &[String; 4]| {
        let at = first.iter().position(|known| known == band).unwrap();
        (format!("{table} {month} {band}"), row(page, table, &short(month))[at].clone(), value.clone())
    };
    rows.iter().map(point).collect()
}

/// S002: its tables 1, 3, 4, 5 and 6. It hides 1 and 2 in two of them and prints them in two others; the program hides
/// them in all, and what covers them. Whatever is shown is what the source prints.
#[test]
fn s002_how_long_spells_last() {
    let (_, page) = note("ishoj-durations", &["varighed", "--set", "municipality=183", "--set", "month=2022-01"]);
    let (mut shown, mut hidden, mut means) = (0, 0, 0);
    for (table, file) in S002 {
        for (at, protected, value) in points(&page, table, file) {
            if protected == ".." {
                hidden += 1;
                continue;
            }
            match value.parse::<u32>() {
                Ok(_) => assert_eq!(protected, value, "{at}"),
                // The source's point is 0, 1 or 2, and 1 and 2 are hidden.
                Err(_) => assert_eq!(protected, "0", "{at}"),
            }
            assert!(!["1", "2"].contains(&protected.as_str()), "{at}");
            shown += 1;
        }
    }
    assert!(shown > 0 && hidden > 0, "{shown} shown, {hidden} hidden");
    let months: Vec<String> = (1..=12).map(|month| format!("2021-{month:02}")).chain(["2022-01".to_owned()]).collect();
    for [month, municipality, _, value] in expected("ishoj-durations", "table6_jobafklaring_ended_mean_weeks.csv") {
        let at = months.iter().position(|known| *known == month).unwrap();
        let (_, name) = MUNICIPALITIES.iter().find(|(code, _)| *code == municipality).unwrap();
        let cells = row(&page, "clarification-ended", name);
        // Nobody's spell ended: there is nothing to take the mean of.
        if value.is_empty() {
            assert_eq!(cells[at], ".", "{municipality} {month}");
        } else if cells[at] != ".." {
            assert_eq!(cells[at], value.replace('.', ","), "{municipality} {month}");
            means += 1;
        }
    }
    assert!(means > 20, "{means} means are shown");
    // Its table 2: in nearly all of the months one or two have ended, and who is more covers them.
    says(&page, &["I de enkelte måneder er der i de kommuner, der sammenlignes, afsluttet så få ressourceforløb"]);
}

/// S002's table 2: the mean length of what ended in each January is that of the case. How many there are.
fn ended_in_januaries(page: &str) -> usize {
    let ended = fields("ishoj-durations", "wider_ended.csv");
    let mut shown = 0;
    for (code, name) in MUNICIPALITIES {
        let cells = row(page, JANUARIES, name);
        assert_eq!(cells.len(), 9, "{name}");
        for (cell, year) in cells.iter().zip(2014..) {
            let month = format!("{year}-01");
            let wanted = ["ressourceforloeb", &month, code, "mean_weeks"];
            match ended.iter().find(|fields| fields[..4] == wanted) {
                Some(fields) => {
                    assert_eq!(*cell, fields[4].replace('.', ","), "{name} {month}");
                    shown += 1;
                }
                None => assert_eq!(cell, ".", "{name} {month}: nobody's spell ended"),
            }
        }
    }
    shown
}

/// S002's municipalities.
const MUNICIPALITIES: [(&str, &str); 5] =
    [("165", "Albertslund"), ("153", "Brøndby"), ("161", "Glostrup"), ("169", "Høje-Taastrup"), ("183", "Ishøj")];

/// S002 without the rule, where neither the measures nor the note hide anything: what the source prints against its own rule,
/// counts of 1 and 2, is what the register gives, and so are the means of a January.
#[test]
fn s002_prints_what_the_register_gives() {
    let setup = Setup::of_case("ishoj-durations");
    let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let rule = "disclosure = { threshold = 1 }\n";
    std::fs::create_dir_all(setup.path("own/measures")).unwrap();
    for entry in std::fs::read_dir(home.join("definitions/measures")).unwrap() {
        let entry = entry.unwrap();
        let text = std::fs::read_to_string(entry.path()).unwrap();
        // A measure with a rule of its own is about pay, which the note has not.
        if !text.lines().any(|line| line.starts_with("disclosure")) {
            let (head, rest) = text.split_once("\ntitle").unwrap();
            let text = format!("{head}\n{rule}title{rest}");
            std::fs::write(setup.path("own/measures").join(entry.file_name()), text).unwrap();
        }
    }
    let note = std::fs::read_to_string(home.join("notes/varighed/note.toml")).unwrap();
    let (head, rest) = note.split_once("\ntitle").unwrap();
    let text = std::fs::read_to_string(home.join("notes/varighed/note.da.md")).unwrap();
    write_note(&setup, "varighed", &format!("{head}\n{rule}title{rest}"), &text);
    let own = ["note", "./varighed", "--definitions", "own", "--store", "store", "--out", "out", "--format", "html"];
    let told = setup.told(&[&own[..], &["--set", "municipality=183", "--set", "month=2022-01"]].concat());
    assert!(told.contains("0.00\n\naudit"), "{told}");
    let page = std::fs::read_to_string(setup.path("out/varighed.html")).unwrap();
    let mut small = 0;
    for (table, file) in S002 {
        for (at, shown, value) in points(&page, table, file) {
            let shown: u32 = shown.parse().unwrap();
            // A point of the source is 0, 1 or 2.
            match value.parse::<u32>() {
                Ok(value) => assert_eq!(shown, value, "{at}"),
                Err(_) => assert!(shown <= 2, "{at}: {shown}"),
            }
            small += u32::from((1..=2).contains(&shown));
        }
    }
    assert!(small > 20, "{small} counts of 1 and 2");
    let means = ended_in_januaries(&page);
    assert!(means > 20, "{means} means of a January");
}

/// S003: its six tables and what its text says, but for what it contradicts itself in: it prints 399 where 7,953 less 7,489
/// is 464, and about 450 and 78 per cent where its own 39 and 37 per cent of 578 are at most 77.
#[test]
fn s003_group_2() {
    let (_, page) = note("group2-2018", &["gruppe-2", "--set", "month=2018-12"]);
    says(
        &page,
        &[
            "Syv ud af ti modtager en anden ydelse end kontanthjælp",
            "97 pct. af dem, der fortsat er på kontanthjælp m.v., har været i gruppen i mere end 9 måneder.",
            "60 pct. af dem, der fortsat er på kontanthjælp m.v., og 63 pct. af dem, der er i ressourceforløb, er ikke i et aktivt tilbud.",
            "77 pct. af dem, der er i fleksjob, arbejder højst 10 timer om ugen.",
            "steget med 22 procentpoint, fra 48 til 70 pct.",
            "førtidspension er steget fra 12 til 23 pct.",
            "ressourceforløb er steget fra 25 til 33 pct.",
            // The job centres at both ends are hidden last, so that the range is the source's.
            "går fra 30 pct. i det jobcenter, hvor den er lavest, til 100 pct., hvor den er højest",
            "Mellem jobcentrene går andelen uden aktivt tilbud fra 0 pct. til 100 pct. for personer på kontanthjælp m.v. og fra 0 pct. til 100 pct. for personer i ressourceforløb.",
            "Af de knap 580 personer, der er i fleksjob i december 2018, har 39 pct. 1-5 timer om ugen, 37 pct. 6-10 timer og 18 pct. 11-20 timer",
            "6 personer har mere end 20 timer.",
            "Blandt alle i fleksjob har 29 pct. 1-5 timer og 33 pct. 6-10 timer.",
            "11,5 pct. gået op i tid og 6,5 pct. ned",
        ],
    );
    assert_eq!(row(&page, "overview", "Borgere visiteret til gruppe 2")[0], "7.953");
    assert_eq!(row(&page, "overview", "Fortsat på kontanthjælp m.v."), ["2.374", "97", "60"]);
    let moved = row(&page, "overview", "Overgået til andre ydelser");
    assert_eq!((moved[0].as_str(), moved[2].as_str()), ("5.579", "63"));
    for (benefit, cells) in [
        ("I alt", ["7.489", "100", "7.953", "100", "464", "0"]),
        ("Førtidspension", ["920", "12", "1.815", "23", "895", "11"]),
        ("Ressourceforløb", ["1.872", "25", "2.604", "33", "732", "8"]),
        ("Fleksjob eller ledighedsydelse", ["628", "8", "909", "11", "281", "3"]),
        ("Kontanthjælp m.v.", ["3.911", "52", "2.374", "30", "−1.537", "−22"]),
        ("Andre ydelser", ["158", "2", "251", "3", "93", "1"]),
    ] {
        assert_eq!(row(&page, "benefit", benefit), cells, "{benefit}");
    }
    for (time, cells) in [
        ("0-3 mdr.", ["5", "0"]),
        ("3-6 mdr.", ["9", "0"]),
        ("6-9 mdr.", ["65", "3"]),
        ("Over 9 mdr.", ["2.295", "97"]),
        ("I alt", ["2.374", "100"]),
    ] {
        assert_eq!(row(&page, "time", time), cells, "{time}");
    }
    assert_eq!(row(&page, "without-offer", "Fortsat på kontanthjælp m.v."), ["1.435", "60"]);
    assert_eq!(row(&page, "without-offer", "Overgået til ressourceforløb"), ["1.637", "63"]);
    for (table, rows) in [
        ("offer", [["35", "1"], ["201", "8"], ["329", "14"], ["374", "16"], ["1.435", "60"], ["2.374", "100"]]),
        ("offer-resource", [["34", "1"], ["366", "14"], ["5", "0"], ["562", "22"], ["1.637", "63"], ["2.604", "100"]]),
    ] {
        let offers = [
            "Ordinære timer",
            "Virksomhedsrettet indsats",
            "Vejledning og opkvalificering",
            "Mentor",
            "Ingen tilbud modtaget",
            "I alt",
        ];
        for (offer, cells) in offers.iter().zip(rows) {
            assert_eq!(row(&page, table, offer), cells, "{table}, {offer}");
        }
    }
}

/// S004: 2,845 running on 22 May 2026, none started since the scheme was closed, and what is left at the ends of years.
#[test]
fn s004_the_phase_out() {
    let words = ["udfasning", "--set", "day=2026-05-22", "--set", "last_month=2026-04"];
    let (setup, page) = note("copenhagen-phase-out-2026", &words);
    says(&page, &["Pr. 22. maj 2026 var der 2.845* igangværende ressourceforløb i København"]);
    for month in ["Feb 2026", "Mar 2026", "Apr 2026"] {
        assert_eq!(row(&page, "months", month)[0], "0", "{month}");
    }
    says(&page, &["knap 2.200 forløb i gang ved udgangen af 2026, godt 1.200 ved udgangen af 2027"]);
    let projection = expected_file("copenhagen-phase-out-2026", "projection.csv");
    for (year, last) in [("2026", "2026-12-31"), ("2027", "2027-12-31"), ("2028", "2028-12-31")] {
        let with_leave = format!("{last},with_leave,");
        let expected = projection.lines().find_map(|line| line.strip_prefix(&with_leave)).unwrap();
        let cells = row(&page, "run-off", year);
        assert_eq!(cells[0].replace('.', ""), expected, "{year}");
        // With early exits fewer are left, within the interval.
        let numbers: Vec<u64> = cells.iter().map(|cell| cell.replace('.', "").parse().unwrap()).collect();
        assert!(numbers[2] <= numbers[1] && numbers[1] <= numbers[3] && numbers[3] < numbers[0], "{cells:?}");
    }
    // The same count as the follow-up's own.
    let followed = setup.told(&["follow-up", "store", "--on", "2026-05-22", "--plan-months", "6", "--format", "csv"]);
    let wanted = row(&page, "at-risk", "Planlagt slut inden for seks måneder, uden afklaret forsørgelse");
    let counts: Vec<&str> = followed.lines().filter(|line| line.contains("planned_end")).collect();
    assert!(counts.iter().any(|line| line.contains(&format!(",{},", wanted[0]))), "{wanted:?} in {counts:?}");
    // What stands beside the tables goes out as they do: in files of their own, attacked and remembered.
    let file = "out/run_off.ressourceforlob.2026-05-22.2029-12-31.csv";
    let counted = std::fs::read_to_string(setup.path(file)).unwrap();
    let of_2027 = "running to their planned end on 2027-12-31, with leave\",2026-05-22,101,,";
    let line = counted.lines().find(|line| line.contains(of_2027)).unwrap();
    assert!(line.ends_with(&format!("101,,{},", row(&page, "run-off", "2027")[0].replace('.', ""))), "{line}");
    assert!(std::fs::read_to_string(setup.path("store/ledger.jsonl")).unwrap().contains("run-off: running to their"));
    assert!(setup.told(&["audit", "out"]).starts_with("audit: nothing falls out"));
    // One fewer than add up: the attack finds it.
    let (running, left) = (|n: u32| format!("with leave\",2026-05-22,101,,{n},"), row(&page, "run-off", "2027"));
    let left: u32 = left[0].replace('.', "").parse().unwrap();
    std::fs::write(setup.path(file), counted.replace(&running(left), &running(left - 1))).unwrap();
    let told = setup.told(&["audit", "out"]);
    assert!(told.contains("contradicts itself") && told.ends_with("exit 1\n"), "{told}");
}
