//! What a table shows, and how.

use crate::made::{check, counted, members, paid, sanctions, spells};

#[test]
fn what_is_shown() {
    let show = |event: &str, statistic: &str| spells(event, &format!("show = [\"{statistic}\"]"));
    let by_region = |rest: &str| spells("ended", &format!("by = [\"region\"]\n{rest}"));
    let by = |list: &str, rest: &str| spells("started", &format!("by = [{list}]\n{rest}"));
    let amounts = |rules: &str| spells("started", &format!("pay = {{ in = \"month\" }}\ndisclosure = {{ {rules} }}"));
    let hours = "hours = { of = \"wages\", in = \"day\" }\n";
    let life = "life = { hierarchy = \"exit.next\", after = \"1 month\" }\n";
    let members_by = |dimension: &str| members(&format!("by = [\"{dimension}\"]"));
    let started_by = |dimension: &str| spells("started", &format!("by = [\"{dimension}\"]"));
    let pay = "pay = { in = \"month\" }\n";
    check(&[
        // Statistics.
        (
            show("started", "antal"),
            "9: `antal` is no statistic; valid are `count`, `full_time_persons`, `hours_known`, `mean_days`, `mean_hours`, `mean_pay`, `mean_planned_days`, `mean_planned_weeks`, `mean_weeks`, `median_days`, `median_hours`, `median_pay`, `median_planned_days`, `median_weeks`, `occupation`, `pay_known`, `person_days`, `plan_known`, `rank`, `share`, `start_known`, `sum_days`, `sum_pay`",
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
        // The life of spells.
        (
            show("started", "occupation"),
            "9: `occupation` cannot be shown here: the measure has no `life = { hierarchy = \"…\", after = \"1 month\" }`",
        ),
        (
            spells("started", &format!("{life}show = [\"occupation\"]")),
            "10: `occupation` is by `reached` and `next`: name both in `by`",
        ),
        (
            spells("started", &format!("{life}by = [\"reached\", \"next\"]\nshow = [\"count\", \"occupation\"]")),
            "no mistake",
        ),
        (
            spells("ended", life),
            "9: `life` is of spells from their start: use count = \"spells\" and event = \"started\"",
        ),
        (
            started_by("reached"),
            "9: `reached` cannot be a dimension here: the measure has no `life = { hierarchy = \"…\", after = \"1 month\" }`",
        ),
        (
            members_by("next"),
            "7: `next` cannot be a dimension here: a member of a cohort has no spell: count spells of a `benefit`",
        ),
        (
            spells("started", "life = { hierarchy = \"exit.next\", after = \"1 month\", bands = \"membership.s003\" }"),
            "9: `membership.s003` are bands of membership, and `bands` must be of life",
        ),
        (
            spells("started", "life = { hierarchy = \"exit.nxt\", after = \"1 month\" }"),
            "9: there is no hierarchy `exit.nxt`; did you mean `exit.next`?",
        ),
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
            "9: unknown key `colour`; of the 34, the nearest are `cohort`, `count` and `hours`",
        ),
        (spells("started", "spreads = \"region\""), "9: unknown key `spreads`; did you mean `spread`?"),
    ]);
}
