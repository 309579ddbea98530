//! Rounding instead of hiding: the finest counts are rounded once, and every sum is the sum of rounded counts.
//!
//! Sources: Langsrud and Heldal, *An algorithm for small count rounding of tabular data*, Privacy in Statistical
//! Databases 2018 (SmallCountRounding, `PLSrounding`); for controlled rounding, the ESSnet handbook, section 5.4.

use crate::Error;

/// Which of the finest counts are rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Those from 1 to base - 1, to 0 or the base; larger ones stay as they are.
    Small,
    /// All, to a multiple of the base beside them.
    All,
}

/// Rounded counts and their sums.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rounded {
    /// The finest counts, in the order given.
    pub counts: Vec<i64>,
    /// The sums of rounded counts, in the order given.
    pub sums: Vec<i64>,
    /// The largest difference between a rounded number and the true one.
    pub largest_difference: i64,
    /// The differences of all numbers without their signs, added up.
    pub distance: i64,
}

/// Rounds a number to the nearest multiple of a base, halves away from zero. Sums of such numbers do not add up.
///
/// ```
/// assert_eq!([2, 3, 32, -3, 0].map(|number| protection::conventional(number, 5)), [0, 5, 30, -5, 0]);
/// // A base below 2 leaves the number.
/// assert_eq!(protection::conventional(7, 1), 7);
/// ```
pub fn conventional(number: i64, base: i64) -> i64 {
    if base < 2 {
        return number;
    }
    let rest = number.rem_euclid(base);
    let up = if number < 0 { 2 * rest > base } else { 2 * rest >= base };
    number - rest + if up { base } else { 0 }
}

/// Rounds finest counts so that the published sums, lists of places in `counts`, are as little off as can be found.
///
/// The squares of all differences are made small, by rounding one count after the other and then changing one, or two
/// against each other, as long as that helps: a good choice, and not proved to be the best. Whoever knows the method
/// still cannot tell a count of 1 to base - 1 from 0 or from the base.
///
/// ```
/// use protection::{Scope, round};
/// // A row of counts and its sum.
/// let rounded = round(&[1, 4, 3, 20], &[vec![0, 1, 2, 3]], 5, Scope::Small)?;
/// assert_eq!((rounded.counts, rounded.sums), (vec![0, 5, 5, 20], vec![30]));
/// # Ok::<(), protection::Error>(())
/// ```
///
/// # Errors
/// A base below 2, a count below 0, a sum of a place that is none.
pub fn round(counts: &[i64], sums: &[Vec<usize>], base: i64, scope: Scope) -> Result<Rounded, Error> {
    if base < 2 {
        return Err(Error::Setting { setting: "base" });
    }
    if counts.iter().any(|count| *count < 0) {
        return Err(Error::Setting { setting: "counts" });
    }
    if sums.iter().flatten().any(|place| *place >= counts.len()) {
        return Err(Error::Setting { setting: "sums" });
    }
    let mut search = Search::new(counts, sums, base, scope);
    search.start();
    while search.change_one() || search.change_two() {}
    Ok(search.finish(counts, sums))
}

/// How many others are tried beside a count.
const LOOKED_AT: usize = 300;

/// A count that is rounded: what rounding down takes away, and where it stands.
struct Choice {
    place: usize,
    rest: i64,
    up: bool,
    /// The sums it is part of, each once, and how often.
    sums: Vec<(usize, i64)>,
}

struct Search {
    base: i64,
    choices: Vec<Choice>,
    /// The choices in each sum.
    members: Vec<Vec<usize>>,
    /// How far each sum is off.
    off: Vec<i64>,
}

impl Search {
    fn new(counts: &[i64], sums: &[Vec<usize>], base: i64, scope: Scope) -> Search {
        let mut sums_of: Vec<Vec<(usize, i64)>> = vec![Vec::new(); counts.len()];
        for (at, sum) in sums.iter().enumerate() {
            for place in sum {
                match sums_of[*place].last_mut() {
                    Some((last, times)) if *last == at => *times += 1,
                    _ => sums_of[*place].push((at, 1)),
                }
            }
        }
        let mut choices = Vec::new();
        for (place, sums) in sums_of.into_iter().enumerate() {
            let rest = counts[place] % base;
            if rest != 0 && (scope == Scope::All || counts[place] < base) {
                choices.push(Choice { place, rest, up: false, sums });
            }
        }
        let mut members = vec![Vec::new(); sums.len()];
        for (at, choice) in choices.iter().enumerate() {
            choice.sums.iter().for_each(|(sum, _)| members[*sum].push(at));
        }
        Search { base, choices, members, off: vec![0; sums.len()] }
    }

    /// How much the squares grow if a choice is changed by `change`, its sums being off by what they are and `more`.
    fn growth(&self, at: usize, from: i64, change: i64) -> i64 {
        let own = (from + change) * (from + change) - from * from;
        self.choices[at].sums.iter().fold(own, |growth, (sum, times)| {
            let (off, change) = (self.off[*sum], change * times);
            growth + change * (2 * off + change)
        })
    }

    fn shift(&mut self, at: usize, change: i64) {
        for (sum, times) in &self.choices[at].sums {
            self.off[*sum] += change * times;
        }
    }

    /// One after the other, each to the side that is better at the moment.
    fn start(&mut self) {
        for at in 0..self.choices.len() {
            let rest = self.choices[at].rest;
            let up = self.growth(at, 0, self.base - rest) < self.growth(at, 0, -rest);
            self.choices[at].up = up;
            self.shift(at, if up { self.base - rest } else { -rest });
        }
    }

    /// How far a choice is off, and what changing it would change.
    fn now(&self, at: usize) -> (i64, i64) {
        let Choice { rest, up, .. } = self.choices[at];
        if up { (self.base - rest, -self.base) } else { (-rest, self.base) }
    }

    fn change(&mut self, at: usize) {
        let (_, change) = self.now(at);
        self.shift(at, change);
        self.choices[at].up = !self.choices[at].up;
    }

    fn change_one(&mut self) -> bool {
        let mut changed = false;
        for at in 0..self.choices.len() {
            let (from, change) = self.now(at);
            if self.growth(at, from, change) < 0 {
                self.change(at);
                changed = true;
            }
        }
        changed
    }

    /// Two of one sum, together or against each other.
    fn change_two(&mut self) -> bool {
        let mut changed = false;
        for at in 0..self.choices.len() {
            let (from, change) = self.now(at);
            let growth = self.growth(at, from, change);
            self.change(at);
            // Small sums: there is little to be looked at, and others stand in few sums besides.
            let mut sums: Vec<usize> = self.choices[at].sums.iter().map(|(sum, _)| *sum).collect();
            sums.sort_by_key(|sum| (self.members[*sum].len(), *sum));
            let others = sums.iter().flat_map(|sum| &self.members[*sum]).copied().take(LOOKED_AT);
            let mut others = others.filter(|other| *other != at);
            let better = others.find(|other| {
                let (from, change) = self.now(*other);
                growth + self.growth(*other, from, change) < 0
            });
            match better {
                Some(other) => {
                    self.change(other);
                    changed = true;
                }
                None => self.change(at),
            }
        }
        changed
    }

    fn finish(self, counts: &[i64], sums: &[Vec<usize>]) -> Rounded {
        let mut rounded = counts.to_vec();
        for choice in &self.choices {
            rounded[choice.place] += if choice.up { self.base - choice.rest } else { -choice.rest };
        }
        let of = |counts: &[i64], sum: &Vec<usize>| sum.iter().map(|place| counts[*place]).sum::<i64>();
        let totals: Vec<i64> = sums.iter().map(|sum| of(&rounded, sum)).collect();
        let differences = counts.iter().zip(&rounded).map(|(one, other)| (one - other).abs());
        let more = sums.iter().zip(&totals).map(|(sum, total)| (of(counts, sum) - total).abs());
        let differences: Vec<i64> = differences.chain(more).collect();
        Rounded {
            largest_difference: differences.iter().copied().max().unwrap_or(0),
            distance: differences.iter().sum(),
            counts: rounded,
            sums: totals,
        }
    }
}
