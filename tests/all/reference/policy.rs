//! Policies as plain data: rules, conditions, effects, waivers.
//! `render` writes them as a pack for the engine, `judge` says what they come to.

use super::world::{Cmp, Val};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verb {
    Stage,
    Pause,
    Block,
    Rollback,
    Require,
    Escalate,
    Expedite,
    Derive,
}

impl Verb {
    pub fn name(self) -> &'static str {
        match self {
            Verb::Stage => "stage",
            Verb::Pause => "pause",
            Verb::Block => "block",
            Verb::Rollback => "rollback",
            Verb::Require => "require",
            Verb::Escalate => "escalate",
            Verb::Expedite => "expedite",
            Verb::Derive => "derive",
        }
    }

    /// The words of its strengths as conditions compare them, from weak to strong.
    pub fn ranks(self) -> &'static [&'static str] {
        match self {
            Verb::Stage | Verb::Require => &["advised", "required"],
            Verb::Pause => &["items", "category"],
            Verb::Block => &["normal-schedule", "any"],
            Verb::Rollback => &["prepare", "decision-needed", "required"],
            Verb::Expedite => &["soon", "now"],
            Verb::Escalate | Verb::Derive => &["required"],
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub enum Root {
    /// `site`, `release`, `update`.
    Document(&'static str),
    Now,
    Decided(Verb),
    Derived(String),
    /// The element around.
    Element,
    Var(String),
}

#[derive(Clone, Debug, PartialEq)]
pub enum Seg {
    Key(String),
    Var(String),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    pub root: Root,
    pub segs: Vec<Seg>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Operand {
    Val(Val),
    Fact(Path),
    Var(String),
}

#[derive(Clone, Debug, PartialEq)]
pub enum Window {
    Between(Operand, Operand),
    Fact(Path),
    List(Vec<Window>),
}

/// The body of a quantifier: of a record a condition, of a scalar a test; with a name always a condition.
#[derive(Clone, Debug, PartialEq)]
pub struct Body {
    pub name: Option<String>,
    pub cond: BodyCond,
}

#[derive(Clone, Debug, PartialEq)]
pub enum BodyCond {
    Cond(Box<Cond>),
    Test(Box<Test>),
}

#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    Is(Operand),
    IsNot(Operand),
    OneOf(Vec<Operand>),
    Order(Cmp, Operand),
    Range(bool, Operand),
    Age { older: bool, by: Operand, at: Option<Operand> },
    Within(Operand),
    Inside(Window),
    Overlaps(Window),
    Includes(Vec<Operand>),
    IncludesAll(Vec<Operand>),
    Empty(bool),
    Any(Body),
    Every(Body),
    Count { body: Option<Body>, distinct: Option<&'static str>, cmp: Cmp, n: Operand },
    Exists(bool),
    Stated(bool),
    Not(Box<Test>),
    All(Vec<Test>),
}

#[derive(Clone, Debug, PartialEq)]
pub enum Cond {
    All(Vec<Cond>),
    Any(Vec<Cond>),
    Not(Box<Cond>),
    Test(Path, Test),
}

#[derive(Clone, Debug, PartialEq)]
pub enum Target {
    Word(String),
    /// The word or element of a variable.
    Var(String),
    Item(String),
    Alone,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Effect {
    pub verb: Verb,
    pub target: Target,
    /// A variable of the rule.
    pub of: Option<String>,
    /// The rank among [`Verb::ranks`]; for pauses of a category the whole of it.
    pub rank: usize,
    pub by: Option<usize>,
    pub due: Option<&'static str>,
    pub until: Option<Cond>,
}

pub const BY: [&str; 4] = ["files", "files-and-database", "full-restore", "forward-only"];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caution {
    Precaution,
    Ask,
    Ignore,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    pub id: String,
    pub for_each: Vec<(String, Vec<String>)>,
    pub each: Vec<(String, Path)>,
    pub with: Option<(String, Path)>,
    pub when: Option<Cond>,
    pub unless: Option<Cond>,
    pub effects: Vec<Effect>,
    pub until: Option<Cond>,
    pub if_unknown: Option<Caution>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Waiver {
    pub rule: String,
    pub scope: Vec<(String, Vec<String>)>,
    pub sites: Option<Vec<String>>,
    pub item: Option<String>,
    /// Whether its last day has passed.
    pub expired: bool,
}

#[derive(Clone, Debug, PartialEq, Default)]
pub struct Policy {
    pub rules: Vec<Rule>,
    pub waivers: Vec<Waiver>,
}
