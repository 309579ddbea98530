//! Reading a measure's file: every key, checked against the definitions that it names.

use crate::catalog::Catalog;
use crate::toml_file::{At, Table, Text, nearest};
use crate::{
    Bands, BandsOf, Code, Count, Dimension, DimensionKind, Disclosure, Error, Event, FirstOffer, GapRule, Header,
    Hours, HoursOf, Length, Life, Matching, Measure, Membership, Occurs, Outcome, Statistic, Subject, Title, Trend,
    Versions, Window,
};

impl Measure {
    pub(crate) fn read(text: Text<'_>, catalog: &Catalog) -> Result<Measure, Error> {
        let table = text.parse()?;
        let header = Header::read(text, &table)?;
        let reader = Reader { table: &table, catalog, header: &header };
        let cohort = table.optional_text("cohort")?;
        let counted = table.text("count")?;
        let count = word(&counted, "count", &Count::NAMES)?;
        if cohort.is_some() && count != Count::Members {
            return Err(counted.error("of a cohort its members are counted: use count = \"members\""));
        }
        let event = reader.event(count)?;
        let (subject, code_set) = match cohort {
            Some(cohort) => (reader.cohort(cohort, event)?, None),
            None => reader.benefit(count, event)?,
        };
        let set = code_set.as_deref();
        let status = reader.matching("status", set, &subject, event)?;
        if let Some((matching, place)) = &status
            && !matches!(matching.window, Window::After(_))
        {
            return Err(place.error(A_STATUS));
        }
        let matching = |key| Ok::<_, Error>(reader.matching(key, set, &subject, event)?.map(|(matching, _)| matching));
        let before = table.optional_text("before")?.map(|id| reader.hierarchy(&id, set)).transpose()?;
        let mut measure = Measure {
            benefits: matching("benefits")?,
            offers: matching("offers")?,
            decisions: matching("decisions")?,
            status: status.map(|(status, _)| status),
            before,
            occurs: reader.occurs(event)?,
            hours: reader.hours(event)?,
            pay: reader.pay(event)?,
            first_offer: reader.first_offer(event)?,
            life: reader.life(count, event, set)?,
            end_reasons: reader.end_reasons()?,
            by: Vec::new(),
            only: Vec::new(),
            duration_bands: reader.bands("duration_bands", "duration.jobindsats", BandsOf::Duration)?,
            membership_bands: reader.bands("membership_bands", "membership.s003", BandsOf::Membership)?,
            age_bands: reader.bands("age_bands", "age.five_year", BandsOf::Age)?,
            age_groups: reader.bands("age_groups", "age.under_40", BandsOf::Age)?,
            show: Vec::new(),
            share_of: None,
            spread: None,
            decimals: match table.optional_integer("decimals")? {
                None => Statistic::Share.decimals(),
                Some(at) => {
                    u8::try_from(at.value).ok().filter(|n| *n <= 6).ok_or_else(|| at.error("`decimals` is 0 to 6"))?
                }
            },
            disclosure: Disclosure::read(&table)?,
            note: Title::optional(&table, "note")?,
            subject,
            count,
            event,
            header: header.clone(),
        };
        measure.by = reader.dimensions(&measure)?;
        measure.only = reader.only(&measure)?;
        measure.spread = reader.spread(&measure)?;
        measure.share_of = reader.share_of(&measure.by)?;
        measure.show = reader.statistics(&measure)?;
        table.finish()?;
        Ok(measure)
    }
}

const A_STATUS: &str = "a status is that of one day: write `after = \"1 month\"`";
const AFTER_THE_END: &str = "what is looked for after a spell's end goes with event = \"ended\" alone";
const HOURS_OF_A_DAY: &str =
    "hours are those of a day, or of its month for wages: use `in = \"day\"` or `after = \"1 month\"`";
const PAY_OF_A_MONTH: &str = "pay is that of one month: use `in = \"month\"`, `in = \"period\"` (the period's last month) or `after = \"3 months\"`";

struct Reader<'a> {
    table: &'a Table<'a>,
    catalog: &'a Catalog,
    header: &'a Header,
}

impl<'a> Reader<'a> {
    fn event(&self, count: Count) -> Result<Event, Error> {
        let Some(text) = self.table.optional_text("event")? else {
            return match count {
                Count::Spells => Err(self.table.error("`event` is missing: write `event = \"started\"`")),
                Count::Persons | Count::PersonDays => Ok(Event::Paid),
                Count::Members => Ok(Event::Member),
                Count::Events => Ok(Event::Occurred),
            };
        };
        let event = word(&text, "event", &Event::NAMES)?;
        let of_members = matches!(event, Event::Member | Event::Entered | Event::Left);
        match (count, event) {
            (Count::Members, _) if !of_members => {
                Err(text.error("members are counted by event = \"member\", \"entered\" or \"left\""))
            }
            (count, _) if count != Count::Members && of_members => {
                Err(text.error("only a cohort has members: use `cohort = \"…\"` and count = \"members\""))
            }
            (Count::Spells, Event::Paid) => {
                Err(text.error("spells are not paid, persons are: use event = \"active\", or count = \"persons\""))
            }
            (Count::Spells, Event::Occurred) => {
                Err(text.error("spells do not occur, events do: use count = \"events\", or count = \"persons\""))
            }
            (Count::Events, event) if event != Event::Occurred => {
                Err(text.error("events are counted where they occurred: event = \"occurred\""))
            }
            (Count::PersonDays, event) if event != Event::Paid => {
                Err(text.error("person-days are counted where they are paid: event = \"paid\""))
            }
            _ => Ok(event),
        }
    }

    fn cohort(&self, cohort: At<'a, String>, event: Event) -> Result<Subject, Error> {
        let found = self.catalog.cohorts.reference_during(&cohort, self.header)?;
        if let Some(other) = self.table.optional_text("benefit")? {
            return Err(other.error("a measure is of a `benefit` or of a `cohort`: leave one out, and see `where`"));
        }
        if found.members == Membership::Everyone && event != Event::Member {
            return Err(cohort.error("everybody neither enters nor leaves: use event = \"member\""));
        }
        let closed_on = self.table.optional_date("closed_on")?;
        if let Some(day) = &closed_on
            && (event != Event::Member || found.members == Membership::Everyone)
        {
            return Err(day.error("only a group's members, event = \"member\", can be those of one day"));
        }
        let in_force =
            self.catalog.cohorts.days_in_force(&cohort.value).map_err(|error| cohort.error(error.to_string()))?;
        if let Some(day) = closed_on.as_ref().filter(|day| !in_force.contains(day.value)) {
            return Err(day.error(format!(
                "cohort `{}` is in force {}, and `closed_on` is {}",
                cohort.value,
                crate::header::in_force(in_force),
                day.value
            )));
        }
        if let Some(gap) = self.table.optional_text("gap")? {
            return Err(gap.error("memberships need no gap rule: leave `gap` out"));
        }
        Ok(Subject::Cohort { cohort: cohort.value, closed_on: closed_on.map(|day| day.value) })
    }

    fn benefit(&self, count: Count, event: Event) -> Result<(Subject, Option<String>), Error> {
        if count == Count::Members {
            return Err(self.table.error("only a cohort has members: write `cohort = \"…\"` in place of `benefit`"));
        }
        if let Some(day) = self.table.optional_date("closed_on")? {
            return Err(
                day.error("only a cohort can be closed on a day: use `cohort = \"…\"`, or leave `closed_on` out")
            );
        }
        let benefit = self.table.text("benefit")?;
        let group = self.catalog.benefits.reference_during(&benefit, self.header)?;
        let gap = self.gap(event)?;
        Ok((Subject::Benefit { benefit: benefit.value, gap }, Some(group.code_set.clone())))
    }

    fn gap(&self, event: Event) -> Result<Option<(GapRule, String)>, Error> {
        match (self.table.optional_text("gap")?, event) {
            (Some(gap), Event::Paid) => Err(gap.error("a paid day needs no gap rule: leave `gap` out")),
            (None, Event::Paid) => Ok(None),
            (None, _) => Err(self.table.error("`gap` is missing: write `gap = \"calendar_month\"`")),
            (Some(gap), _) => {
                let (rule, _) = self.catalog.gap_rule(&gap.value).map_err(|unknown| gap.error(unknown.to_string()))?;
                Ok(Some((rule, gap.value)))
            }
        }
    }

    fn hierarchy(&self, id: &At<'_, String>, code_set: Option<&str>) -> Result<String, Error> {
        let found = self.catalog.hierarchies.reference_during(id, self.header)?;
        if let (Some(own), Some(of_benefit)) = (found.code_set.as_deref(), code_set)
            && own != of_benefit
        {
            return Err(
                id.error(format!("hierarchy `{}` is of code set `{own}`, and the benefit of `{of_benefit}`", id.value))
            );
        }
        Ok(id.value.clone())
    }

    /// A hierarchy in a window, and where the window stands.
    fn matching(
        &self,
        key: &'static str,
        code_set: Option<&str>,
        subject: &Subject,
        event: Event,
    ) -> Result<Option<(Matching, At<'a, String>)>, Error> {
        let Some(entry) = self.table.optional_table(key)? else { return Ok(None) };
        let without_spell = matches!(subject, Subject::Cohort { .. }) || event == Event::Paid;
        if key == "status" && without_spell {
            return Err(entry.error(
                "a status is that after a spell's end: look at a day with `benefits = { hierarchy = \"…\", in = \"day\" }`",
            ));
        }
        let missing = match key {
            "status" => A_STATUS,
            _ => "say when: `in = \"month\"`, `after = \"1 month\"`, `within`, `last` or `first`",
        };
        let (window, place) = Window::read(&entry, missing)?;
        let hierarchy = self.hierarchy(&entry.text("hierarchy")?, code_set)?;
        entry.finish()?;
        if window.of_a_spell() && without_spell {
            return Err(place
                .error("only a spell has a start and an end: use `in = \"day\"`, \"month\", \"period\" or \"ever\""));
        }
        if window.of_an_end() && event != Event::Ended {
            return Err(place.error(AFTER_THE_END));
        }
        if matches!(window, Window::First(_)) && !matches!(event, Event::Started | Event::Ended) {
            return Err(place.error("a spell's first days go with event = \"started\" or \"ended\""));
        }
        if matches!(window, Window::Spell | Window::Last(_)) && event == Event::Started {
            return Err(place.error("a spell that has only started has no days yet: use `first = \"6 months\"`"));
        }
        Ok(Some((Matching { hierarchy, window }, place)))
    }

    fn events(&self, entry: &Table<'_>, key: &'static str, set: &str) -> Result<Vec<Code>, Error> {
        let list = entry.texts(key)?;
        if list.is_empty() {
            return Err(entry.error(format!("`{key}` is missing: list codes of the set `{set}`")));
        }
        let found = self.catalog.code_sets.versions(set).ok().and_then(|versions| versions.last());
        found.ok_or_else(|| entry.error(format!("there is no code set `{set}`")))?.select(&list)
    }

    fn occurs(&self, event: Event) -> Result<Option<Occurs>, Error> {
        match (self.table.optional_table("occurs")?, event) {
            (None, Event::Occurred) => {
                Err(self.table.error("`occurs` is missing: write `occurs = { events = [\"sanktion\"] }`"))
            }
            (None, _) => Ok(None),
            (Some(entry), Event::Occurred) => {
                let events = self.events(&entry, "events", "haendelser")?;
                let plus = entry.optional_text("plus")?.map(|text| Length::read(&text)).transpose()?;
                entry.finish()?;
                Ok(Some(Occurs { events, plus: plus.unwrap_or(Length::Days(0)) }))
            }
            (Some(entry), _) => Err(entry.error("`occurs` goes with event = \"occurred\"")),
        }
    }

    fn hours(&self, event: Event) -> Result<Option<Hours>, Error> {
        let Some(entry) = self.table.optional_table("hours")? else { return Ok(None) };
        let of = word(&entry.text("of")?, "of", &HoursOf::NAMES)?;
        let (window, place) = Window::read(&entry, HOURS_OF_A_DAY)?;
        match window {
            Window::Day => {}
            Window::After(_) if event == Event::Ended => {}
            Window::After(_) => return Err(place.error(AFTER_THE_END)),
            _ => return Err(place.error(HOURS_OF_A_DAY)),
        }
        let change_over = match entry.optional_text("change_over")? {
            None => None,
            Some(text) => match Length::read(&text)? {
                Length::Months(months) if (1..=120).contains(&months) => Some(months),
                _ => return Err(text.error("`change_over` is 1 to 120 months, as \"6 months\"")),
            },
        };
        let usual = if of == HoursOf::FlexibleJob { "hours.fleksjob" } else { "hours.wages" };
        let bands = bands(&entry, "bands", usual, BandsOf::Hours, &self.catalog.bands, self.header)?;
        entry.finish()?;
        Ok(Some(Hours { of, window, change_over, bands }))
    }

    fn pay(&self, event: Event) -> Result<Option<Window>, Error> {
        let Some(entry) = self.table.optional_table("pay")? else { return Ok(None) };
        let (window, place) = Window::read(&entry, PAY_OF_A_MONTH)?;
        match window {
            Window::Month | Window::Period => {}
            Window::After(_) if event == Event::Ended => {}
            Window::After(_) => return Err(place.error(AFTER_THE_END)),
            _ => return Err(place.error(PAY_OF_A_MONTH)),
        }
        entry.finish()?;
        Ok(Some(window))
    }

    fn first_offer(&self, event: Event) -> Result<Option<FirstOffer>, Error> {
        let Some(entry) = self.table.optional_table("first_offer")? else { return Ok(None) };
        if !matches!(event, Event::Started | Event::Ended) {
            return Err(entry.error("the first offer of a spell goes with event = \"started\" or \"ended\""));
        }
        let offers = self.events(&entry, "offers", "tilbud")?;
        let mut within: Vec<Length> = Vec::new();
        for text in entry.texts("within")? {
            let length = Length::read(&text)?;
            let rises = within.last().is_none_or(|last| last.about_days() < length.about_days());
            if length.is_nothing() || !rises {
                return Err(text.error("give the lengths of time in rising order, from 1 day"));
            }
            within.push(length);
        }
        if within.is_empty() {
            return Err(entry.error("`within` is missing: write `within = [\"1 week\", \"1 month\", \"3 months\"]`"));
        }
        entry.finish()?;
        Ok(Some(FirstOffer { offers, within }))
    }

    fn life(&self, count: Count, event: Event, code_set: Option<&str>) -> Result<Option<Life>, Error> {
        let Some(entry) = self.table.optional_table("life")? else { return Ok(None) };
        if count != Count::Spells || event != Event::Started {
            return Err(
                entry.error("`life` is of spells from their start: use count = \"spells\" and event = \"started\"")
            );
        }
        let hierarchy = self.hierarchy(&entry.text("hierarchy")?, code_set)?;
        let after = Length::read(&entry.text("after")?)?;
        let bands = bands(&entry, "bands", "life.months", BandsOf::Life, &self.catalog.bands, self.header)?;
        entry.finish()?;
        Ok(Some(Life { hierarchy, after, bands }))
    }

    fn end_reasons(&self) -> Result<Option<String>, Error> {
        let Some(id) = self.table.optional_text("end_reasons")? else { return Ok(None) };
        self.catalog.code_sets.reference(&id)?;
        Ok(Some(id.value))
    }

    fn bands(&self, key: &'static str, usual: &str, of: BandsOf) -> Result<String, Error> {
        bands(self.table, key, usual, of, &self.catalog.bands, self.header)
    }

    fn dimensions(&self, measure: &Measure) -> Result<Vec<Dimension>, Error> {
        let mut by: Vec<Dimension> = Vec::new();
        for name in self.table.texts("by")? {
            let dimension = Dimension::find(&name.value);
            let dimension = dimension.ok_or_else(|| {
                name.error(format!(
                    "`{}` is no dimension{}",
                    name.value,
                    nearest(&name.value, Dimension::all().map(Dimension::id))
                ))
            })?;
            if by.contains(&dimension) {
                return Err(name.error(format!("`{}` is there twice", name.value)));
            }
            if dimension.kind() == DimensionKind::Time && by.iter().any(|known| known.kind() == DimensionKind::Time) {
                return Err(name.error("a table has one dimension of time: month, quarter, year or period"));
            }
            if let Some(reason) = measure.refuses(dimension) {
                return Err(name.error(format!("`{}` cannot be a dimension here: {reason}", name.value)));
            }
            self.everybody(measure, dimension, &name)?;
            by.push(dimension);
        }
        Ok(by)
    }

    /// An error where a cohort of everybody is asked how long they have been in it.
    fn everybody(&self, measure: &Measure, dimension: Dimension, place: &At<'_, String>) -> Result<(), Error> {
        let Subject::Cohort { cohort, .. } = &measure.subject else { return Ok(()) };
        let versions = self.catalog.cohorts.versions(cohort).unwrap_or_default();
        let everyone = versions.iter().any(|version| version.members == Membership::Everyone);
        if dimension == Dimension::TimeInGroup && everyone {
            return Err(place.error(format!(
                "`{}` cannot be a dimension here: everybody has always been in it: use the `cohort` of a group",
                dimension.id()
            )));
        }
        Ok(())
    }

    fn only(&self, measure: &Measure) -> Result<Vec<(Dimension, Vec<String>)>, Error> {
        let Some(entry) = self.table.optional_table("where")? else { return Ok(Vec::new()) };
        let mut only = Vec::new();
        for dimension in Dimension::all().filter(|dimension| dimension.kind() != DimensionKind::Time) {
            let list = entry.texts(dimension.id())?;
            let Some(first) = list.first() else {
                let empty = format!("`{}` in `where` names no category: list one, or leave it out", dimension.id());
                match entry.error_at(dimension.id(), empty) {
                    Some(error) => return Err(error),
                    None => continue,
                }
            };
            if let Some(reason) = measure.refuses(dimension) {
                return Err(first.error(format!("`{}` cannot be asked of here: {reason}", dimension.id())));
            }
            if dimension == Dimension::FirstOffer && measure.event == Event::Started {
                return Err(first.error(
                    "`first_offer` cannot be asked of here: of spells that have started it is not known yet; use event = \"ended\", or the dimension in `by`",
                ));
            }
            self.everybody(measure, dimension, first)?;
            let known = category_ids(self.catalog, measure, dimension);
            if let Some(id) = list.iter().find(|id| !known.contains(&id.value)) {
                let near = nearest(&id.value, known.iter().map(String::as_str));
                return Err(id.error(format!("`{}` has no category `{}`{near}", dimension.id(), id.value)));
            }
            only.push((dimension, list.into_iter().map(|id| id.value).collect()));
        }
        entry.finish()?;
        Ok(only)
    }

    fn spread(&self, measure: &Measure) -> Result<Option<Dimension>, Error> {
        let Some(name) = self.table.optional_text("spread")? else { return Ok(None) };
        let places = Dimension::all().filter(|dimension| dimension.kind() == DimensionKind::Place);
        let found = Dimension::find(&name.value).filter(|dimension| dimension.kind() == DimensionKind::Place);
        let dimension = found.ok_or_else(|| {
            let near = nearest(&name.value, places.map(Dimension::id));
            name.error(format!("a spread is over areas, and `{}` is none{near}", name.value))
        })?;
        if measure.by.contains(&dimension) {
            return Err(name.error(format!("`{}` is in `by`: show each area, or the spread over them", name.value)));
        }
        Ok(Some(dimension))
    }

    fn share_of(&self, by: &[Dimension]) -> Result<Option<Dimension>, Error> {
        let Some(name) = self.table.optional_text("share_of")? else { return Ok(None) };
        let found = by.iter().copied().find(|dimension| dimension.id() == name.value);
        let found = found.ok_or_else(|| {
            name.error(format!(
                "`{}` is not in `by`{}",
                name.value,
                nearest(&name.value, by.iter().map(|dimension| dimension.id()))
            ))
        })?;
        if found.kind() == DimensionKind::Time {
            return Err(name.error("shares are not taken over time: persons of two months do not add up"));
        }
        Ok(Some(found))
    }

    fn statistics(&self, measure: &Measure) -> Result<Vec<Statistic>, Error> {
        let mut show = Vec::new();
        for name in self.table.texts("show")? {
            let statistic = Statistic::find(&name.value);
            let statistic = statistic.ok_or_else(|| {
                name.error(format!(
                    "`{}` is no statistic{}",
                    name.value,
                    nearest(&name.value, Statistic::all().map(Statistic::id))
                ))
            })?;
            if let Some(reason) = measure.cannot_show(statistic) {
                return Err(name.error(format!("`{}` cannot be shown here: {reason}", name.value)));
            }
            if statistic == Statistic::Share && measure.share_of_in(&measure.by).is_none() {
                return Err(
                    name.error("a share is of a total over a dimension: name one in `by`, a place as `share_of` too")
                );
            }
            if statistic == Statistic::Occupation
                && !Statistic::occupation_is_by().iter().all(|by| measure.by.contains(by))
            {
                return Err(name.error("`occupation` is by `reached` and `next`: name both in `by`"));
            }
            if statistic == Statistic::Rank && show.is_empty() {
                return Err(name.error("a rank is by the figure before it: show one, as [\"share\", \"rank\"]"));
            }
            if statistic == Statistic::Rank && !measure.by.iter().any(|by| by.kind() == DimensionKind::Place) {
                return Err(
                    name.error("a rank is an area's among the areas: name municipality, jobcentre or region in `by`")
                );
            }
            if show.contains(&statistic) {
                return Err(name.error(format!("`{}` is there twice", name.value)));
            }
            show.push(statistic);
        }
        if show.is_empty() {
            show.push(if measure.count == Count::PersonDays { Statistic::PersonDays } else { Statistic::Count });
        }
        Ok(show)
    }
}

/// The word of a list that a text is.
pub(crate) fn word<T: Copy>(text: &At<'_, String>, key: &str, names: &[(&'static str, T)]) -> Result<T, Error> {
    let found = names.iter().find(|(name, _)| *name == text.value);
    found.map(|(_, value)| *value).ok_or_else(|| {
        text.error(format!(
            "`{}` is no `{key}`{}",
            text.value,
            nearest(&text.value, names.iter().map(|(name, _)| *name))
        ))
    })
}

fn bands(
    table: &Table<'_>,
    key: &'static str,
    usual: &str,
    of: BandsOf,
    all: &Versions<Bands>,
    header: &Header,
) -> Result<String, Error> {
    let Some(id) = table.optional_text(key)? else { return Ok(usual.to_owned()) };
    let found = all.reference_during(&id, header)?;
    if found.of != of {
        return Err(id.error(format!(
            "`{}` are bands of {}, and `{key}` must be of {}",
            id.value,
            found.of.id(),
            of.id()
        )));
    }
    Ok(id.value)
}

/// The categories that a dimension of a measure has, by id, without the total.
fn category_ids(catalog: &Catalog, measure: &Measure, dimension: Dimension) -> Vec<String> {
    let of_hierarchy = |id: &str| -> Vec<String> {
        let versions = catalog.hierarchies.versions(id).unwrap_or_default();
        versions.iter().flat_map(|version| version.categories.iter().map(|category| category.id.clone())).collect()
    };
    let of_bands = |id: &str| -> Vec<String> {
        let versions = catalog.bands.versions(id).unwrap_or_default();
        versions.iter().flat_map(|version| version.bands.iter().map(|band| band.id.clone())).collect()
    };
    let of_set = |id: &str| -> Vec<String> {
        let versions = catalog.code_sets.versions(id).unwrap_or_default();
        versions.iter().flat_map(|version| version.codes.iter().map(|code| code.code.clone())).collect()
    };
    let country = catalog.geographies.newest().next();
    let areas = |areas: &[crate::Area]| areas.iter().map(|area| area.id.clone()).collect();
    let (ids, residual): (Vec<String>, &[&str]) = match dimension {
        Dimension::Municipality => (
            country.map_or(Vec::new(), |c| c.municipalities.iter().map(|one| one.code.to_string()).collect()),
            &["unknown"],
        ),
        Dimension::Jobcentre => (country.map_or(Vec::new(), |country| areas(&country.jobcentres)), &["unknown"]),
        Dimension::Region => (country.map_or(Vec::new(), |country| areas(&country.regions)), &["unknown"]),
        Dimension::Sex => (of_set("koen"), &["unknown"]),
        Dimension::Origin => (of_set("herkomst"), &["unknown"]),
        Dimension::AgeBand => (of_bands(&measure.age_bands), &["unknown"]),
        Dimension::AgeGroup => (of_bands(&measure.age_groups), &["unknown"]),
        Dimension::DurationBand => (of_bands(&measure.duration_bands), &["unknown"]),
        Dimension::TimeInGroup => (of_bands(&measure.membership_bands), &[]),
        Dimension::HoursBand => (measure.hours.as_ref().map_or(Vec::new(), |h| of_bands(&h.bands)), &["unknown"]),
        Dimension::HoursChange => (Trend::ALL.map(|(_, id, ..)| id.to_owned()).to_vec(), &["unknown"]),
        Dimension::Plan => (Outcome::ALL.map(|(_, id, ..)| id.to_owned()).to_vec(), &["unknown"]),
        Dimension::EndReason => (measure.end_reasons.as_deref().map_or(Vec::new(), of_set), &["unknown"]),
        Dimension::Reached => (measure.life.as_ref().map_or(Vec::new(), |life| of_bands(&life.bands)), &["unknown"]),
        Dimension::Next => (
            measure.life.as_ref().map_or(Vec::new(), |life| of_hierarchy(&life.hierarchy)),
            &[crate::measure::STILL_RUNNING, "unknown"],
        ),
        Dimension::FirstOffer => {
            let lengths = measure.first_offer.iter().flat_map(|first| &first.within);
            (lengths.map(|length| length.id()).collect(), &["none", "unknown"])
        }
        Dimension::Code => {
            let versions = measure.benefit().and_then(|id| catalog.benefits.versions(id).ok()).unwrap_or_default();
            let code = |version: &crate::BenefitGroup| -> Vec<String> {
                let set = catalog.code_sets.versions(&version.code_set).unwrap_or_default();
                let name = |code: &Code| set.last().map(|set| set.codes[usize::from(*code)].code.clone());
                version.codes.iter().filter_map(name).collect()
            };
            (versions.iter().flat_map(|version| code(version)).collect(), &["unpaid"])
        }
        Dimension::Before => (measure.before.as_deref().map_or(Vec::new(), of_hierarchy), &["unknown"]),
        Dimension::Status | Dimension::Benefit | Dimension::Offer | Dimension::Decision => {
            let matching = measure.matching(dimension);
            let unknown = matching.is_some_and(|matching| matching.window.may_be_unknown());
            let ids = matching.map_or(Vec::new(), |matching| of_hierarchy(&matching.hierarchy));
            (ids, if unknown { &["unknown"] } else { &[] })
        }
        Dimension::Month | Dimension::Quarter | Dimension::Year | Dimension::Period => (Vec::new(), &[]),
    };
    ids.into_iter().chain(residual.iter().map(|id| (*id).to_owned())).collect()
}
