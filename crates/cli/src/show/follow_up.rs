//! The protected counts of a follow-up, as a table and as tidy CSV. Nothing here is of one person.

use super::lines::{Align, lined_up, rule, wrapped};
use crate::arguments::Areas;
use definitions::{Geography, Language};
use measures::Ratio;
use publication::number;
use register::StoreInfo;
use release::{Figure, FollowUpCounts, Followed, FollowedIn};
use rules::{FollowUp, List, Scheme};
use std::collections::BTreeSet;

/// The counts, and what is to be shown of them.
pub(crate) struct Counts<'a> {
    pub(crate) protected: &'a FollowUpCounts,
    pub(crate) follow_up: &'a FollowUp,
    pub(crate) info: &'a StoreInfo,
    /// The lists that are shown.
    pub(crate) lists: &'a [List],
    pub(crate) by: Areas,
    /// The municipalities that are shown; all where it is empty.
    pub(crate) municipalities: &'a [u16],
    pub(crate) language: Language,
}

/// What stands for a hidden figure.
const HIDDEN: &str = "..";

impl Counts<'_> {
    fn say<'w>(&self, danish: &'w str, english: &'w str) -> &'w str {
        match self.language {
            Language::Danish => danish,
            Language::English => english,
        }
    }

    fn geography(&self) -> &Geography {
        &self.follow_up.geography
    }

    /// The country alone, a line a scheme.
    pub(crate) fn lines(&self) -> String {
        let title = self.say("Opfølgning: personer på listerne", "Follow-up: persons on the lists");
        let mut text = format!("{title} {}\n\n", self.follow_up.settings.on);
        let mut head = vec![String::new(), self.say("I gang", "Running").to_owned()];
        head.extend(self.lists.iter().map(|list| self.short(*list).to_owned()));
        let mut rows = vec![head];
        for scheme in Scheme::ALL {
            let country = FollowedIn::Country;
            let title = scheme.title().in_language(self.language).to_owned();
            let mut row = vec![title, self.figure(scheme, Followed::Running, country)];
            row.extend(self.lists.iter().map(|list| self.figure(scheme, Followed::Listed(*list), country)));
            rows.push(row);
        }
        let align: Vec<Align> = (0..rows[0].len()).map(|at| if at == 0 { Align::Left } else { Align::Right }).collect();
        text += &(lined_up(&rows, &align).join("\n") + "\n");
        text
    }

    /// A table of each scheme, and what it means.
    pub(crate) fn text(&self) -> String {
        let settings = self.follow_up.settings;
        let title = self.say("Opfølgning: personer på listerne", "Follow-up: persons on the lists");
        let mut text = format!("{title} {}\n", settings.on);
        for scheme in Scheme::ALL {
            text += &self.table(scheme);
        }
        text.push('\n');
        for note in self.notes() {
            text += &(wrapped(&note, 110).join("\n") + "\n");
        }
        text
    }

    fn lists(&self, scheme: Scheme) -> impl Iterator<Item = List> {
        self.lists.iter().copied().filter(move |list| list.is_of(scheme))
    }

    fn table(&self, scheme: Scheme) -> String {
        let (places, lists) = (self.places(scheme), self.lists(scheme).collect::<Vec<_>>());
        let area = match self.by {
            Areas::Country => "",
            Areas::Jobcentre => self.say("Jobcenter", "Job centre"),
            Areas::Municipality => self.say("Kommune", "Municipality"),
        };
        let mut head = vec![area.to_owned(), self.say("I gang", "Running").to_owned()];
        head.extend(lists.iter().map(|list| self.short(*list).to_owned()));
        let mut rows = vec![head];
        for place in places {
            let mut row = vec![self.place_title(place), self.figure(scheme, Followed::Running, place)];
            row.extend(lists.iter().map(|list| self.figure(scheme, Followed::Listed(*list), place)));
            rows.push(row);
        }
        let country = FollowedIn::Country;
        let unknown = lists.iter().map(|list| self.figure(scheme, Followed::Undetermined(*list), country));
        let cannot_tell = self.say("Kan ikke afgøres (hele landet)", "Cannot be told (whole country)");
        rows.push([cannot_tell.to_owned(), String::new()].into_iter().chain(unknown).collect());
        let gone = self.say("Døde eller udrejste (hele landet)", "Died or emigrated (whole country)");
        rows.push(vec![gone.to_owned(), self.figure(scheme, Followed::LeftOut, country)]);
        let align: Vec<Align> = (0..rows[0].len()).map(|at| if at == 0 { Align::Left } else { Align::Right }).collect();
        let lines = lined_up(&rows, &align);
        let line = rule(&lines);
        let (head, body) = lines.split_at(1);
        let (body, below) = body.split_at(body.len() - 2);
        let parts = [vec![line.clone()], head.to_vec(), vec![line.clone()], body.to_vec(), vec![line.clone()]];
        let all: Vec<String> = parts.into_iter().flatten().chain(below.iter().cloned()).chain([line]).collect();
        format!("\n{}\n{}\n", scheme.title().in_language(self.language), all.join("\n"))
    }

    /// The areas that are shown, the country first.
    fn places(&self, scheme: Scheme) -> Vec<FollowedIn> {
        let all: BTreeSet<FollowedIn> = self.protected.places(scheme);
        let wanted = |code: u16| self.municipalities.is_empty() || self.municipalities.contains(&code);
        let is_shown = |place: &FollowedIn| match (place, self.by) {
            (FollowedIn::Country, _) => true,
            (FollowedIn::Municipality(Some(code)), Areas::Municipality) => wanted(*code),
            (FollowedIn::Municipality(None), Areas::Municipality) | (FollowedIn::Jobcentre(_), Areas::Jobcentre) => {
                self.municipalities.is_empty()
            }
            _ => false,
        };
        // Those that are not known come last.
        let mut shown: Vec<FollowedIn> = all.into_iter().filter(is_shown).collect();
        shown.sort_by_key(|place| {
            (matches!(place, FollowedIn::Jobcentre(None) | FollowedIn::Municipality(None)), *place)
        });
        shown
    }

    fn figure(&self, scheme: Scheme, of: Followed, place: FollowedIn) -> String {
        match self.protected.figure(scheme, of, place) {
            Some(Figure::Shown(persons)) => number(Ratio::whole(persons.into()), 0, self.language),
            Some(Figure::Hidden) => HIDDEN.to_owned(),
            None => ".".to_owned(),
        }
    }

    fn place_title(&self, place: FollowedIn) -> String {
        let unknown = || self.say("Uoplyst", "Unknown").to_owned();
        match place {
            FollowedIn::Country => self.say("Hele landet", "Whole country").to_owned(),
            FollowedIn::Municipality(Some(code)) => municipality_name(self.geography(), code),
            FollowedIn::Jobcentre(Some(at)) => jobcentre_name(self.geography(), at, self.language),
            FollowedIn::Municipality(None) | FollowedIn::Jobcentre(None) => unknown(),
        }
    }

    fn short(&self, list: List) -> &'static str {
        let (danish, english) = match list {
            List::Guarantee => ("Indsatsgaranti", "Guarantee"),
            List::PlannedEnd => ("Planlagt slut", "Planned end"),
            List::OverLimit => ("Over grænse", "Over limit"),
            List::WithoutEffort => ("Uden indsats", "Without effort"),
            List::SeveralSpells => ("Flere forløb", "Several spells"),
            List::ExpectedEnd => ("Forventet slut", "Expected end"),
        };
        match self.language {
            Language::Danish => danish,
            Language::English => english,
        }
    }

    fn notes(&self) -> Vec<String> {
        let (settings, info) = (self.follow_up.settings, self.info);
        let (days, months) = (settings.guarantee_days, settings.plan_months);
        let mut notes = Vec::new();
        for list in self.lists {
            let title = list.title();
            let within = match (list, self.language) {
                (List::Guarantee, Language::Danish) => format!(" (inden for {days} dage)"),
                (List::Guarantee, Language::English) => format!(" (within {days} days)"),
                (List::PlannedEnd, Language::Danish) => format!(" (inden for {months} måneder)"),
                (List::PlannedEnd, Language::English) => format!(" (within {months} months)"),
                _ => String::new(),
            };
            let missing = self.follow_up.not_answered.iter().find(|not_answered| not_answered.list == *list);
            let missing = missing.map_or_else(String::new, |not_answered| {
                let table = not_answered.table.danish();
                match self.language {
                    Language::Danish => format!(" Kan ikke opgøres: udtrækket har ikke tabellen `{table}`."),
                    Language::English => format!(" Cannot be told: the extract does not have the table `{table}`."),
                }
            });
            let title = title.in_language(self.language);
            if title != self.short(*list) || !missing.is_empty() {
                notes.push(format!("{}: {title}{within}.{missing}", self.short(*list)));
            }
        }
        let threshold = self.protected.threshold;
        notes.push(match self.language {
            Language::Danish => format!(
                "{HIDDEN} Diskretioneret: antal under {threshold}, og hvad de kunne regnes ud fra. Områder, hvor ingen forløb er i gang, er ikke vist."
            ),
            Language::English => format!(
                "{HIDDEN} Hidden: counts below {threshold}, and what they could be worked out from. Areas in which no spell runs are not shown."
            ),
        });
        notes.push(
            self.say(
                "En liste er en anledning til at se på en sag, og ingen afgørelse. Reglerne: forlob rules.",
                "A list is a reason to look at a case, and no decision. The rules: forlob rules.",
            )
            .to_owned(),
        );
        let (from, to) = (info.covered.from, info.covered.last_day());
        notes.push(match self.language {
            Language::Danish => {
                format!("Kilde: {}. Udtrukket {}, dækker {from} til {to}.", info.source(), info.extract_date)
            }
            Language::English => {
                format!("Source: {}. Drawn {}, covers {from} to {to}.", info.source(), info.extract_date)
            }
        });
        notes
    }

    /// A row a figure: `on, scheme, count, list, area, persons, status`.
    pub(crate) fn csv(&self) -> anyhow::Result<String> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let area = match self.by {
            Areas::Country | Areas::Municipality => "municipality",
            Areas::Jobcentre => "jobcentre",
        };
        writer.write_record(["on", "scheme", "count", "list", area, "persons", "status"])?;
        let on = self.follow_up.settings.on.to_string();
        for scheme in Scheme::ALL {
            for place in self.places(scheme) {
                let listed = self.lists(scheme).map(Followed::Listed);
                let mut counts: Vec<Followed> = [Followed::Running].into_iter().chain(listed).collect();
                if place == FollowedIn::Country {
                    counts.extend(self.lists(scheme).map(Followed::Undetermined));
                    counts.push(Followed::LeftOut);
                }
                for of in counts {
                    let (count, list) = match of {
                        Followed::Running => ("running", ""),
                        Followed::Listed(list) => ("listed", list.id()),
                        Followed::Undetermined(list) => ("undetermined", list.id()),
                        Followed::LeftOut => ("left_out", ""),
                    };
                    let (persons, status) = match self.protected.figure(scheme, of, place) {
                        Some(Figure::Shown(persons)) => (persons.to_string(), ""),
                        Some(Figure::Hidden) => (String::new(), "hidden"),
                        None => (String::new(), "not_answered"),
                    };
                    writer.write_record([
                        &on,
                        scheme.benefit(),
                        count,
                        list,
                        &self.place_id(place),
                        &persons,
                        status,
                    ])?;
                }
            }
        }
        Ok(String::from_utf8(writer.into_inner()?)?)
    }

    fn place_id(&self, place: FollowedIn) -> String {
        match place {
            FollowedIn::Country => "all".to_owned(),
            FollowedIn::Municipality(Some(code)) => code.to_string(),
            FollowedIn::Jobcentre(Some(at)) => {
                self.geography().jobcentres.get(at).map_or_else(String::new, |area| area.id.clone())
            }
            FollowedIn::Municipality(None) | FollowedIn::Jobcentre(None) => "unknown".to_owned(),
        }
    }
}

/// The name of a municipality; its code where it has none.
pub(crate) fn municipality_name(geography: &Geography, code: u16) -> String {
    let place = geography.find(code).and_then(|at| geography.municipalities.get(at));
    place.map_or_else(|| code.to_string(), |municipality| municipality.name.clone())
}

/// The name of a job centre.
pub(crate) fn jobcentre_name(geography: &Geography, at: usize, language: Language) -> String {
    geography.jobcentres.get(at).map_or_else(String::new, |area| area.title.in_language(language).to_owned())
}
