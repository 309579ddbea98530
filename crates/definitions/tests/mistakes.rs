//! Every mistake that a definition file can have, with the words in which it is told: file, line, what is wrong, and
//! the way out. Those of measures are in `mistakes_of_measures.rs`.

#![allow(clippy::unwrap_used, reason = "a test whose own set-up is wrong fails")]

use definitions::Catalog;
use std::path::Path;

/// A right header, of four lines, for a file of that id.
fn header(id: &str) -> String {
    format!(
        "id = \"{id}\"\ntitle = {{ da = \"Dansk\", en = \"English\" }}\nsource = \"test\"\nvalid_from = 2013-01-01\n"
    )
}

fn measure(rest: &str) -> Vec<(&'static str, String)> {
    vec![("measures/m.toml", header("m") + rest)]
}

/// What reading says of these files, the folder they lie in left out.
fn told(files: &[(&str, String)]) -> String {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let prefix = format!("{}/", folder.path().display());
    match Catalog::with_folders(&[folder.path().to_owned()]) {
        Ok(_) => "no mistake".to_owned(),
        Err(error) => error.to_string().replace(&prefix, ""),
    }
}

#[test]
fn each_mistake_has_its_words() {
    let code_set = |rest: &str| vec![("code_sets/s.toml", header("s") + rest)];
    let benefit = |rest: &str| vec![("benefits/b.toml", header("b") + "code_set = \"dream\"\n" + rest)];
    let bands = |rest: &str| vec![("bands/b.toml", header("b") + rest)];
    let hierarchy = |rest: &str| vec![("hierarchies/h.toml", header("h") + "code_set = \"dream\"\n" + rest)];
    let without_set = |rest: &str| vec![("hierarchies/h.toml", header("h") + rest)];
    let category = |id: &str, rest: &str| {
        format!("[[category]]\nid = \"{id}\"\ntitle = {{ da = \"Dansk\", en = \"English\" }}\n{rest}\n")
    };
    let geography = |rest: &str| {
        vec![(
            "geography/g.toml",
            header("g")
                + "[region.a]\ntitle = { da = \"A\", en = \"A\" }\n[region.a.municipalities]\n101 = \"København\"\n147 = \"Frederiksberg\"\n"
                + rest,
        )]
    };
    let band = |id: &str, edge: &str| {
        format!("[[band]]\nid = \"{id}\"\ntitle = {{ da = \"Dansk\", en = \"English\" }}\n{edge}\n")
    };
    let rest = category("rest", "when = [\"rest\"]");
    let peers = |rest: &str| vec![("peers/p.toml", header("p") + rest)];
    let group = |id: &str, municipalities: &str| {
        format!("[group.{id}]\ntitle = {{ da = \"Dansk\", en = \"English\" }}\nmunicipalities = {municipalities}\n")
    };
    let cohort = |rest: &str| vec![("cohorts/c.toml", header("c") + rest)];
    let questions = |rest: &str| {
        vec![
            ("questions/q.toml", header("q") + rest),
            ("measures/m.toml", header("my.persons") + "benefit = \"ressourceforlob\"\ncount = \"persons\"\n"),
        ]
    };
    let point = |rest: &str| format!("[[point]]\ntitle = {{ da = \"Dansk\", en = \"English\" }}\n{rest}\n");
    let two = |first: &str, second: &str| {
        let file = |id: &str, dates: &str| {
            format!(
                "id = \"{id}\"\ntitle = {{ da = \"Dansk\", en = \"English\" }}\nsource = \"test\"\n{dates}\ncode_set = \"dream\"\ncodes = [\"810\"]\n"
            )
        };
        vec![("benefits/b1.toml", file("b", first)), ("benefits/b2.toml", file("b", second))]
    };
    let table: Vec<(Vec<(&str, String)>, &str)> = vec![
        // What every definition has.
        (measure("benefit ="), "measures/m.toml:5: string values must be quoted, expected literal string"),
        (
            vec![("measures/m.toml", "title = { da = \"x\", en = \"x\" }".into())],
            "measures/m.toml:1: `id` is missing: write `id = \"…\"`",
        ),
        (
            vec![("measures/m.toml", "id = 7".into())],
            "measures/m.toml:1: `id` is a whole number; it must be a text in quotes",
        ),
        (vec![("measures/m.toml", "id = \" \"".into())], "measures/m.toml:1: `id` is empty"),
        (
            vec![("measures/m.toml", "id = \"Påbegyndt\"".into())],
            "measures/m.toml:1: `Påbegyndt` is not an id: use a to z, 0 to 9, `.`, `_` and `-`",
        ),
        (
            vec![("measures/m.toml", "id = \"m\"\ntitle = \"Dansk\"".into())],
            "measures/m.toml:2: `title` is a text; it must be a table",
        ),
        (
            vec![("measures/m.toml", "id = \"m\"\ntitle = { da = \"Dansk\" }".into())],
            "measures/m.toml:2: `en` is missing: write `en = \"…\"`",
        ),
        (
            vec![("measures/m.toml", "id = \"m\"\ntitle = { da = \"x\", en = \"x\", se = \"x\" }".into())],
            "measures/m.toml:2: unknown key `se`; valid are `da`, `en`",
        ),
        (
            vec![(
                "measures/m.toml",
                "id = \"m\"\ntitle = { da = \"x\", en = \"x\" }\nsource = \"x\"\nvalid_from = \"2013\"".into(),
            )],
            "measures/m.toml:4: `valid_from` is a text; it must be a date, as 2018-06-30",
        ),
        (
            vec![("measures/m.toml", header("m") + "valid_to = 2012-12-31\n")],
            "measures/m.toml:5: `valid_to` lies before `valid_from`",
        ),
        (
            vec![("measure/m.toml", header("m"))],
            "measure: definitions lie in the folders code_sets, benefits, gap_rules, bands, hierarchies, geography, peers, cohorts, measures, questions; did you mean `measures`?",
        ),
        // Versions of one id.
        (
            two("valid_from = 2013-01-01", "valid_from = 2020-01-01"),
            "benefits/b2.toml:1: benefit `b` is in force twice on 2020-01-01: here and in benefits/b1.toml; give the earlier one a `valid_to` before that day",
        ),
        (
            two("valid_from = 2013-01-01\nvalid_to = 2019-11-30", "valid_from = 2020-01-01"),
            "benefits/b2.toml:1: no version of benefit `b` is in force from 2019-12-01 to 2019-12-31: let `valid_from` here meet `valid_to` in benefits/b1.toml",
        ),
        (two("valid_from = 2013-01-01\nvalid_to = 2019-12-31", "valid_from = 2020-01-01"), "no mistake"),
        // Code sets.
        (code_set(""), "code_sets/s.toml:1: `[codes]` is missing: list the codes as `810 = \"…\"`"),
        (code_set("[codes]\n810 = 1\n"), "code_sets/s.toml:6: `810` is a whole number; it must be a text in quotes"),
        (code_set("[codes]\n"), "code_sets/s.toml:5: a code set has 1 to 4096 codes; this one has 0"),
        (
            code_set("[codes]\n810 = \"x\"\n[english]\n811 = \"x\"\n"),
            "code_sets/s.toml:8: `811` is not one of the set's codes",
        ),
        // Benefits.
        (
            vec![("benefits/b.toml", header("b") + "code_set = \"dreem\"\n")],
            "benefits/b.toml:5: there is no code set `dreem`; did you mean `dream`?",
        ),
        (benefit(""), "benefits/b.toml:1: `codes` is missing: write `codes = [\"810\", \"813-818\"]`"),
        (benefit("codes = [\"811\"]"), "benefits/b.toml:6: code `811` is not in code set `dream`; did you mean `810`?"),
        (
            benefit("codes = [\"810\", \"812-818\"]"),
            "benefits/b.toml:6: code `812` is not in code set `dream`; did you mean `810`?",
        ),
        (
            benefit("codes = [\"818-810\"]"),
            "benefits/b.toml:6: `818-810` is not a range: its first code must come before its last",
        ),
        (benefit("codes = [\"813\", \"813-818\"]"), "benefits/b.toml:6: code `813` is named twice"),
        (
            benefit("codes = [810]"),
            "benefits/b.toml:6: `codes` is a whole number; it must be a list of texts, as [\"810\", \"813-818\"]",
        ),
        (
            benefit("codes = [\"810\"]\nbegun = 2013-01-01"),
            "benefits/b.toml:7: unknown key `begun`; did you mean `began`?",
        ),
        // Gap rules.
        (
            vec![("gap_rules/g.toml", header("g") + "rule = \"calender_month\"")],
            "gap_rules/g.toml:5: there is no rule `calender_month`; did you mean `calendar_month`?",
        ),
        (
            vec![("gap_rules/g.toml", header("g") + "rule = \"one_month\"\ndays = 3")],
            "gap_rules/g.toml:6: `days` goes with rule = \"days\" and is 0 to 36525",
        ),
        // Bands.
        (
            bands("of = \"weeks\""),
            "bands/b.toml:5: bands cannot be of `weeks`; valid are `age`, `duration`, `hours`, `life`, `membership`",
        ),
        (bands("of = \"age\""), "bands/b.toml:1: there is no [[band]]"),
        (
            bands(&format!("of = \"age\"\n{}", band("x", "years = 16"))),
            "bands/b.toml:6: the first band must begin at 0",
        ),
        (
            bands(&format!("of = \"age\"\n{}{}", band("x", "years = 0"), band("y", "years = 0"))),
            "bands/b.toml:10: band `y` must begin after `x`: give the bands in rising order",
        ),
        (
            bands(&format!("of = \"age\"\n{}", band("x", "weeks = 0"))),
            "bands/b.toml:6: give the lower edge of an age band as `years = 16`",
        ),
        (
            bands(&format!("of = \"duration\"\n{}", band("unknown", "weeks = 0"))),
            "bands/b.toml:6: the name `unknown` is taken: `all` and `unknown` are kept for the total and the unknown",
        ),
        (
            bands(&format!("of = \"membership\"\n{}", band("x", "months = 3"))),
            "bands/b.toml:6: the first band must begin at 0",
        ),
        (
            bands(&format!("of = \"membership\"\n{}", band("x", "weeks = 0"))),
            "bands/b.toml:6: give the lower edge of a band of memberships as `months = 3`",
        ),
        (
            bands(&format!("of = \"hours\"\n{}{}", band("x", "hours = 1"), band("y", ""))),
            "bands/b.toml:10: give the lower edge of a band of hours as `hours = 6`",
        ),
        (
            bands(&format!("of = \"hours\"\n{}{}", band("x", "hours = 6"), band("y", "hours = 1"))),
            "bands/b.toml:10: band `y` must begin after `x`: give the bands in rising order",
        ),
        (
            bands(&format!("of = \"hours\"\n{}", band("x", "hours = 7.4"))),
            "bands/b.toml:9: `hours` is a decimal number; it must be a whole number",
        ),
        (bands(&format!("of = \"hours\"\n{}", band("x", "hours = 10001"))), "bands/b.toml:9: `hours` is 0 to 10000"),
        (
            bands(&format!("of = \"duration\"\n{}", band("x", "weeks = 0\nyears = 0"))),
            "bands/b.toml:6: give the lower edge of a band of durations as either `weeks = 5` or `years = 2`",
        ),
        (
            bands(&format!("of = \"hours\"\n{}{}", band("x", "hours = 1"), band("x", "hours = 6"))),
            "bands/b.toml:10: the name `x` is there twice",
        ),
        (bands(&format!("of = \"hours\"\n{}{}", band("x", "hours = 1"), band("y", "hours = 6"))), "no mistake"),
        (bands(&format!("of = \"membership\"\n{}", band("x", "months = 0"))), "no mistake"),
        // Hierarchies.
        (
            hierarchy(&(category("a", "codes = [\"810\"]") + &category("b", "codes = [\"810-818\"]"))),
            "hierarchies/h.toml:10: code `810` is in category `a` already: leave it in one of the two",
        ),
        (
            hierarchy(&category("a", "codes = [\"810\"]")),
            "hierarchies/h.toml:1: no category has `when = [\"rest\"]`: somebody may match none",
        ),
        (
            hierarchy(&category("a", "when = [\"income\"]")),
            "hierarchies/h.toml:9: `income` is no circumstance; did you mean `a_income`?",
        ),
        (
            hierarchy(&(category("a", "when = [\"rest\"]") + &category("b", "when = [\"rest\"]"))),
            "hierarchies/h.toml:13: `rest` is in category `a` already: leave it in one of the two",
        ),
        (
            hierarchy(&category("a", "")),
            "hierarchies/h.toml:6: category `a` matches nothing: give it `codes`, `offers`, `events` or `when`",
        ),
        (
            hierarchy(&category("not_yet", "when = [\"rest\"]")),
            "hierarchies/h.toml:7: the name `not_yet` is taken: `all`, `unknown` and `not_yet` are kept",
        ),
        (
            without_set(&(category("a", "codes = [\"810\"]") + &rest)),
            "hierarchies/h.toml:8: benefit codes are of a set: write `code_set = \"dream\"` above",
        ),
        (
            without_set(&(category("a", "offers = [\"mentro\"]") + &rest)),
            "hierarchies/h.toml:8: code `mentro` is not in code set `tilbud`; did you mean `mentor`?",
        ),
        (
            without_set(&(category("a", "events = [\"orlov_fr\"]") + &rest)),
            "hierarchies/h.toml:8: code `orlov_fr` is not in code set `haendelser`; did you mean `orlov_fra`?",
        ),
        (
            without_set(&(category("a", "offers = [\"mentor\"]") + &category("b", "offers = [\"mentor\"]") + &rest)),
            "hierarchies/h.toml:9: code `mentor` is in category `a` already: leave it in one of the two",
        ),
        (
            without_set(&(category("a", "offers = [\n\"mentor\",\n\"mentor\",\n]") + &rest)),
            "hierarchies/h.toml:10: code `mentor` is named twice",
        ),
        (
            without_set(&(category("a", "offers = [\"mentor\"]") + &category("a", "events = [\"sanktion\"]") + &rest)),
            "hierarchies/h.toml:10: the name `a` is there twice",
        ),
        (
            without_set(&(category("a", "when = [\"dead\", \"dead\"]") + &rest)),
            "hierarchies/h.toml:8: `dead` is there twice",
        ),
        (
            without_set(&(category("a", "offer = [\"mentor\"]") + &rest)),
            "hierarchies/h.toml:5: category `a` matches nothing: give it `codes`, `offers`, `events` or `when`",
        ),
        (
            without_set(&(category("a", "events = [\"sanktion\"]\nfrom = \"x\"") + &rest)),
            "hierarchies/h.toml:9: unknown key `from`; valid are `codes`, `events`, `id`, `offers`, `title`, `when`",
        ),
        (
            hierarchy(&(category("a", "codes = [\"810\"]\noffers = [\"mentor\"]\nwhen = [\"wage_hours\"]") + &rest)),
            "no mistake",
        ),
        (without_set(&(category("a", "offers = [\"mentor\"]\nevents = [\"sanktion\"]") + &rest)), "no mistake"),
        // Geography.
        (
            geography("[[jobcentre]]\nid = \"x\"\nmunicipalities = [\"101\", \"148\"]\n"),
            "geography/g.toml:12: there is no municipality `148`; did you mean `147`?",
        ),
        (
            geography(
                "[[jobcentre]]\nid = \"x\"\nmunicipalities = [\"101\"]\nvalid_to = 2020-01-01\n[[jobcentre]]\nid = \"y\"\nmunicipalities = [\"101\"]\nvalid_from = 2020-01-01\n",
            ),
            "geography/g.toml:16: municipality 101 has two job centres at once: `x` and `y`; make their dates meet",
        ),
        (geography("1010 = \"x\"\n"), "geography/g.toml:10: `1010` is not a municipality code: three digits, as 101"),
        // Peer groups.
        (peers(""), "peers/p.toml:1: there is no [group.NAME]"),
        (peers("[group]\n"), "peers/p.toml:1: there is no [group.NAME]"),
        (peers("[[group]]\nid = \"a\"\n"), "peers/p.toml:5: `group` is a list; it must be a table"),
        (
            peers(&group("a", "[\"101\", \"148\"]")),
            "peers/p.toml:7: `148` is no municipality's code; did you mean `147`?",
        ),
        (
            peers(&group("a", "[]")),
            "peers/p.toml:5: a peer group has municipalities: write `municipalities = [\"101\", \"147\"]`",
        ),
        (peers(&group("a", "[\"101\", \"147\", \"101\"]")), "peers/p.toml:7: `101` is there twice"),
        (
            peers(&(group("a", "[\"101\"]") + &group("b", "[\"147\",\n\"101\"]"))),
            "peers/p.toml:11: `101` is in group `a` already: leave it in one",
        ),
        (
            peers(&group("all", "[\"101\"]")),
            "peers/p.toml:5: the name `all` is taken: `all` and `unknown` are kept for the total and the unknown",
        ),
        (
            peers(&(group("a", "[\"101\"]") + "municipality = \"147\"")),
            "peers/p.toml:8: unknown key `municipality`; did you mean `municipalities`?",
        ),
        (peers(&(group("a", "[\"101\"]") + &group("b", "[\"147\"]"))), "no mistake"),
        // Cohorts.
        (cohort("group = \"2\""), "cohorts/c.toml:1: `project` is missing: write `project = \"…\"`"),
        (cohort("project = \"p\""), "cohorts/c.toml:1: `group` is missing: write `group = \"…\"`"),
        (
            cohort("project = \"p\"\ngroup = 2"),
            "cohorts/c.toml:6: `group` is a whole number; it must be a text in quotes",
        ),
        (
            cohort("everyone = true\nproject = \"p\"\ngroup = \"g\""),
            "cohorts/c.toml:6: everybody belongs to it already: leave `project` and `group` out",
        ),
        (
            cohort("everyone = true\ngroup = \"g\""),
            "cohorts/c.toml:6: everybody belongs to it already: leave `project` and `group` out",
        ),
        (cohort("everyone = \"yes\""), "cohorts/c.toml:5: `everyone` is a text; it must be true or false"),
        (cohort("project = \"p\"\ngroup = \"g\""), "no mistake"),
        (cohort("everyone = true"), "no mistake"),
        // Question sets.
        (questions("period = \"2013\"\n"), "questions/q.toml:1: there is no [[point]]"),
        (
            questions(&point("period = \"2013\"")),
            "questions/q.toml:5: a point is answered by measures: write `measures = [\"s001.started\"]`",
        ),
        (
            questions(&point("period = \"2013\"\nmeasures = [\"my.persons\",\n\"my.person\"]")),
            "questions/q.toml:9: there is no measure `my.person`; did you mean `my.persons`?",
        ),
        (
            questions(&("period = \"2013Q5\"\n".to_owned() + &point("measures = [\"my.persons\"]"))),
            "questions/q.toml:5: `2013Q5` is not a period: write 2018, 2018Q2, 2018-06, 2018-06-30 or FROM..TO",
        ),
        (
            questions(&point("measures = [\"my.persons\"]\nperiod = \"2014..2013\"")),
            "questions/q.toml:8: `2014..2013` ends before it begins",
        ),
        (
            questions(&point("measures = [\"my.persons\"]\nperiod = 2013")),
            "questions/q.toml:8: `period` is a whole number; it must be a text in quotes",
        ),
        (
            questions(&point("measures = [\"my.persons\"]\nnote = \"x\"")),
            "questions/q.toml:8: `note` is a text; it must be a table",
        ),
        (
            questions(&point("measure = \"my.persons\"")),
            "questions/q.toml:5: a point is answered by measures: write `measures = [\"s001.started\"]`",
        ),
        (
            questions(&point("measures = [\"my.persons\"]\nperiods = \"2013\"")),
            "questions/q.toml:8: unknown key `periods`; did you mean `period`?",
        ),
        (
            questions("[[point]]\nmeasures = [\"my.persons\"]"),
            "questions/q.toml:5: `title` is missing: write `title = { da = \"…\", en = \"…\" }`",
        ),
        (questions(&point("measures = \"my.persons\"\nperiod = \"2013Q1..2013Q4, 2014\"")), "no mistake"),
    ];
    let mut wrong = Vec::new();
    for (files, expected) in &table {
        let told = told(files);
        if told != *expected {
            wrong.push(format!("expected {expected}\n     was {told}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), table.len(), wrong.join("\n"));
}

/// A definition in a folder replaces all that came before it under its id, and is replaced by a later folder.
#[test]
fn later_folders_replace_earlier_ones() {
    let (first, second) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let write = |folder: &Path, codes: &str| {
        std::fs::create_dir_all(folder.join("benefits")).unwrap();
        let text =
            header("ressourceforlob").replace("2013-01-01", "1991-07-29") + "code_set = \"dream\"\ncodes = " + codes;
        std::fs::write(folder.join("benefits/mine.toml"), text).unwrap();
    };
    write(first.path(), "[\"810\"]");
    write(second.path(), "[\"813\"]");
    let codes = |folders: &[&Path]| {
        let catalog =
            Catalog::with_folders(&folders.iter().map(|folder| folder.to_path_buf()).collect::<Vec<_>>()).unwrap();
        let versions = catalog.benefits.versions("ressourceforlob").unwrap();
        assert_eq!(versions.len(), 1);
        let set = &catalog.code_sets.versions("dream").unwrap()[0];
        versions[0].codes.iter().map(|code| set.codes[usize::from(*code)].code.clone()).collect::<Vec<_>>()
    };
    assert_eq!(codes(&[]), ["810", "813", "814", "815", "816", "817", "818"]);
    assert_eq!(codes(&[first.path()]), ["810"]);
    assert_eq!(codes(&[first.path(), second.path()]), ["813"]);
}

/// The glossary has every dimension, statistic and event that a measure can name.
#[test]
fn the_glossary_has_every_word_of_the_registries() {
    let glossary = include_str!("../../../GLOSSARY.md");
    let first_columns: Vec<&str> =
        glossary.lines().filter_map(|line| line.strip_prefix("| ")?.split(" |").next()).collect();
    let has = |word: &str| first_columns.iter().any(|column| column.split(", ").any(|part| part == word));
    let dimensions = definitions::Dimension::all().map(|dimension| dimension.id());
    let statistics = definitions::Statistic::all().map(|statistic| statistic.id());
    let events = [
        definitions::Event::Started,
        definitions::Event::Ended,
        definitions::Event::Active,
        definitions::Event::Opening,
        definitions::Event::Closing,
        definitions::Event::Paid,
        definitions::Event::Occurred,
        definitions::Event::Member,
        definitions::Event::Entered,
        definitions::Event::Left,
    ]
    .map(|event| event.id());
    let missing: Vec<&str> = dimensions.chain(statistics).chain(events).filter(|word| !has(word)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
