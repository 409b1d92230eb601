//! The reports that people keep or hand on: rollback record, support report, client summary. Each is a list of fields, and a
//! field that nobody stated says so. Their fields are defined here and below; how they look is `report`'s business.

mod client;
mod fields;
mod rollback;
mod support;

use super::account::{Account, account};
use super::leaves::Explainer;
use super::restarting::{Restart, restarting};
use crate::decision::Verb;
use crate::text::{Sources, Span};

/// The reports there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// What was updated, how to go back, what was decided: kept with the site.
    Rollback,
    /// What another operator needs to see the problem too.
    Support,
    /// What a client is told: changed, tested, still paused, needs approval.
    Client,
}

/// One report.
#[derive(Clone, Debug)]
pub struct Report {
    /// Which one.
    pub kind: Kind,
    /// What the evaluation comes to.
    pub account: Account,
    /// Who acts and which way, where the site goes back or somebody decides about that.
    pub way_back: Option<String>,
    /// Its sections, in order.
    pub sections: Vec<Section>,
    /// Which categories may restart.
    pub restarts: Vec<Restart>,
    /// Why the policy says not to hand it on yet, with the rule; not a part of the report itself.
    pub held: Vec<(String, String)>,
}

/// A part of a report.
#[derive(Clone, Debug)]
pub struct Section {
    /// Its heading.
    pub title: String,
    /// A sentence before its fields.
    pub intro: Option<String>,
    /// Its fields.
    pub fields: Vec<Field>,
}

/// One field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// What it is called.
    pub title: String,
    /// What is known of it.
    pub value: FieldValue,
    /// What another fact says, where the field is missing or that differs.
    pub beside: Option<Stated>,
}

/// What is known of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldValue {
    /// It is stated, or follows from what is.
    Stated(Stated),
    /// It is not: why, what to do, and who does it.
    Missing {
        /// In what way it is not known.
        why: String,
        /// What to do, as an imperative.
        action: Option<String>,
        /// The role that does it, with the person where one is named.
        who: Option<String>,
    },
    /// It is stated and secret, so that it is not printed.
    Masked,
}

/// A text with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stated {
    /// The text, fit to print.
    pub text: String,
    /// Where it stands; none where it follows from several facts or from the evaluation.
    pub place: Option<Span>,
}

impl Kind {
    /// All of them.
    pub const ALL: [Kind; 3] = [Kind::Rollback, Kind::Support, Kind::Client];

    /// The word on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Rollback => "rollback",
            Kind::Support => "support",
            Kind::Client => "client",
        }
    }

    /// The kind of this name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.name() == text)
    }

    /// What it is called.
    pub fn title(self) -> &'static str {
        match self {
            Kind::Rollback => "Rollback record",
            Kind::Support => "Support report",
            Kind::Client => "Update summary",
        }
    }

    /// The action that a policy blocks while the report must stay where it is.
    fn handing_on(self) -> Option<&'static str> {
        match self {
            Kind::Rollback => None,
            Kind::Support => Some("handoff"),
            Kind::Client => Some("client-handoff"),
        }
    }
}

impl Report {
    /// How many fields are missing.
    pub fn missing(&self) -> usize {
        let missing = |field: &&Field| matches!(field.value, FieldValue::Missing { .. });
        self.sections.iter().flat_map(|s| &s.fields).filter(missing).count()
    }
}

/// The report of this kind about an evaluation.
pub fn report(kind: Kind, explainer: &Explainer<'_>, sources: &Sources) -> Report {
    let restarts = restarting(explainer);
    let reader = fields::Reader { explainer, sources };
    let sections = match kind {
        Kind::Rollback => rollback::sections(&reader),
        Kind::Support => support::sections(&reader),
        Kind::Client => client::sections(&reader),
    };
    let account = account(explainer);
    let way_back = account.way_back.as_ref().map(|back| super::titles::way_back(&explainer.program.policy, back));
    Report { kind, account, way_back, sections, restarts, held: held(kind, explainer) }
}

fn held(kind: Kind, explainer: &Explainer<'_>) -> Vec<(String, String)> {
    let Some(action) = kind.handing_on() else { return Vec::new() };
    let blocks =
        explainer.evaluation.reasons.iter().filter(|r| r.in_force() && r.target.verb == Verb::Block && &*r.target.name == action);
    let mut out: Vec<(String, String)> = Vec::new();
    for reason in blocks {
        let rule = explainer.ground(reason).and_then(|g| explainer.program.rule_of(g));
        let entry = (explainer.because(reason), rule.map_or_else(|| reason.name.clone(), |r| r.id.to_string()));
        if !out.contains(&entry) {
            out.push(entry);
        }
    }
    out
}
