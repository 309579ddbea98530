//! Whether spells that started at one time last as long, and go on to the same, as those that started at another.

use definitions::{Language, Title};
use forecast::Life;
use statistics::{Confidence, Error, LifeTable, Scale, Survival, Test, coarsen, gray_test, log_rank};

/// The tests. They are of the single months, since in a wide band one group may have been followed for longer than the other:
/// a statistic of that many exits tells of nobody. What is printed of the others' curve is of their bands.
#[derive(Debug)]
pub(crate) struct Comparison {
    /// The first and the last month of the band in which half of the others have ended.
    other_median: Option<(u32, u32)>,
    durations: Option<Test>,
    /// For each next benefit its id, title and test, where something can be tested.
    causes: Vec<(String, Title, Test)>,
}

impl Comparison {
    /// The tests of causes of which both groups have at least `threshold` exits.
    ///
    /// # Errors
    /// Where a group is smaller than the threshold.
    pub(crate) fn of(life: &Life, other: &Life, threshold: u64) -> Result<Comparison, Error> {
        let other_bands = coarsen(&other.table, threshold)?;
        let median = Survival::of(&other_bands.table).quantile(0.5, CONFIDENCE)?.time.map(|band| {
            let next = other_bands.starts.get(band as usize + 1).copied().unwrap_or(other.table.last() + 1);
            (other_bands.starts[band as usize], next - 1)
        });
        let groups = [life.table.clone(), other.table.clone()];
        let has_exits = |exits: &dyn Fn(&LifeTable) -> u64| groups.iter().all(|group| exits(group) >= threshold);
        let test = |test: Result<Test, Error>| match test {
            Ok(test) => Ok(Some(test)),
            Err(Error::NothingToCompare) => Ok(None),
            Err(error) => Err(error),
        };
        let mut causes = Vec::new();
        for (at, cause) in life.causes.iter().enumerate() {
            if has_exits(&|group| group.exits(at).iter().sum())
                && let Some(test) = test(gray_test(&groups, at))?
            {
                causes.push((cause.id.clone(), cause.title.clone(), test));
            }
        }
        let durations = match has_exits(&|group| group.all_exits().iter().sum()) {
            true => test(log_rank(&groups, None, 0.0))?,
            false => None,
        };
        Ok(Comparison { other_median: median, durations, causes })
    }

    pub(crate) fn text(&self, against: &str, language: Language) -> String {
        let decimal = |text: String| if language == Language::Danish { text.replace('.', ",") } else { text };
        let p = |test: &Test| match test.p {
            p if p < 0.001 => decimal("p < 0.001".to_owned()),
            p => decimal(format!("p = {p:.3}")),
        };
        let median = match self.other_median {
            Some((first, last)) => {
                let months = if first == last { first.to_string() } else { format!("{first}–{last}") };
                months + if language == Language::Danish { " måneder" } else { " months" }
            }
            None if language == Language::Danish => "ikke nået".to_owned(),
            None => "not reached".to_owned(),
        };
        let durations = match &self.durations {
            Some(test) => format!("χ² = {}, {}", decimal(format!("{:.1}", test.statistic)), p(test)),
            None => "..".to_owned(),
        };
        let causes = self.causes.iter().map(|(_, title, test)| format!("{} {}", title.in_language(language), p(test)));
        let causes = causes.collect::<Vec<_>>().join("; ");
        match language {
            Language::Danish => format!(
                "Over for forløb påbegyndt {against}: dér er medianen {median}. Varigheden, log-rank-test: {durations}. Andelen, der går over i hver næste ydelse, Grays test: {causes}. Testene er af de enkelte måneder."
            ),
            Language::English => format!(
                "Against spells that started {against}: their median is {median}. Duration, log-rank test: {durations}. The share that goes on to each next benefit, Gray's test: {causes}. The tests are of the single months."
            ),
        }
    }

    /// The measure, the next benefit's id and the value of each of its figures.
    pub(crate) fn figures(&self) -> Vec<(&'static str, &str, String)> {
        let of = |next, test: &Test, names: [&'static str; 2]| {
            [(names[0], next, format!("{:.1}", test.statistic)), (names[1], next, format!("{:.3}", test.p))]
        };
        let durations = self.durations.iter().flat_map(|test| of("", test, ["log_rank", "log_rank_p"]));
        let causes = self.causes.iter().flat_map(|(id, _, test)| of(id.as_str(), test, ["gray", "gray_p"]));
        durations.chain(causes).collect()
    }
}

/// The interval of the median is not printed.
const CONFIDENCE: Confidence = Confidence { level: 0.95, scale: Scale::LogLog };
