//! `forlob survival`: how long spells last, the unfinished ones among them, and what they go on to.

use crate::WrongWords;
use crate::arguments::{Shared, Survival as Arguments, TextFormat};
use crate::commands::comparison::Comparison;
use crate::commands::{catalog, print};
use crate::show::forecast::{WIDTH, sources};
use crate::show::lines::{Align, ruled, wrapped};
use anyhow::Context;
use calendar::{Period, Span};
use definitions::{Catalog, Language};
use figures::{Band, Chart, Curve, Figure, Step, Steps, Symbols, Value};
use forecast::{Cause, Life, LifeRequest, lives};
use register::Store;
use statistics::{Banded, Confidence, Incidence, Scale, Survival, Variance, coarsen};

/// How all intervals are made.
const CONFIDENCE: Confidence = Confidence { level: 0.95, scale: Scale::LogLog };

/// So many causes are drawn, those with the most exits.
const MOST_DRAWN: usize = 6;

pub(crate) fn run(arguments: &Arguments, shared: &Shared) -> anyhow::Result<()> {
    let catalog = catalog(shared)?;
    let store = Store::open(&arguments.store, &catalog)?;
    let request = LifeRequest {
        benefit: &arguments.benefit,
        gap: &arguments.gap,
        started: days("started", &arguments.started)?,
        during: arguments.during.as_deref().map(|text| days("during", text)).transpose()?,
        hierarchy: &arguments.next,
        threads: shared.threads(),
    };
    let of = |started: &str, request: LifeRequest<'_>| -> anyhow::Result<Life> {
        let life = lives(&store, &catalog, request)?;
        if life.table.at_risk(0) > 0 {
            return Ok(life);
        }
        let covered = store.info().covered;
        let from = match &arguments.during {
            Some(during) => format!(" and was seen from its start in {during}"),
            None => String::new(),
        };
        Err(WrongWords(format!(
            "no spell of `{}` with a known start began in {started}{from}: the store covers {} to {}",
            arguments.benefit,
            covered.from,
            covered.last_day()
        ))
        .into())
    };
    let life = of(&arguments.started, request)?;
    let mut estimated = Estimated::of(&life, arguments.during.is_none(), arguments.threshold)?;
    if let Some(against) = &arguments.against {
        let other = of(against, LifeRequest { started: days("against", against)?, ..request })?;
        estimated.comparison = Some(Comparison::of(&life, &other, arguments.threshold)?);
    }
    let language = shared.language();
    if let Some(path) = &arguments.svg {
        let figure = estimated.figure(&title(arguments, &catalog, language)?, &store, language);
        let svg = figures::svg(&figure, "survival")?;
        std::fs::write(path, svg).with_context(|| path.display().to_string())?;
    }
    match arguments.format {
        TextFormat::Csv => print(&estimated.csv()?),
        TextFormat::Table => {
            print(&estimated.text(&title(arguments, &catalog, language)?, arguments, &store, language)?)
        }
    }
}

/// The days of periods that follow each other.
fn days(option: &str, text: &str) -> anyhow::Result<Span> {
    let periods = Period::list(text).map_err(|error| WrongWords(format!("`--{option} {text}`: {error}")))?;
    let from = periods.iter().map(|period| period.span().from).min();
    let until = periods.iter().map(|period| period.span().until).max();
    let span = from.zip(until).map(|(from, until)| Span::new(from, until));
    span.ok_or_else(|| WrongWords(format!("`--{option} {text}` names no period")).into())
}

fn title(arguments: &Arguments, catalog: &Catalog, language: Language) -> anyhow::Result<String> {
    let versions = catalog.benefits.versions(&arguments.benefit)?;
    let name = versions.last().map_or(arguments.benefit.as_str(), |one| one.header.title.in_language(language));
    Ok(match language {
        Language::Danish => format!("{name}: hvor længe forløb påbegyndt {} varer", arguments.started),
        Language::English => format!("{name}: how long spells last that started {}", arguments.started),
    })
}

/// The estimates that may be shown: all from the counts of bands.
struct Estimated<'a> {
    life: &'a Life,
    /// What comes next, where it is told.
    causes: &'a [Cause],
    banded: Banded,
    survival: Survival,
    incidences: Vec<Incidence>,
    /// The mean age of those who have ended, where they are enough.
    mean_of_ended: Option<f64>,
    /// With spells that started at another time, where that is asked for.
    comparison: Option<Comparison>,
}

impl Estimated<'_> {
    /// Where some spells enter late, bands must be narrow, for whoever enters within one is taken to be at risk in all of it:
    /// then what comes next is not told, since few of one kind make wide ones.
    fn of(life: &Life, by_cause: bool, threshold: u64) -> anyhow::Result<Estimated<'_>> {
        let any_cause = (!by_cause).then(|| life.table.any_cause());
        let banded = coarsen(any_cause.as_ref().unwrap_or(&life.table), threshold)?;
        let causes = if by_cause { &life.causes[..] } else { &[] };
        let survival = Survival::of(&banded.table);
        let incidences = (0..causes.len())
            .map(|cause| Incidence::of(&banded.table, cause, Variance::Greenwood))
            .collect::<Result<_, _>>()?;
        let mean_of_ended = life.mean_of_ended().filter(|_| life.n_ended >= threshold);
        Ok(Estimated { life, causes, banded, survival, incidences, mean_of_ended, comparison: None })
    }

    fn n_bands(&self) -> usize {
        self.banded.starts.len()
    }

    /// The first and the last month of a band.
    fn months(&self, band: usize) -> (u32, u32) {
        let next = self.banded.starts.get(band + 1).copied().unwrap_or(self.life.table.last() + 1);
        (self.banded.starts[band], next - 1)
    }

    /// So many months the grid has, the month of the start among them.
    fn n_months(&self) -> u32 {
        self.life.table.last() + 1
    }

    /// The months of the grid that one can expect in a state of which the share is known at each band's end: the area under
    /// the curve, straight within a band.
    fn expected_months(&self, start: f64, share: impl Fn(u32) -> f64) -> f64 {
        let mut before = start;
        let mut area = 0.0;
        for band in 0..self.n_bands() {
            let (first, last) = self.months(band);
            let after = share(band as u32);
            area += f64::from(last - first) * (before + after) / 2.0 + after;
            before = after;
        }
        area
    }

    /// The expected months in the benefit, and after it in each next one: together those of the grid.
    fn all_expected_months(&self) -> (f64, Vec<f64>) {
        let running = self.expected_months(1.0, |band| self.survival.at(band));
        (
            running,
            self.incidences.iter().map(|incidence| self.expected_months(0.0, |band| incidence.at(band))).collect(),
        )
    }

    fn label(&self, band: usize) -> String {
        let (first, last) = self.months(band);
        if first == last { first.to_string() } else { format!("{first}–{last}") }
    }

    fn text(&self, title: &str, arguments: &Arguments, store: &Store, language: Language) -> anyhow::Result<String> {
        let percent = |share: f64| format!("{:.0}", 100.0 * share);
        let one = |value: f64| format!("{value:.1}").replace('.', if language == Language::Danish { "," } else { "." });
        let mut head: Vec<String> = match language {
            Language::Danish => ["Måneder", "Under risiko", "Fortsat i gang, pct.", "95 pct.-interval"],
            Language::English => ["Months", "At risk", "Still running, %", "95 % interval"],
        }
        .map(str::to_owned)
        .to_vec();
        head.extend(self.causes.iter().map(|cause| cause.title.in_language(language).to_owned()));
        let mut table = vec![head];
        for band in 0..self.n_bands() {
            let interval = self.survival.interval(band as u32, CONFIDENCE)?;
            let mut fields = vec![
                self.label(band),
                self.banded.table.at_risk(band as u32).to_string(),
                percent(self.survival.at(band as u32)),
                interval.map_or_else(String::new, |one| format!("{}–{}", percent(one.lower), percent(one.upper))),
            ];
            fields.extend(self.incidences.iter().map(|incidence| percent(incidence.at(band as u32))));
            table.push(fields);
        }
        let mut align = vec![Align::Right; table[0].len()];
        align[0] = Align::Left;
        let mut lines = vec![title.to_owned(), String::new()];
        lines.extend(ruled(&table, &align));
        lines.push(String::new());
        let median = self.survival.quantile(0.5, CONFIDENCE)?;
        let place = |band: Option<u32>| band.map(|band| self.label(band as usize));
        let (time, lower, upper) = (place(median.time), place(median.lower), place(median.upper));
        let (running, after) = self.all_expected_months();
        let (until, mean) = (self.n_months(), one(running));
        let mut remarks = Vec::new();
        let not_reached = |time: Option<String>| {
            time.unwrap_or_else(|| if language == Language::Danish { "ikke nået" } else { "not reached" }.to_owned())
        };
        let months = if language == Language::Danish { "måneder" } else { "months" };
        let time = time.map(|time| format!("{time} {months}"));
        let (time, lower, upper) = (not_reached(time), not_reached(lower), not_reached(upper));
        remarks.push(match language {
            Language::Danish => format!(
                "Median: {time} (95 pct.-interval {lower} til {upper}). Middel af de første {until} måneder: {mean}."
            ),
            Language::English => {
                format!("Median: {time} (95 % interval {lower} to {upper}). Mean of the first {until} months: {mean}.")
            }
        });
        let mut next: Vec<(usize, f64)> = after.into_iter().enumerate().filter(|(_, months)| *months >= 0.05).collect();
        next.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let next = next.into_iter().map(|(cause, months)| {
            let title = self.causes[cause].title.in_language(language);
            format!("{title} {}", one(months))
        });
        let next = next.collect::<Vec<_>>().join(", ");
        let by_cause = !self.causes.is_empty();
        remarks.extend(by_cause.then(|| match language {
            Language::Danish => format!("Af de første {until} måneder kan man vente {mean} i forløbet, og derefter, målt fra overgangen: {next}."),
            Language::English => format!("Of the first {until} months one can expect {mean} in the spell, and after it, from the transition on: {next}."),
        }));
        if let Some(comparison) = &self.comparison {
            remarks.push(comparison.text(arguments.against.as_deref().unwrap_or_default(), language));
        }
        if let Some(during) = &arguments.during {
            remarks.push(match language {
                Language::Danish => format!("Kun det, der ses i {during}, tæller: et forløb, der begyndte før, tæller fra sin alder da (venstretrunkering). Hvad der kommer efter, fortælles ikke, da båndene så ville blive for brede."),
                Language::English => format!("Only what is seen in {during} counts: a spell that began before counts from its age then (left truncation). What comes next is not told, since the bands would be too wide."),
            });
        }
        let ended = self.mean_of_ended.map_or_else(|| "..".to_owned(), one);
        remarks.push(match language {
            Language::Danish => format!("Gennemsnit af de afsluttede alene: {ended} måneder. De to er ikke ens: tidligt i en ordning er de afsluttede forløb de korte, mens de lange stadig er i gang, så gennemsnittet af de afsluttede er for lavt."),
            Language::English => format!("Mean of the ended alone: {ended} months. The two differ: early in a scheme the ended spells are the short ones, while the long ones still run, so that the mean of the ended is too low."),
        });
        let (known, threshold) = (self.life.known, arguments.threshold);
        remarks.extend(by_cause.then(|| {
            match language {
                Language::Danish => {
                    "Kolonnerne til højre: andelen, der er gået over i hver næste ydelse, pct. (Aalen-Johansen)."
                        .to_owned()
                }
                Language::English => {
                    "The columns to the right: the share that has gone on to each next benefit, % (Aalen-Johansen)."
                        .to_owned()
                }
            }
        }));
        remarks.push(match language {
            Language::Danish => format!("Kendt til og med {known}; forløb, der da er i gang, tæller så længe, de er fulgt. Måneder er slået sammen, så intet bånd fortæller om færre end {threshold}."),
            Language::English => format!("Known up to {known}; spells that run then count for as long as they were followed. Months are shown together so that no band tells of fewer than {threshold}."),
        });
        remarks.extend(sources(store.info(), &self.life.hierarchy.header, language));
        for remark in remarks {
            lines.extend(wrapped(&remark, WIDTH));
        }
        Ok(lines.join("\n") + "\n")
    }

    fn csv(&self) -> anyhow::Result<String> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["from_month", "to_month", "measure", "next", "value", "lower", "upper"])?;
        for band in 0..self.n_bands() {
            let (first, last) = self.months(band);
            let mut put = |measure: &str, next: &str, values: [String; 3]| {
                let [value, lower, upper] = values;
                writer.write_record([&first.to_string(), &last.to_string(), measure, next, &value, &lower, &upper])
            };
            let band = band as u32;
            let share = |value: f64| format!("{value:.4}");
            put("at_risk", "", [self.banded.table.at_risk(band).to_string(), String::new(), String::new()])?;
            let interval = self.survival.interval(band, CONFIDENCE)?;
            let limits = interval.map_or_else(Default::default, |one| [share(one.lower), share(one.upper)]);
            let [lower, upper] = limits;
            put("still_running", "", [share(self.survival.at(band)), lower, upper])?;
            for (cause, incidence) in self.causes.iter().zip(&self.incidences) {
                put("gone_on_to", &cause.id, [share(incidence.at(band)), String::new(), String::new()])?;
            }
        }
        let (running, after) = self.all_expected_months();
        let last = self.life.table.last().to_string();
        let mut put =
            |measure: &str, next: &str, value: String| writer.write_record(["0", &last, measure, next, &value, "", ""]);
        put("expected_months", "", format!("{running:.4}"))?;
        for (cause, months) in self.causes.iter().zip(after) {
            put("expected_months", &cause.id, format!("{months:.4}"))?;
        }
        for (measure, next, value) in self.comparison.iter().flat_map(Comparison::figures) {
            put(measure, next, value)?;
        }
        Ok(String::from_utf8(writer.into_inner()?)?)
    }

    fn figure(&self, title: &str, store: &Store, language: Language) -> Figure {
        let value = |share: f64| Value::number(100.0 * share, format!("{:.0}", 100.0 * share));
        let curve = |name: &str, start: f64, at: &dyn Fn(u32) -> f64, band: &dyn Fn(u32) -> Option<Band>| Curve {
            name: name.to_owned(),
            steps: std::iter::once(Step { from: 0.0, value: value(start), band: None })
                .chain((0..self.n_bands()).map(|number| Step {
                    from: f64::from(self.months(number).1) + 1.0,
                    value: value(at(number as u32)),
                    band: band(number as u32),
                }))
                .collect(),
            until: f64::from(self.life.table.last()) + 1.0,
            at_risk: Vec::new(),
        };
        let limits = |number: u32| {
            let interval = self.survival.interval(number, CONFIDENCE).ok().flatten()?;
            Some(Band { lower: 100.0 * interval.lower, upper: 100.0 * interval.upper })
        };
        let (running, source, figures_language) = match language {
            Language::Danish => ("Fortsat i gang", "Kilde", figures::Language::Danish),
            Language::English => ("Still running", "Source", figures::Language::English),
        };
        let mut curves = vec![curve(running, 1.0, &|number| self.survival.at(number), &limits)];
        let last = (self.n_bands() - 1) as u32;
        let mut order: Vec<usize> =
            (0..self.incidences.len()).filter(|cause| self.incidences[*cause].at(last) > 0.0).collect();
        order.sort_by(|a, b| self.incidences[*b].at(last).total_cmp(&self.incidences[*a].at(last)).then(a.cmp(b)));
        for cause in order.into_iter().take(MOST_DRAWN) {
            let name = self.causes[cause].title.in_language(language);
            curves.push(curve(name, 0.0, &|number| self.incidences[cause].at(number), &|_| None));
        }
        let still = 100.0 * self.survival.at(last);
        let until = self.n_months();
        let info = store.info();
        Figure {
            title: title.to_owned(),
            subtitle: None,
            description: match language {
                Language::Danish => format!("Trappekurver: {still:.0} pct. er fortsat i gang efter {until} måneder."),
                Language::English => format!("Step curves: {still:.0} % still run after {until} months."),
            },
            remarks: vec![match language {
                Language::Danish => {
                    "Anm.: Kaplan-Meier med 95 pct.-interval, og andelen i hver næste ydelse (Aalen-Johansen)."
                        .to_owned()
                }
                Language::English => {
                    "Note: Kaplan-Meier with 95 % interval, and the share in each next benefit (Aalen-Johansen)."
                        .to_owned()
                }
            }],
            source: format!("{source}: {}.", info.source()),
            language: figures_language,
            symbols: Symbols::of(figures_language),
            chart: Chart::Steps(Steps {
                curves,
                unit: if language == Language::Danish { "Pct." } else { "%" }.to_owned(),
                time_unit: if language == Language::Danish { "Måneder efter start" } else { "Months after the start" }
                    .to_owned(),
                ticks: Vec::new(),
                at_risk_title: String::new(),
            }),
        }
    }
}
