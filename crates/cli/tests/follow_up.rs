//! The follow-up: counts by area, protected, for everybody; who they are for one with the key; the rules behind it.

#![allow(clippy::unwrap_used, reason = "a test whose own set-up is wrong fails")]

mod common;

use calamine::{Data, Reader, Xlsx};
use common::Setup;
use expect_test::expect;
use std::collections::{BTreeMap, BTreeSet};

/// Ten made-up people on ressourceforløb on 11 July 2024, by hand:
///
/// ```text
/// 101  01 to 04  from 10 January, no offer              guarantee passed on 10 July, without effort
///      05        the same, mentor in February           guarantee passed, not without effort
/// 147  06 to 08  from 1 February, in time               on no list
///      09        from 20 January, no offer              guarantee due on 20 July, without effort
/// 183  10        from 1 March, no offer                 guarantee not within 30 days, without effort
/// 01 is planned to end on 31 August and has no job, education or decision: a planned end
/// 11 in 147 is on jobafklaring for the second time, from 1 May, with an offer: several spells
/// ```
const FILES: [(&str, &str); 7] = [
    (
        "register.toml",
        "[register]\nnavn = \"Prøve\"\ndaekket_fra = 2022-01-01\ndaekket_til = 2024-07-11\nudtraksdato = 2024-07-15\nydelseskoder = \"dream\"\n",
    ),
    (
        "borgere.csv",
        "borger;foedselsdato;koen;herkomst\n0000k1;1970-05-17;K;dansk\n0000k2;1971-05-17;K;dansk\n0000k3;1972-05-17;K;dansk\n0000k4;1973-05-17;K;dansk\n0000k5;1974-05-17;K;dansk\n0000k6;1975-05-17;K;dansk\n0000k7;1976-05-17;K;dansk\n0000k8;1977-05-17;K;dansk\n0000k9;1978-05-17;K;dansk\n000k10;1979-05-17;K;dansk\n000k11;1980-05-17;K;dansk\n",
    ),
    (
        "bopael.csv",
        "borger;kommune;fra;til\n0000k1;101;2000-01-01;\n0000k2;101;2000-01-01;\n0000k3;101;2000-01-01;\n0000k4;101;2000-01-01;\n0000k5;101;2000-01-01;\n0000k6;147;2000-01-01;\n0000k7;147;2000-01-01;\n0000k8;147;2000-01-01;\n0000k9;147;2000-01-01;\n000k10;183;2000-01-01;\n000k11;147;2000-01-01;\n",
    ),
    (
        "ydelser.csv",
        "borger;ydelse;fra;til\n0000k1;810;2024-01-10;\n0000k2;810;2024-01-10;\n0000k3;810;2024-01-10;\n0000k4;810;2024-01-10;\n0000k5;810;2024-01-10;\n0000k6;810;2024-02-01;\n0000k7;810;2024-02-01;\n0000k8;810;2024-02-01;\n0000k9;810;2024-01-20;\n000k10;810;2024-03-01;\n000k11;785;2023-01-01;2023-06-30\n000k11;785;2024-05-01;\n",
    ),
    (
        "tilbud.csv",
        "borger;tilbud;fra;til\n0000k5;mentor;2024-02-01;2024-02-29\n0000k6;virksomhedspraktik;2024-03-01;2024-04-30\n0000k7;virksomhedspraktik;2024-03-01;2024-04-30\n0000k8;virksomhedspraktik;2024-03-01;2024-04-30\n000k11;virksomhedspraktik;2024-06-01;\n",
    ),
    ("haendelser.csv", "borger;dato;haendelse;vaerdi\n0000k6;2024-03-10;sanktion;\n"),
    ("planer.csv", "borger;ydelse;fra;planlagt_til\n0000k1;810;2024-01-10;2024-08-31\n"),
];

const REVEALED: [&str; 6] = ["--extract", "extract", "--key", "store.key", "--reason", "weekly meeting"];

#[test]
fn counts_by_area_are_protected() {
    let setup = Setup::imported(&FILES);
    setup.check(&["follow-up", "store"], expect![[r#"
        Opfølgning: personer på listerne 2024-07-11

        Ressourceforløb
        ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
        Kommune                            I gang  Indsatsgaranti  Planlagt slut  Over grænse  Uden indsats  Flere forløb  Forventet slut
        ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
        Hele landet                            ..               6             ..            0             6             0               0
        København                               5              ..             ..            0            ..             0               0
        Frederiksberg                           4              ..              0            0            ..             0               0
        Ishøj                                  ..               0              0            0            ..             0               0
        ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
        Kan ikke afgøres (hele landet)                          0              9            0             0             0               9
        Døde eller udrejste (hele landet)       0
        ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

        Jobafklaringsforløb
        ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────
        Kommune                            I gang  Planlagt slut  Over grænse  Uden indsats  Flere forløb  Forventet slut
        ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────
        Hele landet                            ..              0            0             0            ..               0
        Frederiksberg                          ..              0            0             0            ..               0
        ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────
        Kan ikke afgøres (hele landet)                        ..            0             0             0              ..
        Døde eller udrejste (hele landet)       0
        ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────

        Indsatsgaranti: Indsatsgarantien udløber eller er udløbet (inden for 30 dage).
        Planlagt slut: Planlagt slutdato uden afklaret forsørgelsesgrundlag (inden for 3 måneder).
        Over grænse: Over en grænse i reglerne.
        Uden indsats: Forløb uden indsats.
        Forventet slut: Forventet slutdato, når orlov medregnes.
        .. Diskretioneret: antal under 3, og hvad de kunne regnes ud fra. Områder, hvor ingen forløb er i gang, er
        ikke vist.
        En liste er en anledning til at se på en sag, og ingen afgørelse. Reglerne: forlob rules.
        Kilde: Prøve. Udtrukket 2024-07-15, dækker 2022-01-01 til 2024-07-11.
    "#]]);
    setup.check(
        &[
            "follow-up",
            "store",
            "--by",
            "jobcentre",
            "--list",
            "guarantee",
            "--guarantee-days",
            "60",
            "--format",
            "csv",
            "--lang",
            "en",
        ],
        expect![[r#"
            on,scheme,count,list,jobcentre,persons,status
            2024-07-11,ressourceforlob,running,,all,,hidden
            2024-07-11,ressourceforlob,listed,guarantee,all,7,
            2024-07-11,ressourceforlob,undetermined,guarantee,all,0,
            2024-07-11,ressourceforlob,left_out,,all,0,
            2024-07-11,ressourceforlob,running,,Frederiksberg,4,
            2024-07-11,ressourceforlob,listed,guarantee,Frederiksberg,,hidden
            2024-07-11,ressourceforlob,running,,Ishøj,,hidden
            2024-07-11,ressourceforlob,listed,guarantee,Ishøj,,hidden
            2024-07-11,ressourceforlob,running,,København,5,
            2024-07-11,ressourceforlob,listed,guarantee,København,,hidden
            2024-07-11,jobafklaring,running,,all,,hidden
            2024-07-11,jobafklaring,left_out,,all,0,
            2024-07-11,jobafklaring,running,,Frederiksberg,,hidden
        "#]],
    );
    // Counts need no reason and leave no line in the log.
    assert!(!setup.path("store/log.jsonl").exists());
}

#[test]
fn who_they_are_is_written_for_one_with_the_key_and_logged() {
    let setup = Setup::imported(&FILES);
    let words =
        [&["follow-up", "store", "--list", "guarantee,planned_end", "--out", "lists.csv"][..], &REVEALED].concat();
    setup.check(
        &words,
        expect![[r#"
        7 findings of 6 persons, with the keys of the extract: lists.csv (for its owner alone; delete it after use)
    "#]],
    );
    let text = std::fs::read_to_string(setup.path("lists.csv")).unwrap();
    assert!(text.starts_with("\u{feff}Liste;Ordning;"), "Excel knows UTF-8 by its mark");
    expect![[r#"
        Liste;Ordning;Kommunekode;Kommune;Jobcenter;Borger;Tilstand;Dato;Bestemmelse;Henvisning;Version fra;Version til;Ordlyd;Efterset til;Begrundelse
        Indsatsgarantien udløber eller er udløbet;Ressourceforløb;101;København;København;0000k1;fristen er passeret;2024-07-10;effort_guarantee;LAB § 113, stk. 2;2022-01-01;2026-01-31;f4dc86db2599;2026-01-31;Indsatsgarantien udløber eller er udløbet: fristen er passeret (2024-07-10). Grundlag: begyndt 2024-01-10. Er ingen beskæftigelsesindsats, social indsats eller kommunal sundhedsindsats begyndt senest 6 måneder efter ressourceforløbets start, forelægges sagen for rehabiliteringsteamet, medmindre særlige grunde taler imod. (LAB § 113, stk. 2)
        Indsatsgarantien udløber eller er udløbet;Ressourceforløb;101;København;København;0000k2;fristen er passeret;2024-07-10;effort_guarantee;LAB § 113, stk. 2;2022-01-01;2026-01-31;f4dc86db2599;2026-01-31;Indsatsgarantien udløber eller er udløbet: fristen er passeret (2024-07-10). Grundlag: begyndt 2024-01-10. Er ingen beskæftigelsesindsats, social indsats eller kommunal sundhedsindsats begyndt senest 6 måneder efter ressourceforløbets start, forelægges sagen for rehabiliteringsteamet, medmindre særlige grunde taler imod. (LAB § 113, stk. 2)
        Indsatsgarantien udløber eller er udløbet;Ressourceforløb;101;København;København;0000k3;fristen er passeret;2024-07-10;effort_guarantee;LAB § 113, stk. 2;2022-01-01;2026-01-31;f4dc86db2599;2026-01-31;Indsatsgarantien udløber eller er udløbet: fristen er passeret (2024-07-10). Grundlag: begyndt 2024-01-10. Er ingen beskæftigelsesindsats, social indsats eller kommunal sundhedsindsats begyndt senest 6 måneder efter ressourceforløbets start, forelægges sagen for rehabiliteringsteamet, medmindre særlige grunde taler imod. (LAB § 113, stk. 2)
        Indsatsgarantien udløber eller er udløbet;Ressourceforløb;101;København;København;0000k4;fristen er passeret;2024-07-10;effort_guarantee;LAB § 113, stk. 2;2022-01-01;2026-01-31;f4dc86db2599;2026-01-31;Indsatsgarantien udløber eller er udløbet: fristen er passeret (2024-07-10). Grundlag: begyndt 2024-01-10. Er ingen beskæftigelsesindsats, social indsats eller kommunal sundhedsindsats begyndt senest 6 måneder efter ressourceforløbets start, forelægges sagen for rehabiliteringsteamet, medmindre særlige grunde taler imod. (LAB § 113, stk. 2)
        Indsatsgarantien udløber eller er udløbet;Ressourceforløb;101;København;København;0000k5;fristen er passeret;2024-07-10;effort_guarantee;LAB § 113, stk. 2;2022-01-01;2026-01-31;f4dc86db2599;2026-01-31;"Indsatsgarantien udløber eller er udløbet: fristen er passeret (2024-07-10). Grundlag: begyndt 2024-01-10; mentor fra 2024-02-01; om mentor alene er en indsats, er ikke fundet. Er ingen beskæftigelsesindsats, social indsats eller kommunal sundhedsindsats begyndt senest 6 måneder efter ressourceforløbets start, forelægges sagen for rehabiliteringsteamet, medmindre særlige grunde taler imod. (LAB § 113, stk. 2)"
        Indsatsgarantien udløber eller er udløbet;Ressourceforløb;147;Frederiksberg;Frederiksberg;0000k9;frist;2024-07-20;effort_guarantee;LAB § 113, stk. 2;2022-01-01;2026-01-31;f4dc86db2599;2026-01-31;Indsatsgarantien udløber eller er udløbet: frist (2024-07-20). Grundlag: begyndt 2024-01-20. Er ingen beskæftigelsesindsats, social indsats eller kommunal sundhedsindsats begyndt senest 6 måneder efter ressourceforløbets start, forelægges sagen for rehabiliteringsteamet, medmindre særlige grunde taler imod. (LAB § 113, stk. 2)
        Planlagt slutdato uden afklaret forsørgelsesgrundlag;Ressourceforløb;101;København;København;0000k1;frist;2024-08-31;support_base;ingen bestemmelse;2013-01-01;;6e20e451b811;2026-06-11;"Planlagt slutdato uden afklaret forsørgelsesgrundlag: frist (2024-08-31). Grundlag: planlagt til 2024-08-31; tabellen `loen` var ikke i udtrækket. Et forsørgelsesgrundlag er afklaret ved tilkendt førtidspension, visitation til fleksjob, job, uddannelse eller kontanthjælp. (ingen bestemmelse)"
    "#]].assert_eq(
        &text
            .lines()
            .map(|line| line.trim_end_matches('\r').to_owned() + "\n")
            .collect::<String>()
            .replace('\u{feff}', ""),
    );
    let log = std::fs::read_to_string(setup.path("store/log.jsonl")).unwrap();
    assert!(log.contains("weekly meeting") && log.contains("7 findings of 6 persons"), "{log}");
    assert!(!log.contains("0000k"), "{log}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(setup.path("lists.csv")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "for its owner alone");
    }
    // A workbook keeps the keys' zeros and has days as days.
    let words =
        [&["follow-up", "store", "--municipality", "147", "--lang", "en", "--out", "lists.xlsx"][..], &REVEALED]
            .concat();
    assert!(setup.run(&words).status.success());
    let mut book: Xlsx<_> = calamine::open_workbook(setup.path("lists.xlsx")).unwrap();
    let sheet = book.worksheet_range("Follow-up").unwrap();
    let rows: Vec<&[Data]> = sheet.rows().collect();
    let column = |title: &str| rows[0].iter().position(|cell| *cell == Data::String(title.to_owned())).unwrap();
    let keys: BTreeSet<String> = rows[1..].iter().map(|row| row[column("Person")].to_string()).collect();
    assert_eq!(keys, BTreeSet::from(["0000k9".to_owned(), "000k11".to_owned()]));
    let guarantee = rows.iter().find(|row| row[0].to_string().starts_with("The effort guarantee")).unwrap();
    assert!(matches!(&guarantee[column("Date")], Data::DateTime(day) if day.as_f64() == 45_493.0), "20 July 2024");
    assert_eq!(guarantee[column("Municipality code")], Data::Float(147.0));
}

#[test]
fn who_they_are_is_refused_without_key_reason_or_file() {
    let setup = Setup::imported(&FILES);
    std::fs::write(setup.path("other.key"), "ab".repeat(32)).unwrap();
    for (words, told, status) in [
        (&["--reason", "x"][..], "--extract DIR --key FILE", 2),
        (&["--extract", "extract", "--reason", "x", "--out", "a.csv"], "one who holds the key", 2),
        (&["--extract", "extract", "--key", "store.key", "--out", "a.csv"], "for a reason alone", 2),
        (&["--extract", "extract", "--key", "store.key", "--reason", " ", "--out", "a.csv"], "for a reason alone", 2),
        (&["--extract", "extract", "--key", "store.key", "--reason", "x"], "--out FILE.csv", 2),
        (&["--extract", "extract", "--key", "store.key", "--reason", "x", "--out", "a.txt"], "--out FILE.csv", 2),
        (&["--extract", "extract", "--key", "other.key", "--reason", "x", "--out", "a.csv"], "another one", 1),
        (&["--extract", "extract", "--key", "none.key", "--reason", "x", "--out", "a.csv"], "none.key", 1),
        (&["--on", "2030-01-01"], "the extract covers 2022-01-01 to 2024-07-11", 2),
        (&["--municipality", "999"], "no municipality 999", 2),
        (&["--list", "guarante"], "valid are guarantee, planned_end", 2),
    ] {
        let answer = setup.told(&[&["follow-up", "store"], words].concat());
        assert!(answer.contains(told) && answer.ends_with(&format!("exit {status}\n")), "{words:?}: {answer}");
        assert!(!answer.contains("0000k"), "{answer}");
    }
    assert!(!setup.path("a.csv").exists() && !setup.path("none.key").exists());
    assert!(!setup.path("store/log.jsonl").exists(), "what was refused was not shown");
}

/// A made-up country: the counts are those of the persons' list, or hidden, and nothing of a person is in them.
#[test]
fn counts_agree_with_the_lists_and_tell_of_nobody() {
    let setup = Setup::new(&[]);
    for words in [
        &["synth", "country", "--persons", "30000", "--seed", "3"][..],
        &["import", "country", "--store", "store"],
        &["follow-up", "store", "--format", "csv", "--out", "counts.csv"],
        &["follow-up", "store", "--by", "jobcentre", "--format", "csv", "--out", "jobcentres.csv"],
        &["follow-up", "store", "--out", "counts.txt"],
        &[
            "follow-up",
            "store",
            "--extract",
            "country",
            "--key",
            "store.key",
            "--reason",
            "x",
            "--lang",
            "en",
            "--out",
            "persons.csv",
        ],
    ] {
        assert!(setup.run(words).status.success(), "{words:?}");
    }
    let read = |name: &str| std::fs::read_to_string(setup.path(name)).unwrap();
    let mut slow: BTreeMap<(String, String, String), BTreeSet<String>> = BTreeMap::new();
    let persons = read("persons.csv");
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(persons.as_bytes());
    for row in reader.records() {
        let row = row.unwrap();
        for place in [&row[2], "all"] {
            let key = (row[1].to_owned(), row[0].to_owned(), place.to_owned());
            slow.entry(key).or_default().insert(row[5].to_owned());
        }
    }
    let titles: BTreeMap<&str, String> =
        rules::List::ALL.into_iter().map(|list| (list.id(), list.title().en)).collect();
    let (counts, mut shown, mut hidden) = (read("counts.csv"), 0, 0);
    for row in csv::Reader::from_reader(counts.as_bytes()).records() {
        let row = row.unwrap();
        let scheme = if &row[1] == "ressourceforlob" { "Ressourceforløb" } else { "Jobafklaringsforløb" };
        if &row[2] == "listed" {
            let key = (scheme.to_owned(), titles[&row[3]].clone(), row[4].to_owned());
            let slow = slow.get(&key).map_or(0, BTreeSet::len);
            match &row[6] {
                "hidden" => {
                    hidden += 1;
                    assert!(slow > 0 && row[5].is_empty(), "{row:?}");
                }
                _ => {
                    shown += 1;
                    assert_eq!(row[5].parse::<usize>().unwrap(), slow, "{row:?}");
                    assert!(slow == 0 || slow >= 3, "{row:?}");
                }
            }
        }
    }
    assert!(shown > 50 && hidden > 20, "{shown} {hidden}");
    let keys: BTreeSet<&String> = slow.values().flatten().collect();
    assert!(keys.len() > 50);
    let spells = setup.tidy(&["spells", "store", "--benefit", "ressourceforlob"]);
    let pseudonyms: Vec<&str> = spells.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
    assert!(pseudonyms.iter().all(|pseudonym| pseudonym.len() == 32) && pseudonyms.len() > 50);
    for text in [counts, read("jobcentres.csv"), read("counts.txt")] {
        assert!(keys.iter().all(|key| !text.contains(key.as_str())), "a person's key is among the counts");
        assert!(pseudonyms.iter().all(|pseudonym| !text.contains(pseudonym)), "a pseudonym is among the counts");
        let words: BTreeSet<&str> = text.split([' ', ',', '\n']).collect();
        let is_day =
            |word: &&str| word.len() >= 10 && word.is_char_boundary(10) && word[..10].parse::<calendar::Day>().is_ok();
        let days: BTreeSet<&str> = words.into_iter().filter(is_day).map(|word| &word[..10]).collect();
        // The day of the follow-up, and those of the extract.
        assert!(days.len() <= 3, "{days:?}");
    }
}

#[test]
fn the_rules_are_listed_with_their_days_and_acts() {
    let setup = Setup::new(&[]);
    let told = setup.told(&["rules"]);
    for provision in rules::Law::read().unwrap().described() {
        assert!(told.contains(&format!("{}: {}", provision.id, provision.title.da)), "{}", provision.id);
    }
    assert!(
        told.contains("  2022-01-01  2026-01-31  in force   Lov nr. 1160 af 8. juni 2021; LAB § 113, stk. 2\n"),
        "{told}"
    );
    let told = setup.told(&["rules", "show", "effort_guarantee", "--lang", "en"]);
    assert!(
        told.starts_with("effort_guarantee\nThe effort guarantee\n") && told.contains("2026-02-01 and on: not found")
    );
    assert!(told.contains("| 2022-01-01 | 2022-07-01       | yes       |"), "the edges are told");
    let told = setup.told(&["rules", "show", "effort_garantee"]);
    assert!(told.contains("did you mean `effort_guarantee`?") && told.ends_with("exit 2\n"), "{told}");
}

/// The case of the phase-out: as many run as it says, and they all are of one municipality.
#[test]
fn the_phase_out_is_followed_up() {
    let Some(case) = common::case("copenhagen-phase-out-2026") else { return };
    let setup = Setup::new(&[]);
    assert!(setup.run(&["import", case.to_str().unwrap(), "--store", "store"]).status.success());
    let told = setup.told(&["follow-up", "store", "--on", "2026-05-22", "--format", "csv"]);
    let expected = std::fs::read_to_string(case.join("expected/running.csv")).unwrap();
    let running = expected.lines().find_map(|line| line.strip_prefix("2026-05-22,running,")).unwrap();
    for area in ["all", "101"] {
        assert!(told.contains(&format!("2026-05-22,ressourceforlob,running,,{area},{running},\n")), "{area}:\n{told}");
    }
    // The extract has no offers: what would need them is not counted, and not 0.
    assert!(told.contains("listed,guarantee,all,,") && !told.contains("listed,guarantee,all,0"), "{told}");
}
