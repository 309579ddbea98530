//! The counts of a follow-up, protected.
//!
//! Its counting has them all, whatever is shown of it: the municipalities add up to their job centres and these to the
//! country, and on a list are at most those who run there. So what is shown by municipality and what is shown by job centre
//! can be laid together, and a list of the next three months beside one of the next six.

use crate::counting::{Counted, Counting, Tie};
use crate::{Figure, FollowedIn, ProtectedCounting};
use definitions::Disclosure;
use rules::{Count, FollowUp, List, Scheme, Settings};
use std::collections::{BTreeMap, BTreeSet};

/// What is counted of a scheme, in persons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Followed {
    /// Those with a spell that runs.
    Running,
    /// Those on a list.
    Listed(List),
    /// Those of whom the register cannot say whether they are on a list: of the country alone.
    Undetermined(List),
    /// Those who are on no list, having died or emigrated: of the country alone.
    LeftOut,
}

/// The counts of a follow-up as they may be shown.
///
/// ```
/// use release::{Followed, FollowedIn, FollowUpCounts, Figure};
/// fn country(counts: &FollowUpCounts) -> Option<Figure> {
///     counts.figure(rules::Scheme::Ressourceforlob, Followed::Running, FollowedIn::Country)
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowUpCounts {
    /// The least count that is shown; zeros are.
    pub threshold: i64,
    figures: BTreeMap<Key, Figure>,
}

/// The counts of a follow-up, which nothing shows.
#[derive(Debug, Clone)]
pub struct CountedFollowUp {
    counting: Counting,
    places: BTreeMap<Key, usize>,
}

impl CountedFollowUp {
    /// Counts a follow-up.
    pub fn of(follow_up: &FollowUp, rule: Disclosure) -> CountedFollowUp {
        let geography = &follow_up.geography;
        let jobcentre_of = |municipality: Option<u16>| {
            let place = municipality.and_then(|code| geography.find(code))?;
            geography.jobcentre_on(place, follow_up.settings.on)
        };
        let lacks = |list: List| follow_up.not_answered.iter().any(|not_answered| not_answered.list == list);
        let lists: Vec<List> = List::ALL.into_iter().filter(|list| !lacks(*list)).collect();
        let counts = Counts {
            counts: &follow_up.counts(),
            lists: &lists,
            undetermined: &follow_up.undetermined,
            left_out: &follow_up.left_out,
        };
        let areas = Areas { jobcentre_of: &jobcentre_of, id: &|place| geography.jobcentres[place].id.clone() };
        counts.counting(areas, follow_up.settings, rule)
    }

    /// Its counts, to be protected.
    pub fn counting(&self) -> &Counting {
        &self.counting
    }

    /// What may be shown of it, once its counting is protected.
    pub fn shown(&self, protected: &ProtectedCounting) -> FollowUpCounts {
        let figures = self.places.iter().map(|(key, at)| (*key, protected.figure(*at)));
        FollowUpCounts { threshold: protected.threshold(), figures: figures.collect() }
    }
}

impl FollowUpCounts {
    /// A figure; none where there is no such count: a list that is not the scheme's or is not answered, or an area in
    /// which nobody's spell runs.
    pub fn figure(&self, scheme: Scheme, of: Followed, place: FollowedIn) -> Option<Figure> {
        self.figures.get(&(scheme, place, of)).copied()
    }

    /// The areas in which anybody's spell of the scheme runs, the country first.
    pub fn places(&self, scheme: Scheme) -> BTreeSet<FollowedIn> {
        self.figures.keys().filter(|(of, ..)| *of == scheme).map(|(_, place, _)| *place).collect()
    }
}

type Key = (Scheme, FollowedIn, Followed);

/// What was counted.
struct Counts<'a> {
    counts: &'a [Count],
    /// The lists that are answered.
    lists: &'a [List],
    undetermined: &'a BTreeMap<(List, Scheme), u64>,
    left_out: &'a BTreeMap<Scheme, u64>,
}

/// The job centre of a municipality, and its id.
#[derive(Clone, Copy)]
struct Areas<'a> {
    jobcentre_of: &'a dyn Fn(Option<u16>) -> Option<usize>,
    id: &'a dyn Fn(usize) -> String,
}

impl Counts<'_> {
    fn counting(&self, areas: Areas<'_>, settings: Settings, rule: Disclosure) -> CountedFollowUp {
        let Settings { on, guarantee_days, plan_months } = settings;
        let name = format!("follow_up.{on}.{guarantee_days}-days.{plan_months}-months");
        let counting = Counting::new(name, rule);
        let mut writer = Writer { counting, places: BTreeMap::new(), areas, settings };
        for scheme in Scheme::ALL {
            self.write(scheme, &mut writer);
        }
        CountedFollowUp { counting: writer.counting, places: writer.places }
    }

    fn write(&self, scheme: Scheme, writer: &mut Writer<'_>) {
        let of_scheme = || self.counts.iter().filter(|count| count.scheme == scheme);
        let municipalities: BTreeSet<Option<u16>> = of_scheme().map(|count| count.municipality).collect();
        let persons = |list: Option<List>, municipality: Option<u16>| {
            let mut of_cell = of_scheme().filter(|count| (count.list, count.municipality) == (list, municipality));
            of_cell.next().map_or(0, |count| count.persons)
        };
        let lists = || self.lists.iter().copied().filter(|list| list.is_of(scheme));
        for list in [None].into_iter().chain(lists().map(Some)) {
            let of = list.map_or(Followed::Running, Followed::Listed);
            let mut of_jobcentre: BTreeMap<Option<usize>, (Vec<usize>, u64)> = BTreeMap::new();
            for municipality in &municipalities {
                let persons = persons(list, *municipality);
                let at = writer.count((scheme, FollowedIn::Municipality(*municipality), of), persons);
                let (parts, sum) = of_jobcentre.entry((writer.areas.jobcentre_of)(*municipality)).or_default();
                parts.push(at);
                *sum += persons;
            }
            let (mut jobcentres, mut all) = (Vec::new(), 0);
            for (jobcentre, (parts, sum)) in of_jobcentre {
                jobcentres.push(writer.total((scheme, FollowedIn::Jobcentre(jobcentre), of), sum, parts));
                all += sum;
            }
            writer.total((scheme, FollowedIn::Country, of), all, jobcentres);
        }
        let country = FollowedIn::Country;
        let left_out = self.left_out.get(&scheme).copied().unwrap_or(0);
        let left_out = writer.count((scheme, country, Followed::LeftOut), left_out);
        let running = writer.places[&(scheme, country, Followed::Running)];
        for list in lists() {
            let undetermined = self.undetermined.get(&(list, scheme)).copied().unwrap_or(0);
            let undetermined = writer.count((scheme, country, Followed::Undetermined(list)), undetermined);
            let listed = writer.places[&(scheme, country, Followed::Listed(list))];
            let parts = vec![listed, undetermined, left_out];
            writer.counting.ties.push(Tie::AtLeast { whole: running, parts });
        }
    }
}

/// Writes counts and what ties them.
struct Writer<'a> {
    counting: Counting,
    places: BTreeMap<Key, usize>,
    areas: Areas<'a>,
    settings: Settings,
}

impl Writer<'_> {
    /// A count; one of some who run is a part of these.
    fn count(&mut self, key: Key, persons: u64) -> usize {
        let (scheme, place, of) = key;
        let subject = format!("persons in {} by law", scheme.benefit());
        let list = |list: List| match list {
            List::Guarantee => (format!("{subject}: on list {}", list.id()), Some(self.settings.guarantee_days)),
            List::PlannedEnd => (format!("{subject}: on list {}", list.id()), Some(self.settings.plan_months)),
            _ => (format!("{subject}: on list {}", list.id()), None),
        };
        let (of_words, nest) = match of {
            Followed::Running => (format!("{subject}: running"), None),
            Followed::Listed(listed) => match list(listed) {
                (words, None) => (words, None),
                (words, Some(within)) => (format!("{words} within {within}"), Some((words, i64::from(within)))),
            },
            Followed::Undetermined(listed) => (format!("{subject}: not known whether on list {}", listed.id()), None),
            Followed::LeftOut => (format!("{subject}: dead or emigrated, and undecided"), None),
        };
        let at = self.counting.count(Counted {
            of: of_words,
            on: self.settings.on,
            place: place.category(self.areas.id),
            value: i64::try_from(persons).unwrap_or(i64::MAX),
            dear: 1,
            nests: nest.into_iter().collect(),
        });
        self.places.insert(key, at);
        if of != Followed::Running
            && let Some(whole) = self.places.get(&(scheme, place, Followed::Running))
        {
            self.counting.ties.push(Tie::Part { whole: *whole, part: at });
        }
        at
    }

    fn total(&mut self, key: Key, persons: u64, parts: Vec<usize>) -> usize {
        let whole = self.count(key, persons);
        if !parts.is_empty() {
            self.counting.ties.push(Tie::Sum { whole, parts });
        }
        whole
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cells::Cells;
    use crate::system::{Built, Earlier};
    use crate::{Ledger, Method, protect};
    use calendar::Day;
    use proptest::prelude::*;

    const THRESHOLD: i64 = 3;
    const LIST: List = List::OverLimit;
    const SCHEME: Scheme = Scheme::Ressourceforlob;
    /// Two with one job centre, one of which nothing is known.
    const MUNICIPALITIES: [Option<u16>; 3] = [Some(101), Some(147), None];

    fn jobcentre_of(municipality: Option<u16>) -> Option<usize> {
        municipality.map(|code| usize::from(code / 200))
    }

    fn rule() -> Disclosure {
        Disclosure { threshold: THRESHOLD, ..Disclosure::default() }
    }

    fn settings(plan_months: i32) -> Settings {
        Settings { on: Day::new(2026, 5, 22).unwrap(), guarantee_days: 30, plan_months }
    }

    fn protected(counted: &[&CountedFollowUp]) -> Vec<FollowUpCounts> {
        let countings: Vec<&Counting> = counted.iter().map(|counted| counted.counting()).collect();
        let protected = protect(&[], &countings, Method::Suppression, &Ledger::default()).unwrap();
        counted.iter().zip(&protected.countings).map(|(counted, protected)| counted.shown(protected)).collect()
    }

    /// Persons by municipality, of whom so many are on the list; undetermined; left out.
    #[derive(Debug, Clone)]
    struct Drawn {
        running: [u64; 3],
        listed: [u64; 3],
        undetermined: u64,
        left_out: u64,
    }

    impl Drawn {
        fn counts(&self) -> Vec<Count> {
            let mut counts = Vec::new();
            for (at, municipality) in MUNICIPALITIES.into_iter().enumerate() {
                for (list, persons) in [(None, self.running[at]), (Some(LIST), self.listed[at])] {
                    counts.push(Count { list, scheme: SCHEME, municipality, persons });
                }
            }
            counts.retain(|count| count.persons > 0);
            counts
        }

        fn protected(&self) -> BTreeMap<Key, Figure> {
            let counts = Counts {
                counts: &self.counts(),
                lists: &[LIST],
                undetermined: &BTreeMap::from([((LIST, SCHEME), self.undetermined)]),
                left_out: &BTreeMap::from([(SCHEME, self.left_out)]),
            };
            let areas = Areas { jobcentre_of: &jobcentre_of, id: &|place| place.to_string() };
            protected(&[&counts.counting(areas, settings(6), rule())]).remove(0).figures
        }

        /// All that could be printed of it, in an order of its own.
        fn cells(&self) -> Vec<(Key, u64)> {
            let mut cells = vec![
                ((SCHEME, FollowedIn::Country, Followed::Undetermined(LIST)), self.undetermined),
                ((SCHEME, FollowedIn::Country, Followed::LeftOut), self.left_out),
            ];
            for (of, values) in [(Followed::Running, self.running), (Followed::Listed(LIST), self.listed)] {
                let key = |place| (SCHEME, place, of);
                for (at, municipality) in MUNICIPALITIES.into_iter().enumerate() {
                    cells.push((key(FollowedIn::Municipality(municipality)), values[at]));
                }
                cells.push((key(FollowedIn::Jobcentre(Some(0))), values[0] + values[1]));
                cells.push((key(FollowedIn::Jobcentre(None)), values[2]));
                cells.push((key(FollowedIn::Country), values.iter().sum()));
            }
            cells
        }

        /// Of each area who runs and is not on the list: printed nowhere, and to be computed.
        fn rests(&self) -> Vec<(Key, u64)> {
            let cells = self.cells();
            let value = |key: Key| cells.iter().find(|(known, _)| *known == key).map_or(0, |(_, value)| *value);
            let of_list = cells.iter().filter(|((_, _, of), _)| *of == Followed::Listed(LIST));
            let rest = |((scheme, place, of), listed): &(Key, u64)| {
                ((*scheme, *place, *of), value((*scheme, *place, Followed::Running)) - listed)
            };
            of_list.map(rest).collect()
        }

        /// Whether it could be so: what anybody knows.
        fn is_possible(&self) -> bool {
            let all = |values: [u64; 3]| values.iter().sum::<u64>();
            (0..3).all(|at| self.listed[at] <= self.running[at])
                && all(self.listed) + self.undetermined + self.left_out <= all(self.running)
        }
    }

    /// All tables that fit what is shown, by trying: numbers up to two above the true one, and none of them 0 where it is
    /// hidden. The largest that each cell can be, and of each area who runs and is not on the list.
    fn largest(drawn: &Drawn, shown: &BTreeMap<Key, Figure>) -> [BTreeMap<Key, u64>; 2] {
        let fits = |cells: &[(Key, u64)]| {
            cells.iter().all(|(key, value)| match shown.get(key) {
                Some(Figure::Shown(known)) => value == known,
                Some(Figure::Hidden) => *value > 0,
                None => *value == 0,
            })
        };
        let choices = |of: Followed, place: FollowedIn, value: u64| match shown.get(&(SCHEME, place, of)) {
            Some(Figure::Hidden) => (1..=(value + 2).max(4)).collect::<Vec<u64>>(),
            _ => vec![value],
        };
        let of_all = |of: Followed, values: [u64; 3]| {
            let of_one = |at: usize| choices(of, FollowedIn::Municipality(MUNICIPALITIES[at]), values[at]);
            let mut all = Vec::new();
            for one in of_one(0) {
                for two in of_one(1) {
                    all.extend(of_one(2).into_iter().map(|three| [one, two, three]));
                }
            }
            all
        };
        let (mut largest, mut largest_rest) = (BTreeMap::new(), BTreeMap::new());
        for running in of_all(Followed::Running, drawn.running) {
            for listed in of_all(Followed::Listed(LIST), drawn.listed) {
                let own = Drawn { running, listed, ..drawn.clone() };
                let totals = |cells: Vec<(Key, u64)>| cells[2..].to_vec();
                if !fits(&totals(own.cells())) {
                    continue;
                }
                for undetermined in choices(Followed::Undetermined(LIST), FollowedIn::Country, drawn.undetermined) {
                    for left_out in choices(Followed::LeftOut, FollowedIn::Country, drawn.left_out) {
                        let own = Drawn { undetermined, left_out, ..own.clone() };
                        if own.is_possible() {
                            for (cells, found) in [(own.cells(), &mut largest), (own.rests(), &mut largest_rest)] {
                                for (key, value) in cells {
                                    let known = found.entry(key).or_insert(0);
                                    *known = value.max(*known);
                                }
                            }
                        }
                    }
                }
            }
        }
        [largest, largest_rest]
    }

    fn drawn() -> impl Strategy<Value = Drawn> {
        let place = || (0..5u64).prop_flat_map(|running| (Just(running), 0..=running));
        ([place(), place(), place()], 0..4u64, 0..3u64).prop_map(|(places, undetermined, left_out)| {
            let (running, listed) = (places.map(|place| place.0), places.map(|place| place.1));
            let rest = running.iter().sum::<u64>() - listed.iter().sum::<u64>();
            let left_out = left_out.min(rest);
            Drawn { running, listed, undetermined: undetermined.min(rest - left_out), left_out }
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

        /// Whoever tries all tables that fit what is shown cannot tell that a count is below the threshold.
        #[test]
        fn no_small_count_can_be_worked_out(drawn in drawn()) {
            let shown = drawn.protected();
            let [largest, largest_rest] = largest(&drawn, &shown);
            for (key, rest) in drawn.rests() {
                let is_small = rest > 0 && rest < THRESHOLD as u64;
                prop_assert!(!is_small || largest_rest[&key] >= THRESHOLD as u64, "who is not in {:?} is told", key);
            }
            for (key, value) in drawn.cells() {
                match shown.get(&key) {
                    None => prop_assert_eq!(value, 0),
                    Some(Figure::Shown(known)) => {
                        prop_assert_eq!(*known, value);
                        prop_assert!(value == 0 || value >= THRESHOLD as u64, "{:?} is shown", key);
                    }
                    Some(Figure::Hidden) if value < THRESHOLD as u64 => {
                        prop_assert!(largest[&key] >= THRESHOLD as u64, "{:?} is told by {:?}", key, shown);
                    }
                    Some(Figure::Hidden) => {}
                }
            }
        }
    }

    #[test]
    fn a_small_count_takes_another_one_with_it_and_nothing_is_hidden_where_nothing_is_small() {
        let small = Drawn { running: [9, 8, 12], listed: [1, 5, 6], undetermined: 0, left_out: 0 };
        let shown = small.protected();
        let listed = |place| shown[&(SCHEME, place, Followed::Listed(LIST))];
        assert_eq!(listed(FollowedIn::Country), Figure::Shown(12));
        assert_eq!(listed(FollowedIn::Municipality(Some(101))), Figure::Hidden);
        assert_eq!(listed(FollowedIn::Municipality(Some(147))), Figure::Hidden);
        assert_eq!(listed(FollowedIn::Municipality(None)), Figure::Shown(6));
        let none = Drawn { running: [9, 8, 12], listed: [3, 0, 6], undetermined: 4, left_out: 0 };
        assert!(none.protected().values().all(|figure| *figure != Figure::Hidden));
    }

    /// The same with both schemes, all lists and many areas, attacked by the program's own attacker.
    #[test]
    fn the_intervals_of_a_larger_follow_up_are_wide_enough() {
        let mut counts = Vec::new();
        let mut number = 12_345u64;
        let mut draw = |below: u64| {
            number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (number >> 33) % below
        };
        for scheme in Scheme::ALL {
            for code in 100..112u16 {
                let running = 1 + draw(14);
                let count = |list, persons| Count { list, scheme, municipality: Some(code), persons };
                counts.push(count(None, running));
                let lists = List::ALL.into_iter().filter(|list| list.is_of(scheme));
                counts.extend(lists.map(|list| count(Some(list), draw(running + 1))));
            }
        }
        let (undetermined, left_out) = (BTreeMap::new(), BTreeMap::new());
        let counts = Counts { counts: &counts, lists: &List::ALL, undetermined: &undetermined, left_out: &left_out };
        let jobcentre_of = |code: Option<u16>| code.map(|code| usize::from(code / 3));
        let areas = Areas { jobcentre_of: &jobcentre_of, id: &|place| place.to_string() };
        let counted = counts.counting(areas, settings(6), rule());
        let cells = Cells::of(&[], &[counted.counting()], true).unwrap();
        let system = Built::of_counts(&cells, Earlier::AreKnown).unwrap().system;
        let pattern = protection::protect(&system, &protection::Settings::default()).unwrap();
        let ids: Vec<_> = system.cells().map(|(id, _)| id).collect();
        let is_hidden = |id: &protection::CellId| pattern.status(*id).is_some_and(|status| !status.is_shown());
        let hidden: Vec<_> = ids.iter().copied().filter(is_hidden).collect();
        let intervals = protection::intervals(&system, &hidden).unwrap();
        let mut small = 0;
        for id in &hidden {
            if let Some(primary) = system.cell(*id).unwrap().primary {
                small += 1;
                assert!(intervals[id].meets(primary.requirement), "{id}: {}", intervals[id]);
            }
        }
        assert!(small > 20 && ids.len() > hidden.len(), "{small} of {}", hidden.len());
    }

    #[test]
    fn two_who_are_on_the_list_of_six_months_and_not_on_that_of_three_cannot_be_told() {
        let list = |months: i32, persons: u64| {
            let count = |list, persons| Count { list, scheme: SCHEME, municipality: Some(101), persons };
            let counts = Counts {
                counts: &[count(None, 40), count(Some(List::PlannedEnd), persons)],
                lists: &[List::PlannedEnd],
                undetermined: &BTreeMap::new(),
                left_out: &BTreeMap::new(),
            };
            let areas = Areas { jobcentre_of: &jobcentre_of, id: &|place| place.to_string() };
            counts.counting(areas, settings(months), rule())
        };
        let shown = |three: u64, six: u64| {
            let protected = protected(&[&list(3, three), &list(6, six)]);
            let of = |counts: &FollowUpCounts| {
                counts.figure(SCHEME, Followed::Listed(List::PlannedEnd), FollowedIn::Country).unwrap()
            };
            [of(&protected[0]), of(&protected[1])]
        };
        assert_eq!(shown(9, 20), [Figure::Shown(9), Figure::Shown(20)]);
        assert_eq!(shown(9, 9), [Figure::Shown(9), Figure::Shown(9)]);
        assert!(shown(9, 11).contains(&Figure::Hidden));
        // Two of forty are on no list: either they or those who are on it are not told.
        let protected = protected(&[&list(3, 38)]);
        let told = |of: Followed| protected[0].figure(SCHEME, of, FollowedIn::Country).unwrap();
        assert!([told(Followed::Running), told(Followed::Listed(List::PlannedEnd))].contains(&Figure::Hidden));
    }

    #[test]
    fn what_was_hidden_stays_hidden_when_it_has_grown() {
        let list = |persons: [u64; 2]| {
            let count = |list, code, persons| Count { list, scheme: SCHEME, municipality: Some(code), persons };
            let counts = [
                count(None, 101, 40),
                count(None, 147, 30),
                count(Some(LIST), 101, persons[0]),
                count(Some(LIST), 147, persons[1]),
            ];
            let counts =
                Counts { counts: &counts, lists: &[LIST], undetermined: &BTreeMap::new(), left_out: &BTreeMap::new() };
            counts.counting(Areas { jobcentre_of: &jobcentre_of, id: &|place| place.to_string() }, settings(6), rule())
        };
        let listed = |counted: &CountedFollowUp, ledger: &Ledger| {
            let protected = protect(&[], &[counted.counting()], Method::Suppression, ledger).unwrap();
            let shown = counted.shown(&protected.countings[0]);
            let of = |code| shown.figure(SCHEME, Followed::Listed(LIST), FollowedIn::Municipality(Some(code))).unwrap();
            ([101, 147].map(of), protected.published)
        };
        let (before, after) = (list([2, 9]), list([5, 9]));
        let (figures, published) = listed(&before, &Ledger::default());
        assert_eq!(figures, [Figure::Hidden, Figure::Hidden]);
        assert_eq!(listed(&after, &Ledger::default()).0, [Figure::Shown(5), Figure::Shown(9)]);
        let line = published.line(&crate::Plan::empty("follow-up"), "May");
        let ledger = Ledger::read(&line, "June").unwrap();
        assert_eq!(listed(&after, &ledger).0, [Figure::Hidden, Figure::Hidden]);
    }
}
