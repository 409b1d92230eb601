//! The first files of a team's own pack: manifest, one rule for each answer, a test suite for each rule.
//! Writing them to a folder, and the schemas for editors, is left to `cli`.

use serde_json::json;

use crate::calendar::Weekly;
use crate::document::write::to_yaml;
use crate::policy::Policy;
use crate::value::Instant;

/// What a team answered.
#[derive(Clone, Debug)]
pub struct Team {
    /// The name of the pack.
    pub name: String,
    /// Its title for people.
    pub title: String,
    /// The packs it extends, as they are written there.
    pub extends: Vec<String>,
    /// Who answers for its rules.
    pub owner: String,
    /// Where its rules come from, for people.
    pub source: String,
    /// The areas it has rules about, each with a title: new ones, and some of the packs it extends.
    pub areas: Vec<(String, String)>,
    /// When nothing is updated.
    pub quiet: Option<Weekly>,
}

/// A file of a pack: its path in the pack's folder, and its text.
pub type File = (String, String);

/// The files of a team's pack that extends the packs of `base`. `now` is the moment its tests begin with.
pub fn team(team: &Team, base: &Policy, now: Instant) -> Vec<File> {
    let mut files = vec![("pack.yaml".to_owned(), manifest(team, base))];
    let list = item_list(base);
    for (area, title) in &team.areas {
        let rule = area_rule(team, area, title, list.is_some());
        files.push((format!("{area}.yaml"), file(team, &format!("What waits when a release reaches {}.", said(area)), &rule)));
        let suite = area_suite(team, area, title, list.as_deref(), base, now);
        files.push((format!("tests/{area}.yaml"), suite));
    }
    if let Some(quiet) = team.quiet.as_ref().filter(|_| base.vocabulary.action("update").is_some()) {
        files.push(("quiet-hours.yaml".to_owned(), file(team, "When nothing is updated.", &quiet_rule(team, quiet))));
        files.push(("tests/quiet-hours.yaml".to_owned(), quiet_suite(team, quiet, base, now)));
    }
    files
}

fn manifest(team: &Team, base: &Policy) -> String {
    let mut out = format!(
        "# yaml-language-server: $schema=editor/policy.schema.json
# The pack of {name}: what it extends, and its own words. Rules lie in the files beside this one, their tests in tests/.
# After a change of words the schema for editors is written anew:
#
#   holdpoint schema policy --policy DIR > DIR/editor/policy.schema.json
kind: policy
name: {name}
title: {title}
version: \"1.0\"
extends: [{extends}]
",
        name = team.name,
        title = scalar(&team.title),
        extends = team.extends.iter().map(|base| quoted(base)).collect::<Vec<_>>().join(", "),
    );
    let fresh: Vec<_> = team.areas.iter().filter(|(area, _)| base.vocabulary.area(area).is_none()).collect();
    if !fresh.is_empty() {
        out.push_str(
            "\n# Areas of our own. `also` lists the words that release notes use for one, `feeds` the areas that depend on it.\n",
        );
        out.push_str("vocabulary:\n  areas:\n");
        for (area, title) in fresh {
            out.push_str(&format!("    {area}:\n      title: {}\n      also: []\n      feeds: []\n", scalar(title)));
        }
    }
    out
}

/// A file of rules.
fn file(team: &Team, about: &str, rule: &str) -> String {
    format!(
        "# yaml-language-server: $schema=editor/policy.schema.json\n# {about}\nkind: policy\nname: {}\nrules:\n{rule}",
        team.name
    )
}

fn area_rule(team: &Team, area: &str, title: &str, items: bool) -> String {
    let (id, source, owner) = (area_id(team, area), scalar(&team.source), scalar(&team.owner));
    if !items {
        let title = scalar(&format!("{title} is tested on staging"));
        let because = scalar(&format!("{{release.version}} reaches {}.", said(area)));
        return format!(
            "  - id: {id}
    title: {title}
    when: {{ release.reaches: {{ includes: {area} }} }}
    then: {{ stage: {area} }}
    because: {because}
    source: {source}
    owner: {owner}
"
        );
    }
    let title = scalar(&format!("{title}: what reaches customers waits"));
    let because = scalar(&format!("{{release.version}} reaches {}, and {{item.id}} reaches customers.", said(area)));
    format!(
        "  - id: {id}
    title: {title}
    each: {{ item: site.items }}
    when:
      release.reaches: {{ includes: {area} }}
      $item.enabled: true
      $item.customer_facing: true
    then: {{ pause: $item }}
    until: {{ update.production.checks.diagnostics: pass }}
    because: {because}
    source: {source}
    owner: {owner}
"
    )
}

fn area_suite(team: &Team, area: &str, title: &str, list: Option<&str>, base: &Policy, now: Instant) -> String {
    let id = area_id(team, area);
    let change = format!("    changes:\n      - name: {}\n        area: {area}\n", scalar(title));
    let items = list.map_or_else(String::new, |list| {
        format!(
            "    {list}:\n      - id: it-1\n        category: {}\n        enabled: true\n        customer_facing: true\n",
            category(base)
        )
    });
    let target = if list.is_some() { format!("pause:{}", category(base)) } else { format!("stage:{area}") };
    let mut out = suite(area, base, now, &change, &items);
    out.push_str(&case(
        &format!("a release that changes {}", said(area)),
        "",
        &format!("decisions: {{ {target}: {{ includes: [{id}] }} }}"),
    ));
    let not = format!("not: [{id}]");
    out.push_str(&case("a release that changes nothing", "    set:\n      release: { changes: [] }\n", &not));
    if let Some(list) = list {
        let set = format!("    set:\n      site:\n        {list}:\n          - id: it-1\n            customer_facing: false\n");
        out.push_str(&case("automation that no customer meets", &set, &not));
    }
    out
}

fn quiet_rule(team: &Team, quiet: &Weekly) -> String {
    format!(
        "  - id: {}.quiet-hours
    title: No update in quiet hours
    when:
      plan.moment:
        inside: {{ weekly: \"{}\", zone: {} }}
    then: {{ block: update }}
    because: \"{{release.version}} would be installed in the quiet hours of {{site.id}}.\"
    source: {}
    owner: {}
",
        team.name,
        quiet.hours(),
        quiet.zone(),
        scalar(&team.source),
        scalar(&team.owner)
    )
}

fn quiet_suite(team: &Team, quiet: &Weekly, base: &Policy, now: Instant) -> String {
    let id = format!("{}.quiet-hours", team.name);
    let next = quiet.next_boundary(now).unwrap_or(now);
    let (inside, outside) = if quiet.contains(now) { (now, next) } else { (next, now) };
    let mut out = suite("quiet-hours", base, now, "    changes: []\n", "");
    let at = |moment: Instant| format!("    now: {}\n", moment.iso());
    out.push_str(&case(
        "an update in quiet hours",
        &at(inside),
        &format!("decisions: {{ block:update: {{ includes: [{id}] }} }}"),
    ));
    out.push_str(&case("an update at another time", &at(outside), &format!("not: [{id}]")));
    out
}

/// The head of a suite, with a release and a site that its cases share.
fn suite(name: &str, base: &Policy, now: Instant, changes: &str, items: &str) -> String {
    let product = &base.product.id;
    format!(
        "# yaml-language-server: $schema=../editor/tests.schema.json
# Each case starts from the base, lays `set` over it, and says what must come out.
kind: tests
name: {name}
base:
  now: {}
  release:
    product: {product}
    version: 2.0.0
{changes}  site:
    id: shop-north
    inventory: complete # lists that are left out are empty
    versions: {{ {product}: 1.9.0 }}
{items}cases:
",
        now.iso()
    )
}

/// A case: its name, what it changes, what must come out.
fn case(name: &str, changes: &str, expected: &str) -> String {
    format!("  - name: {name}\n{changes}    expect:\n      {expected}\n")
}

fn area_id(team: &Team, area: &str) -> String {
    format!("{}.{area}", team.name)
}

/// A list of the packs whose elements are items.
fn item_list(base: &Policy) -> Option<String> {
    let site = base.schemas.site.record()?;
    let mut lists = site.fields.iter().filter(|(_, field)| field.note.item.is_some() && !field.is_computed());
    lists.next().map(|(name, _)| name.to_string())
}

/// A category that an item of a test may have.
fn category(base: &Policy) -> String {
    base.vocabulary
        .names(crate::vocabulary::Kind::Category)
        .first()
        .map_or_else(|| "content".to_owned(), |name| (*name).to_owned())
}

/// An id in a sentence.
fn said(id: &str) -> String {
    id.replace('-', " ")
}

/// A text as a value of a block mapping.
fn scalar(text: &str) -> String {
    to_yaml(&json!(text)).trim_end().to_owned()
}

/// A text between brackets.
fn quoted(text: &str) -> String {
    let plain = text.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/'));
    if plain { text.to_owned() } else { json!(text).to_string() }
}
