//! `forlob forecast`: what still runs later, and its back-test.

use crate::WrongWords;
use crate::arguments::{Forecast as Arguments, ForecastBy, Shared, TextFormat};
use crate::commands::{back_test, catalog, print};
use crate::show::lines::{Align, lined_up, rule, wrapped};
use calendar::{Day, Month};
use definitions::{Catalog, Language};
use forecast::{Change, Entry, Outlook, Request, Row, Settings};
use measures::Ratio;
use register::Store;
use statistics::Leave;
use std::collections::BTreeMap;

/// How wide remarks run.
pub(crate) const WIDTH: usize = 112;

/// The level of all intervals.
const LEVEL: f64 = 0.95;

/// More leave, in months, where a scenario does not say.
const LEAVE_MONTHS: u32 = 12;

pub(crate) fn run(arguments: &Arguments, shared: &Shared) -> anyhow::Result<()> {
    let scenarios: Vec<(String, Change)> =
        arguments.scenario.iter().map(|text| Ok((text.clone(), change(text)?))).collect::<anyhow::Result<_>>()?;
    let catalog = catalog(shared)?;
    let store = Store::open(&arguments.store, &catalog)?;
    let on = arguments.on.unwrap_or(store.info().covered.last_day());
    let settings =
        Settings { scheme: arguments.scheme.scheme(), on, hierarchy: &arguments.next, threads: shared.threads() };
    let until = arguments.until.unwrap_or(on + 1);
    let request = Request {
        draws: arguments.draws.map(|draws| (draws, arguments.seed)),
        level: LEVEL,
        inflow: arguments.new.map(|n| Entry { n, months: arguments.new_months }),
        ..Request::until(until)
    };
    if !arguments.back_test.is_empty() {
        let found = forecast::back_test(&store, &catalog, settings, &arguments.back_test, &request)?;
        let few = found.tried.iter().any(|tried| tried.running < arguments.threshold);
        if few {
            return Err(too_few(arguments.threshold));
        }
        return print(&back_test::text(&found, arguments, &store, shared.language())?);
    }
    let outlook = Outlook::read(&store, &catalog, settings)?;
    if outlook.n_running() < arguments.threshold {
        return Err(too_few(arguments.threshold));
    }
    let shown = Shown { outlook: &outlook, request: &request, scenarios: &scenarios, arguments };
    print(&shown.text(&store, &catalog, shared.language())?)
}

fn too_few(threshold: u64) -> anyhow::Error {
    anyhow::anyhow!("fewer than {threshold} spells run on the day: nothing is shown of so few")
}

/// The scenario that a text names.
fn change(text: &str) -> anyhow::Result<Change> {
    let mut change = Change::none();
    let (mut share, mut periods) = (None, LEAVE_MONTHS);
    let wrong = |part: &str, must: &str| WrongWords(format!("`--scenario {text}`: `{part}` is none; write {must}"));
    for part in text.split(',') {
        let (name, number) = part.split_once('=').ok_or_else(|| wrong(part, "NAME=NUMBER, as exits=1.2"))?;
        let value: f64 = number.trim().parse().map_err(|_| wrong(part, "a number with a point, as exits=1.2"))?;
        if !(value.is_finite() && value >= 0.0) {
            return Err(wrong(part, "a number of 0 or more").into());
        }
        match name.trim() {
            "exits" => change.exits = value,
            "leave" if value <= 1.0 => share = Some(value),
            "leave" => return Err(wrong(part, "a share from 0 to 1, as leave=0.05").into()),
            "leave_months" if value.fract() == 0.0 && value <= 600.0 => periods = value as u32,
            "leave_months" => return Err(wrong(part, "whole months, no more than 600").into()),
            cause => change.causes.push((cause.to_owned(), value)),
        }
    }
    change.leave = share.map(|share| Leave { share, periods });
    Ok(change)
}

fn words<'w>(language: Language, danish: &'w str, english: &'w str) -> &'w str {
    match language {
        Language::Danish => danish,
        Language::English => english,
    }
}

pub(crate) fn whole(value: f64, language: Language) -> String {
    publication::number(Ratio::whole(value.round() as i128), 0, language)
}

/// A count, or none where it is too small to be shown.
pub(crate) fn count(n: u64, threshold: u64) -> Option<u64> {
    (n == 0 || n >= threshold).then_some(n)
}

pub(crate) fn count_text(n: Option<u64>, language: Language) -> String {
    n.map_or_else(|| "..".to_owned(), |n| whole(n as f64, language))
}

/// The municipalities that are shown: those with enough who run, less one more where the others are few together.
fn shown_areas(by_municipality: &BTreeMap<Option<u16>, u64>, threshold: u64) -> Vec<Option<u16>> {
    let (mut shown, hidden): (Vec<_>, Vec<_>) = by_municipality.iter().partition(|(_, n)| **n >= threshold);
    let few: u64 = hidden.iter().map(|(_, n)| **n).sum();
    if hidden.len() == 1 || (few > 0 && few < threshold) {
        let least = shown.iter().min_by_key(|(area, n)| (**n, **area)).map(|(area, _)| **area);
        shown.retain(|(area, _)| Some(**area) != least);
    }
    shown.into_iter().map(|(area, _)| *area).collect()
}

/// The rows of a year's end, the first and the last; exits of a row are those since the row before.
fn by_year(rows: &[Row]) -> Vec<Row> {
    let mut kept: Vec<Row> = Vec::new();
    let (mut exits, mut at_end, mut to_unknown) = (Vec::new(), 0.0, 0.0);
    for (place, row) in rows.iter().enumerate() {
        exits.resize(row.exits.len(), 0.0);
        exits.iter_mut().zip(&row.exits).for_each(|(sum, n)| *sum += n);
        at_end += row.at_end;
        to_unknown += row.to_unknown;
        let last_of_year = row.day == Month::of(row.day).last_day() && row.day.civil().1 == 12;
        if place == 0 || place + 1 == rows.len() || last_of_year {
            kept.push(Row { exits: exits.clone(), at_end, to_unknown, ..row.clone() });
            exits.fill(0.0);
            (at_end, to_unknown) = (0.0, 0.0);
        }
    }
    kept
}

/// A forecast and how it is shown.
struct Shown<'a> {
    outlook: &'a Outlook,
    request: &'a Request,
    scenarios: &'a [(String, Change)],
    arguments: &'a Arguments,
}

/// The forecast of an area, or of all.
struct Part {
    /// The municipality's code, and its name.
    area: Option<(String, String)>,
    rows: Vec<Row>,
    /// The rows of each scenario.
    scenarios: Vec<Vec<Row>>,
}

impl Shown<'_> {
    fn part(&self, area: Option<(Option<u16>, String)>) -> anyhow::Result<Part> {
        let municipality = area.as_ref().map(|(code, _)| *code);
        let of = |change: Change| -> anyhow::Result<Vec<Row>> {
            let rows = self.outlook.project(&Request { change, municipality, ..self.request.clone() })?;
            Ok(if self.arguments.by == ForecastBy::Month { rows } else { by_year(&rows) })
        };
        let scenarios = self.scenarios.iter().map(|(_, change)| of(change.clone())).collect::<anyhow::Result<_>>()?;
        let area = area.map(|(code, name)| (code.map_or("unknown".to_owned(), |code| format!("{code:03}")), name));
        Ok(Part { area, rows: of(Change::none())?, scenarios })
    }

    fn parts(&self, catalog: &Catalog, language: Language) -> anyhow::Result<Vec<Part>> {
        if self.arguments.by != ForecastBy::Municipality {
            return Ok(vec![self.part(None)?]);
        }
        let on = calendar::Span::inclusive(self.outlook.on, self.outlook.on);
        let geography = catalog.geographies.in_force(register::GEOGRAPHY, on)?;
        let name = |code: Option<u16>| match code.and_then(|code| geography.find(code)) {
            Some(place) => geography.municipalities[place].name.clone(),
            None => words(language, "Uoplyst", "Unknown").to_owned(),
        };
        let areas = shown_areas(&self.outlook.by_municipality(), self.arguments.threshold);
        areas.into_iter().map(|area| self.part(Some((area, name(area))))).collect()
    }

    fn text(&self, store: &Store, catalog: &Catalog, language: Language) -> anyhow::Result<String> {
        let parts = self.parts(catalog, language)?;
        if self.arguments.format == TextFormat::Csv {
            return self.csv(&parts);
        }
        let mut lines = vec![format!(
            "{}: {} {}",
            self.outlook.scheme.title().in_language(language),
            words(language, "fremskrivning fra", "forecast from"),
            self.outlook.on
        )];
        lines.push(String::new());
        lines.extend(self.stocks(&parts, language));
        if self.arguments.by != ForecastBy::Municipality {
            lines.push(String::new());
            lines.push(
                words(
                    language,
                    "Afgang siden rækken før, efter næste ydelse",
                    "Exits since the row before, by next benefit",
                )
                .to_owned(),
            );
            lines.extend(self.exits(&parts, language));
        }
        lines.push(String::new());
        for remark in self.remarks(store, language) {
            lines.extend(wrapped(&remark, WIDTH));
        }
        Ok(lines.join("\n") + "\n")
    }

    fn stocks(&self, parts: &[Part], language: Language) -> Vec<String> {
        let by_area = self.arguments.by == ForecastBy::Municipality;
        let mut head: Vec<&str> = Vec::new();
        head.extend(by_area.then(|| words(language, "Kommune", "Municipality")));
        head.push(words(language, "Dag", "Day"));
        head.extend((!by_area).then(|| words(language, "Til ende uden orlov", "To the end without leave")));
        head.push(words(language, "Til ende med orlov", "To the end with leave"));
        head.push(words(language, "Fremskrivning", "Forecast"));
        head.push(words(language, "95 pct.-interval", "95 % interval"));
        let mut head: Vec<String> = head.into_iter().map(str::to_owned).collect();
        for (name, _) in self.scenarios {
            head.push(name.clone());
            head.push(words(language, "95 pct.-interval", "95 % interval").to_owned());
        }
        let forecast = |row: &Row| {
            let interval = row
                .interval
                .map(|interval| format!("{}–{}", whole(interval.lower, language), whole(interval.upper, language)));
            [row.forecast.map_or_else(String::new, |stock| whole(stock, language)), interval.unwrap_or_default()]
        };
        let mut table = vec![head];
        for part in parts {
            let with_leave = self.counts_of(part);
            for (place, row) in part.rows.iter().enumerate() {
                let mut fields: Vec<String> = part.area.iter().map(|(_, name)| name.clone()).collect();
                fields.push(row.day.to_string());
                if !by_area {
                    fields.push(count_text(count(row.without_leave, self.arguments.threshold), language));
                }
                fields.push(count_text(with_leave[place], language));
                fields.extend(forecast(row));
                for rows in &part.scenarios {
                    fields.extend(forecast(&rows[place]));
                }
                table.push(fields);
            }
        }
        let mut align = vec![Align::Right; table[0].len()];
        align[..1 + usize::from(by_area)].fill(Align::Left);
        ruled(&table, &align)
    }

    /// The counts of an area or of all, those too small left out; of an area also where two rows differ by too few.
    fn counts_of(&self, part: &Part) -> Vec<Option<u64>> {
        let threshold = self.arguments.threshold;
        let mut before: Option<u64> = None;
        part.rows
            .iter()
            .map(|row| {
                let shown = count(row.with_leave, threshold).filter(|n| {
                    part.area.is_none() || before.is_none_or(|before| count(before.abs_diff(*n), threshold).is_some())
                });
                before = shown.or(before);
                shown
            })
            .collect()
    }

    fn exits(&self, parts: &[Part], language: Language) -> Vec<String> {
        let unknown = parts.iter().flat_map(|part| &part.rows).any(|row| row.to_unknown > 0.0);
        let mut head = vec![words(language, "Dag", "Day").to_owned()];
        head.extend(self.outlook.causes.iter().map(|cause| cause.title.in_language(language).to_owned()));
        if unknown {
            head.push(words(language, "Ikke kendt", "Not known").to_owned());
        }
        head.push(words(language, "I alt", "Total").to_owned());
        head.push(words(language, "Heraf ved enden", "Of them at the end").to_owned());
        let mut table = vec![head];
        for row in parts.iter().flat_map(|part| &part.rows).filter(|row| row.forecast.is_some()) {
            let mut fields = vec![row.day.to_string()];
            fields.extend(row.exits.iter().map(|n| whole(*n, language)));
            if unknown {
                fields.push(whole(row.to_unknown, language));
            }
            fields.push(whole(row.exits.iter().sum::<f64>() + row.to_unknown, language));
            fields.push(whole(row.at_end, language));
            table.push(fields);
        }
        let mut align = vec![Align::Right; table[0].len()];
        align[0] = Align::Left;
        ruled(&table, &align)
    }

    fn remarks(&self, store: &Store, language: Language) -> Vec<String> {
        let Outlook { undecided, start_unknown, without_plan, anchor, known, .. } = self.outlook;
        let few = |n: u64| count_text(count(n, self.arguments.threshold), language);
        let mut remarks = vec![match language {
            Language::Danish => format!(
                "Til ende: hvert forløb fortsætter til sin planlagte slutdag, lovens grænse hvor der ingen plan er. Fremskrivning: nogle slutter før, som forløbene før dem, efter forløbets alder og næste ydelse; afgange er kendt til og med {known} og tælles fra udgangen af {anchor}."
            ),
            Language::English => format!(
                "To the end: each spell goes on to its planned end, the law's limit where there is no plan. Forecast: some exit before, as the spells before them did, by the age of the spell and next benefit; exits are known up to {known} and counted from the end of {anchor}."
            ),
        }];
        remarks.push(interval_words(self.request, language));
        remarks.push(match language {
            Language::Danish => format!(
                "Af de {} igangværende er {} uafklarede og regnet som i gang, {} uden kendt start og {} uden plan; {} har passeret deres slutdag og regnes som ophørt fra dagen efter.",
                few(self.outlook.n_running()),
                few(*undecided),
                few(*start_unknown),
                few(*without_plan),
                few(self.outlook.n_past_end())
            ),
            Language::English => format!(
                "Of the {} that run, {} are undecided and taken as running, {} have no known start and {} no plan; {} are past their end and do not go on.",
                few(self.outlook.n_running()),
                few(*undecided),
                few(*start_unknown),
                few(*without_plan),
                few(self.outlook.n_past_end())
            ),
        });
        remarks.push(match (self.request.inflow, language) {
            (None, Language::Danish) => "Nye forløb er ikke regnet med.".to_owned(),
            (None, Language::English) => "New spells are not counted in.".to_owned(),
            (Some(entry), Language::Danish) => {
                format!(
                    "Fremskrivningen regner med {} nye forløb hver måned, taget som sikkert.",
                    whole(entry.n as f64, language)
                )
            }
            (Some(entry), Language::English) => {
                format!(
                    "The forecast counts on {} new spells each month, taken for certain.",
                    whole(entry.n as f64, language)
                )
            }
        });
        remarks.push(hidden_words(self.arguments.threshold, language));
        remarks.extend(sources(store, &self.outlook.hierarchy.header, language));
        remarks
    }

    fn csv(&self, parts: &[Part]) -> anyhow::Result<String> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record([
            "municipality",
            "date",
            "scenario",
            "measure",
            "next",
            "value",
            "lower",
            "upper",
            "interval",
            "status",
        ])?;
        let interval = if self.request.draws.is_some() { "bootstrap" } else { "analytic" };
        let round = |value: f64| format!("{}", value.round() as i64);
        for part in parts {
            let area = part.area.as_ref().map_or("all", |(code, _)| code);
            let with_leave = self.counts_of(part);
            for (place, row) in part.rows.iter().enumerate() {
                let date = row.day.to_string();
                let mut put =
                    |scenario: &str, measure: &str, next: &str, value: [&str; 3], interval: &str, status: &str| {
                        let [value, lower, upper] = value;
                        writer
                            .write_record([area, &date, scenario, measure, next, value, lower, upper, interval, status])
                    };
                let mut counts = vec![("to_end_with_leave", with_leave[place])];
                if part.area.is_none() {
                    counts.insert(0, ("to_end_without_leave", count(row.without_leave, self.arguments.threshold)));
                }
                for (measure, n) in counts {
                    let value = n.map(|n| n.to_string()).unwrap_or_default();
                    put("", measure, "", [&value, "", ""], "", if n.is_some() { "" } else { "suppressed" })?;
                }
                let all = std::iter::once(("", row)).chain(
                    self.scenarios.iter().zip(&part.scenarios).map(|((name, _), rows)| (name.as_str(), &rows[place])),
                );
                for (scenario, row) in all {
                    let (Some(stock), Some(limits)) = (row.forecast, row.interval) else { continue };
                    let numbers = [round(stock), round(limits.lower), round(limits.upper)];
                    put(scenario, "forecast", "", [&numbers[0], &numbers[1], &numbers[2]], interval, "")?;
                    if part.area.is_some() {
                        continue;
                    }
                    for (cause, n) in self.outlook.causes.iter().zip(&row.exits) {
                        put(scenario, "exits", &cause.id, [&round(*n), "", ""], "", "")?;
                    }
                    put(scenario, "exits", "unknown", [&round(row.to_unknown), "", ""], "", "")?;
                    put(scenario, "reach_end", "", [&round(row.at_end), "", ""], "", "")?;
                }
            }
        }
        Ok(String::from_utf8(writer.into_inner()?)?)
    }
}

/// A table between rules.
pub(crate) fn ruled(table: &[Vec<String>], align: &[Align]) -> Vec<String> {
    let mut lines = lined_up(table, align);
    let rule = rule(&lines);
    lines.insert(1, rule.clone());
    lines.insert(0, rule.clone());
    lines.push(rule);
    lines
}

pub(crate) fn hidden_words(threshold: u64, language: Language) -> String {
    match language {
        Language::Danish => {
            format!(".. Ikke vist: færre end {threshold}. Fremskrivninger er skøn, afrundet til hele personer.")
        }
        Language::English => {
            format!(".. Not shown: fewer than {threshold}. Forecasts are estimates, rounded to whole persons.")
        }
    }
}

/// The register, its vintage and coverage, the definition and the program.
pub(crate) fn sources(store: &Store, header: &definitions::Header, language: Language) -> Vec<String> {
    let info = store.info();
    let (source, drawn) = (info.source(), info.extract_date);
    let (from, to) = (info.covered.from, info.covered.last_day());
    let program = concat!("forlob ", env!("CARGO_PKG_VERSION"));
    match language {
        Language::Danish => vec![
            format!("Kilde: {source}. Udtrukket {drawn}, dækker {from} til {to}."),
            format!("Næste ydelse en måned efter: {} ({}). {program}.", header.id, header.hash),
        ],
        Language::English => vec![
            format!("Source: {source}. Drawn {drawn}, covers {from} to {to}."),
            format!("Next benefit one month after: {} ({}). {program}.", header.id, header.hash),
        ],
    }
}

fn interval_words(request: &Request, language: Language) -> String {
    match (request.draws, language) {
        (None, Language::Danish) => "Intervallet er analytisk (deltametoden): tilfældighed og raternes usikkerhed. Det ved ikke, at rater ændrer sig.".to_owned(),
        (None, Language::English) => "The interval is analytic (delta method): chance and the rates' uncertainty. It does not know that rates change.".to_owned(),
        (Some((n, seed)), Language::Danish) => format!("Intervallet er trukket {n} gange (bootstrap, seed {seed}): tilfældighed og raternes usikkerhed. Det ved ikke, at rater ændrer sig."),
        (Some((n, seed)), Language::English) => format!("The interval was drawn {n} times (bootstrap, seed {seed}): chance and the rates' uncertainty. It does not know that rates change."),
    }
}

/// The line that `demo` prints: how many run on the last covered day, and how many are forecast to at the ends of years.
pub(crate) fn short(store: &Store, catalog: &Catalog, shared: &Shared) -> anyhow::Result<String> {
    let on = store.info().covered.last_day();
    let settings =
        Settings { scheme: rules::Scheme::Ressourceforlob, on, hierarchy: "exit.next", threads: shared.threads() };
    let outlook = Outlook::read(store, catalog, settings)?;
    let until = Day::new(on.year() + 3, 12, 31)?;
    let rows = by_year(&outlook.project(&Request::until(until))?);
    let language = shared.language();
    let mut told = Vec::new();
    for row in rows.iter().filter(|row| count(row.with_leave, 3).is_some()) {
        if let Some((stock, interval)) = row.forecast.zip(row.interval) {
            told.push(format!(
                "{}: {} ({}–{}; {} {})",
                row.day,
                whole(stock, language),
                whole(interval.lower, language),
                whole(interval.upper, language),
                words(language, "til ende", "to the end"),
                whole(row.with_leave as f64, language)
            ));
        }
    }
    let head = match language {
        Language::Danish => format!(
            "Ressourceforløb i gang {on}: {}. Fremskrivning med 95 pct.-interval, nye forløb ikke regnet med",
            whole(outlook.n_running() as f64, language)
        ),
        Language::English => format!(
            "Ressourceforløb running on {on}: {}. Forecast with 95 % interval, new spells not counted in",
            whole(outlook.n_running() as f64, language)
        ),
    };
    Ok(format!("{head}:\n  {}\n", told.join("\n  ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scenarios_are_read() {
        let found = change("exits=1.2,leave=0.05,job=2").unwrap();
        assert_eq!((found.exits, &found.causes[..]), (1.2, &[("job".to_owned(), 2.0)][..]));
        assert_eq!(found.leave, Some(Leave { share: 0.05, periods: 12 }));
        assert_eq!(change("leave=1,leave_months=3").unwrap().leave, Some(Leave { share: 1.0, periods: 3 }));
        for wrong in ["", "exits", "exits=-1", "exits=x", "leave=2", "leave_months=1.5", "exits=inf"] {
            assert!(change(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn one_hidden_area_is_not_told_by_difference() {
        let areas = |counts: &[u64]| {
            let counts = counts.iter().enumerate().map(|(place, n)| (Some(place as u16), *n)).collect();
            shown_areas(&counts, 3).into_iter().flatten().collect::<Vec<_>>()
        };
        assert_eq!(areas(&[10, 5, 2]), [0]);
        assert_eq!(areas(&[10, 5, 1, 1]), [0]);
        assert_eq!(areas(&[10, 5, 2, 1]), [0, 1]);
        assert_eq!(areas(&[10, 5]), [0, 1]);
    }
}
