//! Every mistake that a definition file can have, with the words in which it is told: file, line, what is wrong, and
//! the way out.

#![allow(clippy::unwrap_used, reason = "a test whose own set-up is wrong fails")]

use definitions::Catalog;
use std::path::Path;

/// A right header, of five lines, for a file of that id.
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

const STARTED: &str =
    "benefit = \"ressourceforlob\"\ngap = \"calendar_month\"\ncount = \"spells\"\nevent = \"started\"\n";

#[test]
fn each_mistake_has_its_words() {
    let code_set = |rest: &str| vec![("code_sets/s.toml", header("s") + rest)];
    let benefit = |rest: &str| vec![("benefits/b.toml", header("b") + "code_set = \"dream\"\n" + rest)];
    let bands = |rest: &str| vec![("bands/b.toml", header("b") + rest)];
    let hierarchy = |rest: &str| vec![("hierarchies/h.toml", header("h") + "code_set = \"dream\"\n" + rest)];
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
            "measure: definitions lie in the folders code_sets, benefits, gap_rules, bands, hierarchies, geography, measures; did you mean `measures`?",
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
        (bands("of = \"weeks\""), "bands/b.toml:5: bands cannot be of `weeks`; valid are `age`, `duration`"),
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
            "hierarchies/h.toml:6: category `a` matches nothing: give it `codes` or `when`",
        ),
        (
            hierarchy(&category("not_yet", "when = [\"rest\"]")),
            "hierarchies/h.toml:7: the name `not_yet` is taken: `all`, `unknown` and `not_yet` are kept",
        ),
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
        // Measures.
        (measure(""), "measures/m.toml:1: `benefit` is missing: write `benefit = \"…\"`"),
        (
            measure("benefit = \"resourceforlob\""),
            "measures/m.toml:5: there is no benefit `resourceforlob`; did you mean `ressourceforlob`?",
        ),
        (
            measure("benefit = \"ressourceforlob\"\ncount = \"spell\""),
            "measures/m.toml:6: `spell` is no `count`; did you mean `spells`?",
        ),
        (
            measure("benefit = \"ressourceforlob\"\ncount = \"spells\""),
            "measures/m.toml:1: `event` is missing: write `event = \"started\"`",
        ),
        (
            measure("benefit = \"ressourceforlob\"\ncount = \"spells\"\nevent = \"startet\""),
            "measures/m.toml:7: `startet` is no `event`; did you mean `started`?",
        ),
        (
            measure("benefit = \"ressourceforlob\"\ncount = \"spells\"\nevent = \"paid\""),
            "measures/m.toml:7: spells are not paid, persons are: use event = \"active\", or count = \"persons\"",
        ),
        (
            measure("benefit = \"ressourceforlob\"\ncount = \"person_days\"\nevent = \"ended\""),
            "measures/m.toml:7: person-days are counted where they are paid: event = \"paid\"",
        ),
        (
            measure("benefit = \"ressourceforlob\"\ncount = \"spells\"\nevent = \"started\""),
            "measures/m.toml:1: `gap` is missing: write `gap = \"calendar_month\"`",
        ),
        (
            measure("benefit = \"ressourceforlob\"\ncount = \"persons\"\ngap = \"one_month\""),
            "measures/m.toml:7: a paid day needs no gap rule: leave `gap` out",
        ),
        (
            measure(&STARTED.replace("calendar_month", "kalendermaaned")),
            "measures/m.toml:6: there is no gap rule `kalendermaaned`; valid are `any_break`, `calendar_month`, `days`, `one_month`, `register_end`",
        ),
        (
            measure(&STARTED.replace("calendar_month", "days")),
            "measures/m.toml:6: there is no gap rule `days`; say how many days, as `days=28`",
        ),
        (
            measure(&STARTED.replace("calendar_month", "days=x")),
            "measures/m.toml:6: there is no gap rule `days=x`; the number of days is 0 to 36525",
        ),
        (
            measure(&STARTED.replace("calendar_month", "one_month=3")),
            "measures/m.toml:6: there is no gap rule `one_month=3`; `one_month` takes no number",
        ),
        (
            measure(&format!("{STARTED}by = [\"kommune\"]")),
            "measures/m.toml:9: `kommune` is no dimension; valid are `age_band`, `age_group`, `before`, `code`, `duration_band`, `jobcentre`, `month`, `municipality`, `origin`, `period`, `quarter`, `region`, `sex`, `status`, `year`",
        ),
        (
            measure(&format!("{STARTED}by = [\"month\", \"quarter\"]")),
            "measures/m.toml:9: a table has one dimension of time: month, quarter, year or period",
        ),
        (measure(&format!("{STARTED}by = [\"sex\", \"sex\"]")), "measures/m.toml:9: `sex` is there twice"),
        (
            measure(&format!("{STARTED}by = [\"status\"]")),
            "measures/m.toml:9: `status` cannot be a dimension here: the measure has no `status = { after = \"1 month\", hierarchy = \"…\" }`",
        ),
        (
            measure(&format!("{STARTED}by = [\"before\"]")),
            "measures/m.toml:9: `before` cannot be a dimension here: the measure has no hierarchy `before = \"…\"`",
        ),
        (
            measure(&format!("{STARTED}by = [\"duration_band\"]")),
            "measures/m.toml:9: `duration_band` cannot be a dimension here: a spell that has only started has no duration yet",
        ),
        (
            measure(&format!("{STARTED}status = {{ after = \"1 month\", hierarchy = \"status.s000\" }}")),
            "measures/m.toml:9: a status after the end goes with event = \"ended\" alone",
        ),
        (
            measure(&format!(
                "{}status = {{ after = \"soon\", hierarchy = \"status.s000\" }}",
                STARTED.replace("started", "ended")
            )),
            "measures/m.toml:9: `after` is a number of months, as \"1 month\" or \"12 months\"",
        ),
        (
            measure(&format!(
                "{}status = {{ after = \"1 month\", hierarchy = \"status.s00\" }}",
                STARTED.replace("started", "ended")
            )),
            "measures/m.toml:9: there is no hierarchy `status.s00`; did you mean `status.s000`?",
        ),
        (
            measure(&format!("{STARTED}show = [\"antal\"]")),
            "measures/m.toml:9: `antal` is no statistic; valid are `count`, `full_time_persons`, `mean_days`, `mean_weeks`, `median_days`, `median_weeks`, `person_days`, `share`, `start_known`, `sum_days`",
        ),
        (
            measure(&format!("{STARTED}show = [\"mean_weeks\"]")),
            "measures/m.toml:9: `mean_weeks` cannot be shown here: a spell that has only started has no duration yet",
        ),
        (
            measure(&format!("{STARTED}show = [\"person_days\"]")),
            "measures/m.toml:9: `person_days` cannot be shown here: only a measure with count = \"person_days\" has them",
        ),
        (
            measure(&format!("{STARTED}show = [\"share\"]")),
            "measures/m.toml:9: a share is of a total over a dimension: name one in `by`",
        ),
        (
            measure(&format!("{STARTED}by = [\"sex\"]\nshare_of = \"origin\"")),
            "measures/m.toml:10: `origin` is not in `by`; valid are `sex`",
        ),
        (
            measure(&format!("{STARTED}by = [\"year\", \"sex\"]\nshare_of = \"year\"")),
            "measures/m.toml:10: shares are not taken over time: persons of two months do not add up",
        ),
        (measure(&format!("{STARTED}decimals = 9")), "measures/m.toml:9: `decimals` is 0 to 6"),
        (
            measure(&format!("{STARTED}age_bands = \"duration.jobindsats\"")),
            "measures/m.toml:9: `duration.jobindsats` are bands of something else",
        ),
        (
            measure(&format!("{STARTED}colour = \"red\"")),
            "measures/m.toml:9: unknown key `colour`; valid are `age_bands`, `age_groups`, `before`, `benefit`, `by`, `count`, `decimals`, `duration_bands`, `event`, `gap`, `id`, `note`, `share_of`, `show`, `source`, `status`, `title`, `valid_from`, `valid_to`",
        ),
        (
            vec![("measures/m.toml", (header("m") + STARTED).replace("2013-01-01", "1990-01-01"))],
            "measures/m.toml:5: benefit `ressourceforlob` is in force from 1991-07-29, and this definition from 1990-01-01",
        ),
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
    ]
    .map(|event| event.id());
    let missing: Vec<&str> = dimensions.chain(statistics).chain(events).filter(|word| !has(word)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
