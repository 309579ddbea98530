//! Every mistake that the file of a measure can have, with the words in which it is told: line, what is wrong, and the
//! way out; and, next to it, what is right.

#![allow(clippy::unwrap_used, reason = "a test whose own set-up is wrong fails")]

use definitions::Catalog;

/// Files of a folder of definitions, the measure first.
type Files = Vec<(&'static str, String)>;

/// A right header, of four lines, for a file of that id.
fn header(id: &str) -> String {
    format!(
        "id = \"{id}\"\ntitle = {{ da = \"Dansk\", en = \"English\" }}\nsource = \"test\"\nvalid_from = 2013-01-01\n"
    )
}

/// A measure whose own lines begin with the fifth, and what it may name besides the program's own definitions: a
/// hierarchy without a code set, one of another code set, and a cohort that is in force for four years.
fn measure(rest: &str) -> Files {
    let category =
        |id: &str, rest: &str| format!("[[category]]\nid = \"{id}\"\ntitle = {{ da = \"x\", en = \"x\" }}\n{rest}\n");
    let offers = category("placement", "offers = [\"virksomhedspraktik\"]") + &category("none", "when = [\"rest\"]");
    let states = category("any", "codes = [\"1\"]\nwhen = [\"rest\"]");
    vec![
        ("measures/m.toml", header("m") + rest),
        ("hierarchies/offers.toml", header("my.offers") + &offers),
        ("hierarchies/states.toml", header("my.states") + "code_set = \"survey\"\n" + &states),
        ("code_sets/survey.toml", header("survey") + "[codes]\n1 = \"x\"\n"),
        ("cohorts/short.toml", header("short") + "valid_to = 2016-12-31\nproject = \"p\"\ngroup = \"g\"\n"),
    ]
}

/// A measure of spells; its further lines begin with the ninth.
fn spells(event: &str, rest: &str) -> Files {
    counted("spells", &format!("event = \"{event}\"\n{rest}"))
}

/// A measure of registered events; its further lines begin with the ninth.
fn sanctions(rest: &str) -> Files {
    counted("events", &format!("occurs = {{ events = [\"sanktion\"] }}\n{rest}"))
}

/// A measure of a benefit with a gap rule; its further lines begin with the eighth.
fn counted(count: &str, rest: &str) -> Files {
    measure(&format!("benefit = \"ressourceforlob\"\ngap = \"calendar_month\"\ncount = \"{count}\"\n{rest}"))
}

/// A measure of what is paid; its further lines begin with the seventh.
fn paid(count: &str, rest: &str) -> Files {
    measure(&format!("benefit = \"ressourceforlob\"\ncount = \"{count}\"\n{rest}"))
}

/// A measure of a cohort; its further lines begin with the seventh.
fn cohort(id: &str, count: &str, rest: &str) -> Files {
    measure(&format!("cohort = \"{id}\"\ncount = \"{count}\"\n{rest}"))
}

/// A measure of a group's members; its further lines begin with the seventh.
fn members(rest: &str) -> Files {
    cohort("flere_skal_med.2", "members", rest)
}

/// What reading says of these files, from the line on.
fn told(files: &Files) -> String {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let prefix = format!("{}/measures/m.toml:", folder.path().display());
    match Catalog::with_folders(&[folder.path().to_owned()]) {
        Ok(_) => "no mistake".to_owned(),
        Err(error) => error.to_string().replace(&prefix, ""),
    }
}

fn check(table: &[(Files, &str)]) {
    let mut wrong = Vec::new();
    for (files, expected) in table {
        let told = told(files);
        if told != *expected {
            wrong.push(format!("expected {expected}\n     was {told}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), table.len(), wrong.join("\n"));
}

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

#[test]
fn windows() {
    let offers =
        |event: &str, window: &str| spells(event, &format!("offers = {{ hierarchy = \"my.offers\", {window} }}"));
    let status = |rest: &str| format!("status = {{ hierarchy = \"my.offers\"{rest} }}");
    let hours = |event: &str, rest: &str| spells(event, &format!("hours = {{ of = \"wages\"{rest} }}"));
    let pay = |event: &str, rest: &str| spells(event, &format!("pay = {{ {rest} }}"));
    check(&[
        // Which days.
        (
            spells("ended", "offers = { hierarchy = \"my.offers\" }"),
            "9: say when: `in = \"month\"`, `after = \"1 month\"`, `within`, `last` or `first`",
        ),
        (
            offers("ended", "in = \"month\", after = \"1 month\""),
            "9: a window is one of `in`, `after`, `within`, `last` and `first`: leave the others out",
        ),
        (offers("ended", "in = \"mouth\""), "9: `mouth` is no `in`; did you mean `month`?"),
        (offers("ended", "in = \"week\""), "9: `week` is no `in`; valid are `day`, `ever`, `month`, `period`, `spell`"),
        (offers("ended", "in = \"month\", plus = \"1 month\""), "9: `plus` goes with `in = \"spell\"` alone"),
        (
            offers("ended", "in = \"month\", until = \"2013\""),
            "9: unknown key `until`; valid are `after`, `first`, `hierarchy`, `in`, `last`, `plus`, `within`",
        ),
        (
            members("offers = { hierarchy = \"my.offers\", in = \"spell\" }"),
            "7: only a spell has a start and an end: use `in = \"day\"`, \"month\", \"period\" or \"ever\"",
        ),
        (
            paid("persons", "offers = { hierarchy = \"my.offers\", last = \"3 months\" }"),
            "7: only a spell has a start and an end: use `in = \"day\"`, \"month\", \"period\" or \"ever\"",
        ),
        (
            offers("active", "after = \"1 month\""),
            "9: what is looked for after a spell's end goes with event = \"ended\" alone",
        ),
        (
            offers("started", "within = \"1 month\""),
            "9: what is looked for after a spell's end goes with event = \"ended\" alone",
        ),
        (
            offers("active", "in = \"spell\", plus = \"1 month\""),
            "9: what is looked for after a spell's end goes with event = \"ended\" alone",
        ),
        (offers("active", "first = \"1 month\""), "9: a spell's first days go with event = \"started\" or \"ended\""),
        (
            offers("started", "in = \"spell\""),
            "9: a spell that has only started has no days yet: use `first = \"6 months\"`",
        ),
        (
            offers("started", "last = \"1 month\""),
            "9: a spell that has only started has no days yet: use `first = \"6 months\"`",
        ),
        (offers("ended", "in = \"spell\", plus = \"1 month\""), "no mistake"),
        (offers("started", "first = \"6 months\""), "no mistake"),
        (offers("active", "last = \"13 weeks\""), "no mistake"),
        (members("offers = { hierarchy = \"my.offers\", in = \"period\" }"), "no mistake"),
        // Lengths of time.
        (
            offers("ended", "after = \"soon\""),
            "9: `soon` is no length of time: a length of time is 0 to 600 days, weeks, months or years, as \"1 month\", \"6 weeks\" or \"10 days\"",
        ),
        (
            offers("ended", "in = \"spell\", plus = \"1 måned\""),
            "9: `1 måned` is no length of time: a length of time is 0 to 600 days, weeks, months or years, as \"1 month\", \"6 weeks\" or \"10 days\"",
        ),
        (
            offers("ended", "within = \"700 days\""),
            "9: `700 days` is no length of time: a length of time is 0 to 600 days, weeks, months or years, as \"1 month\", \"6 weeks\" or \"10 days\"",
        ),
        (offers("ended", "after = 1"), "9: `after` is a whole number; it must be a text in quotes"),
        (offers("ended", "last = \"0 days\""), "9: `0 days` leaves no day to look on: write at least \"1 day\""),
        (offers("ended", "within = \"0 weeks\""), "9: `0 weeks` leaves no day to look on: write at least \"1 day\""),
        (offers("started", "first = \"0 months\""), "9: `0 months` leaves no day to look on: write at least \"1 day\""),
        (offers("ended", "after = \"0 days\""), "no mistake"),
        // Hierarchies.
        (offers("ended", "in = \"month\""), "no mistake"),
        (
            spells("ended", "offers = { hierarchy = \"my.offer\", in = \"month\" }"),
            "9: there is no hierarchy `my.offer`; did you mean `my.offers`?",
        ),
        (spells("ended", "offers = { in = \"month\" }"), "9: `hierarchy` is missing: write `hierarchy = \"…\"`"),
        (spells("ended", "offers = \"my.offers\""), "9: `offers` is a text; it must be a table"),
        (
            spells("ended", "benefits = { hierarchy = \"my.states\", in = \"month\" }"),
            "9: hierarchy `my.states` is of code set `survey`, and the benefit of `dream`",
        ),
        (
            spells("started", "before = \"my.states\""),
            "9: hierarchy `my.states` is of code set `survey`, and the benefit of `dream`",
        ),
        (spells("started", "before = \"my.offers\"\nby = [\"before\"]"), "no mistake"),
        // The status after the end.
        (
            spells("started", &status(", after = \"1 month\"")),
            "9: what is looked for after a spell's end goes with event = \"ended\" alone",
        ),
        (spells("ended", &status("")), "9: a status is that of one day: write `after = \"1 month\"`"),
        (spells("ended", &status(", in = \"month\"")), "9: a status is that of one day: write `after = \"1 month\"`"),
        (
            members(&status(", after = \"1 month\"")),
            "7: a status is that after a spell's end: look at a day with `benefits = { hierarchy = \"…\", in = \"day\" }`",
        ),
        (
            paid("persons", &status(", after = \"1 month\"")),
            "7: a status is that after a spell's end: look at a day with `benefits = { hierarchy = \"…\", in = \"day\" }`",
        ),
        (spells("ended", &status(", after = \"6 weeks\"")), "no mistake"),
        // Hours.
        (spells("active", "hours = { in = \"day\" }"), "9: `of` is missing: write `of = \"…\"`"),
        (spells("active", "hours = { of = \"wage\", in = \"day\" }"), "9: `wage` is no `of`; did you mean `wages`?"),
        (
            hours("active", ""),
            "9: hours are those of a day, or of its month for wages: use `in = \"day\"` or `after = \"1 month\"`",
        ),
        (
            hours("active", ", in = \"month\""),
            "9: hours are those of a day, or of its month for wages: use `in = \"day\"` or `after = \"1 month\"`",
        ),
        (
            hours("active", ", after = \"1 month\""),
            "9: what is looked for after a spell's end goes with event = \"ended\" alone",
        ),
        (
            hours("active", ", in = \"day\", change_over = \"30 days\""),
            "9: `change_over` is 1 to 120 months, as \"6 months\"",
        ),
        (
            hours("active", ", in = \"day\", change_over = \"0 months\""),
            "9: `change_over` is 1 to 120 months, as \"6 months\"",
        ),
        (
            hours("active", ", in = \"day\", bands = \"age.five_year\""),
            "9: `age.five_year` are bands of age, and `bands` must be of hours",
        ),
        (
            hours("active", ", in = \"day\", bands = \"hours.wage\""),
            "9: there is no list of bands `hours.wage`; did you mean `hours.wages`?",
        ),
        (hours("active", ", in = \"day\", band = \"hours.wages\""), "9: unknown key `band`; did you mean `bands`?"),
        (hours("active", ", in = \"day\", bands = \"hours.fleksjob\", change_over = \"1 year\""), "no mistake"),
        (hours("ended", ", after = \"1 month\""), "no mistake"),
        // Pay.
        (
            pay("active", ""),
            "9: pay is that of one month: use `in = \"month\"`, `in = \"period\"` (the period's last month) or `after = \"3 months\"`",
        ),
        (
            pay("active", "in = \"day\""),
            "9: pay is that of one month: use `in = \"month\"`, `in = \"period\"` (the period's last month) or `after = \"3 months\"`",
        ),
        (
            pay("ended", "within = \"3 months\""),
            "9: pay is that of one month: use `in = \"month\"`, `in = \"period\"` (the period's last month) or `after = \"3 months\"`",
        ),
        (
            pay("active", "after = \"3 months\""),
            "9: what is looked for after a spell's end goes with event = \"ended\" alone",
        ),
        (
            pay("active", "in = \"month\", of = \"wages\""),
            "9: unknown key `of`; valid are `after`, `first`, `in`, `last`, `plus`, `within`",
        ),
        (pay("started", "in = \"month\""), "no mistake"),
        (pay("closing", "in = \"period\""), "no mistake"),
        (pay("ended", "after = \"3 months\""), "no mistake"),
    ]);
}

#[test]
fn dimensions() {
    let by = |event: &str, dimension: &str| spells(event, &format!("by = [\"{dimension}\"]"));
    let members_by = |dimension: &str| members(&format!("by = [\"{dimension}\"]"));
    let first_offer = |event: &str, rest: &str| spells(event, &format!("first_offer = {{ {rest} }}"));
    let only = |rest: &str| spells("ended", &format!("[where]\n{rest}"));
    let offers_only = |window: &str, id: &str| {
        spells(
            "ended",
            &format!("offers = {{ hierarchy = \"my.offers\", {window} }}\nwhere = {{ offer = [\"{id}\"] }}"),
        )
    };
    check(&[
        // Any dimension.
        (
            by("started", "kommune"),
            "9: `kommune` is no dimension; valid are `age_band`, `age_group`, `before`, `benefit`, `code`, `decision`, `duration_band`, `end_reason`, `first_offer`, `hours_band`, `hours_change`, `jobcentre`, `month`, `municipality`, `offer`, `origin`, `period`, `plan`, `quarter`, `region`, `sex`, `status`, `time_in_group`, `year`",
        ),
        (by("started", "month\", \"quarter"), "9: a table has one dimension of time: month, quarter, year or period"),
        (by("started", "sex\", \"sex"), "9: `sex` is there twice"),
        // What a dimension is made from.
        (
            by("ended", "status"),
            "9: `status` cannot be a dimension here: the measure has no `status = { after = \"1 month\", hierarchy = \"…\" }`",
        ),
        (
            by("started", "before"),
            "9: `before` cannot be a dimension here: the measure has no hierarchy `before = \"…\"`",
        ),
        (
            by("started", "offer"),
            "9: `offer` cannot be a dimension here: the measure has no `offers = { hierarchy = \"…\", in = \"month\" }`",
        ),
        (
            by("active", "hours_band"),
            "9: `hours_band` cannot be a dimension here: the measure has no `hours = { of = \"flexible_job\", in = \"day\" }`",
        ),
        (
            spells("active", "hours = { of = \"wages\", in = \"day\" }\nby = [\"hours_change\"]"),
            "10: `hours_change` cannot be a dimension here: the measure has no `hours = { of = \"flexible_job\", in = \"day\", change_over = \"6 months\" }`",
        ),
        (
            by("ended", "first_offer"),
            "9: `first_offer` cannot be a dimension here: the measure has no `first_offer = { offers = [\"…\"], within = [\"1 month\"] }`",
        ),
        (
            by("ended", "end_reason"),
            "9: `end_reason` cannot be a dimension here: the measure has no code set `end_reasons = \"…\"`",
        ),
        (
            spells("ended", "end_reasons = \"ophoer_aarsager\""),
            "9: there is no code set `ophoer_aarsager`; did you mean `ophoer_aarsag`?",
        ),
        (spells("ended", "end_reasons = \"ophoer_aarsag\"\nby = [\"end_reason\", \"plan\"]"), "no mistake"),
        // What nothing can make it from.
        (
            by("started", "duration_band"),
            "9: `duration_band` cannot be a dimension here: a spell that has only started has no duration yet",
        ),
        (
            paid("persons", "by = [\"duration_band\"]"),
            "7: `duration_band` cannot be a dimension here: a paid day has no spell: give the measure another `event`",
        ),
        (
            by("started", "plan"),
            "9: `plan` cannot be a dimension here: it is known of ended spells: use event = \"ended\"",
        ),
        (
            by("active", "end_reason"),
            "9: `end_reason` cannot be a dimension here: it is known of ended spells: use event = \"ended\"",
        ),
        (
            by("ended", "time_in_group"),
            "9: `time_in_group` cannot be a dimension here: only a member of a cohort has been in a group: use `cohort = \"…\"`",
        ),
        (
            cohort("everyone", "members", "by = [\"time_in_group\"]"),
            "7: `time_in_group` cannot be a dimension here: everybody has always been in it: use the `cohort` of a group",
        ),
        (
            members_by("code"),
            "7: `code` cannot be a dimension here: a member of a cohort has no spell: count spells of a `benefit`",
        ),
        (
            members_by("before"),
            "7: `before` cannot be a dimension here: a member of a cohort has no spell: count spells of a `benefit`",
        ),
        (
            members_by("end_reason"),
            "7: `end_reason` cannot be a dimension here: a member of a cohort has no spell: count spells of a `benefit`",
        ),
        (
            members_by("status"),
            "7: `status` cannot be a dimension here: a member of a cohort has no spell: count spells of a `benefit`",
        ),
        (members_by("time_in_group"), "no mistake"),
        // The first offer.
        (
            first_offer("active", "offers = [\"mentor\"], within = [\"1 week\"]"),
            "9: the first offer of a spell goes with event = \"started\" or \"ended\"",
        ),
        (
            first_offer("started", "offers = [\"mentro\"], within = [\"1 week\"]"),
            "9: code `mentro` is not in code set `tilbud`; did you mean `mentor`?",
        ),
        (first_offer("started", "within = [\"1 week\"]"), "9: `offers` is missing: list codes of the set `tilbud`"),
        (
            first_offer("started", "offers = [\"mentor\"], within = [\"1 month\", \"2 weeks\"]"),
            "9: give the lengths of time in rising order, from 1 day",
        ),
        (
            first_offer("started", "offers = [\"mentor\"], within = [\"0 days\", \"2 weeks\"]"),
            "9: give the lengths of time in rising order, from 1 day",
        ),
        (
            first_offer("started", "offers = [\"mentor\"], within = []"),
            "9: `within` is missing: write `within = [\"1 week\", \"1 month\", \"3 months\"]`",
        ),
        (first_offer("started", "offers = [\"mentor\"], within = [\"1 week\", \"1 month\"]"), "no mistake"),
        // Of whom only some are counted.
        (
            only("kommune = [\"101\"]"),
            "10: unknown key `kommune`; valid are `age_band`, `age_group`, `before`, `benefit`, `code`, `decision`, `duration_band`, `end_reason`, `first_offer`, `hours_band`, `hours_change`, `jobcentre`, `municipality`, `offer`, `origin`, `plan`, `region`, `sex`, `status`, `time_in_group`",
        ),
        (only("sex = [\"K\"]\nregions = [\"hovedstaden\"]"), "11: unknown key `regions`; did you mean `region`?"),
        (only("municipality = [\"148\"]"), "10: `municipality` has no category `148`; did you mean `147`?"),
        (only("sex = [\"kvinde\"]"), "10: `sex` has no category `kvinde`; valid are `K`, `M`, `unknown`"),
        (
            only("plan = [\"before\"]"),
            "10: `plan` has no category `before`; valid are `after_plan`, `as_planned`, `before_plan`, `unknown`",
        ),
        (only("code = [\"811\"]"), "10: `code` has no category `811`; did you mean `810`?"),
        (only("sex = []"), "10: `sex` in `where` names no category: list one, or leave it out"),
        (
            only("offer = [\"placement\"]"),
            "10: `offer` cannot be asked of here: the measure has no `offers = { hierarchy = \"…\", in = \"month\" }`",
        ),
        (
            spells("started", "where = { duration_band = [\"0-4 weeks\"] }"),
            "9: `duration_band` cannot be asked of here: a spell that has only started has no duration yet",
        ),
        (
            offers_only("in = \"month\"", "placment"),
            "10: `offer` has no category `placment`; did you mean `placement`?",
        ),
        (
            offers_only("in = \"month\"", "unknown"),
            "10: `offer` has no category `unknown`; valid are `none`, `placement`",
        ),
        (offers_only("in = \"spell\"", "unknown"), "no mistake"),
        (
            first_offer(
                "ended",
                "offers = [\"mentor\"], within = [\"7 days\"] }\nwhere = { first_offer = [\"7 days\"]",
            ),
            "10: `first_offer` has no category `7 days`; valid are `1 week`, `none`, `unknown`",
        ),
        (
            first_offer(
                "started",
                "offers = [\"mentor\"], within = [\"1 week\"] }\nwhere = { first_offer = [\"none\"]",
            ),
            "10: `first_offer` cannot be asked of here: of spells that have started it is not known yet; use event = \"ended\", or the dimension in `by`",
        ),
        (only("sex = \"K\"\nplan = [\"before_plan\"]\ncode = [\"810\", \"unpaid\"]"), "no mistake"),
    ]);
}

#[test]
fn what_is_shown() {
    let show = |event: &str, statistic: &str| spells(event, &format!("show = [\"{statistic}\"]"));
    let by_region = |rest: &str| spells("ended", &format!("by = [\"region\"]\n{rest}"));
    let by = |list: &str, rest: &str| spells("started", &format!("by = [{list}]\n{rest}"));
    let amounts = |rules: &str| spells("started", &format!("pay = {{ in = \"month\" }}\ndisclosure = {{ {rules} }}"));
    let hours = "hours = { of = \"wages\", in = \"day\" }\n";
    let pay = "pay = { in = \"month\" }\n";
    check(&[
        // Statistics.
        (
            show("started", "antal"),
            "9: `antal` is no statistic; valid are `count`, `full_time_persons`, `hours_known`, `mean_days`, `mean_hours`, `mean_pay`, `mean_planned_days`, `mean_planned_weeks`, `mean_weeks`, `median_days`, `median_hours`, `median_pay`, `median_planned_days`, `median_weeks`, `pay_known`, `person_days`, `plan_known`, `rank`, `share`, `start_known`, `sum_days`, `sum_pay`",
        ),
        (show("ended", "count\", \"count"), "9: `count` is there twice"),
        (
            show("started", "mean_weeks"),
            "9: `mean_weeks` cannot be shown here: a spell that has only started has no duration yet",
        ),
        (
            paid("persons", "show = [\"mean_planned_days\"]"),
            "7: `mean_planned_days` cannot be shown here: persons have no duration: count spells",
        ),
        (
            members("show = [\"plan_known\"]"),
            "7: `plan_known` cannot be shown here: a member of a cohort has no spell: count spells of a `benefit`",
        ),
        (
            sanctions("show = [\"mean_days\"]"),
            "9: `mean_days` cannot be shown here: an event has no duration, no hours and no pay: count spells",
        ),
        (
            show("started", "person_days"),
            "9: `person_days` cannot be shown here: only a measure with count = \"person_days\" has them",
        ),
        (
            paid("person_days", "show = [\"count\"]"),
            "7: `count` cannot be shown here: a measure of person-days shows person_days, full_time_persons, share and rank",
        ),
        (show("started", "mean_planned_weeks\", \"plan_known"), "no mistake"),
        // Hours.
        (
            show("active", "mean_hours"),
            "9: `mean_hours` cannot be shown here: the measure has no `hours = { of = \"flexible_job\", in = \"day\" }`",
        ),
        (
            counted("persons", &format!("event = \"active\"\n{hours}show = [\"hours_known\"]")),
            "10: `hours_known` cannot be shown here: a person may have several spells with hours of their own: count spells",
        ),
        (
            sanctions("show = [\"median_hours\"]"),
            "9: `median_hours` cannot be shown here: an event has no duration, no hours and no pay: count spells",
        ),
        (paid("persons", &format!("{hours}show = [\"mean_hours\"]")), "no mistake"),
        (members(&format!("{hours}show = [\"mean_hours\"]")), "no mistake"),
        // Pay.
        (
            show("active", "mean_pay"),
            "9: `mean_pay` cannot be shown here: the measure has no `pay = { in = \"month\" }`",
        ),
        (
            counted("persons", &format!("event = \"active\"\n{pay}show = [\"pay_known\"]")),
            "10: `pay_known` cannot be shown here: a person may have several spells with pay of their own: count spells",
        ),
        (
            members(&format!("event = \"entered\"\n{pay}show = [\"sum_pay\"]")),
            "9: `sum_pay` cannot be shown here: who comes or goes may do so twice: use event = \"member\"",
        ),
        (
            sanctions(&format!("{pay}show = [\"median_pay\"]")),
            "10: `median_pay` cannot be shown here: an event has no duration, no hours and no pay: count spells",
        ),
        (
            paid("person_days", &format!("{pay}show = [\"sum_pay\"]")),
            "8: `sum_pay` cannot be shown here: a measure of person-days shows person_days, full_time_persons, share and rank",
        ),
        (paid("persons", &format!("{pay}show = [\"sum_pay\", \"pay_known\"]")), "no mistake"),
        (members(&format!("{pay}show = [\"mean_pay\", \"median_pay\"]")), "no mistake"),
        // Shares.
        (
            show("started", "share"),
            "9: a share is of a total over a dimension: name one in `by`, a place as `share_of` too",
        ),
        (by("\"sex\"", "share_of = \"origin\""), "10: `origin` is not in `by`; valid are `sex`"),
        (
            by("\"year\", \"sex\"", "share_of = \"year\""),
            "10: shares are not taken over time: persons of two months do not add up",
        ),
        (spells("started", "decimals = 9"), "9: `decimals` is 0 to 6"),
        (
            spells("started", "disclosure = { threshold = 0 }"),
            "9: `threshold` is 0; it is the least count that is shown, from 1 (nothing is hidden) on",
        ),
        (
            spells("started", "disclosure = { zeros = \"no\" }"),
            "9: `zeros` is `no`; it must be \"shown\" or \"hidden\"",
        ),
        (spells("started", "disclosure = { all_but = 3 }"), "9: `all_but` is 3; it must be 0, 1 or 2"),
        (
            spells("started", "disclosure = { least = 3 }"),
            "9: unknown key `least`; valid are `all_but`, `dominance`, `p_percent`, `threshold`, `zeros`",
        ),
        // Rules of amounts.
        (
            spells("started", "disclosure = { threshold = 5, p_percent = 15 }"),
            "9: `p_percent` is a rule of amounts, and the measure has no `pay = { in = \"month\" }`: leave it out",
        ),
        (
            spells("started", "disclosure = { dominance = { n = 1, k = 85 } }"),
            "9: `dominance` is a rule of amounts, and the measure has no `pay = { in = \"month\" }`: leave it out",
        ),
        (amounts("p_percent = 0"), "10: `p_percent` is 0; it must be 1 to 99 per cent, as `p_percent = 15`"),
        (amounts("p_percent = 100"), "10: `p_percent` is 100; it must be 1 to 99 per cent, as `p_percent = 15`"),
        (amounts("p_percent = 12.5"), "10: `p_percent` is a decimal number; it must be a whole number"),
        (amounts("dominance = 85"), "10: `dominance` is a whole number; it must be a table"),
        (amounts("dominance = { k = 85 }"), "10: `n` is missing: write `dominance = { n = 1, k = 85 }`"),
        (amounts("dominance = { n = 1 }"), "10: `k` is missing: write `dominance = { n = 1, k = 85 }`"),
        (
            amounts("dominance = { n = 4, k = 85 }"),
            "10: `n` is 4; it must be 1, 2 or 3, as `dominance = { n = 1, k = 85 }`",
        ),
        (
            amounts("dominance = { n = 0, k = 85 }"),
            "10: `n` is 0; it must be 1, 2 or 3, as `dominance = { n = 1, k = 85 }`",
        ),
        (
            amounts("dominance = { n = 1, k = 100 }"),
            "10: `k` is 100; it must be 1 to 99 per cent, as `dominance = { n = 1, k = 85 }`",
        ),
        (amounts("dominance = { n = 1, k = 85, p = 3 }"), "10: unknown key `p`; did you mean `k`?"),
        (amounts("dominance = { n = 3, k = 99 }, p_percent = 1"), "no mistake"),
        (spells("started", "disclosure = 5"), "9: `disclosure` is a whole number; it must be a table"),
        // Ranks.
        (
            by_region("show = [\"rank\", \"count\"]"),
            "10: a rank is by the figure before it: show one, as [\"share\", \"rank\"]",
        ),
        (
            by("\"sex\"", "show = [\"count\", \"rank\"]"),
            "10: a rank is an area's among the areas: name municipality, jobcentre or region in `by`",
        ),
        (by_region("show = [\"count\", \"rank\"]"), "no mistake"),
        // The lowest and the highest area.
        (
            spells("ended", "spread = \"kommune\""),
            "9: a spread is over areas, and `kommune` is none; valid are `jobcentre`, `municipality`, `region`",
        ),
        (
            spells("ended", "spread = \"sex\""),
            "9: a spread is over areas, and `sex` is none; valid are `jobcentre`, `municipality`, `region`",
        ),
        (by_region("spread = \"region\""), "10: `region` is in `by`: show each area, or the spread over them"),
        (by_region("spread = \"municipality\""), "no mistake"),
        // Lists of bands.
        (
            spells("started", "age_bands = \"duration.jobindsats\""),
            "9: `duration.jobindsats` are bands of duration, and `age_bands` must be of age",
        ),
        (
            members("membership_bands = \"age.five_year\""),
            "7: `age.five_year` are bands of age, and `membership_bands` must be of membership",
        ),
        (
            members("membership_bands = \"membership.s00\""),
            "7: there is no list of bands `membership.s00`; did you mean `membership.s003`?",
        ),
        (members("membership_bands = \"membership.s003\"\nage_groups = \"age.under_40\""), "no mistake"),
        // Whatever else.
        (
            spells("started", "colour = \"red\""),
            "9: unknown key `colour`; of the 33, the nearest are `cohort`, `count` and `hours`",
        ),
        (spells("started", "spreads = \"region\""), "9: unknown key `spreads`; did you mean `spread`?"),
    ]);
}
