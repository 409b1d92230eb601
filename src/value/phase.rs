//! Where an update stands.
//! Which facts can be known in a phase is said by the schemas.

/// Where an update stands. `Recovery` is when something broke; it is no later phase than `After`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// Before anything was touched.
    Before,
    /// The staging copy is being updated and checked.
    Staging,
    /// Production is being updated.
    Production,
    /// Production is updated; checks, records and restarts follow.
    After,
    /// Something broke.
    Recovery,
}

impl Phase {
    /// All phases in order.
    pub const ALL: [Phase; 5] = [Phase::Before, Phase::Staging, Phase::Production, Phase::After, Phase::Recovery];

    /// The word in documents.
    pub fn name(self) -> &'static str {
        match self {
            Phase::Before => "before",
            Phase::Staging => "staging",
            Phase::Production => "production",
            Phase::After => "after",
            Phase::Recovery => "recovery",
        }
    }

    /// The phase of this name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|p| p.name() == text)
    }

    /// Whether a fact known from phase `from` can be known now. Recovery counts as after.
    pub fn reaches(self, from: Phase) -> bool {
        self.rank() >= from.rank()
    }

    fn rank(self) -> u8 {
        match self {
            Phase::Before => 0,
            Phase::Staging => 1,
            Phase::Production => 2,
            Phase::After | Phase::Recovery => 3,
        }
    }
}
