//! Measures of everything that a definition may say: every window on every event that allows it, hours, pay, first
//! offers, plans, reasons, cohorts, `where`, `spread` and ranks, each combined with some others.

use crate::catalog::{BENEFITS, GAPS, GROUPS, head};
use crate::lists::{HIERARCHIES, ids};
use std::sync::LazyLock;

/// Whose measure it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Of {
    /// Payments or spells of a benefit group.
    Benefit,
    /// Members of a group.
    Group,
    /// Those who were members of a group on a day.
    Closed,
    /// Everybody.
    Everyone,
}

/// Measures that differ in their variant alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Family {
    of: Of,
    count: &'static str,
    event: &'static str,
    variants: usize,
}

const fn family(of: Of, count: &'static str, event: &'static str, variants: usize) -> Family {
    Family { of, count, event, variants }
}

const FAMILIES: [Family; 19] = [
    family(Of::Benefit, "spells", "started", 24),
    family(Of::Benefit, "spells", "ended", 64),
    family(Of::Benefit, "spells", "active", 24),
    family(Of::Benefit, "spells", "opening", 24),
    family(Of::Benefit, "spells", "closing", 24),
    family(Of::Benefit, "persons", "started", 16),
    family(Of::Benefit, "persons", "ended", 32),
    family(Of::Benefit, "persons", "active", 16),
    family(Of::Benefit, "persons", "opening", 16),
    family(Of::Benefit, "persons", "closing", 16),
    family(Of::Benefit, "persons", "paid", 24),
    family(Of::Benefit, "person_days", "paid", 12),
    family(Of::Benefit, "events", "occurred", 24),
    family(Of::Benefit, "persons", "occurred", 24),
    family(Of::Group, "members", "member", 24),
    family(Of::Closed, "members", "member", 24),
    family(Of::Everyone, "members", "member", 24),
    family(Of::Group, "members", "entered", 24),
    family(Of::Group, "members", "left", 24),
];

/// The kinds of windows, by the words that a definition writes.
fn windows(family: Family) -> Vec<&'static str> {
    let mut windows = vec![r#"in = "day""#, r#"in = "month""#, r#"in = "period""#, r#"in = "ever""#];
    let of_spells = family.of == Of::Benefit && family.event != "paid";
    if of_spells && family.event != "started" {
        windows.extend([r#"in = "spell""#, r#"last = "10 days""#, r#"last = "2 months""#]);
    }
    if matches!(family.event, "started" | "ended") {
        windows.extend([r#"first = "3 weeks""#, r#"first = "2 months""#]);
    }
    if family.event == "ended" {
        windows.extend([
            r#"in = "spell", plus = "1 month""#,
            r#"in = "spell", plus = "0 days""#,
            r#"after = "1 month""#,
            r#"after = "10 days""#,
            r#"within = "3 weeks""#,
            r#"within = "2 months""#,
        ]);
    }
    windows
}

/// The hours of a variant.
fn hours(family: Family, variant: usize) -> &'static str {
    let of_a_day = [
        r#"{ of = "flexible_job", in = "day", change_over = "1 month" }"#,
        r#"{ of = "wages", in = "day", change_over = "2 months" }"#,
        r#"{ of = "flexible_job", in = "day", change_over = "2 months", bands = "own.hours" }"#,
        r#"{ of = "wages", in = "day", change_over = "1 month" }"#,
    ];
    let after = [
        r#"{ of = "flexible_job", after = "1 month", change_over = "1 month" }"#,
        r#"{ of = "wages", after = "1 month", change_over = "1 month" }"#,
        r#"{ of = "wages", after = "10 days", change_over = "2 months", bands = "own.hours" }"#,
        r#"{ of = "flexible_job", after = "10 days", change_over = "2 months" }"#,
    ];
    if family.event == "ended" && variant.is_multiple_of(2) { after[variant / 2 % 4] } else { of_a_day[variant % 4] }
}

/// The pay of a variant.
fn pay(family: Family, variant: usize) -> &'static str {
    let of_a_month = [r#"{ in = "month" }"#, r#"{ in = "period" }"#];
    let after = [r#"{ after = "1 month" }"#, r#"{ after = "10 days" }"#, r#"{ after = "0 days" }"#];
    match variant / 2 % 3 {
        0 if family.event == "ended" => after[variant / 6 % 3],
        at => of_a_month[(variant + at) % 2],
    }
}

/// The bands that the hours above are in.
fn bands_of(hours: &str) -> [&'static str; 2] {
    match hours {
        _ if hours.contains("own.hours") => ["5-10", "unknown"],
        _ if hours.contains("wages") => ["0", "1-20"],
        _ => ["6-10", "unknown"],
    }
}

/// The hierarchy and the window of each of the dimensions that have one.
fn matchings(family: Family, variant: usize) -> [(&'static str, &'static str, &'static str); 3] {
    let windows = windows(family);
    let third = windows.len() / 3;
    let window = |at: usize| windows[at % windows.len()];
    let hierarchy = |at: usize| HIERARCHIES[at % HIERARCHIES.len()];
    // In a second round the windows meet other hierarchies.
    let round = variant + variant / windows.len();
    [
        ("benefit", hierarchy(round), window(variant)),
        ("offer", hierarchy(round + 2), window(variant + third)),
        ("decision", hierarchy(round + 3), window(variant + 2 * third)),
    ]
}

/// The dimensions that a variant asks for certain categories of.
fn asked_for(family: Family, variant: usize) -> Vec<&'static str> {
    let mut lists: Vec<Vec<&'static str>> =
        vec![vec!["sex"], vec!["municipality"], vec!["age_group"], vec!["jobcentre", "sex"], vec!["region"]];
    if family.count != "person_days" {
        lists.extend([
            vec!["benefit"],
            vec!["offer"],
            vec!["decision"],
            vec!["hours_band"],
            vec!["hours_change"],
            vec!["benefit", "municipality"],
            vec!["offer", "decision"],
        ]);
    }
    match family.of {
        Of::Benefit => lists.push(vec!["code"]),
        Of::Group | Of::Closed => lists.extend([vec!["time_in_group"], vec!["time_in_group", "benefit"]]),
        Of::Everyone => {}
    }
    if family.of == Of::Benefit && family.event != "paid" {
        lists.push(vec!["before"]);
        if family.event != "started" {
            lists.push(vec!["duration_band"]);
        } else if family.count == "spells" {
            lists.extend([vec!["next"], vec!["reached"]]);
        }
    }
    if family.event == "ended" {
        lists.extend([
            vec!["status"],
            vec!["status"],
            vec!["plan"],
            vec!["end_reason"],
            vec!["first_offer"],
            vec!["status", "hours_band"],
            vec!["status", "benefit", "plan"],
        ]);
    }
    // Two of three ask for something.
    match variant % 3 {
        0 => Vec::new(),
        nth => lists[(variant / 3 * 2 + nth - 1) % lists.len()].clone(),
    }
}

/// The categories of a dimension that a variant asks for.
fn categories(family: Family, variant: usize, dimension: &str) -> Vec<&'static str> {
    let some = |ids: &[&'static str]| match variant % 4 {
        0 => vec![ids[0]],
        1 => vec![ids[1]],
        _ => vec![ids[0], ids[1]],
    };
    let matching = matchings(family, variant).into_iter().find(|(known, ..)| *known == dimension);
    if let Some((_, hierarchy, _)) = matching {
        let ids = ids(hierarchy);
        return some(&[ids[variant % ids.len()], ids[(variant + 2) % ids.len()]]);
    }
    match dimension {
        "sex" => some(&["K", "unknown"]),
        "municipality" => some(&["183", "253"]),
        "age_group" => some(&["40+", "under 40"]),
        "jobcentre" => some(&["Vallensbæk/Ishøj", "unknown"]),
        "region" => some(&["hovedstaden", "unknown"]),
        "hours_band" => some(&bands_of(hours(family, variant))),
        "hours_change" => some(&["unchanged", "unknown"]),
        "code" => some(&["813", "810"]),
        "time_in_group" => some(&["0-3 months", "3-6 months"]),
        "before" => some(&["assistance", "own"]),
        "duration_band" => some(&["0-4 weeks", "unknown"]),
        "status" => some(&["work", "su_or_rest"]),
        "plan" => some(&["before_plan", "unknown"]),
        "end_reason" => some(&["foertidspension", "unknown"]),
        "first_offer" => some(&["none", "unknown"]),
        "next" => some(&["still", "unknown"]),
        "reached" => some(&["0-3 months", "unknown"]),
        _ => unreachable!("no list of {dimension}"),
    }
}

/// Whether a variant shows where its spells are a while after their start.
fn has_life(family: Family, variant: usize) -> bool {
    (family.count, family.event) == ("spells", "started") && variant % 2 == 1
}

/// What a variant shows, a rank among it: by a count, a share or a mean.
fn show(family: Family, variant: usize) -> String {
    let base = if family.count == "person_days" { "person_days" } else { "count" };
    let mut show = vec![base, "share"];
    if family.count == "person_days" {
        show.push("full_time_persons");
    }
    if family.count == "spells" {
        show.extend(["mean_planned_days", "mean_planned_weeks", "median_planned_days", "plan_known"]);
        if family.event != "started" {
            show.extend(["mean_days", "median_weeks", "start_known"]);
        }
    }
    if family.count == "spells" || family.event == "member" || family.count == "persons" && family.event == "paid" {
        show.extend(["mean_hours", "median_hours", "hours_known"]);
        show.extend(["sum_pay", "mean_pay", "median_pay", "pay_known"]);
    }
    if has_life(family, variant) {
        show.push("occupation");
    }
    if variant % 2 == 1 {
        show.insert(1 + variant / 2 % show.len(), "rank");
    }
    format!("{show:?}")
}

fn subject(family: Family, variant: usize) -> String {
    let benefit = format!("benefit = \"{}\"\n", BENEFITS[variant % BENEFITS.len()]);
    let (cohort, ..) = GROUPS[variant % GROUPS.len()];
    let closed_on = ["2016-03-31", "2016-02-28", "2021-12-31", "2022-02-15", "2013-08-31", "2016-08-01"];
    match family.of {
        Of::Benefit if family.event == "paid" => benefit,
        Of::Benefit => format!("{benefit}gap = \"{}\"\nbefore = \"own.before\"\n", GAPS[variant % GAPS.len()]),
        Of::Group => format!("cohort = \"{cohort}\"\n"),
        // The first group is the most common one, and the years of the second world the shortest.
        Of::Closed => {
            format!(
                "cohort = \"{}\"\nclosed_on = {}\n",
                GROUPS[variant % 5 % 3].0,
                closed_on[variant % closed_on.len()]
            )
        }
        Of::Everyone => "cohort = \"everyone\"\n".into(),
    }
}

/// The text of a measure's file.
fn text(id: &str, family: Family, variant: usize, asks: bool) -> String {
    let asked_for = if asks { asked_for(family, variant) } else { Vec::new() };
    let spread = [None, None, Some("municipality"), None, Some("region"), None, None, Some("jobcentre")][variant % 8];
    let matched = family.count != "person_days";
    let mut text = head(id, "1991-07-29") + &subject(family, variant);
    text += &format!("count = \"{}\"\nevent = \"{}\"\n", family.count, family.event);
    let area = if spread == Some("municipality") { "region" } else { "municipality" };
    let others = match (has_life(family, variant), matched) {
        (true, _) => r#""reached", "next""#,
        (_, true) => r#""benefit""#,
        _ => r#""sex""#,
    };
    text += &format!("by = [\"period\", \"{area}\", {others}]\n");
    text += &format!("show = {}\n", show(family, variant));
    if variant % 5 == 4 {
        text += &format!("share_of = \"{area}\"\n");
    }
    if let Some(spread) = spread {
        text += &format!("spread = \"{spread}\"\n");
    }
    if matched {
        for (dimension, hierarchy, window) in matchings(family, variant) {
            text += &format!("{dimension}s = {{ hierarchy = \"{hierarchy}\", {window} }}\n");
        }
        text += &format!("hours = {}\npay = {}\n", hours(family, variant), pay(family, variant));
    }
    if family.event == "ended" {
        let after = ["1 month", "0 days", "3 months", "10 days"][variant % 4];
        text += &format!(
            "status = {{ hierarchy = \"own.after\", after = \"{after}\" }}\nend_reasons = \"ophoer_aarsag\"\n"
        );
    }
    if matches!(family.event, "started" | "ended") {
        let within =
            [r#"["1 week"]"#, r#"["10 days", "1 month", "3 months"]"#, r#"["2 months"]"#, r#"["1 day", "1 year"]"#];
        let offers = [
            r#"["mentor"]"#,
            r#"["mentor", "virksomhedspraktik"]"#,
            r#"["vejledning_opkvalificering", "ordinaer_uddannelse"]"#,
        ];
        text += &format!("first_offer = {{ offers = {}, within = {} }}\n", offers[variant % 3], within[variant % 4]);
    }
    if (family.count, family.event) == ("spells", "started") {
        let after = ["1 month", "0 days", "10 days"][variant % 3];
        let hierarchy = HIERARCHIES[variant / 3 % HIERARCHIES.len()];
        text += &format!("life = {{ hierarchy = \"{hierarchy}\", after = \"{after}\" }}\n");
    }
    if family.event == "occurred" {
        let events = [r#"["sanktion"]"#, r#"["tilkendt_foertidspension", "klage_medhold"]"#, r#"["ophoer_aarsag"]"#];
        let plus = ["", ", plus = \"1 month\"", ", plus = \"5 days\"", ", plus = \"0 days\""][variant % 4];
        text += &format!("occurs = {{ events = {}{plus} }}\n", events[variant % 3]);
    }
    if !asked_for.is_empty() {
        let lists: Vec<String> = asked_for
            .into_iter()
            .map(|dimension| format!("{dimension} = {:?}", categories(family, variant, dimension)))
            .collect();
        text += &format!("where = {{ {} }}\n", lists.join(", "));
    }
    text
}

fn name(family: Family, variant: usize) -> String {
    let of = match family.of {
        Of::Benefit => "benefit",
        Of::Group => "group",
        Of::Closed => "closed",
        Of::Everyone => "everyone",
    };
    format!("grown.{of}.{}.{}.{variant}", family.count, family.event)
}

/// The measures' files, by id.
pub(crate) static MEASURES: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    let mut measures = Vec::new();
    for family in FAMILIES {
        for variant in 0..family.variants {
            let id = name(family, variant);
            let text_of = |id: &str, asks: bool| text(id, family, variant, asks);
            measures.push((id.clone(), text_of(&id, true)));
            // The same, of everybody.
            if !asked_for(family, variant).is_empty() {
                let of_all = of_all(&id);
                measures.push((of_all.clone(), text_of(&of_all, false)));
            }
        }
    }
    measures
});

/// The id of the measure that is the same but for its `where`.
pub(crate) fn of_all(id: &str) -> String {
    format!("{id}.all")
}

/// The measures that ask for categories of one dimension alone.
pub(crate) fn asking_for_one() -> Vec<String> {
    let families = FAMILIES.into_iter().flat_map(|family| (0..family.variants).map(move |variant| (family, variant)));
    families
        .filter(|(family, variant)| asked_for(*family, *variant).len() == 1)
        .map(|(family, variant)| name(family, variant))
        .collect()
}

/// A measure of all members of one of the groups.
pub(crate) fn of_group(event: &str, group: usize) -> String {
    let family = FAMILIES.into_iter().find(|family| family.of == Of::Group && family.event == event).unwrap();
    let id = name(family, group);
    if asked_for(family, group).is_empty() { id } else { of_all(&id) }
}
