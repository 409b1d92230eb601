//! Keys in many spellings, on both sides.

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
        "tokens",
        "keys",
        "pass",
        "pw",
        "PW",
        "pin",
        "dsn",
        "cookie",
        "session",
        "passwort",
        "Passwörter",
        "mot_de_passe",
        "mot de passe",
        "motDePasse",
        "contraseña",
        "contrasen\u{303}a",
        "ｐａｓｓｗｏｒｄ",
        "pass\u{200b}word",
        "db_pass",
        "dbPassword",
        "smtppassword",
        "password_old",
        "token_2",
        "token_shop_north",
        "password for wp",
        "AUTH_KEY",
        "SECURE_AUTH_SALT",
        "NONCE_SALT",
        "DB_PASSWORD",
        "X-Api-Key",
        "site.x.tokens",
        "пароль",
        "密码",
        "haslo",
        "hasło",
        "wachtwoord",
        "senha",
        "Kennwort",
        "client_secret",
        "clientSecret",
        "stripe_sk_key",
        "api_keys_live",
        "credentials",
        "creds",
        "phpsessid",
        "set-cookie",
    ] {
        assert!(words.is_secret(key), "{key}");
    }
}

#[test]
fn keys_that_only_resemble_them_are_plain() {
    let words = Words::default();
    let keys = [
        "key_exposed",
        "key_handling_changed",
        "monkey",
        "keyboard",
        "secretary",
        "public_key",
        "",
        "turnkey",
        "passes",
        "donkey",
        "next",
        "cache_key",
        "idempotency_key",
        "Idempotency-Key",
        "sort_key",
        "foreignKey",
        "max_tokens",
        "total_tokens",
        "next_token",
        "token_count",
        "tokens_used",
        "password_policy",
        "password_rotated_at",
        "secret_name",
        "token_budget",
        "key_id",
        "session_count",
        "cookie_banner",
        "pinned",
        "pass_rate",
        "compass",
        "bypass",
        "tokenizer",
        "secretariat",
        "author",
        "authors",
        "keynote",
        "id",
        "location",
        "password_protected",
        "api_key_owner",
        "passage",
        "pinterest",
        "tandem",
        "keys_rotated_at",
        "tokens_per_minute",
        "key_count",
        "password_length",
        "password_changed_at",
        "secret_scanning",
        "secrets_found",
        "token_type",
        "token_expires_at",
        "session_timeout",
        "session_length",
        "cookie_consent",
        "cookie_notice",
        "pin_to_top",
        "salted_caramel",
        "signature_dish",
        "primary_key",
        "unique_key",
        "partition_key",
        "keyword",
        "keywords",
        "passenger",
        "passport_required",
        "mobile_first",
        "cell_size",
        "faxed_at",
        "hotel",
        "telemetry",
    ];
    let wrong: Vec<&str> = keys.into_iter().filter(|key| words.is_secret(key)).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn schemas_add_words_and_exceptions() {
    let mut words = Words::default();
    words.add_secret("door-word");
    words.add_plain("provider_key");
    assert!(words.is_secret("door_word"));
    assert!(!words.is_secret("provider_key"));
    assert!(!words.is_secret("site.staging.provider_key"));
    assert!(words.is_secret("Provider_key"), "exceptions hold for the exact key only");
}

#[test]
fn a_key_says_how_sure_it_is() {
    let words = Words::default();
    assert_eq!(words.keyed("password"), Keyed::Sure);
    assert_eq!(words.keyed("wp-password"), Keyed::Likely);
    assert_eq!(words.keyed("phone"), Keyed::Number);
    assert_eq!(words.keyed("card_number"), Keyed::Number);
}
