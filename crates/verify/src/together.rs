//! All statements at once: is there one table that fits them all, and what does it say of the hidden cells?

use crate::check::{Known, Settled, TOO_MUCH, settle};
use crate::interval::Interval;
use crate::note::{Cell, Form, Note, Reading, Relation, Stands, Statement};
use crate::number::{show, show_interval};
use crate::rational::{Rational, TooLarge};
use crate::report::{HiddenCell, Line, Report, Verdict};
use crate::solver::GivenUp;
use crate::system::{Condition, System, conditions, problem};
use std::collections::{BTreeMap, BTreeSet};

/// Parts with more cells that are not known exactly are not searched: that is work for the attack on a whole release.
const MOST_CELLS: usize = 400;

/// Checks everything that a note says.
pub(crate) fn check(note: &Note) -> Report {
    let order: Vec<usize> = (0..note.statements.len()).collect();
    let (fitting, asserting): (Vec<usize>, Vec<usize>) =
        order.into_iter().partition(|at| note.statements[*at].reading != Reading::Asserts);
    let mut verdicts: Vec<Vec<Settled>> = vec![Vec::new(); note.statements.len()];
    let nothing_else = Known::default();
    for at in &fitting {
        verdicts[*at] = settle_all(note, *at, &nothing_else);
    }
    // Differences of shares are taken of what they are before they are rounded, where that is known.
    let known = Known { system: System::default(), shares: known_shares(note, &verdicts) };
    for at in &fitting {
        if note.statements[*at].instances.iter().any(|instance| is_of_shares(&instance.relation)) {
            verdicts[*at] = settle_all(note, *at, &known);
        }
    }
    let (system, mut together) = hang_together(note, &verdicts, &fitting);
    let known = Known { system, ..known };
    for at in asserting {
        verdicts[at] = settle_all(note, at, &known);
    }
    let (hidden, n_given_up) = hidden(note, &known.system);
    if n_given_up > 0 {
        let why = format!("nothing was worked out of {n_given_up} hidden counts: {TOO_MUCH}");
        together.push((Verdict::Undecided, 1, why));
    }
    report(note, &verdicts, together, hidden)
}

fn settle_all(note: &Note, statement: usize, known: &Known) -> Vec<Settled> {
    let Statement { instances, reading, .. } = &note.statements[statement];
    instances.iter().map(|instance| settle(note, instance, *reading, known)).collect()
}

fn is_of_shares(relation: &Relation) -> bool {
    matches!(relation, Relation::Compare { or_printed: true, .. })
}

/// The shares that hold, of counts that are known: they are known exactly.
fn known_shares(note: &Note, verdicts: &[Vec<Settled>]) -> BTreeMap<usize, Rational> {
    let mut known = BTreeMap::new();
    for (statement, settled) in note.statements.iter().zip(verdicts) {
        for (instance, (verdict, _)) in statement.instances.iter().zip(settled) {
            let Relation::Ratio { part, times, base, shown } = &instance.relation else { continue };
            let exactly = |form: &Form| form.hull(&note.cells).ok().and_then(|hull| hull.only());
            let Some((part, base)) = exactly(part).zip(exactly(base)) else { continue };
            if let (Verdict::Holds, Ok(share)) = (verdict, part.times(*times).and_then(|all| all.over(base))) {
                known.insert(*shown, share);
            }
        }
    }
    known
}

/// What came out of all statements at once: a verdict, the line where it begins, and why.
type Together = Vec<(Verdict, usize, String)>;

/// The system of all that fits by itself, without the parts that do not fit as a whole; and whether all of them do, where
/// anything hangs together.
fn hang_together(note: &Note, verdicts: &[Vec<Settled>], fitting: &[usize]) -> (System, Together) {
    let mut system = System::default();
    let mut found: Together = Vec::new();
    for at in fitting {
        for (place, instance) in note.statements[*at].instances.iter().enumerate() {
            if verdicts[*at][place].0 == Verdict::Fails || is_settled(note, &instance.relation) {
                continue;
            }
            match conditions(&instance.relation, &note.cells) {
                Ok(conditions) => {
                    for (terms, within) in conditions {
                        system.add(&note.cells, Condition { terms, within, from: (*at, place) });
                    }
                }
                Err(TooLarge) => found.push((Verdict::Undecided, instance.line, TOO_MUCH.to_owned())),
            }
        }
    }
    let (mut n_relations, mut contradictory) = (0, BTreeSet::new());
    for part in system.parts() {
        let mut from: BTreeSet<(usize, usize)> = part.iter().map(|at| system.conditions[*at].from).collect();
        if from.len() < 2 {
            continue;
        }
        n_relations += from.len();
        loop {
            let line = |from: &(usize, usize)| note.statements[from.0].instances[from.1].line;
            let first = from.iter().next().map_or(1, line);
            match fits(note, &system, &part, &from) {
                Ok(true) => break,
                Ok(false) => {
                    let conflict = conflict(note, &system, &part, &from);
                    let why = format!("each fits alone, but no table fits these: {}", words(note, &conflict));
                    found.push((Verdict::Fails, conflict.iter().next().map_or(first, line), why));
                    contradictory.extend(part.iter().copied());
                    // Without the last of them there may be another contradiction.
                    match conflict.last() {
                        Some(last) => from.remove(last),
                        None => break,
                    };
                }
                Err(GivenUp) => {
                    found.push((Verdict::Undecided, first, TOO_MUCH.to_owned()));
                    break;
                }
            }
        }
    }
    if n_relations > 0 && found.is_empty() {
        found.push((Verdict::Holds, 1, format!("{n_relations} relations fit at once")));
    }
    let mut consistent = System::default();
    for (at, condition) in system.conditions.into_iter().enumerate() {
        if !contradictory.contains(&at) {
            consistent.add(&note.cells, condition);
        }
    }
    (consistent, found)
}

/// Whether a relation says nothing of figures that are not known: it is about printed counts alone, or about shares that
/// may have been rounded before they were subtracted.
fn is_settled(note: &Note, relation: &Relation) -> bool {
    let exactly = |form: &Form| form.hull(&note.cells).is_ok_and(|hull| hull.only().is_some());
    match relation {
        Relation::Compare { or_printed, .. } => *or_printed,
        Relation::Ratio { part, base, .. } => exactly(part) && exactly(base),
        _ => true,
    }
}

/// Whether some numbers meet all conditions of a part that come from some instances.
fn fits(
    note: &Note,
    system: &System,
    part: &BTreeSet<usize>,
    from: &BTreeSet<(usize, usize)>,
) -> Result<bool, GivenUp> {
    let some = part.iter().map(|at| &system.conditions[*at]).filter(|condition| from.contains(&condition.from));
    let (problem, _) = problem(some.map(|condition| (&condition.terms, condition.within)), &note.cells)?;
    if problem.variables.len() > MOST_CELLS {
        return Err(GivenUp);
    }
    problem.is_feasible()
}

/// A smallest set of relations that cannot all be so.
fn conflict(
    note: &Note,
    system: &System,
    part: &BTreeSet<usize>,
    from: &BTreeSet<(usize, usize)>,
) -> BTreeSet<(usize, usize)> {
    let mut needed = from.clone();
    for one in from {
        needed.remove(one);
        // Where it still cannot be without it, it is not needed.
        if fits(note, system, part, &needed) != Ok(false) {
            needed.insert(*one);
        }
    }
    needed
}

fn words(note: &Note, relations: &BTreeSet<(usize, usize)>) -> String {
    let described = relations.iter().map(|(at, place)| {
        let statement = &note.statements[*at];
        let instance = &statement.instances[*place];
        let place = if instance.place.is_empty() { String::new() } else { format!(", {}", instance.place) };
        format!("{}{place} (line {})", statement.words, instance.line)
    });
    described.collect::<Vec<_>>().join("; ")
}

/// The least and the most of some cells.
type Ends = BTreeMap<usize, (i128, Option<i128>)>;

/// What is known of each hidden count, and of how many nothing was worked out, since too much hangs together.
fn hidden(note: &Note, system: &System) -> (Vec<HiddenCell>, usize) {
    let is_hidden = |cell: &Cell| cell.stands == Stands::Hidden && cell.whole;
    let (mut ends, mut given_up) = (Ends::new(), BTreeSet::new());
    for part in system.parts() {
        let terms = part.iter().flat_map(|at| system.conditions[*at].terms.keys().copied());
        let cells: BTreeSet<usize> = terms.filter(|cell| is_hidden(&note.cells[*cell])).collect();
        match ends_of(note, system, &part, &cells) {
            Ok(found) => ends.extend(found),
            Err(GivenUp) => given_up.extend(cells),
        }
    }
    let hidden = note.cells.iter().enumerate().filter(|(_, cell)| is_hidden(cell));
    (hidden.map(|(at, cell)| hidden_cell(note, cell, ends.get(&at))).collect(), given_up.len())
}

/// The ends of the hidden cells of a part, under all its conditions.
fn ends_of(note: &Note, system: &System, part: &BTreeSet<usize>, cells: &BTreeSet<usize>) -> Result<Ends, GivenUp> {
    let conditions = part.iter().map(|at| &system.conditions[*at]);
    let (problem, variables) = problem(conditions.map(|condition| (&condition.terms, condition.within)), &note.cells)?;
    if problem.variables.len() > MOST_CELLS {
        return Err(GivenUp);
    }
    let cells: Vec<(usize, usize)> =
        cells.iter().filter_map(|cell| variables.get(cell).map(|variable| (*cell, *variable))).collect();
    let wanted: Vec<usize> = cells.iter().map(|(_, variable)| *variable).collect();
    let ends = problem.ends(&wanted)?;
    // A hidden count has a least, if only 0.
    Ok(cells.into_iter().zip(ends).map(|((cell, _), (least, most))| (cell, (least.unwrap_or(0), most))).collect())
}

/// What is known of a hidden count: its ends, or what is said of its symbol.
fn hidden_cell(note: &Note, cell: &Cell, ends: Option<&(i128, Option<i128>)>) -> HiddenCell {
    let declared = cell.interval.whole();
    let said = (declared.lower.map_or(0, |end| end.at.floor()), declared.upper.map(|end| end.at.floor()));
    let (least, most) = ends.copied().unwrap_or(said);
    let shown = |number: i128| show(Rational::whole(number), note.style);
    let said_small = |threshold: i128| said.1.is_some_and(|most| most < threshold);
    let given_away = match note.threshold {
        _ if most == Some(least) => Some(format!("{} can only be {}", cell.text, shown(least))),
        Some(threshold) if most.is_some_and(|most| most < threshold) && !said_small(threshold) => {
            let range = Interval::closed(Some(Rational::whole(least)), most.map(Rational::whole));
            let range = show_interval(&range, note.style);
            Some(format!("{} is below {}: it can only be {range}", cell.text, shown(threshold)))
        }
        _ => None,
    };
    HiddenCell { line: cell.line, place: cell.place.clone(), least, most, given_away }
}

/// The lines: one for a statement that holds, otherwise one for each place that fails and one for all that cannot be
/// decided.
fn report(note: &Note, verdicts: &[Vec<Settled>], together: Together, hidden: Vec<HiddenCell>) -> Report {
    let mut lines = Vec::new();
    let mut n_statements = [0; 3];
    for (statement, settled) in note.statements.iter().zip(verdicts) {
        let worst = settled.iter().map(|(verdict, _)| *verdict).max().unwrap_or(Verdict::Holds);
        n_statements[worst as usize] += 1;
        let line = |line: usize, verdict: Verdict, place: &str, because: String| Line {
            line,
            verdict,
            statement: statement.words.clone(),
            place: place.to_owned(),
            because,
        };
        let all = || statement.instances.iter().zip(settled);
        match (worst, settled.as_slice()) {
            (Verdict::Holds, [(_, because)]) => {
                let place = statement.instances.first().map_or("", |instance| instance.place.as_str());
                lines.push(line(statement.line, worst, place, because.clone()));
            }
            (Verdict::Holds, []) => lines.push(line(statement.line, worst, "", "no figure is concerned".to_owned())),
            (Verdict::Holds, _) => lines.push(line(statement.line, worst, "", format!("{} figures", settled.len()))),
            _ => {
                for (instance, (verdict, because)) in all().filter(|(_, (verdict, _))| *verdict == Verdict::Fails) {
                    lines.push(line(instance.line, *verdict, &instance.place, because.clone()));
                }
                let undecided: Vec<_> = all().filter(|(_, (verdict, _))| *verdict == Verdict::Undecided).collect();
                if let Some((instance, (verdict, because))) = undecided.first() {
                    let others = match undecided.len() {
                        1 => String::new(),
                        n => format!("; and {} of {} figures more", n - 1, settled.len()),
                    };
                    lines.push(line(instance.line, *verdict, &instance.place, format!("{because}{others}")));
                }
            }
        }
    }
    for (verdict, at, because) in together {
        n_statements[verdict as usize] += 1;
        let statement = "all statements together".to_owned();
        lines.push(Line { line: at, verdict, statement, place: String::new(), because });
    }
    Report { file: note.file.clone(), lines, hidden, n_statements }
}
