//! Which answer can be had in which format: the one table that commands, documentation and tests go by.
//! The writers are the modules beside it.

/// What is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Answer {
    /// What an evaluation comes to.
    Evaluation,
    /// What is wrong with documents and policies.
    Problems,
    /// The derivation of everything in force.
    Derivation,
    /// The reasons that stand.
    Standing,
    /// The graph of rules.
    Graph,
    /// What an update was, how to go back, what was decided.
    RollbackRecord,
    /// What another operator needs to see a problem too.
    SupportReport,
    /// What a client is told.
    ClientSummary,
    /// What came of suites of tests.
    TestResults,
    /// What tests show of a policy.
    Coverage,
    /// The rules of a pack, for people who don't read YAML.
    Handbook,
    /// Which small changes of a policy tests notice.
    Mutation,
    /// How two policies differ.
    Comparison,
    /// Whether the invariants of a policy hold.
    Proof,
}

/// The formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// For people, at 80 columns.
    Text,
    /// For programs.
    Json,
    /// For tickets and pull requests.
    Markdown,
    /// For services that show findings beside the code, version 2.1.0.
    Sarif,
    /// Annotations of GitHub Actions.
    Github,
    /// For Graphviz.
    Dot,
    /// For Mermaid.
    Mermaid,
    /// A page for a browser.
    Html,
    /// A picture.
    Svg,
    /// A part of a document.
    Yaml,
    /// For build services.
    Junit,
}

/// An answer in a format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair {
    /// What is answered.
    pub answer: Answer,
    /// In which format.
    pub format: Format,
    /// The command that gives it.
    pub command: &'static str,
    /// Its schema or specification, where there is one.
    pub schema: Option<&'static str>,
}

const fn pair(answer: Answer, format: Format, command: &'static str) -> Pair {
    Pair { answer, format, command, schema: None }
}

/// Every pair that exists, by answer.
pub const PAIRS: &[Pair] = &[
    pair(Answer::Evaluation, Format::Text, "evaluate PATH…"),
    Pair {
        schema: Some("schemas/evaluation.schema.json"),
        ..pair(Answer::Evaluation, Format::Json, "evaluate PATH… --format json")
    },
    pair(Answer::Evaluation, Format::Markdown, "evaluate PATH… --format markdown"),
    Pair { schema: Some("SARIF 2.1.0"), ..pair(Answer::Evaluation, Format::Sarif, "evaluate PATH… --format sarif") },
    pair(Answer::Evaluation, Format::Github, "evaluate PATH… --format github"),
    pair(Answer::Evaluation, Format::Html, "evaluate PATH… --format html"),
    pair(Answer::Problems, Format::Text, "check PATH…"),
    Pair { schema: Some("schemas/problems.schema.json"), ..pair(Answer::Problems, Format::Json, "check PATH… --format json") },
    Pair { schema: Some("SARIF 2.1.0"), ..pair(Answer::Problems, Format::Sarif, "check PATH… --format sarif") },
    pair(Answer::Problems, Format::Github, "check PATH… --format github"),
    pair(Answer::Derivation, Format::Text, "evaluate PATH… --explain"),
    Pair {
        schema: Some("schemas/evaluation.schema.json"),
        ..pair(Answer::Derivation, Format::Json, "evaluate PATH… --explain --format json")
    },
    pair(Answer::Standing, Format::Yaml, "evaluate PATH… --write-standing FILE"),
    pair(Answer::Graph, Format::Text, "graph"),
    pair(Answer::Graph, Format::Dot, "graph --format dot"),
    pair(Answer::Graph, Format::Mermaid, "graph --format mermaid"),
    pair(Answer::Graph, Format::Svg, "graph --format svg"),
    pair(Answer::RollbackRecord, Format::Markdown, "report rollback PATH…"),
    pair(Answer::SupportReport, Format::Markdown, "report support PATH…"),
    pair(Answer::ClientSummary, Format::Markdown, "report client PATH…"),
    pair(Answer::TestResults, Format::Text, "test PATH…"),
    Pair {
        schema: Some("schemas/test-results.schema.json"),
        ..pair(Answer::TestResults, Format::Json, "test PATH… --format json")
    },
    pair(Answer::TestResults, Format::Junit, "test PATH… --format junit"),
    pair(Answer::TestResults, Format::Github, "test PATH… --format github"),
    pair(Answer::Coverage, Format::Text, "test PATH… --coverage"),
    Pair {
        schema: Some("schemas/coverage.schema.json"),
        ..pair(Answer::Coverage, Format::Json, "test PATH… --coverage --format json")
    },
    pair(Answer::Coverage, Format::Markdown, "test PATH… --coverage --format markdown"),
    pair(Answer::Handbook, Format::Markdown, "docs"),
    pair(Answer::Mutation, Format::Text, "test PATH… --mutate"),
    Pair {
        schema: Some("schemas/mutation.schema.json"),
        ..pair(Answer::Mutation, Format::Json, "test PATH… --mutate --format json")
    },
    pair(Answer::Mutation, Format::Markdown, "test PATH… --mutate --format markdown"),
    pair(Answer::Comparison, Format::Text, "compare OLD NEW"),
    Pair {
        schema: Some("schemas/comparison.schema.json"),
        ..pair(Answer::Comparison, Format::Json, "compare OLD NEW --format json")
    },
    pair(Answer::Comparison, Format::Markdown, "compare OLD NEW --format markdown"),
    pair(Answer::Proof, Format::Text, "prove"),
    Pair { schema: Some("schemas/proof.schema.json"), ..pair(Answer::Proof, Format::Json, "prove --format json") },
];

impl Answer {
    /// All of them, in the order of the documentation.
    pub const ALL: [Answer; 14] = [
        Answer::Evaluation,
        Answer::Problems,
        Answer::Derivation,
        Answer::Standing,
        Answer::Graph,
        Answer::RollbackRecord,
        Answer::SupportReport,
        Answer::ClientSummary,
        Answer::TestResults,
        Answer::Coverage,
        Answer::Handbook,
        Answer::Mutation,
        Answer::Comparison,
        Answer::Proof,
    ];

    /// What it is called.
    pub fn title(self) -> &'static str {
        match self {
            Answer::Evaluation => "evaluation",
            Answer::Problems => "problems",
            Answer::Derivation => "derivation",
            Answer::Standing => "standing reasons",
            Answer::Graph => "rule graph",
            Answer::RollbackRecord => "rollback record",
            Answer::SupportReport => "support report",
            Answer::ClientSummary => "client summary",
            Answer::TestResults => "test results",
            Answer::Coverage => "coverage",
            Answer::Handbook => "handbook",
            Answer::Mutation => "mutation",
            Answer::Comparison => "comparison",
            Answer::Proof => "proof",
        }
    }

    /// What it tells.
    pub fn about(self) -> &'static str {
        match self {
            Answer::Evaluation => "What to stage, pause, block and do for a release on a site, and why.",
            Answer::Problems => "What is wrong with documents and policies, each with its place.",
            Answer::Derivation => "Every rule, test and fact that what is in force rests on.",
            Answer::Standing => "The reasons that stand, to be kept in the update document.",
            Answer::Graph => "What each rule decides, and which rules read it.",
            Answer::RollbackRecord => {
                "What was updated, how to go back, what was found and decided; what is missing is marked, and who states it."
            }
            Answer::SupportReport => "What another operator needs to see a problem too, without receiving a secret.",
            Answer::TestResults => "Which cases of suites of tests pass, and why others came otherwise than expected.",
            Answer::Coverage => "What tests show of a policy: rules, answers, lift conditions and waivers, and what they don't.",
            Answer::Mutation => "Which small changes of a policy no case notices, each with the case that would.",
            Answer::Proof => {
                "Whether the invariants of a policy hold for every release and site, or documents on which one doesn't."
            }
            Answer::Comparison => "Which decisions a new policy tightens or loosens, each with documents that show it.",
            Answer::ClientSummary => "What changed, what was tested, what is still paused, what needs approval.",
            Answer::Handbook => {
                "The rules of a pack with their settings, waivers, words and tests, for people who don't read YAML."
            }
        }
    }
}

impl Format {
    /// All of them, in the order of the documentation.
    pub const ALL: [Format; 11] = [
        Format::Text,
        Format::Json,
        Format::Markdown,
        Format::Html,
        Format::Sarif,
        Format::Github,
        Format::Dot,
        Format::Mermaid,
        Format::Svg,
        Format::Yaml,
        Format::Junit,
    ];

    /// The word on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Format::Text => "text",
            Format::Json => "json",
            Format::Markdown => "markdown",
            Format::Sarif => "sarif",
            Format::Github => "github",
            Format::Dot => "dot",
            Format::Mermaid => "mermaid",
            Format::Html => "html",
            Format::Svg => "svg",
            Format::Yaml => "yaml",
            Format::Junit => "junit",
        }
    }

    /// Whom it is for, and what holds for it.
    pub fn about(self) -> &'static str {
        match self {
            Format::Text => "For people, at 80 columns; colour only on a terminal.",
            Format::Json => "For programs: versioned, with a schema.",
            Format::Markdown => {
                "For tickets and pull requests. Text from files can't become markup, a mention, a link or HTML; lines are not wrapped."
            }
            Format::Sarif => {
                "For services that show findings beside the code: one result for each rule's decision, at the fact it rests on. Addresses are relative to the working directory, columns count characters. The verdict stands in the properties of the run."
            }
            Format::Github => {
                "Annotations of GitHub Actions, the weightiest first. GitHub shows the first ten of a kind and step; the rest stays in the log."
            }
            Format::Dot => "For Graphviz.",
            Format::Mermaid => "For Mermaid.",
            Format::Html => "One page for a browser, to read, to print and to pass on: it needs no network and no script.",
            Format::Svg => "A picture for pages and documents.",
            Format::Yaml => "A part of a document.",
            Format::Junit => {
                "JUnit XML, for build services that show test results. It holds no times: the same tests give the same bytes."
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_answer_and_every_format_has_a_pair() {
        for answer in Answer::ALL {
            assert!(PAIRS.iter().any(|p| p.answer == answer), "{}", answer.title());
        }
        for format in Format::ALL {
            assert!(PAIRS.iter().any(|p| p.format == format), "{}", format.name());
        }
    }

    #[test]
    fn no_pair_stands_twice_and_each_names_its_format() {
        for (n, pair) in PAIRS.iter().enumerate() {
            assert!(!PAIRS.iter().skip(n + 1).any(|p| (p.answer, p.format) == (pair.answer, pair.format)), "{pair:?}");
            let asked = pair.command.contains(&format!("--format {}", pair.format.name()));
            assert!(asked || matches!(pair.format, Format::Text | Format::Markdown | Format::Yaml), "{pair:?}");
        }
    }
}
