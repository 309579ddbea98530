//! A good pattern quickly: eliminate, repair until every requirement is met, show again what is not needed, and try
//! whether a dear cell has cheaper substitutes.

use crate::chase::{self, Effort};
use crate::draft::Draft;
use crate::guards::Guards;
use crate::intervals::{Move, fits};
use crate::route::{HIDDEN, Router};
use crate::simplex::Side;
use crate::system::{CellId, System};
use crate::{Error, elimination};

/// Up to so many columns every attempt to improve a pattern is made with all means, if there are few primaries.
const SMALL: usize = 5_000;
/// Up to so many primaries are few.
const FEW: usize = 300;
/// Up to so much work in the first repair there is a second one.
const TWICE: u64 = 20_000_000;
/// How much work it may be to improve a pattern, as the guards count it.
const WORK: u64 = 30_000_000;
/// The same for a second look at what is dearest.
const AGAIN: u64 = 10_000_000;

/// How hard substitutes for a cell are looked for in small systems; in others, always quickly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Means {
    /// Whatever it takes.
    All,
    /// Only where whole-number moves are found at once. The others turn out too dear nearly always, and after a search
    /// with cuts there is hardly one left that is not.
    Quick,
}

/// A pattern that meets every requirement, improved as far as the exchange of single cells goes.
///
/// # Errors
/// Primaries that cannot be protected whatever is hidden.
pub(crate) fn heuristic<'a>(system: &'a System, router: &Router<'a>, passes: u32) -> Result<Draft<'a>, Error> {
    let (mut best, other) = starts(system, router)?;
    improve(router, &mut best, passes, Means::All);
    if let Some(mut other) = other {
        improve(router, &mut other, passes, Means::All);
        if other.cost() < best.cost() {
            best = other;
        }
    }
    look_again(&mut best);
    Ok(best)
}

/// A pattern that meets every requirement, to be improved: the cheaper one of what the starts lead to.
///
/// # Errors
/// Primaries that cannot be protected whatever is hidden.
pub(crate) fn started<'a>(system: &'a System, router: &Router<'a>) -> Result<Draft<'a>, Error> {
    let (sums, small) = starts(system, router)?;
    Ok(match small {
        Some(small) if small.cost() < sums.cost() => small,
        _ => sums,
    })
}

/// What is no sum of shown cells may still be known too well; and where that is so, less may be needed than what hides
/// every sum. So the repair starts from both, where the first was not too much work and they do not lead to the same.
fn starts<'a>(system: &'a System, router: &Router<'a>) -> Result<(Draft<'a>, Option<Draft<'a>>), Error> {
    let sums = repaired(system, router, elimination::eliminate(system)?)?;
    if sums.guards.work > TWICE {
        return Ok((sums, None));
    }
    let small = repaired(system, router, system.hidden_at_least())?;
    let is_other = small.hidden != sums.hidden;
    Ok((sums, is_other.then_some(small)))
}

/// Where so much is hidden that no primary's tables were looked for everywhere, what is dearest is looked at once more:
/// a total may be hidden only since the small move that spares it is far to seek.
pub(crate) fn look_again(draft: &mut Draft<'_>) {
    if Guards::are_few(&draft.hidden) {
        return;
    }
    let until = draft.guards.work.saturating_add(AGAIN);
    for column in draft.secondaries() {
        if draft.guards.work >= until {
            break;
        }
        if draft.hidden[column] && draft.show_after_all(column) {
            draft.settle();
            draft.show_idle();
        }
    }
}

/// Replaces cells by cheaper ones, in as many passes as help and may be made; nothing idle stays hidden.
pub(crate) fn improve<'a>(router: &Router<'a>, draft: &mut Draft<'a>, passes: u32, means: Means) {
    let until = draft.guards.work.saturating_add(WORK);
    for _ in 0..passes {
        if !pass(router, draft, until, means) {
            break;
        }
    }
    draft.show_idle();
}

/// From any hidden columns to a pattern that meets every requirement and of which nothing can be left out.
pub(crate) fn repaired<'a>(system: &'a System, router: &Router<'a>, hidden: Vec<bool>) -> Result<Draft<'a>, Error> {
    let mut draft = Draft::new(system, hidden);
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
    draft.prune();
    Ok(draft)
}

/// Hides what one primary lacks; false where it cannot be had.
fn mend(router: &Router<'_>, draft: &mut Draft<'_>, barred: &[bool], at: usize, thoroughly: bool) -> bool {
    let column = draft.guards.list[at].column;
    if draft.is_met(at) {
        return true;
    }
    if draft.guards.list[at].wants_all() && quickly(router, draft, barred, at, thoroughly) {
        return true;
    }
    if !thoroughly {
        return false;
    }
    if draft.guards.list[at].wants_all() && wholly(router, draft, barred, at) {
        return true;
    }
    // A fractional way may not lead to a whole-number table; a second look goes on from what it hid.
    for price in HIDDEN {
        if draft.is_met(at) {
            return true;
        }
        let all = draft.guards.list[at].wants_all();
        for (side, wanted) in draft.guards.list[at].wants() {
            match router.find(&draft.hidden, barred, column, side, wanted, price) {
                Some(moved) => {
                    draft.offer(at, side, moved);
                    if !all {
                        break;
                    }
                }
                None if all => return false,
                None => {}
            }
        }
    }
    draft.is_met(at)
}

/// Hides what one primary lacks where whole-number moves are found at once: the cheaper of what a search along the
/// equations and what a linear program finds.
fn quickly(router: &Router<'_>, draft: &mut Draft<'_>, barred: &[bool], at: usize, thoroughly: bool) -> bool {
    let system = router.system;
    let chased = |draft: &Draft<'_>, effort: Effort| {
        let price = |other: usize| match draft.hidden[other] {
            true => Some(0),
            false => (!barred[other] && system.may_hide(other)).then(|| system.columns[other].cost),
        };
        draft.guards.chased(at, &draft.hidden, &price, effort)
    };
    let routed = routed(router, draft, barred, at);
    let mut ways: Vec<[Move; 2]> = [routed, chased(draft, chase::LITTLE)].into_iter().flatten().collect();
    ways.sort_by_cached_key(|moves| draft.price(moves));
    ways.into_iter().any(|moves| draft.adopt(at, moves))
        || thoroughly && chased(draft, chase::MUCH).is_some_and(|moves| draft.adopt(at, moves))
}

/// By linear programs near the primary, one for each side.
fn routed(router: &Router<'_>, draft: &mut Draft<'_>, barred: &[bool], at: usize) -> Option<[Move; 2]> {
    let column = draft.guards.list[at].column;
    let mut moves = [Vec::new(), Vec::new()];
    let before = draft.now();
    for (side, wanted) in draft.guards.list[at].wants() {
        let Some(moved) = router.find_near(&draft.hidden, barred, column, side, wanted) else { break };
        // What one side hides is free for the other.
        draft.hide_all(&moved);
        let fits = fits(router.system, &draft.hidden, &moved);
        moves[usize::from(side == Side::Up)] = moved;
        if !fits {
            moves = [Vec::new(), Vec::new()];
            break;
        }
    }
    draft.back_to(before);
    moves.iter().any(|moved| !moved.is_empty()).then_some(moves)
}

/// Hides what one primary lacks, by a search for whole numbers in ever more columns around it.
fn wholly(router: &Router<'_>, draft: &mut Draft<'_>, barred: &[bool], at: usize) -> bool {
    let column = draft.guards.list[at].column;
    let before = draft.now();
    for (side, wanted) in draft.guards.list[at].wants() {
        if let Some(moved) = router.find_whole(&draft.hidden, barred, column, side, wanted) {
            draft.offer(at, side, moved);
        }
    }
    let is_met = draft.is_met(at);
    if !is_met {
        draft.back_to(before);
    }
    is_met
}

/// Hides what one primary lacks, by as few cells as can be found, however dear they are: where all around is small, only
/// totals can take up a movement.
fn plainly(system: &System, draft: &mut Draft<'_>, at: usize) -> bool {
    let price = |column: usize| match draft.hidden[column] {
        true => Some(0),
        false => system.may_hide(column).then_some(1),
    };
    let moves = draft.guards.chased(at, &draft.hidden, &price, chase::MOST);
    moves.is_some_and(|moves| draft.adopt(at, moves))
}

/// Around a primary for which nothing small was found, so many columns are hidden at a time.
const WIDE: [usize; 5] = [100, 250, 600, 1_500, 5_000];

/// Hides what one primary lacks, whatever it costs: all columns around it may take part, and those that do are hidden.
fn widely(system: &System, draft: &mut Draft<'_>, at: usize) -> bool {
    let may: Vec<bool> =
        (0..draft.hidden.len()).map(|column| draft.hidden[column] || system.may_hide(column)).collect();
    WIDE.into_iter().any(|most| {
        let moves = draft.guards.proved_near(at, &may, most);
        moves.is_some_and(|moves| draft.adopt(at, moves))
    })
}

/// Hides all that may be hidden: the last resort, and the test whether there is any pattern at all.
fn everything(system: &System, draft: &mut Draft<'_>) -> Result<(), Error> {
    (0..draft.hidden.len()).filter(|column| system.may_hide(*column)).for_each(|column| draft.hide(column));
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

/// For every secondary cell, dearest first: without it, and with what its primaries then need, is it cheaper?
fn pass<'a>(router: &Router<'a>, best: &mut Draft<'a>, until: u64, means: Means) -> bool {
    let (system, before) = (router.system, best.cost());
    let is_small = system.n_columns() <= SMALL && best.guards.list.len() <= FEW;
    // Where the width asks for more than the sides, nothing is found at once.
    let slides: Vec<bool> = best.guards.list.iter().map(|guard| guard.needs.slides()).collect();
    let thoroughly = |at: usize| is_small && (means == Means::All || slides[at]);
    let mut barred = vec![false; best.hidden.len()];
    for column in best.secondaries() {
        if !best.hidden[column] {
            continue;
        }
        // The next dearest has the best chances; where there are many, the last ones hardly have any.
        if best.guards.work >= until {
            break;
        }
        barred[column] = true;
        let is_better = without(router, best, &barred, column, &thoroughly);
        barred[column] = false;
        if is_better && is_small {
            best.prune();
        }
    }
    best.cost() < before
}

/// Shows a column and hides what its primaries then need, if that is cheaper when what is not needed any more is shown;
/// otherwise nothing changes.
fn without<'a>(
    router: &Router<'a>,
    draft: &mut Draft<'a>,
    barred: &[bool],
    column: usize,
    thoroughly: &impl Fn(usize) -> bool,
) -> bool {
    draft.settle();
    let (before, cost) = (draft.now(), draft.cost());
    let concerned = draft.guards.users(column).to_vec();
    let mut near: Vec<usize> = concerned.iter().flat_map(|at| draft.guards.list[*at].columns()).collect();
    draft.expose(column);
    // What costs much more at first will hardly be cheaper when all is done.
    let limit = cost.saturating_add(router.system.columns[column].cost);
    let is_mended =
        concerned.iter().all(|at| mend(router, draft, barred, *at, thoroughly(*at)) && draft.cost() < limit);
    if is_mended {
        near.extend(draft.hidden_since(before));
        for column in draft.secondaries_of(near) {
            draft.show(column);
        }
    }
    let is_better = is_mended && draft.cost() < cost;
    if !is_better {
        draft.back_to(before);
    }
    is_better
}
