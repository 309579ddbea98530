//! The drawn specification of windows, hours, plans and memberships, run: `cases/windows.md`.
//!
//! Under each heading stands one person, table by table, and in which category the person is counted. Each row is a measure
//! of its own, written out and asked.

#![allow(clippy::unwrap_used, reason = "clippy knows #[test] functions as tests, and not the helpers that they call")]

#[allow(dead_code, reason = "a test uses what its file needs")]
#[path = "../../spells/tests/common/markdown.rs"]
mod markdown;

use calendar::{Day, Month, Period, Span};
use definitions::{Catalog, Dimension};
use markdown::{Drawn, Row, tables};
use measures::{Cell, Pass, Question, Request, Source, Table};
use register::{
    Event, FlexibleJob, Membership, Needs, Offer, Payment, People, PersonRows, Plan, StoreInfo, TableKind, Wage, Word,
};

/// One person, and the words that the rows name.
#[derive(Default)]
struct Drawing {
    covered: Option<Span>,
    person: PersonRows,
    words: Vec<String>,
}

/// A shard with the one person in it.
struct Shard<'a>(StoreInfo, &'a Drawing);

impl Source for Shard<'_> {
    fn info(&self) -> &StoreInfo {
        &self.0
    }

    fn n_shards(&self) -> usize {
        1
    }

    fn read(&self, _: usize, _: Needs) -> Result<People, register::Error> {
        Ok(People::from_rows(vec![self.1.person.clone()], self.1.words.clone()))
    }
}

fn code(set: &str, code: &str, row: &Row) -> u16 {
    let catalog = Catalog::embedded().unwrap();
    let set = &catalog.code_sets.versions(set).unwrap()[0];
    set.find(code).unwrap_or_else(|| panic!("{}: there is no `{code}`", row.place))
}

fn hundredths(text: &str, row: &Row) -> Option<i32> {
    let number = |text: &str| text.parse::<f64>().unwrap_or_else(|_| panic!("{}: `{text}` is no number", row.place));
    (!text.is_empty()).then(|| (number(text) * 100.0).round() as i32)
}

impl Drawing {
    fn word(&mut self, text: &str) -> Word {
        self.words.push(text.to_owned());
        Word(self.words.len() as u32 - 1)
    }

    /// Takes up a table that draws something; says whether it was one.
    fn draw(&mut self, table: &Drawn) -> bool {
        for row in &table.rows {
            let stretch = || {
                let until = if row.get("to").is_empty() { Day::MAX } else { row.day("to") + 1 };
                (row.day("from"), until)
            };
            if table.is(&["covered"], &[]) {
                let (first, last) = row.days_of(row.get("covered"));
                self.covered = Some(Span::inclusive(first, last));
            } else if table.is(&["paid", "from", "to"], &[]) {
                let ((from, until), code) = (stretch(), code("dream", row.get("paid"), row));
                self.person.payments.push(Payment { from, until, code });
            } else if table.is(&["offer", "from", "to"], &[]) {
                let ((from, until), offer) = (stretch(), code("tilbud", row.get("offer"), row));
                self.person.offers.push(Offer { from, until, offer });
            } else if table.is(&["hours a week", "from", "to"], &[]) {
                let ((from, until), hours) = (stretch(), hundredths(row.get("hours a week"), row));
                self.person.flexible_jobs.push(FlexibleJob { from, until, hours });
            } else if table.is(&["wages in", "hours", "amount"], &[]) {
                let month = Month::read(row.get("wages in").as_bytes()).unwrap();
                let (hours, amount) = (hundredths(row.get("hours"), row), hundredths(row.get("amount"), row));
                self.person.wages.push(Wage { month, hours, amount });
            } else if table.is(&["member of", "from", "to"], &[]) {
                let ((from, until), (project, group)) = (stretch(), row.get("member of").split_once(' ').unwrap());
                let (project, group) = (self.word(project), self.word(group));
                self.person.memberships.push(Membership { from, until, project, group });
            } else if table.is(&["plan for", "from", "to"], &[]) {
                let ((from, until), code) = (stretch(), code("dream", row.get("plan for"), row));
                self.person.plans.push(Plan { from, until, code });
            } else if table.is(&["event", "on", "value"], &[]) {
                let (day, event) = (row.day("on"), code("haendelser", row.get("event"), row));
                let value = Some(row.get("value")).filter(|text| !text.is_empty()).map(str::to_owned);
                let value = value.map(|text| self.word(&text));
                self.person.events.push(Event { day, event, value });
            } else {
                return false;
            }
            row.assert_read();
        }
        true
    }

    /// The table of a row's own measure.
    fn answer(&self, row: &Row, keys: &str, show: &str, dimension: Option<Dimension>) -> Table {
        let covered = self.covered.unwrap_or_else(|| panic!("{}: nothing says what is covered", row.place));
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("measures")).unwrap();
        let text = format!(
            "id = \"drawn\"\ntitle = {{ da = \"x\", en = \"x\" }}\nsource = \"drawn\"\nvalid_from = 2000-01-01\n{keys}show = [\"{show}\"]\n"
        );
        std::fs::write(folder.path().join("measures/drawn.toml"), text).unwrap();
        let catalog =
            Catalog::with_folders(&[folder.path().to_owned()]).unwrap_or_else(|error| panic!("{}: {error}", row.place));
        let source = Shard(StoreInfo::in_memory("drawn", covered, "dream", &TableKind::ALL), self);
        let period: Period = row.get("in").parse().unwrap();
        let request = Request {
            measure: "drawn".to_owned(),
            periods: vec![period],
            by: Some(std::iter::once(Dimension::Period).chain(dimension).collect()),
            ..Request::default()
        };
        let question =
            Question::new(&request, &catalog, source.info()).unwrap_or_else(|error| panic!("{}: {error}", row.place));
        Pass::plan(vec![question], &catalog).unwrap().run(&source, 1, &|_| {}).unwrap().remove(0)
    }

    /// Compares a row with what is counted.
    fn check(&self, row: &Row, wrong: &mut Vec<String>) {
        let (keys, dimension) = measure(row);
        if row.get("asked").starts_with("pay ") {
            // Of the one spell or member, the mean is its own.
            let found = match self.answer(row, &keys, "mean_pay", None).cell(0, 0) {
                Cell::Number { value, .. } => value.rounded(2),
                Cell::NotYet => "not_yet".to_owned(),
                Cell::Unknown => "unknown".to_owned(),
            };
            if found != row.get("is") {
                wrong.push(format!("{}: drawn `{}`, counted `{found}`", row.place, row.get("is")));
            }
            row.assert_read();
            return;
        }
        let table = self.answer(row, &keys, "count", dimension);
        let mut found = Vec::new();
        for at in 0..table.n_rows() {
            let ids: Vec<&str> = table.categories(at).map(|category| category.id.as_str()).collect();
            let name = if dimension.is_none() { "one" } else { ids[1] };
            if dimension.is_some() && name == "all" {
                continue;
            }
            match table.cell(at, 0) {
                Cell::Number { value, .. } if value.as_whole() == Some(0) => {}
                Cell::Number { provisional, .. } => {
                    found.push(format!("{name}{}", if provisional { " provisional" } else { "" }));
                }
                // While a spell waits, so do all categories: the one that says so is enough.
                Cell::NotYet if dimension == Some(Dimension::FirstOffer) && name != "none" => {
                    found.push(format!("{name} not yet"));
                }
                Cell::NotYet => {}
                Cell::Unknown => found.push(format!("{name} unknown")),
            }
        }
        let found = if found.is_empty() { "nobody".to_owned() } else { found.join(", ") };
        if found != row.get("is") {
            wrong.push(format!("{}: drawn `{}`, counted `{found}`", row.place, row.get("is")));
        }
        row.assert_read();
    }
}

/// The measure that a row asks, as its file writes it, and the dimension that it asks for.
fn measure(row: &Row) -> (String, Option<Dimension>) {
    let (of, asked) = (row.get("of"), row.get("asked"));
    let of_spells = "benefit = \"ressourceforlob\"\ngap = \"calendar_month\"\n";
    let mut keys = match of {
        "member" | "entered" | "left" => {
            format!("cohort = \"flere_skal_med.2\"\ncount = \"members\"\nevent = \"{of}\"\n")
        }
        "occurred" => format!("{of_spells}count = \"events\"\nevent = \"occurred\"\n"),
        _ => format!("{of_spells}count = \"spells\"\nevent = \"{of}\"\n"),
    };
    let dimension = if let Some(window) = asked.strip_prefix("offer ") {
        let (word, rest) = window.split_once(' ').unwrap();
        keys += &format!("offers = {{ hierarchy = \"offer.s003\", {word} = \"{rest}\" }}\n");
        Some(Dimension::Offer)
    } else if let Some(window) = asked.strip_prefix("pay ") {
        let (word, rest) = window.split_once(' ').unwrap();
        keys += &format!("pay = {{ {word} = \"{rest}\" }}\n");
        None
    } else if let Some(list) = asked.strip_prefix("first ") {
        let (offer, within) = list.split_once(": ").unwrap();
        let within: Vec<String> = within.split(", ").map(|length| format!("\"{length}\"")).collect();
        keys += &format!("first_offer = {{ offers = [\"{offer}\"], within = [{}] }}\n", within.join(", "));
        Some(Dimension::FirstOffer)
    } else if let Some(of) = asked.strip_suffix(" band") {
        keys += &format!("hours = {{ of = \"{of}\", in = \"day\" }}\n");
        Some(Dimension::HoursBand)
    } else if let Some((of, over)) = asked.split_once(" change over ") {
        keys += &format!("hours = {{ of = \"{of}\", in = \"day\", change_over = \"{over}\" }}\n");
        Some(Dimension::HoursChange)
    } else {
        match asked {
            "time in group" => Some(Dimension::TimeInGroup),
            "plan" => Some(Dimension::Plan),
            "reason" => {
                keys += "end_reasons = \"ophoer_aarsag\"\n";
                Some(Dimension::EndReason)
            }
            "member" => None,
            event => {
                let (event, plus) = event.split_once(" plus ").unwrap_or((event, "0 days"));
                keys += &format!("occurs = {{ events = [\"{event}\"], plus = \"{plus}\" }}\n");
                None
            }
        }
    };
    (keys, dimension)
}

#[test]
fn windows() {
    let mut drawing = Drawing::default();
    let mut heading = String::new();
    let mut wrong = Vec::new();
    for table in tables("windows.md", include_str!("../../../cases/windows.md"), 150) {
        if table.heading != heading {
            // What is drawn under a heading belongs to it alone.
            (drawing, heading) = (Drawing::default(), table.heading.clone());
        }
        if table.is(&["of", "asked", "in", "is"], &[]) {
            table.rows.iter().for_each(|row| drawing.check(row, &mut wrong));
        } else {
            assert!(drawing.draw(&table), "{:?} has no meaning under `{}`", table.columns, table.heading);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
