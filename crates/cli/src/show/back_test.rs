//! What `forlob forecast --back-test` tells: forecasts from past days, held against what came.

use crate::arguments::{Forecast as Arguments, TextFormat};
use crate::show::forecast::{WIDTH, whole};
use crate::show::lines::{Align, ruled, wrapped};
use definitions::Language;
use forecast::BackTest;
use register::Store;

/// A count, or none where it is too small to be shown.
fn count(n: u64, threshold: u64) -> Option<u64> {
    (n == 0 || n >= threshold).then_some(n)
}

fn count_text(n: Option<u64>, language: Language) -> String {
    n.map_or_else(|| "..".to_owned(), |n| whole(n as f64, language))
}

/// What is said of rates that do, or do not, beat the run to the end.
fn verdict(skill: Option<f64>, language: Language) -> String {
    let percent = |share: f64| whole(100.0 * share.abs(), language);
    match (skill, language) {
        (Some(skill), Language::Danish) if skill > 0.0 => {
            format!("Raterne slår fortsættelse til enden: de undgår {} pct. af dens fejl.", percent(skill))
        }
        (Some(skill), Language::English) if skill > 0.0 => {
            format!("The rates beat running to the end: they avoid {} % of its error.", percent(skill))
        }
        (_, Language::Danish) => {
            "Raterne slår IKKE fortsættelse til enden: brug den og ikke fremskrivningen.".to_owned()
        }
        (_, Language::English) => "The rates do NOT beat running to the end: use that and not the forecast.".to_owned(),
    }
}

/// What a back-test found, as text or as tidy data.
pub(crate) fn text(
    found: &BackTest,
    arguments: &Arguments,
    store: &Store,
    language: Language,
) -> anyhow::Result<String> {
    let one = |value: f64| format!("{value:.1}").replace('.', if language == Language::Danish { "," } else { "." });
    if arguments.format == TextFormat::Csv {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record([
            "months_ahead",
            "forecasts",
            "held",
            "mean_error",
            "mean_absolute_error",
            "to_end_absolute_error",
        ])?;
        for horizon in found.horizons.iter().filter(|one| may_be_told(found, one.ahead, arguments.threshold)) {
            let numbers = [horizon.mean_error, horizon.mean_absolute_error, horizon.run_to_limit_absolute_error];
            let numbers = numbers.map(|number| format!("{number:.1}"));
            let counts = [horizon.ahead, horizon.n_forecasts, horizon.n_held].map(|count| count.to_string());
            writer.write_record(counts.iter().chain(&numbers))?;
        }
        return Ok(String::from_utf8(writer.into_inner()?)?);
    }
    let mut lines = vec![match language {
        Language::Danish => format!(
            "{}: fremskrivning fra tidligere dage, holdt op mod det, der kom",
            arguments.scheme.scheme().title().da
        ),
        Language::English => {
            format!("{}: forecasts from past days, held against what came", arguments.scheme.scheme().title().en)
        }
    }];
    lines.push(String::new());
    let head = match language {
        Language::Danish => ["Dag", "I gang", "Fulgt til", "Fremskrivning", "95 pct.-interval", "Til ende", "Kom"],
        Language::English => ["Day", "Running", "Followed to", "Forecast", "95 % interval", "To the end", "Came"],
    };
    let mut table = vec![head.map(str::to_owned).to_vec()];
    for tried in &found.tried {
        let trial = &tried.trial;
        let (Some(forecast), Some(interval), Some(to_end), Some(actual)) =
            (trial.forecast.last(), trial.interval.last(), trial.run_to_limit.last(), trial.actual.last())
        else {
            continue;
        };
        let counts = [*to_end, *actual].map(|n| count_text(count(n as u64, arguments.threshold), language));
        let [to_end, actual] = counts;
        table.push(vec![
            tried.on.to_string(),
            whole(tried.running as f64, language),
            tried.until.to_string(),
            whole(*forecast, language),
            format!("{}–{}", whole(interval.lower, language), whole(interval.upper, language)),
            to_end,
            actual,
        ]);
    }
    let mut align = vec![Align::Right; head.len()];
    align[0] = Align::Left;
    lines.extend(ruled(&table, &align));
    lines.push(String::new());
    let head = match language {
        Language::Danish => [
            "Måneder frem",
            "Fremskrivninger",
            "Inden for intervallet",
            "Gns. fejl",
            "Gns. numerisk fejl",
            "Til ende: gns. numerisk fejl",
        ],
        Language::English => [
            "Months ahead",
            "Forecasts",
            "Held by the interval",
            "Mean error",
            "Mean absolute error",
            "To the end: mean absolute error",
        ],
    };
    let mut table = vec![head.map(str::to_owned).to_vec()];
    let last = found.horizons.len();
    let listed = |ahead: usize| matches!(ahead, 1 | 3) || ahead.is_multiple_of(6) || ahead == last;
    let told = |ahead: usize| listed(ahead) && may_be_told(found, ahead, arguments.threshold);
    for horizon in found.horizons.iter().filter(|horizon| told(horizon.ahead)) {
        table.push(vec![
            horizon.ahead.to_string(),
            horizon.n_forecasts.to_string(),
            horizon.n_held.to_string(),
            one(horizon.mean_error),
            one(horizon.mean_absolute_error),
            one(horizon.run_to_limit_absolute_error),
        ]);
    }
    lines.extend(ruled(&table, &vec![Align::Right; head.len()]));
    lines.push(String::new());
    let (held, of) = found.held();
    let mut remarks = vec![verdict(found.skill(), language)];
    remarks.push(match language {
        Language::Danish => format!("95 pct.-intervallet indeholdt det, der kom, i {held} af {of} fremskrivninger (måneder fra samme dag følges ad)."),
        Language::English => format!("The 95 % interval held what came in {held} of {of} forecasts (months from one day go together)."),
    });
    remarks.push(match language {
        Language::Danish => "Fra hver dag ses kun de betalinger, der var kendt på dagen; det, der kom, er talt af de forløb, der var i gang på dagen. Planer og orlov er dem, udtrækket har nu.".to_owned(),
        Language::English => "From each day only payments known on it are seen; what came is counted of the spells that ran on the day. Plans and leave are those that the extract has now.".to_owned(),
    });
    let info = store.info();
    remarks.push(match language {
        Language::Danish => format!("Kilde: {}. Udtrukket {}.", info.source(), info.extract_date),
        Language::English => format!("Source: {}. Drawn {}.", info.source(), info.extract_date),
    });
    for remark in remarks {
        lines.extend(wrapped(&remark, WIDTH));
    }
    Ok(lines.join("\n") + "\n")
}

/// Whether no count of the forecasts so far ahead is so small that an error could tell it.
fn may_be_told(found: &BackTest, ahead: usize, threshold: u64) -> bool {
    found.tried.iter().all(|tried| {
        let counts = [&tried.trial.actual, &tried.trial.run_to_limit].map(|list| list.get(ahead - 1).copied());
        counts.into_iter().flatten().all(|n| {
            let n = n as u64;
            count(n, threshold).is_some() && count(tried.running.abs_diff(n), threshold).is_some()
        })
    })
}
