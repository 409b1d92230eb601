//! `holdpoint docs`.

use std::fs;

use comrak::{Options, markdown_to_html};

use super::{folder, holdpoint, holdpoint_in, policy};

const HOSTILE: &str = "  - id: a.pause
    title: \"Pause <b>now</b> | [x](y) # @ana\"
    for_each: category
    when:
      any:
        - site.type: store
        - site.items: { any: { category: $category, enabled: true } }
        - not: { all: [{ site.backup.location: { exists: true } }, { site.backup.taken_at: { newer_than: $oldest } }] }
    then: [{ pause: $category }, { stage: agents, strength: advised }]
    until: { update.production.checks.diagnostics: pass }
    because: \"{site.id} has `{category}` *on*.\"
    source: Handbook
    owner: lea
    trace: D1
params:
  oldest: { type: duration, default: 24h, min: 1h, max: 7d, stricter: smaller, about: Older than this is too old. }
waivers:
  - { rule: a.pause, for: { category: commerce }, sites: [garden-blog], reason: Not | sold, owner: ana, ticket: OPS-1, expires: 2027-01-31 }
";

const SUITE: &str = "kind: tests
name: pausing
base:
  now: 2026-07-21T18:00Z
  release: { version: 2.4.0 }
  site: { id: shop-north, inventory: complete, backup: { location: vault, taken_at: 2026-07-21T12:00Z } }
cases:
  - { name: a store pauses, set: { site: { type: store } }, expect: { decisions: { pause:commerce: { because: [a.pause] } } } }
  - { name: a blog does not, set: { site: { type: blog } }, expect: { not: [a.pause] } }
";

#[test]
fn a_rule_is_told_in_words_with_its_tests() {
    let folder = folder(&[("acme/pack.yaml", &policy(HOSTILE)), ("acme/tests/pausing.yaml", SUITE)]);
    let ran = holdpoint_in(&folder, &["docs", "--policy", "acme"], "");
    assert_eq!((ran.status, ran.err.as_str()), (0, ""), "{}", ran.err);
    let told = ran.out.split("### `a.pause`").nth(1).unwrap().split("\n## ").next().unwrap();
    let wanted = r"

**Pause &lt;b&gt;now&lt;/b&gt; &#124; \[x\](y) \# `@`ana**

- When, for each category:
  - one of these:
    - the sort of site is store
    - there is one among site.items with:
      - the category is this category
      - it is switched on
    - the place of the backup does not exist
    - the backup is not newer than 1d
- Then
  - Pause all automations of the category. (during the update)
  - Testing Agents on staging before production is advised. (on staging)
- Until
  - pass is recorded for the diagnostics of the live site
- Why: *the site* has &#96;*the category*&#96; \*on\*.
- While facts are missing: decided all the same, as a precaution
- Settings: `oldest`
- Source: Handbook
- Owner: lea
- Requirement: D1
- Tested by
  - `pausing`: a store pauses
  - `pausing`: a blog does not
";
    assert_eq!(told, wanted);
    for row in [
        "| `oldest` | 1d | 1d | at least 1h, at most 7d, smaller is stricter | Older than this is too old. |",
        "| `a.pause` | category commerce; site garden-blog | Not &#124; sold | ana | OPS-1 | 2027-01-31 |",
        "| `agents` | Agents |  |  |  |",
    ] {
        assert!(ran.out.contains(row), "{row}\n{}", ran.out);
    }
}

/// Another reader of Markdown finds every heading that the contents lead to.
#[test]
fn the_contents_lead_to_headings() {
    let text = holdpoint(&["docs"]).out;
    let mut options = Options::default();
    options.extension.header_id_prefix = Some(String::new());
    options.extension.table = true;
    let html = markdown_to_html(&text, &options);
    let ids: Vec<&str> = html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let links: Vec<&str> = html.split("<li><a href=\"#").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert!(links.len() > 60 && ids.len() > links.len());
    let dead: Vec<&&str> = links.iter().filter(|link| !ids.contains(link)).collect();
    assert!(dead.is_empty(), "{dead:?}");
}

#[test]
fn it_can_be_written_to_a_file() {
    let folder = folder(&[]);
    let ran = holdpoint_in(&folder, &["docs", "--output", "rules.md"], "");
    assert_eq!((ran.status, ran.out.as_str()), (0, ""));
    let text = fs::read_to_string(folder.path().join("rules.md")).unwrap();
    assert!(text.starts_with("# SophMate on WordPress and WooCommerce: rules\n"), "{text}");
    assert_eq!(holdpoint_in(&folder, &["docs", "--policy", "nowhere"], "").status, 3);
}
