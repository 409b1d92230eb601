//! Tests of reading vocabularies: what packs may say, add and not say again.
//! Wording of single problems is shown here as users see it.

use super::*;
use crate::value::Scheme;
use crate::vocabulary::fixture::{read, seen};

fn problems_of(files: &[(&str, &str)]) -> Vec<String> {
    let (_, found, sources) = read(files);
    seen(&found, &sources)
}

const FULL: &str = "
areas:
  approvals: { title: Approvals, about: Where plans wait., also: [action plans], feeds: [workflows] }
  workflows: { title: Workflows }
categories:
  commerce: { title: Commerce }
actions:
  update: { title: the production update, not: Do not start the production update., due: before, acts: owner }
  restart: { title: a restart, due: after, strengths: [any, normal-schedule] }
roles:
  owner: { title: rollback owner, who: site.owners.rollback, duty: Takes the decision. }
destinations:
  hosting: { title: hosting support }
tasks:
  record-backup-location: { title: Record where the backup is kept, acts: owner, done: the record says so }
stage: { due: staging, acts: owner }
pause: { due: before }
";

#[test]
fn every_kind_of_entry_is_read() {
    let (v, found, _) = read(&[("base", FULL)]);
    assert_eq!(found, Vec::new());
    let area = &v.areas["approvals"];
    assert_eq!((&*area.title, area.about.as_deref()), ("Approvals", Some("Where plans wait.")));
    assert_eq!((&*area.also[0].text, area.feeds[0].area.as_str()), ("action plans", "workflows"));
    let update = &v.actions["update"];
    assert_eq!((update.not.as_deref(), update.due.name()), (Some("Do not start the production update."), "before"));
    assert_eq!(update.acts, v.role("owner"));
    assert_eq!(v.actions["restart"].strengths, ["normal-schedule", "any"]);
    assert_eq!(v.roles["owner"].who.as_ref().map(|w| &*w.text), Some("site.owners.rollback"));
    let task = &v.tasks["record-backup-location"];
    assert_eq!((task.due, task.done.as_deref()), (Due::Now, Some("the record says so")));
    assert_eq!((v.stage.due.name(), v.pause.due.name(), v.rollback.due.name()), ("staging", "before", "now"));
    assert_eq!(v.stage.acts, v.role("owner"));
    assert_eq!(v.added_synonyms, Vec::new());
}

#[test]
fn an_overlay_adds_entries_synonyms_and_feeds() {
    let overlay = "
areas:
  workflows: { about: What runs by itself., also: [flows, Workflow], feeds: [loyalty] }
  loyalty: { title: Loyalty programme, also: [points] }
tasks:
  call-ana: { title: Call ana, acts: owner }
";
    let (v, found, _) = read(&[("sophmate", FULL), ("acme", overlay)]);
    assert_eq!(found, Vec::new());
    assert_eq!(v.areas["workflows"].about.as_deref(), Some("What runs by itself."));
    assert_eq!(v.areas["workflows"].feeds[0].area.as_str(), "loyalty");
    assert_eq!(&*v.areas["loyalty"].origin.pack, "acme");
    let added: Vec<String> = v.added_synonyms.iter().map(|a| format!("{} > {} by {}", a.word, a.area, a.pack)).collect();
    let expected = ["flows > workflows", "loyalty > loyalty", "Loyalty programme > loyalty", "points > loyalty"];
    assert_eq!(added, expected.map(|e| format!("{e} by acme")));
}

#[test]
fn files_of_the_base_pack_may_share_an_area_without_notice() {
    let (v, found, _) = read(&[("base", FULL), ("base", "areas: { workflows: { also: [flows] } }")]);
    assert_eq!((found, v.added_synonyms.len()), (Vec::new(), 0));
}

#[test]
fn what_is_said_stays_said() {
    let overlay = "
areas:
  workflows: { title: Harmless }
actions:
  update: { title: something else }
stage: { due: now }
";
    let expected = [
        "redefined-entry: the `title` of area `workflows` is defined already | title: defined again here | workflows: first defined here | help: remove it: only `also` and `feeds` of an area can be added to",
        "redefined-entry: action `update` is defined already | update: defined again here | update: first defined here | help: remove it, or choose another name",
        "redefined-entry: `stage` is defined already | stage: defined again here | stage: first defined here | help: remove it, or choose another name",
    ];
    let base = FULL.replace("feeds: [workflows]", "feeds: []");
    assert_eq!(problems_of(&[("base", &base), ("acme", overlay)]), expected);
}

#[test]
fn names_must_exist_wherever_they_are_used() {
    let text = "
areas:
  agents: { title: Agents, feeds: [storefont-panels] }
  storefront-panels: { title: Storefront panels }
actions:
  update: { title: the update, acts: restart-owner }
roles:
  restore-owner: { title: restore owner }
";
    let expected = [
        "unknown-area: unknown area `storefont-panels` | storefont-panels: not an area | help: write `storefront-panels`",
        "unknown-destination: unknown role `restart-owner` | restart-owner: not a role | help: write `restore-owner`",
    ];
    assert_eq!(problems_of(&[("base", text)]), expected);
    let (v, _, _) = read(&[("base", text)]);
    assert_eq!((v.areas["agents"].feeds.len(), v.actions["update"].acts.clone()), (0, None));
}

#[test]
fn keys_names_and_values_are_checked_with_their_places() {
    let text = "
areass: {}
areas:
  Theme Assistant: { title: Theme Assistant }
  agents: { titlle: Agents, also: bots }
tasks:
  call: { title: Call, due: soon }
actions:
  restart: { title: a restart, strengths: [never] }
destinations: [hosting]
";
    let expected = [
        "unknown-key: unknown key `areass` in the vocabulary | areass: not a key that is read here | help: write `areas`",
        "wrong-type: `Theme Assistant` can't be the name of an area | Theme Assistant: a name has lowercase letters, digits and single hyphens | help: write `theme-assistant`",
        "missing-key: area `agents` has no title | agents: `title` is missing here | help: add `title: Agents`, the words that people read",
        "unknown-key: unknown key `titlle` in area `agents` | titlle: not a key that is read here | help: write `title`",
        "wrong-type: `also` of area `agents` is text, not a list of words | bots: this needs a list of words | help: write `[bots]`",
        "unknown-value: `due` of task `call` can't be `soon` | soon: not one of the words allowed | help: ",
        "unknown-strength: a strength of action `restart` can't be `never` | never: not one of the words allowed | help: write",
        "wrong-type: `destinations` is a list, not a mapping | ",
    ];
    let found = problems_of(&[("base", text)]);
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    for (found, expected) in found.iter().zip(expected) {
        assert!(found.starts_with(expected), "{found}\n{expected}");
    }
}

#[test]
fn a_synonym_must_have_words_and_not_too_many() {
    let text = "areas: { agents: { title: Agents, also: ['—', a b c d e f g h i j k] } }";
    let (v, found, _) = read(&[("base", text)]);
    let headlines: Vec<&str> = found.iter().map(|d| d.headline.as_str()).collect();
    assert_eq!(
        headlines,
        ["`—` can't be a synonym of area `agents`", "`a b c d e f g h i j k` can't be a synonym of area `agents`"]
    );
    assert_eq!(v.areas["agents"].also, Vec::new());
}

#[test]
fn nothing_written_is_an_empty_vocabulary_and_text_is_a_problem() {
    let (v, found, _) = read(&[("base", "areas:\n")]);
    assert_eq!((v.areas.len(), found), (0, Vec::new()));
    assert_eq!(
        problems_of(&[("base", "words")]),
        ["wrong-type: `vocabulary` is text, not a mapping | words: this needs a mapping"]
    );
}

#[test]
fn software_is_read_and_later_packs_give_it_names() {
    let base = "
software:
  wordpress: { title: WordPress, also: [WP], scheme: wordpress, acts: owner }
  mysql: { title: MySQL, at: site.database.version }
  mariadb: { title: MariaDB, instead_of: [mysql] }
  curl: { title: cURL, extension: true }
roles: { owner: { title: owner } }
";
    let overlay =
        "software: { wordpress: { also: [Word Press core] }, acme: { title: Acme, also: [acme plugin], scheme: semver } }";
    let (v, found, _) = read(&[("base", base), ("acme", overlay)]);
    assert_eq!(found, Vec::new());
    let wordpress = &v.software["wordpress"];
    let names: Vec<&str> = wordpress.also.iter().map(|w| &*w.text).collect();
    assert_eq!(
        (names, wordpress.scheme, wordpress.acts.clone()),
        (vec!["WP", "Word Press core"], Scheme::Wordpress, v.role("owner"))
    );
    assert_eq!(v.software["mysql"].at.as_ref().map(|w| &*w.text), Some("site.database.version"));
    assert_eq!((v.software["curl"].extension, v.software["acme"].scheme), (true, Scheme::Semver));
    // Only a name for what another pack defines can make something look met that was not compared.
    let added: Vec<String> = v.added_names.iter().map(|a| format!("{} > {} by {}", a.word, a.software, a.pack)).collect();
    assert_eq!(added, ["Word Press core > wordpress by acme"]);
}

#[test]
fn a_name_stands_for_one_kind_of_software() {
    let text = "
software:
  php: { title: PHP, also: [Zend, '—'], scheme: pear, instead_of: [hhvm] }
  zend: { title: Zend Engine, also: [p-h-p], extension: maybe }
";
    let again = "software: { php: { title: Other } }";
    assert_eq!(
        problems_of(&[("base", text), ("acme", again)]),
        [
            "wrong-type: `—` can't be a name of software `php` | '—': neither letters nor digits | help: write a name that people use for it",
            "unknown-value: `scheme` of software `php` can't be `pear` | pear: not one of the words allowed | help: write `php`, `semver`, `opaque` or `wordpress`",
            "unknown-value: `instead_of` of software `php` can't be `hhvm` | hhvm: not one of the words allowed | help: write `php` or `zend`",
            "redefined-entry: `zend` names two kinds of software, `php` and `zend` | zend: a name of `zend` | Zend: a name of `php` | help: remove it from one of them",
            "redefined-entry: `p-h-p` names two kinds of software, `php` and `zend` | p-h-p: a name of `zend` | php: a name of `php` | help: remove it from one of them",
            "unknown-value: `extension` of software `zend` can't be `maybe` | maybe: not one of the words allowed | help: write `false` or `true`",
            "redefined-entry: the `title` of software `php` is defined already | title: defined again here | php: first defined here | help: remove it: only `also` of software can be added to",
        ]
    );
}
