//! Which keys hold secrets: the built-in words in their spellings, those that schemas mark, and the exceptions.
//! Whether a value under such a key is one is said by `values`.

mod table;

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::LazyLock;

use crate::text::printable::hidden;

/// Words that make a longer one of which they are the end: `dbpassword`.
const GLUED: [&str; 8] = ["password", "passwd", "passwort", "passphrase", "apikey", "secretkey", "privatekey", "accesstoken"];

/// Longer keys are not looked at: no word is that long.
const LONGEST: usize = 200;

/// Most parts of a word: `mot_de_passe`.
const MOST_PARTS: usize = 4;

/// Where in a key a word makes the value secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    Anywhere,
    Last,
    Number,
}

/// What a key says about its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keyed {
    /// Nothing: the value is judged by its form.
    Plain,
    /// A secret, whatever it looks like.
    Sure,
    /// A secret, unless it looks like what such keys hold otherwise: versions of software called so, days, counts.
    Likely,
    /// A number of a person or an account, so that a value without digits is none.
    Number,
}

/// The words of one run.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    secret: BTreeSet<String>,
    plain: BTreeSet<String>,
}

static KNOWN: LazyLock<HashMap<&'static str, Reach>> =
    LazyLock::new(|| table::WORDS.iter().flat_map(|(reach, words)| words.iter().map(|w| (*w, *reach))).collect());
static QUALIFIERS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| table::QUALIFIERS.iter().copied().collect());
static ABOUT: LazyLock<HashSet<&'static str>> = LazyLock::new(|| table::ABOUT.iter().copied().collect());

impl Words {
    pub(super) fn add_secret(&mut self, word: &str) {
        self.secret.insert(folded(word).into_owned());
    }

    pub(super) fn add_plain(&mut self, word: &str) {
        self.plain.insert(word.to_owned());
    }

    /// What a key says about its value. Case, camel case, hyphens, spaces, accents and escapes make no difference.
    pub(super) fn keyed(&self, key: &str) -> Keyed {
        let key = key.trim();
        // A policy names a fact by its path.
        let last = key.rsplit_once('.').map(|(_, last)| last);
        if key.is_empty() || key.len() > LONGEST || self.plain.contains(key) || last.is_some_and(|l| self.plain.contains(l)) {
            return Keyed::Plain;
        }
        if is_name_of_entry(key) {
            return Keyed::Plain;
        }
        let folded = folded(key);
        let marked = self.secret.contains(&*folded) || last.is_some_and(|last| self.secret.contains(&*self::folded(last)));
        if marked { Keyed::Sure } else { judged(&folded) }
    }

    /// Whether the value of a key is secret, but for values that say only whether there is one.
    pub(super) fn is_secret(&self, key: &str) -> bool {
        self.keyed(key) != Keyed::Plain
    }

    /// Whether a word of a sentence names a secret.
    pub(super) fn is_named(&self, word: &str) -> bool {
        let bytes = word.as_bytes();
        let simple = bytes.len() <= 20 && bytes.iter().all(u8::is_ascii_lowercase);
        // Most words of a text are none of these, which their first letter and length say.
        let ruled_out = simple && !could_be(bytes) && !GLUED.iter().any(|end| word.ends_with(end)) && !self.secret.contains(word);
        word.len() >= 2 && !ruled_out && self.is_secret(word)
    }
}

/// Whether a policy asks for the name under which an entry of a map stands: `$need.key`.
fn is_name_of_entry(key: &str) -> bool {
    let variable = key.strip_prefix('$').and_then(|rest| rest.strip_suffix(".key"));
    variable.is_some_and(|name| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_'))
}

/// Whether a word also belongs to everyday sentences, so that not everything behind it is a secret. What only a schema calls secret, such
/// as a `code`, does.
pub(super) fn is_everyday(word: &str) -> bool {
    let folded = folded(word.trim());
    if judged(&folded) == Keyed::Plain {
        return true;
    }
    let last = folded.rsplit_once('_').map_or(&*folded, |(_, last)| last);
    table::EVERYDAY.contains(&&*folded)
        || (table::EVERYDAY.contains(&last) && KNOWN.get(&*folded) != Some(&Reach::Anywhere) && !ends_anywhere(&folded))
}

/// Whether a number under this key counts things.
pub(super) fn is_counted(key: &str) -> bool {
    let folded = folded(key.trim());
    table::COUNTED.contains(&folded.rsplit_once('_').map_or(&*folded, |(_, last)| last))
}

fn ends_anywhere(folded: &str) -> bool {
    let parts: Vec<&str> = folded.split('_').collect();
    (2..=MOST_PARTS.min(parts.len())).any(|n| {
        let tail = parts.get(parts.len() - n..).unwrap_or_default().join("_");
        KNOWN.get(&*tail) == Some(&Reach::Anywhere)
    })
}

fn judged(folded: &str) -> Keyed {
    let all: Vec<&str> = folded.split('_').filter(|part| !part.is_empty()).collect();
    let mut parts = all.as_slice();
    // `token_2`, `password_old`
    while let [first @ .., last] = parts
        && !first.is_empty()
        && (QUALIFIERS.contains(last) || last.bytes().all(|b| b.is_ascii_digit()))
    {
        parts = first;
    }
    for n in (1..=MOST_PARTS.min(parts.len())).rev() {
        let (head, tail) = parts.split_at(parts.len() - n);
        if let Some(reach) = is_known(&tail.join("_")) {
            if reach == Reach::Number {
                return Keyed::Number;
            }
            let harmless = match (head.last(), tail) {
                (Some(before), ["key" | "keys"]) => table::HARMLESS_KEYS.contains(before),
                (Some(before), ["token" | "tokens"]) => table::HARMLESS_TOKENS.contains(before),
                _ => false,
            };
            return match (harmless, head.is_empty() && parts.len() == all.len()) {
                (true, _) => Keyed::Plain,
                (_, true) => Keyed::Sure,
                _ => Keyed::Likely,
            };
        }
    }
    if all.last().is_some_and(|last| ABOUT.contains(last)) {
        return Keyed::Plain;
    }
    let windows = (1..=MOST_PARTS.min(all.len())).flat_map(|n| all.windows(n));
    let anywhere = windows.into_iter().any(|w| is_known(&w.join("_")) == Some(Reach::Anywhere));
    if anywhere { Keyed::Likely } else { Keyed::Plain }
}

/// The table, for the reference: what is said of each group, and its words.
pub(super) fn by_reach() -> Vec<(&'static str, Vec<&'static str>)> {
    let about = |reach: Reach| match reach {
        Reach::Anywhere => "Also within a key",
        Reach::Last => "At the end of a key",
        Reach::Number => "At the end of a key, for values with digits",
    };
    table::WORDS.iter().map(|(reach, words)| (about(*reach), words.to_vec())).collect()
}

/// Whether a key says which of several values the one beside it is: `{ name: API_TOKEN, value: … }`.
pub(super) fn names_another(key: &str) -> bool {
    table::NAMES_ANOTHER.iter().any(|known| key.eq_ignore_ascii_case(known))
}

/// Whether a key holds a value of which another key says what it is.
pub(super) fn holds_named(key: &str) -> bool {
    table::HOLDS_NAMED.iter().any(|known| key.eq_ignore_ascii_case(known))
}

/// Whether a word may be the last of several that name a secret together: `passe`, `code`, `number`.
pub(super) fn may_end(word: &str) -> bool {
    static LAST: LazyLock<HashSet<&'static str>> =
        LazyLock::new(|| KNOWN.keys().filter_map(|known| known.rsplit_once('_')).map(|(_, last)| last).collect());
    if LAST.contains(word) {
        return true;
    }
    let simple = word.bytes().all(|b| b.is_ascii_lowercase());
    !simple && word.len() <= 24 && folded(word).split('_').any(|part| LAST.contains(part))
}

/// Whether the table has a word with this first letter and length.
fn could_be(word: &[u8]) -> bool {
    static LENGTHS: LazyLock<[u32; 26]> = LazyLock::new(|| {
        let mut lengths = [0; 26];
        for known in KNOWN.keys() {
            let letter = known.bytes().next().map_or(26, |b| usize::from(b.wrapping_sub(b'a')));
            if let Some(slot) = lengths.get_mut(letter) {
                *slot |= 1_u32 << known.len().min(31);
            }
        }
        lengths
    });
    let letter = word.first().map_or(26, |b| usize::from(b.wrapping_sub(b'a')));
    LENGTHS.get(letter).is_some_and(|lengths| lengths & (1 << word.len().min(31)) != 0)
}

/// A word of the table, or a longer one that is plainly made of one: `dbpassword`, `mytoken2`.
fn is_known(word: &str) -> Option<Reach> {
    if let Some(reach) = KNOWN.get(word) {
        return Some(*reach);
    }
    let bare = word.trim_end_matches(|c: char| c.is_ascii_digit());
    if bare.len() < word.len() && KNOWN.contains_key(bare) {
        return Some(Reach::Last);
    }
    (!word.contains('_') && GLUED.iter().any(|end| bare.ends_with(end))).then_some(Reach::Anywhere)
}

/// `API-Key`, `apiKey`, `api key`, `"api\u005fkey"` and `ＡＰＩ＿ＫＥＹ` are one word: `api_key`.
fn folded(key: &str) -> Cow<'_, str> {
    if key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_') {
        return Cow::Borrowed(key);
    }
    let plain: Vec<char> = unescaped(key).chars().filter(|c| !hidden(*c)).map(narrow).collect();
    let mut out = String::with_capacity(key.len() + 4);
    for (n, c) in plain.iter().copied().enumerate() {
        let before = n.checked_sub(1).and_then(|i| plain.get(i)).copied().unwrap_or('_');
        let after = plain.get(n + 1).copied().unwrap_or('_');
        let begins = c.is_ascii_uppercase()
            && (before.is_ascii_lowercase()
                || before.is_ascii_digit()
                || (before.is_ascii_uppercase() && after.is_ascii_lowercase()));
        if begins {
            out.push('_');
        }
        match c {
            '-' | ' ' | '.' | '/' | ':' | '[' | ']' | '$' | '"' | '\'' | '\u{a0}' => out.push('_'),
            _ => c.to_lowercase().for_each(|c| unaccented(c, &mut out)),
        }
    }
    Cow::Owned(out.trim_matches('_').to_owned())
}

/// A full-width letter or sign as the ordinary one.
pub(super) fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        _ => c,
    }
}

fn unaccented(c: char, out: &mut String) {
    let plain = match c {
        'á' | 'à' | 'â' | 'ä' | 'ã' | 'å' | 'ą' | 'ă' => 'a',
        'é' | 'è' | 'ê' | 'ë' | 'ę' | 'ě' => 'e',
        'í' | 'ì' | 'î' | 'ï' | 'ı' => 'i',
        'ó' | 'ò' | 'ô' | 'ö' | 'õ' | 'ø' | 'ő' => 'o',
        'ú' | 'ù' | 'û' | 'ü' | 'ű' | 'ů' => 'u',
        'ý' => 'y',
        'ñ' | 'ń' => 'n',
        'ç' | 'ć' | 'č' => 'c',
        'ł' => 'l',
        'ş' | 'š' | 'ś' => 's',
        'ž' | 'ź' | 'ż' => 'z',
        'ğ' => 'g',
        'ř' => 'r',
        // What is left of a letter that was written as letter and accent.
        '\u{300}'..='\u{36f}' => return,
        'ß' => {
            out.push('s');
            's'
        }
        _ => c,
    };
    out.push(plain);
}

/// Resolves `\uXXXX` and `\xXX`, so that an escape can't hide a word.
fn unescaped(key: &str) -> Cow<'_, str> {
    if !key.contains('\\') {
        return Cow::Borrowed(key);
    }
    let mut out = String::with_capacity(key.len());
    let mut rest = key;
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        out.push_str(before);
        let digits = match escape.as_bytes().get(1) {
            Some(b'u') => 4,
            Some(b'x') => 2,
            Some(b'U') => 8,
            _ => 0,
        };
        let code = escape.get(2..2 + digits).and_then(|d| u32::from_str_radix(d, 16).ok()).and_then(char::from_u32);
        match code {
            Some(c) => {
                out.push(c);
                rest = escape.get(2 + digits..).unwrap_or_default();
            }
            None => rest = escape.get(1..).unwrap_or_default(),
        }
    }
    Cow::Owned(out + rest)
}

#[cfg(test)]
mod tests;
