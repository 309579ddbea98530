//! The manual of a measure, written from its definition and from those that it names: what is counted, of whom, when,
//! and where that is taken from.

use crate::show::lines::wrapped;
use definitions::{
    Catalog, Circumstance, CodeSet, Definition, Dimension, Disclosure, HoursOf, Matching, Measure, Membership, Subject,
    Versions, Window,
};
use std::sync::Arc;

/// How wide the manual's words run.
const WIDTH: usize = 86;

/// The manual of one version of a measure.
pub(crate) fn of_measure(measure: &Measure, catalog: &Catalog) -> anyhow::Result<String> {
    let header = &measure.header;
    let mut manual = Manual { catalog, lines: Vec::new() };
    manual.line("in English", &header.title.en);
    manual.line("counts", measure.count.id().replace('_', "-"));
    manual.line("when", format!("{}: {}", measure.event.id(), measure.event.meaning()));
    manual.subject(measure)?;
    for (dimension, ids) in &measure.only {
        manual.line("only", format!("{}: {}", dimension.id(), ids.join(", ")));
    }
    let filters = measure.only.iter().map(|(dimension, _)| *dimension);
    let asked: Vec<Dimension> = measure.by.iter().copied().chain(measure.spread).chain(filters).collect();
    for dimension in &measure.by {
        manual.line("by", format!("{}: {}", dimension.id(), dimension.meaning()));
    }
    if let Some(dimension) = measure.spread {
        manual.line("spread", format!("the lowest and the highest {}, of those that have a figure", dimension.id()));
    }
    if let Some(occurs) = &measure.occurs {
        let names = manual.codes("haendelser", &occurs.events)?;
        let plus = if occurs.plus.is_nothing() {
            "in the spell".to_owned()
        } else {
            format!("in the spell or within {} after its last day", occurs.plus.title().en)
        };
        manual.line("events", format!("{names}; {plus}"));
    }
    for (label, dimension) in [
        ("status", Dimension::Status),
        ("benefit", Dimension::Benefit),
        ("offer", Dimension::Offer),
        ("decision", Dimension::Decision),
    ] {
        if let Some(matching) = measure.matching(dimension) {
            manual.matching(label, matching)?;
        }
    }
    if let Some(before) = &measure.before {
        manual.line("before", format!("the day before the start, first match of {before}"));
    }
    manual.hours(measure)?;
    if let Some(window) = measure.pay {
        manual.line("pay", format!("A-income of one month, in whole kroner: {}", month_of(window)));
    }
    if let Some(life) = &measure.life {
        // What came next is looked at on one day after the end, as a status is.
        manual.matching("next", &Matching { hierarchy: life.hierarchy.clone(), window: Window::After(life.after) })?;
        manual.line(
            "reached",
            format!("by {}; spells are followed as far as all ends and what came next are known", life.bands),
        );
    }
    if let Some(first) = &measure.first_offer {
        let names = manual.codes("tilbud", &first.offers)?;
        manual
            .line("offers", format!("the first day of the spell with one of: {names}; the start is its own first day"));
    }
    if let Some(reasons) = &measure.end_reasons {
        manual.line(
            "reasons",
            format!("as code set {reasons} has them, registered from the start to a month after the last day"),
        );
    }
    if asked.contains(&Dimension::TimeInGroup) {
        manual.bands("time", &measure.membership_bands)?;
    }
    if asked.contains(&Dimension::DurationBand) {
        manual.bands("durations", &measure.duration_bands)?;
    }
    let shows: Vec<&str> = measure.show.iter().map(|statistic| statistic.id()).collect();
    manual.line("shows", shows.join(", "));
    manual.line("hidden", hidden(measure.disclosure));
    if let Some(note) = &measure.note {
        manual.line("note", &note.da);
    }
    manual.line("source", &header.source);
    manual.line("in force", header.in_force());
    manual.line("file", format!("{} (content {})", header.file, header.hash));
    let mut text = format!("{}\n{}\n\n", header.id, header.title.da);
    for (label, words) in manual.lines {
        for (at, line) in wrapped(&words, WIDTH).into_iter().enumerate() {
            text += &format!("  {:<11}{line}\n", if at == 0 { label } else { "" });
        }
    }
    Ok(text + "\n")
}

struct Manual<'a> {
    catalog: &'a Catalog,
    lines: Vec<(&'static str, String)>,
}

/// The versions of a definition, the oldest first.
fn versions<'a, T: Definition>(all: &'a Versions<T>, id: &str) -> anyhow::Result<&'a [Arc<T>]> {
    Ok(all.versions(id)?)
}

impl Manual<'_> {
    fn line(&mut self, label: &'static str, words: impl Into<String>) {
        self.lines.push((label, words.into()));
    }

    /// Codes as they are written in an extract.
    fn codes(&self, set: &str, codes: &[definitions::Code]) -> anyhow::Result<String> {
        let set = versions(&self.catalog.code_sets, set)?.last();
        Ok(set.map_or(String::new(), |set| names(set, codes)))
    }

    fn subject(&mut self, measure: &Measure) -> anyhow::Result<()> {
        match &measure.subject {
            Subject::Benefit { benefit, gap } => {
                for group in versions(&self.catalog.benefits, benefit)? {
                    let codes = self.codes(&group.code_set, &group.codes)?;
                    let began = group.began.map(|day| format!(", begun {day}")).unwrap_or_default();
                    self.line(
                        "of",
                        format!(
                            "{} ({} codes {codes}{began}, in force {})",
                            group.header.title.da,
                            group.code_set,
                            group.header.in_force()
                        ),
                    );
                }
                if let Some((_, name)) = gap {
                    let (_, definition) = self.catalog.gap_rule(name)?;
                    let words = format!("{name}: {} [{}]", definition.header.title.da, definition.header.source);
                    self.line("gap rule", words);
                }
            }
            Subject::Cohort { cohort, closed_on } => {
                for cohort in versions(&self.catalog.cohorts, cohort)? {
                    let who = match &cohort.members {
                        Membership::Everyone => "everybody in the register".to_owned(),
                        Membership::Group { project, group } => format!("project {project}, group {group}"),
                    };
                    self.line("of", format!("{} ({who})", cohort.header.title.da));
                }
                if let Some(day) = closed_on {
                    self.line("", format!("a closed cohort: whoever belonged to it on {day} is followed on"));
                }
            }
        }
        Ok(())
    }

    /// A hierarchy, its window and what each of its categories matches.
    fn matching(&mut self, label: &'static str, matching: &Matching) -> anyhow::Result<()> {
        self.line(label, format!("{}, first match of {}:", matching.window.meaning(), matching.hierarchy));
        let catalog = self.catalog;
        for hierarchy in versions(&catalog.hierarchies, &matching.hierarchy)? {
            for category in &hierarchy.categories {
                let mut matches: Vec<String> = Vec::new();
                if let Some(set) = &hierarchy.code_set
                    && !category.codes.is_empty()
                {
                    matches.push(format!("{set} {}", self.codes(set, &category.codes)?));
                }
                for (set, codes) in [("tilbud", &category.offers), ("haendelser", &category.events)] {
                    if !codes.is_empty() {
                        matches.push(self.codes(set, codes)?);
                    }
                }
                matches.extend(category.when.iter().map(|when| circumstance(*when).to_owned()));
                self.line("", format!("- {}: {}", category.title.da, matches.join("; ")));
            }
        }
        Ok(())
    }

    fn hours(&mut self, measure: &Measure) -> anyhow::Result<()> {
        let Some(hours) = &measure.hours else { return Ok(()) };
        let of = match hours.of {
            HoursOf::FlexibleJob => "hours of fleksjob a week",
            HoursOf::Wages => "ordinary hours with A-income in the month of the day",
        };
        self.line("hours", format!("{of}, {}, rounded half up to whole hours for the bands", hours.window.meaning()));
        if let Some(months) = hours.change_over {
            self.line("", format!("against {months} months before, where they are known at every month's end between"));
        }
        self.bands("", &hours.bands)
    }

    fn bands(&mut self, label: &'static str, id: &str) -> anyhow::Result<()> {
        for bands in versions(&self.catalog.bands, id)? {
            let titles: Vec<&str> = bands.bands.iter().map(|band| band.title.da.as_str()).collect();
            self.line(label, format!("{}: {} [{}]", bands.header.id, titles.join(", "), bands.header.source));
        }
        Ok(())
    }
}

/// The one month whose pay a window names.
fn month_of(window: Window) -> String {
    match window {
        Window::Month => "the month of the day that counts".to_owned(),
        Window::Period => "the last month of the table's period".to_owned(),
        other => format!("the month of the day {}", other.meaning().replace(", on that one day", "")),
    }
}

/// By which counts the figures are hidden. How near to each other contributions may come is nobody's to know.
fn hidden(rule: Disclosure) -> String {
    let mut words = match rule.threshold {
        1 => "no count for its size".to_owned(),
        2 => "counts of 1".to_owned(),
        more => format!("counts of 1 to {}", more - 1),
    };
    words += if rule.zeros_shown { ", zeros shown" } else { " and zeros" };
    if let Some(others) = rule.all_but {
        words += &match others {
            0 => "; a category that has all of its group".to_owned(),
            n => format!("; a category that has all of its group but {n}"),
        };
    }
    if rule.dominance.iter().any(Option::is_some) {
        words += "; a sum of pay of which few have most, and its mean (dominance)";
    }
    if rule.p_percent.is_some() {
        words += "; a sum of pay from which one could tell another's nearly (p %), and its mean";
    }
    words + "; and whatever these could be worked out from"
}

/// Codes as an extract writes them; numbers that are neighbours in the set, and no further than ten apart, as
/// first-last.
fn names(set: &CodeSet, codes: &[definitions::Code]) -> String {
    let name = |code: definitions::Code| set.codes[usize::from(code)].code.as_str();
    let number = |code: definitions::Code| name(code).parse::<u32>().ok();
    let near = |one: u32, next: u32| one < next && next - one <= 10;
    let runs = codes.chunk_by(|one, next| {
        one + 1 == *next && number(*one).zip(number(*next)).is_some_and(|(one, next)| near(one, next))
    });
    let named = runs.map(|run| match run {
        [first, .., last] if run.len() > 2 => format!("{}-{}", name(*first), name(*last)),
        _ => run.iter().map(|code| name(*code)).collect::<Vec<_>>().join(", "),
    });
    named.collect::<Vec<_>>().join(", ")
}

fn circumstance(circumstance: Circumstance) -> &'static str {
    match circumstance {
        Circumstance::AIncome => "a month with A-income above 0",
        Circumstance::WageHours => "a month with A-income and hours above 0",
        Circumstance::FlexibleJob => "a stretch of fleksjob",
        Circumstance::Dead => "dead by then",
        Circumstance::Emigrated => "emigrated by then",
        Circumstance::Rest => "whatever matches nothing else",
    }
}
