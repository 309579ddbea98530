//! The definitions that the random registers are counted by: small lists, so that people collide, and every
//! combination of gap rule, count and event.

use crate::{grown, lists};
use definitions::Catalog;
use std::path::Path;
use std::sync::LazyLock;

/// The benefit groups: one that is as old as the register, some that began inside the stretches of time that the
/// registers are drawn from, and one whose codes change twice.
pub(crate) const BENEFITS: [&str; 6] = ["plain", "began_2015", "began_2016", "began_2021", "began_2022", "changing"];

/// The first day of each group's benefit, as the files below write it.
pub(crate) fn began(benefit: &str) -> Option<&'static str> {
    match benefit {
        "began_2015" => Some("2015-12-20"),
        "began_2016" => Some("2016-01-31"),
        "began_2021" => Some("2021-10-01"),
        "began_2022" => Some("2022-01-01"),
        _ => None,
    }
}

/// The versions of each group: the first day on which each is in force, and its codes.
pub(crate) fn versions(benefit: &str) -> &'static [(&'static str, &'static [&'static str])] {
    match benefit {
        "changing" => {
            &[("1991-07-29", &["810", "813"]), ("2016-02-15", &["813", "817"]), ("2021-12-15", &["810", "817"])]
        }
        _ => &[("1991-07-29", &["810", "813", "817"])],
    }
}

/// The gap rules, as measures name them.
pub(crate) const GAPS: [&str; 7] =
    ["calendar_month", "one_month", "days=3", "days=28", "days=40", "any_break", "register_end"];

/// The events of spells.
pub(crate) const SPELL_EVENTS: [&str; 5] = ["started", "ended", "active", "opening", "closing"];

/// The statuses that a measure of ended spells may ask for: months after, and hierarchy.
pub(crate) const STATUSES: [(i32, &str); 3] = [(1, "own.after"), (3, "status.s001"), (2, "own.after")];

/// The id of a measure of spells, or of persons by their spells.
pub(crate) fn measure_of_spells(benefit: &str, gap: &str, count: &str, event: &str, variant: usize) -> String {
    format!("{benefit}.{}.{count}.{event}.{variant}", gap.replace('=', "-"))
}

/// The id of a measure of what is paid.
pub(crate) fn measure_of_paid(benefit: &str, count: &str, variant: usize) -> String {
    format!("{benefit}.{count}.paid.{variant}")
}

/// The free texts of the registers: projects and groups, and reasons of an end as they are written by hand.
pub(crate) const WORDS: [&str; 14] = [
    "flere",
    "samme",
    "2",
    "3",
    "foertidspension",
    " Førtidspension ",
    "FØRTIDSPENSION",
    "fleksjob",
    "fleksjob, bevilget",
    "Fleksjob,bevilget",
    "ØVRIGE ÅRSAGER",
    "andet",
    "flyttet",
    "",
];

/// The number of a free text.
pub(crate) fn word(text: &str) -> register::Word {
    register::Word(WORDS.iter().position(|word| *word == text).unwrap() as u32)
}

/// The divisions into peer groups, by id, with the municipalities of each group. Some are in none.
pub(crate) const PEERS: [(&str, &[&[u16]]); 2] =
    [("own.pairs", &[&[183, 253], &[101, 187]]), ("own.one", &[&[101, 183, 187, 253, 411]])];

/// The cohorts that are a group of a project, by id: project and group.
pub(crate) const GROUPS: [(&str, &str, &str); 3] =
    [("own.group", "flere", "2"), ("own.other_group", "flere", "3"), ("own.other_project", "samme", "2")];

/// Nine municipalities: two that shared a job centre until the end of 2021, one that has none, and some that hardly
/// anybody lives in, which the embedded peer groups name.
const GEOGRAPHY: &str = r#"
[region.hovedstaden]
title = { da = "Region Hovedstaden", en = "Capital Region" }
[region.hovedstaden.municipalities]
101 = "København"
153 = "Brøndby"
161 = "Glostrup"
165 = "Albertslund"
169 = "Høje-Taastrup"
183 = "Ishøj"
187 = "Vallensbæk"
411 = "Christiansø"

[region.sjaelland]
title = { da = "Region Sjælland", en = "Region Zealand" }
[region.sjaelland.municipalities]
253 = "Greve"

[[jobcentre]]
id             = "Vallensbæk/Ishøj"
municipalities = ["187", "183"]
valid_to       = 2021-12-31

[no_jobcentre]
municipalities = ["411"]
"#;

/// A hierarchy that asks for everything, and whose first category also takes what matches nothing.
const AFTER: &str = r#"
[[category]]
id    = "su_or_rest"
title = { da = "SU eller andet", en = "Student grant or anything else" }
codes = ["651"]
when  = ["rest"]

[[category]]
id    = "pension"
title = { da = "Pension", en = "Pension" }
codes = ["781", "998"]

[[category]]
id    = "gone"
title = { da = "Væk", en = "Gone" }
when  = ["emigrated", "dead"]

[[category]]
id    = "work"
title = { da = "Arbejde", en = "Work" }
codes = ["771"]
when  = ["a_income"]

[[category]]
id    = "other"
title = { da = "Andre ydelser", en = "Other benefits" }
codes = ["130", "740", "810", "813", "817"]
"#;

const BEFORE: &str = r#"
[[category]]
id    = "dead"
title = { da = "Død", en = "Dead" }
when  = ["dead"]

[[category]]
id    = "own"
title = { da = "Gruppens egne", en = "The group's own" }
codes = ["810", "813", "817"]

[[category]]
id    = "assistance"
title = { da = "Kontanthjælp", en = "Social assistance" }
codes = ["130", "740"]

[[category]]
id    = "work"
title = { da = "Arbejde", en = "Work" }
when  = ["a_income"]

[[category]]
id    = "none"
title = { da = "Intet", en = "Nothing" }
when  = ["rest"]
"#;

/// The first line and the dates of a definition file.
pub(crate) fn head(id: &str, valid_from: &str) -> String {
    format!(
        "id = \"{id}\"\ntitle = {{ da = \"{id}\", en = \"{id}\" }}\nsource = \"the test\"\nvalid_from = {valid_from}\n"
    )
}

fn write(folder: &Path, kind: &str, name: &str, text: &str) {
    let folder = folder.join(kind);
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(format!("{name}.toml")), text).unwrap();
}

fn write_benefits(folder: &Path) {
    for benefit in BENEFITS {
        let versions = versions(benefit);
        for (at, (from, codes)) in versions.iter().enumerate() {
            let mut text = head(benefit, from);
            if let Some((next, _)) = versions.get(at + 1) {
                let last: calendar::Day = next.parse().unwrap();
                text += &format!("valid_to = {}\n", last - 1);
            }
            text += &format!("code_set = \"dream\"\ncodes = {codes:?}\n");
            if let Some(began) = began(benefit) {
                text += &format!("began = {began}\n");
            }
            write(folder, "benefits", &format!("{benefit}.{at}"), &text);
        }
    }
}

fn write_measures(folder: &Path) {
    let both = "\"count\", \"share\"";
    let durations = "\"count\", \"share\", \"start_known\", \"sum_days\", \"mean_days\", \"mean_weeks\", \"median_days\", \"median_weeks\"";
    let days = "\"person_days\", \"full_time_persons\", \"share\"";
    let common = |id: &str, benefit: &str, count: &str, event: &str, show: &str, variant: usize| {
        // One variant takes its shares over what its definition names, the others over the last that is no time or place.
        let share_of = ["", "share_of = \"municipality\"\n", "share_of = \"sex\"\n"][variant % 3];
        format!(
            "{}benefit = \"{benefit}\"\ncount = \"{count}\"\nevent = \"{event}\"\nby = [\"period\", \"sex\", \"municipality\"]\n{share_of}show = [{show}]\n",
            head(id, "1991-07-29")
        )
    };
    for benefit in BENEFITS {
        for variant in 0..3 {
            for (count, show) in [("persons", both), ("person_days", days)] {
                let id = measure_of_paid(benefit, count, variant);
                write(folder, "measures", &id, &common(&id, benefit, count, "paid", show, variant));
            }
        }
        for gap in GAPS {
            for count in ["spells", "persons"] {
                for event in SPELL_EVENTS {
                    for (variant, (months, hierarchy)) in STATUSES.iter().enumerate() {
                        let id = measure_of_spells(benefit, gap, count, event, variant);
                        let show = if count == "spells" && event != "started" { durations } else { both };
                        let status = if event == "ended" {
                            format!("status = {{ after = \"{months} months\", hierarchy = \"{hierarchy}\" }}\n")
                        } else {
                            String::new()
                        };
                        let before = ["own.before", "before.benefit"][variant % 2];
                        let text = common(&id, benefit, count, event, show, variant);
                        write(
                            folder,
                            "measures",
                            &id,
                            &format!("{text}gap = \"{gap}\"\nbefore = \"{before}\"\n{status}"),
                        );
                    }
                }
            }
        }
    }
}

fn write_groups(folder: &Path) {
    for (id, project, group) in GROUPS {
        let text = format!("{}project = \"{project}\"\ngroup = \"{group}\"\n", head(id, "1991-07-29"));
        write(folder, "cohorts", id, &text);
    }
    for (id, groups) in PEERS {
        let mut text = head(id, "1991-07-29");
        for (at, group) in groups.iter().enumerate() {
            let codes: Vec<String> = group.iter().map(u16::to_string).collect();
            text += &format!("[group.{at}]\ntitle = {{ da = \"{at}\", en = \"{at}\" }}\nmunicipalities = {codes:?}\n");
        }
        write(folder, "peers", id, &text);
    }
}

/// The embedded definitions with the above added; the country is replaced by the small one.
pub(crate) static CATALOG: LazyLock<Catalog> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "geography", "denmark", &format!("{}{GEOGRAPHY}", head("denmark", "1900-01-01")));
    for (id, text) in [("own.after", AFTER), ("own.before", BEFORE)] {
        write(folder.path(), "hierarchies", id, &format!("{}code_set = \"dream\"\n{text}", head(id, "1991-07-29")));
    }
    for (id, text) in lists::hierarchies() {
        write(folder.path(), "hierarchies", id, &text);
    }
    write(folder.path(), "bands", "own.hours", &format!("{}{}", head("own.hours", "1991-07-29"), lists::HOURS));
    write_groups(folder.path());
    write_benefits(folder.path());
    write_measures(folder.path());
    for (id, text) in grown::MEASURES.iter() {
        write(folder.path(), "measures", id, text);
    }
    Catalog::with_folders(&[folder.path().to_owned()]).unwrap_or_else(|error| panic!("{error}"))
});
