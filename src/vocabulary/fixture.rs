//! Vocabularies for the tests of this layer, read from YAML.
//! It reads nothing else and is compiled for tests only.

use super::{Vocabulary, VocabularyBuilder};
use crate::diagnostic::{Diagnostic, Sink};
use crate::document;
use crate::text::Sources;

/// The vocabulary of one pack, which must have no problems.
pub(crate) fn vocabulary(yaml: &str) -> Vocabulary {
    let (vocabulary, found, _) = read(&[("base", yaml)]);
    assert_eq!(found, Vec::new());
    vocabulary
}

/// The vocabulary of some files, each given with its pack, and the problems found.
pub(crate) fn read(files: &[(&str, &str)]) -> (Vocabulary, Vec<Diagnostic>, Sources) {
    let mut sources = Sources::new();
    let mut sink = Sink::new();
    let mut builder = VocabularyBuilder::new();
    for (n, (pack, yaml)) in files.iter().enumerate() {
        let (_, tree) = document::load(&mut sources, &format!("{pack}-{n}.yaml"), yaml.as_bytes().to_vec(), &mut sink);
        let document = tree.expect("the fixture is YAML");
        builder.add(&document.root, pack, &mut sink);
    }
    let vocabulary = builder.finish(&mut sink);
    (vocabulary, sink.into_sorted(), sources)
}

/// What a user sees of problems: code, headline, then each label as `underlined text: what is true there`, then the help.
pub(crate) fn seen(found: &[Diagnostic], sources: &Sources) -> Vec<String> {
    let one = |d: &Diagnostic| {
        let labels: Vec<String> = d.labels.iter().map(|l| format!(" | {}: {}", sources.text(l.span), l.text)).collect();
        let help = d.help.as_ref().map(|h| format!(" | help: {h}")).unwrap_or_default();
        format!("{}: {}{}{help}", d.code.name(), d.headline, labels.concat())
    };
    found.iter().map(one).collect()
}

/// Areas as in the home domain, with its naming traps.
pub(crate) const AREAS: &str = "
areas:
  workflows:
    title: Workflows
    also: [automation, automations, workflow builder, retries, run history]
    feeds: [storefront-panels]
  approvals: { title: Approvals, also: [approvals queue, action plans, policies] }
  automation-controls: { title: Automation controls, also: [automation, kill switches, safe mode] }
  providers: { title: AI providers, also: [models, API keys], feeds: [workflows, agents, copilot] }
  agents: { title: Agents, also: [agent memory], feeds: [storefront-panels, copilot] }
  copilot: { title: Copilot, feeds: [agents] }
  storefront-panels: { title: Storefront panels, also: [storefront widget] }
  diagnostics: { title: Diagnostics, also: [diagnostics & support] }
  knowledge-base: { title: Knowledge Base, also: [KB, sources, saved queries] }
";
