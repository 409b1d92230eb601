//! What a text has in it, looked up once, so that most kinds needn't look at most texts.
//! Which kind needs what is said in the table.

/// Counts over one text.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::text::mask) struct Traits {
    pub(super) length: usize,
    pub(super) digits: usize,
    /// The longest run without blanks and quotes.
    pub(super) solid: usize,
    /// The longest run of letters, digits, `_` and `-`.
    pub(super) safe: usize,
    pub(super) at: bool,
    pub(super) colon: bool,
    pub(super) slash: bool,
    pub(super) bracket: bool,
    /// A hyphen at the beginning of a word.
    pub(super) option: bool,
    /// A frame such as `-----BEGIN`.
    pub(super) frame: bool,
    /// The letters `eyJ`.
    pub(super) json: bool,
    /// Something that is resolved in a view.
    pub(in crate::text::mask) escape: bool,
}

impl Traits {
    /// Whether a run is long enough to be the code of something.
    pub(in crate::text::mask) fn is_solid(self) -> bool {
        self.solid >= 12
    }

    pub(in crate::text::mask) fn of(text: &str) -> Self {
        let mut traits = Self { length: text.len(), ..Self::default() };
        let (mut solid, mut safe, mut hyphens) = (0, 0, 0);
        let (mut one, mut two) = (b' ', b' ');
        for byte in text.bytes() {
            let letter = byte.is_ascii_alphanumeric();
            traits.digits += usize::from(byte.is_ascii_digit());
            solid = if matches!(byte, b' ' | b'\n' | b'\r' | b'\t' | b'"' | b'\'' | b'`') { 0 } else { solid + 1 };
            safe = if letter || byte == b'_' || byte == b'-' { safe + 1 } else { 0 };
            hyphens = if byte == b'-' { hyphens + 1 } else { 0 };
            traits.solid = traits.solid.max(solid);
            traits.safe = traits.safe.max(safe);
            match byte {
                b'@' => traits.at = true,
                b':' => traits.colon = true,
                b'/' => traits.slash = true,
                b'(' | b'[' | b'{' | b'<' => traits.bracket = true,
                b'-' => {
                    traits.frame |= hyphens >= 4;
                    traits.option |= !one.is_ascii_alphanumeric();
                }
                b'J' => traits.json |= one == b'y' && two == b'e',
                b'\\' | b'%' | b'&' | 0x80.. => traits.escape = true,
                _ => {}
            }
            (two, one) = (one, byte);
        }
        traits
    }
}
