//! `forlob forecast`: what still runs later, and its back-test.

use crate::WrongWords;
use crate::arguments::{Forecast as Arguments, ForecastBy, Shared, TextFormat};
use crate::commands::beside::run_off_alone;
use crate::commands::release::{self, ledger_of};
use crate::commands::{catalog, print};
use crate::show;
use crate::show::forecast::Forecast as Shown;
use ::release::{CountedRunOff, FollowedIn, Ledger, RunOffRequest};
use calendar::Day;
use definitions::{Catalog, Disclosure};
use forecast::{Change, Entry, Outlook, Request, Settings};
use register::Store;
use statistics::Leave;

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
        return print(&show::back_test::text(&found, arguments, &store, shared.language())?);
    }
    let outlook = Outlook::read(&store, &catalog, settings)?;
    let threshold = arguments.threshold;
    if outlook.n_running() < threshold {
        return Err(too_few(threshold));
    }
    let places: Vec<FollowedIn> = match arguments.by {
        ForecastBy::Month | ForecastBy::Year => vec![FollowedIn::Country],
        ForecastBy::Municipality => outlook.by_municipality().into_keys().map(FollowedIn::Municipality).collect(),
    };
    let changes: Vec<Change> = scenarios.iter().map(|(_, change)| change.clone()).collect();
    let rule = Disclosure { threshold: i64::try_from(threshold).unwrap_or(i64::MAX), ..Disclosure::default() };
    let asked = RunOffRequest {
        request: &request,
        scenarios: &changes,
        places: &places,
        monthly: arguments.by == ForecastBy::Month,
        rule,
        tells_leave: true,
    };
    let ledger = release::read(&ledger_of(&arguments.store), &store)?;
    let run_off = run_off_alone(&CountedRunOff::of(&outlook, asked)?, &ledger)?;
    let names: Vec<String> = scenarios.into_iter().map(|(name, _)| name).collect();
    let shown = Shown {
        outlook: &outlook,
        run_off: &run_off,
        request: &request,
        scenarios: &names,
        by: arguments.by,
        info: store.info(),
        language: shared.language(),
    };
    let text = match arguments.format {
        TextFormat::Csv => shown.csv()?,
        TextFormat::Table => shown.text(&catalog)?,
    };
    print(&text)
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

/// What `demo` prints: how many run on the last covered day, and how many are forecast to at the ends of years.
pub(crate) fn short(store: &Store, catalog: &Catalog, ledger: &Ledger, shared: &Shared) -> anyhow::Result<String> {
    let on = store.info().covered.last_day();
    let settings =
        Settings { scheme: rules::Scheme::Ressourceforlob, on, hierarchy: "exit.next", threads: shared.threads() };
    let outlook = Outlook::read(store, catalog, settings)?;
    let request = Request::until(Day::new(on.year() + 3, 12, 31)?);
    let asked = RunOffRequest {
        request: &request,
        scenarios: &[],
        places: &[FollowedIn::Country],
        monthly: false,
        rule: Disclosure::default(),
        tells_leave: true,
    };
    Ok(show::forecast::short(on, &run_off_alone(&CountedRunOff::of(&outlook, asked)?, ledger)?, shared.language()))
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
}
