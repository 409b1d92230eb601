//! Holdpoint decides, before a software update is scheduled and again while it runs, where the hold points are: what is
//! tested on staging, what pauses, what is blocked, what somebody must do, and whether to go back. Every decision is explained
//! down to the line of YAML it rests on, and what nobody stated is treated as unknown, never as fine.
//!
//! The program `holdpoint` is a thin layer over this library. Below [`cli`] and [`project`] everything is a pure function of
//! text and an explicit `now`: no file, no clock, no environment, and the same input gives the same bytes.
//!
//! # From two texts to a decision
//!
//! [`Engine`] puts the layers together. No file is read here: the pack `sophmate` travels in the library.
//!
//! ```
//! use holdpoint::Engine;
//! use holdpoint::value::Instant;
//!
//! // What the release notes say, and what is known of one site.
//! let release = "\
//! kind: release
//! version: 2.4.0
//! changes:
//!   - name: Workflow retries
//!     area: workflows
//! ";
//! let site = "\
//! kind: site
//! id: shop-north
//! versions: { sophmate: 2.3.3 }
//! window: { start: 2026-07-21T20:00Z, end: 2026-07-21T22:00Z }
//! workflows:
//!   - { id: wf-restock, category: commerce, next_run: 2026-07-21T21:00Z }
//! ";
//!
//! let engine = Engine::builtin("sophmate")?;
//! let now = Instant::parse("2026-07-21T18:00Z").expect("an instant");
//! let answer = engine.evaluate(&[("release.yaml", release), ("site.yaml", site)], now)?;
//!
//! // Nobody confirmed that the notes were read, so the update waits.
//! assert_eq!(answer.verdict().name(), "hold");
//!
//! // The release changes workflows: they are tested on staging first, for certain.
//! let staging = answer.decision("stage:workflows").expect("a decision");
//! assert!(!staging.precaution);
//! let reasons = answer.reasons(staging);
//! assert_eq!(reasons[0].0, "staging.touched-areas (area workflows)");
//! assert_eq!(reasons[0].1, "2.4.0 changes workflows.");
//!
//! // One workflow pauses: its next run falls into the window.
//! let pause = answer.decision("pause:commerce").expect("a decision");
//! assert!(answer.reasons(pause).iter().any(|(rule, _)| rule.starts_with("pausing.fires-in-window")));
//!
//! // Each reason knows the places of the facts it rests on.
//! let account = answer.account();
//! let line = account.groups.iter().flat_map(|g| g.lines()).find(|l| l.rule == "staging.touched-areas").expect("a line");
//! assert_eq!(answer.sources.place(line.places[0]).to_string(), "release.yaml:5:11");
//! # Ok::<(), holdpoint::engine::Problems>(())
//! ```
//!
//! # The layers
//!
//! Each module is a layer that uses only those before it: [`text`], [`diagnostic`], [`value`], [`calendar`], [`document`],
//! [`schema`], [`vocabulary`], [`facts`], [`decision`], [`condition`], [`policy`], [`compile`], [`evaluate`](mod@evaluate),
//! [`explain`], [`skeleton`], [`scenario`], [`project`], [`report`], [`engine`], [`cli`]. `ARCHITECTURE.md` says what each owns.

pub mod calendar;
pub mod cli;
pub mod compile;
pub mod condition;
pub mod decision;
pub mod diagnostic;
pub mod document;
pub mod engine;
pub mod evaluate;
pub mod explain;
pub mod facts;
pub mod generate;
pub mod policy;
pub mod project;
pub mod prove;
pub mod report;
pub mod scenario;
pub mod schema;
pub mod skeleton;
pub mod symbolic;
pub mod text;
pub mod value;
pub mod vocabulary;

pub use engine::Engine;
