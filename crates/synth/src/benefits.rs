//! The states that a life passes through, the codes they are paid under, and the law's dates.
//!
//! Codes are those of the DREAM table of 2015. The last digit of most codes tells the activity, so a payment's code and
//! the person's offers must agree; [`State::code`] is the one place where they meet.

use calendar::Day;

/// What a person lives on. The names follow the scheme that pays; the Danish name is in each line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum State {
    /// No benefit: in work, or supported in another way.
    SelfSupport,
    /// A-dagpenge.
    Unemployment,
    /// Kontanthjælp, jobparat.
    CashReady,
    /// Kontanthjælp, not jobparat (aktivitetsparat).
    CashNotReady,
    /// Uddannelseshjælp, under 30 years; before 2014 they had kontanthjælp.
    EducationAid,
    /// Integrationsydelse; before September 2015 kontanthjælp under integrationsloven.
    Integration,
    /// Sygedagpenge.
    Sickness,
    /// Jobafklaring.
    Clarification,
    /// Ressourceforløb.
    Resource,
    /// Fleksjob.
    FlexJob,
    /// Ledighedsydelse.
    FlexUnemployment,
    /// Førtidspension.
    DisabilityPension,
    /// Revalidering.
    Rehabilitation,
    /// Efterløn.
    EarlyRetirement,
    /// SU.
    StudyGrant,
    /// Barselsdagpenge.
    Parental,
    /// Folkepension.
    OldAgePension,
}

/// What somebody does in an offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Activity {
    Guidance,
    Education,
    SubsidyPrivate,
    SubsidyPublic,
    InternshipPrivate,
    InternshipPublic,
    UsefulWork,
    Mentor,
    Social,
    Health,
}

impl Activity {
    /// The last digit of the code that is paid meanwhile; none where the offer does not show in the code.
    pub(crate) fn digit(self) -> Option<u16> {
        match self {
            Activity::Guidance => Some(3),
            Activity::Education => Some(4),
            Activity::SubsidyPrivate => Some(5),
            Activity::SubsidyPublic => Some(6),
            Activity::InternshipPrivate => Some(7),
            Activity::InternshipPublic => Some(8),
            Activity::UsefulWork => Some(9),
            Activity::Mentor | Activity::Social | Activity::Health => None,
        }
    }

    /// The offer's name in the extract.
    pub(crate) fn text(self) -> &'static str {
        match self {
            Activity::Guidance => "vejledning_opkvalificering",
            Activity::Education => "ordinaer_uddannelse",
            Activity::SubsidyPrivate => "loentilskud_privat",
            Activity::SubsidyPublic => "loentilskud_offentlig",
            Activity::InternshipPrivate | Activity::InternshipPublic => "virksomhedspraktik",
            Activity::UsefulWork => "nytteindsats",
            Activity::Mentor => "mentor",
            Activity::Social => "social_indsats",
            Activity::Health => "sundhedsindsats",
        }
    }
}

/// 1 January 2013: the first ressourceforløb.
pub(crate) const RESOURCE_FROM: Day = Day::from_number(15_706);
/// 1 February 2026: no ressourceforløb and no revalidering begins on or after this day.
pub(crate) const RESOURCE_CLOSED: Day = Day::from_number(20_485);
/// 1 January 2022: a ressourceforløb lasts three years at most, before it five.
pub(crate) const RESOURCE_SHORTER: Day = Day::from_number(18_993);
/// 1 July 2014: the first jobafklaring.
pub(crate) const CLARIFICATION_FROM: Day = Day::from_number(16_252);
/// From 11 March 2020 to before 1 July 2021 hardly anybody passes on to jobafklaring.
pub(crate) const SUSPENDED_FROM: Day = Day::from_number(18_332);
pub(crate) const SUSPENDED_UNTIL: Day = Day::from_number(18_809);
/// 1 January 2014: uddannelseshjælp takes the place of kontanthjælp for those under 30.
pub(crate) const EDUCATION_AID_FROM: Day = Day::from_number(16_071);
/// 1 September 2015: integrationsydelse takes the place of kontanthjælp under integrationsloven.
pub(crate) const INTEGRATION_FROM: Day = Day::from_number(16_679);

impl State {
    /// Whether the state is part of the kontanthjælp system.
    pub(crate) fn is_cash(self) -> bool {
        matches!(self, State::CashReady | State::CashNotReady | State::EducationAid | State::Integration)
    }

    /// The code that is paid on `day`. `ready` says whether somebody on uddannelseshjælp is jobparat; `shade` (below 100)
    /// tells apart what the states do not: how many hours unemployed, forrevalidering, skånejob, SU without a grant.
    pub(crate) fn code(self, day: Day, ready: bool, shade: u8, activity: Option<u16>) -> u16 {
        let with_activity = |base: u16| base + activity.unwrap_or(0);
        match self {
            State::SelfSupport => 0,
            State::Unemployment => match activity {
                Some(9) | None => [111, 111, 111, 112, 113][usize::from(shade / 20)],
                Some(digit) => 210 + digit,
            },
            State::CashReady => with_activity(130),
            State::CashNotReady => with_activity(730),
            State::EducationAid => with_activity(match (day < EDUCATION_AID_FROM, ready) {
                (true, true) => 130,
                (true, false) => 730,
                (false, true) => 140,
                (false, false) => 720,
            }),
            State::Integration => with_activity(if day < INTEGRATION_FROM { 710 } else { 700 }),
            State::Sickness => with_activity(890),
            State::Clarification => 785,
            State::Resource => with_activity(810),
            State::FlexJob => 771,
            State::FlexUnemployment => with_activity(740),
            State::DisabilityPension => {
                if shade < 2 {
                    781
                } else {
                    783
                }
            }
            State::Rehabilitation => with_activity(if shade < 30 { 750 } else { 760 }),
            State::EarlyRetirement => 621,
            State::StudyGrant => {
                if shade < 6 {
                    652
                } else {
                    651
                }
            }
            State::Parental => 881,
            State::OldAgePension => 998,
        }
    }

    /// The day inside a run of this state on which its codes change by law, if there is one.
    pub(crate) fn code_change(self) -> Option<Day> {
        match self {
            State::EducationAid => Some(EDUCATION_AID_FROM),
            State::Integration => Some(INTEGRATION_FROM),
            _ => None,
        }
    }

    /// What a full day pays, in øre: made up, near the rates of about 2018.
    pub(crate) fn daily_amount(self) -> u32 {
        match self {
            State::SelfSupport => 0,
            State::Unemployment | State::Sickness | State::Parental => 61_250,
            State::CashReady | State::CashNotReady => 37_660,
            State::EducationAid => 23_710,
            State::Integration => 20_350,
            State::Clarification | State::Resource => 37_790,
            State::FlexJob => 41_300,
            State::FlexUnemployment => 54_500,
            State::DisabilityPension => 61_640,
            State::Rehabilitation => 61_200,
            State::EarlyRetirement => 52_100,
            State::StudyGrant => 19_980,
            State::OldAgePension => 40_900,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_laws_dates_are_the_ones_named() {
        let days = [
            RESOURCE_FROM,
            RESOURCE_CLOSED,
            RESOURCE_SHORTER,
            CLARIFICATION_FROM,
            SUSPENDED_FROM,
            SUSPENDED_UNTIL,
            EDUCATION_AID_FROM,
            INTEGRATION_FROM,
        ];
        assert_eq!(
            days.map(|day| day.to_string()),
            [
                "2013-01-01",
                "2026-02-01",
                "2022-01-01",
                "2014-07-01",
                "2020-03-11",
                "2021-07-01",
                "2014-01-01",
                "2015-09-01"
            ]
        );
    }
}
