//! A waiver: a dated, owned, reasoned exception to one rule.
//! Whether it is in force is decided in one place, `evaluate`, with the moment of the evaluation.

use std::sync::Arc;

use super::Policy;
use super::rule::Rule;
use crate::decision::RuleId;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::text::{Span, wording};
use crate::value::{Duration, Instant};

/// An exception to a rule.
#[derive(Clone, Debug)]
pub struct Waiver {
    /// The rule.
    pub rule: RuleId,
    /// The bindings it is limited to: a variable of the rule with the words or ids it may have. Empty: all.
    pub scope: Vec<(Arc<str>, Vec<Arc<str>>)>,
    /// The sites it is limited to.
    pub sites: Option<Vec<Arc<str>>>,
    /// The items it is limited to, by id.
    pub items: Option<Vec<Arc<str>>>,
    /// Why.
    pub reason: String,
    /// Who answers for it.
    pub owner: String,
    /// Where it was agreed.
    pub ticket: Option<String>,
    /// The moment from which it no longer counts: the end of its last day.
    pub expires: Instant,
    /// The pack it comes from.
    pub pack: Arc<str>,
    /// Its place.
    pub span: Span,
}

impl Waiver {
    /// Whether its last day is over.
    pub fn is_expired(&self, now: Instant) -> bool {
        now >= self.expires
    }

    /// Whether it speaks of nothing that its rule can ever be about.
    pub fn matches_nothing(&self, rule: &Rule) -> bool {
        let none = |words: &Option<Vec<Arc<str>>>| words.as_ref().is_some_and(Vec::is_empty);
        let never = |(name, words): &(Arc<str>, Vec<Arc<str>>)| match rule.for_each.iter().find(|v| v.name == *name) {
            Some(var) => !words.iter().any(|word| var.words.contains(word)),
            None => words.is_empty(),
        };
        none(&self.sites) || none(&self.items) || (self.items.is_some() && rule.each.is_empty()) || self.scope.iter().any(never)
    }

    /// The last day on which it counts, or the moment where it ends within a day.
    pub fn last_day(&self) -> String {
        let day = Duration::from_seconds(86_400);
        if self.expires.unix().rem_euclid(day.seconds()) == 0 { self.expires.minus(day).date() } else { self.expires.to_string() }
    }

    /// The warning that it has expired; none while it counts.
    pub fn expired(&self, now: Instant) -> Option<Diagnostic> {
        if !self.is_expired(now) {
            return None;
        }
        Some(
            Diagnostic::new(
                Code::WaiverExpired,
                format!("the waiver of `{}` expired {}", self.rule, ago(now.since(self.expires))),
            )
            .at(self.span, format!("counted until {}", self.last_day()))
            .help("move `expires` if the exception still holds, or remove the waiver")
            .note("the rule is in force again"),
        )
    }
}

/// What is wrong with the waivers of a policy at a moment: those that have expired; and where only they allowed a later rule to
/// switch off a base rule, that is an error again.
pub(crate) fn expired_waivers(policy: &Policy, now: Instant, sink: &mut Sink) {
    policy.waivers.iter().filter_map(|w| w.expired(now)).for_each(|problem| sink.push(problem));
    unallowed(policy, now, sink);
}

/// The base rules that are switched off and that no waiver allows any more.
pub(crate) fn unallowed(policy: &Policy, now: Instant, sink: &mut Sink) {
    for (switched, last) in policy.unallowed_at(now) {
        sink.push(switched.problem.clone().at(last.span, format!("allowed it until {}", last.last_day())));
    }
}

/// How long ago, in the largest unit that fits.
fn ago(passed: Duration) -> String {
    whole_units(passed).map_or_else(|| "just now".to_owned(), |units| format!("{units} ago"))
}

/// A length of time in the largest unit that fits, as words; none below a minute.
pub fn whole_units(length: Duration) -> Option<String> {
    let units = [(86_400, "day", "days"), (3_600, "hour", "hours"), (60, "minute", "minutes")];
    units.into_iter().find_map(|(seconds, one, many)| {
        let whole = usize::try_from(length.seconds() / seconds).ok().filter(|whole| *whole > 0)?;
        Some(wording::count(whole, one, many))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::testing::policy;

    fn warnings(now: &str) -> Vec<String> {
        let policy = policy("waivers:\n  - { rule: backup.fresh, reason: r, owner: ana, expires: 2027-01-31 }\n");
        let mut sink = Sink::new();
        expired_waivers(&policy, Instant::parse(now).unwrap(), &mut sink);
        sink.into_sorted().into_iter().map(|d| format!("{}: {}: {}", d.code.name(), d.headline, d.labels[0].text)).collect()
    }

    #[test]
    fn a_waiver_expires_when_its_last_day_is_over() {
        assert_eq!(warnings("2027-01-31T23:59:59Z"), Vec::<String>::new());
        let label = "counted until 2027-01-31";
        assert_eq!(
            warnings("2027-02-01T00:00Z"),
            [format!("waiver-expired: the waiver of `backup.fresh` expired just now: {label}")]
        );
        assert_eq!(
            warnings("2027-02-01T05:30Z"),
            [format!("waiver-expired: the waiver of `backup.fresh` expired 5 hours ago: {label}")]
        );
        assert_eq!(
            warnings("2027-02-13"),
            [format!("waiver-expired: the waiver of `backup.fresh` expired 12 days ago: {label}")]
        );
    }
}
