//! Sources as they are kept in memory (masked), places in them, and text made fit to print.
//! What the text means is `document`'s business and that of the layers above it.

pub mod lines;
pub mod mask;
pub mod masked;
pub mod named_path;
pub mod nothing;
pub mod passes;
pub mod path;
pub mod printable;
pub mod raw;
pub mod source;
pub mod span;
pub mod spelling;
pub mod suggest;
pub mod wording;

pub use masked::Masked;
pub use named_path::NamedPath;
pub use raw::Raw;
pub use source::{Place, RawText, Source, Sources};
pub use span::{SourceId, Span};
