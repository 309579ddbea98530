//! What the attack is asked to prove, and how hard it tries.

/// What the attack is asked to prove, and how hard it tries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Whether a hidden cell falls out also where it is only proven to be small: above 0 and below the threshold.
    pub prove_small: bool,
    /// Whether it fails a release that all of a shown group are in one category.
    pub group_fails: bool,
    /// Dimensions whose categories tell something of a person, beside those that a share is over: of these, groups that
    /// are all or none in a category are listed.
    pub telling: Vec<String>,
    /// In groups of bound cells of at most this many, every interval is worked out in whole numbers to the end. In larger
    /// ones that is done for the narrowest of each class only; of the others it is only found out whether they fall out,
    /// and their intervals are at least as wide as what was seen.
    pub exact_cells: usize,
    /// How many cells the neighborhoods have in which every cell of a larger group is worked on.
    pub close: [usize; 2],
    /// How many they have for the cells about which it is not known then whether they fall out.
    pub wide: [usize; 3],
    /// How many times at most a walk through a larger group is prolonged, as long as it is of use.
    pub n_walks: usize,
    /// How many nodes a search in whole numbers may take.
    pub n_nodes: usize,
    /// How many it may take in a neighborhood.
    pub n_nodes_local: usize,
    /// How many it may take among all cells of a larger group.
    pub n_nodes_large: usize,
    /// How much work a larger group may take for each of its cells: numbers of the tableau that are handled. What is not
    /// decided then is reported as such. It is a number of steps and no time, so that every machine reports the same.
    pub work_per_cell: u64,
}

impl Settings {
    /// The attack that a release must stand: proving that a cell is small counts, groups are only listed.
    ///
    /// ```
    /// let settings = audit::Settings::strict();
    /// assert!(settings.prove_small && !settings.group_fails);
    /// ```
    pub fn strict() -> Settings {
        Settings {
            prove_small: true,
            group_fails: false,
            telling: Vec::new(),
            exact_cells: 60,
            close: [60, 150],
            wide: [400, 1000, 2000],
            n_walks: 40,
            n_nodes: 20_000,
            n_nodes_local: 100,
            n_nodes_large: 300,
            work_per_cell: 300_000,
        }
    }
}
