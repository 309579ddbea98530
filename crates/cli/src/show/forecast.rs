//! A protected forecast as tables to read, and as tidy data.

use crate::arguments::ForecastBy;
use crate::show::lines::{Align, ruled, wrapped};
use calendar::Day;
use definitions::{Catalog, Language};
use forecast::{Outlook, Request};
use measures::Ratio;
use register::StoreInfo;
use release::{Estimate, Figure, FollowedIn, RunOff, RunOffRow};

/// How wide remarks run.
pub(crate) const WIDTH: usize = 112;

/// What is known of those of whom it is not known where they live.
const NO_MUNICIPALITY: &str = "unknown";

fn words<'w>(language: Language, danish: &'w str, english: &'w str) -> &'w str {
    match language {
        Language::Danish => danish,
        Language::English => english,
    }
}

pub(crate) fn whole(value: f64, language: Language) -> String {
    publication::number(Ratio::whole(value.round() as i128), 0, language)
}

pub(crate) fn figure_text(figure: Figure, language: Language) -> String {
    match figure {
        Figure::Shown(n) => whole(n as f64, language),
        Figure::Hidden => "..".to_owned(),
    }
}

/// A forecast, and how it is shown.
pub(crate) struct Forecast<'a> {
    pub(crate) outlook: &'a Outlook,
    pub(crate) run_off: &'a RunOff,
    pub(crate) request: &'a Request,
    /// The scenarios as they were written.
    pub(crate) scenarios: &'a [String],
    pub(crate) by: ForecastBy,
    pub(crate) info: &'a StoreInfo,
    pub(crate) language: Language,
}

impl Forecast<'_> {
    /// The tables, and what must be known to read them.
    pub(crate) fn text(&self, catalog: &Catalog) -> anyhow::Result<String> {
        let language = self.language;
        let title = self.outlook.scheme.title();
        let mut lines = vec![format!(
            "{}: {} {}",
            title.in_language(language),
            words(language, "fremskrivning fra", "forecast from"),
            self.outlook.on
        )];
        lines.push(String::new());
        lines.extend(self.stocks(catalog)?);
        if self.by != ForecastBy::Municipality {
            lines.push(String::new());
            lines.push(
                words(
                    language,
                    "Afgang siden rækken før, efter næste ydelse",
                    "Exits since the row before, by next benefit",
                )
                .to_owned(),
            );
            lines.extend(self.exits());
        }
        lines.push(String::new());
        for remark in self.remarks() {
            lines.extend(wrapped(&remark, WIDTH));
        }
        Ok(lines.join("\n") + "\n")
    }

    fn stocks(&self, catalog: &Catalog) -> anyhow::Result<Vec<String>> {
        let language = self.language;
        let by_area = self.by == ForecastBy::Municipality;
        let mut head: Vec<&str> = Vec::new();
        head.extend(by_area.then(|| words(language, "Kommune", "Municipality")));
        head.push(words(language, "Dag", "Day"));
        head.push(words(language, "Til ende uden orlov", "To the end without leave"));
        head.push(words(language, "Til ende med orlov", "To the end with leave"));
        head.push(words(language, "Fremskrivning", "Forecast"));
        head.push(words(language, "95 pct.-interval", "95 % interval"));
        for name in self.scenarios {
            head.push(name);
            head.push(words(language, "95 pct.-interval", "95 % interval"));
        }
        let mut table = vec![head.into_iter().map(str::to_owned).collect::<Vec<String>>()];
        for place in self.run_off.places() {
            let name = self.name(place, catalog)?;
            for (at, row) in self.run_off.rows(place).iter().enumerate() {
                let mut fields: Vec<String> = if by_area { vec![name.clone()] } else { Vec::new() };
                fields.push(row.day.to_string());
                fields.extend([row.without_leave, row.with_leave].map(|figure| figure_text(figure, language)));
                fields.extend(row.estimates.iter().flat_map(|estimate| self.estimate(estimate.as_ref(), row, at)));
                table.push(fields);
            }
        }
        let mut align = vec![Align::Right; table[0].len()];
        align[..1 + usize::from(by_area)].fill(Align::Left);
        Ok(ruled(&table, &align))
    }

    /// A forecast and its interval; none on the first day, and dots where what it is made from is hidden.
    fn estimate(&self, estimate: Option<&Estimate>, row: &RunOffRow, at: usize) -> [String; 2] {
        let number = |n: i64| whole(n as f64, self.language);
        match estimate {
            Some(estimate) => {
                [number(estimate.stock), format!("{}–{}", number(estimate.lower), number(estimate.upper))]
            }
            None if at > 0 && row.with_leave == Figure::Hidden => ["..".to_owned(), "..".to_owned()],
            None => Default::default(),
        }
    }

    fn name(&self, place: FollowedIn, catalog: &Catalog) -> anyhow::Result<String> {
        let FollowedIn::Municipality(code) = place else { return Ok(String::new()) };
        let on = calendar::Span::inclusive(self.outlook.on, self.outlook.on);
        let geography = catalog.geographies.in_force(register::GEOGRAPHY, on)?;
        Ok(match code.and_then(|code| geography.find(code)) {
            Some(place) => geography.municipalities[place].name.clone(),
            None => words(self.language, "Uoplyst", "Unknown").to_owned(),
        })
    }

    fn exits(&self) -> Vec<String> {
        let language = self.language;
        let places = self.run_off.places();
        let rows: Vec<(&RunOffRow, &Estimate)> = places
            .flat_map(|place| self.run_off.rows(place))
            .filter_map(|row| Some((row, row.estimates.first()?.as_ref()?)))
            .collect();
        let unknown = rows.iter().any(|(_, one)| one.exits.as_ref().is_some_and(|exits| exits.to_unknown > 0));
        let mut head = vec![words(language, "Dag", "Day").to_owned()];
        head.extend(self.outlook.causes.iter().map(|cause| cause.title.in_language(language).to_owned()));
        if unknown {
            head.push(words(language, "Ikke kendt", "Not known").to_owned());
        }
        head.push(words(language, "I alt", "Total").to_owned());
        head.push(words(language, "Heraf ved enden", "Of them at the end").to_owned());
        let n = head.len();
        let mut table = vec![head];
        for (row, estimate) in rows {
            let mut fields = vec![row.day.to_string()];
            match &estimate.exits {
                Some(exits) => {
                    let unknown = unknown.then_some(exits.to_unknown);
                    let numbers = exits.to.iter().copied().chain(unknown).chain([exits.all, exits.at_end]);
                    fields.extend(numbers.map(|n| whole(n as f64, language)));
                }
                None => fields.resize(n, "..".to_owned()),
            }
            table.push(fields);
        }
        let mut align = vec![Align::Right; n];
        align[0] = Align::Left;
        ruled(&table, &align)
    }

    fn remarks(&self) -> Vec<String> {
        let language = self.language;
        let Outlook { anchor, known, .. } = self.outlook;
        let few = |figure: Figure| figure_text(figure, language);
        let RunOff { running, undecided, start_unknown, without_plan, past_end, .. } = self.run_off;
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
                few(*running),
                few(*undecided),
                few(*start_unknown),
                few(*without_plan),
                few(*past_end)
            ),
            Language::English => format!(
                "Of the {} that run, {} are undecided and taken as running, {} have no known start and {} no plan; {} are past their end and do not go on.",
                few(*running),
                few(*undecided),
                few(*start_unknown),
                few(*without_plan),
                few(*past_end)
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
        remarks.push(hidden_words(self.run_off.threshold, language));
        remarks.extend(sources(self.info, &self.outlook.hierarchy.header, language));
        remarks
    }

    /// One number a row.
    pub(crate) fn csv(&self) -> anyhow::Result<String> {
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
        for place in self.run_off.places() {
            let area = match place {
                FollowedIn::Municipality(Some(code)) => format!("{code:03}"),
                FollowedIn::Municipality(None) => NO_MUNICIPALITY.to_owned(),
                FollowedIn::Country | FollowedIn::Jobcentre(_) => "all".to_owned(),
            };
            for (at, row) in self.run_off.rows(place).iter().enumerate() {
                let date = row.day.to_string();
                let mut put = |[scenario, measure, next]: [&str; 3], values: [Option<i64>; 3], is_hidden: bool| {
                    let [value, lower, upper] = values.map(|n| n.map_or_else(String::new, |n| n.to_string()));
                    let interval = if lower.is_empty() { "" } else { interval };
                    let status = if is_hidden { "suppressed" } else { "" };
                    writer
                        .write_record([&area, &date, scenario, measure, next, &value, &lower, &upper, interval, status])
                };
                for (measure, figure) in
                    [("to_end_without_leave", row.without_leave), ("to_end_with_leave", row.with_leave)]
                {
                    let n = match figure {
                        Figure::Shown(n) => i64::try_from(n).ok(),
                        Figure::Hidden => None,
                    };
                    put(["", measure, ""], [n, None, None], n.is_none())?;
                }
                for (scenario, estimate) in
                    std::iter::once("").chain(self.scenarios.iter().map(String::as_str)).zip(&row.estimates)
                {
                    let Some(estimate) = estimate else {
                        if at > 0 && row.with_leave == Figure::Hidden {
                            put([scenario, "forecast", ""], [None; 3], true)?;
                        }
                        continue;
                    };
                    put([scenario, "forecast", ""], [estimate.stock, estimate.lower, estimate.upper].map(Some), false)?;
                    // Of a municipality the flows are too small to mean anything.
                    if place != FollowedIn::Country {
                        continue;
                    }
                    let exits = estimate.exits.as_ref();
                    for (number, cause) in self.outlook.causes.iter().enumerate() {
                        put(
                            [scenario, "exits", &cause.id],
                            [exits.map(|exits| exits.to[number]), None, None],
                            exits.is_none(),
                        )?;
                    }
                    put(
                        [scenario, "exits", "unknown"],
                        [exits.map(|exits| exits.to_unknown), None, None],
                        exits.is_none(),
                    )?;
                    put([scenario, "reach_end", ""], [exits.map(|exits| exits.at_end), None, None], exits.is_none())?;
                }
            }
        }
        Ok(String::from_utf8(writer.into_inner()?)?)
    }
}

pub(crate) fn hidden_words(threshold: i64, language: Language) -> String {
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
pub(crate) fn sources(info: &StoreInfo, header: &definitions::Header, language: Language) -> Vec<String> {
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

/// How many run on the day, and how many are forecast to on each later one that is told.
pub(crate) fn short(on: Day, run_off: &RunOff, language: Language) -> String {
    let mut told = Vec::new();
    for row in run_off.rows(FollowedIn::Country) {
        let Some(Some(estimate)) = row.estimates.first() else { continue };
        told.push(format!(
            "{}: {} ({}–{}; {} {})",
            row.day,
            whole(estimate.stock as f64, language),
            whole(estimate.lower as f64, language),
            whole(estimate.upper as f64, language),
            words(language, "til ende", "to the end"),
            figure_text(row.with_leave, language)
        ));
    }
    let running = figure_text(run_off.running, language);
    let head = match language {
        Language::Danish => format!(
            "Ressourceforløb i gang {on}: {running}. Fremskrivning med 95 pct.-interval, nye forløb ikke regnet med"
        ),
        Language::English => {
            format!(
                "Ressourceforløb running on {on}: {running}. Forecast with 95 % interval, new spells not counted in"
            )
        }
    };
    format!("{head}:\n  {}\n", told.join("\n  "))
}
