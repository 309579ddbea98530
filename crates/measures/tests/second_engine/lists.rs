//! Hierarchies that look at everything, in different orders, and bands that begin above 0.

use crate::catalog::head;

/// Bands of hours of which the lowest does not begin at 0.
pub(crate) const HOURS: &str = r#"of = "hours"
[[band]]
id    = "5-10"
title = { da = "5-10", en = "5-10" }
hours = 5
[[band]]
id    = "11 or more"
title = { da = "11-", en = "11 or more" }
hours = 11
"#;

/// A category: its id, and what it matches.
type Category = (&'static str, &'static str);

/// Everything there is, and what is left over in the middle.
const MIXED: [Category; 7] = [
    ("sanction", r#"events = ["sanktion"]"#),
    ("hours", "codes = [\"740\"]\nwhen = [\"wage_hours\"]"),
    ("mentor", "offers = [\"mentor\"]\nwhen = [\"flexible_job\"]"),
    ("own", "codes = [\"813\"]\nwhen = [\"rest\"]\nevents = [\"klage_medhold\"]"),
    ("dead", r#"when = ["dead"]"#),
    ("income", "offers = [\"virksomhedspraktik\"]\nwhen = [\"a_income\"]"),
    ("emigrated", "codes = [\"810\", \"817\", \"130\"]\nwhen = [\"emigrated\"]"),
];

/// Offers and wages, without any benefit.
const OFFERS: [Category; 5] = [
    ("ordinary", r#"when = ["wage_hours"]"#),
    ("firm", r#"offers = ["virksomhedspraktik", "loentilskud_privat"]"#),
    ("guidance", r#"offers = ["vejledning_opkvalificering", "ordinaer_uddannelse"]"#),
    ("mentor", r#"offers = ["mentor"]"#),
    ("none", r#"when = ["rest"]"#),
];

/// Decisions, and death and emigration between them.
const DECISIONS: [Category; 5] = [
    ("granted", r#"events = ["tilkendt_foertidspension"]"#),
    ("gone", r#"when = ["dead", "emigrated"]"#),
    ("sanction", r#"events = ["sanktion"]"#),
    ("team", "events = [\"rehabiliteringsteam\", \"klage_medhold\"]\nwhen = [\"flexible_job\"]"),
    ("none", r#"when = ["rest"]"#),
];

/// The hierarchies by id, each with the ids of its categories.
pub(crate) const HIERARCHIES: [&str; 4] = ["own.mixed", "own.backwards", "own.offers", "own.decisions"];

fn categories(hierarchy: &str) -> Vec<Category> {
    match hierarchy {
        "own.mixed" => MIXED.to_vec(),
        "own.backwards" => MIXED.into_iter().rev().collect(),
        "own.offers" => OFFERS.to_vec(),
        _ => DECISIONS.to_vec(),
    }
}

/// The ids of a hierarchy's categories, in its order.
pub(crate) fn ids(hierarchy: &str) -> Vec<&'static str> {
    categories(hierarchy).into_iter().map(|(id, _)| id).collect()
}

/// The files of the hierarchies, by id.
pub(crate) fn hierarchies() -> impl Iterator<Item = (&'static str, String)> {
    HIERARCHIES.into_iter().map(|id| {
        let mut text = head(id, "1991-07-29");
        let categories = categories(id);
        if categories.iter().any(|(_, matches)| matches.contains("codes")) {
            text += "code_set = \"dream\"\n";
        }
        for (id, matches) in categories {
            text += &format!("[[category]]\nid = \"{id}\"\ntitle = {{ da = \"{id}\", en = \"{id}\" }}\n{matches}\n");
        }
        (id, text)
    })
}
