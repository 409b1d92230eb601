//! Which keys hold secrets: the built-in words, those that schemas mark, and the exceptions.
//! Finding the keys in a text is `structure`'s business.

use std::borrow::Cow;
use std::collections::BTreeSet;

/// Keys that are secret by themselves.
const WORDS: &[&str] = &[
    "key",
    "token",
    "secret",
    "password",
    "passwd",
    "pwd",
    "passphrase",
    "passcode",
    "purchase_code",
    "purchasecode",
    "api_key",
    "apikey",
    "accesstoken",
    "authtoken",
    "privatekey",
    "secretkey",
    "clientsecret",
    "authorization",
    "bearer",
    "credential",
    "credentials",
];

/// Endings that make a longer key secret.
const ENDINGS: &[&str] = &[
    "_key",
    "_token",
    "_secret",
    "_password",
    "_passwd",
    "_pwd",
    "_passphrase",
    "_apikey",
    "_purchase_code",
    "_credential",
    "_credentials",
];

/// Keys that end like a secret and never are one.
const HARMLESS: &[&str] = &["public_key", "primary_key", "foreign_key", "sort_key"];

/// Longer keys are not looked at: no word is that long.
const LONGEST: usize = 200;

/// The words of one run.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    secret: BTreeSet<String>,
    plain: BTreeSet<String>,
    doubtful: bool,
}

impl Words {
    pub(super) fn add_secret(&mut self, word: &str) {
        self.secret.insert(folded(word).into_owned());
    }

    pub(super) fn add_plain(&mut self, word: &str) {
        self.plain.insert(word.to_owned());
    }

    /// From now on `$name.key` may be the field of a record, and not the name of an entry: something is wrong with a policy.
    pub(super) fn doubt(&mut self) {
        self.doubtful = true;
    }

    /// Whether the value of this key is secret. Case, camel case, hyphens, spaces and escapes make no difference.
    pub(super) fn is_secret(&self, key: &str) -> bool {
        let key = key.trim();
        // A policy names a fact by its path.
        let last = key.rsplit_once('.').map(|(_, last)| last);
        if key.is_empty() || key.len() > LONGEST || self.plain.contains(key) || last.is_some_and(|l| self.plain.contains(l)) {
            return false;
        }
        if !self.doubtful && is_name_of_entry(key) {
            return false;
        }
        let folded = folded(key);
        if HARMLESS.contains(&&*folded) {
            return false;
        }
        let ends_secret = || last.is_some_and(|last| self.secret.contains(&*self::folded(last)));
        WORDS.contains(&&*folded)
            || ENDINGS.iter().any(|e| folded.ends_with(e))
            || self.secret.contains(&*folded)
            || ends_secret()
    }
}

/// Whether a policy asks for the name under which an entry of a map stands: `$need.key`.
fn is_name_of_entry(key: &str) -> bool {
    let variable = key.strip_prefix('$').and_then(|rest| rest.strip_suffix(".key"));
    variable.is_some_and(|name| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_'))
}

/// `API-Key`, `apiKey`, `api key` and `"api\u005fkey"` are one word: `api_key`.
fn folded(key: &str) -> Cow<'_, str> {
    if key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_') {
        return Cow::Borrowed(key);
    }
    let plain: Vec<char> = unescaped(key).chars().collect();
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
            '-' | ' ' | '.' | '/' => out.push('_'),
            _ => out.extend(c.to_lowercase()),
        }
    }
    Cow::Owned(out)
}

/// Resolves `\uXXXX` and `\xXX`, so that an escape can't hide a word.
fn unescaped(key: &str) -> String {
    if !key.contains('\\') {
        return key.to_owned();
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
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secret_keys_in_every_spelling() {
        let words = Words::default();
        for key in [
            "key",
            "Token",
            "SECRET",
            "password",
            "purchase_code",
            "purchase-code",
            "purchaseCode",
            "api_key",
            "apiKey",
            "APIKey",
            "api key",
            "webhook_secret",
            "private-key",
            "p-main.key",
            "Authorization",
            "pass\\u0077ord",
            "\\x6bey",
            "envato_token",
        ] {
            assert!(words.is_secret(key), "{key}");
        }
    }

    #[test]
    fn keys_that_only_resemble_them_are_plain() {
        let words = Words::default();
        for key in [
            "keys",
            "key_exposed",
            "key_handling_changed",
            "tokens",
            "monkey",
            "keyboard",
            "secretary",
            "public_key",
            "",
            "turnkey",
            "passes",
            "donkey",
            "next",
        ] {
            assert!(!words.is_secret(key), "{key}");
        }
    }

    #[test]
    fn schemas_add_words_and_exceptions() {
        let mut words = Words::default();
        words.add_secret("licence-number");
        words.add_plain("provider_key");
        assert!(words.is_secret("licence_number"));
        assert!(!words.is_secret("provider_key"));
        assert!(words.is_secret("Provider_key"), "exceptions hold for the exact key only");
    }
}
