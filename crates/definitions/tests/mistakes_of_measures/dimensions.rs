//! What a table may be by, and who is counted.

use crate::made::{check, cohort, members, paid, spells};

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
            "9: `kommune` is no dimension; valid are `age_band`, `age_group`, `before`, `benefit`, `code`, `decision`, `duration_band`, `end_reason`, `first_offer`, `hours_band`, `hours_change`, `jobcentre`, `month`, `municipality`, `next`, `offer`, `origin`, `period`, `plan`, `quarter`, `reached`, `region`, `sex`, `status`, `time_in_group`, `year`",
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
            "10: unknown key `kommune`; valid are `age_band`, `age_group`, `before`, `benefit`, `code`, `decision`, `duration_band`, `end_reason`, `first_offer`, `hours_band`, `hours_change`, `jobcentre`, `municipality`, `next`, `offer`, `origin`, `plan`, `reached`, `region`, `sex`, `status`, `time_in_group`",
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
