//! The days on which something is looked at.

use crate::made::{check, members, paid, spells};

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
