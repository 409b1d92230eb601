//! What a handbook says beside the rules: settings, waivers, words.
//! The rules are the module's above.

use super::super::page::{Inline, Page};
use crate::policy::{Invariant, Param, Policy, Waiver};
use crate::text::wording;
use crate::value::Value;
use crate::vocabulary::{Kind, Role, Vocabulary};

/// The headings of the tables that this policy has.
pub(super) fn present(policy: &Policy) -> Vec<&'static str> {
    let words = &policy.vocabulary;
    let has = [
        ("Settings", !policy.declared.is_empty()),
        ("Waivers", !policy.waivers.is_empty()),
        ("Invariants", !policy.invariants.is_empty()),
        ("Areas", !words.areas.is_empty()),
        ("Categories", !words.categories.is_empty()),
        ("Actions", !words.actions.is_empty()),
        ("Tasks", !words.tasks.is_empty()),
        ("Roles", !words.roles.is_empty()),
        ("Destinations", !words.destinations.is_empty()),
        ("Software", !words.software.is_empty()),
    ];
    has.into_iter().filter(|(_, has)| *has).map(|(title, _)| title).collect()
}

/// All tables that this policy has, each below its heading.
pub(super) fn all(policy: &Policy, page: &mut Page) {
    for title in present(policy) {
        page.heading(2, &Inline::own(title));
        let words = &policy.vocabulary;
        match title {
            "Settings" => settings(policy, page),
            "Waivers" => page.table(
                &["rule", "for", "reason", "owner", "ticket", "until the end of"],
                &policy.waivers.iter().map(waiver).collect::<Vec<_>>(),
            ),
            "Invariants" => {
                let row = |invariant: &Invariant| {
                    let owner = optional(invariant.rule.owner.as_deref());
                    let claim = Inline::text(&invariant.claim.to_string());
                    vec![Inline::code(invariant.rule.id.as_str()), Inline::text(&invariant.rule.title), claim, owner]
                };
                page.table(
                    &["invariant", "what is promised", "whenever its condition certainly holds", "owner"],
                    &policy.invariants.iter().map(row).collect::<Vec<_>>(),
                );
            }
            "Areas" => areas(words, page),
            "Categories" => {
                let row = |(name, entry): (&_, &crate::vocabulary::CategoryEntry)| {
                    vec![code(name), Inline::text(&entry.title), optional(entry.about.as_deref())]
                };
                page.table(&["category", "title", "what it is"], &words.categories.iter().map(row).collect::<Vec<_>>());
            }
            "Actions" => {
                let row = |(name, entry): (&_, &crate::vocabulary::ActionEntry)| {
                    let forbidden = optional(entry.not.as_deref().or(entry.about.as_deref()));
                    vec![
                        code(name),
                        Inline::text(&entry.title),
                        forbidden,
                        Inline::text(entry.due.name()),
                        role(entry.acts.as_ref(), words),
                    ]
                };
                page.table(
                    &["action", "title", "when it is blocked", "due", "who"],
                    &words.actions.iter().map(row).collect::<Vec<_>>(),
                );
            }
            "Tasks" => {
                let row = |(name, entry): (&_, &crate::vocabulary::TaskEntry)| {
                    let done = optional(entry.done.as_deref().or(entry.about.as_deref()));
                    vec![
                        code(name),
                        Inline::text(&entry.title),
                        done,
                        Inline::text(entry.due.name()),
                        role(entry.acts.as_ref(), words),
                    ]
                };
                page.table(&["task", "title", "done when", "due", "who"], &words.tasks.iter().map(row).collect::<Vec<_>>());
            }
            "Roles" => {
                let row = |(name, entry): (&_, &crate::vocabulary::RoleEntry)| {
                    let who = entry.who.as_ref().map(|who| Inline::code(&who.text)).unwrap_or_default();
                    vec![code(name), Inline::text(&entry.title), optional(entry.duty.as_deref().or(entry.about.as_deref())), who]
                };
                page.table(&["role", "title", "duty", "who that is"], &words.roles.iter().map(row).collect::<Vec<_>>());
            }
            "Software" => {
                let row = |(name, entry): (&_, &crate::vocabulary::SoftwareEntry)| {
                    let names: Vec<&str> = entry.also.iter().map(|word| &*word.text).collect();
                    let kind = if entry.extension { "an extension of the server" } else { "" };
                    vec![
                        code(name),
                        Inline::text(&entry.title),
                        Inline::text(&names.join(", ")),
                        Inline::text(entry.scheme.name()),
                        Inline::text(entry.about.as_deref().unwrap_or(kind)),
                        role(entry.acts.as_ref(), words),
                    ]
                };
                page.table(
                    &["software", "title", "other names", "versions as in", "what it is", "who"],
                    &words.software.iter().map(row).collect::<Vec<_>>(),
                );
            }
            _ => {
                let row = |(name, entry): (&_, &crate::vocabulary::DestinationEntry)| {
                    vec![code(name), Inline::text(&entry.title), optional(entry.about.as_deref())]
                };
                page.table(&["destination", "title", "what it is"], &words.destinations.iter().map(row).collect::<Vec<_>>());
            }
        }
    }
}

fn settings(policy: &Policy, page: &mut Page) {
    let value = |values: &[Value], list: bool| {
        let words: Vec<String> = values.iter().map(ToString::to_string).collect();
        if list && words.is_empty() { "none".to_owned() } else { wording::list_and(&words) }
    };
    let row = |param: &Param| {
        let limits = [("at least", &param.min), ("at most", &param.max)];
        let mut limits: Vec<String> =
            limits.iter().filter_map(|(word, limit)| Some(format!("{word} {}", limit.as_ref()?.value))).collect();
        limits.extend(param.stricter.map(|side| format!("{} is stricter", side.name())));
        limits.extend(param.may_grow.map(|_| "a pack that extends this one may add to it".to_owned()));
        vec![
            Inline::code(&param.name),
            Inline::text(&value(&param.value.values, param.value.list)),
            Inline::text(&value(&param.default, param.value.list)),
            Inline::text(&limits.join(", ")),
            Inline::text(&param.about),
        ]
    };
    page.table(&["setting", "value", "default", "limits", "meaning"], &policy.declared.iter().map(row).collect::<Vec<_>>());
}

fn waiver(waiver: &Waiver) -> Vec<Inline> {
    let mut scope: Vec<String> = waiver.scope.iter().map(|(name, words)| format!("{name} {}", list(words))).collect();
    scope.extend(waiver.sites.as_ref().map(|sites| format!("site {}", list(sites))));
    scope.extend(waiver.items.as_ref().map(|items| format!("item {}", list(items))));
    let scope = if scope.is_empty() { "everything".to_owned() } else { scope.join("; ") };
    vec![
        Inline::code(waiver.rule.as_str()),
        Inline::text(&scope),
        Inline::text(&waiver.reason),
        Inline::text(&waiver.owner),
        optional(waiver.ticket.as_deref()),
        Inline::text(&waiver.last_day()),
    ]
}

fn list(words: &[std::sync::Arc<str>]) -> String {
    wording::list_and(&words.iter().map(|word| &**word).collect::<Vec<_>>())
}

fn areas(words: &Vocabulary, page: &mut Page) {
    let rows: Vec<Vec<Inline>> = words
        .areas
        .iter()
        .map(|(name, entry)| {
            let also: Vec<&str> = entry.also.iter().map(|word| &*word.text).collect();
            let feeds: Vec<Inline> = entry.feeds.iter().map(|feed| Inline::code(feed.area.as_str())).collect();
            vec![
                code(name),
                Inline::text(&entry.title),
                optional(entry.about.as_deref()),
                Inline::text(&also.join(", ")),
                Inline::join(&feeds, ", "),
            ]
        })
        .collect();
    page.table(&["area", "title", "what it is", "words of release notes", "feeds"], &rows);
}

fn role(role: Option<&Role>, words: &Vocabulary) -> Inline {
    optional(role.map(|role| words.title(Kind::Role, role.as_str()).unwrap_or(role.as_str())))
}

fn code(name: &impl std::borrow::Borrow<str>) -> Inline {
    Inline::code(name.borrow())
}

fn optional(text: Option<&str>) -> Inline {
    text.map(Inline::text).unwrap_or_default()
}
