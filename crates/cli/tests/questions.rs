//! Cohorts, hours, plans and question sets from outside: a small drawn register, and figures worked out by hand.

#![allow(clippy::unwrap_used, reason = "a test whose own set-up is wrong fails")]

mod common;

use common::Setup;
use expect_test::expect;

/// Six made-up people. The comments say what is true of them by hand.
///
/// ```text
/// a1  101  group 2 from 1 March 2018; 810 all of 2018 -> ressourceforløb; mentor in June -> mentor
/// b2  101  group 2 from 10 January to 31 May 2018, and again from 15 August; kontanthjælp 130 all the year; no offer
/// c3  147  group 2 from 2 January 2018; 771 all the year -> fleksjob; hours 5.4 to March, 5.5 from April to September,
///          then 12
/// d4  165  group 2 from 1 May 2018; 130 and 781 in June -> førtidspension comes first
/// e5  183  never in the group; 771 from April; hours not known
/// f6  101  group 1 alone
/// a1's spell of 810 began on 1 January, the first covered day, so its start is unknown; g7's began on 1 February 2018,
/// planned to 31 December, ended on 30 June for førtidspension: 150 days of 334.
/// ```
const FILES: [(&str, &str); 9] = [
    (
        "register.toml",
        "[register]\nnavn = \"Prøve\"\ndaekket_fra = 2018-01-01\ndaekket_til = 2018-12-31\nudtraksdato = 2019-01-10\nydelseskoder = \"dream\"\n",
    ),
    (
        "borgere.csv",
        "borger;foedselsdato;koen;herkomst\na1;1970-05-01;K;dansk\nb2;1990-05-01;M;dansk\nc3;1978-06-01;K;dansk\nd4;1960-01-01;M;dansk\ne5;1960-01-01;M;dansk\nf6;1960-01-01;M;dansk\ng7;1985-01-01;K;dansk\n",
    ),
    (
        "bopael.csv",
        "borger;kommune;fra;til\na1;101;2000-01-01;\nb2;101;2000-01-01;\nc3;147;2000-01-01;\nd4;165;2000-01-01;\ne5;183;2000-01-01;\nf6;101;2000-01-01;\ng7;183;2000-01-01;\n",
    ),
    (
        "ydelser.csv",
        "borger;ydelse;fra;til\na1;810;2018-01-01;2018-12-31\nb2;130;2018-01-01;2018-12-31\nc3;771;2018-01-01;2018-12-31\nd4;130;2018-01-01;2018-06-15\nd4;781;2018-06-16;2018-12-31\ne5;771;2018-04-01;2018-12-31\ng7;810;2018-02-01;2018-06-30\ng7;783;2018-07-01;2018-12-31\n",
    ),
    (
        "visitation.csv",
        "borger;projekt;gruppe;fra;til\na1;flere_skal_med;2;2018-03-01;\nb2;flere_skal_med;2;2018-01-10;2018-05-31\nb2;flere_skal_med;2;2018-08-15;\nc3;flere_skal_med;2;2018-01-02;\nd4;flere_skal_med;2;2018-05-01;\nf6;flere_skal_med;1;2018-01-01;\n",
    ),
    (
        "tilbud.csv",
        "borger;tilbud;fra;til\na1;mentor;2018-06-01;2018-06-30\ng7;virksomhedspraktik;2018-02-07;2018-03-31\n",
    ),
    (
        "fleksjob.csv",
        "borger;fra;til;timer\nc3;2018-01-01;2018-03-31;5,4\nc3;2018-04-01;2018-09-30;5,5\nc3;2018-10-01;;12\ne5;2018-04-01;;\n",
    ),
    (
        "haendelser.csv",
        "borger;dato;haendelse;vaerdi\ng7;2018-03-10;sanktion;\ng7;2018-06-20;tilkendt_foertidspension;\ng7;2018-07-01;ophoer_aarsag;FØRTIDSPENSION \na1;2018-05-05;sanktion;\na1;2018-05-06;sanktion;\n",
    ),
    ("planer.csv", "borger;ydelse;fra;planlagt_til\ng7;810;2018-02-01;2018-12-31\n"),
];

const WHY: [&str; 3] = ["--unprotected", "--reason", "test"];

#[test]
fn a_cohort_by_benefit_and_its_change() {
    let setup = Setup::imported(&FILES);
    setup.check(
        &[&["tabulate", "store", "group2.benefit", "--period", "2018-06", "--against", "2018-05"][..], &WHY].concat(),
        expect![[r#"
            UBESKYTTET: kun til egne øjne (test)

            Personer i gruppe 2 fordelt på ydelse
            Antal: personer i gruppen · Måned: 2018-06
            ────────────────────────────────────────────────────────────────────────────────────────────────────────────────
            Ydelse                          Antal personer  Pct.  Ændring fra 2018-05, Antal  Ændring fra 2018-05, pct.point
            ────────────────────────────────────────────────────────────────────────────────────────────────────────────────
            Førtidspension                               1    33                          +1                             +33
            Fleksjob eller ledighedsydelse               1    33                           0                              +8
            Ressourceforløb                              1    33                           0                              +8
            Andre ydelser                                0     0                           0                               0
            Kontanthjælp m.v.                            0     0                          -2                             -50
            I alt                                        3   100                          -1                               0
            ────────────────────────────────────────────────────────────────────────────────────────────────────────────────
            Afrunding kan betyde, at procenterne ikke summer til 100.
            En person tæller i den første kategori, der passer, i hierarkiets rækkefølge.
            Kilde: Prøve. Udtrukket 2019-01-10, dækker 2018-01-01 til 2018-12-31.
            Definition: S003, tabel 2 og figur 1.
            Definitionsfiler: measure group2.benefit (c1e690915b8b), cohort flere_skal_med.2 (a25ba8a22e95),
            hierarchy benefit.s003 (824ab18e4f72), code set dream (9cf8e1843acf). forlob 0.1.0.
        "#]],
    );
    // Who left on 31 May was a member on that day, and is out in June; who came back in August began anew.
    let members = setup.tidy(&["tabulate", "store", "group2.members", "--by", "month", "--period", "2018-04..2018-09"]);
    assert_eq!(values(&members), ["3", "4", "3", "3", "4", "4"]);
    let left = setup.tidy(&["tabulate", "store", "group2.left", "--by", "month", "--period", "2018-04..2018-09"]);
    assert_eq!(values(&left), ["0", "0", "1", "0", "0", "0"]);
    let entered = setup.tidy(&["tabulate", "store", "group2.entered", "--by", "month", "--period", "2018-04..2018-09"]);
    assert_eq!(values(&entered), ["0", "1", "0", "0", "1", "0"]);
    // 15 August to 14 November is not three whole months until the 15th; at the end of November it is three.
    let time = |month| setup.tidy(&["tabulate", "store", "group2.time_in_group", "--period", month]);
    assert_eq!(values(&time("2018-10"))[0], "1");
    assert_eq!(values(&time("2018-11"))[2], "1");
}

#[test]
fn hours_are_rounded_half_up_and_their_change_wants_them_all() {
    let setup = Setup::imported(&FILES);
    let bands = |month| setup.tidy(&["tabulate", "store", "group2.fleksjob_hours", "--period", month]);
    // 5.4 hours are in 1-5, 5.5 in 6-10, 12 in 11-20: the first figure of each band is its count.
    for (month, band) in [("2018-03", 0), ("2018-04", 1), ("2018-10", 2)] {
        let counts: Vec<String> = values(&bands(month)).into_iter().step_by(5).collect();
        let one = counts.iter().position(|count| count == "1");
        assert_eq!(one, Some(band), "{month}: {counts:?}");
    }
    let change = |month| {
        values(&setup.tidy(&["tabulate", "store", "group2.fleksjob_hours_change", "--period", month]))
            .into_iter()
            .step_by(2)
            .collect::<Vec<_>>()
    };
    // Up from 5.5 to 12; unchanged from March's 5.4 to itself does not count, since the hours of June's six months
    // before, in December 2017, are not known.
    assert_eq!(change("2018-10"), ["1", "0", "0", "1"]);
    assert_eq!(change("2018-06"), ["0", "0", "0", "0"]);
    // Of everybody in a fleksjob there are two in December, and of one the hours are not known.
    let all = setup.tidy(&["tabulate", "store", "fleksjob.hours", "--period", "2018-12"]);
    let unknown: Vec<&str> = all.lines().filter(|line| line.starts_with("2018-12,unknown,")).collect();
    assert_eq!(unknown[0], "2018-12,unknown,count,1,,unprotected");
    assert_eq!(unknown[1], "2018-12,unknown,share,50,,unprotected");
}

#[test]
fn areas_are_spread_ranked_and_compared_with_peers_and_region() {
    let setup = Setup::imported(&FILES);
    setup.check(
        &[&["tabulate", "store", "group2.off_kontanthjaelp", "--period", "2018-12"][..], &WHY].concat(),
        expect![[r#"
            UBESKYTTET: kun til egne øjne (test)

            Gruppe 2: andel overgået til anden ydelse end kontanthjælp m.v., jobcentrenes spredning
            Antal: personer i gruppen · Måned: 2018-12
            ──────────────────────────────────────────────────────────────
            Ydelse             Pct.  Pct., laveste  Pct., højeste  Områder
            ──────────────────────────────────────────────────────────────
            Anden ydelse         75             50            100        3
            Kontanthjælp m.v.    25              0             50        3
            I alt               100            100            100        3
            ──────────────────────────────────────────────────────────────
            Laveste og højeste blandt de jobcentre, der har et tal; områder: hvor mange de er.
            Afrunding kan betyde, at procenterne ikke summer til 100.
            En person tæller i den første kategori, der passer, i hierarkiets rækkefølge.
            Kilde: Prøve. Udtrukket 2019-01-10, dækker 2018-01-01 til 2018-12-31.
            Definition: S003, figur 2.
            Definitionsfiler: measure group2.off_kontanthjaelp (91e082a83a9a), cohort flere_skal_med.2
            (a25ba8a22e95), hierarchy benefit.off_kontanthjaelp (5dc76a4a8295), geography denmark
            (34faa0968bcb), code set dream (9cf8e1843acf). forlob 0.1.0.
        "#]],
    );
    let against = |what: &str, municipality: &str| {
        let only = format!("municipality={municipality},benefit=off_kontanthjaelp_mv");
        let text = setup.tidy(&[
            "tabulate",
            "store",
            "group2.benefit_off",
            "--definitions",
            "own",
            "--period",
            "2018-12",
            "--where",
            &only,
            "--against",
            what,
        ]);
        values(&text)
    };
    let measure = "id = \"group2.benefit_off\"\ntitle = { da = \"x\", en = \"x\" }\nsource = \"test\"\nvalid_from = 2017-01-01\ncohort = \"flere_skal_med.2\"\ncount = \"members\"\nbenefits = { hierarchy = \"benefit.off_kontanthjaelp\", in = \"month\" }\nby = [\"month\", \"municipality\", \"benefit\"]\nshow = [\"count\", \"share\", \"rank\"]\n";
    std::fs::create_dir_all(setup.path("own/measures")).unwrap();
    std::fs::write(setup.path("own/measures/group2.benefit_off.toml"), measure).unwrap();
    // Copenhagen: one of two is off it, Frederiksberg and Albertslund all of one: the region has three of four. Its
    // rank is third, behind two that share the first place.
    assert_eq!(against("region", "101"), ["1", "50", "3", "-2", "-25", ""]);
    // Of the five peers only Albertslund has anybody in the group.
    assert_eq!(against("peers=vestegnen", "165"), ["1", "100", "1", "0", "0", ""]);
    assert_eq!(against("peers=vestegnen", "101"), ["1", "50", "3", "", "", ""]);
    assert_eq!(against("country", "147"), ["1", "100", "1", "-2", "25", ""]);
}

#[test]
fn a_question_set_is_answered_point_by_point() {
    let setup = Setup::imported(&FILES);
    setup.check(
        &["question"],
        expect![[r#"
            id       question set                                                                   points
            beu-244  BEU alm. del, spørgsmål 244: deltagere i ressourceforløb siden 1. januar 2013      11

            Answer one: forlob question ID STORE
        "#]],
    );
    let set = "id = \"mine\"\ntitle = { da = \"Mine spørgsmål\", en = \"My questions\" }\nsource = \"test\"\nvalid_from = 2018-01-01\nperiod = \"2018\"\n\n[[point]]\ntitle = { da = \"Planlagt\", en = \"Planned\" }\nmeasures = [\"s001.against_plan\", \"s001.not_completed\"]\n\n[[point]]\ntitle = { da = \"Sanktioneret\", en = \"Sanctioned\" }\nmeasures = [\"s001.sanctioned\"]\n\n[[point]]\ntitle = { da = \"Ordinært arbejde\", en = \"Ordinary work\" }\nmeasures = [\"s001.ordinary_work\"]\nnote = { da = \"Uden loen.\", en = \"Without wages.\" }\n";
    std::fs::create_dir_all(setup.path("own/questions")).unwrap();
    std::fs::write(setup.path("own/questions/mine.toml"), set).unwrap();
    setup.check(
        &[&["question", "mine", "store", "--definitions", "own"][..], &WHY].concat(),
        expect![[r#"
            UBESKYTTET: kun til egne øjne (test)

            Mine spørgsmål
            Spørgsmålene: test

            1. Planlagt

            Afsluttede ressourceforløb i forhold til planen
            Antal: forløb · Periode: 2018
            ───────────────────────────────────────────────────────────────────────────────────────
            I forhold til planen  Antal forløb  Gns. varighed (dage)  Gns. planlagt varighed (dage)
            ───────────────────────────────────────────────────────────────────────────────────────
            Før planen                       1                   150                            334
            Som planlagt                     0                     .                              .
            Efter planen                     0                     .                              .
            I alt                           1*                  150*                           334*
            ───────────────────────────────────────────────────────────────────────────────────────
            * Foreløbigt tal: noget af det talte er endnu ikke afgjort.
            . Kan ikke opgøres: udtrækket begynder for sent, eller der er intet at tage gennemsnit eller andel
            af.

            Ressourceforløb afsluttet før planen, fordelt på årsag
            Antal: forløb · Periode: 2018
            ───────────────────────────────────────────
            Årsag til ophør         Antal forløb   Pct.
            ───────────────────────────────────────────
            Førtidspension                     1  100,0
            Fleksjob, bevilget                 0    0,0
            Påbegyndt sygedagpenge             0    0,0
            Øvrige årsager                     0    0,0
            Andet                              0    0,0
            I alt                              1  100,0
            ───────────────────────────────────────────
            Afrunding kan betyde, at procenterne ikke summer til 100.

            2. Sanktioneret

            Personer sanktioneret i et ressourceforløb
            Antal personer · Periode: 2018
            ─────────────────────
                   Antal personer
            ─────────────────────
            I alt               2
            ─────────────────────

            3. Ordinært arbejde

            Kan ikke besvares af registret: udtrækket har ikke tabellen `loen` (s001.ordinary_work).
            Uden loen.

            Bilag: fordelt på kommuner
            Kun rækker, hvor der er talt nogen. Kommunen er den, personen boede i på den dag, der tæller.

            1. Planlagt

            Afsluttede ressourceforløb i forhold til planen
            Antal: forløb · Periode: 2018
            ────────────────────────────────────────────────────────────────────────────────────────────────────
            Kommune      I forhold til planen  Antal forløb  Gns. varighed (dage)  Gns. planlagt varighed (dage)
            ────────────────────────────────────────────────────────────────────────────────────────────────────
            Ishøj        Før planen                       1                   150                            334
                         I alt                            1                   150                            334
            Hele landet  Før planen                       1                   150                            334
                         I alt                           1*                  150*                           334*
            ────────────────────────────────────────────────────────────────────────────────────────────────────
            * Foreløbigt tal: noget af det talte er endnu ikke afgjort.

            Ressourceforløb afsluttet før planen, fordelt på årsag
            Antal: forløb · Periode: 2018
            ─────────────────────────────────────────────────
            Kommune      Årsag til ophør  Antal forløb   Pct.
            ─────────────────────────────────────────────────
            Ishøj        Førtidspension              1  100,0
                         I alt                       1  100,0
            Hele landet  Førtidspension              1  100,0
                         I alt                       1  100,0
            ─────────────────────────────────────────────────
            Afrunding kan betyde, at procenterne ikke summer til 100.

            2. Sanktioneret

            Personer sanktioneret i et ressourceforløb
            Antal personer · Periode: 2018
            ───────────────────────────
            Kommune      Antal personer
            ───────────────────────────
            København                 1
            Ishøj                     1
            Hele landet               2
            ───────────────────────────

            3. Ordinært arbejde

            Kan ikke besvares af registret: udtrækket har ikke tabellen `loen` (s001.ordinary_work).

            Kilde: Prøve. Udtrukket 2019-01-10, dækker 2018-01-01 til 2018-12-31.
            Definitionsfiler: measure s001.against_plan (08a88563e997), benefit ressourceforlob (47be2f48c930),
            gap rule one_month (aae172a48e31), code set dream (9cf8e1843acf), geography denmark (34faa0968bcb),
            measure s001.not_completed (08684a56b75e), code set ophoer_aarsag (e94ad2fc96a0), measure
            s001.sanctioned (33fc86789988). forlob 0.1.0.
        "#]],
    );
    assert!(std::fs::read_to_string(setup.path("store/log.jsonl")).unwrap().contains("question mine"));
    for (words, told) in [
        (vec!["question", "beu-245", "store", "--unprotected", "--reason", "x"], "did you mean `beu-244`?"),
        (vec!["question", "beu-244"], "<STORE>"),
        (vec!["question", "beu-244", "store", "--unprotected"], "--reason"),
        (vec!["tabulate", "store", "group2.offer", "--spread", "sex", "--unprotected", "--reason", "x"], "valid are"),
        (
            vec!["tabulate", "store", "group2.benefit", "--against", "region", "--unprotected", "--reason", "x"],
            "add `municipality` to the dimensions",
        ),
    ] {
        let answer = setup.told(&words);
        assert!(answer.contains(told) && answer.ends_with("exit 2\n"), "{words:?}: {answer}");
    }
}

#[test]
fn the_manual_is_written_from_the_definitions() {
    let setup = Setup::new(&[]);
    setup.check(
        &["measures", "show", "group2.offer"],
        expect![[r#"
            group2.offer
            Personer i gruppe 2 på kontanthjælp m.v. og i ressourceforløb fordelt på tilbud

              in English Persons in group 2 on social assistance and in ressourceforløb by offer
              counts     members
              when       member: the person belongs to the cohort on the period's last day; place and age on
                         that day
              of         Personer visiteret til gruppe 2 i Flere skal med (project flere_skal_med, group 2)
              only       benefit: kontanthjaelp_mv, ressourceforloeb
              by         month: calendar months
              by         benefit: the first match of the measure's `benefits`, a hierarchy in a window
              by         offer: the first match of the measure's `offers`, a hierarchy in a window
              benefit    on any day of the calendar month of the day that counts, first match of benefit.s003:
                         - Førtidspension: dream 781, 783
                         - Fleksjob eller ledighedsydelse: dream 740-748, 771, 774
                         - Ressourceforløb: dream 810-818
                         - Andre ydelser: dream 111-126, 151, 152, 211-218, 231, 232, 299, 412, 413, 511-522,
                         611-622, 651-661, 750-768, 785, 881-899, 998; whatever matches nothing else
                         - Kontanthjælp m.v.: dream 130-149, 700-739
              offer      on any day of the calendar month of the day that counts, first match of offer.s003:
                         - Ordinære timer: a month with A-income and hours above 0
                         - Virksomhedsrettet indsats: virksomhedspraktik, loentilskud_privat,
                         loentilskud_offentlig, nytteindsats
                         - Vejledning og opkvalificering: vejledning_opkvalificering, ordinaer_uddannelse
                         - Mentor: mentor
                         - Ingen tilbud modtaget: whatever matches nothing else
              shows      count, share
              hidden     counts of 1 to 2, zeros shown; and whatever these could be worked out from
              source     S003, tabel 4, 5 og 6
              in force   from 2017-01-01
              file       definitions/measures/group2.offer.toml (content 105ff0711736)

        "#]],
    );
    setup.check(
        &["measures", "show", "s001.visited_fleksjob_hours"],
        expect![[r#"
            s001.visited_fleksjob_hours
            Visiteret til fleksjob: timer i fleksjob én måned efter

              in English Found eligible for a flexible job: hours in it one month after
              counts     spells
              when       ended: the spell's last paid day lies in the period and the spell has ended; place and
                         age on that day
              of         Ressourceforløb (dream codes 810-818, begun 2013-01-01, in force from 1991-07-29)
              gap rule   one_month: Et forløb er afsluttet, når der er gået én måned uden udbetaling [S001,
                         fodnote 1]
              only       decision: visiteret
              by         municipality: where the person lived on the day that counts
              by         period: the periods as they are asked for, of any length
              by         hours_band: the measure's `hours` by their `bands`; hours that are not known are apart
              decision   on any day from the spell's start to 1 month after its last day, first match of
                         decision.visiteret_fleksjob:
                         - Visiteret til fleksjob: visiteret_fleksjob
                         - Ikke visiteret: whatever matches nothing else
              hours      hours of fleksjob a week, 1 month after the last day, on that one day, rounded half up
                         to whole hours for the bands
                         hours.fleksjob: 1-5 timer, 6-10 timer, 11-20 timer, Over 20 timer [S003, figur 4;
                         timetallet er afrundet til hele timer, halve op]
              shows      count, mean_hours, median_hours, hours_known
              hidden     counts of 1 to 2, zeros shown; and whatever these could be worked out from
              source     S001, spørgsmålet om timer ved visitation til fleksjob; de bevilgede timer er ikke i
                         registret, kun de ansattes
              in force   from 2013-01-01
              file       definitions/measures/s001.visited_fleksjob_hours.toml (content 2d7571961f44)

        "#]],
    );
}

/// The column `value` of tidy figures.
fn values(tidy: &str) -> Vec<String> {
    let mut rows = csv::Reader::from_reader(tidy.as_bytes());
    let at = rows.headers().unwrap().iter().position(|name| name == "value").unwrap();
    rows.records().map(|row| row.unwrap()[at].to_owned()).collect()
}
