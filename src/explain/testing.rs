//! Small policies and documents for the tests of this layer, read from files as the command line reads them.
//! It exists for tests only.

use std::path::{Path, PathBuf};

use super::Trial;
use crate::compile::{Program, compile};
use crate::diagnostic::Sink;
use crate::evaluate::Run;
use crate::facts::FactDocument;
use crate::project::{self, Loaded, Request};
use crate::text::Sources;
use crate::value::Instant;

/// Everything that an evaluation needs.
pub(crate) struct World {
    pub sources: Sources,
    pub program: Program,
    pub documents: Vec<FactDocument>,
    pub now: Instant,
}

impl World {
    /// A policy of these rules, with what stands behind a line `---` beside them, and documents.
    pub fn new(rules: &str, texts: &[&str], now: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("holdpoint-explain-{}-{:x}", std::process::id(), {
            use std::hash::{DefaultHasher, Hash, Hasher};
            let mut hasher = DefaultHasher::new();
            (rules, texts, now).hash(&mut hasher);
            hasher.finish()
        }));
        std::fs::create_dir_all(folder.join("policy")).unwrap();
        std::fs::create_dir_all(folder.join("facts")).unwrap();
        let (rules, beside) = rules.split_once("---\n").unwrap_or((rules, ""));
        let pack = PACK.replace("RULES", &rules.replace('\n', "\n  "));
        std::fs::write(folder.join("policy/pack.yaml"), format!("{pack}\n{beside}")).unwrap();
        for (n, text) in texts.iter().enumerate() {
            std::fs::write(folder.join(format!("facts/{n}.yaml")), text).unwrap();
        }
        let world = Self::load(Some(folder.join("policy").to_str().unwrap()), &folder, &[folder.join("facts")], now);
        std::fs::remove_dir_all(&folder).unwrap();
        world
    }

    pub fn load(policy: Option<&str>, root: &Path, paths: &[PathBuf], now: &str) -> Self {
        let mut sink = Sink::new();
        let request = Request { policy, root, paths, stdin: None };
        let Loaded { sources, policy, documents, .. } = project::load(request, &mut sink);
        let program = policy.and_then(|p| compile(p, &mut sink));
        assert!(!sink.has_errors(), "{:?}", sink.into_sorted());
        Self { sources, program: program.unwrap(), documents, now: Instant::parse(now).unwrap() }
    }

    pub fn trial(&self) -> Trial<'_> {
        Trial::new(Run::new(&self.program, self.now), &self.documents, &self.sources)
    }
}

const PACK: &str = "\
kind: policy
name: test
title: Test
version: \"1\"
product: { id: test, title: Test, scheme: semver }
vocabulary:
  areas:
    core: { title: Core, about: The core. }
  categories:
    commerce: { title: Commerce, about: What sells. }
  actions:
    update: { title: the update, not: Do not update., due: before, acts: owner }
    restart: { title: restarting, not: Do not restart., due: after, acts: owner }
  roles:
    owner: { title: owner }
  destinations: {}
  tasks: {}
  stage: { due: staging, acts: owner }
  pause: { due: production, acts: owner }
  rollback: { due: now, acts: owner }
rules:
  RULES
";

pub const RELEASE: &str = "kind: release\nversion: 2.0.0\n";

pub fn site(text: &str) -> String {
    format!("kind: site\nid: shop-north\n{text}\n")
}

pub fn rule(id: &str, when: &str) -> String {
    format!(
        "- id: {id}\n  title: T\n  when:\n    {}\n  then: {{ block: update }}\n  because: Because.\n  source: Here\n  owner: owner\n",
        when.replace('\n', "\n    ")
    )
}
