//! The periods of a question, and which of them a day or a stretch of days falls in.

use calendar::{Day, Period, Span};

/// Periods in the order in which they were asked for. They may overlap: a quarter and its months in one table.
#[derive(Debug, Clone)]
pub(crate) struct Timeline {
    pub(crate) periods: Vec<Period>,
    spans: Vec<Span>,
    /// The periods, with their places, parted into lists in which they are in order and apart, so that each is searched
    /// by halving.
    chains: Vec<Vec<(Span, usize)>>,
}

impl Timeline {
    pub(crate) fn new(periods: Vec<Period>) -> Timeline {
        let spans: Vec<Span> = periods.iter().map(|period| period.span()).collect();
        let mut order: Vec<usize> = (0..periods.len()).collect();
        order.sort_by_key(|at| (spans[*at].from, spans[*at].until));
        let mut chains: Vec<Vec<(Span, usize)>> = Vec::new();
        for at in order {
            let period = (spans[at], at);
            let free =
                chains.iter_mut().find(|chain| chain.last().is_some_and(|(last, _)| last.until <= period.0.from));
            match free {
                Some(chain) => chain.push(period),
                None => chains.push(vec![period]),
            }
        }
        Timeline { periods, spans, chains }
    }

    /// From the first day of the first period to the last of the last.
    pub(crate) fn reach(&self) -> Span {
        let from = self.spans.iter().map(|span| span.from).min().unwrap_or(Day::MIN);
        Span::new(from, self.spans.iter().map(|span| span.until).max().unwrap_or(Day::MIN))
    }

    pub(crate) fn span(&self, period: usize) -> Span {
        self.spans[period]
    }

    pub(crate) fn len(&self) -> usize {
        self.periods.len()
    }

    /// The periods that have a day in common with `span`.
    #[inline]
    pub(crate) fn overlapping(&self, span: Span) -> impl Iterator<Item = usize> {
        self.chains.iter().flat_map(move |chain| {
            let first = chain.partition_point(|(period, _)| period.until <= span.from);
            chain[first..].iter().take_while(move |(period, _)| period.from < span.until).map(|(_, at)| *at)
        })
    }

    /// The periods that the day lies in.
    #[inline]
    pub(crate) fn containing(&self, day: Day) -> impl Iterator<Item = usize> {
        self.overlapping(Span::inclusive(day, day))
    }

    /// The periods whose edge, the first day or the day after the last, lies in `edges`.
    pub(crate) fn with_edge(&self, edges: Span, edge: impl Fn(Span) -> Day) -> impl Iterator<Item = usize> {
        self.chains.iter().flat_map(move |chain| {
            let first = chain.partition_point(|(period, _)| edge(*period) < edges.from);
            let beyond = chain.partition_point(|(period, _)| edge(*period) < edges.until);
            chain[first..beyond.max(first)].iter().map(|(_, at)| *at)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn searching_and_looking_at_each_agree(periods in proptest::collection::vec((0..60i32, 1..30i32), 0..12), from in -5..70i32, days in 0..40i32) {
            let span = |from: i32, days: i32| Span::new(Day::from_number(from), Day::from_number(from + days));
            let timeline = Timeline::new(periods.iter().map(|(from, days)| Period::Days(span(*from, *days))).collect());
            let asked = span(from, days);
            let sorted = |list: Vec<usize>| { let mut list = list; list.sort(); list };
            let slow = |wanted: &dyn Fn(Span) -> bool| (0..timeline.len()).filter(|at| wanted(timeline.span(*at))).collect::<Vec<_>>();
            if days > 0 {
                prop_assert_eq!(sorted(timeline.overlapping(asked).collect()), slow(&|period| period.overlaps(asked)));
            }
            prop_assert_eq!(sorted(timeline.containing(asked.from).collect()), slow(&|period| period.contains(asked.from)));
            prop_assert_eq!(sorted(timeline.with_edge(asked, |period| period.until).collect()), slow(&|period| asked.contains(period.until)));
            prop_assert_eq!(sorted(timeline.with_edge(asked, |period| period.from).collect()), slow(&|period| asked.contains(period.from)));
        }
    }
}
