//! Everybody's sequence, put together again from the spells that the program lists, and what can be counted of it.

use crate::validate::program::{Spell, Store};
use anyhow::{Context, bail};
use std::collections::BTreeMap;

/// All spells of a store, and the sequences that they make.
#[derive(Debug)]
pub(crate) struct Rebuilt {
    /// By person and time.
    pub(crate) spells: Vec<Spell>,
    /// The state in each period, by pseudonym.
    pub(crate) persons: BTreeMap<String, Vec<usize>>,
}

impl Rebuilt {
    /// Asks the program for the spells on each state, which any break ends.
    ///
    /// # Errors
    /// Where the program fails, or the spells of a person leave a period out or have two states in one.
    pub(crate) fn of(store: &Store<'_>, n_states: usize, n_periods: usize) -> anyhow::Result<Rebuilt> {
        let spells = spells_by(store, n_states, "any_break")?;
        let mut persons: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for spell in &spells {
            let states = persons.entry(spell.person.clone()).or_default();
            if states.len() != spell.first {
                bail!("two spells of a person overlap or leave a period out");
            }
            states.extend(std::iter::repeat_n(spell.state, spell.length()));
        }
        if persons.values().any(|states| states.len() != n_periods) {
            bail!("the spells of a person leave the last periods out");
        }
        Ok(Rebuilt { spells, persons })
    }

    /// How many sequences are also among `published`, each as often as it is in both: the program hides who is who.
    pub(crate) fn n_in_common(&self, published: &[Vec<usize>]) -> usize {
        let (mut ours, mut theirs): (Vec<_>, Vec<_>) = (self.persons.values().collect(), published.iter().collect());
        ours.sort();
        theirs.sort();
        let mut theirs = theirs.into_iter().peekable();
        let mut common = 0;
        for own in ours {
            while theirs.next_if(|other| *other < own).is_some() {}
            common += usize::from(theirs.next_if(|other| *other == own).is_some());
        }
        common
    }

    /// Of those in state `from` in some period, how many are in each state `lag` periods later; rows are `from`.
    pub(crate) fn transitions(&self, n_states: usize, lag: usize) -> Vec<Vec<u64>> {
        let mut counts = vec![vec![0; n_states]; n_states];
        for states in self.persons.values() {
            for (from, to) in states.iter().zip(&states[lag..]) {
                counts[*from][*to] += 1;
            }
        }
        counts
    }

    /// How many persons have one spell, two, three, ….
    pub(crate) fn spells_per_person(&self) -> Vec<u64> {
        let mut counts = Vec::new();
        for own in self.spells.chunk_by(|a, b| a.person == b.person) {
            counts.resize(counts.len().max(own.len()), 0);
            counts[own.len() - 1] += 1;
        }
        counts
    }

    /// The lengths of a state's spells in periods, in order.
    pub(crate) fn lengths(&self, state: usize) -> Vec<usize> {
        let mut lengths: Vec<usize> =
            self.spells.iter().filter(|spell| spell.state == state).map(Spell::length).collect();
        lengths.sort_unstable();
        lengths
    }

    /// How a state's spells with a known start went on, period by period.
    ///
    /// # Errors
    /// Where a spell has ended and nothing follows it.
    pub(crate) fn exits(&self, state: usize, n_states: usize) -> anyhow::Result<Vec<Exits>> {
        let mut table: Vec<Exits> = Vec::new();
        for spell in self.spells.iter().filter(|spell| spell.state == state && !spell.left_censored) {
            let length = spell.length();
            table.resize(table.len().max(length), Exits { at_risk: 0, to: vec![0; n_states] });
            table[..length].iter_mut().for_each(|period| period.at_risk += 1);
            if spell.ended {
                let next = self.persons.get(&spell.person).and_then(|states| states.get(spell.last + 1));
                table[length - 1].to[*next.context("a spell has ended, and nothing follows it")?] += 1;
            }
        }
        Ok(table)
    }
}

/// The spells on each state by a gap rule, by person and time.
///
/// # Errors
/// Where the program fails.
pub(crate) fn spells_by(store: &Store<'_>, n_states: usize, gap: &str) -> anyhow::Result<Vec<Spell>> {
    let mut spells = Vec::new();
    for state in 0..n_states {
        spells.extend(store.spells(state, gap)?);
    }
    spells.sort();
    Ok(spells)
}

/// Of spells that last so many periods at least, how many end with it, and where they go.
#[derive(Debug, Clone)]
pub(crate) struct Exits {
    /// The spells that last so long.
    pub(crate) at_risk: u64,
    /// Those that end, by the next state.
    pub(crate) to: Vec<u64>,
}

impl Exits {
    /// All that end.
    pub(crate) fn all(&self) -> u64 {
        self.to.iter().sum()
    }
}

/// The share still going on after each period, and the shares that have gone to each state by then.
pub(crate) fn survival(table: &[Exits]) -> Vec<(f64, Vec<f64>)> {
    let (mut staying, mut gone) = (1.0, vec![0.0; table.first().map_or(0, |period| period.to.len())]);
    let mut all = Vec::new();
    for period in table {
        let at_risk = period.at_risk as f64;
        for (gone, to) in gone.iter_mut().zip(&period.to) {
            *gone += staying * *to as f64 / at_risk;
        }
        staying *= 1.0 - period.all() as f64 / at_risk;
        all.push((staying, gone.clone()));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One person of two states, 0 0 1 0, and another, 1 1 1 1.
    fn two_persons() -> Rebuilt {
        let spell = |person: &str, state, first, last| Spell {
            person: person.to_owned(),
            first,
            last,
            state,
            ended: last < 3,
            left_censored: first == 0,
        };
        let spells = vec![spell("a", 0, 0, 1), spell("a", 1, 2, 2), spell("a", 0, 3, 3), spell("b", 1, 0, 3)];
        let persons = [("a", vec![0, 0, 1, 0]), ("b", vec![1; 4])].map(|(person, states)| (person.to_owned(), states));
        Rebuilt { spells, persons: persons.into() }
    }

    #[test]
    fn counts_of_two_persons_worked_by_hand() {
        let rebuilt = two_persons();
        assert_eq!(rebuilt.transitions(2, 1), [[1, 1], [1, 3]]);
        assert_eq!(rebuilt.transitions(2, 2), [[1, 1], [0, 2]]);
        assert_eq!(rebuilt.spells_per_person(), [1, 0, 1]);
        assert_eq!(rebuilt.lengths(0), [1, 2]);
        let exits = rebuilt.exits(1, 2).unwrap();
        assert_eq!((exits.len(), exits[0].at_risk, exits[0].all()), (1, 1, 1));
        assert_eq!(survival(&exits), [(0.0, vec![1.0, 0.0])]);
    }

    #[test]
    fn sequences_are_compared_without_order_and_each_once() {
        let (a, b) = (vec![0, 0, 1, 0], vec![1; 4]);
        let rebuilt = two_persons();
        assert_eq!(rebuilt.n_in_common(&[b.clone(), a.clone()]), 2);
        assert_eq!(rebuilt.n_in_common(&[a.clone(), a]), 1);
        assert_eq!(rebuilt.n_in_common(&[vec![0; 4], b]), 1);
    }
}
