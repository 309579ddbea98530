//! All figures of a data set, for a program that compares them: `validation/survival/check.py`.
//!
//! `cargo run -p statistics --example figures -- KIND FILE ARGUMENTS`, a line for each figure: its name and its value.
//!
//! | KIND | a row of FILE (with a heading, separated by commas; empty is none) | ARGUMENTS |
//! |---|---|---|
//! | `life` | `after,time,cause`: left-truncated after, time, cause from 1 or 0 for censored | times |
//! | `groups` | `after,time,cause,group`: groups from 0 | |
//! | `states` | `person,after,time,state,next`: states from 0 | first time, shares at the start joined by `/`, times |
//! | `landmark` | the same | time and state of the landmark, times |
//! | `events` | `person,after,time,event`: event 1 or 0 | times |
//! | `hazards` | `after,time,cause,…`: any covariates that are whole numbers | |
#![allow(clippy::print_stdout, reason = "it prints")]

use statistics::{
    Confidence, CumulativeHazard, Episode, Incidence, LifeTable, MeanCount, Observation, Occupation, Outcome, Scale,
    Stretch, Subject, Survival, Ties, Transitions, Variance, gray_test, log_rank, proportional_hazards,
    subdistribution_hazards,
};
use std::error::Error;

type Any = Box<dyn Error>;
/// A row's numbers; none where a field is empty.
type Row = Vec<Option<u32>>;

fn main() -> Result<(), Any> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (kind, file, rest) = match arguments.as_slice() {
        [kind, file, rest @ ..] => (kind.as_str(), file, rest),
        _ => return Err("give KIND FILE ARGUMENTS".into()),
    };
    let rows = read(&std::fs::read_to_string(file)?)?;
    match kind {
        "life" => life(&rows, &times(rest)?),
        "groups" => groups(&rows),
        "states" => match rest {
            [from, start, rest @ ..] => states(&rows, from.parse()?, start, &times(rest)?),
            _ => Err("give the first time and the shares at the start".into()),
        },
        "landmark" => match times(rest)?.as_slice() {
            [mark, state, times @ ..] => landmark(&rows, *mark, *state as usize, times),
            _ => Err("give the landmark's time and state".into()),
        },
        "events" => events(&rows, &times(rest)?),
        "hazards" => hazards(&rows),
        _ => Err(format!("there is no kind `{kind}`").into()),
    }
}

fn times(arguments: &[String]) -> Result<Vec<u32>, Any> {
    Ok(arguments.iter().map(|time| time.parse()).collect::<Result<_, _>>()?)
}

fn read(text: &str) -> Result<Vec<Row>, Any> {
    let field = |field: &str| -> Result<Option<u32>, Any> {
        let field = field.trim();
        Ok(if field.is_empty() { None } else { Some(field.parse().map_err(|_| format!("`{field}` is no number"))?) })
    };
    text.lines().skip(1).map(|line| line.split(',').map(field).collect()).collect()
}

fn say(name: &str, time: u32, value: f64) {
    println!("{name}@{time} {value:.17e}");
}

/// A number that a row must have.
fn number(row: &Row, place: usize) -> Result<u32, Any> {
    row.get(place).copied().flatten().ok_or_else(|| format!("a row has no number in column {}", place + 1).into())
}

fn table(rows: &[&Row]) -> Result<LifeTable, Any> {
    let mut observations = Vec::with_capacity(rows.len());
    let (mut last, mut n_causes) = (0, 1);
    for row in rows {
        let (time, cause) = (number(row, 1)?, number(row, 2)? as usize);
        let outcome = cause.checked_sub(1).map_or(Outcome::Censored, Outcome::Exit);
        (last, n_causes) = (last.max(time), n_causes.max(cause));
        observations.push(Observation { after: row[0], time, outcome });
    }
    Ok(LifeTable::count(last, n_causes, observations)?)
}

fn life(rows: &[Row], times: &[u32]) -> Result<(), Any> {
    let table = table(&rows.iter().collect::<Vec<_>>())?;
    println!("n {}", rows.len());
    println!("exits {}", table.all_exits().iter().sum::<u64>());
    let survival = Survival::of(&table);
    let hazard = CumulativeHazard::of(&table, None)?;
    for time in times {
        say("at_risk", *time, table.at_risk(*time) as f64);
        say("survival", *time, survival.at(*time));
        say("survival_error", *time, survival.standard_error(*time));
        say("hazard", *time, hazard.at(*time));
        for (name, scale) in [("log", Scale::Log), ("log_log", Scale::LogLog)] {
            if let Some(interval) = survival.interval(*time, Confidence { level: 0.95, scale })? {
                say(&format!("{name}_lower"), *time, interval.lower);
                say(&format!("{name}_upper"), *time, interval.upper);
            }
        }
        if *time <= table.last() {
            let mean = survival.restricted_mean(*time)?;
            say("restricted_mean", *time, mean.mean);
            say("restricted_mean_error", *time, mean.standard_error);
        }
        for cause in 0..table.n_causes() {
            let greenwood = Incidence::of(&table, cause, Variance::Greenwood)?;
            let number = cause + 1;
            say(&format!("incidence_{number}"), *time, greenwood.at(*time));
            say(&format!("incidence_error_{number}"), *time, greenwood.standard_error(*time));
            say(&format!("aalen_{number}"), *time, Incidence::of(&table, cause, Variance::Aalen)?.variance(*time));
            if *time <= table.last() {
                say(&format!("lost_{number}"), *time, greenwood.time_lost(*time)?);
            }
        }
    }
    for (name, share) in [("quartile_1", 0.25), ("median", 0.5), ("quartile_3", 0.75)] {
        let quantile = survival.quantile(share, Confidence { level: 0.95, scale: Scale::Log })?;
        let limits = [("", quantile.time), ("_lower", quantile.lower), ("_upper", quantile.upper)];
        for (limit, time) in limits {
            println!("{name}{limit} {}", time.map_or(f64::NAN, f64::from));
        }
    }
    Ok(())
}

fn groups(rows: &[Row]) -> Result<(), Any> {
    let mut groups: Vec<Vec<&Row>> = Vec::new();
    for row in rows {
        let group = number(row, 3)? as usize;
        groups.resize(groups.len().max(group + 1), Vec::new());
        groups[group].push(row);
    }
    let tables = groups.iter().map(|rows| table(rows)).collect::<Result<Vec<_>, _>>()?;
    for (name, rho) in [("log_rank", 0.0), ("peto", 1.0)] {
        let test = log_rank(&tables, None, rho)?;
        println!("{name} {:.17e}\n{name}_p {:.17e}", test.statistic, test.p);
        for (group, expected) in test.expected.iter().enumerate() {
            println!("{name}_expected_{group} {expected:.17e}");
        }
    }
    let n_causes = tables.iter().map(LifeTable::n_causes).min().unwrap_or(0);
    for cause in 0..n_causes {
        if let Ok(test) = gray_test(&tables, cause) {
            println!("gray_{0} {1:.17e}\ngray_{0}_p {2:.17e}", cause + 1, test.statistic, test.p);
        }
    }
    Ok(())
}

fn episodes(rows: &[Row]) -> Result<(Vec<Episode>, u32, usize), Any> {
    let mut episodes = Vec::with_capacity(rows.len());
    for row in rows {
        episodes.push(Episode {
            person: u64::from(number(row, 0)?),
            after: number(row, 1)?,
            time: number(row, 2)?,
            state: number(row, 3)? as usize,
            next: row.get(4).copied().flatten().map(|next| next as usize),
        });
    }
    let last = episodes.iter().map(|episode| episode.time).max().unwrap_or(0);
    let states = episodes.iter().flat_map(|episode| [Some(episode.state), episode.next]).flatten();
    let n_states = states.max().unwrap_or(0) + 1;
    Ok((episodes, last, n_states))
}

fn say_occupation(occupations: &[(&str, Occupation)], times: &[u32]) -> Result<(), Any> {
    for time in times {
        for (name, occupation) in occupations {
            for (state, error) in occupation.standard_error(*time).into_iter().enumerate() {
                say(&format!("{name}_error_{state}"), *time, error);
            }
            for (state, share) in occupation.at(*time).iter().enumerate() {
                say(&format!("in_{state}"), *time, *share);
            }
            for (state, time_in) in occupation.expected_time(*time)?.into_iter().enumerate() {
                say(&format!("expected_time_{state}"), *time, time_in);
            }
        }
    }
    Ok(())
}

fn states(rows: &[Row], from: u32, start: &str, times: &[u32]) -> Result<(), Any> {
    let (episodes, last, n_states) = episodes(rows)?;
    let transitions = Transitions::count(last, n_states, &episodes)?;
    println!("n {}", rows.len());
    for a in 0..n_states {
        for b in 0..n_states {
            println!("moves_{a}_{b} {}", transitions.all_moves(a, b));
        }
    }
    let start: Vec<f64> = start.split('/').map(str::parse).collect::<Result<_, _>>()?;
    let greenwood = transitions.occupation(from, &start, Variance::Greenwood)?;
    let aalen = transitions.occupation(from, &start, Variance::Aalen)?;
    say_occupation(&[("greenwood", greenwood), ("aalen", aalen)], times)
}

fn landmark(rows: &[Row], mark: u32, state: usize, times: &[u32]) -> Result<(), Any> {
    let (episodes, last, n_states) = episodes(rows)?;
    let transitions = Transitions::landmark(last, n_states, &episodes, mark, state)?;
    let start: Vec<f64> = (0..n_states).map(|one| f64::from(u8::from(one == state))).collect();
    let occupation = transitions.occupation(mark, &start, Variance::Greenwood)?;
    say_occupation(&[("greenwood", occupation)], times)
}

fn events(rows: &[Row], times: &[u32]) -> Result<(), Any> {
    let mut stretches = Vec::with_capacity(rows.len());
    for row in rows {
        stretches.push(Stretch {
            person: u64::from(number(row, 0)?),
            after: number(row, 1)?,
            time: number(row, 2)?,
            event: number(row, 3)? == 1,
        });
    }
    let last = stretches.iter().map(|stretch| stretch.time).max().unwrap_or(0);
    let mean = MeanCount::of(last, &stretches)?;
    for time in times {
        say("mean", *time, mean.at(*time));
        say("mean_error", *time, mean.standard_error(*time));
    }
    Ok(())
}

fn hazards(rows: &[Row]) -> Result<(), Any> {
    let mut subjects = Vec::with_capacity(rows.len());
    for row in rows {
        let outcome = (number(row, 2)? as usize).checked_sub(1).map_or(Outcome::Censored, Outcome::Exit);
        let observation = Observation { after: row[0], time: number(row, 1)?, outcome };
        let covariates = (3..row.len()).map(|place| number(row, place).map(f64::from)).collect::<Result<_, _>>()?;
        subjects.push(Subject { observation, covariates });
    }
    let found = [
        ("breslow", proportional_hazards(&subjects, Some(0), Ties::Breslow)?),
        ("efron", proportional_hazards(&subjects, Some(0), Ties::Efron)?),
        ("exact", proportional_hazards(&subjects, Some(0), Ties::Exact)?),
        ("fine_gray", subdistribution_hazards(&subjects, 0)?),
    ];
    for (name, found) in found {
        println!("{name}_log_likelihood_at_zero {:.17e}", found.log_likelihood_at_zero);
        println!("{name}_log_likelihood {:.17e}", found.log_likelihood);
        for (place, (coefficient, error)) in found.coefficients.iter().zip(&found.standard_errors).enumerate() {
            println!("{name}_{place} {coefficient:.17e}");
            println!("{name}_error_{place} {error:.17e}");
        }
    }
    Ok(())
}
