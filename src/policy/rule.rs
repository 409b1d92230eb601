//! A rule as meant: checked, typed, with the place of every part.
//! Reading it from YAML is `read`'s business, putting words in the place of its variables `compile`'s.

use std::sync::Arc;

use crate::condition::Template;
use crate::condition::tree::{Cond, Path, Var};
use crate::decision::{Caution, RuleId, Strength, Verb};
use crate::text::Span;
use crate::value::{Duration, Ty};
use crate::vocabulary::{Due, Role};

/// When a condition holds, decide something, because of something.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its id, unique in the policy.
    pub id: RuleId,
    /// A short name for lists.
    pub title: String,
    /// The pack it comes from.
    pub pack: Arc<str>,
    /// The place of its id.
    pub span: Span,
    /// Variables bound when the policy is compiled, in their slots' order.
    pub for_each: Vec<GroundVar>,
    /// Variables bound to elements at run time, in their frames' order.
    pub each: Vec<EachVar>,
    /// When it holds.
    pub when: Cond,
    /// Where in `when` the opposite of its `unless` stands, when it has one.
    pub unless: Option<Span>,
    /// What lifts its reasons, unless an effect has its own.
    pub until: Option<Cond>,
    /// What it decides; never empty.
    pub effects: Vec<Effect>,
    /// What an undetermined reason means, where it is not what the verb says.
    pub if_unknown: Option<Caution>,
    /// Why, as a sentence with placeholders; the title where the rule has none.
    pub because: Template,
    /// Whether the rule itself says why.
    pub says_why: bool,
    /// Where it comes from, for people.
    pub source: Option<String>,
    /// The number of the requirement it stands for, such as `D55`.
    pub trace: Option<String>,
    /// Who answers for the rule.
    pub owner: Option<String>,
    /// Whether no waiver may name it.
    pub unwaivable: bool,
}

/// A variable bound to words when the policy is compiled.
#[derive(Clone, Debug)]
pub struct GroundVar {
    /// Its name.
    pub name: Arc<str>,
    /// The words, sorted, each once.
    pub words: Vec<Arc<str>>,
    /// Their type.
    pub ty: Ty,
    /// Where the words come from.
    pub from: WordsFrom,
    /// Its place.
    pub span: Span,
}

/// Where the words of a variable come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WordsFrom {
    /// The whole vocabulary.
    Vocabulary,
    /// A list in the rule.
    List,
    /// A parameter.
    Param(Arc<str>),
}

/// A variable bound to the elements of a collection at run time.
#[derive(Clone, Debug)]
pub struct EachVar {
    /// Its name.
    pub name: Arc<str>,
    /// The collection.
    pub collection: Path,
    /// Its place.
    pub span: Span,
}

/// One verb with its target and modifiers.
#[derive(Clone, Debug)]
pub struct Effect {
    /// Its place.
    pub span: Span,
    /// The verb.
    pub verb: Verb,
    /// The target.
    pub target: EffectTarget,
    /// Which element or field it is decided of.
    pub of: Option<Of>,
    /// The strength; the verb's highest unless the rule says another. For `pause` of a category: the whole category.
    pub strength: Strength,
    /// By when it must have been acted on, where the vocabulary's default is not meant.
    pub due: Option<Due>,
    /// Who does it, where the vocabulary's default is not meant.
    pub acts: Option<Role>,
    /// How long after the release date it must be done.
    pub deadline: Option<Duration>,
    /// What lifts it, where that differs from the rule's.
    pub until: Option<Cond>,
}

/// The target of an effect.
#[derive(Clone, Debug)]
pub enum EffectTarget {
    /// A word of the vocabulary, or the name of a derived conclusion.
    Word(Arc<str>),
    /// The word a variable stands for.
    Var(Var),
    /// `pause: $item`: the item, in the category it has.
    Item(Var),
    /// `rollback` has none.
    Alone,
}

/// Which element or field a decision is `of`.
#[derive(Clone, Debug)]
pub enum Of {
    /// The element or word a variable stands for.
    Var(Var),
    /// A scalar field.
    Field(Box<Path>),
}
