//! Whose measure it is, and what it counts.

use crate::made::{check, cohort, counted, measure, members, paid, spells};

#[test]
fn whose_and_what() {
    let everyone = |rest: &str| cohort("everyone", "members", rest);
    let group = |count: &str, rest: &str| cohort("flere_skal_med.2", count, rest);
    let short =
        |rest: &str| measure(&format!("valid_to = 2016-12-31\ncohort = \"short\"\ncount = \"members\"\n{rest}"));
    let gap = |rule: &str| {
        measure(&format!("benefit = \"ressourceforlob\"\ngap = \"{rule}\"\ncount = \"spells\"\nevent = \"started\""))
    };
    check(&[
        // What is counted.
        (measure(""), "1: `count` is missing: write `count = \"…\"`"),
        (paid("spell", ""), "6: `spell` is no `count`; did you mean `spells`?"),
        (paid("spells", ""), "1: `event` is missing: write `event = \"started\"`"),
        (spells("startet", ""), "8: `startet` is no `event`; did you mean `started`?"),
        (spells("paid", ""), "8: spells are not paid, persons are: use event = \"active\", or count = \"persons\""),
        (spells("occurred", ""), "8: spells do not occur, events do: use count = \"events\", or count = \"persons\""),
        (paid("person_days", "event = \"ended\""), "7: person-days are counted where they are paid: event = \"paid\""),
        (counted("events", "event = \"started\""), "8: events are counted where they occurred: event = \"occurred\""),
        (
            counted("persons", "event = \"member\""),
            "8: only a cohort has members: use `cohort = \"…\"` and count = \"members\"",
        ),
        (members("event = \"active\""), "7: members are counted by event = \"member\", \"entered\" or \"left\""),
        (spells("started", ""), "no mistake"),
        (paid("persons", ""), "no mistake"),
        (paid("person_days", "event = \"paid\""), "no mistake"),
        (members("event = \"entered\""), "no mistake"),
        // Whose.
        (measure("count = \"spells\"\nevent = \"started\""), "1: `benefit` is missing: write `benefit = \"…\"`"),
        (
            measure("benefit = \"resourceforlob\"\ncount = \"persons\""),
            "5: there is no benefit `resourceforlob`; did you mean `ressourceforlob`?",
        ),
        (
            vec![("measures/m.toml", paid("persons", "")[0].1.replace("2013-01-01", "1990-01-01"))],
            "5: benefit `ressourceforlob` is in force from 1991-07-29, and this definition from 1990-01-01",
        ),
        (paid("members", ""), "1: only a cohort has members: write `cohort = \"…\"` in place of `benefit`"),
        (
            cohort("flere_skal_med", "members", ""),
            "5: there is no cohort `flere_skal_med`; did you mean `flere_skal_med.2`?",
        ),
        (
            cohort("short", "members", ""),
            "5: cohort `short` is in force 2013-01-01 to 2016-12-31, and this definition from 2013-01-01",
        ),
        (
            members("benefit = \"ressourceforlob\""),
            "7: a measure is of a `benefit` or of a `cohort`: leave one out, and see `where`",
        ),
        (group("persons", "event = \"member\""), "6: of a cohort its members are counted: use count = \"members\""),
        (group("spells", ""), "6: of a cohort its members are counted: use count = \"members\""),
        (group("spells", "event = \"started\""), "6: of a cohort its members are counted: use count = \"members\""),
        (group("spells", "event = \"paid\""), "6: of a cohort its members are counted: use count = \"members\""),
        (everyone("event = \"entered\""), "5: everybody neither enters nor leaves: use event = \"member\""),
        (everyone(""), "no mistake"),
        // Closed cohorts.
        (members("closed_on = \"marts\""), "7: `closed_on` is a text; it must be a date, as 2018-06-30"),
        (
            members("event = \"left\"\nclosed_on = 2017-03-01"),
            "8: only a group's members, event = \"member\", can be those of one day",
        ),
        (everyone("closed_on = 2017-03-01"), "7: only a group's members, event = \"member\", can be those of one day"),
        (
            spells("active", "closed_on = 2017-03-01"),
            "9: only a cohort can be closed on a day: use `cohort = \"…\"`, or leave `closed_on` out",
        ),
        (
            short("closed_on = 2017-03-01"),
            "8: cohort `short` is in force 2013-01-01 to 2016-12-31, and `closed_on` is 2017-03-01",
        ),
        (short("closed_on = 2016-03-01"), "no mistake"),
        // Gap rules.
        (paid("spells", "event = \"started\""), "1: `gap` is missing: write `gap = \"calendar_month\"`"),
        (paid("persons", "gap = \"one_month\""), "7: a paid day needs no gap rule: leave `gap` out"),
        (members("gap = \"one_month\""), "7: memberships need no gap rule: leave `gap` out"),
        (
            gap("kalendermaaned"),
            "6: there is no gap rule `kalendermaaned`; valid are `any_break`, `calendar_month`, `days`, `one_month`, `register_end`",
        ),
        (gap("days"), "6: there is no gap rule `days`; say how many days, as `days=28`"),
        (gap("days=x"), "6: there is no gap rule `days=x`; the number of days is 0 to 36525"),
        (gap("one_month=3"), "6: there is no gap rule `one_month=3`; `one_month` takes no number"),
        (gap("days=28"), "no mistake"),
        // Registered events.
        (counted("events", ""), "1: `occurs` is missing: write `occurs = { events = [\"sanktion\"] }`"),
        (
            counted("persons", "event = \"occurred\""),
            "1: `occurs` is missing: write `occurs = { events = [\"sanktion\"] }`",
        ),
        (spells("started", "occurs = { events = [\"sanktion\"] }"), "9: `occurs` goes with event = \"occurred\""),
        (
            counted("events", "occurs = { event = [\"sanktion\"] }"),
            "8: `events` is missing: list codes of the set `haendelser`",
        ),
        (
            counted("events", "occurs = { events = [\"sanktioner\"] }"),
            "8: code `sanktioner` is not in code set `haendelser`; did you mean `sanktion`?",
        ),
        (
            counted("events", "occurs = { events = [\"sanktion\"], after = \"1 month\" }"),
            "8: unknown key `after`; valid are `events`, `plus`",
        ),
        (counted("events", "occurs = { events = [\"sanktion\"], plus = \"1 month\" }"), "no mistake"),
        (counted("persons", "event = \"occurred\"\noccurs = { events = \"klage_medhold\" }"), "no mistake"),
    ]);
}
