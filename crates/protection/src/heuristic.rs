//! A good pattern quickly: eliminate, repair until every requirement is met, show again what is not needed, and try
//! whether a dear cell has cheaper substitutes.

use crate::chase::{self, Effort};
use crate::guards::Guards;
use crate::intervals::{Move, fits};
use crate::route::{HIDDEN, Router};
use crate::simplex::Side;
use crate::system::{CellId, System};
use crate::{Error, Printing, elimination};

/// Up to so many columns the elimination is worth its time as a start.
const SMALL: usize = 5_000;
/// Up to so many primaries every attempt to improve a pattern is made with all means.
const FEW: usize = 300;
/// How much work it may be to improve a pattern: columns times attempts.
const WORK: usize = 1_200_000;

/// Columns to hide, with guards that prove that every requirement is met.
#[derive(Clone)]
pub(crate) struct Draft<'a> {
    pub(crate) hidden: Vec<bool>,
    pub(crate) guards: Guards<'a>,
    pub(crate) cost: u64,
}

/// A pattern that meets every requirement.
///
/// # Errors
/// Primaries that cannot be protected whatever is hidden.
pub(crate) fn heuristic<'a>(system: &'a System, passes: u32) -> Result<Draft<'a>, Error> {
    let router = Router::new(system);
    let mut best: Option<Draft<'a>> = None;
    let mut starts = vec![system.hidden_at_least()];
    if system.n_columns() <= SMALL {
        starts.insert(0, elimination::eliminate(system)?);
    }
    for hidden in starts {
        let draft = repaired(system, &router, hidden)?;
        if best.as_ref().is_none_or(|best| draft.cost < best.cost) {
            best = Some(draft);
        }
    }
    let mut best = best.ok_or(Error::Infeasible { cells: Vec::new(), frozen: Vec::new() })?;
    let mut work = WORK;
    for _ in 0..passes {
        if !improve(system, &router, &mut best, &mut work) {
            break;
        }
    }
    show_idle(system, &mut best);
    Ok(best)
}

/// From any hidden columns to a pattern that meets every requirement and of which nothing can be left out.
pub(crate) fn repaired<'a>(system: &'a System, router: &Router<'a>, hidden: Vec<bool>) -> Result<Draft<'a>, Error> {
    let mut draft = Draft { hidden, guards: Guards::new(system), cost: 0 };
    let unmet = draft.guards.unmet(&draft.hidden);
    let barred = vec![false; draft.hidden.len()];
    let mut stuck = Vec::new();
    for at in unmet {
        if !mend(router, &mut draft, &barred, at, true) {
            stuck.push(at);
        } else {
            draft.guards.share(at, &draft.hidden);
        }
    }
    // What the others hid, and the way they move, may be enough now.
    stuck.retain(|at| {
        let mended = mend(router, &mut draft, &barred, *at, true)
            || plainly(system, &mut draft, *at)
            || wholly(router, &mut draft, &barred, *at)
            || widely(system, &mut draft, *at);
        if mended {
            draft.guards.share(*at, &draft.hidden);
        }
        !mended
    });
    if !stuck.is_empty() {
        everything(system, &mut draft)?;
    }
    prune(system, &mut draft);
    Ok(draft)
}

/// Hides what one primary lacks; false where it cannot be had.
fn mend(router: &Router<'_>, draft: &mut Draft<'_>, barred: &[bool], at: usize, thoroughly: bool) -> bool {
    let column = draft.guards.list[at].column;
    if draft.guards.is_met(at, &draft.hidden) {
        return true;
    }
    if draft.guards.list[at].wants_all() && quickly(router, draft, barred, at, thoroughly) {
        return true;
    }
    if !thoroughly {
        return false;
    }
    // A fractional way may not lead to a whole-number table; a second look goes on from what it hid.
    for price in HIDDEN {
        if draft.guards.is_met(at, &draft.hidden) {
            return true;
        }
        let all = draft.guards.list[at].wants_all();
        for (side, wanted) in draft.guards.list[at].wants() {
            match router.find(&draft.hidden, barred, column, side, wanted, price) {
                Some(moved) => {
                    moved.iter().for_each(|(other, _)| draft.hidden[*other] = true);
                    draft.guards.offer(at, side, moved, &draft.hidden);
                    if !all {
                        break;
                    }
                }
                None if all => return false,
                None => {}
            }
        }
    }
    draft.guards.is_met(at, &draft.hidden)
}

/// Hides what one primary lacks where whole-number moves are found at once: the cheaper of what a search along the
/// equations and what a linear program finds.
fn quickly(router: &Router<'_>, draft: &mut Draft<'_>, barred: &[bool], at: usize, thoroughly: bool) -> bool {
    let system = router.system;
    let chased = |draft: &Draft<'_>, effort: Effort| {
        let may = |other: usize| !barred[other] && system.may_hide(other);
        let price = |other: usize| match draft.hidden[other] {
            true => Some(0),
            false => may(other).then(|| system.columns[other].cost),
        };
        draft.guards.chased(at, &draft.hidden, &price, effort)
    };
    let hide = |draft: &mut Draft<'_>, moves: [Move; 2]| {
        let columns = moves.iter().flatten().map(|(other, _)| *other);
        let new: Vec<usize> = columns.filter(|other| !draft.hidden[*other]).collect();
        new.iter().for_each(|other| draft.hidden[*other] = true);
        let adopted = draft.guards.adopt(at, moves, &draft.hidden);
        if !adopted {
            new.iter().for_each(|other| draft.hidden[*other] = false);
        }
        adopted
    };
    let routed = routed(router, draft, barred, at);
    let mut ways: Vec<[Move; 2]> = [routed, chased(draft, chase::LITTLE)].into_iter().flatten().collect();
    ways.sort_by_cached_key(|moves| {
        let mut columns: Vec<usize> =
            moves.iter().flatten().map(|(other, _)| *other).filter(|other| !draft.hidden[*other]).collect();
        columns.sort_unstable();
        columns.dedup();
        columns.iter().map(|other| system.columns[*other].cost).sum::<u64>()
    });
    ways.into_iter().any(|moves| hide(draft, moves))
        || thoroughly && chased(draft, chase::MUCH).is_some_and(|moves| hide(draft, moves))
}

/// By linear programs near the primary, one for each side.
fn routed(router: &Router<'_>, draft: &mut Draft<'_>, barred: &[bool], at: usize) -> Option<[Move; 2]> {
    let column = draft.guards.list[at].column;
    let (mut moves, mut new) = ([Vec::new(), Vec::new()], Vec::new());
    for (side, wanted) in draft.guards.list[at].wants() {
        let Some(moved) = router.find_near(&draft.hidden, barred, column, side, wanted) else { break };
        // What one side hides is free for the other.
        new.extend(moved.iter().map(|(other, _)| *other).filter(|other| !draft.hidden[*other]));
        moved.iter().for_each(|(other, _)| draft.hidden[*other] = true);
        let fits = fits(router.system, &draft.hidden, &moved);
        moves[usize::from(side == Side::Up)] = moved;
        if !fits {
            moves = [Vec::new(), Vec::new()];
            break;
        }
    }
    new.iter().for_each(|other| draft.hidden[*other] = false);
    moves.iter().any(|moved| !moved.is_empty()).then_some(moves)
}

/// Hides what one primary lacks, by a search for whole numbers.
fn wholly(router: &Router<'_>, draft: &mut Draft<'_>, barred: &[bool], at: usize) -> bool {
    let column = draft.guards.list[at].column;
    for (side, wanted) in draft.guards.list[at].wants() {
        let Some(moved) = router.find_whole(&draft.hidden, barred, column, side, wanted) else { continue };
        moved.iter().for_each(|(other, _)| draft.hidden[*other] = true);
        draft.guards.offer(at, side, moved, &draft.hidden);
    }
    draft.guards.is_met(at, &draft.hidden)
}

/// Hides what one primary lacks, by as few cells as can be found, however dear they are: where all around is small, only
/// totals can take up a movement.
fn plainly(system: &System, draft: &mut Draft<'_>, at: usize) -> bool {
    let price = |column: usize| match draft.hidden[column] {
        true => Some(0),
        false => system.may_hide(column).then_some(1),
    };
    let Some(moves) = draft.guards.chased(at, &draft.hidden, &price, chase::MOST) else { return false };
    moves.iter().flatten().for_each(|(column, _)| draft.hidden[*column] = true);
    draft.guards.adopt(at, moves, &draft.hidden)
}

/// Around a primary for which nothing small was found, so many columns are hidden at a time.
const WIDE: [usize; 5] = [100, 250, 600, 1_500, 5_000];

/// Hides what one primary lacks, whatever it costs: all columns around it may take part, and those that do are hidden.
fn widely(system: &System, draft: &mut Draft<'_>, at: usize) -> bool {
    let may: Vec<bool> =
        (0..draft.hidden.len()).map(|column| draft.hidden[column] || system.may_hide(column)).collect();
    WIDE.into_iter().any(|most| {
        let Some(moves) = draft.guards.proved_near(at, &may, most) else { return false };
        moves.iter().flatten().for_each(|(column, _)| draft.hidden[*column] = true);
        draft.guards.adopt(at, moves, &draft.hidden)
    })
}

/// Shows again what no primary rests on.
fn show_idle(system: &System, draft: &mut Draft<'_>) {
    for column in secondaries(system, &draft.hidden) {
        if draft.guards.users(column).is_empty() {
            draft.hidden[column] = false;
        }
    }
    draft.cost = system.cost_of(&draft.hidden);
}

/// Hides all that may be hidden: the last resort, and the test whether there is any pattern at all.
pub(crate) fn everything(system: &System, draft: &mut Draft<'_>) -> Result<(), Error> {
    for column in 0..draft.hidden.len() {
        draft.hidden[column] |= system.may_hide(column);
    }
    let unmet = draft.guards.surely_unmet(&draft.hidden);
    if unmet.is_empty() {
        Ok(())
    } else {
        Err(infeasible(system, unmet.iter().map(|at| draft.guards.list[*at].column)))
    }
}

/// The error for primaries that stay open, with the cells around them that must be shown.
pub(crate) fn infeasible(system: &System, open: impl Iterator<Item = usize>) -> Error {
    let open: Vec<usize> = open.collect();
    let mut frozen: Vec<usize> = Vec::new();
    for column in &open {
        for (row, _) in &system.rows_of[*column] {
            let shown = system.rows[*row].iter().map(|(other, _)| *other).filter(|other| !system.may_hide(*other));
            frozen.extend(shown);
        }
    }
    frozen.sort_unstable();
    frozen.dedup();
    let name = |column: &usize| -> Option<CellId> { system.names.get(*column).copied() };
    Error::Infeasible {
        cells: open.iter().filter_map(name).collect(),
        frozen: frozen.iter().filter_map(name).collect(),
    }
}

/// The secondary columns, dearest first.
fn secondaries(system: &System, hidden: &[bool]) -> Vec<usize> {
    let secondary = |column: &usize| {
        let cell = &system.columns[*column];
        hidden[*column] && cell.primary.is_none() && cell.printing == Printing::Free
    };
    let mut columns: Vec<usize> = (0..hidden.len()).filter(secondary).collect();
    columns.sort_by_key(|column| (std::cmp::Reverse(system.columns[*column].cost), *column));
    columns
}

/// Shows again what is not needed, dearest first.
pub(crate) fn prune(system: &System, draft: &mut Draft<'_>) {
    for column in secondaries(system, &draft.hidden) {
        draft.guards.show(&mut draft.hidden, column);
    }
    draft.cost = system.cost_of(&draft.hidden);
}

/// For every secondary cell, dearest first: without it, and with what its primaries then need, is it cheaper?
fn improve<'a>(system: &'a System, router: &Router<'a>, best: &mut Draft<'a>, work: &mut usize) -> bool {
    let before = best.cost;
    let is_small = system.n_columns() <= SMALL && best.guards.list.len() <= FEW;
    let mut barred = vec![false; best.hidden.len()];
    for column in secondaries(system, &best.hidden) {
        if !best.hidden[column] {
            continue;
        }
        // Each attempt looks at all columns at least once.
        *work = work.saturating_sub(best.hidden.len());
        if *work == 0 {
            return false;
        }
        let mut draft = best.clone();
        draft.hidden[column] = false;
        barred[column] = true;
        let concerned = draft.guards.users(column).to_vec();
        // What costs much more at first will hardly be cheaper when all is done.
        let limit = best.cost.saturating_add(system.columns[column].cost);
        let mended = concerned
            .iter()
            .all(|at| mend(router, &mut draft, &barred, *at, is_small) && system.cost_of(&draft.hidden) < limit);
        barred[column] = false;
        if mended && cheaper_near(system, &mut draft, best, &concerned) {
            if is_small {
                prune(system, &mut draft);
            }
            *best = draft;
        }
    }
    best.cost < before
}

/// Whether a draft becomes cheaper than the best when what is new in it, and what the concerned primaries rested on, is
/// shown again where it is not needed.
fn cheaper_near(system: &System, draft: &mut Draft<'_>, best: &Draft<'_>, concerned: &[usize]) -> bool {
    let mut near = vec![false; draft.hidden.len()];
    for at in concerned {
        best.guards.list[*at].columns().for_each(|column| near[column] = true);
    }
    for column in secondaries(system, &draft.hidden) {
        if near[column] || !best.hidden[column] {
            draft.guards.show(&mut draft.hidden, column);
        }
    }
    draft.cost = system.cost_of(&draft.hidden);
    draft.cost < best.cost
}
