//! The registry: every provision, once. Help, manual and tests are written from it.

use crate::Error;
use crate::provision::{Described, Provision};
use crate::provisions;
use calendar::Day;

macro_rules! law {
    ($($(#[doc = $doc:literal])* $name:ident: $type:ident),* $(,)?) => {
        /// All provisions, read and checked.
        ///
        /// ```
        /// let law = rules::Law::read()?;
        /// assert!(law.described().iter().any(|provision| provision.id == "effort_guarantee"));
        /// # Ok::<(), rules::Error>(())
        /// ```
        #[derive(Debug, Clone)]
        pub struct Law {
            $($(#[doc = $doc])* pub $name: Provision<provisions::$type>,)*
        }

        impl Law {
            /// Reads the provisions that the program brings.
            ///
            /// # Errors
            /// None in a program that passed its tests.
            pub fn read() -> Result<Law, Error> {
                Ok(Law { $($name: Provision::embedded()?,)* })
            }

            /// What each provision says of itself, in the order of the registry.
            pub fn described(&self) -> Vec<Described<'_>> {
                vec![$(self.$name.described(),)*]
            }
        }
    };
}

law! {
    /// Whom a ressourceforløb is for: age and prospect.
    ressourceforlob_target: RessourceforlobTarget,
    /// The benefits from which one comes to a ressourceforløb.
    ressourceforlob_entry: RessourceforlobEntry,
    /// How long a ressourceforløb lasts.
    ressourceforlob_duration: RessourceforlobDuration,
    /// When ressourceforløb can begin, and when the last one ends.
    ressourceforlob_phase_out: RessourceforlobPhaseOut,
    /// Six months without effort: to the rehabilitation team.
    effort_guarantee: EffortGuarantee,
    /// The right to a talk with a health coordinator.
    health_coordinator: HealthCoordinator,
    /// The right to a personal job facilitator.
    job_facilitator: JobFacilitator,
    /// The ways to a jobafklaringsforløb.
    jobafklaring_entry: JobafklaringEntry,
    /// How long a jobafklaringsforløb lasts, and how many there may be.
    jobafklaring_duration: JobafklaringDuration,
    /// When the right to sygedagpenge is assessed anew.
    sygedagpenge_reassessment: SygedagpengeReassessment,
    /// Nobody passed from sygedagpenge to jobafklaring: 2020 and 2021.
    sygedagpenge_suspension: SygedagpengeSuspension,
    /// The three categories of sick people.
    sygedagpenge_categories: SygedagpengeCategories,
    /// Leave moves the end.
    leave: Leave,
    /// What counts as knowing what somebody will live on.
    support_base: SupportBase,
}

impl Law {
    /// The first day on which every provision says something.
    pub fn from(&self) -> Day {
        let firsts =
            self.described().into_iter().filter_map(|known| known.versions.first().map(|first| first.valid.from));
        firsts.max().unwrap_or(Day::MIN)
    }

    /// What one provision says of itself.
    ///
    /// # Errors
    /// [`Error::NoProvision`] with the nearest name that there is.
    pub fn find(&self, id: &str) -> Result<Described<'_>, Error> {
        let all = self.described();
        let near = definitions::toml_file::nearest(id, all.iter().map(|known| known.id));
        all.into_iter()
            .find(|known| known.id == id)
            .ok_or_else(|| Error::NoProvision { id: id.to_owned(), nearest: near })
    }
}
