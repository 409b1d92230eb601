//! The closed list of codes: name, severity, one line on what it means; why it matters and what to do stand in `codes/`.
//! Wording of a single problem belongs to the layer that finds it.

/// How serious a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Input can't be used; exit status 3.
    Error,
    /// Input is used, and somebody should know.
    Warning,
}

macro_rules! codes {
    ($($name:ident $text:literal $severity:ident $about:literal;)*) => {
        /// Which kind of problem. The name is stable: tests, docs and configuration use it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = $about] $name,)*
        }

        impl Code {
            /// Every code, in the order of this file.
            pub const ALL: &'static [Code] = &[$(Code::$name,)*];

            /// The name that users meet.
            pub fn name(self) -> &'static str {
                match self { $(Code::$name => $text,)* }
            }

            /// Its severity unless a caller says otherwise.
            pub fn severity(self) -> Severity {
                match self { $(Code::$name => Severity::$severity,)* }
            }

            /// The code of this name.
            pub fn parse(name: &str) -> Option<Code> {
                Code::ALL.iter().copied().find(|code| code.name() == name)
            }

            /// Whether a pack may set its level: it is about how a policy is written, not about whether it can be read.
            pub fn is_lint(self) -> bool {
                self >= Code::UnusedParameter
            }

            /// Why it matters, and what to do about it: two paragraphs, from the file of the code's name in `codes/`.
            pub fn advice(self) -> (&'static str, &'static str) {
                let text = match self { $(Code::$name => include_str!(concat!("codes/", $text, ".md")),)* };
                text.trim_end().split_once("\n\n").unwrap_or((text, ""))
            }

            /// One line on what it means.
            pub fn about(self) -> &'static str {
                match self { $(Code::$name => $about,)* }
            }
        }
    };
}

// The lints stand last, from `unused-parameter` on.
codes! {
    UnreadableFile "unreadable-file" Error "A file or folder can't be read.";
    UnwritableFile "unwritable-file" Error "A file can't be written.";
    NotUtf8 "not-utf-8" Error "A file is not UTF-8 text.";
    FileTooLarge "file-too-large" Error "A file is larger than the limit.";
    TooManyFiles "too-many-files" Error "A folder holds more documents than the limit.";
    NoDocuments "no-documents" Error "A folder holds no document that Holdpoint reads.";
    EmptyDocument "empty-document" Error "A file holds no document.";
    SeveralDocuments "several-documents" Error "A file holds more than one YAML document.";
    BadSyntax "bad-syntax" Error "The text is not YAML or JSON.";
    TabIndent "tab-indent" Error "A line is indented with a tab.";
    DuplicateKey "duplicate-key" Error "A key is written twice in one mapping.";
    MergeKey "merge-key" Error "A YAML merge key is used.";
    UnknownTag "unknown-tag" Error "A YAML tag is used.";
    ComplexKey "complex-key" Error "A key is not plain text.";
    AliasNotAllowed "alias-not-allowed" Error "A YAML alias is used in a policy.";
    UnknownAlias "unknown-alias" Error "An alias names no anchor.";
    AliasBudget "alias-budget" Error "Aliases expand to more nodes than the limit.";
    TooDeep "too-deep" Error "A document is nested deeper than the limit.";
    Unformattable "unformattable" Error "A document can't be formatted without changing what it says.";
    MissingKind "missing-kind" Error "A document doesn't say its kind.";
    UnknownKind "unknown-kind" Error "A document's kind is not one that Holdpoint reads.";

    UnknownKey "unknown-key" Error "A key is not known at this place.";
    MisplacedKey "misplaced-key" Error "A key belongs to another level of the document.";
    MissingKey "missing-key" Error "A required key is missing.";
    EmptyBlock "empty-block" Error "A part of a policy that must say something says nothing.";
    WrongType "wrong-type" Error "A value has another shape or type than its key wants.";
    UnknownValue "unknown-value" Error "A value is not one of those allowed.";
    OutOfRange "out-of-range" Error "A number is outside its limits.";
    BadVersion "bad-version" Error "A version can't be read in its scheme.";
    BadVersionRange "bad-version-range" Error "A version range can't be read.";
    BadInstant "bad-instant" Error "An instant can't be read.";
    UnknownZone "unknown-zone" Error "A time zone is not one of the IANA database.";
    BadDuration "bad-duration" Error "A duration can't be read, or lacks its unit.";
    BadWindow "bad-window" Error "A window can't be read.";
    NoneNotAllowed "none-not-allowed" Error "`none` is written where it has no meaning.";
    Placeholder "placeholder" Error "A word that stands for nothing is written in the place of a value.";
    DuplicateId "duplicate-id" Error "Two elements of a list have the same id.";
    BadSchema "bad-schema" Error "A schema of facts uses what Holdpoint doesn't read.";
    RedefinedFact "redefined-fact" Error "A pack's schema defines a fact that exists already.";

    SeveralSites "several-sites" Error "Two different sites are evaluated as one.";
    TooManyItems "too-many-items" Error "A site has more items than the limit.";
    SeveralZones "several-zones" Error "The documents of one site name different time zones.";
    SeveralProducts "several-products" Error "Releases of different products are evaluated as one.";
    UnknownProduct "unknown-product" Error "A release belongs to a product that no loaded pack knows.";
    UnorderedReleases "unordered-releases" Error "Nothing says which of several releases is the newest.";
    MissingRelease "missing-release" Error "There is no release document.";
    MissingSite "missing-site" Error "There is no site document.";
    MissingPhase "missing-phase" Error "An update document doesn't say its phase.";
    ImpossiblePair "impossible-pair" Error "Two facts of one document, or of two, can't both be so.";
    ContradictoryFacts "contradictory-facts" Warning "Two sources state a fact differently.";
    ObservedInFuture "observed-in-future" Warning "An observation is dated after now.";
    StatedTooEarly "stated-too-early" Warning "A fact is stated before the phase in which it can be known.";
    NowBeforeRelease "now-before-release" Warning "The evaluation happens before the release date.";
    UnmappedArea "unmapped-area" Warning "A changed module of a release maps to no area.";
    AmbiguousArea "ambiguous-area" Warning "A changed module of a release may be one of several areas.";
    PossibleArea "possible-area" Warning "A changed module of a release was mapped to an area by a part of its name only.";
    UnknownSoftware "unknown-software" Warning "A document names software that nobody can compare with anything.";
    UnreadKey "unread-key" Warning "A key of somebody's own is read by no rule.";

    UnknownArea "unknown-area" Error "A policy names an area that the vocabulary lacks.";
    UnknownCategory "unknown-category" Error "A policy names a category that the vocabulary lacks.";
    UnknownAction "unknown-action" Error "A policy names an action that the vocabulary lacks.";
    UnknownDestination "unknown-destination" Error "A policy names a destination or role that the vocabulary lacks.";
    UnknownTask "unknown-task" Error "A policy names a task that the vocabulary lacks.";
    RedefinedEntry "redefined-entry" Error "A vocabulary defines a name that is defined already.";
    UnknownPath "unknown-path" Error "A path names no fact.";
    UnknownOperator "unknown-operator" Error "A condition uses an operator that doesn't exist.";
    WrongOperator "wrong-operator" Error "An operator doesn't fit the type of its fact.";
    UnknownVerb "unknown-verb" Error "An effect uses a verb that doesn't exist.";
    UnknownStrength "unknown-strength" Error "An effect uses a strength that its verb doesn't have.";
    UnknownVariable "unknown-variable" Error "A `$name` is not defined.";
    DuplicateVariable "duplicate-variable" Error "A `$name` is defined twice.";
    TooManyVariables "too-many-variables" Error "A rule binds more than two variables.";
    TooManyRules "too-many-rules" Error "A program would hold more ground rules than the limit.";
    UnknownPlaceholder "unknown-placeholder" Error "A text names a placeholder that doesn't exist.";
    UnknownRule "unknown-rule" Error "A rule is named that doesn't exist.";
    DuplicateRule "duplicate-rule" Error "Two rules have the same id.";
    UnknownParameter "unknown-parameter" Error "A parameter is set that no pack declares.";
    ParameterOutOfBounds "parameter-out-of-bounds" Error "A parameter is set outside its limits.";
    NoneInCondition "none-in-condition" Error "A condition compares with `none`.";
    SecretRead "secret-read" Error "A condition asks more of a secret than whether it exists.";
    RuleLoop "rule-loop" Error "Rules depend on each other in a loop.";
    UndecidedDecision "undecided-decision" Error "A rule reads a decision that no rule makes.";

    WaiverIncomplete "waiver-incomplete" Error "A waiver lacks its expiry, owner or reason.";
    Unwaivable "unwaivable" Error "A waiver names a rule that can't be waived.";
    NeedsWaiver "needs-waiver" Error "A pack's rule can switch off a rule of the pack it extends.";
    IncomparableValues "incomparable-values" Warning "Values of different types or schemes meet, or may meet, in a comparison.";
    StandingRuleGone "standing-rule-gone" Warning "A standing reason names a rule that no longer exists.";

    UnknownPack "unknown-pack" Error "A pack is named that can't be found.";
    ExtendsItself "extends-itself" Error "A pack extends itself.";
    OutsideRoot "outside-root" Error "A path leads outside the root it must stay in.";
    SymbolicLink "symbolic-link" Warning "A symbolic link is not followed.";
    MixedPack "mixed-pack" Error "The files of a pack don't agree on which pack they belong to.";
    PolicyAmongFacts "policy-among-facts" Warning "A policy lies among facts and is not used.";
    EmptyTest "empty-test" Error "A suite or a case of tests expects nothing.";
    UnreadFacts "unread-facts" Error "A case of tests states facts of which no rule reads any.";
    DuplicateCase "duplicate-case" Error "Two cases of a suite have the same name.";
    UnusedColumn "unused-column" Error "A column of a table of cases is not used.";
    BadPath "bad-path" Error "An argument names no fact, rule or decision.";

    UnusedParameter "unused-parameter" Warning "A parameter is declared and never used.";
    UnusedConclusion "unused-conclusion" Warning "A rule derives a conclusion that no rule reads.";
    UnusedWord "unused-word" Warning "The vocabulary defines a name that nothing uses.";
    RepeatedRule "repeated-rule" Warning "A rule decides the same as another one under the same condition.";
    ImpliedRule "implied-rule" Warning "A rule decides only what another one decides already.";
    ImpossibleCondition "impossible-condition" Warning "A condition asks for what no value of its fact meets.";
    NeedlessCondition "needless-condition" Warning "A condition asks for what every value of its fact meets.";
    UnnamedKey "unnamed-key" Warning "A rule reads a key that no schema names, and that resembles one it names.";
    VacuousEvery "vacuous-every" Warning "`every` is true when the collection is empty.";
    UncertainExemption "uncertain-exemption" Warning "A decision that protects is weaker while nobody can rule out an exemption from it.";
    SilentWhileUnknown "silent-while-unknown" Warning "A decision that protects is left out or lifted while something isn't known.";
    PhaseNegation "phase-negation" Warning "A negation covers a fact that is known only in a later phase.";
    SkippedWindow "skipped-window" Warning "Hours of the week are skipped by the clock of their zone.";
    MissingBecause "missing-because" Error "A rule has no `because`.";
    MissingSource "missing-source" Error "A rule has no `source`.";
    MissingOwner "missing-owner" Error "A rule has no `owner`.";
    WaiverExpired "waiver-expired" Warning "A waiver has expired.";
    WaiverExpiresSoon "waiver-expires-soon" Warning "A waiver expires within the horizon.";
    WaiverUnused "waiver-unused" Warning "A waiver's scope can match nothing.";
    WaiverTooWide "waiver-too-wide" Warning "A waiver covers more than its reason speaks of.";
    Loosened "loosened" Warning "A pack loosens the pack it extends.";
}
