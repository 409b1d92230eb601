//! The facts that the tests speak about: a small schema of every kind of leaf, and documents as plain data.
//! Nothing of it knows how the engine stores facts; `render` writes it down as files for the engine.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A value of a leaf.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Val {
    Bool(bool),
    Int(i64),
    Word(String),
    Version(Vec<u32>),
    /// Alternatives of comparisons that must all hold.
    Range(Vec<Vec<(Cmp, Vec<u32>)>>),
    Instant(i64),
    /// A date without a time, in days since 1970.
    Day(i64),
    /// The moment that a day begins or ends with, and that day.
    Limit(i64, i64),
    Duration(i64),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cmp {
    AtLeast,
    AtMost,
    MoreThan,
    LessThan,
}

impl Cmp {
    pub const ALL: [Cmp; 4] = [Cmp::AtLeast, Cmp::AtMost, Cmp::MoreThan, Cmp::LessThan];

    pub fn holds<T: Ord>(self, a: &T, b: &T) -> bool {
        match self {
            Cmp::AtLeast => a >= b,
            Cmp::AtMost => a <= b,
            Cmp::MoreThan => a > b,
            Cmp::LessThan => a < b,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    Bool,
    Int,
    /// Words, and whether they are ordered.
    Words(&'static [&'static str], bool),
    Version,
    Range,
    Instant,
    Duration,
    Text,
    Area,
    Category,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Observation,
    Confirmation,
    Event,
}

/// What a date without a time means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Means {
    Start,
    End,
    Sometime,
}

/// A fact of the schema.
#[derive(Clone, Debug)]
pub struct Field {
    pub name: &'static str,
    pub form: Form,
    pub kind: Kind,
    pub none: bool,
    pub default: Option<Val>,
    /// The rank of the phase from which it can be known.
    pub from: Option<usize>,
    pub evidence: bool,
    pub observed: bool,
    pub day: Means,
    /// Defined by the schemas that every policy has.
    pub core: bool,
    /// Follows from other facts; no document states it.
    pub computed: bool,
    /// On the elements of a list of items.
    pub item: Option<Item>,
    /// How several versions on the way to a release say it together.
    pub way: &'static str,
}

#[derive(Clone, Copy, Debug)]
pub struct Item {
    pub kind: &'static str,
    pub area: Option<&'static str>,
    pub category: Option<&'static str>,
}

#[derive(Clone, Debug)]
pub enum Form {
    Leaf(Type),
    Record(Vec<Field>),
    List(Box<Field>),
    Map(Type, Box<Field>),
}

pub const AREAS: [&str; 3] = ["alpha", "beta", "gamma"];
/// An area and those it feeds.
pub const FEEDS: [(&str, &str); 2] = [("alpha", "beta"), ("beta", "gamma")];
pub const CATEGORIES: [&str; 2] = ["press", "shop"];
pub const ACTIONS: [&str; 3] = ["publish", "restart", "update"];
pub const TASKS: [&str; 2] = ["check", "note"];
pub const PLACES: [&str; 3] = ["helpdesk", "keeper", "lead"];
pub const PHASES: [&str; 5] = ["before", "staging", "production", "after", "recovery"];
/// Names of changes: what they surely mean, what they may mean.
pub const NAMES: [(&str, &[&str], &[&str]); 6] = [
    ("Alpha", &["alpha"], &[]),
    ("Beta", &["beta"], &[]),
    ("gamma", &["gamma"], &[]),
    ("shared", &[], &["alpha", "beta"]),
    ("Gamma engine", &[], &["gamma"]),
    ("zzz", &[], &[]),
];

const LEVELS: &[&str] = &["low", "mid", "high"];
const COLOURS: &[&str] = &["red", "green", "blue"];
const RESULTS: &[&str] = &["pass", "fail"];

/// How far a phase has come; recovery is no later than after.
pub fn rank(phase: usize) -> usize {
    phase.min(3)
}

fn field(name: &'static str, form: Form) -> Field {
    Field {
        name,
        form,
        kind: Kind::Observation,
        none: false,
        default: None,
        from: None,
        evidence: false,
        observed: false,
        day: Means::Sometime,
        core: false,
        computed: false,
        item: None,
        way: "agree",
    }
}

fn leaf(name: &'static str, ty: Type) -> Field {
    field(name, Form::Leaf(ty))
}

fn record(name: &'static str, fields: Vec<Field>) -> Field {
    field(name, Form::Record(fields))
}

fn list(name: &'static str, element: Field) -> Field {
    field(name, Form::List(Box::new(element)))
}

fn map(name: &'static str, keys: Type, value: Field) -> Field {
    field(name, Form::Map(keys, Box::new(value)))
}

impl Field {
    fn none(mut self) -> Self {
        self.none = true;
        self
    }

    fn event(mut self) -> Self {
        self.kind = Kind::Event;
        self
    }

    fn confirmed(mut self) -> Self {
        self.kind = Kind::Confirmation;
        self
    }

    fn from(mut self, phase: usize) -> Self {
        self.from = Some(phase);
        self
    }

    fn core(mut self) -> Self {
        self.core = true;
        self
    }

    fn computed(mut self) -> Self {
        self.computed = true;
        if let Form::List(inner) = &mut self.form
            && matches!(inner.form, Form::Leaf(_))
        {
            inner.computed = true;
        }
        self.core()
    }

    fn day(mut self, means: Means) -> Self {
        self.day = means;
        self
    }

    fn way(mut self, way: &'static str) -> Self {
        self.way = way;
        self
    }

    fn or_true(mut self) -> Self {
        self.default = Some(Val::Bool(true));
        self
    }

    pub fn fields(&self) -> &[Field] {
        match &self.form {
            Form::Record(fields) => fields,
            _ => &[],
        }
    }

    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields().iter().find(|f| f.name == name)
    }

    /// What the elements of a list or the values of a map are.
    pub fn inner(&self) -> Option<&Field> {
        match &self.form {
            Form::List(inner) | Form::Map(_, inner) => Some(inner),
            _ => None,
        }
    }
}

/// The key of an entry of a map.
pub fn key() -> Field {
    leaf("key", Type::Text)
}

fn item_fields() -> Vec<Field> {
    vec![
        leaf("id", Type::Text),
        leaf("category", Type::Category),
        leaf("area", Type::Area),
        leaf("enabled", Type::Bool).or_true(),
        leaf("owner", Type::Text).none(),
        leaf("trigger", Type::Words(&["schedule", "event", "manual"], false)),
        leaf("cadence", Type::Words(&["continuous", "hourly", "daily", "weekly", "monthly"], true)).none(),
        leaf("next_run", Type::Instant).none(),
        leaf("writes", Type::Bool),
        leaf("clean_runs", Type::Int),
        leaf("late", Type::Bool).event(),
        leaf("failures_explained", Type::Bool).confirmed(),
        leaf("may_fire", Type::Bool).computed(),
    ]
}

fn items(name: &'static str, item: Option<Item>) -> Field {
    let mut element = record("", item_fields().into_iter().map(Field::core).collect());
    element.item = item;
    list(name, element)
}

fn site() -> Field {
    let span = || vec![leaf("start", Type::Instant).day(Means::Start), leaf("end", Type::Instant).day(Means::End)];
    let mut proof = leaf("proof", Type::Bool);
    proof.evidence = true;
    let mut seen_at = leaf("seen_at", Type::Instant).none();
    seen_at.observed = true;
    let thing = record(
        "",
        vec![
            leaf("id", Type::Text),
            leaf("size", Type::Int).none(),
            leaf("ok", Type::Bool),
            leaf("level", Type::Words(LEVELS, true)).none(),
            leaf("at", Type::Instant).none(),
            leaf("colour", Type::Words(COLOURS, false)),
            leaf("hurt", Type::Bool).event(),
            leaf("checked", Type::Bool).confirmed(),
            list("tags", leaf("", Type::Words(COLOURS, false))),
        ],
    );
    let state = record(
        "",
        vec![leaf("state", Type::Words(RESULTS, false)), leaf("ready", Type::Bool).confirmed(), leaf("load", Type::Int).none()],
    );
    let trouble = record("", vec![leaf("id", Type::Text), leaf("grave", Type::Bool), leaf("level", Type::Words(LEVELS, true))]);
    let lab = vec![
        leaf("flag", Type::Bool),
        leaf("broken", Type::Bool).event(),
        leaf("signed", Type::Bool).confirmed(),
        leaf("signer", Type::Text).confirmed(),
        leaf("tally", Type::Int).none(),
        leaf("limit", Type::Int),
        leaf("level", Type::Words(LEVELS, true)).none(),
        leaf("bar", Type::Words(LEVELS, true)),
        leaf("colour", Type::Words(COLOURS, false)).none(),
        leaf("build", Type::Version).none(),
        leaf("wanted", Type::Range).none(),
        seen_at,
        leaf("due_at", Type::Instant),
        leaf("patience", Type::Duration),
        proof,
        leaf("auto", Type::Bool).or_true(),
        list("tags", leaf("", Type::Words(COLOURS, false))),
        list("more_tags", leaf("", Type::Words(COLOURS, false))),
        record("span", span()).none(),
        list("spans", record("", [vec![leaf("id", Type::Text)], span()].concat())),
        list("things", thing),
        map("states", Type::Category, state.none()),
        map("marks", Type::Text, leaf("", Type::Words(RESULTS, false)).none()),
        record(
            "holder",
            vec![leaf("name", Type::Text).none(), leaf("level", Type::Words(LEVELS, true)), leaf("active", Type::Bool).or_true()],
        )
        .none(),
        list("troubles", trouble).event(),
    ];
    record(
        "site",
        vec![
            record("lab", lab),
            items("robots", Some(Item { kind: "robot", area: Some("alpha"), category: Some("shop") })),
            items("flows", Some(Item { kind: "flow", area: None, category: None })),
            items("items", None).computed(),
            list("uses", leaf("", Type::Area)).computed(),
        ],
    )
}

fn release() -> Field {
    let areas = || leaf("", Type::Area);
    let mut unmapped = list("unmapped", leaf("", Type::Text)).computed();
    unmapped.evidence = true;
    record(
        "release",
        vec![
            list("changes", record("", vec![leaf("name", Type::Text), leaf("area", Type::Area), leaf("writes", Type::Bool)]))
                .core()
                .way("any"),
            record(
                "lab",
                vec![
                    leaf("urgent", Type::Bool).way("any"),
                    leaf("weight", Type::Words(LEVELS, true)).way("strictest"),
                    leaf("calm", Type::Bool),
                    leaf("alarm", Type::Bool).event().way("any"),
                    leaf("parts", Type::Int).way("target"),
                    list("marks", leaf("", Type::Words(COLOURS, false))).way("any"),
                ],
            ),
            list("touches", areas()).computed(),
            list("reaches", areas()).computed(),
            unmapped,
        ],
    )
}

fn update() -> Field {
    let odd = record("", vec![leaf("id", Type::Text), leaf("grave", Type::Bool)]);
    let step = record("", vec![leaf("id", Type::Text), leaf("done", Type::Bool), leaf("size", Type::Int).from(3)]);
    record(
        "update",
        vec![record(
            "lab",
            vec![
                leaf("probe", Type::Words(RESULTS, false)).from(3),
                leaf("trial", Type::Bool).from(1),
                leaf("vote", Type::Bool).confirmed().from(3),
                leaf("score", Type::Int).none().from(2),
                map("checks", Type::Text, leaf("", Type::Words(RESULTS, false)).none()).from(2),
                list("oddities", odd).event().from(3),
                list("steps", step),
                list("later_tags", leaf("", Type::Words(COLOURS, false))).from(1),
            ],
        )],
    )
}

static ROOTS: LazyLock<[Field; 3]> = LazyLock::new(|| [site(), release(), update()]);

/// The schema of a root.
pub fn root(name: &str) -> &'static Field {
    ROOTS.iter().find(|r| r.name == name).expect("a root")
}

/// What a document says at a place.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Doc {
    #[default]
    Out,
    Unknown,
    None,
    Val(Val),
    Record(BTreeMap<String, Doc>),
    List(Vec<Doc>, bool),
    Map(BTreeMap<String, Doc>, bool),
}

impl Doc {
    pub fn get(&self, name: &str) -> &Doc {
        match self {
            Doc::Record(fields) | Doc::Map(fields, _) => fields.get(name).unwrap_or(&Doc::Out),
            _ => &Doc::Out,
        }
    }
}

/// Everything that one evaluation looks at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct World {
    pub phase: usize,
    pub release: Doc,
    pub site: Doc,
    pub update: Doc,
    /// Whether item lists left out are empty.
    pub complete: bool,
    pub standing: Vec<Entry>,
}

/// A reason that stood before.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    pub rule: String,
    pub binding: String,
    pub decision: String,
    pub certain: bool,
}

/// The fixed moment of all evaluations: 2026-07-21T18:00Z.
pub const NOW: i64 = 1_784_656_800;
/// The zone of the site: five hours ahead of UTC, so that its day ends an hour after that moment.
pub const ZONE: &str = "Etc/GMT-5";
/// The day of that moment there.
pub const TODAY: i64 = 20_655;

/// The first and the last moment of a day there.
pub fn moments(day: i64) -> (i64, i64) {
    let first = day * 86_400 - 5 * 3600;
    (first, first + 86_399)
}

pub const SITE: &str = "north";

/// Documents in which a window ends where it starts, or before, are refused: its end comes an hour after its start, or its start
/// before its end where `stated` has the end alone.
pub fn keep_windows(doc: &mut Doc, stated: &Doc) {
    if let Doc::Record(fields) = &*doc {
        let limit = |name: &str, of: fn((i64, i64)) -> i64| match fields.get(name) {
            Some(Doc::Val(Val::Instant(at))) => Some(*at),
            Some(Doc::Val(Val::Day(day))) => Some(of(moments(*day))),
            _ => None,
        };
        let is_stated = |name: &str| matches!(stated.get(name), Doc::Val(_));
        if let (Some(start), Some(end)) = (limit("start", |day| day.0), limit("end", |day| day.1 + 1))
            && start >= end
        {
            let (name, at) = if is_stated("end") && !is_stated("start") { ("start", end - 3600) } else { ("end", start + 3600) };
            let Doc::Record(fields) = doc else { return };
            fields.insert(name.to_owned(), Doc::Val(Val::Instant(at)));
        }
    }
    match doc {
        Doc::Record(fields) | Doc::Map(fields, _) => {
            fields.iter_mut().for_each(|(name, field)| keep_windows(field, stated.get(name)));
        }
        Doc::List(elements, _) => {
            let known: &[Doc] = if let Doc::List(known, _) = stated { known } else { &[] };
            let known = known.iter().chain(std::iter::repeat(&Doc::Out));
            elements.iter_mut().zip(known).for_each(|(element, known)| keep_windows(element, known));
        }
        _ => {}
    }
}
