//! A made-up pack of many rules that extends `sophmate`, for measurements: the kinds of rules a large team would have, and chains of
//! conclusions between them. The same number gives the same text.

const AREAS: [&str; 8] = ["workflows", "providers", "approvals", "diagnostics", "agents", "watchers", "budgets", "scheduler"];
const CATEGORIES: [&str; 7] = ["commerce", "content", "support", "marketing", "system", "image", "agent"];

/// The files of the pack, each a path and a text, 100 rules to a file.
pub fn files(rules: usize) -> Vec<(String, String)> {
    let head = "kind: policy\nname: many\n";
    let mut files = vec![("pack.yaml".to_owned(), format!("{head}title: Many rules\nversion: \"1\"\nextends: [sophmate]\n"))];
    let all: Vec<usize> = (0..rules).collect();
    for (n, part) in all.chunks(100).enumerate() {
        let text: String = part.iter().map(|n| rule(*n)).collect();
        files.push((format!("rules-{n:03}.yaml"), format!("{head}rules:\n{text}")));
    }
    files
}

fn rule(n: usize) -> String {
    let (area, category) = (AREAS[n / 8 % 8], CATEGORIES[n / 7 % 7]);
    let hours = 12 + n % 240;
    let (when, then) = match n % 8 {
        0 => (
            format!(
                "{{ release.touches: {{ includes: {area} }}, site.type: store, site.host.memory_mb: {{ at_least: {hours} }} }}"
            ),
            format!("stage: {area}"),
        ),
        1 => (
            format!("{{ site.backup.taken_at: {{ older_than: {hours}h }}, release.reaches: {{ includes: {area} }} }}"),
            "block: update".to_owned(),
        ),
        2 => (
            format!("{{ site.versions.php: {{ less_than: \"7.{}\" }}, release.touches: {{ includes: {area} }} }}", n % 100),
            "block: update".to_owned(),
        ),
        3 => (
            format!(
                "{{ site.automation.categories.{category}.enabled: true, site.workflows: {{ any: {{ category: {category}, writes: true, next_run: {{ within: {hours}h }} }} }} }}"
            ),
            format!("pause: {category}"),
        ),
        4 => (
            format!(
                "{{ decided.stage: {{ includes: {area} }}, site.staging.checks.diagnostics: {{ is_not: pass }}, site.staging.sophmate: {{ less_than: \"2.{}\" }} }}",
                n % 50
            ),
            "require: finish-staging-checks".to_owned(),
        ),
        5 => (
            format!(
                "{{ decided.pause: {{ includes: {category} }}, site.staging.data: anonymised, site.backup.restore_tested_at: {{ older_than: {hours}d }} }}"
            ),
            "escalate: support-lead".to_owned(),
        ),
        6 if n > 8 => (
            format!(
                "{{ any: [ {{ derived.step-{}: true }}, {{ site.license.entitlement_until: {{ within: {hours}h }} }} ] }}",
                n - 8
            ),
            format!("derive: step-{n}"),
        ),
        6 => ("{ release.size: major }".to_owned(), format!("derive: step-{n}")),
        _ => (
            format!(
                "{{ all: [ {{ not: {{ site.window.agreed: true }} }}, {{ release.requirements.php: {{ exists: true }} }}, {{ site.host.memory_mb: {{ less_than: {} }} }} ] }}",
                64 + n
            ),
            "block: update".to_owned(),
        ),
    };
    format!(
        "  - id: many.rule-{n:05}\n    title: Rule {n}\n    when: {when}\n    then: {{ {then} }}\n    because: \"{{release.version}} on {{site.id}}, rule {n}.\"\n    source: Made up\n    owner: ana\n"
    )
}
