//! The operators: one entry each, with its documentation, an example that a test runs, and how its operands are read.
//! How each one answers is in the files beside this one.

pub mod decided;
pub mod membership;
pub mod never;
pub mod operand;
pub mod order;
pub mod presence;
pub mod quantify;
pub mod reading;
pub mod window;

use super::filled::{Filled, Missing};
use super::path::Located;
use super::scope::Scope;
use super::tree::{Op, Operand};
use crate::diagnostic::Sink;
use crate::text::Span;

/// What an operator is applied to.
pub struct Subject<'a, 's> {
    /// The path and its shape.
    pub located: &'a Located<'s>,
    /// Where the operator stands; the path itself for `PATH: VALUE`.
    pub at: Span,
    /// The moment that ages count from, when `at` stands beside the operator.
    pub moment: Option<&'a Operand>,
}

/// Reads the operand of one operator; several tests where it carries several comparisons.
type Read = fn(&Subject<'_, '_>, Filled<'_>, &Scope<'_>, &mut Sink) -> Option<Vec<Op>>;

/// One operator.
pub struct Operator {
    /// Its name in policies.
    pub name: &'static str,
    /// One line on what it asks.
    pub about: &'static str,
    /// What it can be asked of, in words.
    pub of: &'static str,
    /// A condition that uses it.
    pub example: &'static str,
    read: Read,
}

/// Every operator, in the order of the reference.
pub const OPERATORS: &[Operator] = &[
    Operator {
        name: "is",
        about: "equal to the value; nothing equals a none or an unknown",
        of: "any scalar",
        example: "site.type: store",
        read: reading::is,
    },
    Operator {
        name: "is_not",
        about: "known to be something else, or known not to exist",
        of: "any scalar",
        example: "site.type: { is_not: blog }",
        read: reading::is_not,
    },
    Operator {
        name: "one_of",
        about: "equal to one of the values",
        of: "any scalar",
        example: "release.size: { one_of: [major, minor] }",
        read: reading::one_of,
    },
    Operator {
        name: "at_least",
        about: "not smaller than",
        of: "numbers, versions, instants, durations, ordered words",
        example: "site.versions.php: { at_least: 8.1 }",
        read: reading::at_least,
    },
    Operator {
        name: "at_most",
        about: "not larger than",
        of: "numbers, versions, instants, durations, ordered words",
        example: "site.versions.php: { at_most: 8.3 }",
        read: reading::at_most,
    },
    Operator {
        name: "more_than",
        about: "larger than",
        of: "numbers, versions, instants, durations, ordered words",
        example: "site.versions.php: { more_than: 7.4 }",
        read: reading::more_than,
    },
    Operator {
        name: "less_than",
        about: "smaller than",
        of: "numbers, versions, instants, durations, ordered words",
        example: "site.versions.php: { less_than: 8.4 }",
        read: reading::less_than,
    },
    Operator {
        name: "satisfies",
        about: "a version inside a range; false when there is nothing to compare",
        of: "versions",
        example: "site.versions.php: { satisfies: \">=8.1 <9\" }",
        read: reading::satisfies,
    },
    Operator {
        name: "violates",
        about: "a version outside a range; false when there is nothing to compare",
        of: "versions",
        example: "site.versions.php: { violates: \">=8.1 <9\" }",
        read: reading::violates,
    },
    Operator {
        name: "older_than",
        about: "lies further back than a duration, before now or before `at`",
        of: "instants",
        example: "site.backup.taken_at: { older_than: 24h }",
        read: reading::older_than,
    },
    Operator {
        name: "newer_than",
        about: "lies no further back than a duration, before now or before `at`",
        of: "instants",
        example: "site.backup.taken_at: { newer_than: 24h }",
        read: reading::newer_than,
    },
    Operator {
        name: "at",
        about: "the moment that `older_than` and `newer_than` count from",
        of: "instants",
        example: "site.backup.taken_at: { older_than: 24h, at: { fact: plan.moment } }",
        read: reading::at_alone,
    },
    Operator {
        name: "within",
        about: "lies between now and a duration ahead",
        of: "instants",
        example: "site.window.start: { within: 7d }",
        read: reading::within,
    },
    Operator {
        name: "inside",
        about: "lies in a window; the end is outside",
        of: "instants",
        example: "now: { inside: { fact: site.window } }",
        read: reading::inside,
    },
    Operator {
        name: "overlaps",
        about: "a window that shares some time with a window",
        of: "windows",
        example: "site.window: { overlaps: { weekly: \"fri 12:00 - mon 06:00\", zone: Europe/Berlin } }",
        read: reading::overlaps,
    },
    Operator {
        name: "includes",
        about: "has the value as a member",
        of: "lists, maps, decisions",
        example: "release.touches: { includes: workflows }",
        read: reading::includes,
    },
    Operator {
        name: "includes_any",
        about: "has one of the values as a member",
        of: "lists, maps, decisions",
        example: "release.touches: { includes_any: [workflows, agents] }",
        read: reading::includes_any,
    },
    Operator {
        name: "includes_all",
        about: "has all of the values as members; true of no values",
        of: "lists, maps, decisions",
        example: "release.touches: { includes_all: [workflows, agents] }",
        read: reading::includes_all,
    },
    Operator {
        name: "empty",
        about: "has no members; a none is empty",
        of: "lists, maps, decisions",
        example: "release.migrations: { empty: true }",
        read: reading::empty,
    },
    Operator {
        name: "any",
        about: "one of its elements fulfils a condition",
        of: "lists, maps, records, decisions",
        example: "release.changes: { any: { behaviour: true } }",
        read: reading::any,
    },
    Operator {
        name: "every",
        about: "all of its elements fulfil a condition",
        of: "lists, maps, records, decisions",
        example: "release.changes: { every: { behaviour: false } }",
        read: reading::every,
    },
    Operator {
        name: "count",
        about: "how many of its elements fulfil a condition",
        of: "lists, maps, decisions",
        example: "release.changes: { count: { where: { behaviour: true }, at_least: 2 } }",
        read: reading::count,
    },
    Operator {
        name: "exists",
        about: "known and not none",
        of: "anything",
        example: "site.owners.rollback: { exists: true }",
        read: reading::exists,
    },
    Operator {
        name: "stated",
        about: "whether a document says it, be it a value or none: the operator that looks at ignorance itself",
        of: "anything",
        example: "release.migrations: { stated: false }",
        read: reading::stated,
    },
];

/// The operator of this name.
pub fn named(name: &str) -> Option<&'static Operator> {
    OPERATORS.iter().find(|o| o.name == name)
}

impl Operator {
    /// Reads it with its operand; pushes a problem and gives none when it can't be asked.
    pub fn read(&self, subject: &Subject<'_, '_>, node: Filled<'_>, scope: &Scope<'_>, sink: &mut Sink) -> Option<Vec<Op>> {
        (self.read)(subject, node, scope, sink)
    }

    /// What is said where its operand is missing.
    pub fn missing(&self, subject: &Subject<'_, '_>, scope: &Scope<'_>) -> Missing {
        Missing::example(self.name, &operand::example(self.name, &subject.located.path.ty, scope))
    }
}
