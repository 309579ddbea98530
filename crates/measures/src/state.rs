//! What a person lives on, is offered or has had decided in a stretch of days: the first category that matches.

use calendar::{Day, Month, Span};
use definitions::{Circumstance, Hierarchy};
use register::Person;

/// The category of a person in a stretch of days that is not empty. Benefits are paid on covered days alone; what other
/// tables know is not cut by the payments' coverage.
///
/// ```
/// use calendar::{Day, Span};
/// use register::{Payment, People, PersonRows};
/// let catalog = definitions::Catalog::embedded().unwrap();
/// let day = |m, d| Day::new(2018, m, d).unwrap();
/// let code = catalog.code_sets.versions("dream").unwrap()[0].find("781").unwrap();
/// let payments = vec![Payment { from: day(5, 1), until: day(6, 1), code }];
/// let people = People::from_rows(vec![PersonRows { payments, ..PersonRows::default() }], Vec::new());
/// let covered = Span::inclusive(day(1, 1), day(12, 31));
/// let hierarchy = catalog.hierarchies.in_force("status.s000", covered).unwrap();
/// let on = |day| measures::first_match(&people.person(0), hierarchy, Span::inclusive(day, day), covered);
/// assert_eq!(hierarchy.categories[on(day(5, 31))].id, "foertidspension");
/// assert_eq!(hierarchy.categories[on(day(6, 1))].id, "oevrige");
/// ```
#[inline]
pub fn first_match(person: &Person<'_>, hierarchy: &Hierarchy, days: Span, covered: Span) -> usize {
    const NONE: u8 = u8::MAX;
    let mut first = NONE;
    let mut found = |category: Option<u8>| first = first.min(category.unwrap_or(NONE));
    let of = |slots: &[Option<u8>], code: u16| slots.get(usize::from(code)).copied().flatten();

    if hierarchy.code_set.is_some() {
        let paid_in = days.intersection(covered);
        for run in person.payments.iter().take_while(|run| run.from < paid_in.until) {
            if paid_in.from < run.until {
                found(of(&hierarchy.category_of_code, run.code));
            }
        }
    }
    for offer in person.offers.iter().take_while(|offer| offer.from < days.until) {
        if days.from < offer.until {
            found(of(&hierarchy.category_of_offer, offer.offer));
        }
    }
    for event in person.events.iter().filter(|event| days.contains(event.day)) {
        found(of(&hierarchy.category_of_event, event.event));
    }
    let by = |date: Option<Day>| date.is_some_and(|date| date < days.until);
    if by(person.attributes.died) {
        found(hierarchy.category_when(Circumstance::Dead));
    }
    if by(person.attributes.emigrated) {
        found(hierarchy.category_when(Circumstance::Emigrated));
    }
    // What takes a look at each month is asked last, and only where it can matter.
    if let Some(category) = hierarchy.category_when(Circumstance::FlexibleJob)
        && category < first
        && person.flexible_jobs.iter().any(|job| job.from < days.until && days.from < job.until)
    {
        first = category;
    }
    let months = |circumstance, has: &dyn Fn(Month) -> bool, first: u8| match hierarchy.category_when(circumstance) {
        Some(category) if category < first && some_month(person, days, has) => category,
        _ => first,
    };
    first = months(Circumstance::AIncome, &|month| person.has_a_income(month), first);
    first = months(Circumstance::WageHours, &|month| person.has_wage_hours(month), first);
    usize::from(if first == NONE { hierarchy.rest } else { first })
}

/// Whether some month of which a day is asked for is so. Months without a wage are not.
fn some_month(person: &Person<'_>, days: Span, has: &dyn Fn(Month) -> bool) -> bool {
    let (first, last) = (Month::of(days.from), Month::of(days.last_day()));
    let mut before = None;
    person.wages_in(first, last).iter().map(|wage| wage.month).any(|month| {
        let new = before != Some(month);
        before = Some(month);
        new && has(month)
    })
}
